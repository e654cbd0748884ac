//! From a document to its row in the read model.

use shared::doc::{Doc, Grade, Kind};
use shared::id::{DeviceId, DocId, OrgId};
use shared::meeting::{MeetingLine, adoption};
use shared::member::MemberView;
use shared::org::OrgView;

use crate::store::read_model::{MeetingRow, MemberRow, Row, UnreadableRow};

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Derives a document's row; `member_of` gives the member a device was enrolled for.
#[must_use]
pub fn project(doc: &Doc, org: OrgId, member_of: &dyn Fn(DeviceId) -> Option<DocId>) -> Row {
    let unreadable = || Row::Unreadable(UnreadableRow { doc: doc.id(), org, kind: doc.kind() });
    match doc.kind() {
        Kind::Meeting => {
            MeetingLine::of(doc).map_or_else(unreadable, |line| Row::Meeting(meeting(doc, org, &line, member_of)))
        }
        Kind::Member => MemberView::of(doc).map_or_else(unreadable, |view| Row::Member(member(org, &view))),
        Kind::Org => OrgView::of(doc).map_or(Row::Nothing, Row::Org),
    }
}

fn meeting(doc: &Doc, org: OrgId, line: &MeetingLine, member_of: &dyn Fn(DeviceId) -> Option<DocId>) -> MeetingRow {
    let adoption = adoption::read(doc, member_of);
    MeetingRow {
        doc: doc.id(),
        org,
        kind: line.key.kind.code().to_owned(),
        held_on: line.held_on,
        ordinal: line.key.ordinal,
        state: line.state.code().to_owned(),
        adopted: adoption.is_adopted(),
        required: line.roll.required,
        present: line.roll.present,
        decisions: count(line.decisions),
        findings: count(line.impossible),
        addenda: count(adoption.proposed.len()),
        marked: line.marked,
    }
}

fn member(org: OrgId, view: &MemberView) -> MemberRow {
    let field = |name: &str| view.field(name).map(str::to_owned);
    MemberRow {
        doc: view.doc,
        org,
        sort_key: view.sort_key(),
        full_name: view.full_name().to_owned(),
        birth_date: field("birth_date"),
        gender: field("gender"),
        joined_on: field("joined_on"),
        official_on: field("official_on"),
        card_number: field("card_number"),
        status: view.status.code().to_owned(),
        headcount: view.status.is_of_headcount(),
        search_text: view.search_text(),
        decisions: count(view.conflicts.iter().filter(|(_, grade)| *grade == Grade::Decision).count()),
        marked: view.is_marked,
    }
}
