//! The ward's guidance for the meetings of its cells, as a meeting that is prepared reads it.

use crate::doc::{Doc, Kind, Node};
use crate::limits::SHOWN_NAME_CHARS_MAX;
use crate::meeting::MeetingKind;
use crate::org::OrgView;
use crate::text::{as_key, shortened_line};
use crate::time::CivilDate;

/// The kind of these records.
pub const KIND: Kind = Kind::Guidance;

/// The head's field that says for which kind of meeting it is; lists keep it as a figure.
pub const MEETING_KIND: &str = "meeting_kind";

/// The state in which it has been issued, and the one after its end: both had their days.
pub const ISSUED: [&str; 2] = ["hieu_luc", "het_hieu_luc"];

/// An order of business that the ward gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guided {
    /// What the guidance is called.
    pub title: String,
    /// The items, in order.
    pub items: Vec<String>,
}

/// What a guidance gives a meeting of a kind that a cell holds on a day; `None` where it is for others, or not in force
/// on that day.
#[must_use]
pub fn guided(doc: &Doc, kind: &MeetingKind, cell: &OrgView, day: CivilDate) -> Option<Guided> {
    if doc.kind() != KIND {
        return None;
    }
    let tree = doc.tree();
    let about = tree.get("about")?;
    let date = |field: &str| about.str(field).and_then(|text| CivilDate::parse(text).ok());
    let is_issued = about.str("state").is_some_and(|state| ISSUED.contains(&state));
    let is_in_force =
        date("in_force_from").is_some_and(|from| from <= day) && date("in_force_to").is_none_or(|to| day <= to);
    if !is_issued || !is_in_force || about.str(MEETING_KIND) != Some(kind.code()) || !applies(&tree, cell) {
        return None;
    }
    let title = |(_, item): &(_, Node)| item.line("title").and_then(|line| shortened_line(&line, SHOWN_NAME_CHARS_MAX));
    let items: Vec<String> = tree.get("agenda").map(Node::items).unwrap_or_default().iter().filter_map(title).collect();
    (!items.is_empty()).then(|| Guided { title: about.line("title").unwrap_or_default(), items })
}

/// Whether it names the kind of unit the cell is of, or none at all.
fn applies(tree: &Node, cell: &OrgView) -> bool {
    let leaves = tree.get("applies").map(Node::entries).into_iter().flat_map(|entries| entries.keys());
    let mut named = leaves.filter_map(|leaf| leaf.rsplit_once('/')).map(|(unit, _)| unit).peekable();
    let own = cell.unit_kind.as_deref().map(as_key);
    named.peek().is_none() || named.any(|unit| own.as_deref() == Some(unit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::{Pen, Seed};
    use crate::id::{DeviceId, DocId, OrgId};
    use crate::input::WriteError;
    use crate::org::OrgClass;
    use crate::record::{Context, write};
    use crate::time::Timestamp;

    fn cell(unit_kind: Option<&str>) -> OrgView {
        OrgView {
            org: OrgId::from_bytes([2; 16]),
            name: "Chi bộ khóm 1".to_owned(),
            class: OrgClass::Cell,
            unit_kind: unit_kind.map(str::to_owned),
            parent: None,
            valid_from: None,
            valid_to: None,
            successors: Vec::new(),
            carried_by: None,
        }
    }

    fn guidance(state: &str, until: Option<&str>, units: &[&str]) -> Doc {
        let mut doc = Doc::create(&Seed::Id(KIND, DocId::from_bytes([7; 16])));
        let pen = Pen::new(DeviceId::from_bytes([1; 16]), [1; 8]);
        let written = doc.edit(&pen, Timestamp::from_ms(1), |edit| -> Result<(), WriteError> {
            edit.put("about", "title", "Hướng dẫn số 3")?;
            edit.put("about", MEETING_KIND, "thuong_ky")?;
            edit.put("about", "state", state)?;
            edit.put("about", "in_force_from", "2026-11-01")?;
            if let Some(until) = until {
                edit.put("about", "in_force_to", until)?;
            }
            let mut add = |part: &str, field: &str, typed: &str| {
                let given = [(field.to_owned(), typed.to_owned())];
                write::add(edit, KIND.spec(), part, &given, &Context::default()).map(drop)
            };
            units.iter().try_for_each(|unit| add("applies", "unit_kind", unit))?;
            ["Điểm danh", "Thời sự"].iter().try_for_each(|title| add("agenda", "title", title))
        });
        written.unwrap();
        doc
    }

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    #[test]
    fn a_guidance_guides_the_meetings_it_is_for_from_its_first_day_to_its_last() {
        let kind = MeetingKind::read("thuong_ky");
        let of = |doc: &Doc, unit, on: &str| guided(doc, &kind, &cell(unit), day(on)).map(|found| found.items);
        let expected = Some(vec!["Điểm danh".to_owned(), "Thời sự".to_owned()]);
        let everybodys = guidance("hieu_luc", None, &[]);
        assert_eq!(of(&everybodys, Some("khóm"), "2026-11-05"), expected);
        assert_eq!(of(&everybodys, None, "2026-11-05"), expected);
        assert_eq!(of(&everybodys, None, "2026-10-31"), None, "before its first day");
        assert_eq!(guided(&everybodys, &MeetingKind::read("chuyen_de"), &cell(None), day("2026-11-05")), None);
        assert_eq!(of(&guidance("du_thao", None, &[]), None, "2026-11-05"), None, "a draft guides nobody");
        let ended = guidance("het_hieu_luc", Some("2026-11-30"), &[]);
        assert_eq!(of(&ended, None, "2026-11-30"), expected, "a meeting that is written late keeps what was in force");
        assert_eq!(of(&ended, None, "2026-12-01"), None);
        let hamlets = guidance("hieu_luc", None, &["Ấp", "KHÓM"]);
        assert_eq!(of(&hamlets, Some("khóm"), "2026-11-05"), expected);
        assert_eq!(of(&hamlets, Some("cơ quan"), "2026-11-05"), None);
        assert_eq!(of(&hamlets, None, "2026-11-05"), None);
    }
}
