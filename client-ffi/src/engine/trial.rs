//! What others wrote, while it is merged where a panic ends the process, as in a browser: noted on disk first, and set
//! aside once it has ended the process twice. Elsewhere a panic is caught, and nothing is noted.
//!
//! A process may also end for another reason meanwhile, as when a window is closed: so once does not count.

use std::collections::BTreeMap;

use shared::id::labelled_hash;
use shared::wire::{self, Entry};

use super::{Engine, EngineError};
use crate::vault::{Vault, VaultError, Writer};

const UNDER_TRIAL: &str = "trial";
const TRIED: &str = "trials";
/// Trials that did not end before something is set aside.
const TRIALS_MAX: u32 = 2;
/// Digests remembered at most, the oldest going first.
const REMEMBERED_MAX: usize = 64;

/// The digest of something that is merged as one.
pub(in crate::engine) type Digest = [u8; 32];

/// How often each of these was tried and did not end, by this version of the program: a later one may merge it.
#[derive(Debug, Clone, Default)]
pub(in crate::engine) struct Trials {
    /// Whether anything is noted here.
    pub(in crate::engine) is_noting: bool,
    tried: BTreeMap<Digest, u32>,
}

#[derive(minicbor::Encode, minicbor::Decode)]
struct Stored {
    #[n(0)]
    version: String,
    #[n(1)]
    tried: Vec<(minicbor::bytes::ByteArray<32>, u32)>,
}

impl Trials {
    /// Reads what was noted, and counts what a process that ended had under trial.
    pub(in crate::engine) fn open(vault: &mut Vault) -> Result<Self, VaultError> {
        let version = env!("CARGO_PKG_VERSION");
        let stored = vault.read().meta(TRIED)?.and_then(|bytes| wire::decode::<Stored>(&bytes).ok());
        let kept = stored.filter(|stored| stored.version == version).map(|stored| stored.tried).unwrap_or_default();
        let mut tried: BTreeMap<Digest, u32> = kept.into_iter().map(|(digest, times)| (digest.into(), times)).collect();
        let unended = vault.read().meta(UNDER_TRIAL)?.and_then(|bytes| Digest::try_from(bytes).ok());
        if let Some(digest) = unended {
            *tried.entry(digest).or_default() += 1;
            while tried.len() > REMEMBERED_MAX {
                tried.pop_first();
            }
            let stored = tried.iter().map(|(digest, times)| ((*digest).into(), *times)).collect();
            let stored = Stored { version: version.to_owned(), tried: stored };
            let counted = vault.write(|w| {
                w.put_meta(TRIED, &wire::encode(&stored))?;
                w.remove_meta(UNDER_TRIAL)
            });
            match counted {
                // It stays noted, and is counted once there is room.
                Ok(()) | Err(VaultError::Full(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Self { is_noting: cfg!(panic = "abort"), tried })
    }

    /// Whether there is nothing to note and nothing to set aside.
    pub(in crate::engine) fn is_idle(&self) -> bool {
        !self.is_noting && self.tried.is_empty()
    }

    /// Whether it has ended the process too often.
    pub(in crate::engine) fn is_set_aside(&self, digest: &Digest) -> bool {
        self.tried.get(digest).is_some_and(|times| *times >= TRIALS_MAX)
    }

    /// Notes, in the transaction that stores what came of it, that the trial has ended.
    pub(in crate::engine) fn end(&self, w: &Writer<'_>) -> Result<(), VaultError> {
        if self.is_noting { w.remove_meta(UNDER_TRIAL) } else { Ok(()) }
    }
}

impl Engine {
    /// Notes what is going to be merged; it is on disk when this returns.
    pub(in crate::engine) fn begin_trial(&mut self, digest: &Digest) -> Result<(), EngineError> {
        if !self.trials.is_noting || self.trials.is_set_aside(digest) {
            return Ok(());
        }
        Ok(self.vault.write(|w| w.put_meta(UNDER_TRIAL, digest))?)
    }

    /// Notes that what was merged has ended, well or with an error.
    pub(in crate::engine) fn end_trial(&mut self) -> Result<(), VaultError> {
        let Self { vault, trials, .. } = self;
        if trials.is_noting { vault.write(|w| trials.end(w)) } else { Ok(()) }
    }
}

/// The digest of the news of some records.
pub(in crate::engine) fn digest_of(entries: &[Entry]) -> Digest {
    let encoded: Vec<Vec<u8>> = entries.iter().map(wire::encode).collect();
    labelled_hash("sen/trial/1", &encoded.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// The digest of a package.
pub(in crate::engine) fn digest_of_package(bytes: &[u8]) -> Digest {
    labelled_hash("sen/trial/1", &[bytes])
}
