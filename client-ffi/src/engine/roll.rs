//! The roll as a whole: everybody who is not recorded yet, with one call.

use shared::id::DocId;
use shared::meeting::roll::{Attendance, RollEntry, RollSummary};
use shared::time::Timestamp;

use super::{Engine, EngineError};

impl Engine {
    /// The figures of the roll with everybody it should name, recorded or not.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`] without such a meeting.
    pub fn roll_totals(&mut self, doc: DocId) -> Result<RollSummary, EngineError> {
        let lines = self.roll_call(doc)?.into_iter();
        let entries = lines.map(|line| RollEntry {
            person: line.person,
            standing: line.standing,
            attendance: line.attendance,
            reason: line.reason,
        });
        Ok(RollSummary::of(&entries.collect::<Vec<_>>()))
    }

    /// Records `attendance` for everybody on the roll who is not recorded yet. Who is exempt or away
    /// is recorded as that: they leave the count of those who had to come.
    ///
    /// # Errors
    /// [`EngineError::Write`] for what cannot be written for all of them, such as an excused absence.
    pub fn mark_rest(&mut self, doc: DocId, attendance: &Attendance, now: Timestamp) -> Result<(), EngineError> {
        let open = self.roll_call(doc)?.into_iter().filter(|line| !line.recorded);
        let marks: Vec<_> = open
            .map(|line| {
                let called = line.attendance == Attendance::Unrecorded;
                let noted = if called { attendance.clone() } else { line.attendance };
                (line.person, Some(line.standing), noted, None)
            })
            .collect();
        self.mark_attendance(doc, &marks, now)
    }
}
