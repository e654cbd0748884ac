//! The matters of single persons: what follows from votes and days, and what a decision comes to for the member.

use super::*;
use crate::node::Scalar;
use crate::rules::{Book, RulesText};

/// Fields with what is typed into them.
type Typed<'a> = &'a [(&'a str, &'a str)];

const MEMBER: DocId = DocId::from_bytes([8; 16]);

fn case(kind: &str, fields: Typed<'_>) -> Doc {
    let mut doc = fresh(Kind::Case);
    let all = [("title", "Xét hồ sơ"), ("opened_on", "2026-11-03"), ("type", kind)];
    all.iter().chain(fields).for_each(|(name, typed)| set(&mut doc, name, typed).unwrap());
    doc
}

fn told(doc: &Doc, field: &str) -> Option<Scalar> {
    doc.tree().get("about").and_then(|about| about.scalar(field)).cloned()
}

pub(super) fn step(doc: &mut Doc, name: &str, given: &[(&str, &str)]) -> Result<(), WriteError> {
    let content = doc.content_digest();
    let given: Vec<_> = given.iter().map(|(name, typed)| ((*name).to_owned(), (*typed).to_owned())).collect();
    write(doc, 1, |edit, spec| {
        let taken = Taken { device: DeviceId::from_bytes([1; 16]), content, about: Some(content) };
        take(edit, spec, spec.step(name).unwrap(), &given, taken, &Context::default())
    })
}

#[test]
fn the_share_a_vote_needs_and_whether_it_is_reached_follow_from_what_is_asked_for() {
    let cases: [(&str, Typed<'_>, &str, bool); 6] = [
        ("ket_nap", &[("votes_for", "20"), ("votes_of", "30")], ">=2/3", true),
        ("ket_nap", &[("votes_for", "19"), ("votes_of", "30")], ">=2/3", false),
        ("khen_thuong", &[("votes_for", "16"), ("votes_of", "30")], ">1/2", true),
        ("ky_luat", &[("votes_for", "16"), ("votes_of", "30"), ("form", "canh_cao")], ">1/2", true),
        ("ky_luat", &[("votes_for", "16"), ("votes_of", "30"), ("form", "khai_tru")], ">=2/3", false),
        ("xoa_ten", &[("votes_for", "20"), ("votes_of", "30")], ">=2/3", true),
    ];
    for (kind, fields, needed, reached) in cases {
        let doc = case(kind, fields);
        assert_eq!(told(&doc, "needed"), Some(Scalar::from(needed)), "{kind}");
        assert_eq!(told(&doc, "reached"), Some(Scalar::Bool(reached)), "{kind} {fields:?}");
    }
    assert_eq!(told(&case("ket_nap", &[]), "reached"), None, "nothing was counted");
    let rule = told(&case("ket_nap", &[]), "needed_rule");
    assert!(rule.as_ref().and_then(Scalar::as_str).is_some_and(|rule| rule.starts_with("Điều lệ Đảng, ")), "{rule:?}");
}

#[test]
fn the_next_day_that_is_due_follows_from_what_was_done() {
    // Counted by hand: the twelfth month ends on 3 November 2026, a Tuesday; thirty working days on is 15 December.
    let mut doc = case("chinh_thuc", &[("joined_on", "3/11/2025"), ("votes_for", "25"), ("votes_of", "30")]);
    assert_eq!(told(&doc, "due"), Some(Scalar::from("2026-12-15")));
    assert_eq!(told(&doc, "due_rule"), Some(Scalar::from("208-QĐ/TW, 26/07/2026")));
    step(&mut doc, "vote", &[("voted_on", "2026-11-05")]).unwrap();
    assert_eq!((told(&doc, "due"), told(&doc, "due_rule")), (None, None), "the cell has done its part");
    let mut doc = case("ket_nap", &[("votes_for", "25"), ("votes_of", "30")]);
    for (name, given) in [("vote", ("voted_on", "2026-11-05")), ("send", ("sent_on", "2026-11-06"))] {
        step(&mut doc, name, &[given]).unwrap();
        assert_eq!(told(&doc, "due"), None, "{name}");
    }
    step(&mut doc, "decided", &[("decided_on", "2026-11-20")]).unwrap();
    // 20 November is a Friday; of the thirty days one is New Year's.
    assert_eq!(told(&doc, "due"), Some(Scalar::from("2027-01-04")));
    step(&mut doc, "finish", &[("done_on", "2026-12-03")]).unwrap();
    assert_eq!((told(&doc, "due"), Row::of(&doc, CELL, &|_| None).due), (None, None));
}

#[test]
fn a_step_on_the_way_leaves_the_day_that_was_computed_before() {
    let source = "from = 2026-01-01\nsureness = \"text_seen\"\n\
        instrument = { issuer = \"Tỉnh ủy\", type = \"QĐ\", number = \"7-QĐ/TU\", date = 2026-01-05 }\n";
    let text = format!("[norm.transfer_working_days_max.ours]\nvalue = 5\n{source}");
    let rules = Book::of(vec![RulesText { n: 1, at_ms: 0, text }]);
    let context = Context { rules, ..Context::default() };
    let mut doc = case("chuyen_sinh_hoat", &[]);
    let before = [told(&doc, "due"), told(&doc, "due_rule")];
    assert!(before.iter().all(Option::is_some));
    let taken = Taken { device: DeviceId::from_bytes([1; 16]), content: doc.content_digest(), about: None };
    let sent = [("sent_on".to_owned(), "2026-11-06".to_owned())];
    write(&mut doc, 1, |edit, spec| take(edit, spec, spec.step("confirm").unwrap(), &sent, taken, &context)).unwrap();
    assert_eq!([told(&doc, "due"), told(&doc, "due_rule")], before, "nobody wrote what it follows from");
    write(&mut doc, 1, |edit, spec| write::set(edit, spec, &FieldPath::Head("opened_on"), "2026-11-03", &context))
        .unwrap();
    assert_eq!(told(&doc, "due"), Some(Scalar::from("2026-11-10")));
    assert_eq!(told(&doc, "due_rule"), Some(Scalar::from("7-QĐ/TU, 05/01/2026")));
}

fn decision(result: &str) -> Doc {
    let mut doc = fresh(Kind::Decision);
    if !result.is_empty() {
        set(&mut doc, "result", result).unwrap();
    }
    step(&mut doc, "issue", &[("number", "7"), ("issued_on", "2026-11-20"), ("effective_on", "2026-11-21")]).unwrap();
    doc
}

fn effect(case: &Doc, decision: &Doc) -> Option<(DocId, Vec<(String, String)>)> {
    let issue = Kind::Decision.spec().step("issue").unwrap();
    let effects = step::effects(decision, Some(&case.tree()), issue, (&pen(1), at(1)), None, |_| Ok(())).unwrap();
    effects.into_iter().next_back().map(|effect| (effect.doc, effect.fields))
}

#[test]
fn an_approved_case_changes_the_members_record_and_nothing_else_does() {
    let of = |kind: &str, fields: Typed<'_>| {
        let members = Context { members: vec![register()], ..Context::default() };
        let mut doc = case(kind, fields);
        write(&mut doc, 1, |edit, spec| {
            write::set(edit, spec, &FieldPath::Head("person"), &MEMBER.to_string(), &members)
        })
        .unwrap();
        doc
    };
    let said = |kind: &str, fields: Typed<'_>| {
        effect(&of(kind, fields), &decision("chuan_y")).map(|(doc, fields)| {
            assert_eq!(doc, MEMBER);
            fields.into_iter().map(|(name, typed)| format!("{name}={typed}")).collect::<Vec<_>>().join(" ")
        })
    };
    assert_eq!(said("chinh_thuc", &[]).unwrap(), "status=chinh_thuc official_on=2026-11-21");
    assert_eq!(said("xoa_ten", &[]).unwrap(), "status=xoa_ten left_on=2026-11-21 left_form=Xóa tên");
    assert_eq!(
        said("ky_luat", &[("form", "khai_tru")]).unwrap(),
        "status=khai_tru left_on=2026-11-21 left_form=Khai trừ"
    );
    assert_eq!(said("phuc_hoi", &[]).unwrap(), "status=chinh_thuc left_on= left_form=");
    for (kind, fields) in [("ky_luat", &[("form", "canh_cao")][..]), ("khen_thuong", &[]), ("ket_nap", &[])] {
        assert_eq!(said(kind, fields), None, "{kind}");
    }
    assert_eq!(effect(&of("xoa_ten", &[]), &decision("khong_chuan_y")), None);
    assert_eq!(effect(&case("xoa_ten", &[("person", "Ông Tư")]), &decision("chuan_y")), None, "nobody of the register");
}

fn register() -> Row {
    let mut doc = Doc::create(&Seed::Id(Kind::Member, MEMBER));
    set(&mut doc, "full_name", "Lê Văn Hậu").unwrap();
    Row::of(&doc, CELL, &|_| None)
}

#[test]
fn only_the_office_writes_how_a_membership_ended_or_takes_it_back_in_whichever_way() {
    let tree = tree();
    let stands = |status: &str| {
        let mut doc = Doc::create(&Seed::Id(Kind::Member, MEMBER));
        set(&mut doc, "status", status).unwrap();
        doc
    };
    let may = |org, role, doc: &Doc, write: &dyn Fn(&mut Edit<'_>, &'static Spec) -> Result<(), WriteError>| {
        let seat = Seat { org, role };
        let who = Who { seat: Some(&seat), org: CELL, tree: &tree };
        let before = doc.content_digest();
        let mut doc = doc.clone();
        let written =
            super::write(&mut doc, 2, |edit, spec| reserved::within(edit, spec, who, |edit| write(edit, spec)));
        assert!(written.is_ok() || doc.content_digest() == before, "a refusal writes nothing");
        written.is_ok()
    };
    let to = |status: &'static str| {
        move |edit: &mut Edit<'_>, spec: &'static Spec| {
            write::set(edit, spec, &FieldPath::Head("status"), status, &Context::default())
        }
    };
    for status in ["xoa_ten", "khai_tru", "xin_ra"] {
        let (official, left) = (stands("chinh_thuc"), stands(status));
        for role in [Role::Head, Role::DeputyHead, Role::Committee] {
            assert!(!may(CELL, role.clone(), &official, &to(status)), "{role} {status}");
            assert!(!may(CELL, role.clone(), &left, &to("chinh_thuc")), "{role} takes {status} back");
            let otherwise = |edit: &mut Edit<'_>, spec: &'static Spec| Ok(edit.remove(spec.head, "status")?);
            assert!(!may(CELL, role, &left, &otherwise), "by another way of writing");
        }
        assert!(may(WARD, Role::Office, &official, &to(status)) && may(WARD, Role::Office, &left, &to("chinh_thuc")));
        assert!(!may(WARD, Role::Standing, &official, &to(status)), "{status}");
        // Of two values that were written apart, deciding for either is the office's.
        let (mut one, mut other) = (official.clone(), official.clone());
        set(&mut one, "status", "mien").unwrap();
        super::write(&mut other, 3, to(status)).unwrap();
        let (apart, _) = one.absorb(ChunkForm::Document, &other.save(), None).unwrap();
        let decide = |value: &'static str| {
            move |edit: &mut Edit<'_>, spec: &'static Spec| Ok(edit.put(spec.head, "status", value)?)
        };
        for value in ["mien", status] {
            assert!(!may(CELL, Role::Head, &apart, &decide(value)), "{value}");
            assert!(may(WARD, Role::Office, &apart, &decide(value)), "{value}");
        }
        // What has nothing to do with it is written as before.
        let name = |edit: &mut Edit<'_>, spec: &'static Spec| Ok(edit.put(spec.head, "full_name", "Lê Văn Hậu")?);
        assert!(may(CELL, Role::Head, &left, &name) && may(CELL, Role::Head, &apart, &name));
    }
    let official = stands("chinh_thuc");
    assert!(may(CELL, Role::Head, &official, &to("tu_tran")) && may(CELL, Role::Head, &official, &to("mien")));
}
