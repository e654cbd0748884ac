//! What the searches of lists have in common: the words that were typed, and the cell they are limited to.

use shared::id::OrgId;
use shared::text;

use super::error::Failure;
use super::guard::RequestContext;

/// Longest search, in characters.
const QUERY_CHARS_MAX: usize = 100;

/// What was typed, cleaned and bounded.
pub(super) fn wanted(typed: &str) -> String {
    text::clean_line(typed).chars().take(QUERY_CHARS_MAX).collect()
}

/// The cell an address names, if it names one; it has to be one the person may see.
pub(super) fn cell(context: &RequestContext, named: &str) -> Result<Option<OrgId>, Failure> {
    match named {
        "" => Ok(None),
        id => Ok(Some(id.parse().ok().filter(|org| context.is_within(*org)).ok_or(Failure::NotFound)?)),
    }
}
