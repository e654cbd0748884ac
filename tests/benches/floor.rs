//! The floor under a push: what no server that checks, merges and keeps it can do without, each step alone.
//!
//! Owns the inputs; the steps are the library's own calls, on one thread, with nothing beside them.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::io::{Seek as _, Write as _};
use std::time::{Duration, Instant};

use shared::SigningKey;
use shared::doc::{ChunkForm, Doc, Heads, Kind, Pen};
use shared::envelope::{ENVELOPE_LABEL, Envelope};
use shared::id::{DeviceId, OrgId};
use shared::record::Row;
use tests::{Outcome, Trouble};

use crate::measure::ms;
use crate::table::{Figure, Target, Unit};
use crate::yardstick;

const RUNS: usize = 11;
/// Meetings, and so repetitions of a step, in one run.
const MEETINGS: usize = 20;
/// What a push of one small record writes into the database's log.
const COMMIT_BYTES: usize = 32 * 1024;

/// Measures it.
///
/// # Errors
/// [`Trouble`] when a step fails.
pub(crate) fn measure() -> Outcome<Vec<Figure>> {
    let key = SigningKey::from_bytes(&[7; 32]);
    let device = DeviceId::of_key(&key.verifying_key().to_bytes());
    let pen = Pen::new(device, [1; 8]);
    let (org, now) = (OrgId::from_bytes([0x1a; 16]), tests::Clock::default().now());
    let seal = |doc: &Doc, form, chunk: Vec<u8>| {
        let (base, kind) = (Heads::default(), doc.kind().number());
        Envelope { org, doc: doc.id(), kind, base, form, chunk: chunk.into(), device }.seal(&key)
    };
    let mut wholes = Vec::new();
    let (mut edits, mut listed) = (Vec::new(), Vec::new());
    for number in 0..MEETINGS {
        let whole = yardstick::full(&pen, org, number, now)?;
        wholes.push((whole.id(), whole.save(), seal(&whole, ChunkForm::Document, whole.save())));
        listed.push(whole);
        let before = yardstick::small(&pen, org, number, now)?;
        let mut after = before.clone();
        let sentence = yardstick::sentence(org, number);
        let edited = after.edit(&pen, now, |edit| shared::meeting::splice_minutes(edit, 0, 0, &sentence));
        let (_, change) = edited.map_err(|error| Trouble::of("edit", error))?;
        edits.push((before, after.change_chunks(&change.into_iter().collect::<BTreeSet<_>>())));
    }
    let whole = "yardstick meeting, 30 changes";
    let public = key.verifying_key().to_bytes();
    let signature = repeated(&wholes, |(.., sealed)| {
        let opened: Envelope = sealed.open(ENVELOPE_LABEL, &public).map_err(|error| Trouble::of("open", error))?;
        black_box(opened);
        Ok(())
    })?;
    let opened = repeated(&wholes, |(id, bytes, _)| {
        let merged = Doc::found(*id, Kind::Meeting, ChunkForm::Document, bytes, Some(device));
        black_box(merged.map_err(|error| Trouble::of("merge", error))?);
        Ok(())
    })?;
    let edited = repeated(&edits, |(before, chunk)| {
        let merged = before.clone().absorb(ChunkForm::Changes, chunk, Some(device));
        black_box(merged.map_err(|error| Trouble::of("merge", error))?);
        Ok(())
    })?;
    let row_of = |doc: &Doc| {
        black_box(Row::of(doc, org, &|_| None));
        Ok(())
    };
    let row = repeated(&listed, row_of)?;
    let small_row = repeated(&edits, |(doc, _)| row_of(doc))?;
    let figure =
        |name, input: &str, runs| Figure { name, input: input.to_owned(), unit: Unit::Ms, runs, target: Target::None };
    Ok(vec![
        figure("floor: signature checked, envelope opened", whole, signature),
        figure("floor: new record admitted, opened, hashes rebuilt", whole, opened),
        figure("floor: edit admitted, merged, the sum checked", "one sentence into a small meeting", edited),
        figure("the row of its lists derived", whole, row),
        figure("the row of its lists derived", "small meeting", small_row),
        figure("floor: a commit's bytes written and synced", "32 KiB over the same place", synced()?),
    ])
}

/// What one step takes, once per run, in ms.
fn repeated<T>(inputs: &[T], mut step: impl FnMut(&T) -> Outcome<()>) -> Outcome<Vec<f64>> {
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let begun = Instant::now();
        for input in inputs {
            step(input)?;
        }
        runs.push(ms(share(begun.elapsed(), inputs.len())));
    }
    Ok(runs)
}

/// Where the store would lie, in the folder for temporary files.
fn synced() -> Outcome<Vec<f64>> {
    let trouble = |error| Trouble::of("sync", error);
    let mut file = tempfile::tempfile().map_err(trouble)?;
    let bytes = vec![0x5e; COMMIT_BYTES];
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let begun = Instant::now();
        for _ in 0..MEETINGS {
            file.rewind().and_then(|()| file.write_all(&bytes)).and_then(|()| file.sync_data()).map_err(trouble)?;
        }
        runs.push(ms(share(begun.elapsed(), MEETINGS)));
    }
    Ok(runs)
}

fn share(whole: Duration, parts: usize) -> Duration {
    whole / u32::try_from(parts).unwrap_or(u32::MAX)
}
