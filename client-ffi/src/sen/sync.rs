//! Syncing: over this crate's own connection, or as bytes for an app that owns its socket.
//!
//! One sync or enrolment at a time; the engine is free while the network is waited for and between
//! any two steps of an answer.

#[cfg(not(target_family = "wasm"))]
use std::sync::Arc;

#[cfg(not(target_family = "wasm"))]
use shared::wire::EnrolCode;

#[cfg(not(target_family = "wasm"))]
use crate::engine::{Engine, EnrolError, rounds};
use crate::engine::{EngineError, PendingResponse, SyncProgress};
use crate::error::SenError;
use crate::net;
use crate::types::{Outgoing, SyncStep, Synced};

#[cfg(not(target_family = "wasm"))]
use super::connection::Interrupted;
use super::connection::SyncRun;
use super::core::Core;
use super::{Sen, now};

/// Records sealed in one step.
const SEAL_MAX: usize = 4;

/// One header of an HTTP request.
#[derive(Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl std::fmt::Debug for Header {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Header").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A code that was read, and the request that goes with it.
#[cfg(not(target_family = "wasm"))]
type Begun = Result<(EnrolCode, Vec<u8>), EnrolError>;

#[cfg(not(target_family = "wasm"))]
#[uniffi::export]
impl Sen {
    /// Enrols this device with a one-time code, as scanned; `label` is what the person calls the phone.
    /// Waits for the network, so it belongs on a background thread.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for a bad code, and where somebody is enrolled already: ask the person before calling
    /// [`Sen::enrol_anew`]. The same code may be tried again after any other.
    pub fn enrol(&self, code: String, label: String) -> Result<(), SenError> {
        self.enrol_by(Engine::begin_enrolment, &code, &label)
    }

    /// Enrols a device that is enrolled already once more, as whomever the code names, after the person was asked.
    ///
    /// # Errors
    /// As [`Sen::enrol`]; [`SenError::HandInFirst`] while anything is unsent, unless the ward turns this device away.
    pub fn enrol_anew(&self, code: String, label: String) -> Result<(), SenError> {
        self.enrol_by(Engine::begin_replacement, &code, &label)
    }

    /// Syncs over this crate's own connection until there is nothing more to bring or fetch. Everything else
    /// can be called meanwhile; the listener is called after each step. Belongs on a background thread.
    ///
    /// # Errors
    /// [`SenError::Retry`] while offline, [`SenError::Cancelled`] after [`Sen::cancel_sync`]; in either
    /// case nothing is lost and what has come is kept.
    pub fn sync(&self) -> Result<Synced, SenError> {
        let run = self.core.connection.begin()?;
        let (url, pin, token) = self.core.quietly(|engine| {
            let account = engine.account().ok_or(EngineError::NotEnrolled)?;
            Ok((account.url.clone(), account.pin, *account.token()))
        })?;
        let transport = self.core.connection.transport(&url, pin)?;
        let asked = std::cell::Cell::new(0);
        let done = rounds(
            || seal_and_ask(&self.core),
            |request| {
                asked.set(asked.get() + 1);
                let transport = Arc::clone(&transport);
                let answer = run.wait(move || transport.sync(&token, &request));
                if let Err(Interrupted::Net(error)) = &answer {
                    self.core.with(|engine| engine.note_refusal(error))?;
                }
                Ok(answer?)
            },
            |answer| take_in(&self.core, answer, asked.get(), &run),
        );
        Ok(done?.into())
    }
}

#[uniffi::export]
impl Sen {
    /// Stops a running [`Sen::sync`] or [`Sen::enrol`] from another thread; does nothing when none runs.
    pub fn cancel_sync(&self) {
        self.core.connection.cancel();
    }

    /// The next sync request's bytes, for an app that owns its socket: to be posted to
    /// `{url}/v1/sync` with [`Sen::request_headers`].
    ///
    /// # Errors
    /// [`SenError::Enrol`] before enrolment, [`SenError::Retry`] while a sync runs.
    pub fn begin_sync(&self) -> Result<Vec<u8>, SenError> {
        let _turn = self.core.connection.begin()?;
        seal_and_ask(&self.core)
    }

    /// The headers that go with [`Sen::begin_sync`]. One of them is this device's token, with which anybody
    /// can speak for it: never log, store or show them, and send them only to the server whose public key
    /// hashes to the pin of the enrolment code.
    ///
    /// # Errors
    /// [`SenError::Enrol`] before enrolment.
    pub fn request_headers(&self) -> Result<Vec<Header>, SenError> {
        let headers = self.core.quietly(|engine| {
            let account = engine.account().ok_or(EngineError::NotEnrolled)?;
            Ok(net::headers(Some(account.token())))
        })?;
        Ok(headers.into_iter().map(|(name, value)| Header { name: name.to_owned(), value }).collect())
    }

    /// Takes in the body of the answer to [`Sen::begin_sync`], unpacked or as it came; ask again while it
    /// says `more`.
    ///
    /// # Errors
    /// [`SenError::Retry`] for bytes that are no answer, and while a sync runs.
    pub fn finish_sync(&self, answer: Vec<u8>) -> Result<Synced, SenError> {
        let run = self.core.connection.begin()?;
        Ok(take_in(&self.core, &net::unpacked(answer)?, 1, &run)?.into())
    }

    /// What the next sync would send, by record.
    ///
    /// # Errors
    /// [`SenError`] when the vault cannot be read.
    pub fn outgoing(&self) -> Result<Vec<Outgoing>, SenError> {
        let records = self.core.quietly(|engine| engine.outgoing_records())?;
        let mut outgoing = Vec::new();
        for record in records {
            outgoing.extend(self.core.quietly(|engine| engine.outgoing(record))?.map(Outgoing::from));
        }
        Ok(outgoing)
    }
}

#[cfg(not(target_family = "wasm"))]
impl Sen {
    fn enrol_by(&self, begin: fn(&mut Engine, &str, &str) -> Begun, code: &str, label: &str) -> Result<(), SenError> {
        let run = self.core.connection.begin()?;
        let (code, request) = self.core.with(|engine| begin(engine, code, label))?;
        let transport = self.core.connection.transport(&code.url, code.pin)?;
        // What the server says of a code is said of the code, and never of this device.
        let answer = run.wait(move || transport.enrol(&request)).map_err(|why| match why {
            Interrupted::Net(error) => EnrolError::from(error).into(),
            Interrupted::Here(error) => error,
        })?;
        self.core.with(|engine| engine.finish_enrolment(&code, &answer))
    }
}

/// Signs what was written, a few records at a time, and gives the next request.
fn seal_and_ask(core: &Core) -> Result<Vec<u8>, SenError> {
    if core.quietly(|engine| Ok(engine.account().is_none()))? {
        return Err(EngineError::NotEnrolled.into());
    }
    let unsealed = core.quietly(|engine| engine.unsealed())?;
    for few in unsealed.chunks(SEAL_MAX) {
        core.with(|engine| engine.seal(few))?;
    }
    core.with(|engine| engine.begin_sync(now()))
}

impl Sen {
    /// An answer to be taken in by [`Sen::take_step`], for an app with one thread, which answers its person in between.
    ///
    /// # Errors
    /// [`SenError::Retry`] for bytes that are no answer.
    pub fn read_answer(&self, answer: Vec<u8>) -> Result<PendingResponse, SenError> {
        Ok(PendingResponse::read(&net::unpacked(answer)?)?)
    }

    /// Takes the next step of an answer; `true` after the last one.
    ///
    /// # Errors
    /// [`SenError`] when it cannot be stored; the answer is then to be dropped.
    pub fn take_step(&self, answer: &mut PendingResponse) -> Result<bool, SenError> {
        let _turn = self.core.connection.begin()?;
        self.core.with(|engine| engine.take_step(answer, now()))
    }
}

/// Takes in an answer step by step; anybody who waits for the engine gets it between two steps.
fn take_in(core: &Core, answer: &[u8], requests: u32, run: &SyncRun<'_>) -> Result<SyncProgress, SenError> {
    let mut answer = PendingResponse::read(answer)?;
    loop {
        if run.is_cancelled() {
            return Err(SenError::Cancelled);
        }
        let done = core.with(|engine| engine.take_step(&mut answer, now()))?;
        core.notifier.progress(SyncStep::of(requests, &answer));
        if done {
            return Ok(answer.into_progress());
        }
    }
}
