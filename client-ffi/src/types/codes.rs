//! Stored codes with the committee's words for them, so that an app keeps no list of its own.

use shared::access::Role;
use shared::meeting::adoption::Capacity;
use shared::meeting::agenda::Saying;
use shared::meeting::roll::{Attendance, Standing};
use shared::meeting::vote::{Matter, Method, Outcome};
use shared::meeting::{MeetingKind, State};
use shared::member::{Post, Status};
use shared::org::OrgClass;

use crate::words::words;

/// A family of stored codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum CodeFamily {
    /// Kinds of meetings.
    MeetingKind,
    /// Stages of a meeting.
    MeetingState,
    /// Attendance of one person.
    Attendance,
    /// What a person on the roll may do.
    Standing,
    /// What is voted on.
    Matter,
    /// How votes are cast.
    Method,
    /// How a vote ended.
    Outcome,
    /// What an entry under an item of the agenda is.
    Saying,
    /// In which capacity somebody signs minutes.
    Capacity,
    /// Where a member stands.
    MemberStatus,
    /// Posts in a cell.
    Post,
    /// What a person is enrolled as.
    Role,
    /// Classes of organisations.
    OrgClass,
}

/// A stored code and the words for it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Code {
    /// As it is stored and handed over.
    pub code: String,
    /// As a person reads it, in Vietnamese.
    pub words: String,
}

impl CodeFamily {
    /// Every family.
    pub const ALL: [Self; 13] = [
        Self::MeetingKind,
        Self::MeetingState,
        Self::Attendance,
        Self::Standing,
        Self::Matter,
        Self::Method,
        Self::Outcome,
        Self::Saying,
        Self::Capacity,
        Self::MemberStatus,
        Self::Post,
        Self::Role,
        Self::OrgClass,
    ];

    /// The family that has this name in the catalogue of words.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }

    /// The family's name in the catalogue of words.
    const fn name(self) -> &'static str {
        match self {
            Self::MeetingKind => "meeting_kind",
            Self::MeetingState => "state-meeting",
            Self::Attendance => "attendance",
            Self::Standing => "standing",
            Self::Matter => "matter",
            Self::Method => "method",
            Self::Outcome => "outcome",
            Self::Saying => "saying",
            Self::Capacity => "capacity",
            Self::MemberStatus => "status",
            Self::Post => "post",
            Self::Role => "role",
            Self::OrgClass => "org_class",
        }
    }
}

fn in_words<T: std::fmt::Display>(family: &str, codes: impl IntoIterator<Item = T>) -> Vec<Code> {
    let code = |code: String| Code { words: words().code(family, &code), code };
    codes.into_iter().map(|one| code(one.to_string())).collect()
}

/// Every code of a family that this version knows, in the order of the forms.
#[must_use]
#[uniffi::export]
pub fn codes(family: CodeFamily) -> Vec<Code> {
    let name = family.name();
    match family {
        CodeFamily::MeetingKind => in_words(name, MeetingKind::KNOWN),
        CodeFamily::MeetingState => in_words(name, State::KNOWN),
        CodeFamily::Attendance => in_words(name, Attendance::KNOWN),
        CodeFamily::Standing => in_words(name, Standing::KNOWN),
        CodeFamily::Matter => in_words(name, Matter::KNOWN),
        CodeFamily::Method => in_words(name, Method::KNOWN),
        CodeFamily::Outcome => in_words(name, Outcome::ALL.map(Outcome::code)),
        CodeFamily::Saying => in_words(name, Saying::KNOWN),
        CodeFamily::Capacity => in_words(name, Capacity::ALL.map(Capacity::code)),
        CodeFamily::MemberStatus => in_words(name, Status::KNOWN),
        CodeFamily::Post => in_words(name, Post::KNOWN),
        CodeFamily::Role => in_words(name, Role::KNOWN),
        CodeFamily::OrgClass => in_words(name, OrgClass::KNOWN),
    }
}

/// The words for one code; a code of a newer version reads as "other" with the code beside it.
#[must_use]
#[uniffi::export]
pub fn code_words(family: CodeFamily, code: String) -> String {
    words().code(family.name(), &code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_words() {
        let all = CodeFamily::ALL.into_iter().flat_map(codes);
        let bare: Vec<Code> = all.filter(|code| code.words.is_empty() || code.words.contains(&code.code)).collect();
        assert_eq!(bare, Vec::new());
    }

    #[test]
    fn a_code_of_a_newer_version_is_other_and_shown() {
        assert_eq!(code_words(CodeFamily::Post, "moi".to_owned()), "Khác (moi)");
        assert_eq!(code_words(CodeFamily::Outcome, "dat".to_owned()), "Đạt");
    }
}
