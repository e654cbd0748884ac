//! What went wrong: one sentence for the person at the keyboard, one stable code for a program, one exit code for a script.

use std::fmt;
use std::path::{Path, PathBuf};

use sen_client::engine::{EngineError, EnrolError, PackageFault, SyncError};
use sen_client::net::NetError;
use sen_client::profiles::ProfileError;
use sen_client::vault::VaultError;
use sen_client::words::{file_error, words};
use shared::meeting::WriteError;

/// Anything a command can fail with.
#[derive(Debug)]
pub(crate) enum Fault {
    Engine(EngineError),
    Enrol(EnrolError),
    Net(NetError),
    Package(PackageFault),
    Io(std::io::Error),
    Profile(ProfileError),
    NoVault,
    NoHome,
    NoKey,
    BadKey,
    /// The key's file is empty: the process that wrote it was stopped, or the disk was full.
    EmptyKey(PathBuf),
    /// The vault's file is empty: it was begun, and nothing was ever written.
    EmptyVault(PathBuf),
    /// The folder cannot be written to, and the command would write.
    ReadOnly(PathBuf),
    /// Enrolling would put somebody else in the place of who is enrolled here, and nobody said so.
    Occupied {
        person: String,
        unsent: usize,
    },
    /// What was typed does not fit; the sentence says what does.
    Typed(String),
    /// No such command line.
    Usage(String),
}

impl Fault {
    /// The stable code of it, for `--json`.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Engine(error) => engine_code(error),
            Self::Enrol(error) => match error {
                EnrolError::Code(_) => "bad_code",
                EnrolError::UsedCode => "used_code",
                EnrolError::ExpiredCode => "expired_code",
                EnrolError::Occupied(_) => "occupied",
                EnrolError::Unsent(_) => "unsent",
                EnrolError::AnotherWard => "another_ward",
                EnrolError::Label(_) => "mistyped",
                EnrolError::Net(error) => net_code(error),
                EnrolError::Answer(_) | EnrolError::Certificate(_) | EnrolError::AnotherKey => "bad_answer",
                EnrolError::Engine(error) => engine_code(error),
            },
            Self::Net(error) => net_code(error),
            Self::Package(PackageFault::Engine(error)) => engine_code(error),
            Self::Package(_) => "package",
            Self::Io(_) => "file",
            Self::Profile(error) => match error {
                ProfileError::WrongPin { .. } => "wrong_pin",
                ProfileError::Wait { .. } => "pin_wait",
                ProfileError::NotHandedIn(_) => "unsent",
                _ => "profile",
            },
            Self::NoVault | Self::NoHome => "no_vault",
            Self::NoKey | Self::BadKey | Self::EmptyKey(_) => "no_key",
            Self::EmptyVault(_) => "empty_vault",
            Self::ReadOnly(_) => "read_only",
            Self::Occupied { .. } => "occupied",
            Self::Typed(_) => "mistyped",
            Self::Usage(_) => "usage",
        }
    }

    /// What the program ends with: 2 for a command line that is none, 3 on a revoked phone, 1 for everything else.
    pub(crate) const fn exit(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Engine(EngineError::Revoked(_)) => REVOKED,
            _ => 1,
        }
    }
}

/// What a command ends with on a phone the ward has revoked, also when it did what was asked.
pub(crate) const REVOKED: u8 = 3;

const fn engine_code(error: &EngineError) -> &'static str {
    match error {
        EngineError::Vault(error) => match error {
            VaultError::Missing(_) => "no_vault",
            VaultError::Exists(_) => "vault_exists",
            VaultError::WrongKey => "wrong_key",
            VaultError::NotAVault => "not_a_vault",
            VaultError::Newer { .. } => "update_app",
            VaultError::Damaged(_) | VaultError::LogDamaged(_) | VaultError::Unreadable(_) => "damaged",
            VaultError::Full(_) => "storage_full",
            VaultError::InUse(_) => "in_use",
            VaultError::ReadOnly => "read_only",
            VaultError::File(_) | VaultError::Database(_) => "file",
        },
        EngineError::Write(error) => match error {
            WriteError::Edit(_) => "refused",
            WriteError::Invalid { .. } => "invalid",
            WriteError::Classified(_) => "classified",
            WriteError::Unsettled(_) => "settle_first",
            WriteError::NoOfficers | WriteError::NotAnOfficer => "not_an_officer",
            WriteError::Cancelled => "cancelled_meeting",
            WriteError::Disputed => "disputed",
            WriteError::Closed => "closed",
        },
        EngineError::Denied(_) => "not_allowed",
        EngineError::Record { .. } => "damaged_record",
        EngineError::NoSuchRecord(_) => "no_such_record",
        EngineError::RecordFull => "record_full",
        EngineError::StillRoom => "still_room",
        EngineError::Gone => "record_gone",
        EngineError::NotEnrolled => "not_enrolled",
        EngineError::Revoked(_) => "revoked",
        EngineError::Step(_) => "step_refused",
        EngineError::NotAmongValues => "not_among_values",
        EngineError::Answer(_) => "bad_answer",
        EngineError::Sealing(_) => "sealing",
        EngineError::KeptByPin => "kept_by_pin",
        EngineError::Randomness(_) => "randomness",
    }
}

const fn net_code(error: &NetError) -> &'static str {
    match error {
        NetError::Unreachable(_) => "unreachable",
        NetError::WrongServer => "wrong_server",
        NetError::Refused { status: 401 | 403, .. } => "not_enrolled_there",
        NetError::Refused { .. } => "refused_by_server",
        NetError::Later { .. } => "later",
        NetError::BadAddress(_) | NetError::TooLarge(_) | NetError::Packed(_) => "line",
    }
}

impl From<EngineError> for Fault {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

impl From<EnrolError> for Fault {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::Engine(error) => Self::Engine(error),
            EnrolError::Net(error) => Self::Net(error),
            EnrolError::Occupied(person) => Self::Occupied { person, unsent: 0 },
            other => Self::Enrol(other),
        }
    }
}

impl From<SyncError> for Fault {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Engine(error) => Self::Engine(error),
            SyncError::Net(error) => Self::Net(error),
        }
    }
}

impl From<PackageFault> for Fault {
    fn from(error: PackageFault) -> Self {
        match error {
            PackageFault::Engine(error) => Self::Engine(error),
            other => Self::Package(other),
        }
    }
}

impl From<ProfileError> for Fault {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::Engine(error) => Self::Engine(error),
            ProfileError::Vault(error) => Self::Engine(error.into()),
            ProfileError::Net(error) => Self::Net(error),
            ProfileError::File(error) => Self::Io(error),
            other => Self::Profile(other),
        }
    }
}

impl From<NetError> for Fault {
    fn from(error: NetError) -> Self {
        Self::Net(error)
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

impl Fault {
    /// The sentence for the person at the keyboard.
    fn sentence(&self) -> String {
        let words = words();
        let path = |key: &str, name: &str, path: &Path| words.filled(key, &[(name, &path.display().to_string())]);
        match self {
            Self::Engine(error) => engine(error),
            Self::Enrol(error) => enrol(error),
            Self::Net(error) => net(error),
            Self::Package(error) => package(error),
            Self::Io(error) => words.filled("file-unusable", &[("why", &file_error(error))]),
            Self::Profile(error) => sen_client::profiles::profile_error(error),
            Self::NoVault => words.text("command-no_vault"),
            Self::NoHome => words.text("command-no_home"),
            Self::NoKey => words.text("command-no_key"),
            Self::BadKey => words.text("command-bad_key"),
            Self::EmptyKey(file) => path("command-empty_key", "file", file),
            Self::EmptyVault(file) => path("command-empty_vault", "file", file),
            Self::ReadOnly(folder) => path("command-read_only", "folder", folder),
            Self::Occupied { person, unsent: 0 } => words.filled("command-occupied", &[("person", person)]),
            Self::Occupied { person, unsent } => {
                words.text_with("command-occupied_unsent", &[("person", person.into()), ("n", (*unsent).into())])
            }
            Self::Typed(sentence) | Self::Usage(sentence) => sentence.clone(),
        }
    }
}

fn enrol(error: &EnrolError) -> String {
    let words = words();
    match error {
        EnrolError::Code(_) => words.text("enrolment-bad_code"),
        EnrolError::UsedCode => words.text("enrolment-used_code"),
        EnrolError::ExpiredCode => words.text("enrolment-expired_code"),
        EnrolError::Label(most) => words.filled("enrolment-label", &[("max", &most.to_string())]),
        EnrolError::Occupied(person) => words.filled("enrolment-occupied", &[("person", person)]),
        EnrolError::Unsent(unsent) => words.text_with("enrolment-unsent", &[("n", (*unsent).into())]),
        EnrolError::AnotherWard => words.text("enrolment-another_ward"),
        EnrolError::Answer(_) => words.text("device-bad_answer"),
        EnrolError::Certificate(_) | EnrolError::AnotherKey => words.text("enrolment-bad_certificate"),
        EnrolError::Net(error) => net(error),
        EnrolError::Engine(error) => engine(error),
    }
}

fn engine(error: &EngineError) -> String {
    let words = words();
    match error {
        EngineError::Vault(error) => vault(error),
        EngineError::Write(error) => words.write_error(error),
        EngineError::Denied(denied) => words.denied(*denied),
        EngineError::Record { doc, .. } => words.filled("device-unreadable_record", &[("doc", &doc.to_string())]),
        EngineError::NoSuchRecord(_) => words.text("device-no_such_record"),
        EngineError::RecordFull => words.text("device-record_full"),
        EngineError::StillRoom => words.text("device-still_room"),
        EngineError::Gone => words.text("device-record_gone"),
        EngineError::NotEnrolled => words.text("device-not_enrolled"),
        EngineError::Revoked(at) => words.filled("device-revoked_since", &[("at", &at.vietnam_display())]),
        EngineError::Step(refusal) => words.filled("step-refused", &[("why", &words.refusal(*refusal))]),
        EngineError::NotAmongValues => words.text("device-not_among_values"),
        EngineError::Answer(_) => words.text("device-bad_answer"),
        EngineError::Sealing(_) => words.text("device-sealing"),
        EngineError::KeptByPin => words.text("device-kept_by_pin"),
        EngineError::Randomness(_) => words.text("device-randomness"),
    }
}

fn package(error: &PackageFault) -> String {
    let words = words();
    match error {
        PackageFault::Package(error) => words.package_error(error),
        PackageFault::Parts(error) => words.parts_error(error),
        PackageFault::Unasked => words.text("package-unasked"),
        PackageFault::BadCard => words.text("package-bad_card"),
        PackageFault::UnknownReader => words.text("package-unknown_reader"),
        PackageFault::Nothing => words.text("package-nothing"),
        PackageFault::SetAside => words.text("package-set_aside"),
        PackageFault::Engine(error) => engine(error),
    }
}

fn vault(error: &VaultError) -> String {
    let words = words();
    match error {
        VaultError::Missing(path) => words.filled("vault-missing", &[("path", &path.display().to_string())]),
        VaultError::Exists(path) => words.filled("vault-exists", &[("path", &path.display().to_string())]),
        VaultError::WrongKey => words.text("vault-wrong_key"),
        VaultError::NotAVault => words.text("vault-not_a_vault"),
        VaultError::Newer { .. } => words.text("vault-newer"),
        VaultError::Damaged(_) | VaultError::LogDamaged(_) | VaultError::Unreadable(_) => words.text("vault-damaged"),
        VaultError::Full(_) => words.text("vault-full"),
        VaultError::InUse(_) => words.text("vault-in_use"),
        VaultError::ReadOnly => words.text("vault-read_only"),
        VaultError::File(error) => words.filled("vault-file", &[("why", &file_error(error))]),
        VaultError::Database(_) => words.text("vault-database"),
    }
}

fn net(error: &NetError) -> String {
    let words = words();
    match error {
        NetError::Unreachable(_) => words.text("network-unreachable"),
        NetError::WrongServer => words.text("network-wrong_server"),
        NetError::Refused { status: 401 | 403, .. } => words.text("network-not_enrolled"),
        NetError::Later { code, .. } if code == "read_only" => words.text("network-read_only"),
        NetError::Later { wait, .. } => words.text_with("network-later", &[("n", wait.as_secs().div_ceil(60).into())]),
        NetError::Refused { code, .. } if code == "unsupported_version" => words.text("network-version"),
        NetError::Refused { code, status, .. } => {
            words.filled("network-refused", &[("code", code), ("status", &status.to_string())])
        }
        NetError::BadAddress(_) => words.text("network-address"),
        NetError::TooLarge(_) | NetError::Packed(_) => words.text("network-garbled"),
    }
}
