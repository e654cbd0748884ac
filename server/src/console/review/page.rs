//! From an opened record to its review page. Reads nothing but what it is given.

use shared::doc::history::HistoryEntry;
use shared::doc::{Doc, Heads, Scalar};
use shared::kind::spec::{Form, Origin};
use shared::meeting::adoption::{self, Adoption};
use shared::record::step::{self, Handed, Who};
use shared::record::{RecordView, Row};

use super::super::guard::{RequestContext, ToReview};
use super::super::queue::Filter;
use super::super::view::{self, Choice, Comparison, HeldBy, Paragraph, Person, ReviewView, Settled, Tab};
use super::super::worded::{self, Worded};
use super::super::{authors, difference, meetings, records};
use super::said::{self, Placed};
use super::{Against, Known, Open};
use crate::standing::Lane;

/// Things of each kind on the page; of more the record's own page tells.
const ROWS: usize = 60;
/// Characters of a paragraph by which a remark names it.
const PASSAGE_CHARS: usize = 160;

pub(super) fn of(
    context: &RequestContext,
    found: &Open,
    known: &Known,
    filter: &Filter,
    against: Option<Against>,
) -> ReviewView {
    let adoption = adoption::read(&found.doc, &|device| context.known.member_of(device));
    let (against, base) = base(found, known, &adoption, against);
    let said = said::of(context, found);
    let mut remarks = said.remarks;
    let paragraphs = paragraphs(found, base.as_ref(), &mut remarks);
    let words = base.as_ref().map(|_| {
        let all: Vec<Vec<view::Piece>> = paragraphs.iter().map(|one| one.pieces.clone()).collect();
        difference::words(&all)
    });
    let worded = Worded::of(context, &found.doc);
    let digest = found.doc.content_digest().to_string();
    let open = step_refusal(context, found, "accept");
    let title = records::title(context, &found.row);
    let beside = |doc: Option<shared::id::DocId>| doc.map(|doc| format!("/review/{doc}{}", filter.ending()));
    ReviewView {
        page: context.page(&title, Tab::Queue),
        id: found.row.doc.to_string(),
        cell: context.org_name(found.row.org),
        cell_id: found.row.org.to_string(),
        lane: known.lane(context).code(),
        state: records::state(context, &found.row),
        ending: filter.ending(),
        place: known.beside.place.and_then(|place| u32::try_from(place).ok()),
        beside: (beside(known.beside.previous), beside(known.beside.next)),
        holder: holder(context, known),
        may_review: context.may::<ToReview>(),
        problem: None,
        typed: std::collections::BTreeMap::new(),
        heads: found.doc.heads().to_text(),
        review_heads: found.review_heads(),
        version: found.document.content_seq.to_string(),
        seen: meetings::seen_by(&found.document),
        handed: if found.doc.tree().get("adoption").is_some() { step::handed(&found.doc) } else { Handed::In }.code(),
        is_held: known.lane(context) == Lane::Held,
        undecided: found.row.decisions + found.row.impossible,
        comparisons: comparisons(found, known, &adoption, filter, &against),
        words,
        paragraphs,
        changes: changes(context, found, base.as_ref().map(|(heads, _)| heads), &worded),
        conflicts: conflicts(context, found, &worded),
        settled: settled(context, &found.doc.history(), &worded),
        issues: Vec::new(),
        meeting: meetings::reviewed(context, &found.doc, &found.document, &adoption),
        parts: parts(context, found),
        remarks: remarks.into_iter().map(|placed| beside_none(context, &found.row, placed)).collect(),
        remark_places: remark_places(context, &found.row),
        answers: said.loose,
        checks: said.checks,
        requests: said.requests,
        verdict: said.verdict,
        refused: open,
        may_reopen: step_refusal(context, found, "reopen").is_none() && found.review.is_some(),
        digest: (digest.clone(), authors::short(&digest)),
        title,
    }
}

/// Why a step of the review cannot be taken by this person now; nothing when it can.
fn step_refusal(context: &RequestContext, found: &Open, name: &str) -> Option<String> {
    let who = Who { seat: Some(&context.session.place), org: found.row.org, tree: &context.known.tree };
    let steps = step::steps(&found.review(), Some(&found.doc.tree()), who);
    let refused = steps.into_iter().find(|view| view.step.name == name)?.refused?;
    // A decision that was made may be made again, as the forms say.
    let is_of_state = refused == step::Refusal::State && name == "accept";
    (!is_of_state).then(|| context.texts.refusal(refused))
}

fn holder(context: &RequestContext, known: &Known) -> Option<HeldBy> {
    let login = known.holder.as_ref()?;
    let is_reader = *login == context.session.login;
    let name = if is_reader { context.session.name.clone() } else { known.holder_name.clone() };
    Some(HeldBy { initials: Person { name: name.clone(), role: String::new() }.initials(), name, is_reader })
}

/// The version the text is compared with: the one that is asked for, else what the person read last if that was another.
fn base(found: &Open, known: &Known, adoption: &Adoption, against: Option<Against>) -> (Against, Option<(Heads, Doc)>) {
    let read = known.look.as_ref().and_then(|look| look.read.as_ref()).map(|(heads, _)| heads.clone());
    let against = against.unwrap_or_else(|| match &read {
        Some(heads) if *heads != found.doc.heads() => Against::Read,
        _ => Against::Nothing,
    });
    let heads = match &against {
        Against::Nothing => None,
        Against::Read => read,
        Against::Adopted => adoption.adopted.last().map(|version| version.heads.clone()),
        Against::Shown(heads) => Some(heads.clone()),
    };
    let then = heads.and_then(|heads| found.doc.at(&heads).ok().map(|doc| (heads, doc)));
    if then.is_none() { (Against::Nothing, None) } else { (against, then) }
}

fn comparisons(
    found: &Open,
    known: &Known,
    adoption: &Adoption,
    filter: &Filter,
    against: &Against,
) -> Vec<Comparison> {
    let (ending, id) = (filter.ending(), &found.row.doc);
    let href = |so: &str| {
        let sign = if ending.is_empty() { '?' } else { '&' };
        format!("/review/{id}{ending}{sign}so={so}")
    };
    let one =
        |key, so: &str, at: String, of: &Against| Comparison { key, at, href: href(so), is_current: against == of };
    let mut all = vec![one("review-now", "now", String::new(), &Against::Nothing)];
    if let Some((_, at)) = known.look.as_ref().and_then(|look| look.read.as_ref()) {
        all.push(one("review-since-read", "read", at.vietnam_display(), &Against::Read));
    }
    if let Some(signature) = adoption.adopted.last().and_then(|version| version.signatures.last()) {
        all.push(one("review-since-adopted", "adopted", signature.at.vietnam_display(), &Against::Adopted));
    }
    if matches!(against, Against::Shown(_)) {
        all.push(Comparison { is_current: true, ..one("review-since-shown", "now", String::new(), against) });
    }
    if all.len() > 1 { all } else { Vec::new() }
}

/// The running texts of a record, by the part each stands in.
fn texts(doc: &Doc) -> Vec<(&'static str, String)> {
    let tree = doc.tree();
    let parts = doc.kind().spec().parts.iter().filter(|part| part.form == Form::Text);
    parts.map(|part| (part.name, tree.passage(part.name).unwrap_or_default())).collect()
}

/// The paragraphs with the remarks on each; remarks on nothing that is there are left.
fn paragraphs(found: &Open, base: Option<&(Heads, Doc)>, remarks: &mut Vec<Placed>) -> Vec<Paragraph> {
    let before = base.map(|(_, then)| texts(then));
    let mut all = Vec::new();
    for (part, now) in texts(&found.doc) {
        let then = before.as_ref().map(|texts| {
            let then = texts.iter().find(|(name, _)| *name == part);
            then.map(|(_, text)| text.as_str()).unwrap_or_default()
        });
        for pieces in difference::paragraphs(then, &now) {
            let kept = pieces.iter().filter(|piece| piece.kind != view::PieceKind::Gone);
            let text: String = kept.map(|piece| piece.text.as_str()).collect();
            let passage = shared::text::screened_line(text.trim(), PASSAGE_CHARS);
            let is_here = |placed: &Placed| placed.part == part && !passage.is_empty() && placed.passage == passage;
            let (here, others) = std::mem::take(remarks).into_iter().partition::<Vec<_>, _>(is_here);
            *remarks = others;
            let here = here.into_iter().map(|placed| placed.remark).collect();
            let number = u32::try_from(all.len() + 1).unwrap_or(u32::MAX);
            all.push(Paragraph { number, part: part.to_owned(), pieces, passage, remarks: here });
        }
    }
    all
}

/// A remark that stands beside no paragraph says what it is about.
fn beside_none(context: &RequestContext, row: &Row, placed: Placed) -> view::Remark {
    let place = if placed.part.is_empty() { String::new() } else { part_words(context, row, &placed.part) };
    view::Remark { place, passage: placed.passage, ..placed.remark }
}

/// What of a meeting has a heading of its own, by the part of the record it is read from.
const HEADINGS: [(&str, &str); 5] = [
    ("about", "meeting-facts"),
    ("roll", "roll-title"),
    ("agenda", "agenda-title"),
    ("votes", "votes-title"),
    ("score", "score-title"),
];

fn part_words(context: &RequestContext, row: &Row, part: &str) -> String {
    let heading = HEADINGS.iter().find(|(name, _)| *name == part).filter(|_| is_meeting(row));
    match heading {
        Some((_, key)) => context.texts.text(key),
        None if is_meeting(row) => context.texts.text("review-minutes"),
        None => context.texts.code(&format!("part-{}", row.kind.code()), part),
    }
}

fn is_meeting(row: &Row) -> bool {
    row.kind.spec().origin == Origin::Meeting
}

fn remark_places(context: &RequestContext, row: &Row) -> Vec<Choice> {
    let parts: Vec<&str> = if is_meeting(row) {
        HEADINGS.iter().map(|(part, _)| *part).collect()
    } else {
        let shown = |form: Form| !matches!(form, Form::Typed | Form::People | Form::Text);
        row.kind.spec().parts.iter().filter(|part| shown(part.form)).map(|part| part.name).collect()
    };
    let choice = |part: &str| Choice { value: part.to_owned(), text: part_words(context, row, part), selected: false };
    parts.into_iter().map(choice).collect()
}

/// What changed since a version, but for the running text, which shows it itself.
fn changes(context: &RequestContext, found: &Open, since: Option<&Heads>, words: &Worded<'_>) -> Vec<view::Change> {
    let Some(all) = since.and_then(|heads| adoption::since(&found.doc, heads)) else { return Vec::new() };
    let is_text = |part: &str| found.row.kind.spec().part(part).is_some_and(|part| part.form == Form::Text);
    let told = all.iter().filter(|one| !is_text(&one.part) && meetings::is_telling(one)).take(ROWS);
    told.map(|one| worded::change(context, words, one)).collect()
}

fn conflicts(context: &RequestContext, found: &Open, words: &Worded<'_>) -> Vec<view::Conflict> {
    if is_meeting(&found.row) {
        // Those of a meeting come with its own parts.
        return Vec::new();
    }
    worded::disputed(&found.doc).iter().take(ROWS).map(|one| one.shown(context, words)).collect()
}

/// Where people had written different things and somebody chose, the latest first.
fn settled(context: &RequestContext, history: &[HistoryEntry], words: &Worded<'_>) -> Vec<Settled> {
    let decided = |entry: &HistoryEntry| {
        let (by, at) = (authors::person(&context.known, entry.author), entry.at.vietnam_display());
        let several = entry.touched.iter().filter(|touched| touched.before.len() > 1 && touched.part != "people");
        let one = several.map(|touched| {
            let (field, subject) = words.place(&touched.part, &touched.key);
            let said = |value: &Scalar| words.value(&touched.part, &touched.key, &value.display());
            Settled {
                field,
                subject,
                before: touched.before.iter().map(said).collect(),
                after: touched.after.as_ref().map(said).unwrap_or_default(),
                by: by.clone(),
                at: at.clone(),
            }
        });
        one.collect::<Vec<_>>()
    };
    history.iter().rev().flat_map(decided).take(ROWS).collect()
}

/// The parts of a record that is no meeting, but for its running texts.
fn parts(context: &RequestContext, found: &Open) -> Vec<view::Part> {
    if is_meeting(&found.row) {
        return Vec::new();
    }
    let read = RecordView::of(&found.doc);
    let shown = read.parts.iter().filter(|part| part.text.is_none() && !part.entries.is_empty());
    shown.map(|part| records::part(context, found.row.kind, part)).collect()
}
