//! Where documents are merged: one lane per document, load, merge, project, commit, then answer.
//!
//! A receipt is given only after the commit. What cannot be merged is held, never dropped.

mod decide;
mod gone;
mod meeting_ids;
pub mod parting;
mod pull;
mod push;

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use shared::doc::Doc;
use shared::id::{DeviceId, DocId};
use shared::wire::{Request, Response, Visit, Witness};
use tokio::sync::{Mutex, Semaphore, watch};

use crate::directory::{Contact, Directory};
use crate::host::{Ended, Host, NoEntropy};
use crate::store::audit::{self, Event};
use crate::store::vouch::{self, Vouched};
use crate::store::{Store, StoreError, Writing, account, document, visit};
use crate::telemetry::Metrics;

use meeting_ids::MeetingIds;

pub use decide::{HeldEnvelope, Release};
pub use push::Released;

/// Locks that documents share by their id: two pushes to one document wait for each other, and two documents seldom
/// share a lock.
const LANES: usize = 1024;
/// Documents being merged at once, each on a thread of its own.
const MERGING_MAX: usize = 8;
/// Estimated bytes of open documents kept for the next push.
const CACHE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// What an open document takes beside its content, estimated from measurements.
const OPEN_DOCUMENT_BYTES: u64 = 16 * 1024;

/// Why a request could not be answered; the device tries again.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No entropy.
    #[error(transparent)]
    Entropy(#[from] NoEntropy),
    /// The task was stopped or panicked.
    #[error(transparent)]
    Ended(#[from] Ended),
}

#[derive(Clone)]
struct OpenDoc {
    doc: Arc<Doc>,
    bytes: u64,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<DocId, OpenDoc> for ByBytes {
    fn weight(&self, _: &DocId, open: &OpenDoc) -> u64 {
        OPEN_DOCUMENT_BYTES + open.bytes * 2
    }
}

/// That something changed; what it was, whoever is told asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct News {
    /// Another one with each change.
    pub number: u64,
    /// Whether nothing more is to come.
    pub is_over: bool,
}

/// How a request came.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Over the network.
    Network,
    /// In a package carried by hand.
    Package,
}

/// What a device is told of a contact that was written down.
struct RecordedVisit {
    visit: Visit,
    witness: Option<Witness>,
}

/// Merges what devices bring and answers with what is new; clones share one hub.
#[derive(Clone)]
pub struct Hub {
    inner: Arc<HubInner>,
}

struct HubInner {
    store: Store,
    directory: Directory,
    host: Host,
    metrics: Metrics,
    lanes: Vec<Mutex<()>>,
    merging: Arc<Semaphore>,
    open: Cache<DocId, OpenDoc, ByBytes>,
    meeting_ids: MeetingIds,
    news: watch::Sender<News>,
}

impl Hub {
    /// A hub over a store.
    #[must_use]
    pub fn new(store: Store, directory: Directory, host: Host, metrics: Metrics) -> Self {
        let inner = HubInner {
            store,
            directory,
            host,
            metrics,
            merging: Arc::new(Semaphore::new(MERGING_MAX)),
            lanes: (0..LANES).map(|_| Mutex::new(())).collect(),
            open: Cache::with_weighter(4096, CACHE_BYTES_MAX, ByBytes),
            meeting_ids: MeetingIds::default(),
            news: watch::Sender::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// What is told whenever something of the ward's records changed.
    #[must_use]
    pub fn news(&self) -> watch::Receiver<News> {
        self.inner.news.subscribe()
    }

    /// Tells everybody who waits for news that something changed.
    pub fn tell(&self) {
        self.inner.news.send_modify(|news| news.number += 1);
    }

    /// Tells them that there is no more to come: the server stops.
    pub fn end_news(&self) {
        self.inner.news.send_modify(|news| news.is_over = true);
    }

    /// The store below.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The directory.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.inner.directory
    }

    /// The clock and entropy.
    #[must_use]
    pub fn host(&self) -> &Host {
        &self.inner.host
    }

    /// What is measured.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.inner.metrics
    }

    /// Answers a device's request: merges what it brings, then tells what is new.
    ///
    /// # Errors
    /// [`HubError`] when nothing could be stored; the device keeps everything and tries again.
    pub async fn sync(&self, device: DeviceId, request: Request) -> Result<Response, HubError> {
        let receipts = self.push(device, &request.envelopes).await?;
        let mut response = self.pull(device, &request, receipts).await?;
        if let Some(told) = self.note_contact(device, &request, Way::Network).await? {
            (response.visit, response.witness) = (Some(told.visit), told.witness);
        }
        Ok(response)
    }

    /// As [`Hub::sync`], for a request that came in a file: when its answer arrives, and whether it does, nobody knows, so
    /// it is no visit and tells nothing of the chain.
    ///
    /// # Errors
    /// As [`Hub::sync`].
    pub async fn take_in(&self, device: DeviceId, request: Request) -> Result<Response, HubError> {
        let receipts = self.push(device, &request.envelopes).await?;
        let response = self.pull(device, &request, receipts).await?;
        self.note_contact(device, &request, Way::Package).await?;
        Ok(response)
    }

    /// Contact is news worth a write only when what waits on the device has changed or a while has passed; only then is
    /// it counted as a visit, in the same write.
    async fn note_contact(
        &self,
        device: DeviceId,
        request: &Request,
        way: Way,
    ) -> Result<Option<RecordedVisit>, HubError> {
        const QUIET_MS: i64 = 60_000;
        let now = self.inner.host.now();
        if self.inner.store.damage().is_some() {
            return Ok(None);
        }
        let skew = request.device_ms.saturating_sub(now.as_ms());
        let unsent = request.unsent;
        if !self.inner.directory.note_contact(device, Contact { at: now, unsent }, QUIET_MS) {
            return Ok(None);
        }
        let (shown, witness) = (request.visit, request.witness);
        let noted = move |tx: &Writing<'_>| {
            account::note_contact(tx, device, now, unsent, skew)?;
            if way == Way::Package {
                return Ok((None, false));
            }
            let (visit, copied) = visit::count(tx, device, shown, now)?;
            if copied {
                let (actor, subject) = ("sen".to_owned(), device.to_string());
                let event = Event { at: now, actor, action: "device_copied", subject, detail: String::new() };
                vouch::append(tx, &event, &[Vouched::copied(device)])?;
            }
            if let Some(shown) = witness
                && let Some(at) = vouch::contradicts(tx, device, &shown)?
            {
                let (actor, subject) = (device.to_string(), device.to_string());
                let event = Event { at: now, actor, action: "chain_contradicted", subject, detail: at.to_string() };
                audit::append(tx, &event)?;
            }
            Ok((Some(RecordedVisit { visit, witness: vouch::witness(tx)? }), copied))
        };
        let (told, copied) = self.inner.store.write(noted).await?;
        if copied {
            self.inner.directory.refresh(&self.inner.store).await?;
        }
        Ok(told)
    }

    /// Opens a document as it stands, for reading.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be opened.
    pub async fn open(&self, doc: DocId) -> Result<Option<(Arc<Doc>, document::DocumentRow)>, StoreError> {
        let hub = self.clone();
        self.inner
            .store
            .read(move |reading| {
                let Some(row) = document::find(reading, doc)? else { return Ok(None) };
                if let Some(open) = hub.inner.open.get(&doc).filter(|open| open.doc.heads() == row.heads) {
                    return Ok(Some((open.doc, row)));
                }
                Ok(Some((Arc::new(document::load(reading, &row)?), row)))
            })
            .await
    }
}

#[cfg(test)]
mod tests;
