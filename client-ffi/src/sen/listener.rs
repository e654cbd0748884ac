//! Telling the app what changed, with no lock held, so that a listener may call the library back.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use parking_lot::Mutex;

use shared::id::DocId;

use crate::engine::Engine;
use crate::types::{Health, RecordChange, SyncStep};

/// What a listener may throw; it is noted nowhere and stops nothing.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum ListenerError {
    /// The listener failed.
    #[error("the listener failed: {why}")]
    Failed {
        /// What it said.
        why: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ListenerError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { why: error.reason }
    }
}

/// Written by the app, called by the library on the thread that made the change, with no lock held:
/// it may call the library back. Calls of two threads may cross, so a screen reads what it shows anew.
#[uniffi::export(foreign)]
pub trait Listener: Send + Sync {
    /// Records were written, received, removed or became safer.
    ///
    /// # Errors
    /// Whatever the app throws; it is dropped.
    fn records_changed(&self, changes: Vec<RecordChange>) -> Result<(), ListenerError>;

    /// The standing with the server is another one.
    ///
    /// # Errors
    /// Whatever the app throws; it is dropped.
    fn health_changed(&self, health: Health) -> Result<(), ListenerError>;

    /// A sync has taken in a few more records.
    ///
    /// # Errors
    /// Whatever the app throws; it is dropped.
    fn sync_progressed(&self, step: SyncStep) -> Result<(), ListenerError>;
}

/// What one command changed.
#[derive(Debug, Default)]
pub(super) struct News {
    changes: Vec<RecordChange>,
    health: Option<Health>,
}

impl News {
    pub(super) fn of(touched: &BTreeSet<DocId>, engine: &mut Engine) -> Self {
        let changes = touched.iter().map(|doc| RecordChange::of(*doc, engine.kind_of(*doc))).collect();
        // If the vault cannot be read, the next call reports it; there is nothing to tell here.
        let health = engine.health().ok().map(|health| Health::of(health, engine));
        Self { changes, health }
    }
}

/// The listener, if there is one, and what it was told last.
#[derive(Default)]
pub(super) struct Notifier {
    listener: Mutex<Option<Arc<dyn Listener>>>,
    told: Mutex<Option<Health>>,
}

impl Notifier {
    pub(super) fn set(&self, listener: Option<Arc<dyn Listener>>) {
        // The one before is let go outside of the lock: that calls into the app as well.
        let before = std::mem::replace(&mut *self.listener.lock(), listener);
        drop(before);
        drop(self.told.lock().take());
    }

    pub(super) fn has_listener(&self) -> bool {
        self.listener.lock().is_some()
    }

    pub(super) fn notify(&self, news: News) {
        if !news.changes.is_empty() {
            self.call(|listener| listener.records_changed(news.changes));
        }
        let Some(health) = news.health else { return };
        let is_new = self.told.lock().replace(health.clone()).as_ref() != Some(&health);
        if is_new {
            self.call(|listener| listener.health_changed(health));
        }
    }

    pub(super) fn progress(&self, step: SyncStep) {
        self.call(|listener| listener.sync_progressed(step));
    }

    fn call(&self, tell: impl FnOnce(Arc<dyn Listener>) -> Result<(), ListenerError>) {
        let Some(listener) = self.listener.lock().clone() else { return };
        // A listener that throws or panics has only missed its news.
        drop(catch_unwind(AssertUnwindSafe(|| tell(listener))));
    }
}
