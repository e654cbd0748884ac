//! A cell's phone that holds 500 meetings: the sync that finds nothing new, typing, opening the vault, and lists.

use std::time::Instant;

use shared::access::Role;
use shared::id::OrgId;
use tests::phone::Phone;
use tests::ward::{CELLS, Ward};
use tests::{Outcome, Trouble};

use crate::api_client::{self, ApiClient};
use crate::fill::fill;
use crate::measure::{count, ms, quantile};
use crate::served::Served;
use crate::table::{Figure, Target, Unit};
use crate::{ground, lists, yardstick};

/// Yardstick meetings of the cell.
const MEETINGS: usize = 500;
const SYNCS: usize = 25;
/// Runs of so many edits, each in a yardstick meeting of its own.
const EDIT_RUNS: usize = 3;
const EDITS: usize = 500;
const OPENINGS: usize = 11;

/// Measures it.
///
/// # Errors
/// [`Trouble`] when anything of it fails.
pub(crate) fn measure() -> Outcome<Vec<Figure>> {
    let (cell, _, _) = CELLS[1];
    let mut ward = Ward::serving()?;
    let org = ward.cell(cell)?;
    let mut writers = [ground::enrol(&ward, org, Role::Head, 0)?];
    fill(&ward, &mut writers, MEETINGS, yardstick::full)?;
    let mut phone = Phone::of(&ward, cell, Role::Head, "Lê Thị Bích Đào")?;
    ward.stop()?;
    let listed = phone.engine()?.meetings().map_err(|error| Trouble::of("meetings", error))?.len();
    if listed != MEETINGS {
        return Err(Trouble(format!("the phone received {listed} meetings")));
    }
    let mut figures = quiet_syncs(&ward, &mut phone)?;
    figures.extend(edits(&mut phone, org)?);
    figures.push(openings(&mut phone)?);
    figures.extend(lists::on_phone(&mut phone)?);
    Ok(figures)
}

fn quiet_syncs(ward: &Ward, phone: &mut Phone) -> Outcome<Vec<Figure>> {
    let served = Served::start(ward)?;
    let now = phone.clock.now();
    let token = *phone.engine()?.account().ok_or_else(|| Trouble("not enrolled".to_owned()))?.token();
    let mut client = ApiClient::open(served.address(), &ground::certificate(ward), &token)?;
    api_client::sync(phone.engine()?, &mut client, now)?;
    let (mut requests, mut up, mut down, mut took) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..SYNCS {
        client.forget_traffic();
        let begun = Instant::now();
        let progress = api_client::sync(phone.engine()?, &mut client, now)?;
        took.push(ms(begun.elapsed()));
        if progress.pushed + progress.received > 0 {
            return Err(Trouble(format!("a sync without change changed something: {progress:?}")));
        }
        let traffic = client.take_traffic();
        requests.push(count(traffic.requests));
        up.push(count(traffic.up));
        down.push(count(traffic.down));
    }
    served.stop()?;
    let input = format!("cell of {MEETINGS} meetings and its register");
    let figure = |name, unit, runs, target| Figure { name, input: input.clone(), unit, runs, target };
    Ok(vec![
        figure("no-change sync: requests", Unit::Requests, requests, Target::AtMost(1.0)),
        figure("no-change sync: body up", Unit::Bytes, up, Target::AtMost(300.0)),
        figure("no-change sync: body down", Unit::Bytes, down, Target::AtMost(300.0)),
        figure("no-change sync: time on the device", Unit::Ms, took, Target::None),
    ])
}

fn edits(phone: &mut Phone, org: OrgId) -> Outcome<Vec<Figure>> {
    let now = phone.clock.now();
    let (mut medians, mut tails) = (Vec::new(), Vec::new());
    for run in 0..EDIT_RUNS {
        let engine = phone.engine()?;
        let doc = yardstick::write(engine, org, MEETINGS + run, now)?;
        let mut waits = Vec::with_capacity(EDITS);
        for number in 0..EDITS {
            let text: String = yardstick::sentence(org, number).chars().take(20).collect();
            let begun = Instant::now();
            let page = engine.splice_minutes(doc, (number * 7, 0), &text, now);
            waits.push(ms(begun.elapsed()));
            drop(page.map_err(|error| Trouble::of("edit", error))?);
        }
        medians.push(quantile(&waits, 500));
        tails.push(quantile(&waits, 990));
    }
    let input = format!("{EDITS} × 20 characters into a yardstick meeting");
    let figure = |name, runs, target| Figure { name, input: input.clone(), unit: Unit::Ms, runs, target };
    Ok(vec![
        figure("edit on disk and shown, p50", medians, Target::None),
        figure("edit on disk and shown, p99", tails, Target::AtMost(10.0)),
    ])
}

fn openings(phone: &mut Phone) -> Outcome<Figure> {
    let mut waits = Vec::with_capacity(OPENINGS);
    for _ in 0..OPENINGS {
        phone.close();
        let begun = Instant::now();
        phone.open()?;
        waits.push(ms(begun.elapsed()));
    }
    Ok(Figure {
        name: "vault open",
        input: format!("{} yardstick meetings", MEETINGS + EDIT_RUNS),
        unit: Unit::Ms,
        runs: waits,
        target: Target::AtMost(150.0),
    })
}
