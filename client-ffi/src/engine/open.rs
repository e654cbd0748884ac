//! Opening records: strictly from the vault, a few of them kept at hand.

use std::collections::VecDeque;

use shared::doc::{Doc, Kind};
use shared::id::{DocId, OrgId};
use shared::meeting::{MeetingLine, adoption};
use shared::member::MemberView;
use shared::org::{OrgTree, OrgView};

use super::{EngineError, People};
use crate::vault::{MeetingRow, MemberRow, Reader, VaultError, Writer};
use crate::words::words;

/// The code that stands in lists in place of a meeting's kind when its record cannot be read.
pub(super) const UNREADABLE: &str = "khong_doc_duoc";

/// Records kept open at most; a phone shows one or two at a time.
const OPEN_MAX: usize = 16;

/// The records used last, so that typing does not read the whole record again for each pause.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    open: VecDeque<Doc>,
}

impl Shelf {
    pub(super) fn take(&mut self, doc: DocId) -> Option<Doc> {
        let at = self.open.iter().position(|open| open.id() == doc)?;
        self.open.remove(at)
    }

    pub(super) fn put(&mut self, doc: Doc) {
        self.open.retain(|open| open.id() != doc.id());
        self.open.push_front(doc);
        self.open.truncate(OPEN_MAX);
    }
}

/// Opens a stored record; nothing in it is ever left out silently.
pub(super) fn load(stored: &Reader<'_>, doc: DocId) -> Result<Option<Doc>, EngineError> {
    let Some(found) = stored.document(doc)? else { return Ok(None) };
    match Doc::load(doc, found.kind, &found.bytes) {
        Ok(open) => Ok(Some(open)),
        Err(source) => Err(EngineError::Record { doc, source: Box::new(source) }),
    }
}

/// As [`load`], for lists: one damaged record is left out there and does not close all the others.
pub(super) fn load_readable(stored: &Reader<'_>, doc: DocId) -> Result<Option<Doc>, VaultError> {
    match load(stored, doc) {
        Ok(open) => Ok(open),
        Err(EngineError::Vault(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// Every organisation whose record is here and can be read.
pub(super) fn org_tree(stored: &Reader<'_>) -> Result<OrgTree, VaultError> {
    let mut orgs = Vec::new();
    for doc in stored.documents_of(Kind::Org)? {
        orgs.extend(load_readable(stored, doc)?.as_ref().and_then(OrgView::of));
    }
    Ok(OrgTree::of(orgs))
}

/// Brings a record's line in the lists up to date. A record that cannot be read has a line that says so.
pub(super) fn put_row(w: &Writer<'_>, open: &Doc, org: OrgId, people: &People) -> Result<(), VaultError> {
    match open.kind() {
        Kind::Meeting => MeetingLine::of(open).map_or_else(
            || w.put_meeting(&unreadable_meeting(open, org)),
            |line| {
                w.put_meeting(&MeetingRow {
                    doc: open.id(),
                    org,
                    date: line.held_on.to_string(),
                    kind: line.key.kind.code().to_owned(),
                    ordinal: line.key.ordinal,
                    state: line.state.code().to_owned(),
                    open_questions: u32::try_from(line.decisions + line.impossible).unwrap_or(u32::MAX),
                    adopted: adoption::read(open, &|device| people.member(device)).is_adopted(),
                    topic: line.topic,
                })
            },
        ),
        Kind::Member => MemberView::of(open).map_or_else(
            || w.put_member(&unreadable_member(open, org)),
            |view| {
                w.put_member(&MemberRow {
                    doc: open.id(),
                    org,
                    sort_key: view.sort_key(),
                    search_text: view.search_text(),
                    full_name: view.full_name().to_owned(),
                    status: view.status.code().to_owned(),
                })
            },
        ),
        Kind::Org => Ok(()),
    }
}

fn unreadable_meeting(open: &Doc, org: OrgId) -> MeetingRow {
    MeetingRow {
        doc: open.id(),
        org,
        date: String::new(),
        kind: UNREADABLE.to_owned(),
        ordinal: 1,
        state: String::new(),
        topic: None,
        open_questions: 1,
        adopted: false,
    }
}

fn unreadable_member(open: &Doc, org: OrgId) -> MemberRow {
    let full_name = words().text("member-unreadable");
    let search_text = shared::text::fold(&full_name);
    // After every name.
    MemberRow { doc: open.id(), org, sort_key: vec![0xff], search_text, full_name, status: String::new() }
}
