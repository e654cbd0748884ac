//! A device's card: the certificate its ward gave it, as a text to show or send, so that another phone of the ward
//! can encrypt to it without ever having met it on the server.

use shared::access::Role;
use shared::id::DeviceId;
use shared::package;

use super::PackageFault;
use crate::engine::{Engine, EngineError};

/// Another device of this ward that a package can be made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The device.
    pub device: DeviceId,
    /// Its person.
    pub person: String,
    /// The person's role.
    pub role: Role,
}

impl Engine {
    /// This device's card.
    ///
    /// # Errors
    /// [`EngineError::NotEnrolled`] for a device that has none yet.
    pub fn card(&mut self) -> Result<String, EngineError> {
        self.refresh()?;
        let own = self.device();
        let certificates = self.vault.read().certificates()?;
        let sealed = certificates.into_iter().find(|(device, _)| *device == own).ok_or(EngineError::NotEnrolled)?.1;
        Ok(package::card(&sealed))
    }

    /// Takes in another device's card, if this ward signed it.
    ///
    /// # Errors
    /// [`PackageFault::BadCard`] for any other text.
    pub fn take_card(&mut self, text: &str) -> Result<Peer, PackageFault> {
        let ward = self.ward_key()?;
        let (certificate, sealed) = package::read_card(text, &ward).ok_or(PackageFault::BadCard)?;
        let device = certificate.device();
        let mut people = self.people.clone();
        if people.admit_newer(&sealed, &ward).is_some() {
            self.vault.write(|w| w.put_certificate(device, &sealed)).map_err(PackageFault::from)?;
            self.people = people;
        }
        Ok(Peer { device, person: certificate.person.clone(), role: Role::read(&certificate.role) })
    }

    /// Every other device known here, by its person's name.
    #[must_use]
    pub fn peers(&self) -> Vec<Peer> {
        let own = self.device();
        let mut peers: Vec<Peer> = self
            .people
            .all()
            .filter(|(device, _)| *device != own)
            .map(|(device, known)| Peer { device, person: known.person.clone(), role: Role::read(&known.role) })
            .collect();
        peers.sort_by(|one, other| (&one.person, one.device).cmp(&(&other.person, other.device)));
        peers
    }
}
