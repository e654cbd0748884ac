//! A meeting as people read it, with everything that is disputed or cannot be right.

use std::collections::{BTreeMap, BTreeSet};

use crate::doc::{Concurrent, Divergence, Doc, Grade, Node};
use crate::id::DocId;
use crate::limits;
use crate::text::{SecrecyMarking, as_key, screened_line, secrecy_marking};
use crate::time::{CivilDate, ClockTime};

use super::State;
use super::agenda::{self, AgendaItem};
use super::roll::{self, Electorate, RollEntry, RollSummary};
use super::vote::{self, Method, Tally, Vote};
use crate::key::{MeetingKey, MeetingKind};

/// A person as this meeting speaks of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person {
    /// The member record's id as text, or `khach-…` for someone without one.
    pub key: String,
    /// The name as it was spoken of.
    pub name: String,
}

/// What the key of someone without a member record begins with.
const GUEST: &str = "khach-";

impl Person {
    /// A member of the register.
    #[must_use]
    pub fn member(id: DocId, name: &str) -> Self {
        Self { key: id.to_string(), name: name.to_owned() }
    }

    /// Someone without a member record: a guest or a superior's delegate.
    #[must_use]
    pub fn guest(name: &str) -> Self {
        Self { key: format!("{GUEST}{}", as_key(name)), name: name.to_owned() }
    }

    /// Whom a key of either form stands for; their name is not known by it.
    #[must_use]
    pub(crate) fn known(key: &str) -> Option<Self> {
        let member = key.parse::<DocId>().ok().map(|doc| doc.to_string());
        let guest = || key.strip_prefix(GUEST).filter(|name| !name.is_empty() && as_key(name) == *name);
        let key = member.or_else(|| guest().map(|_| key.to_owned()))?;
        Some(Self { name: String::new(), key })
    }

    /// Whether they are without a member record.
    #[must_use]
    pub fn is_guest(&self) -> bool {
        self.key.starts_with(GUEST)
    }
}

/// Values written at the same time at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The part of the record.
    pub part: String,
    /// The leaf within it.
    pub key: String,
    /// Whether a person has to decide.
    pub grade: Grade,
    /// The values with author and time; for merged text, its writers.
    pub values: Vec<Concurrent>,
}

/// A figure that cannot be right, or something a reader should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub code: FindingCode,
    /// Where: the leaf's subject, for example the vote's key.
    pub place: String,
    /// The two figures that do not fit together.
    pub figures: (i64, i64),
}

/// What a finding says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingCode {
    /// For + against + other is not the number collected.
    SumNotCollected,
    /// More collected than handed out.
    CollectedOverIssued,
    /// More valid than collected.
    ValidOverCollected,
    /// More collected than may vote.
    CollectedOverEligible,
    /// More collected than present, where not in writing.
    CollectedOverPresent,
    /// More present for the vote than official members present on the roll.
    PresentOverRoll,
    /// The meeting is closed but some people are not recorded.
    RollIncomplete,
    /// It closed before it began.
    EndsBeforeStart,
    /// The record bears a secrecy marking, which another device wrote; such content belongs on paper. The figures are
    /// how many texts bear one, and the greatest degree from 1 to 3.
    Marked,
    /// Parts of the record cannot be read. The first figure says how many.
    Unreadable,
}

impl FindingCode {
    /// Everything a finding can say.
    pub const ALL: [Self; 10] = [
        Self::SumNotCollected,
        Self::CollectedOverIssued,
        Self::ValidOverCollected,
        Self::CollectedOverEligible,
        Self::CollectedOverPresent,
        Self::PresentOverRoll,
        Self::RollIncomplete,
        Self::EndsBeforeStart,
        Self::Marked,
        Self::Unreadable,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SumNotCollected => "tong_khac_thu_ve",
            Self::CollectedOverIssued => "thu_ve_hon_phat_ra",
            Self::ValidOverCollected => "hop_le_hon_thu_ve",
            Self::CollectedOverEligible => "thu_ve_hon_co_quyen",
            Self::CollectedOverPresent => "thu_ve_hon_co_mat",
            Self::PresentOverRoll => "co_mat_hon_danh_sach",
            Self::RollIncomplete => "diem_danh_chua_xong",
            Self::EndsBeforeStart => "ket_thuc_truoc_bat_dau",
            Self::Marked => "mang_dau_mat",
            Self::Unreadable => "khong_doc_duoc",
        }
    }

    /// Whether the texts say it, and not the figures.
    const fn is_of_text(self) -> bool {
        matches!(self, Self::Marked | Self::Unreadable)
    }

    /// Whether it is impossible rather than merely unfinished; impossible figures block adoption.
    #[must_use]
    pub const fn is_impossible(self) -> bool {
        !matches!(self, Self::RollIncomplete | Self::Marked)
    }
}

/// The score the cell gave its meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Score {
    /// The rubric and its version.
    pub rubric: Option<String>,
    /// Points by criterion.
    pub points: BTreeMap<String, i64>,
    /// Their sum.
    pub total: i64,
}

/// A whole meeting, ready to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct MeetingView {
    /// The record's id.
    pub doc: DocId,
    /// What it was called for.
    pub key: MeetingKey,
    /// The day it was held; the day it was called for unless someone changed it.
    pub held_on: CivilDate,
    /// When it began.
    pub starts_at: Option<ClockTime>,
    /// When it closed.
    pub ends_at: Option<ClockTime>,
    /// Where.
    pub place: Option<String>,
    /// Subject of a thematic meeting.
    pub topic: Option<String>,
    /// Who chairs.
    pub chair: Option<Person>,
    /// Who takes the minutes.
    pub minute_taker: Option<Person>,
    /// Stage of its life.
    pub state: State,
    /// The roll, in the order of Vietnamese names.
    pub roll: Vec<RollEntry>,
    /// The roll's figures.
    pub summary: RollSummary,
    /// Who may vote by the roll, once everybody is recorded and nobody differs over it.
    pub electorate: Option<Electorate>,
    /// The order of business with what was said.
    pub agenda: Vec<AgendaItem>,
    /// Votes.
    pub votes: Vec<Vote>,
    /// The minutes as merged.
    pub minutes: String,
    /// The score sheet.
    pub score: Score,
    /// Places where people wrote at the same time.
    pub conflicts: Vec<Conflict>,
    /// What cannot be right.
    pub findings: Vec<Finding>,
}

impl MeetingView {
    /// Reads a meeting's record; `None` when it is no meeting.
    #[must_use]
    pub fn of(doc: &Doc) -> Option<Self> {
        let mut view = Self::bare(doc, &doc.tree())?;
        roll::sort(&mut view.roll);
        view.conflicts.extend(parallel_texts(doc));
        view.conflicts.sort_by(|a, b| {
            (std::cmp::Reverse(a.grade), &a.part, &a.key).cmp(&(std::cmp::Reverse(b.grade), &b.part, &b.key))
        });
        Some(view)
    }

    /// What the figures are counted from: the roll in no order, and no texts that were merged. Those need no decision,
    /// and finding them takes the record's whole history.
    fn bare(doc: &Doc, tree: &Node) -> Option<Self> {
        let key = key_of(tree)?;
        let people = tree.get("people");
        let name_of = |key: &str| {
            let name = people.and_then(|people| people.str(key)).unwrap_or(key);
            Person { key: key.to_owned(), name: screened_line(name, limits::SHOWN_NAME_CHARS_MAX) }
        };
        let empty = Node::Map(BTreeMap::new());
        let part = |name: &str| tree.get(name).unwrap_or(&empty);
        let about = part("about");
        let conflicts = conflicts(doc);
        let disputed: BTreeSet<&str> = conflicts
            .iter()
            .filter(|conflict| conflict.grade == Grade::Decision && conflict.part == "votes")
            .filter_map(|conflict| conflict.key.rsplit_once('/').map(|(key, _)| key))
            .collect();
        let roll = roll::read(part("roll"), name_of);
        let summary = RollSummary::of(&roll);
        // A roll on which two differ says nothing of who may vote until that is decided.
        let is_open = |conflict: &Conflict| conflict.grade == Grade::Decision && conflict.part == "roll";
        let electorate = Electorate::of(&roll, &summary).filter(|_| !conflicts.iter().any(is_open));
        let votes = vote::read(part("votes"), |vote| disputed.contains(vote), electorate);
        let mut view = Self {
            doc: doc.id(),
            held_on: about.str("held_on").and_then(|text| CivilDate::parse(text).ok()).unwrap_or(key.date),
            key,
            starts_at: about.str("starts_at").and_then(|text| ClockTime::parse(text).ok()),
            ends_at: about.str("ends_at").and_then(|text| ClockTime::parse(text).ok()),
            place: about.line("place"),
            topic: about.line("topic"),
            chair: about.str("chair").map(name_of),
            minute_taker: about.str("minute_taker").map(name_of),
            state: State::read(about.str("state").unwrap_or("du_thao")),
            summary,
            electorate,
            agenda: agenda::read(tree, name_of),
            minutes: tree.passage("minutes").unwrap_or_default(),
            score: score_of(part("score")),
            roll,
            votes,
            conflicts: Vec::new(),
            findings: find_in_texts(tree),
        };
        view.find();
        view.conflicts = conflicts;
        Some(view)
    }

    /// How many things prevent adoption: decisions to take, impossible figures.
    #[must_use]
    pub fn open_questions(&self) -> usize {
        self.decisions() + self.impossible()
    }

    /// The same meeting while somebody who has to be called is not on its roll yet: the roll then says of no vote who may
    /// cast one.
    pub fn calling_on(&mut self) {
        self.electorate = None;
        self.votes.iter_mut().for_each(|vote| vote.count_by(None));
        self.findings.retain(|finding| finding.code.is_of_text());
        self.find();
    }

    fn decisions(&self) -> usize {
        self.conflicts.iter().filter(|conflict| conflict.grade == Grade::Decision).count()
    }

    fn impossible(&self) -> usize {
        self.findings.iter().filter(|finding| finding.code.is_impossible()).count()
    }

    fn find(&mut self) {
        let mut found = std::mem::take(&mut self.findings);
        for vote in &self.votes {
            find_in_vote(vote.key.as_str(), &vote.tally, &self.summary, &mut found);
        }
        if self.state == State::Closed && self.summary.unrecorded > 0 {
            let figures = (i64::from(self.summary.unrecorded), i64::from(self.summary.required));
            found.push(Finding { code: FindingCode::RollIncomplete, place: String::new(), figures });
        }
        if let (Some(start), Some(end)) = (self.starts_at, self.ends_at)
            && end < start
        {
            let minutes = |time: ClockTime| i64::from(time.hour()) * 60 + i64::from(time.minute());
            found.push(Finding {
                code: FindingCode::EndsBeforeStart,
                place: String::new(),
                figures: (minutes(start), minutes(end)),
            });
        }
        self.findings = found;
    }
}

/// Whether people wrote different things at a leaf and nobody has decided; of the whole part where `leaf` is empty.
pub(super) fn is_disputed(view: &MeetingView, part: &str, leaf: &str) -> bool {
    let is_it = |conflict: &Conflict| conflict.part == part && (leaf.is_empty() || conflict.key == leaf);
    view.conflicts.iter().any(|conflict| conflict.grade == Grade::Decision && is_it(conflict))
}

pub(super) fn open_questions(doc: &Doc) -> usize {
    MeetingLine::of(doc).map_or(0, |line| line.decisions + line.impossible)
}

/// A meeting as a list shows it: what it takes to keep a list up to date with every push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingLine {
    /// What it was called for.
    pub key: MeetingKey,
    /// The day it was held.
    pub held_on: CivilDate,
    /// Subject of a thematic meeting.
    pub topic: Option<String>,
    /// Stage of its life.
    pub state: State,
    /// The roll's figures.
    pub roll: RollSummary,
    /// The sum of the points the cell gave, if it gave any.
    pub points: Option<i64>,
    /// Conflicts that need a decision.
    pub decisions: usize,
    /// Values written side by side that need none.
    pub parallel: usize,
    /// Figures that cannot be right.
    pub impossible: usize,
    /// Whether a text of it bears a secrecy marking.
    pub marked: bool,
}

impl MeetingLine {
    /// Reads a meeting's record; `None` when it is no meeting.
    #[must_use]
    pub fn of(doc: &Doc) -> Option<Self> {
        Self::of_tree(doc, &doc.tree())
    }

    /// As [`MeetingLine::of`], of a record that was read already.
    pub(crate) fn of_tree(doc: &Doc, tree: &Node) -> Option<Self> {
        let view = MeetingView::bare(doc, tree)?;
        Some(Self {
            decisions: view.decisions(),
            parallel: view.conflicts.iter().filter(|conflict| conflict.grade == Grade::Parallel).count(),
            impossible: view.impossible(),
            marked: view.findings.iter().any(|finding| finding.code == FindingCode::Marked),
            key: view.key,
            held_on: view.held_on,
            topic: view.topic,
            state: view.state,
            roll: view.summary,
            points: (!view.score.points.is_empty()).then_some(view.score.total),
        })
    }
}

/// What the texts of a record say against it, whatever they belong to.
fn find_in_texts(tree: &Node) -> Vec<Finding> {
    let Texts { marked, degree, unreadable } = Texts::of(tree);
    let finding = |code, figures: (i64, i64)| Finding { code, place: String::new(), figures };
    let marked = (marked > 0).then(|| finding(FindingCode::Marked, (marked, degree)));
    let unreadable = (unreadable > 0).then(|| finding(FindingCode::Unreadable, (unreadable, 0)));
    marked.into_iter().chain(unreadable).collect()
}

/// What is to be told of a record's texts, of any kind of record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    /// Texts that bear a secrecy marking.
    pub(crate) marked: i64,
    /// The greatest degree of one, from 1 to 3.
    pub(crate) degree: i64,
    /// Places that cannot be read.
    pub(crate) unreadable: i64,
}

impl Texts {
    pub(crate) fn of(tree: &Node) -> Self {
        let mut texts = Self::default();
        tree.each(&mut |text| match text {
            Some(text) => {
                if let Some(marking) = secrecy_marking(text) {
                    texts.marked += 1;
                    texts.degree = texts.degree.max(degree(marking));
                }
            }
            None => texts.unreadable += 1,
        });
        texts
    }
}

const fn degree(marking: SecrecyMarking) -> i64 {
    match marking {
        SecrecyMarking::Mat => 1,
        SecrecyMarking::ToiMat => 2,
        SecrecyMarking::TuyetMat => 3,
    }
}

pub(super) fn find_in_vote(place: &str, tally: &Tally, roll: &RollSummary, found: &mut Vec<Finding>) {
    let mut check = |code, left: Option<i64>, right: Option<i64>, wrong: fn(i64, i64) -> bool| {
        if let (Some(left), Some(right)) = (left, right)
            && wrong(left, right)
        {
            found.push(Finding { code, place: place.to_owned(), figures: (left, right) });
        }
    };
    let over: fn(i64, i64) -> bool = |a, b| a > b;
    let sides = [tally.agree, tally.against, tally.other];
    let given = tally.sum();
    // Spoilt ballots are collected but count for no side. Until every side is given, the sides may
    // fall short of them, but never go beyond.
    let counted = tally.valid.or(tally.collected);
    let unequal = |a: i64, b: i64| a != b;
    check(FindingCode::SumNotCollected, given, counted, if sides.contains(&None) { over } else { unequal });
    check(FindingCode::CollectedOverIssued, tally.collected, tally.issued, over);
    check(FindingCode::ValidOverCollected, tally.valid, tally.collected, over);
    check(FindingCode::CollectedOverEligible, tally.collected.or(given), tally.eligible, over);
    // In writing, those who are not present vote as well.
    let in_the_room = tally.present.filter(|_| tally.method != Some(Method::Written));
    check(FindingCode::CollectedOverPresent, tally.collected.max(given), in_the_room, over);
    let present = (roll.total > 0 && roll.unrecorded == 0).then_some(i64::from(roll.official_present));
    check(FindingCode::PresentOverRoll, tally.present, present, over);
}

fn key_of(tree: &Node) -> Option<MeetingKey> {
    let key = tree.get("key")?;
    Some(MeetingKey {
        org: crate::id::OrgId::from_slice(key.scalar("org")?.as_bytes()?)?,
        kind: MeetingKind::read(key.str("kind")?),
        date: CivilDate::parse(key.str("date")?).ok()?,
        ordinal: u16::try_from(key.int("ordinal")?).ok()?,
    })
}

fn conflicts(doc: &Doc) -> Vec<Conflict> {
    let graded = |divergence: Divergence| Conflict {
        grade: doc.kind().spec().grade(&divergence.part, &divergence.key),
        part: divergence.part,
        key: divergence.key,
        values: divergence.values,
    };
    doc.divergences().into_iter().map(graded).collect()
}

fn parallel_texts(doc: &Doc) -> impl Iterator<Item = Conflict> {
    let parallel =
        |text: Divergence| Conflict { grade: Grade::Parallel, part: text.part, key: text.key, values: text.values };
    doc.merged_texts().into_iter().map(parallel)
}

fn score_of(score: &Node) -> Score {
    let points: BTreeMap<String, i64> = score
        .entries()
        .keys()
        .filter_map(|leaf| leaf.strip_prefix("points/").zip(score.int(leaf)))
        .map(|(criterion, points)| (criterion.to_owned(), points))
        .collect();
    Score { rubric: score.line("rubric"), total: points.values().copied().fold(0, i64::saturating_add), points }
}
