//! A line as a phone at the edge of a village has it: 2G, emulated between client and server, on loopback.
//!
//! Owns the arithmetic of when bytes would have arrived: both ways are serialised at the network's rate in segments, every
//! segment travels half a round trip, a lost one is sent again after TCP's timeout, and whatever was sent after it waits
//! for it. A new connection pays TCP's handshake first. Losses are drawn from a seed. Left out, in favour of whoever
//! sends much: the window that begins with ten segments, and what acknowledgements take of the rate.

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tests::{Outcome, Trouble};

/// There and back.
const ROUND_TRIP: Duration = Duration::from_millis(300);
const BITS_PER_SECOND: f64 = 50_000.0;
const LOST_PER_HUNDRED: u32 = 5;
/// Bytes a segment carries, and the heads of IP and TCP before them.
const SEGMENT: usize = 1_360;
const HEADS: usize = 40;
/// TCP sends again no earlier than this after the round trip; it waits twice as long each further time.
const GRACE: Duration = Duration::from_millis(200);
/// As long as TCP waits for the answer to its very first segment.
const FIRST_TIMEOUT: Duration = Duration::from_secs(1);

/// What the tables say of the network.
pub(crate) const WORDS: &str = "2G emulated: RTT 300 ms, 50 kbit/s, 5 % loss";

/// A proxy on loopback that is as slow as 2G; dropping it closes it to new connections.
pub(crate) struct SlowLine {
    address: SocketAddr,
    closed: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl SlowLine {
    /// A slow connection to `server`, found at a free port of `ip`.
    ///
    /// # Errors
    /// [`Trouble`] when no port can be had.
    pub(crate) fn to(server: SocketAddr, ip: IpAddr, seed: u64) -> Outcome<Self> {
        Self::at(SocketAddr::from((ip, 0)), server, seed)
    }

    /// As [`SlowLine::to`], found at an address that is known before.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be had.
    pub(crate) fn at(address: SocketAddr, server: SocketAddr, seed: u64) -> Outcome<Self> {
        let listener = TcpListener::bind(address).map_err(|error| Trouble::of("slow line", error))?;
        let address = listener.local_addr().map_err(|error| Trouble::of("slow line", error))?;
        let closed = Arc::new(AtomicBool::new(false));
        let is_closed = Arc::clone(&closed);
        let thread = std::thread::spawn(move || {
            let mut lot = fastrand::Rng::with_seed(seed);
            for client in listener.incoming().flatten() {
                if is_closed.load(Ordering::SeqCst) {
                    break;
                }
                let (up, down) = (lot.fork(), lot.fork());
                std::thread::spawn(move || connect(client, server, up, down));
            }
        });
        Ok(Self { address, closed, thread: Some(thread) })
    }

    /// Where clients find it.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for SlowLine {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        // One last connection wakes the listener so that it sees it is over.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn connect(client: TcpStream, server: SocketAddr, up: fastrand::Rng, down: fastrand::Rng) {
    let Ok(server) = TcpStream::connect(server) else { return };
    let quick = client.set_nodelay(true).and_then(|()| server.set_nodelay(true));
    let (Ok(()), Ok(client_in), Ok(server_in)) = (quick, client.try_clone(), server.try_clone()) else { return };
    let (mut up, down) = (Way::new(up), Way::new(down));
    up.shake_hands();
    let upwards = std::thread::spawn(move || pump(client_in, server, up));
    pump(server_in, client, down);
    drop(upwards.join());
}

/// One direction: when what is sent now would be there.
struct Way {
    lot: fastrand::Rng,
    /// When the last bit of what was sent before has left.
    free: Instant,
    /// When the last of it has arrived.
    arrived: Instant,
}

impl Way {
    fn new(lot: fastrand::Rng) -> Self {
        let now = Instant::now();
        Self { lot, free: now, arrived: now }
    }

    /// Nothing can be said before TCP's first two segments have passed.
    fn shake_hands(&mut self) {
        let mut timeout = FIRST_TIMEOUT;
        while self.is_lost() || self.is_lost() {
            self.free += timeout;
            timeout *= 2;
        }
        self.free += ROUND_TRIP + on_the_line(0) * 2;
    }

    fn is_lost(&mut self) -> bool {
        self.lot.u32(0..100) < LOST_PER_HUNDRED
    }

    /// When a segment that is handed over `now` is there and everything before it.
    fn send(&mut self, now: Instant, bytes: usize) -> Instant {
        let takes = on_the_line(bytes);
        self.free = self.free.max(now) + takes;
        let mut there = self.free + ROUND_TRIP / 2;
        let mut timeout = ROUND_TRIP + GRACE;
        while self.is_lost() {
            // It is sent again, and takes its share of the rate again.
            there += timeout + takes;
            self.free += takes;
            timeout *= 2;
        }
        self.arrived = self.arrived.max(there);
        self.arrived
    }
}

/// How long a segment occupies the network.
fn on_the_line(bytes: usize) -> Duration {
    let bits = crate::measure::count((bytes + HEADS) * 8);
    Duration::from_secs_f64(bits / BITS_PER_SECOND)
}

fn pump(mut from: TcpStream, to: TcpStream, mut way: Way) {
    let (hand_over, on_their_way) = channel();
    let arrivals = std::thread::spawn(move || deliver(to, &on_their_way));
    let mut buffer = [0; 64 * 1024];
    'open: while let Ok(read) = from.read(&mut buffer) {
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        let now = Instant::now();
        for segment in bytes.chunks(SEGMENT) {
            if hand_over.send((way.send(now, segment.len()), segment.to_vec())).is_err() {
                break 'open;
            }
        }
    }
    drop(hand_over);
    drop(arrivals.join());
    // Either side may be gone already; both are to be gone now.
    drop(from.shutdown(Shutdown::Both));
}

/// Hands each segment on at its time.
fn deliver(mut to: TcpStream, on_their_way: &Receiver<(Instant, Vec<u8>)>) {
    for (at, bytes) in on_their_way {
        while let Some(left) = at.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            std::thread::park_timeout(left);
        }
        if to.write_all(&bytes).is_err() {
            break;
        }
    }
    drop(to.shutdown(Shutdown::Both));
}
