//! A disk that fails on purpose: SQLite's files in a folder, with every write since the last sync remembered.
//!
//! Owns the layer between SQLite and its unix file system. Files lie on the real file system and are read and
//! written there at once; what power loss would take away is kept beside them and taken away on demand. Refuses
//! to know what the files mean. Creating, renaming and deleting a file counts as durable at once.

mod layer;
mod model;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

pub use model::Counts;
use model::Model;

/// The files of one folder, as one machine's disk.
#[derive(Clone)]
pub struct Disk {
    folder: PathBuf,
    model: Arc<Mutex<Model>>,
}

type Disks = Mutex<BTreeMap<PathBuf, Disk>>;

fn disks() -> &'static Disks {
    static DISKS: OnceLock<Disks> = OnceLock::new();
    DISKS.get_or_init(Disks::default)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Disk {
    /// Makes a folder a disk: whatever SQLite opens in it from now on goes through it.
    ///
    /// # Errors
    /// SQLite's code when the layer cannot be put in place.
    pub fn over(folder: &Path) -> Result<Self, i32> {
        layer::install()?;
        let disk = Self { folder: folder.to_owned(), model: Arc::default() };
        locked(disks()).insert(folder.to_owned(), disk.clone());
        Ok(disk)
    }

    /// The folder is an ordinary one again.
    pub fn retire(&self) {
        locked(disks()).remove(&self.folder);
    }

    fn of(file: &Path) -> Option<Self> {
        locked(disks()).get(file.parent()?).cloned()
    }

    fn model(&self) -> MutexGuard<'_, Model> {
        locked(&self.model)
    }

    /// Nothing reaches the disk any more: the process that used it is dead.
    pub fn kill(&self) {
        self.model().dead = true;
    }

    /// The process dies in the place of its `n`th operation from now that would change the disk; 0 is the next.
    pub fn kill_at(&self, n: u64) {
        self.model().dying = Some(n);
    }

    /// Whether the process that used it is dead.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        self.model().dead
    }

    /// A new process may use the disk; whatever the dead one had open must be closed by now.
    ///
    /// # Errors
    /// When a file cannot be marked, by which writing it anew past this layer is noticed.
    pub fn revive(&self) -> std::io::Result<()> {
        let mut model = self.model();
        (model.dead, model.dying) = (false, None);
        model.mark(&self.folder)
    }

    /// The process does not die after all.
    pub fn never_mind(&self) {
        self.model().dying = None;
    }

    /// Whether files can grow.
    pub fn fill(&self, full: bool) {
        self.model().full = full;
    }

    /// The next `n` syncs fail, and what they should have made durable may be lost even after later ones succeed.
    pub fn fail_syncs(&self, n: u32) {
        self.model().failing = n;
    }

    /// Whether it is full or about to fail.
    #[must_use]
    pub fn is_ill(&self) -> bool {
        let model = self.model();
        model.full || model.failing > 0 || model.dead || model.dying.is_some()
    }

    /// Takes away what was not synced, as `chance` decides: a number below its argument. The files must be closed.
    ///
    /// # Errors
    /// When a file cannot be changed.
    pub fn lose_power(&self, chance: &mut dyn FnMut(u64) -> u64) -> std::io::Result<()> {
        self.model().lose_power(&self.folder, chance)
    }

    /// The files were replaced from outside; what is there now is durable.
    pub fn forget(&self) {
        self.model().forget();
    }

    /// What happened on it so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.model().counts
    }
}

#[cfg(test)]
mod tests;
