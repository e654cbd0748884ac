//! The read model: one row for each record, derived from it, for lists, search and figures.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};
use shared::doc::Kind;
use shared::id::{DeviceId, DocId, OrgId};
use shared::kind::spec::Origin;
use shared::org::{OrgClass, OrgView};
use shared::record::Row;
use shared::record::list::{self, Bound, Columns, Page, Query, Statement};
use shared::time::CivilDate;

use super::document::{self, doc_id};
use super::{Reading, StoreError, Writing};

/// Where the version of the rows is kept.
const VERSION: &str = "rows_version";

/// The sums of one organisation's records with one value of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The organisation.
    pub org: OrgId,
    /// The value of the figure, as text.
    pub value: Option<String>,
    /// How many records.
    pub count: u32,
    /// How many decisions they need.
    pub decisions: u32,
    /// The latest day of one.
    pub last: Option<CivilDate>,
}

/// Stores a record's row, with the words it is found by.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn put(tx: &Writing<'_>, row: &Row) -> Result<(), StoreError> {
    let Statement { sql, values } = list::put(row);
    let mut stored = tx.sql.prepare_cached(&sql)?;
    let (n, words): (i64, Option<i64>) =
        stored.query_row(params_from_iter(values.into_iter().map(value)), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let digest = list::words_digest(row);
    if words != Some(digest) {
        let sql = "INSERT OR REPLACE INTO record_words (rowid, words) VALUES (?1, ?2)";
        tx.sql.prepare_cached(sql)?.execute((n, &row.search_text))?;
        tx.sql.prepare_cached("UPDATE record_row SET words = ?2 WHERE n = ?1")?.execute((n, digest))?;
    }
    document::note_seen(tx, row.doc)
}

/// Empties the read model before it is made anew, and says that it is of this version.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn clear(tx: &Writing<'_>) -> Result<(), StoreError> {
    tx.sql.execute_batch("DELETE FROM record_row; INSERT INTO record_words (record_words) VALUES ('delete-all');")?;
    super::account::put_setting(tx, VERSION, &list::ROWS_VERSION.to_be_bytes())
}

/// Makes every row anew; gives how many there are. A document that cannot be opened has a row that says so.
///
/// # Errors
/// [`StoreError`] when the database refuses; the caller's transaction then keeps what was there.
pub fn rebuild(tx: &Writing<'_>) -> Result<usize, StoreError> {
    clear(tx)?;
    let devices = super::account::devices(tx)?;
    let members: BTreeMap<DeviceId, DocId> =
        devices.into_iter().filter_map(|row| Some((row.device, row.member?))).collect();
    let documents = document::all(tx)?;
    for document in &documents {
        let row = match document::load(tx, document) {
            Ok(doc) => Row::of(&doc, document.stream.org, &|device| members.get(&device).copied()),
            Err(StoreError::Corrupt(_)) => Row::unreadable(document.doc, document.kind, document.stream.org),
            Err(other) => return Err(other),
        };
        put(tx, &row)?;
    }
    Ok(documents.len())
}

/// Whether the rows were made by this version.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn is_current(reading: &Reading<'_>) -> Result<bool, StoreError> {
    Ok(super::account::setting(reading, VERSION)?.as_deref() == Some(&list::ROWS_VERSION.to_be_bytes()))
}

/// The rows a query finds.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn rows(reading: &Reading<'_>, query: &Query, page: Page) -> Result<Vec<Row>, StoreError> {
    found(reading, query.rows(page))
}

/// The rows a query finds of which another one has the same values of these figures.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn repeated(reading: &Reading<'_>, query: &Query, figures: &[&'static str]) -> Result<Vec<Row>, StoreError> {
    found(reading, query.repeated(figures))
}

fn found(reading: &Reading<'_>, statement: Statement) -> Result<Vec<Row>, StoreError> {
    let mut prepared = reading.sql.prepare_cached(&statement.sql)?;
    let mut rows = prepared.query(params_from_iter(statement.values.into_iter().map(value)))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(columns(row)?.read().ok_or(StoreError::Corrupt("row of a list"))?);
    }
    Ok(found)
}

/// How many rows a query finds, and how many decisions they need.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn sums(reading: &Reading<'_>, query: &Query) -> Result<(usize, u32), StoreError> {
    let Statement { sql, values } = query.sums();
    let mut prepared = reading.sql.prepare_cached(&sql)?;
    Ok(prepared.query_row(params_from_iter(values.into_iter().map(value)), |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// The sums of what a query finds, by organisation and the values of a figure.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn groups(reading: &Reading<'_>, query: &Query, figure: &'static str) -> Result<Vec<Group>, StoreError> {
    let Statement { sql, values } = query.groups(figure);
    let mut prepared = reading.sql.prepare_cached(&sql)?;
    let mut rows = prepared.query(params_from_iter(values.into_iter().map(value)))?;
    let mut groups = Vec::new();
    while let Some(row) = rows.next()? {
        let value = match row.get::<_, Value>(1)? {
            Value::Text(text) => Some(text),
            Value::Integer(number) => Some(number.to_string()),
            Value::Null | Value::Real(_) | Value::Blob(_) => None,
        };
        groups.push(Group {
            org: org_id(&row.get::<_, Vec<u8>>(0)?)?,
            value,
            count: row.get(2)?,
            decisions: row.get(3)?,
            last: row.get::<_, Option<String>>(4)?.and_then(|day| CivilDate::parse(&day).ok()),
        });
    }
    Ok(groups)
}

/// One record's row.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn row(reading: &Reading<'_>, doc: DocId) -> Result<Option<Row>, StoreError> {
    let Statement { sql, values } = list::row(doc);
    let mut prepared = reading.sql.prepare_cached(&sql)?;
    let found =
        prepared.query_row(params_from_iter(values.into_iter().map(value)), |row| Ok(columns(row).map(Columns::read)));
    match found.optional()? {
        None => Ok(None),
        Some(columns) => columns?.map(Some).ok_or(StoreError::Corrupt("row of a list")),
    }
}

/// Every organisation.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn orgs(reading: &Reading<'_>) -> Result<Vec<OrgView>, StoreError> {
    let is_org = |kind: Kind| kind.spec().origin == Origin::Organisation;
    if !is_current(reading)? {
        // A damaged database of an earlier version is read and never written, so its rows cannot be made anew.
        let documents = document::all(reading)?.into_iter().filter(|row| is_org(row.kind));
        return Ok(documents.filter_map(|row| OrgView::of(&document::load(reading, &row).ok()?)).collect());
    }
    let kinds = Kind::ALL.into_iter().filter(|kind| is_org(*kind)).collect();
    let query = Query { kinds, order: list::Order::Name, ..Query::default() };
    let named = rows(reading, &query, Page::ALL)?.into_iter().filter(|row| !row.title.is_empty());
    Ok(named.map(org_view).collect())
}

fn org_view(row: Row) -> OrgView {
    let day = |name: &str| row.text(name).and_then(|text| CivilDate::parse(text).ok());
    OrgView {
        org: row.doc.as_org(),
        class: row.text("class").map_or(OrgClass::Cell, OrgClass::read),
        unit_kind: row.text("unit_kind").map(str::to_owned),
        parent: row.text("parent").and_then(|parent| parent.parse().ok()),
        valid_from: day("valid_from"),
        valid_to: day("valid_to"),
        successors: Vec::new(),
        name: row.title,
    }
}

/// Official and probationary members of a headcount (đảng số), by what their groups say of the status.
#[must_use]
pub fn headcount<'a>(groups: impl IntoIterator<Item = &'a Group>) -> (u32, u32) {
    groups.into_iter().fold((0, 0), |(official, probationary), group| match group.value.as_deref() {
        Some("du_bi") => (official, probationary + group.count),
        _ => (official + group.count, probationary),
    })
}

fn columns(row: &rusqlite::Row<'_>) -> rusqlite::Result<Columns> {
    Ok(Columns {
        ids: (row.get(0)?, row.get(1)?, row.get(3)?),
        kind: row.get(2)?,
        texts: (row.get(4)?, row.get(5)?),
        days: (row.get(6)?, row.get(7)?),
        sort_key: row.get(8)?,
        counts: (row.get(9)?, row.get(10)?),
        flags: (row.get(11)?, row.get(12)?, row.get(13)?),
        figures: row.get(14)?,
    })
}

fn value(bound: Bound) -> Value {
    match bound {
        Bound::Int(number) => Value::Integer(number),
        Bound::Text(text) => Value::Text(text),
        Bound::Bytes(bytes) => Value::Blob(bytes),
        Bound::Null => Value::Null,
    }
}

fn org_id(bytes: &[u8]) -> Result<OrgId, StoreError> {
    doc_id(bytes).map(DocId::as_org)
}
