//! What of the app's figures is the browser's own: an empty page with one field, one list and one worker that writes one page
//! of a file, on the same machine, slowed alike and watched by the same probe.
//!
//! No app in this browser takes less; what the app takes more is its own.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use tests::app::AppPhone;
use tests::{Outcome, Trouble};

use super::{OPENINGS, SLOWER, TAPS, called, letters, memory, number, slowly, throttle, told, trouble};
use crate::measure::{footprint, proportional, quantile};

const FILES: [(&str, &str, &str); 3] = [
    ("/page.js", "text/javascript", include_str!("bare/page.js")),
    ("/writer.js", "text/javascript", include_str!("bare/writer.js")),
    ("/", "text/html", include_str!("bare/page.html")),
];

/// What an empty page takes, in the units of the app's figures.
#[derive(Default)]
pub(super) struct Bare {
    pub(super) drawn: Vec<f64>,
    pub(super) typed_p50: Vec<f64>,
    pub(super) typed_p95: Vec<f64>,
    pub(super) tapped: Vec<f64>,
    /// Letters, slowed by Chromium itself.
    pub(super) throttled_p50: Vec<f64>,
    pub(super) throttled_p95: Vec<f64>,
    pub(super) memory: Vec<f64>,
    pub(super) share: Vec<f64>,
}

/// Measures it, in a browser of its own.
///
/// # Errors
/// [`Trouble`] when anything of it fails.
pub(super) async fn measure() -> Outcome<Bare> {
    let served = Served::begin()?;
    let mut bare = Bare::default();
    let mut phone = AppPhone::new(&format!("http://localhost:{}", served.address.port())).await.map_err(trouble)?;
    for _ in 0..OPENINGS {
        let _slowed = slowly(&mut phone).await?;
        phone.open("/").await.map_err(trouble)?;
        bare.drawn.push(number(&told(&phone, "bench.pin").await?)?);
    }
    let slowed = slowly(&mut phone).await?;
    phone.open("/").await.map_err(trouble)?;
    for letter in ["a", "ê", "ư"] {
        let took = letters(&phone, letter).await?;
        bare.typed_p50.push(quantile(&took, 500));
        bare.typed_p95.push(quantile(&took, 950));
    }
    for _ in 0..TAPS {
        bare.tapped.push(called(&phone).await?);
    }
    bare.memory.push(memory(&phone, footprint)?);
    bare.share.push(memory(&phone, proportional)?);
    drop(slowed);
    throttle(&phone, SLOWER).await?;
    for letter in ["o", "ô", "ơ"] {
        let took = letters(&phone, letter).await?;
        bare.throttled_p50.push(quantile(&took, 500));
        bare.throttled_p95.push(quantile(&took, 950));
    }
    phone.kill().map_err(trouble)?;
    Ok(bare)
}

/// The three files, served on loopback until it is dropped.
struct Served {
    address: SocketAddr,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    fn begin() -> Outcome<Self> {
        let trouble = |error| Trouble::of("bare page", error);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(trouble)?;
        let address = listener.local_addr().map_err(trouble)?;
        let is_over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&is_over);
        let thread = std::thread::spawn(move || {
            for asking in listener.incoming().flatten() {
                if ends.load(Ordering::SeqCst) {
                    break;
                }
                // A browser opens connections ahead and says nothing on them.
                std::thread::spawn(move || answer(asking));
            }
        });
        Ok(Self { address, is_over, thread: Some(thread) })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        // One last connection wakes the listener so that it sees it is over.
        drop(TcpStream::connect(self.address));
        drop(self.thread.take().map(JoinHandle::join));
    }
}

fn answer(mut asking: TcpStream) {
    let (mut asked, mut part) = (Vec::new(), [0; 1024]);
    while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
        match asking.read(&mut part) {
            Ok(0) | Err(_) => return,
            Ok(read) => asked.extend(part.iter().take(read)),
        }
    }
    let asked = String::from_utf8_lossy(&asked);
    let path = asked.split(' ').nth(1).unwrap_or("/");
    let (_, kind, text) = FILES.iter().find(|(at, ..)| *at == path).unwrap_or(&FILES[2]);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {}\r\n", text.len());
    // A browser that went away meanwhile misses nothing.
    drop(asking.write_all(format!("{head}Connection: close\r\n\r\n{text}").as_bytes()));
}
