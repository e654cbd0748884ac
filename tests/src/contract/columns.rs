//! Chunks written column by column from the input: their frame and head are right, so that what is tried out is what
//! their runs claim.

use std::sync::LazyLock;

use arbitrary::Unstructured;
use shared::admission::{self, Bounds};
use shared::doc::{Doc, Pen};
use shared::meeting;
use shared::member;

use super::Verdict;
use super::chunks::{merge, put_sleb, put_uleb, reopen, sealed, verdict};
use super::ground::{FRESH, ground, write};

/// The columns of operations in a change, then in a document, then of the changes of a document.
const IN_CHANGE: [u64; 14] = [0x01, 0x02, 0x11, 0x13, 0x15, 0x34, 0x42, 0x56, 0x57, 0x70, 0x71, 0x73, 0x94, 0xa5];
const IN_DOCUMENT: [u64; 16] =
    [0x01, 0x02, 0x11, 0x13, 0x15, 0x21, 0x23, 0x34, 0x42, 0x56, 0x57, 0x80, 0x81, 0x83, 0x94, 0xa5];
const OF_CHANGES: [u64; 9] = [0x01, 0x03, 0x13, 0x23, 0x35, 0x40, 0x43, 0x56, 0x57];

/// How many rows a run may claim; the filter's bounds lie between some of them.
const COUNTS: [i64; 12] = [1, 2, 3, 17, 100, 1_000, 9_999, 50_000, 100_000, 200_000, 5_000_000, i64::MAX];

/// What a change on top of the two records begins with: dependencies, actor, numbers, author.
struct Head {
    before_others: Vec<u8>,
    /// The other actors whose operations it follows.
    others: Vec<u8>,
    footer: Vec<u8>,
    start_op: u64,
}

/// The first changes of a pen that has not written yet, on each record.
static HEADS: LazyLock<[Head; 2]> = LazyLock::new(|| {
    let ground = ground();
    let pen = Pen::new(ground.device, FRESH);
    let [mut member, mut held] = ground.docs.clone();
    let before = [member.heads(), held.heads()];
    write(&mut member, &pen, 6, |edit| member::set_field(edit, "full_name", "Sen"));
    write(&mut held, &pen, 6, |edit| meeting::splice_minutes(edit, 0, 0, "S"));
    let [one, other] = before;
    let written = [(member, one), (held, other)].map(|(doc, before)| {
        let fresh = doc.changes_of_device_since(ground.device, &before).into_iter().collect();
        head_of(&doc.change_chunks(&fresh))
    });
    written.map(|head| {
        head.unwrap_or(Head { before_others: Vec::new(), others: Vec::new(), footer: Vec::new(), start_op: 0 })
    })
});

/// The parts of one plain change chunk around its columns.
fn head_of(chunk: &[u8]) -> Option<Head> {
    let change = admission::admit_change(chunk, &Bounds::of_chunks()).ok()?.0;
    let mut before_others = Vec::new();
    put_uleb(&mut before_others, change.deps.len() as u64);
    before_others.extend(change.deps.iter().flatten());
    put_uleb(&mut before_others, change.actor.len() as u64);
    before_others.extend(&change.actor);
    put_uleb(&mut before_others, change.seq);
    put_uleb(&mut before_others, change.start_op);
    // Its time and an empty message.
    before_others.extend([0, 0]);
    let mut others = Vec::new();
    put_uleb(&mut others, change.others.len() as u64);
    for other in &change.others {
        put_uleb(&mut others, other.len() as u64);
        others.extend(other);
    }
    let author = change.author?;
    let mut footer = vec![1];
    put_uleb(&mut footer, author.len() as u64);
    footer.extend(author);
    Some(Head { before_others, others, footer, start_op: change.start_op })
}

/// An input: modes, then for every column its runs.
pub(super) fn written(input: &[u8]) -> Verdict {
    verdict(&taken(input))
}

/// What such an input leaves can be kept.
pub(super) fn kept(input: &[u8]) {
    reopen(&taken(input));
}

fn taken(input: &[u8]) -> Result<Doc, Verdict> {
    let mut input = Unstructured::new(input);
    let Ok(mode) = input.arbitrary::<u8>() else { return Err(Verdict::Refused) };
    let chunk = if mode & 1 == 0 { change(mode, &mut input) } else { document(&mut input) };
    let Ok(chunk) = chunk else { return Err(Verdict::Refused) };
    merge(mode, &chunk)
}

fn change(mode: u8, input: &mut Unstructured<'_>) -> arbitrary::Result<Vec<u8>> {
    let [member, held] = &*HEADS;
    let head = if mode & 8 == 0 { member } else { held };
    Ok(change_of(head, &head.others, &columns(&IN_CHANGE, input)?))
}

/// The only other actor named by a change that writes in the member's card: the one that laid it.
static OF_THE_CARD: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let [member, _] = &ground().docs;
    let laid = member.change_chunks(&member.foundation_changes().into_iter().collect());
    let actor = admission::admit_change(&laid, &Bounds::of_chunks()).map(|(change, _)| change.actor);
    let actor = actor.unwrap_or_default();
    let mut others = vec![1];
    put_uleb(&mut others, actor.len() as u64);
    others.extend(actor);
    others
});
/// The card is the third operation of its foundation.
const CARD: u64 = 3;

/// A change merges only if `others` are those its columns name: automerge writes it anew without the rest.
fn change_of(head: &Head, others: &[u8], columns: &[Column]) -> Vec<u8> {
    let mut data = [&head.before_others, others].concat();
    put_directory(&mut data, columns);
    put_data(&mut data, columns);
    data.extend_from_slice(&head.footer);
    sealed(1, &data)
}

/// A change onto the member's record that makes a list in its card and puts `rows` times nothing into it.
pub(super) fn long_list(rows: i64) -> Vec<u8> {
    let [head, _] = &*HEADS;
    let mut counter = run(-1, CARD);
    put_run(&mut counter, rows, head.start_op);
    let mut object = run(-1, 1);
    put_run(&mut object, rows, 0);
    let mut at = vec![0, 1];
    put_run(&mut at, rows, 0);
    let mut turns = vec![1];
    put_uleb(&mut turns, rows.unsigned_abs());
    let mut actions = vec![0x7f, 2];
    put_run(&mut actions, rows, 1);
    let columns = [
        (0x01, object),
        (0x02, counter),
        (0x13, at),
        (0x15, [&[0x7f, 1, b'a', 0][..], &uleb(rows)].concat()),
        (0x34, turns),
        (0x42, actions),
        (0x56, run(rows + 1, 0)),
        (0x70, run(rows + 1, 0)),
    ];
    change_of(head, &OF_THE_CARD, &columns)
}

/// A change onto the member's record that writes one key of its card `rows` times over.
pub(super) fn one_key(rows: i64) -> Vec<u8> {
    let [head, _] = &*HEADS;
    let mut keys = run(rows, 1);
    keys.push(b'a');
    let columns = [
        (0x01, run(rows, 1)),
        (0x02, run(rows, CARD)),
        (0x15, keys),
        (0x34, uleb(rows)),
        (0x42, run(rows, 1)),
        (0x56, run(rows, 0)),
        (0x70, run(rows, 0)),
    ];
    change_of(head, &OF_THE_CARD, &columns)
}

fn run(count: i64, value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    put_run(&mut out, count, value);
    out
}

fn put_run(out: &mut Vec<u8>, count: i64, value: u64) {
    put_sleb(out, count);
    put_uleb(out, value);
}

fn uleb(value: i64) -> Vec<u8> {
    let mut out = Vec::new();
    put_uleb(&mut out, value.unsigned_abs());
    out
}

fn document(input: &mut Unstructured<'_>) -> arbitrary::Result<Vec<u8>> {
    let mut data = Vec::new();
    let actors = input.int_in_range(0_u8..=4)?;
    put_uleb(&mut data, actors.into());
    for actor in 0..actors {
        data.extend([1, actor]);
    }
    let heads = input.int_in_range(0_u8..=2)?;
    put_uleb(&mut data, heads.into());
    for head in 0..heads {
        data.extend([head; 32]);
    }
    let (changes, ops) = (columns(&OF_CHANGES, input)?, columns(&IN_DOCUMENT, input)?);
    put_directory(&mut data, &changes);
    put_directory(&mut data, &ops);
    put_data(&mut data, &changes);
    put_data(&mut data, &ops);
    Ok(sealed(0, &data))
}

type Column = (u64, Vec<u8>);

fn put_directory(data: &mut Vec<u8>, columns: &[Column]) {
    put_uleb(data, columns.len() as u64);
    for (spec, column) in columns {
        put_uleb(data, *spec);
        put_uleb(data, column.len() as u64);
    }
}

fn put_data(data: &mut Vec<u8>, columns: &[Column]) {
    for (_, column) in columns {
        data.extend_from_slice(column);
    }
}

fn columns(specs: &[u64], input: &mut Unstructured<'_>) -> arbitrary::Result<Vec<Column>> {
    let mut columns = Vec::new();
    for spec in specs {
        let runs = input.int_in_range(0_u8..=4)?;
        if runs > 0 {
            columns.push((*spec, column(spec & 7, runs, input)?));
        }
    }
    Ok(columns)
}

/// A column of that encoding with so many runs.
fn column(encoding: u64, runs: u8, input: &mut Unstructured<'_>) -> arbitrary::Result<Vec<u8>> {
    let mut out = Vec::new();
    for _ in 0..runs {
        let count = *input.choose(&COUNTS)?;
        match encoding {
            // Lengths of turns.
            4 => put_uleb(&mut out, if input.arbitrary()? { 0 } else { count.unsigned_abs() }),
            7 => {
                let len = usize::from(input.int_in_range(0_u8..=32)?).min(input.len());
                out.extend(input.bytes(len)?);
            }
            5 => {
                put_count(&mut out, count);
                let text = input.choose(&["", "a", "họ tên", "card", "notes", "minutes", "full_name"])?;
                put_uleb(&mut out, text.len() as u64);
                out.extend(text.as_bytes());
            }
            // Nulls.
            _ if input.ratio(1, 8)? => {
                out.push(0);
                put_uleb(&mut out, count.unsigned_abs());
            }
            _ => {
                put_count(&mut out, count);
                put_value(&mut out, encoding, input)?;
            }
        }
    }
    Ok(out)
}

fn put_value(out: &mut Vec<u8>, encoding: u64, input: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let small = u64::from(input.int_in_range(0_u8..=40)?);
    match encoding {
        3 => put_sleb(out, if input.arbitrary()? { i64::from(input.arbitrary::<i8>()?) } else { 1 }),
        _ if input.ratio(1, 16)? => put_uleb(out, input.arbitrary()?),
        _ => put_uleb(out, small),
    }
    Ok(())
}

/// A run of one row is written as a literal of one, as a longer run of one is not allowed.
fn put_count(out: &mut Vec<u8>, count: i64) {
    put_sleb(out, if count == 1 { -1 } else { count });
}
