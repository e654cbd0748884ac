//! The ward's pages over ten years of a large ward: how long the server takes for each, and how much it sends.

use std::time::Instant;

use server::admin::{AdminError, ConsoleAuthor};
use server::store::{document, read_model};
use shared::doc::{Doc, Edit, Pen, Seed};
use shared::id::OrgId;
use shared::org;
use shared::record::Row;
use shared::record::list::{Page, Query};
use shared::time::Timestamp;
use shared::wire::Fate;
use tests::clerk::Clerk;
use tests::ward::Ward;
use tests::{Outcome, Trouble};

use crate::fill::fill;
use crate::measure::{ms, quantile};
use crate::table::{Figure, Target, Unit, grouped};
use crate::writer::Writer;
use crate::{crowd, ground, lists, yardstick};

/// Cells of the ward, and what each has: meetings of ten years, and tasks of as many.
const CELLS: usize = 250;
const MEETINGS: usize = 170;
const MEMBERS: usize = 22;
/// Members of the first cell, which is handed over.
const MEMBERS_OF_FIRST: usize = 60;
/// Of a cell's tasks, how many are open.
const OPEN: usize = 10;
/// Days between two meetings of a cell.
const DAYS: i64 = 21;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const RUNS: usize = 100;
/// Pages open at once that are told what changes; pushes of one turn, and turns.
const OPEN_PAGES: usize = 50;
const PUSHES: usize = 100;
const TURNS: usize = 5;
const MS_MAX: f64 = 50.0;
const SEARCH_MS_MAX: f64 = 100.0;
const EXPORT_MS_MAX: f64 = 2_000.0;
const MINUTES_MS_MAX: f64 = 300.0;
const HAND_OVER_MS_MAX: f64 = 1_000.0;
const BYTES_MAX: f64 = 100_000.0;

/// Every file that is measured: its name, its address, and what it may take.
const FILES: [(&str, &str, f64); 6] = [
    ("register to XLSX", "/members/export/xlsx", EXPORT_MS_MAX),
    ("register to CSV", "/members/export/csv", EXPORT_MS_MAX),
    ("minutes to PDF", "/records/{meeting}/paper/pdf", MINUTES_MS_MAX),
    ("minutes to DOCX", "/records/{meeting}/paper/docx", MINUTES_MS_MAX),
    ("report of the month to PDF", "/papers/month/pdf", EXPORT_MS_MAX),
    ("report of the month to DOCX", "/papers/month/docx", EXPORT_MS_MAX),
];

/// Every page that is measured: its name, its address, and what it may take. `{cell}`, `{meeting}` and `{member}` stand for
/// one of each.
const PAGES: [(&str, &str, f64); 33] = [
    ("month", "/", MS_MAX),
    ("month, 24 months", "/?months=24", MS_MAX),
    ("trends", "/trends", MS_MAX),
    ("cell", "/cells/{cell}", MS_MAX),
    ("queue", "/queue", MS_MAX),
    ("queue, handed in", "/queue?lane=new", MS_MAX),
    ("review", "/review/{meeting}", MS_MAX),
    ("meeting", "/meetings/{meeting}", MS_MAX),
    ("history", "/meetings/{meeting}/history", MS_MAX),
    ("conflicts", "/conflicts", MS_MAX),
    ("held", "/held", MS_MAX),
    ("held, decided", "/held/decided", MS_MAX),
    ("members", "/members", MS_MAX),
    ("members by name", "/members?q=Nguyen%20Van", MS_MAX),
    ("members, last page", "/members?page=500", MS_MAX),
    ("member", "/members/{member}", MS_MAX),
    ("reconciliation", "/members/reconcile", MS_MAX),
    ("tasks", "/tasks", MS_MAX),
    ("tasks, overdue", "/tasks?stand=late", MS_MAX),
    ("records", "/records?kind=task", MS_MAX),
    ("search", "/search?q=chi%20b%E1%BB%99", SEARCH_MS_MAX),
    ("search as typed", "/search/first?q=Nguy%E1%BB%85n", SEARCH_MS_MAX),
    ("organisations", "/orgs", MS_MAX),
    ("people", "/people", MS_MAX),
    ("devices", "/devices", MS_MAX),
    ("enrolment", "/devices/enrol", MS_MAX),
    ("codes for every cell", "/devices/sheet/cells", MS_MAX),
    ("log", "/audit", MS_MAX),
    ("log, last page", "/audit?page=100000", MS_MAX),
    ("own account", "/account", MS_MAX),
    ("badges", "/members/badges", MS_MAX),
    ("rules", "/rules", MS_MAX),
    ("backups", "/backups", MS_MAX),
];

/// Measures it.
///
/// # Errors
/// [`Trouble`] when anything of it fails.
pub(crate) fn measure() -> Outcome<Vec<Figure>> {
    let mut ward = Ward::begun(1)?;
    ward.start()?;
    let cells = ground::cells(&ward, CELLS)?;
    let mut writers = crowd::enrol(&ward, &cells, CELLS)?;
    fill(&ward, &mut writers, MEETINGS, dated)?;
    fill_rows(&ward, &cells)?;
    let clerk = Clerk::at(&ward)?;
    let input = format!(
        "{CELLS} cells, {} meetings, {} reviews, {} tasks, {} members",
        grouped(&(CELLS * MEETINGS).to_string()),
        grouped(&(CELLS * (MEETINGS - 1)).to_string()),
        grouped(&(CELLS * MEETINGS).to_string()),
        grouped(&((CELLS - 1) * MEMBERS + MEMBERS_OF_FIRST).to_string())
    );
    let mut figures = Vec::new();
    for (name, path, most) in PAGES {
        let (path, input) = (address(&ward, &cells, path)?, format!("{name}: {input}"));
        let (times, bytes) = asked(&ward, &clerk, &path, RUNS)?;
        let runs = vec![quantile(&times, 950)];
        let figure =
            |name, unit, runs, most| Figure { name, input: input.clone(), unit, runs, target: Target::AtMost(most) };
        figures.push(figure("console page, p95 of 100", Unit::Ms, runs, most));
        figures.push(figure("console page, as it is sent", Unit::Bytes, vec![bytes], BYTES_MAX));
    }
    for (name, path, most) in FILES {
        let (runs, _) = asked(&ward, &clerk, &address(&ward, &cells, path)?, 5)?;
        let (input, target) = (format!("{name}: {input}"), Target::AtMost(most));
        figures.push(Figure { name: "console export", input, unit: Unit::Ms, runs, target });
    }
    figures.push(handed_over(&ward, &cells)?);
    figures.extend(live(&ward, &clerk, &mut writers)?);
    Ok(figures)
}

/// Handing a cell over to another one: until all of it is read and written there, and by turns until it is parted again.
fn handed_over(ward: &Ward, cells: &[OrgId]) -> Outcome<Figure> {
    let [one, two, ..] = cells else { return Err(Trouble("there are no two cells".to_owned())) };
    let hub = ward.hub()?;
    let failed = |error: AdminError| Trouble::of("hand over", error);
    let author = ward.block_on(ConsoleAuthor::first_administrator(&hub)).map_err(failed)?;
    let top = hub.directory().now().tree.get(*one).and_then(|cell| cell.parent);
    let top = top.ok_or_else(|| Trouble("the cell lies nowhere".to_owned()))?;
    let seed = Seed::Id(org::KIND, one.record());
    let mut runs = Vec::new();
    for turn in 0..2 * TURNS {
        let begun = Instant::now();
        let write = |edit: &mut Edit<'_>| {
            if turn % 2 == 1 {
                return org::go_on(edit, &[]);
            }
            edit.put("about", "valid_to", "2026-01-31")?;
            Ok(edit.put("about", org::CARRIED_BY, two.to_string())?)
        };
        ward.block_on(author.write(&hub, top, &seed, write)).map_err(failed)?;
        runs.push(ms(begun.elapsed()));
        let here = hub.directory().now().tree.heir(*one);
        if (here == *two) != (turn % 2 == 0) {
            return Err(Trouble("the cell was not handed over".to_owned()));
        }
    }
    let input = format!("{MEMBERS_OF_FIRST} members, {} other records of the cell", MEETINGS * 3 - 1);
    Ok(Figure {
        name: "cell handed over to another",
        input,
        unit: Unit::Ms,
        runs,
        target: Target::AtMost(HAND_OVER_MS_MAX),
    })
}

/// What a push takes while nobody and while many look at a page that is told of it, by turns.
fn live(ward: &Ward, clerk: &Clerk, writers: &mut [Writer]) -> Outcome<Vec<Figure>> {
    let (mut alone, mut watched) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        alone.extend(pushes(ward, writers)?);
        let open = (0..OPEN_PAGES).map(|_| clerk.follow(ward)).collect::<Outcome<Vec<_>>>()?;
        watched.extend(pushes(ward, writers)?);
        open.iter().for_each(tokio::task::JoinHandle::abort);
    }
    let most = quantile(&alone, 500) * 1.05;
    let figure = |input: &str, runs, target| Figure {
        name: "push, merged and written",
        input: format!("{input}, small meetings"),
        unit: Unit::Ms,
        runs,
        target,
    };
    let input = format!("{OPEN_PAGES} consoles open");
    Ok(vec![figure("no console open", alone, Target::None), figure(&input, watched, Target::AtMost(most))])
}

fn pushes(ward: &Ward, writers: &mut [Writer]) -> Outcome<Vec<f64>> {
    let hub = ward.hub()?;
    let mut times = Vec::with_capacity(PUSHES);
    for writer in writers.iter_mut().take(PUSHES) {
        let written = writer.begin_as(yardstick::small)?;
        let (device, sealed) = (writer.device(), written.sealed);
        let begun = Instant::now();
        let receipt = ward.block_on(hub.accept(device, sealed, None));
        times.push(ms(begun.elapsed()));
        let fate = receipt.map_err(|error| Trouble::of("push", error))?.fate;
        if !matches!(fate, Fate::Merged(_)) {
            return Err(Trouble(format!("a push was answered {fate:?}")));
        }
    }
    Ok(times)
}

/// Asks for a page so often; gives how long each took and how many bytes the last had.
fn asked(ward: &Ward, clerk: &Clerk, path: &str, runs: usize) -> Outcome<(Vec<f64>, f64)> {
    let (mut times, mut bytes) = (Vec::with_capacity(runs), 0.0);
    // The first one is not counted: whoever works has asked before.
    for run in 0..=runs {
        let begun = Instant::now();
        let (status, sent) = clerk.packed(ward, path)?;
        let took = ms(begun.elapsed());
        if !status.is_success() {
            return Err(Trouble(format!("{path}: {status}")));
        }
        bytes = f64::from(u32::try_from(sent).unwrap_or(u32::MAX));
        if run > 0 {
            times.push(took);
        }
    }
    Ok((times, bytes))
}

/// A small meeting on its day, handed in.
fn dated(pen: &Pen, org: OrgId, number: usize, now: Timestamp) -> Outcome<Doc> {
    let before = i64::try_from(MEETINGS - 1 - number).unwrap_or_default();
    let mut doc = yardstick::small(pen, org, number, now.plus_ms(-before * DAYS * DAY_MS))?;
    let digest = doc.content_digest().to_string();
    let leaf = format!("submitted/{}", pen.device());
    let handed = doc.edit(pen, now, |edit| edit.put("adoption", &leaf, digest));
    handed.map_err(|error| Trouble::of("hand in", error))?;
    Ok(doc)
}

/// The rows of members, tasks and reviews; no page that is measured reads their records. Every meeting but the latest of a
/// cell was seen as it stands, and accepted.
fn fill_rows(ward: &Ward, cells: &[OrgId]) -> Outcome<()> {
    let hub = ward.hub()?;
    for cell in cells {
        let count = if cells.first() == Some(cell) { MEMBERS_OF_FIRST } else { MEMBERS };
        let members = (0..count).map(|number| lists::member(*cell, number));
        let tasks = (0..MEETINGS).map(|number| match number < MEETINGS - OPEN {
            true => Row { state: "hoan_thanh".to_owned(), ..lists::task(*cell, number) },
            false => lists::task(*cell, number),
        });
        let held = Query::meetings().within([*cell]);
        let held = ward.block_on(hub.store().read(move |reading| read_model::rows(reading, &held, Page::ALL)));
        let held = held.map_err(|error| Trouble::of("rows", error))?;
        let reviewed: Vec<_> = held.into_iter().skip(1).collect();
        let reviews = reviewed.iter().map(|meeting| lists::review(*cell, meeting));
        let rows: Vec<_> = members.chain(tasks).chain(reviews).collect();
        let (login, now) = (ward.login.clone(), ward.clock.now());
        let stored = ward.block_on(hub.store().write(move |tx| {
            for meeting in &reviewed {
                let Some(document) = document::find(tx, meeting.doc)? else { continue };
                document::mark_seen(tx, &document, document.content_seq, &login, now)?;
            }
            rows.iter().try_for_each(|row| read_model::put(tx, row))
        }));
        stored.map_err(|error| Trouble::of("fill", error))?;
    }
    Ok(())
}

fn address(ward: &Ward, cells: &[OrgId], path: &str) -> Outcome<String> {
    let cell = cells.first().copied().ok_or_else(|| Trouble("there is no cell".to_owned()))?;
    let first = |query: Query| -> Outcome<String> {
        let hub = ward.hub()?;
        let found = ward.block_on(hub.store().read(move |reading| read_model::rows(reading, &query, Page::first(1))));
        let found = found.map_err(|error| Trouble::of("rows", error))?;
        Ok(found.first().ok_or_else(|| Trouble("there is no record".to_owned()))?.doc.to_string())
    };
    let mut filled = path.replace("{cell}", &cell.to_string());
    if path.contains("{meeting}") {
        filled = filled.replace("{meeting}", &first(Query::meetings().within([cell]))?);
    }
    if path.contains("{member}") {
        // Of the sample's cell: its members have records behind their rows.
        let hub = ward.hub()?;
        let known = hub.directory().now();
        let sample = known.tree.iter().find(|org| org.parent.is_some() && !cells.contains(&org.org));
        let sample = sample.ok_or_else(|| Trouble("there is no sample".to_owned()))?.org;
        filled = filled.replace("{member}", &first(Query::members().within([sample]))?);
    }
    Ok(filled)
}
