//! A phone whose ward takes it, or its cell, away while something is unsent.

use server::hub::Release;
use server::package::take;
use shared::access::Role;
use tests::ward::{CELLS, Ward};

use super::write;
use crate::app::{aside, doc_of, enrolled, minutes_at, open_meeting, send};
use crate::story::{CELL, HEAD};

#[test]
fn a_phone_revoked_while_something_is_unsent_says_so_hands_it_in_and_the_ward_can_let_it_in() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        let path = open_meeting(&phone).await;
        send(&phone).await;
        phone.set_online(false).await.unwrap();
        write(&phone, &path, "Ghi lúc chưa biết. ").await;
        let device = aside(|| ward.devices()).unwrap()[0];
        aside(|| ward.revoke(device)).unwrap();
        phone.inside("/safety/hand-in").await.unwrap();
        phone.tap("Tạo tệp").await.unwrap();
        phone.see("1 phần chưa gửi").await.unwrap();
        phone.tap("Gửi hoặc lưu tệp").await.unwrap();
        let file = phone.file().await.unwrap();
        let hub = ward.hub().unwrap();
        let taken = take(&hub, &file).await.unwrap();
        assert_eq!((taken.merged, taken.held), (0, 1), "kept aside, as over the line");
        assert_eq!(aside(|| minutes_at(&ward, &path)), "");
        phone.set_online(true).await.unwrap();
        phone.inside("/safety").await.unwrap();
        phone.tap("Gửi ngay").await.unwrap();
        phone.see("Máy này không được ghi tiếp").await.unwrap();
        let held = hub.store().read(|reading| server::store::quarantine::held(reading, 10)).await.unwrap();
        assert_eq!(held.len(), 1, "one and the same, by whichever way it came");
        assert_eq!(hub.release(held[0].id, "test", "").await.unwrap(), Release::Merged);
        assert_eq!(aside(|| minutes_at(&ward, &path)), "Ghi lúc chưa biết. ");
    });
}

#[test]
fn a_book_moves_to_another_cell_only_once_everything_is_sent_and_says_which_book_leaves() {
    let (ward, gate, address) = Ward::behind_gate().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        let path = open_meeting(&phone).await;
        send(&phone).await;
        gate.shut("/v1/sync");
        write(&phone, &path, "Lời cuối ở chi bộ cũ.").await;
        let code = aside(|| ward.code_of_guest(CELLS[1].0, Role::Head, HEAD)).unwrap();
        phone.inside("/settings/code").await.unwrap();
        phone.type_in("Mã ghi danh", &code).await.unwrap();
        phone.tap("Đọc mã").await.unwrap();
        phone.see(CELLS[1].0).await.unwrap();
        phone.tap("Đúng là tôi").await.unwrap();
        phone.see("Còn 1 phần đảng ủy chưa nhận").await.unwrap();
        gate.open();
        send(&phone).await;
        assert_eq!(aside(|| minutes_at(&ward, &path)), "Lời cuối ở chi bộ cũ.");
        phone.inside("/settings/code").await.unwrap();
        phone.tap("Đúng là tôi").await.unwrap();
        phone.see("Khóa sổ, đổi người").await.unwrap();
        send(&phone).await;
        phone.see("rời máy này vì đảng ủy rút lại").await.unwrap();
        // Of a book that has left, nothing stands there any more.
        phone.inside("/").await.unwrap();
        phone.inside("/safety").await.unwrap();
        phone.drawn().await.unwrap();
        let words = phone.words().await.unwrap();
        assert!(!words.contains(CELL), "{words}");
        phone.inside(&format!("/records/{}", doc_of(&path))).await.unwrap();
        phone.see("Không có hồ sơ đó trên máy này").await.unwrap();
    });
}
