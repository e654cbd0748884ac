//! The console's files, compiled in: one stylesheet made of its parts, the scripts, the marks.
//!
//! Owns their addresses. Each carries the digest of all of them, so that a browser keeps a file for good and a new version
//! brings all of its files at once. Scripts only make pages quicker; every page works without them.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::tls::sha256;

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// A part of the stylesheet.
macro_rules! css {
    ($($part:literal),+ $(,)?) => { concat!($(include_str!(concat!("../../static/css/", $part, ".css"))),+) };
}

/// Name, kind and text of every file.
const FILES: &[(&str, &str, &str)] = &[
    (
        "sen.css",
        CSS,
        css!(
            "base",
            "record",
            "month",
            "queue",
            "review",
            "held",
            "registers",
            "charts",
            "sheet",
            "office",
            "guide",
            "narrow"
        ),
    ),
    ("print.css", CSS, shared::paper::PRINT_CSS),
    ("paper.css", CSS, include_str!("../../static/css/paper.css")),
    ("sen.js", JS, include_str!("../../static/js/sen.js")),
    ("keys.js", JS, include_str!("../../static/js/keys.js")),
    ("live.js", JS, include_str!("../../static/js/live.js")),
    ("palette.js", JS, include_str!("../../static/js/palette.js")),
    ("sen.svg", SVG, include_str!("../../static/sen.svg")),
    ("icons.svg", SVG, include_str!("../../static/icons.svg")),
];

/// The digest of all files, as addresses carry it.
fn edition() -> &'static str {
    static EDITION: LazyLock<String> = LazyLock::new(|| {
        let all: String = FILES.iter().map(|(name, _, text)| format!("{name}\n{text}")).collect();
        let mut digest = hex::encode(sha256(all.as_bytes()));
        digest.truncate(12);
        digest
    });
    &EDITION
}

/// The address of a file.
#[must_use]
pub(in crate::console) fn path(name: &str) -> String {
    format!("/static/{}/{name}", edition())
}

/// `GET /static/{edition}/{name}`. Whoever still shows a page of an earlier version gets the file as it is now.
pub(super) async fn file(Path((asked, name)): Path<(String, String)>) -> Response {
    let Some((_, kind, text)) = FILES.iter().find(|(known, ..)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kept = if asked == edition() { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = (*text).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    response
}
