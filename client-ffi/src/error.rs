//! Every failure as the app sees it: shaped by what the person can do next.

mod words;

pub use words::error_words;

use shared::doc::EditError;
use shared::meeting::WriteError;

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
    SenError::FixInput { field: field.to_owned(), why: why.to_string() }
}

impl From<VaultError> for SenError {
    fn from(error: VaultError) -> Self {
        let why = error.to_string();
        match error {
            VaultError::Missing(_) | VaultError::Exists(_) => unfit("path", why),
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
        let why = error.to_string();
        match error {
            WriteError::Edit(EditError::OutOfText { .. }) => unfit("position", why),
            WriteError::Edit(EditError::NoSuchCursor) => unfit("cursor", why),
            WriteError::Edit(_) => unfit("record", why),
            WriteError::Invalid { field, why, .. } => unfit(field, why),
            WriteError::Classified(_) => Self::Classified { why },
            WriteError::Unsettled(count) => Self::SettleFirst { count: u32::try_from(count).unwrap_or(u32::MAX) },
            WriteError::NoOfficers => unfit("chair", why),
            WriteError::NotAnOfficer => unfit("signer", why),
            WriteError::Cancelled | WriteError::Closed => unfit("state", why),
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
            EngineError::NoSuchRecord(what) => unfit(what, why),
            EngineError::RecordFull => Self::RecordFull,
            EngineError::StillRoom => unfit("meeting", why),
            EngineError::NotEnrolled | EngineError::Revoked(_) => Self::Enrol { why },
            EngineError::NotAmongValues => unfit("value", why),
            EngineError::Step(_) => unfit("step", why),
            EngineError::Answer(shared::wire::FrameError::Version(_)) => Self::UpdateApp { why },
            EngineError::KeptByPin => unfit("key", why),
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
            NetError::BadAddress(_) => unfit("code", why),
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
            EnrolError::Code(_) | EnrolError::UsedCode | EnrolError::ExpiredCode | EnrolError::AnotherWard => {
                unfit("code", why)
            }
            EnrolError::Occupied(_) => unfit("account", why),
            EnrolError::Unsent(count) => Self::HandInFirst { packages: u32::try_from(count).unwrap_or(u32::MAX) },
            EnrolError::Label(_) => unfit("label", why),
            EnrolError::Net(error) => error.into(),
            EnrolError::Answer(_) => Self::Retry { why },
            EnrolError::Certificate(_) | EnrolError::AnotherKey => Self::Enrol { why },
            EnrolError::Engine(error) => error.into(),
        }
    }
}

impl From<PackageFault> for SenError {
    fn from(error: PackageFault) -> Self {
        let why = error.to_string();
        match error {
            PackageFault::Package(shared::package::PackageError::Newer) => Self::UpdateApp { why },
            PackageFault::Package(error) => unfit("package", words().package_error(&error)),
            PackageFault::Parts(error) => unfit("parts", words().parts_error(&error)),
            PackageFault::Unasked | PackageFault::Nothing => unfit("package", why),
            PackageFault::SetAside => Self::Damaged { why },
            PackageFault::BadCard => unfit("card", why),
            PackageFault::UnknownReader => unfit("reader", why),
            PackageFault::Engine(error) => error.into(),
        }
    }
}
