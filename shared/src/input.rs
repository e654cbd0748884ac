//! What a person typed, cleaned and checked before it is written.

use crate::doc::EditError;
use crate::kind::spec::Codes;
use crate::limits;
use crate::text::{self, SecrecyMarking};

/// Why something cannot be written into a record; the record is as it was.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The document refused.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// A value a person has to mend.
    #[error("{field}: {why}")]
    Invalid {
        /// The code of the kind that declares the field; none for what is typed elsewhere.
        kind: Option<&'static str>,
        /// The field, by its stored name.
        field: &'static str,
        /// What is wrong.
        why: Unfit,
    },
    /// The text carries a secrecy marking; such content never enters a connected system.
    #[error(
        "the text is marked {0:?}: classified content must not be entered; note number, date and where the paper lies instead"
    )]
    Classified(SecrecyMarking),
    /// Open conflicts or impossible figures prevent it.
    #[error("{0} open conflict(s) or impossible figure(s) must be settled first")]
    Unsettled(usize),
    /// Chair and minute-taker have to be named before minutes can be adopted.
    #[error("name the chair and the minute-taker first")]
    NoOfficers,
    /// Only the chair or the minute-taker adopts minutes.
    #[error("only the meeting's chair or minute-taker adopts its minutes")]
    NotAnOfficer,
    /// The meeting was called off; its state has to be changed before anything else is written into it.
    #[error("the meeting was called off: change its state first")]
    Cancelled,
    /// Several people wrote it differently and nobody has decided: writing here would decide without being asked.
    #[error("several people wrote this differently; decide between them first")]
    Disputed,
    /// The record is in a state in which it takes nothing more.
    #[error("the record is closed; a step has to open it first")]
    Closed,
}

impl WriteError {
    /// The same, of a field that this kind declares.
    #[must_use]
    pub(crate) fn of_kind(self, kind: &'static str) -> Self {
        match self {
            Self::Invalid { field, why, .. } => Self::Invalid { kind: Some(kind), field, why },
            other => other,
        }
    }
}

/// Why a value does not fit its field.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Unfit {
    /// The field has to be filled in.
    #[error("this cannot stay empty")]
    Empty,
    /// Longer than this many characters.
    #[error("longer than {0} characters")]
    TooLong(usize),
    /// Not a number from 0 to this one.
    #[error("must lie between 0 and {0}")]
    Range(i64),
    /// None of the codes the field takes.
    #[error("`{typed}`: one of {}", codes.known.join(", "))]
    NoneOf {
        /// What was typed.
        typed: String,
        /// What the field takes.
        codes: Codes,
    },
    /// Refused by a check of the field's own.
    #[error("`{typed}`: {why}")]
    Checked {
        /// What was typed.
        typed: String,
        /// What is right, in plain words.
        why: &'static str,
    },
    /// What was typed breaks a rule.
    #[error("`{typed}`: {rule}")]
    Typed {
        /// What was typed.
        typed: String,
        /// What is right.
        rule: Rule,
    },
    /// A rule is broken, whatever was typed.
    #[error("{0}")]
    Rule(Rule),
}

/// What is right where a value does not fit; the words for people are `right-` and the [code](Rule::code).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// Only meetings, resolutions and conclusions are papers.
    #[error("only meetings, resolutions and conclusions are papers")]
    Paper,
    /// A record has the papers its kind names.
    #[error("records of this kind have no such paper")]
    PaperForm,
    /// A civil date.
    #[error("write a date, 2026-11-05")]
    Date,
    /// A date of which only the year or the month may be known.
    #[error("write a date, a month or a year: 2026-11-05, 2026-11, 2026")]
    Partial,
    /// A time of day.
    #[error("write a time, 19:30")]
    Time,
    /// A whole number.
    #[error("write a whole number")]
    Number,
    /// Yes or no.
    #[error("write yes or no")]
    YesNo,
    /// The id of a record.
    #[error("write the id of a record")]
    Record,
    /// What an entry of a keyed part is about.
    #[error("say which one is meant")]
    Subject,
    /// A field the kind of record has.
    #[error("there is no such field")]
    Field,
    /// A list the kind of record has.
    #[error("there is no such list")]
    List,
    /// A field that a person sets, and not a step.
    #[error("a step sets this field")]
    OfStep,
    /// What the record speaks about has to be on this device.
    #[error("the record it speaks about is not here")]
    About,
    /// Beginning a record again says nothing else than it said before.
    #[error("the record was begun before and says something else here")]
    BegunBefore,
    /// Only others among those who write the record bring this value in or take it away.
    #[error("the ward decides on this")]
    Reserved,
    /// Why a member was excused.
    #[error("an excused absence needs its reason")]
    Reason,
    /// A period has its last day after its first one.
    #[error("the last day comes before the first one")]
    Period,
    /// Figures are counted of what there is in a period.
    #[error("nothing of this is counted in such a period")]
    Uncounted,
    /// The share a vote needs.
    #[error("write it as >1/2 or >=2/3")]
    Threshold,
    /// A vote of this meeting.
    #[error("the meeting has no such vote")]
    Vote,
    /// A person's name or id.
    #[error("not a usable name")]
    Person,
    /// Adopted minutes are not moved.
    #[error("the minutes are adopted")]
    MovedAdopted,
    /// A meeting is not moved to itself.
    #[error("it is this meeting already")]
    MovedSame,
    /// The phone that opened a meeting moves what several wrote.
    #[error("others wrote in it, so the phone that opened it moves it")]
    MovedOthers,
    /// A meeting is moved once.
    #[error("this meeting was moved elsewhere")]
    MovedElsewhere,
    /// A meeting is moved to where nothing is.
    #[error("the other meeting has content")]
    MovedTaken,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 26] = [
        Self::Paper,
        Self::PaperForm,
        Self::Date,
        Self::Partial,
        Self::Time,
        Self::Number,
        Self::YesNo,
        Self::Record,
        Self::Subject,
        Self::Field,
        Self::List,
        Self::OfStep,
        Self::About,
        Self::BegunBefore,
        Self::Reserved,
        Self::Reason,
        Self::Period,
        Self::Uncounted,
        Self::Threshold,
        Self::Vote,
        Self::Person,
        Self::MovedAdopted,
        Self::MovedSame,
        Self::MovedOthers,
        Self::MovedElsewhere,
        Self::MovedTaken,
    ];

    /// Its name among the words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::PaperForm => "paper_form",
            Self::Date => "date",
            Self::Partial => "partial",
            Self::Time => "time",
            Self::Number => "number",
            Self::YesNo => "yes_no",
            Self::Record => "record",
            Self::Subject => "subject",
            Self::Field => "field",
            Self::List => "list",
            Self::OfStep => "of_step",
            Self::About => "about",
            Self::BegunBefore => "begun_before",
            Self::Reserved => "reserved",
            Self::Reason => "reason",
            Self::Period => "period",
            Self::Uncounted => "uncounted",
            Self::Threshold => "threshold",
            Self::Vote => "vote",
            Self::Person => "person",
            Self::MovedAdopted => "moved_adopted",
            Self::MovedSame => "moved_same",
            Self::MovedOthers => "moved_others",
            Self::MovedElsewhere => "moved_elsewhere",
            Self::MovedTaken => "moved_taken",
        }
    }

    /// The refusal of what was typed into a field, or `None` where that does not matter.
    #[must_use]
    pub fn broken(self, field: &'static str, typed: Option<&str>) -> WriteError {
        let typed = typed.map(|typed| Unfit::Typed { typed: typed.to_owned(), rule: self });
        invalid(field, typed.unwrap_or(Unfit::Rule(self)))
    }
}

pub(crate) const fn invalid(field: &'static str, why: Unfit) -> WriteError {
    WriteError::Invalid { kind: None, field, why }
}

/// Cleans a single line a person typed: NFC, no control characters, bounded, not classified.
pub(crate) fn line(field: &'static str, typed: &str) -> Result<String, WriteError> {
    let cleaned = text::clean_line(typed);
    if cleaned.chars().count() > limits::LINE_CHARS_MAX {
        return Err(invalid(field, Unfit::TooLong(limits::LINE_CHARS_MAX)));
    }
    unclassified(&cleaned)?;
    Ok(cleaned)
}

/// Cleans a passage of running text: NFC, without what [`text::is_storable`] does not keep, bounded, not classified.
///
/// # Errors
/// [`WriteError::Invalid`] past the bound, [`WriteError::Classified`] for a secrecy marking.
pub fn passage(field: &'static str, typed: &str) -> Result<String, WriteError> {
    let cleaned: String = text::nfc(typed).chars().filter(|c| text::is_storable(*c)).collect();
    if cleaned.chars().count() > limits::TEXT_CHARS_MAX {
        return Err(invalid(field, Unfit::TooLong(limits::TEXT_CHARS_MAX)));
    }
    unclassified(&cleaned)?;
    Ok(cleaned)
}

fn unclassified(text: &str) -> Result<(), WriteError> {
    match text::secrecy_marking(text) {
        Some(marking) => Err(WriteError::Classified(marking)),
        None => Ok(()),
    }
}

pub(crate) fn count(field: &'static str, value: i64) -> Result<i64, WriteError> {
    up_to(field, value, limits::COUNT_MAX)
}

/// An amount in đồng as people write it: `15.930`, `15 930 đ`, `15930`.
pub(crate) fn money(field: &'static str, typed: &str) -> Result<i64, WriteError> {
    let bare = typed.trim_end_matches(['đ', 'Đ', '₫']);
    let digits: String = bare.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | ',')).collect();
    // What is grouped otherwise than by three may have been meant with a fraction.
    let groups: Vec<&str> = bare.trim().split(['.', ',']).collect();
    let is_grouped = groups.iter().skip(1).all(|group| group.trim().len() == 3);
    match digits.parse() {
        Ok(amount) if is_grouped => up_to(field, amount, limits::MONEY_MAX),
        _ => Err(Rule::Number.broken(field, Some(typed))),
    }
}

fn up_to(field: &'static str, value: i64, max: i64) -> Result<i64, WriteError> {
    if (0..=max).contains(&value) { Ok(value) } else { Err(invalid(field, Unfit::Range(max))) }
}
