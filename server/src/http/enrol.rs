//! `POST /v1/enrol`, and `POST /v1/enrol/look` before it.

use std::net::IpAddr;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use shared::envelope::Signed;
use shared::wire::LookRequest;
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
    let body = small(&bounds, address, &headers, body)?;
    let signed: Signed = wire::decode(&body)?;
    let response = device::enrol(&hub, &signed).await?;
    Ok(frame(StatusCode::OK, wire::encode(&response)))
}

/// Says whom a code is for. It counts as an attempt to enrol, so that nobody guesses codes here either.
pub(super) async fn look(
    State(hub): State<Hub>,
    State(bounds): State<Bounds>,
    Extension(Peer(address)): Extension<Peer>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let body = small(&bounds, address, &headers, body)?;
    let request: LookRequest = wire::decode(&body)?;
    let offer = device::look(&hub, &request).await?;
    Ok(frame(StatusCode::OK, wire::encode(&offer)))
}

/// The body of an attempt that the bounds let through.
fn small(
    bounds: &Bounds,
    address: IpAddr,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Bytes, ApiError> {
    bounds.enrolment(address)?;
    if is_packed(headers)? {
        return Err(ApiError::WrongCoding);
    }
    whole(body, limits::ENROL_BODY_BYTES_MAX).inspect_err(|error| {
        if matches!(error, ApiError::TooLarge(_)) {
            bounds.note(Bound::BodySize);
        }
    })
}
