use super::step::{Handed, Taken, Who, handed, steps, take};
use super::*;
use crate::access::{Denied, Place as Seat, Role};
use crate::doc::{ChunkForm, Doc, Edit, Grade, Kind, Node, Pen, Seed};
use crate::id::{DeviceId, DocId, OrgId};
use crate::input::WriteError;
use crate::key::AboutKey;
use crate::kind::spec::{Does, Field, Form, Origin, Reach, Shape, Spec, Writers};
use crate::meeting::Person;
use crate::org::{OrgClass, OrgTree, OrgView};
use crate::time::{CivilDate, Timestamp};

mod cases;
mod dues;
mod orders;
mod org_changes;
mod residence;
mod work;

const WARD: OrgId = OrgId::from_bytes([1; 16]);
const CELL: OrgId = OrgId::from_bytes([2; 16]);
const ABOUT: DocId = DocId::from_bytes([9; 16]);

fn pen(by: u8) -> Pen {
    Pen::new(DeviceId::from_bytes([by; 16]), [by; 8])
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_ms(seconds * 1000)
}

fn fresh(kind: Kind) -> Doc {
    match kind.spec().origin {
        Origin::Meeting => crate::meeting::MeetingKey {
            org: CELL,
            kind: crate::meeting::MeetingKind::Regular,
            date: CivilDate::new(2026, 11, 3).unwrap(),
            ordinal: 1,
        }
        .open(),
        Origin::About => Doc::create(&Seed::About(AboutKey { kind, org: CELL, about: ABOUT, ordinal: 1 })),
        Origin::Drawn | Origin::Organisation => Doc::create(&Seed::Id(kind, DocId::from_bytes([7; 16]))),
    }
}

fn write<T>(
    doc: &mut Doc,
    by: u8,
    write: impl FnOnce(&mut Edit<'_>, &'static Spec) -> Result<T, WriteError>,
) -> Result<T, WriteError> {
    let spec = doc.kind().spec();
    doc.edit(&pen(by), at(i64::from(by)), |edit| write(edit, spec)).map(|(value, _)| value)
}

fn set(doc: &mut Doc, place: &str, typed: &str) -> Result<(), WriteError> {
    write(doc, 1, |edit, spec| write::set(edit, spec, &FieldPath::parse(spec, place)?, typed, &Context::default()))
}

fn add(doc: &mut Doc, part: &str, given: &[(&str, &str)]) -> Result<String, WriteError> {
    let given: Vec<_> = given.iter().map(|(name, typed)| ((*name).to_owned(), (*typed).to_owned())).collect();
    write(doc, 1, |edit, spec| write::add(edit, spec, part, &given, &Context::default()))
}

fn tree() -> OrgTree {
    let org = |org, parent| OrgView {
        org,
        name: "Chi bộ".to_owned(),
        class: OrgClass::Cell,
        unit_kind: None,
        parent,
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        carried_by: None,
    };
    OrgTree::of([org(WARD, None), org(CELL, Some(WARD))])
}

/// A value that fits a field, what is stored of it, and one that does not fit.
fn sample(field: &Field) -> (String, String, Option<&'static str>) {
    let same = |text: &str, wrong| (text.to_owned(), text.to_owned(), wrong);
    match (field.shape, field.name) {
        (Shape::Line | Shape::Text, _) => same("Một dòng", Some("văn bản này đóng dấu TUYỆT MẬT")),
        (Shape::Date, _) => ("5/11/2026".to_owned(), "2026-11-05".to_owned(), Some("31/2/2026")),
        (Shape::Partial, _) => ("11/1961".to_owned(), "1961-11".to_owned(), Some("tháng này")),
        (Shape::Time, _) => ("19:05".to_owned(), "19:05".to_owned(), Some("25:00")),
        (Shape::Count, _) => same("12", Some("-1")),
        (Shape::Money, _) => ("15.930 đ".to_owned(), "15930".to_owned(), Some("15.93")),
        (Shape::Flag, _) => ("có".to_owned(), "true".to_owned(), Some("có lẽ")),
        (Shape::Code(codes), _) => same(codes.known.first().unwrap(), Some("ma_la")),
        (Shape::Person, _) => ("Lê Thị Sen".to_owned(), "khach-le-thi-sen".to_owned(), None),
        (Shape::Org, _) => same("Chi bộ Khóm Tân Hưng", None),
        (Shape::Record(_), _) => same(&ABOUT.to_string(), Some("không phải mã")),
        (Shape::Checked(_), "gender") => ("Nữ".to_owned(), "nu".to_owned(), Some("x")),
        (Shape::Checked(_), "card_number") => ("35.012.345".to_owned(), "35012345".to_owned(), Some("12")),
        (Shape::Checked(_), "dossier_number") => ("012345 ag".to_owned(), "012345AG".to_owned(), Some("AG")),
        (Shape::Checked(_), "month" | "until") => same("2026-11", Some("2026-13")),
        (Shape::Checked(_), "number") => ("5".to_owned(), "05".to_owned(), Some("0")),
        (Shape::Checked(_), "term") => ("2025 - 2030".to_owned(), "2025-2030".to_owned(), Some("2030-2025")),
        (Shape::Checked(_), "period") => ("2026-q4".to_owned(), "2026-Q4".to_owned(), Some("2026-Q5")),
        (Shape::Checked(_), "year") => same("2026", Some("26")),
        (Shape::Checked(_), name) => panic!("write a sample for `{name}`"),
    }
}

#[test]
fn every_field_of_every_kind_takes_what_fits_it_and_refuses_what_does_not() {
    let mut tried = 0;
    for kind in Kind::ALL {
        let spec = kind.spec();
        for field in spec.part(spec.head).unwrap().fields {
            let (fits, stored, wrong) = sample(field);
            let mut doc = fresh(kind);
            let name = format!("{}/{}", spec.code, field.name);
            let written = set(&mut doc, field.name, &fits);
            if field.is_of_step {
                assert!(written.is_err() && RecordView::of(&doc).head(field.name).is_none(), "{name}: a step sets it");
                continue;
            }
            written.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(RecordView::of(&doc).head(field.name), Some(stored.as_str()), "{name}");
            if let Some(wrong) = wrong {
                assert!(set(&mut doc, field.name, wrong).is_err(), "{name} takes `{wrong}`");
            }
            assert_eq!(
                RecordView::of(&doc).head(field.name),
                Some(stored.as_str()),
                "{name}: a refusal writes nothing"
            );
            let cleared = set(&mut doc, field.name, " ");
            assert_eq!(cleared.is_err(), field.is_required, "{name}");
            assert_eq!(RecordView::of(&doc).head(field.name).is_none(), !field.is_required, "{name}");
            tried += 1;
        }
    }
    assert!(tried > 60, "{tried}");
}

#[test]
fn every_list_of_every_kind_takes_entries_and_none_without_what_is_required() {
    let is_typed = |field: &&Field| !field.is_of_step;
    for kind in Kind::ALL {
        for part in kind.spec().parts {
            let subject = match part.form {
                Form::Entries => None,
                Form::Keyed(crate::kind::spec::Subject::Words) => Some("một dòng".to_owned()),
                Form::Keyed(crate::kind::spec::Subject::Record) => Some(ABOUT.to_string()),
                Form::Keyed(crate::kind::spec::Subject::Person) => Some("Lê Thị Sen".to_owned()),
                Form::Keyed(crate::kind::spec::Subject::Code(codes)) => {
                    Some((*codes.known.first().unwrap()).to_owned())
                }
                _ => continue,
            };
            let name = format!("{}/{}", kind.code(), part.name);
            let mut given: Vec<(&str, String)> =
                part.fields.iter().filter(is_typed).map(|field| (field.name, sample(field).0)).collect();
            given.extend(subject.clone().map(|subject| ("subject", subject)));
            let all: Vec<(&str, &str)> = given.iter().map(|(name, typed)| (*name, typed.as_str())).collect();
            let mut doc = fresh(kind);
            let entry = add(&mut doc, part.name, &all).unwrap_or_else(|error| panic!("{name}: {error}"));
            let view = RecordView::of(&doc);
            let shown = &view.part(part.name).unwrap().entries;
            assert_eq!((shown.len(), shown.first().unwrap().name.as_str()), (1, entry.as_str()), "{name}");
            let typed: Vec<&Field> = part.fields.iter().filter(is_typed).collect();
            assert_eq!(shown.first().unwrap().fields.len(), typed.len(), "{name}: {shown:?}");
            for field in part.fields.iter().filter(|field| field.is_of_step) {
                let day = sample(field).0;
                assert!(set(&mut doc, &format!("{}/{entry}/{}", part.name, field.name), &day).is_err(), "{name}");
                assert!(add(&mut doc, part.name, &[&all[..], &[(field.name, &day)]].concat()).is_err(), "{name}");
            }
            for field in typed {
                let place = format!("{}/{entry}/{}", part.name, field.name);
                set(&mut doc, &place, &sample(field).0).unwrap_or_else(|error| panic!("{place}: {error}"));
                if field.is_required {
                    let without: Vec<_> = all.iter().filter(|(name, _)| *name != field.name).copied().collect();
                    assert!(add(&mut doc, part.name, &without).is_err(), "{name} without {}", field.name);
                    assert!(set(&mut doc, &place, "").is_err(), "{place} emptied");
                }
            }
            assert!(add(&mut doc, part.name, &[("truong_la", "x")]).is_err(), "{name}");
            if subject.is_some() {
                add(&mut doc, part.name, &all).unwrap();
                assert_eq!(RecordView::of(&doc).part(part.name).unwrap().entries.len(), 1, "{name}: the same subject");
            }
        }
    }
}

#[test]
fn places_that_a_kind_does_not_have_are_refused() {
    for kind in Kind::ALL {
        for place in ["", "khong_co", "about/x", "votes/nghi_quyet/for", "adoption/x/y", "people/x/name", "a/b/c/d"] {
            let known = FieldPath::parse(kind.spec(), place).is_ok();
            assert!(!known, "{} has {place}", kind.code());
        }
        for part in ["", "khong_co", "adoption", "people", "votes", "roll"] {
            assert!(add(&mut fresh(kind), part, &[]).is_err(), "{} takes entries in {part}", kind.code());
        }
    }
}

fn who<'a>(seat: &'a Seat, tree: &'a OrgTree) -> Who<'a> {
    Who { seat: Some(seat), org: CELL, tree }
}

/// Puts a record into a state, whatever steps lead there.
fn into_state(doc: &mut Doc, state: &'static str) {
    write(doc, 1, |edit, spec| Ok(edit.put(spec.head, spec.life.field, state)?)).unwrap();
}

#[test]
fn every_step_of_every_kind_is_for_its_states_and_roles_alone() {
    let tree = tree();
    let mut open = 0;
    for kind in Kind::ALL {
        let spec = kind.spec();
        for state in spec.life.states {
            let mut doc = fresh(kind);
            into_state(&mut doc, state);
            for role in Role::KNOWN {
                let is_own = |by: &Writers| by.reach == Reach::Own && by.roles.contains(role);
                let is_of_cell = role.is_of_cell() || spec.writers.iter().any(is_own);
                let seat = Seat { org: if is_of_cell { CELL } else { WARD }, role: role.clone() };
                for view in steps(&doc, None, who(&seat, &tree)) {
                    let name = format!("{} {state} {role} {}", spec.code, view.step.name);
                    let is_taker = view.step.by.iter().any(|by| by.roles.contains(role));
                    let expected = match (view.step.from.contains(state), is_taker) {
                        (false, _) => Some(Refusal::State),
                        (true, false) => Some(Refusal::Denied(Denied::WrongRole)),
                        // Nothing is known of the record it speaks about, nobody signed, and nothing waits to be mended.
                        (true, true) => {
                            let held = ["petitions_answered", "all_mended"];
                            let open = view.step.guards.iter().find(|guard| !held.contains(&guard.rule));
                            open.map(|guard| Refusal::Rule(guard.rule))
                        }
                    };
                    assert_eq!(view.refused, expected, "{name}");
                    open += usize::from(view.refused.is_none());
                }
            }
        }
    }
    assert!(open > 40, "{open}");
}

fn taken() -> Taken {
    let content = fresh(Kind::Task).content_digest();
    Taken { device: DeviceId::from_bytes([1; 16]), content, about: Some(content) }
}

#[test]
fn every_step_needs_the_fields_it_asks_for_and_leads_where_it_says() {
    for kind in Kind::ALL {
        let spec = kind.spec();
        for step in spec.life.steps {
            let asked: Vec<(String, String)> =
                step.asks.iter().map(|name| ((*name).to_owned(), sample(spec.head_field(name).unwrap()).0)).collect();
            let name = format!("{}/{}", spec.code, step.name);
            let mut doc = fresh(kind);
            into_state(&mut doc, step.from.first().unwrap());
            for missing in step.asks {
                let without: Vec<_> = asked.iter().filter(|(name, _)| name != missing).cloned().collect();
                let refused =
                    write(&mut doc, 2, |edit, spec| take(edit, spec, step, &without, taken(), &Context::default()));
                assert!(refused.is_err(), "{name} without {missing}");
            }
            let more: Vec<_> = asked.iter().cloned().chain([("title".to_owned(), "x".to_owned())]).collect();
            assert!(
                write(&mut doc, 2, |edit, spec| take(edit, spec, step, &more, taken(), &Context::default())).is_err(),
                "{name}"
            );
            assert_eq!(RecordView::of(&doc).state, *step.from.first().unwrap(), "{name}: a refusal writes nothing");
            write(&mut doc, 2, |edit, spec| take(edit, spec, step, &asked, taken(), &Context::default())).unwrap();
            match step.does {
                Does::Move(to) | Does::MoveReading(to, _) => assert_eq!(RecordView::of(&doc).state, to, "{name}"),
                Does::Submit => assert_ne!(handed(&doc), Handed::Not, "{name}"),
            }
        }
    }
}

#[test]
fn a_state_in_dispute_is_settled_before_a_step() {
    let mut one = fresh(Kind::Task);
    set(&mut one, "what", "Vận động làm đường").unwrap();
    let mut two = one.clone();
    let base = one.heads();
    write(&mut one, 1, |edit, spec| Ok(edit.put(spec.head, "state", "hoan_thanh")?)).unwrap();
    write(&mut two, 2, |edit, spec| Ok(edit.put(spec.head, "state", "huy")?)).unwrap();
    let theirs = two.changes_of_device_since(DeviceId::from_bytes([2; 16]), &base).into_iter().collect();
    let (merged, _) =
        one.absorb(ChunkForm::Changes, &two.change_chunks(&theirs), Some(DeviceId::from_bytes([2; 16]))).unwrap();
    let (tree, seat) = (tree(), Seat { org: CELL, role: Role::Head });
    assert!(steps(&merged, None, who(&seat, &tree)).iter().all(|view| view.refused == Some(Refusal::Disputed)));
    let row = Row::of(&merged, CELL, &|_| None);
    assert_eq!(row.decisions, 1);
    let view = RecordView::of(&merged);
    assert_eq!(
        view.conflicts.first().map(|(found, grade)| (found.key.as_str(), *grade)),
        Some(("state", Grade::Decision))
    );
}

#[test]
fn a_resolution_is_adopted_by_a_vote_of_its_meeting_and_numbered_when_it_is_issued() {
    let (tree, head) = (tree(), Seat { org: CELL, role: Role::Head });
    let mut meeting = fresh(Kind::Meeting);
    let mut doc = fresh(Kind::Resolution);
    set(&mut doc, "title", "Nhiệm vụ tháng 12").unwrap();
    let refused = |doc: &Doc, about: &Doc, name: &str, seat: &Seat| {
        let about = about.tree();
        steps(doc, Some(&about), who(seat, &tree)).into_iter().find(|view| view.step.name == name).unwrap().refused
    };
    assert_eq!(refused(&doc, &meeting, "adopt", &head), Some(Refusal::Rule("vote_passed")));
    let vote = |against| {
        let key = crate::meeting::vote::VoteKey::new(&crate::meeting::vote::Matter::Resolution, None);
        let tally = crate::meeting::vote::Tally { agree: Some(9), against: Some(against), ..Default::default() };
        move |edit: &mut Edit<'_>, _: &'static Spec| crate::meeting::vote::record_vote(edit, &key, &tally)
    };
    write(&mut meeting, 1, vote(9)).unwrap();
    assert_eq!(refused(&doc, &meeting, "adopt", &head), Some(Refusal::Rule("vote_passed")), "a tie is no majority");
    write(&mut meeting, 1, vote(2)).unwrap();
    assert_eq!(refused(&doc, &meeting, "adopt", &head), None);
    into_state(&mut doc, "da_thong_qua");
    assert_eq!(refused(&doc, &meeting, "issue", &head), None);
    let taker = Seat { org: CELL, role: Role::MinuteTaker };
    assert_eq!(refused(&doc, &meeting, "issue", &taker), Some(Refusal::Denied(Denied::WrongRole)));
    assert!(set(&mut doc, "number", "5").is_err(), "a draft carries no number");
}

#[test]
fn what_was_handed_in_is_told_from_what_changed_since() {
    let mut meeting = fresh(Kind::Meeting);
    assert_eq!(handed(&meeting), Handed::Not);
    let step = Kind::Meeting.spec().step("submit").unwrap();
    let content = meeting.content_digest();
    let now = Taken { device: DeviceId::from_bytes([1; 16]), content, about: None };
    write(&mut meeting, 1, |edit, spec| take(edit, spec, step, &[], now, &Context::default())).unwrap();
    assert_eq!((handed(&meeting), meeting.content_digest()), (Handed::In, content), "handing in changes no content");
    set(&mut meeting, "place", "Nhà văn hóa").unwrap();
    assert_eq!(handed(&meeting), Handed::Changed);
}

#[test]
fn a_row_says_what_lists_show() {
    let mut task = fresh(Kind::Task);
    for (field, typed) in
        [("what", "Vận động làm đường"), ("lead", "Lê Thị Sen"), ("due", "2026-12-01"), ("from", &ABOUT.to_string())]
    {
        set(&mut task, field, typed).unwrap();
    }
    add(&mut task, "progress", &[("on", "2026-11-20"), ("text", "Đã họp dân")]).unwrap();
    let row = Row::of(&task, CELL, &|_| None);
    assert_eq!((row.title.as_str(), row.state.as_str(), row.about), ("Vận động làm đường", "chua_lam", Some(ABOUT)));
    assert_eq!((row.due, row.text("lead")), (CivilDate::new(2026, 12, 1), Some("Lê Thị Sen")));
    for word in "van dong lam duong da hop dan".split(' ') {
        assert!(row.search_text.split(' ').any(|found| found == word), "{word} in {}", row.search_text);
    }
    assert!(!row.is_done());
    into_state(&mut task, "hoan_thanh");
    let done = Row::of(&task, CELL, &|_| None);
    assert_eq!((done.due, done.is_done()), (None, true), "what is done is no longer due");
    let review = Row::of(&fresh(Kind::Review), CELL, &|_| None);
    assert_eq!((review.about, review.title.as_str()), (Some(ABOUT), ""));
}

#[test]
fn a_conflict_is_settled_by_a_value_in_dispute_or_one_that_fits() {
    let settle = |part, leaf, typed| write::settling(Kind::Meeting.spec(), part, leaf, typed);
    assert_eq!(settle("votes", "nghi_quyet/for", "9").unwrap(), Some(crate::doc::Scalar::Int(9)));
    assert!(settle("votes", "nghi_quyet/for", "-9").is_err());
    assert_eq!(settle("votes", "nghi_quyet/method", "phieu_kin").unwrap(), None, "only those in dispute");
    assert_eq!(settle("roll", "x/status", "co_mat").unwrap(), None);
    assert_eq!(settle("about", "state", "huy").unwrap(), None, "a step or one of those in dispute");
    assert_eq!(settle("about", "held_on", "5/11/2026").unwrap(), Some("2026-11-05".into()));
    let mut doc = fresh(Kind::Task);
    let entry = add(&mut doc, "progress", &[("on", "2026-11-20"), ("text", "Đã họp dân")]).unwrap();
    let tree: Node = doc.tree();
    write(&mut doc, 1, |edit, spec| {
        write::settle(edit, spec, &tree, ("progress", "0/on"), "2026-11-21".into(), &crate::rules::Book::default())
    })
    .unwrap();
    let view = RecordView::of(&doc);
    let shown = view.part("progress").unwrap().entries.first().unwrap();
    assert_eq!((shown.name.as_str(), shown.fields.first().unwrap().value.as_str()), (entry.as_str(), "2026-11-21"));
}

#[test]
fn of_two_members_of_one_name_the_one_written_as_typed_is_meant_and_nobody_where_neither_is() {
    let member = |number: u8, name: &str| {
        let row = Row::unreadable(DocId::from_bytes([number; 16]), Kind::Member, CELL);
        Row { title: name.to_owned(), ..row }
    };
    let members =
        vec![member(1, "Đặng Thị Hoà"), member(2, "Đặng Thị Hòa"), member(3, "Lê Văn An"), member(4, "Lê Văn An")];
    let people = Context { members, ..Context::default() };
    let meant = |typed: &str| people.meant(typed);
    let known = |number: u8, name: &str| Person::member(DocId::from_bytes([number; 16]), name);
    assert_eq!(meant("Đặng Thị Hoà"), known(1, "Đặng Thị Hoà"));
    assert_eq!(meant(" Đặng Thị Hòa"), known(2, "Đặng Thị Hòa"));
    assert_eq!(meant("đặng thị hòa"), Person::guest("đặng thị hòa"), "either may be meant");
    assert_eq!(meant("Lê Văn An"), Person::guest("Lê Văn An"), "either may be meant");
    assert_eq!(meant(&DocId::from_bytes([4; 16]).to_string()), known(4, "Lê Văn An"));
}

#[test]
fn a_name_means_the_record_that_speaks_and_an_id_the_record_it_is() {
    let member = |number: u8, merged: bool| {
        let row = Row::unreadable(DocId::from_bytes([number; 16]), Kind::Member, CELL);
        let by = DocId::from_bytes([2; 16]).to_string();
        let figures = merged.then(|| ("superseded_by".to_owned(), by.as_str().into())).into_iter().collect();
        Row { title: "Lê Văn An".to_owned(), figures, ..row }
    };
    let people = Context { members: vec![member(1, true), member(2, false)], ..Context::default() };
    let known = |number: u8| Person::member(DocId::from_bytes([number; 16]), "Lê Văn An");
    assert_eq!(people.meant("Lê Văn An"), known(2));
    // What was said of the merged record goes on to be said of it.
    assert_eq!(people.meant(&DocId::from_bytes([1; 16]).to_string()), known(1));
}

#[test]
fn what_a_step_wrote_is_decided_by_those_who_may_take_the_step() {
    let tree = tree();
    let may = |role: Role, leaf: &str, value: &str| {
        let seat = Seat { org: CELL, role };
        super::step::may_settle(Kind::Resolution.spec(), "about", leaf, &value.into(), who(&seat, &tree)).is_ok()
    };
    for (leaf, value) in [("number", "11"), ("issued_on", "2026-11-06"), ("state", "da_ban_hanh"), ("state", "du_thao")]
    {
        assert!(may(Role::Head, leaf, value) && may(Role::DeputyHead, leaf, value), "{leaf} {value}");
        assert!(!may(Role::MinuteTaker, leaf, value), "a minute-taker decides {leaf} {value}");
    }
    assert!(may(Role::MinuteTaker, "title", "Nghị quyết"), "no step writes it");
    assert!(may(Role::MinuteTaker, "state", "da_thong_qua") && may(Role::MinuteTaker, "adopted_by", "17/18"));
}

#[test]
fn clearing_what_an_entry_never_held_decides_nothing_against_whoever_fills_it_in() {
    let mut one = fresh(Kind::Resolution);
    let entry = add(&mut one, "assignments", &[("what", "Làm đường")]).unwrap();
    let mut two = one.clone();
    let (base, place) = (one.heads(), format!("assignments/{entry}/due"));
    set(&mut one, &place, "").unwrap();
    let place = FieldPath::parse(Kind::Resolution.spec(), &place).unwrap();
    write(&mut two, 2, |edit, spec| write::set(edit, spec, &place, "1/12/2026", &Context::default())).unwrap();
    let theirs = two.changes_of_device_since(DeviceId::from_bytes([2; 16]), &base).into_iter().collect();
    let (merged, _) =
        one.absorb(ChunkForm::Changes, &two.change_chunks(&theirs), Some(DeviceId::from_bytes([2; 16]))).unwrap();
    assert_eq!(RecordView::of(&merged).conflicts, []);
    let held = |doc: &Doc| RecordView::of(doc).part("assignments").unwrap().entries[0].fields.len();
    let mut cleared = merged;
    assert_eq!(held(&cleared), 2);
    write(&mut cleared, 1, |edit, spec| write::set(edit, spec, &place, "", &Context::default())).unwrap();
    assert_eq!(held(&cleared), 1, "what was filled is cleared");
}

#[test]
fn nothing_another_device_wrote_keeps_anybody_from_beginning_a_resolution() {
    let mut meeting = fresh(Kind::Meeting);
    let say = |edit: &mut Edit<'_>, item: &str, text: &str| {
        let value = |text: &str| crate::doc::edit::EntryField::Value(text.into());
        let fields =
            [("item", value(item)), ("role", value("ket_luan")), ("text", crate::doc::edit::EntryField::Text(text))];
        edit.push("says", &fields).map(drop)
    };
    write(&mut meeting, 1, |edit, _| {
        edit.put("agenda", "bao-cao/title", "Báo cáo tháng 10")?;
        say(edit, "bao-cao", "Nhất trí báo cáo.")?;
        say(edit, "bao-cao", "Giao đồng chí An\nsửa số liệu.")?;
        say(edit, " ·", "Không thuộc mục nào.")?;
        // Nothing of an item is drafted if a marking would be lost in joining or shortening what was said.
        say(edit, "an-ninh", "Nhất trí.")?;
        say(edit, "an-ninh", "Tối mật.")?;
        say(edit, "dai", &("Nhất trí. ".repeat(60) + "TUYỆT MẬT"))?;
        Ok(say(edit, "khac", "TUYỆT MẬT: không ghi ở đây")?)
    })
    .unwrap();
    let open = |title: &str| crate::kind::spec::OpenRecord {
        id: DocId::from_bytes([7; 16]).to_string(),
        title: title.to_owned(),
        state: "dang_lam".to_owned(),
    };
    let tasks = [open("Làm đường"), open(&"dài ".repeat(200)), open(""), open(&("dài ".repeat(200) + "TUYỆT MẬT"))];
    let spec = Kind::Resolution.spec();
    let tree = meeting.tree();
    let drafted = spec.draft.unwrap()(&crate::kind::spec::Sources {
        about: Some(&tree),
        open: &tasks,
        members: &[],
        before: None,
        model: None,
        given: &[],
    });
    let mut doc = fresh(Kind::Resolution);
    for entry in &drafted {
        let given: Vec<(String, String)> =
            entry.fields.iter().map(|(name, typed)| ((*name).to_owned(), typed.clone())).collect();
        write(&mut doc, 1, |edit, spec| write::add(edit, spec, entry.part, &given, &Context::default())).unwrap();
    }
    let said: Vec<&Vec<(&str, String)>> =
        drafted.iter().filter(|entry| entry.part == "conclusions").map(|entry| &entry.fields).collect();
    let expected = vec![
        ("subject", "bao-cao".to_owned()),
        ("item", "Báo cáo tháng 10".to_owned()),
        ("conclusion", "Nhất trí báo cáo. Giao đồng chí An sửa số liệu.".to_owned()),
    ];
    assert_eq!(
        said,
        [&expected],
        "what was concluded twice stands there together, and what no field takes is left out"
    );
    assert_eq!(drafted.iter().filter(|entry| entry.part == "last_tasks").count(), 2);
}

#[test]
fn a_month_is_stored_in_one_way_however_it_is_typed() {
    let mut doc = fresh(Kind::Resolution);
    for typed in ["2026-11", "11/2026", "2026-11 "] {
        set(&mut doc, "month", typed).unwrap();
        assert_eq!(RecordView::of(&doc).head("month"), Some("2026-11"), "{typed}");
    }
    for typed in ["5-2", "2026", "1/11/2026", "2026-13", "tháng 11"] {
        assert!(set(&mut doc, "month", typed).is_err(), "{typed}");
    }
}
