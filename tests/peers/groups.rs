//! The workloads: what is asked of every contender, how often, and what is kept of the readings.
//!
//! Owns the figures' names and numbers. Every contender of a group goes through the same steps, one after another.

use std::path::Path;

use shared::doc::Pen;
use shared::id::{DeviceId, OrgId};
use tests::{Outcome, Trouble};

use super::contender::{Contender, Size};
use super::driven::{Driven, PEERS};
use super::figure::{Figure, Target};
use super::gauge::{self, Reading, read};
use super::sen::Sen;
use crate::measure::{count, cpu, memory, mib, ms, quantile};
use crate::yardstick;

/// Runs of a figure.
const RUNS: usize = 5;
/// Devices of an evening.
const DEVICES: usize = 64;
/// Documents a device knows when it comes back.
const KNOWN: usize = 500;
/// Of them, edited.
const EDITED: usize = 100;
/// Documents of a cell that a new device fetches.
const CELL: usize = 1_000;
/// Documents stored when memory and start-up are read.
const STORED: usize = 50_000;
/// The ladder of stored documents.
const LADDER: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// Pushes of one run on the ladder.
const PUSHES: usize = 40;
/// Times a server is killed right after it acknowledged.
const KILLS: usize = 5;

type Step = fn(&mut dyn Contender, &mut Notes) -> Outcome<()>;

/// A group of figures: its letter, its title, and what each contender does for it.
#[derive(Clone, Copy)]
pub(crate) struct Group {
    /// The word that asks for it.
    pub(crate) letter: &'static str,
    /// What it is about.
    pub(crate) title: &'static str,
    /// Nothing where it is not a server with devices that is measured.
    step: Option<Step>,
}

/// All groups, in the order of the report.
pub(crate) const GROUPS: [Group; 8] = [
    Group {
        letter: "a",
        title: "An evening: 64 devices push a meeting each, a ward device pulls all",
        step: Some(evening),
    },
    Group { letter: "b", title: "Nothing changed: a device with 500 documents comes back", step: Some(reunion) },
    Group { letter: "c", title: "One small edit in each of 100 known documents", step: Some(edits) },
    Group { letter: "d", title: "First download of a cell of 1,000 documents", step: Some(first_download) },
    Group { letter: "e", title: "Memory and start-up with 50,000 documents stored", step: Some(stored) },
    Group { letter: "f", title: "Growth: one push at 1 k, 10 k, 100 k and 1 M stored documents", step: Some(growth) },
    Group { letter: "g", title: "The device: opening, typing, memory, disk, and an evening over 2G", step: None },
    Group { letter: "h", title: "The app in a browser, the page's processes four times slower", step: None },
];

/// What is written down of one contender.
#[derive(Default)]
pub(crate) struct Notes {
    figures: Vec<(&'static str, String, Vec<f64>, Target)>,
    remarks: Vec<String>,
}

impl Notes {
    fn note(&mut self, name: &'static str, input: &str, runs: Vec<f64>, target: Target) {
        self.figures.push((name, input.to_owned(), runs, target));
    }

    /// The usual figures of a workload, one reading per run.
    fn readings(&mut self, input: &str, readings: &[Reading], targets: [Target; 3]) {
        let all = |field: fn(&Reading) -> f64| readings.iter().map(field).collect::<Vec<_>>();
        let [cpu, up_and_down, wall] = targets;
        self.note("wall time, ms", input, all(|reading| reading.wall_ms), wall);
        self.note("server CPU, ms", input, all(|reading| reading.cpu_ms), cpu);
        self.note("bytes up and down", input, all(|reading| reading.up + reading.down), up_and_down);
        self.note("of these up", input, all(|reading| reading.up), Target::None);
        self.note("round trips", input, all(|reading| reading.turns), Target::None);
        self.note("connections", input, all(|reading| reading.connections), Target::None);
        self.note("server memory at most, MiB", input, all(|reading| reading.peak_mib), Target::None);
    }
}

/// What one group brought.
pub(crate) struct Measured {
    /// The figures, each with all contenders.
    pub(crate) figures: Vec<Figure>,
    /// What is to be said beside them.
    pub(crate) remarks: Vec<String>,
}

/// Lets every contender go through a group.
///
/// # Errors
/// [`Trouble`] when Sen fails; of a neighbour that fails it is told beside the figures it reached.
pub(crate) fn measure(group: Group, meetings: &Path, tell: &dyn Fn(&str) -> Outcome<()>) -> Outcome<Measured> {
    let step = match group {
        Group { step: Some(step), .. } => step,
        Group { letter: "h", .. } => return super::browser::measure(tell),
        Group { .. } => return super::device::measure(meetings, tell),
    };
    let mut measured = Measured { figures: Vec::new(), remarks: Vec::new() };
    for place in 0..=PEERS.len() {
        let mut notes = Notes::default();
        let mut contender: Box<dyn Contender> = match place.checked_sub(1).and_then(|place| PEERS.get(place)) {
            None => Box::new(Sen::new()?),
            Some(peer) => Box::new(Driven::new(*peer, meetings)?),
        };
        let name = contender.name();
        tell(&format!("{} {name} …", group.letter))?;
        if let Err(trouble) = repeated((group.letter, step), &mut contender, meetings, &mut notes) {
            if place == 0 {
                return Err(trouble);
            }
            notes.remarks.push(format!("{name} failed: {trouble}"));
        }
        for (figure, input, runs, target) in notes.figures {
            Figure::add(&mut measured.figures, (figure, input.as_str()), name, runs, target);
        }
        measured.remarks.extend(notes.remarks);
    }
    Ok(measured)
}

/// An evening is begun anew in every run; in the other groups one store serves all runs.
fn repeated(
    (letter, step): (&str, Step),
    contender: &mut Box<dyn Contender>,
    meetings: &Path,
    notes: &mut Notes,
) -> Outcome<()> {
    if letter != "a" {
        return step(contender.as_mut(), notes);
    }
    let mut runs: Vec<Notes> = Vec::new();
    for run in 0..RUNS {
        let mut one = Notes::default();
        if run > 0 {
            let peer = PEERS.into_iter().find(|peer| peer.name == contender.name());
            *contender = match peer {
                None => Box::new(Sen::new()?),
                Some(peer) => Box::new(Driven::new(peer, meetings)?),
            };
        }
        step(contender.as_mut(), &mut one)?;
        runs.push(one);
    }
    for one in runs {
        for (place, (name, input, values, target)) in one.figures.into_iter().enumerate() {
            match notes.figures.get_mut(place) {
                Some((.., all, _)) => all.extend(values),
                None => notes.note(name, &input, values, target),
            }
        }
    }
    survival(contender.as_mut(), notes)
}

fn evening(contender: &mut dyn Contender, notes: &mut Notes) -> Outcome<()> {
    contender.admit(DEVICES, 1 + KILLS)?;
    contender.start()?;
    contender.write()?;
    let pushed = read(contender, |contender| contender.push().map(|()| None))?;
    let per_device = Reading {
        wall_ms: pushed.wall_ms,
        cpu_ms: pushed.cpu_ms / count(DEVICES),
        up: pushed.up / count(DEVICES),
        down: pushed.down / count(DEVICES),
        turns: pushed.turns / count(DEVICES),
        connections: pushed.connections / count(DEVICES),
        ..pushed
    };
    let none = Target::None;
    notes.readings(
        "64 pushes; all but wall time and memory per device",
        &[per_device],
        [Target::Part(10.0), none, none],
    );
    let pulled = read(contender, |contender| contender.pull().map(|()| None))?;
    notes.readings("a ward device pulls 64 meetings", &[pulled], [none; 3]);
    contender.leave()?;
    contender.stop()?;
    notes.note("disk afterwards, MiB", "64 meetings", vec![gauge::disk_mib(contender.folder())?], none);
    Ok(())
}

/// Kills the server right after the acknowledgement, and looks whether what it acknowledged is there when it is back.
fn survival(contender: &mut dyn Contender, notes: &mut Notes) -> Outcome<()> {
    let mut survived = Vec::new();
    contender.stop()?;
    for _ in 0..KILLS {
        contender.admit(1, 1)?;
        contender.start()?;
        contender.write()?;
        contender.push()?;
        contender.kill()?;
        contender.start()?;
        survived.push(if contender.holds()? { 1.0 } else { 0.0 });
        contender.leave()?;
        contender.stop()?;
    }
    let kept = vec![survived.iter().sum::<f64>()];
    notes.note("acknowledged pushes that survived SIGKILL, of 5", "one push, killed right after", kept, Target::None);
    Ok(())
}

fn known(contender: &mut dyn Contender) -> Outcome<()> {
    contender.seed(Size::Full, KNOWN)?;
    contender.admit(0, 1)?;
    contender.start()?;
    contender.fetch(KNOWN)
}

fn reunion(contender: &mut dyn Contender, notes: &mut Notes) -> Outcome<()> {
    known(contender)?;
    let mut readings = Vec::new();
    // The first time a device comes back may still tie up loose ends.
    for run in 0..=RUNS {
        contender.lose_line()?;
        let reading = read(contender, |contender| contender.reconnect())?;
        if run > 0 {
            readings.push(reading);
        }
    }
    notes.readings("500 documents", &readings, [Target::None, Target::Part(300.0), Target::None]);
    contender.leave()?;
    contender.stop()
}

fn edits(contender: &mut dyn Contender, notes: &mut Notes) -> Outcome<()> {
    known(contender)?;
    let mut readings = Vec::new();
    for round in 0..RUNS {
        readings.push(read(contender, |contender| contender.edit(EDITED, round).map(|()| None))?);
    }
    notes.readings("100 edits of one sentence", &readings, [Target::None, Target::Part(3.0), Target::None]);
    contender.leave()?;
    contender.stop()
}

fn first_download(contender: &mut dyn Contender, notes: &mut Notes) -> Outcome<()> {
    contender.seed(Size::Full, CELL)?;
    contender.admit(0, RUNS)?;
    let mut readings = Vec::new();
    for _ in 0..RUNS {
        contender.start()?;
        readings.push(read(contender, |contender| contender.fetch(CELL).map(|()| None))?);
        contender.leave()?;
        contender.stop()?;
    }
    notes.readings("1,000 yardstick meetings", &readings, [Target::None; 3]);
    notes.note(
        "disk, MiB",
        "1,000 yardstick meetings",
        vec![gauge::disk_mib(contender.folder())?],
        Target::AtMost(2.0 * zstd_mib()?),
    );
    Ok(())
}

fn stored(contender: &mut dyn Contender, notes: &mut Notes) -> Outcome<()> {
    let there = contender.seed(Size::Small, STORED)?;
    if there < STORED {
        notes.remarks.push(format!("{}: seeding was stopped by its bound at {there} documents", contender.name()));
        return Ok(());
    }
    contender.admit(0, RUNS)?;
    let (mut wall, mut spent, mut idle) = (Vec::new(), Vec::new(), Vec::new());
    let (mut after, mut peak) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let begun = std::time::Instant::now();
        contender.start()?;
        wall.push(ms(begun.elapsed()));
        let pid = contender.pid()?;
        gauge::settle(pid, std::time::Duration::from_millis(500))?;
        spent.push(ms(cpu(pid)?));
        idle.push(mib(memory(pid)?.resident));
        contender.fetch(CELL)?;
        contender.leave()?;
        gauge::settle(pid, std::time::Duration::from_millis(500))?;
        after.push(mib(memory(pid)?.resident));
        peak.push(mib(memory(pid)?.peak));
        contender.stop()?;
    }
    let input = "50,000 small meetings";
    notes.note("start until it listens, ms", input, wall, Target::None);
    notes.note("server CPU of the start, ms", input, spent, Target::None);
    notes.note("server memory after the start, MiB", input, idle, Target::None);
    notes.note("server memory after one device fetched 1,000 and left, MiB", input, after, Target::None);
    notes.note("server memory at most, MiB", input, peak, Target::None);
    notes.note("disk, MiB", input, vec![gauge::disk_mib(contender.folder())?], Target::None);
    Ok(())
}

fn growth(contender: &mut dyn Contender, notes: &mut Notes) -> Outcome<()> {
    let mut rungs: Vec<(usize, f64, f64)> = Vec::new();
    for rung in LADDER {
        let there = contender.seed(Size::Small, rung)?;
        if there < rung {
            let (name, bound) = (contender.name(), super::driven::BOUND);
            notes.remarks.push(format!("{name}: stopped at {there} documents, before {rung}: {bound}."));
            break;
        }
        contender.start()?;
        contender.add(PUSHES / 4)?;
        let (mut wall, mut spent, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let mut took = Vec::new();
            let reading = read(contender, |contender| {
                took = contender.add(PUSHES)?;
                Ok(None)
            })?;
            wall.push(quantile(&took, 500));
            spent.push(reading.cpu_ms / count(PUSHES));
            bytes.push((reading.up + reading.down) / count(PUSHES));
        }
        contender.leave()?;
        contender.stop()?;
        let input = &super::figure::ladder(rung);
        rungs.push((rung, quantile(&wall, 500), quantile(&spent, 500)));
        notes.note("one push answered, ms", input, wall, Target::None);
        notes.note("server CPU of one push, ms", input, spent, Target::None);
        notes.note("bytes of one push", input, bytes, Target::None);
    }
    if let (Some(first), Some(last)) = (rungs.first(), rungs.last()) {
        let up_to = super::figure::ladder(last.0);
        notes.note(
            "dearest push ÷ push at 1 k, time",
            "over the ladder",
            vec![worst(&rungs, first.1, |r| r.1)],
            Target::AtMost(1.5),
        );
        notes.note(
            "dearest push ÷ push at 1 k, server CPU",
            "over the ladder",
            vec![worst(&rungs, first.2, |r| r.2)],
            Target::AtMost(1.5),
        );
        let up_to = up_to.trim_start_matches("at ");
        notes.remarks.push(format!("{}: the ladder was climbed up to {up_to}.", contender.name()));
    }
    Ok(())
}

fn worst(rungs: &[(usize, f64, f64)], first: f64, of: fn(&(usize, f64, f64)) -> f64) -> f64 {
    rungs.iter().map(of).fold(0.0, f64::max) / first.max(f64::EPSILON)
}

/// MiB of the same 1,000 meetings, each packed by itself, level 3; taken from every tenth.
fn zstd_mib() -> Outcome<f64> {
    let pen = Pen::new(DeviceId::of_key(&[7; 32]), [1; 8]);
    let (org, now) = (OrgId::from_bytes([0x1a; 16]), tests::Clock::default().now());
    let mut bytes = 0;
    for number in (0..CELL).step_by(10) {
        let saved = yardstick::full(&pen, org, number, now)?.save();
        bytes += zstd::bulk::compress(&saved, 3).map_err(|error| Trouble::of("pack", error))?.len();
    }
    Ok(count(bytes) * 10.0 / 1024.0 / 1024.0)
}

/// Refuses a letter that stands for no group.
///
/// # Errors
/// [`Trouble`] naming it.
pub(crate) fn asked(letters: &[String]) -> Outcome<Vec<Group>> {
    if let Some(unknown) = letters.iter().find(|word| !GROUPS.iter().any(|group| group.letter == word.as_str())) {
        return Err(Trouble(format!("there is no group `{unknown}`; there are a to h")));
    }
    let wanted = |group: &Group| letters.is_empty() || letters.iter().any(|word| word == group.letter);
    Ok(GROUPS.into_iter().filter(wanted).collect())
}
