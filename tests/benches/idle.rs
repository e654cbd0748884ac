//! What the server holds for devices that have synced and stay connected without a word.

use std::net::TcpStream;

use shared::wire;
use tests::caller::trust;
use tests::rogue::blank_request;
use tests::ward::Ward;
use tests::{Outcome, Trouble};

use crate::api_client::ApiClient;
use crate::measure::{count, memory, mib};
use crate::served::Served;
use crate::table::{Figure, Target, Unit, grouped};
use crate::writer::Writer;
use crate::{crowd, ground};

const DEVICES: usize = 10_000;
const CELLS: usize = 50;
const THREADS: usize = 2;
/// Files of this process beside the connections.
const FILES: u64 = 256;
const MIB_MAX: f64 = 256.0;

/// Measures it.
///
/// # Errors
/// [`Trouble`] when anything of it fails.
pub(crate) fn measure() -> Outcome<Vec<Figure>> {
    let wanted = u64::try_from(DEVICES).unwrap_or(u64::MAX).saturating_add(FILES);
    let files = rlimit::increase_nofile_limit(wanted).map_err(|error| Trouble::of("open files", error))?;
    if files < wanted {
        return Err(Trouble(format!("the system gives {files} open files, {wanted} are needed")));
    }
    let mut ward = Ward::begun(0)?;
    ward.start()?;
    let cells = ground::cells(&ward, CELLS)?;
    let devices = crowd::enrol(&ward, &cells, DEVICES)?;
    ward.stop()?;
    let served = Served::start(&ward)?;
    let before = memory(served.pid())?.resident;
    let open = connect(&ward, &served, &devices)?;
    let after = memory(served.pid())?.resident;
    if open.len() != DEVICES {
        return Err(Trouble(format!("{} connections are open", open.len())));
    }
    // All of them are still open, or the figure is of fewer.
    for socket in &open {
        still_open(socket)?;
    }
    drop(open);
    served.stop()?;
    let input = format!("{} devices, kept TLS, each synced once", grouped(&DEVICES.to_string()));
    let figure = |name, unit, value, target| Figure { name, input: input.clone(), unit, runs: vec![value], target };
    let each = (mib(after) - mib(before)) * 1024.0 * 1024.0 / count(DEVICES);
    Ok(vec![
        figure("idle devices: server memory (VmRSS)", Unit::MiB, mib(after), Target::AtMost(MIB_MAX)),
        figure("idle devices: memory of each", Unit::Bytes, each, Target::None),
    ])
}

fn connect(ward: &Ward, served: &Served, devices: &[Writer]) -> Outcome<Vec<TcpStream>> {
    let config = trust(&ground::certificate(ward), &["http/1.1"])?;
    let body = wire::encode(&blank_request());
    let one = |device: &Writer| {
        let mut client = ApiClient::with(served.address(), &config, &device.token)?;
        client.post(&body)?;
        // The client's half of TLS is forgotten; the server cannot tell.
        Ok(client.fall_silent())
    };
    std::thread::scope(|scope| {
        let shares = devices.chunks(devices.len().div_ceil(THREADS).max(1));
        let threads: Vec<_> =
            shares.map(|share| scope.spawn(|| share.iter().map(&one).collect::<Outcome<Vec<_>>>())).collect();
        let mut open = Vec::with_capacity(devices.len());
        for thread in threads {
            open.extend(thread.join().unwrap_or_else(|_| Err(Trouble("a client ended with a panic".to_owned())))?);
        }
        Ok(open)
    })
}

fn still_open(socket: &TcpStream) -> Outcome<()> {
    let trouble = |error| Trouble::of("socket", error);
    socket.set_nonblocking(true).map_err(trouble)?;
    let mut one = [0];
    match socket.peek(&mut one) {
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => Ok(()),
        Ok(0) => Err(Trouble("the server closed an idle connection".to_owned())),
        Ok(_) => Ok(()),
        Err(error) => Err(trouble(error)),
    }
}
