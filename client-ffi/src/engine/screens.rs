//! What a screen needs beside one record: how far a meeting has come, what to propose for its agenda, what is due today.

use shared::doc::Kind;
use shared::guidance::{self, Guided};
use shared::id::{DocId, OrgId};
use shared::meeting::adoption::Adoption;
use shared::meeting::course::Course;
use shared::meeting::roll::Attendance;
use shared::meeting::score::ScoreSheet;
use shared::meeting::times::Times;
use shared::meeting::{MeetingKind, MeetingView, State, agenda};
use shared::record::Row;
use shared::record::list::{Page, Query};
use shared::rules::Basis;
use shared::sync::device::Safety;
use shared::time::{CivilDate, Timestamp};

use super::{Engine, EngineError, MeetingPage, open};
use crate::words::words;

/// A meeting with what its course is told from.
#[derive(Debug, Clone)]
pub struct MeetingCourse {
    /// The record.
    pub view: MeetingView,
    adoption: Adoption,
    sheet: Option<ScoreSheet>,
    /// It against the clock.
    pub times: Times,
    uncalled: u32,
    has_draft: bool,
    signer: Option<DocId>,
}

impl MeetingCourse {
    /// The course.
    #[must_use]
    pub const fn course(&self) -> Course<'_> {
        Course {
            view: &self.view,
            adoption: &self.adoption,
            sheet: self.sheet.as_ref(),
            times: &self.times,
            uncalled: self.uncalled,
            has_draft: self.has_draft,
            signer: self.signer,
        }
    }
}

/// An item proposed for an agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Its title.
    pub title: String,
    /// Where it comes from.
    pub from: ProposedFrom,
    /// Whether the agenda has it.
    pub is_there: bool,
}

/// Where a proposed item comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProposedFrom {
    /// The ward's guidance of this title.
    Guidance(String),
    /// The order of business in force.
    Rules(Box<Basis>),
    /// The agenda of the last meeting of this kind, on this day.
    Last(CivilDate),
}

/// What there is to prepare a meeting with.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Items to propose, in order: those of the ward's guidance or else of the rules, then what else the last meeting had.
    pub items: Vec<Proposed>,
    /// The cell's tasks that are not done, what is due first, first.
    pub tasks: Vec<(Row, Safety)>,
    /// The resolution about this meeting, if one was begun.
    pub draft: Option<DocId>,
    /// The last meeting of this kind.
    pub last: Option<DocId>,
}

/// What is due on a day.
#[derive(Debug, Clone, Default)]
pub struct DueToday {
    /// The meeting under way, or else the next one that is planned.
    pub next: Option<(Row, Safety)>,
    /// The last one that was closed.
    pub last: Option<(Row, Safety)>,
    /// Open tasks past their day.
    pub overdue: DueLines,
    /// Open tasks whose day is still to come.
    pub due: DueLines,
    /// Reviews of the ward with something the cell has not answered.
    pub remarks: DueLines,
    /// Records with decisions to take or figures that cannot be right.
    pub conflicts: DueLines,
}

/// Records of one sort that wait for somebody.
#[derive(Debug, Clone, Default)]
pub struct DueLines {
    /// How many there are.
    pub count: usize,
    /// The first of them, five at most: the screen that a day begins with is no list of years.
    pub first: Vec<(Row, Safety)>,
}

/// As many records of one sort as the first screen shows one by one.
const DUE_LINES_MAX: usize = 5;

impl Engine {
    /// How far a meeting has come at `now`.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`] without such a meeting.
    pub fn meeting_course(&mut self, doc: DocId, now: Timestamp) -> Result<MeetingCourse, EngineError> {
        let page = self.meeting(doc)?;
        let calls = self.roll_call(doc)?;
        let uncalled = calls.iter().filter(|line| line.attendance == Attendance::Unrecorded).count();
        let told = self.told_on(&page)?;
        Ok(MeetingCourse {
            sheet: self.score_sheet(&page, None)?,
            times: Times::of(self.rules.when(page.adoption.adopted_at()), &page.view, &page.adoption, told, now),
            uncalled: u32::try_from(uncalled).unwrap_or(u32::MAX),
            has_draft: self.resolution_about(doc)?.is_some(),
            signer: self.account.as_ref().and_then(|account| account.certificate.member),
            adoption: page.adoption,
            view: page.view,
        })
    }

    /// The day members were told of a meeting: when it was first noted as announced.
    fn told_on(&mut self, page: &MeetingPage) -> Result<Option<CivilDate>, EngineError> {
        if matches!(page.view.state, State::Draft | State::Agreed) {
            return Ok(None);
        }
        let announced = |entry: &shared::doc::history::HistoryEntry| {
            entry.touched.iter().any(|touched| {
                let after = touched.after.as_ref().and_then(shared::doc::Scalar::as_str);
                touched.part == "about" && touched.key == "state" && after == Some(State::Announced.code())
            })
        };
        let open = self.take(page.view.doc, Some(shared::meeting::KIND))?;
        let told = open.history().iter().find(|entry| announced(entry)).map(|entry| entry.at.vietnam_date());
        self.shelf.put(open);
        Ok(told)
    }

    /// The resolution or conclusion that was begun about a meeting.
    fn resolution_about(&self, meeting: DocId) -> Result<Option<DocId>, EngineError> {
        let about = Query { about: Some(meeting), ..Query::of(Kind::Resolution) };
        Ok(self.vault.read().rows(&about, Page::first(1))?.first().map(|row| row.doc))
    }

    /// What there is to prepare a meeting with.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`] without such a meeting.
    pub fn prepare(&mut self, doc: DocId) -> Result<Prepared, EngineError> {
        let page = self.meeting(doc)?;
        let (key, day) = (page.view.key.clone(), page.view.held_on);
        let last = self.last_of_kind(&page)?;
        let mut proposed: Vec<(String, ProposedFrom)> = Vec::new();
        if let Some(guided) = self.guided(&key.kind, key.org, day)? {
            let from = ProposedFrom::Guidance(guided.title);
            proposed.extend(guided.items.into_iter().map(|title| (title, from.clone())));
        } else if let Some(order) = self.rules.now().order_in_force(&key.kind, day) {
            let from = ProposedFrom::Rules(Box::new(order.basis.clone()));
            proposed.extend(order.items.iter().map(|item| (words().of_rule(item).to_owned(), from.clone())));
        }
        if let Some(last) = last {
            let view = self.meeting(last)?.view;
            let from = ProposedFrom::Last(view.held_on);
            let placed = view.agenda.into_iter().filter(agenda::AgendaItem::is_placed);
            proposed.extend(placed.map(|item| (item.title, from.clone())));
        }
        let mut seen = std::collections::BTreeSet::new();
        proposed.retain(|(title, _)| seen.insert(agenda::item_key(title)));
        let is_there = |title: &str| page.view.agenda.iter().any(|item| item.key == agenda::item_key(title));
        let items = proposed.into_iter().map(|(title, from)| Proposed { is_there: is_there(&title), title, from });
        Ok(Prepared {
            items: items.collect(),
            tasks: self.with_safety(page.open_tasks),
            draft: self.resolution_about(doc)?,
            last,
        })
    }

    /// The ward's guidance for such a meeting of a cell on that day, the latest where there are several.
    fn guided(&self, kind: &MeetingKind, org: OrgId, day: CivilDate) -> Result<Option<Guided>, EngineError> {
        let Some(cell) = self.orgs.get(org) else { return Ok(None) };
        let issued = Query {
            states: guidance::ISSUED.map(str::to_owned).to_vec(),
            figures: vec![(guidance::MEETING_KIND.to_owned(), kind.code().into())],
            readable: Some(true),
            ..Query::of(guidance::KIND)
        };
        let stored = self.vault.read();
        for row in stored.rows(&issued, Page::ALL)? {
            let Some(doc) = open::load_readable(&stored, row.doc)? else { continue };
            if let Some(guided) = guidance::guided(&doc, kind, cell, day) {
                return Ok(Some(guided));
            }
        }
        Ok(None)
    }

    /// The last meeting of the same kind and cell that was closed before this one.
    fn last_of_kind(&self, page: &MeetingPage) -> Result<Option<DocId>, EngineError> {
        let key = &page.view.key;
        let earlier = Query {
            until: page.view.held_on.plus_days(-1),
            figures: vec![("kind".to_owned(), key.kind.code().into())],
            states: vec![State::Closed.code().to_owned()],
            readable: Some(true),
            ..Query::meetings().within(self.orgs.holdings(key.org))
        };
        Ok(self.vault.read().rows(&earlier, Page::first(1))?.first().map(|row| row.doc))
    }

    /// Puts items on the agenda of a meeting in this order, as one change; those that are there stay where they are.
    ///
    /// # Errors
    /// [`EngineError::Write`] for a title that is none; nothing is then changed.
    pub fn take_agenda(&mut self, doc: DocId, titles: &[String], now: Timestamp) -> Result<MeetingPage, EngineError> {
        self.refresh()?;
        let open = self.take(doc, Some(shared::meeting::KIND))?;
        let tree = open.tree();
        self.shelf.put(open);
        self.write_meeting(doc, now, |edit| agenda::take_items(edit, &tree, titles))
    }

    /// What is due on a day in the own organisation.
    ///
    /// # Errors
    /// [`EngineError::NotEnrolled`] before enrolment.
    pub fn due_today(&mut self, on: CivilDate) -> Result<DueToday, EngineError> {
        self.refresh()?;
        let org = self.own_org()?;
        let rows = |query: Query, page| self.vault.read().rows(&query, page);
        let orgs = self.orgs.holdings(org);
        let within = |query: Query| query.within(orgs.iter().copied());
        let (next, last) = self.meetings_around(&orgs, on)?;
        let tasks =
            rows(Query::open_tasks(orgs.iter().copied()), Page::ALL)?.into_iter().filter(|row| row.due.is_some());
        let (overdue, due): (Vec<Row>, Vec<Row>) = tasks.partition(|row| row.due.is_some_and(|day| day < on));
        let unsettled = Query { unsettled: true, ..within(Query::default()) };
        let (disputed, _) = self.vault.read().sums(&unsettled)?;
        let conflicts = rows(unsettled, Page::first(DUE_LINES_MAX))?;
        let reviews = rows(within(Query::of(Kind::Review)), Page::ALL)?;
        let mut remarks = Vec::new();
        for review in reviews {
            if self.waits_for_reply(&review)? {
                remarks.push(review);
            }
        }
        Ok(DueToday {
            next: self.with_safety(next.into_iter().collect()).pop(),
            last: self.with_safety(last.into_iter().collect()).pop(),
            overdue: self.due_lines(overdue.len(), overdue),
            due: self.due_lines(due.len(), due),
            remarks: self.due_lines(remarks.len(), remarks),
            conflicts: self.due_lines(disputed, conflicts),
        })
    }

    fn due_lines(&self, count: usize, mut rows: Vec<Row>) -> DueLines {
        rows.truncate(DUE_LINES_MAX);
        DueLines { count, first: self.with_safety(rows) }
    }

    /// The meeting under way or the next planned one, and the last that was closed.
    fn meetings_around(&self, orgs: &[OrgId], on: CivilDate) -> Result<(Option<Row>, Option<Row>), EngineError> {
        let stored = self.vault.read();
        let of = |states: &[State]| Query {
            states: states.iter().map(|state| state.code().to_owned()).collect(),
            ..Query::meetings().within(orgs.iter().copied())
        };
        let first = |query: Query| stored.rows(&query, Page::first(1)).map(|rows| rows.into_iter().next());
        let planned = Query { since: Some(on), ..of(&[State::Draft, State::Agreed, State::Announced]) };
        let next = match first(of(&[State::UnderWay]))? {
            Some(row) => Some(row),
            // The rows come with the latest first.
            None => stored.rows(&planned, Page::ALL)?.into_iter().next_back(),
        };
        Ok((next, first(Query { until: Some(on), ..of(&[State::Closed]) })?))
    }

    /// Whether the ward asks something in a review that the cell has not answered: a remark that is not settled, a request
    /// that is not closed, or the reason for which the record was returned.
    fn waits_for_reply(&mut self, review: &Row) -> Result<bool, EngineError> {
        let Some(about) = review.about.filter(|_| review.is_readable) else { return Ok(false) };
        let open = self.take(review.doc, Some(Kind::Review))?;
        let tree = open.tree();
        self.shelf.put(open);
        let is_set = |node: &shared::doc::Node, field: &str| match node.scalar(field) {
            None | Some(shared::doc::Scalar::Bool(false)) => false,
            Some(_) => true,
        };
        let asked: Vec<String> = [("remarks", "resolved"), ("requests", "closed_on")]
            .into_iter()
            .filter_map(|(part, settled)| Some((tree.get(part)?, settled)))
            .flat_map(|(part, settled)| part.items().iter().filter(move |(_, entry)| !is_set(entry, settled)))
            .map(|(entry, _)| entry.as_str().to_owned())
            .collect();
        if asked.is_empty() && review.state != "tra_lai" {
            return Ok(false);
        }
        let replies = Query { about: Some(about), ..Query::of(Kind::Reply) };
        let Some(reply) = self.vault.read().rows(&replies, Page::first(1))?.into_iter().next() else {
            return Ok(true);
        };
        let open = self.take(reply.doc, Some(Kind::Reply))?;
        let tree = open.tree();
        self.shelf.put(open);
        let to: Vec<String> = tree
            .get("answers")
            .map(|answers| {
                answers.items().iter().filter_map(|(_, answer)| answer.str("to")).map(str::to_owned).collect()
            })
            .unwrap_or_default();
        let is_answered = |entry: &String| to.iter().any(|to| to.rsplit('/').next() == Some(entry));
        Ok(to.is_empty() || !asked.iter().all(is_answered))
    }

    fn with_safety(&self, rows: Vec<Row>) -> Vec<(Row, Safety)> {
        rows.into_iter().map(|row| (self.ledger.safety(row.doc), row)).map(|(safety, row)| (row, safety)).collect()
    }
}
