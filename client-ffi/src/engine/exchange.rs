//! Sync without sockets: seal and ask, then take in the answer step by step.

pub(super) mod merge;
mod steps;

use shared::id::DocId;
use shared::limits;
use shared::rules::Book;
use shared::time::Timestamp;
use shared::wire::{self, Visit, Witness};

use super::{Engine, EngineError, store};
use crate::net::NetError;
#[cfg(not(target_family = "wasm"))]
use crate::net::Transport;
use crate::vault::{Reader, VaultError, Writer};
use merge::MergeContext;

pub use steps::PendingResponse;

#[cfg(not(target_family = "wasm"))]
/// Requests one sync makes at most; what is left waits for the next.
const ROUNDS_MAX: u32 = 64;

pub(super) const LAST_CONTACT: &str = "last_contact_ms";
pub(super) const CLOCK_SKEW: &str = "clock_skew_ms";
const VISIT: &str = "visit";
const WITNESS: &str = "witness";
const RULES: &str = "rules";

/// What one answer, or a whole sync, brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncProgress {
    /// Another request has something to bring or fetch at once.
    pub more: bool,
    /// Envelopes the server has on disk and merged.
    pub pushed: usize,
    /// Envelopes the server keeps aside.
    pub held: usize,
    /// Envelopes the server did not take.
    pub refused: usize,
    /// Records that were new or changed.
    pub received: usize,
    /// Records removed because the server withdrew them.
    pub removed: usize,
    /// Records whose news could not be merged, with the reason; they are asked for again.
    pub unmerged: Vec<(DocId, String)>,
    /// Records of a kind only a newer app knows; they are left where they are.
    pub newer: usize,
}

#[cfg(not(target_family = "wasm"))]
impl SyncProgress {
    fn add(&mut self, round: Self) {
        self.more = round.more;
        self.pushed += round.pushed;
        self.held += round.held;
        self.refused += round.refused;
        self.received += round.received;
        self.removed += round.removed;
        self.unmerged = round.unmerged;
        self.newer += round.newer;
    }
}

/// Why a sync stopped; everything up to then is stored on both sides and nothing has to be undone.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The server could not be reached or said no.
    #[error(transparent)]
    Net(#[from] NetError),
    /// This device could not take in an answer.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Syncs in as many rounds as it takes. What a round consists of is given apart, so that any caller that
/// shares the engine between threads does not hold it while the network is waited for.
///
/// # Errors
/// Whatever `begin`, `send` or `finish` return; a sync that stopped half-way is simply begun again.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn rounds<E>(
    mut begin: impl FnMut() -> Result<Vec<u8>, E>,
    mut send: impl FnMut(Vec<u8>) -> Result<Vec<u8>, E>,
    mut finish: impl FnMut(&[u8]) -> Result<SyncProgress, E>,
) -> Result<SyncProgress, E> {
    let mut total = SyncProgress::default();
    for _ in 0..ROUNDS_MAX {
        let answer = send(begin()?)?;
        total.add(finish(&answer)?);
        if !total.more {
            break;
        }
    }
    Ok(total)
}

/// The visit the server counted last for this vault.
fn visit(stored: &Reader<'_>) -> Result<Option<Visit>, VaultError> {
    Ok(stored.meta(VISIT)?.and_then(|bytes| wire::decode(&bytes).ok()))
}

/// What the server told last of its audit chain.
fn witness(stored: &Reader<'_>) -> Result<Option<Witness>, VaultError> {
    Ok(stored.meta(WITNESS)?.and_then(|bytes| wire::decode(&bytes).ok()))
}

/// The ward's own rules, as they were told last.
pub(super) fn rules(stored: &Reader<'_>) -> Result<Book, VaultError> {
    let kept = stored.meta(RULES)?.and_then(|bytes| wire::decode(&bytes).ok());
    Ok(Book::of(kept.unwrap_or_default()))
}

impl Engine {
    /// Syncs over `transport` until there is nothing more to bring or fetch.
    ///
    /// # Errors
    /// [`SyncError`]; a sync that stopped half-way is simply begun again.
    #[cfg(not(target_family = "wasm"))]
    pub fn sync(&mut self, transport: &Transport, clock: &dyn Fn() -> Timestamp) -> Result<SyncProgress, SyncError> {
        let account = self.account.as_ref().ok_or(EngineError::NotEnrolled)?;
        let token = *account.token();
        let engine = std::cell::RefCell::new(self);
        rounds(
            || Ok(engine.borrow_mut().begin_sync(clock())?),
            |request| {
                let answer = transport.sync(&token, &request);
                if let Err(error) = &answer {
                    engine.borrow_mut().note_refusal(error)?;
                }
                Ok(answer?)
            },
            |answer| Ok(engine.borrow_mut().finish_sync(answer, clock())?),
        )
    }

    /// Signs what was written since the last time and gives the next request.
    ///
    /// # Errors
    /// [`EngineError`] when the envelopes cannot be stored, or before enrolment.
    pub fn begin_sync(&mut self, now: Timestamp) -> Result<Vec<u8>, EngineError> {
        self.refresh()?;
        if self.account.is_none() {
            return Err(EngineError::NotEnrolled);
        }
        self.seal_all()?;
        let mut request = self.ledger.request(now, limits::RESPONSE_BUDGET_BYTES_DEFAULT);
        request.visit = visit(&self.vault.read())?;
        request.witness = witness(&self.vault.read())?;
        request.rules = Some(self.rules.mark());
        Ok(wire::encode(&request))
    }

    /// Takes in an answer, in as many transactions as [`PendingResponse`] has steps; what an interruption leaves
    /// out is asked for again.
    ///
    /// # Errors
    /// [`EngineError::Answer`] for bytes that are none, [`EngineError::Vault`] when it cannot be stored.
    pub fn finish_sync(&mut self, answer: &[u8], now: Timestamp) -> Result<SyncProgress, EngineError> {
        let mut answer = PendingResponse::read(answer)?;
        while !self.take_step(&mut answer, now)? {}
        Ok(answer.into_progress())
    }

    /// The records with changes that are in no envelope yet.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when the vault cannot be read.
    pub fn unsealed(&mut self) -> Result<Vec<DocId>, EngineError> {
        self.refresh()?;
        Ok(self.ledger.unsealed())
    }

    /// Puts every unsealed change into a signed envelope and keeps it, in one transaction; what is to leave this phone is
    /// handed in again once per process.
    pub(super) fn seal_all(&mut self) -> Result<(), EngineError> {
        self.refresh()?;
        if self.account.is_some() && self.ledger.has_left() {
            self.stale = true;
            self.with_writer(|context, w| {
                context.hand_in_left(w)?;
                store(w, context.ledger)
            })?;
            self.stale = false;
        }
        let unsealed = self.ledger.unsealed();
        self.seal(&unsealed)
    }

    /// Puts the unsealed changes of some records into signed envelopes and keeps them, in one transaction.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when they cannot be stored.
    pub fn seal(&mut self, unsealed: &[DocId]) -> Result<(), EngineError> {
        self.refresh()?;
        self.write_strokes()?;
        let mut docs = Vec::new();
        for doc in unsealed.iter().copied() {
            if !self.ledger.record(doc).is_some_and(|known| known.unsealed) {
                continue;
            }
            match self.take(doc, None) {
                Ok(open) => docs.push(open),
                // A damaged record stays unsealed, and shown as on this phone only; the others go out.
                Err(EngineError::Record { .. } | EngineError::NoSuchRecord(_)) => {}
                Err(error) => return Err(error),
            }
        }
        if docs.is_empty() {
            return Ok(());
        }
        self.stale = true;
        let device = self.device();
        let Self { vault, ledger, key, .. } = self;
        vault.write(|w| -> Result<(), EngineError> {
            for doc in &docs {
                for sealed in ledger.seal(doc, device, key) {
                    w.put_envelope(doc.id(), device, &sealed)?;
                }
                // The envelope holds the same once more, so what was typed is not kept change by change beside it.
                if w.is_worth_folding(doc.id())? {
                    w.put_snapshot(doc.id(), doc.kind(), &doc.save())?;
                }
            }
            Ok(store(w, ledger)?)
        })?;
        self.stale = false;
        docs.into_iter().for_each(|doc| self.shelf.put(doc));
        Ok(())
    }

    /// Runs `write` on what this engine keeps in memory and in a transaction of its vault together.
    pub(super) fn with_writer(
        &mut self,
        write: impl FnOnce(&mut MergeContext<'_>, &Writer<'_>) -> Result<(), VaultError>,
    ) -> Result<(), EngineError> {
        let device = self.pen.device();
        let ward_key = self.account.as_ref().ok_or(EngineError::NotEnrolled)?.ward_key;
        // What others wrote is merged into changes only. The caller's doubt about what is in memory stays.
        let stale = self.stale;
        self.write_strokes()?;
        self.stale = stale;
        let Self { vault, ledger, shelf, people, key, .. } = self;
        let mut context = MergeContext { ledger, shelf, people, key, device, ward_key };
        Ok(vault.write(|w| write(&mut context, w))?)
    }
}
