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

/// Records that stand in a queue on the day: what makes them such, and the queue as a statement names it. An index serves only
/// who says what is in it: what is not done, or what the cell has to answer by a day.
struct Part {
    is: String,
    lane: String,
}

struct Statement {
    sql: String,
    values: Vec<Value>,
}

/// The place of a record in the order of the queues: queue, since when, id.
type Place = (i64, i64, Vec<u8>);

impl Asked {
    /// Everything that waits for the ward on a day, for a person who sees all of it.
    #[must_use]
    pub const fn everything(today: CivilDate, login: String) -> Self {
        Self { today, login, orgs: None, with_twins: true, kind: None, lane: None, holder: Holder::Any }
    }

    /// What is asked for stands in one of these parts on the day, and nothing in two. The day is written by this program.
    fn parts(&self) -> Vec<Part> {
        let (at_cell, answered, today) = (Lane::AtCell.number(), Lane::Answered.number(), self.today);
        let overdue =
            || Part { is: format!("standing.lane = {at_cell} AND due < '{today}'"), lane: answered.to_string() };
        let open = |lanes: String| Part {
            is: format!("standing.lane < 8 AND standing.lane {lanes}"),
            lane: "standing.lane".to_owned(),
        };
        match self.lane {
            None => vec![open(format!("< {at_cell}")), overdue()],
            Some(Lane::Answered) => vec![open(format!("= {answered}")), overdue()],
            Some(Lane::AtCell) => vec![open(format!("= {at_cell} AND (due IS NULL OR due >= '{today}')"))],
            Some(other) => vec![open(format!("= {}", other.number()))],
        }
    }

    /// What is asked for of a part. Who has a record is looked up only where it is asked.
    fn of_part(&self, select: &str, part: &Part, with_holder: bool) -> Statement {
        let from = match self.holder {
            // Few are taken: they come first.
            Holder::Mine | Holder::Others => "taken CROSS JOIN standing USING (doc)",
            Holder::Any if !with_holder => "standing",
            Holder::Any | Holder::Free => "standing LEFT JOIN taken USING (doc)",
        };
        let mut made = Statement { sql: format!("{select} FROM {from} WHERE {}", part.is), values: Vec::new() };
        if let Some(orgs) = &self.orgs {
            let hex: Vec<String> = orgs.iter().map(|org| format!("\"{}\"", hex::encode(org.as_bytes()))).collect();
            made.with(
                " AND org IN (SELECT unhex(value) FROM json_each(?))",
                [Value::Text(format!("[{}]", hex.join(",")))],
            );
        }
        if let Some(kind) = self.kind {
            made.with(" AND kind = ?", [Value::Integer(i64::from(kind.number()))]);
        }
        if !self.with_twins {
            made.with(" AND lane <> ?", [Value::Integer(Lane::Twin.number())]);
        }
        match self.holder {
            Holder::Any => {}
            Holder::Free => made.with(" AND login IS NULL", []),
            Holder::Mine => made.with(" AND login = ?", [Value::Text(self.login.clone())]),
            Holder::Others => made.with(" AND login <> ?", [Value::Text(self.login.clone())]),
        }
        made
    }
}

impl Statement {
    fn with<const N: usize>(&mut self, sql: &str, values: [Value; N]) {
        self.sql.push_str(sql);
        self.values.extend(values);
    }

    /// Those that stand before, at or after a place, as the sign says.
    fn beside(&mut self, part: &Part, sign: &str, (lane, since, doc): &Place) {
        self.with(
            &format!(" AND ({}, standing.since_ms, doc) {sign} (?, ?, ?)", part.lane),
            [Value::Integer(*lane), Value::Integer(*since), Value::Blob(doc.clone())],
        );
    }

    fn read<T>(
        self,
        reading: &Reading<'_>,
        one: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = reading.sql.prepare_cached(&self.sql)?;
        Ok(statement.query_map(params_from_iter(self.values), one)?.collect::<Result<_, _>>()?)
    }
}

/// How many there are.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn count(reading: &Reading<'_>, asked: &Asked) -> Result<usize, StoreError> {
    counted(reading, asked, |_, _| {})
}

fn counted(reading: &Reading<'_>, asked: &Asked, narrow: impl Fn(&mut Statement, &Part)) -> Result<usize, StoreError> {
    if !is_kept(reading)? {
        return Ok(0);
    }
    let of_part = |part: Part| {
        let mut made = asked.of_part("SELECT count(*)", &part, false);
        narrow(&mut made, &part);
        Ok(made.read(reading, |row| row.get::<_, usize>(0))?.into_iter().sum::<usize>())
    };
    asked.parts().into_iter().map(of_part).sum()
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
    // Of each part what may stand on the page, and of all of them what does.
    let most = page.skip.saturating_add(page.take);
    let mut found = Vec::new();
    for part in asked.parts() {
        let select = format!("SELECT {}, standing.since_ms, doc, org, kind, due, login", part.lane);
        let mut made = asked.of_part(&select, &part, true);
        let most = Value::Integer(i64::try_from(most).unwrap_or(i64::MAX));
        made.with(" ORDER BY 1, standing.since_ms, doc LIMIT ?", [most]);
        found.extend(made.read(reading, line)?);
    }
    found.sort_by(|one, other| one.place.cmp(&other.place));
    found.into_iter().skip(page.skip).take(page.take).map(|line| line.waiting(reading, &asked.login)).collect()
}

/// A line of the queues as it is stored.
struct Line {
    place: Place,
    org: Option<Vec<u8>>,
    kind: u8,
    due: Option<String>,
    holder: Option<String>,
}

fn line(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line {
        place: (row.get(0)?, row.get(1)?, row.get(2)?),
        org: row.get(3)?,
        kind: row.get(4)?,
        due: row.get(5)?,
        holder: row.get(6)?,
    })
}

impl Line {
    fn waiting(self, reading: &Reading<'_>, login: &str) -> Result<Waiting, StoreError> {
        let (lane, since, doc) = self.place;
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
            org: self.org.and_then(|org| OrgId::from_slice(&org)),
            kind: Kind::from_number(self.kind),
            lane: Lane::from_number(lane).ok_or(StoreError::Corrupt("queue"))?,
            since: Timestamp::from_ms(since),
            due: self.due.and_then(|due| CivilDate::parse(&due).ok()),
            holder: self.holder.map(name).transpose()?,
            opened: opened.map(i64::unsigned_abs),
        })
    }
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
    // The first of each part that stands beside a place or is the record, in the order or against it.
    let firsts = |direction: &str, narrow: &dyn Fn(&mut Statement, &Part)| -> Result<Vec<Place>, StoreError> {
        let mut found = Vec::new();
        for part in asked.parts() {
            let mut made = asked.of_part(&format!("SELECT {}, standing.since_ms, doc", part.lane), &part, false);
            narrow(&mut made, &part);
            made.with(&format!(" ORDER BY 1 {direction}, standing.since_ms {direction}, doc {direction} LIMIT 1"), []);
            found.extend(made.read(reading, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?);
        }
        found.sort_unstable();
        Ok(found)
    };
    let id = |place: Option<Place>| place.and_then(|(_, _, doc)| DocId::from_slice(&doc));
    let itself = firsts("ASC", &|made, _| made.with(" AND doc = ?", [Value::Blob(doc.as_bytes().to_vec())]))?;
    let Some(here) = itself.into_iter().next() else {
        let first = firsts("ASC", &|_, _| {})?.into_iter().next();
        return Ok(Around { next: id(first), ..Around::default() });
    };
    let before = firsts("DESC", &|made, part| made.beside(part, "<", &here))?.into_iter().next_back();
    let after = firsts("ASC", &|made, part| made.beside(part, ">", &here))?.into_iter().next();
    let place = counted(reading, asked, |made, part| made.beside(part, "<=", &here))?;
    Ok(Around { place: Some(place), previous: id(before), next: id(after) })
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

#[cfg(test)]
mod tests;
