//! `POST /v1/hand-in`: sealed work of others, brought by an enrolled device that cannot read it.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use shared::limits;

use super::error::{ApiError, frame};
use super::sync::{authenticated, receive};
use crate::bounds::Bounds;
use crate::hub::Hub;
use crate::package::hand_in::{self, Weight};
use crate::serve::peer::Peer;

pub(super) async fn hand_in(
    State(hub): State<Hub>,
    State(bounds): State<Bounds>,
    Extension(Peer(address)): Extension<Peer>,
    request: axum::extract::Request,
) -> Result<Response, ApiError> {
    let headers = request.headers().clone();
    let device = authenticated(&hub, &bounds, address, &headers)?;
    let in_flight = bounds.device(device)?;
    let (body, memory) = receive(&bounds, device, &headers, request).await?;
    // One package is open at a time.
    let opened = bounds.body(limits::PACKAGE_INFLATED_BYTES_MAX)?;
    let charge = |weight: Weight| {
        bounds.device_brings(device, weight.bytes)?;
        bounds.device_hands_in(device, weight.envelopes)
    };
    let taken = hand_in::take(&hub, Some(device), body, charge).await?;
    drop((in_flight, memory, opened));
    Ok(frame(StatusCode::OK, taken.receipt))
}
