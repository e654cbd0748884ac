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

use super::document::{self, Listed, doc_id};
use super::{Reading, StoreError, Writing, standing};
use crate::standing::Lane;

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
}

/// Stores a record's row, with the words it is found by, and where it stands now.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn put(tx: &Writing<'_>, row: &Row) -> Result<(), StoreError> {
    let alike = standing::alike(tx, row.doc)?;
    put_row(tx, row)?;
    standing::follow(tx, row.doc, &alike)
}

/// Stores a row without asking where its record stands.
fn put_row(tx: &Writing<'_>, row: &Row) -> Result<(), StoreError> {
    let Statement { sql, values } = list::put(row);
    tx.sql.prepare_cached(&sql)?.execute(params_from_iter(values.into_iter().map(value)))?;
    let mut stored = tx.sql.prepare_cached(list::WORDS_OF)?;
    let (n, words): (i64, Option<i64>) =
        stored.query_row([row.doc.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let digest = list::words_digest(row);
    if words != Some(digest) {
        let mut due = tx.sql.prepare_cached(list::WORDS_DUE)?;
        let slot: i64 = due.query_row((n, &row.search_text), |row| row.get(0))?;
        tx.sql.prepare_cached(list::WORDS_NOTED)?.execute((n, digest))?;
        if slot >= list::SLOTS_MAX {
            list::INDEX_DUE.iter().try_for_each(|sql| tx.sql.prepare_cached(sql)?.execute([]).map(drop))?;
        }
    }
    document::note_seen(tx, row.doc)
}

/// Empties the read model before it is made anew, and says that it is of this version.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn clear(tx: &Writing<'_>) -> Result<(), StoreError> {
    list::CLEAR.iter().try_for_each(|sql| tx.sql.execute(sql, []).map(drop))?;
    super::account::put_setting(tx, VERSION, &list::ROWS_VERSION.to_be_bytes())
}

/// Makes every row anew, and where each record stands; gives how many there are. A document that cannot be opened has a
/// row that says so.
///
/// # Errors
/// [`StoreError`] when the database refuses; the caller's transaction then keeps what was there.
pub fn rebuild(tx: &Writing<'_>) -> Result<usize, StoreError> {
    let rows = rebuild_rows(tx)?;
    standing::rebuild(tx)?;
    Ok(rows)
}

/// Makes every row anew, in a database that may be of a schema without queues.
pub(super) fn rebuild_rows(tx: &Writing<'_>) -> Result<usize, StoreError> {
    clear(tx)?;
    let members = members(tx)?;
    let mut listed = Vec::new();
    document::each_listed(tx, |one| listed.push(one))?;
    for one in &listed {
        let row = match row_of(tx, one, &members) {
            Err(StoreError::Corrupt(_)) => unreadable(one),
            made => made?,
        };
        put_row(tx, &row)?;
    }
    Ok(listed.len())
}

/// Makes the rows of a damaged database in another one: what cannot be read has a row that says so, where anything can be
/// said of it.
///
/// # Errors
/// [`StoreError`] when the other database refuses.
pub(super) fn fill_beside(from: &Reading<'_>, to: &Writing<'_>) -> Result<(), StoreError> {
    let members = members(from).unwrap_or_else(|error| {
        tracing::error!(%error, "who of the devices is a member cannot be read");
        Members::default()
    });
    let mut listed = Vec::new();
    if let Err(error) = document::each_listed(from, |one| listed.push(one)) {
        tracing::error!(%error, documents = listed.len(), "not every document of the damaged database is listed");
    }
    listed.iter().try_for_each(|one| put(to, &row_of(from, one, &members).unwrap_or_else(|_| unreadable(one))))
}

type Members = BTreeMap<DeviceId, DocId>;

fn members(reading: &Reading<'_>) -> Result<Members, StoreError> {
    let devices = super::account::devices(reading)?;
    Ok(devices.into_iter().filter_map(|row| Some((row.device, row.member?))).collect())
}

fn row_of(reading: &Reading<'_>, one: &Listed, members: &Members) -> Result<Row, StoreError> {
    let Listed::Whole(document) = one else { return Ok(unreadable(one)) };
    let doc = document::load(reading, document)?;
    Ok(Row::of(&doc, document.stream.org, &|device| members.get(&device).copied()))
}

fn unreadable(one: &Listed) -> Row {
    match one {
        Listed::Whole(row) => Row::unreadable(row.doc, row.kind, row.stream.org),
        Listed::Place(doc, kind, stream) => Row::unreadable(*doc, *kind, stream.org),
    }
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

/// What is read of the rows a query finds, of which `read` is shown some figures and the columns every row has, for sums over
/// many: what else a row says is left out.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn picked<T>(
    reading: &Reading<'_>,
    query: &Query,
    figures: &[&'static str],
    mut read: impl FnMut(&Row) -> Option<T>,
) -> Result<Vec<T>, StoreError> {
    let Statement { sql, values } = query.picked(figures);
    let mut prepared = reading.sql.prepare_cached(&sql)?;
    let mut rows = prepared.query(params_from_iter(values.into_iter().map(value)))?;
    let mut found = Vec::new();
    // There are thousands of them: one row is filled again and again, and what is on the way is looked at where it lies.
    let mut filled: Option<Row> = None;
    while let Some(row) = rows.next()? {
        let text = |at: usize| row.get_ref(at)?.as_str_or_null().map_err(rusqlite::Error::from);
        let bytes = |at: usize| row.get_ref(at)?.as_blob().map_err(rusqlite::Error::from);
        let day = |at: usize| text(at).map(|text| text.and_then(|text| CivilDate::parse(text).ok()));
        let Some(kind) = Kind::from_number(row.get(2)?) else { continue };
        let doc = DocId::from_slice(bytes(0)?).ok_or(StoreError::Corrupt("document id"))?;
        let org = OrgId::from_slice(bytes(1)?).ok_or(StoreError::Corrupt("organisation id"))?;
        let shown = filled.get_or_insert_with(|| Row::unreadable(doc, kind, org));
        (shown.doc, shown.org, shown.kind, shown.is_readable) = (doc, org, kind, true);
        shown.state.clear();
        shown.state.push_str(text(3)?.unwrap_or_default());
        (shown.on, shown.due, shown.decisions) = (day(4)?, day(5)?, row.get(6)?);
        for (at, name) in figures.iter().enumerate() {
            let figure = text(7 + at)?.map(|text| list::figure_of(text).ok_or(StoreError::Corrupt("figure")));
            match (figure.transpose()?, shown.figures.get_mut(*name)) {
                (Some(figure), Some(there)) => *there = figure,
                (Some(figure), None) => drop(shown.figures.insert((*name).to_owned(), figure)),
                (None, _) => drop(shown.figures.remove(*name)),
            }
        }
        found.extend(read(shown));
    }
    Ok(found)
}

/// What the records of a query say of those of some kinds: the record each speaks about, its state, and the queue in which that
/// one stands. Asked at once, since a ward has thousands of them a year, and few of those wait: whichever does not is done.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn judged(reading: &Reading<'_>, query: &Query, kinds: &[Kind]) -> Result<Vec<(DocId, String, Lane)>, StoreError> {
    if !standing::is_kept(reading)? {
        return Ok(Vec::new());
    }
    let waiting = standing::waiting(reading, kinds)?;
    let Statement { sql, values } = query.abouts();
    let mut prepared = reading.sql.prepare_cached(&sql)?;
    let mut rows = prepared.query(params_from_iter(values.into_iter().map(value)))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let about = row.get_ref(0)?.as_blob_or_null().map_err(rusqlite::Error::from)?;
        let Some(about) = about.and_then(DocId::from_slice) else { continue };
        found.push((about, row.get(1)?, waiting.get(&about).copied().unwrap_or(Lane::Done)));
    }
    Ok(found)
}

/// The sums of what a query finds, by organisation and the values of a figure if one is named.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub fn groups(reading: &Reading<'_>, query: &Query, figure: Option<&'static str>) -> Result<Vec<Group>, StoreError> {
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
        carried_by: row.text("carried_by").and_then(|org| org.parse().ok()),
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

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use shared::doc::Scalar;
    use shared::record::known;
    use shared::record::list::Stage;
    use shared::text;

    use super::*;
    use crate::month::Meeting;
    use crate::store::migrate;

    fn begun() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate::bring_up(&mut connection).unwrap();
        connection
    }

    fn row_of(number: u8, words: &str) -> Row {
        let folded = text::fold(words);
        Row {
            search_text: text::words(&folded).collect::<Vec<_>>().join(" "),
            ..Row::unreadable(DocId::from_bytes([number; 16]), Kind::Meeting, OrgId::from_bytes([1; 16]))
        }
    }

    #[test]
    fn whatever_is_typed_is_searched_and_whatever_is_written_is_found() {
        let mut connection = begun();
        let tx = connection.transaction().unwrap();
        let writing = Writing::of(&tx);
        let written = ["\u{f0b7}Chi bộ 30°C", "1\u{fe0f}\u{20e3}Tổ đảng", "ភូមិ ដី", "Ⓐⓑ ก่อนเที่ยง", "a\u{19b0}b हिन्दी"];
        for (number, words) in (1..).zip(written) {
            put(&writing, &row_of(number, words)).unwrap();
        }
        let found = |words: &str| {
            let query = Query { words: words.to_owned(), ..Query::meetings() };
            rows(&writing, &query, Page::ALL).unwrap().iter().map(|row| row.doc.as_bytes()[0]).collect::<Vec<_>>()
        };
        for (number, words) in (1..).zip(written) {
            assert_eq!(found(words), [number], "{words}");
        }
        for (words, numbers) in
            [("CHI bo", vec![1]), ("c 3", vec![1]), ("to", vec![2]), ("ភូ", vec![3]), ("ก่อน", vec![4])]
        {
            assert_eq!(found(words), numbers, "{words}");
        }
        for typed in (0..0x3000).filter_map(char::from_u32) {
            drop(found(&format!("a{typed}b {typed}")));
        }
    }

    #[test]
    fn a_row_that_says_the_same_is_not_written_again() {
        let mut connection = begun();
        let tx = connection.transaction().unwrap();
        let writing = Writing::of(&tx);
        put(&writing, &row_of(1, "một hai")).unwrap();
        let written = tx.total_changes();
        put(&writing, &row_of(1, "một hai")).unwrap();
        assert_eq!(tx.total_changes(), written);
        put(&writing, &Row { decisions: 1, ..row_of(1, "một hai ba") }).unwrap();
        assert_eq!(row(&writing, DocId::from_bytes([1; 16])).unwrap().unwrap().decisions, 1);
        assert_eq!(sums(&writing, &Query { words: "ba".to_owned(), ..Query::default() }).unwrap(), (1, 1));
    }

    #[test]
    fn a_list_is_limited_to_its_organisations_however_many_they_are() {
        let mut connection = begun();
        let tx = connection.transaction().unwrap();
        let writing = Writing::of(&tx);
        let org = |number: u16| {
            let mut id = [0; 16];
            id[..2].copy_from_slice(&number.to_be_bytes());
            OrgId::from_bytes(id)
        };
        for number in [1, 1_500, 1_501] {
            let doc = DocId::from_bytes(*org(number).as_bytes());
            put(&writing, &Row::unreadable(doc, Kind::Task, org(number))).unwrap();
        }
        let found = |last: u16| sums(&writing, &Query::default().within((1..=last).map(org))).unwrap().0;
        assert_eq!([0, 1, 2, 1_499, 1_500, 1_501].map(found), [0, 1, 1, 1, 2, 3]);
    }

    #[test]
    fn a_meeting_asks_for_the_tasks_that_its_figures_come_from_and_for_no_others() {
        let mut connection = begun();
        let tx = connection.transaction().unwrap();
        let writing = Writing::of(&tx);
        let org = OrgId::from_bytes([1; 16]);
        let tasks = [
            ("hoan_thanh", Some("2026-11-20"), true),
            ("hoan_thanh", Some("2026-12-10"), true),
            ("hoan_thanh", Some("2026-09-20"), false),
            ("hoan_thanh", None, false),
            ("dang_lam", None, true),
            ("dang_lam", Some("2026-02-01"), true),
            ("chua_lam", None, true),
            ("huy", None, false),
        ];
        let row = |number: u8, (state, done, _): (&str, Option<&str>, bool)| Row {
            state: state.to_owned(),
            on: CivilDate::new(2026, 1, 5),
            figures: done.map(|done| ("done_on".to_owned(), done.into())).into_iter().collect(),
            ..Row::unreadable(DocId::from_bytes([number; 16]), Kind::Task, org)
        };
        let all: Vec<Row> = (1..).zip(tasks).map(|(number, task)| row(number, task)).collect();
        all.iter().for_each(|row| put(&writing, row).unwrap());
        let day = CivilDate::new(2026, 12, 3).unwrap();
        let [asked, _] = known::queries(&[org], day);
        let mut found = rows(&writing, &asked, Page::ALL).unwrap();
        found.sort_by_key(|row| row.doc);
        let expected = all.iter().zip(tasks).filter(|(_, (.., counts))| *counts).map(|(row, _)| row.doc);
        assert_eq!(found.iter().map(|row| row.doc).collect::<Vec<_>>(), expected.collect::<Vec<_>>());
        let key =
            shared::meeting::MeetingKey { org, kind: shared::meeting::MeetingKind::Regular, date: day, ordinal: 1 };
        let facts =
            || shared::meeting::facts::Facts::of_meeting(&shared::meeting::MeetingView::of(&key.open()).unwrap());
        let counted = |rows: &[Row]| known::with_rows(facts(), rows, &[]).tasks;
        assert!(counted(&all).is_some());
        assert_eq!(counted(&found), counted(&all));
    }

    #[test]
    fn a_row_is_found_by_its_words_of_now_whether_they_are_indexed_or_wait() {
        let mut connection = begun();
        let tx = connection.transaction().unwrap();
        let writing = Writing::of(&tx);
        let found = |words: &str| sums(&writing, &Query { words: words.to_owned(), ..Query::default() }).unwrap().0;
        for number in 0..=u8::MAX {
            put(&writing, &row_of(number, &format!("chung rieng{number}x"))).unwrap();
            assert_eq!((found("chu"), found(&format!("rieng{number}x chung"))), (usize::from(number) + 1, 1));
        }
        let waiting = |words: &str| {
            put(&writing, &row_of(7, words)).unwrap();
            tx.query_row("SELECT count(*) FROM record_words_due", [], |row| row.get::<_, i64>(0)).unwrap()
        };
        assert_eq!((waiting("khac"), found("chung"), found("rieng7x"), found("khac")), (1, 255, 0, 1));
        let mut many = (0..=list::SLOTS_MAX).map(|number| waiting(&format!("chung lan{number}")));
        assert!(
            many.all(|due| due == 1),
            "what is written again and again waits once, and pushes nothing into the index"
        );
        assert_eq!((found("chung"), found("khac"), found("lan128"), found("hung")), (256, 0, 1, 0));
    }

    #[test]
    fn rows_read_for_sums_say_of_a_meeting_what_its_whole_row_says() {
        let mut connection = begun();
        let org = OrgId::from_bytes([1; 16]);
        let kinds = ["thuong_ky", "chuyen_de", "bat_thuong", "moi"];
        let of = |at: u8| {
            let figures = [
                ("kind", Scalar::from(kinds[usize::from(at % 4)])),
                ("handed", Scalar::from(["not", "changed", "in"][usize::from(at % 3)])),
                ("adopted", Scalar::Bool(at.is_multiple_of(2))),
                ("present", Scalar::Int(i64::from(at))),
                ("required", Scalar::Int(20)),
                ("other", Scalar::from("“1”\n'")),
            ];
            let points = at.is_multiple_of(5).then_some(("points", Scalar::Int(90)));
            Row {
                on: CivilDate::new(2026, 1, at + 1),
                state: "da_ket_thuc".to_owned(),
                decisions: u32::from(at.is_multiple_of(7)),
                is_readable: true,
                figures: figures.into_iter().chain(points).map(|(name, value)| (name.to_owned(), value)).collect(),
                ..Row::unreadable(DocId::from_bytes([at; 16]), Kind::Meeting, org)
            }
        };
        let tx = connection.transaction().unwrap();
        (0..20).for_each(|at| put(&Writing::of(&tx), &of(at)).unwrap());
        tx.commit().unwrap();
        let reading = Reading::of(&connection);
        let said = |row: &Row| (row.doc, (row.figure("points"), Meeting::of(row, None)));
        let whole = rows(&reading, &Query::meetings(), Page::ALL).unwrap();
        let whole: BTreeMap<_, _> = whole.iter().map(said).collect();
        let some = picked(&reading, &Query::meetings(), &Meeting::FIGURES, |row| Some(said(row))).unwrap();
        assert_eq!(whole, some.into_iter().collect());
        assert_eq!((whole.len(), whole.values().filter(|(_, meeting)| meeting.is_some()).count() > 5), (20, true));
    }

    #[test]
    fn what_was_judged_stands_in_the_queue_that_is_stored_of_it() {
        let mut connection = begun();
        let (org, day) = (OrgId::from_bytes([1; 16]), CivilDate::new(2026, 1, 1));
        let readable = |row: Row| Row { on: day, is_readable: true, ..row };
        let tx = connection.transaction().unwrap();
        let writing = Writing::of(&tx);
        let docs: BTreeMap<DocId, Lane> = (1..).map(|n| DocId::from_bytes([n; 16])).zip(Lane::ALL).collect();
        for (doc, lane) in &docs {
            put(&writing, &readable(Row::unreadable(*doc, Kind::Meeting, org))).unwrap();
            let review = Row::unreadable(DocId::derived("review", &[doc.as_bytes()]), Kind::Review, org);
            put(&writing, &readable(Row { about: Some(*doc), state: "chap_nhan".to_owned(), ..review })).unwrap();
            let stored = tx.execute("UPDATE standing SET lane = ?2 WHERE doc = ?1", (doc.as_bytes(), lane.number()));
            assert_eq!(stored, Ok(1));
        }
        tx.commit().unwrap();
        let found = judged(&Reading::of(&connection), &Query::of(Kind::Review), &[Kind::Meeting]).unwrap();
        assert_eq!(found.into_iter().map(|(doc, _, lane)| (doc, lane)).collect::<BTreeMap<_, _>>(), docs);
    }

    #[test]
    fn the_lists_of_a_ward_read_an_index_in_its_order() {
        let connection = begun();
        let org = OrgId::from_bytes([1; 16]);
        let unsettled = Query { unsettled: true, readable: Some(true), ..Query::meetings() };
        let since = CivilDate::new(2026, 1, 1);
        let parallel = vec![("parallel".to_owned(), Scalar::Bool(true))];
        let asked = [
            (Query::meetings().rows(Page::ALL), "INDEX record_by_day"),
            (Query { since, ..Query::meetings() }.rows(Page::ALL), "INDEX record_by_day (kind=? AND on_day>?)"),
            (Query::meetings().within([org]).rows(Page::ALL), "INDEX record_of_org_by_day"),
            (Query { since, ..Query::of(Kind::Review) }.abouts(), "COVERING INDEX record_judged"),
            (unsettled.rows(Page::ALL), "INDEX record_unsettled"),
            (Query { readable: Some(false), ..Query::default() }.sums(), "INDEX record_unreadable"),
            (Query { states: vec!["huy".to_owned()], ..Query::meetings() }.sums(), "COVERING INDEX record_by_state"),
            (
                Query { disputed: true, readable: Some(true), ..Query::default() }.rows(Page::ALL),
                "INDEX record_disputed",
            ),
            (Query { readable: Some(true), ..Query::tasks_by(Stage::Open) }.sums(), "COVERING INDEX record_by_state"),
            (Query { figures: parallel, ..Query::default() }.sums(), "INDEX record_parallel"),
            (Query::headcount().groups(Some("status")), "INDEX record_by_headcount"),
            (Query::default().groups(None), "COVERING INDEX record_of_org_by_day"),
            (Query::members().rows(Page::ALL), "INDEX record_by_name"),
            (Query::default().rows(Page::first(50)), "INDEX record_by_day_of_all"),
            (
                Query { since, readable: Some(true), ..Query::meetings() }.picked(&Meeting::FIGURES),
                "COVERING INDEX record_met",
            ),
            (
                Query { readable: Some(true), ..Query::tasks_due(since, since) }.picked(&["due", "done_on"]),
                "COVERING INDEX record_task_due",
            ),
            (Query { readable: Some(true), ..Query::members() }.sums(), "COVERING INDEX record_person"),
            (Query { marked: true, ..Query::default() }.groups(None), "INDEX record_marked"),
            (Query { readable: Some(false), ..Query::default() }.groups(None), "INDEX record_unreadable"),
        ];
        for (Statement { sql, values }, index) in asked {
            let mut explained = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let lines = explained.query_map(params_from_iter(values.into_iter().map(value)), |row| row.get(3)).unwrap();
            let plan: Vec<String> = lines.map(Result::unwrap).collect();
            assert!(plan[0].contains(index), "{sql}: {plan:?}");
            let is_rare = index.ends_with("unreadable") || index.ends_with("marked");
            assert!(plan.len() == 1 || is_rare, "{sql}: {plan:?}");
        }
    }
}
