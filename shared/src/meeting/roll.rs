//! The roll (điểm danh): who was there, who was not and why.

use crate::code::codes;
use crate::doc::{Edit, Node};

use super::{Person, name_person};
use crate::input::{Rule, WriteError, line};

codes! {
    /// Attendance of one person.
    Attendance {
        /// Present in person (có mặt).
        Present = "co_mat",
        /// Present online (trực tuyến).
        PresentOnline = "co_mat_truc_tuyen",
        /// Absent with a reason (vắng có lý do).
        AbsentExcused = "vang_co_ly_do",
        /// Absent without a reason (vắng không lý do).
        AbsentUnexcused = "vang_khong_ly_do",
        /// Exempt from party work and meetings (được miễn).
        Exempt = "mien",
        /// Temporarily exempt (tạm miễn).
        TemporarilyExempt = "tam_mien",
        /// Lives party life elsewhere for a time (tạm thời đi).
        TemporarilyAway = "tam_thoi_di",
        /// Temporary guest member of this cell (tạm thời đến).
        TemporaryGuest = "tam_thoi_den",
        /// Armed forces on special duty.
        SpecialDuty = "dac_biet",
        /// Invited guest or superior's delegate (khách mời).
        Guest = "khach_moi",
        /// Not recorded yet (chưa điểm danh).
        Unrecorded = "chua_diem_danh",
    }
}

impl Attendance {
    /// Whether the person is in the room or joined by phone or video.
    #[must_use]
    pub const fn is_present(&self) -> bool {
        matches!(self, Self::Present | Self::PresentOnline)
    }

    /// Whether the person counts among those who have to attend.
    ///
    /// Exempt and temporarily away members leave the denominator, guests never enter it.
    #[must_use]
    pub const fn is_required(&self) -> bool {
        matches!(
            self,
            Self::Present | Self::PresentOnline | Self::AbsentExcused | Self::AbsentUnexcused | Self::Unrecorded
        )
    }

    /// Whether the person belongs to the cell's own headcount (đảng số).
    #[must_use]
    pub const fn is_of_headcount(&self) -> bool {
        !matches!(self, Self::Guest | Self::TemporaryGuest | Self::Other(_))
    }
}

codes! {
    /// What a person on the roll may do: official members vote, probationers discuss.
    Standing {
        /// Official member (chính thức).
        Official = "chinh_thuc",
        /// Probationary member (dự bị).
        Probationary = "du_bi",
        /// Guest or temporary member: neither votes nor counts.
        Guest = "khach",
    }
}

/// One line of the roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollEntry {
    /// Who.
    pub person: Person,
    /// Standing on the day.
    pub standing: Standing,
    /// Attendance.
    pub attendance: Attendance,
    /// Reason of absence, as typed.
    pub reason: Option<String>,
}

/// The figures the minutes give for the roll.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RollSummary {
    /// Members of the cell on the roll.
    pub total: u32,
    /// Of them official.
    pub official: u32,
    /// Of them probationary.
    pub probationary: u32,
    /// Members who leave the denominator (exempt, away, special duty).
    pub exempt: u32,
    /// Members who had to attend.
    pub required: u32,
    /// Of those, present.
    pub present: u32,
    /// Official members present, who may vote.
    pub official_present: u32,
    /// Absent with a reason.
    pub excused: u32,
    /// Absent without one.
    pub unexcused: u32,
    /// Not recorded yet.
    pub unrecorded: u32,
    /// Guests and temporary members present.
    pub guests: u32,
}

impl RollSummary {
    /// Counts a roll.
    #[must_use]
    pub fn of(entries: &[RollEntry]) -> Self {
        let mut sum = Self::default();
        for entry in entries {
            sum.add(entry);
        }
        sum
    }

    fn add(&mut self, entry: &RollEntry) {
        let attendance = &entry.attendance;
        if !attendance.is_of_headcount() || entry.standing == Standing::Guest {
            let absent =
                [Attendance::AbsentExcused, Attendance::AbsentUnexcused, Attendance::Unrecorded].contains(attendance);
            self.guests += u32::from(!absent);
            return;
        }
        self.total += 1;
        match entry.standing {
            Standing::Probationary => self.probationary += 1,
            _ => self.official += 1,
        }
        if !attendance.is_required() {
            self.exempt += 1;
            return;
        }
        self.required += 1;
        match attendance {
            Attendance::Present | Attendance::PresentOnline => {
                self.present += 1;
                self.official_present += u32::from(entry.standing == Standing::Official);
            }
            Attendance::AbsentExcused => self.excused += 1,
            Attendance::AbsentUnexcused => self.unexcused += 1,
            _ => self.unrecorded += 1,
        }
    }

    /// Present among required, in tenths of a percent; `None` when nobody was required.
    #[must_use]
    pub fn present_permille(&self) -> Option<u32> {
        (self.present * 1000 + self.required / 2).checked_div(self.required)
    }
}

/// Records one person's attendance.
///
/// # Errors
/// [`WriteError::Invalid`] when an excused absence comes without its reason.
pub fn mark_attendance(
    edit: &mut Edit<'_>,
    person: &Person,
    standing: &Standing,
    attendance: &Attendance,
    reason: Option<&str>,
) -> Result<(), WriteError> {
    let reason = reason.map(|typed| line("reason", typed)).transpose()?.filter(|reason| !reason.is_empty());
    if *attendance == Attendance::AbsentExcused && reason.is_none() {
        return Err(Rule::Reason.broken("reason", None));
    }
    name_person(edit, person)?;
    let key = &person.key;
    edit.put("roll", &format!("{key}/standing"), standing.code())?;
    edit.put("roll", &format!("{key}/status"), attendance.code())?;
    match reason {
        Some(reason) => edit.put("roll", &format!("{key}/reason"), reason)?,
        None => edit.remove("roll", &format!("{key}/reason"))?,
    }
    Ok(())
}

pub(super) fn read(roll: &Node, name_of: impl Fn(&str) -> Person) -> Vec<RollEntry> {
    roll.entries()
        .keys()
        .filter_map(|leaf| leaf.strip_suffix("/status"))
        .map(|key| RollEntry {
            person: name_of(key),
            standing: Standing::read(roll.str(&format!("{key}/standing")).unwrap_or("chinh_thuc")),
            attendance: Attendance::read(roll.str(&format!("{key}/status")).unwrap_or("chua_diem_danh")),
            reason: roll.line(&format!("{key}/reason")),
        })
        .collect()
}

/// Sorts a roll by the Vietnamese order of names; the key of a name costs more than all else that is read of it.
pub(super) fn sort(entries: &mut [RollEntry]) {
    entries.sort_by_cached_key(|entry| {
        (crate::text::NameKey::of(&crate::text::parse_name(&entry.person.name)), entry.person.key.clone())
    });
}

/// Who may vote by a roll.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Electorate {
    /// Official members.
    pub official: u32,
    /// Of them those who leave the count: exempt, away, on special duty.
    pub left_out: u32,
    /// Of the others those present.
    pub present: u32,
}

impl Electorate {
    /// Official members who count.
    #[must_use]
    pub const fn eligible(self) -> u32 {
        self.official.saturating_sub(self.left_out)
    }

    /// Counts a roll; `None` until everybody on it is recorded.
    #[must_use]
    pub fn of(roll: &[RollEntry], summary: &RollSummary) -> Option<Self> {
        if summary.total == 0 || summary.unrecorded > 0 {
            return None;
        }
        let mut counted = Self::default();
        let official = |standing: &Standing| *standing == Standing::Official;
        for entry in roll.iter().filter(|entry| official(&entry.standing) && entry.attendance.is_of_headcount()) {
            counted.official += 1;
            counted.left_out += u32::from(!entry.attendance.is_required());
            counted.present += u32::from(entry.attendance.is_present());
        }
        Some(counted)
    }
}
