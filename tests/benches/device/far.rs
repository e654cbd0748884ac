//! An evening over 2G: phones that each have a slow connection of their own bring a yardstick meeting at the same time.
//!
//! The phones use their own transport, with its TLS and its HTTP. Their evenings are written before the clock starts.

use std::time::Instant;

use tests::phone::Phone;
use tests::ward::Ward;
use tests::{Outcome, Trouble};

use super::phone_at;
use crate::served::Served;
use crate::slow::SlowLine;
use crate::{ground, yardstick};

/// Phones, each in a cell of its own.
const PHONES: usize = 10;
/// Evenings each brings over a connection that is open already.
const WARM: usize = 4;

/// Seconds of evenings whose line had to be made first, and of those whose line was open.
pub(super) fn evenings() -> Outcome<(Vec<f64>, Vec<f64>)> {
    let mut ward = Ward::begun(0)?;
    ward.start()?;
    let cells = ground::cells(&ward, PHONES)?;
    let numbered = cells.iter().enumerate();
    let mut phones = numbered.map(|(seed, cell)| phone_at(&ward, *cell, seed)).collect::<Outcome<Vec<_>>>()?;
    ward.stop()?;
    let served = Served::start(&ward)?;
    let (mut cold, mut warm) = (Vec::new(), Vec::new());
    let mut lines = Vec::new();
    for (seed, phone) in (0_u64..).zip(&mut phones) {
        let line = SlowLine::to(served.address(), served.address().ip(), seed)?;
        phone.reroute(&format!("https://{}", line.address()))?;
        lines.push(line);
    }
    for number in 0..=WARM {
        for (phone, cell) in phones.iter_mut().zip(&cells) {
            let now = phone.clock.now();
            yardstick::write(phone.engine()?, *cell, number, now)?;
        }
        let took = std::thread::scope(|scope| {
            let threads: Vec<_> = phones.iter_mut().map(|phone| scope.spawn(move || brought(phone))).collect();
            let joined = threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|_| Err(Trouble("a phone ended with a panic".to_owned()))));
            joined.collect::<Outcome<Vec<_>>>()
        })?;
        if number == 0 { cold.extend(took) } else { warm.extend(took) }
    }
    drop(phones);
    served.stop()?;
    Ok((cold, warm))
}

/// Brings one evening and gives the seconds until it is known to be safe.
fn brought(phone: &mut Phone) -> Outcome<f64> {
    let begun = Instant::now();
    let progress = phone.sync()?;
    let took = begun.elapsed().as_secs_f64();
    if progress.pushed == 1 && progress.held + progress.refused == 0 {
        return Ok(took);
    }
    Err(Trouble(format!("the evening was not merged: {progress:?}")))
}
