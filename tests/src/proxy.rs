//! A proxy between phone and server: it counts bytes and can be cut after so many of an answer.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::{Outcome, Trouble};

/// A proxy on loopback.
pub struct CuttingProxy {
    address: SocketAddr,
    shared: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

type Reaction = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct State {
    on_answer: Mutex<Option<Reaction>>,
    up: AtomicU64,
    down: AtomicU64,
    cut_after: AtomicU64,
    closed: AtomicBool,
}

impl CuttingProxy {
    /// A proxy in front of `server`.
    ///
    /// # Errors
    /// [`Trouble`] when no port can be had.
    pub fn to(server: SocketAddr) -> Outcome<Self> {
        Self::at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), server)
    }

    /// As [`CuttingProxy::to`], found at an address that is known before.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be had.
    pub fn at(address: SocketAddr, server: SocketAddr) -> Outcome<Self> {
        let listener = TcpListener::bind(address).map_err(|error| Trouble::of("proxy", error))?;
        let address = listener.local_addr().map_err(|error| Trouble::of("proxy", error))?;
        let shared = Arc::new(State { cut_after: AtomicU64::new(u64::MAX), ..State::default() });
        let state = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if state.closed.load(Ordering::SeqCst) {
                    break;
                }
                let state = Arc::clone(&state);
                std::thread::spawn(move || connect(client, server, &state));
            }
        });
        Ok(Self { address, shared, thread: Some(thread) })
    }

    /// Its port on 127.0.0.1.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// `https://127.0.0.1:port`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// Cuts each connection once `bytes` more have come down; `u64::MAX` mends the connection.
    pub fn cut_after(&self, bytes: u64) {
        let now = self.shared.down.load(Ordering::SeqCst);
        self.shared.cut_after.store(now.saturating_add(bytes), Ordering::SeqCst);
    }

    /// When the next bytes come down, swallows them, ends the connection and does this.
    pub fn on_answer(&self, reaction: impl FnOnce() + Send + 'static) {
        *self.shared.on_answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(reaction));
    }

    /// Bytes sent up and down so far.
    #[must_use]
    pub fn bytes(&self) -> (u64, u64) {
        (self.shared.up.load(Ordering::SeqCst), self.shared.down.load(Ordering::SeqCst))
    }
}

impl Drop for CuttingProxy {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::SeqCst);
        // One last connection wakes the listener so that it sees it is over.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn connect(client: TcpStream, server: SocketAddr, state: &Arc<State>) {
    let Ok(server) = TcpStream::connect(server) else { return };
    let (Ok(client_in), Ok(server_in)) = (client.try_clone(), server.try_clone()) else { return };
    let counted = Arc::clone(state);
    let up = std::thread::spawn(move || pump(client_in, server, &counted.up, |_| true));
    pump(server_in, client, &state.down, |seen| {
        let reaction = state.on_answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        match reaction {
            Some(react) => {
                react();
                false
            }
            None => seen <= state.cut_after.load(Ordering::SeqCst),
        }
    });
    drop(up.join());
}

/// Copies until either side ends or `go_on`, told the bytes so far, says no; those bytes are swallowed.
fn pump(mut from: TcpStream, mut to: TcpStream, counter: &AtomicU64, go_on: impl Fn(u64) -> bool) {
    let mut buffer = [0; 4096];
    while let Ok(read) = from.read(&mut buffer) {
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        let seen = counter.fetch_add(read as u64, Ordering::SeqCst) + read as u64;
        if !go_on(seen) || to.write_all(bytes).is_err() {
            break;
        }
    }
    // Either side may be gone already; both are to be gone now.
    drop(from.shutdown(Shutdown::Both));
    drop(to.shutdown(Shutdown::Both));
}
