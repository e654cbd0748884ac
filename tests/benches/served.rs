//! The server in a process of its own, so that its CPU time and memory can be told from the clients'.
//!
//! The process is this same program, run again with another word: it then holds nothing but the
//! server library, as `sen serve` does. It ends when its standard input does, so it never outlives us.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use server::config::Config;
use server::host::Host;
use server::serve::{self, Server};
use tests::ward::Ward;
use tests::{Outcome, Trouble};
use tokio::sync::oneshot;

/// The word that makes this program the server.
pub(crate) const WORD: &str = "serve";

/// A server process; dropping it ends it.
pub(crate) struct Served {
    child: Child,
    address: SocketAddr,
}

impl Served {
    /// Serves a ward that is not being served, at its own address; returns once it listens.
    ///
    /// # Errors
    /// [`Trouble`] when the process does not start.
    pub(crate) fn start(ward: &Ward) -> Outcome<Self> {
        let program = std::env::current_exe().map_err(|error| Trouble::of("program", error))?;
        let child = Command::new(program)
            .arg(WORD)
            .arg(ward.folder())
            .arg(ward.address().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| Trouble::of("server", error))?;
        let mut served = Self { child, address: ward.address() };
        let mut line = String::new();
        if let Some(output) = served.child.stdout.take() {
            BufReader::new(output).read_line(&mut line).map_err(|error| Trouble::of("server", error))?;
        }
        if line.trim() == "listening" { Ok(served) } else { Err(Trouble("the server did not start".to_owned())) }
    }

    /// The server's process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Where it listens.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops the server and waits until its database is closed.
    ///
    /// # Errors
    /// [`Trouble`] when it did not stop well.
    pub(crate) fn stop(mut self) -> Outcome<()> {
        drop(self.child.stdin.take());
        let ended = self.child.wait().map_err(|error| Trouble::of("server", error))?;
        if ended.success() { Ok(()) } else { Err(Trouble(format!("the server ended with {ended}"))) }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // After `stop` it is gone already; after a failure it has nothing to lose.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The life of the server process.
///
/// # Errors
/// [`Trouble`] when it cannot serve.
pub(crate) fn serve(folder: &Path, address: &str) -> Outcome<()> {
    server::host::use_small_pages().map_err(|error| Trouble::of("pages", error))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| Trouble::of("runtime", error))?.block_on(async {
        let config = Config::load(folder, Some(address)).map_err(|error| Trouble::of("config", error))?;
        let server = Server::open(&config, Host::system()).await.map_err(|error| Trouble::of("open", error))?;
        let listener = serve::listen(config.listen).await.map_err(|error| Trouble::of("listen", error))?;
        writeln!(std::io::stdout(), "listening").map_err(|error| Trouble::of("output", error))?;
        let (stop, stopped) = oneshot::channel::<()>();
        std::thread::spawn(move || {
            // However the input ends, whoever started the server wants no more of it.
            drop(std::io::stdin().read_to_end(&mut Vec::new()));
            drop(stop);
        });
        let served = server.run(listener, async { drop(stopped.await) }).await;
        served.map_err(|error| Trouble::of("serve", error))
    })
}
