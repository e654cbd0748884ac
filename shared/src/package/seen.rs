//! Which packages of one sender were taken in before.

use std::collections::VecDeque;

use crate::id::PackageId;

/// Packages remembered by their id; older ones are still told from fresh ones by their number.
const REMEMBERED_MAX: usize = 64;

/// Whether a package is news. Taking one in twice, or late, does no harm: this is for the person to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Newer than every package of its sender so far.
    Fresh,
    /// This very package was taken in before.
    AlreadyTaken,
    /// A later package of the same sender was taken in before.
    Stale,
}

impl Standing {
    /// Every answer to it.
    pub const ALL: [Self; 3] = [Self::Fresh, Self::AlreadyTaken, Self::Stale];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::AlreadyTaken => "already_taken",
            Self::Stale => "stale",
        }
    }
}

/// The packages of one sender that were taken in.
#[derive(Debug, Clone, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Seen {
    #[n(0)]
    highest: u64,
    #[n(1)]
    recent: VecDeque<PackageId>,
}

impl Seen {
    /// Remembers a package, and tells what it was before that.
    pub fn note(&mut self, id: PackageId, number: u64) -> Standing {
        if self.recent.contains(&id) {
            return Standing::AlreadyTaken;
        }
        let standing = if number > self.highest || self.recent.is_empty() { Standing::Fresh } else { Standing::Stale };
        self.highest = self.highest.max(number);
        self.recent.push_back(id);
        if self.recent.len() > REMEMBERED_MAX {
            self.recent.pop_front();
        }
        standing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> PackageId {
        PackageId::from_bytes([n; 16])
    }

    #[test]
    fn a_package_is_fresh_once_then_known_and_an_older_one_is_stale() {
        let mut seen = Seen::default();
        assert_eq!(seen.note(id(2), 2), Standing::Fresh);
        assert_eq!(seen.note(id(2), 2), Standing::AlreadyTaken);
        assert_eq!(seen.note(id(1), 1), Standing::Stale);
        assert_eq!(seen.note(id(1), 1), Standing::AlreadyTaken);
        assert_eq!(seen.note(id(3), 3), Standing::Fresh);
    }

    #[test]
    fn what_is_remembered_is_bounded_and_what_fell_out_is_still_stale() {
        let mut seen = Seen::default();
        for n in 1..=200 {
            assert_eq!(seen.note(id(n), u64::from(n)), Standing::Fresh);
        }
        assert_eq!(seen.recent.len(), REMEMBERED_MAX);
        assert_eq!(seen.note(id(1), 1), Standing::Stale);
    }

    #[test]
    fn what_was_seen_is_read_back_as_it_was_stored() {
        let mut seen = Seen::default();
        seen.note(id(7), 7);
        assert_eq!(crate::wire::decode::<Seen>(&crate::wire::encode(&seen)).unwrap(), seen);
    }
}
