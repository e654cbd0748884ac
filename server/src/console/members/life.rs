//! What happened in a member's life, as the record, its history and the meetings of the cell tell it. Nothing is written
//! for it: a day that nobody recorded is not there.

use shared::doc::{Doc, Scalar};
use shared::id::{DocId, OrgId};
use shared::meeting::MeetingView;
use shared::meeting::roll::Attendance;
use shared::member::{MemberView, Status, probation_ends};
use shared::record::list::{Page, Query};
use shared::time::{CivilDate, PartialDate};

use super::super::error::Failure;
use super::super::guard::RequestContext;
use super::super::records;
use super::super::view::LifeEvent;

/// Meetings of the cell that are looked through, the last ones.
const MEETINGS: usize = 24;

/// The days of the card that are events, with the field that says more of each.
const DAYS: [(&str, &str); 8] = [
    ("joined_on", ""),
    ("decided_on", ""),
    ("official_on", ""),
    ("exempt_on", ""),
    ("moved_in_on", "moved_in_from"),
    ("moved_out_on", "moved_out_to"),
    ("died_on", "death_reason"),
    ("left_on", "left_form"),
];

/// An event with the text by which it sorts: a date as it is stored.
struct Dated {
    stored: String,
    event: LifeEvent,
}

impl Dated {
    fn turn(stored: &str, what: String) -> Self {
        let when = PartialDate::parse(stored).map_or_else(|_| stored.to_owned(), PartialDate::vietnamese);
        let event = LifeEvent { when, what, href: None, is_turn: true, is_ahead: false };
        Self { stored: stored.to_owned(), event }
    }
}

/// Everything that is told, the last first: of the record itself, and of those for which it speaks.
pub(super) async fn of(
    context: &RequestContext,
    doc: &Doc,
    record: &MemberView,
    org: OrgId,
    merged: &[DocId],
) -> Result<Vec<LifeEvent>, Failure> {
    let mut all = of_card(context, record);
    all.extend(of_posts(context, record));
    all.extend(of_history(context, doc));
    all.extend(ahead(context, record));
    let mut ids = vec![record.doc];
    ids.extend(merged);
    let mut orgs = vec![org];
    for row in records::rows_of(context, merged.to_vec()).await? {
        if !orgs.contains(&row.org) {
            orgs.push(row.org);
        }
    }
    all.extend(of_meetings(context, &ids, orgs).await?);
    all.sort_by(|one, other| other.stored.cmp(&one.stored));
    Ok(all.into_iter().map(|dated| dated.event).collect())
}

fn of_card(context: &RequestContext, record: &MemberView) -> Vec<Dated> {
    let told = DAYS.iter().filter_map(|(day, more)| {
        let what = context.texts.text(&format!("life-{day}"));
        let more = record.field(more).unwrap_or_default();
        let what = if more.is_empty() { what } else { format!("{what}: {more}") };
        Some(Dated::turn(record.field(day)?, what))
    });
    told.collect()
}

fn of_posts(context: &RequestContext, record: &MemberView) -> Vec<Dated> {
    let told = record.posts.iter().flat_map(|held| {
        let post = context.texts.code("post", held.post.code());
        let event = |day: Option<CivilDate>, key: &str| {
            day.map(|day| Dated::turn(&day.to_string(), context.texts.filled(key, &[("x", &post)])))
        };
        [event(held.from, "life-post_from"), event(held.until, "life-post_until")]
    });
    told.flatten().collect()
}

/// When the record was begun, and each time somebody wrote where the person stands: by the clock of who wrote.
fn of_history(context: &RequestContext, doc: &Doc) -> Vec<Dated> {
    let texts = context.texts;
    let history = doc.history();
    let begun = history.iter().find(|entry| entry.author.is_some());
    let begun = begun.map(|entry| Dated::turn(&entry.at.vietnam_date().to_string(), texts.text("life-recorded")));
    let word = |value: &Scalar| texts.code("status", value.as_str().unwrap_or_default());
    let changed = history.iter().flat_map(|entry| {
        let of_status = entry.touched.iter().filter(|one| one.part == "card" && one.key == "status");
        let other = of_status.filter(|one| one.after.is_some() && !one.before.is_empty());
        other.filter_map(|one| {
            let (before, after) = (one.before.first()?, one.after.as_ref()?);
            let what = [("x", &*word(before)), ("y", &*word(after))];
            let what = texts.filled("life-status", &what);
            (before != after).then(|| Dated::turn(&entry.at.vietnam_date().to_string(), what))
        })
    });
    begun.into_iter().chain(changed).collect()
}

/// When a probation ends.
fn ahead(context: &RequestContext, record: &MemberView) -> Option<Dated> {
    let joined = record.field("joined_on").filter(|_| record.status == Status::Probationary)?;
    let ends = probation_ends(CivilDate::parse(joined).ok()?)?;
    let is_ahead = ends > context.console.hub().host().now().vietnam_date();
    let mut dated = Dated::turn(&ends.to_string(), context.texts.text("life-probation_ends"));
    dated.event.is_ahead = is_ahead;
    Some(dated)
}

/// What the rolls of the last meetings of these cells say of a person, under any of these records.
async fn of_meetings(context: &RequestContext, ids: &[DocId], orgs: Vec<OrgId>) -> Result<Vec<Dated>, Failure> {
    let query = Query { readable: Some(true), ..Query::meetings().within(orgs) };
    let rows = records::rows(context, query, Page::first(MEETINGS)).await?;
    let keys: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let mut told = Vec::new();
    for row in rows {
        let Some((doc, _)) = context.console.hub().open(row.doc).await? else { continue };
        let Some(meeting) = MeetingView::of(&doc) else { continue };
        let on_roll = meeting.roll.iter().find(|entry| keys.contains(&entry.person.key.as_str().to_owned()));
        // Before anybody is called nothing is known.
        let Some(entry) = on_roll.filter(|entry| entry.attendance != Attendance::Unrecorded) else { continue };
        let called = context.texts.code("attendance", entry.attendance.code());
        let mut dated =
            Dated::turn(&meeting.held_on.to_string(), format!("{}: {called}", records::meeting_kind(context, &row)));
        dated.event.is_turn = false;
        dated.event.href = Some(records::href(&row));
        told.push(dated);
    }
    Ok(told)
}
