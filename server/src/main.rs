//! `sen`: the command line of the server.

mod command;
#[path = "../../client-ffi/src/bin/sen-device/usage.rs"]
mod usage;

use std::io::Write as _;
use std::process::ExitCode;

use usage::Ended;

/// A push is many small allocations on several threads; measured, the system's allocator took a tenth of it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    use_small_pages();
    let arguments = match usage::parse(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(Ended::Told(text)) => {
            let told = write!(std::io::stdout().lock(), "{text}");
            return ExitCode::from(u8::from(told.is_err()));
        }
        Err(Ended::Refused(sentence)) => {
            // Nothing more can be said to somebody who closed the error stream as well.
            drop(writeln!(std::io::stderr().lock(), "{sentence}"));
            return ExitCode::from(2);
        }
    };
    match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(command::run(arguments)),
        Err(error) => {
            eprintln!("sen: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Asks for memory in small pages before anything is allocated in earnest: with large ones a server that serves a
/// thousand devices was measured to hold three times what it uses.
fn use_small_pages() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        eprintln!("sen: large pages stay on: {error}");
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn no_help_of_the_server_has_a_word_of_the_parsers_english() {
        let commands = command::Arguments::command();
        let below: Vec<&str> = commands.get_subcommands().map(clap::Command::get_name).collect();
        assert!(below.len() > 8, "{below:?}");
        for path in below.into_iter().map(Some).chain([None]) {
            let typed = ["sen"].into_iter().chain(path).chain(["--help"]).map(OsString::from);
            let Err(Ended::Told(help)) = usage::parse::<command::Arguments>(typed) else { panic!("{path:?}") };
            for english in ["Usage", "Options", "Commands", "Arguments", "Print", "default", "env:", "OPTIONS", "FILE"]
            {
                assert!(!help.contains(english), "{path:?}: {english} in\n{help}");
            }
        }
        let Err(Ended::Refused(said)) = usage::parse::<command::Arguments>(["sen", "init"].map(OsString::from)) else {
            panic!("nothing is missing")
        };
        assert!(said.contains("Còn thiếu: --ward <TÊN_ĐẢNG_BỘ>"), "{said}");
    }
}
