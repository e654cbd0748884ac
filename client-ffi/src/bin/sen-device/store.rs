//! Where the vault's key comes from, and what time it is.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use sen_client::Engine;
use sen_client::engine::EngineError;
use sen_client::vault::VaultKey;
use shared::time::{CivilDate, Timestamp};

use crate::args::Args;
use crate::fault::Fault;

/// Opens the vault that is there.
pub(crate) fn open(vault: &Path, args: &Args) -> Result<Engine, Fault> {
    let key = given_key(args)?.map_or_else(|| read_key(&beside(vault)), Ok);
    if !vault.exists() {
        return Err(EngineError::Vault(sen_client::vault::VaultError::Missing(vault.to_owned())).into());
    }
    Ok(Engine::open(vault, &key?)?)
}

/// Opens the vault, or creates it for a device that is about to be enrolled.
pub(crate) fn open_or_create(vault: &Path, args: &Args) -> Result<Engine, Fault> {
    if vault.exists() {
        return open(vault, args);
    }
    let key = match given_key(args)? {
        Some(key) => key,
        None => create_key(&beside(vault))?,
    };
    Ok(Engine::create(vault, &key)?)
}

/// The clock of this computer, or an instant that stands still.
pub(crate) fn clock(given: Option<&str>) -> Result<Box<dyn Fn() -> Timestamp>, Fault> {
    let Some(text) = given else { return Ok(Box::new(system_now)) };
    let at = text.parse().ok().map(Timestamp::from_ms).or_else(|| read_rfc3339(text));
    let at = at.ok_or_else(|| Fault::Typed(format!("`{text}` không phải giờ RFC 3339 hay mili giây.")))?;
    Ok(Box::new(move || at))
}

fn system_now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    // A clock before 1970 reads as 1970; the server notices the skew.
    Timestamp::from_ms(since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
}

/// Reads `2026-11-05T19:30:00Z` or with an offset such as `+07:00`; fractions are dropped.
fn read_rfc3339(text: &str) -> Option<Timestamp> {
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    let days = CivilDate::parse(date).ok()?.days_from_epoch();
    let zone_at = rest.find(['Z', 'z', '+', '-'])?;
    let (time, zone) = rest.split_at_checked(zone_at)?;
    let mut parts = time.split('.').next()?.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let offset = match zone.split_at_checked(1)? {
        ("Z" | "z", "") => 0,
        (sign, clock) => {
            let (hours, minutes) = clock.split_once(':')?;
            let offset = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
            if sign == "-" { -offset } else { offset }
        }
    };
    let seconds = days * 86_400 + hour * 3_600 + (minute - offset) * 60 + second;
    seconds.checked_mul(1000).map(Timestamp::from_ms)
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
        Ok(text) => VaultKey::from_hex(&text).ok_or(Fault::BadKey),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Fault::NoKey),
        Err(error) => Err(error.into()),
    }
}

fn beside(vault: &Path) -> PathBuf {
    let mut name = OsString::from(vault);
    name.push(".key");
    name.into()
}

/// Draws a key and keeps it beside the vault, readable by its owner only.
pub(crate) fn create_key(file: &Path) -> Result<VaultKey, Fault> {
    if file.exists() {
        // A key without its vault: an enrolment that was stopped early.
        return read_key(file);
    }
    let key = VaultKey::draw().map_err(EngineError::from)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file)?;
    writeln!(out, "{}", key.to_hex().as_str())?;
    out.sync_all()?;
    writeln!(
        std::io::stderr().lock(),
        "Khóa nằm trong tệp {}. Trên điện thoại, khóa nằm trong kho khóa của máy.",
        file.display()
    )?;
    Ok(key)
}
