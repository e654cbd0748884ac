//! What the server holds in memory when a ward's years of records lie in its database.

use server::store::{document, open_for_reading};
use shared::access::Role;
use shared::wire::Cursor;
use tests::ward::Ward;
use tests::{Outcome, Trouble};

use crate::api_client::ApiClient;
use crate::fill::fill;
use crate::measure::{Memory, memory, mib};
use crate::served::Served;
use crate::table::{Figure, Target, Unit, grouped};
use crate::writer::{Writer, expect_merged};
use crate::{ground, yardstick};

const CELLS: usize = 50;
const EACH: usize = 1_000;
/// Pushes of each cell: edits and new meetings by turns.
const PUSHES: usize = 4;
const RUNS: usize = 3;
const MIB_MAX: f64 = 256.0;

/// Measures it.
///
/// # Errors
/// [`Trouble`] when anything of it fails.
pub(crate) fn measure() -> Outcome<Vec<Figure>> {
    let mut ward = Ward::begun(0)?;
    ward.start()?;
    let cells = ground::cells(&ward, CELLS)?;
    let enrolled = cells.into_iter().enumerate().map(|(seed, cell)| ground::enrol(&ward, cell, Role::Head, seed));
    let mut writers = enrolled.collect::<Outcome<Vec<_>>>()?;
    let mut reader = ground::enrol(&ward, ward.org, Role::PartyBuilding, CELLS)?;
    fill(&ward, &mut writers, EACH, yardstick::small)?;
    ward.stop()?;
    let (mut started, mut after, mut peak) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let served = Served::start(&ward)?;
        started.push(mib(memory(served.pid())?.resident));
        for writer in &mut writers {
            push(&ward, &served, writer)?;
        }
        reader.hold_all(everything(&ward)?);
        let mut client = ApiClient::open(served.address(), &ground::certificate(&ward), &reader.token)?;
        if reader.look(&mut client)? > 0 {
            return Err(Trouble("a device that holds everything was told of more".to_owned()));
        }
        let Memory { resident, peak: most } = memory(served.pid())?;
        after.push(mib(resident));
        peak.push(mib(most));
        drop(client);
        served.stop()?;
    }
    let figure = |name, input: &str, runs| Figure {
        name,
        input: format!("{} documents, {input}", grouped(&(CELLS * EACH).to_string())),
        unit: Unit::MiB,
        runs,
        target: Target::AtMost(MIB_MAX),
    };
    let worked = format!("after {} pushes and a quiet sync", CELLS * PUSHES);
    Ok(vec![
        figure("server memory (VmRSS)", "after the start", started),
        figure("server memory (VmRSS)", &worked, after),
        figure("server memory (VmHWM)", &worked, peak),
    ])
}

fn push(ward: &Ward, served: &Served, writer: &mut Writer) -> Outcome<()> {
    let mut client = ApiClient::open(served.address(), &ground::certificate(ward), &writer.token)?;
    writer.hold_all(everything(ward)?);
    for turn in 0..PUSHES {
        let written = if turn % 2 == 0 { writer.go_on()? } else { writer.begin()? };
        expect_merged(&client.post(&writer.bring(&written)?)?)?;
    }
    Ok(())
}

/// The cursors of a device that holds all there is, read from the database.
fn everything(ward: &Ward) -> Outcome<Vec<Cursor>> {
    let opened = open_for_reading(&ward.database()).map_err(|error| Trouble::of("database", error))?;
    let streams = document::streams(&opened.reading()).map_err(|error| Trouble::of("streams", error))?;
    let at_end = |(stream, status): (_, shared::sync::server::StreamStatus)| Cursor {
        stream,
        epoch: status.epoch,
        floor: status.head,
        at: status.head,
        digest: status.digest,
    };
    Ok(streams.into_iter().map(at_end).collect())
}
