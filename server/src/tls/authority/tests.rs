//! What the ward's own authority vouches for, and what it does not.

use std::os::unix::fs::PermissionsExt as _;

use tempfile::TempDir;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::*;
use crate::tls::{Identity, Issuer as GivenBy, Shown};

const NOW_MS: i64 = 1_770_000_000_000;

fn host() -> Host {
    Host::with_clock(|| Timestamp::from_ms(NOW_MS))
}

fn names() -> Vec<String> {
    ["sen.example.vn", "localhost", "127.0.0.1", "2001:db8::1"].map(str::to_owned).to_vec()
}

/// A folder with a server's key, and an authority in it.
fn ground() -> (TempDir, TlsFiles, Authority) {
    let folder = TempDir::new().unwrap();
    let file = |name: &str| folder.path().join(name);
    let files = TlsFiles { certificate: file("tls.crt"), key: file("tls.key"), may_create: true };
    Identity::load(&files, &names()).unwrap();
    let authority = Authority::create(folder.path(), &names(), &host()).unwrap();
    (folder, files, authority)
}

fn der(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()
}

#[test]
fn a_certificate_of_the_wards_own_is_over_the_servers_key_and_good_for_397_days_at_most() {
    let (folder, files, authority) = ground();
    let identity = Identity::load(&files, &names()).unwrap();
    let pin = identity.pin();
    assert_eq!(identity.shown().issuer, GivenBy::Itself);
    let issued = authority.issue(&files, &names(), &host()).unwrap();
    identity.renew(&issued).unwrap();
    assert_eq!(identity.pin(), pin);
    let shown = identity.shown();
    assert_eq!((shown.names.clone(), &shown.issuer), (names(), &GivenBy::Ward(authority.root().clone())));
    assert_eq!(shown.not_after.minus(shown.not_before), LEAF_DAYS * 86_400_000);
    assert!(shown.not_before.as_ms() < NOW_MS, "a phone whose clock is late takes it");
    let again = authority.issue(&files, &names(), &host()).unwrap();
    let serial = |pem: &str| X509Certificate::from_der(&der(pem)).unwrap().1.raw_serial().to_vec();
    assert_ne!(serial(&issued), serial(&again), "browsers refuse two certificates of one number");
    for name in [KEY, CERTIFICATE] {
        let mode = std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_root_allows_no_name_but_the_servers() {
    let (_folder, files, authority) = ground();
    for name in ["evil.example.vn", "example.vn", "vn", "127.0.0.2", "2001:db8::2", "192.0.2.1"] {
        let refused = authority.issue(&files, &[name.to_owned()], &host());
        assert!(matches!(refused, Err(AuthorityError::Refused { .. })), "{name}");
        let beside = authority.issue(&files, &["sen.example.vn".to_owned(), name.to_owned()], &host());
        assert!(matches!(beside, Err(AuthorityError::Refused { .. })), "{name}");
    }
    // And a phone refuses it as well, whoever has the root's key.
    let mut params = dated(&host(), LEAF_DAYS).unwrap();
    params.subject_alt_names = CertificateParams::new(vec!["evil.example.vn".to_owned()]).unwrap().subject_alt_names;
    let forged = params.signed_by(&server_key(&files).unwrap(), &authority.issuer).unwrap();
    let now = Timestamp::from_ms(NOW_MS);
    assert!(check(authority.root(), forged.der(), &["evil.example.vn".to_owned()], now).is_err());
}

#[test]
fn of_a_request_only_the_key_and_the_names_count() {
    let (folder, files, authority) = ground();
    let mut params = CertificateParams::new(names()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let greedy = params.serialize_request(&server_key(&files).unwrap()).unwrap().pem().unwrap();
    let issued = der(&authority.sign(&greedy, &host()).unwrap());
    let (_, leaf) = X509Certificate::from_der(&issued).unwrap();
    assert!(!leaf.is_ca());
    assert!(!leaf.key_usage().unwrap().unwrap().value.key_cert_sign());

    let request = request(&files, &names()).unwrap();
    let signed = authority.sign(&request, &host()).unwrap();
    assert_eq!(Shown::of_chain(&signed).unwrap().names, names());
    let altered: String = request
        .lines()
        .map(|line| if line.starts_with("MII") { line.replace("MII", "MIJ") } else { line.to_owned() } + "\n")
        .collect();
    assert!(authority.sign(&altered, &host()).is_err());
    assert!(authority.sign("", &host()).is_err());
    // Opened again from its files it is the same.
    let opened = Authority::open(folder.path()).unwrap();
    assert!(opened.sign(&request, &host()).is_ok());
    assert_eq!(opened.root(), authority.root());
}

#[test]
fn an_authority_is_never_made_over_another() {
    let (folder, _files, _authority) = ground();
    let before = std::fs::read(folder.path().join(KEY)).unwrap();
    for gone in [None, Some(CERTIFICATE)] {
        if let Some(gone) = gone {
            std::fs::remove_file(folder.path().join(gone)).unwrap();
        }
        assert!(matches!(Authority::create(folder.path(), &names(), &host()), Err(AuthorityError::Exists(_))));
    }
    assert_eq!(std::fs::read(folder.path().join(KEY)).unwrap(), before);
}

#[test]
fn a_certificate_for_another_key_is_not_put_in_place() {
    let (_folder, files, authority) = ground();
    let (_elsewhere, theirs, _) = ground();
    let before = std::fs::read(&files.certificate).unwrap();
    let foreign = authority.issue(&theirs, &names(), &host()).unwrap();
    let identity = Identity::load(&files, &names()).unwrap();
    for chain in [foreign.as_str(), "", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        assert!(identity.renew(chain).is_err());
        assert_eq!(std::fs::read(&files.certificate).unwrap(), before);
    }
}

#[test]
fn a_root_is_the_wards_only_if_it_signed_the_certificate_in_use() {
    let (folder, files, authority) = ground();
    let identity = Identity::load(&files, &names()).unwrap();
    assert_eq!(identity.shown().issuer, GivenBy::Itself, "a root that lies there is not enough");
    identity.renew(&authority.issue(&files, &names(), &host()).unwrap()).unwrap();
    for name in [KEY, CERTIFICATE] {
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
    // Another root of the same name did not sign it.
    Authority::create(folder.path(), &names(), &host()).unwrap();
    assert!(identity.reload_if_changed().unwrap());
    assert_eq!(identity.shown().issuer, GivenBy::Other);
}
