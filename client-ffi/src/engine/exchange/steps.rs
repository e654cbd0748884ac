//! An answer taken in a few records at a time, so that nobody who shares the engine waits for all of it.
//!
//! Each step is one transaction and leaves a state that was reachable before: a stream's cursor moves
//! only after the last of its records, so whatever an interruption leaves out comes again.

use std::collections::{BTreeSet, VecDeque};

use shared::access::StreamId;
use shared::doc::Doc;
use shared::id::DocId;
use shared::time::Timestamp;
use shared::wire::{self, Entry, Fate, Inventory, Response};

use super::merge::MergeContext;
use super::{CLOCK_SKEW, LAST_CONTACT, RULES, SyncProgress, VISIT, WITNESS, visit};
use crate::engine::enrolment::pen_of;
use crate::engine::{Engine, EngineError, Standing, open, store, trial};
use crate::vault::{VaultError, Writer};

/// Records one step merges, compares or removes at most: one, where a panic would leave open which of them it was.
const STEP_RECORDS_MAX: usize = if cfg!(panic = "abort") { 1 } else { 4 };
/// Bytes of news one step merges at most, unless a single record brings more.
const STEP_BYTES_MAX: usize = 64 * 1024;

#[derive(Debug)]
enum Step {
    /// Receipts, certificates, withdrawals.
    Receipts,
    /// News of some records.
    Entries(StreamId, Vec<Entry>),
    /// The stream's cursor moves; by its place in the answer.
    Cursor(usize),
    /// A stretch of a stream's inventory.
    Inventory(StreamId, Inventory),
    /// Records that left, or whose streams were withdrawn, go, a few at a time.
    Removal,
    /// The time of contact, and the visit it was counted as.
    Contact,
}

/// An answer of the server on its way into the vault.
#[derive(Debug)]
pub struct PendingResponse {
    response: Response,
    steps: VecDeque<Step>,
    progress: SyncProgress,
    orgs_touched: bool,
    rules_left: bool,
}

impl PendingResponse {
    /// Decodes an answer and cuts it into steps; needs no engine.
    ///
    /// # Errors
    /// [`EngineError::Answer`] for bytes that are none.
    pub fn read(bytes: &[u8]) -> Result<Self, EngineError> {
        let mut answer = Self::late(Response::read(bytes)?);
        answer.steps.push_front(Step::Receipts);
        answer.steps.push_back(Step::Contact);
        Ok(answer)
    }

    /// An answer that was carried by hand, and of which the receipts are taken in already.
    pub(in crate::engine) fn late(mut response: Response) -> Self {
        let mut steps = VecDeque::new();
        for (place, news) in response.streams.iter_mut().enumerate() {
            let stream = news.stream;
            steps.extend(cut(std::mem::take(&mut news.entries)).into_iter().map(|few| Step::Entries(stream, few)));
            steps.push_back(Step::Cursor(place));
            let pages = news.inventory.as_mut().map(|page| stretches(std::mem::take(&mut page.records), page.more));
            steps.extend(pages.into_iter().flatten().map(|page| Step::Inventory(stream, page)));
        }
        steps.push_back(Step::Removal);
        let progress = count_receipts(&response);
        Self { response, steps, progress, orgs_touched: false, rules_left: false }
    }

    /// How many steps are left.
    #[must_use]
    pub fn steps_left(&self) -> usize {
        self.steps.len()
    }

    /// What has been taken in so far.
    #[must_use]
    pub const fn progress(&self) -> &SyncProgress {
        &self.progress
    }

    /// What all of it brought.
    #[must_use]
    pub fn into_progress(self) -> SyncProgress {
        self.progress
    }
}

impl Engine {
    /// Takes the next step of an answer, in one transaction; `true` after the last one.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when it cannot be stored; the answer is then to be dropped.
    pub fn take_step(&mut self, answer: &mut PendingResponse, now: Timestamp) -> Result<bool, EngineError> {
        self.refresh()?;
        self.take_rules(answer)?;
        let Some(step) = answer.steps.pop_front() else { return Ok(true) };
        let PendingResponse { response, steps, progress, orgs_touched, rules_left } = answer;
        let mut merged_docs: Vec<Doc> = Vec::new();
        if matches!(step, Step::Removal) && !self.ledger.removable().is_empty() {
            // A record that goes and is begun here anew counts from one again: the server knows those numbers already.
            self.pen = pen_of(&self.key, &self.entropy)?;
        }
        let told = Standing::told_by(response);
        let is_set_aside = match &step {
            Step::Entries(_, entries) => self.begin_merging(entries)?,
            _ => false,
        };
        let trials = self.trials.clone();
        self.stale = true;
        let taken = self.with_writer(|context, w| {
            match &step {
                Step::Receipts => {
                    let fresh = |stream: &StreamId| context.ledger.stream(*stream).is_none_or(|state| !state.withdrawn);
                    let leaving: BTreeSet<StreamId> = response.withdrawn.iter().copied().filter(fresh).collect();
                    context.hand_in_left(w)?;
                    context.ledger.take_receipts(response);
                    context.hand_in_all(w, &leaving)?;
                    context.keep_certificates(w, response)?;
                }
                Step::Entries(stream, entries) if is_set_aside => {
                    context.leave_entries(*stream, entries, progress);
                }
                Step::Entries(stream, entries) => {
                    context.take_entries(w, *stream, entries, &mut merged_docs, progress)?;
                    *orgs_touched |= merged_docs.iter().any(|doc| doc.kind() == shared::org::KIND);
                    trials.end(w)?;
                }
                Step::Cursor(place) => {
                    if let Some(news) = response.streams.get(*place) {
                        context.ledger.gone(news.stream, news.gone.as_deref().unwrap_or_default());
                        context.ledger.read(news);
                    }
                }
                Step::Inventory(stream, page) => context.compare(w, *stream, page)?,
                Step::Removal => {
                    let leaving = context.remove_some(w, progress)?;
                    *orgs_touched |= leaving > 0;
                    if leaving > STEP_RECORDS_MAX {
                        steps.push_front(Step::Removal);
                    }
                }
                Step::Contact => note_contact(w, response, told, now)?,
            }
            store(w, context.ledger)
        });
        if taken.is_err() {
            // What could not be stored is no fault of what was merged.
            self.end_trial()?;
        }
        taken?;
        self.stale = false;
        if matches!(step, Step::Contact) {
            self.standing = told;
        }
        merged_docs.into_iter().for_each(|doc| self.shelf.put(doc));
        if !steps.is_empty() {
            return Ok(false);
        }
        progress.more = self.ledger.has_more_to_do(response) || *rules_left;
        if *orgs_touched {
            self.orgs = open::org_tree(&self.vault.read())?;
        }
        // Taken in all the same if this fails: what is sealed is then more than what is unsent, or the caller hears.
        self.seal_together()?;
        Ok(true)
    }
}

impl Engine {
    /// Takes in what an answer brings of the ward's own rules, once.
    fn take_rules(&mut self, answer: &mut PendingResponse) -> Result<(), EngineError> {
        let Some(news) = answer.response.rules.take() else { return Ok(()) };
        let mut rules = self.rules.clone();
        answer.rules_left = rules.follow(news);
        self.vault.write(|w| w.put_meta(RULES, &wire::encode(&rules.texts())))?;
        self.rules = rules;
        Ok(())
    }

    /// Notes the news that are going to be merged; tells whether they are set aside instead.
    fn begin_merging(&mut self, entries: &[Entry]) -> Result<bool, EngineError> {
        if self.trials.is_idle() {
            return Ok(false);
        }
        let digest = trial::digest_of(entries);
        self.begin_trial(&digest)?;
        Ok(self.trials.is_set_aside(&digest))
    }
}

impl MergeContext<'_> {
    /// Removes some records of withdrawn streams; tells how many there were to remove.
    fn remove_some(&mut self, w: &Writer<'_>, progress: &mut SyncProgress) -> Result<usize, VaultError> {
        let leaving = self.ledger.removable();
        for doc in leaving.iter().copied().take(STEP_RECORDS_MAX) {
            w.remove_document(doc)?;
            self.ledger.removed(doc);
            drop(self.shelf.take(doc));
            progress.removed += 1;
        }
        if (1..=STEP_RECORDS_MAX).contains(&leaving.len()) {
            w.forget_words()?;
        }
        Ok(leaving.len())
    }
}

/// Keeps what the answer says of this contact: when it was, by whose clock, as which visit, and whether this device is
/// still welcome.
fn note_contact(w: &Writer<'_>, response: &Response, told: Standing, now: Timestamp) -> Result<(), VaultError> {
    w.put_meta(LAST_CONTACT, &now.as_ms().to_be_bytes())?;
    let skew = now.minus(Timestamp::from_ms(response.server_ms));
    w.put_meta(CLOCK_SKEW, &skew.to_be_bytes())?;
    told.store(w)?;
    let held = visit(&w.read())?;
    if let Some(next) = response.visit.filter(|next| next.follows(held.as_ref())) {
        w.put_meta(VISIT, &wire::encode(&next))?;
    }
    if let Some(witness) = response.witness {
        w.put_meta(WITNESS, &wire::encode(&witness))?;
    }
    Ok(())
}

/// Cuts news into pieces that one step takes.
fn cut(entries: Vec<Entry>) -> Vec<Vec<Entry>> {
    let mut pieces: Vec<Vec<Entry>> = Vec::new();
    let mut bytes = 0;
    for entry in entries {
        let envelopes: usize = entry.envelopes.iter().map(shared::envelope::Signed::body_len).sum();
        let length = envelopes + entry.snapshot.as_ref().map_or(0, |snapshot| snapshot.len());
        match pieces.last_mut() {
            Some(few) if few.len() < STEP_RECORDS_MAX && bytes + length <= STEP_BYTES_MAX => {
                few.push(entry);
                bytes += length;
            }
            _ => {
                pieces.push(vec![entry]);
                bytes = length;
            }
        }
    }
    pieces
}

/// Cuts a page of an inventory into pages of the size of a step; the last one says what the whole said.
fn stretches(records: Vec<(DocId, shared::doc::Heads)>, more: bool) -> Vec<Inventory> {
    let mut pages: Vec<Inventory> = records
        .chunks(STEP_RECORDS_MAX * 4)
        .map(|records| Inventory { records: records.to_vec(), more: true })
        .collect();
    match pages.last_mut() {
        Some(last) => last.more = more,
        None => pages.push(Inventory { records: Vec::new(), more }),
    }
    pages
}

fn count_receipts(response: &Response) -> SyncProgress {
    let mut progress = SyncProgress::default();
    for receipt in &response.receipts {
        match receipt.fate {
            Fate::Merged(_) | Fate::Duplicate(_) => progress.pushed += 1,
            Fate::Held(_) => progress.held += 1,
            Fate::Refused(_) => progress.refused += 1,
        }
    }
    progress
}
