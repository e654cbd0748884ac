//! A request's body as it comes in, at its pace.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::time::Sleep;

use super::connection_table::ConnectionEntry;
use super::pace::Pace;
use crate::bounds::{Bound, Bounds};

/// A body that came too slowly, or not to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BodyError {
    /// It stood still, or was slower on the whole than a poor connection is.
    #[error("the body came too slowly")]
    TooSlow,
    /// The connection broke.
    #[error(transparent)]
    Connection(#[from] hyper::Error),
}

/// A request's body at its pace.
pub(super) struct PacedBody {
    inner: Incoming,
    bounds: Bounds,
    entry: Arc<ConnectionEntry>,
    /// Begun when somebody first asks for the body.
    waiting: Option<(Pace, Pin<Box<Sleep>>)>,
}

impl PacedBody {
    pub(super) const fn new(inner: Incoming, bounds: Bounds, entry: Arc<ConnectionEntry>) -> Self {
        Self { inner, bounds, entry, waiting: None }
    }
}

impl Drop for PacedBody {
    fn drop(&mut self) {
        if !self.inner.is_end_stream() {
            self.entry.left_unread();
        }
    }
}

impl Body for PacedBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let Self { inner, bounds, waiting, .. } = self.get_mut();
        let limits = bounds.limits();
        let (pace, sleep) = waiting.get_or_insert_with(|| {
            let pace = Pace::begin();
            (pace, Box::pin(tokio::time::sleep_until(pace.due(limits))))
        });
        let Poll::Ready(frame) = Pin::new(inner).poll_frame(context) else {
            ready!(sleep.as_mut().poll(context));
            bounds.note(Bound::Body);
            return Poll::Ready(Some(Err(BodyError::TooSlow)));
        };
        if let Some(Ok(frame)) = &frame {
            pace.moved(frame.data_ref().map_or(0, Bytes::len));
            sleep.as_mut().reset(pace.due(limits));
        }
        Poll::Ready(frame.map(|frame| frame.map_err(BodyError::Connection)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
