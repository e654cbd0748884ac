//! Handing in what is sealed of a profile: as a file, or over the connection of somebody else. Needs no PIN and shows
//! nothing.
//!
//! Lets go of a package on the ward's signed word alone.

use shared::limits;
use shared::package::{self, HandedIn};

use super::{Household, ProfileError, ProfileId};
#[cfg(not(target_family = "wasm"))]
use crate::engine::{Engine, EngineError};
#[cfg(not(target_family = "wasm"))]
use crate::net::Transport;
use crate::vault::Waiting;

/// Packages and bytes brought in one request.
const LINE_PACKAGES: usize = 128;
const LINE_BYTES: usize = 1024 * 1024;

/// Sealed packages as one file, for anybody to carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandIn {
    /// The file.
    pub bytes: Vec<u8>,
    /// Packages in it.
    pub packages: usize,
    /// Packages that found no room in it, and go with a later one.
    pub left_out: u64,
}

/// What the ward has said it has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Received {
    /// Packages that waited here and are with the ward now, and their bytes.
    pub taken: Waiting,
    /// What still waits.
    pub left: Waiting,
}

impl Household {
    /// What is sealed of a profile, as a file for anybody to carry to the ward; needs no PIN and shows nothing.
    ///
    /// # Errors
    /// [`ProfileError::Nothing`] when nothing waits.
    pub fn hand_in(&self, id: ProfileId) -> Result<HandIn, ProfileError> {
        self.hand_in_with(id, None)
    }

    /// As [`Household::hand_in`], with one package more that could not be put into the outbox for want of room.
    pub(crate) fn hand_in_with(&self, id: ProfileId, loose: Option<Vec<u8>>) -> Result<HandIn, ProfileError> {
        // The count and the check of the file need some bytes of their own.
        self.page(id, limits::HAND_IN_PACKAGES_MAX, limits::HAND_IN_BYTES_MAX - 1024, loose)
    }

    /// Takes in the ward's word on what was handed in. Taking it in twice does no harm.
    ///
    /// # Errors
    /// [`ProfileError::Receipt`] for anything else; nothing is then let go of.
    pub fn take_receipt(&self, id: ProfileId, receipt: &[u8]) -> Result<Received, ProfileError> {
        let mut outbox = self.outbox(id)?;
        let ward = outbox.ward()?.ok_or(ProfileError::Nothing)?;
        let told = HandedIn::read(receipt, &ward).map_err(ProfileError::Receipt)?;
        let taken = outbox.received(&told.packages)?;
        Ok(Received { taken, left: outbox.waiting()? })
    }

    /// Hands in what is sealed of a profile over the connection of another open one, or of any device of the ward.
    ///
    /// # Errors
    /// [`ProfileError::AnotherWard`], [`ProfileError::Net`]; what was taken until then is taken.
    #[cfg(not(target_family = "wasm"))]
    pub fn hand_in_by(&self, id: ProfileId, by: &Engine, transport: &Transport) -> Result<Received, ProfileError> {
        let account = by.account().ok_or(EngineError::NotEnrolled)?;
        let token = *account.token();
        self.hand_in_over(id, &account.ward_key, |bytes| Ok(transport.hand_in(&token, &bytes)?))
    }

    /// As [`Household::hand_in_by`], with the ward asked by the caller.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn hand_in_over<E: From<ProfileError>>(
        &self,
        id: ProfileId,
        ward: &[u8; 32],
        ask: impl Fn(Vec<u8>) -> Result<Vec<u8>, E>,
    ) -> Result<Received, E> {
        let mut all = Received::default();
        loop {
            let receipt = ask(self.for_one_request(id, ward)?.bytes)?;
            let Received { taken, left } = self.take_receipt(id, &receipt)?;
            all.taken.packages += taken.packages;
            all.taken.bytes += taken.bytes;
            all.left = left;
            // What the ward does not take now it does not take a moment later.
            if taken.packages == 0 || left.packages == 0 {
                return Ok(all);
            }
        }
    }

    /// As much of what is sealed of a profile as one request to its ward brings.
    pub(crate) fn for_one_request(&self, id: ProfileId, ward: &[u8; 32]) -> Result<HandIn, ProfileError> {
        if self.outbox(id)?.ward()?.is_some_and(|sealed_to| sealed_to != *ward) {
            return Err(ProfileError::AnotherWard);
        }
        self.page(id, LINE_PACKAGES, LINE_BYTES, None)
    }

    fn page(
        &self,
        id: ProfileId,
        packages: usize,
        bytes: usize,
        loose: Option<Vec<u8>>,
    ) -> Result<HandIn, ProfileError> {
        let outbox = self.outbox(id)?;
        let taken = loose.as_ref().map_or(0, |package| package.len() + 4);
        let mut page = outbox.page(packages - usize::from(taken > 0), bytes.saturating_sub(taken))?;
        let left_out = outbox.waiting()?.packages.saturating_sub(u64::try_from(page.len()).unwrap_or(u64::MAX));
        page.extend(loose);
        let packages = page.len();
        if packages == 0 {
            return Err(ProfileError::Nothing);
        }
        let bytes = package::bundle(page.iter().map(Vec::as_slice));
        Ok(HandIn { bytes, packages, left_out })
    }
}
