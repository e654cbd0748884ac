//! Where the vault's key comes from, and what time it is.

use std::ffi::OsString;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use sen_client::Engine;
use sen_client::engine::EngineError;
use sen_client::vault::VaultKey;
use shared::time::Timestamp;

use crate::args::Args;
use crate::fault::Fault;

/// Opens the vault that is there.
pub(crate) fn open(vault: &Path, args: &Args) -> Result<Engine, Fault> {
    let key = found(vault, args)?;
    match Engine::open(vault, &key) {
        Err(EngineError::Vault(_)) if !is_writable(vault) => Err(Fault::ReadOnly(folder_of(vault).to_owned())),
        opened => Ok(opened?),
    }
}

/// As [`open`], for a command that only shows: where nothing can be written, from a copy that is gone afterwards.
pub(crate) fn open_to_show(vault: &Path, args: &Args) -> Result<Engine, Fault> {
    if is_writable(vault) {
        return open(vault, args);
    }
    let key = found(vault, args)?;
    Ok(Engine::open_to_read(vault, &key)?)
}

/// The key of the vault that is there.
fn found(vault: &Path, args: &Args) -> Result<VaultKey, Fault> {
    let key = given_key(args)?.map_or_else(|| read_key(&beside(vault, ".key")), Ok);
    if !vault.exists() {
        return Err(EngineError::Vault(sen_client::vault::VaultError::Missing(vault.to_owned())).into());
    }
    if is_empty(vault) {
        return Err(Fault::EmptyVault(vault.to_owned()));
    }
    key
}

/// Opens the vault, or creates it for a device that is about to be enrolled.
pub(crate) fn open_or_create(vault: &Path, args: &Args) -> Result<Engine, Fault> {
    if vault.exists() && !is_empty(vault) {
        return open(vault, args);
    }
    let key = match given_key(args)? {
        Some(key) => key,
        None => key_or_new(&beside(vault, ".key"), || Ok(false))?,
    };
    if vault.exists() {
        tell("Tệp sổ có sẵn nhưng trống (lần trước bị dừng giữa chừng, chưa ghi gì); lập lại sổ.")?;
    }
    Ok(Engine::create(vault, &key)?)
}

/// Whether a vault was begun and never written to: a log beside it would be something.
fn is_empty(vault: &Path) -> bool {
    let bytes = |path: &Path| path.metadata().map_or(0, |found| found.len());
    bytes(vault) == 0 && bytes(&beside(vault, "-wal")) == 0
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether the vault, and what SQLite keeps beside it, can be written.
#[cfg(unix)]
fn is_writable(vault: &Path) -> bool {
    use rustix::fs::{Access, access};
    access(vault, Access::WRITE_OK).is_ok() && access(folder_of(vault), Access::WRITE_OK).is_ok()
}

#[cfg(not(unix))]
fn is_writable(vault: &Path) -> bool {
    !vault.metadata().is_ok_and(|found| found.permissions().readonly())
}

/// Something a person should know beside the answer.
fn tell(sentence: &str) -> Result<(), Fault> {
    Ok(writeln!(std::io::stderr().lock(), "{sentence}")?)
}

/// Asks a person at a terminal; where there is none the answer is no.
pub(crate) fn confirmed(question: &str) -> Result<bool, Fault> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Ok(false);
    }
    let mut errors = std::io::stderr().lock();
    write!(errors, "{question} [c/K] ")?;
    errors.flush()?;
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    Ok(matches!(shared::text::fold(line.trim()).as_str(), "c" | "co"))
}

/// The clock of this computer, or an instant that stands still.
pub(crate) fn clock(given: Option<&str>) -> Result<Box<dyn Fn() -> Timestamp>, Fault> {
    let Some(text) = given else { return Ok(Box::new(system_now)) };
    let at = text.parse().ok().map(Timestamp::from_ms).or_else(|| Timestamp::parse_rfc3339(text));
    let at = at.ok_or_else(|| Fault::Typed(format!("`{text}` không phải giờ RFC 3339 hay mili giây.")))?;
    Ok(Box::new(move || at))
}

fn system_now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    // A clock before 1970 reads as 1970; the server notices the skew.
    Timestamp::from_ms(since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
}

fn given_key(args: &Args) -> Result<Option<VaultKey>, Fault> {
    match (&args.key_file, &args.key) {
        (Some(file), _) => read_key(file).map(Some),
        (None, Some(text)) => VaultKey::from_hex(text).map(Some).ok_or(Fault::BadKey),
        (None, None) => Ok(None),
    }
}

pub(crate) fn read_key(file: &Path) -> Result<VaultKey, Fault> {
    match std::fs::read_to_string(file) {
        Ok(text) if text.trim().is_empty() => Err(Fault::EmptyKey(file.to_owned())),
        Ok(text) => VaultKey::from_hex(&text).ok_or(Fault::BadKey),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Fault::NoKey),
        Err(error) => Err(error.into()),
    }
}

fn beside(vault: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(vault);
    name.push(ending);
    name.into()
}

/// The key in a file, or a new one in its place where there is none. An empty file is what a stop or a full disk left
/// of an older version; while nothing needs its key it is as good as none.
pub(crate) fn key_or_new(file: &Path, is_needed: impl FnOnce() -> Result<bool, Fault>) -> Result<VaultKey, Fault> {
    match read_key(file) {
        Err(Fault::NoKey) => create_key(file),
        Err(Fault::EmptyKey(_)) if !is_needed()? => {
            tell("Tệp khóa có sẵn nhưng trống và chưa khóa gì; lập khóa mới.")?;
            std::fs::remove_file(file)?;
            create_key(file)
        }
        key => key,
    }
}

/// Draws a key and keeps it in a file, readable by its owner only. The file appears whole or not at all.
fn create_key(file: &Path) -> Result<VaultKey, Fault> {
    let key = VaultKey::draw().map_err(EngineError::from)?;
    let mut fresh = tempfile::Builder::new().prefix(".key-").tempfile_in(folder_of(file))?;
    writeln!(fresh, "{}", key.to_hex().as_str())?;
    fresh.as_file().sync_all()?;
    match fresh.persist_noclobber(file) {
        Ok(_) => {}
        // Another command was quicker, and its key is the one.
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => return read_key(file),
        Err(error) => return Err(error.error.into()),
    }
    #[cfg(unix)]
    std::fs::File::open(folder_of(file))?.sync_all()?;
    tell(&format!("Khóa nằm trong tệp {}. Trên điện thoại, khóa nằm trong kho khóa của máy.", file.display()))?;
    Ok(key)
}
