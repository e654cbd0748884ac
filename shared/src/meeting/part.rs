//! A meeting whose record is full goes on in a next part: a record of its own with a key of its own, so that two phones
//! that go on apart meet in it. What was written, signed and reviewed stays where it is.
//!
//! The part stands in the ordinal, where no version has to learn anything new: the low eight bits say which meeting of
//! its kind that day it is, the high ones how many parts came before.

use super::MeetingKey;

const STEP: u16 = 256;

/// Which part of its meeting a record with this ordinal is, from 1.
#[must_use]
pub const fn part(ordinal: u16) -> u16 {
    ordinal / STEP + 1
}

/// Which meeting of its kind that day it is, from 1.
#[must_use]
pub const fn of_day(ordinal: u16) -> u16 {
    ordinal % STEP
}

impl MeetingKey {
    /// The key of the part that follows; `None` after the last one there can be, the 256th.
    #[must_use]
    pub fn next_part(&self) -> Option<Self> {
        Some(Self { ordinal: self.ordinal.checked_add(STEP)?, ..self.clone() })
    }

    /// The key of the first part.
    #[must_use]
    pub fn first_part(&self) -> Self {
        Self { ordinal: of_day(self.ordinal), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::OrgId;
    use crate::meeting::MeetingKind;
    use crate::time::CivilDate;

    #[test]
    fn the_next_part_is_the_same_on_every_phone_and_leads_back_to_the_first() {
        let date = CivilDate::new(2026, 11, 5).unwrap();
        let org = OrgId::from_bytes([1; 16]);
        let first = MeetingKey { org, kind: MeetingKind::Regular, date, ordinal: 2 };
        let third = first.next_part().and_then(|second| second.next_part()).unwrap();
        assert_eq!((part(first.ordinal), part(third.ordinal), of_day(third.ordinal)), (1, 3, 2));
        assert_eq!(third.first_part(), first);
        assert_eq!(third.doc(), first.next_part().unwrap().next_part().unwrap().doc());
        let last = MeetingKey { ordinal: 255 * 256 + 2, ..first };
        assert_eq!(last.next_part(), None);
    }
}
