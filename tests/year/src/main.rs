//! `sen-year <folder>`: begins a ward in a folder and lets it live through a year, for `make demo`.
//!
//! A folder that holds a ward already is left as it is. The ward is made beside it and put in place whole.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use year::stage::Stage;
use year::{Outcome, Trouble};

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        return said(&mut std::io::stderr(), "sen-year <folder>", ExitCode::from(2));
    };
    match begun(&folder) {
        Ok(text) => said(&mut std::io::stdout(), &text, ExitCode::SUCCESS),
        Err(error) => said(&mut std::io::stderr(), &error.to_string(), ExitCode::FAILURE),
    }
}

fn said(stream: &mut dyn std::io::Write, text: &str, code: ExitCode) -> ExitCode {
    // Nothing more can be said to somebody who closed the stream.
    drop(writeln!(stream, "{text}"));
    code
}

fn begun(folder: &Path) -> Outcome<String> {
    if folder.exists() {
        return Ok(format!("{} is there already, and is left as it is.", folder.display()));
    }
    let of = |what: &'static str| move |error: std::io::Error| Trouble::of(what, error);
    let here = std::env::current_exe().map_err(of("where am I"))?;
    let device = here.with_file_name("sen-device");
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let half = tempfile::Builder::new().prefix("sen-year-").tempdir_in(parent).map_err(of("folder"))?;
    drop(writeln!(std::io::stdout(), "A year of a ward is being written; it takes about a minute."));
    let data = half.path().join("data");
    let mut stage = Stage::new(&data, &device)?;
    stage.play(&year::script()?)?;
    stage.stop()?;
    std::fs::rename(&data, folder).map_err(of("put the ward in place"))?;
    let (login, password) = &stage.login;
    Ok(format!("Login     {login}\nPassword  {password}"))
}
