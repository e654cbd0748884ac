//! The connection to the server, and the one sync at a time that uses it.

#[cfg(not(target_family = "wasm"))]
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use parking_lot::Mutex;

use crate::error::SenError;
#[cfg(not(target_family = "wasm"))]
use crate::net::{NetError, Transport};

/// What a running sync waits for.
enum Event {
    #[cfg(not(target_family = "wasm"))]
    Answer(Result<Vec<u8>, NetError>),
    Cancelled,
}

/// The connection to the server, kept open between two syncs, and how a running sync is stopped.
#[derive(Default)]
pub(super) struct ServerConnection {
    running: Mutex<Option<Sender<Event>>>,
    #[cfg(not(target_family = "wasm"))]
    open: Mutex<Option<OpenTransport>>,
}

#[cfg(not(target_family = "wasm"))]
struct OpenTransport {
    url: String,
    pin: [u8; 32],
    transport: Arc<Transport>,
}

impl ServerConnection {
    /// Begins a sync; only one runs at a time, so that nothing is sent or taken in twice.
    pub(super) fn begin(&self) -> Result<SyncRun<'_>, SenError> {
        let mut running = self.running.lock();
        if running.is_some() {
            return Err(SenError::Retry { why: "a sync is already running".to_owned() });
        }
        let (sender, events) = channel();
        *running = Some(sender.clone());
        Ok(SyncRun {
            connection: self,
            #[cfg(not(target_family = "wasm"))]
            sender,
            events,
        })
    }

    /// Stops the sync that is running, if one is.
    pub(super) fn cancel(&self) {
        let running = self.running.lock().clone();
        // The sync may be over by now.
        let _was_running = running.map(|running| running.send(Event::Cancelled).is_ok());
    }

    /// A transport to a server; connections stay open from one sync to the next.
    #[cfg(not(target_family = "wasm"))]
    pub(super) fn transport(&self, url: &str, pin: [u8; 32]) -> Result<Arc<Transport>, SenError> {
        let mut open = self.open.lock();
        if let Some(open) = open.as_ref().filter(|open| open.url == url && open.pin == pin) {
            return Ok(Arc::clone(&open.transport));
        }
        let transport = Arc::new(Transport::new(url, pin)?);
        *open = Some(OpenTransport { url: url.to_owned(), pin, transport: Arc::clone(&transport) });
        Ok(transport)
    }
}

/// Why nothing came of waiting.
#[cfg(not(target_family = "wasm"))]
pub(super) enum Interrupted {
    Net(NetError),
    Here(SenError),
}

#[cfg(not(target_family = "wasm"))]
impl From<Interrupted> for SenError {
    fn from(why: Interrupted) -> Self {
        match why {
            Interrupted::Net(error) => error.into(),
            Interrupted::Here(error) => error,
        }
    }
}

/// One running sync; over when it is dropped.
pub(super) struct SyncRun<'a> {
    connection: &'a ServerConnection,
    #[cfg(not(target_family = "wasm"))]
    sender: Sender<Event>,
    events: Receiver<Event>,
}

impl SyncRun<'_> {
    /// Does something on the network on a thread of its own, and waits for it or for a cancellation.
    /// What was cancelled ends by itself at its time limit; its answer is dropped, and whatever the
    /// server did is told again when it is asked again.
    #[cfg(not(target_family = "wasm"))]
    pub(super) fn wait(
        &self,
        ask: impl FnOnce() -> Result<Vec<u8>, NetError> + Send + 'static,
    ) -> Result<Vec<u8>, Interrupted> {
        let sender = self.sender.clone();
        let asking = move || {
            // Nobody waits any more for the answer of what was cancelled.
            drop(sender.send(Event::Answer(ask())));
        };
        let began = std::thread::Builder::new().name("sen-sync".to_owned()).spawn(asking);
        began.map_err(|error| Interrupted::Here(SenError::Retry { why: error.to_string() }))?;
        match self.events.recv() {
            Ok(Event::Answer(answer)) => answer.map_err(Interrupted::Net),
            Ok(Event::Cancelled) => Err(Interrupted::Here(SenError::Cancelled)),
            Err(gone) => Err(Interrupted::Here(SenError::Retry { why: gone.to_string() })),
        }
    }

    pub(super) fn is_cancelled(&self) -> bool {
        matches!(self.events.try_recv(), Ok(Event::Cancelled))
    }
}

impl Drop for SyncRun<'_> {
    fn drop(&mut self) {
        *self.connection.running.lock() = None;
    }
}
