//! Passages for the minutes, made of what a meeting recorded. They are put in when a person asks for it, and what they
//! say follows from the record alone.

use super::Words;
use crate::meeting::agenda::{AgendaItem, Said};
use crate::meeting::roll::{Attendance, RollEntry, Standing};
use crate::meeting::view::{MeetingView, Person};
use crate::meeting::vote::Vote;
use crate::meeting::weigh::{self, Weighed};
use crate::time::{CivilDate, ClockTime};

/// A passage that can be put into the minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Which: `opening`, `roll`, `item:KEY`, `vote:KEY`, `closing`.
    pub key: String,
    /// What it is about, in a few words.
    pub title: String,
    /// The passage.
    pub text: String,
    /// Whether the minutes hold these very words.
    pub is_there: bool,
}

impl Words {
    /// The passages of what a meeting recorded, in the order of minutes; of what is not recorded there is none.
    #[must_use]
    pub fn passages(&self, view: &MeetingView) -> Vec<Passage> {
        let mut found = Vec::new();
        let mut add = |key: String, title: String, text: String| {
            if !text.is_empty() {
                let is_there = view.minutes.contains(&text);
                found.push(Passage { key, title, text, is_there });
            }
        };
        add("opening".to_owned(), self.text("passage-opening"), self.opening(view));
        add("roll".to_owned(), self.text("passage-roll"), self.roll_passage(view));
        for (at, item) in view.agenda.iter().enumerate() {
            let number = (at + 1).to_string();
            let title = self.filled("passage-item", &[("number", &number), ("title", &item.title)]);
            add(format!("item:{}", item.key), title, self.item_passage(&number, item));
        }
        for (vote, weighed) in view.votes.iter().zip(weigh::recorded(view)) {
            let name = self.vote_name(view, &vote.key);
            let title = self.filled("passage-vote", &[("vote", &name)]);
            add(format!("vote:{}", vote.key.as_str()), title, self.vote_passage(&name, vote, &weighed));
        }
        let closing = view.ends_at.map(|end| self.filled("passage-ends", &[("time", &end.vietnamese())]));
        add("closing".to_owned(), self.text("passage-closing"), closing.unwrap_or_default());
        found
    }

    fn opening(&self, view: &MeetingView) -> String {
        let date = CivilDate::vietnamese(view.held_on);
        let time = view.starts_at.map(ClockTime::vietnamese);
        let began = time.map(|time| self.filled("passage-begins", &[("time", &time), ("date", &date)]));
        let place = view.place.as_ref().map(|place| self.filled("passage-place", &[("place", place)]));
        let officer = |key: &str, person: &Option<Person>| {
            person.as_ref().map(|person| self.filled(key, &[("name", &person.name)]))
        };
        let officers = [officer("passage-chair", &view.chair), officer("passage-taker", &view.minute_taker)];
        [began, place].into_iter().chain(officers).flatten().collect::<Vec<_>>().join(" ")
    }

    fn roll_passage(&self, view: &MeetingView) -> String {
        let sum = &view.summary;
        if sum.total == 0 {
            return String::new();
        }
        let present = [("n", sum.present.into()), ("all", sum.required.into())];
        let mut parts = vec![self.text_with("passage-present", &present)];
        let own = |entry: &&RollEntry| entry.standing != Standing::Guest && entry.attendance.is_of_headcount();
        let mut named =
            |key: &str, which: &dyn Fn(&RollEntry) -> bool, reason: &dyn Fn(&RollEntry) -> Option<String>| {
                let who: Vec<String> = view
                    .roll
                    .iter()
                    .filter(|entry| which(entry))
                    .map(|entry| match reason(entry) {
                        Some(reason) => format!("{} ({reason})", entry.person.name),
                        None => entry.person.name.clone(),
                    })
                    .collect();
                if !who.is_empty() {
                    parts.push(self.text_with(key, &[("n", who.len().into()), ("names", (&who.join(", ")).into())]));
                }
            };
        let noted = |entry: &RollEntry| entry.reason.clone().filter(|reason| !reason.is_empty());
        let is = |which: Attendance| move |entry: &RollEntry| own(&entry) && entry.attendance == which;
        named("passage-excused", &is(Attendance::AbsentExcused), &noted);
        named("passage-unexcused", &is(Attendance::AbsentUnexcused), &noted);
        let left_out = |entry: &RollEntry| own(&entry) && !entry.attendance.is_required();
        let why = |entry: &RollEntry| Some(self.code_within("attendance", entry.attendance.code()));
        named("passage-left_out", &left_out, &why);
        named("passage-uncalled", &is(Attendance::Unrecorded), &|_| None);
        let guest = |entry: &RollEntry| {
            let away = [Attendance::AbsentExcused, Attendance::AbsentUnexcused, Attendance::Unrecorded];
            !own(&entry) && !away.contains(&entry.attendance)
        };
        named("passage-guests", &guest, &|_| None);
        parts.join(" ")
    }

    /// The item with who spoke and what was concluded; nothing while nobody said anything.
    fn item_passage(&self, number: &str, item: &AgendaItem) -> String {
        if item.opinions.is_empty() && item.conclusions.is_empty() {
            return String::new();
        }
        let mut lines = vec![self.filled("passage-item_line", &[("number", number), ("title", &item.title)])];
        let said = |key: &str, said: &Said| {
            let name = said.speaker.as_ref().map_or_else(|| self.text("passage-nobody"), |who| who.name.clone());
            self.filled(key, &[("name", &name), ("text", said.text.trim())])
        };
        if let Some(who) = &item.presenter {
            lines.push(self.filled("passage-presenter", &[("name", &who.name)]));
        }
        lines.extend(item.opinions.iter().map(|opinion| said("passage-opinion", opinion)));
        lines.extend(item.conclusions.iter().map(|conclusion| said("passage-conclusion", conclusion)));
        lines.join("\n")
    }

    fn vote_passage(&self, name: &str, vote: &Vote, weighed: &Weighed) -> String {
        let tally = &vote.tally;
        let sides = [("passage-for", tally.agree), ("passage-against", tally.against), ("passage-other", tally.other)];
        let counted: Vec<String> = sides
            .into_iter()
            .filter_map(|(key, figure)| Some(self.filled(key, &[("n", &figure?.to_string())])))
            .collect();
        if counted.is_empty() {
            return String::new();
        }
        let method = tally.method.as_ref().map(|method| self.code_within("method", method.code()));
        let method = method.map_or_else(String::new, |method| format!(" ({method})"));
        let sides = counted.join(", ");
        let said = self.filled("passage-voted", &[("vote", name), ("method", &method), ("sides", &sides)]);
        format!("{said} {}", self.vote_outcome(weighed))
    }
}
