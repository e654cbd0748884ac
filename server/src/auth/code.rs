//! Codes that are shown once and typed in by a person: they are drawn here, kept as hashes, and read however they are typed.

use shared::id::labelled_hash;
use totp_rs::Secret;

use crate::host::{Host, NoEntropy};

/// Random bytes of a code: 80 bits are beyond guessing, and hashed without salt or stretching beyond trying out.
const BYTES: usize = 10;
/// Letters between two dashes.
const GROUP: usize = 4;

/// What a code is for; its hash depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Choosing a password.
    Reset,
    /// Standing in for the second factor.
    Recovery,
}

/// Draws a code as people are shown it, as `ABCD-EFGH-IJKL-MNOP`.
///
/// # Errors
/// [`NoEntropy`] when the system has none.
pub fn draw(host: &Host) -> Result<String, NoEntropy> {
    Ok(grouped(&Secret::from(host.random::<BYTES>()?).to_base32()))
}

/// Letters and digits in groups, which are read out and typed more easily.
#[must_use]
pub fn grouped(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(GROUP).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// The hash of a code as it was typed: case, dashes and spaces say nothing, and the digits that base 32 has not got are
/// the letters they look like.
#[must_use]
pub fn hash(typed: &str, purpose: Purpose) -> [u8; 32] {
    let read = |c: char| match c.to_ascii_uppercase() {
        '0' => 'O',
        '1' => 'I',
        '8' => 'B',
        c => c,
    };
    let code: String = typed.chars().filter(char::is_ascii_alphanumeric).map(read).take(64).collect();
    let label = match purpose {
        Purpose::Reset => "sen/reset/1",
        Purpose::Recovery => "sen/recovery/1",
    };
    labelled_hash(label, &[code.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed_and_only_for_what_it_is() {
        let drawn = draw(&Host::system()).unwrap();
        assert_eq!((drawn.len(), drawn.matches('-').count()), (19, 3), "{drawn}");
        let known = hash(&drawn, Purpose::Reset);
        for typed in [drawn.to_lowercase(), drawn.replace('-', " "), drawn.replace('O', "0").replace('I', "1")] {
            assert_eq!(hash(&typed, Purpose::Reset), known, "{typed}");
        }
        assert_ne!(hash(&drawn, Purpose::Recovery), known);
        assert_ne!(hash(&drawn[1..], Purpose::Reset), known);
    }
}
