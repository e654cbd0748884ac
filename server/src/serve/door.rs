//! Where connections come in: a place for each, a refusal where there is none.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::connection::{self, Shared};
use super::connection_table::{ConnectionEntry, ConnectionTable};
use super::line::Greeting;
use super::peer::Peer;
use crate::bounds::{Bound, Bounds, Exceeded};
use crate::telemetry::Metrics;

/// Pause after a connection could not be accepted, for example for want of file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Connections beyond the limit that get a refusal at once; further ones are closed without one, because a refusal
/// costs a TLS handshake.
const REFUSED_MAX: usize = 64;
/// How long a refused client is asked to wait.
const COME_BACK: Duration = Duration::from_secs(5);

/// Accepts connections.
#[derive(Clone)]
pub(super) struct Door {
    shared: Shared,
    pub(super) table: Arc<ConnectionTable>,
    /// Permits for connections that are only answered with a refusal.
    refused: Arc<Semaphore>,
    metrics: Metrics,
}

impl Door {
    pub(super) fn new(
        router: Router,
        greeting: Greeting,
        bounds: Bounds,
        table: Arc<ConnectionTable>,
        metrics: Metrics,
    ) -> Self {
        let shared = Shared { router, greeting, bounds };
        Self { shared, table, refused: Arc::new(Semaphore::new(REFUSED_MAX)), metrics }
    }

    /// Another door into the same house, without TLS: the same places and bounds, other rooms.
    pub(super) fn plain(&self, router: Router) -> Self {
        let shared = Shared { router, greeting: Greeting::Plain, bounds: self.shared.bounds.clone() };
        Self { shared, ..self.clone() }
    }

    /// Accepts connections as long as there is a place for them.
    pub(super) async fn open(&self, listener: &TcpListener) -> Infallible {
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
    pub(super) async fn closed(&self, listener: &TcpListener) -> Infallible {
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
