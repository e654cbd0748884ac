//! Addresses within the console. Owns the rule that nobody is led elsewhere: only local paths go
//! into redirects.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Longest address that is carried along, in bytes.
const PATH_BYTES_MAX: usize = 1000;
/// What is escaped in the value of a query: all but what RFC 3986 calls unreserved.
const QUERY_VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

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

/// Where each thing has a page of its own, under its id.
const OF_ONE: [&str; 7] = ["review", "records", "meetings", "twins", "held", "person", "orgs"];

/// The page that a form was sent from, as far as the form's address tells.
pub(super) fn page_of(path: &str) -> String {
    let mut parts = path.split('/').skip(1);
    match (parts.next().unwrap_or_default(), parts.next()) {
        (first, Some(id)) if OF_ONE.contains(&first) => local(&format!("/{first}/{id}")).to_owned(),
        (first, _) => local(&format!("/{first}")).to_owned(),
    }
}

/// The sign-in page that leads on to `next`.
pub(super) fn sign_in(next: &str, expired: bool) -> String {
    let mut address = format!("/sign-in?next={}", encode(local(next)));
    if expired {
        address.push_str("&expired=true");
    }
    address
}

/// The page that asks for a code and leads on to `next`.
pub(super) fn sign_in_code(next: &str) -> String {
    format!("/sign-in/code?next={}", encode(local(next)))
}

/// A value for a query.
pub(super) fn encode(value: &str) -> String {
    utf8_percent_encode(value, QUERY_VALUE).to_string()
}

/// The query of an address: `name=value&…` of what is not empty.
pub(super) fn query<N: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (N, V)>) -> String {
    let filled = pairs.into_iter().filter(|(_, value)| !value.as_ref().is_empty());
    filled.map(|(name, value)| format!("{}={}", name.as_ref(), encode(value.as_ref()))).collect::<Vec<_>>().join("&")
}

/// What of a filter is not empty, for a form that keeps it.
pub(super) fn filled<const N: usize>(pairs: [(&'static str, &String); N]) -> Vec<(&'static str, String)> {
    pairs.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.clone())).collect()
}

/// An address with a query; without the mark where that is empty.
pub(super) fn with(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// An address that a name and its value can be put behind.
pub(super) fn open(path: &str, query: &str) -> String {
    if query.is_empty() { format!("{path}?") } else { format!("{path}?{query}&") }
}

#[cfg(test)]
mod tests {
    use super::{encode, local, open, page_of, query, sign_in, with};

    #[test]
    fn a_form_leads_back_to_the_page_it_stood_on() {
        for (form, page) in [
            ("/review/0a/remark", "/review/0a"),
            ("/devices/0a/revoke", "/devices"),
            ("/devices/enrol", "/devices"),
            ("//evil.example", "/"),
            ("/", "/"),
        ] {
            assert_eq!(page_of(form), page, "{form}");
        }
    }

    #[test]
    fn a_filter_stands_in_its_address_and_what_is_empty_does_not() {
        let filter = query([("of", "Ấp 5 & 6"), ("kind", ""), ("page", "2")]);
        assert_eq!(filter, "of=%E1%BA%A4p%205%20%26%206&page=2");
        assert_eq!(
            (with("/queue", &filter), open("/queue", &filter)),
            (format!("/queue?{filter}"), format!("/queue?{filter}&"))
        );
        let none = query([("of", "")]);
        assert_eq!((with("/queue", &none), open("/queue", &none)), ("/queue".to_owned(), "/queue?".to_owned()));
    }

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
