//! A whole meeting for a program: stable English keys, stored codes as they are.

use sen_client::Engine;
use sen_client::engine::MeetingPage;
use serde_json::{Value, json};
use shared::meeting::Person;
use shared::meeting::adoption::{Adoption, SignedVersion};
use shared::meeting::agenda::{AgendaItem, Said};
use shared::meeting::roll::RollSummary;
use shared::meeting::vote::Vote;

use shared::sync::device::Safety;

pub(crate) fn meeting(engine: &Engine, page: &MeetingPage, conflicts: Vec<Value>) -> Value {
    let view = &page.view;
    let roll: Vec<Value> = view
        .roll
        .iter()
        .map(|entry| {
            json!({
                "person": person(&entry.person), "standing": entry.standing.code(),
                "attendance": entry.attendance.code(), "reason": entry.reason,
            })
        })
        .collect();
    let findings: Vec<Value> = view
        .findings
        .iter()
        .map(|finding| {
            json!({
                "code": finding.code.code(), "place": finding.place, "figures": [finding.figures.0, finding.figures.1],
                "impossible": finding.code.is_impossible(),
            })
        })
        .collect();
    json!({
        "id": view.doc.to_string(), "org": view.key.org.to_string(), "kind": view.key.kind.code(),
        "date": view.key.date.to_string(), "ordinal": view.key.ordinal,
        "part": shared::meeting::part::part(view.key.ordinal),
        "parts": page.parts.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "room_used_percent": page.room.used_percent(), "held_on": view.held_on.to_string(),
        "starts_at": view.starts_at.map(|time| time.to_string()), "ends_at": view.ends_at.map(|time| time.to_string()),
        "place": view.place, "topic": view.topic, "chair": view.chair.as_ref().map(person),
        "minute_taker": view.minute_taker.as_ref().map(person), "state": view.state.code(), "roll": roll,
        "summary": summary(&view.summary), "agenda": view.agenda.iter().map(item).collect::<Vec<_>>(),
        "votes": view.votes.iter().map(vote).collect::<Vec<_>>(), "minutes": view.minutes,
        "score": { "rubric": view.score.rubric, "points": view.score.points, "total": view.score.total },
        "conflicts": conflicts, "findings": findings, "open_questions": view.open_questions(),
        "adoption": adoption(engine, &page.adoption), "safety": safety(&page.safety),
    })
}

pub(crate) fn person(person: &Person) -> Value {
    json!({ "key": person.key, "name": person.name })
}

pub(crate) fn summary(sum: &RollSummary) -> Value {
    json!({
        "total": sum.total, "official": sum.official, "probationary": sum.probationary, "exempt": sum.exempt,
        "required": sum.required, "present": sum.present, "official_present": sum.official_present,
        "excused": sum.excused, "unexcused": sum.unexcused, "unrecorded": sum.unrecorded, "guests": sum.guests,
    })
}

fn item(item: &AgendaItem) -> Value {
    let noted = |said: &Said| json!({ "entry": said.entry.as_str(), "speaker": said.speaker.as_ref().map(person), "text": said.text });
    json!({
        "key": item.key, "order": item.order, "title": item.title, "presenter": item.presenter.as_ref().map(person),
        "opinions": item.opinions.iter().map(noted).collect::<Vec<_>>(),
        "conclusions": item.conclusions.iter().map(noted).collect::<Vec<_>>(),
    })
}

fn vote(vote: &Vote) -> Value {
    let tally = &vote.tally;
    json!({
        "key": vote.key.as_str(), "matter": vote.key.matter().code(), "subject": tally.subject,
        "method": tally.method.as_ref().map(|method| method.code().to_owned()), "eligible": tally.eligible,
        "present": tally.present, "issued": tally.issued, "collected": tally.collected, "valid": tally.valid,
        "for": tally.agree, "against": tally.against, "other": tally.other, "basis": tally.basis,
        "reserved": tally.reserved, "excluded": tally.excluded, "ballot_committee": tally.ballot_committee,
        "referred_up": tally.referred_up, "threshold": vote.threshold.text(), "rules": vote.rules,
        "outcome": vote.outcome.code(),
    })
}

fn adoption(engine: &Engine, adoption: &Adoption) -> Value {
    let version = |version: &SignedVersion| {
        let signatures: Vec<Value> = version
            .signatures
            .iter()
            .map(|by| {
                json!({
                    "person": engine.people().name(by.device), "device": by.device.to_string(),
                    "capacity": by.capacity.code(), "at": by.at.rfc3339(),
                })
            })
            .collect();
        json!({ "digest": version.digest.to_string(), "signatures": signatures, "sole": version.is_sole() })
    };
    let proposed: Vec<Value> = adoption
        .proposed
        .iter()
        .map(|addendum| {
            let by: Vec<String> = addendum.by.iter().map(|(device, _)| engine.people().name(*device)).collect();
            json!({
                "part": addendum.part, "key": addendum.key, "before": addendum.before, "after": addendum.after, "by": by,
            })
        })
        .collect();
    json!({
        "adopted": adoption.is_adopted(), "sole": adoption.is_sole(),
        "versions": adoption.adopted.iter().map(version).collect::<Vec<_>>(),
        "pending": adoption.pending.iter().map(version).collect::<Vec<_>>(), "proposed": proposed,
        "unchecked": adoption.unchecked,
    })
}

/// How safe a record is, for a program.
pub(crate) fn safety(safety: &Safety) -> Value {
    match safety {
        Safety::Held(reason) => json!({ "state": safety.code(), "reason": reason.code() }),
        _ => json!({ "state": safety.code() }),
    }
}
