//! The app of the bench as a process: lines of words to it, lines of JSON back, weighed by the kernel.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;
use tests::{Outcome, Trouble};

use super::built::Built;
use crate::measure::{Memory, count, cpu, memory, ms};

/// The key of every vault of the harness.
const KEY: [u8; 32] = [7; 32];

/// A running app; dropping it ends it.
pub(crate) struct App {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

/// What an app says once it has opened its vault.
pub(crate) struct Opened {
    /// Milliseconds from its first line of code until then.
    pub(crate) opened_ms: f64,
    /// And until it had the list of meetings.
    pub(crate) listed_ms: f64,
}

impl App {
    /// Starts an app on a vault that nobody else has open. The times include the start of the process.
    ///
    /// # Errors
    /// [`Trouble`] when it does not open.
    pub(crate) fn open(built: &Built, vault: &Path) -> Outcome<(Self, Opened)> {
        let begun = std::time::Instant::now();
        let mut child = Command::new(&built.app)
            .arg(vault)
            .arg(hex::encode(KEY))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| Trouble::of("app", error))?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Trouble("the app has no lines".to_owned()));
        };
        let mut app = Self { child, to: Some(to), from: BufReader::new(from) };
        let told = app.hear()?;
        let listed_ms = ms(begun.elapsed());
        let number = |name: &str| {
            told.get(name).and_then(Value::as_f64).ok_or_else(|| Trouble("the app told no time".to_owned()))
        };
        // What passed before its first line of code is the start of the process.
        let opened_ms = listed_ms - (number("listed_ms")? - number("opened_ms")?);
        Ok((app, Opened { opened_ms, listed_ms }))
    }

    /// Shows both lists; gives how long they are.
    ///
    /// # Errors
    /// [`Trouble`] when the app fails.
    pub(crate) fn lists(&mut self) -> Outcome<(usize, usize)> {
        let told = self.ask("list")?;
        let length =
            |name: &str| told.get(name).and_then(Value::as_u64).and_then(|length| usize::try_from(length).ok());
        length("meetings").zip(length("members")).ok_or_else(|| Trouble("the app shows no lists".to_owned()))
    }

    /// Lets a person type or note that often in the meeting at that place of the list; milliseconds of each time, and
    /// what of them was the app's own work, on average.
    ///
    /// # Errors
    /// [`Trouble`] when the app refuses.
    pub(crate) fn strokes(&mut self, word: &str, place: usize, times: usize) -> Outcome<(Vec<f64>, f64)> {
        let meeting = self.ask(&format!("meeting {place}"))?;
        let meeting = meeting.as_str().ok_or_else(|| Trouble("the list is too short".to_owned()))?.to_owned();
        let before = cpu(self.child.id())?;
        let told = self.ask(&format!("{word} {meeting} {times}"))?;
        let worked = ms(cpu(self.child.id())?.saturating_sub(before)) / count(times);
        let took: Vec<f64> = told.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        if took.len() == times { Ok((took, worked)) } else { Err(Trouble("a stroke was not timed".to_owned())) }
    }

    /// What it holds in memory.
    ///
    /// # Errors
    /// [`Trouble`] when it is gone.
    pub(crate) fn memory(&self) -> Outcome<Memory> {
        memory(self.child.id())
    }

    /// Ends it in good order.
    ///
    /// # Errors
    /// [`Trouble`] when it did not end well.
    pub(crate) fn end(mut self) -> Outcome<()> {
        drop(self.to.take());
        let ended = self.child.wait().map_err(|error| Trouble::of("app", error))?;
        if ended.success() { Ok(()) } else { Err(Trouble(format!("the app ended with {ended}"))) }
    }

    fn ask(&mut self, words: &str) -> Outcome<Value> {
        let to = self.to.as_mut().ok_or_else(|| Trouble("the app has ended".to_owned()))?;
        writeln!(to, "{words}").map_err(|error| Trouble::of("app", error))?;
        self.hear()
    }

    fn hear(&mut self) -> Outcome<Value> {
        let mut line = String::new();
        self.from.read_line(&mut line).map_err(|error| Trouble::of("app", error))?;
        serde_json::from_str(&line).map_err(|error| Trouble::of("app", error))
    }
}

impl Drop for App {
    fn drop(&mut self) {
        drop(self.to.take());
        // After `end` it is gone already; after a failure it has nothing to lose.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
