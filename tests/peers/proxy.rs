//! A counting proxy on loopback: bytes each way, connections, and how often the client had to speak again.
//!
//! Owns nothing of what passes: TLS, HTTP and WebSocket are bytes to it, and all of them count.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tests::{Outcome, Trouble};

/// What has passed so far.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Passed {
    /// Bytes from clients.
    pub(crate) up: u64,
    /// Bytes from the server.
    pub(crate) down: u64,
    /// Times a client spoke first or again after the server had spoken, over all connections.
    pub(crate) turns: u64,
    /// Connections made.
    pub(crate) connections: u64,
}

impl Passed {
    /// What passed since `earlier`.
    pub(crate) const fn since(self, earlier: Self) -> Self {
        Self {
            up: self.up - earlier.up,
            down: self.down - earlier.down,
            turns: self.turns - earlier.turns,
            connections: self.connections - earlier.connections,
        }
    }
}

#[derive(Default)]
struct State {
    server: Mutex<Option<SocketAddr>>,
    open: Mutex<Vec<TcpStream>>,
    up: AtomicU64,
    down: AtomicU64,
    turns: AtomicU64,
    connections: AtomicU64,
    closed: AtomicBool,
}

/// The proxy; dropping it closes it.
pub(crate) struct Proxy {
    address: SocketAddr,
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

impl Proxy {
    /// A proxy that listens on a free port of this address and leads nowhere yet.
    ///
    /// # Errors
    /// [`Trouble`] when no port can be had.
    pub(crate) fn at(ip: std::net::IpAddr) -> Outcome<Self> {
        let listener = TcpListener::bind((ip, 0)).map_err(|error| Trouble::of("proxy", error))?;
        let address = listener.local_addr().map_err(|error| Trouble::of("proxy", error))?;
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let thread = std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if shared.closed.load(Ordering::SeqCst) {
                    break;
                }
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || connect(client, &shared));
            }
        });
        Ok(Self { address, state, thread: Some(thread) })
    }

    /// Leads new connections to this server.
    pub(crate) fn lead_to(&self, server: SocketAddr) {
        *lock(&self.state.server) = Some(server);
    }

    /// Where clients find it.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What has passed so far.
    pub(crate) fn passed(&self) -> Passed {
        let read = |counter: &AtomicU64| counter.load(Ordering::SeqCst);
        let State { up, down, turns, connections, .. } = &*self.state;
        Passed { up: read(up), down: read(down), turns: read(turns), connections: read(connections) }
    }

    /// Breaks every open connection.
    pub(crate) fn cut(&self) {
        for stream in lock(&self.state.open).drain(..) {
            // Gone already is as good.
            drop(stream.shutdown(Shutdown::Both));
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.closed.store(true, Ordering::SeqCst);
        self.cut();
        // One last connection wakes the listener so that it sees it is over.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(client: TcpStream, state: &Arc<State>) {
    let Some(server) = *lock(&state.server) else { return };
    let Ok(server) = TcpStream::connect(server) else { return };
    let quick = client.set_nodelay(true).and_then(|()| server.set_nodelay(true));
    let (Ok(()), Ok(client_in), Ok(server_in)) = (quick, client.try_clone(), server.try_clone()) else { return };
    let (Ok(client_kept), Ok(server_kept)) = (client.try_clone(), server.try_clone()) else { return };
    lock(&state.open).extend([client_kept, server_kept]);
    state.connections.fetch_add(1, Ordering::SeqCst);
    // The client speaks next: true before its first word and after each of the server's.
    let clients_turn = Arc::new(AtomicBool::new(true));
    let (counted, turn) = (Arc::clone(state), Arc::clone(&clients_turn));
    let up = std::thread::spawn(move || {
        pump(client_in, server, &counted.up, || {
            if turn.swap(false, Ordering::SeqCst) {
                counted.turns.fetch_add(1, Ordering::SeqCst);
            }
        });
    });
    pump(server_in, client, &state.down, || clients_turn.store(true, Ordering::SeqCst));
    drop(up.join());
}

/// Copies until either side ends.
fn pump(mut from: TcpStream, mut to: TcpStream, counter: &AtomicU64, heard: impl Fn()) {
    let mut buffer = [0; 64 * 1024];
    while let Ok(read) = from.read(&mut buffer) {
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        heard();
        counter.fetch_add(read as u64, Ordering::SeqCst);
        if to.write_all(bytes).is_err() {
            break;
        }
    }
    // Either side may be gone already; both are to be gone now.
    drop(from.shutdown(Shutdown::Both));
    drop(to.shutdown(Shutdown::Both));
}
