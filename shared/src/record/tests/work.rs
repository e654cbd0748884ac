//! What the kinds of the committee's work refuse, and the figures they keep.

use super::*;
use crate::node::Scalar;
use crate::record::step::Refusal;

const ORG: OrgId = OrgId::from_bytes([3; 16]);

/// Why a step is refused to whoever may take it; nothing where it is open.
fn refused(doc: &Doc, step: &str) -> Option<Refusal> {
    let tree = tree();
    let found = steps(doc, None, Who { seat: None, org: CELL, tree: &tree });
    found.into_iter().find(|view| view.step.name == step).unwrap().refused
}

/// Takes a step that is open, with a sample in every field it asks for.
fn go(doc: &mut Doc, step: &str) {
    assert_eq!(refused(doc, step), None, "{step}");
    let spec = doc.kind().spec();
    let step = spec.step(step).unwrap();
    let given: Vec<_> =
        step.asks.iter().map(|name| ((*name).to_owned(), sample(spec.head_field(name).unwrap()).0)).collect();
    write(doc, 1, |edit, spec| take(edit, spec, step, &given, taken(), &Context::default())).unwrap();
}

fn figure(doc: &Doc, name: &str) -> Option<Scalar> {
    Row::of(doc, ORG, &|_| None).figures.get(name).cloned()
}

fn rule(name: &'static str) -> Option<Refusal> {
    Some(Refusal::Rule(name))
}

#[test]
fn a_regulation_is_adopted_by_more_than_half_and_one_is_in_force_in_a_term() {
    let mut doc = fresh(Kind::Regulation);
    set(&mut doc, "title", "Quy chế làm việc").unwrap();
    set(&mut doc, "term", "2025-2030").unwrap();
    assert_eq!(refused(&doc, "adopt"), rule("more_than_half"), "nobody voted");
    set(&mut doc, "votes_of", "20").unwrap();
    for (votes, passes) in [("10", false), ("21", false), ("11", true)] {
        set(&mut doc, "votes_for", votes).unwrap();
        assert_eq!(refused(&doc, "adopt").is_none(), passes, "{votes} of 20");
    }
    go(&mut doc, "adopt");
    assert_eq!(figure(&doc, "alone"), None, "adopted is not in force");
    go(&mut doc, "issue");
    assert_eq!(figure(&doc, "alone"), Some(Scalar::Str("2025-2030".to_owned())));
    assert!(is_closed(&doc));
    let mut amendment = doc.clone();
    write(&mut amendment, 1, |edit, spec| Ok(edit.put(spec.head, "action", "sua_doi")?)).unwrap();
    assert_eq!(figure(&amendment, "alone"), None, "an amendment is in force beside what it amends");
    go(&mut doc, "end");
    assert_eq!(figure(&doc, "alone"), None);
}

#[test]
fn a_secret_ballot_keeps_totals_and_a_person_is_graded_or_left_out_with_a_reason() {
    let mut doc = fresh(Kind::SelfReview);
    set(&mut doc, "title", "Kiểm điểm năm 2026").unwrap();
    set(&mut doc, "period", "2026").unwrap();
    set(&mut doc, "person", "Lê Thị Sen").unwrap();
    assert_eq!(figure(&doc, "alone"), Some(Scalar::Str("2026 khach-le-thi-sen".to_owned())));
    let fields: Vec<&str> =
        Kind::SelfReview.spec().part("ballot").unwrap().fields.iter().map(|field| field.name).collect();
    assert_eq!(fields, ["votes"], "no place to say who voted how");
    add(&mut doc, "ballot", &[("subject", "tot"), ("votes", "17")]).unwrap();
    assert!(add(&mut doc, "ballot", &[("subject", "Nguyễn Văn An"), ("votes", "1")]).is_err());
    assert_eq!(refused(&doc, "propose"), rule("graded_or_not"));
    set(&mut doc, "proposed_grade", "tot").unwrap();
    set(&mut doc, "not_graded", "mien_sinh_hoat").unwrap();
    assert_eq!(refused(&doc, "propose"), rule("graded_or_not"), "not both");
    set(&mut doc, "not_graded", "").unwrap();
    go(&mut doc, "propose");
    assert_eq!(refused(&doc, "leave_out"), rule("not_graded"));
    go(&mut doc, "decide");
    assert!(is_closed(&doc));
}

#[test]
fn a_denunciation_is_refused_with_the_reason_and_nobody_has_to_be_named() {
    let mut doc = fresh(Kind::Dialogue);
    let denounced = add(&mut doc, "petitions", &[("type", "to_cao"), ("text", "Ông A nhận tiền.")]);
    let said = denounced.unwrap_err();
    assert!(
        matches!(&said, WriteError::Invalid { why: crate::input::Unfit::Checked { why, .. }, .. } if why.contains("secret")),
        "{said:?}"
    );
    assert!(!format!("{said}").contains("Ông A"), "what was typed is not told on");
    let words = crate::words::Words::of(crate::words::Language::Vi);
    assert!(words.write_error(&said).contains("giữ bí mật người tố cáo"), "{}", words.write_error(&said));
    let entry = add(&mut doc, "petitions", &[("type", "kien_nghi"), ("text", "Đèn đường hỏng.")]).unwrap();
    assert!(set(&mut doc, &format!("petitions/{entry}/type"), "to_cao").is_err());
    assert_eq!(figure(&doc, "unanswered"), Some(Scalar::Int(1)));
    go(&mut doc, "hold");
    assert_eq!(refused(&doc, "close"), rule("petitions_answered"));
    set(&mut doc, &format!("petitions/{entry}/answered_on"), "5/11/2026").unwrap();
    assert_eq!((figure(&doc, "petitions"), figure(&doc, "unanswered")), (Some(Scalar::Int(1)), Some(Scalar::Int(0))));
    go(&mut doc, "close");
}

/// A kind and a step of it, the steps before, the rule that refuses it, and the list with an entry that lets it through.
type Waiting =
    (Kind, &'static str, &'static [&'static str], &'static str, &'static str, [(&'static str, &'static str); 2]);

#[test]
fn what_a_step_waits_for_is_what_people_would_miss() {
    let waiting: [Waiting; 4] = [
        (Kind::Questioning, "answer", &[], "answered", "replies", [("on", "5/11/2026"), ("text", "Đã kiểm tra.")]),
        (Kind::Programme, "issue", &[], "has_targets", "targets", [("indicator", "Hộ nghèo"), ("goal", "0")]),
        (Kind::Model, "copy", &["prove"], "copied", "copies", [("where", "Khóm 3"), ("on", "2026")]),
        (Kind::Report, "issue", &[], "has_figures", "figures", [("label", "Số buổi"), ("value", "12")]),
    ];
    for (kind, step, before, missing, part, entry) in waiting {
        let mut doc = fresh(kind);
        before.iter().for_each(|step| go(&mut doc, step));
        assert_eq!(refused(&doc, step), rule(missing), "{kind:?}");
        add(&mut doc, part, &entry).unwrap();
        go(&mut doc, step);
    }
    let mut guidance = fresh(Kind::Guidance);
    assert_eq!(refused(&guidance, "issue"), rule("has_agenda"));
    add(&mut guidance, "agenda", &[("title", "Điểm danh")]).unwrap();
    go(&mut guidance, "issue");
    assert!(is_closed(&guidance));
}

#[test]
fn an_inspection_closes_when_whatever_it_asked_is_mended() {
    let mut doc = fresh(Kind::Inspection);
    go(&mut doc, "begin");
    add(&mut doc, "findings", &[("text", "Sổ ghi đủ.")]).unwrap();
    let asked = add(&mut doc, "findings", &[("text", "Thiếu chữ ký."), ("request", "Ký bổ sung.")]).unwrap();
    go(&mut doc, "conclude");
    assert_eq!(refused(&doc, "close"), rule("all_mended"));
    set(&mut doc, &format!("findings/{asked}/mended_on"), "6/11/2026").unwrap();
    go(&mut doc, "close");
    assert!(is_closed(&doc));
}
