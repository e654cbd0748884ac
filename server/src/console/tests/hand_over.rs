//! Handing a phone over to somebody else of the cell.

use shared::access::Role;
use shared::doc::{Kind, Seed};
use shared::id::DocId;

use super::form::Form;
use super::ward::Ward;
use crate::admin::ConsoleAuthor;
use crate::store::check::verify;

async fn second_member(ward: &Ward) -> DocId {
    let author = ConsoleAuthor::of(&ward.hub, "first").await.unwrap();
    let doc = DocId::from_bytes([6; 16]);
    let name = |edit: &mut shared::doc::Edit<'_>| {
        shared::member::set_field(edit, "full_name", "Lý Văn Sáu")?;
        shared::member::set_field(edit, "status", "chinh_thuc")
    };
    author.write(&ward.hub, ward.cells[0], &Seed::Id(Kind::Member, doc), name).await.unwrap();
    doc
}

#[tokio::test]
async fn a_phone_is_handed_over_in_one_step_and_who_held_it_is_shut_out() {
    let ward = Ward::begin().await;
    second_member(&ward).await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let path = format!("/devices/{}/hand-over", ward.device());
    assert!(ward.get("/devices", &cookie).await.text.contains(&path));
    let page = ward.get(&path, &cookie).await;
    assert!(page.text.contains("Đặng Thị Hòa") && page.text.contains("có thể còn phần chưa gửi"), "{}", page.text);
    let form = Form::of(&page.text, &path, &[]);
    assert_eq!(form.value("role"), Some("bi_thu"), "as the one before, unless it is chosen otherwise");
    for (person, why) in [("Đặng Thị Hòa", "người đang giữ máy"), ("Nguyễn Văn Lạ", "Không có đảng viên nào")]
    {
        let form = Form::of(&page.text, &path, &[]).fill("person", person);
        let refused = ward.post(&path, &cookie, &form.body()).await;
        assert!(refused.text.contains(why) && !refused.text.contains("SEN1-"), "{}", refused.text);
        assert!(ward.hub.directory().now().devices[&ward.device()].revoked.is_none(), "nobody is shut out by mistake");
    }
    let made = ward.post(&path, &cookie, &form.fill("person", "ly van sau").body()).await;
    assert!(made.text.contains("SEN1-") && made.text.contains("Lý Văn Sáu"), "{}", made.text);
    assert!(made.text.contains("Đã thu hồi quyền của Đặng Thị Hòa"), "{}", made.text);
    let (_, reason) = ward.hub.directory().now().devices[&ward.device()].revoked.clone().unwrap();
    assert_eq!(reason, "Bàn giao cho Lý Văn Sáu");
    assert_eq!(ward.get(&path, &cookie).await.status.as_u16(), 404, "it is handed over once");
    assert_eq!(verify(&ward.folder.join("sen.db")).unwrap().faults, Vec::<String>::new());
}
