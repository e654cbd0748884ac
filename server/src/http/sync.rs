//! `POST /v1/sync`.

use std::error::Error;
use std::time::Instant;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use hex::FromHex;
use shared::id::DeviceId;
use shared::limits;
use shared::wire::{self, FrameError, Request};

use super::error::{ApiError, frame};
use crate::bounds::{Bound, Bounds};
use crate::compression::{self, UnpackError};
use crate::hub::{Hub, HubError};
use crate::serve::body::BodyError;
use crate::serve::peer::Peer;
use crate::store::StoreError;
use crate::tls::sha256;

/// Answers shorter than this are not worth compressing.
const COMPRESS_BYTES_MIN: usize = 400;

pub(super) async fn sync(
    State(hub): State<Hub>,
    State(bounds): State<Bounds>,
    Extension(Peer(address)): Extension<Peer>,
    request: axum::extract::Request,
) -> Result<Response, ApiError> {
    let begun = Instant::now();
    // Strangers, and devices that ask too much, are turned away before a byte of their body is read.
    let headers = request.headers().clone();
    let device = authenticated(&hub, &bounds, address, &headers)?;
    let in_flight = bounds.device(device)?;
    let (body, memory) = receive(&bounds, device, &headers, request).await?;
    let request = Request::read(&body).inspect_err(|error| {
        if matches!(error, FrameError::TooMany { .. }) {
            bounds.note(Bound::Items);
        }
    })?;
    bounds.device_hands_in(device, request.envelopes.len())?;
    let response = hub.sync(device, request).await?;
    let answer = pack(wire::encode(&response), takes_zstd(&headers));
    hub.metrics().note_sync(begun.elapsed().as_secs_f64());
    drop((in_flight, memory));
    Ok(answer)
}

/// The device that asks; strangers are counted.
pub(super) fn authenticated(
    hub: &Hub,
    bounds: &Bounds,
    address: std::net::IpAddr,
    headers: &HeaderMap,
) -> Result<DeviceId, ApiError> {
    match authenticate(hub, headers) {
        Err(ApiError::Unauthorized) => {
            bounds.stranger(address)?;
            Err(ApiError::Unauthorized)
        }
        device => device,
    }
}

/// The body, inflated, and the memory set aside for it.
pub(super) async fn receive(
    bounds: &Bounds,
    device: DeviceId,
    headers: &HeaderMap,
    request: axum::extract::Request,
) -> Result<(Vec<u8>, [tokio::sync::OwnedSemaphorePermit; 2]), ApiError> {
    let too_large = |error: ApiError| {
        if matches!(error, ApiError::TooLarge(_)) {
            bounds.note(Bound::BodySize);
        }
        error
    };
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limits::BODY_BYTES_MAX) {
        return Err(too_large(ApiError::TooLarge(limits::BODY_BYTES_MAX)));
    }
    let packed = is_packed(headers)?;
    let counted = announced.unwrap_or(0);
    bounds.device_brings(device, counted)?;
    let sent = bounds.body(announced.unwrap_or(limits::BODY_BYTES_MAX))?;
    let body = whole(Bytes::from_request(request, &()).await, limits::BODY_BYTES_MAX).map_err(&too_large)?;
    let body = match packed {
        true => inflate(&body).map_err(&too_large)?,
        false => body.to_vec(),
    };
    // What was not announced counts all the same.
    let more = body.len().saturating_sub(counted);
    bounds.device_brings(device, more)?;
    let inflated = bounds.body(more)?;
    Ok((body, [sent, inflated]))
}

/// The device a bearer token belongs to; a revoked one too, so that it can hand in what is unsent.
fn authenticate(hub: &Hub, headers: &HeaderMap) -> Result<DeviceId, ApiError> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token);
    let token = bearer.and_then(|token| <[u8; 32]>::from_hex(token).ok()).ok_or(ApiError::Unauthorized)?;
    let device = hub.directory().now().tokens.get(&sha256(&token)).copied();
    // A damaged database may have forgotten a device; on its word nobody is told to enrol again.
    match (device, hub.store().damage()) {
        (None, Some(damage)) => Err(HubError::from(StoreError::ReadOnly(damage.first().to_owned())).into()),
        (device, _) => device.ok_or(ApiError::Unauthorized),
    }
}

/// The body, or why it is not there.
pub(super) fn whole(body: Result<Bytes, BytesRejection>, max: usize) -> Result<Bytes, ApiError> {
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge(max),
        _ if was_too_slow(&rejection) => ApiError::TooSlow,
        _ => ApiError::Incomplete,
    })
}

fn was_too_slow(error: &(dyn Error + 'static)) -> bool {
    matches!(error.downcast_ref(), Some(BodyError::TooSlow)) || error.source().is_some_and(was_too_slow)
}

/// Whether a body is compressed, with the one compression that is read here.
pub(super) fn is_packed(headers: &HeaderMap) -> Result<bool, ApiError> {
    let mut codings = headers.get_all(header::CONTENT_ENCODING).iter();
    let Some(coding) = codings.next() else { return Ok(false) };
    match (coding.to_str().map(str::trim), codings.next()) {
        (Ok(coding), None) if coding.eq_ignore_ascii_case("zstd") => Ok(true),
        (Ok(coding), None) if coding.eq_ignore_ascii_case("identity") => Ok(false),
        _ => Err(ApiError::WrongCoding),
    }
}

fn takes_zstd(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|one| one.trim().eq_ignore_ascii_case("zstd")))
}

fn inflate(body: &[u8]) -> Result<Vec<u8>, ApiError> {
    compression::unpack(body, limits::BODY_BYTES_MAX).map_err(|error| match error {
        UnpackError::TooLarge(max) => ApiError::TooLarge(max),
        UnpackError::Damaged(_) => ApiError::Compression,
    })
}

fn pack(plain: Vec<u8>, wanted: bool) -> Response {
    let packed = (wanted && plain.len() >= COMPRESS_BYTES_MIN).then(|| compression::pack(&plain).ok()).flatten();
    match packed.filter(|packed| packed.len() < plain.len()) {
        Some(packed) => {
            let mut response = frame(StatusCode::OK, packed);
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("zstd"));
            response
        }
        None => frame(StatusCode::OK, plain),
    }
}
