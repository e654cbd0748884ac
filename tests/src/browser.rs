//! A person's browser, driven as a person drives it: open a page, fill a field, press a button, read the words.
//!
//! Owns one chromedriver process and the Chromium behind it, both from Debian, on loopback only: the browser is
//! forbidden to resolve any name but `localhost` and loopback addresses. It accepts a certificate nobody signed,
//! because the servers under test make their own. It refuses to be a scripting tool: no test outside this crate reaches into
//! a page's JavaScript through it.

mod processes;

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::error::{CmdError, NewSessionError};
use fantoccini::key::Key;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::oneshot;
use url::Url;

use processes::processes_of;
pub use processes::renderers_over;

/// The longest wait for chromedriver to listen, and for a click to bring the next page.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);
/// How often the page is asked whether the next one has come.
const GLANCE: Duration = Duration::from_millis(20);

/// Answers once the page has drawn a frame and begun another.
const NEXT_FRAME: &str = "const [done] = arguments; requestAnimationFrame(() => requestAnimationFrame(done));";

/// What is for screen readers alone has a box of one pixel. What a style writes in capitals is the same words.
const IS_DRAWN: &str =
    "const [element, words] = arguments; const how = { opacityProperty: true, visibilityProperty: true };
    const drawn = (one) => { const box = one.getBoundingClientRect();
        return one.checkVisibility(how) && box.width > 1 && box.height > 1; };
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT); let text = '';
    while (texts.nextNode()) if (drawn(texts.currentNode.parentElement)) text += texts.currentNode.data;
    return drawn(element) && text.replace(/\\s+/g, ' ').includes(words);";

/// The folder below the profile into which files are saved.
pub(crate) const DOWNLOADS: &str = "downloads";

const CHROMEDRIVER: &str = "/usr/bin/chromedriver";
const CHROMIUM: &str = "/usr/bin/chromium";

/// One window of a headless Chromium with an empty profile of its own.
///
/// Dropping it ends the browser and its driver; [`Browser::close`] does the same and reports what went wrong.
pub struct Browser {
    client: Client,
    viewport: Viewport,
    // Fields drop in this order: the driver must be gone before its profile folder is removed.
    driver: Driver,
    profile: Profile,
}

/// Where a browser keeps what pages store; a phone's own, which outlives the browser, or one for this browser alone.
#[derive(Debug)]
enum Profile {
    Own(TempDir),
    Of(PathBuf),
}

impl Profile {
    fn path(&self) -> &Path {
        match self {
            Self::Own(folder) => folder.path(),
            Self::Of(folder) => folder,
        }
    }
}

/// The visible part of a page, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Viewport {
    width: u32,
    height: u32,
}

/// Why the browser could not do what a test asked of it.
#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    /// A program the browser tests need is not on this machine.
    #[error("{program} is missing; install the Debian package {package} (`make setup-test` does)")]
    Missing {
        /// The file looked for.
        program: &'static str,
        /// The package that holds it.
        package: &'static str,
    },
    /// The chromedriver process could not be started or ended.
    #[error("cannot run {CHROMEDRIVER}")]
    Driver(#[source] io::Error),
    /// The profile folder could not be made or removed.
    #[error("cannot keep a browser profile in the temporary folder")]
    Profile(#[source] io::Error),
    /// Chromedriver ended, or stayed silent for too long, without saying that it listens.
    #[error("{CHROMEDRIVER} did not say that it listens, but: {0}")]
    Silent(String),
    /// Chromedriver runs but could not start Chromium.
    #[error("chromedriver could not start {CHROMIUM}")]
    Session(#[source] Box<NewSessionError>),
    /// The page, or the browser, refused a command.
    #[error("the browser could not {action}")]
    Refused {
        /// What was asked, with the selector or address it was asked of.
        action: String,
        /// The browser's own words.
        #[source]
        source: Box<CmdError>,
    },
    /// The page answered a measurement with something that is not a whole number of pixels.
    #[error("the page gave no usable height: {0}")]
    Height(Value),
    /// What was waited for was not seen in time.
    #[error("the browser did not show {wanted}, but: {seen}")]
    Unseen {
        /// What was waited for.
        wanted: String,
        /// The words on the page.
        seen: String,
    },
    /// A file the browser was to save is not there, or cannot be read.
    #[error("cannot have the saved file in {path}")]
    Saved {
        /// Where it should be.
        path: PathBuf,
        /// Why it is not.
        #[source]
        source: io::Error,
    },
    /// A picture of the page could not be written.
    #[error("cannot write the picture {path}")]
    Picture {
        /// Where it should have gone.
        path: PathBuf,
        /// Why it did not.
        #[source]
        source: io::Error,
    },
}

impl Browser {
    /// Starts a browser whose pages are `width` by `height` CSS pixels, exactly, even where that is narrower than
    /// any real window may be.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Missing`] names the package to install; the other variants say which step failed.
    pub async fn start(width: u32, height: u32) -> Result<Self, BrowserError> {
        let profile = TempDir::with_prefix("sen-browser-").map_err(BrowserError::Profile)?;
        Self::start_over(Profile::Own(profile), width, height).await
    }

    /// As [`Browser::start`], over a profile folder that is there before and after: what pages stored is found again.
    ///
    /// # Errors
    ///
    /// As [`Browser::start`].
    pub async fn start_in(folder: &Path, width: u32, height: u32) -> Result<Self, BrowserError> {
        Self::start_over(Profile::Of(folder.to_owned()), width, height).await
    }

    async fn start_over(profile: Profile, width: u32, height: u32) -> Result<Self, BrowserError> {
        require(CHROMEDRIVER, "chromium-driver")?;
        require(CHROMIUM, "chromium")?;
        let driver = Driver::start().await?;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(profile.path()))
            .connect(&format!("http://127.0.0.1:{}", driver.port))
            .await
            .map_err(|source| BrowserError::Session(Box::new(source)))?;
        let mut browser = Self { client, viewport: Viewport { width, height }, driver, profile };
        browser.resize(width, height).await?;
        Ok(browser)
    }

    /// Opens an address and returns once the page and what it needs have loaded.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Refused`] when nothing answers there or the address is malformed.
    pub async fn goto(&self, address: &str) -> Result<(), BrowserError> {
        self.client.goto(address).await.map_err(refused(|| format!("open {address}")))
    }

    /// Replaces the content of the field `css` as a person would: types text, chooses the option with that value,
    /// or sets a date (`2026-03-02`) or time.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Refused`] when there is no such field, or it is hidden or disabled.
    pub async fn fill(&self, css: &str, text: &str) -> Result<(), BrowserError> {
        let field = self.find(css).await?;
        self.fill_field(&field, text).await.map_err(refused(|| format!("fill {css}")))
    }

    /// Clicks `css` and returns once the page it leads to has loaded.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Refused`] when there is nothing to click, or no new page came within 30 seconds.
    pub async fn click(&self, css: &str) -> Result<(), BrowserError> {
        let element = self.find(css).await?;
        // The old page is marked, so that the new one is known by bearing no mark, whatever its address.
        let click = async {
            self.client.execute("document.documentElement.dataset.leaving = ''", Vec::new()).await?;
            element.click().await?;
            let next = Locator::Css("html:not([data-leaving])");
            self.client.wait().at_most(PATIENCE).every(GLANCE).for_element(next).await
        };
        click.await.map(drop).map_err(refused(|| format!("follow {css} to the next page")))
    }

    /// Clicks `css` where that changes the same page: a checkbox, a disclosure, a download.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Refused`] when there is nothing to click.
    pub async fn press(&self, css: &str) -> Result<(), BrowserError> {
        self.find(css).await?.click().await.map_err(refused(|| format!("press {css}")))
    }

    /// Reads the words a person sees in the first element matching `css`.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Refused`] when nothing matches.
    pub async fn text(&self, css: &str) -> Result<String, BrowserError> {
        self.find(css).await?.text().await.map_err(refused(|| format!("read {css}")))
    }

    /// Tells whether anything on the page matches `css`, seen or not.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Refused`] when `css` is no selector.
    pub async fn exists(&self, css: &str) -> Result<bool, BrowserError> {
        let found = self.client.find_all(Locator::Css(css)).await;
        found.map(|elements| !elements.is_empty()).map_err(refused(|| format!("look for {css}")))
    }

    /// Reads all the words a person sees on the page, in reading order.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Refused`] when there is no page.
    pub async fn page_text(&self) -> Result<String, BrowserError> {
        self.text("body").await
    }

    /// Writes a PNG of the whole page, from its top to its very end, one picture pixel to a CSS pixel.
    ///
    /// The page is as wide as the viewport; one that spills over its side is cut there, as on the screen.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Picture`] when the file cannot be written, otherwise as for any command.
    pub async fn screenshot_full(&self, path: &Path) -> Result<(), BrowserError> {
        let page = Viewport { height: self.document_height().await?, ..self.viewport };
        self.set_viewport(page).await?;
        let taken = self.client.screenshot().await;
        // The viewport goes back first, so that a failed picture leaves the page as it was.
        self.set_viewport(self.viewport).await?;
        let png = taken.map_err(refused(|| "take a picture".to_owned()))?;
        std::fs::write(path, png).map_err(|source| BrowserError::Picture { path: path.to_owned(), source })
    }

    /// Gives the page another size, in CSS pixels, and returns once it has laid itself out anew.
    ///
    /// A side of zero is left to the window behind the page.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Refused`] when a side is beyond the ten million pixels Chromium can draw.
    pub async fn resize(&mut self, width: u32, height: u32) -> Result<(), BrowserError> {
        let viewport = Viewport { width, height };
        self.set_viewport(viewport).await?;
        self.viewport = viewport;
        Ok(())
    }

    /// Kills the browser's processes as a dead battery would, in the middle of whatever they do, and returns once they are
    /// gone.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Driver`] when a process cannot be ended.
    pub fn kill(mut self) -> Result<(), BrowserError> {
        let mut all = processes_of(self.profile.path());
        for process in &all {
            // One that ended by itself meanwhile is gone as well.
            drop(Command::new("kill").args(["-9", &process.to_string()]).stderr(Stdio::null()).status());
        }
        let begun = std::time::Instant::now();
        while !all.is_empty() && begun.elapsed() < PATIENCE {
            std::thread::yield_now();
            all = processes_of(self.profile.path());
        }
        // The driver has lost its browser, and is not asked to end it.
        self.driver.process.kill().map_err(BrowserError::Driver)?;
        self.driver.process.wait().map(drop).map_err(BrowserError::Driver)
    }

    /// Whether pages are shown dark.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn set_dark(&self, is_dark: bool) -> Result<(), BrowserError> {
        let scheme = if is_dark { "dark" } else { "light" };
        self.emulate("", "prefers-color-scheme", scheme).await
    }

    /// Shows pages as on a medium, `print` or none in particular, to who prefers something.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn emulate(&self, medium: &str, preference: &str, value: &str) -> Result<(), BrowserError> {
        let emulated = json!({ "media": medium, "features": [{ "name": preference, "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", emulated).await.map(drop)
    }

    /// What axe-core finds on the page as it stands, each by rule and place.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn axe(&self) -> Result<Vec<String>, BrowserError> {
        if self.ask("arguments[0](typeof axe)", Vec::new()).await? == "undefined" {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/node_modules/axe-core/axe.min.js");
            let axe = std::fs::read_to_string(&path).map_err(|source| BrowserError::Picture { path, source })?;
            // Put in by the browser itself: the page's own policy would refuse it, as it should.
            self.devtools("Runtime.evaluate", json!({ "expression": axe })).await?;
        }
        let script = "const done = arguments[0]; axe.run(document, { resultTypes: ['violations'] })\
            .then((found) => done(found.violations.flatMap((one) => one.nodes.map((node) => one.id + ': ' + node.html))))\
            .catch((why) => done(['axe: ' + why]));";
        let found = self.ask(script, Vec::new()).await?;
        let words = |found: &Value| found.as_str().map(str::to_owned);
        Ok(found.as_array().into_iter().flatten().filter_map(words).collect())
    }

    /// Sends a command of the Chrome DevTools protocol.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Refused`] with the browser's words.
    pub async fn devtools(&self, method: &'static str, parameters: Value) -> Result<Value, BrowserError> {
        let sent = self.client.issue_cmd(DevTools { method, parameters }).await;
        sent.map_err(refused(|| format!("do {method}")))
    }

    /// The first element an XPath finds that a person sees, waited for.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Unseen`] when there was none in time.
    pub async fn seen(&self, xpath: &str) -> Result<Element, BrowserError> {
        self.seen_with(xpath, "").await
    }

    /// As [`Browser::seen`], of the elements in which these words are drawn.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Unseen`] when there was none in time.
    pub(crate) async fn seen_with(&self, xpath: &str, words: &str) -> Result<Element, BrowserError> {
        let begun = std::time::Instant::now();
        loop {
            let found = self.client.find_all(Locator::XPath(xpath)).await;
            for element in found.map_err(refused(|| format!("see {xpath}")))? {
                // A screen may be drawn anew between being found and being looked at.
                if matches!(self.is_drawn(&element, words).await, Ok(true)) {
                    return Ok(element);
                }
            }
            if begun.elapsed() > PATIENCE {
                return Err(BrowserError::Unseen { wanted: xpath.to_owned(), seen: self.page_text().await? });
            }
            // The next look is at the next frame; a page that is just leaving has none.
            drop(self.client.execute_async(NEXT_FRAME, Vec::new()).await);
        }
    }

    /// Whether an element has a box that is drawn, and in it, on elements that are drawn themselves, stand these words.
    async fn is_drawn(&self, element: &Element, words: &str) -> Result<bool, CmdError> {
        if !element.is_displayed().await? {
            return Ok(false);
        }
        let arguments = vec![serde_json::to_value(element)?, Value::from(words)];
        Ok(self.client.execute(IS_DRAWN, arguments).await? == Value::Bool(true))
    }

    /// Presses keys, or types, wherever the focus is.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Refused`] when nothing takes them.
    pub(crate) async fn press_keys(&self, keys: &str) -> Result<(), BrowserError> {
        let pressed = async { self.client.active_element().await?.send_keys(keys).await };
        pressed.await.map_err(refused(|| format!("press {keys:?}")))
    }

    /// Goes on to what has the focus next, so many times.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Refused`] when nothing takes the key.
    pub(crate) async fn tab(&self, times: usize) -> Result<(), BrowserError> {
        let body = self.seen("//body").await?;
        let keys = char::from(Key::Tab).to_string().repeat(times);
        body.send_keys(&keys).await.map_err(refused(|| "press Tab".to_owned()))
    }

    /// Opens another window, and goes on in it.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Refused`] when it does not open.
    pub(crate) async fn open_window(&self) -> Result<(), BrowserError> {
        let opened = async {
            let window = self.client.new_window(true).await?;
            self.client.switch_to_window(window.handle).await
        };
        opened.await.map_err(refused(|| "open a window".to_owned()))?;
        self.set_viewport(self.viewport).await
    }

    /// Goes on in the window that was opened as that one, from 0.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Refused`] when there is none.
    pub(crate) async fn to_window(&self, number: usize) -> Result<(), BrowserError> {
        let switched = async {
            let windows = self.client.windows().await?;
            match windows.into_iter().nth(number) {
                Some(window) => self.client.switch_to_window(window).await,
                None => Ok(()),
            }
        };
        switched.await.map_err(refused(|| format!("go to window {number}")))
    }

    /// Runs a script in the page, for what no person could do or see: measuring, and telling the test what is stored.
    ///
    /// # Errors
    ///
    /// [`BrowserError::Refused`] when it throws.
    pub async fn ask(&self, script: &str, arguments: Vec<Value>) -> Result<Value, BrowserError> {
        self.client.execute_async(script, arguments).await.map_err(refused(|| "answer a script".to_owned()))
    }

    /// Closes the window and ends the browser and its driver.
    ///
    /// # Errors
    ///
    /// Says what would not end; the processes are ended all the same.
    pub async fn close(mut self) -> Result<(), BrowserError> {
        self.client.clone().close().await.map_err(refused(|| "close".to_owned()))?;
        self.driver.end().map_err(BrowserError::Driver)
    }

    async fn find(&self, css: &str) -> Result<Element, BrowserError> {
        self.client.find(Locator::Css(css)).await.map_err(refused(|| format!("find {css}")))
    }

    async fn fill_field(&self, field: &Element, text: &str) -> Result<(), CmdError> {
        if field.tag_name().await? == "select" {
            return field.select_by_value(text).await;
        }
        match field.attr("type").await?.as_deref() {
            // Keys typed into these land in day, month and year by the browser's language, so the value is set whole.
            Some("date" | "time" | "month" | "datetime-local") => {
                let script = "const [field, value] = arguments; field.value = value; \
                    for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, {bubbles: true}));";
                let arguments = vec![serde_json::to_value(field)?, Value::from(text)];
                self.client.execute(script, arguments).await.map(drop)
            }
            _ => {
                field.clear().await?;
                field.send_keys(text).await
            }
        }
    }

    async fn document_height(&self) -> Result<u32, BrowserError> {
        let script = "return Math.ceil(document.documentElement.scrollHeight)";
        let answer =
            self.client.execute(script, Vec::new()).await.map_err(refused(|| "measure the page".to_owned()))?;
        let height = answer.as_u64().and_then(|pixels| u32::try_from(pixels).ok());
        height.ok_or(BrowserError::Height(answer))
    }

    async fn set_viewport(&self, Viewport { width, height }: Viewport) -> Result<(), BrowserError> {
        // A window, even a headless one, has a least width of about 500 pixels; a phone is narrower.
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        let command = DevTools { method: "Emulation.setDeviceMetricsOverride", parameters: metrics };
        // The page learns its new size with its next frame; what the test asks next must meet it there.
        let resized = async {
            self.client.issue_cmd(command).await?;
            self.client.execute_async(NEXT_FRAME, Vec::new()).await
        };
        resized.await.map(drop).map_err(refused(|| format!("show {width} by {height} pixels")))
    }
}

/// The chromedriver process, ended when this is dropped.
struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    async fn start() -> Result<Self, BrowserError> {
        let port = own_port().map_err(BrowserError::Driver)?;
        let process = Command::new(CHROMEDRIVER)
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(BrowserError::Driver)?;
        // Held from here on, so that every way out of this function ends the process.
        let mut driver = Self { process, port };
        let stdout = driver.process.stdout.take().ok_or_else(|| BrowserError::Silent(String::new()))?;
        let (tell, told) = oneshot::channel();
        std::thread::spawn(move || read_greeting(stdout, tell));
        match tokio::time::timeout(PATIENCE, told).await {
            Ok(Ok(Ok(()))) => Ok(driver),
            Ok(Ok(Err(said))) => Err(BrowserError::Silent(said)),
            Ok(Err(_)) | Err(_) => Err(BrowserError::Silent(String::new())),
        }
    }

    /// Ends Chromium and the driver; a second call does nothing.
    fn end(&mut self) -> io::Result<()> {
        if self.process.try_wait()?.is_some() {
            return Ok(());
        }
        // Chromium outlives a driver that is merely killed, so the driver is asked first.
        let asked = if self.port == 0 { Ok(()) } else { self.ask_to_shut_down() };
        self.process.kill()?;
        self.process.wait()?;
        asked
    }

    /// Returns once Chromium is gone, which is when the driver answers.
    fn ask_to_shut_down(&self) -> io::Result<()> {
        let mut line = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        line.set_read_timeout(Some(PATIENCE))?;
        line.write_all(b"GET /shutdown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        line.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("chromedriver {} did not end well: {error}", self.process.id());
        }
    }
}

/// A port of this test's own on 127.0.0.1, below those the kernel gives to connections. Left to choose, chromedriver takes
/// a free port of IPv6 and ends when some connection has that number in IPv4.
pub(crate) fn own_port() -> io::Result<u16> {
    const FIRST: u16 = 20_000;
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let begin = u16::try_from(std::process::id() % 10_000).unwrap_or(0);
    loop {
        let port = FIRST + (begin + NEXT.fetch_add(1, Ordering::Relaxed)) % 10_000;
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(_) => return Ok(port),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(error),
        }
    }
}

/// Tells when chromedriver greets, or what it said before it ended, then reads on to the end, so that the driver never
/// writes to a closed pipe.
fn read_greeting(stdout: ChildStdout, tell: oneshot::Sender<Result<(), String>>) {
    let (mut tell, mut said) = (Some(tell), String::new());
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        if line.contains("started successfully")
            && let Some(tell) = tell.take()
            && tell.send(Ok(())).is_err()
        {
            return;
        }
        if tell.is_some() {
            said = said + &line + " ";
        }
    }
    // It has ended; nobody may be waiting any more.
    drop(tell.map(|tell| tell.send(Err(said))));
}

/// A command of the Chrome DevTools protocol, sent through chromedriver's own extension to WebDriver.
#[derive(Debug)]
struct DevTools {
    method: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _address: &Url) -> (http::Method, Option<String>) {
        let body = json!({ "cmd": self.method, "params": self.parameters });
        (http::Method::POST, Some(body.to_string()))
    }
}

fn capabilities(profile: &Path) -> Capabilities {
    let arguments = [
        "--headless=new",
        "--no-sandbox", // Chromium's sandbox does not start for root, nor in most containers.
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-proxy-server",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.*",
        "--hide-scrollbars",
        // No process ahead for a page that may be opened next, and none for what the address bar would show: they take a
        // processor away from what is being tested (the second one a second at each start), and are no memory of the page.
        "--disable-features=SpareRendererForSitePerProcess,WebUIOmniboxPopup,WebUIOmniboxAimPopup",
    ];
    let mut arguments: Vec<String> = arguments.map(str::to_owned).into();
    arguments.push(format!("--user-data-dir={}", profile.display()));
    let prefs = json!({ "intl.accept_languages": "vi", "download.default_directory": profile.join(DOWNLOADS) });
    let options = json!({ "binary": CHROMIUM, "args": arguments, "prefs": prefs });
    Capabilities::from_iter([
        ("browserName".to_owned(), Value::from("chrome")),
        ("acceptInsecureCerts".to_owned(), Value::Bool(true)),
        ("goog:chromeOptions".to_owned(), options),
    ])
}

fn require(program: &'static str, package: &'static str) -> Result<(), BrowserError> {
    if Path::new(program).exists() { Ok(()) } else { Err(BrowserError::Missing { program, package }) }
}

/// Names the action in the error of a command; the name is made only when it is needed.
fn refused(action: impl FnOnce() -> String) -> impl FnOnce(CmdError) -> BrowserError {
    |source| BrowserError::Refused { action: action(), source: Box::new(source) }
}
