//! Every failure as the app sees it: shaped by what the person can do next.

mod words;

pub use words::error_words;

use shared::doc::EditError;
use shared::meeting::WriteError;
use shared::package::PartsError;

use crate::engine::{EngineError, EnrolError, PackageFault, SyncError};
use crate::net::NetError;
use crate::vault::VaultError;
use crate::words::words;

/// Why something did not happen; whatever was written before is as it was.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum SenError {
    /// Trouble that may pass: try again later. Nothing was lost.
    #[error("try again later: {why}")]
    Retry {
        /// What prevented it.
        why: String,
    },
    /// The server does not know this device (any more): ask for an enrolment code.
    #[error("enrol this device: {why}")]
    Enrol {
        /// What prevented it.
        why: String,
    },
    /// The vault or the server is newer than this app.
    #[error("update the app: {why}")]
    UpdateApp {
        /// What prevented it.
        why: String,
    },
    /// Something that was typed has to be mended.
    #[error("{field}: {why}")]
    FixInput {
        /// The field, by its stored name.
        field: String,
        /// What is wrong with it.
        why: String,
        /// The same for the person, as a whole sentence in the device's language.
        words: String,
    },
    /// The person's role or place does not allow it: somebody else has to do it.
    #[error("ask who is in charge: {why}")]
    NotAllowed {
        /// What prevented it.
        why: String,
    },
    /// The text is marked as a state secret: it has to be taken out.
    #[error("take the passage out: {why}")]
    Classified {
        /// What was found.
        why: String,
    },
    /// Decisions and impossible figures have to be settled before minutes are adopted.
    #[error("{count} conflict(s) must be settled first")]
    SettleFirst {
        /// How many.
        count: u32,
    },
    /// The key does not open the vault.
    #[error("the key does not open this vault")]
    WrongKey,
    /// The PIN is not the profile's.
    #[error("the PIN is wrong; the next one has to wait {wait_seconds} second(s)")]
    WrongPin {
        /// How long the next one has to wait.
        wait_seconds: u64,
    },
    /// Too many wrong PINs: not even the right one is tried before its time.
    #[error("wait {wait_seconds} second(s) before the next PIN")]
    PinWait {
        /// For how long.
        wait_seconds: u64,
    },
    /// The ward does not have all of this profile's, or this device's, work yet.
    #[error("{packages} unsent part(s) have to be handed in first")]
    HandInFirst {
        /// How many parts of it wait.
        packages: u32,
    },
    /// The profile is here and its vault is not: what the ward has is there, and a new code fetches it.
    #[error("the vault of this profile is not on this phone any more")]
    VaultGone,
    /// The phone has no room left.
    #[error("there is no room left on this phone")]
    StorageFull,
    /// The record is full: what comes now belongs into the next part of it.
    #[error("the record is full; go on in the next part of it")]
    RecordFull,
    /// The vault or a record in it is damaged, or is none: keep the file and ask for help.
    #[error("keep the file and ask for help: {why}")]
    Damaged {
        /// What was found.
        why: String,
    },
    /// The vault or the session was closed: open it again.
    #[error("this was closed; open it again")]
    Closed,
    /// Somebody stopped it; what came until then is kept.
    #[error("stopped as asked; it can be begun again at any time")]
    Cancelled,
}

/// An input that does not fit its field.
pub(crate) fn unfit(field: &str, why: impl std::fmt::Display) -> SenError {
    let words = words();
    unfit_as(field, why, words.filled("error-fix_input", &[("field", &words.input(field))]))
}

/// As [`unfit`], where there are words of its own for what is wrong.
pub(crate) fn unfit_as(field: &str, why: impl std::fmt::Display, words: String) -> SenError {
    SenError::FixInput { field: field.to_owned(), why: why.to_string(), words }
}

impl From<VaultError> for SenError {
    fn from(error: VaultError) -> Self {
        let why = error.to_string();
        match error {
            VaultError::Missing(path) => {
                unfit_as("path", why, words().filled("vault-missing", &[("path", &path.display().to_string())]))
            }
            VaultError::Exists(path) => {
                unfit_as("path", why, words().filled("vault-exists", &[("path", &path.display().to_string())]))
            }
            VaultError::WrongKey => Self::WrongKey,
            VaultError::Newer { .. } => Self::UpdateApp { why },
            VaultError::Full(_) => Self::StorageFull,
            VaultError::InUse(_) => Self::Retry { why },
            VaultError::ReadOnly => Self::NotAllowed { why },
            VaultError::NotAVault | VaultError::Damaged(_) | VaultError::LogDamaged(_) | VaultError::Unreadable(_) => {
                Self::Damaged { why }
            }
            VaultError::File(_) | VaultError::Database(_) => Self::Retry { why },
        }
    }
}

impl From<WriteError> for SenError {
    fn from(error: WriteError) -> Self {
        let (why, said) = (error.to_string(), words().write_error(&error));
        match error {
            WriteError::Edit(EditError::OutOfText { .. }) => unfit_as("position", why, said),
            WriteError::Edit(EditError::NoSuchCursor) => unfit_as("cursor", why, said),
            WriteError::Edit(_) => unfit_as("record", why, said),
            WriteError::Invalid { field, why, .. } => unfit_as(field, why, said),
            WriteError::Classified(_) => Self::Classified { why },
            WriteError::Unsettled(count) => Self::SettleFirst { count: u32::try_from(count).unwrap_or(u32::MAX) },
            WriteError::NoOfficers => unfit_as("chair", why, said),
            WriteError::NotAnOfficer => unfit_as("signer", why, said),
            WriteError::Disputed => unfit_as("value", why, said),
            WriteError::Closed => unfit_as("state", why, said),
            WriteError::Cancelled => unfit_as("state", why, words().text("error-cancelled_meeting")),
        }
    }
}

impl From<EngineError> for SenError {
    fn from(error: EngineError) -> Self {
        let why = error.to_string();
        match error {
            EngineError::Vault(error) => error.into(),
            EngineError::Write(error) => error.into(),
            EngineError::Denied(_) => Self::NotAllowed { why },
            EngineError::Record { .. } => Self::Damaged { why },
            EngineError::NoSuchRecord(what) => unfit_as(what, why, words().text("device-no_such_record")),
            EngineError::RecordFull => Self::RecordFull,
            EngineError::StillRoom => unfit_as("meeting", why, words().text("device-still_room")),
            EngineError::Gone => unfit_as("record", why, words().text("device-record_gone")),
            EngineError::NotEnrolled | EngineError::Revoked(_) => Self::Enrol { why },
            EngineError::NotAmongValues => unfit_as("value", why, words().text("device-not_among_values")),
            EngineError::Step(refusal) => {
                unfit_as("step", why, words().filled("step-refused", &[("why", &words().refusal(refusal))]))
            }
            EngineError::Answer(shared::wire::FrameError::Version(_)) => Self::UpdateApp { why },
            EngineError::KeptByPin => unfit_as("key", why, words().text("error-kept_by_pin")),
            EngineError::Answer(_) | EngineError::Randomness(_) | EngineError::Sealing(_) => Self::Retry { why },
        }
    }
}

impl From<NetError> for SenError {
    fn from(error: NetError) -> Self {
        let why = error.to_string();
        match error {
            NetError::Refused { status: 401 | 403, .. } | NetError::WrongServer => Self::Enrol { why },
            NetError::Refused { code, .. } if code == "unsupported_version" => Self::UpdateApp { why },
            NetError::BadAddress(_) => unfit_as("code", why, words().text("network-address")),
            NetError::Unreachable(_)
            | NetError::Refused { .. }
            | NetError::Later { .. }
            | NetError::TooLarge(_)
            | NetError::Packed(_) => Self::Retry { why },
        }
    }
}

impl From<SyncError> for SenError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Net(error) => error.into(),
            SyncError::Engine(error) => error.into(),
        }
    }
}

impl From<EnrolError> for SenError {
    fn from(error: EnrolError) -> Self {
        let why = error.to_string();
        match error {
            EnrolError::Code(_) => unfit_as("code", why, words().text("enrolment-bad_code")),
            EnrolError::UsedCode => unfit_as("code", why, words().text("enrolment-used_code")),
            EnrolError::ExpiredCode => unfit_as("code", why, words().text("enrolment-expired_code")),
            EnrolError::AnotherWard => unfit_as("code", why, words().text("error-another_ward")),
            EnrolError::Occupied(person) => {
                unfit_as("account", why, words().filled("enrolment-occupied", &[("person", &person)]))
            }
            EnrolError::Unsent(count) => Self::HandInFirst { packages: u32::try_from(count).unwrap_or(u32::MAX) },
            EnrolError::Label(most) => {
                unfit_as("label", why, words().filled("enrolment-label", &[("max", &most.to_string())]))
            }
            EnrolError::Net(error) => error.into(),
            EnrolError::Answer(_) => Self::Retry { why },
            EnrolError::Certificate(_) | EnrolError::AnotherKey => Self::Enrol { why },
            EnrolError::Engine(error) => error.into(),
        }
    }
}

impl From<PartsError> for SenError {
    fn from(error: PartsError) -> Self {
        let field = if matches!(error, PartsError::TooLarge { .. }) { "package" } else { "parts" };
        unfit_as(field, &error, words().parts_error(&error))
    }
}

impl From<PackageFault> for SenError {
    fn from(error: PackageFault) -> Self {
        let why = error.to_string();
        match error {
            PackageFault::Package(shared::package::PackageError::Newer) => Self::UpdateApp { why },
            PackageFault::Package(error) => unfit_as("package", why, words().package_error(&error)),
            PackageFault::Parts(error) => error.into(),
            PackageFault::Unasked => unfit_as("package", why, words().text("package-unasked")),
            PackageFault::Nothing => unfit_as("package", why, words().text("package-nothing")),
            PackageFault::SetAside => Self::Damaged { why },
            PackageFault::BadCard => unfit_as("card", why, words().text("package-bad_card")),
            PackageFault::UnknownReader => unfit_as("reader", why, words().text("error-unknown_reader")),
            PackageFault::Engine(error) => error.into(),
        }
    }
}
