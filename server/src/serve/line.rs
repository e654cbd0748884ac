//! What a connection's bytes go over: TLS, or, between programs of this machine and for a certificate authority's
//! question, nothing.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncBufRead as _, AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::tls::ACME_TLS;

/// How a listener's connections begin.
#[derive(Clone)]
pub(super) enum Greeting {
    /// With a handshake.
    Tls(TlsAcceptor),
    /// At once.
    Plain,
}

impl Greeting {
    /// Begins a connection.
    ///
    /// # Errors
    /// When the handshake fails.
    pub(super) async fn accept(&self, stream: TcpStream) -> io::Result<Line> {
        match self {
            Self::Tls(acceptor) => Ok(Line::Tls(Box::new(acceptor.accept(stream).await?))),
            Self::Plain => Ok(Line::Plain(stream)),
        }
    }
}

/// The bytes of one connection.
pub(super) enum Line {
    /// Boxed: it is moved on its way, and each move would keep room for it in the connection's task.
    Tls(Box<TlsStream<TcpStream>>),
    Plain(TcpStream),
}

impl Line {
    /// Whether HTTP/2 was agreed.
    pub(super) fn is_h2(&self) -> bool {
        self.agreed() == Some(b"h2")
    }

    /// Whether the handshake was all that the other side came for.
    pub(super) fn is_answered(&self) -> bool {
        self.agreed() == Some(ACME_TLS)
    }

    fn agreed(&self) -> Option<&[u8]> {
        match self {
            Self::Tls(stream) => stream.get_ref().1.alpn_protocol(),
            Self::Plain(_) => None,
        }
    }

    /// Ready when there is something to read: bytes or their end. It takes no room for them.
    pub(super) fn poll_heard(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Tls(stream) => Pin::new(stream).poll_fill_buf(context).map_ok(|_| ()),
            Self::Plain(stream) => {
                let mut glance = [0; 1];
                ready!(stream.poll_peek(context, &mut ReadBuf::new(&mut glance)))?;
                Poll::Ready(Ok(()))
            }
        }
    }

    /// Reads what the network brings, whatever it means.
    pub(super) fn poll_raw(&mut self, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let raw = match self {
            Self::Tls(stream) => stream.get_mut().0,
            Self::Plain(stream) => stream,
        };
        Pin::new(raw).poll_read(context, into)
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Tls(stream) => Pin::new(stream).poll_read(context, into),
            Self::Plain(stream) => Pin::new(stream).poll_read(context, into),
        }
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut *self {
            Self::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Tls(stream) => Pin::new(stream).poll_flush(context),
            Self::Plain(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}
