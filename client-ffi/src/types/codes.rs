//! Stored codes with the committee's words for them, so that an app keeps no list of its own.

use shared::access::Role;
use shared::meeting::agenda::Saying;
use shared::meeting::roll::{Attendance, Standing};
use shared::meeting::vote::{Matter, Method};
use shared::meeting::{MeetingKind, State};
use shared::member::{Post, Status};
use shared::org::OrgClass;

use crate::words;

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
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Code {
    /// As it is stored and handed over.
    pub code: String,
    /// As a person reads it, in Vietnamese.
    pub words: String,
}

fn list<T: std::fmt::Display>(known: &[T], words: impl Fn(&T) -> &str) -> Vec<Code> {
    known.iter().map(|one| Code { code: one.to_string(), words: words(one).to_owned() }).collect()
}

fn fixed(pairs: &[(&str, &str)]) -> Vec<Code> {
    pairs.iter().map(|(code, words)| Code { code: (*code).to_owned(), words: (*words).to_owned() }).collect()
}

/// Every code of a family that this version knows, in the order of the forms.
#[must_use]
#[uniffi::export]
pub fn codes(family: CodeFamily) -> Vec<Code> {
    match family {
        CodeFamily::MeetingKind => list(MeetingKind::KNOWN, words::meeting_kind),
        CodeFamily::MeetingState => list(State::KNOWN, words::state),
        CodeFamily::Attendance => list(Attendance::KNOWN, words::attendance),
        CodeFamily::Standing => list(Standing::KNOWN, words::standing),
        CodeFamily::Matter => list(Matter::KNOWN, words::matter),
        CodeFamily::Method => list(Method::KNOWN, words::method),
        CodeFamily::Outcome => fixed(&words::OUTCOMES),
        CodeFamily::Saying => list(Saying::KNOWN, words::saying),
        CodeFamily::Capacity => fixed(&words::CAPACITIES),
        CodeFamily::MemberStatus => list(Status::KNOWN, words::status),
        CodeFamily::Post => list(Post::KNOWN, words::post),
        CodeFamily::Role => list(Role::KNOWN, words::role),
        CodeFamily::OrgClass => list(OrgClass::KNOWN, words::org_class),
    }
}

/// The words for one code; a code of a newer version is its own word.
#[must_use]
#[uniffi::export]
pub fn code_words(family: CodeFamily, code: String) -> String {
    codes(family).into_iter().find(|known| known.code == code).map_or(code, |known| known.words)
}

/// The fields of a member's card by stored name, with their labels, in the order of the form.
#[must_use]
#[uniffi::export]
pub fn member_fields() -> Vec<Code> {
    let label = |name: &'static str| Code { code: name.to_owned(), words: words::member_field(name).to_owned() };
    shared::member::field_names().map(label).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAMILIES: [CodeFamily; 13] = [
        CodeFamily::MeetingKind,
        CodeFamily::MeetingState,
        CodeFamily::Attendance,
        CodeFamily::Standing,
        CodeFamily::Matter,
        CodeFamily::Method,
        CodeFamily::Outcome,
        CodeFamily::Saying,
        CodeFamily::Capacity,
        CodeFamily::MemberStatus,
        CodeFamily::Post,
        CodeFamily::Role,
        CodeFamily::OrgClass,
    ];

    #[test]
    fn every_code_and_every_field_has_words() {
        let all = FAMILIES.into_iter().flat_map(codes).chain(member_fields());
        let bare: Vec<Code> = all.filter(|code| code.words.is_empty() || code.words == code.code).collect();
        assert_eq!(bare, Vec::new());
    }

    #[test]
    fn a_code_of_a_newer_version_is_its_own_word() {
        assert_eq!(code_words(CodeFamily::Post, "moi".to_owned()), "moi");
        assert_eq!(code_words(CodeFamily::Outcome, "dat".to_owned()), "đạt");
    }
}
