//! Where each record stands, beside its row: one queue of the ward for each, written in the transaction of what it follows
//! from.
//!
//! Reads the facts; which queue follows from them is said by [`crate::standing`].

use std::collections::{BTreeSet, HashMap};

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params};
use shared::doc::Kind;
use shared::id::DocId;
use shared::record::speaks_about;
use shared::record::step::Handed;
use shared::time::CivilDate;

use super::apart::{self, Apart};
use super::{Reading, StoreError, Writing, schema};
use crate::standing::{Facts, Lane, Looked, Standing, Verdict, standing};

/// The schema's version from which on there are queues.
pub(super) const SINCE: i64 = 8;

/// What two records of one person have in common, as the index of each asks for it.
const SAME: [&str; 2] = [
    "json_extract(figures, '$.card_number') = json_extract(?3, '$.card_number')",
    "(json_extract(figures, '$.birth_date'), json_extract(figures, '$.same_name')) \
     = (json_extract(?3, '$.birth_date'), json_extract(?3, '$.same_name'))",
];

/// A record that names a person, and for which no other one speaks.
const NAMED: &str = "json_extract(figures, '$.same_name') IS NOT NULL";

/// Records of one person that are looked at.
const ALIKE_MAX: u32 = 64;

/// The records of these kinds that wait, each with the queue it waits in; every other one is done.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub(super) fn waiting(reading: &Reading<'_>, kinds: &[Kind]) -> Result<HashMap<DocId, Lane>, StoreError> {
    let kinds: Vec<String> = kinds.iter().map(|kind| kind.number().to_string()).collect();
    // The sign of the index of what waits stands in the statement.
    let sql = format!("SELECT doc, lane FROM standing WHERE lane < 8 AND kind IN ({})", kinds.join(", "));
    let mut prepared = reading.sql.prepare_cached(&sql)?;
    let mut rows = prepared.query([])?;
    let mut found = HashMap::new();
    while let Some(row) = rows.next()? {
        let doc = DocId::from_slice(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?);
        let lane = Lane::from_number(row.get(1)?).ok_or(StoreError::Corrupt("queue"))?;
        found.insert(doc.ok_or(StoreError::Corrupt("document id"))?, lane);
    }
    Ok(found)
}

/// Writes down where a record stands, the one it speaks about, and those that were like it or are now.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub(super) fn follow(tx: &Writing<'_>, doc: DocId, were_alike: &[DocId]) -> Result<(), StoreError> {
    refresh(tx, doc)?;
    let about = tx
        .sql
        .prepare_cached("SELECT about, kind FROM record_row WHERE doc = ?1")?
        .query_row([doc.as_bytes()], |row| Ok((row.get::<_, Option<Vec<u8>>>(0)?, row.get::<_, u8>(1)?)));
    if let Some((Some(about), kind)) = about.optional()?
        && let Some(about) = DocId::from_slice(&about)
        && Kind::from_number(kind).is_some_and(|kind| matches!(kind, Kind::Review | Kind::Reply))
    {
        refresh(tx, about)?;
    }
    let mut alike = alike(tx, doc)?;
    alike.extend(were_alike.iter().filter(|doc| !alike.contains(doc)).copied().collect::<Vec<_>>());
    // Those it spoke for before, and those it speaks for since.
    alike.extend(speaks_for(tx, doc)?);
    alike.into_iter().try_for_each(|doc| refresh(tx, doc))
}

/// The other records that may be the same person, by what each has in common, in the order of their ids: where one of them
/// stands follows from this record. Of more than people can look through, the first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn alike(reading: &Reading<'_>, doc: DocId) -> Result<Vec<DocId>, StoreError> {
    let Some((kind, figures)) = named(reading, doc)? else { return Ok(Vec::new()) };
    let mut found = BTreeSet::new();
    for same in SAME {
        let sql = format!(
            "SELECT doc FROM record_row WHERE kind = ?1 AND {same} AND {NAMED} AND doc <> ?2 ORDER BY doc LIMIT ?4"
        );
        let mut statement = reading.sql.prepare_cached(&sql)?;
        let rows =
            statement.query_map(params![kind, doc.as_bytes(), figures, ALIKE_MAX], |row| row.get::<_, Vec<u8>>(0))?;
        for row in rows {
            found.extend(DocId::from_slice(&row?));
        }
    }
    Ok(found.into_iter().collect())
}

/// Kind and figures of a record that names a person.
fn named(reading: &Reading<'_>, doc: DocId) -> Result<Option<(u8, String)>, StoreError> {
    let sql = format!("SELECT kind, figures FROM record_row WHERE doc = ?1 AND {NAMED}");
    let found = reading.sql.prepare_cached(&sql)?.query_row([doc.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?)
}

/// The other records that may be the same person, and of which nobody said that they are not.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn twins(reading: &Reading<'_>, doc: DocId) -> Result<Vec<DocId>, StoreError> {
    let mut found = Vec::new();
    for other in alike(reading, doc)? {
        if apart::of(reading, doc, other)?.is_none() {
            found.push(other);
        }
    }
    Ok(found)
}

/// Writes down that two records are two persons, as they stand now, and where each stands then.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn keep_apart(tx: &Writing<'_>, one: DocId, other: DocId, said: &Apart) -> Result<(), StoreError> {
    apart::put(tx, one, other, said)?;
    follow(tx, one, &[other])
}

/// Whether an earlier record may be the same person, or nobody speaks for the person of this one.
fn is_twin(reading: &Reading<'_>, doc: DocId) -> Result<bool, StoreError> {
    let is_orphaned = successor(reading, doc)?.is_some_and(|next| next.is_some()) && speaker(reading, doc)?.is_none();
    Ok(is_orphaned || twins(reading, doc)?.into_iter().any(|other| other < doc))
}

/// The record that a record names as its successor; nothing for one that is not here or cannot be read, and nothing in it
/// for one that speaks.
fn successor(reading: &Reading<'_>, doc: DocId) -> Result<Option<Option<DocId>>, StoreError> {
    let sql = "SELECT json_extract(figures, '$.superseded_by') FROM record_row WHERE doc = ?1 AND readable = 1";
    let read = |row: &Row<'_>| row.get::<_, Option<String>>(0);
    let found = reading.sql.prepare_cached(sql)?.query_row([doc.as_bytes()], read).optional()?;
    Ok(found.map(|next| next.and_then(|next| next.parse().ok())))
}

/// The record that speaks for the person of one, by however many that name each other; nothing where they name each other in
/// a circle, or the last of them is not here.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn speaker(reading: &Reading<'_>, doc: DocId) -> Result<Option<DocId>, StoreError> {
    let (mut at, mut seen) = (doc, BTreeSet::new());
    while seen.insert(at) {
        match successor(reading, at)? {
            None => return Ok(None),
            Some(None) => return Ok(Some(at)),
            Some(Some(next)) => at = next,
        }
    }
    Ok(None)
}

/// The records that name one as their successor, and those that name these, in the order of their ids.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn speaks_for(reading: &Reading<'_>, doc: DocId) -> Result<Vec<DocId>, StoreError> {
    let sql = "SELECT doc FROM record_row WHERE json_extract(figures, '$.superseded_by') = ?1";
    let mut statement = reading.sql.prepare_cached(sql)?;
    let (mut found, mut open) = (BTreeSet::new(), vec![doc]);
    while let Some(at) = open.pop() {
        let rows = statement.query_map([at.to_string()], |row| row.get::<_, Vec<u8>>(0))?;
        for row in rows {
            let named = DocId::from_slice(&row?).filter(|named| *named != doc);
            open.extend(named.filter(|named| found.insert(*named)));
        }
    }
    Ok(found.into_iter().collect())
}

/// Makes every standing anew.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub(super) fn rebuild(tx: &Writing<'_>) -> Result<(), StoreError> {
    tx.sql.execute("DELETE FROM standing", [])?;
    let sql = "SELECT doc FROM record_row UNION SELECT doc FROM held WHERE decision IS NULL AND doc IS NOT NULL";
    let mut statement = tx.sql.prepare(sql)?;
    let docs = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    let docs = docs.collect::<Result<Vec<_>, _>>()?;
    docs.iter().filter_map(|doc| DocId::from_slice(doc)).try_for_each(|doc| refresh(tx, doc))
}

/// Whether the database has queues: one that is damaged may be of an earlier schema.
pub(super) fn is_kept(reading: &Reading<'_>) -> Result<bool, StoreError> {
    Ok(schema::version(reading.sql)? >= SINCE)
}

/// Where a record stands, as it was written down.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn of(reading: &Reading<'_>, doc: DocId) -> Result<Option<Standing>, StoreError> {
    if !is_kept(reading)? {
        return Ok(None);
    }
    let mut statement = reading.sql.prepare_cached("SELECT lane, due FROM standing WHERE doc = ?1")?;
    let found = statement.query_row([doc.as_bytes()], |row| Ok((row.get(0)?, row.get::<_, Option<String>>(1)?)));
    let Some((lane, due)) = found.optional()? else { return Ok(None) };
    let lane = Lane::from_number(lane).ok_or(StoreError::Corrupt("queue"))?;
    Ok(Some(Standing { lane, due: due.and_then(|due| CivilDate::parse(&due).ok()) }))
}

/// Whose record it is, and of which kind; what is held may claim neither.
struct Place {
    org: Option<Vec<u8>>,
    kind: u8,
}

/// Since when a record waits, by what it waits for.
#[derive(Default)]
struct Since {
    /// The oldest of what is held.
    held: Option<i64>,
    /// The last of its content.
    content: i64,
    /// The first that nobody has looked at.
    unseen: i64,
    /// The first of the answer that nobody has looked at.
    answer: i64,
    /// The last of the review.
    review: i64,
}

impl Since {
    fn of(&self, lane: Lane) -> i64 {
        match lane {
            Lane::Held => self.held.unwrap_or(self.content),
            Lane::Answered => self.answer,
            Lane::Changed => self.unseen,
            Lane::AtCell if self.review > 0 => self.review,
            Lane::Disputed | Lane::New | Lane::Twin | Lane::AtCell | Lane::Done => self.content,
        }
    }
}

fn refresh(tx: &Writing<'_>, doc: DocId) -> Result<(), StoreError> {
    let Some((place, facts, since)) = facts(tx, doc)? else {
        tx.sql.prepare_cached("DELETE FROM standing WHERE doc = ?1")?.execute([doc.as_bytes()])?;
        return Ok(());
    };
    let found = standing(&facts);
    let sql = "INSERT INTO standing (doc, org, kind, lane, since_ms, due) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
               ON CONFLICT (doc) DO UPDATE SET org = ?2, kind = ?3, lane = ?4, since_ms = ?5, due = ?6 \
               WHERE (org, kind, lane, since_ms, due) IS NOT (?2, ?3, ?4, ?5, ?6)";
    tx.sql.prepare_cached(sql)?.execute(params![
        doc.as_bytes(),
        place.org,
        place.kind,
        found.lane.number(),
        since.of(found.lane),
        found.due.map(|due| due.to_string())
    ])?;
    Ok(())
}

/// What is known of a record; nothing when there is neither a row of it nor anything held for it.
fn facts(tx: &Writing<'_>, doc: DocId) -> Result<Option<(Place, Facts, Since)>, StoreError> {
    let held = held(tx, doc)?;
    let mut since = Since { held: held.as_ref().map(|(since, _)| *since), ..Since::default() };
    let Some((place, mut facts, seen)) = row_facts(tx, doc)? else {
        let Some((_, place)) = held else { return Ok(None) };
        let facts = Facts { is_held: true, ..bare() };
        return Ok(Some((place, facts, since)));
    };
    facts.is_held = held.is_some();
    since.content = last_of(tx, doc)?;
    since.unseen = first_after(tx, doc, seen)?;
    if facts.is_reviewed {
        (facts.verdict, since.review) = verdict(tx, doc)?;
        if let Some(answer) = answer(tx, doc)? {
            (facts.is_answered, since.answer) = (true, answer);
        }
    }
    facts.is_twin = is_twin(tx, doc)?;
    Ok(Some((place, facts, since)))
}

const fn bare() -> Facts {
    Facts {
        is_held: false,
        is_disputed: false,
        is_reviewed: false,
        handed: Handed::Not,
        looked: Looked::AsItStands,
        verdict: Verdict::None,
        is_answered: false,
        is_twin: false,
    }
}

/// What the row of a record says, and up to which place the ward has seen it.
fn row_facts(tx: &Writing<'_>, doc: DocId) -> Result<Option<(Place, Facts, i64)>, StoreError> {
    let sql = "SELECT org, kind, state, decisions > 0 OR impossible > 0 OR readable = 0, \
               json_extract(figures, '$.handed'), coalesce(seen_seq, 0), \
               coalesce(content_seq, 1) > coalesce(seen_seq, 0) \
               FROM record_row LEFT JOIN document USING (doc, kind) WHERE record_row.doc = ?1";
    let read = |row: &Row<'_>| {
        let place = Place { org: row.get(0)?, kind: row.get(1)? };
        let (state, handed): (String, Option<String>) = (row.get(2)?, row.get(4)?);
        let (seen, is_unseen): (i64, bool) = (row.get(5)?, row.get(6)?);
        let looked = match (seen, is_unseen) {
            (0, _) => Looked::Never,
            (_, true) => Looked::Before,
            (_, false) => Looked::AsItStands,
        };
        let kind = Kind::from_number(place.kind);
        let facts = Facts {
            is_disputed: row.get(3)?,
            is_reviewed: kind.is_some_and(is_reviewed),
            handed: kind.map_or(Handed::Not, |kind| handed_in(kind, &state, handed.as_deref())),
            looked,
            ..bare()
        };
        Ok((place, facts, seen))
    };
    Ok(tx.sql.prepare_cached(sql)?.query_row([doc.as_bytes()], read).optional()?)
}

/// How far a record was handed in. Of a kind that is not, what is closed waits to be read.
fn handed_in(kind: Kind, state: &str, figure: Option<&str>) -> Handed {
    let said = figure.and_then(|code| Handed::ALL.into_iter().find(|handed| handed.code() == code));
    let closed = if kind.spec().life.closed.contains(&state) { Handed::In } else { Handed::Not };
    said.unwrap_or(closed)
}

/// Since when something is held for a record, and what it claims.
fn held(tx: &Writing<'_>, doc: DocId) -> Result<Option<(i64, Place)>, StoreError> {
    let sql = "SELECT received_ms, org, coalesce(kind, 0) FROM held WHERE doc = ?1 AND decision IS NULL \
               ORDER BY received_ms LIMIT 1";
    let read = |row: &Row<'_>| Ok((row.get(0)?, Place { org: row.get(1)?, kind: row.get(2)? }));
    Ok(tx.sql.prepare_cached(sql)?.query_row([doc.as_bytes()], read).optional()?)
}

/// What the ward's review of a record says, and since when.
fn verdict(tx: &Writing<'_>, doc: DocId) -> Result<(Verdict, i64), StoreError> {
    let sql = "SELECT doc, state, due, coalesce(json_extract(figures, '$.asked'), 0) FROM record_row \
               WHERE about = ?1 AND kind = ?2 ORDER BY doc LIMIT 1";
    let found = tx.sql.prepare_cached(sql)?.query_row(params![doc.as_bytes(), Kind::Review.number()], |row| {
        let (state, due): (String, Option<String>) = (row.get(1)?, row.get(2)?);
        let verdict = match (&*state, row.get::<_, i64>(3)?) {
            ("tra_lai", _) => Verdict::Returned(due.and_then(|due| CivilDate::parse(&due).ok())),
            ("chap_nhan", _) => Verdict::Accepted,
            (_, 1..) => Verdict::Asks,
            _ => Verdict::None,
        };
        Ok((row.get::<_, Vec<u8>>(0)?, verdict))
    });
    let Some((review, verdict)) = found.optional()? else { return Ok((Verdict::None, 0)) };
    let review = DocId::from_slice(&review).ok_or(StoreError::Corrupt("document id"))?;
    Ok((verdict, last_of(tx, review)?))
}

/// Since when the cell's answer about a record waits to be looked at, if it does.
fn answer(tx: &Writing<'_>, doc: DocId) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT doc, seen_seq FROM record_row JOIN document USING (doc) \
               WHERE about = ?1 AND record_row.kind = ?2 AND content_seq > seen_seq ORDER BY doc LIMIT 1";
    let found = tx.sql.prepare_cached(sql)?.query_row(params![doc.as_bytes(), Kind::Reply.number()], |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?))
    });
    let Some((reply, seen)) = found.optional()? else { return Ok(None) };
    let reply = DocId::from_slice(&reply).ok_or(StoreError::Corrupt("document id"))?;
    first_after(tx, reply, seen).map(Some)
}

/// When the last of a record came, in milliseconds; 0 where nothing did.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn last_of(reading: &Reading<'_>, doc: DocId) -> Result<i64, StoreError> {
    received(reading, "SELECT received_ms FROM envelope WHERE doc = ?1 ORDER BY rowid DESC LIMIT 1", &[doc_value(doc)])
}

/// When the first of a record came after a place of its stream.
fn first_after(tx: &Writing<'_>, doc: DocId, seq: i64) -> Result<i64, StoreError> {
    let sql = "SELECT received_ms FROM envelope WHERE doc = ?1 AND seq > ?2 \
               AND stream = (SELECT stream FROM document WHERE doc = ?1) ORDER BY seq LIMIT 1";
    received(tx, sql, &[doc_value(doc), Value::Integer(seq)])
}

fn doc_value(doc: DocId) -> Value {
    Value::Blob(doc.as_bytes().to_vec())
}

fn received(reading: &Reading<'_>, sql: &str, values: &[Value]) -> Result<i64, StoreError> {
    let found = reading.sql.prepare_cached(sql)?.query_row(rusqlite::params_from_iter(values), |row| row.get(0));
    Ok(found.optional()?.unwrap_or_default())
}

/// Whether the ward reviews records of a kind.
#[must_use]
pub fn is_reviewed(kind: Kind) -> bool {
    speaks_about(Kind::Review, kind)
}

#[cfg(test)]
mod tests;
