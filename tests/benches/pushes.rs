//! A crowd: devices that push small meetings and edits at once, each over a connection it keeps.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use shared::access::Role;
use tests::ward::Ward;
use tests::{Outcome, Trouble};

use crate::api_client::{ApiClient, Letter, RawResponse};
use crate::ground;
use crate::measure::{count, cpu, ms, quantile};
use crate::served::Served;
use crate::table::{Figure, Target, Unit, grouped};
use crate::writer::{Writer, expect_merged};

/// Devices, each in a cell of its own.
const DEVICES: usize = 64;
/// Pushes of one device in one run: a new meeting and an edit of it by turns.
const PUSHES: usize = 32;
/// Runs at most, and the load after which no further one is begun.
const RUNS_MAX: usize = 5;
const LOAD_MAX: Duration = Duration::from_secs(15);

#[derive(Default)]
struct Measured {
    rate: Vec<f64>,
    cpu: Vec<f64>,
    median: Vec<f64>,
    tail: Vec<f64>,
}

/// Measures it.
///
/// # Errors
/// [`Trouble`] when anything of it fails.
pub(crate) fn measure() -> Outcome<Vec<Figure>> {
    let mut ward = Ward::begun(0)?;
    ward.start()?;
    let cells = ground::cells(&ward, DEVICES)?;
    let enrolled = cells.into_iter().enumerate().map(|(seed, cell)| ground::enrol(&ward, cell, Role::Head, seed));
    let writers = enrolled.collect::<Outcome<Vec<Writer>>>()?;
    ward.stop()?;
    let served = Served::start(&ward)?;
    let mut crowd = Vec::with_capacity(DEVICES);
    for mut writer in writers {
        let mut client = ApiClient::open(served.address(), &ground::certificate(&ward), &writer.token)?;
        writer.settle(&mut client)?;
        crowd.push((writer, client));
    }
    let (mut measured, mut loaded) = (Measured::default(), Duration::ZERO);
    while measured.rate.len() < RUNS_MAX && loaded < LOAD_MAX {
        loaded += run(&mut crowd, &served, &mut measured)?;
    }
    drop(crowd);
    served.stop()?;
    Ok(measured.figures())
}

/// One run: everything is written and signed first, then sent by all at once; gives how long that took.
fn run(crowd: &mut [(Writer, ApiClient)], served: &Served, measured: &mut Measured) -> Outcome<Duration> {
    let letters = crowd.iter_mut().map(|(writer, client)| plan(writer, client)).collect::<Outcome<Vec<_>>>()?;
    let start = Barrier::new(crowd.len() + 1);
    let (took, spent, sent) = std::thread::scope(|scope| {
        let threads: Vec<_> = crowd
            .iter_mut()
            .zip(&letters)
            .map(|((_, client), letters)| {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    send(client, letters)
                })
            })
            .collect();
        let before = cpu(served.pid());
        start.wait();
        let begun = Instant::now();
        let sent: Vec<_> = threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(Trouble("a device ended with a panic".to_owned()))))
            .collect();
        let took = begun.elapsed();
        (took, before.and_then(|before| Ok(ms(cpu(served.pid())?) - ms(before))), sent)
    });
    let mut waits = Vec::with_capacity(DEVICES * PUSHES);
    for answered in sent {
        for (wait, answer) in answered? {
            expect_merged(&answer.unpacked()?)?;
            waits.push(ms(wait));
        }
    }
    measured.rate.push(count(waits.len()) / took.as_secs_f64());
    measured.cpu.push(spent? / count(waits.len()));
    measured.median.push(quantile(&waits, 500));
    measured.tail.push(quantile(&waits, 990));
    Ok(took)
}

fn plan(writer: &mut Writer, client: &ApiClient) -> Outcome<Vec<Letter>> {
    (0..PUSHES)
        .map(|turn| {
            let written = if turn % 2 == 0 { writer.begin()? } else { writer.go_on()? };
            client.letter(&writer.bring(&written)?)
        })
        .collect()
}

fn send(client: &mut ApiClient, letters: &[Letter]) -> Outcome<Vec<(Duration, RawResponse)>> {
    letters
        .iter()
        .map(|letter| {
            let begun = Instant::now();
            let answer = client.send(letter)?;
            Ok((begun.elapsed(), answer))
        })
        .collect()
}

impl Measured {
    fn figures(self) -> Vec<Figure> {
        let input = format!("{DEVICES} devices, kept TLS, {} pushes a run", grouped(&(DEVICES * PUSHES).to_string()));
        let figure = |name, unit, runs, target| Figure { name, input: input.clone(), unit, runs, target };
        vec![
            figure("durable merged pushes", Unit::PerSecond, self.rate, Target::AtLeast(2000.0)),
            figure("server CPU per push", Unit::Ms, self.cpu, Target::None),
            figure("push answered, p50", Unit::Ms, self.median, Target::None),
            figure("push answered, p99", Unit::Ms, self.tail, Target::None),
        ]
    }
}
