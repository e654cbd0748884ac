//! The second factor: codes of six digits from a key and the time (RFC 6238, SHA-1, steps of 30 s).
//!
//! A code counts in its step and one to each side; that none counts twice is seen to by whoever keeps the last step.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use shared::time::Timestamp;
use totp_rs::{Builder, Secret, Totp};

/// Bytes of a key, as RFC 4226 recommends.
pub const KEY_BYTES: usize = 20;
/// Steps to each side of the present one whose codes count: a phone's clock need not be exact.
const SKEW: u16 = 1;

fn codes(key: &[u8]) -> Option<Totp> {
    Builder::new().with_secret(key.to_vec()).with_skew(SKEW).build().ok()
}

/// Whether what was typed has the form of a code of six digits.
#[must_use]
pub fn is_code(typed: &str) -> bool {
    let mut digits = typed.chars().filter(|c| !c.is_whitespace());
    digits.clone().count() == 6 && digits.all(|c| c.is_ascii_digit())
}

/// The step whose code was typed, if it is one that counts now.
#[must_use]
pub fn step_of(key: &[u8], typed: &str, now: Timestamp) -> Option<u64> {
    if !is_code(typed) {
        return None;
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    codes(key)?.check(&digits, u64::try_from(now.as_ms()).ok()? / 1000)
}

/// The key as text, for who cannot scan.
#[must_use]
pub fn key_text(key: &[u8]) -> String {
    super::code::grouped(&Secret::from(key.to_vec()).to_base32()).replace('-', " ")
}

/// The address an authenticator reads from a picture.
#[must_use]
pub fn address(key: &[u8], issuer: &str, login: &str) -> String {
    let plain = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let (issuer, login) = (plain(issuer), plain(login));
    let key = Secret::from(key.to_vec()).to_base32();
    format!("otpauth://totp/{issuer}:{login}?secret={key}&issuer={issuer}&algorithm=SHA1&digits=6&period=30")
}

/// The code a phone would show, for tests.
#[cfg(test)]
pub(crate) fn code_at(key: &[u8], now: Timestamp) -> String {
    codes(key).unwrap().generate(u64::try_from(now.as_ms()).unwrap() / 1000).to_string()
}

/// The key of what [`key_text`] wrote, for tests.
#[cfg(test)]
pub(crate) fn read_key(text: &str) -> Vec<u8> {
    Secret::try_from_base32(text.replace(' ', "")).unwrap().as_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_ms(seconds * 1000)
    }

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // The last six digits of the vectors of RFC 6238, appendix B.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(KEY, at(seconds)), code, "{seconds}");
            assert_eq!(step_of(KEY, code, at(seconds)), Some(u64::try_from(seconds).unwrap() / 30), "{seconds}");
        }
    }

    #[test]
    fn a_code_counts_in_its_step_and_one_to_each_side() {
        let code = code_at(KEY, at(900));
        let step = |seconds: i64| step_of(KEY, &code, at(seconds));
        assert_eq!([step(870), step(900), step(959)], [Some(30); 3]);
        assert_eq!([step(869), step(960)], [None, None]);
    }

    #[test]
    fn what_is_no_code_of_six_digits_counts_never() {
        for typed in ["", "12345", "1234567", "abcdef", "28 70 8"] {
            assert_eq!(step_of(KEY, typed, at(59)), None, "{typed}");
        }
        assert_eq!(step_of(KEY, "287 082", at(59)), Some(1));
        assert_eq!(step_of(b"", "287082", at(59)), None);
    }

    #[test]
    fn an_authenticator_reads_key_and_names_from_the_address() {
        let address = address(KEY, "Sen: phường", "an b");
        assert!(address.starts_with("otpauth://totp/Sen%3A%20ph%C6%B0%E1%BB%9Dng:an%20b?secret=GEZD"), "{address}");
        assert_eq!(read_key(&key_text(KEY)), KEY);
    }
}
