//! The app in a real browser: what officers do with it, and what phones, networks and other people do to them.

use shared::access::Role;
use tests::app::AppPhone;
use tests::ward::Ward;

use crate::story::{CELL, HEAD};

const PIN: &str = "271828";

/// Does something with the ward that waits, from within a story that waits for a browser.
fn aside<T>(act: impl FnOnce() -> T) -> T {
    tokio::task::block_in_place(act)
}

/// A phone that opened the link of its code, and is enrolled.
async fn enrolled(ward: &Ward, address: &str, role: Role, name: &str) -> AppPhone {
    let phone = AppPhone::new(address).await.unwrap();
    let code = aside(|| ward.code(CELL, role, name)).unwrap();
    phone.open(&format!("/app/#{code}")).await.unwrap();
    phone.see(name).await.unwrap();
    phone.tap("Đúng là tôi").await.unwrap();
    phone.tap("Để sau").await.unwrap();
    phone.digits(PIN).await.unwrap();
    phone.tap("Tiếp").await.unwrap();
    phone.see("Nhập lại mã PIN").await.unwrap();
    phone.digits(PIN).await.unwrap();
    phone.tap("Ghi danh máy này").await.unwrap();
    phone.see("Đã gửi hết").await.unwrap();
    phone
}

async fn unlock(phone: &AppPhone) {
    phone.digits(PIN).await.unwrap();
    phone.tap("Mở sổ").await.unwrap();
    phone.see("Công việc").await.unwrap();
}

#[test]
fn an_officer_opens_the_link_of_their_code_sees_whom_it_is_for_and_is_at_todays_screen() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = AppPhone::new(&address).await.unwrap();
        let code = aside(|| ward.code(CELL, Role::Head, HEAD)).unwrap();
        phone.open(&format!("/app/#{code}")).await.unwrap();
        phone.see("Mã này cấp cho").await.unwrap();
        let words = phone.words().await.unwrap();
        for said in [HEAD, CELL, "Bí thư", "Đảng ủy phường Sen Hồng"] {
            assert!(words.contains(said), "{said}: {words}");
        }
        assert!(!phone.address().await.unwrap().contains("SEN1"), "the code is taken out of the address");
        // Nothing is made by looking: the same code still enrols.
        drop(phone);
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        phone.see("Chưa có buổi họp tới").await.unwrap();
    });
}

#[test]
fn a_second_window_is_told_so_and_may_take_over() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        phone.second_window("/app/").await.unwrap();
        phone.see("Sen đang mở ở cửa sổ khác").await.unwrap();
        phone.tap("Dùng ở cửa sổ này").await.unwrap();
        unlock(&phone).await;
        phone.first_window().await.unwrap();
        phone.see("Đã chuyển sang cửa sổ khác").await.unwrap();
    });
}

#[test]
fn everything_is_reached_by_the_keyboard_alone_and_has_a_name() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        phone.inside("/").await.unwrap();
        let mut seen = Vec::new();
        for _ in 0..14 {
            let (tag, name) = phone.tab().await.unwrap();
            assert!(tag == "BODY" || !name.is_empty(), "{tag} has no name");
            seen.push(name);
        }
        for wanted in ["Mở buổi họp mới", "Buổi họp", "Đảng viên", "Công việc"] {
            assert!(seen.iter().any(|name| name.contains(wanted)), "{wanted} in {seen:?}");
        }
    });
}
