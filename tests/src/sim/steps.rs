//! One process's executor: its tasks run one step after another on one thread, in an order drawn by the caller.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use server::host::Stepper;

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

#[derive(Default)]
struct Tasks {
    all: BTreeMap<u64, Task>,
    begun: u64,
    dead: bool,
}

/// The tasks of one process.
#[derive(Default)]
pub(super) struct Steps {
    tasks: Mutex<Tasks>,
    ready: Arc<Mutex<Vec<u64>>>,
}

struct TaskWaker {
    task: u64,
    ready: Arc<Mutex<Vec<u64>>>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        let mut ready = locked(&self.ready);
        if !ready.contains(&self.task) {
            ready.push(self.task);
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stepper for Steps {
    fn spawn(&self, task: Task) {
        let mut tasks = locked(&self.tasks);
        if tasks.dead {
            drop(tasks);
            return;
        }
        tasks.begun += 1;
        let id = tasks.begun;
        tasks.all.insert(id, task);
        drop(tasks);
        locked(&self.ready).push(id);
    }
}

impl Steps {
    /// Whether a task could go on now.
    #[must_use]
    pub(super) fn is_ready(&self) -> bool {
        !locked(&self.ready).is_empty()
    }

    /// How many tasks have not ended.
    #[must_use]
    pub(super) fn running(&self) -> usize {
        locked(&self.tasks).all.len()
    }

    /// Polls one of the tasks that are ready, chosen by `chance`; `false` when there was none.
    pub(super) fn step(&self, chance: &mut fastrand::Rng) -> bool {
        let id = {
            let mut ready = locked(&self.ready);
            if ready.is_empty() {
                return false;
            }
            let at = chance.usize(..ready.len());
            ready.remove(at)
        };
        let Some(mut task) = locked(&self.tasks).all.remove(&id) else { return true };
        let waker = Waker::from(Arc::new(TaskWaker { task: id, ready: Arc::clone(&self.ready) }));
        if task.as_mut().poll(&mut Context::from_waker(&waker)) == Poll::Pending {
            let mut tasks = locked(&self.tasks);
            if !tasks.dead {
                tasks.all.insert(id, task);
            }
        }
        true
    }

    /// Ends the process: every task is dropped where it stands, and none begins any more.
    pub(super) fn kill(&self) {
        let gone = {
            let mut tasks = locked(&self.tasks);
            tasks.dead = true;
            std::mem::take(&mut tasks.all)
        };
        drop(gone);
        locked(&self.ready).clear();
    }
}
