//! Everybody comes back at once, and the server is stopped and started in the middle of it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use server::store::{document, open_for_reading};
use shared::id::DocId;
use shared::wire::{self, Fate, Request, Response};
use tests::caller::trust;
use tests::rogue::blank_request;
use tests::ward::Ward;
use tests::{Outcome, Trouble};

use crate::api_client::ApiClient;
use crate::measure::{count, cpu, memory, mib, ms, quantile};
use crate::served::Served;
use crate::table::{Figure, Target, Unit, grouped};
use crate::writer::Writer;
use crate::{crowd, ground};

const DEVICES: usize = 2_000;
const CELLS: usize = 50;
/// Devices connected at once.
const AT_ONCE: usize = 100;
const SECONDS_MAX: f64 = 60.0;
/// Attempts of one device before it gives up; a server that starts again takes far fewer.
const ATTEMPTS_MAX: usize = 2_000;
/// Between two attempts.
const PAUSE: Duration = Duration::from_millis(20);

/// A device and what it has to bring.
struct Comer {
    token: [u8; 32],
    doc: DocId,
    body: Vec<u8>,
}

/// Measures it.
///
/// # Errors
/// [`Trouble`] when anything of it fails, or anything was lost.
pub(crate) fn measure() -> Outcome<Vec<Figure>> {
    let mut ward = Ward::begun(0)?;
    ward.start()?;
    let cells = ground::cells(&ward, CELLS)?;
    let comers = comers(crowd::enrol(&ward, &cells, DEVICES)?)?;
    ward.stop()?;
    let first = Served::start(&ward)?;
    let begun = Instant::now();
    let (tell, told) = channel();
    let next = AtomicUsize::new(0);
    let waits = Mutex::new(Vec::with_capacity(DEVICES));
    let (spent, peak) = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..AT_ONCE).map(|_| scope.spawn(|| come(&ward, &comers, &next, &waits, &tell))).collect();
        // Half of them have their receipts; the others are on their way.
        if told.iter().take(DEVICES / 2).count() < DEVICES / 2 {
            return Err(Trouble("the storm ended early".to_owned()));
        }
        let (half, most) = (cpu(first.pid())?, memory(first.pid())?.peak);
        first.stop()?;
        let second = Served::start(&ward)?;
        for thread in threads {
            thread.join().unwrap_or_else(|_| Err(Trouble("a device ended with a panic".to_owned())))?;
        }
        let spent = ms(half) + ms(cpu(second.pid())?);
        let peak = most.max(memory(second.pid())?.peak);
        second.stop()?;
        Ok((spent, peak))
    })?;
    let took = begun.elapsed().as_secs_f64();
    let waits = waits.into_inner().map_err(|error| Trouble::of("waits", error))?;
    let input = format!("{} devices, each TLS and a new meeting; a restart half-way", grouped(&DEVICES.to_string()));
    let figure = |name, unit, value, target| Figure { name, input: input.clone(), unit, runs: vec![value], target };
    Ok(vec![
        figure("storm: all have their receipt", Unit::Seconds, took, Target::AtMost(SECONDS_MAX)),
        figure("storm: acknowledged and not there", Unit::Requests, count(lost(&ward, &comers)?), Target::AtMost(0.0)),
        figure("storm: one device, p50", Unit::Ms, quantile(&waits, 500), Target::None),
        figure("storm: one device, p99", Unit::Ms, quantile(&waits, 990), Target::None),
        figure("storm: server CPU per device", Unit::Ms, spent / count(DEVICES), Target::None),
        figure("storm: server memory (VmHWM)", Unit::MiB, mib(peak), Target::None),
    ])
}

fn comers(devices: Vec<Writer>) -> Outcome<Vec<Comer>> {
    let made = devices.into_iter().enumerate().map(|(number, mut device)| {
        // The devices of one cell begin meetings of their own.
        device.go_from(number);
        let written = device.begin()?;
        let request = Request { envelopes: vec![written.sealed], budget_bytes: 4_096, ..blank_request() };
        Ok(Comer { token: device.token, doc: written.doc.id(), body: wire::encode(&request) })
    });
    made.collect()
}

/// One connection: brings one device after another, each until it has its receipt.
fn come(ward: &Ward, comers: &[Comer], next: &AtomicUsize, waits: &Mutex<Vec<f64>>, tell: &Sender<()>) -> Outcome<()> {
    let config = trust(&ground::certificate(ward), &["http/1.1"])?;
    while let Some(comer) = comers.get(next.fetch_add(1, Ordering::SeqCst)) {
        let begun = Instant::now();
        let attempt = || {
            let answer = ApiClient::with(ward.address(), &config, &comer.token)?.post(&comer.body)?;
            Response::read(&answer).map_err(|error| Trouble::of("answer", error))
        };
        let mut answered = Err(Trouble("never tried".to_owned()));
        for _ in 0..ATTEMPTS_MAX {
            answered = attempt();
            if answered.is_ok() {
                break;
            }
            std::thread::park_timeout(PAUSE);
        }
        match answered?.receipts.as_slice() {
            [one] if matches!(one.fate, Fate::Merged(_) | Fate::Duplicate(_)) => {}
            other => return Err(Trouble(format!("a device was told {other:?}"))),
        }
        waits.lock().map_err(|error| Trouble::of("waits", error))?.push(ms(begun.elapsed()));
        tell.send(()).map_err(|error| Trouble::of("count", error))?;
    }
    Ok(())
}

fn lost(ward: &Ward, comers: &[Comer]) -> Outcome<usize> {
    let opened = open_for_reading(&ward.database()).map_err(|error| Trouble::of("database", error))?;
    let mut lost = 0;
    for comer in comers {
        let found = document::find(&opened.reading(), comer.doc).map_err(|error| Trouble::of("find", error))?;
        lost += usize::from(found.is_none());
    }
    Ok(lost)
}
