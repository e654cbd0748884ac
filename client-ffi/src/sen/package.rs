//! Packages by hand, for an app: bytes for a file or another phone, texts for QR codes.

use crate::engine::{Brought, PackageIn, PackageOut};
use crate::error::{SenError, unfit};
use crate::types::Synced;
use crate::words::words;

use super::{Sen, now};

/// A package as it was made.
#[derive(Debug, Clone, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PackageMade {
    /// Its id.
    pub id: String,
    /// The file; only its reader can open it.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(test, ts(type = "Uint8Array"))]
    pub bytes: Vec<u8>,
    /// Envelopes in it.
    pub envelopes: u32,
    /// Envelopes that found no room in it, and go with a later one.
    pub left_out: u32,
}

/// What a package brought.
#[derive(Debug, Clone, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PackageTaken {
    /// Its id.
    pub id: String,
    /// `fresh`, `already_taken` or `stale`; the latter two do no harm.
    pub standing: String,
    /// The same in Vietnamese.
    pub words: String,
    /// When it was made, by its sender's clock.
    pub made_ms: i64,
    /// The ward's answer, as after a sync; nothing for a package of another phone.
    pub synced: Option<Synced>,
    /// What another phone handed over; nothing for the ward's answer.
    pub handed: Option<Handed>,
}

/// What another phone handed over: it is on this phone, and goes to the server with the next sync.
#[derive(Debug, Clone, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Handed {
    /// Whose phone.
    pub person: String,
    /// Envelopes that were here already.
    pub known: u32,
    /// Envelopes that were merged.
    pub merged: u32,
    /// Envelopes that are kept until what they build on arrives.
    pub waiting: u32,
    /// Why others were not taken, in Vietnamese.
    pub refused: Vec<String>,
}

/// Another device a package can be made for.
#[derive(Debug, Clone, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PackagePeer {
    /// The device.
    pub device: String,
    /// Its person.
    pub person: String,
    /// The person's role, by its code.
    pub role: String,
}

#[uniffi::export]
impl Sen {
    /// Makes a package: for the ward, or for the device named.
    ///
    /// # Errors
    /// [`SenError::FixInput`] with the field `reader` or `package`; nothing of what is unsent is touched.
    pub fn package_out(&self, reader: Option<String>) -> Result<PackageMade, SenError> {
        let made = match reader {
            Some(reader) => {
                let device = reader.parse().map_err(|error| unfit("reader", error))?;
                self.core.with(|engine| engine.package_for(device, now()))
            }
            None => self.core.with(|engine| engine.package_out(now())),
        };
        made.map(PackageMade::from)
    }

    /// Takes in a package, of the ward or of another phone. Doing it twice does no harm.
    ///
    /// # Errors
    /// [`SenError::FixInput`] with the field `package` says in Vietnamese what to do; nothing is then stored.
    pub fn package_in(&self, bytes: Vec<u8>) -> Result<PackageTaken, SenError> {
        self.core.with(|engine| engine.package_in(&bytes, now())).map(PackageTaken::from)
    }

    /// The texts of the QR codes that show a small package.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for one that is too large.
    pub fn package_parts(&self, bytes: Vec<u8>) -> Result<Vec<String>, SenError> {
        shared::package::split(&bytes).map_err(SenError::from)
    }

    /// Joins scanned texts, in any order and any of them twice, to the package they show.
    ///
    /// # Errors
    /// [`SenError::FixInput`] names the part that is missing or was read wrongly.
    pub fn package_join(&self, parts: Vec<String>) -> Result<Vec<u8>, SenError> {
        let joined = shared::package::join(parts.iter().map(String::as_str));
        joined.map_err(SenError::from)
    }

    /// The other devices a package can be made for.
    ///
    /// # Errors
    /// [`SenError::Closed`].
    pub fn package_peers(&self) -> Result<Vec<PackagePeer>, SenError> {
        self.core.quietly(|engine| Ok(engine.peers().into_iter().map(PackagePeer::from).collect()))
    }

    /// This device's card: a text by which another phone can make packages for it.
    ///
    /// # Errors
    /// [`SenError::Enrol`] before enrolment.
    pub fn device_card(&self) -> Result<String, SenError> {
        self.core.quietly(|engine| engine.card())
    }

    /// Takes in another device's card.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for a text that is none, or of another ward.
    pub fn take_card(&self, card: String) -> Result<PackagePeer, SenError> {
        self.core.with(|engine| engine.take_card(&card)).map(PackagePeer::from)
    }
}

impl From<crate::engine::Peer> for PackagePeer {
    fn from(peer: crate::engine::Peer) -> Self {
        Self { device: peer.device.to_string(), person: peer.person, role: peer.role.code().to_owned() }
    }
}

impl From<PackageOut> for PackageMade {
    fn from(made: PackageOut) -> Self {
        Self {
            id: made.id.to_string(),
            bytes: made.bytes,
            envelopes: count(made.envelopes),
            left_out: count(made.left_out),
        }
    }
}

impl From<PackageIn> for PackageTaken {
    fn from(taken: PackageIn) -> Self {
        let (synced, handed) = match taken.brought {
            Brought::Answer { progress, .. } => (Some(progress.into()), None),
            Brought::Exchange(exchanged) => (
                None,
                Some(Handed {
                    person: exchanged.person,
                    known: count(exchanged.known),
                    merged: count(exchanged.merged),
                    waiting: count(exchanged.waiting),
                    refused: exchanged.refused.iter().map(|(_, why)| words().code_within("hold", why.code())).collect(),
                }),
            ),
        };
        Self {
            id: taken.id.to_string(),
            standing: taken.standing.code().to_owned(),
            words: words().code_within("package_standing", taken.standing.code()),
            made_ms: taken.made.as_ms(),
            synced,
            handed,
        }
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
