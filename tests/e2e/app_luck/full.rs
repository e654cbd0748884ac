//! A phone with no room left.

use server::package::hand_in;
use shared::access::Role;
use tests::app::AppPhone;
use tests::ward::Ward;

use super::{minutes_on, write};
use crate::app::{MINUTES, aside, enrolled, minutes_at, open_meeting, send, settled, unlock};
use crate::story::HEAD;

const LONG: &str = "Không có chỗ cho câu này. ";

/// Puts a text into the minutes at once, as from the clipboard.
async fn paste(phone: &AppPhone, text: &str) {
    phone.field(MINUTES).await.unwrap().click().await.unwrap();
    phone.compose(&[], text).await.unwrap();
}

/// The battery died, and whatever else is on the phone has taken all room when it is opened again.
async fn reopened_full(phone: &mut AppPhone) {
    phone.restart().await.unwrap();
    phone.set_room(Some(1)).await.unwrap();
    phone.open("/app/").await.unwrap();
    unlock(phone).await;
}

#[test]
fn a_full_phone_opens_is_read_handed_in_says_what_it_cannot_write_and_has_everything_once_there_is_room() {
    let (ward, gate, address) = Ward::behind_gate().unwrap();
    ward.block_on(async {
        let mut phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        phone.is_installed().await.unwrap();
        let path = open_meeting(&phone).await;
        send(&phone).await;
        gate.shut("/v1/sync");
        write(&phone, &path, "Ghi khi còn chỗ. ").await;
        reopened_full(&mut phone).await;
        assert_eq!(minutes_on(&phone, &path).await, "Ghi khi còn chỗ. ");
        paste(&phone, &LONG.repeat(300)).await;
        phone.see("Chữ vừa gõ chưa ghi được").await.unwrap();
        phone.see("Máy hết chỗ").await.unwrap();
        reopened_full(&mut phone).await;
        assert_eq!(minutes_on(&phone, &path).await, "Ghi khi còn chỗ. ");
        phone.inside("/safety/hand-in").await.unwrap();
        phone.tap("Tạo tệp").await.unwrap();
        phone.see("đã khóa sẵn").await.unwrap();
        phone.tap("Gửi tệp").await.unwrap();
        let file = phone.file().await.unwrap();
        let taken = hand_in::take(&ward.hub().unwrap(), None, file, |_| Ok(())).await.unwrap();
        assert_eq!((taken.held, taken.not_taken), (0, 0));
        assert_eq!(aside(|| minutes_at(&ward, &path)), "Ghi khi còn chỗ. ");
        // There is room again: the same app goes on.
        phone.set_room(None).await.unwrap();
        gate.open();
        write(&phone, &path, "Lại có chỗ.").await;
        send(&phone).await;
        assert_eq!(aside(|| minutes_at(&ward, &path)), "Ghi khi còn chỗ. Lại có chỗ.");
    });
}

#[test]
fn what_found_no_room_stays_on_the_screen_and_is_written_with_the_next_letter_once_there_is_some() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let mut phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        let path = open_meeting(&phone).await;
        reopened_full(&mut phone).await;
        phone.inside(&format!("{path}/minutes")).await.unwrap();
        paste(&phone, &LONG.repeat(300)).await;
        phone.see("Chữ vừa gõ chưa ghi được").await.unwrap();
        phone.set_room(None).await.unwrap();
        phone.type_in(MINUTES, "Hết.").await.unwrap();
        settled(&phone).await;
        phone.reopen().await.unwrap();
        unlock(&phone).await;
        assert_eq!(minutes_on(&phone, &path).await, format!("{}Hết.", LONG.repeat(300)));
    });
}
