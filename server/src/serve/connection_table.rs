//! Every open connection: how many there may be, what each is doing and by when it has to do more.
//!
//! When no place is left, the connection that has been idle for longest makes room, so that a crowd
//! of silent ones keeps nobody out.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;

use futures_util::task::AtomicWaker;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::pace::Pace;
use crate::bounds::{Bound, Limits};

/// Longer than any request may take.
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// What the server asks of a connection; a later one is stronger, so that what was asked is not taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Signal {
    /// Nothing.
    GoOn,
    /// Answer what is open, then close.
    Leave,
    /// Close now: another needs the place.
    MakeRoom,
}

/// What is known of one connection.
struct State {
    open: u32,
    asked: u32,
    idle_since: Instant,
    /// When the first byte of the next head came.
    head: Option<Instant>,
    /// An answer the other side is slow to read, or what is read off a connection that is ending.
    moving: Option<Pace>,
    signal: Signal,
    /// A request was answered before its body was read to the end.
    unread: bool,
    /// Its place among the idle.
    ticket: Option<u64>,
}

impl State {
    fn begin(ticket: Option<u64>) -> Self {
        let (signal, idle_since) = (Signal::GoOn, Instant::now());
        Self { open: 0, asked: 0, idle_since, head: None, moving: None, signal, unread: false, ticket }
    }
}

/// One connection, as the table knows it.
pub(super) struct ConnectionEntry {
    id: u64,
    table: Arc<ConnectionTable>,
    state: Mutex<State>,
    waker: AtomicWaker,
}

#[derive(Default)]
struct Places {
    next: u64,
    all: BTreeMap<u64, Arc<ConnectionEntry>>,
    /// The idle ones, longest first.
    idle: BTreeMap<u64, u64>,
}

/// The open connections of one server.
pub(super) struct ConnectionTable {
    max: usize,
    limits: Arc<Limits>,
    places: Mutex<Places>,
    emptied: Notify,
}

impl ConnectionTable {
    pub(super) fn new(max: usize, limits: Arc<Limits>) -> Arc<Self> {
        Arc::new(Self { max, limits, places: Mutex::default(), emptied: Notify::new() })
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a new connection, and whether an idle one had to make room for it; none when all are busy.
    pub(super) fn enter(self: &Arc<Self>) -> Option<(Arc<ConnectionEntry>, bool)> {
        let crowded = self.places().all.len() >= self.max;
        if crowded && !self.make_room() {
            return None;
        }
        let mut places = self.places();
        let id = places.next;
        places.next += 1;
        let state = Mutex::new(State::begin(Some(id)));
        let entry = Arc::new(ConnectionEntry { id, table: Arc::clone(self), state, waker: AtomicWaker::new() });
        places.idle.insert(id, id);
        places.all.insert(id, Arc::clone(&entry));
        Some((entry, crowded))
    }

    /// Closes the connection that has been idle for longest; `false` when none is idle.
    pub(super) fn make_room(&self) -> bool {
        let mut places = self.places();
        let Some((_, id)) = places.idle.pop_first() else { return false };
        let Some(entry) = places.all.remove(&id) else { return false };
        drop(places);
        entry.tell(Signal::MakeRoom);
        true
    }

    /// Tells every connection to end, and waits until all have.
    pub(super) async fn empty(&self) {
        let all: Vec<_> = self.places().all.values().cloned().collect();
        for entry in &all {
            entry.tell(Signal::Leave);
        }
        drop(all);
        loop {
            let emptied = self.emptied.notified();
            if self.places().all.is_empty() {
                return;
            }
            emptied.await;
        }
    }

    fn leave(&self, id: u64, ticket: Option<u64>) {
        let mut places = self.places();
        places.all.remove(&id);
        if let Some(ticket) = ticket {
            places.idle.remove(&ticket);
        }
        if places.all.is_empty() {
            self.emptied.notify_waiters();
        }
    }

    fn set_idle(&self, id: u64) -> u64 {
        let mut places = self.places();
        let ticket = places.next;
        places.next += 1;
        // One that was told to make room is not counted any more.
        if places.all.contains_key(&id) {
            places.idle.insert(ticket, id);
        }
        ticket
    }
}

impl ConnectionEntry {
    /// One that takes nobody's place.
    pub(super) fn outside(limits: Arc<Limits>) -> Arc<Self> {
        let table = ConnectionTable::new(0, limits);
        Arc::new(Self { id: 0, table, state: Mutex::new(State::begin(None)), waker: AtomicWaker::new() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the connection something; what was told before is not taken back.
    pub(super) fn tell(&self, signal: Signal) {
        let mut state = self.state();
        state.signal = state.signal.max(signal);
        drop(state);
        self.waker.wake();
    }

    /// What the connection was told. `waker` is woken when it is told more.
    pub(super) fn told(&self, waker: &Waker) -> Signal {
        self.waker.register(waker);
        self.state().signal
    }

    /// A request begins; it ends when the result is dropped. Gives how many it is on this connection.
    pub(super) fn begin(self: &Arc<Self>) -> (OpenRequest, u32) {
        let mut state = self.state();
        state.open += 1;
        state.asked = state.asked.saturating_add(1);
        state.head = None;
        if let Some(ticket) = state.ticket.take() {
            self.table.places().idle.remove(&ticket);
        }
        (OpenRequest(Arc::clone(self)), state.asked)
    }

    fn end(&self) {
        let mut state = self.state();
        state.open = state.open.saturating_sub(1);
        if state.open > 0 {
            return;
        }
        state.idle_since = Instant::now();
        // The state stays locked, so that a request that begins meanwhile finds the ticket it has to take back.
        state.ticket = Some(self.table.set_idle(self.id));
        drop(state);
        self.waker.wake();
    }

    /// Bytes came; between requests they are the beginning of a head.
    pub(super) fn heard(&self) {
        let mut state = self.state();
        if state.open == 0 && state.head.is_none() {
            state.head = Some(Instant::now());
        }
    }

    /// Bytes that wait for the other side moved on, or wait now.
    pub(super) fn moving(&self, bytes: usize) {
        self.state().moving.get_or_insert_with(Pace::begin).moved(bytes);
    }

    /// Bytes wait for the other side.
    pub(super) fn waits(&self) {
        self.state().moving.get_or_insert_with(Pace::begin);
    }

    /// A body was not read to its end.
    pub(super) fn left_unread(&self) {
        self.state().unread = true;
    }

    /// Whether the other side may still be speaking when the connection is closed.
    pub(super) fn is_unread(&self) -> bool {
        self.state().unread
    }

    /// Whether the connection is between two requests: nothing is open, begun, on its way or left unread.
    pub(super) fn is_silent(&self) -> bool {
        let state = self.state();
        state.open == 0 && state.head.is_none() && state.moving.is_none() && !state.unread
    }

    /// Nothing waits for the other side any more.
    pub(super) fn moved_all(&self) {
        self.state().moving = None;
    }

    /// By when the connection has to do more, and which bound it reaches otherwise. `heads` tells whether
    /// bytes between requests are the beginning of a head; in HTTP/2 they may be anything.
    pub(super) fn due(&self, heads: bool) -> (Instant, Bound) {
        let limits = &self.table.limits;
        let after = |since: Instant, ms: u64| since + Duration::from_millis(ms);
        let state = self.state();
        match (&state.moving, state.head) {
            (Some(pace), _) => (pace.due(limits), Bound::Answer),
            // The service bounds how long an answer may take.
            _ if state.open > 0 => (after(state.idle_since, DAY_MS), Bound::Work),
            (None, Some(since)) if heads => (after(since, limits.head_ms), Bound::Head),
            _ if state.asked == 0 => (after(state.idle_since, limits.head_ms), Bound::Head),
            _ => (after(state.idle_since, limits.idle_ms), Bound::Idle),
        }
    }

    /// The connection is gone.
    pub(super) fn gone(&self) {
        let ticket = self.state().ticket.take();
        self.table.leave(self.id, ticket);
    }
}

/// A request that is being answered, until the last byte of its answer is handed over.
pub(super) struct OpenRequest(Arc<ConnectionEntry>);

impl Drop for OpenRequest {
    fn drop(&mut self) {
        self.0.end();
    }
}
