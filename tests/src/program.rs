//! The programs as a person starts them: `sen` and `sen-device`, built beside the tests.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use crate::{Outcome, Trouble};

/// The folder the programs were built into.
///
/// # Errors
/// [`Trouble`] when the test does not know where it lies itself.
pub fn folder() -> Outcome<PathBuf> {
    let here = std::env::current_exe().map_err(|error| Trouble::of("where am I", error))?;
    let folder = here.ancestors().nth(2).map(Path::to_owned);
    folder.ok_or_else(|| Trouble("the test lies in no folder".to_owned()))
}

/// A program that was built with the workspace.
///
/// # Errors
/// [`Trouble`] naming the command that builds it.
pub fn path(name: &str) -> Outcome<PathBuf> {
    let path = folder()?.join(name);
    if path.exists() {
        Ok(path)
    } else {
        Err(Trouble(format!("{name} is not built; run `cargo build --workspace` first")))
    }
}

/// Runs a program to its end.
///
/// # Errors
/// [`Trouble`] when it cannot be started.
pub fn run(name: &str, arguments: &[&str]) -> Outcome<Output> {
    Command::new(path(name)?).args(arguments).output().map_err(|error| Trouble::of(name, error))
}

/// A `sen serve` of its own process.
pub struct Serving {
    child: Child,
}

impl Serving {
    /// Starts `sen serve` on a data folder and waits until it says that it serves.
    ///
    /// # Errors
    /// [`Trouble`] with what it said instead.
    pub fn start(data: &Path, listen: &str) -> Outcome<Self> {
        let data = data.to_str().ok_or_else(|| Trouble("folder".to_owned()))?;
        let mut child = Command::new(path("sen")?)
            .args(["--data", data, "serve", "--listen", listen])
            .env("RUST_LOG", "info")
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| Trouble::of("sen serve", error))?;
        let errors = child.stderr.take().ok_or_else(|| Trouble("no standard error".to_owned()))?;
        let mut lines = BufReader::new(errors).lines();
        let mut said = String::new();
        while let Some(Ok(line)) = lines.next() {
            if line.contains("\"serving\"") {
                // Whatever it says later is read, so that it never waits for a reader.
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(Self { child });
            }
            said.push_str(&line);
        }
        Err(Trouble(format!("sen serve ended: {said}")))
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for its end after it was killed or told to stop; gives its exit code, if it had one.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be waited for.
    pub fn wait(&mut self) -> Outcome<Option<i32>> {
        self.child.wait().map(|status| status.code()).map_err(|error| Trouble::of("wait", error))
    }
}

/// Sends a signal, by name, to a process this test started.
///
/// # Errors
/// [`Trouble`] when there is no such process.
pub fn signal(id: u32, name: &str) -> Outcome<()> {
    let sent = Command::new("kill").args([&format!("-{name}"), &id.to_string()]).status();
    match sent {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Trouble(format!("kill ended with {status}"))),
        Err(error) => Err(Trouble::of("kill", error)),
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
