//! From the places and values records store to the codes and words pages show.
//!
//! A place is a part of the record and a leaf within it, such as `votes` and `nghi_quyet/for`; a
//! page says "votes in favour" and on what. A place of a newer app reads as "other" and its name.

use shared::doc::{Doc, Node};
use shared::meeting::vote::{Threshold, VoteKey};
use shared::rules::Rules;
use shared::text;
use shared::time::{CivilDate, PartialDate};
use shared::words::Words;

/// The words of one meeting's record.
pub(super) struct MeetingWords<'a> {
    texts: &'a Words,
    rules: &'a Rules,
    tree: Node,
}

impl<'a> MeetingWords<'a> {
    /// The words of a meeting as it stands.
    pub(super) fn of(texts: &'a Words, rules: &'a Rules, doc: &Doc) -> Self {
        Self { texts, rules, tree: doc.tree() }
    }

    /// The field code of a place, and whose or which one it is.
    pub(super) fn place(&self, part: &str, key: &str) -> (String, String) {
        let (subject, leaf) = key.rsplit_once('/').unwrap_or(("", key));
        let subject = match part {
            "roll" => self.person(subject),
            "people" => self.person(key),
            "votes" => self.vote(subject),
            "agenda" => self.item(subject),
            "says" => self.speaker(subject),
            "score" if subject == "points" => self.criterion(leaf),
            _ => String::new(),
        };
        let field = match part {
            "says" if self.is_conclusion(key) => Some("meeting-conclusion"),
            _ => meeting_field(part, key, leaf),
        };
        (field.map_or_else(|| unknown(part, leaf), str::to_owned), subject)
    }

    /// A stored value in words.
    pub(super) fn value(&self, part: &str, key: &str, stored: &str) -> String {
        let leaf = key.rsplit('/').next().unwrap_or(key);
        match (part, leaf) {
            ("about", "state") => self.texts.code("state-meeting", stored),
            ("about", "held_on") => date(stored),
            ("about", "chair" | "minute_taker") | ("agenda", "presenter") | ("says", "speaker") => self.person(stored),
            ("roll", "status") => self.texts.code("attendance", stored),
            ("roll", "standing") => self.texts.code("standing", stored),
            ("votes", "method") => self.texts.code("method", stored),
            ("votes", "threshold") => {
                Threshold::read(stored).map_or_else(|| stored.to_owned(), |threshold| self.texts.threshold(threshold))
            }
            ("agenda", "removed") => self.texts.text(if stored == "true" { "yes" } else { "no" }),
            ("says", "item") => self.item(stored),
            ("says", "role") => self.texts.code("saying", stored),
            _ => stored.to_owned(),
        }
    }

    /// What a vote is about: its matter, and the subject somebody wrote, or whom or what it concerns. A subject that says
    /// the matter itself stands alone.
    pub(super) fn vote(&self, key: &str) -> String {
        let Some(vote) = VoteKey::from_text(key) else { return key.to_owned() };
        let written = self.part("votes").and_then(|votes| votes.line(&format!("{key}/subject")));
        let matter = self.texts.code("matter", vote.matter().code());
        let concerned = || key.split_once(':').map(|(_, about)| self.person(about));
        match written.or_else(concerned) {
            Some(subject) if text::fold(&subject).starts_with(&text::fold(&matter)) => subject,
            Some(subject) => format!("{matter}: {subject}"),
            None => matter,
        }
    }

    fn part(&self, name: &str) -> Option<&Node> {
        self.tree.get(name)
    }

    fn person(&self, key: &str) -> String {
        self.part("people").and_then(|people| people.str(key)).unwrap_or(key).to_owned()
    }

    fn item(&self, key: &str) -> String {
        self.part("agenda").and_then(|agenda| agenda.str(&format!("{key}/title"))).unwrap_or(key).to_owned()
    }

    fn said(&self, key: &str) -> Option<&Node> {
        let index: usize = key.split('/').next()?.parse().ok()?;
        self.part("says")?.items().get(index).map(|(_, said)| said)
    }

    /// A criterion in the words of the rubric the meeting names; its code where this version does not know it.
    fn criterion(&self, code: &str) -> String {
        let rubric = self.part("score").and_then(|score| score.str("rubric")).and_then(|id| self.rules.rubric(id));
        let known = rubric.and_then(|rubric| rubric.criterion(code));
        known.map_or_else(|| code.to_owned(), |criterion| self.texts.of_rule(&criterion.label).to_owned())
    }

    fn is_conclusion(&self, key: &str) -> bool {
        self.said(key).and_then(|said| said.str("role")) == Some("ket_luan")
    }

    fn speaker(&self, key: &str) -> String {
        let Some(said) = self.said(key) else { return String::new() };
        match (said.str("speaker"), said.str("item")) {
            (Some(speaker), _) => self.person(speaker),
            (None, Some(item)) => self.item(item),
            (None, None) => String::new(),
        }
    }
}

fn meeting_field(part: &str, key: &str, leaf: &str) -> Option<&'static str> {
    Some(match (part, leaf) {
        ("about", "held_on") => "meeting-held_on",
        ("about", "starts_at") => "meeting-starts_at",
        ("about", "ends_at") => "meeting-ends_at",
        ("about", "place") => "meeting-place",
        ("about", "topic") => "meeting-topic",
        ("about", "chair") => "meeting-chair",
        ("about", "minute_taker") => "meeting-minute_taker",
        ("about", "state") => "meeting-state",
        ("people", _) => "meeting-person_name",
        ("roll", "status") => "meeting-attendance",
        ("roll", "reason") => "meeting-attendance_reason",
        ("roll", "standing") => "meeting-standing",
        ("agenda", "title") => "meeting-agenda_title",
        ("agenda", "order") => "meeting-agenda_order",
        ("agenda", "presenter") => "meeting-presenter",
        ("agenda", "removed") => "meeting-agenda_removed",
        ("says", _) => "meeting-opinion",
        ("votes", "subject") => "meeting-vote_subject",
        ("votes", "method") => "meeting-vote_method",
        ("votes", "eligible") => "meeting-vote_eligible",
        ("votes", "present") => "meeting-vote_present",
        ("votes", "issued") => "meeting-vote_issued",
        ("votes", "collected") => "meeting-vote_collected",
        ("votes", "valid") => "meeting-vote_valid",
        ("votes", "for") => "meeting-vote_for",
        ("votes", "against") => "meeting-vote_against",
        ("votes", "other") => "meeting-vote_other",
        ("votes", "threshold") => "meeting-vote_threshold",
        ("votes", "rules") => "meeting-vote_rules",
        ("votes", "basis") => "meeting-vote_basis",
        ("votes", "reserved") => "meeting-vote_reserved",
        ("votes", "excluded") => "meeting-vote_excluded",
        ("votes", "ballot_committee") => "meeting-vote_ballot_committee",
        ("votes", "referred_up") => "meeting-vote_referred_up",
        ("minutes", _) => "meeting-minutes",
        ("score", "rubric") if key == leaf => "meeting-score_rubric",
        ("score", _) => "meeting-score",
        ("adoption", _) => "meeting-attestation",
        _ => return None,
    })
}

fn unknown(part: &str, leaf: &str) -> String {
    if leaf.is_empty() { part.to_owned() } else { format!("{part}/{leaf}") }
}

fn date(stored: &str) -> String {
    CivilDate::parse(stored).map_or_else(|_| stored.to_owned(), CivilDate::vietnamese)
}

/// A date of which parts may be unknown, as lists and forms write it.
pub(super) fn partial_date(stored: &str) -> String {
    PartialDate::parse(stored).map_or_else(|_| stored.to_owned(), PartialDate::vietnamese)
}

/// The field code of a place in a member's record, and which post it concerns.
pub(super) fn member_place(texts: &Words, part: &str, key: &str) -> (String, String) {
    match (part, key.split_once('/')) {
        ("card", None) => (format!("member-{key}"), String::new()),
        ("notes", _) => ("member-notes".to_owned(), String::new()),
        ("posts", Some((post, "from"))) => ("member-post_from".to_owned(), texts.code("post", post)),
        ("posts", Some((post, "until"))) => ("member-post_until".to_owned(), texts.code("post", post)),
        _ => (unknown(part, key), String::new()),
    }
}

/// A stored value of a member's record in words.
pub(super) fn member_value(texts: &Words, part: &str, key: &str, stored: &str) -> String {
    match (part, key) {
        ("card", "status") => texts.code("status", stored),
        ("card", "gender") => texts.code("gender", stored),
        ("card", field) if field.ends_with("_on") || field == "birth_date" => partial_date(stored),
        ("posts", _) => partial_date(stored),
        _ => stored.to_owned(),
    }
}

#[cfg(test)]
mod tests;
