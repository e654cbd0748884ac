//! Mirrors of what crosses to Kotlin, Swift and Python: texts, numbers and lists, nothing else.
//!
//! Ids are texts, dates `YYYY-MM-DD`, instants milliseconds since 1970, codes as they are stored.

mod lists;
mod sync;

pub use lists::{Field, MeetingLine, Member, MemberLine};
pub use sync::{RecordStatus, SetAside, Status, Synced};

use shared::doc::{Concurrent, Grade};
use shared::meeting::Person as MeetingPerson;
use shared::meeting::agenda::{AgendaItem, Said};
use shared::meeting::vote::Vote as VoteView;
use shared::sync::device::Safety as DeviceSafety;

use crate::engine::{MeetingPage, People, RollLine};

/// How safe a record is: `on_this_phone`, `held`, `safe_on_server` or `seen_by_ward`.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Safety {
    /// The stable code.
    pub state: String,
    /// Why the server keeps it aside, if it does.
    pub reason: Option<String>,
}

impl From<&DeviceSafety> for Safety {
    fn from(safety: &DeviceSafety) -> Self {
        let reason = match safety {
            DeviceSafety::Held(reason) => Some(reason.code().to_owned()),
            DeviceSafety::OnThisPhone | DeviceSafety::SafeOnServer | DeviceSafety::SeenByWard => None,
        };
        Self { state: safety.code().to_owned(), reason }
    }
}

/// A person as a meeting speaks of them.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Person {
    /// The member record's id, or `khach-…`.
    pub key: String,
    /// The name.
    pub name: String,
}

impl From<&MeetingPerson> for Person {
    fn from(person: &MeetingPerson) -> Self {
        Self { key: person.key.clone(), name: person.name.clone() }
    }
}

impl From<Person> for MeetingPerson {
    fn from(person: Person) -> Self {
        Self { key: person.key, name: person.name }
    }
}

/// One line of a roll.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Attendance {
    /// Who.
    pub person: Person,
    /// The stored code of the standing.
    pub standing: String,
    /// The stored code of the attendance.
    pub attendance: String,
    /// Reason of absence.
    pub reason: Option<String>,
    /// Whether somebody recorded it.
    pub recorded: bool,
}

impl From<RollLine> for Attendance {
    fn from(line: RollLine) -> Self {
        Self {
            person: (&line.person).into(),
            standing: line.standing.code().to_owned(),
            attendance: line.attendance.code().to_owned(),
            reason: line.reason,
            recorded: line.recorded,
        }
    }
}

/// Something a person said.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Saying {
    /// The entry's lasting name.
    pub entry: String,
    /// Who said it.
    pub speaker: Option<Person>,
    /// What.
    pub text: String,
}

impl From<&Said> for Saying {
    fn from(said: &Said) -> Self {
        Self {
            entry: said.entry.as_str().to_owned(),
            speaker: said.speaker.as_ref().map(Person::from),
            text: said.text.clone(),
        }
    }
}

/// One item of the agenda.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Item {
    /// Its key.
    pub key: String,
    /// Its place in the order.
    pub order: i64,
    /// Its title.
    pub title: String,
    /// Who presents it.
    pub presenter: Option<Person>,
    /// Opinions.
    pub opinions: Vec<Saying>,
    /// Conclusions.
    pub conclusions: Vec<Saying>,
}

impl From<&AgendaItem> for Item {
    fn from(item: &AgendaItem) -> Self {
        Self {
            key: item.key.clone(),
            order: item.order,
            title: item.title.clone(),
            presenter: item.presenter.as_ref().map(Person::from),
            opinions: item.opinions.iter().map(Saying::from).collect(),
            conclusions: item.conclusions.iter().map(Saying::from).collect(),
        }
    }
}

/// A vote: as recorded, or the figures to record (what is absent stays as it is).
#[derive(Debug, Clone, uniffi::Record)]
pub struct Vote {
    /// The stored code of the matter.
    pub matter: String,
    /// Its key; not read when a vote is recorded.
    #[uniffi(default = "")]
    pub key: String,
    /// What or whom it is about; only read when a vote is recorded.
    #[uniffi(default = None)]
    pub about: Option<String>,
    /// What is voted on, in words.
    #[uniffi(default = None)]
    pub subject: Option<String>,
    /// The stored code of the method.
    #[uniffi(default = None)]
    pub method: Option<String>,
    /// Who may vote.
    #[uniffi(default = None)]
    pub eligible: Option<i64>,
    /// Of them present.
    #[uniffi(default = None)]
    pub present: Option<i64>,
    /// Ballots handed out.
    #[uniffi(default = None)]
    pub issued: Option<i64>,
    /// Ballots or hands counted.
    #[uniffi(default = None)]
    pub collected: Option<i64>,
    /// Valid ballots.
    #[uniffi(default = None)]
    pub valid: Option<i64>,
    /// In favour.
    #[uniffi(default = None)]
    pub agree: Option<i64>,
    /// Against.
    #[uniffi(default = None)]
    pub against: Option<i64>,
    /// Abstentions and other opinions.
    #[uniffi(default = None)]
    pub other: Option<i64>,
    /// The share it needs, for example `>1/2`; without one, the rules' default.
    #[uniffi(default = None)]
    pub threshold: Option<String>,
    /// How it ended; not read when a vote is recorded.
    #[uniffi(default = "")]
    pub outcome: String,
}

impl From<&VoteView> for Vote {
    fn from(vote: &VoteView) -> Self {
        let tally = &vote.tally;
        Self {
            matter: vote.key.matter().code().to_owned(),
            key: vote.key.as_str().to_owned(),
            about: None,
            subject: tally.subject.clone(),
            method: tally.method.as_ref().map(|method| method.code().to_owned()),
            eligible: tally.eligible,
            present: tally.present,
            issued: tally.issued,
            collected: tally.collected,
            valid: tally.valid,
            agree: tally.agree,
            against: tally.against,
            other: tally.other,
            threshold: Some(vote.threshold.text()),
            outcome: vote.outcome.code().to_owned(),
        }
    }
}

/// One of several values written at the same time.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Version {
    /// The value, in words.
    pub value: String,
    /// Who wrote it.
    pub author: String,
    /// When, by their clock.
    pub at_ms: i64,
}

/// A place where people wrote at the same time.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Conflict {
    /// The part of the record.
    pub part: String,
    /// The leaf within it.
    pub key: String,
    /// Whether a person has to decide.
    pub needs_decision: bool,
    /// The values, in order.
    pub values: Vec<Version>,
}

impl Conflict {
    pub(super) fn of(part: &str, key: &str, grade: Grade, values: &[Concurrent], people: &People) -> Self {
        let version = |value: &Concurrent| Version {
            value: value.value.display(),
            author: value.author.map_or_else(String::new, |author| people.name(author)),
            at_ms: value.at.as_ms(),
        };
        Self {
            part: part.to_owned(),
            key: key.to_owned(),
            needs_decision: grade == Grade::Decision,
            values: values.iter().map(version).collect(),
        }
    }
}

/// A figure that cannot be right.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Finding {
    /// The stable code.
    pub code: String,
    /// Where.
    pub place: String,
    /// The two figures that do not fit together.
    pub figures: Vec<i64>,
    /// Whether it blocks adoption.
    pub impossible: bool,
}

/// A whole meeting.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Meeting {
    /// The record's id.
    pub id: String,
    /// The stored code of its kind.
    pub kind: String,
    /// The day it was held.
    pub date: String,
    /// The stored code of its stage.
    pub state: String,
    /// Where.
    pub place: Option<String>,
    /// Subject of a thematic meeting.
    pub topic: Option<String>,
    /// When it began, `HH:MM`.
    pub starts_at: Option<String>,
    /// When it closed.
    pub ends_at: Option<String>,
    /// Who chairs.
    pub chair: Option<Person>,
    /// Who takes the minutes.
    pub minute_taker: Option<Person>,
    /// How many had to attend.
    pub required: u32,
    /// How many of them were there.
    pub present: u32,
    /// The order of business.
    pub agenda: Vec<Item>,
    /// Votes.
    pub votes: Vec<Vote>,
    /// The minutes as merged.
    pub minutes: String,
    /// Places where people wrote at the same time.
    pub conflicts: Vec<Conflict>,
    /// What cannot be right.
    pub findings: Vec<Finding>,
    /// Whether the minutes are adopted.
    pub adopted: bool,
    /// Whether the adoption rests on one signature.
    pub adopted_alone: bool,
    /// How many contents wait for a second signature.
    pub adoption_pending: u32,
    /// How many addenda are proposed beside adopted minutes.
    pub proposed_addenda: u32,
    /// How safe it is.
    pub safety: Safety,
}

impl Meeting {
    pub(crate) fn of(page: MeetingPage, people: &People) -> Self {
        let view = page.view;
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        Self {
            id: view.doc.to_string(),
            kind: view.key.kind.code().to_owned(),
            date: view.held_on.to_string(),
            state: view.state.code().to_owned(),
            place: view.place,
            topic: view.topic,
            starts_at: view.starts_at.map(|time| time.to_string()),
            ends_at: view.ends_at.map(|time| time.to_string()),
            chair: view.chair.as_ref().map(Person::from),
            minute_taker: view.minute_taker.as_ref().map(Person::from),
            required: view.summary.required,
            present: view.summary.present,
            agenda: view.agenda.iter().map(Item::from).collect(),
            votes: view.votes.iter().map(Vote::from).collect(),
            minutes: view.minutes,
            conflicts: view
                .conflicts
                .iter()
                .map(|found| Conflict::of(&found.part, &found.key, found.grade, &found.values, people))
                .collect(),
            findings: view
                .findings
                .into_iter()
                .map(|finding| Finding {
                    code: finding.code.code().to_owned(),
                    figures: vec![finding.figures.0, finding.figures.1],
                    impossible: finding.code.is_impossible(),
                    place: finding.place,
                })
                .collect(),
            adopted: page.adoption.is_adopted(),
            adopted_alone: page.adoption.is_sole(),
            adoption_pending: count(page.adoption.pending.len()),
            proposed_addenda: count(page.adoption.proposed.len()),
            safety: (&page.safety).into(),
        }
    }
}

/// Head data of a meeting; what is absent stays as it is.
#[derive(Debug, Clone, Default, uniffi::Record)]
pub struct Particulars {
    /// The day it was really held.
    #[uniffi(default = None)]
    pub held_on: Option<String>,
    /// When it began.
    #[uniffi(default = None)]
    pub starts_at: Option<String>,
    /// When it closed.
    #[uniffi(default = None)]
    pub ends_at: Option<String>,
    /// Where.
    #[uniffi(default = None)]
    pub place: Option<String>,
    /// Subject of a thematic meeting.
    #[uniffi(default = None)]
    pub topic: Option<String>,
    /// Who chairs.
    #[uniffi(default = None)]
    pub chair: Option<Person>,
    /// Who takes the minutes.
    #[uniffi(default = None)]
    pub minute_taker: Option<Person>,
    /// The stored code of its stage.
    #[uniffi(default = None)]
    pub state: Option<String>,
}
