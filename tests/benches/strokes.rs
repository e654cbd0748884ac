//! What typing costs: 6,000 characters as one change per pause, beside one change per stroke, and what records of each
//! shape cost to open.

use std::time::Instant;

use sen_client::engine::RunningText;
use shared::access::Role;
use shared::doc::{ChunkForm, Doc, Pen, Splice, TextPlace};
use shared::id::{DeviceId, OrgId};
use shared::limits::open_cost_us;
use shared::meeting::{MeetingKey, MeetingKind};
use shared::time::{CivilDate, Timestamp};
use shared::wire::{self, Request};
use tests::phone::Phone;
use tests::ward::{CELLS, Ward};
use tests::{Outcome, Trouble};

use crate::measure::{count, ms};
use crate::table::{Figure, Target, Unit};

const TYPED: usize = 6_000;
/// Strokes between two pauses.
const RUN: usize = 40;
const STROKE_MS: i64 = 150;
const PAUSE_MS: i64 = 3_000;
const RUNS: usize = 5;

/// Measures it.
///
/// # Errors
/// [`Trouble`] when anything of it fails.
pub(crate) fn measure() -> Outcome<Vec<Figure>> {
    let mut figures = typed("one change a pause", STROKE_MS, true)?;
    figures.extend(typed("one change a stroke", PAUSE_MS, false)?);
    for (shape, doc) in [
        ("40,000 strokes, a change each", scattered(40_000, 1)?),
        ("400,000 characters typed in runs of 40 all over the text", scattered(400_000, 40)?),
        ("a text of 12,000 characters replaced 20 times", replaced(20)?),
    ] {
        figures.extend(opened(shape, &doc)?);
    }
    Ok(figures)
}

fn typed(how: &str, stroke_ms: i64, judged: bool) -> Outcome<Vec<Figure>> {
    let (cell, _, _) = CELLS[1];
    let ward = Ward::serving()?;
    let mut phone = Phone::of(&ward, cell, Role::Head, "Lê Thị Bích Đào")?;
    let key = ward.meeting_key(cell)?;
    let now = phone.clock.now();
    phone.engine()?.open_meeting(&key, now).map_err(|error| Trouble::of("open", error))?;
    phone.sync()?;
    let before = ward.record(key.doc())?.ok_or_else(|| Trouble("no record".to_owned()))?;
    let trouble = |error| Trouble::of("type", error);
    let mut draft = phone.engine()?.begin_draft(key.doc(), RunningText::MINUTES).map_err(trouble)?;
    for stroke in 0..TYPED {
        phone.clock.pass_ms(if stroke % RUN == 0 { PAUSE_MS } else { stroke_ms });
        let letter = ["a", "n", "h", " ", "c", "ô", "g", "t", "ư", "i"][stroke * stroke % 10];
        let now = phone.clock.now();
        phone.engine()?.type_into(&mut draft, (stroke, 0), letter, now).map_err(trouble)?;
    }
    let now = phone.clock.now();
    let request = phone.engine()?.begin_sync(now).map_err(|error| Trouble::of("begin", error))?;
    let body: Request = wire::decode(&request).map_err(|error| Trouble::of("request", error))?;
    let chunks: Vec<(ChunkForm, Vec<u8>)> = body
        .envelopes
        .iter()
        .filter_map(|sealed| sealed.peek::<shared::envelope::Envelope>().ok())
        .map(|envelope| (envelope.form, envelope.chunk.to_vec()))
        .collect();
    let mut merges = Vec::new();
    for _ in 0..RUNS {
        let (mut doc, begun) = ((*before).clone(), Instant::now());
        for (form, chunk) in &chunks {
            doc = doc
                .absorb(*form, chunk, Some(phone.engine()?.device()))
                .map_err(|error| Trouble::of("merge", error))?
                .0;
        }
        merges.push(ms(begun.elapsed()));
    }
    let synced = zstd::bulk::compress(&request, 3).map_err(|error| Trouble::of("pack", error))?.len();
    phone.sync()?;
    let there = ward.record(key.doc())?.ok_or_else(|| Trouble("no record".to_owned()))?;
    let input = format!("{TYPED} characters, {how}: {} changes", there.history().len() - before.history().len());
    let figure = |name, unit, runs, most: f64| Figure {
        name,
        input: input.clone(),
        unit,
        runs,
        target: if judged { Target::AtMost(most) } else { Target::None },
    };
    let mut figures = vec![
        figure("typing: bytes synced", Unit::Bytes, vec![count(synced)], 20_000.0),
        figure("typing: merged", Unit::Ms, merges, 15.0),
    ];
    figures.extend(opened(&input, &there)?);
    Ok(figures)
}

fn opened(input: &str, doc: &Doc) -> Outcome<Vec<Figure>> {
    let saved = doc.save();
    let admitted = shared::admission::admit_document(&saved, &shared::admission::Bounds::of_released_records())
        .map_err(|error| Trouble::of("admit", error))?;
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let begun = Instant::now();
        drop(Doc::load(doc.id(), doc.kind(), &saved).map_err(|error| Trouble::of("load", error))?);
        runs.push(ms(begun.elapsed()));
    }
    let cost = open_cost_us(admitted.changes, admitted.ops, u64::try_from(saved.len()).unwrap_or(u64::MAX));
    let input = format!("{input}; {} operations, {} bytes, counted as {} ms", admitted.ops, saved.len(), cost / 1000);
    Ok(vec![Figure { name: "record opened", input, unit: Unit::Ms, runs, target: Target::None }])
}

fn blank() -> Outcome<(Doc, [Pen; 2])> {
    let date = CivilDate::new(2026, 11, 5).ok_or_else(|| Trouble("no date".to_owned()))?;
    let key = MeetingKey { org: OrgId::from_bytes([1; 16]), kind: MeetingKind::Regular, date, ordinal: 1 };
    let pen = |number| Pen::new(DeviceId::from_bytes([number; 16]), [number; 8]);
    Ok((key.open(), [pen(2), pen(3)]))
}

fn write(doc: &mut Doc, pen: &Pen, splice: Splice) -> Outcome<()> {
    let now = Timestamp::from_ms(1_793_880_000_000);
    let place = TextPlace::Part("minutes");
    doc.edit(pen, now, |edit| edit.splice_place(&place, &[splice])).map_err(|error| Trouble::of("edit", error))?;
    Ok(())
}

/// So many characters by two people in turn, so many a change, anywhere in the last 50,000.
fn scattered(characters: usize, run: usize) -> Outcome<Doc> {
    let (mut doc, pens) = blank()?;
    let mut chance = fastrand::Rng::with_seed(1);
    let mut length = 0;
    for (_, pen) in (0..characters / run).zip(pens.iter().cycle()) {
        let gone = if length + run > 50_000 { run } else { 0 };
        let at = chance.usize(0..=length - gone);
        let insert = (0..run).map(|_| chance.alphabetic()).collect();
        write(&mut doc, pen, Splice { at, delete: gone, insert })?;
        length += run - gone;
    }
    Ok(doc)
}

fn replaced(times: usize) -> Outcome<Doc> {
    let (mut doc, [pen, _]) = blank()?;
    let mut chance = fastrand::Rng::with_seed(2);
    for time in 0..times {
        let insert = (0..12_000).map(|_| chance.alphabetic()).collect();
        write(&mut doc, &pen, Splice { at: 0, delete: if time == 0 { 0 } else { 12_000 }, insert })?;
    }
    Ok(doc)
}
