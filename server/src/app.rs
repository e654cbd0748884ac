//! The app for phones, from inside the program: its files as they were built, each with its digest.
//!
//! Every address below `/app/` that is no file is a screen of the app, and answered with its page. Refuses everything but
//! reading.

use axum::Router;
use axum::extract::Path;
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;

/// One file of the app.
struct File {
    path: &'static str,
    kind: &'static str,
    /// Its digest, as an entity tag.
    tag: &'static str,
    /// Whether its name changes with its content.
    is_immutable: bool,
    plain: &'static [u8],
    /// As brotli, where that is shorter.
    packed: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/app_files.rs"));

const PAGE: &str = "index.html";
/// How the names of files end that an app is made of, of this release or another.
const FILE_ENDS: [&str; 7] = [".css", ".html", ".js", ".png", ".svg", ".wasm", ".webmanifest"];

/// What the app's pages may do: run this server's own scripts and the engine, speak with this server alone, and make no
/// script out of text.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; \
     connect-src 'self'; worker-src 'self'; manifest-src 'self'; media-src 'self' blob:; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types sen";

/// What the browser is told of every answer beside its policy.
const SAFETY: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(self), microphone=(), geolocation=()"),
];

/// The routes of the app.
pub fn routes() -> Router {
    Router::new()
        .route("/app", get(async || Redirect::permanent("/app/")))
        .route("/app/", get(async |headers: HeaderMap| answer(FILES, PAGE, &headers)))
        .route("/app/{*path}", get(async |Path(path): Path<String>, headers: HeaderMap| answer(FILES, &path, &headers)))
}

/// Whether the app is in this program.
#[must_use]
pub fn is_here() -> bool {
    !FILES.is_empty()
}

fn answer(files: &'static [File], path: &str, headers: &HeaderMap) -> Response {
    let find = |path: &str| files.iter().find(|file| file.path == path);
    // A file of an older release that is gone must not be answered with a page, which would be taken for a script. The
    // address of a screen may hold what somebody typed, dots among it.
    let is_file = path.starts_with("assets/") || FILE_ENDS.iter().any(|end| path.ends_with(end));
    match find(path).or_else(|| find(PAGE).filter(|_| !is_file)) {
        Some(file) => give(file, headers),
        None if files.is_empty() => (StatusCode::NOT_FOUND, "the app is not in this build: make app").into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn give(file: &'static File, headers: &HeaderMap) -> Response {
    let is_known = headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == file.tag.as_bytes());
    let packed = file.packed.filter(|_| takes_brotli(headers));
    let mut response = match (is_known, packed) {
        (true, _) => StatusCode::NOT_MODIFIED.into_response(),
        (false, Some(packed)) => ([(header::CONTENT_ENCODING, "br")], packed).into_response(),
        (false, None) => file.plain.into_response(),
    };
    let cache = if file.is_immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let about = [
        (header::CONTENT_TYPE, file.kind),
        (header::CACHE_CONTROL, cache),
        (header::VARY, "Accept-Encoding"),
        (header::ETAG, file.tag),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    let known = response.headers_mut();
    for (name, value) in about.into_iter().chain(SAFETY) {
        known.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether `br` is among the codings that are taken, and not refused by a weight of zero.
fn takes_brotli(headers: &HeaderMap) -> bool {
    let codings = headers.get_all(header::ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    codings.flat_map(|line| line.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let weight = |part: &str| part.strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        parts.next() == Some("br") && parts.filter_map(weight).all(|weight| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUND: &[File] = &[
        File {
            path: "index.html",
            kind: "text/html; charset=utf-8",
            tag: "\"1\"",
            is_immutable: false,
            plain: b"page",
            packed: None,
        },
        File {
            path: "assets/app-1.js",
            kind: "text/javascript; charset=utf-8",
            tag: "\"2\"",
            is_immutable: true,
            plain: b"script",
            packed: Some(b"br"),
        },
    ];

    fn asked(path: &str, headers: &[(HeaderName, &'static str)]) -> Response {
        let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
        answer(FOUND, path, &headers)
    }

    fn header_of<'a>(response: &'a Response, name: &HeaderName) -> &'a str {
        response.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[test]
    fn a_screen_is_the_page_and_a_missing_file_is_none() {
        for path in ["index.html", "meetings/abc/roll", "today", "meetings/abc/votes/khac%3ANQ%20s%E1%BB%91%2003.11"] {
            let page = asked(path, &[]);
            assert_eq!((page.status(), header_of(&page, &header::ETAG)), (StatusCode::OK, "\"1\""), "{path}");
        }
        for path in ["assets/app-0.js", "sw.js", "assets/../index.html"] {
            assert_eq!(asked(path, &[]).status(), StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(answer(&[], "today", &HeaderMap::new()).status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn a_hashed_file_is_kept_for_ever_and_the_page_is_asked_for_each_time() {
        let script = asked("assets/app-1.js", &[(header::ACCEPT_ENCODING, "gzip, br")]);
        assert_eq!(header_of(&script, &header::CONTENT_ENCODING), "br");
        assert!(header_of(&script, &header::CACHE_CONTROL).ends_with("immutable"));
        assert_eq!(header_of(&asked("today", &[]), &header::CACHE_CONTROL), "no-cache");
        assert_eq!(asked("today", &[(header::IF_NONE_MATCH, "\"1\"")]).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(asked("today", &[(header::IF_NONE_MATCH, "\"2\"")]).status(), StatusCode::OK);
    }

    #[test]
    fn brotli_is_given_to_whoever_takes_it() {
        for (takes, given) in
            [("br", true), ("gzip, br;q=0.5", true), ("br;q=0", false), ("gzip", false), ("brr", false)]
        {
            let script = asked("assets/app-1.js", &[(header::ACCEPT_ENCODING, takes)]);
            assert_eq!(header_of(&script, &header::CONTENT_ENCODING) == "br", given, "{takes}");
        }
    }

    #[test]
    fn every_answer_says_what_the_app_may_do() {
        for path in ["today", "assets/app-1.js"] {
            let answer = asked(path, &[]);
            let policy = header_of(&answer, &header::CONTENT_SECURITY_POLICY);
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe-inline"), "{policy}");
            assert!(policy.contains("require-trusted-types-for 'script'") && !policy.contains("'unsafe-eval'"));
            for (name, value) in SAFETY {
                assert_eq!(header_of(&answer, &name), value, "{path}");
            }
        }
    }
}
