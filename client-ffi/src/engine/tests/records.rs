//! Records of any kind: begun once more, begun for somebody else, signed, and stepped on what they say now.

use shared::meeting::WriteError;

use super::*;

type Fields<'a> = &'a [(&'a str, &'a str)];

fn given(fields: Fields<'_>) -> Vec<(String, String)> {
    fields.iter().map(|(place, typed)| ((*place).to_owned(), (*typed).to_owned())).collect()
}

fn begin(phone: &mut Phone, kind: Kind, about: DocId, fields: Fields<'_>) -> Result<RecordPage, EngineError> {
    phone.engine.begin_record(kind, (None, Some(about)), &given(fields), at(10))
}

/// A phone of a cell with a meeting.
fn at_a_meeting(server: &FakeServer) -> (Phone, DocId) {
    let mut phone = Phone::enrolled(server, "Nguyễn Văn An", None);
    let meeting = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    (phone, meeting)
}

fn is_refused_over<T>(outcome: &Result<T, EngineError>, wanted: &str) -> bool {
    matches!(outcome, Err(EngineError::Write(WriteError::Invalid { field, .. })) if *field == wanted)
}

#[test]
fn a_record_that_is_begun_again_takes_what_it_lacks_and_nothing_of_it_is_overwritten() {
    let (mut phone, meeting) = at_a_meeting(&FakeServer::new(cell()));
    let title = ("title", "Nghị quyết tháng 11");
    let doc = begin(&mut phone, Kind::Resolution, meeting, &[title, ("signed_by", "Lê Thị Sen")]).unwrap().view.doc;
    let heads = |phone: &mut Phone| phone.engine.record(doc).unwrap().heads();
    let begun = heads(&mut phone);

    let other = begin(&mut phone, Kind::Resolution, meeting, &[("form", "nghi_quyet"), ("title", "Khác")]);
    assert!(is_refused_over(&other, "title"), "{:?}", other.err());
    let other = begin(&mut phone, Kind::Resolution, meeting, &[title, ("signed_by", "Trần Thị Bình")]);
    assert!(is_refused_over(&other, "signed_by"), "{:?}", other.err());
    let unfit = begin(&mut phone, Kind::Resolution, meeting, &[title, ("form", "quyet_dinh")]);
    assert!(is_refused_over(&unfit, "form"), "{:?}", unfit.err());
    assert_eq!(heads(&mut phone), begun, "nothing is written, what it lacks neither");

    let same = [("title", "  Nghị quyết tháng 11 "), ("signed_by", "Lê Thị Sen"), ("month", "")];
    assert_eq!(begin(&mut phone, Kind::Resolution, meeting, &same).unwrap().view.doc, doc);
    assert_eq!(heads(&mut phone), begun, "what says the same is no change");

    let more = [title, ("month", "2026-11"), ("plan", "Họp dân.")];
    let view = begin(&mut phone, Kind::Resolution, meeting, &more).unwrap().view;
    assert_eq!((view.head("title"), view.head("month")), (Some(title.1), Some("2026-11")));
    assert_eq!(view.part("plan").unwrap().text.as_deref(), Some("Họp dân."));
}

fn add_member(phone: &mut Phone, org: OrgId, name: &str) -> DocId {
    phone.engine.add_member(Some(org), &given(&[("full_name", name)]), at(1)).unwrap().doc
}

/// A task of an organisation with a lead, whom it then names.
fn lead(phone: &mut Phone, org: OrgId, typed: &str) -> String {
    let fields = given(&[("what", "Vận động làm hố rác"), ("lead", typed)]);
    let page = phone.engine.begin_record(Kind::Task, (Some(org), None), &fields, at(10)).unwrap();
    page.view.head("lead").unwrap().to_owned()
}

#[test]
fn a_typed_name_means_a_member_of_the_organisation_whose_record_it_is() {
    let (mut phone, other) = (Phone::new(), OrgId::from_bytes([9; 16]));
    let here = add_member(&mut phone, cell(), "Lê Văn An");
    assert_eq!(lead(&mut phone, cell(), "lê văn an"), here.to_string());
    assert_eq!(lead(&mut phone, other, "Lê Văn An"), Person::guest("Lê Văn An").key);
    let there = add_member(&mut phone, other, "Lê Văn An");
    assert_eq!(lead(&mut phone, cell(), "Lê Văn An"), here.to_string(), "no namesake elsewhere makes it unsure");
    assert_eq!(lead(&mut phone, other, "Lê Văn An"), there.to_string());
}

#[test]
fn whoever_writes_an_entry_signs_it_as_the_person_of_the_certificate_whoever_else_bears_the_name() {
    let urging: Fields<'_> = &[("on", "2026-11-20"), ("kind", "don_doc"), ("text", "Làm ngay.")];
    let signed = |phone: &mut Phone, fields: Fields<'_>| {
        let task = given(&[("what", "Vận động làm hố rác")]);
        let doc = phone.engine.begin_record(Kind::Task, (None, None), &task, at(10)).unwrap().view.doc;
        phone.engine.add_entry(doc, "urging", &given(fields), at(11)).unwrap();
        phone.engine.record(doc).unwrap().tree().get("urging").unwrap().items()[0].1.str("by").unwrap().to_owned()
    };
    let server = FakeServer::new(cell());
    let an = DocId::from_bytes([3; 16]);
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", Some(an));
    add_member(&mut phone, cell(), "Nguyễn Văn An");
    let other = add_member(&mut phone, cell(), "Trần Thị Bình");
    assert_eq!(signed(&mut phone, urging), an.to_string());
    assert_eq!(signed(&mut phone, &[urging, &[("by", "Trần Thị Bình")]].concat()), other.to_string());

    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", None);
    add_member(&mut phone, cell(), "Nguyễn Văn An");
    assert_eq!(signed(&mut phone, urging), Person::guest("Nguyễn Văn An").key, "no member's id stands in it");
}

#[test]
fn a_record_is_of_the_organisation_that_is_named_and_one_about_another_record_of_that_ones() {
    let (mut phone, other) = (Phone::new(), OrgId::from_bytes([9; 16]));
    let meeting = phone.engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    let mut org = |kind, org, fields: Fields<'_>| {
        let page = phone.engine.begin_record(kind, (org, Some(meeting)), &given(fields), at(10)).unwrap();
        (page.row.org, page.row.about)
    };
    assert_eq!(org(Kind::Task, Some(other), &[("what", "Sửa cầu")]), (other, Some(meeting)));
    assert_eq!(org(Kind::Task, None, &[("what", "Sửa cầu")]), (cell(), Some(meeting)));
    assert_eq!(org(Kind::Resolution, Some(other), &[("title", "Nghị quyết")]), (cell(), Some(meeting)));
}

#[test]
fn two_phones_that_begin_a_months_dues_apart_begin_one_record_with_the_register_in_it() {
    let server = FakeServer::new(cell());
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", None);
    let (an, binh) = (add_member(&mut phone, cell(), "Nguyễn Văn An"), add_member(&mut phone, cell(), "Trần Thị Bình"));
    let begin = |phone: &mut Phone, month: &str| {
        phone.engine.begin_record(Kind::Dues, (None, None), &given(&[("month", month), ("zone", "vung_3")]), at(10))
    };
    let begun = begin(&mut phone, "2026-11").unwrap();
    let members = |page: &RecordPage| page.view.part("members").unwrap().entries.clone();
    let names: Vec<Option<String>> = members(&begun).into_iter().map(|entry| entry.person).collect();
    assert_eq!(names, [Some("Nguyễn Văn An".to_owned()), Some("Trần Thị Bình".to_owned())], "by given name");
    assert_eq!((begun.row.title.as_str(), begun.row.org), ("Đảng phí tháng 11/2026", cell()));
    let typed = [("members/X/category", "lao_dong"), ("members/X/paid_on", "3/11/2026")];
    let of = |member: &str| typed.map(|(place, value)| (place.replace('X', member), value.to_owned())).to_vec();
    phone.engine.set_fields(begun.view.doc, &of(&an.to_string()), at(11)).unwrap();
    phone.engine.set_fields(begun.view.doc, &of(&binh.to_string())[..1], at(11)).unwrap();
    // Begun again it is the same, and the month after takes over what was owed.
    assert_eq!(begin(&mut phone, "11/2026").unwrap().view.doc, begun.view.doc);
    let next = begin(&mut phone, "2026-12").unwrap();
    let owed: Vec<Option<String>> = members(&next)
        .iter()
        .map(|entry| entry.fields.iter().find(|field| field.name == "owed").map(|field| field.value.clone()))
        .collect();
    assert_eq!(owed, [None, Some("12420".to_owned())]);
    let mut other = Phone::enrolled(&server, "Lê Văn Chí", None);
    assert_eq!(begin(&mut other, "2026-11").unwrap().view.doc, begun.view.doc);
    let refused = begin(&mut other, "");
    assert!(matches!(refused, Err(EngineError::Write(_))), "{refused:?}");
}

#[test]
fn the_work_of_a_cell_is_what_its_officers_begin_and_what_reached_them_from_above() {
    let mut phone = Phone::enrolled(&FakeServer::new(cell()), "Nguyễn Văn An", None);
    let work = |phone: &mut Phone| -> Vec<(&str, usize, bool)> {
        phone.engine.work().unwrap().iter().map(|(kind, here, may)| (kind.code(), *here, *may)).collect()
    };
    let begun = |kinds: Vec<(&'static str, usize, bool)>| kinds.into_iter().map(|(code, ..)| code).collect::<Vec<_>>();
    let kinds = begun(work(&mut phone));
    assert_eq!(
        kinds,
        [
            "task",
            "regulation",
            "self_review",
            "programme",
            "mass_org",
            "model",
            "inspection",
            "report",
            "dues",
            "case",
            "residence"
        ]
    );
    assert!(work(&mut phone).iter().all(|(_, here, may)| (*here, *may) == (0, true)));
    let fields = given(&[("title", "Kiểm điểm năm 2026"), ("period", "2026")]);
    phone.engine.begin_record(Kind::SelfReview, (None, None), &fields, at(1)).unwrap();
    assert!(work(&mut phone).contains(&("self_review", 1, true)));
    // A second one of the same person and period is told of, and so is the first.
    let of = |person: &str| given(&[("title", "Kiểm điểm"), ("period", "2026"), ("person", person)]);
    let mut begin =
        |person: &str| phone.engine.begin_record(Kind::SelfReview, (None, None), &of(person), at(1)).unwrap();
    let (first, other, again) = (begin("Lê Thị Sen"), begin("Trần Văn Ba"), begin("Lê Thị Sen"));
    let beside = |page: &RecordPage| page.beside.iter().map(|row| row.doc).collect::<Vec<_>>();
    assert_eq!((beside(&first), beside(&other), beside(&again)), (vec![], vec![], vec![first.view.doc]));
    assert_eq!(beside(&phone.engine.record_page(first.view.doc).unwrap()), [again.view.doc]);
    // What only the ward's committee writes is not begun on a cell's phone.
    let title = given(&[("title", "Hướng dẫn"), ("meeting_kind", "thuong_ky")]);
    let refused = phone.engine.begin_record(Kind::Guidance, (None, None), &title, at(2));
    assert!(matches!(refused, Err(EngineError::Denied(_))), "{refused:?}");
}

#[test]
fn how_a_membership_ended_is_for_the_office_to_write() {
    let server = FakeServer::new(cell());
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", None);
    let member = add_member(&mut phone, cell(), "Trần Thị Bình");
    let removed = given(&[("status", "xoa_ten")]);
    let named = given(&[("full_name", "Lê Văn Chí"), ("status", "khai_tru")]);
    let write = |edit: &mut shared::doc::Edit<'_>| shared::member::set_field(edit, "status", "xin_ra");
    let refused = [
        phone.engine.edit_member(member, &removed, at(2)).err(),
        phone.engine.set_fields(member, &removed, at(2)).err(),
        phone.engine.write_member(member, at(2), write).err(),
        phone.engine.add_member(None, &named, at(2)).err(),
        phone.engine.begin_record(Kind::Member, (None, None), &named, at(2)).err(),
    ];
    for (way, error) in refused.into_iter().enumerate() {
        let error = error.unwrap_or_else(|| panic!("way {way} is open"));
        let told = error.to_string();
        assert!(matches!(error, EngineError::Write(_)) && told.contains("the ward decides"), "way {way}: {told}");
    }
    assert_eq!(phone.engine.member(member).unwrap().status, shared::member::Status::Official);
    let died = phone.engine.edit_member(member, &given(&[("status", "tu_tran")]), at(3)).unwrap();
    assert_eq!(died.status, shared::member::Status::Died);
}

/// A report of the first half of November, of tasks.
fn report(phone: &mut Phone, fields: Fields<'_>) -> DocId {
    let all = given(&[&[("title", "Sơ kết nửa đầu tháng 11"), ("form", "so_ket")], fields].concat());
    phone.engine.begin_record(Kind::Report, (None, None), &all, at(1)).unwrap().view.doc
}

fn figure(page: &RecordPage, code: &str) -> Option<Vec<String>> {
    let entry = page.view.part("figures").unwrap().entries.iter().find(|entry| entry.name == code)?;
    Some(entry.fields.iter().map(|field| field.value.clone()).collect())
}

#[test]
fn the_figures_of_a_report_are_drawn_from_the_records_here_until_it_is_issued() {
    let server = FakeServer::new(cell());
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", None);
    let task = |phone: &mut Phone, what: &str, due: &str| {
        let fields = given(&[("what", what), ("due", due)]);
        phone.engine.begin_record(Kind::Task, (None, None), &fields, at(2)).unwrap().view.doc
    };
    let first = task(&mut phone, "Sửa nhà văn hóa", "2026-11-01");
    task(&mut phone, "Vận động làm hố rác", "2026-11-15");
    task(&mut phone, "Làm đường", "2026-11-16");
    phone.engine.step_record(first, "finish", &given(&[("done_on", "2026-11-01")]), at(3)).unwrap();
    let doc = report(&mut phone, &[("since", "2026-11-01"), ("until", "2026-11-15"), ("scope", "nhiem_vu")]);
    let issue = given(&[("number", "05"), ("issued_on", "2026-11-16")]);
    let early = phone.engine.step_record(doc, "issue", &issue, at(4));
    assert!(matches!(early, Err(EngineError::Step(Refusal::Rule("has_figures")))), "{early:?}");

    let page = phone.engine.draw_figures(doc, at(5)).unwrap();
    let today = at(5).vietnam_date().to_string();
    let due = ["Nhiệm vụ đến hạn trong kỳ", "2", "nhiệm vụ", &today].map(str::to_owned);
    assert_eq!(figure(&page, "nhiem_vu_den_han").unwrap(), due);
    assert_eq!(figure(&page, "nhiem_vu_dung_han").unwrap()[1], "1");
    task(&mut phone, "Trồng cây", "2026-11-10");
    let page = phone.engine.draw_figures(doc, at(6)).unwrap();
    assert_eq!(figure(&page, "nhiem_vu_den_han").unwrap()[1], "3");

    phone.engine.step_record(doc, "issue", &issue, at(7)).unwrap();
    let closed = phone.engine.draw_figures(doc, at(8));
    assert!(matches!(closed, Err(EngineError::Write(WriteError::Closed))), "{closed:?}");
    let kept = phone.engine.record_page(doc).unwrap();
    assert_eq!(figure(&kept, "nhiem_vu_den_han").unwrap()[1], "3");
}

#[test]
fn figures_are_drawn_of_a_report_with_a_period_by_who_writes_it() {
    let mut phone = Phone::enrolled(&FakeServer::new(cell()), "Nguyễn Văn An", None);
    let doc = report(&mut phone, &[("since", "2026-11-15"), ("until", "2026-11-01")]);
    assert!(is_refused_over(&phone.engine.draw_figures(doc, at(2)), "until"));
    let fields = given(&[("what", "Làm đường")]);
    let task = phone.engine.begin_record(Kind::Task, (None, None), &fields, at(2)).unwrap().view.doc;
    assert!(phone.engine.draw_figures(task, at(3)).is_err(), "nothing of a task is counted");
    let read = phone.engine.record_page(task).unwrap();
    assert_eq!(read.view.head("what"), Some("Làm đường"));
}
