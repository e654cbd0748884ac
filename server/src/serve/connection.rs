//! The life of one connection: handshake, requests, end.

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONNECTION, CONTENT_LENGTH};
use axum::http::{HeaderValue, Version};
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use hyper::body::{Bytes, Frame, Incoming, SizeHint};
use hyper::service::Service;
use shared::limits::BODY_BYTES_MAX;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tower::Service as _;

use super::pace::PacedBody;
use super::register::{Entry, Open, Order};
use super::stream::Watched;
use super::talk::{HEAD_LINES_MAX, Talk};
use crate::bounds::{Bound, Bounds, Exceeded};
use crate::http::error::ApiError;

/// The address a request came from.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// On an answer: whoever gets it is not worth keeping a connection for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HangUp;

/// What every connection shares.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) router: Router,
    pub(super) acceptor: TlsAcceptor,
    pub(super) bounds: Bounds,
}

/// Serves a connection to its end. With `refusal`, every request is answered with that alone.
pub(super) async fn serve(shared: Shared, stream: TcpStream, entry: Arc<Entry>, peer: Peer, refusal: Option<Exceeded>) {
    // However it ends: a place that nobody gives back is lost until the server starts anew.
    let _leaving = Leaving(Arc::clone(&entry));
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "delayed packets stay on");
    }
    let handshake = Duration::from_millis(shared.bounds.limits().handshake_ms);
    let mut accepting = Box::pin(timeout(handshake, shared.acceptor.accept(stream)));
    match or_told(accepting.as_mut(), &entry).await {
        Some(Ok(Ok(stream))) => {
            // The room the handshake took is not kept for the life of the connection.
            drop(accepting);
            talk(shared, Box::new(stream), Arc::clone(&entry), peer, refusal).await;
        }
        Some(Ok(Err(error))) => tracing::debug!(%error, "a handshake failed"),
        // Noted before the connection is cut: whoever sees the one finds the other.
        Some(Err(_)) => shared.bounds.note(Bound::Handshake),
        None => {}
    }
}

/// Gives a connection's place back when it is dropped.
pub(super) struct Leaving(pub(super) Arc<Entry>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.gone();
    }
}

/// Waits for the handshake unless the place is needed, or the server stops.
async fn or_told<T>(accepting: impl Future<Output = T>, entry: &Entry) -> Option<T> {
    let mut accepting = pin!(accepting);
    std::future::poll_fn(|context| match accepting.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if entry.told(context.waker()) > Order::GoOn => Poll::Ready(None),
        Poll::Pending => Poll::Pending,
    })
    .await
}

async fn talk(
    shared: Shared,
    stream: Box<TlsStream<TcpStream>>,
    entry: Arc<Entry>,
    peer: Peer,
    refusal: Option<Exceeded>,
) {
    let Shared { router, bounds, .. } = shared;
    let noted = bounds.clone();
    // The version is agreed in the handshake, so nobody waits without a limit for it to be guessed.
    let is_h2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    let clerk = Clerk { router, bounds, entry: Arc::clone(&entry), peer, refusal };
    let stream = Watched::new(stream, Arc::clone(&entry));
    let begin = if is_h2 { Talk::http2 } else { Talk::http1 };
    let mut talk = begin(stream, clerk, Arc::clone(&entry));
    let mut sleep = pin!(sleep_until(entry.due(!is_h2).0));
    let mut leaving = false;
    let reached = std::future::poll_fn(|context| {
        loop {
            if let Poll::Ready(reached) = talk.poll(context) {
                return Poll::Ready(reached);
            }
            match entry.told(context.waker()) {
                Order::MakeRoom => return Poll::Ready(None),
                Order::Leave if !leaving => {
                    leaving = true;
                    talk.leave();
                    continue;
                }
                Order::Leave | Order::GoOn => {}
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

/// Who answers the requests of one connection.
pub(super) struct Clerk {
    router: Router,
    bounds: Bounds,
    entry: Arc<Entry>,
    peer: Peer,
    refusal: Option<Exceeded>,
}

impl Service<hyper::Request<Incoming>> for Clerk {
    type Response = hyper::Response<Answer>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn call(&self, mut request: hyper::Request<Incoming>) -> Self::Future {
        // Here and not in the future, which nobody may poll before the connection is asked whether it is silent.
        let begun = self.entry.begin();
        request.extensions_mut().insert(self.peer);
        let (router, bounds, entry) = (self.router.clone(), self.bounds.clone(), Arc::clone(&self.entry));
        Box::pin(answer(router, bounds, entry, begun, self.refusal, request))
    }
}

async fn answer(
    mut router: Router,
    bounds: Bounds,
    entry: Arc<Entry>,
    (open, asked): (Open, u32),
    refusal: Option<Exceeded>,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Answer>, Infallible> {
    let limits = bounds.limits();
    let version = request.version();
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let allowed = limits.time_for(length.unwrap_or(BODY_BYTES_MAX as u64)) + Duration::from_millis(limits.work_ms);
    let request = request.map(|body| Body::new(PacedBody::new(body, bounds.clone(), Arc::clone(&entry))));
    let mut response = match refusal {
        Some(refusal) => refused(refusal),
        // HTTP/1 counts them as it reads them; HTTP/2 counts their bytes alone.
        None if request.headers().len() > HEAD_LINES_MAX => {
            bounds.note(Bound::HeadSize);
            ApiError::HeadTooLong(HEAD_LINES_MAX).into_response()
        }
        None => match timeout(allowed, router.call(request)).await {
            Ok(Ok(response)) => response,
            Err(_) => {
                bounds.note(Bound::Work);
                refused(Exceeded { bound: Bound::Work, wait: Duration::from_millis(limits.pause_ms) })
            }
        },
    };
    let worn = asked >= limits.connection_requests;
    if worn {
        bounds.note(Bound::ConnectionRequests);
    }
    if worn || response.extensions().get::<HangUp>().is_some() {
        match version {
            Version::HTTP_2 => entry.tell(Order::Leave),
            _ => drop(response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"))),
        }
    }
    Ok(response.map(|body| Answer { body, _open: open }))
}

fn refused(refusal: Exceeded) -> Response {
    let mut response = ApiError::Exceeded(refusal).into_response();
    response.extensions_mut().insert(HangUp);
    response
}

/// An answer's body; its request is open until this is dropped.
pub(super) struct Answer {
    body: Body,
    _open: Open,
}

impl hyper::body::Body for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
