//! What others wait for while one device hands in hundreds at a time, without end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use shared::limits::ENVELOPES_PER_REQUEST_MAX;
use shared::wire::{self, Request};
use tests::caller::trust;
use tests::rogue::blank_request;
use tests::ward::Ward;
use tests::{Outcome, Trouble};

use crate::api_client::ApiClient;
use crate::measure::{ms, quantile};
use crate::served::Served;
use crate::table::{Figure, Target, Unit};
use crate::writer::{Writer, expect_merged};
use crate::{crowd, ground};

/// Requests of the one, each as large as a request may be.
const BULKS: usize = 8;
/// Pushes of the other by itself, for comparison.
const ALONE: usize = 200;
/// Pushes of the other at most while the one is busy.
const PUSHES_MAX: usize = 20_000;
const MS_MAX: f64 = 250.0;

/// Measures it.
///
/// # Errors
/// [`Trouble`] when anything of it fails.
pub(crate) fn measure() -> Outcome<Vec<Figure>> {
    let mut ward = Ward::begun(0)?;
    ward.start()?;
    let cells = ground::cells(&ward, 2)?;
    let mut devices = crowd::enrol(&ward, &cells, 2)?;
    ward.stop()?;
    // What is measured is the turn, not the measure of a device.
    ground::unmeasured(&ward)?;
    let (Some(mut other), Some(mut one)) = (devices.pop(), devices.pop()) else {
        return Err(Trouble("two devices are needed".to_owned()));
    };
    let bulks = (0..BULKS).map(|_| bulk(&mut one)).collect::<Outcome<Vec<_>>>()?;
    let served = Served::start(&ward)?;
    let config = trust(&ground::certificate(&ward), &["http/1.1"])?;
    let mut client = ApiClient::with(served.address(), &config, &other.token)?;
    let alone = (0..ALONE).map(|_| push(&mut other, &mut client)).collect::<Outcome<Vec<_>>>()?;
    let done = AtomicBool::new(false);
    let (beside, whole) = std::thread::scope(|scope| {
        let busy = scope.spawn(|| {
            let sent = ApiClient::with(served.address(), &config, &one.token)
                .and_then(|mut client| bulks.iter().map(|body| send(&mut client, body)).collect::<Outcome<Vec<_>>>());
            done.store(true, Ordering::SeqCst);
            sent
        });
        let mut beside = Vec::new();
        while !done.load(Ordering::SeqCst) && beside.len() < PUSHES_MAX {
            beside.push(push(&mut other, &mut client)?);
        }
        let whole = busy.join().unwrap_or_else(|_| Err(Trouble("the busy one ended with a panic".to_owned())))?;
        Ok::<_, Trouble>((beside, whole))
    })?;
    served.stop()?;
    let input = format!("one device brings {BULKS} × {ENVELOPES_PER_REQUEST_MAX} new meetings");
    let figure = |name, runs, target| Figure { name, input: input.clone(), unit: Unit::Ms, runs, target };
    Ok(vec![
        figure("beside it: another's push, p99", vec![quantile(&beside, 990)], Target::AtMost(MS_MAX)),
        figure("beside it: another's push, p50", vec![quantile(&beside, 500)], Target::None),
        figure("without it: the same push, p99", vec![quantile(&alone, 990)], Target::None),
        figure("the busy device's own request", whole, Target::None),
    ])
}

fn bulk(writer: &mut Writer) -> Outcome<Vec<u8>> {
    let envelopes = (0..ENVELOPES_PER_REQUEST_MAX).map(|_| Ok(writer.begin()?.sealed)).collect::<Outcome<_>>()?;
    Ok(wire::encode(&Request { envelopes, budget_bytes: 4_096, ..blank_request() }))
}

fn send(client: &mut ApiClient, body: &[u8]) -> Outcome<f64> {
    let begun = Instant::now();
    client.post(body)?;
    Ok(ms(begun.elapsed()))
}

fn push(writer: &mut Writer, client: &mut ApiClient) -> Outcome<f64> {
    let envelopes = vec![writer.begin()?.sealed];
    let body = wire::encode(&Request { envelopes, budget_bytes: 4_096, ..blank_request() });
    let begun = Instant::now();
    let answer = client.post(&body)?;
    let wait = ms(begun.elapsed());
    expect_merged(&answer)?;
    Ok(wait)
}
