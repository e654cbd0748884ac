//! A new device of the ward that receives everything there is.

use std::time::Instant;

use shared::access::Role;
use tests::phone::Phone;
use tests::ward::Ward;
use tests::{Outcome, Trouble};

use crate::api_client::{self, ApiClient};
use crate::fill::fill;
use crate::measure::{count, cpu, ms};
use crate::served::Served;
use crate::table::{Figure, Target, Unit, grouped};
use crate::{ground, yardstick};

const CELLS: usize = 50;
const EACH: usize = 100;
const RUNS: usize = 3;

/// Measures it.
///
/// # Errors
/// [`Trouble`] when anything of it fails.
pub(crate) fn measure() -> Outcome<Vec<Figure>> {
    let mut ward = Ward::begun(0)?;
    ward.start()?;
    let cells = ground::cells(&ward, CELLS)?;
    let enrolled = cells.into_iter().enumerate().map(|(seed, cell)| ground::enrol(&ward, cell, Role::Head, seed));
    fill(&ward, &mut enrolled.collect::<Outcome<Vec<_>>>()?, EACH, yardstick::small)?;
    let mut phones = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let mut phone = Phone::blank(ward.clock.clone())?;
        phone.enrol(&ward.code_at_ward(Role::PartyBuilding, "Trần Thị Ban")?)?;
        phones.push(phone);
    }
    ward.stop()?;
    let served = Served::start(&ward)?;
    let (mut requests, mut down, mut took, mut spent) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for mut phone in phones {
        let now = phone.clock.now();
        let engine = phone.engine()?;
        let token = *engine.account().ok_or_else(|| Trouble("not enrolled".to_owned()))?.token();
        let mut client = ApiClient::open(served.address(), &ground::certificate(&ward), &token)?;
        let (begun, before) = (Instant::now(), cpu(served.pid())?);
        api_client::sync(engine, &mut client, now)?;
        took.push(begun.elapsed().as_secs_f64());
        spent.push(ms(cpu(served.pid())?) - ms(before));
        let traffic = client.take_traffic();
        requests.push(count(traffic.requests));
        down.push(count(traffic.down));
        let listed = engine.meetings().map_err(|error| Trouble::of("meetings", error))?.len();
        if listed != CELLS * EACH {
            return Err(Trouble(format!("the device received {listed} meetings")));
        }
    }
    served.stop()?;
    let input = format!("{} small meetings of {CELLS} cells", grouped(&(CELLS * EACH).to_string()));
    let figure = |name, unit, runs| Figure { name, input: input.clone(), unit, runs, target: Target::None };
    Ok(vec![
        figure("new ward device: wall time", Unit::Seconds, took),
        figure("new ward device: requests", Unit::Requests, requests),
        figure("new ward device: bodies down", Unit::Bytes, down),
        figure("new ward device: server CPU", Unit::Ms, spent),
    ])
}
