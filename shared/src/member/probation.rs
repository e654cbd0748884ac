//! How long a probation takes: one year, told from the day of joining and back from the day it ends.

use crate::time::{CivilDate, a_year_after};

/// Years from joining to the end of the probation.
const YEARS: u16 = 1;

/// The day on which the probation of somebody who joined on a day ends. Who joined on 29 February ends with February, as the
/// Civil Code counts a term of years.
#[must_use]
pub fn probation_ends(joined: CivilDate) -> Option<CivilDate> {
    a_year_after(joined)
}

/// The first day of joining from which a probation ends on a day or later.
#[must_use]
pub fn joined_for_probation_ending(ends: CivilDate) -> Option<CivilDate> {
    let year = ends.year().checked_sub(YEARS)?;
    // Who joined on 28 February has ended the day before a 29th.
    CivilDate::new(year, ends.month(), ends.day()).or_else(|| CivilDate::new(year, 3, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    #[test]
    fn a_probation_takes_a_year_and_ends_with_february_where_there_is_no_29th() {
        for (joined, ends) in [
            ("2025-03-01", "2026-03-01"),
            ("2023-02-28", "2024-02-28"),
            ("2024-02-29", "2025-02-28"),
            ("2024-03-01", "2025-03-01"),
        ] {
            assert_eq!(probation_ends(day(joined)), Some(day(ends)), "{joined}");
        }
    }

    #[test]
    fn the_first_day_of_joining_is_told_from_the_end() {
        let first = day("2023-01-01");
        for after in 0..1200 {
            let ends = first.plus_days(after).unwrap();
            let joined = joined_for_probation_ending(ends).unwrap();
            let before = joined.plus_days(-1).unwrap();
            assert!(probation_ends(joined).unwrap() >= ends, "{ends}");
            assert!(probation_ends(before).unwrap() < ends, "{ends}");
        }
    }
}
