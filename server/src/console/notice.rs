//! What an action came to, carried over the redirect to the next page. Codes only, never words.

use shared::wire::HoldReason;
use shared::words::Words;

use super::view::{Flash, FlashKind};

/// Declares what an action can come to: the name it is carried by, and how it went.
macro_rules! notices {
    ($($(#[$doc:meta])* $name:ident = $code:literal $kind:ident,)*) => {
        /// What the last action came to.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(super) enum Notice {
            $($(#[$doc])* $name,)*
            /// It still cannot be merged, for this reason.
            StillHeld(HoldReason),
        }

        impl Notice {
            const PLAIN: &[Self] = &[$(Self::$name,)*];

            const fn code(&self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                    Self::StillHeld(_) => "still_held",
                }
            }

            const fn kind(&self) -> FlashKind {
                match self {
                    $(Self::$name => FlashKind::$kind,)*
                    Self::StillHeld(_) => FlashKind::Warning,
                }
            }
        }
    };
}

notices! {
    /// A meeting is marked as seen.
    Seen = "seen" Done,
    /// A device is revoked.
    Revoked = "revoked" Done,
    /// The device was revoked before.
    RevokedBefore = "revoked_before" Warning,
    /// A held envelope is merged.
    Released = "released" Done,
    /// A held envelope is dismissed.
    Dismissed = "dismissed" Done,
    /// Somebody else has decided about it.
    Decided = "decided" Warning,
    /// What was dismissed waits for a decision again.
    HeldReopened = "held_reopened" Done,
    /// The cell is asked to settle a conflict.
    ConflictAsked = "conflict_asked" Done,
    /// It was asked before.
    ConflictAskedBefore = "conflict_asked_before" Warning,
    /// A conflict is settled.
    ConflictSettled = "conflict_settled" Done,
    /// Somebody settled it, or the record changed.
    ConflictGone = "conflict_gone" Warning,
    /// Two records of one person are merged.
    TwinsMerged = "twins_merged" Done,
    /// They are split again.
    TwinsSplit = "twins_split" Done,
    /// Two records are two persons.
    TwinsDismissed = "twins_dismissed" Done,
    /// Nobody takes them for one person any more.
    TwinsGone = "twins_gone" Warning,
    /// One of them changed since the page was made.
    TwinsChanged = "twins_changed" Warning,
    /// A record of the queue is theirs now.
    Taken = "taken" Done,
    /// Somebody else had taken it.
    TakenBefore = "taken_before" Warning,
    /// A record of the queue is nobody's again.
    GivenBack = "given_back" Done,
    /// All that were chosen are marked as seen.
    SeenMany = "seen_many" Done,
    /// Some of them are not.
    SeenSome = "seen_some" Warning,
    /// Nobody marks what they have not opened.
    Unopened = "unopened" Warning,
    /// A record is returned to its cell.
    Returned = "returned" Done,
    /// A record is accepted.
    Accepted = "accepted" Done,
    /// A review is open again.
    Reopened = "reopened" Done,
    /// A remark is written.
    Remarked = "remarked" Done,
    /// The checks are written.
    Checked = "checked" Done,
    /// A person has another role.
    PersonRole = "person_role" Done,
    /// A person may not come in any more.
    PersonDisabled = "person_disabled" Done,
    /// A person may come in again.
    PersonEnabled = "person_enabled" Done,
    /// Failed attempts as a person are forgotten.
    PersonUnlocked = "person_unlocked" Done,
    /// Sessions are ended.
    SessionsEnded = "sessions_ended" Done,
    /// A second factor is turned off.
    SecondOff = "second_off" Done,
    /// One's own password is another.
    PasswordChanged = "password_changed" Done,
    /// A password is chosen; the person may sign in.
    PasswordChosen = "password_chosen" Done,
    /// An organisation is added.
    OrgAdded = "org_added" Done,
    /// It has another name.
    OrgRenamed = "org_renamed" Done,
    /// It lies under another one.
    OrgMoved = "org_moved" Done,
    /// It has a last day.
    OrgEnded = "org_ended" Done,
    /// It goes on after all.
    OrgReopened = "org_reopened" Done,
    /// Its record changed since the page was made.
    OrgChanged = "org_changed" Warning,
    /// A backup is made, and sound.
    BackupMade = "backup_made" Done,
    /// A backup is checked, and sound.
    BackupSound = "backup_sound" Done,
    /// A backup is damaged.
    BackupDamaged = "backup_damaged" Failed,
    /// No backup was made or checked: the log of the server says why.
    BackupFailed = "backup_failed" Failed,
    /// One is made or checked just now.
    BackupRunning = "backup_running" Warning,
    /// The folder holds so many that no more is made.
    BackupsFull = "backups_full" Failed,
}

impl Notice {
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
        Self::PLAIN.iter().find(|notice| notice.code() == text).cloned()
    }

    /// The message in the reader's language.
    pub(super) fn flash(&self, texts: &Words) -> Flash {
        let key = format!("notice-{}", self.code());
        let text = match self {
            Self::StillHeld(reason) => texts.text_with(&key, &[("x", (&texts.code("hold", reason.code())).into())]),
            _ => texts.text(&key),
        };
        Flash { kind: self.kind(), text }
    }
}

#[cfg(test)]
mod tests {
    use super::{HoldReason, Notice};
    use shared::words::{Language, Words};

    #[test]
    fn every_notice_survives_the_redirect_and_has_its_words() {
        let texts = Words::of(Language::Vi);
        let all = Notice::PLAIN.iter().cloned().chain(HoldReason::KNOWN.iter().cloned().map(Notice::StillHeld));
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
