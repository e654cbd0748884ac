//! Well-formed changes of a stranger's device, drawn from bytes: over every part, leaf, operation and type of value of
//! every kind of record. What is taken in is then read, shown and edited in every way there is.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use arbitrary::Unstructured;
use shared::doc::{ChunkForm, Doc, Kind, Seed};
use shared::id::{DeviceId, DocId, OrgId, labelled_hash};
use shared::key::AboutKey;
use shared::kind::spec::{Form, Origin};
use shared::meeting::{MeetingKey, MeetingKind};
use shared::time::CivilDate;

use super::ground::{FRESH, ground};
use super::ops::{Id, Key, Op, Value, Writer, action};
use super::readers;
use super::{Verdict, bulk};

/// What an object is, so that most operations fit it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Map,
    List,
    Text,
}

/// A record with what a stranger may name in it.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The record.
    pub doc: Doc,
    objects: Vec<(Id, Shape)>,
    /// Elements of lists and texts, with their object.
    elements: Vec<(Id, Id)>,
    /// Operations that set something.
    written: Vec<Id>,
}

/// How many operations a kind's foundation makes before its containers, and those in order.
fn laid(kind: Kind) -> (u64, Vec<(&'static str, Shape)>) {
    let spec = kind.spec();
    // The kind and the schema, and between them the key with its leaves.
    let before = match spec.origin {
        Origin::Meeting => 7,
        Origin::About => 6,
        Origin::Drawn | Origin::Organisation => 2,
    };
    let shape = |form: Form| match form {
        Form::Entries => Shape::List,
        Form::Text => Shape::Text,
        Form::Head | Form::Keyed(_) | Form::Typed | Form::People => Shape::Map,
    };
    (before, spec.parts.iter().map(|part| (part.name, shape(part.form))).collect())
}

/// Leaves that apps know, and some that none does.
const LEAVES: [&str; 62] = [
    "held_on",
    "starts_at",
    "ends_at",
    "place",
    "topic",
    "chair",
    "minute_taker",
    "state",
    "khach-a/status",
    "khach-a/standing",
    "khach-a/reason",
    "khach-a",
    "a/title",
    "a/order",
    "a/presenter",
    "a/removed",
    "text",
    "item",
    "role",
    "speaker",
    "nghi_quyet/for",
    "nghi_quyet/against",
    "nghi_quyet/other",
    "nghi_quyet/collected",
    "nghi_quyet/issued",
    "nghi_quyet/valid",
    "nghi_quyet/eligible",
    "nghi_quyet/present",
    "nghi_quyet/threshold",
    "nghi_quyet/method",
    "nghi_quyet/subject",
    "nghi_quyet/withdrawn",
    "rubric",
    "points/a",
    "full_name",
    "birth_date",
    "status",
    "gender",
    "card_number",
    "dossier_number",
    "joined_on",
    "bi_thu/from",
    "bi_thu/until",
    "name",
    "class",
    "parent",
    "unit_kind",
    "valid_from",
    "valid_to",
    "key",
    "kind",
    "date",
    "ordinal",
    "org",
    "schema",
    "minutes",
    "card",
    "",
    "/",
    "//////",
    "new",
    "\u{1b}[2J",
];

/// Texts that apps know, and some that none writes.
const TEXTS: [&str; 22] = [
    "a",
    "b",
    "",
    "nghi_quyet",
    "2026-11-05",
    "31/12/1961",
    "19:30",
    "25:99",
    "dang_hop",
    "huy",
    "co_mat",
    "y_kien",
    "ket_luan",
    ">1/2",
    ">=0/0",
    "khach-a",
    "MẬT",
    "Độ mật: Tuyệt mật",
    "\u{1b}[2J\u{7}\r",
    "\u{202e}nêS",
    "\u{0}",
    "\n",
];

impl Stage {
    /// A fresh record as its foundation begins it.
    #[must_use]
    pub fn of(seed: &Seed) -> Self {
        let doc = Doc::create(seed);
        let (before, parts) = laid(doc.kind());
        let actor = labelled_hash("sen/foundation/1", &[doc.id().as_bytes(), &1_u32.to_be_bytes()]);
        let actor: Vec<u8> = actor.iter().take(16).copied().collect();
        let id = |counter| Id { counter, actor: actor.clone() };
        let mut objects: Vec<(Id, Shape)> =
            parts.iter().zip(1..).map(|((_, shape), at)| (id(before + at), *shape)).collect();
        if matches!(doc.kind().spec().origin, Origin::Meeting | Origin::About) {
            objects.push((id(2), Shape::Map));
        }
        let written = (1..=before).map(id).collect();
        Self { doc, objects, elements: Vec::new(), written }
    }

    /// The object of a part, by its place in the foundation.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&Id> {
        let (_, parts) = laid(self.doc.kind());
        let at = parts.iter().position(|(part, _)| *part == name)?;
        self.objects.get(at).map(|(id, _)| id)
    }

    /// Merges a change that an app might have written, and remembers what it made.
    fn tell(&mut self, writer: &mut Writer, ops: &[Op]) {
        let first = writer.id(0).counter;
        let chunk = writer.change(ops);
        let merged = self.doc.clone().absorb(ChunkForm::Changes, &chunk, None);
        assert!(merged.is_ok(), "what an app writes is merged: {:?}", merged.err());
        if let Ok((doc, _)) = merged {
            self.doc = doc;
        }
        self.remember(&writer.id(0).actor, first, ops);
    }

    fn remember(&mut self, actor: &[u8], first: u64, ops: &[Op]) {
        for (op, counter) in ops.iter().zip(first..) {
            let id = Id { counter, actor: actor.to_vec() };
            match op.action {
                action::MAKE_MAP | action::MAKE_TABLE => self.objects.push((id.clone(), Shape::Map)),
                action::MAKE_LIST => self.objects.push((id.clone(), Shape::List)),
                action::MAKE_TEXT => self.objects.push((id.clone(), Shape::Text)),
                _ => {}
            }
            if let (true, Some(object)) = (op.insert, &op.object) {
                self.elements.push((object.clone(), id.clone()));
            }
            self.written.push(id);
        }
    }
}

/// What an app writes in a meeting: people, a roll, an item with an opinion, a vote, minutes.
fn ordinary(stage: &mut Stage, writer: &mut Writer) {
    let part = |name: &str| stage.part(name).cloned();
    let put = |object: &Option<Id>, key: &str, value: Value| {
        Op::new(object.clone(), Key::Map(key.to_owned()), action::SET, value)
    };
    let (about, people, roll) = (part("about"), part("people"), part("roll"));
    let (agenda, says, votes, minutes) = (part("agenda"), part("says"), part("votes"), part("minutes"));
    let mut ops = vec![
        put(&people, "khach-a", Value::text("Lê Thị Sen")),
        put(&about, "chair", Value::text("khach-a")),
        put(&about, "minute_taker", Value::text("khach-a")),
        put(&roll, "khach-a/status", Value::text("co_mat")),
        put(&roll, "khach-a/standing", Value::text("chinh_thuc")),
        put(&agenda, "a/title", Value::text("Việc một")),
        put(&agenda, "a/order", Value::int(1)),
        put(&votes, "nghi_quyet/for", Value::int(3)),
        put(&votes, "nghi_quyet/eligible", Value::int(4)),
        Op::new(says, Key::Head, action::MAKE_MAP, Value::NULL).inserted(),
    ];
    let entry = writer.id(ops.len() as u64 - 1);
    ops.push(Op::put(&entry, "item", Value::text("a")));
    ops.push(Op::put(&entry, "role", Value::text("y_kien")));
    ops.push(Op::put(&entry, "speaker", Value::text("khach-a")));
    ops.push(Op::new(Some(entry), Key::Map("text".to_owned()), action::MAKE_TEXT, Value::NULL));
    let text = writer.id(ops.len() as u64 - 1);
    for object in [Some(text), minutes] {
        let mut after = Key::Head;
        for letter in ["N", "h", "ấ", "t"] {
            ops.push(Op::new(object.clone(), after, action::SET, Value::text(letter)).inserted());
            after = Key::Element(writer.id(ops.len() as u64 - 1));
        }
    }
    stage.tell(writer, &ops);
}

fn ordinary_card(stage: &mut Stage, writer: &mut Writer) {
    let (card, notes, posts) =
        (stage.part("card").cloned(), stage.part("notes").cloned(), stage.part("posts").cloned());
    let put = |object: &Option<Id>, key: &str, value: Value| {
        Op::new(object.clone(), Key::Map(key.to_owned()), action::SET, value)
    };
    let ops = [
        put(&card, "full_name", Value::text("Đặng Thị Hòa")),
        put(&card, "status", Value::text("chinh_thuc")),
        put(&posts, "bi_thu/from", Value::text("2020-01-01")),
        Op::new(notes, Key::Head, action::SET, Value::text("x")).inserted(),
    ];
    stage.tell(writer, &ops);
}

/// The device that writes strange things, enrolled for nobody in particular.
pub(super) fn device() -> DeviceId {
    ground().device
}

/// A record of each kind with some content.
pub(super) fn stages() -> &'static [Stage] {
    static STAGES: LazyLock<Vec<Stage>> = LazyLock::new(|| {
        let date = CivilDate::new(2026, 11, 5).unwrap_or_else(|| panic!("a day of the calendar"));
        let key = MeetingKey { org: ground().cell, date, kind: MeetingKind::Thematic, ordinal: 1 };
        let about = key.doc();
        let seeds = Kind::ALL.map(|kind| match kind.spec().origin {
            Origin::Meeting => Seed::Meeting(key.clone()),
            Origin::About => Seed::About(AboutKey { kind, org: ground().cell, about, ordinal: 1 }),
            Origin::Organisation => Seed::Id(kind, OrgId::from_bytes([7; 16]).record()),
            Origin::Drawn => Seed::Id(kind, DocId::from_bytes([6; 16])),
        });
        seeds.iter().map(|seed| staged(seed, device(), [1; 8])).collect()
    });
    &STAGES
}

/// A record with some content that a device wrote.
///
/// # Panics
/// When what apps write is not merged.
#[must_use]
pub fn staged(seed: &Seed, device: DeviceId, fresh: [u8; 8]) -> Stage {
    let mut stage = Stage::of(seed);
    let Some(mut writer) = Writer::on(&stage.doc, device, fresh) else { panic!("a fresh record can be written") };
    match stage.doc.kind() {
        Kind::Meeting => ordinary(&mut stage, &mut writer),
        Kind::Member => ordinary_card(&mut stage, &mut writer),
        // One value under the title of the others.
        kind => {
            let about = stage.part(kind.spec().head).cloned();
            let name = Key::Map(kind.spec().line.title.to_owned());
            stage.tell(&mut writer, &[Op::new(about, name, action::SET, Value::text("Chi bộ Khóm 1"))]);
        }
    }
    stage
}

/// The strange changes that some bytes stand for, on top of a record; `None` when they stand for none.
#[must_use]
pub fn strange(stage: &Stage, device: DeviceId, fresh: [u8; 8], input: &[u8]) -> Option<Vec<u8>> {
    let mut input = Unstructured::new(input);
    let mut writer = Writer::on(&stage.doc, device, fresh)?;
    let mut told = stage.clone();
    let mut chunk = Vec::new();
    // One operation that fits nowhere keeps out all it came with, so most come nearly alone.
    for _ in 0..input.int_in_range(1_u8..=2).ok()? {
        let count = if input.ratio(1, 48).ok()? {
            input.int_in_range(1_u16..=300).ok()?
        } else {
            input.int_in_range(1_u16..=2).ok()?
        };
        let (first, actor) = (writer.id(0).counter, writer.id(0).actor);
        let mut ops = Vec::new();
        for at in 0..count {
            let op = draw(&told, &mut input).ok()?;
            told.remember(&actor, first.saturating_add(u64::from(at)), std::slice::from_ref(&op));
            ops.push(op);
        }
        writer.time = if input.ratio(1, 16).ok()? { *input.choose(&TIMES).ok()? } else { 1_790_000_000 };
        chunk.extend(writer.change(&ops));
    }
    Some(chunk)
}

const TIMES: [i64; 7] = [0, 1, -1, i64::MIN, i64::MAX, -62_135_596_800, 253_402_300_800];

fn draw(stage: &Stage, input: &mut Unstructured<'_>) -> arbitrary::Result<Op> {
    let (object, shape) = if input.ratio(1, 64)? {
        (None, Shape::Map)
    } else {
        let (id, shape) = input.choose(&stage.objects)?;
        (Some(id.clone()), *shape)
    };
    let fits = !input.ratio(1, 24)?;
    let is_map = (shape == Shape::Map) == fits;
    let key = if is_map { Key::Map(leaf(input)?) } else { element(stage, object.as_ref(), input)? };
    let insert = if is_map { input.ratio(1, 64)? } else { input.ratio(5, 8)? };
    let action = if shape == Shape::Text && fits && input.ratio(3, 4)? {
        *input.choose(&[action::SET, action::DELETE, action::MARK])?
    } else if input.ratio(7, 8)? {
        *input.choose(&[
            action::SET,
            action::SET,
            action::SET,
            action::MAKE_MAP,
            action::MAKE_LIST,
            action::MAKE_TEXT,
        ])?
    } else {
        u64::from(input.int_in_range(0_u8..=7)?)
    };
    let replaces = match input.int_in_range(0_u8..=15)? {
        0 => vec![input.choose(&stage.written)?.clone()],
        1 => stage.written.iter().rev().take(3).cloned().collect(),
        2..=5 => replaced_by(&key),
        _ => Vec::new(),
    };
    let mark = if action == action::MARK && input.arbitrary()? { Some(leaf(input)?) } else { None };
    Ok(Op {
        object,
        key,
        insert,
        action,
        value: value(input)?,
        replaces,
        expand: mark.is_some() && input.arbitrary()?,
        mark,
    })
}

/// An element that is written again replaces itself.
fn replaced_by(key: &Key) -> Vec<Id> {
    if let Key::Element(id) = key { vec![id.clone()] } else { Vec::new() }
}

fn leaf(input: &mut Unstructured<'_>) -> arbitrary::Result<String> {
    if input.ratio(1, 64)? {
        return Ok(input.choose(&["/", "a", "ậ"])?.repeat(usize::from(input.arbitrary::<u16>()?) / 3));
    }
    Ok((*input.choose(&LEAVES)?).to_owned())
}

fn element(stage: &Stage, object: Option<&Id>, input: &mut Unstructured<'_>) -> arbitrary::Result<Key> {
    let mut here = stage.elements.iter().filter(|(of, _)| Some(of) == object).map(|(_, id)| id);
    if input.ratio(1, 4)? {
        return Ok(Key::Head);
    }
    let any = input.ratio(1, 16)?;
    let nth = usize::from(input.int_in_range(0_u8..=15)?);
    let found = if any { None } else { here.clone().nth(nth).or_else(|| here.next()) };
    match found {
        Some(id) => Ok(Key::Element(id.clone())),
        None if any => Ok(Key::Element(input.choose(&stage.written)?.clone())),
        None => Ok(Key::Head),
    }
}

fn value(input: &mut Unstructured<'_>) -> arbitrary::Result<Value> {
    Ok(match input.int_in_range(0_u8..=12)? {
        0 => Value::NULL,
        1 => Value::raw(1, Vec::new()),
        2 => Value::raw(2, Vec::new()),
        3 => Value::raw(3, uleb(*input.choose(&[0, 1, 2026, u64::MAX])?)),
        4 => Value::int(*input.choose(&[0, 1, -1, 5, i64::MAX, i64::MIN])?),
        5 => Value::raw(5, input.choose(&[0.5, f64::NAN, f64::INFINITY, -0.0])?.to_le_bytes().to_vec()),
        7 => {
            let len = usize::from(input.int_in_range(0_u8..=24)?).min(input.len());
            Value::raw(7, input.bytes(len)?.to_vec())
        }
        kind @ (8 | 9) => Value::raw(kind, Value::int(*input.choose(&[0, 7, i64::MAX, i64::MIN])?).into_bytes()),
        10 => {
            let text = input.choose(&["x", "ậ", "\n", "MẬT "])?;
            Value::text(&text.repeat(usize::from(input.arbitrary::<u16>()?) / text.len()))
        }
        _ => Value::text(input.choose(&TEXTS)?),
    })
}

fn uleb(number: u64) -> Vec<u8> {
    let mut out = Vec::new();
    super::chunks::put_uleb(&mut out, number);
    out
}

/// Of these, a chunk with as many operations as it may have makes a record of about so many.
const THINGS_MAX: u64 = 30_000;

/// The first byte of an input that stands for one of the kinds that came later.
const OTHERS_FROM: usize = 200;

/// An input: a byte for the kind of record, then what the changes are drawn from; or 255, the way in which a record is as
/// large as it may be, and by how many hundreds.
fn taken(input: &[u8]) -> Result<(&'static Doc, Doc), Verdict> {
    let (kind, rest) = input.split_first().ok_or(Verdict::Refused)?;
    let [meeting, member, org, others @ ..] = stages() else { return Err(Verdict::Refused) };
    if let (&u8::MAX, [way, high, low, ..]) = (kind, rest) {
        let count = u64::from(u16::from_be_bytes([*high, *low])) * 100;
        let count = count.min(THINGS_MAX);
        return bulk::record(bulk::Way::of(*way), count).map(|doc| (&meeting.doc, doc)).ok_or(Verdict::Unfit);
    }
    let stage = match (kind % 4, others.get(usize::from(*kind).wrapping_sub(OTHERS_FROM))) {
        (_, Some(other)) => other,
        (2, None) => member,
        (3, None) => org,
        _ => meeting,
    };
    let chunk = strange(stage, device(), FRESH, rest).ok_or(Verdict::Refused)?;
    match stage.doc.clone().absorb(ChunkForm::Changes, &chunk, Some(device())) {
        Ok((doc, _)) => Ok((&stage.doc, doc)),
        Err(shared::doc::Unacceptable::Refused(_)) => Err(Verdict::Refused),
        Err(_) => Err(Verdict::Unfit),
    }
}

/// Such changes, taken in and read in every way.
pub(super) fn read(input: &[u8]) -> Verdict {
    match taken(input) {
        Ok((_, doc)) => {
            readers::read(&doc);
            Verdict::Admitted
        }
        Err(verdict) => verdict,
    }
}

/// What each way to read such a record takes, by its name; nothing when the changes are not taken in.
pub(super) fn timed(input: &[u8]) -> Vec<(&'static str, Duration)> {
    let Ok((_, doc)) = taken(input) else { return Vec::new() };
    let timed = |(name, read): &(&'static str, fn(&Doc))| {
        let begun = Instant::now();
        read(&doc);
        (*name, begun.elapsed())
    };
    readers::READERS.iter().map(timed).collect()
}

/// What they leave can be kept, edited and settled.
pub(super) fn kept(input: &[u8]) {
    if let Ok((before, doc)) = taken(input) {
        readers::reopen(&doc);
        if input.first() != Some(&u8::MAX) {
            readers::edit(&doc, before);
        }
    }
}
