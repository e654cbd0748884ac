//! The API devices speak, and what watches over the server: sync, enrolment, work handed in for others, health, metrics.

mod enrol;
pub mod error;
mod hand_in;
mod health;
mod sync;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::routing::{any, get, post};
use shared::limits;

use crate::bounds::Bounds;
use crate::hub::Hub;
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

/// The routes of the API.
pub fn routes(hub: Hub, bounds: Bounds) -> Router {
    Router::new()
        .route("/v1/sync", post(sync::sync).layer(DefaultBodyLimit::max(limits::BODY_BYTES_MAX)))
        .route("/v1/enrol", post(enrol::enrol).layer(DefaultBodyLimit::max(limits::ENROL_BODY_BYTES_MAX)))
        .route("/v1/hand-in", post(hand_in::hand_in).layer(DefaultBodyLimit::max(limits::BODY_BYTES_MAX)))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/v1/{*unknown}", any(async || ApiError::NoSuchAddress))
        .method_not_allowed_fallback(async || ApiError::WrongMethod)
        .with_state(Api { hub, bounds })
}
