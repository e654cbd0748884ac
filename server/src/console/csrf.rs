//! The token every form of a session carries, and how it is hidden in each page anew.
//!
//! Pages are compressed, and a page may repeat what its address says: a token that stood in it as it is could be guessed
//! from the lengths of answers. So each page carries it combined with fresh random bytes, which stand beside it.

use subtle::ConstantTimeEq as _;

/// A token's bytes.
const BYTES: usize = 16;

/// The token as one page carries it.
pub(super) fn masked(token: &str, mask: [u8; BYTES]) -> String {
    combined(token, mask).map_or_else(String::new, |hidden| hex::encode(mask) + &hex::encode(hidden))
}

/// Whether what a form brought is the session's token, whatever it was masked with. An empty token fits nothing.
pub(super) fn fits(brought: &str, token: &str) -> bool {
    let mut bytes = [0; 2 * BYTES];
    if hex::decode_to_slice(brought, &mut bytes).is_err() {
        return false;
    }
    let (mask, hidden) = bytes.split_at(BYTES);
    let expected = <[u8; BYTES]>::try_from(mask).ok().and_then(|mask| combined(token, mask));
    expected.is_some_and(|expected| bool::from(expected.ct_eq(hidden)))
}

fn combined(token: &str, mask: [u8; BYTES]) -> Option<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    hex::decode_to_slice(token, &mut bytes).ok()?;
    bytes.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{fits, masked};

    const TOKEN: &str = "00112233445566778899aabbccddeeff";

    #[test]
    fn a_token_fits_however_it_was_masked_and_looks_different_each_time() {
        let pages = [[0; 16], [7; 16], [255; 16]].map(|mask| masked(TOKEN, mask));
        assert!(pages.iter().all(|page| fits(page, TOKEN)));
        assert!(pages[0][32..] != pages[1][32..] && pages[1][32..] != pages[2][32..]);
    }

    #[test]
    fn a_token_that_is_missing_cut_or_of_another_session_fits_nothing() {
        let page = masked(TOKEN, [7; 16]);
        let other = masked("ff112233445566778899aabbccddeeff", [7; 16]);
        for brought in ["", TOKEN, &page[..62], &page[2..], &other] {
            assert!(!fits(brought, TOKEN), "{brought}");
        }
        assert!(!fits(&page, "") && !fits(&masked("", [7; 16]), ""));
    }
}
