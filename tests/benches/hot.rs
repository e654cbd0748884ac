//! One meeting that two hundred people write in at the same time.

use std::sync::Barrier;
use std::time::Instant;

use shared::doc::Doc;
use shared::meeting::MeetingView;
use shared::wire::{self, Request};
use tests::caller::trust;
use tests::rogue::blank_request;
use tests::ward::Ward;
use tests::{Outcome, Trouble};

use crate::api_client::ApiClient;
use crate::measure::{count, ms, quantile};
use crate::served::Served;
use crate::table::{Figure, Target, Unit};
use crate::writer::{Writer, expect_merged};
use crate::{crowd, ground};

const EDITORS: usize = 200;
/// Sentences of each.
const EACH: usize = 3;

/// Measures it.
///
/// # Errors
/// [`Trouble`] when anything of it fails, or a sentence is missing.
pub(crate) fn measure() -> Outcome<Vec<Figure>> {
    let mut ward = Ward::begun(0)?;
    ward.start()?;
    let cells = ground::cells(&ward, 1)?;
    let mut editors = crowd::enrol(&ward, &cells, EDITORS)?;
    ward.stop()?;
    let (doc, requests) = requests(&mut editors)?;
    let served = Served::start(&ward)?;
    let config = trust(&ground::certificate(&ward), &["http/1.1"])?;
    let start = Barrier::new(EDITORS + 1);
    let (took, waits) = std::thread::scope(|scope| {
        let threads: Vec<_> = editors
            .iter()
            .zip(&requests)
            .map(|(editor, requests)| {
                let (start, config, address) = (&start, &config, served.address());
                scope.spawn(move || {
                    let client = ApiClient::with(address, config, &editor.token);
                    start.wait();
                    send(&mut client?, requests)
                })
            })
            .collect();
        start.wait();
        let begun = Instant::now();
        let mut waits = Vec::with_capacity(EDITORS * EACH);
        for thread in threads {
            waits.extend(thread.join().unwrap_or_else(|_| Err(Trouble("an editor ended with a panic".to_owned())))?);
        }
        Ok::<_, Trouble>((begun.elapsed(), waits))
    })?;
    served.stop()?;
    ward.start()?;
    let kept = ward.record(doc.id())?.ok_or_else(|| Trouble("the meeting is gone".to_owned()))?;
    let kept = MeetingView::of(&kept).ok_or_else(|| Trouble("the record is no meeting".to_owned()))?.minutes;
    let missing = (0..EDITORS * EACH).filter(|number| !kept.contains(&sentence(*number))).count();
    let input = format!("{EDITORS} editors of one meeting, {EACH} sentences each");
    let figure = |name, unit, value, target| Figure { name, input: input.clone(), unit, runs: vec![value], target };
    Ok(vec![
        figure("hot record: sentences missing", Unit::Requests, count(missing), Target::AtMost(0.0)),
        figure("hot record: merged pushes", Unit::PerSecond, count(waits.len()) / took.as_secs_f64(), Target::None),
        figure("hot record: push answered, p50", Unit::Ms, quantile(&waits, 500), Target::None),
        figure("hot record: push answered, p99", Unit::Ms, quantile(&waits, 990), Target::None),
    ])
}

/// What each editor sends: they all begin the same meeting and know nothing of each other.
fn requests(editors: &mut [Writer]) -> Outcome<(Doc, Vec<Vec<Vec<u8>>>)> {
    let (mut all, mut meeting) = (Vec::with_capacity(editors.len()), None);
    for (place, editor) in editors.iter_mut().enumerate() {
        let begun = editor.begin_as(crate::yardstick::blank)?;
        let mut bodies = Vec::with_capacity(EACH);
        for turn in 0..EACH {
            let written = editor.add(&sentence(place * EACH + turn), turn == 0)?;
            let request = Request { envelopes: vec![written.sealed], budget_bytes: 4_096, ..blank_request() };
            bodies.push(wire::encode(&request));
        }
        all.push(bodies);
        meeting.get_or_insert(begun.doc);
    }
    let meeting = meeting.ok_or_else(|| Trouble("there are no editors".to_owned()))?;
    Ok((meeting, all))
}

fn sentence(number: usize) -> String {
    format!("Câu số {number}. ")
}

fn send(client: &mut ApiClient, requests: &[Vec<u8>]) -> Outcome<Vec<f64>> {
    let one = |body: &Vec<u8>| {
        let begun = Instant::now();
        let answer = client.post(body)?;
        let wait = ms(begun.elapsed());
        expect_merged(&answer)?;
        Ok(wait)
    };
    requests.iter().map(one).collect()
}
