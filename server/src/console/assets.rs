//! The stylesheet and the mark, compiled in.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::tls::sha256;

/// `GET /static/sen.css`.
pub(super) async fn css(headers: HeaderMap) -> Response {
    asset(&headers, "text/css; charset=utf-8", include_str!("../../static/sen.css"))
}

/// `GET /static/sen.svg`.
pub(super) async fn svg(headers: HeaderMap) -> Response {
    asset(&headers, "image/svg+xml", include_str!("../../static/sen.svg"))
}

/// Kept for an hour, and after an update recognised by its digest.
fn asset(headers: &HeaderMap, kind: &'static str, text: &'static str) -> Response {
    let tag = format!("\"{}\"", hex::encode(sha256(text.as_bytes())));
    let unchanged = headers.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let mut response = if unchanged { StatusCode::NOT_MODIFIED.into_response() } else { text.into_response() };
    let known = response.headers_mut();
    known.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    known.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        known.insert(header::ETAG, tag);
    }
    response
}
