//! A gate before the app's server: it lets one request after the other through, and stops where a story says.
//!
//! Unlike the proxy of the phones it knows requests from each other, so that a browser can be killed between any two steps
//! of what it asks. It may also show the files of another release, as a server that was replaced does.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use crate::{Outcome, Trouble};

/// Where on its way a request is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// It has left the browser and reaches nobody.
    Asked,
    /// The server has done all of it, and its answer is swallowed.
    Done,
    /// The browser was given the answer.
    Answered,
}

/// A request that is stopped once it comes, for as long as this is kept.
pub struct Stopped {
    reached: oneshot::Receiver<()>,
    _go_on: mpsc::Sender<()>,
}

impl Stopped {
    /// Waits until the request is there.
    ///
    /// # Errors
    /// [`Trouble`] when the gate was closed before.
    pub async fn reached(&mut self) -> Outcome<()> {
        (&mut self.reached).await.map_err(|error| Trouble::of("the gate", error))
    }
}

struct Stop {
    path: String,
    /// Requests to let through before.
    pass: usize,
    moment: Moment,
    reached: oneshot::Sender<()>,
    until: mpsc::Receiver<()>,
}

/// How the files differ from those of the server.
#[derive(Debug, Clone, Default)]
pub struct Release {
    /// Files with other bytes, by their path.
    pub changed: BTreeMap<String, String>,
    /// Files under a new path, with the one at which the server has them; the old path is gone.
    pub renamed: BTreeMap<String, String>,
}

/// A gate on loopback.
pub struct Gate {
    address: SocketAddr,
    shared: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

struct State {
    server: Mutex<SocketAddr>,
    stops: Mutex<Vec<Stop>>,
    release: Mutex<Release>,
    asked: Mutex<BTreeMap<String, usize>>,
    shut: Mutex<Option<String>>,
    closed: AtomicBool,
}

impl Gate {
    /// A gate at `address` before `server`.
    ///
    /// # Errors
    /// [`Trouble`] when the address cannot be had.
    pub fn before(server: SocketAddr, address: SocketAddr) -> Outcome<Self> {
        let listener = TcpListener::bind(address).map_err(|error| Trouble::of("gate", error))?;
        let shared = Arc::new(State {
            server: Mutex::new(server),
            stops: Mutex::default(),
            release: Mutex::default(),
            asked: Mutex::default(),
            shut: Mutex::default(),
            closed: AtomicBool::new(false),
        });
        let state = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if state.closed.load(Ordering::SeqCst) {
                    break;
                }
                let state = Arc::clone(&state);
                // A browser that hangs up ends its connection and nothing else.
                std::thread::spawn(move || drop(pass(client, &state)));
            }
        });
        Ok(Self { address, shared, thread: Some(thread) })
    }

    /// Its port, which is the server's as well.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// Stops the next request to this path, or a later one when some are to pass before.
    #[must_use]
    pub fn stop(&self, path: &str, pass: usize, moment: Moment) -> Stopped {
        let (reached, there) = oneshot::channel();
        let (go_on, until) = mpsc::channel();
        locked(&self.shared.stops).push(Stop { path: path.to_owned(), pass, moment, reached, until });
        Stopped { reached: there, _go_on: go_on }
    }

    /// Lets nothing through to paths that begin so: to `/`, as when a certificate is shown that the phone does not trust.
    pub fn shut(&self, path: &str) {
        *locked(&self.shared.shut) = Some(path.to_owned());
    }

    /// Lets everything through again.
    pub fn open(&self) {
        *locked(&self.shared.shut) = None;
    }

    /// Leads to another server from now on.
    pub fn lead_to(&self, server: SocketAddr) {
        *locked(&self.shared.server) = server;
    }

    /// Shows these files from now on.
    pub fn show(&self, release: Release) {
        *locked(&self.shared.release) = release;
    }

    /// How many requests to this path were let through.
    #[must_use]
    pub fn asked(&self, path: &str) -> usize {
        locked(&self.shared.asked).get(path).copied().unwrap_or(0)
    }

    /// A file as the server has it.
    ///
    /// # Errors
    /// [`Trouble`] when there is none.
    pub fn file(&self, path: &str) -> Outcome<String> {
        let head =
            format!("GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", self.address.port());
        let server = *locked(&self.shared.server);
        let answer = ask(server, head.as_bytes()).map_err(|error| Trouble::of(path, error))?;
        let (head, body) = parted(&answer).ok_or_else(|| Trouble(format!("{path}: no answer")))?;
        if !head.starts_with("HTTP/1.1 200") {
            return Err(Trouble(format!("{path}: {head}")));
        }
        String::from_utf8(body.to_vec()).map_err(|error| Trouble::of(path, error))
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::SeqCst);
        locked(&self.shared.stops).clear();
        // One last connection wakes the listener so that it sees it is over.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Stop {
    fn reached(self) -> mpsc::Receiver<()> {
        match self.reached.send(()) {
            // Whoever waited may have given up.
            Ok(()) | Err(()) => self.until,
        }
    }

    /// Until the story lets go of it; then the connection ends.
    fn wait(self) -> io::Result<()> {
        match self.reached().recv() {
            Ok(()) | Err(mpsc::RecvError) => Ok(()),
        }
    }
}

/// One request and its answer; each has a connection of its own.
fn pass(mut client: TcpStream, state: &State) -> io::Result<()> {
    let Some((head, body)) = request(&mut client)? else { return Ok(()) };
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    if locked(&state.shut).as_ref().is_some_and(|shut| path.starts_with(shut.as_str())) {
        return Ok(());
    }
    let stop = match stop_at(state, &path) {
        Some(stop) if stop.moment == Moment::Asked => return stop.wait(),
        stop => stop,
    };
    *locked(&state.asked).entry(path.clone()).or_default() += 1;
    let release = locked(&state.release).clone();
    let head = head_for(&head, &path, &release);
    let server = *locked(&state.server);
    let answer = ask(server, &[head.as_bytes(), &body].concat())?;
    let answer = match (release.changed.get(&path), parted(&answer)) {
        (Some(text), Some((head, _))) => changed(head, text),
        _ => answer,
    };
    match stop {
        Some(stop) if stop.moment == Moment::Done => stop.wait(),
        stop => {
            client.write_all(&answer)?;
            client.shutdown(Shutdown::Write)?;
            drop(stop.map(Stop::reached));
            Ok(())
        }
    }
}

/// The stop for a request to this path, when its turn has come.
fn stop_at(state: &State, path: &str) -> Option<Stop> {
    let mut stops = locked(&state.stops);
    let at = stops.iter().position(|stop| stop.path == path)?;
    let stop = stops.get_mut(at)?;
    match stop.pass.checked_sub(1) {
        Some(left) => {
            stop.pass = left;
            None
        }
        None => Some(stops.remove(at)),
    }
}

/// A request's head and body; nothing when the browser has none.
fn request(client: &mut TcpStream) -> io::Result<Option<(String, Vec<u8>)>> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        if let Some((head, body)) = parted(&bytes) {
            let length = length_in(head);
            if body.len() >= length {
                return Ok(Some((head.to_owned(), body.to_vec())));
            }
        }
        match client.read(&mut buffer)? {
            0 => return Ok(None),
            read => bytes.extend_from_slice(buffer.get(..read).unwrap_or_default()),
        }
    }
}

/// The lines before the empty one, and what follows it.
fn parted(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let (head, body) = bytes.split_at_checked(end + 4)?;
    Some((std::str::from_utf8(head).ok()?, body))
}

fn length_in(head: &str) -> usize {
    lines_of(head, |name| name == "content-length").next().and_then(|(_, value)| value.parse().ok()).unwrap_or(0)
}

fn lines_of(head: &str, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = (String, &str)> {
    let named = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    named.map(|(name, value)| (name.to_ascii_lowercase(), value.trim())).filter(move |(name, _)| wanted(name))
}

/// What the server is asked: one request a connection, and a changed file whole and plain.
fn head_for(head: &str, path: &str, release: &Release) -> String {
    let gone = release.renamed.values().any(|old| old == path);
    let there = release.renamed.get(path).map_or(if gone { "/app/gone.js" } else { path }, String::as_str);
    let first = head.lines().next().unwrap_or_default().replacen(path, there, 1);
    let is_changed = release.changed.contains_key(path);
    let kept = lines_of(head, |name| {
        name != "connection" && !(is_changed && ["accept-encoding", "if-none-match"].contains(&name))
    });
    let kept: String = kept.map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("{first}\r\n{kept}connection: close\r\n\r\n")
}

/// The answer with another text, and nothing that says which text it was.
fn changed(head: &str, text: &str) -> Vec<u8> {
    let first = head.lines().next().unwrap_or_default();
    let kept = lines_of(head, |name| !["content-length", "etag", "transfer-encoding"].contains(&name));
    let kept: String = kept.map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("{first}\r\n{kept}content-length: {}\r\n\r\n{text}", text.len()).into_bytes()
}

fn ask(server: SocketAddr, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut server = TcpStream::connect(server)?;
    server.write_all(request)?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    Ok(answer)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
