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

#[tokio::test]
async fn one_sheet_holds_the_codes_of_many_cells_and_none_is_made_while_a_field_names_nobody() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let path = "/devices/sheet/cells";
    let page = ward.get(path, &cookie).await.text;
    let form = Form::all(&page).into_iter().find(|form| form.action == path).unwrap();
    let (head, elsewhere) = (format!("bi_thu-{}", ward.cells[0]), format!("bi_thu-{}", ward.cells[1]));
    assert!(form.value(&head).is_some() && form.value(&elsewhere).is_some() && !page.contains("SEN1-"), "{page}");
    assert_eq!(page.matches("<option value=\"Đặng Thị Hòa\">").count(), 1, "{page}");

    let empty = ward.post(path, &cookie, &form.body()).await.text;
    assert!(empty.contains("Chưa ghi ai") && !empty.contains("SEN1-"), "{empty}");
    // A member of another cell is nobody here, and the field that was right is kept.
    let refused = form.clone().fill(&head, "Đặng Thị Hòa").fill(&elsewhere, "Đặng Thị Hòa");
    let refused = ward.post(path, &cookie, &refused.body()).await.text;
    assert!(refused.contains(&format!("id=\"problem-{elsewhere}\"")), "{refused}");
    assert!(!refused.contains(&format!("id=\"problem-{head}\"")) && !refused.contains("SEN1-"), "{refused}");
    assert_eq!(refused.matches("value=\"Đặng Thị Hòa\" list=").count(), 2, "{refused}");
    assert!(!ward.actions().await.iter().any(|action| action.starts_with("enrol_code|")));

    // As long as the form of 250 cells can be.
    let long = form.fill(&head, "dang thi hoa").body() + "&bi_thu-ai-do=" + &"a".repeat(200 * 1024);
    let sheet = ward.post(path, &cookie, &long).await.text;
    assert_eq!((sheet.matches("SEN1-").count(), sheet.matches("<article>").count()), (1, 1), "{sheet}");
    assert!(sheet.contains("<h2>Chi bộ Khóm 1</h2>") && sheet.contains("Đặng Thị Hòa"), "{sheet}");
    let made = |action: &String| action.starts_with("enrol_code|") && action.ends_with("|bi_thu");
    assert!(ward.actions().await.iter().any(made));
}

#[tokio::test]
async fn a_sheet_of_many_cells_is_of_the_persons_place_alone() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.cells[1], Role::Office).await;
    let page = ward.get("/devices/sheet/cells", &cookie).await;
    let theirs = format!("bi_thu-{}", ward.cells[0]);
    assert!(page.text.contains(&format!("bi_thu-{}", ward.cells[1])) && !page.text.contains(&theirs), "{}", page.text);
    assert!(!page.text.contains("Đặng Thị Hòa"), "{}", page.text);
    let taken = format!("csrf={}&{theirs}=Đặng Thị Hòa", page.token());
    let answer = ward.post("/devices/sheet/cells", &cookie, &taken).await.text;
    assert!(answer.contains("Chưa ghi ai") && !answer.contains("SEN1-"), "{answer}");
}
