//! A slower processor: every process that draws pages may run a part of the time alone.
//!
//! Chromium's own throttling (`Emulation.setCPUThrottlingRate`) slows a page's main thread and refuses a worker's, and the
//! engine is in a worker. Here the whole process is stopped and let go again, as Chromium does it with the one thread.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tests::browser::renderers_over;

/// How long the processes run before they are stopped.
const RUN: Duration = Duration::from_millis(1);
/// How often it is looked which processes there are.
const LOOK: Duration = Duration::from_millis(100);

/// Slows a browser's pages until it is dropped.
pub(crate) struct Slowed {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Slowed {
    /// Every process over this profile that draws pages runs one `factor`th of the time.
    pub(crate) fn by(factor: u32, profile: PathBuf) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&is_over);
        let thread = std::thread::spawn(move || {
            let (mut pages, mut looked) = (pages(&profile), Instant::now());
            while !ends.load(Ordering::SeqCst) {
                if looked.elapsed() > LOOK {
                    (pages, looked) = (self::pages(&profile), Instant::now());
                }
                let ran = rest(RUN);
                send(&pages, Signal::STOP);
                rest(ran * (factor - 1));
                send(&pages, Signal::CONT);
            }
        });
        Self { is_over, thread: Some(thread) }
    }
}

impl Drop for Slowed {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        // It ends with the processes running.
        drop(self.thread.take().map(JoinHandle::join));
    }
}

fn pages(profile: &std::path::Path) -> Vec<Pid> {
    renderers_over(profile).into_iter().filter_map(|pid| Pid::from_raw(i32::try_from(pid).ok()?)).collect()
}

fn send(pages: &[Pid], signal: Signal) {
    for page in pages {
        // One that has ended is found out at the next look.
        kill_process(*page, signal).unwrap_or_default();
    }
}

/// Gives how long it took in truth.
fn rest(time: Duration) -> Duration {
    let begun = Instant::now();
    while let Some(left) = time.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) {
        std::thread::park_timeout(left);
    }
    begun.elapsed()
}
