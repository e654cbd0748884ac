//! The lists of records: pages, counts, searches and sums at a ward with ten years of meetings, and on a cell's phone.
//!
//! Owns the figures of the one table that both keep. Refuses to put documents behind the ward's rows: a list reads none.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use sen_client::engine::Engine;
use server::hub::Hub;
use server::store::read_model;
use server::store::{Reading, StoreError};
use shared::doc::{Kind, Pen, Scalar};
use shared::id::{DeviceId, DocId, OrgId};
use shared::key::AboutKey;
use shared::meeting::State;
use shared::record::Row;
use shared::record::list::{Order, Page, Query};
use shared::text;
use shared::time::CivilDate;
use tests::phone::Phone;
use tests::ward::Ward;
use tests::{Outcome, Trouble};

use crate::measure::ms;
use crate::table::{Figure, Target, Unit, grouped};
use crate::yardstick;

/// Cells of the ward, and what each has.
const CELLS: usize = 85;
const MEETINGS: usize = 500;
const MEMBERS: usize = 30;
const TASKS: usize = 20;
/// Days between two meetings of a cell.
const DAYS: i64 = 7;
/// Rows of one page, as the console shows them.
const ROWS: usize = 120;
/// One meeting of so many has figures that cannot be right.
const SETTLED: usize = 100;
/// Sentences in the minutes of a meeting: as much text as the yardstick meeting has. A name stands below them.
const SENTENCES: usize = 60;
const RUNS: usize = 15;
const WARD_MS_MAX: f64 = 10.0;
const PHONE_MS_MAX: f64 = 5.0;
/// Two words that stand in almost every meeting, and two names that stand together in one of 77.
const COMMON: &str = "chi bộ";
const RARE: &str = "Quốc Khánh";

/// What a list does.
type Read = Box<dyn Fn(&Reading<'_>) -> Result<usize, StoreError> + Send + Sync>;

/// Measures it.
///
/// # Errors
/// [`Trouble`] when anything of it fails.
pub(crate) fn measure() -> Outcome<Vec<Figure>> {
    let mut ward = Ward::begun(0)?;
    ward.start()?;
    let hub = ward.hub()?;
    let cells: Vec<OrgId> = (0..CELLS).map(|cell| id("cell", ward.org, cell).as_org()).collect();
    fill(&ward, &hub, &cells)?;
    let one = cells.first().copied().ok_or_else(|| Trouble("there is no cell".to_owned()))?;
    let all = CELLS * MEETINGS;
    let input = format!(
        "{} meetings, {} members, {} tasks of {CELLS} cells",
        grouped(&all.to_string()),
        grouped(&(CELLS * MEMBERS).to_string()),
        grouped(&(CELLS * TASKS).to_string())
    );
    let mut figures = Vec::new();
    for (name, least, read) in asked(one, all) {
        let read = Arc::new(read);
        let mut runs = Vec::with_capacity(RUNS);
        // The first one is not counted: whoever pages has asked before.
        for run in 0..=RUNS {
            let read = Arc::clone(&read);
            let begun = Instant::now();
            let found = ward.block_on(hub.store().read(move |reading| read(reading)));
            let took = ms(begun.elapsed());
            let found = found.map_err(|error| Trouble::of("list", error))?;
            if found < least {
                return Err(Trouble(format!("{name}: {found} rows were found")));
            }
            if run > 0 {
                runs.push(took);
            }
        }
        let target = Target::AtMost(WARD_MS_MAX);
        figures.push(Figure { name, input: input.clone(), unit: Unit::Ms, runs, target });
    }
    Ok(figures)
}

/// Every list: its name, how much it finds at least, and how it is read.
fn asked(one: OrgId, all: usize) -> Vec<(&'static str, usize, Read)> {
    let first = Page::first(ROWS);
    let deep = Page { skip: all - ROWS, take: ROWS };
    let state = vec![State::UnderWay.code().to_owned()];
    let (since, until) = (day(MEETINGS - 60), day(MEETINGS - 10));
    let found = |words: &str| Query { words: words.to_owned(), ..Query::meetings() };
    let period = Query { states: state.clone(), since, until, ..Query::meetings() };
    let readable = |query| Query { readable: Some(true), ..query };
    let unsettled = readable(Query { unsettled: true, ..Query::meetings() });
    let anything = readable(Query { unsettled: true, ..Query::default() });
    let due = Query { due_until: day(MEETINGS), order: Order::Due, ..Query::of(Kind::Task) };
    vec![
        ("ward list: first page of all meetings", ROWS, page(Query::meetings(), first)),
        ("ward list: first page of a cell's", ROWS, page(readable(Query::meetings().within([one])), first)),
        ("ward list: one state in a period", ROWS, page(period.clone(), first)),
        ("ward list: one state in a period, counted", ROWS, sums(period)),
        ("ward list: unsettled meetings", ROWS, page(unsettled, first)),
        ("ward list: unsettled of every kind", ROWS, page(anything, first)),
        ("ward list: last page of all meetings", ROWS, page(Query::meetings(), deep)),
        ("ward list: all meetings counted", all, sums(Query::meetings())),
        ("ward list: two words in most meetings", ROWS, page(found(COMMON), first)),
        ("ward list: two words in most meetings, counted", ROWS, sums(found(COMMON))),
        ("ward list: two words in one meeting of 77", 1, page(found(RARE), first)),
        ("ward list: two words in one meeting of 77, counted", 1, sums(found(RARE))),
        ("ward list: two words in a cell's meetings", 1, page(found(RARE).within([one]), first)),
        ("ward list: members by name", ROWS, page(Query::members(), first)),
        ("ward list: tasks that are due", ROWS, page(due, first)),
        ("ward list: records of each cell", CELLS, groups(Query::default(), None)),
        ("ward list: headcount of each cell", CELLS, groups(Query::headcount(), Some("status"))),
    ]
}

fn page(query: Query, page: Page) -> Read {
    Box::new(move |reading| Ok(read_model::rows(reading, &query, page)?.len()))
}

fn sums(query: Query) -> Read {
    Box::new(move |reading| Ok(read_model::sums(reading, &query)?.0))
}

fn groups(query: Query, figure: Option<&'static str>) -> Read {
    Box::new(move |reading| Ok(read_model::groups(reading, &query, figure)?.len()))
}

/// Lists of what a cell's phone holds, through the engine as an app asks.
///
/// # Errors
/// [`Trouble`] when the engine refuses.
pub(crate) fn on_phone(phone: &mut Phone) -> Outcome<Vec<Figure>> {
    let found = |words: &str| Query { words: words.to_owned(), ..Query::meetings() };
    let filter = Query { states: vec![State::UnderWay.code().to_owned()], since: day(0), ..Query::meetings() };
    let asked = [
        ("phone list: every meeting", Query::meetings(), Page::ALL),
        ("phone list: one state since a day", filter, Page::first(ROWS)),
        ("phone list: two words in most meetings", found(COMMON), Page::ALL),
        ("phone list: two words in some meetings", found(RARE), Page::ALL),
    ];
    let engine = phone.engine()?;
    let held = rows(engine, &Query::meetings(), Page::ALL)?;
    let input = format!("{held} yardstick meetings");
    let mut figures = Vec::new();
    for (name, query, page) in asked {
        let mut runs = Vec::with_capacity(RUNS);
        for run in 0..=RUNS {
            let begun = Instant::now();
            let found = rows(engine, &query, page)?;
            let took = ms(begun.elapsed());
            if found == 0 {
                return Err(Trouble(format!("{name}: nothing was found")));
            }
            if run > 0 {
                runs.push(took);
            }
        }
        let target = Target::AtMost(PHONE_MS_MAX);
        figures.push(Figure { name, input: input.clone(), unit: Unit::Ms, runs, target });
    }
    Ok(figures)
}

fn rows(engine: &mut Engine, query: &Query, page: Page) -> Outcome<usize> {
    // A list says how many there are beside its page.
    engine.count_records(query).map_err(|error| Trouble::of("count_records", error))?;
    Ok(engine.records(query, page).map_err(|error| Trouble::of("records", error))?.len())
}

/// Stores the rows, week by week as they come to a ward: what belongs to one cell lies scattered.
fn fill(ward: &Ward, hub: &Hub, cells: &[OrgId]) -> Outcome<()> {
    let pen = Pen::new(DeviceId::from_bytes([1; 16]), [1; 8]);
    let first = cells.first().copied().unwrap_or(ward.org);
    let written = Row::of(&yardstick::small(&pen, first, 0, ward.clock.now())?, first, &|_| None);
    for number in 0..MEETINGS {
        let mut rows = Vec::with_capacity(3 * cells.len());
        for cell in cells {
            rows.push(meeting(&written, *cell, number));
            rows.extend((number < MEMBERS).then(|| member(*cell, number)));
            rows.extend((number < TASKS).then(|| task(*cell, number)));
        }
        let stored =
            ward.block_on(hub.store().write(move |tx| rows.iter().try_for_each(|row| read_model::put(tx, row))));
        stored.map_err(|error| Trouble::of("fill", error))?;
    }
    Ok(())
}

fn meeting(written: &Row, org: OrgId, number: usize) -> Row {
    let state = if number.is_multiple_of(4) { State::UnderWay } else { State::Closed };
    let sentence = |part| yardstick::sentence(org, number * SENTENCES + part) + " ";
    let said: String = (0..SENTENCES).map(sentence).collect();
    let folded = text::fold(&(said + &yardstick::name(org, number)));
    let words: BTreeSet<&str> = text::words(&folded).chain(written.search_text.split(' ')).collect();
    let mut row = Row {
        doc: id("meeting", org, number),
        org,
        state: state.code().to_owned(),
        on: day(number),
        impossible: u32::from(number.is_multiple_of(SETTLED)),
        search_text: words.into_iter().collect::<Vec<_>>().join(" "),
        ..written.clone()
    };
    row.figures.insert("ordinal".to_owned(), Scalar::Int(1));
    row
}

/// A member's row.
pub(crate) fn member(org: OrgId, number: usize) -> Row {
    let name = yardstick::name(org, number);
    let figures = [
        ("card_number", Scalar::Str(format!("35{number:06}"))),
        ("headcount", Scalar::Bool(true)),
        ("same_name", Scalar::Str(text::comparable_name(&name).join(" "))),
        ("status", Scalar::from(if number.is_multiple_of(9) { "du_bi" } else { "chinh_thuc" })),
    ];
    Row {
        sort_key: text::NameKey::of(&text::parse_name(&name)).into_bytes(),
        search_text: text::fold(&name),
        title: name,
        is_readable: true,
        figures: figures.into_iter().map(|(name, figure)| (name.to_owned(), figure)).collect(),
        ..Row::unreadable(id("member", org, number), Kind::Member, org)
    }
}

/// A task's row.
pub(crate) fn task(org: OrgId, number: usize) -> Row {
    let title = yardstick::sentence(org, number);
    Row {
        state: "dang_lam".to_owned(),
        on: day(number),
        due: day(number + 4),
        sort_key: text::fold(&title).into_bytes(),
        search_text: text::fold(&title),
        title,
        is_readable: true,
        ..Row::unreadable(id("task", org, number), Kind::Task, org)
    }
}

/// The review by which the ward accepted a meeting, two days after it.
pub(crate) fn review(org: OrgId, meeting: &Row) -> Row {
    let key = AboutKey { kind: Kind::Review, org, about: meeting.doc, ordinal: 1 };
    Row {
        about: Some(meeting.doc),
        state: "chap_nhan".to_owned(),
        on: meeting.on.and_then(|day| day.plus_days(2)),
        is_readable: true,
        ..Row::unreadable(key.doc(), Kind::Review, org)
    }
}

fn id(what: &str, org: OrgId, number: usize) -> DocId {
    DocId::derived(what, &[org.as_bytes(), &number.to_be_bytes()])
}

/// The day of a cell's meeting of that number.
fn day(number: usize) -> Option<CivilDate> {
    let days = i64::try_from(number).ok()? * DAYS;
    CivilDate::new(2016, 1, 1)?.plus_days(days)
}
