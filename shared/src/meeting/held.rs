//! What the row of a meeting says to whoever counts meetings: whether the whole cell met, was it held, was it handed in.

use super::MeetingKind;
use super::part::part;
use crate::record::Row;
use crate::record::step::Handed;
use crate::time::CivilDate;

/// A meeting of the whole cell, regular or thematic, that was not called off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfCell {
    /// Its day.
    pub on: CivilDate,
    /// Whether it was held: by its state, its roll, or because it was handed in.
    pub is_held: bool,
    /// Whether the cell handed it in to the ward, as it stands or before.
    pub is_sent: bool,
    /// Whether it is a regular one, or both in one sitting.
    pub is_regular: bool,
    /// Whether it is a thematic one, or both in one sitting.
    pub is_thematic: bool,
    /// Whether its record is the first part of it, and not one in which a full record goes on.
    pub is_first: bool,
    /// Present, and of how many who had to come.
    pub turnout: (u32, u32),
}

impl OfCell {
    /// Reads a meeting's row; `None` for what is no meeting of the whole cell, or was called off.
    #[must_use]
    pub fn of(row: &Row) -> Option<Self> {
        let kind = MeetingKind::known(row.text("kind")?)?;
        let is_thematic = matches!(kind, MeetingKind::Thematic | MeetingKind::RegularThematic);
        let is_regular = matches!(kind, MeetingKind::Regular | MeetingKind::RegularThematic);
        if !is_thematic && !is_regular || matches!(row.state.as_str(), "hoan" | "huy") {
            return None;
        }
        let is_sent = row.text("handed").is_some_and(|handed| handed != Handed::Not.code());
        Some(Self {
            on: row.on?,
            // Whoever is on the roll as present was there, whatever state somebody set or forgot to.
            is_held: is_sent
                || row.flag("adopted")
                || row.figure("present") > 0
                || matches!(row.state.as_str(), "dang_hop" | "da_ket_thuc"),
            is_sent,
            is_regular,
            is_thematic,
            is_first: u16::try_from(row.figure("ordinal")).is_ok_and(|ordinal| part(ordinal) == 1),
            turnout: (row.figure("present"), row.figure("required")),
        })
    }
}
