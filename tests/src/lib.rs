//! The harness of the end-to-end promises: a real server over real TLS, real devices, and a connection
//! between them that can be cut. Time is driven by hand.

pub mod acme;
pub mod app;
pub mod browser;
pub mod caller;
pub mod clerk;
pub mod contract;
pub mod elsewhere;
pub mod gate;
pub mod keyboard;
pub mod phone;
pub mod program;
pub mod proxy;
pub mod released;
pub mod rogue;
pub mod sim;
pub mod trace;
pub mod ward;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};

use shared::time::{CivilDate, Timestamp};
pub use year::{Outcome, Trouble};

/// An address of this test's own on the loopback network, for a server that is started more than once.
///
/// A port that was free a moment ago may be anybody's by the time it is used; an address that nobody else
/// takes keeps its ports.
///
/// # Errors
/// [`Trouble`] when the machine has no such address.
pub fn own_address() -> Outcome<SocketAddr> {
    static TAKEN: AtomicU8 = AtomicU8::new(0);
    let [.., high, low] = std::process::id().to_be_bytes();
    let ip = Ipv4Addr::new(127, high | 0x80, low, TAKEN.fetch_add(1, Ordering::SeqCst));
    let free = TcpListener::bind((ip, 0)).and_then(|listener| listener.local_addr());
    free.map_err(|error| Trouble::of("address", error))
}

/// A clock that moves only when told to; clones show the same time.
#[derive(Debug, Clone)]
pub struct Clock(Arc<AtomicI64>);

impl Default for Clock {
    /// The evening of 5 November 2026 in Viet Nam.
    fn default() -> Self {
        let day = CivilDate::new(2026, 11, 5).map_or(0, CivilDate::days_from_epoch);
        Self(Arc::new(AtomicI64::new((day * 24 + 12) * 3_600_000)))
    }
}

impl Clock {
    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.0.load(Ordering::SeqCst))
    }

    /// Goes by another clock, as a browser's page can be told of no other time than the machine's.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.as_ms(), Ordering::SeqCst);
    }

    /// Lets seconds pass.
    pub fn pass_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// Lets milliseconds pass.
    pub fn pass_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// Lets days pass.
    pub fn pass_days(&self, days: i64) {
        self.pass_seconds(days * 86_400);
    }
}
