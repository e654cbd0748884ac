//! `sen-device`: the engine of the phone as a command line, for wards, tests and demonstrations.
//!
//! Refuses to guess: a name or id that fits twice is an error that lists what it fits.

mod args;
mod fault;
mod find;
mod meeting;
mod member;
mod package;
mod page;
mod profile;
mod record;
mod score;
mod show;
mod status;
mod store;
mod typed;
mod usage;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};
use shared::text::screened;
use shared::time::Timestamp;

use args::{Args, Command};
use fault::Fault;
use sen_client::Engine;
use sen_client::engine::{EngineError, EnrolError, Standing, SyncError, SyncProgress};
use sen_client::net::Transport;
use typed::Typed;
use usage::Ended;

/// What a command has to say, for a person and for a program.
struct Said {
    text: String,
    json: Value,
}

impl Said {
    /// Adds a part to what a program is told, where that has named parts.
    fn put(&mut self, key: &str, value: Value) {
        if let Value::Object(parts) = &mut self.json {
            parts.insert(key.to_owned(), value);
        }
    }
}

fn main() -> ExitCode {
    // A command line that cannot be read may still say how it wants to hear so.
    let mut as_json = std::env::args_os().any(|typed| typed == "--json");
    let told = match usage::parse::<Args>(std::env::args_os()) {
        Ok(args) => {
            as_json = args.json;
            run(args).and_then(|(said, exit)| tell(&said, as_json).map(|()| exit))
        }
        Err(Ended::Told(text)) => tell(&Said { text, json: Value::Null }, false).map(|()| 0),
        Err(Ended::Refused(sentence)) => Err(Fault::Usage(sentence)),
    };
    match told {
        Ok(exit) => ExitCode::from(exit),
        Err(fault) => {
            // Nothing more can be said to somebody who closed the error stream as well.
            drop(complain(&fault, as_json));
            ExitCode::from(fault.exit())
        }
    }
}

/// A failure goes to the error stream in either form, so that what is piped on is never taken for an answer.
fn complain(fault: &Fault, as_json: bool) -> std::io::Result<()> {
    let mut errors = std::io::stderr().lock();
    let sentence = screened(&fault.to_string()).into_owned();
    if as_json {
        let failed = json!({ "error": { "code": fault.code(), "message": sentence, "exit": fault.exit() } });
        return writeln!(errors, "{failed:#}");
    }
    writeln!(errors, "{sentence}")
}

/// Says what a command came to. Records may hold what commands a terminal; none of it gets through.
fn tell(said: &Said, as_json: bool) -> Result<(), Fault> {
    let text = if as_json { format!("{:#}", said.json) } else { said.text.trim_end().to_owned() };
    let written = writeln!(std::io::stdout().lock(), "{}", screened(&text));
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

/// What there is to say, and what to end with.
fn run(args: Args) -> Result<(Said, u8), Fault> {
    let clock = store::clock(args.now.as_deref())?;
    if let Command::Profile { command } = &args.command {
        return Ok((profile::run(&args, command, clock())?, 0));
    }
    if let Command::Enrol { code, label, replace } = &args.command {
        return Ok((enrol(&args, &*clock, (code, label), *replace)?, 0));
    }
    let single = if args.command.only_shows() { store::open_to_show } else { store::open };
    let mut engine = opened(&args, clock(), single)?;
    let given = Typed::at(clock());
    let mut said = match args.command {
        Command::Profile { .. } | Command::Enrol { .. } => show::account(&engine),
        Command::Sync => sync(&mut engine, &clock)?,
        Command::Status { all } => {
            let (records, health) = (engine.record_statuses()?, engine.health()?);
            let said = status::status(&engine, &records, &health, all);
            return Ok((said, ending(&engine)));
        }
        Command::Org => show::orgs(&engine),
        Command::Member { command } => member::run(&mut engine, command, &given)?,
        Command::Record { command } => record::run(&mut engine, command, &given)?,
        Command::Package { command } => package::run(&mut engine, command, clock())?,
        Command::Meeting { command } => meeting::run(&mut engine, *command, &given)?,
    };
    let notes = given.notes();
    if !notes.is_empty() {
        said.text = format!("{}\n{}", notes.join("\n"), said.text);
        said.put("notes", json!(notes));
    }
    Ok((said, ending(&engine)))
}

/// A revoked phone says so whatever else it did.
fn ending(engine: &Engine) -> u8 {
    if matches!(engine.standing(), Standing::Revoked(_)) { fault::REVOKED } else { 0 }
}

/// Enrols a vault. One that is enrolled already changes hands only when that was said, and after its work was handed in.
fn enrol(
    args: &Args,
    clock: &dyn Fn() -> Timestamp,
    (code, label): (&str, &str),
    replace: bool,
) -> Result<Said, Fault> {
    // A code that is none does not even begin a vault.
    shared::wire::EnrolCode::parse(code).map_err(EnrolError::from)?;
    let mut engine = opened(args, clock(), store::open_or_create)?;
    let Some(account) = engine.account() else {
        engine.enrol(code, label, None)?;
        return Ok(show::account(&engine));
    };
    let person = account.certificate.person.clone();
    let unsent = engine.health()?.unsent;
    if !replace && (args.json || !store::confirmed(&format!("Sổ này đang ghi danh cho {person}. Thay người đó?"))?)
    {
        return Err(Fault::Occupied { person, unsent });
    }
    if unsent > 0 && !engine.standing().is_turned_away() {
        sync_if_connected(&mut engine, clock)?;
    }
    engine.enrol_anew(code, label, None)?;
    // What the new place may not read leaves now, while there is a connection. The phone changed hands whatever becomes of
    // that; the next sync tells what went wrong.
    drop(exchange(&mut engine, clock));
    Ok(show::account(&engine))
}

/// The vault of a profile, or a single person's.
fn opened(
    args: &Args,
    now: Timestamp,
    single: impl FnOnce(&Path, &Args) -> Result<Engine, Fault>,
) -> Result<Engine, Fault> {
    match (&args.home, &args.vault) {
        (Some(home), _) => profile::Home::of(home, false)?.open(args.profile.as_deref(), now),
        (None, Some(vault)) => single(vault, args),
        (None, None) => Err(Fault::NoVault),
    }
}

fn exchange(engine: &mut Engine, clock: &dyn Fn() -> Timestamp) -> Result<SyncProgress, SyncError> {
    let account = engine.account().ok_or(EngineError::NotEnrolled)?;
    let transport = Transport::new(&account.url, account.pin)?;
    engine.sync(&transport, clock)
}

/// What the connection did not take stays for the next sync.
fn sync_if_connected(engine: &mut Engine, clock: &dyn Fn() -> Timestamp) -> Result<(), Fault> {
    match exchange(engine, clock) {
        Ok(_) | Err(SyncError::Net(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn sync(engine: &mut Engine, clock: &dyn Fn() -> Timestamp) -> Result<Said, Fault> {
    let done = exchange(engine, clock)?;
    let health = engine.health()?;
    let mut text = status::standing(health.standing).map(|said| said + "\n").unwrap_or_default();
    text +=
        &format!("Đã gửi {} gói, nhận {} hồ sơ. Còn {} phần chưa gửi.\n", done.pushed, done.received, health.unsent);
    if done.held > 0 || done.refused > 0 {
        text += &format!("Máy chủ giữ lại {} gói, không nhận {} gói; xem `status`.\n", done.held, done.refused);
    }
    if done.removed > 0 {
        text += &format!("Đã gỡ {} hồ sơ theo yêu cầu của máy chủ.\n", done.removed);
    }
    for (doc, _) in &done.unmerged {
        text += &format!("Chưa ghép được {doc}; lần đồng bộ sau sẽ hỏi lại.\n");
    }
    if health.is_clock_off() {
        text += "Đồng hồ máy này lệch nhiều so với máy chủ.\n";
    }
    let unmerged: Vec<Value> =
        done.unmerged.iter().map(|(doc, why)| json!({ "id": doc.to_string(), "reason": why })).collect();
    let json = json!({
        "pushed": done.pushed, "received": done.received, "held": done.held, "refused": done.refused,
        "removed": done.removed, "unmerged": unmerged, "more": done.more, "unsent": health.unsent,
        "clock_skew_ms": health.clock_skew_ms, "standing": status::standing_code(health.standing),
    });
    Ok(Said { text, json })
}
