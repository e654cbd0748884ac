//! Everything that is done with a record once it was merged: it is shown, listed, told, searched, opened again, edited,
//! settled and adopted. All of it comes to an end, whatever the record holds.

use shared::SigningKey;
use shared::doc::{ChunkForm, Doc, Edit, EntryId, Kind, Node, Pen, TextPlace};
use shared::id::{DeviceId, DocId, OrgId};
use shared::kind::spec::Form;
use shared::meeting::adoption;
use shared::meeting::agenda::{self, Saying};
use shared::meeting::roll::{self, Attendance, Standing};
use shared::meeting::vote::{self, Matter, Tally, VoteKey};
use shared::meeting::{self, MeetingLine, MeetingView, Particulars, Person, State, WriteError};
use shared::member::{self, MemberView, Post};
use shared::org::{self, OrgClass, OrgView};
use shared::record::{Context, FieldPath, RecordView, Row, step, write};
use shared::rules::Rules;
use shared::time::{CivilDate, Timestamp};

use super::bulk;
use super::ground::ground;

/// Conflicts of one record that are settled in turn.
const SETTLED_MAX: usize = 12;
/// Sayings of one record that are typed into.
const SAYINGS_MAX: usize = 4;

/// A way to read a record.
type Read = fn(&Doc);

/// Every way there is, with its name.
pub(super) const READERS: [(&str, Read); 9] = [
    ("a record of any kind", |doc| drop(RecordView::of(doc))),
    ("a row of the list", |doc| drop(Row::of(doc, ground().cell, &own))),
    ("all of it", |doc| drop(doc.tree())),
    ("the digest", |doc| {
        assert_eq!(doc.content_digest(), doc.content_digest(), "a record says something else each time");
    }),
    ("the history", |doc| {
        let history = doc.history();
        assert!(history.len() <= doc.change_count(), "more was told than was done");
    }),
    ("the conflicts", |doc| drop((doc.divergences(), doc.merged_texts(), doc.key_org()))),
    ("a page", |doc| match doc.kind() {
        Kind::Meeting => {
            let (view, line) = (MeetingView::of(doc), MeetingLine::of(doc));
            assert_eq!(view.is_some(), line.is_some(), "a meeting is listed when it can be shown");
        }
        Kind::Member => {
            drop(MemberView::of(doc));
            drop(member::roll_default(&Row::of(doc, OrgId::from_bytes([1; 16]), &|_| None), CivilDate::MIN));
        }
        Kind::Org => drop(OrgView::of(doc)),
        _ => {}
    }),
    ("the adoption", |doc| {
        if doc.kind() == Kind::Meeting {
            drop(adoption::read(doc, &own));
        }
    }),
    ("the texts", |doc| {
        for place in places(doc, &doc.tree()) {
            let Ok(text) = doc.running_text(&place) else { continue };
            let end = text.chars().count();
            if let Ok(cursor) = doc.text_cursor(&place, end) {
                assert!(doc.text_cursor_position(&place, &cursor).is_ok(), "a cursor is lost at once");
            }
            drop(doc.text_moves(&place, &doc.heads()));
        }
    }),
];

/// Reads a record in every way there is.
pub(super) fn read(doc: &Doc) {
    READERS.iter().for_each(|(_, read)| read(doc));
}

fn own(device: DeviceId) -> Option<DocId> {
    (device == ground().device).then(bulk::officer)
}

fn places(doc: &Doc, tree: &Node) -> Vec<TextPlace> {
    let mut places = match doc.kind() {
        Kind::Meeting => vec![TextPlace::Part("minutes")],
        Kind::Member => vec![TextPlace::Part("notes")],
        _ => vec![TextPlace::Part("about")],
    };
    let says = tree.get("says").map(Node::items).unwrap_or_default();
    let entry = |entry: &EntryId| TextPlace::Entry { list: "says", entry: entry.clone(), key: "text" };
    places.extend(says.iter().take(SAYINGS_MAX).map(|(id, _)| entry(id)));
    places
}

/// What was merged opens again and says the same.
pub(super) fn reopen(doc: &Doc) {
    let opened = match Doc::load(doc.id(), doc.kind(), &doc.save()) {
        Ok(opened) => opened,
        Err(error) => panic!("what was merged cannot be opened again: {error}"),
    };
    assert_eq!(opened.heads(), doc.heads());
    assert_eq!(opened.content_digest(), doc.content_digest());
    assert_eq!(format!("{:?}", opened.divergences()), format!("{:?}", doc.divergences()));
    assert_eq!(format!("{:?}", opened.history()), format!("{:?}", doc.history()));
    assert!(doc.at(&doc.heads()).is_ok());
}

/// Every edit there is comes to a change that others merge, or to an error; and a conflict that is settled is gone.
pub(super) fn edit(doc: &Doc, before: &Doc) {
    let edits: &[(&str, Write)] = match doc.kind() {
        Kind::Meeting => &MEETING,
        Kind::Member => &MEMBER,
        Kind::Org => &ORG,
        _ => &[],
    };
    of_its_kind(doc);
    for (what, write) in edits {
        written(what, doc, write);
    }
    if let Some((entry, _)) = doc.tree().get("says").and_then(|says| says.items().first()) {
        written("saying", doc, |edit| agenda::splice_saying(edit, entry, 0, 0, "Thêm. "));
    }
    for conflict in doc.divergences().into_iter().take(SETTLED_MAX) {
        let Some(value) = conflict.values.last() else { continue };
        let place = (conflict.part.as_str(), conflict.key.as_str());
        let settled = written("settled", doc, |edit| Ok(edit.put(place.0, place.1, value.value.clone())?));
        let is_left = |doc: &Doc| doc.divergences().iter().any(|one| (one.part.as_str(), one.key.as_str()) == place);
        let in_list = matches!(doc.tree().get(place.0), Some(Node::List(_)));
        assert!(in_list || settled.is_none_or(|settled| !is_left(&settled)), "a settled conflict stands at {place:?}");
    }
    if doc.kind() == Kind::Meeting {
        adopt(doc);
    }
    drop(doc.history_since(&before.heads()));
}

fn pen() -> Pen {
    Pen::new(ground().device, [8; 8])
}

/// The record after an edit; `None` when it was refused.
fn written(what: &str, doc: &Doc, write: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>) -> Option<Doc> {
    let mut edited = doc.clone();
    let change = match edited.edit(&pen(), Timestamp::from_ms(1_790_000_000_000), write) {
        Ok(((), change)) => change,
        Err(_) => return None,
    };
    let chunk = edited.change_chunks(&change.into_iter().collect());
    if change.is_some() {
        let merged = doc.clone().absorb(ChunkForm::Changes, &chunk, Some(ground().device));
        assert!(merged.is_ok(), "{what}: nobody can merge what was written: {:?}", merged.err());
    }
    let opened = Doc::load(edited.id(), edited.kind(), &edited.save());
    assert_eq!(
        opened.map(|opened| opened.heads()).ok().as_ref(),
        Some(&edited.heads()),
        "{what}: it does not open again"
    );
    Some(edited)
}

/// Somebody who is chair and minute-taker at once signs, and what they signed is found.
fn adopt(doc: &Doc) {
    let key: &SigningKey = &ground().key;
    let member = bulk::officer();
    let own = |device: DeviceId| (device == ground().device).then_some(member);
    let officer = Person::member(member, "Lê Thị Sen");
    let named = written("officers", doc, |edit| {
        let (chair, minute_taker) = (Some(officer.clone()), Some(officer.clone()));
        meeting::set_particulars(edit, &Particulars { chair, minute_taker, ..Particulars::default() })
    });
    let Some(named) = named else { return };
    let Ok(attestation) = adoption::attest(&named, key, Some(member), true, Timestamp::from_ms(1_790_000_000_000))
    else {
        return;
    };
    let signed = written("signed", &named, |edit| adoption::adopt(edit, attestation));
    if let Some(signed) = signed {
        assert!(adoption::read(&signed, &own).is_adopted(), "what was signed just now is not adopted");
    }
}

type Write = fn(&mut Edit<'_>) -> Result<(), WriteError>;

const MEETING: [(&str, Write); 11] = [
    ("particulars", |edit| {
        let (place, state) = (Some("Nhà văn hóa".to_owned()), Some(State::Closed));
        meeting::set_particulars(edit, &Particulars { place, state, ..Particulars::default() })
    }),
    ("roll", |edit| {
        roll::mark_attendance(edit, &Person::guest("a"), &Standing::Official, &Attendance::AbsentExcused, Some("ốm"))
    }),
    ("vote", |edit| {
        let tally = Tally { agree: Some(3), eligible: Some(4), ..Tally::default() };
        vote::record_vote(edit, &VoteKey::new(&Matter::Resolution, None), &tally)
    }),
    ("threshold", |edit| vote::set_threshold(edit, &VoteKey::new(&Matter::Resolution, None), ">=2/3")),
    ("item", |edit| agenda::put_item(edit, "a", 2, Some(&Person::guest("b"))).map(|_| ())),
    ("item taken off", |edit| agenda::remove_item(edit, "a")),
    ("said", |edit| agenda::say(edit, "a", &Saying::Opinion, Some(&Person::guest("b")), "Nhất trí.").map(|_| ())),
    ("typed", |edit| meeting::splice_minutes(edit, 0, 0, "Đầu. ")),
    ("deleted", |edit| meeting::splice_minutes(edit, 0, 1, "")),
    ("rewritten", |edit| meeting::rewrite_minutes(edit, "Viết lại từ đầu.")),
    ("score", |edit| meeting::score(Rules::shipped(), edit, "1", "a", 90)),
];

/// Everything the record's kind declares is written once: each field, each list, each step.
fn of_its_kind(doc: &Doc) {
    let spec = doc.kind().spec();
    let typed = ["Một dòng", "2026-11-05", "12", "có"];
    for part in spec.parts {
        for field in part.fields {
            for typed in typed {
                written(field.name, doc, |edit| match part.form {
                    Form::Head => {
                        write::set(edit, spec, &FieldPath::parse(spec, field.name)?, typed, &Context::default())
                    }
                    _ => write::add(
                        edit,
                        spec,
                        part.name,
                        &[(field.name.to_owned(), typed.to_owned())],
                        &Context::default(),
                    )
                    .map(drop),
                });
            }
        }
    }
    let content = doc.content_digest();
    let taken = step::Taken { device: ground().device, content, about: Some(content) };
    for step in spec.life.steps {
        let asked: Vec<(String, String)> =
            step.asks.iter().map(|name| ((*name).to_owned(), "2026-11-05".to_owned())).collect();
        written(step.name, doc, |edit| step::take(edit, spec, step, &asked, taken, &Context::default()));
    }
}

const MEMBER: [(&str, Write); 4] = [
    ("name", |edit| member::set_field(edit, "full_name", "Trần Văn Mỹ")),
    ("cleared", |edit| member::set_field(edit, "status", "")),
    ("notes", |edit| member::set_notes(edit, "Ghi chú.")),
    ("post", |edit| member::set_post(edit, &Post::Head, CivilDate::MIN, None)),
];

const ORG: [(&str, Write); 1] = [("described", |edit| {
    let org = OrgView {
        org: OrgId::from_bytes([7; 16]),
        name: "Chi bộ Khóm 2".to_owned(),
        class: OrgClass::Cell,
        unit_kind: None,
        parent: None,
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        carried_by: None,
    };
    org::describe(edit, &org)
})];
