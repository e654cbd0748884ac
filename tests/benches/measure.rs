//! Reading what the kernel knows of a process, and the arithmetic of samples.

use std::path::Path;
use std::time::Duration;

use tests::{Outcome, Trouble};

/// The kernel counts CPU time for `/proc` in ticks of this many milliseconds on every Linux.
const TICK_MS: u64 = 10;

/// What a process holds in memory, in KiB.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    /// Now (VmRSS).
    pub(crate) resident: u64,
    /// At most so far (VmHWM).
    pub(crate) peak: u64,
}

/// CPU time all threads of a process have used so far, the ended ones included; exact to 10 ms.
///
/// # Errors
/// [`Trouble`] when there is no such process.
pub(crate) fn cpu(pid: u32) -> Outcome<Duration> {
    let stat = read(pid, "stat")?;
    // The name in brackets may hold spaces; user and system time are the 12th and 13th field after it.
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks: Vec<u64> = after.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    match ticks.as_slice() {
        [user, system] => Ok(Duration::from_millis((user + system) * TICK_MS)),
        _ => Err(Trouble("the kernel's statistics of a process cannot be read".to_owned())),
    }
}

/// What a process holds in memory.
///
/// # Errors
/// [`Trouble`] when there is no such process.
pub(crate) fn memory(pid: u32) -> Outcome<Memory> {
    let status = read(pid, "status")?;
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|rest| rest.split_whitespace().next()).and_then(|number| number.parse().ok());
        kib.ok_or_else(|| Trouble(format!("the kernel does not tell {name}")))
    };
    Ok(Memory { resident: field("VmRSS:")?, peak: field("VmHWM:")? })
}

/// KiB a process holds in memory, pages that are shared counted by their share (PSS).
///
/// # Errors
/// [`Trouble`] when there is no such process, or it is somebody else's.
pub(crate) fn proportional(pid: u32) -> Outcome<u64> {
    let rollup = read(pid, "smaps_rollup")?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kib = line.and_then(|rest| rest.split_whitespace().next()).and_then(|number| number.parse().ok());
    kib.ok_or_else(|| Trouble("the kernel does not tell Pss".to_owned()))
}

/// KiB a process holds that nobody else does: anonymous pages, in memory and swapped out. Chromium tells no other number as the
/// memory of a page (`PrivateMemoryFootprint`); its own program, which all its processes share, is not in it.
///
/// # Errors
/// As [`proportional`].
pub(crate) fn footprint(pid: u32) -> Outcome<u64> {
    let status = read(pid, "status")?;
    let part = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|rest| rest.split_whitespace().next()).and_then(|number| number.parse::<u64>().ok());
        kib.ok_or_else(|| Trouble(format!("the kernel does not tell {name}")))
    };
    Ok(part("RssAnon:")? + part("VmSwap:")?)
}

fn read(pid: u32, file: &str) -> Outcome<String> {
    std::fs::read_to_string(format!("/proc/{pid}/{file}")).map_err(|error| Trouble::of("process", error))
}

/// The value below which `permille` thousandths of the samples lie; 0 without samples.
pub(crate) fn quantile(samples: &[f64], permille: usize) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * permille).div_ceil(1000).max(1) - 1;
    sorted.get(rank).copied().unwrap_or(0.0)
}

/// A count as a number one can divide by.
pub(crate) fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Milliseconds of a duration.
pub(crate) fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// Bytes of the kernel's KiB, in MiB.
pub(crate) fn mib(kib: u64) -> f64 {
    f64::from(u32::try_from(kib).unwrap_or(u32::MAX)) / 1024.0
}

/// Lets the kernel forget what it has cached of every file below this path, which may be a file itself.
///
/// # Errors
/// [`Trouble`] when `sync`, `find` or `dd` cannot be run.
pub(crate) fn forget_cached(path: &Path) -> Outcome<()> {
    // Reading nothing with this flag is how coreutils drop a file from the cache; what is not on disk yet would stay.
    let dropping = ["-type", "f", "-exec", "dd", "if={}", "iflag=nocache", "count=0", "status=none", ";"];
    for (program, before, after) in [("sync", &["-f"][..], &[][..]), ("find", &[][..], &dropping[..])] {
        let done = std::process::Command::new(program).args(before).arg(path).args(after).status();
        let done = done.map_err(|error| Trouble::of(program, error))?;
        if !done.success() {
            return Err(Trouble(format!("{program} ended with {done}")));
        }
    }
    Ok(())
}
