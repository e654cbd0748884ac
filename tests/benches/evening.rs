//! One device's evening: a whole meeting written offline, then one push and pull.

use shared::access::Role;
use tests::phone::Phone;
use tests::ward::{CELLS, Ward};
use tests::{Outcome, Trouble};

use crate::api_client::{self, ApiClient};
use crate::measure::{count, cpu, ms};
use crate::served::Served;
use crate::table::{Figure, Target, Unit};
use crate::{ground, yardstick};

/// Meetings whose pushes are taken together for the server's CPU time, which the kernel tells in ticks of 10 ms.
const BATCH: usize = 20;
const BATCHES: usize = 3;
/// What a push may weigh: the packed document times this, and so many bytes more.
const ALLOWED_FACTOR: f64 = 1.3;
const ALLOWED_BYTES: f64 = 300.0;

#[derive(Default)]
struct Measured {
    requests: Vec<f64>,
    up: Vec<f64>,
    allowed: Vec<f64>,
    down: Vec<f64>,
    cpu: Vec<f64>,
}

/// Measures it.
///
/// # Errors
/// [`Trouble`] when anything of it fails.
pub(crate) fn measure() -> Outcome<Vec<Figure>> {
    let (cell, _, _) = CELLS[1];
    let mut ward = Ward::serving()?;
    let org = ward.cell(cell)?;
    let mut phone = Phone::of(&ward, cell, Role::Head, "Lê Thị Bích Đào")?;
    ward.stop()?;
    let served = Served::start(&ward)?;
    let token = *phone.engine()?.account().ok_or_else(|| Trouble("not enrolled".to_owned()))?.token();
    let mut client = ApiClient::open(served.address(), &ground::certificate(&ward), &token)?;
    let now = phone.clock.now();
    api_client::sync(phone.engine()?, &mut client, now)?;
    let mut measured = Measured::default();
    for batch in 0..BATCHES {
        let mut spent = 0.0;
        for number in batch * BATCH..(batch + 1) * BATCH {
            let engine = phone.engine()?;
            let doc = yardstick::write(engine, org, number, now)?;
            let record = engine.record(doc).map_err(|error| Trouble::of("record", error))?;
            if record.history().len() != yardstick::COMMITS {
                return Err(Trouble(format!("the meeting has {} changes", record.history().len())));
            }
            let packed = zstd::bulk::compress(&record.save(), 3).map_err(|error| Trouble::of("pack", error))?;
            client.forget_traffic();
            let before = cpu(served.pid())?;
            let progress = api_client::sync(engine, &mut client, now)?;
            spent += ms(cpu(served.pid())?) - ms(before);
            if progress.pushed != 1 || progress.held != 0 {
                return Err(Trouble(format!("the evening was not merged: {progress:?}")));
            }
            let traffic = client.take_traffic();
            measured.requests.push(count(traffic.requests));
            measured.up.push(count(traffic.up));
            measured.down.push(count(traffic.down));
            measured.allowed.push((count(packed.len()) * ALLOWED_FACTOR + ALLOWED_BYTES).floor());
        }
        measured.cpu.push(spent / count(BATCH));
    }
    served.stop()?;
    Ok(measured.figures())
}

impl Measured {
    fn figures(self) -> Vec<Figure> {
        // The meetings differ a little; all of them are held to what the lightest may weigh.
        let allowed = self.allowed.iter().copied().fold(f64::INFINITY, f64::min);
        let input = format!("yardstick meeting, {} of them", BATCH * BATCHES);
        let figure = |name, unit, runs, target| Figure { name, input: input.clone(), unit, runs, target };
        vec![
            figure("evening: requests", Unit::Requests, self.requests, Target::AtMost(1.0)),
            figure("evening: body up", Unit::Bytes, self.up, Target::AtMost(allowed)),
            figure("evening: body down", Unit::Bytes, self.down, Target::None),
            figure("evening: server CPU per push", Unit::Ms, self.cpu, Target::None),
        ]
    }
}
