//! The queues of the ward as lists: what stands in which, the oldest first, and who has taken it.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};
use shared::doc::Kind;
use shared::id::{DocId, OrgId};
use shared::record::list::Page;
use shared::time::{CivilDate, Timestamp};

use super::standing::is_kept;
use super::{Reading, StoreError, Writing};
use crate::standing::Lane;

/// Which records of the queues are asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The day on which answers are overdue or not.
    pub today: CivilDate,
    /// Who asks.
    pub login: String,
    /// Of these organisations; of any when `None`.
    pub orgs: Option<Vec<OrgId>>,
    /// Whether persons who may be recorded twice are among them.
    pub with_twins: bool,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// In this queue; in any that waits for the ward when `None`.
    pub lane: Option<Lane>,
    /// By who has taken them.
    pub holder: Holder,
}

/// By who has taken a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Whoever has, or nobody.
    Any,
    /// The one who asks.
    Mine,
    /// Nobody.
    Free,
    /// Somebody else.
    Others,
}

/// A record in a queue.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The record.
    pub doc: DocId,
    /// Whose it is, where that is known.
    pub org: Option<OrgId>,
    /// Its kind, where this version knows it.
    pub kind: Option<Kind>,
    /// The queue.
    pub lane: Lane,
    /// Since when it waits.
    pub since: Timestamp,
    /// Until when the cell had to answer.
    pub due: Option<CivilDate>,
    /// The login and name of who has taken it.
    pub holder: Option<(String, String)>,
    /// The place of its last content, if the one who asks had it open as it stands.
    pub opened: Option<u64>,
}

const FROM: &str = " FROM standing LEFT JOIN taken USING (doc) WHERE standing.lane < 8";

struct Statement {
    sql: String,
    values: Vec<Value>,
}

impl Asked {
    /// Which records stand in a queue on the day, so that an index serves it.
    fn stands_in(&self, wanted: Option<Lane>) -> String {
        let (at_cell, answered, today) = (Lane::AtCell.number(), Lane::Answered.number(), self.today);
        let with_overdue = |lanes: String| {
            let rows = "SELECT rowid FROM standing WHERE";
            format!("standing.rowid IN ({rows} {lanes} UNION ALL {rows} lane = {at_cell} AND due < '{today}')")
        };
        match wanted {
            None => with_overdue(format!("lane < {at_cell}")),
            Some(Lane::Answered) => with_overdue(format!("lane = {answered}")),
            Some(Lane::AtCell) => format!("lane = {at_cell} AND (due IS NULL OR due >= '{today}')"),
            Some(other) => format!("lane = {}", other.number()),
        }
    }

    /// The queue on the day: an answer that is overdue waits for the ward. The day is written by this program.
    fn lane_on_the_day(&self) -> String {
        let (at_cell, answered) = (Lane::AtCell.number(), Lane::Answered.number());
        format!("CASE WHEN lane = {at_cell} AND due < '{}' THEN {answered} ELSE lane END", self.today)
    }

    fn found(&self, select: &str) -> Statement {
        let mut made = Statement { sql: format!("{select}{FROM}"), values: Vec::new() };
        if let Some(orgs) = &self.orgs {
            let hex: Vec<String> = orgs.iter().map(|org| format!("\"{}\"", hex::encode(org.as_bytes()))).collect();
            made.with(
                " AND org IN (SELECT unhex(value) FROM json_each(?))",
                Value::Text(format!("[{}]", hex.join(","))),
            );
        }
        if let Some(kind) = self.kind {
            made.with(" AND kind = ?", Value::Integer(i64::from(kind.number())));
        }
        if !self.with_twins {
            made.with(" AND lane <> ?", Value::Integer(Lane::Twin.number()));
        }
        made.sql.push_str(&format!(" AND {}", self.stands_in(self.lane)));
        match self.holder {
            Holder::Any => {}
            Holder::Free => made.sql.push_str(" AND login IS NULL"),
            Holder::Mine => made.with(" AND login = ?", Value::Text(self.login.clone())),
            Holder::Others => made.with(" AND login <> ?", Value::Text(self.login.clone())),
        }
        made
    }
}

impl Statement {
    fn with(&mut self, sql: &str, value: Value) {
        self.sql.push_str(sql);
        self.values.push(value);
    }
}

/// How many there are.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn count(reading: &Reading<'_>, asked: &Asked) -> Result<usize, StoreError> {
    if !is_kept(reading)? {
        return Ok(0);
    }
    let Statement { sql, values } = asked.found("SELECT count(*)");
    Ok(reading.sql.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?)
}

/// How many there are in each queue, whichever is asked for.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn counts(reading: &Reading<'_>, asked: &Asked) -> Result<Vec<(Lane, usize)>, StoreError> {
    let lanes = Lane::ALL.into_iter().filter(|lane| *lane != Lane::Done);
    lanes.map(|lane| Ok((lane, count(reading, &Asked { lane: Some(lane), ..asked.clone() })?))).collect()
}

/// A page of the queues, in their order and within each the oldest first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn page(reading: &Reading<'_>, asked: &Asked, page: Page) -> Result<Vec<Waiting>, StoreError> {
    if !is_kept(reading)? {
        return Ok(Vec::new());
    }
    let lane = asked.lane_on_the_day();
    let mut made = asked.found(&format!("SELECT doc, org, kind, {lane}, standing.since_ms, due, login"));
    made.sql.push_str(" ORDER BY 4, standing.since_ms, doc LIMIT ? OFFSET ?");
    let number = |rows: usize| Value::Integer(i64::try_from(rows).unwrap_or(i64::MAX));
    made.values.extend([number(page.take), number(page.skip)]);
    let mut statement = reading.sql.prepare_cached(&made.sql)?;
    let mut rows = statement.query(params_from_iter(made.values))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(waiting(reading, row, &asked.login)?);
    }
    Ok(found)
}

fn waiting(reading: &Reading<'_>, row: &Row<'_>, login: &str) -> Result<Waiting, StoreError> {
    let (doc, org): (Vec<u8>, Option<Vec<u8>>) = (row.get(0)?, row.get(1)?);
    let (due, holder): (Option<String>, Option<String>) = (row.get(5)?, row.get(6)?);
    let doc = DocId::from_slice(&doc).ok_or(StoreError::Corrupt("document id"))?;
    let name = |login: String| -> Result<_, StoreError> {
        let mut named = reading.sql.prepare_cached("SELECT name FROM person WHERE login = ?1")?;
        let name = named.query_row([&login], |row| row.get(0)).optional()?;
        Ok((login.clone(), name.unwrap_or(login)))
    };
    let opened = "SELECT content_seq FROM document JOIN look USING (doc) WHERE doc = ?1 AND login = ?2 AND opened_seq >= content_seq";
    let mut opened = reading.sql.prepare_cached(opened)?;
    let opened: Option<i64> = opened.query_row(params![doc.as_bytes(), login], |row| row.get(0)).optional()?;
    Ok(Waiting {
        doc,
        org: org.and_then(|org| OrgId::from_slice(&org)),
        kind: Kind::from_number(row.get(2)?),
        lane: Lane::from_number(row.get(3)?).ok_or(StoreError::Corrupt("queue"))?,
        since: Timestamp::from_ms(row.get(4)?),
        due: due.and_then(|due| CivilDate::parse(&due).ok()),
        holder: holder.map(name).transpose()?,
        opened: opened.map(i64::unsigned_abs),
    })
}

/// A record's neighbours in the queues: the one before, its place from 1, and the one after. Without a place, the one after
/// is the first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn around(reading: &Reading<'_>, asked: &Asked, doc: DocId) -> Result<Around, StoreError> {
    if !is_kept(reading)? {
        return Ok(Around::default());
    }
    let lane = asked.lane_on_the_day();
    let here = format!("(SELECT {lane}, since_ms, doc FROM standing WHERE doc = ?)");
    let at = Value::Blob(doc.as_bytes().to_vec());
    let order = |direction: &str| {
        format!(" ORDER BY {lane} {direction}, standing.since_ms {direction}, doc {direction} LIMIT 1")
    };
    let one = |made: Statement| -> Result<Option<DocId>, StoreError> {
        let found = reading
            .sql
            .prepare_cached(&made.sql)?
            .query_row(params_from_iter(made.values), |row| row.get::<_, Vec<u8>>(0));
        Ok(found.optional()?.and_then(|doc| DocId::from_slice(&doc)))
    };
    let mut is_there = asked.found("SELECT doc");
    is_there.with(" AND doc = ?", at.clone());
    if one(is_there)?.is_none() {
        let mut first = asked.found("SELECT doc");
        first.sql.push_str(&order("ASC"));
        return Ok(Around { place: None, next: one(first)?, previous: None });
    }
    let beside = |sign: &str, direction: &str| {
        let mut made = asked.found("SELECT doc");
        made.with(&format!(" AND ({lane}, standing.since_ms, doc) {sign} {here}"), at.clone());
        made.sql.push_str(&order(direction));
        one(made)
    };
    let mut before = asked.found("SELECT count(*)");
    before.with(&format!(" AND ({lane}, standing.since_ms, doc) <= {here}"), at.clone());
    let place: usize =
        reading.sql.prepare_cached(&before.sql)?.query_row(params_from_iter(before.values), |row| row.get(0))?;
    Ok(Around { place: Some(place), previous: beside("<", "DESC")?, next: beside(">", "ASC")? })
}

/// What stands beside a record in the queues.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Around {
    /// Its place from 1, if it stands there itself.
    pub place: Option<usize>,
    /// The one before.
    pub previous: Option<DocId>,
    /// The one after.
    pub next: Option<DocId>,
}

/// Who has taken a record: login and since when.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn holder(reading: &Reading<'_>, doc: DocId) -> Result<Option<String>, StoreError> {
    if !is_kept(reading)? {
        return Ok(None);
    }
    let mut statement = reading.sql.prepare_cached("SELECT login FROM taken WHERE doc = ?1")?;
    Ok(statement.query_row([doc.as_bytes()], |row| row.get(0)).optional()?)
}

/// Gives a record to a person who takes it. `false` when somebody else has it.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn take(tx: &Writing<'_>, doc: DocId, login: &str, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "INSERT INTO taken (doc, login, since_ms) VALUES (?1, ?2, ?3) ON CONFLICT (doc) DO NOTHING";
    tx.sql.prepare_cached(sql)?.execute(params![doc.as_bytes(), login, now.as_ms()])?;
    Ok(holder(tx, doc)?.as_deref() == Some(login))
}

/// Takes a record back from whoever has it. `false` when nobody did.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn give_back(tx: &Writing<'_>, doc: DocId) -> Result<bool, StoreError> {
    Ok(tx.sql.prepare_cached("DELETE FROM taken WHERE doc = ?1")?.execute([doc.as_bytes()])? > 0)
}
