//! Whether the server lives, whether it can take work, and its metrics.

use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use super::error::ApiError;
use crate::bounds::Bounds;
use crate::hub::Hub;
use crate::serve::Peer;
use crate::store::StoreError;

pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// Ready when the writer answers; a database found damaged is named. It costs a place in its queue, so nobody may ask without end.
pub(super) async fn ready(
    State(hub): State<Hub>,
    State(bounds): State<Bounds>,
    Extension(Peer(address)): Extension<Peer>,
) -> Result<(StatusCode, String), ApiError> {
    bounds.stranger(address)?;
    Ok(match hub.store().write(|_| Ok(())).await {
        Ok(()) => (StatusCode::OK, "ready\n".to_owned()),
        Err(StoreError::ReadOnly(report)) => (StatusCode::SERVICE_UNAVAILABLE, format!("read_only: {report}\n")),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n".to_owned())
        }
    })
}

pub(super) async fn metrics(State(hub): State<Hub>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], hub.metrics().text())
}
