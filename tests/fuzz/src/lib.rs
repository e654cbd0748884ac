//! Measures one body of the contract: processor time of this thread and bytes held by it, beside what is promised.
//!
//! A panic that the product itself catches is no finding here, as it is none in the product; any other is.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, OnceLock};

use cpu_time::ThreadTime;
pub use libfuzzer_sys;
use tests::contract::{self, Target, Verdict};

/// An input that goes past its time is measured again so often; the least counts, as a busy machine only adds.
const TIMES: usize = 4;

/// What the target begins with is judged by memory alone: it is as costly as is allowed, and this program is built to be
/// watched, which makes it several times slower. Its time is judged by the group `hostile` of `make bench`.
static SEEDS: OnceLock<BTreeSet<Vec<u8>>> = OnceLock::new();

/// The fuzz target for one way in.
#[macro_export]
macro_rules! fuzz {
    ($name:literal) => {
        $crate::libfuzzer_sys::fuzz_target!(init: $crate::begin($name), |input: &[u8]| {
            $crate::check($name, input);
        });
    };
}

/// How much longer a program takes that is built to be watched, at most; the bench holds what is shipped to the contract.
const WATCHED: f64 = 2.0;

/// The worst seen so far: milliseconds and bytes of what was refused, then of what was admitted.
static WORST: Mutex<[(f64, u64); 2]> = Mutex::new([(0.0, 0); 2]);

/// Lays the ground before anything is measured, and lets panics be caught where the product catches them. Writes what
/// the target begins with, and what was kept, into the folder named by `FUZZ_SEEDS`, which the fuzzer reads afterwards.
pub fn begin(name: &str) {
    std::panic::set_hook(Box::new(|_| {}));
    let target = target(name);
    let seeds = || contract::seeds().into_iter().filter(|seed| seed.target == name);
    SEEDS.get_or_init(|| seeds().map(|seed| seed.bytes).collect());
    if let Some(folder) = std::env::var_os("FUZZ_SEEDS").map(std::path::PathBuf::from) {
        for seed in seeds() {
            std::fs::write(folder.join(seed.name), seed.bytes).expect("the folder of seeds is there");
        }
        for (line, input) in (1..).zip(contract::corpus(name).expect("each target has its corpus")) {
            std::fs::write(folder.join(format!("kept-{line}")), input).expect("the folder of seeds is there");
        }
    }
    for input in [&[][..], &[0; 64], &[1; 64]] {
        (target.body)(input);
    }
}

/// Runs one input and panics when it breaks the contract.
pub fn check(name: &str, input: &[u8]) {
    let target = target(name);
    let (verdict, mut ms, bytes) = measured(target, input);
    let allowed = target.allows(verdict);
    let allowed_ms = allowed.ms as f64 * WATCHED;
    if SEEDS.get().is_some_and(|seeds| seeds.contains(input)) || contract::is_large(name, input) {
        ms = 0.0;
    }
    for _ in 1..TIMES {
        if ms <= allowed_ms {
            break;
        }
        ms = ms.min(measured(target, input).1);
    }
    note(name, verdict, ms, bytes);
    if ms > allowed_ms || bytes > allowed.bytes {
        eprintln!("{name}: {verdict:?} after {ms:.1} ms and {bytes} bytes; at most {allowed:?}");
        std::process::abort();
    }
    if verdict == Verdict::Admitted {
        (target.proof)(input);
    }
}

fn target(name: &str) -> &'static Target {
    contract::target(name).expect("every fuzz target is one of the contract")
}

fn measured(target: &Target, input: &[u8]) -> (Verdict, f64, u64) {
    let mut verdict = None;
    let began = ThreadTime::now();
    let held = allocation_counter::measure(|| {
        verdict = catch_unwind(AssertUnwindSafe(|| (target.body)(input))).map_err(said).ok();
    });
    let ms = began.elapsed().as_secs_f64() * 1000.0;
    let Some(verdict) = verdict else { std::process::abort() };
    (verdict, ms, held.bytes_max)
}

fn said(panic: Box<dyn std::any::Any + Send>) {
    let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    eprintln!("broke off: {}", text.unwrap_or("without a word"));
}

fn note(name: &str, verdict: Verdict, ms: f64, bytes: u64) {
    let mut worst = WORST.lock().expect("one thread");
    let (longest, most) = &mut worst[usize::from(verdict != Verdict::Refused)];
    if ms > *longest * 1.2 + 0.5 || bytes > *most + *most / 5 + 65_536 {
        *longest = longest.max(ms);
        *most = (*most).max(bytes);
        eprintln!("WORST {name} {verdict:?}: {longest:.1} ms, {:.2} MiB", *most as f64 / 1_048_576.0);
    }
}
