//! The service that answers the requests of one connection, and closes it after enough of them.

use std::convert::Infallible;
use std::pin::Pin;
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
use tokio::time::timeout;
use tower::Service as _;

use super::body::PacedBody;
use super::connection_table::{ConnectionEntry, OpenRequest, Signal};
use super::peer::{HangUp, Peer};
use crate::bounds::{Bound, Bounds, Exceeded};
use crate::http::error::ApiError;

/// Lines of a request's head at most; as many as the reader of HTTP/1 has room for by itself.
pub(super) const HEAD_LINES_MAX: usize = 100;

/// Answers the requests of one connection.
pub(super) struct ConnectionService {
    pub(super) router: Router,
    pub(super) bounds: Bounds,
    pub(super) entry: Arc<ConnectionEntry>,
    pub(super) peer: Peer,
    pub(super) refusal: Option<Exceeded>,
}

impl Service<hyper::Request<Incoming>> for ConnectionService {
    type Response = hyper::Response<TrackedBody>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn call(&self, mut request: hyper::Request<Incoming>) -> Self::Future {
        // Counted here and not in the future: the connection may be asked whether it is idle before the future is polled.
        let begun = self.entry.begin();
        request.extensions_mut().insert(self.peer);
        let (router, bounds, entry) = (self.router.clone(), self.bounds.clone(), Arc::clone(&self.entry));
        Box::pin(answer(router, bounds, entry, begun, self.refusal, request))
    }
}

async fn answer(
    mut router: Router,
    bounds: Bounds,
    entry: Arc<ConnectionEntry>,
    (open, asked): (OpenRequest, u32),
    refusal: Option<Exceeded>,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<TrackedBody>, Infallible> {
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
            Version::HTTP_2 => entry.tell(Signal::Leave),
            _ => drop(response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"))),
        }
    }
    Ok(response.map(|body| TrackedBody { body, _open: open }))
}

fn refused(refusal: Exceeded) -> Response {
    let mut response = ApiError::Exceeded(refusal).into_response();
    response.extensions_mut().insert(HangUp);
    response
}

/// An answer's body; its request is open until this is dropped.
pub(super) struct TrackedBody {
    body: Body,
    _open: OpenRequest,
}

impl hyper::body::Body for TrackedBody {
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
