//! What the engine changed, kept until the worker asks for it after a call.

use std::sync::{Arc, Mutex, PoisonError};

use sen_client::types::{Health, RecordChange, SyncStep};
use sen_client::{Listener, ListenerError};
use serde::Serialize;

/// Everything that changed since it was asked for.
#[derive(Debug, Default, Serialize)]
pub(crate) struct News {
    records: Vec<RecordChange>,
    health: Option<Health>,
    step: Option<SyncStep>,
}

/// Listens, and keeps.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ear(Arc<Mutex<News>>);

impl Ear {
    /// What was kept.
    pub(crate) fn take(&self) -> News {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, note: impl FnOnce(&mut News)) -> Result<(), ListenerError> {
        note(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(())
    }
}

impl Listener for Ear {
    fn records_changed(&self, changes: Vec<RecordChange>) -> Result<(), ListenerError> {
        self.note(|news| news.records.extend(changes))
    }

    fn health_changed(&self, health: Health) -> Result<(), ListenerError> {
        self.note(|news| news.health = Some(health))
    }

    fn sync_progressed(&self, step: SyncStep) -> Result<(), ListenerError> {
        self.note(|news| news.step = Some(step))
    }
}
