//! Another server at the ward's address.

use shared::access::Role;
use shared::wire::EnrolCode;
use tests::app::AppPhone;
use tests::ward::Ward;

use super::{minutes_on, write};
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

/// The link of a code of another ward, and the same code as if that ward were at this one's address.
fn links_of(elsewhere: &Ward) -> [String; 2] {
    let code = elsewhere.code(CELL, Role::Head, HEAD).unwrap();
    let away = EnrolCode { url: "https://phuong-khac.vn".to_owned(), ..EnrolCode::parse(&code).unwrap() };
    [format!("/app/#{}", away.to_text()), format!("/app/#{code}")]
}

const ANOTHER_SERVER: &str = "Mã này của máy chủ khác. Mở https://phuong-khac.vn/app/ rồi quét lại.";
const NO_SUCH_CODE: &str = "Mã này không có ở máy chủ";

#[test]
fn the_link_of_another_wards_code_is_told_as_that_and_makes_nothing_on_a_phone_without_a_book() {
    let (ward, address) = Ward::with_app().unwrap();
    let elsewhere = Ward::serving().unwrap();
    let before = [ward.devices().unwrap(), elsewhere.devices().unwrap()];
    ward.block_on(async {
        let phone = AppPhone::new(&address).await.unwrap();
        for (link, told) in aside(|| links_of(&elsewhere)).iter().zip([ANOTHER_SERVER, NO_SUCH_CODE]) {
            phone.open(link).await.unwrap();
            phone.see(told).await.unwrap();
            // The same screen takes another code, and the link is not taken up again by opening the app anew.
            phone.open("/app/?").await.unwrap();
            phone.see("Mã ghi danh").await.unwrap();
            assert_eq!(phone.value("Mã ghi danh").await.unwrap(), "");
            assert!(!phone.words().await.unwrap().contains(told));
        }
        let files = phone.files().await.unwrap();
        assert!(!files.iter().any(|(name, _)| name.ends_with("vault.db")), "no book was begun");
    });
    assert_eq!([ward.devices().unwrap(), elsewhere.devices().unwrap()], before);
}

#[test]
fn the_link_of_another_wards_code_is_told_as_that_and_changes_nothing_of_a_book_that_is_there() {
    let (ward, address) = Ward::with_app().unwrap();
    let elsewhere = Ward::serving().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        let path = open_meeting(&phone).await;
        write(&phone, &path, "Ghi trước khi có mã lạ.").await;
        send(&phone).await;
        let before = aside(|| [ward.devices().unwrap(), elsewhere.devices().unwrap()]);
        for (link, told) in aside(|| links_of(&elsewhere)).iter().zip([ANOTHER_SERVER, NO_SUCH_CODE]) {
            phone.open(link).await.unwrap();
            phone.see(told).await.unwrap();
            phone.tap("Quay lại").await.unwrap();
            unlock(&phone).await;
            // And once more where the book is open.
            let open = "const [link, done] = arguments; location.hash = link.split('#')[1]; done();";
            phone.ask_with(open, link).await.unwrap();
            phone.see(told).await.unwrap();
            phone.tap("Quay lại").await.unwrap();
            phone.see(HEAD).await.unwrap();
            assert_eq!(minutes_on(&phone, &path).await, "Ghi trước khi có mã lạ.");
            send(&phone).await;
        }
        assert_eq!(aside(|| [ward.devices().unwrap(), elsewhere.devices().unwrap()]), before);
    });
}
