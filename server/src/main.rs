//! `sen`: the command line of the server.

mod command;

use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    command::run(command::Arguments::parse()).await
}
