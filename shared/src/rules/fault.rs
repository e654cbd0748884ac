//! Why a text of rules is refused: every refusal names the key it is about, and what is wrong with it by a code that has words.

/// Why a text of rules is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// It is longer than rules ever are.
    #[error("longer than {max} bytes")]
    TooLong {
        /// The bound.
        max: usize,
    },
    /// It is not TOML; the source says on which line.
    #[error("not TOML: {0}")]
    Syntax(#[from] Box<toml::de::Error>),
    /// A key is unknown, missing, of the wrong form, or does not fit the others.
    #[error("{key}: {} {about}", fault.code())]
    Value {
        /// The key, from the top.
        key: String,
        /// What is wrong with it.
        fault: Fault,
        /// What the fault is about, where the key alone does not say it.
        about: String,
    },
}

pub(super) fn refused(key: impl Into<String>, fault: Fault, about: &str) -> RulesError {
    RulesError::Value { key: key.into(), fault, about: about.to_owned() }
}

/// What is wrong with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// There is nothing of this name.
    Unknown,
    /// A place writes no shares of votes.
    PlaceVote,
    /// A name has other signs than names have.
    Name,
    /// The name is taken, and its value stays.
    Taken,
    /// An earlier version had another content under this name, which records keep.
    Kept,
    /// Nothing is called what this value is said to be like.
    Like,
    /// It holds on a day on which another of the same text does.
    Overlaps,
    /// No rubric is of the series that is chosen.
    Series,
    /// An order of business has no items, or too many.
    Items,
    /// Words are missing in one of the languages.
    BothLanguages,
    /// A table belongs there.
    Table,
    /// A field is unknown, missing or of the wrong form.
    Fields,
    /// A place's value does not say itself by which document it stands, or how sure that is.
    OwnSource,
    /// An instrument lacks a part.
    Instrument,
    /// It ends before it begins.
    Until,
    /// A day of the calendar belongs there, without a time.
    Day,
    /// A value is none that its unit has.
    Range,
    /// A number of a criterion is none.
    Number,
    /// Two criteria have the same number.
    NumberTaken,
    /// Points lie outside of what there can be.
    Points,
    /// A fact and its scale do not stand together.
    Scale,
    /// A step has not the one condition that its fact takes.
    Condition,
    /// A step without condition is not the last.
    LastStep,
    /// A rubric lacks its criteria or grades.
    Missing,
    /// The points of a rubric do not add up.
    Sum,
    /// Grades do not begin at different points, the last of them at 0.
    Grades,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 26] = [
        Self::Unknown,
        Self::PlaceVote,
        Self::Name,
        Self::Taken,
        Self::Kept,
        Self::Like,
        Self::Overlaps,
        Self::Series,
        Self::Items,
        Self::BothLanguages,
        Self::Table,
        Self::Fields,
        Self::OwnSource,
        Self::Instrument,
        Self::Until,
        Self::Day,
        Self::Range,
        Self::Number,
        Self::NumberTaken,
        Self::Points,
        Self::Scale,
        Self::Condition,
        Self::LastStep,
        Self::Missing,
        Self::Sum,
        Self::Grades,
    ];

    /// The stable code, by which the words of the refusal are found.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::PlaceVote => "place_vote",
            Self::Name => "name",
            Self::Taken => "taken",
            Self::Kept => "kept",
            Self::Like => "like",
            Self::Overlaps => "overlaps",
            Self::Series => "series",
            Self::Items => "items",
            Self::BothLanguages => "both_languages",
            Self::Table => "table",
            Self::Fields => "fields",
            Self::OwnSource => "own_source",
            Self::Instrument => "instrument",
            Self::Until => "until",
            Self::Day => "day",
            Self::Range => "range",
            Self::Number => "number",
            Self::NumberTaken => "number_taken",
            Self::Points => "points",
            Self::Scale => "scale",
            Self::Condition => "condition",
            Self::LastStep => "last_step",
            Self::Missing => "missing",
            Self::Sum => "sum",
            Self::Grades => "grades",
        }
    }
}
