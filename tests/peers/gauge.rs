//! Reading a contender from outside: the clock, the kernel's account of its process, the proxy's counters, the disk.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use tests::{Outcome, Trouble};

use super::contender::Contender;
use crate::measure::{cpu, memory, mib, ms};

/// A server that used no CPU time for this long has finished what it put off.
const STILL: Duration = Duration::from_millis(400);
/// However busy a server is with itself, no one waits longer for it.
const STILL_MAX: Duration = Duration::from_secs(15);

/// What one piece of work cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    /// Until the last acknowledgement, in milliseconds.
    pub(crate) wall_ms: f64,
    /// User and system time of the server until it was still again, in milliseconds.
    pub(crate) cpu_ms: f64,
    /// Bytes to the server.
    pub(crate) up: f64,
    /// Bytes from the server.
    pub(crate) down: f64,
    /// Round trips.
    pub(crate) turns: f64,
    /// Connections.
    pub(crate) connections: f64,
    /// The most memory the server held since it was started, in MiB.
    pub(crate) peak_mib: f64,
}

/// Lets a contender do something and reads what it cost.
///
/// # Errors
/// [`Trouble`] when the work fails or the process cannot be read.
pub(crate) fn read(
    contender: &mut dyn Contender,
    work: impl FnOnce(&mut dyn Contender) -> Outcome<Option<f64>>,
) -> Outcome<Reading> {
    let pid = contender.pid()?;
    settle(pid, STILL)?;
    let (passed, spent, begun) = (contender.proxy().passed(), cpu(pid)?, Instant::now());
    let told = work(contender)?;
    let wall_ms = told.unwrap_or_else(|| ms(begun.elapsed()));
    settle(pid, STILL.max(Duration::from_millis(contender.lingers_ms())))?;
    let passed = contender.proxy().passed().since(passed);
    let float = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    Ok(Reading {
        wall_ms,
        cpu_ms: ms(cpu(pid)?) - ms(spent),
        up: float(passed.up),
        down: float(passed.down),
        turns: float(passed.turns),
        connections: float(passed.connections),
        peak_mib: mib(memory(pid)?.peak),
    })
}

/// Waits until a process has used no CPU time for a while; the last of a tick is not waited for.
///
/// # Errors
/// [`Trouble`] when there is no such process.
pub(crate) fn settle(pid: u32, still: Duration) -> Outcome<()> {
    let begun = Instant::now();
    let (mut last, mut since) = (cpu(pid)?, Instant::now());
    while since.elapsed() < still && begun.elapsed() < STILL_MAX {
        std::thread::park_timeout(Duration::from_millis(50));
        let now = cpu(pid)?;
        // One tick is what keeping a connection alive may cost.
        if now > last + Duration::from_millis(10) {
            (last, since) = (now, Instant::now());
        }
    }
    Ok(())
}

/// Bytes a folder takes on the disk, in blocks as the file system gives them.
///
/// # Errors
/// [`Trouble`] when it cannot be read.
pub(crate) fn disk(folder: &Path) -> Outcome<u64> {
    let (mut bytes, mut folders) = (0, vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| Trouble::of("disk", error))?;
        for entry in entries {
            let entry = entry.map_err(|error| Trouble::of("disk", error))?;
            // A file that is gone by now takes no room.
            let Ok(about) = entry.metadata() else { continue };
            bytes += about.blocks() * 512;
            if about.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    Ok(bytes)
}

/// As [`disk()`], in MiB.
///
/// # Errors
/// [`Trouble`] when it cannot be read.
pub(crate) fn disk_mib(folder: &Path) -> Outcome<f64> {
    Ok(mib(disk(folder)? / 1024))
}
