//! `sen`: the command line of the server.

mod command;

use std::process::ExitCode;

use clap::Parser;

/// A push is many small allocations on several threads; measured, the system's allocator took a tenth of it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    use_small_pages();
    match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(command::run(command::Arguments::parse())),
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
