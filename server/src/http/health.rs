//! Whether the server lives, whether it can take work, and its metrics.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use crate::hub::Hub;

pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// Ready when both the readers and the writer answer.
pub(super) async fn ready(State(hub): State<Hub>) -> impl IntoResponse {
    match hub.store().write(|_| Ok(())).await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}

pub(super) async fn metrics(State(hub): State<Hub>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], hub.metrics().text())
}
