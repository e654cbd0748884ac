//! Phones of people who left their cell: on the list of devices and asked for by the month until somebody revokes them.

use axum::http::StatusCode;
use shared::access::Role;
use shared::doc::{Edit, Seed};
use shared::input::WriteError;
use shared::wire::Fate;

use super::form::Form;
use super::ward::Ward;
use crate::admin::ConsoleAuthor;

const LEFT: &str = "Của người đã chuyển hoặc ra khỏi Đảng";
const ASKED: &str = "1 chi bộ có thiết bị của người đã chuyển hoặc ra khỏi Đảng";

fn seed(ward: &Ward) -> Seed {
    Seed::Id(shared::member::KIND, ward.member)
}

/// The cell writes into the record of its member.
async fn cell_writes(ward: &Ward, status: &str) -> Fate {
    let write = |edit: &mut Edit<'_>| Ok::<(), WriteError>(edit.put("card", "status", status)?);
    ward.write_record(ward.cells[0], &seed(ward), write).await.1
}

#[tokio::test]
async fn a_phone_of_somebody_who_left_by_the_cells_own_word_is_on_the_list_and_asked_for_until_it_is_revoked() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let elsewhere = ward.person("binh", ward.cells[1], Role::Office).await;
    let shows = async |path: &str, cookie: &str, words: &str| ward.get(path, cookie).await.text.contains(words);
    assert!(!shows("/", &cookie, ASKED).await && !shows("/devices", &cookie, LEFT).await);
    assert!(matches!(cell_writes(&ward, "tam_thoi_di").await, Fate::Merged(_)));
    assert!(!shows("/", &cookie, ASKED).await && !shows("/devices", &cookie, LEFT).await, "for a time");
    assert!(matches!(cell_writes(&ward, "tu_tran").await, Fate::Merged(_)));
    let device = ward.device();
    let revoked = || ward.hub.directory().now().devices[&device].revoked.clone().map(|(_, reason)| reason);
    assert_eq!(revoked(), None, "a cell takes nobody's phone");
    assert!(shows("/", &cookie, ASKED).await && shows("/devices", &cookie, LEFT).await);
    assert!(shows("/devices?state=parting", &cookie, "Đặng Thị Hòa").await);
    assert!(!shows("/devices?state=active", &cookie, "<th scope=\"row\">Đặng Thị Hòa").await);
    assert!(!shows("/", &elsewhere, ASKED).await && !shows("/devices", &elsewhere, LEFT).await);

    let page = ward.get("/devices", &cookie).await.text;
    let form = Form::of(&page, &format!("/devices/{device}/revoke"), &[]).fill("reason", "Đã mất");
    assert_eq!(ward.post(&form.action, &cookie, &form.body()).await.status, StatusCode::SEE_OTHER);
    assert_eq!(revoked().as_deref(), Some("Đã mất"));
    assert!(!shows("/", &cookie, ASKED).await && !shows("/devices?state=parting", &cookie, "Đặng Thị Hòa").await);
}

#[tokio::test]
async fn what_the_office_writes_at_the_console_takes_the_phone_and_says_why() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let author = ConsoleAuthor::of(&ward.hub, "an").await.unwrap();
    let says = async |status: &'static str| {
        let write = |edit: &mut Edit<'_>| Ok::<(), WriteError>(edit.put("card", "status", status)?);
        author.write(&ward.hub, ward.cells[0], &seed(&ward), write).await.unwrap();
    };
    let revoked = || ward.hub.directory().now().devices[&ward.device()].revoked.clone().map(|(_, reason)| reason);
    says("mien").await;
    assert_eq!(revoked(), None);
    says("khai_tru").await;
    assert_eq!(revoked().as_deref(), Some("da_ra"));
    let page = ward.get("/devices", &cookie).await.text;
    assert!(page.contains("Người này không còn là đảng viên của đảng bộ") && !page.contains("da_ra"), "{page}");
    let logged = ward.actions().await;
    let of_device = format!("device_revoked|{}|", ward.device());
    assert_eq!(logged.iter().filter(|entry| **entry == of_device).count(), 1, "{logged:?}");
    says("chinh_thuc").await;
    assert!(revoked().is_some(), "who was let in again is enrolled again");
}
