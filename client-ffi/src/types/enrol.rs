//! Mirror of what a code offers before it is used.

use shared::limits;
use shared::text::screened_line;
use shared::wire;

use crate::words::words;

/// Whom an enrolment code is for, as the server says it; shown before the code is used.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EnrolOffer {
    /// The person.
    pub person: String,
    /// The role, in words.
    pub role_words: String,
    /// The name of the organisation.
    pub org: String,
    /// The name of the ward.
    pub ward: String,
    /// When the code ends, by the server's clock.
    pub expires_ms: i64,
}

impl From<wire::EnrolOffer> for EnrolOffer {
    fn from(offer: wire::EnrolOffer) -> Self {
        // Nobody has vouched for any of it yet.
        let shown = |text: &str| screened_line(text, limits::SHOWN_NAME_CHARS_MAX);
        Self {
            person: shown(&offer.person),
            role_words: words().code("role", &offer.role),
            org: shown(&offer.org),
            ward: shown(&offer.ward),
            expires_ms: offer.expires_ms,
        }
    }
}
