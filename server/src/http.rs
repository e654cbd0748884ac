//! The API devices speak, and what watches over the server: sync, enrolment, work handed in for others, health, metrics.

mod enrol;
pub mod error;
mod hand_in;
mod health;
mod sync;

use std::panic::AssertUnwindSafe;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, Request};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get, post};
use futures_util::FutureExt as _;
use shared::limits;

use crate::bounds::Bounds;
use crate::host::Ended;
use crate::hub::{Hub, HubError};
use error::ApiError;

/// What every answer draws on.
#[derive(Clone)]
struct Api {
    hub: Hub,
    bounds: Bounds,
}

impl FromRef<Api> for Hub {
    fn from_ref(api: &Api) -> Self {
        api.hub.clone()
    }
}

impl FromRef<Api> for Bounds {
    fn from_ref(api: &Api) -> Self {
        api.bounds.clone()
    }
}

/// The routes devices use, all below `/v1/`.
pub fn device_routes(hub: Hub, bounds: Bounds) -> Router {
    Router::new()
        .route("/v1/sync", post(sync::sync).layer(DefaultBodyLimit::max(limits::BODY_BYTES_MAX)))
        .route("/v1/enrol", post(enrol::enrol).layer(DefaultBodyLimit::max(limits::ENROL_BODY_BYTES_MAX)))
        .route("/v1/enrol/look", post(enrol::look).layer(DefaultBodyLimit::max(limits::ENROL_BODY_BYTES_MAX)))
        .route("/v1/hand-in", post(hand_in::hand_in).layer(DefaultBodyLimit::max(limits::BODY_BYTES_MAX)))
        .route("/v1/{*unknown}", any(async || ApiError::NoSuchAddress))
        .method_not_allowed_fallback(async || ApiError::WrongMethod)
        .with_state(Api { hub, bounds })
        .layer(middleware::from_fn(catching_panics))
}

/// The routes of whoever watches over the server.
pub fn watched(hub: Hub, bounds: Bounds) -> Router {
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .method_not_allowed_fallback(async || ApiError::WrongMethod)
        .with_state(Api { hub, bounds })
        .layer(middleware::from_fn(catching_panics))
}

/// A handler that panics is a failure as any other: the device is told and may ask again.
async fn catching_panics(request: Request, next: Next) -> Response {
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    answered.unwrap_or_else(|_| ApiError::Hub(HubError::Ended(Ended::Panicked)).into_response())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::StatusCode;
    use shared::wire::{self, ErrorFrame};
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn an_answer_that_breaks_off_is_a_frame_that_says_so_each_time() {
        #[expect(clippy::panic, reason = "it is what is tried")]
        async fn breaks_off() -> Response {
            panic!("as a fault in the program would")
        }
        let api = Router::new().route("/v1/sync", post(breaks_off)).layer(middleware::from_fn(catching_panics));
        for _ in 0..100 {
            let request = Request::post("/v1/sync").body(Body::empty()).unwrap();
            let answer = api.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let body = axum::body::to_bytes(answer.into_body(), 4_096).await.unwrap();
            assert_eq!(wire::decode::<ErrorFrame>(&body).unwrap().code, "internal");
        }
    }
}
