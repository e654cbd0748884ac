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
    if let Err(error) = server::host::use_small_pages() {
        eprintln!("sen: large pages stay on: {error}");
    }
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
