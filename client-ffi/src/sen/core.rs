//! The engine between threads: one lock that is fair, held for one command or one step of a sync.
//!
//! Nothing of the app is called and no socket is waited for while it is held.

use std::ops::{Deref, DerefMut};

use parking_lot::{FairMutex, FairMutexGuard, MappedFairMutexGuard};

use crate::engine::{Engine, EngineError};
use crate::error::SenError;
use crate::types::TextUnit;

use super::connection::ServerConnection;
use super::listener::{News, Notifier};

/// What a vault's handle and its text sessions share.
pub(super) struct Core {
    engine: FairMutex<Option<Engine>>,
    pub(super) unit: TextUnit,
    pub(super) notifier: Notifier,
    pub(super) connection: ServerConnection,
}

impl Core {
    pub(super) fn of(engine: Engine, unit: TextUnit) -> Self {
        Self {
            engine: FairMutex::new(Some(engine)),
            unit,
            notifier: Notifier::default(),
            connection: ServerConnection::default(),
        }
    }

    /// Runs one command, then tells the listener what it changed.
    pub(super) fn with<T, E: Into<SenError>>(
        &self,
        act: impl FnOnce(&mut Engine) -> Result<T, E>,
    ) -> Result<T, SenError> {
        let (done, news) = {
            let mut engine = self.hold()?;
            let done = act(&mut engine).map_err(Into::into);
            // Without a touched record the standing may still be another one: a sync that brought nothing was a contact.
            (done, self.news(&mut engine, true))
        };
        self.notifier.notify(news);
        done
    }

    /// Tells the listener what was changed quietly.
    pub(super) fn tell(&self) {
        // A vault that was closed meanwhile has nothing more to tell.
        let news = self.hold().ok().map(|mut engine| self.news(&mut engine, false));
        self.notifier.notify(news.unwrap_or_default());
    }

    /// As [`Core::with`], for what only reads, or for a caller that holds a lock of its own and calls
    /// [`Core::tell`] after it.
    pub(super) fn quietly<T>(&self, act: impl FnOnce(&mut Engine) -> Result<T, EngineError>) -> Result<T, SenError> {
        Ok(act(&mut *self.hold()?)?)
    }

    /// Lets the vault go; its file is closed when this returns.
    pub(super) fn close(&self) {
        drop(self.engine.lock().take());
    }

    fn hold(&self) -> Result<EngineGuard<'_>, SenError> {
        let open = FairMutexGuard::try_map(self.engine.lock(), Option::as_mut);
        open.map(EngineGuard).ok().ok_or(SenError::Closed)
    }

    /// What to tell the listener; where no record was touched, of the standing only if that is asked for.
    fn news(&self, engine: &mut Engine, of_standing: bool) -> News {
        let touched = engine.take_touched();
        if !self.notifier.has_listener() || (touched.is_empty() && !of_standing) {
            return News::default();
        }
        News::of(&touched, engine)
    }
}

impl std::fmt::Debug for Core {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Core").field("unit", &self.unit).finish_non_exhaustive()
    }
}

/// The engine while one command has it. A command that panics leaves what is on disk as it was, and
/// what is in memory is read again before the next one.
struct EngineGuard<'a>(MappedFairMutexGuard<'a, Engine>);

impl Deref for EngineGuard<'_> {
    type Target = Engine;

    fn deref(&self) -> &Engine {
        &self.0
    }
}

impl DerefMut for EngineGuard<'_> {
    fn deref_mut(&mut self) -> &mut Engine {
        &mut self.0
    }
}

impl Drop for EngineGuard<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.distrust();
        }
    }
}
