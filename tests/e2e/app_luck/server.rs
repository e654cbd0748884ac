//! Another server at the ward's address.

use shared::access::Role;
use tests::ward::Ward;

use super::write;
use crate::app::{aside, doc_of, enrolled, minutes_at, open_meeting, send, unlock};
use crate::story::{CELL, HEAD};

#[test]
fn behind_another_certificate_or_another_wards_server_the_app_says_so_brings_nothing_there_and_loses_nothing() {
    let (ward, gate, address) = Ward::behind_gate().unwrap();
    let elsewhere = Ward::beside(&gate).unwrap();
    let before = elsewhere.devices().unwrap();
    ward.block_on(async {
        let mut phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        phone.is_installed().await.unwrap();
        let path = open_meeting(&phone).await;
        send(&phone).await;
        // A certificate that the phone does not trust lets no request through; the browser tells the page no more than that.
        gate.shut("/");
        write(&phone, &path, "Ghi khi chứng thư lạ. ").await;
        phone.inside("/safety").await.unwrap();
        phone.tap("Gửi ngay").await.unwrap();
        phone.see("Có mạng nhưng máy chủ chưa trả lời").await.unwrap();
        phone.see("1 mục chưa gửi").await.unwrap();
        gate.lead_to(elsewhere.app().unwrap());
        gate.open();
        phone.tap("Gửi ngay").await.unwrap();
        phone.see("Máy chủ không còn biết máy này").await.unwrap();
        write(&phone, &path, "Ghi khi máy chủ lạ.").await;
        phone.see("1 mục chưa gửi").await.unwrap();
        assert!(aside(|| elsewhere.record(doc_of(&path))).unwrap().is_none(), "nothing is brought there");
        assert_eq!(aside(|| elsewhere.devices()).unwrap(), before);
        // Its code does not turn the book into one of that ward.
        let code = aside(|| elsewhere.code(CELL, Role::Head, HEAD)).unwrap();
        phone.inside("/settings/code").await.unwrap();
        phone.type_in("Mã ghi danh", &code).await.unwrap();
        phone.tap("Đọc mã").await.unwrap();
        phone.tap("Đúng là tôi").await.unwrap();
        phone.see("đảng bộ khác").await.unwrap();
        gate.lead_to(ward.app().unwrap());
        // Whoever opens the app again needs to do nothing more.
        phone.reopen().await.unwrap();
        unlock(&phone).await;
        phone.see("Đã gửi hết").await.unwrap();
        assert_eq!(aside(|| minutes_at(&ward, &path)), "Ghi khi chứng thư lạ. Ghi khi máy chủ lạ.");
    });
}
