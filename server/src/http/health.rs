//! Whether the server lives, whether it can take work, and its metrics.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::error::{ApiError, come_back};
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
) -> Result<Response, ApiError> {
    bounds.stranger(address)?;
    let Err(error) = hub.store().write(|_| Ok(())).await else { return Ok("ready\n".into_response()) };
    let said = match &error {
        StoreError::ReadOnly(report) => format!("read_only: {report}\n"),
        error => {
            tracing::warn!(%error, "not ready");
            "not ready\n".to_owned()
        }
    };
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, said).into_response();
    if let Some(seconds) = come_back(response.status(), Some(&error)) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

pub(super) async fn metrics(State(hub): State<Hub>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], hub.metrics().text())
}
