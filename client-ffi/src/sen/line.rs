//! Syncing: over this crate's own line, or as bytes for an app that owns its socket.
//!
//! One sync or enrolment at a time; the engine is free while the network is waited for and between
//! any two steps of an answer.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use parking_lot::Mutex;

use shared::wire::EnrolCode;

use crate::engine::{Answer, Engine, EngineError, EnrolError, SyncProgress, rounds};
use crate::error::SenError;
use crate::net::{self, NetError, Transport};
use crate::types::{Outgoing, SyncStep, Synced};

use super::core::Core;
use super::{Sen, now};

/// Records sealed in one step.
const SEAL_MAX: usize = 4;

/// One header of an HTTP request.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
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
type Begun = Result<(EnrolCode, Vec<u8>), EnrolError>;

/// What whoever syncs waits for.
enum Event {
    Answer(Result<Vec<u8>, NetError>),
    Cancelled,
}

/// The line to the server between two syncs, and how a running one is stopped.
#[derive(Default)]
pub(super) struct Line {
    running: Mutex<Option<Sender<Event>>>,
    warm: Mutex<Option<Warm>>,
}

struct Warm {
    url: String,
    pin: [u8; 32],
    transport: Arc<Transport>,
}

impl Line {
    /// Takes the one turn there is.
    pub(super) fn begin(&self) -> Result<Turn<'_>, SenError> {
        let mut running = self.running.lock();
        if running.is_some() {
            return Err(SenError::Retry { why: "a sync is already running".to_owned() });
        }
        let (sender, events) = channel();
        *running = Some(sender.clone());
        Ok(Turn { line: self, sender, events })
    }

    /// A transport to a server; connections stay open from one sync to the next.
    pub(super) fn transport(&self, url: &str, pin: [u8; 32]) -> Result<Arc<Transport>, SenError> {
        let mut warm = self.warm.lock();
        if let Some(warm) = warm.as_ref().filter(|warm| warm.url == url && warm.pin == pin) {
            return Ok(Arc::clone(&warm.transport));
        }
        let transport = Arc::new(Transport::new(url, pin)?);
        *warm = Some(Warm { url: url.to_owned(), pin, transport: Arc::clone(&transport) });
        Ok(transport)
    }
}

/// Why nothing came of waiting.
pub(super) enum Interrupted {
    Net(NetError),
    Here(SenError),
}

impl From<Interrupted> for SenError {
    fn from(why: Interrupted) -> Self {
        match why {
            Interrupted::Net(error) => error.into(),
            Interrupted::Here(error) => error,
        }
    }
}

/// The turn of one sync; over when it is dropped.
pub(super) struct Turn<'a> {
    line: &'a Line,
    sender: Sender<Event>,
    events: Receiver<Event>,
}

impl Turn<'_> {
    /// Does something on the network on a thread of its own, and waits for it or for a cancellation.
    /// What was cancelled ends by itself at its time limit; its answer is dropped, and whatever the
    /// server did is told again when it is asked again.
    pub(super) fn wait(
        &self,
        ask: impl FnOnce() -> Result<Vec<u8>, NetError> + Send + 'static,
    ) -> Result<Vec<u8>, Interrupted> {
        let sender = self.sender.clone();
        let asking = move || {
            // Nobody waits any more for the answer of what was cancelled.
            drop(sender.send(Event::Answer(ask())));
        };
        let began = std::thread::Builder::new().name("sen-line".to_owned()).spawn(asking);
        began.map_err(|error| Interrupted::Here(SenError::Retry { why: error.to_string() }))?;
        match self.events.recv() {
            Ok(Event::Answer(answer)) => answer.map_err(Interrupted::Net),
            Ok(Event::Cancelled) => Err(Interrupted::Here(SenError::Cancelled)),
            Err(gone) => Err(Interrupted::Here(SenError::Retry { why: gone.to_string() })),
        }
    }

    fn is_cancelled(&self) -> bool {
        matches!(self.events.try_recv(), Ok(Event::Cancelled))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.line.running.lock() = None;
    }
}

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

    /// Syncs over this crate's own line until there is nothing more to bring or fetch. Everything else
    /// can be called meanwhile; the listener hears of each step. Belongs on a background thread.
    ///
    /// # Errors
    /// [`SenError::Retry`] without a line, [`SenError::Cancelled`] after [`Sen::cancel_sync`]; in either
    /// case nothing is lost and what has come is kept.
    pub fn sync(&self) -> Result<Synced, SenError> {
        let turn = self.core.line.begin()?;
        let (url, pin, token) = self.core.quietly(|engine| {
            let account = engine.account().ok_or(EngineError::NotEnrolled)?;
            Ok((account.url.clone(), account.pin, *account.token()))
        })?;
        let transport = self.core.line.transport(&url, pin)?;
        let asked = std::cell::Cell::new(0);
        let done = rounds(
            || seal_and_ask(&self.core),
            |request| {
                asked.set(asked.get() + 1);
                let transport = Arc::clone(&transport);
                let answer = turn.wait(move || transport.sync(&token, &request));
                if let Err(Interrupted::Net(error)) = &answer {
                    self.core.with(|engine| engine.note_refusal(error))?;
                }
                Ok(answer?)
            },
            |answer| take_in(&self.core, answer, asked.get(), &turn),
        );
        Ok(done?.into())
    }

    /// Stops a running [`Sen::sync`] or [`Sen::enrol`] from another thread; does nothing when none runs.
    pub fn cancel_sync(&self) {
        let running = self.core.line.running.lock().clone();
        // It may have ended in this moment.
        drop(running.map(|running| running.send(Event::Cancelled)));
    }

    /// The next sync request's bytes, for an app that owns its socket: to be posted to
    /// `{url}/v1/sync` with [`Sen::request_headers`].
    ///
    /// # Errors
    /// [`SenError::Enrol`] before enrolment, [`SenError::Retry`] while a sync runs.
    pub fn begin_sync(&self) -> Result<Vec<u8>, SenError> {
        let _turn = self.core.line.begin()?;
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
        let turn = self.core.line.begin()?;
        Ok(take_in(&self.core, &net::unpacked(answer)?, 1, &turn)?.into())
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

impl Sen {
    fn enrol_by(&self, begin: fn(&mut Engine, &str, &str) -> Begun, code: &str, label: &str) -> Result<(), SenError> {
        let turn = self.core.line.begin()?;
        let (code, request) = self.core.with(|engine| begin(engine, code, label))?;
        let transport = self.core.line.transport(&code.url, code.pin)?;
        // What the server says of a code is said of the code, and never of this device.
        let answer = turn.wait(move || transport.enrol(&request)).map_err(|why| match why {
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

/// Takes in an answer step by step; anybody who waits for the engine gets it between two steps.
fn take_in(core: &Core, answer: &[u8], requests: u32, turn: &Turn<'_>) -> Result<SyncProgress, SenError> {
    let mut answer = Answer::read(answer)?;
    loop {
        if turn.is_cancelled() {
            return Err(SenError::Cancelled);
        }
        let done = core.with(|engine| engine.take_step(&mut answer, now()))?;
        core.bell.progress(SyncStep::of(requests, &answer));
        if done {
            return Ok(answer.into_progress());
        }
    }
}
