//! An app without a screen, for the bench: it opens a vault, shows the lists and types, as fast as it is told to.
//!
//! It is built with the profile of the phone's library and calls nothing but the surface an app has, so a process that
//! does only this can be weighed from outside. Each line that comes in is a word, each line that goes out its answer as
//! JSON; it ends with its input.

use std::io::{BufRead as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use sen_client::sen::{Listener, ListenerError, Sen};
use sen_client::types::{Health, RecordChange, RecordFilter, SyncStep, TextUnit};
use serde_json::{Value, json};

/// Anything that went wrong, in words.
type Trouble = Box<dyn std::error::Error>;

/// What is typed, a stroke at a time: half a sentence, a line break, and again.
const STROKES: &str = "Chi bộ thống nhất vận động các hộ trong hẻm phân loại rác tại nguồn.\n";

/// An app's ear, which every stroke rings.
struct Ear;

impl Listener for Ear {
    fn records_changed(&self, _: Vec<RecordChange>) -> Result<(), ListenerError> {
        Ok(())
    }

    fn health_changed(&self, _: Health) -> Result<(), ListenerError> {
        Ok(())
    }

    fn sync_progressed(&self, _: SyncStep) -> Result<(), ListenerError> {
        Ok(())
    }
}

fn main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            // Nothing can be done about an error stream that is closed.
            drop(writeln!(std::io::stderr(), "device: {trouble}"));
            ExitCode::FAILURE
        }
    }
}

/// `device VAULT KEY`: the key as 64 hexadecimal digits.
fn serve() -> Result<(), Trouble> {
    let begun = Instant::now();
    let [vault, key] = <[String; 2]>::try_from(std::env::args().skip(1).collect::<Vec<_>>())
        .map_err(|given| format!("a vault and a key are wanted, not {} words", given.len()))?;
    let sen = Sen::open(vault, hex::decode(key)?, TextUnit::Utf16)?;
    let opened = ms(begun);
    sen.set_listener(Some(Arc::new(Ear)));
    let of = |kind: &str| RecordFilter { kind: Some(kind.to_owned()), ..RecordFilter::default() };
    let shown = sen.records(of("meeting"))?;
    tell(&json!({ "opened_ms": opened, "listed_ms": ms(begun), "meetings": shown.len() }))?;
    for line in std::io::stdin().lock().lines() {
        let answer = match line?.split(' ').collect::<Vec<_>>().as_slice() {
            ["list"] => json!({
                "meetings": sen.records(of("meeting"))?.len(),
                "members": sen.records(of("member"))?.len(),
            }),
            ["meeting", place] => json!(shown.get(place.parse::<usize>()?).map(|line| line.id.as_str())),
            ["type", meeting, strokes] => typed(&sen, meeting, strokes.parse()?)?,
            ["note", meeting, words] => noted(&sen, meeting, words.parse()?)?,
            other => return Err(format!("there is no word {other:?}").into()),
        };
        tell(&answer)?;
    }
    Ok(())
}

/// Milliseconds of each stroke of a person who types into the minutes, until it is on disk and the text field goes on.
fn typed(sen: &Sen, meeting: &str, strokes: usize) -> Result<Value, Trouble> {
    let session = sen.edit_minutes(meeting.to_owned())?;
    let mut took = Vec::with_capacity(strokes);
    for (place, stroke) in (0_u32..).zip(STROKES.chars().cycle().take(strokes)) {
        let begun = Instant::now();
        session.splice(place, 0, stroke.to_string())?;
        took.push(ms(begun));
    }
    session.finish()?;
    Ok(json!(took))
}

/// Milliseconds of each edit of some words into the minutes, until it is on disk and the meeting can be shown anew.
fn noted(sen: &Sen, meeting: &str, edits: usize) -> Result<Value, Trouble> {
    let words: String = STROKES.chars().take(20).collect();
    let mut took = Vec::with_capacity(edits);
    for place in (0_u32..).step_by(7).take(edits) {
        let begun = Instant::now();
        sen.splice_minutes(meeting.to_owned(), place, 0, words.clone())?;
        took.push(ms(begun));
    }
    Ok(json!(took))
}

fn ms(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1000.0
}

fn tell(answer: &Value) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "{answer}")
}
