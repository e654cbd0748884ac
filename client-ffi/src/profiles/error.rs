//! Why something was not done with a profile.

use std::time::Duration;

use shared::package::PackageError;

use crate::engine::EngineError;
use crate::net::NetError;
use crate::vault::{VaultError, Waiting};

/// Why something was not done with a profile; whatever was stored before is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// There is no such profile here.
    #[error("there is no such profile on this phone")]
    NoSuchProfile,
    /// The name is empty or too long.
    #[error("a name has 1 to {0} characters")]
    BadName(usize),
    /// Another profile here has that name.
    #[error("another profile has this name")]
    NameTaken,
    /// A new PIN that is none, or that anybody would try first.
    #[error(
        "a PIN has {least} to {most} digits, not all alike and not in a row, or it is a passphrase of {phrase} characters"
    )]
    BadPin {
        /// Digits at least.
        least: usize,
        /// Digits at most.
        most: usize,
        /// Characters of a passphrase at least.
        phrase: usize,
    },
    /// The PIN is not the profile's.
    #[error("the PIN is wrong")]
    WrongPin {
        /// How long the next try has to wait.
        wait: Duration,
    },
    /// Too many wrong PINs: the next try has to wait.
    #[error("too many wrong PINs: wait {} seconds", .left.as_secs() + 1)]
    Wait {
        /// For how long.
        left: Duration,
    },
    /// The keystore's secret is not the one this profile was made with.
    #[error("the phone's secret is not the one this profile was made with")]
    WrongSecret,
    /// argon2 refused.
    #[error("the PIN could not be worked on: {0}")]
    Pin(argon2::Error),
    /// A file of the profile is damaged.
    #[error("{0} is damaged")]
    Damaged(&'static str),
    /// Its lock is here, and its vault is not.
    #[error("the vault of this profile is not on this phone any more")]
    VaultGone,
    /// A newer version of the app wrote it.
    #[error("the profile was written by a newer version")]
    Newer,
    /// Its vault is open.
    #[error("the profile is open: close it first")]
    InUse,
    /// The ward does not have all of its work.
    #[error("{} sealed package(s) were not handed in yet", .0.packages)]
    NotHandedIn(Waiting),
    /// Nothing waits to be handed in.
    #[error("nothing of this profile waits to be handed in")]
    Nothing,
    /// Whoever would hand it in belongs to another ward.
    #[error("this profile belongs to another ward")]
    AnotherWard,
    /// The ward's word cannot be read, or is not its own.
    #[error("the ward's receipt: {0}")]
    Receipt(#[source] PackageError),
    /// The ward could not be reached or said no.
    #[error(transparent)]
    Net(#[from] NetError),
    /// The file system refused.
    #[error("the profile's files cannot be used: {0}")]
    File(#[from] std::io::Error),
    /// The vault or what is sealed beside it.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The device inside.
    #[error(transparent)]
    Engine(#[from] EngineError),
}
