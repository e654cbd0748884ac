//! Who came to a cell's meetings, month by month (bảng theo dõi dự sinh hoạt). A mark in dispute is a question mark, with
//! what each wrote below the table; of a row with one, or with somebody not called yet, no share follows.

use std::collections::BTreeMap;

use super::listed::Listed;
use super::{Block, Column, Desk, minutes};
use crate::meeting::MeetingView;
use crate::meeting::roll::{Attendance, Class, Standing};
use crate::text::{NameKey, parse_name};
use crate::time::CivilDate;

/// One meeting's column.
pub(super) struct Sitting {
    day: CivilDate,
    marks: BTreeMap<String, Marked>,
    notes: Vec<String>,
}

/// A person at one meeting.
struct Marked {
    name: String,
    attendance: Attendance,
    is_disputed: bool,
}

impl Marked {
    const fn mark(&self) -> &'static str {
        match (&self.attendance, self.is_disputed) {
            (_, true) | (Attendance::Other(_), _) => "?",
            (Attendance::Present, _) => "x",
            (Attendance::PresentOnline, _) => "T",
            (Attendance::AbsentExcused, _) => "P",
            (Attendance::AbsentUnexcused, _) => "K",
            (Attendance::Unrecorded, _) => "……",
            _ => "M",
        }
    }

    /// Whether it says that somebody had to come, and came; nothing where that is not known.
    fn counts(&self) -> Option<(u32, u32)> {
        match self.attendance.class() {
            _ if self.is_disputed => None,
            Class::Present => Some((1, 1)),
            Class::Absent => Some((0, 1)),
            Class::Aside | Class::Guest => Some((0, 0)),
            Class::Open | Class::Unknown => None,
        }
    }
}

/// A meeting as a column.
pub(super) fn sitting(view: &MeetingView, desk: &Desk<'_>) -> Sitting {
    // Whose mark this version does not know is of the cell all the same, with a question mark.
    let own = view.roll.iter().filter(|entry| {
        entry.standing != Standing::Guest && !matches!(entry.attendance, Attendance::Guest | Attendance::TemporaryGuest)
    });
    let (mut marks, mut notes) = (BTreeMap::new(), Vec::new());
    for entry in own {
        let leaf = format!("{}/status", entry.person.key);
        let versions = minutes::versions(view, desk, "roll", &leaf);
        let (name, attendance, is_disputed) = (entry.person.name.clone(), entry.attendance.clone(), versions.is_some());
        let note = |versions| format!("- {name}, {}: {versions}.", view.held_on.vietnamese());
        notes.extend(versions.map(note));
        marks.insert(entry.person.key.clone(), Marked { name, attendance, is_disputed });
    }
    Sitting { day: view.held_on, marks, notes }
}

/// The columns as a table.
pub(super) fn attendance(mut sittings: Vec<Sitting>, desk: &Desk<'_>) -> Listed {
    let words = desk.words;
    sittings.sort_by_key(|sitting| sitting.day);
    let mut people: BTreeMap<&str, &str> = BTreeMap::new();
    for (key, marked) in sittings.iter().flat_map(|sitting| &sitting.marks) {
        people.insert(key, &marked.name);
    }
    let mut people: Vec<(&str, &str)> = people.into_iter().collect();
    people.sort_by_cached_key(|(key, name)| (NameKey::of(&parse_name(name)), (*key).to_owned()));
    let row = |(key, name): &(&str, &str)| {
        let marks: Vec<Option<&Marked>> = sittings.iter().map(|sitting| sitting.marks.get(*key)).collect();
        let sum = |sum: (u32, u32), marked: &&Marked| marked.counts().map(|(n, of)| (sum.0 + n, sum.1 + of));
        let share = marks.iter().flatten().try_fold((0, 0), sum);
        let share = share.map_or_else(|| "……".to_owned(), |(came, of)| format!("{came}/{of}"));
        let marks = marks.into_iter().map(|marked| marked.map_or_else(String::new, |marked| marked.mark().to_owned()));
        std::iter::once((*name).to_owned()).chain(marks).chain([share]).collect()
    };
    let day = |sitting: &Sitting| Column::marks(format!("{:02}/{:02}", sitting.day.day(), sitting.day.month()), 8);
    let mut columns = vec![Column::numbers(words, 6), Column::new(words.text("paper-name"), 28)];
    columns.extend(sittings.iter().map(day));
    columns.push(Column::figures(words.text("paper-came"), 12));
    let span = sittings.first().zip(sittings.last());
    let span = span.map(|(first, last)| (first.day.vietnamese(), last.day.vietnamese()));
    let (from, to) = span.unwrap_or_else(|| ("……".to_owned(), "……".to_owned()));
    let notes: Vec<Block> = sittings.iter().flat_map(|sitting| &sitting.notes).map(Block::plain).collect();
    Listed {
        title: words.text("paper-attendance"),
        subject: words.filled("paper-attendance_of", &[("from", &from), ("to", &to)]),
        columns,
        rows: super::tasks::numbered(people.iter().map(row).collect()),
        after: std::iter::once(Block::Note(words.text("paper-marks"))).chain(notes).collect(),
    }
}
