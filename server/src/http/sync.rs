//! `POST /v1/sync`.

use std::io::Read;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use shared::id::{DeviceId, hex_decode};
use shared::limits;
use shared::wire::{self, Request};

use super::error::{ApiError, frame};
use crate::hub::Hub;
use crate::store::account;
use crate::tls::sha256;

/// Answers shorter than this are not worth compressing.
const COMPRESS_BYTES_MIN: usize = 400;

pub(super) async fn sync(State(hub): State<Hub>, request: axum::extract::Request) -> Result<Response, ApiError> {
    let begun = Instant::now();
    // Strangers are turned away before a byte of their body is read.
    let headers = request.headers().clone();
    let device = authenticate(&hub, &headers).await?;
    let body = whole(Bytes::from_request(request, &()).await, limits::BODY_BYTES_MAX)?;
    let body = if is_zstd(&headers, header::CONTENT_ENCODING) { inflate(&body)? } else { body.to_vec() };
    let request = Request::read(&body)?;
    let response = hub.sync(device, request).await?;
    let answer = pack(wire::encode(&response), is_zstd(&headers, header::ACCEPT_ENCODING));
    hub.metrics().note_sync(begun.elapsed().as_secs_f64());
    Ok(answer)
}

/// The device a bearer token belongs to; a revoked one too, so that it can hand in what is unsent.
async fn authenticate(hub: &Hub, headers: &HeaderMap) -> Result<DeviceId, ApiError> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let token = bearer.and_then(hex_decode).filter(|token| token.len() == 32).ok_or(ApiError::Unauthorized)?;
    let hash = sha256(&token);
    let device = hub
        .store()
        .read(move |connection| account::device_of_token(connection, &hash))
        .await
        .map_err(crate::hub::HubError::from)?;
    device.ok_or(ApiError::Unauthorized)
}

/// The body, or why it is not there.
pub(super) fn whole(body: Result<Bytes, BytesRejection>, max: usize) -> Result<Bytes, ApiError> {
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge(max),
        _ => ApiError::Incomplete,
    })
}

fn is_zstd(headers: &HeaderMap, name: header::HeaderName) -> bool {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|one| one.trim() == "zstd"))
}

fn inflate(body: &[u8]) -> Result<Vec<u8>, ApiError> {
    let decoder = zstd::stream::read::Decoder::with_buffer(body).ok().ok_or(ApiError::Compression)?;
    let limit = limits::BODY_BYTES_MAX;
    let mut inflated = Vec::new();
    let read = decoder.take(limit as u64 + 1).read_to_end(&mut inflated);
    match read {
        Ok(_) if inflated.len() > limit => Err(ApiError::TooLarge(limit)),
        Ok(_) => Ok(inflated),
        Err(_) => Err(ApiError::Compression),
    }
}

fn pack(plain: Vec<u8>, wanted: bool) -> Response {
    let packed = (wanted && plain.len() >= COMPRESS_BYTES_MIN).then(|| zstd::bulk::compress(&plain, 3).ok()).flatten();
    match packed.filter(|packed| packed.len() < plain.len()) {
        Some(packed) => {
            let mut response = frame(StatusCode::OK, packed);
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("zstd"));
            response
        }
        None => frame(StatusCode::OK, plain),
    }
}
