//! Group (g): the device by itself, Sen's app beside a Repo of automerge-repo on Node, and an evening of each over 2G.
//!
//! Owns the Node process that plays the device. The other neighbours have no records of their own on a device's disk, or
//! are servers only.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use tests::{Outcome, Trouble};

use super::driven::{installed, node};
use super::figure::{Figure, Target};
use super::gauge;
use super::groups::Measured;
use crate::device::{MEETINGS, Reached, STROKES, reach};
use crate::measure::{forget_cached, memory, mib, quantile};
use crate::slow::{self, SlowLine};

const NEIGHBOUR: &str = "automerge-repo";
const OPENINGS: usize = 5;
const TYPED: usize = 3;
/// Devices over a slow connection of their own, one after another, and evenings each of them brings.
const DEVICES: u64 = 4;
const EVENINGS: usize = 4;

/// What a device of either kind reached.
struct Device {
    opened: Vec<f64>,
    listed: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
    memory: Vec<f64>,
    disk: f64,
    warm: Vec<f64>,
    cold: Vec<f64>,
}

/// Measures both.
///
/// # Errors
/// [`Trouble`] when Sen fails; of a neighbour that fails it is told beside the figures.
pub(crate) fn measure(meetings: &Path, tell: &dyn Fn(&str) -> Outcome<()>) -> Outcome<Measured> {
    let mut measured = Measured { figures: Vec::new(), remarks: Vec::new() };
    tell("g Sen …")?;
    let Reached {
        cold_open, cold_list, stroke_p50, stroke_p99, listed, disk_written, far_warm, far_cold, packed, ..
    } = reach()?;
    let sen = Device {
        opened: cold_open,
        listed: cold_list,
        p50: stroke_p50,
        p99: stroke_p99,
        memory: listed,
        disk: disk_written,
        warm: far_warm,
        cold: far_cold,
    };
    sen.write_down(&mut measured.figures, "Sen", packed);
    tell("g automerge-repo …")?;
    match neighbour(meetings) {
        Ok(device) => device.write_down(&mut measured.figures, NEIGHBOUR, packed),
        Err(trouble) => measured.remarks.push(format!("{NEIGHBOUR} failed: {trouble}")),
    }
    measured.remarks.push(format!(
        "A meeting's packed Automerge document is {} bytes on average in Sen, zstd level 3.",
        super::figure::show(packed)
    ));
    Ok(measured)
}

impl Device {
    fn write_down(self, figures: &mut Vec<Figure>, who: &'static str, packed: f64) {
        let held = format!("{MEETINGS} yardstick meetings");
        let typing = format!("{STROKES} characters into a yardstick meeting");
        let (one, far) = ("a yardstick meeting", format!("a yardstick meeting; {}", slow::WORDS));
        let at_most = Target::AtMost;
        let mut add = |name, input: &str, runs, target| Figure::add(figures, (name, input), who, runs, target);
        add("process started, one meeting can be shown, ms", &held, self.opened, at_most(100.0));
        add("process started, all meetings listed, ms", &held, self.listed, Target::None);
        add("stroke kept, p50, ms", &typing, self.p50, Target::None);
        add("stroke kept, p99, ms", &typing, self.p99, at_most(5.0));
        add("memory, all meetings listed, MiB", &held, self.memory, at_most(40.0));
        add("disk, bytes", one, vec![self.disk], at_most((packed * 3.0).floor()));
        add("evening synced, line open, s", &far, self.warm, at_most(3.0));
        add("evening synced, line made first, s", &far, self.cold, Target::None);
    }
}

fn neighbour(meetings: &Path) -> Outcome<Device> {
    let store = TempDir::new().map_err(|error| Trouble::of("folder", error))?;
    let before = gauge::disk(store.path())?;
    let ids = Node::run(&["write", &shown(store.path()), &shown(meetings), &MEETINGS.to_string()])?.end()?;
    let disk = (gauge::disk(store.path())? - before) / u64::try_from(MEETINGS).unwrap_or(u64::MAX);
    let listed = store.path().with_extension("json");
    std::fs::write(&listed, ids.to_string()).map_err(|error| Trouble::of("ids", error))?;
    let mut device = Device {
        opened: Vec::new(),
        listed: Vec::new(),
        p50: Vec::new(),
        p99: Vec::new(),
        memory: Vec::new(),
        disk: f64::from(u32::try_from(disk).unwrap_or(u32::MAX)),
        warm: Vec::new(),
        cold: Vec::new(),
    };
    for run in 0..OPENINGS {
        forget_cached(store.path())?;
        let mut node = Node::run(&["open", &shown(store.path()), &shown(&listed)])?;
        let told = node.hear()?;
        let number = |name: &str| told.get(name).and_then(Value::as_f64);
        device.opened.extend(number("opened_ms"));
        device.listed.extend(number("listed_ms"));
        device.memory.push(mib(memory(node.child.id())?.resident));
        if run < TYPED {
            node.tell(&json!({ "place": run, "times": STROKES }))?;
            let strokes: Vec<f64> =
                node.hear()?.as_array().map(|took| took.iter().filter_map(Value::as_f64).collect()).unwrap_or_default();
            device.p50.push(quantile(&strokes, 500));
            device.p99.push(quantile(&strokes, 990));
        }
    }
    std::fs::remove_file(&listed).map_err(|error| Trouble::of("ids", error))?;
    evenings(meetings, &mut device)?;
    Ok(device)
}

fn evenings(meetings: &Path, device: &mut Device) -> Outcome<()> {
    let folder = || TempDir::new().map_err(|error| Trouble::of("folder", error));
    let kept = folder()?;
    let mut server = Node::start(&["servers/automerge.mjs", &shown(kept.path())])?;
    let port: u16 = server.line()?.trim().parse().map_err(|error| Trouble::of("port", error))?;
    for seed in 0..DEVICES {
        let line = SlowLine::to(SocketAddr::from((Ipv4Addr::LOCALHOST, port)), Ipv4Addr::LOCALHOST.into(), seed)?;
        let (own, url) = (folder()?, format!("ws://{}", line.address()));
        let words = ["bring", &shown(own.path()), &shown(meetings), &url, &(EVENINGS + 1).to_string()];
        let took = Node::run(&words)?.end()?;
        let took: Vec<f64> =
            took.as_array().map(|took| took.iter().filter_map(Value::as_f64).collect()).unwrap_or_default();
        let (first, others) = took.split_first().ok_or_else(|| Trouble("no evening was brought".to_owned()))?;
        device.cold.push(*first);
        device.warm.extend(others);
    }
    Ok(())
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// A Node program; dropping it ends it.
pub(super) struct Node {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Node {
    fn run(words: &[&str]) -> Outcome<Self> {
        Self::start(&[&["device.mjs"], words].concat())
    }

    /// Starts a program of the neighbours' folder.
    ///
    /// # Errors
    /// [`Trouble`] when they are not installed.
    pub(super) fn start(words: &[&str]) -> Outcome<Self> {
        let mut child = Command::new(node()?)
            .arg("--no-warnings")
            .args(words)
            .current_dir(installed())
            .env("NODE_ENV", "production")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Trouble::of("node", error))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(to), Some(from)) => Ok(Self { child, to: Some(to), from: BufReader::new(from) }),
            _ => Err(Trouble("node has no lines".to_owned())),
        }
    }

    /// The next line it says.
    ///
    /// # Errors
    /// [`Trouble`] when it has ended.
    pub(super) fn line(&mut self) -> Outcome<String> {
        let mut line = String::new();
        let read = self.from.read_line(&mut line).map_err(|error| Trouble::of("node", error))?;
        if read == 0 { Err(Trouble("node ended".to_owned())) } else { Ok(line) }
    }

    /// The next answer; libraries may write lines of their own to the same output.
    fn hear(&mut self) -> Outcome<Value> {
        loop {
            let Ok(mut answer) = serde_json::from_str::<Value>(&self.line()?) else { continue };
            if let Some(ok) = answer.get_mut("ok") {
                return Ok(ok.take());
            }
        }
    }

    fn tell(&mut self, request: &Value) -> Outcome<()> {
        let to = self.to.as_mut().ok_or_else(|| Trouble("node has ended".to_owned()))?;
        writeln!(to, "{request}").map_err(|error| Trouble::of("node", error))
    }

    /// Its one answer, once it has ended by itself.
    fn end(mut self) -> Outcome<Value> {
        let answer = self.hear()?;
        let ended = self.child.wait().map_err(|error| Trouble::of("node", error))?;
        if ended.success() { Ok(answer) } else { Err(Trouble(format!("node ended with {ended}"))) }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.to.take());
        // It may have ended by itself; then there is nothing to end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
