//! A week without a server.

use shared::access::Role;
use shared::time::CivilDate;
use tests::app::AppPhone;
use tests::gate::Moment::Done;
use tests::ward::Ward;

use super::write;
use crate::app::{aside, enrolled, minutes_at, unlock};
use crate::story::HEAD;

/// Opens the regular meeting of a day, and gives its path in the app.
async fn meeting_on(phone: &AppPhone, day: CivilDate) -> String {
    phone.inside("/meetings/new").await.unwrap();
    phone.see("Ngày họp").await.unwrap();
    phone.browser().fill("input[type=date]", &day.to_string()).await.unwrap();
    phone.tap("Mở").await.unwrap();
    phone.see("Chuẩn bị").await.unwrap();
    phone.path().await.unwrap()
}

#[test]
fn a_week_without_a_server_is_written_through_seven_dead_batteries_and_comes_whole_by_one_request() {
    let (ward, gate, address) = Ward::behind_gate().unwrap();
    ward.block_on(async {
        let mut phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        phone.is_installed().await.unwrap();
        gate.shut("/");
        let today = ward.clock.now().vietnam_date();
        let mut week = Vec::new();
        for back in (0..7).rev() {
            phone.reopen().await.unwrap();
            unlock(&phone).await;
            let path = meeting_on(&phone, today.plus_days(-back).unwrap()).await;
            let said = format!("Còn {back} ngày nữa có mạng.");
            write(&phone, &path, &said).await;
            week.push((path, said));
            phone.inside("/safety").await.unwrap();
            phone.see(&format!("{} mục chưa gửi", week.len())).await.unwrap();
        }
        let before = gate.asked("/v1/sync");
        phone.reopen().await.unwrap();
        let mut stop = gate.stop("/v1/sync", 0, Done);
        gate.open();
        unlock(&phone).await;
        stop.reached().await.unwrap();
        // The server has all of it, and nobody on the phone can know.
        for (path, said) in &week {
            assert_eq!(&aside(|| minutes_at(&ward, path)), said);
        }
        phone.see("7 mục chưa gửi").await.unwrap();
        phone.inside("/safety").await.unwrap();
        phone.see("Những mục chỉ có trên máy này").await.unwrap();
        drop(stop);
        phone.see("Đã gửi hết").await.unwrap();
        assert_eq!(gate.asked("/v1/sync"), before + 2, "one request carries the week, asked once more for its answer");
    });
}
