//! A browser's private files (the origin private file system), in a pool of slots that are opened before SQLite asks for
//! them, because only that is done without waiting.
//!
//! One worker at a time has the pool; there are no folders and no renaming. Nothing is ever kept in memory instead.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rsqlite_vfs::VfsFilesManager;
use rsqlite_vfs::transfer::{DbExport, DbTransfer as _, ExportSource as _};
use sqlite_wasm_rs::WasmOsCallback;
use sqlite_wasm_vfs::sahpool::{OpfsSAHError, OpfsSAHPoolCfgBuilder, OpfsSAHPoolUtil, install};
use wasm_bindgen::{JsCast, JsValue};

use super::Found;
use super::file_list;

/// There is no file before SQLite makes it, and nobody but this web page ever sees one.
pub(crate) const IS_MADE_BY_OPENING: bool = true;

/// Two connections to one file share no memory here; one after the other they see each other by the file. The journal keeps
/// its length, so that a small write, such as that of a PIN that is tried, needs no room that is not there already.
pub(crate) const JOURNAL_OF_SHARED: &str = "PERSIST";

/// The folder of the pool below the page's own.
const FOLDER: &str = "sen";
/// The folder of the slots below that one, made by the pool.
const SLOTS: &str = ".opaque";
/// Slots that one more profile needs: it takes four (vault, its log, outbox, its journal), changing a key one more.
const FREE_SLOTS: usize = 6;
/// Slots kept free at a start: each is opened, one after the other, while somebody waits. A book that is open takes up to three
/// that it gave back when it was closed (the log, the outbox's journal, that of one large statement), changing a key one more.
const SPARE_SLOTS: usize = 4;

thread_local! {
    static POOL: RefCell<Option<OpfsSAHPoolUtil>> = const { RefCell::new(None) };
    static LOCKED: RefCell<BTreeSet<PathBuf>> = const { RefCell::new(BTreeSet::new()) };
}

/// Why the browser gives no place.
#[derive(Debug, thiserror::Error)]
pub enum MountError {
    /// Another window has it.
    #[error("another window of this browser has the files open")]
    InUse,
    /// The browser keeps no files for this page: a private window, an old version, or no secure connection.
    #[error("this browser keeps no files for a web page: {0}")]
    Unsupported(String),
    /// There is no room left.
    #[error("there is no room left on this phone")]
    Full,
    /// Anything else.
    #[error("the browser's files cannot be used: {0}")]
    Other(String),
}

impl MountError {
    /// What the browser says, by the name it gives its errors.
    fn named(why: String) -> Self {
        let is = |name: &str| why.contains(name);
        if is("NoModificationAllowedError") {
            Self::InUse
        } else if is("QuotaExceededError") {
            Self::Full
        } else if is("SecurityError") || is("NotAllowedError") || is("NotSupportedError") {
            Self::Unsupported(why)
        } else {
            Self::Other(why)
        }
    }
}

impl From<OpfsSAHError> for MountError {
    fn from(error: OpfsSAHError) -> Self {
        match error {
            OpfsSAHError::NotSupported => Self::Unsupported(error.to_string()),
            _ => Self::named(error.to_string()),
        }
    }
}

impl From<JsValue> for MountError {
    fn from(error: JsValue) -> Self {
        let said = error.dyn_ref::<js_sys::Error>().map(|error| format!("{}: {}", error.name(), error.message()));
        Self::named(said.unwrap_or_else(|| format!("{error:?}")))
    }
}

/// Opens the pool; once per worker, before anything else of this crate.
///
/// # Errors
/// [`MountError`]; nothing is then kept anywhere else.
pub async fn mount() -> Result<(), MountError> {
    if !file_list::has_folder(&[FOLDER, SLOTS]).await? {
        file_list::write_on().await?;
    }
    let pool = OpfsSAHPoolCfgBuilder::new().directory(FOLDER).initial_capacity(0).build();
    let pool = install::<WasmOsCallback>(&pool, true).await?;
    let (is_new, known) = (pool.capacity() == 0, pool.clone());
    POOL.with(|place| *place.borrow_mut() = Some(pool));
    // The rows of the profiles take two.
    match make_slots(if is_new { FREE_SLOTS + 2 } else { SPARE_SLOTS }).await {
        // On a full phone everybody who is here still opens their book; only one more profile has no room.
        Err(MountError::Full) if known.capacity() > 0 => Ok(()),
        made => made,
    }
}

/// Sees to it that there are free slots for one more profile.
///
/// # Errors
/// [`MountError`].
pub async fn make_room() -> Result<(), MountError> {
    make_slots(FREE_SLOTS).await
}

async fn make_slots(free: usize) -> Result<(), MountError> {
    let pool = on_pool(Clone::clone).ok_or_else(not_open)?;
    let needed = pool.len()? + free;
    if needed > pool.capacity() {
        file_list::write_on().await?;
    }
    Ok(pool.ensure_capacity(needed).await?)
}

/// The names of all files here.
///
/// # Errors
/// [`MountError`] before [`mount`].
pub(crate) fn names() -> Result<Vec<String>, MountError> {
    Ok(on_pool(VfsFilesManager::names).ok_or_else(not_open)??)
}

/// What is at `path`. Whether a file that another connection has open is empty cannot be told: then it is not. A pool that
/// does not say what it has is not taken for one that has nothing.
pub(crate) fn look(path: &Path) -> Found {
    let Some(name) = path.to_str() else { return Found::Nothing };
    let found = on_pool(|pool| match pool.contains(name) {
        Ok(false) => Found::Nothing,
        _ => Found::File { is_empty: pool.open_export(name).is_ok_and(|file| file.size() == 0) },
    });
    found.unwrap_or(Found::File { is_empty: false })
}

/// Nothing is to be done before SQLite makes the file.
///
/// # Errors
/// None; as on a system with files.
pub(crate) fn make_own(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Whether the file is encrypted pages of so many bytes, as far as can be seen: whole pages, and not SQLite's own header. One
/// with a log beside it shows nothing, and was written as a vault.
///
/// # Errors
/// When the browser gives nothing of it.
pub(crate) fn looks_encrypted(path: &Path, page_bytes: u64) -> std::io::Result<bool> {
    let name = path.to_str().unwrap_or_default();
    let read = |pool: &OpfsSAHPoolUtil| -> Result<bool, OpfsSAHError> {
        let mut file = match pool.open_export(name) {
            Err(OpfsSAHError::RecoveryRequired(_)) => return Ok(true),
            file => file?,
        };
        let mut start = [0; 15];
        let whole_pages = file.size() % page_bytes == 0;
        Ok(file.read_at(0, &mut start)? == start.len() && whole_pages && start != *b"SQLite format 3")
    };
    on_pool(read).ok_or_else(|| other(not_open()))?.map_err(|error| other(error.into()))
}

/// Takes a file away for good, with the journals beside it.
///
/// # Errors
/// When it is open, or the browser refuses.
pub(crate) fn remove(path: &Path) -> std::io::Result<()> {
    let name = path.to_str().unwrap_or_default();
    for name in [format!("{name}-wal"), format!("{name}-journal"), name.to_owned()] {
        on_pool(|pool| pool.remove(&name)).ok_or_else(|| other(not_open()))?.map_err(|error| other(error.into()))?;
    }
    Ok(())
}

/// Copies a file that is not open and that SQLite has tried to read: then the journal beside it has done what it could, and
/// is taken away, because a file with one is not given out.
///
/// # Errors
/// When it is open, there is no room, or the browser refuses.
pub(crate) fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    let name = |path: &Path| path.to_str().unwrap_or_default().to_owned();
    let copied = on_pool(|pool| {
        pool.remove(&format!("{}-journal", name(from)))?;
        let bytes = pool.begin_export(&name(from)).and_then(DbExport::read_to_vec)?;
        // Damaged or encrypted pages have no header by which SQLite's files are known.
        pool.import_db_unchecked(&name(to), &bytes)
    });
    copied.ok_or_else(|| other(not_open()))?.map_err(|error: OpfsSAHError| other(error.into()))
}

fn not_open() -> MountError {
    MountError::Other("the files are not open".to_owned())
}

fn other(error: MountError) -> std::io::Error {
    match error {
        MountError::Full => std::io::Error::from(std::io::ErrorKind::StorageFull),
        error => std::io::Error::other(error.to_string()),
    }
}

/// The files are opened once for all tests of a worker; later ones have room made.
#[cfg(test)]
pub(crate) async fn opened() {
    thread_local!(static IS_OPEN: std::cell::Cell<bool> = const { std::cell::Cell::new(false) });
    match IS_OPEN.replace(true) {
        false => mount().await.unwrap(),
        true => make_room().await.unwrap(),
    }
}

pub(super) fn on_pool<T>(ask: impl FnOnce(&OpfsSAHPoolUtil) -> T) -> Option<T> {
    POOL.with(|place| place.borrow().as_ref().map(ask))
}

/// A name that is locked until this is dropped. One worker has all files, so it is enough that this worker knows.
#[derive(Debug)]
pub(crate) struct FileLock(PathBuf);

impl FileLock {
    /// Has it alone, or not at all: whoever waited here would wait for itself.
    ///
    /// # Errors
    /// [`std::io::ErrorKind::WouldBlock`] while anybody else has it.
    pub(crate) fn try_alone(path: &Path) -> std::io::Result<Self> {
        let is_free = LOCKED.with(|locked| locked.borrow_mut().insert(path.to_owned()));
        if is_free { Ok(Self(path.to_owned())) } else { Err(std::io::ErrorKind::WouldBlock.into()) }
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        LOCKED.with(|locked| locked.borrow_mut().remove(&self.0));
    }
}
