//! What is known of a meeting to fill in its score sheet.

use std::collections::BTreeSet;

use crate::key::MeetingKind;
use crate::time::{CivilDate, ClockTime};

use super::adoption::Adoption;
use super::roll::Standing;
use super::view::{MeetingView, is_disputed};

/// What is known; `None` where nobody knows, or people differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Its kind.
    pub kind: MeetingKind,
    /// The day it was held.
    pub day: Option<CivilDate>,
    /// How long it lasted.
    pub minutes: Option<u32>,
    /// Who came.
    pub attendance: Option<Turnout>,
    /// Members of the cell on the roll.
    pub members: Option<u32>,
    /// Who spoke.
    pub speakers: Option<Speakers>,
    /// Last month's tasks.
    pub tasks: Option<Tasks>,
    /// The day its documents were with the members.
    pub documents_sent: Option<CivilDate>,
    /// The day its minutes and resolution were finished.
    pub finished: Option<CivilDate>,
    /// What the cell's committee did before.
    pub committee: Option<Committee>,
    /// Whether members and the superior's delegate were told of it.
    pub notified: Option<bool>,
    /// Whether somebody was excused too often in a row.
    pub long_absence: Option<bool>,
}

/// Who came to a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turnout {
    /// Present.
    pub present: u32,
    /// Who had to come.
    pub required: u32,
    /// Absent without a reason.
    pub unexcused: u32,
}

/// Who spoke at a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Speakers {
    /// Members who spoke.
    pub speakers: u32,
    /// Members present.
    pub present: u32,
}

/// Last month's tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tasks {
    /// Done.
    pub done: u32,
    /// All.
    pub total: u32,
}

/// What the cell's committee (chi ủy) did before a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committee {
    /// It met, and there are minutes.
    MetWithMinutes,
    /// It did not, or there are none.
    DidNotMeet,
    /// The cell has a head only.
    HasNone,
}

impl Facts {
    /// What a meeting's record says. Tasks, documents, the committee and earlier absences are the caller's to add.
    #[must_use]
    pub fn of_meeting(view: &MeetingView) -> Self {
        let sum = &view.summary;
        let is_counted = sum.unrecorded == 0 && sum.required > 0 && !is_disputed(view, "roll", "");
        let agreed = |leaf| !is_disputed(view, "about", leaf);
        Self {
            kind: view.key.kind.clone(),
            day: agreed("held_on").then_some(view.held_on),
            minutes: minutes(view).filter(|_| agreed("starts_at") && agreed("ends_at")),
            attendance: is_counted.then_some(Turnout {
                present: sum.present,
                required: sum.required,
                unexcused: sum.unexcused,
            }),
            members: is_counted.then_some(sum.total),
            speakers: speakers(view).filter(|_| is_counted),
            tasks: None,
            documents_sent: None,
            finished: None,
            committee: None,
            notified: None,
            long_absence: None,
        }
    }

    /// With the day on which the minutes were adopted, if they were.
    #[must_use]
    pub fn with_adoption(mut self, adoption: &Adoption) -> Self {
        let signed = adoption.adopted.first().and_then(|version| version.signatures.iter().map(|by| by.at).max());
        self.finished = signed.map(crate::time::Timestamp::vietnam_date);
        self
    }
}

fn minutes(view: &MeetingView) -> Option<u32> {
    let of_day = |time: ClockTime| u32::from(time.hour()) * 60 + u32::from(time.minute());
    of_day(view.ends_at?).checked_sub(of_day(view.starts_at?))
}

/// Members present whose opinion was noted. Where no opinion was, it was not noted who spoke.
fn speakers(view: &MeetingView) -> Option<Speakers> {
    let opinions = || view.agenda.iter().flat_map(|item| &item.opinions);
    opinions().next()?;
    let spoke: BTreeSet<&str> = opinions().filter_map(|said| Some(said.speaker.as_ref()?.key.as_str())).collect();
    let counted = view.roll.iter().filter(|entry| {
        entry.attendance.is_present() && entry.standing != Standing::Guest && spoke.contains(entry.person.key.as_str())
    });
    Some(Speakers { speakers: u32::try_from(counted.count()).unwrap_or(u32::MAX), present: view.summary.present })
}
