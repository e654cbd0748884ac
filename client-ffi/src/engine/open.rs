//! Opening records: strictly from the vault, a few of them kept at hand.

use std::collections::VecDeque;

use shared::doc::Doc;
use shared::id::{DocId, OrgId};
use shared::kind::Kind;
use shared::kind::spec::Origin;
use shared::org::{OrgTree, OrgView};
use shared::record::{Row, list};
use shared::sync::device::Ledger;

use super::{EngineError, People};
use crate::vault::{Reader, Vault, VaultError, Writer};

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

/// Every organisation whose record is here and can be read; once every record has its row.
pub(super) fn org_tree(stored: &Reader<'_>) -> Result<OrgTree, VaultError> {
    let mut orgs = Vec::new();
    for kind in Kind::ALL.into_iter().filter(|kind| kind.spec().origin == Origin::Organisation) {
        for doc in stored.listed(kind)? {
            orgs.extend(load_readable(stored, doc)?.as_ref().and_then(OrgView::of));
        }
    }
    Ok(OrgTree::of(orgs))
}

/// Brings a record's row in the list up to date.
pub(super) fn put_row(w: &Writer<'_>, open: &Doc, org: OrgId, people: &People) -> Result<(), VaultError> {
    w.put_row(&Row::of(open, org, &|device| people.member(device)))
}

/// Where the version of the rows is kept.
const ROWS: &str = "rows_version";

/// Makes every row anew when another version of the app made those that are there. A record that cannot be opened has a
/// row that says so. A vault that is only read is a copy, and has its rows made in it: else it would show an empty list.
pub(super) fn renew_rows(vault: &mut Vault, ledger: &Ledger, people: &People) -> Result<(), VaultError> {
    let version = list::ROWS_VERSION.to_be_bytes();
    if vault.read().meta(ROWS)?.as_deref() == Some(&version) {
        return Ok(());
    }
    vault.write(|w| {
        w.clear_rows()?;
        for (doc, kind) in w.read().documents()? {
            let Some(org) = ledger.record(doc).map(|record| record.stream.org) else { continue };
            match load_readable(&w.read(), doc)? {
                Some(open) => put_row(w, &open, org, people)?,
                None => w.put_row(&Row::unreadable(doc, kind, org))?,
            }
        }
        w.put_meta(ROWS, &version)
    })
}
