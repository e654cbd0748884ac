//! Records that are as large as a record may be, each in another way: what is read of them costs no more than what was
//! merged.

use std::cell::RefCell;

use shared::doc::{ChunkForm, Doc, Pen, Seed};
use shared::id::DocId;
use shared::meeting::{self, Particulars, Person, adoption};
use shared::time::Timestamp;

use super::ground::{ground, meeting_key, member_id, write};
use super::ops::{Id, Key, Op, Value, Writer, action};
use super::strange::{Stage, device};

/// How deep maps stand in each other.
const LEVELS: u64 = 24;

/// In which way a record is large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Sayings, each on an item of its own.
    Sayings,
    /// Votes, each with two figures in conflict.
    Votes,
    /// One leaf with values in conflict.
    Values,
    /// People on the roll.
    People,
    /// Maps in maps.
    Levels,
    /// Characters of the minutes, the last of which was written first.
    Text,
    /// Posts of a member.
    Posts,
    /// Contents that the chair says to have signed.
    Signed,
    /// Leaves changed after adoption.
    Addenda,
}

impl Way {
    const ALL: [Self; 9] = [
        Self::Sayings,
        Self::Votes,
        Self::Values,
        Self::People,
        Self::Levels,
        Self::Text,
        Self::Posts,
        Self::Signed,
        Self::Addenda,
    ];

    /// The way a number stands for.
    pub(super) fn of(number: u8) -> Self {
        let at = usize::from(number) % Self::ALL.len();
        Self::ALL.get(at).copied().unwrap_or(Self::Sayings)
    }
}

/// A record that is large in that way by so many things; made once in a row.
pub(super) fn record(way: Way, count: u64) -> Option<Doc> {
    thread_local! {
        static LAST: RefCell<Option<(Way, u64, Option<Doc>)>> = const { RefCell::new(None) };
    }
    LAST.with_borrow_mut(|last| {
        let is_kept = last.as_ref().is_some_and(|(of, many, _)| (*of, *many) == (way, count));
        if !is_kept {
            *last = Some((way, count, made(way, count)));
        }
        last.as_ref().and_then(|(_, _, doc)| doc.clone())
    })
}

fn made(way: Way, count: u64) -> Option<Doc> {
    let seed = match way {
        Way::Posts => Seed::Id(shared::doc::Kind::Member, member_id()),
        _ => Seed::Meeting(meeting_key(ground().cell)?),
    };
    let mut stage = Stage::of(&seed);
    match way {
        Way::Signed => signed(&mut stage.doc, count)?,
        Way::Addenda => adopted(&mut stage.doc)?,
        _ => {}
    }
    let mut writer = Writer::on(&stage.doc, device(), [7; 8])?;
    let ops = ops(way, count, &stage, &writer)?;
    if ops.is_empty() {
        return Some(stage.doc);
    }
    let chunk = writer.change(&ops);
    stage.doc.absorb(ChunkForm::Changes, &chunk, Some(device())).ok().map(|(doc, _)| doc)
}

fn ops(way: Way, count: u64, stage: &Stage, writer: &Writer) -> Option<Vec<Op>> {
    let part = |name: &str| stage.part(name);
    let (about, minutes) = (part("about"), part("minutes"));
    let numbered = |object: &Id, key: &str, count: u64| -> Vec<Op> {
        (0..count).map(|at| Op::put(object, &key.replace('#', &at.to_string()), Value::int(1))).collect()
    };
    Some(match way {
        Way::Sayings => {
            let says = part("says")?;
            let one = |at: u64| {
                let entry = writer.id(at * 2);
                let made = Op::new(Some(says.clone()), Key::Head, action::MAKE_MAP, Value::NULL).inserted();
                [made, Op::put(&entry, "item", Value::text(&format!("việc {at}")))]
            };
            (0..count / 2).flat_map(one).collect()
        }
        Way::Votes => {
            let votes = part("votes")?;
            let one = |at: u64| {
                let key = format!("khac:{at}/for");
                [Op::put(votes, &key, Value::int(1)), Op::put(votes, &key, Value::int(2))]
            };
            (0..count / 2).flat_map(one).collect()
        }
        Way::Values => {
            let about = about?;
            let number = |at: u64| Value::int(i64::try_from(at).unwrap_or(i64::MAX));
            (0..count).map(|at| Op::put(about, "place", number(at))).collect()
        }
        Way::People => numbered(part("roll")?, "khach-#/status", count),
        Way::Levels => {
            // As deep as is let in, again and again.
            let key = |at: u64| Key::Map(format!("a{at}"));
            let object = |at: u64| if at.is_multiple_of(LEVELS) { about.cloned() } else { Some(writer.id(at - 1)) };
            (0..count).map(|at| Op::new(object(at), key(at), action::MAKE_MAP, Value::NULL)).collect()
        }
        Way::Text => {
            let letter = || Op::new(minutes.cloned(), Key::Head, action::SET, Value::text("ậ")).inserted();
            (0..count).map(|_| letter()).collect()
        }
        Way::Posts => numbered(part("posts")?, "chuc-#/from", count),
        Way::Addenda => numbered(part("people")?, "khach-#", count),
        Way::Signed => Vec::new(),
    })
}

fn pen() -> Pen {
    Pen::new(ground().device, [6; 8])
}

/// Who may sign what the strange device writes.
pub(super) fn officer() -> DocId {
    DocId::from_bytes([9; 16])
}

fn name_officers(doc: &mut Doc) {
    let person = Person::member(officer(), "Lê Thị Sen");
    let (chair, minute_taker) = (Some(person.clone()), Some(person));
    write(doc, &pen(), 1, |edit| {
        meeting::set_particulars(edit, &Particulars { chair, minute_taker, ..Particulars::default() })
    });
}

fn adopted(doc: &mut Doc) -> Option<()> {
    name_officers(doc);
    let signed = adoption::attest(doc, &ground().key, Some(officer()), true, Timestamp::from_ms(2_000)).ok()?;
    write(doc, &pen(), 2, |edit| adoption::adopt(edit, signed));
    Some(())
}

/// As many contents as that, each signed as it stood.
fn signed(doc: &mut Doc, count: u64) -> Option<()> {
    name_officers(doc);
    for second in 0..count.min(400) {
        let at = i64::try_from(second).ok()?;
        write(doc, &pen(), at, |edit| meeting::splice_minutes(edit, 0, 0, "x"));
        let signed = adoption::attest(doc, &ground().key, Some(officer()), true, Timestamp::from_ms(at)).ok()?;
        write(doc, &pen(), at, |edit| adoption::adopt(edit, signed));
    }
    Some(())
}
