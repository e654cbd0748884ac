//! `sen`: the command line of the server.

mod command;

use std::process::ExitCode;

use clap::Parser;

/// A push is many small allocations on several threads; measured, the system's allocator took a tenth of it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    command::run(command::Arguments::parse()).await
}
