//! The committee's work over the ward's server: what the ward sets for its cells reaches them, what it does by itself does
//! not, and nobody writes what is another's.

use sen_client::engine::{EngineError, ProposedFrom, RecordPage};
use shared::access::{Denied, Role};
use shared::doc::{Doc, Kind, Pen, Seed};
use shared::id::DocId;
use shared::record::list::{Page, Query};
use shared::wire::{Fate, HoldReason};
use tests::phone::Phone;
use tests::rogue::Rogue;
use tests::ward::{CELLS, Ward};

use crate::records::{Fields, add, step};
use crate::story::{CELL, DEPUTY, HEAD, deputy, head, open};

/// Begins a record that stands on its own.
pub(crate) fn begin(phone: &mut Phone, kind: Kind, fields: Fields<'_>) -> Result<RecordPage, EngineError> {
    let given: Vec<_> = fields.iter().map(|(name, typed)| ((*name).to_owned(), (*typed).to_owned())).collect();
    let now = phone.clock.now();
    phone.engine().unwrap().begin_record(kind, (None, None), &given, now)
}

fn here(phone: &mut Phone, kind: Kind) -> Vec<String> {
    phone.sync().unwrap();
    let rows = phone.engine().unwrap().records(&Query::of(kind), Page::ALL).unwrap();
    rows.into_iter().map(|(row, _)| row.title).collect()
}

/// Where the items proposed for a meeting come from, each once, and the first of them.
fn proposed(phone: &mut Phone, meeting: DocId) -> (String, Option<String>) {
    let items = phone.engine().unwrap().prepare(meeting).unwrap().items;
    let first = items.first().unwrap();
    let guided = if let ProposedFrom::Guidance(title) = &first.from { Some(title.clone()) } else { None };
    (first.title.clone(), guided)
}

#[test]
fn the_next_meeting_of_a_cell_begins_with_the_wards_guidance_once_it_is_issued() {
    let ward = Ward::serving().unwrap();
    let mut committee = Phone::of_ward(&ward, Role::PartyBuilding, "Trần Thị Hoa").unwrap();
    let mut head = head(&ward);
    let meeting = open(&ward, &mut head);
    let (first, guided) = proposed(&mut head, meeting);
    assert_eq!(guided, None);

    let fields = [("title", "Hướng dẫn sinh hoạt quý IV"), ("meeting_kind", "thuong_ky")];
    let doc = begin(&mut committee, Kind::Guidance, &fields).unwrap().view.doc;
    add(&mut committee, doc, "applies", &[("unit_kind", "Khóm")]);
    add(&mut committee, doc, "agenda", &[("title", "Chuyển đổi số ở khóm"), ("minutes", "20")]);
    committee.sync().unwrap();
    assert_eq!(here(&mut head, Kind::Guidance), ["Hướng dẫn sinh hoạt quý IV"]);
    assert_eq!(proposed(&mut head, meeting), (first.clone(), None), "a draft guides nobody");

    let issue = [("number", "03-HD/ĐU"), ("issued_on", "1/11/2026"), ("in_force_from", "1/11/2026")];
    step(&mut committee, doc, "issue", &issue).unwrap();
    committee.sync().unwrap();
    head.sync().unwrap();
    let expected = ("Chuyển đổi số ở khóm".to_owned(), Some("Hướng dẫn sinh hoạt quý IV".to_owned()));
    assert_eq!(proposed(&mut head, meeting), expected);
    // No cell changes what the ward issued, and what was issued takes nothing more from the ward either.
    let end = [("in_force_to", "30/11/2026"), ("reason", "x")];
    assert!(step(&mut head, doc, "end", &end).is_err());
    let late =
        committee.engine().unwrap().add_entry(doc, "agenda", &[("title".into(), "Thêm".into())], ward.clock.now());
    assert!(late.is_err(), "{late:?}");
}

#[test]
fn what_the_ward_does_by_itself_reaches_no_cell_and_a_cells_self_criticism_no_other_cell() {
    let ward = Ward::serving().unwrap();
    let mut committee = Phone::of_ward(&ward, Role::Standing, "Trần Thị Hoa").unwrap();
    let mut head = head(&ward);
    let asked = [("title", "Về đất công"), ("asker", "Lê Văn Tám"), ("addressee", "Ủy ban nhân dân phường")];
    begin(&mut committee, Kind::Questioning, &asked).unwrap();
    let held = [("title", "Tiếp dân tháng 11"), ("form", "tiep_dan_dinh_ky"), ("on", "5/11/2026")];
    let dialogue = begin(&mut committee, Kind::Dialogue, &held).unwrap().view.doc;
    add(&mut committee, dialogue, "petitions", &[("type", "phan_anh"), ("text", "Đèn đường hỏng."), ("from", "Bà Tư")]);
    committee.sync().unwrap();
    let review = [("title", "Kiểm điểm năm 2026"), ("period", "2026"), ("person", "Nguyễn Văn An")];
    let review = begin(&mut head, Kind::SelfReview, &review).unwrap().view.doc;
    head.sync().unwrap();

    for kind in [Kind::Questioning, Kind::Dialogue] {
        assert_eq!(here(&mut head, kind), Vec::<String>::new(), "{kind:?}");
        let refused = begin(&mut head, kind, &if kind == Kind::Dialogue { held } else { asked });
        assert!(matches!(refused, Err(EngineError::Denied(Denied::WrongRole))), "{refused:?}");
    }
    let mut theirs = Phone::of(&ward, CELLS[1].0, Role::Head, "Lê Thị Bích Đào").unwrap();
    assert_eq!(here(&mut theirs, Kind::SelfReview), Vec::<String>::new());

    // The ward decides the grade that the cell proposed, and not before.
    assert_eq!(here(&mut committee, Kind::SelfReview), ["Kiểm điểm năm 2026"]);
    let decide = [("decided_grade", "tot"), ("decided_on", "20/12/2026")];
    assert!(step(&mut committee, review, "decide", &decide).is_err());
    let set = |phone: &mut Phone, place: &str, typed: &str| {
        let (now, given) = (phone.clock.now(), [(place.to_owned(), typed.to_owned())]);
        phone.engine().unwrap().set_fields(review, &given, now).unwrap()
    };
    set(&mut head, "proposed_grade", "tot");
    step(&mut head, review, "propose", &[]).unwrap();
    head.sync().unwrap();
    committee.sync().unwrap();
    let decided = step(&mut committee, review, "decide", &decide).unwrap();
    assert_eq!((decided.view.state.as_str(), decided.view.head("decided_grade")), ("da_quyet_dinh", Some("tot")));
}

#[test]
fn past_the_phones_own_check_the_server_holds_what_a_cell_writes_of_the_wards() {
    let ward = Ward::serving().unwrap();
    let rogue = Rogue::enrolled(&ward, CELL, Role::DeputyHead, DEPUTY, 9).unwrap();
    let pen = Pen::new(rogue.device(), [1; 8]);
    let cell = ward.cell(CELL).unwrap();
    for (at, kind) in [Kind::Guidance, Kind::Questioning, Kind::Dialogue, Kind::Regulation].into_iter().enumerate() {
        // A regulation is its own to write, but not the ward's.
        let org = if kind == Kind::Regulation { ward.org } else { cell };
        let id = DocId::from_bytes([u8::try_from(at).unwrap() + 40; 16]);
        let mut forged = Doc::create(&Seed::Id(kind, id));
        forged.edit(&pen, ward.clock.now(), |edit| edit.put("about", "title", "Giả")).unwrap();
        let receipts = rogue.bring(vec![rogue.envelope(org, &forged).seal(&rogue.key)]).unwrap();
        assert_eq!(receipts[0].fate, Fate::Held(HoldReason::WrongPlace), "{kind:?}");
        assert!(ward.record(id).unwrap().is_none(), "{kind:?}");
    }
}

#[test]
fn two_officers_who_begin_one_persons_review_apart_are_told_of_both_and_neither_is_lost() {
    let ward = Ward::serving().unwrap();
    let (mut one, mut two) = (head(&ward), deputy(&ward));
    one.sync().unwrap();
    two.sync().unwrap();
    let begun = |phone: &mut Phone, title: &str| {
        let fields = [("title", title), ("period", "2026"), ("person", "Nguyễn Trần Bảo Châu")];
        begin(phone, Kind::SelfReview, &fields).unwrap().view.doc
    };
    let (first, second) = (begun(&mut one, "Bản của bí thư"), begun(&mut two, "Bản của phó bí thư"));
    one.sync().unwrap();
    two.sync().unwrap();
    for phone in [&mut one, &mut two] {
        let both = here(phone, Kind::SelfReview);
        assert_eq!(both, ["Bản của bí thư", "Bản của phó bí thư"]);
        for (doc, other) in [(first, second), (second, first)] {
            let beside = phone.engine().unwrap().record_page(doc).unwrap().beside;
            assert_eq!(beside.iter().map(|row| row.doc).collect::<Vec<_>>(), [other]);
        }
    }
}

pub(crate) fn set(phone: &mut Phone, doc: DocId, fields: Fields<'_>) {
    let given: Vec<_> = fields.iter().map(|(name, typed)| ((*name).to_owned(), (*typed).to_owned())).collect();
    let now = phone.clock.now();
    phone.engine().unwrap().set_fields(doc, &given, now).unwrap();
}

fn sum(phone: &mut Phone, doc: DocId, name: &str) -> Option<i64> {
    phone.engine().unwrap().record_page(doc).unwrap().row.figures.get(name).and_then(shared::doc::Scalar::as_int)
}

#[test]
fn two_collectors_without_a_network_fill_one_list_of_dues_and_no_cash_counts_twice() {
    let ward = Ward::serving().unwrap();
    let (mut head, mut deputy) = (head(&ward), deputy(&ward));
    head.sync().unwrap();
    deputy.sync().unwrap();
    let month = [("month", "2026-11"), ("zone", "vung_3")];
    let (here, there) =
        (begin(&mut head, Kind::Dues, &month).unwrap(), begin(&mut deputy, Kind::Dues, &month).unwrap());
    let doc = here.view.doc;
    assert_eq!(there.view.doc, doc, "one record, whoever begins it");
    let members = here.view.part("members").unwrap().entries.clone();
    let [first, second] = [0, 1].map(|at| members.get(at).unwrap().name.clone());
    let place = |member: &str, field: &str| format!("members/{member}/{field}");
    for (phone, day) in [(&mut head, "3/11/2026"), (&mut deputy, "3/11/2026")] {
        set(phone, doc, &[(&place(&first, "category"), "lao_dong"), (&place(&first, "paid_on"), day)]);
    }
    set(&mut deputy, doc, &[(&place(&second, "category"), "qua_tuoi"), (&place(&second, "paid_on"), "4/11/2026")]);
    head.sync().unwrap();
    deputy.sync().unwrap();
    head.sync().unwrap();
    for phone in [&mut head, &mut deputy] {
        assert_eq!(sum(phone, doc, "paid"), Some(12_420 + 8_280));
        assert!(phone.engine().unwrap().record_page(doc).unwrap().view.conflicts.is_empty());
    }
    // Two amounts for one member are shown, and the month waits.
    set(&mut head, doc, &[(&place(&first, "paid"), "12.420")]);
    set(&mut head, doc, &[(&place(&second, "paid"), "5.000")]);
    set(&mut deputy, doc, &[(&place(&second, "paid"), "6.000")]);
    head.sync().unwrap();
    deputy.sync().unwrap();
    let conflicts = deputy.engine().unwrap().record_page(doc).unwrap().view.conflicts;
    assert_eq!(
        conflicts.iter().map(|(found, _)| found.key.clone()).collect::<Vec<_>>(),
        [place(&second, "paid")[8..].to_owned()]
    );

    let mut other = Phone::of(&ward, CELLS[1].0, Role::Head, "Lê Thị Bích Đào").unwrap();
    other.sync().unwrap();
    assert!(other.engine().unwrap().record_page(doc).is_err(), "another cell's dues");
    let paper = head.engine().unwrap().paper(doc, "").unwrap();
    assert_eq!(paper.title, "DANH SÁCH THU ĐẢNG PHÍ");
}

#[test]
fn the_wards_decision_on_a_cells_case_reaches_the_cell_and_the_register() {
    let ward = Ward::serving().unwrap();
    let mut office = Phone::of_ward(&ward, Role::Office, "Trần Thị Hoa").unwrap();
    let mut head = head(&ward);
    head.sync().unwrap();
    let members = head.engine().unwrap().records(&Query::members(), Page::ALL).unwrap();
    // Not the head: the phone of somebody who is out of the party is revoked.
    let other = members.iter().find(|(row, _)| row.title != HEAD);
    let (member, name) = other.map(|(row, _)| (row.doc, row.title.clone())).unwrap();
    let fields = [
        ("title", "Xóa tên đảng viên"),
        ("type", "xoa_ten"),
        ("opened_on", "1/11/2026"),
        ("person", &*name),
        ("votes_for", "20"),
        ("votes_of", "30"),
    ];
    let case = begin(&mut head, Kind::Case, &fields).unwrap();
    assert_eq!((case.view.head("needed"), case.view.head("reached")), (Some(">=2/3"), Some("true")));
    let doc = case.view.doc;
    step(&mut head, doc, "vote", &[("voted_on", "3/11/2026")]).unwrap();
    step(&mut head, doc, "send", &[("sent_on", "4/11/2026")]).unwrap();
    let about = |phone: &mut Phone| {
        let now = phone.clock.now();
        phone.engine().unwrap().begin_record(Kind::Decision, (None, Some(doc)), &[], now)
    };
    assert!(matches!(about(&mut head), Err(EngineError::Denied(_))), "a cell decides nothing of the kind");
    head.sync().unwrap();
    office.sync().unwrap();
    let decision = about(&mut office).unwrap().view.doc;
    let issue = [("number", "12"), ("issued_on", "20/11/2026"), ("effective_on", "21/11/2026")];
    assert!(step(&mut office, decision, "issue", &issue).is_err(), "without a result");
    set(&mut office, decision, &[("result", "chuan_y")]);
    step(&mut office, decision, "issue", &issue).unwrap();
    office.sync().unwrap();
    head.sync().unwrap();
    let stands = head.engine().unwrap().member(member).unwrap();
    assert_eq!(stands.status.code(), "xoa_ten");
    let related = head.engine().unwrap().record_page(doc).unwrap().related;
    assert_eq!(
        related.iter().map(|row| (row.kind, row.state.as_str())).collect::<Vec<_>>(),
        [(Kind::Decision, "da_ban_hanh")]
    );
    step(&mut head, doc, "decided", &[("decided_on", "20/11/2026")]).unwrap();
    let due = head.engine().unwrap().record_page(doc).unwrap().row.due;
    assert_eq!(due.map(|day| day.to_string()).as_deref(), Some("2027-01-04"), "the last day of an appeal");
}

#[test]
fn a_cells_regulation_begins_with_the_articles_of_the_wards_and_goes_its_own_way() {
    let ward = Ward::serving().unwrap();
    let mut committee = Phone::of_ward(&ward, Role::PartyBuilding, "Trần Thị Hoa").unwrap();
    let mut head = head(&ward);
    let fields = [("title", "Quy chế làm việc của Đảng ủy phường"), ("term", "2025-2030")];
    let model = begin(&mut committee, Kind::Regulation, &fields).unwrap().view.doc;
    add(&mut committee, model, "bases", &[("text", "Căn cứ Điều lệ Đảng.")]);
    add(&mut committee, model, "articles", &[("heading", "Điều 1. Sinh hoạt"), ("text", "Ngày 03 hằng tháng.")]);
    add(&mut committee, model, "articles", &[("chapter", "Chương II"), ("heading", "Điều 2. Báo cáo")]);
    committee.sync().unwrap();
    head.sync().unwrap();

    let from = model.to_string();
    let fields = [("title", "Quy chế làm việc của chi bộ"), ("term", "2025-2027"), ("model", &*from)];
    let page = begin(&mut head, Kind::Regulation, &fields).unwrap();
    let (own, view) = (page.view.doc, page.view);
    let column = |view: &shared::record::RecordView, part: &str, field: &str| -> Vec<String> {
        let entries = view.part(part).map(|part| part.entries.as_slice()).unwrap_or_default();
        let fields = entries.iter().flat_map(|entry| &entry.fields).filter(|filled| filled.name == field);
        fields.map(|filled| filled.value.clone()).collect()
    };
    assert_eq!(column(&view, "bases", "text"), ["Căn cứ Điều lệ Đảng."]);
    assert_eq!(column(&view, "articles", "heading"), ["Điều 1. Sinh hoạt", "Điều 2. Báo cáo"]);
    assert_eq!(view.head("model"), Some(&*from));
    let entry = view.part("articles").unwrap().entries[0].name.clone();
    set(&mut head, own, &[(&format!("articles/{entry}/text"), "Ngày 05 hằng tháng.")]);
    let texts =
        |phone: &mut Phone, doc| column(&phone.engine().unwrap().record_page(doc).unwrap().view, "articles", "text");
    assert_eq!(texts(&mut head, own), ["Ngày 05 hằng tháng."]);
    assert_eq!(texts(&mut head, model), ["Ngày 03 hằng tháng."], "the model is another record");

    // A record of another kind is no model, and one that is not here drafts nothing.
    let task = begin(&mut head, Kind::Task, &[("what", "Làm đường")]).unwrap().view.doc.to_string();
    for other in [&*task, &*DocId::from_bytes([9; 16]).to_string()] {
        let fields = [("title", "Quy chế khác"), ("term", "2025-2027"), ("model", other)];
        let view = begin(&mut head, Kind::Regulation, &fields).unwrap().view;
        assert_eq!(column(&view, "articles", "heading"), Vec::<String>::new());
    }
}
