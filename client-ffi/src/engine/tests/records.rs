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
