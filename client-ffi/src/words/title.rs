//! What a person knows a record by.

use shared::kind::spec::Origin;
use shared::meeting::MeetingKind;
use shared::record::Row;

use super::{UNREADABLE, UNREADABLE_MEMBER, meeting_kind, ordinal};

/// A meeting by its kind and day, any other record by its title.
#[must_use]
pub fn title(row: &Row) -> String {
    let is_meeting = row.kind.spec().origin == Origin::Meeting;
    match (row.is_readable, is_meeting) {
        (false, true) => return meeting_kind(&MeetingKind::read(UNREADABLE)).to_owned(),
        (false, false) => return UNREADABLE_MEMBER.to_owned(),
        (true, false) => return row.title.clone(),
        (true, true) => {}
    }
    let kind = MeetingKind::read(row.text("kind").unwrap_or_default());
    let day = row.on.map(shared::time::CivilDate::vietnamese).unwrap_or_default();
    let again = ordinal(u16::try_from(row.figure("ordinal")).unwrap_or_default());
    format!("{} {day}{again}", meeting_kind(&kind)).trim_end().to_owned()
}
