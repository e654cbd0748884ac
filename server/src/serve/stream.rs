//! A connection's bytes: tells the connection table what moves, and lets the other side finish speaking
//! before the connection is closed.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use hyper::body::Bytes;
use shared::limits::BODY_BYTES_MAX;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::connection_table::ConnectionEntry;
use super::line::Line;

/// Bytes read and thrown away at most before the connection is closed on a client that still sends.
const UNREAD_BYTES_MAX: usize = 2 * BODY_BYTES_MAX;

/// The bytes of one connection.
pub(super) struct Watched {
    line: Line,
    entry: Arc<ConnectionEntry>,
    /// Bytes that were read and are still to be heard.
    ahead: Bytes,
    /// Bytes thrown away so far, once our side is closed.
    unread: Option<usize>,
}

impl Watched {
    pub(super) const fn new(line: Line, entry: Arc<ConnectionEntry>) -> Self {
        Self { line, entry, ahead: Bytes::new(), unread: None }
    }

    /// The same with bytes given back that somebody had read too many of.
    pub(super) fn rewound(self, ahead: Bytes) -> Self {
        // Bytes of no length may still hold a whole buffer.
        let ahead = if ahead.is_empty() { Bytes::new() } else { ahead };
        Self { ahead, ..self }
    }

    /// Ready when there is something to read: bytes or their end. It takes no room for them.
    pub(super) fn poll_heard(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.ahead.is_empty() {
            return Poll::Ready(Ok(()));
        }
        self.line.poll_heard(context)
    }

    fn note<T>(&self, moved: Poll<io::Result<T>>, bytes: impl FnOnce(&T) -> usize) -> Poll<io::Result<T>> {
        match &moved {
            Poll::Pending => self.entry.waits(),
            Poll::Ready(Ok(done)) => self.entry.moving(bytes(done)),
            Poll::Ready(Err(_)) => {}
        }
        moved
    }
}

impl AsyncRead for Watched {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.ahead.is_empty() {
            let length = self.ahead.len().min(into.remaining());
            into.put_slice(&self.ahead.split_to(length));
            self.entry.heard();
            return Poll::Ready(Ok(()));
        }
        let before = into.filled().len();
        let read = Pin::new(&mut self.line).poll_read(context, into);
        if into.filled().len() > before {
            self.entry.heard();
        }
        read
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.line).poll_write(context, bytes);
        self.note(written, |written| *written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.line).poll_flush(context);
        if matches!(flushed, Poll::Ready(Ok(()))) {
            self.entry.moved_all();
            return flushed;
        }
        self.note(flushed, |()| 0)
    }

    /// Closes our side. Where somebody was answered before they had finished, reads on to their end first: a connection
    /// that is closed on unread bytes is reset, and the answer that says why is lost with it.
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let mut unread = match this.unread {
            Some(unread) => unread,
            None => {
                let closed = Pin::new(&mut this.line).poll_shutdown(context);
                ready!(this.note(closed, |()| 0))?;
                this.entry.moved_all();
                if !this.entry.is_unread() {
                    return Poll::Ready(Ok(()));
                }
                0
            }
        };
        let mut bin = [0; 2048];
        loop {
            let mut into = ReadBuf::new(&mut bin);
            this.unread = Some(unread);
            let read = this.line.poll_raw(context, &mut into);
            match read {
                Poll::Pending => {
                    this.entry.waits();
                    return Poll::Pending;
                }
                Poll::Ready(Ok(())) if !into.filled().is_empty() && unread < UNREAD_BYTES_MAX => {
                    unread += into.filled().len();
                    this.entry.moving(into.filled().len());
                }
                // The end of the stream, too many bytes, or a broken connection: in each case there is nothing to wait for.
                Poll::Ready(_) => return Poll::Ready(Ok(())),
            }
        }
    }
}
