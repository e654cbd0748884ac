//! A meeting of a cell (buổi sinh hoạt chi bộ): its key, its head data and its life cycle.
//!
//! Every fact two phones may record apart is a leaf `subject/field` of a map that the foundation
//! made, so that they meet in the same place; what one person says is a list entry of their own.

pub mod adoption;
pub mod agenda;
pub mod moved;
pub mod part;
pub mod roll;
pub mod view;
pub mod vote;

use automerge::{ROOT, ReadDoc, Value};

use crate::code::codes;
use crate::doc::{Doc, Edit, EditError, Grade, Seed};
use crate::id::{DocId, OrgId};
use crate::limits;
use crate::text::{self, SecrecyMarking};
use crate::time::{CivilDate, ClockTime};

pub use view::{MeetingLine, MeetingView, Person};

codes! {
    /// Kind of meeting (loại sinh hoạt).
    MeetingKind {
        /// Regular monthly meeting (sinh hoạt thường kỳ).
        Regular = "thuong_ky",
        /// Thematic meeting (sinh hoạt chuyên đề).
        Thematic = "chuyen_de",
        /// Extraordinary meeting (họp bất thường).
        Extraordinary = "bat_thuong",
        /// Regular and thematic combined.
        RegularThematic = "thuong_ky_chuyen_de",
        /// Yearly review and grading (kiểm điểm cuối năm).
        YearReview = "kiem_diem_cuoi_nam",
        /// Mid-year review (sơ kết).
        MidYear = "so_ket",
        /// Congress of the cell (đại hội chi bộ).
        Congress = "dai_hoi",
        /// Admission ceremony (lễ kết nạp).
        Admission = "ket_nap",
        /// Meeting of the cell's committee (họp chi ủy).
        Committee = "hop_chi_uy",
        /// Meeting of a party group (tổ đảng).
        Group = "to_dang",
        /// Enlarged meeting with guests (mở rộng).
        Enlarged = "mo_rong",
    }
}

codes! {
    /// Stage of a meeting's life.
    State {
        /// Draft agenda.
        Draft = "du_thao",
        /// Agreed by the cell's committee.
        Agreed = "chi_uy_thong_nhat",
        /// Members have been told time, place and content.
        Announced = "da_thong_bao",
        /// Under way.
        UnderWay = "dang_hop",
        /// Closed; the minutes were read back.
        Closed = "da_ket_thuc",
        /// Postponed.
        Postponed = "hoan",
        /// Cancelled.
        Cancelled = "huy",
    }
}

/// What makes two phones' meetings the same meeting.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MeetingKey {
    /// The cell.
    pub org: OrgId,
    /// The kind of meeting.
    pub kind: MeetingKind,
    /// The civil date it was called for, in Viet Nam.
    pub date: CivilDate,
    /// 1 for the first meeting of that kind on that day; more than 255 in a later [`part`] of it.
    pub ordinal: u16,
}

impl MeetingKey {
    /// The meeting's id: the first 16 bytes of a hash over the key.
    #[must_use]
    pub fn doc(&self) -> DocId {
        let date = self.date.to_string();
        DocId::derived(
            "sen/meeting/1",
            &[self.org.as_bytes(), self.kind.code().as_bytes(), date.as_bytes(), &self.ordinal.to_be_bytes()],
        )
    }

    /// Creates the meeting's record, or the very bytes another phone has created.
    #[must_use]
    pub fn open(&self) -> Doc {
        Doc::create(&Seed::Meeting(self.clone()))
    }

    pub(crate) fn read(doc: &automerge::Automerge) -> Option<Self> {
        let (Value::Object(_), key) = doc.get(ROOT, "key").ok()?? else { return None };
        let text = |name: &str| doc.get(&key, name).ok()?.and_then(|(value, _)| value.as_str().map(str::to_owned));
        let (org, _) = doc.get(&key, "org").ok()??;
        let (ordinal, _) = doc.get(&key, "ordinal").ok()??;
        Some(Self {
            org: OrgId::from_slice(org.as_bytes()?)?,
            kind: MeetingKind::read(&text("kind")?),
            date: CivilDate::parse(&text("date")?).ok()?,
            ordinal: u16::try_from(ordinal.as_i64()?).ok()?,
        })
    }
}

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
    /// Open conflicts or impossible figures stand in the way.
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
}

pub(crate) fn invalid(field: &'static str, why: impl Into<String>) -> WriteError {
    WriteError::Invalid { field, why: why.into() }
}

/// Whether a meeting was called off, read without the rest of it: asked before every stroke.
#[must_use]
pub fn is_cancelled(doc: &Doc) -> bool {
    doc.leaf("about", "state").is_some_and(|state| State::read(&state) == State::Cancelled)
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

/// Head data of a meeting that can be set one by one; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct Particulars {
    /// The day it was really held.
    pub held_on: Option<CivilDate>,
    /// When it began.
    pub starts_at: Option<ClockTime>,
    /// When it closed.
    pub ends_at: Option<ClockTime>,
    /// Where.
    pub place: Option<String>,
    /// Subject of a thematic meeting.
    pub topic: Option<String>,
    /// Who chairs (chủ trì).
    pub chair: Option<Person>,
    /// Who takes the minutes (thư ký).
    pub minute_taker: Option<Person>,
    /// Stage of its life.
    pub state: Option<State>,
}

/// Sets the head data that is given.
///
/// # Errors
/// [`WriteError`] for a line that is too long or classified.
pub fn set_particulars(edit: &mut Edit<'_>, given: &Particulars) -> Result<(), WriteError> {
    if let Some(date) = given.held_on {
        edit.put("about", "held_on", date.to_string())?;
    }
    if let Some(time) = given.starts_at {
        edit.put("about", "starts_at", time.to_string())?;
    }
    if let Some(time) = given.ends_at {
        edit.put("about", "ends_at", time.to_string())?;
    }
    for (field, typed) in [("place", &given.place), ("topic", &given.topic)] {
        if let Some(typed) = typed {
            edit.put("about", field, line(field, typed)?)?;
        }
    }
    for (field, person) in [("chair", &given.chair), ("minute_taker", &given.minute_taker)] {
        if let Some(person) = person {
            name_person(edit, person)?;
            edit.put("about", field, person.key.as_str())?;
        }
    }
    if let Some(state) = &given.state {
        edit.put("about", "state", state.code())?;
    }
    Ok(())
}

/// Keeps a person's name as it was spoken of at this meeting.
pub(crate) fn name_person(edit: &mut Edit<'_>, person: &Person) -> Result<(), WriteError> {
    let name = line("name", &person.name)?;
    if person.key.is_empty() || person.key.contains('/') || person.key.chars().count() > limits::LINE_CHARS_MAX {
        return Err(invalid("person", "not a usable key"));
    }
    edit.put("people", &person.key, name)?;
    Ok(())
}

/// Replaces `delete` characters of the minutes at `position`, in Unicode scalar values.
///
/// # Errors
/// [`WriteError`] beyond the end, past the bound, or for classified text.
pub fn splice_minutes(edit: &mut Edit<'_>, position: usize, delete: usize, insert: &str) -> Result<(), WriteError> {
    let insert = passage("minutes", insert)?;
    edit.splice("minutes", position, delete, &insert)?;
    Ok(())
}

/// Makes the minutes read as `text`, with the fewest insertions and deletions that lead there.
///
/// # Errors
/// As [`splice_minutes`].
pub fn rewrite_minutes(edit: &mut Edit<'_>, text: &str) -> Result<(), WriteError> {
    let text = passage("minutes", text)?;
    edit.rewrite("minutes", &text)?;
    Ok(())
}

/// Records points for one criterion of the meeting's score sheet (chấm điểm buổi sinh hoạt).
///
/// # Errors
/// [`WriteError::Invalid`] for points outside 0 to 100.
pub fn score(edit: &mut Edit<'_>, rubric: &str, criterion: &str, points: i64) -> Result<(), WriteError> {
    if !(0..=100).contains(&points) {
        return Err(invalid("score", "points lie between 0 and 100"));
    }
    edit.put("score", "rubric", line("rubric", rubric)?)?;
    edit.put("score", &format!("points/{}", key_text(criterion)), points)?;
    Ok(())
}

/// Turns typed words into a leaf key: folded, spaces to hyphens, nothing but letters and digits.
pub(crate) fn key_text(typed: &str) -> String {
    let folded = text::fold(typed);
    let mut key = String::new();
    for c in folded.chars().take(80) {
        if c.is_alphanumeric() || c == '_' {
            key.push(c);
        } else if !key.ends_with('-') && !key.is_empty() {
            key.push('-');
        }
    }
    key.trim_end_matches('-').to_owned()
}

/// How grave it is when two people wrote different values at this place.
#[must_use]
pub fn grade(part: &str, key: &str) -> Grade {
    let field = key.rsplit('/').next().unwrap_or(key);
    let decide = match part {
        "about" => !matches!(field, "place" | "topic"),
        "roll" => field == "status",
        "votes" => vote::is_decisive(field),
        "score" => true,
        "agenda" => field == "removed",
        _ => false,
    };
    if decide { Grade::Decision } else { Grade::Parallel }
}

#[cfg(test)]
mod tests;
