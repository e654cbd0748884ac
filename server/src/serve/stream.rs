//! A connection's bytes: tells the register what moves, and lets the other side finish speaking
//! before the line is closed.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use shared::limits::BODY_BYTES_MAX;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use super::register::Entry;

/// Bytes read and thrown away at most before the line is closed on somebody who still speaks.
const UNREAD_BYTES_MAX: usize = 2 * BODY_BYTES_MAX;

/// The bytes of one connection.
pub(super) struct Watched {
    /// Boxed: it is moved on its way, and each move would keep room for it in the connection's task.
    stream: Box<TlsStream<TcpStream>>,
    entry: Arc<Entry>,
    /// Bytes thrown away so far, once our side is closed.
    unread: Option<usize>,
}

impl Watched {
    pub(super) const fn new(stream: Box<TlsStream<TcpStream>>, entry: Arc<Entry>) -> Self {
        Self { stream, entry, unread: None }
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
        let before = into.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, into);
        if into.filled().len() > before {
            self.entry.heard();
        }
        read
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.note(written, |written| *written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        if matches!(flushed, Poll::Ready(Ok(()))) {
            self.entry.moved_all();
            return flushed;
        }
        self.note(flushed, |()| 0)
    }

    /// Closes our side. Where somebody was answered before they had finished, reads on to their end first: a line
    /// that is closed on unread bytes is reset, and the answer that says why is lost with it.
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let mut unread = match this.unread {
            Some(unread) => unread,
            None => {
                ready!(Pin::new(&mut this.stream).poll_shutdown(context))?;
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
            let read = Pin::new(&mut *this.stream.get_mut().0).poll_read(context, &mut into);
            match read {
                Poll::Pending => {
                    this.entry.waits();
                    return Poll::Pending;
                }
                Poll::Ready(Ok(())) if !into.filled().is_empty() && unread < UNREAD_BYTES_MAX => {
                    unread += into.filled().len();
                    this.entry.moving(into.filled().len());
                }
                // The end, too much of it, or a line that is broken: all of them are the end.
                Poll::Ready(_) => return Poll::Ready(Ok(())),
            }
        }
    }
}
