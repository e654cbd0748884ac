//! A lock on a file, for as long as somebody has it.

use std::fs::File;

/// A file that is locked until this is dropped. Closing it would not do: a process that is being started at this moment
/// has it open as well until its program runs.
#[derive(Debug)]
pub(crate) struct FileLock(pub(crate) File);

impl Drop for FileLock {
    fn drop(&mut self) {
        // If it cannot be unlocked it stays locked until the file is closed everywhere.
        drop(self.0.unlock());
    }
}
