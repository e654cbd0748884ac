//! Files of lists: the answer that a browser saves.

use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};

use super::error::Failure;
use super::guard::RequestContext;
use crate::export::{FileKind, Table};

/// Records of one file at most; of more, a narrower list is asked for.
pub(super) const ROWS_MAX: usize = 50_000;

/// The kind of file an address asks for.
pub(super) fn kind(ending: &str) -> Result<FileKind, Failure> {
    FileKind::of_ending(ending).ok_or(Failure::NotFound)
}

/// The file, named after the list and the day.
pub(super) async fn file(
    context: &RequestContext,
    name: &str,
    kind: FileKind,
    table: Table,
) -> Result<Response, Failure> {
    let day = context.console.hub().host().now().vietnam_date();
    let named = format!("attachment; filename=\"{name}-{day}.{}\"", kind.ending());
    // Thousands of rows are packed off the threads that answer others.
    let packed = tokio::task::spawn_blocking(move || table.file(kind)).await;
    let bytes = packed.map_err(|error| {
        tracing::error!(%error, "a file of a list broke off");
        Failure::BrokeOff
    })??;
    let headers: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, kind.media_type()), (header::CONTENT_DISPOSITION, &named)];
    Ok((headers, bytes).into_response())
}
