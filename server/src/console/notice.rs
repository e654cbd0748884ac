//! What an action came to, carried over the redirect to the next page. Codes only, never words.

use shared::wire::HoldReason;
use shared::words::Words;

use super::view::{Flash, FlashKind};

/// What the last action came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Notice {
    /// A meeting is marked as seen.
    Seen,
    /// A device is revoked.
    Revoked,
    /// The device was revoked before.
    RevokedBefore,
    /// A held envelope is merged.
    Released,
    /// It still cannot be merged, for this reason.
    StillHeld(HoldReason),
    /// A held envelope is dismissed.
    Dismissed,
    /// Somebody else has decided about it.
    Decided,
    /// What was dismissed waits for a decision again.
    HeldReopened,
    /// The cell is asked to settle a conflict.
    ConflictAsked,
    /// It was asked before.
    ConflictAskedBefore,
    /// A conflict is settled.
    ConflictSettled,
    /// Somebody settled it, or the record changed.
    ConflictGone,
    /// Two records of one person are merged.
    TwinsMerged,
    /// They are split again.
    TwinsSplit,
    /// Two records are two persons.
    TwinsDismissed,
    /// Nobody takes them for one person any more.
    TwinsGone,
    /// One of them changed since the page was made.
    TwinsChanged,
    /// A record of the queue is theirs now.
    Taken,
    /// Somebody else had taken it.
    TakenBefore,
    /// A record of the queue is nobody's again.
    GivenBack,
    /// All that were chosen are marked as seen.
    SeenMany,
    /// Some of them are not.
    SeenSome,
    /// Nobody marks what they have not opened.
    Unopened,
    /// A record is returned to its cell.
    Returned,
    /// A record is accepted.
    Accepted,
    /// A review is open again.
    Reopened,
    /// A remark is written.
    Remarked,
    /// The checks are written.
    Checked,
    /// A person has another role.
    PersonRole,
    /// A person may not come in any more.
    PersonDisabled,
    /// A person may come in again.
    PersonEnabled,
    /// Failed attempts as a person are forgotten.
    PersonUnlocked,
    /// Sessions are ended.
    SessionsEnded,
    /// A second factor is turned off.
    SecondOff,
    /// One's own password is another.
    PasswordChanged,
    /// A password is chosen; the person may sign in.
    PasswordChosen,
}

impl Notice {
    const PLAIN: [Self; 35] = [
        Self::Seen,
        Self::Revoked,
        Self::RevokedBefore,
        Self::Released,
        Self::Dismissed,
        Self::Decided,
        Self::HeldReopened,
        Self::ConflictAsked,
        Self::ConflictAskedBefore,
        Self::ConflictSettled,
        Self::ConflictGone,
        Self::TwinsMerged,
        Self::TwinsSplit,
        Self::TwinsDismissed,
        Self::TwinsGone,
        Self::TwinsChanged,
        Self::Taken,
        Self::TakenBefore,
        Self::GivenBack,
        Self::SeenMany,
        Self::SeenSome,
        Self::Unopened,
        Self::Returned,
        Self::Accepted,
        Self::Reopened,
        Self::Remarked,
        Self::Checked,
        Self::PersonRole,
        Self::PersonDisabled,
        Self::PersonEnabled,
        Self::PersonUnlocked,
        Self::SessionsEnded,
        Self::SecondOff,
        Self::PasswordChanged,
        Self::PasswordChosen,
    ];

    const fn code(&self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Revoked => "revoked",
            Self::RevokedBefore => "revoked_before",
            Self::Released => "released",
            Self::StillHeld(_) => "still_held",
            Self::Dismissed => "dismissed",
            Self::Decided => "decided",
            Self::HeldReopened => "held_reopened",
            Self::ConflictAsked => "conflict_asked",
            Self::ConflictAskedBefore => "conflict_asked_before",
            Self::ConflictSettled => "conflict_settled",
            Self::ConflictGone => "conflict_gone",
            Self::TwinsMerged => "twins_merged",
            Self::TwinsSplit => "twins_split",
            Self::TwinsDismissed => "twins_dismissed",
            Self::TwinsGone => "twins_gone",
            Self::TwinsChanged => "twins_changed",
            Self::Taken => "taken",
            Self::TakenBefore => "taken_before",
            Self::GivenBack => "given_back",
            Self::SeenMany => "seen_many",
            Self::SeenSome => "seen_some",
            Self::Unopened => "unopened",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
            Self::Reopened => "reopened",
            Self::Remarked => "remarked",
            Self::Checked => "checked",
            Self::PersonRole => "person_role",
            Self::PersonDisabled => "person_disabled",
            Self::PersonEnabled => "person_enabled",
            Self::PersonUnlocked => "person_unlocked",
            Self::SessionsEnded => "sessions_ended",
            Self::SecondOff => "second_off",
            Self::PasswordChanged => "password_changed",
            Self::PasswordChosen => "password_chosen",
        }
    }

    /// The form in which it is carried.
    pub(super) fn text(&self) -> String {
        match self {
            Self::StillHeld(reason) => format!("{}:{}", self.code(), reason.code()),
            _ => self.code().to_owned(),
        }
    }

    /// Reads what [`Notice::text`] wrote; anything else is nothing.
    pub(super) fn read(text: &str) -> Option<Self> {
        if let Some(reason) = text.strip_prefix("still_held:") {
            return HoldReason::known(reason).map(Self::StillHeld);
        }
        Self::PLAIN.into_iter().find(|notice| notice.code() == text)
    }

    /// The message in the reader's language.
    pub(super) fn flash(&self, texts: &Words) -> Flash {
        let kind = match self {
            Self::Seen
            | Self::Revoked
            | Self::Released
            | Self::Dismissed
            | Self::HeldReopened
            | Self::ConflictAsked
            | Self::ConflictSettled
            | Self::TwinsMerged
            | Self::TwinsSplit
            | Self::TwinsDismissed
            | Self::Taken
            | Self::GivenBack
            | Self::SeenMany
            | Self::Returned
            | Self::Accepted
            | Self::Reopened
            | Self::Remarked
            | Self::Checked
            | Self::PersonRole
            | Self::PersonDisabled
            | Self::PersonEnabled
            | Self::PersonUnlocked
            | Self::SessionsEnded
            | Self::SecondOff
            | Self::PasswordChanged
            | Self::PasswordChosen => FlashKind::Done,
            Self::RevokedBefore
            | Self::Decided
            | Self::ConflictAskedBefore
            | Self::ConflictGone
            | Self::TwinsGone
            | Self::TwinsChanged
            | Self::StillHeld(_)
            | Self::TakenBefore
            | Self::SeenSome
            | Self::Unopened => FlashKind::Warning,
        };
        let key = format!("notice-{}", self.code());
        let text = match self {
            Self::StillHeld(reason) => texts.text_with(&key, &[("x", (&texts.code("hold", reason.code())).into())]),
            _ => texts.text(&key),
        };
        Flash { kind, text }
    }
}

#[cfg(test)]
mod tests {
    use super::{HoldReason, Notice};
    use shared::words::{Language, Words};

    #[test]
    fn every_notice_survives_the_redirect_and_has_its_words() {
        let texts = Words::of(Language::Vi);
        let all = Notice::PLAIN.into_iter().chain(HoldReason::KNOWN.iter().cloned().map(Notice::StillHeld));
        for notice in all {
            assert_eq!(Notice::read(&notice.text()), Some(notice.clone()));
            assert!(!notice.flash(texts).text.starts_with("notice-"), "{notice:?}");
        }
    }

    #[test]
    fn made_up_notices_are_not_shown() {
        assert_eq!(Notice::read("still_held:<b>"), None);
        assert_eq!(Notice::read("you won"), None);
    }
}
