//! Serving: accept over TLS, answer, and stop without losing what was begun.

pub(crate) mod body;
mod connection;
mod connection_table;
mod http_connection;
mod identity;
mod pace;
pub mod peer;
mod service;
mod stream;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

use crate::bounds::{Bound, Bounds, Exceeded};
use crate::config::Config;
use crate::directory::Directory;
use crate::host::Host;
use crate::hub::Hub;
use crate::store::{Claim, Store, StoreError};
use crate::telemetry::Metrics;
use crate::tls::{Identity, TlsError};
use crate::{app, console, http};
use connection::Shared;
use connection_table::{ConnectionEntry, ConnectionTable};
use peer::Peer;

pub use identity::{NewKey, identity};

/// Pause after a connection could not be accepted, for example for want of file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Connections beyond the limit that get a refusal at once; further ones are closed without one, because a refusal
/// costs a TLS handshake.
const REFUSED_MAX: usize = 64;
/// How long a refused client is asked to wait.
const COME_BACK: Duration = Duration::from_secs(5);
/// Files open beside connections: the database, its readers, the log.
const FILES: u64 = 256;
/// Seconds between looks at what may have changed outside this process.
const RELOAD_SECONDS: u64 = 10;

/// Why the server could not begin.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The certificate.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The key is not there, and devices know the server by it.
    #[error(
        "{path} không có, mà {devices} thiết bị đã ghi danh chỉ nhận ra máy chủ bằng khóa này. Hãy lấy lại khóa từ bản sao \
         lưu (`sen restore` đặt lại khóa, hoặc chép tls.key và tls.crt vào chỗ cũ). Nếu khóa đã mất hẳn: `sen serve \
         --new-tls-key`, rồi ghi danh lại mọi thiết bị / {path} is not there, and {devices} enrolled device(s) know this \
         server by that key. Bring it back from a backup (`sen restore` puts it in its place, or copy tls.key and \
         tls.crt). If it is lost for good: `sen serve --new-tls-key`, and enrol every device anew"
    )]
    KeyMissing {
        /// The key.
        path: std::path::PathBuf,
        /// Devices that would be cut off.
        devices: u32,
    },
    /// The key is another than the one devices know the server by.
    #[error(
        "{path} là khóa khác với khóa mà {devices} thiết bị đã ghi danh biết. Hãy đặt lại khóa cũ; nếu cố ý thay khóa: `sen \
         serve --new-tls-key`, rồi ghi danh lại mọi thiết bị / {path} is another key than the one by which {devices} \
         enrolled device(s) know this server. Put the old one back; to change it all the same: `sen serve \
         --new-tls-key`, and enrol every device anew"
    )]
    KeyChanged {
        /// The key.
        path: std::path::PathBuf,
        /// Devices that would be cut off.
        devices: u32,
    },
    /// The address.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Where.
        address: std::net::SocketAddr,
        /// Why.
        source: std::io::Error,
    },
}

/// A server that is ready to serve.
pub struct Server {
    hub: Hub,
    identity: Identity,
    router: Router,
    connections_max: usize,
    bounds: Bounds,
    claim: Claim,
}

impl Server {
    /// Opens the database and the certificate.
    ///
    /// # Errors
    /// [`ServeError`], with what to do about it.
    pub async fn open(config: &Config, host: Host) -> Result<Self, ServeError> {
        Self::open_with(config, host, NewKey::Refuse).await
    }

    /// As [`Server::open`], on the word of the administrator about the server's key.
    ///
    /// # Errors
    /// As [`Server::open`].
    pub async fn open_with(config: &Config, host: Host, key: NewKey) -> Result<Self, ServeError> {
        let claim = Claim::of(&config.database())?;
        let store = Store::open_on(&config.database(), host.workers().clone())?;
        let identity = identity(&store, config, &host, key).await?;
        // Without the directory no request can be judged: it says who may read what.
        let directory = Directory::load(&store).await.map_err(|error| match error {
            StoreError::Refused(_) | StoreError::Corrupt(_) | StoreError::ReadOnly(_) => {
                StoreError::Damaged(config.database())
            }
            error => error,
        })?;
        let metrics = Metrics::default();
        let bounds = Bounds::new(config.limits.clone(), &host, metrics.clone());
        let hub = Hub::new(store, directory, host, metrics);
        let console = console::routes(hub.clone(), identity.clone(), config.public_url.clone(), bounds.clone()).await;
        let metrics = hub.metrics().clone();
        let router = http::routes(hub.clone(), bounds.clone()).merge(console).merge(app::routes()).layer(
            axum::middleware::from_fn(move |request: Request, next: axum::middleware::Next| {
                let metrics = metrics.clone();
                async move {
                    let response = next.run(request).await;
                    metrics.count_answer(response.status().as_u16());
                    response
                }
            }),
        );
        Ok(Self { hub, identity, router, connections_max: config.connections_max, bounds, claim })
    }

    /// The hub, for what is done on the server itself.
    #[must_use]
    pub const fn hub(&self) -> &Hub {
        &self.hub
    }

    /// The certificate in use.
    #[must_use]
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Serves until `stop` is ready, then lets open requests end and closes the database.
    ///
    /// While open requests end, new connections are told to come back later; afterwards nobody listens.
    ///
    /// # Errors
    /// [`ServeError::Tls`] when TLS cannot be set up.
    pub async fn run(self, listener: TcpListener, stop: impl Future<Output = ()>) -> Result<(), ServeError> {
        let Self { hub, identity, router, connections_max, bounds, claim } = self;
        let table = ConnectionTable::new(open_files(connections_max), Arc::clone(bounds.limits()));
        let acceptor = TlsAcceptor::from(identity.server_config()?);
        let stop_within = Duration::from_millis(bounds.limits().stop_ms);
        let shared = Shared { router, acceptor, bounds };
        let door =
            Door { shared, table, refused: Arc::new(Semaphore::new(REFUSED_MAX)), metrics: hub.metrics().clone() };
        let reloading = tokio::spawn(reload(identity, hub.clone()));
        let resuming = tokio::spawn(resume(hub.clone()));
        let store = hub.store().clone();
        // It ends by itself, or when the store stops.
        drop(tokio::task::spawn_blocking(move || store.check_pages()));
        tokio::select! {
            () = stop => {}
            never = door.open(&listener) => match never {},
        }
        tokio::select! {
            ended = tokio::time::timeout(stop_within, door.table.empty()) => if ended.is_err() {
                tracing::warn!("some requests did not end in time; their devices will try again");
            },
            never = door.closed(&listener) => match never {},
        }
        drop(listener);
        reloading.abort();
        resuming.abort();
        let store = hub.store().clone();
        if tokio::task::spawn_blocking(move || store.stop()).await.is_err() {
            tracing::error!("the database could not be closed in order");
        }
        // The lock goes last: another process may serve this folder only when nothing here writes any more.
        drop(claim);
        tracing::info!("stopped");
        Ok(())
    }
}

/// Accepts connections.
struct Door {
    shared: Shared,
    table: Arc<ConnectionTable>,
    /// Permits for connections that are only answered with a refusal.
    refused: Arc<Semaphore>,
    metrics: Metrics,
}

impl Door {
    /// Accepts connections as long as there is a place for them.
    async fn open(&self, listener: &TcpListener) -> std::convert::Infallible {
        loop {
            let (stream, address) = self.accept(listener).await;
            let Some((entry, made_room)) = self.table.enter() else {
                self.shared.bounds.note(Bound::Connections);
                self.turn_away(stream, address);
                continue;
            };
            if made_room {
                self.shared.bounds.note(Bound::Evicted);
            }
            let (shared, metrics) = (self.shared.clone(), self.metrics.clone());
            metrics.connection(1);
            tokio::spawn(async move {
                connection::serve(shared, stream, entry, Peer(address.ip()), None).await;
                metrics.connection(-1);
            });
        }
    }

    /// Refuses every connection and asks the client to come back later.
    async fn closed(&self, listener: &TcpListener) -> std::convert::Infallible {
        loop {
            let (stream, address) = self.accept(listener).await;
            self.turn_away(stream, address);
        }
    }

    async fn accept(&self, listener: &TcpListener) -> (TcpStream, SocketAddr) {
        loop {
            match listener.accept().await {
                Ok(accepted) => return accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    if !self.table.make_room() {
                        tracing::warn!("and none is idle");
                    }
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    fn turn_away(&self, stream: TcpStream, address: SocketAddr) {
        // Without a permit even for a refusal, the connection is just closed.
        let Ok(place) = Arc::clone(&self.refused).try_acquire_owned() else { return };
        let shared = self.shared.clone();
        let refusal = Exceeded { bound: Bound::Connections, wait: COME_BACK };
        let entry = ConnectionEntry::outside(Arc::clone(shared.bounds.limits()));
        tokio::spawn(async move {
            connection::serve(shared, stream, entry, Peer(address.ip()), Some(refusal)).await;
            drop(place);
        });
    }
}

/// As many connections as asked for, or as the system has files for.
fn open_files(connections_max: usize) -> usize {
    let wanted = u64::try_from(connections_max).unwrap_or(u64::MAX).saturating_add(FILES);
    match rlimit::increase_nofile_limit(wanted) {
        Ok(files) if files < wanted => {
            tracing::warn!(files, "the system gives fewer files than connections_max needs");
            usize::try_from(files.saturating_sub(FILES)).unwrap_or(usize::MAX).max(1)
        }
        Ok(_) => connections_max,
        Err(error) => {
            tracing::warn!(%error, "the limit of open files cannot be read");
            connections_max
        }
    }
}

/// Resumes what the last stop interrupted.
async fn resume(hub: Hub) {
    if hub.store().damage().is_some() {
        return;
    }
    if let Err(error) = hub.accept_ready().await {
        tracing::warn!(%error, "what waited for nothing any more stays held until its record changes again");
    }
}

/// Looks for what changed outside this process: the certificate's files, and what an administrator's
/// command wrote into the database.
async fn reload(identity: Identity, hub: Hub) {
    let mut tick = tokio::time::interval(Duration::from_secs(RELOAD_SECONDS));
    loop {
        tick.tick().await;
        match identity.reload_if_changed() {
            Ok(true) => tracing::info!("the certificate was reloaded"),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the new certificate cannot be used; the old one stays"),
        }
        if let Err(error) = hub.directory().refresh(hub.store()).await {
            tracing::warn!(%error, "the directory could not be read again; the old one stays");
        }
    }
}

/// Takes the address, with a sentence that says which if it is taken.
///
/// # Errors
/// [`ServeError::Listen`].
pub async fn listen(address: std::net::SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })
}

#[cfg(test)]
mod tests;
