//! The device's language: the shared catalogue in it, and how a file's failure is called.

pub use shared::words::Words;

use std::io::{Error, ErrorKind};
use std::sync::atomic::{AtomicBool, Ordering};

use shared::words::Language;

/// Whether the device speaks English; nothing else is read or written with it, so no order is promised.
static ENGLISH: AtomicBool = AtomicBool::new(false);

/// The catalogue in the language of the device.
#[must_use]
pub fn words() -> &'static Words {
    Words::of(if ENGLISH.load(Ordering::Relaxed) { Language::En } else { Language::Vi })
}

/// Has every sentence from now on in a language, in this process.
pub(crate) fn speak(language: Language) {
    ENGLISH.store(language == Language::En, Ordering::Relaxed);
}

/// Why a file could not be used.
#[must_use]
pub fn file_error(error: &Error) -> String {
    let key = match error.kind() {
        ErrorKind::NotFound => "file-not_found",
        ErrorKind::PermissionDenied => "file-permission",
        ErrorKind::ReadOnlyFilesystem => "file-read_only",
        ErrorKind::AlreadyExists => "file-exists",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "file-full",
        ErrorKind::IsADirectory => "file-is_folder",
        ErrorKind::NotADirectory => "file-not_folder",
        ErrorKind::InvalidData => "file-not_text",
        ErrorKind::ResourceBusy => "file-busy",
        ErrorKind::UnexpectedEof => "file-cut",
        _ => match error.raw_os_error() {
            Some(code) => return words().filled("file-system_code", &[("code", &code.to_string())]),
            None => "file-system",
        },
    };
    words().text(key)
}
