//! From a meeting's record to its page. Reads nothing but what it is given.

use shared::doc::history::HistoryEntry;
use shared::doc::{Concurrent, Doc, Grade};
use shared::meeting::adoption::{Addendum, Adoption, SignedVersion};
use shared::meeting::view::{Conflict, Finding, FindingCode};
use shared::meeting::vote::{Outcome, Reach, Vote};
use shared::meeting::{MeetingView, Person};

use super::super::authors;
use super::super::guard::{Desk, ToReview};
use super::super::view::{self, Section};
use super::super::wording::{MeetingWords, changed_passage};
use crate::store::document::DocumentRow;

/// The whole meeting as it stands, for those who read records.
pub(super) fn whole(
    desk: &Desk,
    doc: &Doc,
    row: &DocumentRow,
    meeting: &MeetingView,
    adoption: &Adoption,
) -> view::MeetingView {
    let words = MeetingWords::of(&desk.texts, doc);
    let adopted = adoption.adopted.first();
    let adopted_minutes = adopted
        .and_then(|version| doc.at(&version.heads).ok())
        .and_then(|then| MeetingView::of(&then))
        .map(|then| then.minutes);
    view::MeetingView {
        conflicts: meeting.conflicts.iter().map(|one| conflict(desk, &words, one)).collect(),
        issues: meeting.findings.iter().map(|one| issue(&words, one)).collect(),
        addenda: adoption
            .proposed
            .iter()
            .filter(|one| is_telling(one))
            .map(|one| addendum(desk, &words, one))
            .collect(),
        adopted_minutes,
        review: review(row),
        may_review: desk.may::<ToReview>(),
        full: true,
        ..common(desk, doc, row, meeting, adoption, &words)
    }
}

/// The meeting as it was adopted, without what single people said or did.
pub(super) fn as_adopted(
    desk: &Desk,
    then: &Doc,
    row: &DocumentRow,
    meeting: &MeetingView,
    adoption: &Adoption,
) -> view::MeetingView {
    let words = MeetingWords::of(&desk.texts, then);
    let mut page = common(desk, then, row, meeting, adoption, &words);
    page.adopted_minutes = Some(meeting.minutes.clone());
    page.roll.people.clear();
    for item in &mut page.agenda {
        item.opinions.clear();
        item.presenter.clear();
    }
    page
}

fn common(
    desk: &Desk,
    doc: &Doc,
    row: &DocumentRow,
    meeting: &MeetingView,
    adoption: &Adoption,
    words: &MeetingWords<'_>,
) -> view::MeetingView {
    let name = |person: &Option<Person>| person.as_ref().map(|person| person.name.clone()).unwrap_or_default();
    let id = meeting.doc.to_string();
    let title = format!("{}, {}", desk.texts.label("kind", meeting.key.kind.code()), meeting.held_on.vietnamese());
    view::MeetingView {
        page: desk.page(&title, Section::Cells),
        short_id: authors::short(&id),
        id,
        cell_id: row.stream.org.to_string(),
        cell: desk.org_name(row.stream.org),
        kind: meeting.key.kind.code().to_owned(),
        date: meeting.held_on.vietnamese(),
        hours: hours(meeting),
        place: meeting.place.clone().unwrap_or_default(),
        topic: meeting.topic.clone().unwrap_or_default(),
        chair: name(&meeting.chair),
        minute_taker: name(&meeting.minute_taker),
        state: meeting.state.code().to_owned(),
        adoption: adopted(desk, doc, meeting, adoption),
        conflicts: Vec::new(),
        issues: Vec::new(),
        roll: roll(meeting),
        agenda: meeting.agenda.iter().map(agenda_item).collect(),
        votes: meeting.votes.iter().map(|one| vote(words, one)).collect(),
        minutes: meeting.minutes.clone(),
        adopted_minutes: None,
        addenda: Vec::new(),
        score: score(meeting),
        review: view::WardReview::Unseen,
        may_review: false,
        version: row.content_seq.to_string(),
        full: false,
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

fn adopted(desk: &Desk, doc: &Doc, meeting: &MeetingView, adoption: &Adoption) -> view::Adoption {
    let signature = |signature: &shared::meeting::adoption::AdoptionSignature| view::Signature {
        name: authors::person(&desk.known, Some(signature.device)),
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

fn conflict(desk: &Desk, words: &MeetingWords<'_>, conflict: &Conflict) -> view::Conflict {
    let (field, subject) = words.place(&conflict.part, &conflict.key);
    let value = |stored: &str| words.value(&conflict.part, &conflict.key, stored);
    conflict_of(desk, field, subject, conflict.grade, &conflict.values, &value)
}

/// One place that holds several values, with who wrote each.
pub(in crate::console) fn conflict_of(
    desk: &Desk,
    field: String,
    subject: String,
    grade: Grade,
    values: &[Concurrent],
    words: &dyn Fn(&str) -> String,
) -> view::Conflict {
    let value = |value: &Concurrent| view::ConflictValue {
        // A text that merged has writers, but no values to choose from.
        value: if value.value == shared::doc::Scalar::Null { String::new() } else { words(&value.value.display()) },
        author: authors::person(&desk.known, value.author),
        device: authors::device(&desk.known, value.author),
        at: value.at.vietnam_display(),
        chosen: false,
    };
    let grade = match grade {
        Grade::Decision => view::ConflictGrade::Decision,
        Grade::Parallel => view::ConflictGrade::Parallel,
    };
    view::Conflict { field, subject, grade, values: values.iter().map(value).collect(), settled: None }
}

fn issue(words: &MeetingWords<'_>, finding: &Finding) -> view::Issue {
    let (left, right) = finding.figures;
    let detail = match finding.code {
        FindingCode::EndsBeforeStart => {
            let time = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
            format!("{} → {}", time(left), time(right))
        }
        FindingCode::RollIncomplete => format!("{left}/{right}"),
        FindingCode::SumNotCollected => format!("{}: {left} ≠ {right}", words.vote(&finding.place)),
        FindingCode::CollectedOverIssued
        | FindingCode::ValidOverCollected
        | FindingCode::CollectedOverEligible
        | FindingCode::PresentOverRoll => format!("{}: {left} > {right}", words.vote(&finding.place)),
    };
    view::Issue { code: finding.code.code().to_owned(), detail }
}

fn count(number: Option<i64>) -> Option<u32> {
    number.and_then(|number| u32::try_from(number).ok())
}

fn roll(meeting: &MeetingView) -> view::Roll {
    let disputed = |key: &str| {
        let status = format!("{key}/status");
        meeting.conflicts.iter().any(|conflict| conflict.part == "roll" && conflict.key == status)
    };
    let people = meeting.roll.iter().map(|entry| view::RollEntry {
        name: entry.person.name.clone(),
        status: entry.attendance.code().to_owned(),
        reason: entry.reason.clone().unwrap_or_default(),
        in_conflict: disputed(&entry.person.key),
    });
    let sum = &meeting.summary;
    view::Roll {
        total: sum.total,
        exempt: sum.exempt,
        required: sum.required,
        present: sum.present,
        absent_excused: sum.excused,
        absent_unexcused: sum.unexcused,
        people: people.collect(),
    }
}

fn agenda_item(item: &shared::meeting::agenda::AgendaItem) -> view::AgendaItem {
    let opinions = item.opinions.iter().map(|said| view::Opinion {
        speaker: said.speaker.as_ref().map(|person| person.name.clone()).unwrap_or_default(),
        text: said.text.clone(),
    });
    let conclusions: Vec<&str> = item.conclusions.iter().map(|said| said.text.as_str()).collect();
    view::AgendaItem {
        title: item.title.clone(),
        presenter: item.presenter.as_ref().map(|person| person.name.clone()).unwrap_or_default(),
        opinions: opinions.collect(),
        conclusion: conclusions.join("\n"),
    }
}

fn vote(words: &MeetingWords<'_>, vote: &Vote) -> view::Vote {
    let tally = &vote.tally;
    let threshold = view::Threshold {
        inclusive: vote.threshold.reach == Reach::AtLeast,
        fraction: format!("{}/{}", vote.threshold.num, vote.threshold.den),
        base: "chinh_thuc".to_owned(),
    };
    view::Vote {
        subject: words.vote(vote.key.as_str()),
        method: tally.method.as_ref().map(|method| method.code().to_owned()).unwrap_or_default(),
        eligible: count(tally.eligible),
        collected: count(tally.collected),
        in_favour: count(tally.agree),
        against: count(tally.against),
        other: count(tally.other),
        threshold: Some(threshold),
        result: match vote.outcome {
            Outcome::Passed => view::VoteResult::Passed,
            Outcome::NotPassed => view::VoteResult::Failed,
            Outcome::Incomplete => view::VoteResult::Incomplete,
            Outcome::InConflict => view::VoteResult::InConflict,
        },
    }
}

fn score(meeting: &MeetingView) -> Option<view::Score> {
    let given = &meeting.score;
    (!given.points.is_empty())
        .then(|| view::Score { points: given.total.to_string(), rubric: given.rubric.clone().unwrap_or_default() })
}

fn review(row: &DocumentRow) -> view::WardReview {
    let Some((by, at)) = &row.seen_by else { return view::WardReview::Unseen };
    let seen = view::Settlement { by: by.clone(), at: at.vietnam_display() };
    if row.seen_seq >= row.content_seq { view::WardReview::Seen(seen) } else { view::WardReview::ChangedSince(seen) }
}

/// A new opinion comes with its item, speaker and role; its text says it all.
fn is_telling(addendum: &Addendum) -> bool {
    let leaf = addendum.key.rsplit('/').next().unwrap_or_default();
    match addendum.part.as_str() {
        "people" => false,
        "says" => leaf == "text" || addendum.before.is_some(),
        _ => true,
    }
}

fn addendum(desk: &Desk, words: &MeetingWords<'_>, addendum: &Addendum) -> view::Addendum {
    let (field, subject) = words.place(&addendum.part, &addendum.key);
    let value = |stored: &Option<String>| {
        stored.as_ref().map(|stored| words.value(&addendum.part, &addendum.key, stored)).unwrap_or_default()
    };
    let (before, after) = changed_passage(&value(&addendum.before), &value(&addendum.after));
    let by: Vec<String> = addendum.by.iter().map(|(device, _)| authors::person(&desk.known, Some(*device))).collect();
    let at = addendum.by.iter().map(|(_, at)| *at).max();
    view::Addendum {
        field,
        subject,
        before,
        after,
        by: by.join(", "),
        at: at.map(|at| at.vietnam_display()).unwrap_or_default(),
    }
}

/// One set of changes; places that read alike are named once.
pub(in crate::console) fn history_entry(
    desk: &Desk,
    entry: &HistoryEntry,
    place: &dyn Fn(&str, &str) -> (String, String),
) -> view::HistoryEntry {
    let mut changes: Vec<(String, String)> = Vec::new();
    for (part, key) in entry.touched.iter().filter(|(part, _)| part != "people" || entry.touched.len() == 1) {
        let named = place(part, key);
        if !changes.contains(&named) {
            changes.push(named);
        }
    }
    view::HistoryEntry {
        at: entry.at.vietnam_display(),
        person: authors::person(&desk.known, entry.author),
        device: authors::device(&desk.known, entry.author),
        changes,
        hash: authors::short(&entry.change.to_string()),
    }
}
