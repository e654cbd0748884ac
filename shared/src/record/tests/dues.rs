//! A month's dues: what follows from what is written, what two collectors write apart, what is carried over.

use super::*;
use crate::kind::spec::{MemberOf, Sources};
use crate::node::Scalar;
use crate::rules::{Book, RulesText};

const HAU: &str = "khach-le-van-hau";

fn month(month: &str) -> Doc {
    let given = [("month".to_owned(), month.to_owned())];
    let ordinal = write::nth(Kind::Dues.spec(), &given).unwrap();
    let mut doc = Doc::create(&Seed::About(AboutKey { kind: Kind::Dues, org: CELL, about: CELL.record(), ordinal }));
    set(&mut doc, "month", month).unwrap();
    set(&mut doc, "zone", "vung_3").unwrap();
    doc
}

fn of_hau(doc: &Doc, field: &str) -> Option<Scalar> {
    doc.tree().get("members").and_then(|part| part.scalar(&format!("{HAU}/{field}"))).cloned()
}

fn member(doc: &mut Doc, fields: &[(&str, &str)]) {
    let all: Vec<(&str, &str)> = [("subject", "Lê Văn Hậu")].into_iter().chain(fields.iter().copied()).collect();
    assert_eq!(add(doc, "members", &all).unwrap(), HAU);
}

fn figure(doc: &Doc, name: &str) -> Option<i64> {
    row(doc).figures.get(name).and_then(Scalar::as_int)
}

fn row(doc: &Doc) -> Row {
    Row::of(doc, CELL, &|_| None)
}

#[test]
fn what_a_member_owes_follows_from_category_income_zone_and_reduction() {
    // Counted by hand from the rates of 2026: per mille of the income, or of the minimum wage of zone III, 4,140,000 đ.
    let cases: [(&[(&str, &str)], i64); 8] = [
        (&[("category", "lao_dong")], 12_420),
        (&[("category", "qua_tuoi")], 8_280),
        (&[("category", "luong"), ("income", "7.255.500")], 72_555),
        (&[("category", "huu_tri"), ("income", "5.000.100 đ")], 25_001),
        (&[("category", "hoc_sinh")], 5_000),
        (&[("category", "lao_dong"), ("reduced", "50")], 6_210),
        (&[("category", "qua_tuoi"), ("reduced", "70")], 2_484),
        (&[("category", "luong"), ("income", "7.255.500"), ("exempt", "ho_ngheo")], 0),
    ];
    for (fields, due) in cases {
        let mut doc = month("2026-11");
        member(&mut doc, fields);
        assert_eq!(of_hau(&doc, "due"), Some(Scalar::Int(due)), "{fields:?}");
    }
    let mut doc = month("2028-01");
    member(&mut doc, &[("category", "lao_dong")]);
    assert_eq!(of_hau(&doc, "due"), Some(Scalar::Int(20_700)), "the rate of 2028");
    let mut doc = month("2026-11");
    member(&mut doc, &[("category", "luong")]);
    assert_eq!(of_hau(&doc, "due"), None, "without the income nothing follows");
}

fn ours(norms: &[(&str, u32)]) -> Book {
    let source = "from = 2026-01-01\nsureness = \"text_seen\"\n\
        instrument = { issuer = \"Tỉnh ủy\", type = \"QĐ\", number = \"7-QĐ/TU\", date = 2026-01-05 }\n";
    let text: String =
        norms.iter().map(|(key, value)| format!("[norm.{key}.ours]\nvalue = {value}\n{source}")).collect();
    Book::of(vec![RulesText { n: 1, at_ms: 0, text }])
}

fn of_place(doc: &mut Doc, rules: &Book, place: &str, typed: &str) {
    let context = Context { rules: rules.clone(), ..Context::default() };
    write(doc, 1, |edit, spec| write::set(edit, spec, &FieldPath::parse(spec, place)?, typed, &context)).unwrap();
}

#[test]
fn an_amount_says_by_which_documents_it_was_computed_and_a_places_own_count_from_when_they_are_known() {
    let rule = |doc: &Doc| of_hau(doc, "due_rule").and_then(|rule| rule.as_str().map(str::to_owned));
    let category = format!("members/{HAU}/category");
    let mut doc = month("2026-11");
    member(&mut doc, &[("category", "lao_dong")]);
    let shipped = rule(&doc).unwrap();
    assert_eq!(shipped.matches("; ").count(), 1, "the rate and the minimum wage: {shipped}");
    let ours = ours(&[("dues_no_insurance_per_mille", 5), ("dues_kept_percent", 60)]);
    assert_eq!(
        (of_hau(&doc, "due"), of_hau(&doc, "note")),
        (Some(Scalar::Int(12_420)), None),
        "what is written stands"
    );
    of_place(&mut doc, &ours, &category, "lao_dong");
    assert_eq!(of_hau(&doc, "due"), Some(Scalar::Int(20_700)), "five per mille of 4,140,000");
    assert!(rule(&doc).unwrap().starts_with("7-QĐ/TU, 05/01/2026; "), "{:?}", rule(&doc));
    set(&mut doc, &format!("members/{HAU}/due"), "20.000").unwrap();
    assert_eq!(rule(&doc), None, "somebody's own amount is by no document");
    of_place(&mut doc, &ours, &format!("members/{HAU}/exempt"), "ho_ngheo");
    assert_eq!((of_hau(&doc, "due"), rule(&doc)), (Some(Scalar::Int(0)), None));
    let head =
        |doc: &Doc| ["kept_percent", "kept_rule"].map(|field| doc.tree().get("about").unwrap().scalar(field).cloned());
    let mut begun =
        Doc::create(&Seed::About(AboutKey { kind: Kind::Dues, org: CELL, about: CELL.record(), ordinal: 323 }));
    of_place(&mut begun, &ours, "month", "2026-11");
    assert_eq!(head(&begun), [Some(Scalar::Int(60)), Some("7-QĐ/TU, 05/01/2026".into())]);
    assert_eq!(head(&doc)[0], Some(Scalar::Int(70)));
}

#[test]
fn an_amount_that_a_person_settled_on_is_by_no_document() {
    let mut base = month("2026-11");
    member(&mut base, &[("category", "lao_dong")]);
    let (mut one, mut other) = (base.clone(), base);
    take(&mut one, 2, &[("due", "20.000")]);
    take(&mut other, 3, &[("category", "qua_tuoi")]);
    let mut both = merged(&one, &other);
    let (tree, leaf) = (both.tree(), format!("{HAU}/due"));
    let settle = |edit: &mut Edit<'_>, spec| {
        write::settle(edit, spec, &tree, ("members", &leaf), Scalar::Int(20_000), &Book::default())
    };
    write(&mut both, 4, settle).unwrap();
    assert_eq!((of_hau(&both, "due"), of_hau(&both, "due_rule")), (Some(Scalar::Int(20_000)), None));
}

#[test]
fn an_amount_written_over_stands_until_what_it_follows_from_changes() {
    let mut doc = month("2026-11");
    member(&mut doc, &[("category", "lao_dong")]);
    set(&mut doc, &format!("members/{HAU}/due"), "20.000").unwrap();
    set(&mut doc, &format!("members/{HAU}/note"), "tự nguyện đóng cao hơn").unwrap();
    assert_eq!(of_hau(&doc, "due"), Some(Scalar::Int(20_000)));
    set(&mut doc, &format!("members/{HAU}/category"), "qua_tuoi").unwrap();
    assert_eq!(of_hau(&doc, "due"), Some(Scalar::Int(8_280)));
    set(&mut doc, "zone", "vung_1").unwrap();
    assert_eq!(of_hau(&doc, "due"), Some(Scalar::Int(10_620)), "every amount follows from the zone");
}

#[test]
fn the_day_of_payment_alone_means_that_all_was_paid_and_an_amount_stays_as_it_was_written() {
    let mut doc = month("2026-11");
    member(&mut doc, &[("category", "lao_dong"), ("owed", "12.420")]);
    set(&mut doc, &format!("members/{HAU}/paid_on"), "3/11/2026").unwrap();
    assert_eq!(of_hau(&doc, "paid"), Some(Scalar::Int(24_840)));
    assert_eq!(
        ["due", "paid", "kept", "handed_up", "owing"].map(|name| figure(&doc, name)),
        [Some(24_840), Some(24_840), Some(17_388), Some(7_452), Some(0)]
    );
    let mut part = month("2026-11");
    member(&mut part, &[("category", "lao_dong"), ("paid", "10.000"), ("paid_on", "3/11/2026")]);
    assert_eq!((of_hau(&part, "paid"), figure(&part, "owing")), (Some(Scalar::Int(10_000)), Some(1)));
}

#[test]
fn of_a_month_before_the_rule_nothing_is_said_of_what_the_cell_keeps() {
    let mut doc = month("2026-01");
    member(&mut doc, &[("category", "lao_dong"), ("due", "5.000"), ("paid", "5.000")]);
    assert_eq!(["paid", "kept", "handed_up"].map(|name| figure(&doc, name)), [Some(5_000), None, None]);
    assert_eq!(RecordView::of(&doc).sums.len(), 2);
}

#[test]
fn who_begins_a_month_apart_begins_the_same_record_and_its_month_stays() {
    let doc = month("2026-11");
    assert_eq!((doc.id(), row(&doc).title.as_str()), (month("2026-11").id(), "Đảng phí tháng 11/2026"));
    assert_ne!(doc.id(), month("2026-12").id());
    let mut doc = doc;
    for other in ["2026-12", " "] {
        assert!(set(&mut doc, "month", other).is_err(), "{other:?}");
    }
    assert_eq!(RecordView::of(&doc).head("month"), Some("2026-11"));
    for wrong in ["", "2026", "1999-12", "tháng này"] {
        assert!(write::nth(Kind::Dues.spec(), &[("month".to_owned(), wrong.to_owned())]).is_err(), "{wrong:?}");
    }
}

fn merged(one: &Doc, other: &Doc) -> Doc {
    one.clone().absorb(ChunkForm::Document, &other.save(), None).unwrap().0
}

fn take(doc: &mut Doc, by: u8, fields: &[(&str, &str)]) {
    let written = write(doc, by, |edit, spec| {
        fields.iter().try_for_each(|(field, typed)| {
            let place = FieldPath::parse(spec, &format!("members/{HAU}/{field}"))?;
            write::set(edit, spec, &place, typed, &Context::default())
        })
    });
    written.unwrap();
}

#[test]
fn cash_that_two_collectors_note_is_counted_once_and_two_amounts_are_shown_as_such() {
    let mut base = month("2026-11");
    member(&mut base, &[("category", "lao_dong")]);
    let (mut one, mut other) = (base.clone(), base.clone());
    take(&mut one, 2, &[("paid_on", "3/11/2026")]);
    take(&mut other, 3, &[("paid_on", "3/11/2026")]);
    let both = merged(&one, &other);
    assert_eq!((figure(&both, "paid"), row(&both).decisions), (Some(12_420), 0));
    take(&mut one, 2, &[("paid", "12.420")]);
    take(&mut other, 3, &[("paid", "10.000")]);
    let both = merged(&one, &other);
    assert_eq!(row(&both).decisions, 1, "which of two amounts is for a person to say");
    let sums = |doc: &Doc| RecordView::of(doc).sums.iter().map(|sum| sum.is_disputed).collect::<Vec<_>>();
    assert_eq!((sums(&both), sums(&one)), (vec![true; 4], vec![false; 4]), "no sum stands as if it were agreed");
    assert_eq!(step(&both, "close"), Some(Refusal::Unsettled), "what is handed up must not be in dispute");
    let mut settled = both;
    take(&mut settled, 4, &[("paid", "12.420")]);
    assert_eq!((step(&settled, "close"), sums(&settled)), (None, vec![false; 4]));
    let (mut here, mut there) = (base.clone(), base);
    take(&mut here, 2, &[("category", "qua_tuoi")]);
    take(&mut there, 3, &[("reduced", "50")]);
    let both = merged(&here, &there);
    let disputed: Vec<String> = RecordView::of(&both).conflicts.into_iter().map(|(found, _)| found.key).collect();
    assert_eq!(disputed, [format!("{HAU}/due")], "what followed from different things is in dispute");
}

fn step(doc: &Doc, name: &str) -> Option<Refusal> {
    let (seat, tree) = (Seat { org: CELL, role: Role::Head }, tree());
    let found = steps(doc, None, Who { seat: Some(&seat), org: CELL, tree: &tree });
    found.into_iter().find(|view| view.step.name == name).unwrap().refused
}

#[test]
fn a_month_is_closed_only_when_every_amount_is_known_and_every_reduction_ends() {
    let mut doc = month("2026-11");
    member(&mut doc, &[("category", "luong")]);
    assert_eq!(step(&doc, "close"), Some(Refusal::Rule("dues_known")));
    take(&mut doc, 1, &[("income", "5.000.000"), ("reduced", "30")]);
    assert_eq!(step(&doc, "close"), Some(Refusal::Rule("reductions_end")), "no last month");
    for (until, refused) in [("2026-10", true), ("2027-11", true), ("2027-10", false), ("2026-11", false)] {
        take(&mut doc, 1, &[("until", until)]);
        assert_eq!(step(&doc, "close").is_some(), refused, "{until}");
    }
    take(&mut doc, 1, &[("reduced", ""), ("until", ""), ("exempt", "hoan_canh")]);
    assert_eq!(step(&doc, "close"), Some(Refusal::Rule("reductions_end")));
    take(&mut doc, 1, &[("exempt", "ho_ngheo")]);
    assert_eq!(step(&doc, "close"), None);
}

fn close(doc: &mut Doc, by: u8, name: &str, given: &[(&str, &str)]) {
    let content = doc.content_digest();
    let given: Vec<_> = given.iter().map(|(name, typed)| ((*name).to_owned(), (*typed).to_owned())).collect();
    let taken = Taken { device: DeviceId::from_bytes([by; 16]), content, about: None };
    let stepped = write(doc, by, |edit, spec| {
        super::take(edit, spec, spec.step(name).unwrap(), &given, taken, &Context::default())
    });
    stepped.unwrap();
}

#[test]
fn cash_that_a_late_phone_brings_into_a_closed_month_is_told_apart_from_what_was_closed() {
    let mut base = month("2026-11");
    member(&mut base, &[("category", "lao_dong")]);
    let lan = [("subject", "Phạm Thị Lan"), ("category", "qua_tuoi")];
    let lan = add(&mut base, "members", &lan).unwrap();
    let (mut head, mut late) = (base.clone(), base);
    take(&mut head, 2, &[("paid_on", "3/11/2026")]);
    close(&mut head, 2, "close", &[("closed_on", "2026-11-28")]);
    close(&mut head, 2, "send", &[("sent_on", "2026-11-29"), ("sent", "3.726")]);
    assert_eq!((figure(&head, "paid"), figure(&head, "when_closed")), (Some(12_420), None));
    write(&mut late, 3, |edit, spec| {
        let place = FieldPath::parse(spec, &format!("members/{lan}/paid_on"))?;
        write::set(edit, spec, &place, "27/11/2026", &Context::default())
    })
    .unwrap();
    let both = merged(&head, &late);
    assert_eq!((figure(&both, "paid"), figure(&both, "when_closed")), (Some(20_700), Some(12_420)));
    let told: Vec<&str> = RecordView::of(&both).sums.iter().map(|sum| sum.name).collect();
    assert_eq!(told, ["due", "paid", "when_closed", "kept", "handed_up"], "it stands beside the record");
    let mut again = both;
    close(&mut again, 2, "reopen", &[("reason", "đồng chí Lan đóng trước khi chốt")]);
    close(&mut again, 2, "close", &[("closed_on", "2026-11-30")]);
    assert_eq!((figure(&again, "paid"), figure(&again, "when_closed")), (Some(20_700), None), "closed again with it");
}

fn drafted(before: Option<&Node>, members: &[MemberOf]) -> Vec<Vec<(&'static str, String)>> {
    let given = [("month".to_owned(), "2026-12".to_owned())];
    let sources = Sources { about: None, open: &[], members, before, model: None, given: &given };
    Kind::Dues.spec().draft.unwrap()(&sources).into_iter().map(|one| one.fields).collect()
}

fn of_register(id: &str, status: &str, joined_on: Option<&str>) -> MemberOf {
    MemberOf {
        id: id.to_owned(),
        status: status.to_owned(),
        joined_on: joined_on.map(str::to_owned),
        guest_until: None,
    }
}

#[test]
fn a_month_begins_with_the_register_and_what_held_in_the_month_before() {
    let hau = [of_register(HAU, "chinh_thuc", Some("2001-05"))];
    let plain = vec![("subject", HAU.to_owned()), ("status", "chinh_thuc".to_owned())];
    assert_eq!(drafted(None, &hau), std::slice::from_ref(&plain));
    let with = |more: &[(&'static str, &str)]| {
        let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
        vec![plain.iter().cloned().chain(more).collect::<Vec<_>>()]
    };
    let mut doc = month("2026-11");
    member(&mut doc, &[("category", "luong"), ("income", "5.000.000"), ("reduced", "50"), ("until", "2026-12")]);
    let reduced = with(&[
        ("category", "luong"),
        ("income", "5000000"),
        ("reduced", "50"),
        ("until", "2026-12"),
        ("owed", "25000"),
    ]);
    assert_eq!(drafted(Some(&doc.tree()), &hau), reduced);
    take(&mut doc, 1, &[("until", "2026-11"), ("paid", "25.000")]);
    let over = with(&[("category", "luong"), ("income", "5000000")]);
    assert_eq!(drafted(Some(&doc.tree()), &hau), over, "a reduction that ended is not taken over, and nothing is owed");
    assert_eq!(drafted(Some(&month("2026-12").tree()), &hau), [plain], "the same month is not the one before");
}

#[test]
fn who_pays_elsewhere_is_left_out_and_fifty_years_exempt() {
    let members = [
        of_register(HAU, "tam_thoi_di", None),
        of_register("khach-ba", "chinh_thuc", Some("1976-12-03")),
        of_register("khach-bay", "tam_thoi_den", Some("1977")),
    ];
    let exempt: Vec<(String, bool)> = drafted(None, &members)
        .into_iter()
        .map(|fields| (fields[0].1.clone(), fields.iter().any(|(name, _)| *name == "exempt")))
        .collect();
    assert_eq!(exempt, [("khach-ba".to_owned(), true), ("khach-bay".to_owned(), false)]);
}

#[test]
fn who_lives_elsewhere_for_a_time_pays_there_up_to_the_last_month_and_at_home_from_the_next() {
    let until =
        |status: &str, day: &str| MemberOf { guest_until: Some(day.to_owned()), ..of_register(HAU, status, None) };
    let pays = |member: MemberOf| !drafted(None, &[member]).is_empty();
    assert!(pays(until("tam_thoi_den", "2026-12-01")) && !pays(until("tam_thoi_di", "2026-12-01")));
    assert!(!pays(until("tam_thoi_den", "2026-11-30")) && pays(until("tam_thoi_di", "2026-11-30")));
    assert!(pays(until("chinh_thuc", "2026-11-30")), "who is back is not held by a day of the past");
}
