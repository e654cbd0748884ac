//! What waits for the ward: one list of queues, filtered by address, and what is done with its lines.
//!
//! Which queue a record stands in is said by [`crate::standing`]. Nothing is cut: what does not fit stands on the next page.

use std::collections::BTreeMap;

use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::doc::Kind;
use shared::id::{DocId, OrgId};
use shared::record::Row;
use shared::text;
use shared::time::{CivilDate, Timestamp};

use super::error::Failure;
use super::guard::{Posted, Reader, RequestContext, ToReview};
use super::notice::Notice;
use super::view::{Chip, Choice, HeldBy, LaneSection, Pager, Person, QueueView, Tab, WaitingRow};
use super::{html, on_to, paths, query, records};
use crate::hub::HubError;
use crate::standing::Lane;
use crate::store::audit::{self, Event};
use crate::store::queue::{self, Asked, Holder, Waiting};
use crate::store::standing::is_reviewed;
use crate::store::{Reading, Writing, document, quarantine, read_model};

/// Records on one page.
const ROWS: usize = 50;
/// From so many days on a record has waited long.
const LONG_DAYS: i64 = 5;
/// What the name of a line's box begins with; the record's id follows.
const PICK: &str = "pick-";

/// Which of the queues an address asks for.
#[derive(Deserialize, Clone, Debug, Default)]
pub(super) struct Filter {
    #[serde(default)]
    of: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    lane: String,
    #[serde(default)]
    who: String,
    #[serde(default)]
    page: String,
}

impl Filter {
    /// What is filtered, by name; what is empty is left out.
    fn kept(&self) -> Vec<(&'static str, String)> {
        paths::filled([("of", &self.of), ("kind", &self.kind), ("lane", &self.lane), ("who", &self.who)])
    }

    /// The filter as the end of an address, with a `?` where there is any.
    pub(super) fn ending(&self) -> String {
        paths::with("", &paths::query(self.kept()))
    }

    fn with(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut other = Self { page: String::new(), ..self.clone() };
        change(&mut other);
        format!("/queue{}", other.ending())
    }

    /// The page of the list it was taken from.
    fn list(&self) -> String {
        let page = self.page.parse::<u32>().map(|_| ("page", self.page.clone()));
        paths::with("/queue", &paths::query(self.kept().into_iter().chain(page.ok())))
    }

    /// What is asked for, of what the person may see.
    pub(super) fn asked(&self, context: &RequestContext) -> Result<Asked, Failure> {
        let place: Option<OrgId> = match &*self.of {
            "" => None,
            id => Some(id.parse().ok().filter(|org| context.is_within(*org)).ok_or(Failure::NotFound)?),
        };
        let below = |org| context.known.tree.below(org).map(|org| org.org).collect();
        Ok(Asked {
            orgs: place.map(below).or_else(|| context.scope()),
            kind: match &*self.kind {
                "" => None,
                code => Some(Kind::from_code(code).ok_or(Failure::NotFound)?),
            },
            lane: match &*self.lane {
                "" => None,
                code => Some(Lane::from_code(code).filter(|lane| *lane != Lane::Done).ok_or(Failure::NotFound)?),
            },
            holder: match &*self.who {
                "" => Holder::Any,
                "mine" => Holder::Mine,
                "free" => Holder::Free,
                "others" => Holder::Others,
                _ => return Err(Failure::NotFound),
            },
            ..context.everything_waiting()
        })
    }
}

pub(super) fn today(context: &RequestContext) -> CivilDate {
    context.console.hub().host().now().vietnam_date()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What the page is made of.
struct Found {
    waiting: usize,
    total: usize,
    lanes: Vec<(Lane, usize)>,
    holders: Vec<(Holder, usize)>,
    pager: Pager,
    lines: Vec<(Waiting, Option<Row>)>,
    unplaced: u32,
}

fn find(
    reading: &Reading<'_>,
    asked: &Asked,
    all: &Asked,
    pager: (u32, String),
) -> Result<Found, crate::store::StoreError> {
    let total = queue::count(reading, asked)?;
    let pager = Pager::of(pager.0, total, ROWS, pager.1);
    let lines = queue::page(reading, asked, pager.part(ROWS))?.into_iter();
    let lines = lines.map(|line| Ok((read_model::row(reading, line.doc)?, line)).map(|(row, line)| (line, row)));
    let holders = [Holder::Any, Holder::Mine, Holder::Free, Holder::Others].into_iter();
    let holders = holders.map(|holder| Ok((holder, queue::count(reading, &Asked { holder, ..asked.clone() })?)));
    Ok(Found {
        waiting: queue::count(reading, all)?,
        total,
        lanes: queue::counts(reading, asked)?,
        holders: holders.collect::<Result<_, crate::store::StoreError>>()?,
        lines: lines.collect::<Result<_, crate::store::StoreError>>()?,
        pager,
        unplaced: quarantine::unplaced(reading)?,
    })
}

/// `GET /queue`.
pub(super) async fn list(reader: Reader, uri: Uri) -> Result<Response, Failure> {
    let filter: Filter = query(&uri)?;
    let (asked, all) = (filter.asked(&reader)?, reader.everything_waiting());
    let base = format!("{}page=", paths::open("/queue", &paths::query(filter.kept())));
    let at = (filter.page.parse().unwrap_or(1), base);
    let found = reader.console.hub().store().read(move |reading| find(reading, &asked, &all, at)).await?;
    reader.note("read_queue", filter.of.clone(), found.total.to_string()).await?;
    html(&shown(&reader, &filter, found))
}

fn shown(context: &RequestContext, filter: &Filter, found: Found) -> QueueView {
    let sections = sections(context, filter, &found);
    let first = sections.first().and_then(|section| section.rows.first()).filter(|_| found.pager.page == 1);
    let mut all_kept = filter.kept();
    all_kept.push(("page", found.pager.page.to_string()));
    let of_lane = |lane: Option<Lane>| {
        let counted = found.lanes.iter().filter(|(one, _)| lane.map_or(one.waits_for_the_ward(), |lane| lane == *one));
        let code = lane.map_or("", Lane::code);
        Chip {
            key: lane.map_or_else(|| "queue-all".to_owned(), |lane| format!("queue-lane-{}", lane.code())),
            href: filter.with(|filter| code.clone_into(&mut filter.lane)),
            count: counted.map(|(_, number)| count(*number)).sum(),
            is_current: filter.lane == code,
        }
    };
    let wards = Lane::ALL.into_iter().filter(|lane| lane.waits_for_the_ward());
    QueueView {
        page: context.page(&context.texts.text("queue-title"), Tab::Queue),
        waiting: count(found.waiting),
        total: count(found.total),
        is_filtered: !filter.kept().is_empty(),
        lanes: std::iter::once(None).chain(wards.map(Some)).map(of_lane).collect(),
        at_cell: of_lane(Some(Lane::AtCell)),
        holders: found.holders.iter().map(|(holder, number)| of_holder(filter, *holder, *number)).collect(),
        places: places(context, &filter.of),
        kinds: kinds(context, &filter.kind),
        kept: filter.kept().into_iter().filter(|(name, _)| matches!(*name, "lane" | "who")).collect(),
        all_kept,
        first: first.map(|row| row.href.clone()),
        sections,
        unplaced: if context.scope().is_none() { found.unplaced } else { 0 },
        may_review: context.may::<ToReview>(),
        pager: found.pager,
    }
}

fn of_holder(filter: &Filter, holder: Holder, number: usize) -> Chip {
    let (code, key) = match holder {
        Holder::Any => ("", "queue-all"),
        Holder::Mine => ("mine", "queue-mine"),
        Holder::Free => ("free", "queue-free"),
        Holder::Others => ("others", "queue-others"),
    };
    Chip {
        key: key.to_owned(),
        href: filter.with(|filter| code.clone_into(&mut filter.who)),
        count: count(number),
        is_current: filter.who == code,
    }
}

/// The organisations of the person to choose from, the branches among them.
pub(super) fn places(context: &RequestContext, chosen: &str) -> Vec<Choice> {
    let below = context.known.tree.below(context.session.place.org);
    let choice = |value: String, text: &str| Choice { selected: value == chosen, value, text: text.to_owned() };
    let mut all: Vec<Choice> = below
        .filter(|org| org.org != context.session.place.org)
        .map(|org| choice(org.org.to_string(), &org.name))
        .collect();
    all.sort_by_cached_key(|choice| text::natural(&choice.text));
    all
}

/// The kinds of records to choose from.
pub(super) fn kinds(context: &RequestContext, chosen: &str) -> Vec<Choice> {
    let choice = |kind: Kind| Choice {
        value: kind.code().to_owned(),
        text: context.texts.code("kind", kind.code()),
        selected: kind.code() == chosen,
    };
    Kind::ALL.into_iter().map(choice).collect()
}

/// The lines of the page under their queues.
fn sections(context: &RequestContext, filter: &Filter, found: &Found) -> Vec<LaneSection> {
    let mut sections: Vec<LaneSection> = Vec::new();
    for (line, row) in &found.lines {
        let shown = self::line(context, filter, line, row.as_ref());
        match sections.last_mut().filter(|section| section.lane == line.lane.code()) {
            Some(section) => section.rows.push(shown),
            None => sections.push(LaneSection {
                lane: line.lane.code(),
                count: found.lanes.iter().find(|(lane, _)| *lane == line.lane).map_or(0, |(_, number)| count(*number)),
                rows: vec![shown],
            }),
        }
    }
    sections
}

fn line(context: &RequestContext, filter: &Filter, line: &Waiting, row: Option<&Row>) -> WaitingRow {
    let (age, is_late) = age(context, line);
    let kind = line.kind.map(|kind| context.texts.code("kind", kind.code())).unwrap_or_default();
    let may_pick = matches!(line.lane, Lane::Changed | Lane::New) && context.may::<ToReview>();
    WaitingRow {
        doc: line.doc.to_string(),
        href: href(filter, line, row),
        cell: line.org.map(|org| context.org_name(org)).unwrap_or_default(),
        title: row.map_or_else(|| context.texts.text("queue-unknown"), |row| records::title(context, row)),
        kind,
        why: why(context, line, row),
        is_marked: row.is_some_and(|row| row.is_marked),
        age,
        is_late,
        holder: line.holder.as_ref().map(|(login, name)| HeldBy {
            initials: Person { name: name.clone(), role: String::new() }.initials(),
            name: name.clone(),
            is_reader: *login == context.session.login,
        }),
        pick: line.opened.filter(|_| may_pick).map(|seq| seq.to_string()),
    }
}

/// Where a line leads: what is held is decided there, what is reviewed is opened within the queue, who may be recorded twice
/// stands beside their double.
fn href(filter: &Filter, line: &Waiting, row: Option<&Row>) -> String {
    match row {
        Some(row) if line.lane != Lane::Held && is_reviewed(row.kind) && row.is_readable => {
            format!("/review/{}{}", row.doc, filter.ending())
        }
        Some(row) if line.lane == Lane::Twin => format!("/twins/{}", row.doc),
        Some(row) if line.lane != Lane::Held => records::href(row),
        _ => "/held".to_owned(),
    }
}

fn why(context: &RequestContext, line: &Waiting, row: Option<&Row>) -> String {
    let texts = context.texts;
    let due = line.due.map(CivilDate::vietnamese);
    let tally = |key: &str, n: u32| (n > 0).then(|| texts.text_with(key, &[("n", n.into())]));
    match (line.lane, due, row) {
        (Lane::Answered, Some(due), _) => texts.filled("queue-why-overdue", &[("x", &due)]),
        (Lane::Answered, None, _) => texts.text("queue-why-answered"),
        (Lane::AtCell, Some(due), _) => texts.filled("queue-why-returned", &[("x", &due)]),
        (Lane::AtCell, None, _) => texts.text("queue-why-writing"),
        (Lane::Disputed, _, Some(row)) if !row.is_readable => texts.text("queue-why-unreadable"),
        (Lane::Disputed, _, Some(row)) => {
            let parts = [tally("conflicts-short", row.decisions), tally("issues-short", row.impossible)];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}

/// How long a record has waited, or how long its answer is overdue, and whether that is long.
fn age(context: &RequestContext, line: &Waiting) -> (String, bool) {
    if let (Lane::Answered, Some(due)) = (line.lane, line.due) {
        return (context.texts.text_with("queue-late", &[("n", days(context, due).into())]), true);
    }
    let (said, is_long) = waited(context, line.since);
    (said, is_long && line.lane.waits_for_the_ward())
}

/// How many days have passed since one; none before it comes.
fn days(context: &RequestContext, from: CivilDate) -> u32 {
    u32::try_from((today(context).days_from_epoch() - from.days_from_epoch()).max(0)).unwrap_or(u32::MAX)
}

/// How long something has waited since a time, in words, and whether that is long; nothing where the time is not known.
pub(super) fn waited(context: &RequestContext, since: Timestamp) -> (String, bool) {
    if since == Timestamp::from_ms(0) {
        return (String::new(), false);
    }
    let waited = days(context, since.vietnam_date());
    let said = match waited {
        0 => context.texts.text("queue-since-today"),
        1 => context.texts.text("queue-since-yesterday"),
        days => context.texts.text_with("queue-since-days", &[("n", days.into())]),
    };
    (said, i64::from(waited) >= LONG_DAYS)
}

/// What the form around the lines sends.
#[derive(Deserialize)]
pub(super) struct Lines {
    #[serde(default)]
    doc: String,
    /// The page the action was taken on, where it was a record's own.
    #[serde(default)]
    back: String,
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

impl Lines {
    /// Back to where it was sent from.
    fn back(&self) -> String {
        let of = |name: &str| self.fields.get(name).cloned().unwrap_or_default();
        let filter = Filter { of: of("of"), kind: of("kind"), lane: of("lane"), who: of("who"), page: of("page") };
        match &*self.back {
            "" => filter.list(),
            doc => format!("/review/{}{}", paths::encode(doc), filter.ending()),
        }
    }
}

/// The record a form names, if it stands in the person's organisation.
async fn named(context: &RequestContext, doc: &str) -> Result<DocId, Failure> {
    let doc: DocId = doc.parse().ok().ok_or(Failure::NotFound)?;
    let found = records::rows_of(context, vec![doc]).await?;
    found.first().map(|row| row.doc).ok_or(Failure::NotFound)
}

/// `POST /queue/take`.
pub(super) async fn take(posted: Posted<ToReview, Lines>) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let doc = named(&by, &form.doc).await?;
    let (login, now) = (by.session.login.clone(), by.console.hub().host().now());
    let taking = move |tx: &Writing<'_>| {
        let was = queue::holder(tx, doc)?;
        let is_theirs = queue::take(tx, doc, &login, now)?;
        if was.is_none() {
            audit::append(tx, &event(&login, "queue_taken", doc, now))?;
        }
        Ok(is_theirs)
    };
    let taken = by.console.hub().store().write(taking).await.map_err(HubError::from)?;
    on_to(&form.back(), Some(if taken { &Notice::Taken } else { &Notice::TakenBefore }))
}

/// `POST /queue/give-back`: who has taken a record gives it back; a colleague may for somebody who is away.
pub(super) async fn give_back(posted: Posted<ToReview, Lines>) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let doc = named(&by, &form.doc).await?;
    let (login, now) = (by.session.login.clone(), by.console.hub().host().now());
    let giving = move |tx: &Writing<'_>| {
        let mut event = event(&login, "queue_given_back", doc, now);
        event.detail = queue::holder(tx, doc)?.unwrap_or_default();
        if queue::give_back(tx, doc)? { audit::append(tx, &event) } else { Ok(()) }
    };
    by.console.hub().store().write(giving).await.map_err(HubError::from)?;
    on_to(&form.back(), Some(&Notice::GivenBack))
}

fn event(login: &str, action: &'static str, doc: DocId, at: Timestamp) -> Event {
    Event { at, actor: login.to_owned(), action, subject: doc.to_string(), detail: String::new() }
}

/// `POST /queue/seen`: marks those that were chosen and that the person had open as they stand; the others stay.
pub(super) async fn seen(posted: Posted<ToReview, Lines>) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let mut all = true;
    let picked = form.fields.iter().filter_map(|(name, version)| Some((name.strip_prefix(PICK)?, version)));
    for (doc, version) in picked {
        let doc = named(&by, doc).await?;
        let upto: u64 = version.parse().ok().ok_or(Failure::BadForm)?;
        // What came since would be marked without having been looked at.
        let stands = by.console.hub().store().read(move |reading| document::find(reading, doc)).await?;
        let is_as_opened = stands.is_some_and(|row| row.content_seq == upto);
        all &= is_as_opened && super::seen::mark(&by, doc, upto).await?;
    }
    on_to(&form.back(), Some(if all { &Notice::SeenMany } else { &Notice::SeenSome }))
}
