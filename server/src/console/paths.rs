//! Addresses within the console. Owns the rule that nobody is led elsewhere: only local paths go
//! into redirects.

use std::fmt::Write;

/// Longest address that is carried along, in bytes.
const PATH_BYTES_MAX: usize = 1000;

/// The path if it leads nowhere but to this console, otherwise the first page.
pub(super) fn local(path: &str) -> &str {
    if is_local(path) { path } else { "/" }
}

/// A browser reads `//host` and `/\host` as another site, and drops tabs and line breaks before it
/// looks; so one slash, and visible ASCII without a backslash.
fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= PATH_BYTES_MAX
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

/// The sign-in page that leads on to `next`.
pub(super) fn sign_in(next: &str, expired: bool) -> String {
    let mut address = format!("/sign-in?next={}", encode(local(next)));
    if expired {
        address.push_str("&expired=true");
    }
    address
}

/// A value for a query, with everything but letters and digits written as `%XX`.
pub(super) fn encode(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let written = write!(encoded, "%{byte:02X}");
            debug_assert!(written.is_ok(), "writing to a string cannot fail");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::{encode, local, sign_in};

    #[test]
    fn only_local_paths_are_followed() {
        for path in ["/", "/members?q=%C4%91%E1%BA%B7ng&page=2", "/meetings/abc/history"] {
            assert_eq!(local(path), path);
        }
        let long = format!("/{}", "a".repeat(1000));
        for path in [
            "",
            "members",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x",
            "/\t/evil.example",
            "/đ",
            &long,
        ] {
            assert_eq!(local(path), "/", "{path:?}");
        }
    }

    #[test]
    fn the_way_back_survives_the_sign_in_page() {
        assert_eq!(sign_in("/members?q=a&page=2", false), "/sign-in?next=%2Fmembers%3Fq%3Da%26page%3D2");
        assert_eq!(sign_in("//evil.example", true), "/sign-in?next=%2F&expired=true");
        assert_eq!(encode("đ "), "%C4%91%20");
    }
}
