//! One HTTP connection, in either version of HTTP.
//!
//! Between two requests over HTTP/1 the connection is idle: the buffers for heads and answers are given back, and
//! nothing but the TLS session is kept, so that thousands of devices may stay connected. It refuses to keep time; that
//! is for its caller.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};

use super::connection_table::ConnectionEntry;
use super::service::ConnectionService;
use super::stream::Watched;
use crate::bounds::Bound;

/// Bytes of a request's head at most; it also bounds what an HTTP/1 connection reads ahead.
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// The same over HTTP/2, where each header line counts 32 bytes more than it has.
const HEAD_LIST_BYTES_MAX: u32 = 16 * 1024;
/// Requests open at once on one HTTP/2 connection.
const STREAMS_MAX: u32 = 16;
/// Bytes of bodies an HTTP/2 connection may send before somebody reads them.
const WINDOW_BYTES: u32 = 256 * 1024;
/// Bytes of answers an HTTP/2 connection keeps ready.
const SEND_BYTES_MAX: usize = 64 * 1024;

/// One connection and what it is doing.
pub(super) struct HttpConnection {
    state: ConnectionState,
    entry: Arc<ConnectionEntry>,
}

enum ConnectionState {
    Http1(Box<http1::Connection<TokioIo<Watched>, ConnectionService>>),
    Http2(Box<http2::Connection<TokioIo<Watched>, ConnectionService, TokioExecutor>>),
    /// HTTP/1 between two requests, without its buffers.
    Silent(Watched, ConnectionService),
    Over,
}

impl HttpConnection {
    /// HTTP/1, one request after another.
    pub(super) const fn http1(stream: Watched, service: ConnectionService, entry: Arc<ConnectionEntry>) -> Self {
        Self { state: ConnectionState::Silent(stream, service), entry }
    }

    /// HTTP/2, a few requests at once.
    pub(super) fn http2(stream: Watched, service: ConnectionService, entry: Arc<ConnectionEntry>) -> Self {
        let connection = http2::Builder::new(TokioExecutor::new())
            .max_concurrent_streams(STREAMS_MAX)
            .initial_connection_window_size(WINDOW_BYTES)
            .initial_stream_window_size(WINDOW_BYTES)
            .max_send_buf_size(SEND_BYTES_MAX)
            .max_header_list_size(HEAD_LIST_BYTES_MAX)
            .serve_connection(TokioIo::new(stream), service);
        Self { state: ConnectionState::Http2(Box::new(connection)), entry }
    }

    /// Goes on until nothing can be done; ready when the connection is over, with the bound that ended it, if one did.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Bound>> {
        loop {
            let ended = match &mut self.state {
                ConnectionState::Http1(connection) => match Pin::new(&mut **connection).poll(context) {
                    Poll::Pending if self.entry.is_silent() => {
                        self.fall_silent();
                        continue;
                    }
                    polled => ready!(polled),
                },
                ConnectionState::Http2(connection) => ready!(Pin::new(&mut **connection).poll(context)),
                ConnectionState::Silent(stream, _) => match ready!(stream.poll_heard(context)) {
                    Ok(()) => {
                        self.speak();
                        continue;
                    }
                    Err(error) => {
                        tracing::debug!(%error, "a silent connection broke");
                        Ok(())
                    }
                },
                ConnectionState::Over => Ok(()),
            };
            self.state = ConnectionState::Over;
            return Poll::Ready(ended.err().and_then(|error| {
                tracing::debug!(%error, "a connection ended early");
                error.is_parse_too_large().then_some(Bound::HeadSize)
            }));
        }
    }

    /// Answers what is open, then ends.
    pub(super) fn leave(&mut self) {
        self.speak();
        match &mut self.state {
            ConnectionState::Http1(connection) => Pin::new(&mut **connection).graceful_shutdown(),
            ConnectionState::Http2(connection) => Pin::new(&mut **connection).graceful_shutdown(),
            ConnectionState::Silent(..) | ConnectionState::Over => {}
        }
    }

    fn fall_silent(&mut self) {
        self.state = match std::mem::replace(&mut self.state, ConnectionState::Over) {
            ConnectionState::Http1(connection) => {
                let parts = connection.into_parts();
                ConnectionState::Silent(parts.io.into_inner().rewound(parts.read_buf), parts.service)
            }
            state => state,
        };
    }

    fn speak(&mut self) {
        self.state = match std::mem::replace(&mut self.state, ConnectionState::Over) {
            ConnectionState::Silent(stream, service) => {
                let mut builder = http1::Builder::new();
                // The caller keeps the time limits, for both versions alike.
                builder.header_read_timeout(None).max_buf_size(HEAD_BYTES_MAX);
                ConnectionState::Http1(Box::new(builder.serve_connection(TokioIo::new(stream), service)))
            }
            state => state,
        };
    }
}
