//! Whether the server lives, whether it can take work, and its metrics.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::error::{ApiError, come_back};
use crate::bounds::Bounds;
use crate::hub::Hub;
use crate::serve::peer::Peer;
use crate::store::{StoreError, Writing, account};

pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// Ready when something was written and is on the disk; a database found damaged is named. It costs a write, so nobody may
/// ask without end.
pub(super) async fn ready(
    State(hub): State<Hub>,
    State(bounds): State<Bounds>,
    Extension(Peer(address)): Extension<Peer>,
) -> Result<Response, ApiError> {
    bounds.stranger(address)?;
    let now = hub.host().now().as_ms().to_be_bytes();
    let probe = move |tx: &Writing<'_>| account::put_setting(tx, "probe", &now);
    let Err(error) = hub.store().write(probe).await else { return Ok("ready\n".into_response()) };
    let said = match &error {
        StoreError::ReadOnly(report) => format!("read_only: {report}\n"),
        error if error.is_full() => "not ready: the disk is full\n".to_owned(),
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

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;
    use crate::http;
    use crate::testing::Ground;

    #[tokio::test]
    async fn a_server_whose_writes_fail_is_not_ready() {
        let ground = Ground::begin().await;
        let bounds = Bounds::new(ground.config.limits.clone(), ground.hub.host(), ground.hub.metrics().clone());
        let peer = Extension(Peer(std::net::Ipv4Addr::LOCALHOST.into()));
        let router = http::watched(ground.hub.clone(), bounds).layer(peer);
        let ask = || router.clone().oneshot(Request::get("/readyz").body(Body::empty()).unwrap());
        assert_eq!(ask().await.unwrap().status(), StatusCode::OK);
        let refuse = |refuse| move |tx: &Writing<'_>| account::refuse_settings(tx, refuse);
        // A commit of nothing still works; whatever writes fails.
        ground.hub.store().write(refuse(true)).await.unwrap();
        ground.hub.store().write(|_| Ok(())).await.unwrap();
        assert_eq!(ask().await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
        ground.hub.store().write(refuse(false)).await.unwrap();
        assert_eq!(ask().await.unwrap().status(), StatusCode::OK);
    }
}
