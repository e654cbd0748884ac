//! Several people on this computer: who is here, who is at it, and work handed in for somebody else.
//!
//! What needs no PIN asks for none. The phone's secret lies in a file here; on a phone its keystore keeps it.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use sen_client::Engine;
use sen_client::engine::EngineError;
use sen_client::net::Transport;
use sen_client::profiles::{DeviceSecret, Household, LockedProfile, ProfileError, ProfileId, Received, Uptime};
use sen_client::vault::Waiting;
use sen_client::words::words;
use serde_json::{Value, json};
use shared::time::Timestamp;
use zeroize::Zeroizing;

use crate::Said;
use crate::args::{Args, ProfileCommand};
use crate::fault::Fault;
use crate::package::{read, write_new};
use crate::store::{key_or_new, read_key};

const SECRET: &str = "device.key";
const CURRENT: &str = "current";

/// A folder of profiles, and the one a person means.
pub(crate) struct Home {
    path: PathBuf,
    household: Household,
}

impl Home {
    /// The household below a folder; its secret is made with the first profile.
    pub(crate) fn of(path: &Path, begins: bool) -> Result<Self, Fault> {
        let file = path.join(SECRET);
        let secret = if begins {
            std::fs::create_dir_all(path)?;
            key_or_new(&file, || has_profiles(path))?
        } else {
            read_key(&file)?
        };
        let secret = DeviceSecret::from_slice(secret.as_bytes()).ok_or(Fault::BadKey)?;
        Ok(Self { path: path.to_owned(), household: Household::new(path, secret) })
    }

    /// Opens the vault of the profile named, or of the one chosen by `profile switch`.
    pub(crate) fn open(&self, named: Option<&str>, now: Timestamp) -> Result<Engine, Fault> {
        let id = match named {
            Some(named) => self.find(named)?.id,
            None => self.current()?.ok_or_else(|| {
                Fault::Typed("Cho biết người dùng bằng --profile, hoặc chọn bằng `profile switch`.".to_owned())
            })?,
        };
        let pin = asked("SEN_PIN", "Mã PIN: ")?;
        Ok(self.household.unlock(id, &pin, Uptime::now(), now)?)
    }

    fn current(&self) -> Result<Option<ProfileId>, Fault> {
        match std::fs::read_to_string(self.path.join(CURRENT)) {
            Ok(text) => Ok(text.trim().parse().ok()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The profile of this name, or whose id begins so.
    fn find(&self, typed: &str) -> Result<LockedProfile, Fault> {
        let all = self.household.profiles(Uptime::now())?;
        let wanted = shared::text::clean_line(typed).to_lowercase();
        let named = |profile: &&LockedProfile| profile.name.as_ref().is_some_and(|name| name.to_lowercase() == wanted);
        let by_id = |profile: &&LockedProfile| typed.len() >= 4 && profile.id.to_string().starts_with(typed);
        let found = all.iter().find(named).or_else(|| all.iter().find(by_id));
        Ok(found.cloned().ok_or(ProfileError::NoSuchProfile)?)
    }
}

/// Whether anybody's vault lies in a folder of profiles.
fn has_profiles(path: &Path) -> Result<bool, Fault> {
    for entry in std::fs::read_dir(path)? {
        if entry?.file_name().to_str().is_some_and(|name| name.parse::<ProfileId>().is_ok()) {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(crate) fn run(args: &Args, command: &ProfileCommand, now: Timestamp) -> Result<Said, Fault> {
    let path = args.home.as_deref().ok_or(Fault::NoHome)?;
    let home = Home::of(path, matches!(command, ProfileCommand::Add { .. }))?;
    match command {
        ProfileCommand::List => list(&home),
        ProfileCommand::Add { name } => {
            let pin = asked("SEN_NEW_PIN", "Mã PIN mới (6 đến 12 chữ số): ")?;
            let id = home.household.add(name, &pin)?;
            let text = format!("Đã thêm {name} ({id}). Hãy ghi danh rồi mới ghi chép được.\n");
            Ok(Said { text, json: json!({ "id": id.to_string(), "name": name }) })
        }
        ProfileCommand::Switch { name } => {
            let profile = home.find(name)?;
            drop(home.open(Some(name), now)?);
            std::fs::write(home.path.join(CURRENT), profile.id.to_string())?;
            let text = format!("Từ giờ là {}.\n", shown(&profile));
            Ok(Said { text, json: json!({ "id": profile.id.to_string(), "name": profile.name }) })
        }
        ProfileCommand::Remove { name } => {
            let profile = home.find(name)?;
            home.household.remove(profile.id)?;
            let text = format!("Đã xóa {} khỏi máy. Hãy báo đảng ủy thu hồi nếu không dùng nữa.\n", shown(&profile));
            Ok(Said { text, json: json!({ "removed": profile.id.to_string() }) })
        }
        ProfileCommand::Pin { name } => {
            let profile = home.find(name)?;
            let old = asked("SEN_PIN", "Mã PIN: ")?;
            let new = asked("SEN_NEW_PIN", "Mã PIN mới: ")?;
            home.household.change_pin(profile.id, &old, &new, Uptime::now())?;
            Ok(Said { text: "Đã đổi mã PIN.\n".to_owned(), json: json!({ "changed": profile.id.to_string() }) })
        }
        ProfileCommand::HandIn { name, file, receipt, by } => {
            let id = home.find(name)?.id;
            match (file, receipt, by) {
                (Some(file), ..) => to_file(&home, id, file),
                (None, Some(receipt), _) => {
                    let bytes = read(receipt, shared::limits::BODY_BYTES_MAX)?;
                    Ok(received(home.household.take_receipt(id, &bytes)?))
                }
                (None, None, by) => over_line(&home, id, by.as_deref(), now),
            }
        }
    }
}

fn list(home: &Home) -> Result<Said, Fault> {
    let (all, current) = (home.household.profiles(Uptime::now())?, home.current()?);
    let mut text = String::new();
    for profile in &all {
        let mark = if current == Some(profile.id) { "*" } else { " " };
        text += &format!("{mark} {}  {}\n", profile.id, shown(profile));
        text += &match profile.waiting {
            Some(Waiting { packages: 0, .. }) => "    không còn gì chờ nộp\n".to_owned(),
            Some(waiting) => format!("    chờ nộp: {} gói niêm phong, {} byte\n", waiting.packages, waiting.bytes),
            None => "    không đọc được phần niêm phong; hãy mở bằng mã PIN\n".to_owned(),
        };
        if !profile.wait.is_zero() {
            text += &format!("    mã PIN phải chờ {}\n", words().wait(profile.wait.as_secs() + 1));
        }
    }
    if all.is_empty() {
        text += "Chưa có người dùng nào; thêm bằng `profile add`.\n";
    }
    let row = |profile: &LockedProfile| {
        json!({
            "id": profile.id.to_string(), "name": profile.name, "current": current == Some(profile.id),
            "wrong_pins": profile.wrong, "wait_ms": u64::try_from(profile.wait.as_millis()).unwrap_or(u64::MAX),
            "waiting": profile.waiting.map(work),
        })
    };
    Ok(Said { text, json: json!({ "profiles": all.iter().map(row).collect::<Vec<Value>>() }) })
}

fn to_file(home: &Home, id: ProfileId, file: &Path) -> Result<Said, Fault> {
    let made = home.household.hand_in(id)?;
    write_new(file, &made.bytes)?;
    let mut text =
        format!("Đã chép {} gói niêm phong, {} byte; chỉ đảng ủy đọc được.\n", made.packages, made.bytes.len());
    if made.left_out > 0 {
        text += &format!("Còn {} gói chưa vừa tệp này.\n", made.left_out);
    }
    text += "Chưa có gì được nhận: chỉ giấy xác nhận của đảng ủy mới nói điều đó.\n";
    let json = json!({ "packages": made.packages, "bytes": made.bytes.len(), "left_out": made.left_out });
    Ok(Said { text, json })
}

fn over_line(home: &Home, id: ProfileId, by: Option<&str>, now: Timestamp) -> Result<Said, Fault> {
    let by = home.open(by, now)?;
    let account = by.account().ok_or(EngineError::NotEnrolled)?;
    let transport = Transport::new(&account.url, account.pin)?;
    Ok(received(home.household.hand_in_by(id, &by, &transport)?))
}

fn received(received: Received) -> Said {
    let Received { taken, left } = received;
    let mut text = format!("Đảng ủy đã nhận {} gói niêm phong, {} byte.\n", taken.packages, taken.bytes);
    if left.packages > 0 {
        text += &format!("Còn {} gói chưa nhận; hãy nộp lại sau.\n", left.packages);
    }
    Said { text, json: json!({ "taken": work(taken), "left": work(left) }) }
}

fn work(waiting: Waiting) -> Value {
    json!({ "packages": waiting.packages, "bytes": waiting.bytes })
}

fn shown(profile: &LockedProfile) -> String {
    profile.name.clone().unwrap_or_else(|| "(hỏng)".to_owned())
}

/// A PIN from the environment, or a line of what is typed, unseen at a terminal.
fn asked(variable: &str, prompt: &str) -> Result<Zeroizing<String>, Fault> {
    if let Ok(given) = std::env::var(variable) {
        return Ok(Zeroizing::new(given));
    }
    // Whoever sees the prompt may type at once, so the terminal is quiet before it is shown.
    let quiet = Unseen::begin()?;
    let mut errors = std::io::stderr().lock();
    write!(errors, "{prompt}")?;
    errors.flush()?;
    let mut line = Zeroizing::new(String::new());
    let read = std::io::stdin().lock().read_line(&mut line);
    if quiet.is_some() {
        // The end of the line was not shown either.
        writeln!(errors)?;
    }
    drop(quiet);
    read?;
    Ok(Zeroizing::new(line.trim().to_owned()))
}

/// A terminal that does not show what is typed, until this is dropped.
#[cfg(unix)]
struct Unseen(rustix::termios::Termios);

#[cfg(unix)]
impl Unseen {
    fn begin() -> Result<Option<Self>, Fault> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let input = std::io::stdin();
        if !input.is_terminal() {
            return Ok(None);
        }
        let before = tcgetattr(&input).map_err(std::io::Error::from)?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO | LocalModes::ECHONL);
        tcsetattr(&input, OptionalActions::Flush, &quiet).map_err(std::io::Error::from)?;
        Ok(Some(Self(before)))
    }
}

#[cfg(unix)]
impl Drop for Unseen {
    fn drop(&mut self) {
        // A terminal that is gone needs nothing put back.
        let put_back = rustix::termios::tcsetattr(std::io::stdin(), rustix::termios::OptionalActions::Drain, &self.0);
        drop(put_back.map_err(std::io::Error::from));
    }
}

/// Elsewhere what is typed is shown.
#[cfg(not(unix))]
struct Unseen;

#[cfg(not(unix))]
impl Unseen {
    fn begin() -> Result<Option<Self>, Fault> {
        Ok(None)
    }
}
