//! `POST /v1/enrol`.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use shared::envelope::Signed;
use shared::{limits, wire};

use super::error::{ApiError, frame};
use super::sync::{is_packed, whole};
use crate::auth::device;
use crate::bounds::{Bound, Bounds};
use crate::hub::Hub;
use crate::serve::peer::Peer;

pub(super) async fn enrol(
    State(hub): State<Hub>,
    State(bounds): State<Bounds>,
    Extension(Peer(address)): Extension<Peer>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    bounds.enrolment(address)?;
    if is_packed(&headers)? {
        return Err(ApiError::WrongCoding);
    }
    let body = whole(body, limits::ENROL_BODY_BYTES_MAX).inspect_err(|error| {
        if matches!(error, ApiError::TooLarge(_)) {
            bounds.note(Bound::BodySize);
        }
    })?;
    let signed: Signed = wire::decode(&body)?;
    let response = device::enrol(&hub, &signed).await?;
    Ok(frame(StatusCode::OK, wire::encode(&response)))
}
