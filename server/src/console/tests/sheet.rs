//! Codes for several officers at once.

use axum::http::StatusCode;
use shared::access::Role;

use super::form::Form;
use super::ward::Ward;

#[tokio::test]
async fn a_sheet_holds_a_code_for_each_member_with_a_role_and_for_nobody_else() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let page = ward.get(&format!("/devices/sheet?cell={}", ward.cells[0]), &cookie).await.text;
    assert!(page.contains("Đặng Thị Hòa") && !page.contains("SEN1-"), "{page}");
    let has_token = |form: &Form| form.action == "/devices/sheet" && form.value("csrf").is_some();
    let form = Form::all(&page).into_iter().find(has_token).unwrap();
    let name = format!("role-{}", ward.member);
    for role in ["", "van_phong", "vua_nghi_ra"] {
        let refused = ward.post("/devices/sheet", &cookie, &form.clone().fill(&name, role).body()).await;
        assert!(refused.text.contains("ít nhất một người") && !refused.text.contains("SEN1-"), "{role}");
    }
    let stranger = form.body() + &format!("&role-{}=bi_thu", shared::id::DocId::from_bytes([9; 16]));
    assert!(ward.post("/devices/sheet", &cookie, &stranger).await.text.contains("ít nhất một người"));
    let sheet = ward.post("/devices/sheet", &cookie, &form.clone().fill(&name, "bi_thu").body()).await.text;
    assert_eq!((sheet.matches("SEN1-").count(), sheet.matches("<article>").count()), (1, 1), "{sheet}");
    assert!(
        sheet.contains("Đặng Thị Hòa") && sheet.contains("Chi bộ Khóm 1") && sheet.contains("<svg xmlns"),
        "{sheet}"
    );
    assert!(ward.actions().await.iter().any(|action| action.starts_with("enrol_code|") && action.ends_with("|bi_thu")));

    let elsewhere = ward.person("binh", ward.cells[1], Role::Office).await;
    let theirs = ward.get("/devices/sheet", &elsewhere).await.token();
    let taken = format!("csrf={theirs}&cell={}&{name}=bi_thu", ward.cells[0]);
    assert_eq!(ward.post("/devices/sheet", &elsewhere, &taken).await.status, StatusCode::NOT_FOUND);
    for cell in [ward.cells[0].to_string(), ward.ward.to_string(), "khong-phai-ma".to_owned()] {
        let answer = ward.get(&format!("/devices/sheet?cell={cell}"), &elsewhere).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{cell}");
    }
}
