//! The layer itself: SQLite's unix file system with five of its functions asking the disk first.
//!
//! A file is opened by the unix file system into the memory SQLite gives; then its table of functions is replaced by
//! a copy of that table in which reading, writing, truncating, syncing and closing are ours. Every other function
//! sees the file it has made itself.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::Path;
use std::sync::{Mutex, OnceLock};

use rusqlite::ffi::{
    SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_IOERR, SQLITE_IOERR_FSYNC, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE,
    SQLITE_OK, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs, sqlite3_vfs_find, sqlite3_vfs_register,
};

use crate::Disk;
use crate::locked;
use crate::model::Verdict;

/// What lies behind the unix file system's own part of a file's memory.
struct Open {
    disk: Disk,
    name: String,
    real: &'static sqlite3_io_methods,
}

/// The unix file system as it was before.
struct Real(&'static sqlite3_vfs);

// SAFETY: SQLite's file systems are made to be called from any thread, and this one is never changed here.
unsafe impl Send for Real {}
// SAFETY: as above.
unsafe impl Sync for Real {}

static REAL: OnceLock<Real> = OnceLock::new();

/// Puts the layer in place as the process's default file system, once.
pub(crate) fn install() -> Result<(), i32> {
    static DONE: Mutex<bool> = Mutex::new(false);
    let mut done = locked(&DONE);
    if *done {
        return Ok(());
    }
    // SAFETY: a null name asks for the default; SQLite initialises itself.
    let found = unsafe { sqlite3_vfs_find(std::ptr::null()) };
    // SAFETY: SQLite's own file systems live as long as the process.
    let real: &'static sqlite3_vfs = unsafe { found.as_ref() }.ok_or(SQLITE_IOERR)?;
    let mut ours = *real;
    ours.pNext = std::ptr::null_mut();
    ours.zName = c"disk".as_ptr();
    ours.szOsFile = real.szOsFile + size_of::<*mut Open>() as c_int;
    ours.xOpen = Some(open);
    ours.xDelete = Some(delete);
    REAL.get_or_init(|| Real(real));
    // SAFETY: the table is complete and is leaked, so it lives as long as the process.
    let code = unsafe { sqlite3_vfs_register(Box::leak(Box::new(ours)), 1) };
    *done = code == SQLITE_OK;
    if *done { Ok(()) } else { Err(code) }
}

fn real() -> Option<&'static sqlite3_vfs> {
    REAL.get().map(|real| real.0)
}

/// The disk a path belongs to, and the file's name on it.
///
/// # Safety
/// `path` is null or a C string.
unsafe fn place(path: *const c_char) -> Option<(Disk, String)> {
    if path.is_null() {
        return None;
    }
    // SAFETY: it is a C string, by this function's contract.
    let path = Path::new(unsafe { CStr::from_ptr(path) }.to_str().ok()?);
    Some((Disk::of(path)?, path.file_name()?.to_str()?.to_owned()))
}

/// Where in a file's memory the pointer to what is ours lies.
fn slot(file: *mut sqlite3_file) -> *mut *mut Open {
    let behind = real().map_or(0, |real| real.szOsFile as usize);
    file.cast::<u8>().wrapping_add(behind).cast()
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    path: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let Some((real, function)) = real().and_then(|real| Some((real, real.xOpen?))) else { return SQLITE_CANTOPEN };
    // SAFETY: SQLite gives a C string or null.
    let place = unsafe { place(path) };
    if place.as_ref().is_some_and(|(disk, _)| disk.is_dead()) {
        // SAFETY: SQLite gives memory for a file; without a table of functions it does not close it.
        unsafe { (*file).pMethods = std::ptr::null() };
        return SQLITE_CANTOPEN;
    }
    // SAFETY: the arguments are SQLite's own, for the file system they were made for.
    let code = unsafe { function(std::ptr::from_ref(real).cast_mut(), path, file, flags, out) };
    let (SQLITE_OK, Some((disk, name))) = (code, place) else { return code };
    // SAFETY: SQLite gave memory for a file, which the unix file system has just filled.
    let methods = unsafe { (*file).pMethods };
    // SAFETY: the table it points to is static, or there is none.
    let Some(methods) = (unsafe { methods.as_ref() }) else { return SQLITE_CANTOPEN };
    let open = Box::into_raw(Box::new(Open { disk, name, real: methods }));
    // SAFETY: SQLite gave as much memory as our `szOsFile` asks for, which leaves room for this pointer.
    unsafe { slot(file).write_unaligned(open) };
    // SAFETY: the memory is ours to fill until this function returns.
    unsafe { (*file).pMethods = table(methods) };
    code
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, path: *const c_char, _: c_int) -> c_int {
    let Some((real, function)) = real().and_then(|real| Some((real, real.xDelete?))) else { return SQLITE_IOERR };
    // SAFETY: SQLite gives a C string.
    if let Some((disk, name)) = unsafe { place(path) }
        && disk.model().delete(&name) != Verdict::Done
    {
        return SQLITE_IOERR;
    }
    // SAFETY: the arguments are SQLite's own. The folder is not synced: a delete counts as durable at once.
    unsafe { function(std::ptr::from_ref(real).cast_mut(), path, 0) }
}

/// Our table for files whose functions are `real`.
fn table(real: &'static sqlite3_io_methods) -> *const sqlite3_io_methods {
    struct Table(&'static sqlite3_io_methods, &'static sqlite3_io_methods);
    // SAFETY: tables of functions are never changed.
    unsafe impl Send for Table {}
    static TABLES: Mutex<Vec<Table>> = Mutex::new(Vec::new());
    let mut tables = locked(&TABLES);
    if let Some(known) = tables.iter().find(|known| std::ptr::eq(known.0, real)) {
        return known.1;
    }
    let mut ours = *real;
    // Without the third version's functions no file is mapped into memory past this layer.
    ours.iVersion = ours.iVersion.min(2);
    ours.xClose = Some(close);
    ours.xRead = Some(read);
    ours.xWrite = Some(write);
    ours.xTruncate = Some(truncate);
    ours.xSync = Some(sync);
    let ours: &'static sqlite3_io_methods = Box::leak(Box::new(ours));
    tables.push(Table(real, ours));
    ours
}

/// What is ours of an open file.
///
/// # Safety
/// `file` was opened by this layer and is not closed.
unsafe fn ours<'a>(file: *mut sqlite3_file) -> &'a Open {
    // SAFETY: `open` has put the pointer there.
    let open = unsafe { slot(file).read_unaligned() };
    // SAFETY: it came from a box that `close` frees.
    unsafe { &*open }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: `open` has put the pointer there, and SQLite closes a file once.
    let open = unsafe { slot(file).read_unaligned() };
    // SAFETY: it came from a box.
    let open = unsafe { Box::from_raw(open) };
    // SAFETY: the file is one of the unix file system's.
    open.real.xClose.map_or(SQLITE_OK, |function| unsafe { function(file) })
}

unsafe extern "C" fn read(file: *mut sqlite3_file, to: *mut c_void, bytes: c_int, offset: sqlite3_int64) -> c_int {
    // SAFETY: this table is only on files of this layer.
    let open = unsafe { ours(file) };
    if open.disk.is_dead() {
        return SQLITE_IOERR;
    }
    // SAFETY: the arguments are SQLite's own.
    open.real.xRead.map_or(SQLITE_IOERR, |function| unsafe { function(file, to, bytes, offset) })
}

/// The file's length, and a function that reads it as it is.
///
/// # Safety
/// `file` was opened by this layer and is not closed.
unsafe fn as_it_is(file: *mut sqlite3_file, open: &Open) -> (u64, impl FnMut(u64, &mut [u8])) {
    let mut size: sqlite3_int64 = 0;
    if let Some(function) = open.real.xFileSize {
        // SAFETY: the file is open, and the length has a place.
        unsafe { function(file, &raw mut size) };
    }
    let function = open.real.xRead;
    let read = move |offset: u64, to: &mut [u8]| {
        if let (Some(function), Ok(bytes)) = (function, c_int::try_from(to.len())) {
            // SAFETY: the file is open, and `to` has room for that many bytes.
            unsafe { function(file, to.as_mut_ptr().cast(), bytes, offset.cast_signed()) };
        }
    };
    (size.cast_unsigned(), read)
}

unsafe extern "C" fn write(file: *mut sqlite3_file, from: *const c_void, bytes: c_int, offset: sqlite3_int64) -> c_int {
    // SAFETY: this table is only on files of this layer.
    let open = unsafe { ours(file) };
    // SAFETY: as above.
    let (size, mut read) = unsafe { as_it_is(file, open) };
    let verdict = open.disk.model().write(
        (&open.disk.folder, &open.name),
        offset.cast_unsigned(),
        bytes.cast_unsigned().into(),
        size,
        &mut read,
    );
    match (verdict, open.real.xWrite) {
        // SAFETY: the arguments are SQLite's own.
        (Verdict::Done, Some(function)) => unsafe { function(file, from, bytes, offset) },
        (Verdict::Full, _) => SQLITE_FULL,
        _ => SQLITE_IOERR_WRITE,
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, to: sqlite3_int64) -> c_int {
    // SAFETY: this table is only on files of this layer.
    let open = unsafe { ours(file) };
    // SAFETY: as above.
    let (size, mut read) = unsafe { as_it_is(file, open) };
    match (
        open.disk.model().truncate((&open.disk.folder, &open.name), to.cast_unsigned(), size, &mut read),
        open.real.xTruncate,
    ) {
        // SAFETY: the arguments are SQLite's own.
        (Verdict::Done, Some(function)) => unsafe { function(file, to) },
        _ => SQLITE_IOERR_TRUNCATE,
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _: c_int) -> c_int {
    // SAFETY: this table is only on files of this layer.
    let open = unsafe { ours(file) };
    // Durability is the model's; the real disk is not asked.
    match open.disk.model().sync(&open.disk.folder, &open.name) {
        Verdict::Done => SQLITE_OK,
        _ => SQLITE_IOERR_FSYNC,
    }
}
