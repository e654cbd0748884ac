//! The life of one connection: handshake, requests, end.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout};

use super::connection_table::{ConnectionEntry, Signal};
use super::http_connection::HttpConnection;
use super::line::{Greeting, Line};
use super::peer::Peer;
use super::service::ConnectionService;
use super::stream::Watched;
use crate::bounds::{Bound, Bounds, Exceeded};

/// What every connection shares.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) router: Router,
    pub(super) greeting: Greeting,
    pub(super) bounds: Bounds,
}

/// Serves a connection to its end. With `refusal`, every request is answered with that alone.
pub(super) async fn serve(
    shared: Shared,
    stream: TcpStream,
    entry: Arc<ConnectionEntry>,
    peer: Peer,
    refusal: Option<Exceeded>,
) {
    // Dropped however this ends: a place that is not given back is lost until the server restarts.
    let _leaving = Leaving(Arc::clone(&entry));
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "delayed packets stay on");
    }
    let handshake = Duration::from_millis(shared.bounds.limits().handshake_ms);
    let mut accepting = Box::pin(timeout(handshake, shared.greeting.accept(stream)));
    match or_told(accepting.as_mut(), &entry).await {
        Some(Ok(Ok(line))) if line.is_answered() => tracing::debug!("a certificate authority had its answer"),
        Some(Ok(Ok(line))) => {
            // The room the handshake took is not kept for the life of the connection.
            drop(accepting);
            serve_http(shared, line, Arc::clone(&entry), peer, refusal).await;
        }
        Some(Ok(Err(error))) => tracing::debug!(%error, "a handshake failed"),
        // Counted before the connection is cut, so that a test or operator who sees the cut finds the count.
        Some(Err(_)) => shared.bounds.note(Bound::Handshake),
        None => {}
    }
}

/// Gives a connection's place back when it is dropped.
pub(super) struct Leaving(pub(super) Arc<ConnectionEntry>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.gone();
    }
}

/// Waits for the handshake unless the place is needed, or the server stops.
async fn or_told<T>(accepting: impl Future<Output = T>, entry: &ConnectionEntry) -> Option<T> {
    let mut accepting = pin!(accepting);
    std::future::poll_fn(|context| match accepting.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if entry.told(context.waker()) > Signal::GoOn => Poll::Ready(None),
        Poll::Pending => Poll::Pending,
    })
    .await
}

async fn serve_http(shared: Shared, line: Line, entry: Arc<ConnectionEntry>, peer: Peer, refusal: Option<Exceeded>) {
    let Shared { router, bounds, .. } = shared;
    let noted = bounds.clone();
    // The version is agreed in the handshake, so nobody waits without a limit for it to be guessed.
    let is_h2 = line.is_h2();
    let service = ConnectionService { router, bounds, entry: Arc::clone(&entry), peer, refusal };
    let stream = Watched::new(line, Arc::clone(&entry));
    let begin = if is_h2 { HttpConnection::http2 } else { HttpConnection::http1 };
    let mut connection = begin(stream, service, Arc::clone(&entry));
    let mut sleep = pin!(sleep_until(entry.due(!is_h2).0));
    let mut leaving = false;
    let reached = std::future::poll_fn(|context| {
        loop {
            if let Poll::Ready(reached) = connection.poll(context) {
                return Poll::Ready(reached);
            }
            match entry.told(context.waker()) {
                Signal::MakeRoom => return Poll::Ready(None),
                Signal::Leave if !leaving => {
                    leaving = true;
                    connection.leave();
                    continue;
                }
                Signal::Leave | Signal::GoOn => {}
            }
            let (due, bound) = entry.due(!is_h2);
            if due <= Instant::now() {
                return Poll::Ready(Some(bound));
            }
            if sleep.deadline() != due {
                sleep.as_mut().reset(due);
            }
            if sleep.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
        }
    });
    if let Some(bound) = reached.await {
        noted.note(bound);
    }
}
