//! Serving: accept over TLS, answer, and stop without losing what was begun.

pub(crate) mod body;
mod connection;
mod connection_table;
mod door;
mod http_connection;
mod identity;
mod line;
mod local;
mod pace;
pub mod peer;
pub mod renewal;
mod service;
mod stream;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::bounds::Bounds;
use crate::config::Config;
use crate::directory::Directory;
use crate::host::Host;
use crate::hub::Hub;
use crate::store::{Claim, Store, StoreError};
use crate::telemetry::Metrics;
use crate::tls::{Identity, TlsError};
use crate::{app, console, http};
use connection_table::ConnectionTable;
use door::Door;
use line::Greeting;
use local::LocalApp;
use renewal::Renewal;

pub use identity::{NewKey, identity, names};

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
    door: Door,
    local_app: Option<LocalApp>,
    renewal: Renewal,
    stop_within: Duration,
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
        let console = console::routes(hub.clone(), identity.clone(), config.clone(), bounds.clone()).await;
        let metrics = hub.metrics().clone();
        let router = counted(
            for_devices(&hub, &bounds).merge(http::watched(hub.clone(), bounds.clone())).merge(console),
            &metrics,
        );
        let table = ConnectionTable::new(open_files(config.connections_max), Arc::clone(bounds.limits()));
        let stop_within = Duration::from_millis(bounds.limits().stop_ms);
        let greeting = Greeting::Tls(TlsAcceptor::from(identity.server_config()?));
        let local = counted(for_devices(&hub, &bounds), &metrics);
        let door = Door::new(router, greeting, bounds, table, metrics);
        let local_app = config.local_app.map(|address| LocalApp::new(address, local));
        let renewal = Renewal::new(config, hub.host().clone(), identity.clone(), door.clone(), hub.metrics().clone());
        Ok(Self { hub, identity, door, local_app, renewal, stop_within, claim })
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

    /// What keeps the certificate good.
    #[must_use]
    pub const fn renewal(&self) -> &Renewal {
        &self.renewal
    }

    /// Serves until `stop` is ready, then lets open requests end and closes the database.
    ///
    /// While open requests end, new connections are told to come back later; afterwards nobody listens.
    ///
    /// # Errors
    /// [`ServeError::Listen`] when the address of the app on this machine is taken.
    pub async fn run(self, listener: TcpListener, stop: impl Future<Output = ()>) -> Result<(), ServeError> {
        let Self { hub, identity, door, local_app, renewal, stop_within, claim } = self;
        // Only this machine asks there; when the server stops, nobody is there any more.
        let local_app = match local_app {
            Some(local_app) => Some(tokio::spawn(local_app.open(&door).await?)),
            None => None,
        };
        let beside = [
            tokio::spawn(reload(identity, hub.clone())),
            tokio::spawn(resume(hub.clone())),
            tokio::spawn(renewal.keep()),
        ];
        let store = hub.store().clone();
        // It ends by itself, or when the store stops.
        drop(tokio::task::spawn_blocking(move || store.check_pages()));
        tokio::select! {
            () = stop => {}
            never = door.open(&listener) => match never {},
        }
        hub.end_news();
        if let Some(local_app) = local_app {
            local_app.abort();
        }
        tokio::select! {
            ended = tokio::time::timeout(stop_within, door.table.empty()) => if ended.is_err() {
                tracing::warn!("some requests did not end in time; their devices will try again");
            },
            never = door.closed(&listener) => match never {},
        }
        drop(listener);
        beside.iter().for_each(tokio::task::JoinHandle::abort);
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

/// What is served to devices, and to the app on this machine without TLS, with the pages of the app.
fn for_devices(hub: &Hub, bounds: &Bounds) -> Router {
    http::device_routes(hub.clone(), bounds.clone()).merge(app::routes())
}

/// Counts every answer.
fn counted(router: Router, metrics: &Metrics) -> Router {
    let metrics = metrics.clone();
    router.layer(axum::middleware::from_fn(move |request: Request, next: axum::middleware::Next| {
        let metrics = metrics.clone();
        async move {
            let response = next.run(request).await;
            metrics.count_answer(response.status().as_u16());
            response
        }
    }))
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
