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
mod show;
mod store;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;
use serde_json::{Value, json};
use shared::time::Timestamp;

use args::{Args, Command};
use fault::Fault;
use sen_client::Engine;
use sen_client::engine::EnrolError;
use sen_client::net::Transport;

/// What a command has to say, for a person and for a program.
struct Said {
    text: String,
    json: Value,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let as_json = args.json;
    let told = run(args).and_then(|said| tell(&said, as_json));
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            // Nothing more can be said to somebody who closed the error stream as well.
            let said = writeln!(std::io::stderr().lock(), "{fault}");
            ExitCode::from(if said.is_ok() { 1 } else { 2 })
        }
    }
}

fn tell(said: &Said, as_json: bool) -> Result<(), Fault> {
    let mut out = std::io::stdout().lock();
    let written = if as_json { writeln!(out, "{:#}", said.json) } else { writeln!(out, "{}", said.text.trim_end()) };
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

fn run(args: Args) -> Result<Said, Fault> {
    let clock = store::clock(args.now.as_deref())?;
    if let Command::Profile { command } = &args.command {
        return profile::run(&args, command, clock());
    }
    if let Command::Enrol { code, label } = &args.command {
        // A code that is none does not even begin a vault.
        shared::wire::EnrolCode::parse(code).map_err(EnrolError::from)?;
        let mut engine = opened(&args, clock(), store::open_or_create)?;
        engine.enrol(code, label, None)?;
        return Ok(show::account(&engine));
    }
    let mut engine = opened(&args, clock(), store::open)?;
    match args.command {
        Command::Profile { .. } | Command::Enrol { .. } => Ok(show::account(&engine)),
        Command::Sync => sync(&mut engine, &clock),
        Command::Status => {
            let (records, health) = (engine.record_statuses()?, engine.health()?);
            Ok(show::status(&engine, &records, &health))
        }
        Command::Org => Ok(show::orgs(&engine)),
        Command::Member { command } => member::run(&mut engine, command, clock()),
        Command::Package { command } => package::run(&mut engine, command, clock()),
        Command::Meeting { command } => meeting::run(&mut engine, *command, clock()),
    }
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

fn sync(engine: &mut Engine, clock: &dyn Fn() -> Timestamp) -> Result<Said, Fault> {
    let account = engine.account().ok_or(sen_client::engine::EngineError::NotEnrolled)?;
    let transport = Transport::new(&account.url, account.pin)?;
    let done = engine.sync(&transport, clock)?;
    let health = engine.health()?;
    let mut text =
        format!("Đã gửi {} gói, nhận {} hồ sơ. Còn {} phần chưa gửi.\n", done.pushed, done.received, health.unsent);
    if done.held > 0 || done.refused > 0 {
        text += &format!("Máy chủ giữ lại {} gói, không nhận {} gói; xem `status`.\n", done.held, done.refused);
    }
    if done.removed > 0 {
        text += &format!("Đã gỡ {} hồ sơ theo yêu cầu của máy chủ.\n", done.removed);
    }
    for (doc, why) in &done.unmerged {
        text += &format!("Chưa ghép được {doc}: {why}\n");
    }
    if health.is_clock_off() {
        text += "Đồng hồ máy này lệch nhiều so với máy chủ.\n";
    }
    let unmerged: Vec<Value> =
        done.unmerged.iter().map(|(doc, why)| json!({ "id": doc.to_string(), "reason": why })).collect();
    let json = json!({
        "pushed": done.pushed, "received": done.received, "held": done.held, "refused": done.refused,
        "removed": done.removed, "unmerged": unmerged, "more": done.more, "unsent": health.unsent,
        "clock_skew_ms": health.clock_skew_ms,
    });
    Ok(Said { text, json })
}
