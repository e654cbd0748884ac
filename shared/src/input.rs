//! What a person typed, cleaned and checked before it is written.

use crate::doc::EditError;
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
        /// The field, by its stored name.
        field: &'static str,
        /// What is wrong, in words.
        why: String,
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
    /// The record is in a state in which it takes nothing more.
    #[error("the record is closed; a step has to open it first")]
    Closed,
}

/// Why a field that has to be filled is refused.
pub(crate) const EMPTY: &str = "this cannot stay empty";

pub(crate) fn invalid(field: &'static str, why: impl Into<String>) -> WriteError {
    WriteError::Invalid { field, why: why.into() }
}

/// Cleans a single line a person typed: NFC, no control characters, bounded, not classified.
pub(crate) fn line(field: &'static str, typed: &str) -> Result<String, WriteError> {
    let cleaned = text::clean_line(typed);
    if cleaned.chars().count() > limits::LINE_CHARS_MAX {
        return Err(invalid(field, format!("longer than {} characters", limits::LINE_CHARS_MAX)));
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
        return Err(invalid(field, format!("longer than {} characters", limits::TEXT_CHARS_MAX)));
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
    if (0..=limits::COUNT_MAX).contains(&value) {
        Ok(value)
    } else {
        Err(invalid(field, format!("must lie between 0 and {}", limits::COUNT_MAX)))
    }
}
