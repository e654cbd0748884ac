//! A trace of the public collection of editing traces, replayed on two phones and a server: `bench trace FILE…`.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::io::Write as _;
use std::time::Instant;

use shared::access::Role;
use tests::phone::Phone;
use tests::trace::{self, Step, Told};
use tests::ward::Ward;
use tests::{Outcome, Trouble};

pub(crate) const WORD: &str = "trace";

/// Replays each file twice: as it was typed, for its figures, and with letters that occur once, for what is missing.
pub(crate) fn measure(files: &[String]) -> Outcome<()> {
    for file in files {
        let bytes = std::fs::read(file).map_err(|error| Trouble::of(file, error))?;
        let mut plain = Vec::new();
        match bytes.as_slice() {
            [0x1f, 0x8b, ..] => flate2::read::GzDecoder::new(bytes.as_slice())
                .read_to_end(&mut plain)
                .map(drop)
                .map_err(|error| Trouble::of(file, error))?,
            _ => plain = bytes,
        }
        let steps = trace::read(&plain)?;
        for told in [Told::default(), Told::marking()] {
            print_line(&format!("{file}: {}", replay(&steps, told)?))?;
        }
    }
    Ok(())
}

fn replay(steps: &[Step], mut told: Told) -> Outcome<String> {
    let ward = Ward::serving()?;
    let cell = "Chi bộ khóm Mỹ Phước";
    let authors = steps.iter().map(|step| step.author + 1).max().unwrap_or(1);
    let roles = [(Role::Head, "Nguyễn Văn An"), (Role::DeputyHead, "Đặng Thị Hòa")];
    let mut phones = Vec::new();
    for (role, name) in roles.into_iter().cycle().take(authors) {
        phones.push(Phone::of(&ward, cell, role, name)?);
    }
    let key = ward.meeting_key(cell)?;
    for phone in &mut phones {
        let now = phone.clock.now();
        phone.engine()?.open_meeting(&key, now).map_err(|error| Trouble::of("open", error))?;
    }
    let begun = Instant::now();
    trace::replay(&mut phones, key.doc(), steps, &mut told)?;
    let seconds = begun.elapsed().as_secs_f64();
    let mut texts = Vec::new();
    for phone in &mut phones {
        let page = phone.engine()?.meeting(key.doc()).map_err(|error| Trouble::of("meeting", error))?;
        texts.push((page.view.minutes, page.room.used_percent()));
    }
    let there = ward.record(key.doc())?.ok_or_else(|| Trouble("the record is not on the server".to_owned()))?;
    let (text, used) = texts.first().cloned().unwrap_or_default();
    let equal = texts.iter().all(|(other, _)| *other == text);
    let found: BTreeSet<char> = text.chars().collect();
    let missing = if told.marks { told.left.difference(&found).count().to_string() } else { "not counted".to_owned() };
    let saved = there.save();
    let begun = Instant::now();
    let opened = shared::doc::Doc::load(key.doc(), there.kind(), &saved);
    let open_ms = begun.elapsed().as_secs_f64() * 1e3;
    opened.map_err(|error| Trouble::of("open again", error))?;
    Ok(format!(
        "{} strokes, {} changes, {} characters, both texts equal: {equal}, missing: {missing}, record {} bytes, \
         {used} % of its room, opens in {open_ms:.1} ms, replayed in {seconds:.0} s",
        told.strokes,
        there.history().len(),
        text.chars().count(),
        saved.len(),
    ))
}

fn print_line(line: &str) -> Outcome<()> {
    writeln!(std::io::stdout(), "{line}").map_err(|error| Trouble::of("output", error))
}
