//! What stands behind a value of the rules: the instrument, the days it is in force, how sure it is.

use crate::code::codes;
use crate::text::shortened_line;
use crate::time::CivilDate;

/// Most characters of a number in a citation: two of them fit a line.
const NUMBER_CHARS_MAX: usize = 60;

codes! {
    /// How sure a value is. It is shown with the value and never blocks anything.
    Sureness {
        /// The rule's own words were read.
        TextSeen = "text_seen",
        /// Known from summaries or answer keys that agree.
        Secondary = "secondary",
        /// Known from one place.
        SingleSource = "single_source",
        /// Sources differ, or a part was not found.
        Unresolved = "unresolved",
        /// Taken until somebody knows better.
        Assumption = "assumption",
    }
}

impl Sureness {
    /// Whether the rule's own words were read, or several who read them agree. What is not confirmed is shown first.
    #[must_use]
    pub const fn is_confirmed(&self) -> bool {
        matches!(self, Self::TextSeen | Self::Secondary)
    }
}

/// A document that rules. Numbers are used again, so all four parts together name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// Who issued it.
    pub issuer: String,
    /// What it is: `HD`, `QĐ`, `CT` and so on.
    pub kind: String,
    /// Its number as written, such as `42-HD/BTCTW`.
    pub number: String,
    /// The day it bears.
    pub date: CivilDate,
}

impl Instrument {
    /// Its number and day, as a record keeps what it was computed by: `01-QĐ/TW, 03/02/2026`.
    #[must_use]
    pub fn cited(&self) -> String {
        let number = shortened_line(&self.number, NUMBER_CHARS_MAX).unwrap_or_default();
        format!("{number}, {}", self.date.vietnamese())
    }
}

/// Where a value comes from and when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// The document it stands in.
    pub instrument: Instrument,
    /// First day in force.
    pub from: CivilDate,
    /// Last day in force, if it has ended.
    pub until: Option<CivilDate>,
    /// How sure it is.
    pub sureness: Sureness,
    /// What a reader should know of it, in Vietnamese.
    pub note: Option<String>,
}

impl Basis {
    /// Whether it holds on a day.
    #[must_use]
    pub fn in_force(&self, day: CivilDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether there is a day on which both hold.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.in_force(other.from) || other.in_force(self.from)
    }
}

/// Words that come with a rule, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}
