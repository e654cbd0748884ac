//! Every bound on load: the numbers, and what is counted against them.
//!
//! One place owns what a device, an address and a connection may ask of the server and how long it
//! may take. It refuses to know about HTTP: what exceeds a bound becomes an answer in `http::error`
//! or a page in `console::error`. The bounds of what a single frame may hold are the protocol's
//! (`shared::limits`).

pub mod bound;
mod rate;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use shared::id::DeviceId;
use shared::limits::{BODY_BYTES_MAX, ENVELOPES_PER_REQUEST_MAX};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::host::Host;
use crate::telemetry::Metrics;
use rate::{Keyed, Steady};

pub use bound::Bound;
pub use rate::Rate;

/// Addresses whose attempts are remembered; beyond them the least used are forgotten.
const ADDRESSES_MAX: usize = 10_000;
/// Devices whose use is remembered.
const DEVICES_MAX: usize = 50_000;
/// A request counts as at least so many bytes, for what it takes beside its body.
const REQUEST_BYTES_MIN: usize = 64 * 1024;
/// What memory for bodies is counted in, in bytes.
const UNIT_BYTES: usize = 1024;
/// How long a device is asked to wait for a place that will soon be free.
const SOON: Duration = Duration::from_secs(2);

/// The numbers, as `[limits]` in `sen.toml` gives them. Times are in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// A TLS handshake takes no longer.
    pub handshake_ms: u64,
    /// The head of a request takes no longer, from its first byte; on a new connection, from the handshake.
    pub head_ms: u64,
    /// A connection without an open request is closed after so long, whatever it sends beside requests.
    pub idle_ms: u64,
    /// A body, or an answer that is being read, may stand still for so long.
    pub pause_ms: u64,
    /// And it has to come at this pace on the whole, in bytes per second.
    pub body_bytes_per_second: u32,
    /// The server's own work on a request takes no longer.
    pub work_ms: u64,
    /// Open requests are given so long when the server stops.
    pub stop_ms: u64,
    /// A connection is closed after so many requests.
    pub connection_requests: u32,
    /// Bodies held in memory at once, in bytes.
    pub bodies_bytes: u32,
    /// Requests of one device being answered at once.
    pub device_in_flight: u32,
    /// Sync requests of one device.
    pub device_requests: Rate,
    /// Bytes one device may bring in a day, inflated.
    pub device_bytes_per_day: NonZeroU32,
    /// Envelopes one device may bring in a day.
    pub device_envelopes_per_day: NonZeroU32,
    /// Attempts to enrol from one address.
    pub address_enrolments: Rate,
    /// Attempts to enrol from anywhere.
    pub enrolments: Rate,
    /// Attempts to sign in from one address.
    pub address_sign_ins: Rate,
    /// Attempts to sign in from anywhere.
    pub sign_ins: Rate,
    /// Requests from one address whose token belongs to nobody, and other questions a stranger may ask.
    pub address_strangers: Rate,
}

const fn at_least_one(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

impl Default for Limits {
    fn default() -> Self {
        let rate = |burst, per_minute| Rate { burst: at_least_one(burst), per_minute: at_least_one(per_minute) };
        Self {
            handshake_ms: 15_000,
            head_ms: 15_000,
            idle_ms: 300_000,
            pause_ms: 20_000,
            body_bytes_per_second: 4_000,
            work_ms: 120_000,
            stop_ms: 20_000,
            connection_requests: 10_000,
            bodies_bytes: 256 * 1024 * 1024,
            device_in_flight: 2,
            device_requests: rate(600, 120),
            device_bytes_per_day: at_least_one(512 * 1024 * 1024),
            device_envelopes_per_day: at_least_one(50_000),
            address_enrolments: rate(100, 20),
            enrolments: rate(300, 300),
            address_sign_ins: rate(20, 6),
            sign_ins: rate(100, 300),
            address_strangers: rate(120, 60),
        }
    }
}

impl Limits {
    /// The key whose value cannot be, and why; a bound that lets nothing through would be no bound.
    pub(crate) fn fault(&self) -> Option<(&'static str, &'static str)> {
        let bytes = usize::try_from(self.device_bytes_per_day.get()).unwrap_or(usize::MAX);
        let envelopes = usize::try_from(self.device_envelopes_per_day.get()).unwrap_or(usize::MAX);
        let bodies = usize::try_from(self.bodies_bytes).unwrap_or(usize::MAX);
        let times = [self.handshake_ms, self.head_ms, self.idle_ms, self.pause_ms, self.work_ms, self.stop_ms];
        match self {
            _ if times.iter().any(|ms| !(1..=86_400_000).contains(ms)) => {
                Some(("limits", "every time lies between 1 ms and a day"))
            }
            _ if self.body_bytes_per_second == 0 => Some(("limits.body_bytes_per_second", "is at least 1")),
            _ if self.connection_requests == 0 => Some(("limits.connection_requests", "is at least 1")),
            _ if self.device_in_flight == 0 => Some(("limits.device_in_flight", "is at least 1")),
            _ if bodies < 2 * BODY_BYTES_MAX => Some(("limits.bodies_bytes", "holds two whole requests of 4 MiB")),
            _ if bytes < 2 * BODY_BYTES_MAX => {
                Some(("limits.device_bytes_per_day", "holds two whole requests of 4 MiB"))
            }
            _ if envelopes < ENVELOPES_PER_REQUEST_MAX => {
                Some(("limits.device_envelopes_per_day", "holds one whole request of 512"))
            }
            _ => None,
        }
    }

    /// How long so many bytes may take to be sent.
    #[must_use]
    pub fn time_for(&self, bytes: u64) -> Duration {
        Duration::from_millis(self.pause_ms)
            + Duration::from_millis(bytes.saturating_mul(1000) / u64::from(self.body_bytes_per_second.max(1)))
    }
}

/// A bound was reached; nothing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}; try again in {} s", bound.words(), self.seconds())]
pub struct Exceeded {
    /// Which.
    pub bound: Bound,
    /// When there is room again, at the earliest.
    pub wait: Duration,
}

impl Exceeded {
    /// Whole seconds to wait, at least 1.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        self.wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX).max(1)
    }
}

/// What is counted against the numbers; clones share it.
#[derive(Clone)]
pub struct Bounds {
    inner: Arc<BoundsInner>,
}

struct BoundsInner {
    limits: Arc<Limits>,
    metrics: Metrics,
    in_flight: Mutex<BTreeMap<DeviceId, u32>>,
    bodies: Arc<Semaphore>,
    device_requests: Keyed<DeviceId>,
    device_bytes: Keyed<DeviceId>,
    device_envelopes: Keyed<DeviceId>,
    address_enrolments: Keyed<IpAddr>,
    enrolments: Keyed<()>,
    address_sign_ins: Keyed<IpAddr>,
    sign_ins: Keyed<()>,
    address_strangers: Keyed<IpAddr>,
}

impl Bounds {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(limits: Limits, host: &Host, metrics: Metrics) -> Self {
        let clock = Steady::of(host.clone());
        let bodies = usize::try_from(limits.bodies_bytes).unwrap_or(usize::MAX) / UNIT_BYTES;
        let by_address = |rate: Rate| Keyed::new(rate.quota(), ADDRESSES_MAX, &clock);
        let by_device = |quota| Keyed::new(quota, DEVICES_MAX, &clock);
        let overall = |rate: Rate| Keyed::new(rate.quota(), 1, &clock);
        let inner = BoundsInner {
            in_flight: Mutex::default(),
            bodies: Arc::new(Semaphore::new(bodies)),
            device_requests: by_device(limits.device_requests.quota()),
            device_bytes: by_device(rate::per_day(limits.device_bytes_per_day)),
            device_envelopes: by_device(rate::per_day(limits.device_envelopes_per_day)),
            address_enrolments: by_address(limits.address_enrolments),
            enrolments: overall(limits.enrolments),
            address_sign_ins: by_address(limits.address_sign_ins),
            sign_ins: overall(limits.sign_ins),
            address_strangers: by_address(limits.address_strangers),
            limits: Arc::new(limits),
            metrics,
        };
        Self { inner: Arc::new(inner) }
    }

    /// The numbers.
    #[must_use]
    pub fn limits(&self) -> &Arc<Limits> {
        &self.inner.limits
    }

    /// Counts that a bound was reached.
    pub fn note(&self, bound: Bound) {
        self.inner.metrics.count_bound(bound);
    }

    fn exceeded(&self, bound: Bound, wait: Duration) -> Exceeded {
        self.note(bound);
        Exceeded { bound, wait }
    }

    /// Lets a device's request in; the place is free again when the result is dropped.
    ///
    /// # Errors
    /// [`Exceeded`] when it has too many open, or asks too often.
    pub fn device(&self, device: DeviceId) -> Result<InFlight, Exceeded> {
        let mut in_flight = self.inner.in_flight.lock().unwrap_or_else(PoisonError::into_inner);
        let open = in_flight.entry(device).or_insert(0);
        if *open >= self.inner.limits.device_in_flight {
            return Err(self.exceeded(Bound::DeviceInFlight, SOON));
        }
        *open += 1;
        drop(in_flight);
        // From here on the place is given back whatever happens.
        let place = InFlight { bounds: self.clone(), device };
        let asked = self.inner.device_requests.take(&device, 1);
        asked.map(|()| place).map_err(|wait| self.exceeded(Bound::DeviceRequests, wait))
    }

    /// Counts bytes a device brings.
    ///
    /// # Errors
    /// [`Exceeded`] when that is more than it may; then they are not counted.
    pub fn device_brings(&self, device: DeviceId, bytes: usize) -> Result<(), Exceeded> {
        let taken = self.inner.device_bytes.take(&device, bytes);
        taken.map_err(|wait| self.exceeded(Bound::DeviceBytes, wait))
    }

    /// Counts envelopes a device brings.
    ///
    /// # Errors
    /// [`Exceeded`] when that is more than it may; then they are not counted.
    pub fn device_hands_in(&self, device: DeviceId, envelopes: usize) -> Result<(), Exceeded> {
        let taken = self.inner.device_envelopes.take(&device, envelopes);
        taken.map_err(|wait| self.exceeded(Bound::DeviceEnvelopes, wait))
    }

    /// Sets memory aside for a body until the result is dropped.
    ///
    /// # Errors
    /// [`Exceeded`] when other bodies hold it all.
    pub fn body(&self, bytes: usize) -> Result<OwnedSemaphorePermit, Exceeded> {
        let units = u32::try_from(bytes.max(REQUEST_BYTES_MIN).div_ceil(UNIT_BYTES)).unwrap_or(u32::MAX);
        let held = Arc::clone(&self.inner.bodies).try_acquire_many_owned(units).ok();
        held.ok_or_else(|| self.exceeded(Bound::Bodies, SOON))
    }

    /// Counts an attempt to enrol.
    ///
    /// # Errors
    /// [`Exceeded`] when there were too many from there, or from everywhere.
    pub fn enrolment(&self, address: IpAddr) -> Result<(), Exceeded> {
        let counted = self.inner.address_enrolments.take(&origin(address), 1);
        counted.and_then(|()| self.inner.enrolments.take(&(), 1)).map_err(|wait| self.exceeded(Bound::Enrolments, wait))
    }

    /// Counts an attempt to sign in.
    ///
    /// # Errors
    /// [`Exceeded`] when there were too many from there, or from everywhere.
    pub fn sign_in(&self, address: IpAddr) -> Result<(), Exceeded> {
        let counted = self.inner.address_sign_ins.take(&origin(address), 1);
        counted.and_then(|()| self.inner.sign_ins.take(&(), 1)).map_err(|wait| self.exceeded(Bound::SignIns, wait))
    }

    /// Counts a question of nobody known.
    ///
    /// # Errors
    /// [`Exceeded`] when there were too many from there.
    pub fn stranger(&self, address: IpAddr) -> Result<(), Exceeded> {
        let counted = self.inner.address_strangers.take(&origin(address), 1);
        counted.map_err(|wait| self.exceeded(Bound::Strangers, wait))
    }
}

/// A device's place among its own open requests.
pub struct InFlight {
    bounds: Bounds,
    device: DeviceId,
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut in_flight = self.bounds.inner.in_flight.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = in_flight.get_mut(&self.device) {
            *open = open.saturating_sub(1);
            if *open == 0 {
                in_flight.remove(&self.device);
            }
        }
    }
}

/// Whom an address belongs to: of IPv6 a subscriber has a whole /64.
#[must_use]
pub fn origin(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => std::net::Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

#[cfg(test)]
mod tests;
