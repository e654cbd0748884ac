//! Whose device is whose: the certificates this device has checked.

use std::collections::BTreeMap;

use shared::envelope::{CERTIFICATE_LABEL, Certificate, Signed};
use shared::id::{DeviceId, DocId};

use super::Enrolment;
use crate::vault::{Reader, VaultError};

/// Checked certificates, by device.
#[derive(Debug, Clone, Default)]
pub struct People {
    certificates: BTreeMap<DeviceId, Certificate>,
}

impl People {
    /// The certificate of a device.
    #[must_use]
    pub fn certificate(&self, device: DeviceId) -> Option<&Certificate> {
        self.certificates.get(&device)
    }

    /// Every device that is vouched for, with its certificate.
    pub fn all(&self) -> impl Iterator<Item = (DeviceId, &Certificate)> {
        self.certificates.iter().map(|(device, certificate)| (*device, certificate))
    }

    /// The member a device was enrolled for.
    #[must_use]
    pub fn member(&self, device: DeviceId) -> Option<DocId> {
        self.certificate(device)?.member
    }

    /// The person's name, or the start of the device's id for a device nobody vouched for.
    #[must_use]
    pub fn name(&self, device: DeviceId) -> String {
        match self.certificate(device) {
            Some(certificate) => certificate.person.clone(),
            None => device.to_string().chars().take(8).collect(),
        }
    }

    /// Takes in a certificate if the ward signed it; tells whose it is.
    pub(super) fn admit(&mut self, sealed: &Signed, ward_key: &[u8; 32]) -> Option<DeviceId> {
        let certificate: Certificate = sealed.open(CERTIFICATE_LABEL, ward_key).ok()?;
        let device = certificate.device();
        self.certificates.insert(device, certificate);
        Some(device)
    }

    /// As [`People::admit`], for a certificate that came by hand: an older one than is known says nothing any more.
    pub(super) fn admit_newer(&mut self, sealed: &Signed, ward_key: &[u8; 32]) -> Option<DeviceId> {
        let certificate: Certificate = sealed.open(CERTIFICATE_LABEL, ward_key).ok()?;
        let known = self.certificate(certificate.device());
        if known.is_some_and(|known| known.issued_ms >= certificate.issued_ms) {
            return None;
        }
        self.admit(sealed, ward_key)
    }

    pub(super) fn read(stored: &Reader<'_>, account: Option<&Enrolment>) -> Result<Self, VaultError> {
        let mut people = Self::default();
        if let Some(account) = account {
            for (_, sealed) in stored.certificates()? {
                people.admit(&sealed, &account.ward_key);
            }
        }
        Ok(people)
    }
}
