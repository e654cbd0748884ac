//! From a meeting's record to its page. Reads nothing but what it is given.

use std::collections::BTreeSet;

use shared::doc::history::{HistoryEntry, Touched};
use shared::doc::{Concurrent, Doc, Grade, Scalar};
use shared::limits::SHOWN_NAME_CHARS_MAX;
use shared::meeting::adoption::{Addendum, Adoption, SignedVersion};
use shared::meeting::agenda::{AgendaItem, Said};
use shared::meeting::span as spans;
use shared::meeting::view::{Conflict, Finding, FindingCode};
use shared::meeting::vote::{Base, Comparison, Outcome, Vote};
use shared::meeting::{MeetingKind, MeetingView, Person};
use shared::text::screened_line;

use super::super::authors;
use super::super::difference;
use super::super::guard::{RequestContext, ToReview};
use super::super::view::{self, Tab};
use super::super::wording::MeetingWords;
use crate::store::document::DocumentRow;

/// The whole meeting as it stands, for those who read records; of long lists one page.
pub(super) fn whole(
    context: &RequestContext,
    doc: &Doc,
    row: &DocumentRow,
    meeting: &MeetingView,
    adoption: &Adoption,
    page: u32,
) -> view::MeetingView {
    let words = MeetingWords::of(context.texts, context.known.rules.book().now(), doc);
    let telling: Vec<&Addendum> = adoption.proposed.iter().filter(|one| is_telling(one)).collect();
    let counts = [
        (meeting.conflicts.len(), CONFLICTS),
        (meeting.findings.len(), CONFLICTS),
        (telling.len(), ADDENDA),
        (meeting.roll.len(), PEOPLE),
    ];
    let pages = Pages::of(page, meeting, &counts);
    let adopted = adoption.adopted.first();
    let adopted_minutes = adopted
        .and_then(|version| doc.at(&version.heads).ok())
        .and_then(|then| MeetingView::of(&then))
        .map(|then| then.minutes);
    view::MeetingView {
        conflicts: pages.slice(&meeting.conflicts, CONFLICTS).map(|one| conflict(context, &words, one)).collect(),
        issues: pages.slice(&meeting.findings, CONFLICTS).map(|one| issue(&words, one)).collect(),
        addenda: pages.slice(&telling, ADDENDA).map(|one| addendum(context, &words, one)).collect(),
        undecided: u32::try_from(meeting.open_questions()).unwrap_or(u32::MAX),
        adopted_minutes,
        review: review(row),
        may_review: context.may::<ToReview>(),
        full: true,
        ..common(context, doc, row, meeting, adoption, &words, &pages)
    }
}

/// The meeting as it was adopted, without what single people said or did.
pub(super) fn as_adopted(
    context: &RequestContext,
    then: &Doc,
    row: &DocumentRow,
    meeting: &MeetingView,
    adoption: &Adoption,
    page: u32,
) -> view::MeetingView {
    let words = MeetingWords::of(context.texts, context.known.rules.book().now(), then);
    let pages = Pages::of(page, meeting, &[]);
    let mut page = common(context, then, row, meeting, adoption, &words, &pages);
    page.adopted_minutes = Some(meeting.minutes.clone());
    page.roll.people.clear();
    for item in &mut page.agenda {
        item.opinions.clear();
        item.presenter.clear();
    }
    page
}

fn common(
    context: &RequestContext,
    doc: &Doc,
    row: &DocumentRow,
    meeting: &MeetingView,
    adoption: &Adoption,
    words: &MeetingWords<'_>,
    pages: &Pages,
) -> view::MeetingView {
    let name = |person: &Option<Person>| person.as_ref().map(|person| person.name.clone()).unwrap_or_default();
    let id = meeting.doc.to_string();
    let kind = context.texts.meeting(meeting.key.kind.code(), meeting.key.ordinal);
    let title = format!("{kind}, {}", meeting.held_on.vietnamese());
    view::MeetingView {
        page: context.page(&title, Tab::Month),
        short_id: authors::short(&id),
        id,
        cell_id: row.stream.org.to_string(),
        cell: context.org_name(row.stream.org),
        kind,
        date: meeting.held_on.vietnamese(),
        hours: hours(meeting),
        place: meeting.place.clone().unwrap_or_default(),
        topic: meeting.topic.clone().unwrap_or_default(),
        chair: name(&meeting.chair),
        minute_taker: name(&meeting.minute_taker),
        state: meeting.state.code().to_owned(),
        adoption: adopted(context, doc, meeting, adoption),
        conflicts: Vec::new(),
        issues: Vec::new(),
        roll: roll(context, words, meeting, pages),
        agenda: agenda(meeting, pages),
        votes: pages.slice(&meeting.votes, VOTES).map(|one| vote(context, words, meeting, one)).collect(),
        minutes: meeting.minutes.clone(),
        adopted_minutes: None,
        addenda: Vec::new(),
        score: None,
        review: view::WardReview::Unseen,
        may_review: false,
        version: row.content_seq.to_string(),
        full: false,
        undecided: 0,
        pager: pages.pager.clone(),
    }
}

/// Things of each kind on one page of a meeting; what cells write down fits on the first.
const CONFLICTS: usize = 60;
const ADDENDA: usize = 60;
const PEOPLE: usize = 300;
const VOTES: usize = 60;
/// Items, opinions and conclusions.
const SAYINGS: usize = 200;
/// Places named of one set of changes; of more there is a count.
const PLACES_MAX: usize = 24;
/// Longest value shown of what a place was or became, in characters.
const CHANGED_CHARS_MAX: usize = 80;
/// Values of one conflict; of more there is a count.
const VALUES_MAX: usize = 12;

/// Which page of a meeting is shown; every list of it goes on from page to page.
struct Pages {
    pager: view::Pager,
}

impl Pages {
    fn of(asked: u32, meeting: &MeetingView, counts: &[(usize, usize)]) -> Self {
        let sayings = meeting.agenda.iter().map(said_in).sum();
        let all = [(meeting.votes.len(), VOTES), (sayings, SAYINGS)];
        let pages = all.iter().chain(counts).map(|(count, rows)| count.div_ceil(*rows)).max().unwrap_or(1);
        Self { pager: view::Pager::of(asked, pages, 1, format!("/meetings/{}?page=", meeting.doc)) }
    }

    /// The part of a list that belongs on this page.
    fn slice<'a, T>(&self, all: &'a [T], rows: usize) -> impl Iterator<Item = &'a T> {
        all.iter().skip(self.pager.skip(rows)).take(rows)
    }

    /// Whether the `at`th thing of a list belongs on this page.
    fn has(&self, at: usize, rows: usize) -> bool {
        at.checked_sub(self.pager.skip(rows)).is_some_and(|at| at < rows)
    }
}

/// How many lines an item of the agenda takes.
fn said_in(item: &AgendaItem) -> usize {
    1 + item.opinions.len() + item.conclusions.len()
}

/// The items of a page. One that goes on from the page before stands there again with its title.
fn agenda(meeting: &MeetingView, pages: &Pages) -> Vec<view::AgendaItem> {
    let mut at = 0;
    let mut shown = Vec::new();
    for item in &meeting.agenda {
        let first = at;
        at += said_in(item);
        let here = |nth: &usize| pages.has(first + nth, SAYINGS);
        if !(0..said_in(item)).any(|nth| here(&nth)) {
            continue;
        }
        let opinions = (1..).zip(&item.opinions).filter(|(nth, _)| here(nth));
        let conclusions = (1 + item.opinions.len()..).zip(&item.conclusions).filter(|(nth, _)| here(nth));
        let conclusions: Vec<&str> = conclusions.map(|(_, said)| said.text.as_str()).collect();
        shown.push(view::AgendaItem {
            title: item.title.clone(),
            presenter: item.presenter.as_ref().map(|person| person.name.clone()).unwrap_or_default(),
            opinions: opinions.map(|(_, said)| opinion(said)).collect(),
            conclusion: conclusions.join("\n"),
        });
    }
    shown
}

fn opinion(said: &Said) -> view::Opinion {
    view::Opinion {
        speaker: said.speaker.as_ref().map(|person| person.name.clone()).unwrap_or_default(),
        text: said.text.clone(),
    }
}

fn hours(meeting: &MeetingView) -> String {
    match (meeting.starts_at, meeting.ends_at) {
        (Some(start), Some(end)) => format!("{start}–{end}"),
        (Some(start), None) => format!("{start}–…"),
        (None, Some(end)) => format!("…–{end}"),
        (None, None) => String::new(),
    }
}

fn adopted(context: &RequestContext, doc: &Doc, meeting: &MeetingView, adoption: &Adoption) -> view::Adoption {
    let signature = |signature: &shared::meeting::adoption::AdoptionSignature| view::Signature {
        name: authors::person(&context.known, Some(signature.device)),
        duty: signature.capacity.code().to_owned(),
        at: signature.at.vietnam_display(),
    };
    let version: Option<&SignedVersion> = adoption.adopted.first();
    let now = doc.content_digest();
    view::Adoption {
        signatures: version.map(|version| version.signatures.iter().map(signature).collect()).unwrap_or_default(),
        sole: adoption.is_sole(),
        waiting: adoption.pending.iter().any(|version| version.digest == now),
        digest: version.map(|version| authors::short(&version.digest.to_string())).unwrap_or_default(),
        blocked: meeting.open_questions() > 0,
    }
}

fn conflict(context: &RequestContext, words: &MeetingWords<'_>, conflict: &Conflict) -> view::Conflict {
    let (field, subject) = words.place(&conflict.part, &conflict.key);
    let value = |stored: &str| words.value(&conflict.part, &conflict.key, stored);
    conflict_of(context, field, subject, conflict.grade, &conflict.values, &value)
}

/// One place that holds several values, with who wrote each.
pub(in crate::console) fn conflict_of(
    context: &RequestContext,
    field: String,
    subject: String,
    grade: Grade,
    values: &[Concurrent],
    words: &dyn Fn(&str) -> String,
) -> view::Conflict {
    let value = |value: &Concurrent| view::ConflictValue {
        // A text that merged has writers, but no values to choose from.
        value: if value.value == shared::doc::Scalar::Null { String::new() } else { words(&value.value.display()) },
        author: authors::person(&context.known, value.author),
        device: authors::device(&context.known, value.author),
        at: value.at.vietnam_display(),
    };
    let grade = match grade {
        Grade::Decision => view::ConflictGrade::Decision,
        Grade::Parallel => view::ConflictGrade::Parallel,
    };
    let more = u32::try_from(values.len().saturating_sub(VALUES_MAX)).unwrap_or(u32::MAX);
    let values = values.iter().take(VALUES_MAX).map(value).collect();
    view::Conflict { field, subject, grade, values, more }
}

fn issue(words: &MeetingWords<'_>, finding: &Finding) -> view::Issue {
    let (left, right) = finding.figures;
    let detail = match finding.code {
        FindingCode::EndsBeforeStart => {
            let time = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
            format!("{} → {}", time(left), time(right))
        }
        FindingCode::RollIncomplete => format!("{left}/{right}"),
        FindingCode::Marked | FindingCode::Unreadable => left.to_string(),
        FindingCode::SumNotCollected => format!("{}: {left} ≠ {right}", words.vote(&finding.place)),
        FindingCode::CollectedOverIssued
        | FindingCode::ValidOverCollected
        | FindingCode::CollectedOverEligible
        | FindingCode::CollectedOverPresent
        | FindingCode::PresentOverRoll => format!("{}: {left} > {right}", words.vote(&finding.place)),
    };
    view::Issue { code: finding.code.code().to_owned(), detail }
}

fn span(least: u32, most: u32) -> view::Span {
    view::Span { least, most }
}

fn roll(context: &RequestContext, words: &MeetingWords<'_>, meeting: &MeetingView, pages: &Pages) -> view::Roll {
    let disputed: BTreeSet<&str> = disputed(meeting, "roll")
        .filter_map(|conflict| conflict.key.rsplit_once('/').map(|(person, _)| person))
        .collect();
    let people = pages.slice(&meeting.roll, PEOPLE).map(|entry| view::RollEntry {
        name: entry.person.name.clone(),
        status: entry.attendance.code().to_owned(),
        reason: entry.reason.clone().unwrap_or_default(),
        in_conflict: disputed.contains(entry.person.key.as_str()),
    });
    let (least, most) = spans::roll(meeting);
    view::Roll {
        total: span(least.total, most.total),
        exempt: span(least.exempt, most.exempt),
        required: span(least.required, most.required),
        present: span(least.present, most.present),
        absent_excused: span(least.excused, most.excused),
        absent_unexcused: span(least.unexcused, most.unexcused),
        people: people.collect(),
        unsure: disputed_of(context, words, meeting, "roll", ""),
    }
}

/// What needs a decision in a part of the record.
fn disputed<'a>(meeting: &'a MeetingView, part: &'a str) -> impl Iterator<Item = &'a Conflict> {
    meeting.conflicts.iter().filter(move |conflict| conflict.grade == Grade::Decision && conflict.part == part)
}

/// What people wrote differently in a part, of the leaves that begin so.
fn disputed_of(
    context: &RequestContext,
    words: &MeetingWords<'_>,
    meeting: &MeetingView,
    part: &str,
    beginning: &str,
) -> Vec<view::Unsure> {
    let found = disputed(meeting, part).filter(|conflict| conflict.key.starts_with(beginning)).take(CONFLICTS);
    let told = found.map(|one| conflict(context, words, one));
    told.map(|told| view::Unsure { field: told.field, subject: told.subject, values: told.values }).collect()
}

fn vote(context: &RequestContext, words: &MeetingWords<'_>, meeting: &MeetingView, vote: &Vote) -> view::Vote {
    let tally = &vote.tally;
    // Who has to agree: of a committee its members, else the official members; those present where nobody said how many
    // may vote.
    let base = match (Base::of(tally, meeting.electorate), &meeting.key.kind) {
        (Some(Base::Present(_)), _) => "co_mat",
        (_, MeetingKind::Committee) => "uy_vien",
        _ => "chinh_thuc",
    };
    let threshold = view::Threshold {
        inclusive: vote.threshold.comparison == Comparison::AtLeast,
        fraction: format!("{}/{}", vote.threshold.num, vote.threshold.den),
        base: base.to_owned(),
    };
    let figure = |leaf: &str, agreed: Option<i64>| {
        let (least, most) = spans::figure(meeting, vote, leaf, agreed)?;
        Some(span(u32::try_from(least).ok()?, u32::try_from(most).ok()?))
    };
    let is_disputed = vote.outcome == Outcome::InConflict;
    view::Vote {
        subject: words.vote(vote.key.as_str()),
        method: tally.method.as_ref().map(|method| method.code().to_owned()).unwrap_or_default(),
        eligible: figure("eligible", tally.eligible),
        collected: figure("collected", tally.collected),
        in_favour: figure("for", tally.agree),
        against: figure("against", tally.against),
        other: figure("other", tally.other),
        threshold: Some(threshold),
        outcome: vote.outcome.code(),
        either_way: spans::outcome(meeting, vote).filter(|_| is_disputed).map(Outcome::code),
        unsure: disputed_of(context, words, meeting, "votes", &format!("{}/", vote.key.as_str())),
    }
}

pub(in crate::console) fn review(row: &DocumentRow) -> view::WardReview {
    let Some((by, at)) = &row.seen_by else { return view::WardReview::Unseen };
    let seen = view::Settlement { by: by.clone(), at: at.vietnam_display() };
    if row.seen_seq >= row.content_seq { view::WardReview::Seen(seen) } else { view::WardReview::ChangedSince(seen) }
}

/// A new opinion comes with its item, speaker and role; its text says it all.
pub(in crate::console) fn is_telling(addendum: &Addendum) -> bool {
    let leaf = addendum.key.rsplit('/').next().unwrap_or_default();
    match addendum.part.as_str() {
        "people" => false,
        "says" => leaf == "text" || addendum.before.is_some(),
        _ => true,
    }
}

pub(in crate::console) fn addendum(
    context: &RequestContext,
    words: &MeetingWords<'_>,
    addendum: &Addendum,
) -> view::Addendum {
    let (field, subject) = words.place(&addendum.part, &addendum.key);
    let value = |stored: &Option<String>| {
        stored.as_ref().map(|stored| words.value(&addendum.part, &addendum.key, stored)).unwrap_or_default()
    };
    let pieces = difference::passage(&value(&addendum.before), &value(&addendum.after));
    let by: Vec<String> =
        addendum.by.iter().map(|(device, _)| authors::person(&context.known, Some(*device))).collect();
    let at = addendum.by.iter().map(|(_, at)| *at).max();
    view::Addendum {
        field,
        subject,
        pieces,
        by: by.join(", "),
        at: at.map(|at| at.vietnam_display()).unwrap_or_default(),
    }
}

/// What a place was and became, each shortened to a line; of running text what came and how much went.
fn became(touched: &Touched, words: &dyn Fn(&str, &str, &str) -> String) -> (String, String) {
    let line = |text: &str| screened_line(text, CHANGED_CHARS_MAX);
    let said = |value: &Scalar| line(&words(&touched.part, &touched.key, &value.display()));
    let before: Vec<String> = touched.before.iter().map(said).collect();
    if touched.inserted.is_empty() && touched.deleted == 0 {
        let after = touched.after.as_ref().map(said);
        return (before.join(" | "), after.unwrap_or_default());
    }
    let gone = if touched.deleted > 0 { format!("−{}", touched.deleted) } else { String::new() };
    (gone, if touched.inserted.is_empty() { String::new() } else { format!("+{}", line(&touched.inserted)) })
}

/// One set of changes; places that read alike are named once.
pub(in crate::console) fn history_entry(
    context: &RequestContext,
    entry: &HistoryEntry,
    place: &dyn Fn(&str, &str) -> (String, String),
    words: &dyn Fn(&str, &str, &str) -> String,
) -> view::HistoryEntry {
    let mut changes: Vec<view::Touched> = Vec::new();
    let mut named = BTreeSet::new();
    let mut more = 0_u32;
    for touched in entry.touched.iter().filter(|touched| touched.part != "people" || entry.touched.len() == 1) {
        if changes.len() == PLACES_MAX {
            more = more.saturating_add(1);
            continue;
        }
        let (field, subject) = place(&touched.part, &touched.key);
        let subject = screened_line(&subject, SHOWN_NAME_CHARS_MAX);
        let (before, after) = became(touched, words);
        if named.insert((field.clone(), subject.clone(), before.clone(), after.clone())) {
            changes.push(view::Touched { field, subject, before, after });
        }
    }
    view::HistoryEntry {
        at: entry.at.vietnam_display(),
        person: authors::person(&context.known, entry.author),
        device: authors::device(&context.known, entry.author),
        is_read: !entry.touched.is_empty(),
        changes,
        more,
        hash: authors::short(&entry.change.to_string()),
    }
}
