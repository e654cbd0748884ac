//! Papers made on the device.

use shared::input::{Rule, Unfit};
use shared::paper;

use super::*;

fn given(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn a_paper_says_what_was_signed_and_the_post_the_register_gives_on_its_day() {
    let me = DocId::from_bytes([7; 16]);
    let mut phone = Phone::enrolled(&FakeServer::new(cell()), "Trần Văn Đượm", Some(me));
    let engine = &mut phone.engine;
    let head = engine.add_member(None, &given(&[("full_name", "Đặng Thị Hòa")]), at(0)).unwrap().doc;
    engine.add_entry(head, "posts", &given(&[("subject", "bi_thu"), ("from", "2026-01-01")]), at(0)).unwrap();
    engine.add_entry(head, "posts", &given(&[("subject", "chi_uy_vien"), ("from", "2020-01-01")]), at(0)).unwrap();
    let doc = engine.open_meeting(&meeting_key(), at(1)).unwrap().view.doc;
    let officers = Particulars {
        chair: Some(Person::member(head, "Đặng Thị Hòa")),
        minute_taker: Some(Person::member(me, "Trần Văn Đượm")),
        ..Particulars::default()
    };
    engine.set_particulars(doc, &officers, at(2)).unwrap();
    engine.rewrite_minutes(doc, "Chi bộ họp đúng giờ.", at(3)).unwrap();
    let page = |engine: &mut Engine| paper::html(&engine.paper(doc, "").unwrap());
    assert!(page(engine).contains("DỰ THẢO") && page(engine).contains("đồng chí Đặng Thị Hòa, bí thư."));
    engine.adopt(doc, true, at(4)).unwrap();
    engine.rewrite_minutes(doc, "Viết lại sau khi ký.", at(5)).unwrap();
    let signed = page(engine);
    assert!(signed.contains("Chi bộ họp đúng giờ.") && !signed.contains("Viết lại"), "{signed}");
    assert!(signed.contains("Đồng chí Trần Văn Đượm đã ký") && !signed.contains("DỰ THẢO"), "{signed}");
    assert!(signed.contains("Sau khi thông qua có 1 chỗ"), "{signed}");
}

#[test]
fn what_is_no_paper_is_refused_by_name() {
    let mut phone = Phone::enrolled(&FakeServer::new(cell()), "Trần Văn Đượm", None);
    let engine = &mut phone.engine;
    let member = engine.add_member(None, &given(&[("full_name", "Đặng Thị Hòa")]), at(0)).unwrap().doc;
    let refused = engine.paper(member, "");
    assert!(
        matches!(
            refused,
            Err(EngineError::Write(WriteError::Invalid { field: "record", why: Unfit::Rule(Rule::Paper), .. }))
        ),
        "{refused:?}"
    );
    assert!(matches!(engine.paper(DocId::from_bytes([1; 16]), ""), Err(EngineError::NoSuchRecord(_))));
}

#[test]
fn the_papers_beside_the_whole_one_are_asked_for_by_their_form_and_no_other_is_made() {
    let mut phone = Phone::enrolled(&FakeServer::new(cell()), "Trần Văn Đượm", None);
    let engine = &mut phone.engine;
    let meeting = engine.open_meeting(&meeting_key(), at(1)).unwrap().view.doc;
    let month = given(&[("month", "2026-11"), ("zone", "vung_3")]);
    let dues = engine.begin_record(Kind::Dues, (None, None), &month, at(2)).unwrap().view.doc;
    let forms = [(meeting, vec!["", "extract", "score"]), (dues, vec!["", "receipts"])];
    let every = ["", "extract", "score", "receipts", "comment", "whole", "Extract", "extract "];
    for (doc, has) in forms {
        let mut titles: Vec<String> = has.iter().map(|form| engine.paper(doc, form).unwrap().title).collect();
        titles.dedup();
        assert_eq!(titles.len(), has.len(), "{titles:?}");
        for form in every.iter().filter(|form| !has.contains(form)) {
            let refused = engine.paper(doc, form).map(|paper| paper.title);
            assert!(
                matches!(
                    &refused,
                    Err(EngineError::Write(WriteError::Invalid {
                        field: "paper",
                        why: Unfit::Typed { typed, rule: Rule::PaperForm },
                        ..
                    })) if typed == form
                ),
                "{form}: {refused:?}"
            );
        }
    }
}
