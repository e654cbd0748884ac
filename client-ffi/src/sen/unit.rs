//! Positions in the host's own unit, to and from Unicode scalar values; never inside a character.

use crate::error::{SenError, unfit};
use crate::types::TextUnit;

impl TextUnit {
    fn width(self, c: char) -> usize {
        match self {
            Self::Utf16 => c.len_utf16(),
            Self::Scalar => 1,
        }
    }

    /// The scalar position of a host's position in `text`.
    pub(super) fn scalar(self, text: &str, position: u32) -> Result<usize, SenError> {
        let wanted = usize::try_from(position).map_err(|error| unfit("position", error))?;
        let mut reached = 0;
        for (place, c) in text.chars().enumerate() {
            if reached == wanted {
                return Ok(place);
            }
            if reached > wanted {
                return Err(unfit("position", format!("position {position} lies inside a character")));
            }
            reached += self.width(c);
        }
        match reached.cmp(&wanted) {
            std::cmp::Ordering::Equal => Ok(text.chars().count()),
            std::cmp::Ordering::Greater => {
                Err(unfit("position", format!("position {position} lies inside a character")))
            }
            std::cmp::Ordering::Less => {
                Err(unfit("position", format!("position {position} is beyond the end of a text of {reached}")))
            }
        }
    }

    /// Where a stretch begins and how many scalars it holds.
    pub(super) fn stretch(self, text: &str, position: u32, length: u32) -> Result<(usize, usize), SenError> {
        let begin = self.scalar(text, position)?;
        let end = position.checked_add(length).ok_or_else(|| unfit("position", "the stretch is too long"))?;
        Ok((begin, self.scalar(text, end)? - begin))
    }

    /// The host's position of a scalar position in `text`.
    pub(super) fn host(self, text: &str, scalar: usize) -> u32 {
        let width: usize = text.chars().take(scalar).map(|c| self.width(c)).sum();
        u32::try_from(width).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Ấp 😀 A\u{302}\u{301}p";

    #[test]
    fn a_position_between_the_halves_of_a_surrogate_pair_is_refused() {
        assert!(
            matches!(TextUnit::Utf16.scalar(TEXT, 4), Err(SenError::FixInput { field, .. }) if field == "position")
        );
        assert!(TextUnit::Utf16.scalar("😀", 1).is_err());
        assert!(TextUnit::Utf16.stretch(TEXT, 3, 1).is_err());
    }

    #[test]
    fn a_position_beyond_the_end_is_refused() {
        for unit in [TextUnit::Utf16, TextUnit::Scalar] {
            assert!(unit.scalar(TEXT, 99).is_err());
            assert!(unit.stretch(TEXT, 3, u32::MAX).is_err());
            assert!(unit.scalar("", 1).is_err());
        }
    }

    #[test]
    fn every_position_between_characters_leads_there_and_back() {
        for unit in [TextUnit::Utf16, TextUnit::Scalar] {
            for scalar in 0..=TEXT.chars().count() {
                assert_eq!(unit.scalar(TEXT, unit.host(TEXT, scalar)).unwrap(), scalar);
            }
        }
        assert_eq!(TextUnit::Utf16.host(TEXT, 4), 5);
        assert_eq!(TextUnit::Scalar.host(TEXT, 4), 4);
    }
}
