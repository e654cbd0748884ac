//! A device's certificate as a text to show, scan or send: `SENC1-` and base58check.

use crate::envelope::{CERTIFICATE_LABEL, Certificate, Signed};
use crate::wire;

const PREFIX: &str = "SENC1-";
/// Signs of a card at most.
const CHARS_MAX: usize = 4096;

/// The text form of a certificate.
#[must_use]
pub fn card(certificate: &Signed) -> String {
    format!("{PREFIX}{}", bs58::encode(wire::encode(certificate)).with_check().into_string())
}

/// Reads the text form of a certificate that this ward signed; white space is ignored, anything else is `None`.
#[must_use]
pub fn read_card(text: &str, ward: &[u8; 32]) -> Option<(Certificate, Signed)> {
    let joined: String = text.chars().filter(|c| !c.is_whitespace()).take(CHARS_MAX).collect();
    let bytes = bs58::decode(joined.strip_prefix(PREFIX)?).with_check(None).into_vec().ok()?;
    let sealed: Signed = wire::decode(&bytes).ok()?;
    Some((sealed.open(CERTIFICATE_LABEL, ward).ok()?, sealed))
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    use super::*;
    use crate::id::OrgId;

    fn certificate() -> Certificate {
        Certificate {
            public_key: [3; 32],
            org: OrgId::from_bytes([2; 16]),
            role: "thu_ky".to_owned(),
            person: "Đặng Thị Hòa".to_owned(),
            member: None,
            issued_ms: 1,
        }
    }

    #[test]
    fn a_card_is_read_with_line_breaks_in_it_and_by_its_own_ward_only() {
        let ward = SigningKey::from_bytes(&[1; 32]);
        let (key, other) = (ward.verifying_key().to_bytes(), [9; 32]);
        let text = card(&certificate().seal(&ward));
        let (front, back) = text.split_at(40);
        assert_eq!(read_card(&format!("{front}\n {back}"), &key).unwrap().0, certificate());
        assert!(read_card(&text, &other).is_none());
        assert!(read_card(&text[..text.len() - 1], &key).is_none());
        assert!(read_card("SEN1-abc", &key).is_none());
        let forged = certificate().seal(&SigningKey::from_bytes(&[5; 32]));
        assert!(read_card(&card(&forged), &key).is_none());
    }
}
