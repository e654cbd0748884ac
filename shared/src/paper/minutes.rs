//! The minutes of a meeting (biên bản).

use super::{About, Block, Paper, Signer};
use crate::meeting::adoption::{Adoption, Capacity};
use crate::meeting::view::MeetingView;
use crate::time::CivilDate;

/// The paper of a meeting's minutes.
#[must_use]
pub fn minutes(view: &MeetingView, adoption: &Adoption, about: &About<'_>) -> Paper {
    let words = about.words;
    let kind = words.code("meeting_kind", view.key.kind.code());
    let subject = view.topic.as_ref().map_or_else(|| kind.clone(), |topic| format!("{kind}: {topic}"));
    let mut body = vec![
        Block::para(&words.text("paper-time"), about.or_blank(time(view))),
        Block::para(&words.text("paper-place"), about.or_blank(view.place.clone())),
        Block::para(&words.text("paper-chair"), about.or_blank(view.chair.as_ref().map(|one| one.name.clone()))),
        Block::para(&words.text("paper-taker"), about.or_blank(view.minute_taker.as_ref().map(|one| one.name.clone()))),
    ];
    for passage in words.passages(view) {
        // When it began and who leads it stand above.
        if passage.key != "opening" {
            body.push(Block::Heading(passage.title));
            body.extend(Block::passage(&passage.text));
        }
    }
    body.push(Block::Heading(words.text("paper-running")));
    match view.minutes.trim() {
        "" => body.push(Block::para("", super::BLANK)),
        text => body.extend(Block::passage(text)),
    }
    body.extend(disputes(view, about));
    if !view.score.points.is_empty() {
        body.push(Block::para(&words.text("paper-score"), view.score.total.to_string()));
    }
    body.push(Block::Sign(signers(view, adoption, about)));
    Paper {
        name: format!("{}-{}", words.text("paper-minutes_file"), view.held_on),
        issuer: about.issuer(),
        number: None,
        dated: view.held_on.long_vietnamese(),
        title: words.text("paper-minutes"),
        subject,
        is_draft: !adoption.is_adopted(),
        body,
    }
}

fn time(view: &MeetingView) -> Option<String> {
    let times = [view.starts_at, view.ends_at].map(|time| time.map(|time| time.to_string()));
    match times {
        [Some(begin), Some(end)] => Some(format!("{begin} – {end}, {}", CivilDate::vietnamese(view.held_on))),
        [Some(begin), None] => Some(format!("{begin}, {}", CivilDate::vietnamese(view.held_on))),
        [None, _] => None,
    }
}

/// What nobody has decided, with every value and its author.
fn disputes(view: &MeetingView, about: &About<'_>) -> Option<Block> {
    let open = view.conflicts.iter().filter(|conflict| conflict.values.len() > 1 && !conflict.key.is_empty());
    let row = |conflict: &crate::meeting::view::Conflict| {
        let values = conflict.values.iter().map(|value| {
            let author = value.author.map_or_else(String::new, |author| format!(" ({})", (about.name_of)(author)));
            format!("{}{author}", value.value.display())
        });
        vec![
            about.words.code("part-meeting", &conflict.part),
            conflict.key.clone(),
            values.collect::<Vec<_>>().join("; "),
        ]
    };
    let rows: Vec<Vec<String>> = open.map(row).collect();
    let columns = ["paper-where", "paper-leaf", "paper-values"].map(|key| about.words.text(key)).to_vec();
    (!rows.is_empty()).then_some(Block::Table { columns, rows })
}

fn signers(view: &MeetingView, adoption: &Adoption, about: &About<'_>) -> Vec<Signer> {
    let version = adoption.adopted.last().or_else(|| adoption.pending.last());
    let place = |capacity: Capacity, key: &str, person: Option<&String>| {
        let signed = version.and_then(|version| version.signatures.iter().find(|one| one.capacity == capacity));
        Signer {
            capacity: about.words.text(key),
            name: signed.map(|one| (about.name_of)(one.device)).or_else(|| person.cloned()),
            note: signed.map_or_else(String::new, |one| {
                about.words.filled("paper-signed", &[("at", &one.at.vietnam_display())])
            }),
        }
    };
    let sole = version.is_some_and(|version| version.is_sole());
    let chair = view.chair.as_ref().map(|one| &one.name);
    let taker = view.minute_taker.as_ref().map(|one| &one.name);
    if sole {
        return vec![place(Capacity::Sole, "paper-sign_sole", chair)];
    }
    vec![place(Capacity::MinuteTaker, "paper-sign_taker", taker), place(Capacity::Chair, "paper-sign_chair", chair)]
}
