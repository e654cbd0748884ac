//! The console's cookies: reading them from a request, writing them into a response.
//!
//! All carry the `__Host-` prefix, so that a browser takes them over TLS from this host only.

use axum::http::header::InvalidHeaderValue;
use axum::http::{HeaderMap, HeaderValue, header};

/// The session's secret.
pub const SESSION: &str = "__Host-sen";
/// The token of the sign-in form, before there is a session.
pub(super) const FORM: &str = "__Host-sen-form";
/// What a sign-in is known by that still owes its code.
pub(super) const HALFWAY: &str = "__Host-sen-halfway";
/// The chosen language.
pub(super) const LANGUAGE: &str = "__Host-sen-lang";
/// What the last action came to.
pub(super) const NOTICE: &str = "__Host-sen-notice";

/// A cookie's value, if the browser sent one.
#[must_use]
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Sets a cookie for a number of seconds. A link from another site brings it along, so that who is signed in arrives
/// signed in; what another site posts does not, and every form carries a token besides.
pub(super) fn set(headers: &mut HeaderMap, name: &str, value: &str, seconds: i64) -> Result<(), InvalidHeaderValue> {
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
    headers.append(header::SET_COOKIE, HeaderValue::try_from(cookie)?);
    Ok(())
}

/// Takes a cookie back.
pub(super) fn clear(headers: &mut HeaderMap, name: &str) -> Result<(), InvalidHeaderValue> {
    set(headers, name, "", 0)
}

#[cfg(test)]
mod tests {
    use super::{FORM, NOTICE, SESSION, read, set};
    use axum::http::{HeaderMap, HeaderValue, header};

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("__Host-sen-form=f; __Host-sen=s"));
        headers.append(header::COOKIE, HeaderValue::from_static("other=1"));
        assert_eq!(
            (read(&headers, SESSION), read(&headers, FORM), read(&headers, NOTICE)),
            (Some("s"), Some("f"), None)
        );
    }

    #[test]
    fn cookies_stay_with_this_host_and_out_of_scripts() {
        let mut headers = HeaderMap::new();
        set(&mut headers, SESSION, "abc", 60).unwrap();
        let cookie = headers.get(header::SET_COOKIE).unwrap();
        assert_eq!(cookie, "__Host-sen=abc; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax");
    }
}
