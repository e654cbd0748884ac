//! What is spoken on a connection, in either version of HTTP.
//!
//! Between two requests over HTTP/1 the line is silent: the room for heads and answers is given back, and nothing but
//! the TLS session is kept, so that thousands of devices may stay connected. It refuses to keep time; that is for
//! who drives it.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};

use super::clerk::Clerk;
use super::register::Entry;
use super::stream::Watched;
use crate::bounds::Bound;

/// Bytes of a request's head at most; it also bounds what an HTTP/1 connection reads ahead.
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// The same over HTTP/2, where each line counts 32 bytes more than it has.
const HEAD_LIST_BYTES_MAX: u32 = 16 * 1024;
/// Requests open at once on one HTTP/2 connection.
const STREAMS_MAX: u32 = 16;
/// Bytes of bodies an HTTP/2 connection may send before somebody reads them.
const WINDOW_BYTES: u32 = 256 * 1024;
/// Bytes of answers an HTTP/2 connection keeps ready.
const SEND_BYTES_MAX: usize = 64 * 1024;

/// The two sides of one connection.
pub(super) struct Talk {
    line: Line,
    entry: Arc<Entry>,
}

enum Line {
    Http1(Box<http1::Connection<TokioIo<Watched>, Clerk>>),
    Http2(Box<http2::Connection<TokioIo<Watched>, Clerk, TokioExecutor>>),
    /// Neither side of an HTTP/1 connection has anything to say.
    Silent(Watched, Clerk),
    Over,
}

impl Talk {
    /// HTTP/1, one request after another.
    pub(super) const fn http1(stream: Watched, clerk: Clerk, entry: Arc<Entry>) -> Self {
        Self { line: Line::Silent(stream, clerk), entry }
    }

    /// HTTP/2, a few requests at once.
    pub(super) fn http2(stream: Watched, clerk: Clerk, entry: Arc<Entry>) -> Self {
        let connection = http2::Builder::new(TokioExecutor::new())
            .max_concurrent_streams(STREAMS_MAX)
            .initial_connection_window_size(WINDOW_BYTES)
            .initial_stream_window_size(WINDOW_BYTES)
            .max_send_buf_size(SEND_BYTES_MAX)
            .max_header_list_size(HEAD_LIST_BYTES_MAX)
            .serve_connection(TokioIo::new(stream), clerk);
        Self { line: Line::Http2(Box::new(connection)), entry }
    }

    /// Goes on until nothing can be done; ready when the connection is over, with the bound that ended it, if one did.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Bound>> {
        loop {
            let ended = match &mut self.line {
                Line::Http1(connection) => match Pin::new(&mut **connection).poll(context) {
                    Poll::Pending if self.entry.is_silent() => {
                        self.fall_silent();
                        continue;
                    }
                    polled => ready!(polled),
                },
                Line::Http2(connection) => ready!(Pin::new(&mut **connection).poll(context)),
                Line::Silent(stream, _) => match ready!(stream.poll_heard(context)) {
                    Ok(()) => {
                        self.speak();
                        continue;
                    }
                    Err(error) => {
                        tracing::debug!(%error, "a silent connection broke");
                        Ok(())
                    }
                },
                Line::Over => Ok(()),
            };
            self.line = Line::Over;
            return Poll::Ready(ended.err().and_then(|error| {
                tracing::debug!(%error, "a connection ended early");
                error.is_parse_too_large().then_some(Bound::HeadSize)
            }));
        }
    }

    /// Answers what is open, then ends.
    pub(super) fn leave(&mut self) {
        self.speak();
        match &mut self.line {
            Line::Http1(connection) => Pin::new(&mut **connection).graceful_shutdown(),
            Line::Http2(connection) => Pin::new(&mut **connection).graceful_shutdown(),
            Line::Silent(..) | Line::Over => {}
        }
    }

    fn fall_silent(&mut self) {
        self.line = match std::mem::replace(&mut self.line, Line::Over) {
            Line::Http1(connection) => {
                let parts = connection.into_parts();
                Line::Silent(parts.io.into_inner().rewound(parts.read_buf), parts.service)
            }
            line => line,
        };
    }

    fn speak(&mut self) {
        self.line = match std::mem::replace(&mut self.line, Line::Over) {
            Line::Silent(stream, clerk) => {
                let mut builder = http1::Builder::new();
                // Time is kept by who drives this, for both versions alike.
                builder.header_read_timeout(None).max_buf_size(HEAD_BYTES_MAX);
                Line::Http1(Box::new(builder.serve_connection(TokioIo::new(stream), clerk)))
            }
            line => line,
        };
    }
}
