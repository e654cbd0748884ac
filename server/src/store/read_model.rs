//! The read model: rows derived from documents, for lists, search and figures.

use rusqlite::params;
use shared::doc::Kind;
use shared::id::{DocId, OrgId};
use shared::org::{OrgClass, OrgView};
use shared::time::CivilDate;

use super::document::doc_id;
use super::{Reading, StoreError, Writing};

/// A meeting, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingRow {
    /// The record.
    pub doc: DocId,
    /// The cell.
    pub org: OrgId,
    /// Code of its kind.
    pub kind: String,
    /// The day it was held.
    pub held_on: CivilDate,
    /// 1 for the first of that kind on that day.
    pub ordinal: u16,
    /// Code of its stage.
    pub state: String,
    /// Whether its minutes are adopted.
    pub adopted: bool,
    /// Members who had to attend.
    pub required: u32,
    /// Of those, present.
    pub present: u32,
    /// Conflicts that need a decision.
    pub decisions: u32,
    /// Figures that cannot be right.
    pub findings: u32,
    /// Proposed addenda.
    pub addenda: u32,
    /// Whether a text of it bears a secrecy marking.
    pub marked: bool,
}

/// A member, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// The record.
    pub doc: DocId,
    /// The cell.
    pub org: OrgId,
    /// Where the name sorts.
    pub sort_key: Vec<u8>,
    /// The name in use.
    pub full_name: String,
    /// Birth date, possibly partial, as stored.
    pub birth_date: Option<String>,
    /// `nam` or `nu`.
    pub gender: Option<String>,
    /// Day of admission, possibly partial.
    pub joined_on: Option<String>,
    /// Day of official membership, possibly partial.
    pub official_on: Option<String>,
    /// Party card number.
    pub card_number: Option<String>,
    /// Code of the status.
    pub status: String,
    /// Whether the status counts in the headcount.
    pub headcount: bool,
    /// Folded text that a search looks in.
    pub search_text: String,
    /// Conflicts that need a decision.
    pub decisions: u32,
    /// Whether a text of it bears a secrecy marking.
    pub marked: bool,
}

/// A record of which nothing but that it is there can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnreadableRow {
    /// The record.
    pub doc: DocId,
    /// The organisation whose record it is.
    pub org: OrgId,
    /// Its kind.
    pub kind: Kind,
}

/// A derived row of any kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Of a meeting.
    Meeting(MeetingRow),
    /// Of a member.
    Member(MemberRow),
    /// Of an organisation.
    Org(OrgView),
    /// Of a record that cannot be read.
    Unreadable(UnreadableRow),
    /// The record does not yet say enough to be listed.
    Nothing,
}

/// Writes a derived row.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn put(tx: &Writing<'_>, row: &Row) -> Result<(), StoreError> {
    match row {
        Row::Meeting(meeting) => {
            put_meeting(tx, meeting)?;
            readable(tx, meeting.doc)
        }
        Row::Member(member) => {
            put_member(tx, member)?;
            readable(tx, member.doc)
        }
        Row::Org(org) => put_org(tx, org),
        Row::Unreadable(row) => put_unreadable(tx, row),
        Row::Nothing => Ok(()),
    }
}

fn readable(tx: &Writing<'_>, doc: DocId) -> Result<(), StoreError> {
    tx.sql.prepare_cached("DELETE FROM unreadable_row WHERE doc = ?1")?.execute([doc.as_bytes()])?;
    Ok(())
}

/// What was listed of it before says no longer what it is.
fn put_unreadable(tx: &Writing<'_>, row: &UnreadableRow) -> Result<(), StoreError> {
    tx.sql.prepare_cached("DELETE FROM meeting_row WHERE doc = ?1")?.execute([row.doc.as_bytes()])?;
    tx.sql.prepare_cached("DELETE FROM member_row WHERE doc = ?1")?.execute([row.doc.as_bytes()])?;
    tx.sql
        .prepare_cached("INSERT OR REPLACE INTO unreadable_row (doc, org, kind) VALUES (?1, ?2, ?3)")?
        .execute(params![row.doc.as_bytes(), row.org.as_bytes(), row.kind.number()])?;
    Ok(())
}

/// Records that cannot be read, of one organisation or of all.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn unreadable(reading: &Reading<'_>, org: Option<OrgId>) -> Result<Vec<UnreadableRow>, StoreError> {
    let mut statement = reading
        .sql
        .prepare_cached("SELECT doc, org, kind FROM unreadable_row WHERE ?1 IS NULL OR org = ?1 ORDER BY org, doc")?;
    let mut rows = statement.query([org.map(|org| *org.as_bytes())])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (doc, org, kind): (Vec<u8>, Vec<u8>, u8) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let kind = Kind::from_number(kind).ok_or(StoreError::Corrupt("kind"))?;
        found.push(UnreadableRow { doc: doc_id(&doc)?, org: org_id(&org)?, kind });
    }
    Ok(found)
}

fn put_meeting(tx: &Writing<'_>, row: &MeetingRow) -> Result<(), StoreError> {
    tx.sql.prepare_cached(
        "INSERT OR REPLACE INTO meeting_row (doc, org, kind, held_on, ordinal, state, adopted, required, present, decisions, findings, addenda, marked)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        row.doc.as_bytes(),
        row.org.as_bytes(),
        row.kind,
        row.held_on.to_string(),
        row.ordinal,
        row.state,
        row.adopted,
        row.required,
        row.present,
        row.decisions,
        row.findings,
        row.addenda,
        row.marked
    ])?;
    Ok(())
}

fn put_member(tx: &Writing<'_>, row: &MemberRow) -> Result<(), StoreError> {
    tx.sql.prepare_cached(
        "INSERT OR REPLACE INTO member_row (doc, org, sort_key, full_name, birth_date, gender, joined_on, official_on, card_number,
         status, headcount, search_text, decisions, marked)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(params![
        row.doc.as_bytes(),
        row.org.as_bytes(),
        row.sort_key,
        row.full_name,
        row.birth_date,
        row.gender,
        row.joined_on,
        row.official_on,
        row.card_number,
        row.status,
        row.headcount,
        row.search_text,
        row.decisions,
        row.marked
    ])?;
    Ok(())
}

fn put_org(tx: &Writing<'_>, org: &OrgView) -> Result<(), StoreError> {
    tx.sql.prepare_cached(
        "INSERT OR REPLACE INTO org_row (doc, parent, name, class, unit_kind, valid_from, valid_to) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        org.org.as_bytes(),
        org.parent.map(|parent| *parent.as_bytes()),
        org.name,
        org.class.code(),
        org.unit_kind,
        org.valid_from.map(|date| date.to_string()),
        org.valid_to.map(|date| date.to_string())
    ])?;
    Ok(())
}

/// Empties the read model before it is rebuilt.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn clear(tx: &Writing<'_>) -> Result<(), StoreError> {
    tx.sql.execute_batch(
        "DELETE FROM org_row; DELETE FROM meeting_row; DELETE FROM member_row; DELETE FROM unreadable_row;",
    )?;
    Ok(())
}

fn org_id(bytes: &[u8]) -> Result<OrgId, StoreError> {
    doc_id(bytes).map(DocId::as_org)
}

fn date(text: Option<String>) -> Option<CivilDate> {
    text.and_then(|text| CivilDate::parse(&text).ok())
}

/// Every organisation.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn orgs(reading: &Reading<'_>) -> Result<Vec<OrgView>, StoreError> {
    let mut statement =
        reading.sql.prepare("SELECT doc, parent, name, class, unit_kind, valid_from, valid_to FROM org_row")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (doc, parent, class): (Vec<u8>, Option<Vec<u8>>, String) = (row.get(0)?, row.get(1)?, row.get(3)?);
        found.push(OrgView {
            org: org_id(&doc)?,
            name: row.get(2)?,
            class: OrgClass::read(&class),
            unit_kind: row.get(4)?,
            parent: parent.map(|bytes| org_id(&bytes)).transpose()?,
            valid_from: date(row.get(5)?),
            valid_to: date(row.get(6)?),
            successors: Vec::new(),
        });
    }
    Ok(found)
}

const MEETING: &str = "SELECT doc, org, kind, held_on, ordinal, state, adopted, required, present, decisions, findings, addenda, marked FROM meeting_row";
const MEMBER: &str =
    "SELECT doc, org, sort_key, full_name, birth_date, gender, joined_on, official_on, card_number, status, headcount,
     search_text, decisions, marked FROM member_row";

fn meeting_row(row: &rusqlite::Row<'_>) -> Result<MeetingRow, StoreError> {
    let (doc, org, held_on): (Vec<u8>, Vec<u8>, String) = (row.get(0)?, row.get(1)?, row.get(3)?);
    Ok(MeetingRow {
        doc: doc_id(&doc)?,
        org: org_id(&org)?,
        kind: row.get(2)?,
        held_on: CivilDate::parse(&held_on).ok().ok_or(StoreError::Corrupt("date"))?,
        ordinal: row.get(4)?,
        state: row.get(5)?,
        adopted: row.get(6)?,
        required: row.get(7)?,
        present: row.get(8)?,
        decisions: row.get(9)?,
        findings: row.get(10)?,
        addenda: row.get(11)?,
        marked: row.get(12)?,
    })
}

fn member_row(row: &rusqlite::Row<'_>) -> Result<MemberRow, StoreError> {
    let (doc, org): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
    Ok(MemberRow {
        doc: doc_id(&doc)?,
        org: org_id(&org)?,
        sort_key: row.get(2)?,
        full_name: row.get(3)?,
        birth_date: row.get(4)?,
        gender: row.get(5)?,
        joined_on: row.get(6)?,
        official_on: row.get(7)?,
        card_number: row.get(8)?,
        status: row.get(9)?,
        headcount: row.get(10)?,
        search_text: row.get(11)?,
        decisions: row.get(12)?,
        marked: row.get(13)?,
    })
}

/// Meetings, of one cell or of all, latest first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn meetings(reading: &Reading<'_>, org: Option<OrgId>) -> Result<Vec<MeetingRow>, StoreError> {
    let mut statement = reading
        .sql
        .prepare_cached(&format!("{MEETING} WHERE ?1 IS NULL OR org = ?1 ORDER BY held_on DESC, ordinal DESC, doc"))?;
    let mut rows = statement.query([org.map(|org| *org.as_bytes())])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(meeting_row(row)?);
    }
    Ok(found)
}

/// One meeting.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn meeting(reading: &Reading<'_>, doc: DocId) -> Result<Option<MeetingRow>, StoreError> {
    let mut statement = reading.sql.prepare_cached(&format!("{MEETING} WHERE doc = ?1"))?;
    let mut rows = statement.query([doc.as_bytes()])?;
    rows.next()?.map(meeting_row).transpose()
}

/// Members, of one cell or of all, in the order of Vietnamese names.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn members(reading: &Reading<'_>, org: Option<OrgId>) -> Result<Vec<MemberRow>, StoreError> {
    let mut statement = reading
        .sql
        .prepare_cached(&format!("{MEMBER} WHERE ?1 IS NULL OR org = ?1 ORDER BY sort_key, birth_date, doc"))?;
    let mut rows = statement.query([org.map(|org| *org.as_bytes())])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(member_row(row)?);
    }
    Ok(found)
}

/// One member.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn member(reading: &Reading<'_>, doc: DocId) -> Result<Option<MemberRow>, StoreError> {
    let mut statement = reading.sql.prepare_cached(&format!("{MEMBER} WHERE doc = ?1"))?;
    let mut rows = statement.query([doc.as_bytes()])?;
    rows.next()?.map(member_row).transpose()
}

/// Official and probationary members of a headcount (đảng số).
#[must_use]
pub fn headcount<'a>(members: impl IntoIterator<Item = &'a MemberRow>) -> (u32, u32) {
    let mut counts = (0, 0);
    for row in members.into_iter().filter(|row| row.headcount) {
        match row.status.as_str() {
            "du_bi" => counts.1 += 1,
            _ => counts.0 += 1,
        }
    }
    counts
}
