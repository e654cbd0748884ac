//! What is measured and logged. Numbers and codes only: never a name, phone, address, token or body.

use std::sync::Arc;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;
use shared::time::Timestamp;
use shared::wire::Fate;
use tracing_subscriber::EnvFilter;

use crate::bounds::bound::Bound;

/// What became of an envelope.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct FateLabel {
    fate: &'static str,
}

/// A kind of answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StatusLabel {
    status: u16,
}

/// A bound that was reached.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct BoundLabel {
    bound: &'static str,
}

/// What came of having the certificate made anew.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OutcomeLabel {
    outcome: &'static str,
}

/// The server's counters.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    envelopes: Family<FateLabel, Counter>,
    requests: Family<StatusLabel, Counter>,
    sync_seconds: Histogram,
    connections: Gauge,
    bounds: Family<BoundLabel, Counter>,
    renewals: Family<OutcomeLabel, Counter>,
    certificate_end: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("sen");
        let envelopes = Family::default();
        let requests = Family::default();
        let sync_seconds = Histogram::new(exponential_buckets(0.000_5, 2.0, 14));
        let connections = Gauge::default();
        let bounds: Family<BoundLabel, Counter> = Family::default();
        let renewals: Family<OutcomeLabel, Counter> = Family::default();
        let certificate_end = Gauge::default();
        registry.register(
            "certificate_end_seconds",
            "When the certificate ends, in seconds since 1970",
            certificate_end.clone(),
        );
        registry.register("certificate_renewals", "Attempts to have the certificate made anew", renewals.clone());
        registry.register("bounds", "Times a bound on load was reached", bounds.clone());
        registry.register("envelopes", "Envelopes by what became of them", envelopes.clone());
        registry.register("requests", "Answers by HTTP status", requests.clone());
        registry.register("sync_seconds", "Time to answer a sync request, in seconds", sync_seconds.clone());
        registry.register("connections", "Open connections", connections.clone());
        Self {
            registry: Arc::new(registry),
            envelopes,
            requests,
            sync_seconds,
            connections,
            bounds,
            renewals,
            certificate_end,
        }
    }
}

impl Metrics {
    /// Counts what became of one envelope.
    pub fn count_fate(&self, fate: &Fate) {
        let fate = match fate {
            Fate::Merged(_) => "merged",
            Fate::Duplicate(_) => "duplicate",
            Fate::Held(_) => "held",
            Fate::Refused(_) => "refused",
        };
        self.envelopes.get_or_create(&FateLabel { fate }).inc();
    }

    /// How often an envelope came to a fate: `merged`, `duplicate`, `held` or `refused`.
    #[must_use]
    pub fn fates(&self, fate: &'static str) -> u64 {
        self.envelopes.get_or_create(&FateLabel { fate }).get()
    }

    /// Counts one answer.
    pub fn count_answer(&self, status: u16) {
        self.requests.get_or_create(&StatusLabel { status }).inc();
    }

    /// Counts that a bound was reached.
    pub fn count_bound(&self, bound: Bound) {
        self.bounds.get_or_create(&BoundLabel { bound: bound.code() }).inc();
    }

    /// Counts an attempt to have the certificate made anew: `renewed` or `failed`.
    pub fn count_renewal(&self, outcome: &'static str) {
        self.renewals.get_or_create(&OutcomeLabel { outcome }).inc();
    }

    /// How often an attempt came to that.
    #[must_use]
    pub fn renewals(&self, outcome: &'static str) -> u64 {
        self.renewals.get_or_create(&OutcomeLabel { outcome }).get()
    }

    /// Notes when the certificate in use ends.
    pub fn note_certificate(&self, end: Timestamp) {
        self.certificate_end.set(end.as_ms().div_euclid(1000));
    }

    /// Notes how long a sync took.
    pub fn note_sync(&self, seconds: f64) {
        self.sync_seconds.observe(seconds);
    }

    /// A connection opened (+1) or closed (-1).
    pub fn connection(&self, change: i64) {
        self.connections.inc_by(change);
    }

    /// Everything in Prometheus text form.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        match prometheus_client::encoding::text::encode(&mut text, &self.registry) {
            Ok(()) => text,
            Err(_) => "# metrics could not be written\n".to_owned(),
        }
    }
}

/// Starts logging as JSON lines on standard error; `RUST_LOG` chooses how much. A panic is a line as any other, also one
/// that is caught.
pub fn start_logging() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let started = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    if let Err(error) = started {
        tracing::debug!(%error, "logging was started before");
    }
    std::panic::set_hook(Box::new(|broke_off| {
        let said = broke_off.payload_as_str().unwrap_or("without a word");
        let place = broke_off.location().map(ToString::to_string);
        tracing::error!(place, said, "something broke off");
    }));
}
