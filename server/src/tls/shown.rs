//! What a certificate says of itself: names, dates, and who gave it.

use std::net::IpAddr;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use shared::time::Timestamp;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// The certificate in use, as far as it is asked about.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Names and addresses it is good for.
    pub names: Vec<String>,
    /// From when it is good.
    pub not_before: Timestamp,
    /// Until when it is good.
    pub not_after: Timestamp,
    /// Who gave it.
    pub issuer: Issuer,
}

/// Who gave a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issuer {
    /// Nobody: it is signed by its own key.
    Itself,
    /// The ward's own authority, whose root certificate this is.
    Ward(CertificateDer<'static>),
    /// Somebody else.
    Other,
}

impl Shown {
    /// Reads a certificate; `root` is the one of the ward's own authority, if it has any. Nothing when it is no X.509
    /// certificate.
    #[must_use]
    pub fn of(certificate: &[u8], root: Option<&CertificateDer<'static>>) -> Option<Self> {
        let (_, leaf) = X509Certificate::from_der(certificate).ok()?;
        let signed = root.filter(|root| signed_by(&leaf, root));
        let issuer = match signed {
            Some(root) => Issuer::Ward(root.clone()),
            None if leaf.subject().as_raw() == leaf.issuer().as_raw() => Issuer::Itself,
            None => Issuer::Other,
        };
        let at = |seconds: i64| Timestamp::from_ms(seconds.saturating_mul(1000));
        let (not_before, not_after) =
            (at(leaf.validity().not_before.timestamp()), at(leaf.validity().not_after.timestamp()));
        let names = leaf.subject_alternative_name().ok().flatten();
        let names = names.iter().flat_map(|names| &names.value.general_names).filter_map(name_of).collect();
        Some(Self { names, not_before, not_after, issuer })
    }

    /// Reads the first certificate of a chain in PEM, whoever gave it.
    #[must_use]
    pub fn of_chain(chain: &str) -> Option<Self> {
        let leaf = CertificateDer::from_pem_slice(chain.as_bytes()).ok()?;
        Self::of(&leaf, None)
    }
}

fn signed_by(leaf: &X509Certificate<'_>, root: &CertificateDer<'_>) -> bool {
    X509Certificate::from_der(root).is_ok_and(|(_, root)| {
        leaf.issuer().as_raw() == root.subject().as_raw() && leaf.verify_signature(Some(root.public_key())).is_ok()
    })
}

fn name_of(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => <[u8; 4]>::try_from(*bytes).ok().map(|octets| IpAddr::from(octets).to_string()),
            _ => <[u8; 16]>::try_from(*bytes).ok().map(|octets| IpAddr::from(octets).to_string()),
        },
        _ => None,
    }
}
