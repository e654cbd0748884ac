//! Serving: accept over TLS, answer, and stop without losing what was begun.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;
use tower::Service;

use crate::config::Config;
use crate::directory::Directory;
use crate::host::Host;
use crate::hub::Hub;
use crate::store::{Store, StoreError};
use crate::telemetry::Metrics;
use crate::tls::{Identity, TlsError};
use crate::{console, http};

/// Seconds a connection may take for its handshake, and for the head of each request.
const HEAD_SECONDS_MAX: u64 = 15;
/// Seconds a request may take from its head to the end of its answer's head.
const REQUEST_SECONDS_MAX: u64 = 120;
/// Pause after a connection could not be accepted, for example for want of file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Seconds open requests are given when the server stops.
const STOP_SECONDS_MAX: u64 = 20;
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
    /// The console's texts.
    #[error(transparent)]
    Texts(#[from] console::locale::TextsError),
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
}

impl Server {
    /// Opens the database and the certificate.
    ///
    /// # Errors
    /// [`ServeError`], with what to do about it.
    pub async fn open(config: &Config, host: Host) -> Result<Self, ServeError> {
        let store = Store::open_on(&config.database(), host.workers().clone())?;
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), host_of(&config.public_url)];
        let identity = Identity::load(&config.tls, &names)?;
        let directory = Directory::load(&store).await?;
        let hub = Hub::new(store, directory, host, Metrics::default());
        let console = console::routes(hub.clone(), identity.clone(), config.public_url.clone()).await?;
        let metrics = hub.metrics().clone();
        let router = http::routes(hub.clone()).merge(console).layer(axum::middleware::from_fn(
            move |request: Request, next: axum::middleware::Next| {
                let metrics = metrics.clone();
                async move {
                    let response = next.run(request).await;
                    metrics.count_answer(response.status().as_u16());
                    response
                }
            },
        ));
        Ok(Self { hub, identity, router, connections_max: config.connections_max })
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
    /// # Errors
    /// [`ServeError::Tls`] when TLS cannot be set up.
    pub async fn run(self, listener: TcpListener, stop: impl Future<Output = ()>) -> Result<(), ServeError> {
        let acceptor = TlsAcceptor::from(self.identity.server_config()?);
        let graceful = GracefulShutdown::new();
        let places = Arc::new(Semaphore::new(self.connections_max));
        let reloading = tokio::spawn(reload(self.identity.clone(), self.hub.clone()));
        tokio::pin!(stop);
        loop {
            let place = tokio::select! {
                () = &mut stop => break,
                place = Arc::clone(&places).acquire_owned() => place,
            };
            let Ok(place) = place else { break };
            tokio::select! {
                () = &mut stop => break,
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => self.connection(stream, place, acceptor.clone(), &graceful),
                    Err(error) => {
                        tracing::warn!(%error, "a connection could not be accepted");
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                    }
                },
            }
        }
        drop(listener);
        reloading.abort();
        if tokio::time::timeout(Duration::from_secs(STOP_SECONDS_MAX), graceful.shutdown()).await.is_err() {
            tracing::warn!("some requests did not end in time; their devices will try again");
        }
        let store = self.hub.store().clone();
        if tokio::task::spawn_blocking(move || store.stop()).await.is_err() {
            tracing::error!("the database could not be closed in order");
        }
        tracing::info!("stopped");
        Ok(())
    }

    fn connection(
        &self,
        stream: TcpStream,
        place: OwnedSemaphorePermit,
        acceptor: TlsAcceptor,
        graceful: &GracefulShutdown,
    ) {
        let router = self.router.clone();
        let metrics = self.hub.metrics().clone();
        let watcher = graceful.watcher();
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "delayed packets stay on");
        }
        tokio::spawn(async move {
            let handshake = tokio::time::timeout(Duration::from_secs(HEAD_SECONDS_MAX), acceptor.accept(stream));
            let Ok(Ok(stream)) = handshake.await else { return };
            metrics.connection(1);
            let mut builder = Builder::new(TokioExecutor::new());
            builder.http1().timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(HEAD_SECONDS_MAX * 4));
            builder
                .http2()
                .timer(TokioTimer::new())
                .keep_alive_interval(Duration::from_secs(60))
                .max_concurrent_streams(32);
            let service = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
                let mut router = router.clone();
                async move {
                    let answered = router.call(request.map(axum::body::Body::new));
                    match tokio::time::timeout(Duration::from_secs(REQUEST_SECONDS_MAX), answered).await {
                        Ok(response) => response,
                        Err(_) => Ok(StatusCode::REQUEST_TIMEOUT.into_response()),
                    }
                }
            });
            // The version is agreed in the handshake, so nobody waits without a limit for it to be guessed.
            let builder = match stream.get_ref().1.alpn_protocol() {
                Some(b"h2") => builder.http2_only(),
                _ => builder.http1_only(),
            };
            let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
            if let Err(error) = watcher.watch(connection).await {
                tracing::debug!(%error, "a connection ended early");
            }
            metrics.connection(-1);
            drop(place);
        });
    }
}

fn host_of(url: &str) -> String {
    let bare = url.trim_start_matches("https://");
    bare.rsplit_once(':').map_or(bare, |(host, _)| host).to_owned()
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
