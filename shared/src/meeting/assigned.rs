//! The task that is made of what a resolution assigns: one on every phone, whoever makes it, and what it takes over.

use crate::doc::Kind;
use crate::id::DocId;
use crate::key;
use crate::limits;
use crate::record::RecordView;
use crate::record::view::{EntryView, FieldView};

/// The list of a resolution that assigns work.
const PART: &str = "assignments";

/// The fields a task takes over as they are.
const TAKEN: [&str; 6] = ["what", "lead", "due", "how", "product", "authority"];

/// One assignment of a resolution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// The lasting name of its entry.
    pub entry: String,
    /// The task that is made of it, by every phone.
    pub task: DocId,
    /// What the task is begun with.
    pub given: Vec<(String, String)>,
}

impl Assigned {
    /// The assignments of a resolution that say what is to be done.
    #[must_use]
    pub fn all(resolution: DocId, view: &RecordView) -> Vec<Self> {
        let entries = view.part(PART).map(|part| part.entries.as_slice()).unwrap_or_default();
        entries.iter().filter_map(|entry| Self::of(resolution, entry)).collect()
    }

    fn of(resolution: DocId, entry: &EntryView) -> Option<Self> {
        let taken = TAKEN.into_iter().filter_map(|name| entry.fields.iter().find(|field| field.name == name));
        let given: Vec<(String, String)> = taken.map(|field| (field.name.to_owned(), typed(field))).collect();
        given.iter().find(|(name, value)| name == "what" && !value.is_empty())?;
        Some(Self { task: task_of(resolution, &entry.name), entry: entry.name.clone(), given })
    }
}

/// The id of the task of an assignment. It follows from the resolution and the entry, so that two phones that make it apart
/// make one task, and an edited one is known for what it is.
fn task_of(resolution: DocId, entry: &str) -> DocId {
    let ids = (0_u32..)
        .map(|turn| DocId::derived("sen/task/1", &[resolution.as_bytes(), entry.as_bytes(), &turn.to_be_bytes()]));
    // A few ids are kept for records of other kinds.
    let mut free = ids.filter(|id| key::may_bear(Kind::Task, *id));
    free.next().unwrap_or(resolution)
}

/// A value as a person would type it for the task. Its fields are lines: what is longer stays in the resolution.
fn typed(field: &FieldView) -> String {
    // A member is meant by the id, anybody else by the name.
    if let Some(name) = field.person.as_ref().filter(|_| field.value.parse::<DocId>().is_err()) {
        return name.clone();
    }
    let line = field.value.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= limits::LINE_CHARS_MAX {
        return line;
    }
    line.chars().take(limits::LINE_CHARS_MAX - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &'static str, value: &str, person: Option<&str>) -> FieldView {
        FieldView { name, value: value.to_owned(), person: person.map(str::to_owned), is_disputed: false }
    }

    fn of(fields: Vec<FieldView>) -> Option<Assigned> {
        Assigned::of(DocId::from_bytes([1; 16]), &EntryView { name: "e1".to_owned(), person: None, fields })
    }

    fn given(fields: Vec<FieldView>, name: &str) -> Option<String> {
        of(fields)?.given.into_iter().find(|(given, _)| given == name).map(|(_, value)| value)
    }

    #[test]
    fn a_task_takes_over_who_what_and_when_each_as_a_line() {
        let member = DocId::from_bytes([2; 16]).to_string();
        let fields = vec![
            field("what", "Sửa\n  đèn", None),
            field("lead", &member, Some("Lê Thị Sen")),
            field("partners", "Tổ 2", None),
            field("due", "2026-12-15", None),
        ];
        let expected = [("what", "Sửa đèn"), ("lead", member.as_str()), ("due", "2026-12-15")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(of(fields).unwrap().given, expected);
        let guest = vec![field("what", "Sửa đèn", None), field("lead", "khach-to-2", Some("Tổ 2"))];
        assert_eq!(given(guest, "lead").as_deref(), Some("Tổ 2"));
        let long = given(vec![field("what", &"đ".repeat(limits::LINE_CHARS_MAX + 1), None)], "what").unwrap();
        assert_eq!((long.chars().count(), long.ends_with('…')), (limits::LINE_CHARS_MAX, true));
        assert_eq!(of(vec![field("what", " ", None)]), None);
    }

    /// Do not update me: the ids of tasks that were made rest on it.
    #[test]
    fn the_task_of_an_assignment_has_the_same_id_on_every_phone() {
        let task = |resolution: u8, entry: &str| task_of(DocId::from_bytes([resolution; 16]), entry);
        assert_eq!(task(1, "e1"), task(1, "e1"));
        assert_eq!(task(1, "e1").to_string(), "D1zerTYRyJcmZZGkUfNBuaiDXY4");
        assert!(task(1, "e1") != task(1, "e2") && task(1, "e1") != task(2, "e1"));
        assert!(key::may_bear(Kind::Task, task(1, "e1")));
    }
}
