//! Minutes of a meeting (biên bản sinh hoạt chi bộ).

mod extract;
mod score;
mod votes;

use super::{BLANK, Block, Column, Desk, Paper, Sheet, Side};
use crate::doc::{Grade, Scalar};
use crate::key::MeetingKind;
use crate::meeting::adoption::{Adoption, AdoptionSignature, SignedVersion};
use crate::meeting::agenda::{AgendaItem, Said};
use crate::meeting::facts::Facts;
use crate::meeting::roll::{Attendance, RollEntry, Standing};
use crate::meeting::score::ScoreSheet;
use crate::meeting::view::{Conflict, FindingCode, MeetingView, Person};
use crate::meeting::vote::{Base, Matter, Outcome};
use crate::time::ClockTime;
use crate::words::Passage;

/// The minutes of a meeting. For adopted ones `view` is the meeting as it was adopted last: what was written since is no
/// part of the paper, which says that there is some.
#[must_use]
pub fn minutes(view: &MeetingView, adoption: &Adoption, desk: &Desk<'_>) -> Paper {
    let of = Minutes { view, desk, passages: desk.words.passages(view) };
    let words = desk.words;
    let adopted = adoption.adopted.last();
    let mut body = of.warned();
    body.extend(of.opening());
    body.extend(of.roll());
    body.push(Block::Heading(words.text("paper-opening")));
    body.extend(of.agenda());
    body.push(Block::Heading(words.text("paper-business")));
    body.extend(of.business());
    body.extend(of.votes());
    body.push(Block::Heading(words.text("paper-closing")));
    body.extend(of.closing());
    if adopted.is_none() {
        body.extend(of.unsettled());
    }
    body.push(of.sign());
    if let Some(adopted) = adopted {
        body.extend(of.signatures(adopted, adoption.proposed.len()));
    }
    of.paper("paper-minutes", adoption, body)
}

/// An extract of a meeting's minutes: what was concluded and voted. It is a draft as long as the minutes are.
#[must_use]
pub fn extract(view: &MeetingView, adoption: &Adoption, desk: &Desk<'_>) -> Paper {
    let of = Minutes { view, desk, passages: Vec::new() };
    let mut body = of.warned();
    body.extend(of.extracted());
    body.push(of.signed_extract());
    of.paper("paper-extract", adoption, body)
}

/// A meeting's score sheet.
#[must_use]
pub fn score_sheet(view: &MeetingView, adoption: &Adoption, desk: &Desk<'_>) -> Paper {
    let of = Minutes { view, desk, passages: Vec::new() };
    let mut body = of.warned();
    body.extend(of.scored(adoption));
    body.push(of.sign());
    let mut paper = of.paper("paper-score_sheet", adoption, body);
    paper.head.number.clear();
    paper
}

struct Minutes<'a> {
    view: &'a MeetingView,
    desk: &'a Desk<'a>,
    passages: Vec<Passage>,
}

impl Minutes<'_> {
    fn warned(&self) -> Vec<Block> {
        let is_found = |code| self.view.findings.iter().any(|finding| finding.code == code);
        self.desk.warnings(is_found(FindingCode::Marked), !is_found(FindingCode::Unreadable))
    }

    fn paper(&self, title: &str, adoption: &Adoption, body: Vec<Block>) -> Paper {
        let words = self.desk.words;
        let draft = adoption.adopted.is_empty().then(|| words.text("paper-draft"));
        Paper {
            language: words.language(),
            sheet: Sheet::Upright,
            head: self.desk.head(None, "BB/CB", draft),
            title: words.text(title),
            subject: self.subject(),
            body,
        }
    }

    fn subject(&self) -> String {
        let (view, words) = (self.view, self.desk.words);
        let kind = words.code_within("meeting_kind", view.key.kind.code()) + &words.ordinal(view.key.ordinal);
        let on = match view.key.kind {
            _ if self.versions("about", "held_on").is_some() => words.text("paper-no_date"),
            MeetingKind::Regular | MeetingKind::RegularThematic => {
                let [month, year] = [view.held_on.month().to_string(), view.held_on.year().to_string()];
                words.filled("paper-of_month", &[("month", &month), ("year", &year)])
            }
            _ => self.desk.date(view.held_on),
        };
        format!("{kind} {on}")
    }

    fn opening(&self) -> Vec<Block> {
        let view = self.view;
        let day = self.said("about", "held_on", self.desk.date(view.held_on));
        let start = self.said("about", "starts_at", time(view.starts_at));
        let when = format!("{start}, {day}");
        let place = self.said("about", "place", view.place.clone().unwrap_or_default());
        let mut lines = vec![self.desk.line("paper-time", Some(&when)), self.desk.line("paper-place", Some(&place))];
        if view.topic.is_some() || self.versions("about", "topic").is_some() {
            let topic = self.said("about", "topic", view.topic.clone().unwrap_or_default());
            lines.push(self.desk.line("paper-topic", Some(&topic)));
        }
        let name = |person: &Option<Person>| person.as_ref().map(|person| person.name.clone()).unwrap_or_default();
        let chair = match &view.chair {
            Some(person) if self.versions("about", "chair").is_none() => {
                let blanks = [("name", person.name.as_str()), ("post", &self.desk.post_of(&person.key))];
                self.desk.words.filled("paper-chair_post", &blanks)
            }
            other => self.said("about", "chair", name(other)),
        };
        lines.push(self.desk.line("paper-chair", Some(&chair)));
        let taker = self.said("about", "minute_taker", name(&view.minute_taker));
        lines.push(self.desk.line("paper-minute_taker", Some(&taker)));
        lines.push(self.desk.line("paper-guests", Some(&self.guests())));
        lines.into_iter().map(Block::plain).collect()
    }

    fn guests(&self) -> String {
        let away = [Attendance::AbsentExcused, Attendance::AbsentUnexcused, Attendance::Unrecorded];
        let came = self.view.roll.iter().filter(|entry| !is_own(entry) && !away.contains(&entry.attendance));
        came.map(|entry| entry.person.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// The figures of the roll; of a disputed one none follow.
    fn figures_of_roll(&self) -> Block {
        let (sum, words) = (&self.view.summary, self.desk.words);
        let disputed = self.view.conflicts.iter().any(|found| found.part == "roll" && found.grade == Grade::Decision);
        let known = sum.total > 0 && !disputed;
        let figure = |count: u32| if known { count.to_string() } else { "……".to_owned() };
        let percent = words.percent(sum.present, sum.required).filter(|_| known);
        let percent = percent.map_or_else(String::new, |share| format!(" ({share})"));
        let [total, official, probationary, exempt, required, present, excused, unexcused] = [
            sum.total,
            sum.official,
            sum.probationary,
            sum.exempt,
            sum.required,
            sum.present,
            sum.excused,
            sum.unexcused,
        ]
        .map(figure);
        let blanks = [
            ("total", &*total),
            ("official", &official),
            ("probationary", &probationary),
            ("exempt", &exempt),
            ("required", &required),
            ("present", &present),
            ("percent", &percent),
            ("excused", &excused),
            ("unexcused", &unexcused),
        ];
        Block::plain(words.filled("paper-roll", &blanks))
    }

    /// The figures of the roll, and everybody of the cell who was not there.
    fn roll(&self) -> Vec<Block> {
        let words = self.desk.words;
        let mut blocks = vec![self.figures_of_roll()];
        let absent: Vec<&RollEntry> = self.view.roll.iter().filter(|entry| self.is_absent(entry)).collect();
        if !absent.is_empty() {
            blocks.push(Block::plain(words.text("paper-absent")));
            let columns = vec![
                Column::numbers(words, 8),
                Column::new(words.text("person"), 34),
                Column::new(words.text("roll-title"), 28),
                Column::new(words.text("roll-reason"), 30),
            ];
            let rows = (1..).zip(absent).map(|(number, entry)| self.absent(number, entry)).collect();
            blocks.push(Block::Table { columns, rows });
        }
        blocks
    }

    fn is_absent(&self, entry: &RollEntry) -> bool {
        let is_disputed = self.versions("roll", &format!("{}/status", entry.person.key)).is_some();
        is_own(entry) && (is_disputed || !entry.attendance.is_present())
    }

    fn absent(&self, number: usize, entry: &RollEntry) -> Vec<String> {
        let leaf = |field: &str| format!("{}/{field}", entry.person.key);
        let attendance = self.desk.words.code("attendance", entry.attendance.code());
        let reason = match (&entry.reason, &entry.attendance) {
            (Some(reason), _) => reason.clone(),
            (None, Attendance::AbsentExcused) => BLANK.to_owned(),
            (None, _) => String::new(),
        };
        vec![
            number.to_string(),
            entry.person.name.clone(),
            self.said("roll", &leaf("status"), attendance),
            self.said("roll", &leaf("reason"), reason),
        ]
    }

    fn agenda(&self) -> Vec<Block> {
        let mut blocks = vec![Block::plain(self.desk.words.text("paper-agenda"))];
        let placed = self.view.agenda.iter().filter(|item| item.is_placed());
        blocks.extend((1..).zip(placed).map(|(number, item)| Block::plain(format!("{number}. {}", self.title(item)))));
        if blocks.len() == 1 {
            blocks.push(Block::Dotted);
        }
        blocks
    }

    fn title(&self, item: &AgendaItem) -> String {
        self.said("agenda", &format!("{}/title", item.key), item.title.clone())
    }

    /// Each item with who spoke and what was concluded, then the running minutes word by word. An item that the minutes
    /// tell in the very words Sen would use is told there alone.
    fn business(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for (number, item) in (1..).zip(&self.view.agenda) {
            let key = format!("item:{}", item.key);
            if self.passages.iter().any(|passage| passage.key == key && passage.is_there) {
                continue;
            }
            blocks.extend(self.item(number, item));
        }
        let written: Vec<&str> = self.view.minutes.lines().filter(|line| !line.trim().is_empty()).collect();
        if !written.is_empty() && !blocks.is_empty() {
            blocks.push(Block::Subheading(self.desk.words.text("paper-course")));
        }
        blocks.extend(written.into_iter().map(Block::plain));
        if blocks.is_empty() {
            blocks.extend([Block::Dotted, Block::Dotted]);
        }
        blocks
    }

    fn item(&self, number: usize, item: &AgendaItem) -> Vec<Block> {
        let words = self.desk.words;
        let mut blocks = vec![Block::Subheading(format!("{number}. {}", self.title(item)))];
        let leaf = format!("{}/presenter", item.key);
        if let Some(who) = self.versions("agenda", &leaf).or(item.presenter.as_ref().map(|who| who.name.clone())) {
            blocks.push(Block::plain(self.desk.line("paper-presenter", Some(&who))));
        }
        let nobody = words.text("passage-nobody");
        let said = |key: &str, said: &Said| {
            let name = said.speaker.as_ref().map_or(&*nobody, |who| &who.name);
            Block::plain(words.filled(key, &[("name", name), ("text", said.text.trim())]))
        };
        blocks.extend(item.opinions.iter().map(|opinion| said("passage-opinion", opinion)));
        blocks.extend(item.conclusions.iter().map(|conclusion| said("passage-conclusion", conclusion)));
        if item.conclusions.is_empty() {
            blocks.push(Block::plain(words.filled("passage-conclusion", &[("text", BLANK)])));
        }
        blocks
    }

    fn closing(&self) -> Vec<Block> {
        let (view, words) = (self.view, self.desk.words);
        let end = self.said("about", "ends_at", time(view.ends_at));
        let read_back = view.votes.iter().find(|vote| vote.key.matter() == Matter::Minutes);
        let agreed = read_back.filter(|vote| vote.outcome == Outcome::Passed).and_then(|vote| {
            let base = Base::of(&vote.tally, view.electorate)?;
            Some(format!("{}/{}", vote.tally.agree?, base.count()))
        });
        let (points, grade) = self.score();
        let score = [("n", points.as_deref().unwrap_or("……")), ("grade", grade.as_deref().unwrap_or("……"))];
        vec![
            Block::plain(words.filled("paper-score", &score)),
            Block::plain(words.filled("paper-read_back", &[("n", agreed.as_deref().unwrap_or("……"))])),
            Block::plain(self.desk.line("paper-ends", Some(&end))),
        ]
    }

    /// The points people wrote down and the grade they come to, once they are complete and nobody disputes them.
    fn score(&self) -> (Option<String>, Option<String>) {
        let view = self.view;
        let disputed = view.conflicts.iter().any(|found| found.part == "score" && found.grade == Grade::Decision);
        if view.score.points.is_empty() || disputed {
            return (None, None);
        }
        let sheet = ScoreSheet::of(self.desk.rules, view, &Facts::of_meeting(view), None);
        let by_hand = |sheet: &ScoreSheet| sheet.lines.iter().all(|line| !line.applies || line.recorded.is_some());
        let sheet = sheet.filter(by_hand);
        // The points the grade rests on: what the rubric does not ask of such a meeting earns nothing.
        let total = sheet.as_ref().map_or(view.score.total, |sheet| sheet.total);
        let grade = sheet.and_then(|sheet| sheet.grade);
        let grade = grade.map(|band| self.desk.words.of_rule(&band.label).to_owned());
        (Some(total.to_string()), grade)
    }

    /// What has to be decided or cannot be right, so that nobody takes a draft for more.
    fn unsettled(&self) -> Vec<Block> {
        let words = self.desk.words;
        let decisions = self.view.conflicts.iter().filter(|found| found.grade == Grade::Decision).map(|conflict| {
            let place = words.meeting_place(self.view, conflict);
            let versions = self.desk.versions(&conflict.part, &conflict.key, &conflict.values);
            format!("- {place}: {versions}.")
        });
        let findings = self.view.findings.iter().map(|found| format!("- {}", words.finding_at(self.view, found)));
        let lines: Vec<Block> = decisions.chain(findings).map(Block::plain).collect();
        let heading = (!lines.is_empty()).then(|| Block::Heading(words.text("paper-unsettled")));
        heading.into_iter().chain(lines).collect()
    }

    fn sign(&self) -> Block {
        let signer = |role: &str, leaf: &str, person: &Option<Person>| Side::Signer {
            roles: vec![self.desk.words.text(role)],
            name: self.signer(leaf, person.as_ref()),
        };
        Block::Sign {
            left: signer("paper-sign_taker", "minute_taker", &self.view.minute_taker),
            right: signer("paper-sign_chair", "chair", &self.view.chair),
        }
    }

    /// The name below a place for a signature; a gap where people wrote different ones.
    fn signer(&self, leaf: &str, person: Option<&Person>) -> String {
        let settled = person.filter(|_| self.versions("about", leaf).is_none());
        settled.map_or_else(|| BLANK.to_owned(), |person| person.name.clone())
    }

    fn signatures(&self, adopted: &SignedVersion, proposed: usize) -> Vec<Block> {
        let words = self.desk.words;
        let signed = |signature: &AdoptionSignature| {
            let capacity = words.code_within("capacity", signature.capacity.code());
            let (who, at) = ((self.desk.author)(signature.device), signature.at.vietnam_display());
            words.filled("paper-signed", &[("who", &who), ("capacity", &capacity), ("at", &at)])
        };
        let mut lines: Vec<String> = adopted.signatures.iter().map(signed).collect();
        lines.push(self.desk.line("paper-digest", Some(&adopted.digest.to_string())));
        if proposed > 0 {
            lines.push(words.text_with("paper-proposed", &[("n", proposed.into())]));
        }
        lines.into_iter().map(Block::Note).collect()
    }

    /// What stands at a place: what the view shows, or every version where people wrote different things.
    fn said(&self, part: &str, leaf: &str, shown: String) -> String {
        self.versions(part, leaf).unwrap_or(if shown.is_empty() && part == "about" { BLANK.to_owned() } else { shown })
    }

    fn versions(&self, part: &str, leaf: &str) -> Option<String> {
        versions(self.view, self.desk, part, leaf)
    }
}

/// Every version of a place of which people wrote different things.
pub(super) fn versions(view: &MeetingView, desk: &Desk<'_>, part: &str, leaf: &str) -> Option<String> {
    // Running text has writers and no values.
    let differs = |found: &&Conflict| found.values.iter().any(|version| version.value != Scalar::Null);
    let mut found = view.conflicts.iter().filter(|found| found.part == part && found.key == leaf);
    let found = found.find(differs)?;
    Some(desk.versions(part, leaf, &found.values))
}

fn is_own(entry: &RollEntry) -> bool {
    entry.standing != Standing::Guest && entry.attendance.is_of_headcount()
}

fn time(at: Option<ClockTime>) -> String {
    at.map(ClockTime::vietnamese).unwrap_or_default()
}
