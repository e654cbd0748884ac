//! People who type one text together, stroke by stroke, replayed on phones.
//!
//! A trace names for every step what its author had seen. An author's phone takes over what the others typed only when
//! the trace says that its author had seen it; then both sides sync. Each character typed is a character of its own, so
//! that what is missing or doubled in the end can be told one by one.

use std::collections::BTreeSet;

use sen_client::engine::{Draft, RunningText};
use shared::id::DocId;

use crate::phone::Phone;
use crate::{Outcome, Trouble};

/// One step of one author.
#[derive(Debug, Clone)]
pub struct Step {
    /// Who types, from 0.
    pub author: usize,
    /// The steps, by their places in the trace, that its author had seen last.
    pub seen: Vec<usize>,
    /// Where, how many characters go, and what comes.
    pub strokes: Vec<(usize, usize, String)>,
}

/// What was typed, and which of it was taken out again.
#[derive(Debug, Default)]
pub struct Told {
    /// Strokes made.
    pub strokes: usize,
    /// Characters that have to be in the text in the end.
    pub left: BTreeSet<char>,
    typed: u32,
    /// Whether each character is replaced by one that occurs once.
    pub marks: bool,
}

impl Told {
    /// A replay in which every character typed is one of its own.
    #[must_use]
    pub fn marking() -> Self {
        Self { marks: true, ..Self::default() }
    }

    fn written(&mut self, text: &str) -> String {
        if !self.marks {
            return text.to_owned();
        }
        // Ideographs: 40,000 letters of which none is composed, hidden or a space.
        text.chars().filter_map(|_| self.next()).collect()
    }

    fn next(&mut self) -> Option<char> {
        let place = self.typed;
        self.typed += 1;
        let next =
            if place < 20_000 { char::from_u32(0x4E00 + place) } else { char::from_u32(0x20000 + place - 20_000) };
        self.left.extend(next);
        next
    }
}

/// Milliseconds between two strokes of one person who types.
const STROKE_MS: i64 = 150;

/// Replays a trace on one phone an author, all of which can reach the server, and leaves all of them synced.
///
/// # Errors
/// [`Trouble`] when a stroke or a sync fails.
pub fn replay(phones: &mut [Phone], doc: DocId, steps: &[Step], told: &mut Told) -> Outcome<()> {
    let mut drafts: Vec<Draft> = Vec::new();
    for phone in &mut *phones {
        drafts
            .push(phone.engine()?.begin_draft(doc, RunningText::MINUTES).map_err(|error| Trouble::of("draft", error))?);
    }
    // Of each author the steps whose text is on this phone's screen.
    let mut shown: Vec<Vec<usize>> = vec![vec![0; phones.len()]; phones.len()];
    let mut done = vec![0; phones.len()];
    for (place, step) in steps.iter().enumerate() {
        let me = step.author;
        let news = step.seen.iter().any(|seen| {
            let other = steps.get(*seen).map_or(me, |step| step.author);
            other != me && shown.get(me).and_then(|shown| shown.get(other)).is_none_or(|shown| *shown <= *seen)
        });
        if news {
            for phone in (0..phones.len()).filter(|other| *other != me).chain([me]) {
                at(phones, phone)?.sync()?;
            }
            let (phone, draft) = (at(phones, me)?, at(&mut drafts, me)?);
            let now = phone.clock.now();
            phone.engine()?.take_draft_anew(draft, 0, now).map_err(|error| Trouble::of("refresh", error))?;
            *at(&mut shown, me)? = done.clone();
        }
        let (phone, draft) = (at(phones, me)?, at(&mut drafts, me)?);
        for (position, gone, typed) in &step.strokes {
            phone.clock.pass_ms(STROKE_MS);
            let text: Vec<char> = draft.shown().chars().collect();
            // What another typed at the same time may stand on this screen earlier or later than it did.
            let position = (*position).min(text.len());
            let gone = (*gone).min(text.len() - position);
            for taken in text.get(position..position + gone).unwrap_or_default() {
                told.left.remove(taken);
            }
            let typed = told.written(typed);
            let now = phone.clock.now();
            let written = phone.engine()?.type_into(draft, (position, gone), &typed, now);
            written.map_err(|error| Trouble::of("stroke", error))?;
            told.strokes += 1;
        }
        *at(&mut done, me)? = place + 1;
    }
    for (phone, mut draft) in phones.iter_mut().zip(drafts) {
        let now = phone.clock.now();
        phone.engine()?.finish_draft(&mut draft, now).map_err(|error| Trouble::of("finish", error))?;
    }
    for _ in 0..2 {
        for phone in &mut *phones {
            phone.sync()?;
        }
    }
    Ok(())
}

fn at<T>(all: &mut [T], place: usize) -> Outcome<&mut T> {
    all.get_mut(place).ok_or_else(|| Trouble("a trace of more authors than phones".to_owned()))
}

/// A trace of two people who type, go back, take out words, and see each other's text now and then, made of a seed.
#[must_use]
pub fn made(seed: u64, steps: usize) -> Vec<Step> {
    let mut chance = fastrand::Rng::with_seed(seed);
    let (mut carets, mut last): ([usize; 2], [Option<usize>; 2]) = ([0; 2], [None; 2]);
    let mut made: Vec<Step> = Vec::new();
    let mut author = 0;
    for place in 0..steps {
        if chance.u32(0..40) == 0 {
            author = 1 - author;
        }
        let caret = carets.get(author).copied().unwrap_or_default();
        let (position, gone, typed) = match chance.u32(0..20) {
            0 => (chance.usize(0..=caret), 0, "xin".to_owned()),
            1..=3 => (caret.saturating_sub(1), usize::from(caret > 0), String::new()),
            _ => (caret, 0, chance.alphabetic().to_string()),
        };
        let seen = last.iter().copied().flatten();
        let own_only = chance.u32(0..30) != 0;
        let seen = seen.filter(|seen| !own_only || made.get(*seen).is_some_and(|step| step.author == author)).collect();
        if let (Some(caret), Some(last)) = (carets.get_mut(author), last.get_mut(author)) {
            (*caret, *last) = (position + typed.chars().count(), Some(place));
        }
        made.push(Step { author, seen, strokes: vec![(position, gone, typed)] });
    }
    made
}

/// Reads a trace of the public collection of editing traces, its concurrent form.
///
/// # Errors
/// [`Trouble`] for anything else.
pub fn read(json: &[u8]) -> Outcome<Vec<Step>> {
    let wrong = || Trouble("no trace in the concurrent form".to_owned());
    let trace: serde_json::Value = serde_json::from_slice(json).map_err(|error| Trouble::of("trace", error))?;
    let number = |value: &serde_json::Value| value.as_u64().and_then(|number| usize::try_from(number).ok());
    let list = |value: &serde_json::Value, name: &str| value.get(name).and_then(serde_json::Value::as_array).cloned();
    let mut steps = Vec::new();
    for step in list(&trace, "txns").ok_or_else(wrong)? {
        let author = step.get("agent").and_then(number).ok_or_else(wrong)?;
        let seen: Option<Vec<usize>> = list(&step, "parents").ok_or_else(wrong)?.iter().map(number).collect();
        let stroke = |patch: &serde_json::Value| {
            Some((number(patch.get(0)?)?, number(patch.get(1)?)?, patch.get(2)?.as_str()?.to_owned()))
        };
        let strokes: Option<Vec<_>> = list(&step, "patches").ok_or_else(wrong)?.iter().map(stroke).collect();
        steps.push(Step { author, seen: seen.ok_or_else(wrong)?, strokes: strokes.ok_or_else(wrong)? });
    }
    Ok(steps)
}
