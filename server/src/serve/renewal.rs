//! Keeps the certificate good: looks at it, and has it made anew in time, over the same key.
//!
//! It never takes the certificate away that is in use. What fails is tried again after growing pauses, is logged, and
//! counts in the metrics.

mod acme;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use shared::time::Timestamp;
use tokio::sync::Mutex;

use super::door::Door;
use crate::config::{Acme, Config};
use crate::host::Host;
use crate::telemetry::Metrics;
use crate::tls::authority::{self, Authority, AuthorityError};
use crate::tls::{Identity, Issuer, Shown, TlsError};

pub use acme::AcmeError;

/// How often a good certificate is looked at.
const LOOK: Duration = Duration::from_secs(60 * 60);
/// The pause after a failure; it doubles with each further one. Authorities count failures by the hour.
const PAUSE: Duration = Duration::from_secs(15 * 60);
/// The longest pause.
const PAUSE_MAX: Duration = Duration::from_secs(12 * 60 * 60);
/// Milliseconds before its end at which a certificate is made anew, unless it is a short one.
const AHEAD_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Why there is no new certificate.
#[derive(Debug, thiserror::Error)]
pub enum RenewalError {
    /// The certificate authority on the network.
    #[error(transparent)]
    Acme(#[from] AcmeError),
    /// The ward's own.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// Its root key is kept elsewhere.
    #[error(
        "{0} is not here, as is right for a root that is kept offline: make a request (`sen authority request`), have it \
         signed where the key is (`sen authority sign`), and bring the certificate (`sen authority install`)"
    )]
    Offline(PathBuf),
    /// What came cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// What came is not good for what was asked.
    #[error("the new certificate does not hold for {0:?}, or ends too early")]
    Unfit(Vec<String>),
}

/// What came of looking at the certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is good, or given by hand.
    Good,
    /// It was made anew.
    Renewed,
}

/// Keeps the certificate good; clones share it.
#[derive(Clone)]
pub struct Renewal {
    inner: Arc<Inner>,
}

struct Inner {
    identity: Identity,
    host: Host,
    acme: Option<Acme>,
    /// The names of a certificate that is made here.
    names: Vec<String>,
    data: PathBuf,
    door: Door,
    metrics: Metrics,
    /// One at a time.
    turn: Mutex<()>,
}

/// Who is asked for a certificate.
enum Giver<'a> {
    Acme(&'a Acme),
    Ward(PathBuf),
}

impl Renewal {
    pub(super) fn new(config: &Config, host: Host, identity: Identity, door: Door, metrics: Metrics) -> Self {
        metrics.note_certificate(identity.shown().not_after);
        let (acme, data) = (config.acme.clone(), config.data.clone());
        let names = super::names(config);
        Self { inner: Arc::new(Inner { identity, host, acme, names, data, door, metrics, turn: Mutex::new(()) }) }
    }

    /// Looks at the certificate, and has it made anew when it is time. Asked twice, it does it once.
    ///
    /// # Errors
    /// [`RenewalError`]; the certificate in use stays.
    pub async fn look(&self) -> Result<Kept, RenewalError> {
        let inner = &*self.inner;
        let turn = inner.turn.lock().await;
        let outcome = inner.look().await;
        drop(turn);
        match &outcome {
            Ok(Kept::Good) => {}
            Ok(Kept::Renewed) => inner.metrics.count_renewal("renewed"),
            Err(_) => inner.metrics.count_renewal("failed"),
        }
        inner.metrics.note_certificate(inner.identity.shown().not_after);
        outcome
    }

    /// Looks again and again.
    pub(super) async fn keep(self) {
        let mut failures = 0;
        loop {
            let pause = match self.look().await {
                Ok(kept) => {
                    failures = 0;
                    if kept == Kept::Renewed {
                        tracing::info!("the certificate was made anew");
                    }
                    LOOK
                }
                Err(error) => {
                    let pause = pause(failures, self.inner.host.random().map_or(0, u16::from_le_bytes));
                    failures += 1;
                    let again_seconds = pause.as_secs();
                    tracing::warn!(%error, failures, again_seconds, "the certificate could not be made anew; the old one stays");
                    pause
                }
            };
            tokio::time::sleep(pause).await;
        }
    }
}

impl Inner {
    async fn look(&self) -> Result<Kept, RenewalError> {
        let Some(giver) = self.giver() else { return Ok(Kept::Good) };
        let names = match giver {
            Giver::Acme(acme) => &acme.names,
            Giver::Ward(_) => &self.names,
        };
        let shown = self.identity.shown();
        if !is_due(&shown, &giver, names, self.host.now()) {
            return Ok(Kept::Good);
        }
        let chain = match &giver {
            Giver::Acme(acme) => acme::issue(acme, &self.data, &self.identity, &self.door).await?,
            Giver::Ward(root) => self.ask_the_ward(root)?,
        };
        let fresh = Shown::of_chain(&chain).filter(|fresh| holds(fresh, names, self.host.now()));
        fresh.ok_or_else(|| RenewalError::Unfit(names.clone()))?;
        self.identity.renew(&chain)?;
        Ok(Kept::Renewed)
    }

    fn giver(&self) -> Option<Giver<'_>> {
        match &self.acme {
            Some(acme) => Some(Giver::Acme(acme)),
            None => self.identity.files().authority().filter(|root| root.exists()).map(Giver::Ward),
        }
    }

    fn ask_the_ward(&self, root: &Path) -> Result<String, RenewalError> {
        let key = root.with_file_name(authority::KEY);
        if !key.exists() {
            return Err(RenewalError::Offline(key));
        }
        let authority = Authority::open(&self.data)?;
        Ok(authority.issue(self.identity.files(), &self.names, &self.host)?)
    }
}

/// Whether it is time for another certificate: this one is not the giver's, lacks a name, or ends soon. Of a short one the
/// last third is soon.
fn is_due(shown: &Shown, giver: &Giver<'_>, names: &[String], now: Timestamp) -> bool {
    let is_givers = match giver {
        Giver::Acme(_) => shown.issuer == Issuer::Other,
        Giver::Ward(_) => matches!(shown.issuer, Issuer::Ward(_)),
    };
    let lifetime_ms = shown.not_after.minus(shown.not_before);
    let ahead_ms = AHEAD_MS.min(lifetime_ms / 3);
    !is_givers || !names.iter().all(|name| shown.names.contains(name)) || shown.not_after.minus(now) < ahead_ms
}

fn holds(shown: &Shown, names: &[String], now: Timestamp) -> bool {
    names.iter().all(|name| shown.names.contains(name)) && shown.not_after > now
}

/// How long to wait after so many failures and one more; `chance` spreads it over half of its length, so that servers
/// that failed together do not come back together.
fn pause(failures: u32, chance: u16) -> Duration {
    let whole = PAUSE.saturating_mul(1 << failures.min(10)).min(PAUSE_MAX);
    whole / 2 + whole.mul_f64(f64::from(chance) / f64::from(u16::MAX)) / 2
}

#[cfg(test)]
mod tests;
