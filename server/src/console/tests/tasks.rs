//! The tasks of all cells at the console: what is overdue first, narrowed by how they stand, and their file.

use axum::http::StatusCode;
use shared::access::Role;
use shared::doc::{ChunkForm, Doc, Heads, Kind, Pen, Seed};
use shared::envelope::Envelope;
use shared::id::DocId;
use shared::record::{Context, write};
use shared::wire::Fate;

use super::ward::Ward;

/// Begins a task of the first cell from its phone; the test's day is 2 February 2026.
async fn task(ward: &Ward, number: u8, what: &str, due: &str) -> DocId {
    let mut doc = Doc::create(&Seed::Id(Kind::Task, DocId::from_bytes([number; 16])));
    let pen = Pen::new(ward.device(), ward.hub.host().random().unwrap());
    let given = [("what", what), ("due", due)].into_iter().filter(|(_, typed)| !typed.is_empty());
    let given: Vec<(String, String)> = given.map(|(name, typed)| (name.to_owned(), typed.to_owned())).collect();
    let fill = |edit: &mut shared::doc::Edit<'_>| {
        given.iter().try_for_each(|(name, typed)| {
            let place = shared::record::FieldPath::parse(Kind::Task.spec(), name)?;
            write::set(edit, Kind::Task.spec(), &place, typed, &Context::default())
        })
    };
    doc.edit(&pen, ward.hub.host().now(), fill).unwrap();
    let envelope = Envelope {
        org: ward.cells[0],
        doc: doc.id(),
        kind: doc.kind().number(),
        base: Heads::default(),
        form: ChunkForm::Document,
        chunk: doc.save().into(),
        device: ward.device(),
    };
    let receipt = ward.hub.accept(ward.device(), envelope.seal(&ward.phone), None).await.unwrap();
    assert!(matches!(receipt.fate, Fate::Merged(_)), "{:?}", receipt.fate);
    doc.id()
}

/// The titles of a list, in its order.
fn titles(page: &str) -> Vec<String> {
    let rows = page.split("<th scope=\"row\"><a href=\"/records/").skip(1);
    rows.map(|row| row.split_once("\">").unwrap().1.split('<').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_is_overdue_comes_first_and_each_number_opens_what_it_counts() {
    let ward = Ward::begin().await;
    for (number, what, due) in [
        (41, "Dọn chợ", "2026-03-20"),
        (42, "Lắp đèn", "2026-01-20"),
        (43, "Vận động hộ", ""),
        (44, "Rà soát nước", "2026-02-01"),
        (45, "Gửi danh sách", "2026-02-05"),
    ] {
        task(&ward, number, what, due).await;
    }
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    for (asked, expected) in [
        ("", vec!["Lắp đèn", "Rà soát nước", "Gửi danh sách", "Dọn chợ", "Vận động hộ"]),
        ("stand=late", vec!["Lắp đèn", "Rà soát nước"]),
        ("stand=soon", vec!["Gửi danh sách"]),
        ("stand=undated", vec!["Vận động hộ"]),
        ("stand=done", vec![]),
        ("q=den", vec!["Lắp đèn"]),
        (&*format!("cell={}", ward.cells[1]), vec![]),
    ] {
        let page = ward.get(&format!("/tasks?{asked}"), &cookie).await.text;
        assert_eq!(titles(&page), expected, "{asked}: {page}");
        assert!(page.contains(&format!("{} nhiệm vụ", expected.len())), "{asked}: {page}");
    }
    let page = ward.get("/tasks", &cookie).await.text;
    assert!(page.contains("Quá hạn <span class=\"n\">2</span>") && page.contains("quá 13 ngày"), "{page}");
    assert!(page.contains("còn 3 ngày") && page.contains("chưa có người"), "{page}");
    assert!(page.contains(&format!("/tasks?cell={}&#38;stand=late", ward.cells[0])), "where most is overdue: {page}");
    let file = ward.get("/tasks/export/csv?stand=late", &cookie).await.text;
    assert!(file.lines().count() == 3 && file.contains("Lắp đèn,Chi bộ Khóm 1,"), "{file}");
    for wrong in ["stand=x", "cell=x"] {
        assert_eq!(ward.get(&format!("/tasks?{wrong}"), &cookie).await.status, StatusCode::NOT_FOUND);
    }
    let elsewhere = ward.person("khac", ward.cells[1], Role::Office).await;
    let theirs = ward.get("/tasks", &elsewhere).await.text;
    assert!(titles(&theirs).is_empty() && !theirs.contains("Khóm 1"), "{theirs}");
}
