//! The app in a browser, used as a person uses it: by the words on buttons, links and fields.
//!
//! Owns one browser over a profile folder that outlives it, as a phone does. Everything it waits for is something that is
//! seen.

use std::path::Path;
use std::time::Instant;

use fantoccini::elements::Element;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::{Browser, BrowserError, DOWNLOADS, PATIENCE};

/// A phone's screen, in CSS pixels.
pub const PHONE: (u32, u32) = (360, 640);
/// A desk's.
pub const DESK: (u32, u32) = (1280, 900);

/// A phone with a browser: what pages stored is found again when it is opened anew.
pub struct AppPhone {
    folder: TempDir,
    address: String,
    browser: Option<Browser>,
}

impl AppPhone {
    /// A phone on which nothing was opened yet; `address` is where the ward serves the app, without a path.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn new(address: &str) -> Result<Self, BrowserError> {
        let folder = TempDir::with_prefix("sen-phone-").map_err(BrowserError::Profile)?;
        let browser = Browser::start_in(folder.path(), PHONE.0, PHONE.1).await?;
        Ok(Self { folder, address: address.to_owned(), browser: Some(browser) })
    }

    /// The browser that is open.
    ///
    /// # Panics
    /// After [`AppPhone::kill`], until [`AppPhone::reopen`].
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test that asks a dead browser is wrong")]
    pub fn browser(&self) -> &Browser {
        self.browser.as_ref().expect("the browser was killed")
    }

    /// Opens a path of the app, such as `/app/` or `/app/#SEN1-…`.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn open(&self, path: &str) -> Result<(), BrowserError> {
        self.browser().goto(&format!("{}{path}", self.address)).await
    }

    /// Kills the browser as a dead battery would.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub fn kill(&mut self) -> Result<(), BrowserError> {
        self.browser.take().map_or(Ok(()), Browser::kill)
    }

    /// Opens the browser anew over what is stored.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn reopen(&mut self) -> Result<(), BrowserError> {
        self.reopen_at("/app/").await
    }

    /// As [`AppPhone::reopen`], by a link.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn reopen_at(&mut self, path: &str) -> Result<(), BrowserError> {
        self.restart().await?;
        self.open(path).await
    }

    /// Starts the browser anew, with nothing opened in it yet.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn restart(&mut self) -> Result<(), BrowserError> {
        self.kill()?;
        self.start().await
    }

    /// Leaves the app no more room than so many bytes in all; or as much as the phone has.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn set_room(&self, bytes: Option<u64>) -> Result<(), BrowserError> {
        let mut room = json!({ "origin": self.address });
        if let (Some(bytes), Some(room)) = (bytes, room.as_object_mut()) {
            room.insert("quotaSize".to_owned(), Value::from(bytes));
        }
        self.browser().devtools("Storage.overrideQuotaForOrigin", room).await.map(drop)
    }

    /// The file that was given out of the app, once it is there; it is taken away.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn file(&self) -> Result<Vec<u8>, BrowserError> {
        let folder = self.folder.path().join(DOWNLOADS);
        let refused = |source| BrowserError::Saved { path: folder.clone(), source };
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let there = std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
            // One that is still on its way has another ending, and an empty file keeps its name for it.
            let is_whole = |path: &Path| path.metadata().is_ok_and(|found| found.len() > 0);
            let mut named = there.filter(|path| path.extension().is_some_and(|ending| ending == "sen"));
            if let Some(path) = named.find(|path| is_whole(path)) {
                let bytes = std::fs::read(&path).map_err(refused)?;
                std::fs::remove_file(&path).map_err(refused)?;
                return Ok(bytes);
            }
            // The next look is at the next frame; a page that is saving something may draw none for a while.
            drop(self.ask("requestAnimationFrame(() => arguments[0]())").await);
        }
        Err(refused(std::io::ErrorKind::TimedOut.into()))
    }

    /// Starts the browser over what is stored, without opening anything.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn start(&mut self) -> Result<(), BrowserError> {
        self.browser = Some(Browser::start_in(self.folder.path(), PHONE.0, PHONE.1).await?);
        Ok(())
    }

    /// The folder in which the browser keeps everything.
    #[must_use]
    pub fn profile(&self) -> &Path {
        self.folder.path()
    }

    /// Taps the button, link or disclosure that is called so, or whose name begins so.
    ///
    /// # Errors
    /// [`BrowserError::Unseen`] when there is none in time.
    pub async fn tap(&self, name: &str) -> Result<(), BrowserError> {
        self.press(&button(name)).await
    }

    /// Waits until a button or link whose name begins so can be tapped, and does not.
    ///
    /// # Errors
    /// As [`AppPhone::tap`].
    pub async fn offered(&self, name: &str) -> Result<(), BrowserError> {
        self.browser().seen(&button(name)).await.map(drop)
    }

    /// Ticks the checkbox or chooses the radio button whose label begins so.
    ///
    /// # Errors
    /// As [`AppPhone::tap`].
    pub async fn choose(&self, label: &str) -> Result<(), BrowserError> {
        self.press(&format!("//label[{}]", named(label))).await
    }

    /// Types into the field whose label begins so, behind what is in it.
    ///
    /// # Errors
    /// As [`AppPhone::tap`].
    pub async fn type_in(&self, label: &str, text: &str) -> Result<(), BrowserError> {
        let field = self.field(label).await?;
        field.send_keys(text).await.map_err(|source| told("type", label, source))
    }

    /// The field whose label begins so, once it can be typed into.
    ///
    /// # Errors
    /// As [`AppPhone::tap`].
    pub async fn field(&self, label: &str) -> Result<Element, BrowserError> {
        let named = named(label);
        // A text that is still on its way is shown in a field that takes nothing yet.
        let kinds = "(self::input or self::textarea or self::select) and not(@readonly)";
        let xpath = format!(
            "//*[{kinds}][@id = //label[{named}]/@for] | //label[{named}]//*[{kinds}] | //*[{kinds}][starts-with(@aria-label, {})]",
            quoted(label)
        );
        self.browser().seen(&xpath).await
    }

    /// What the field whose label begins so holds now.
    ///
    /// # Errors
    /// As [`AppPhone::tap`].
    pub async fn value(&self, label: &str) -> Result<String, BrowserError> {
        let field = self.field(label).await?;
        Ok(field.prop("value").await.map_err(|source| told("read", label, source))?.unwrap_or_default())
    }

    /// Waits until these words are seen: drawn in a box, all of them.
    ///
    /// # Errors
    /// [`BrowserError::Unseen`] when they are not in time.
    pub async fn see(&self, words: &str) -> Result<(), BrowserError> {
        let quoted = quoted(words);
        // The innermost element that holds them.
        let xpath = format!(
            "//body//*[contains(normalize-space(.), {quoted})][not(.//*[contains(normalize-space(.), {quoted})])]"
        );
        self.browser().seen_with(&xpath, words).await.map(drop)
    }

    /// Waits until some of these words are seen, and tells which: the first of them that are.
    ///
    /// # Errors
    /// [`BrowserError::Unseen`] when none of them are in time.
    pub async fn first_of(&self, words: &[&str]) -> Result<usize, BrowserError> {
        let any: Vec<String> =
            words.iter().map(|words| format!("contains(normalize-space(.), {})", quoted(words))).collect();
        let begun = Instant::now();
        loop {
            self.browser().seen(&format!("//body[{}]", any.join(" or "))).await?;
            // What is not drawn is no word.
            let shown = self.words().await?;
            if let Some(found) = words.iter().position(|words| shown.contains(words)) {
                return Ok(found);
            }
            if begun.elapsed() > PATIENCE {
                return Err(BrowserError::Unseen { wanted: any.join(" or "), seen: shown });
            }
        }
    }

    /// Waits until what an XPath finds is seen.
    ///
    /// # Errors
    /// [`BrowserError::Refused`] when it is not in time.
    pub async fn is_there(&self, xpath: &str) -> Result<(), BrowserError> {
        self.browser().seen(xpath).await.map(drop)
    }

    /// Everything a person sees now.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn words(&self) -> Result<String, BrowserError> {
        self.browser().page_text().await
    }

    /// Taps the digits of a number pad.
    ///
    /// # Errors
    /// As [`AppPhone::tap`].
    pub async fn digits(&self, digits: &str) -> Result<(), BrowserError> {
        for digit in digits.chars() {
            self.press(&format!("//button[normalize-space(.) = '{digit}']")).await?;
        }
        Ok(())
    }

    /// Presses Tab, as somebody without a finger or a mouse does, and gives what has the focus then: its tag and its name.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn tab(&self) -> Result<(String, String), BrowserError> {
        self.browser().tab(1).await?;
        let script =
            "const at = document.activeElement; arguments[0]([at.tagName, (at.ariaLabel ?? at.textContent).trim()])";
        let found = self.browser().ask(script, Vec::new()).await?;
        let word = |at: usize| found[at].as_str().unwrap_or_default().to_owned();
        Ok((word(0), word(1)))
    }

    /// Goes through the screen by Tab, as [`crate::keyboard::walked`] does.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn walked(&self) -> Result<crate::keyboard::Walk, BrowserError> {
        crate::keyboard::walked(self.browser()).await
    }

    /// Presses keys, or types, wherever the focus is.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn keys(&self, keys: &str) -> Result<(), BrowserError> {
        self.browser().press_keys(keys).await
    }

    /// Types by an input method into whatever has the focus: each state of the word being composed, then the word.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn compose(&self, states: &[&str], word: &str) -> Result<(), BrowserError> {
        for state in states {
            let end = state.encode_utf16().count();
            let composing = json!({ "text": state, "selectionStart": end, "selectionEnd": end });
            self.browser().devtools("Input.imeSetComposition", composing).await?;
        }
        self.browser().devtools("Input.insertText", json!({ "text": word })).await.map(drop)
    }

    /// A picture of the whole screen, kept below `target/screenshots/app`.
    ///
    /// # Errors
    /// [`BrowserError::Picture`].
    pub async fn picture(&self, name: &str) -> Result<(), BrowserError> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screenshots/app");
        std::fs::create_dir_all(&folder).map_err(|source| BrowserError::Picture { path: folder.clone(), source })?;
        self.browser().screenshot_full(&folder.join(format!("{name}.png"))).await
    }

    /// The path of the screen, with the app's own beginning left out.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn path(&self) -> Result<String, BrowserError> {
        let path = self.ask("arguments[0](location.pathname.replace(/^\\/app/, ''))").await?;
        Ok(path.as_str().unwrap_or_default().to_owned())
    }

    /// The address in the browser's bar.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn address(&self) -> Result<String, BrowserError> {
        Ok(self.ask("arguments[0](location.href)").await?.as_str().unwrap_or_default().to_owned())
    }

    /// Goes to a screen without loading the page anew, as the browser's own Back does.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn inside(&self, path: &str) -> Result<(), BrowserError> {
        let script = "const [path, done] = arguments; history.pushState(null, '', '/app' + path);\
            dispatchEvent(new PopStateEvent('popstate')); requestAnimationFrame(() => requestAnimationFrame(done));";
        self.browser().ask(script, vec![Value::from(path)]).await.map(drop)
    }

    /// Waits until the screen shows what it was opened for: nothing of it says that it is on its way.
    ///
    /// # Errors
    /// [`BrowserError::Unseen`] when it still does after a long time.
    pub async fn drawn(&self) -> Result<(), BrowserError> {
        self.browser()
            .seen("//main[.//h1][not(.//*[@role='status'][contains(., 'Đang') or contains(., 'Reading')])]")
            .await
            .map(drop)
    }

    /// Waits until the app opens without its server.
    ///
    /// # Errors
    /// [`BrowserError::Unseen`] when it never will.
    pub async fn is_installed(&self) -> Result<(), BrowserError> {
        let script =
            "const [done] = arguments; navigator.serviceWorker.ready.then(() => done(true), () => done(false));";
        match self.browser().ask(script, Vec::new()).await? {
            Value::Bool(true) => Ok(()),
            told => Err(BrowserError::Unseen { wanted: "an app that is installed".to_owned(), seen: told.to_string() }),
        }
    }

    /// Has the app sync as it does when somebody comes back to it, with the screen as it is.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn sync_beside(&self) -> Result<(), BrowserError> {
        self.ask("document.dispatchEvent(new Event('visibilitychange')); arguments[0]()").await.map(drop)
    }

    /// Opens a second window of the same browser, and goes on in it.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn second_window(&self, path: &str) -> Result<(), BrowserError> {
        self.browser().open_window().await?;
        self.open(path).await
    }

    /// Goes back to the first window.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn first_window(&self) -> Result<(), BrowserError> {
        self.browser().to_window(0).await
    }

    /// Gives the page another size.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn resize(&mut self, (width, height): (u32, u32)) -> Result<(), BrowserError> {
        match &mut self.browser {
            Some(browser) => browser.resize(width, height).await,
            None => Ok(()),
        }
    }

    /// What a script tells that calls `arguments[0]` with its answer.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn ask(&self, script: &str) -> Result<Value, BrowserError> {
        self.browser().ask(script, Vec::new()).await
    }

    /// Runs a script that is given `words` and calls its last argument when it is done.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn ask_with(&self, script: &str, words: &str) -> Result<Value, BrowserError> {
        self.browser().ask(script, vec![Value::from(words)]).await
    }

    /// Whether the page's policy lets a script of its own come to nothing.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn is_refused(&self, script: &str) -> Result<bool, BrowserError> {
        let parameters = json!({ "expression": script, "awaitPromise": true, "allowUnsafeEvalBlockedByCSP": false });
        let told = self.browser().devtools("Runtime.evaluate", parameters).await?;
        Ok(told.get("exceptionDetails").is_some())
    }

    /// How many workers there are by now: the one with the engine, and one beside it for the key of a PIN.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn workers(&self) -> Result<usize, BrowserError> {
        let told = self.browser().devtools("Target.getTargets", json!({ "filter": [{}] })).await?;
        let targets = told.get("targetInfos").and_then(Value::as_array).into_iter().flatten();
        Ok(targets.filter(|target| target["type"] == "worker").count())
    }

    /// What becomes of a request of the page's own to another server: `answered`, `failed`, or the directive of the policy
    /// that forbade it, as the browser tells the page.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn fate_of_request(&self, address: &str) -> Result<String, BrowserError> {
        let told = self.browser().ask(FATE, vec![Value::from(address)]).await?;
        Ok(told.as_str().unwrap_or_default().to_owned())
    }

    /// The secret that this browser keeps for all PINs.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn secret(&self) -> Result<Vec<u8>, BrowserError> {
        Ok(bytes_of(&self.ask(SECRET).await?))
    }

    /// The files that the browser keeps for the app, by their names; while none of them is open.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn files(&self) -> Result<Vec<(String, Vec<u8>)>, BrowserError> {
        let found = self.ask(FILES).await?;
        let one = |file: &Value| (file[0].as_str().unwrap_or_default().to_owned(), bytes_of(&file[1]));
        Ok(found.as_array().into_iter().flatten().map(one).collect())
    }

    /// Whether there is a network, as far as this browser knows.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn set_online(&self, is_online: bool) -> Result<(), BrowserError> {
        let conditions =
            json!({ "offline": !is_online, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.browser().devtools("Network.enable", json!({})).await?;
        self.browser().devtools("Network.emulateNetworkConditions", conditions).await.map(drop)
    }

    /// Whether pages are shown dark.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn set_dark(&self, is_dark: bool) -> Result<(), BrowserError> {
        self.browser().set_dark(is_dark).await
    }

    /// As [`Browser::axe`], of the screen as it stands.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub async fn axe(&self) -> Result<Vec<String>, BrowserError> {
        self.browser().axe().await
    }

    async fn press(&self, xpath: &str) -> Result<(), BrowserError> {
        // A screen that is drawn anew under the finger is tapped again.
        for _ in 0..3 {
            let element = self.browser().seen(xpath).await?;
            if element.click().await.is_ok() {
                return Ok(());
            }
        }
        // What lies under the bar or the dock is brought into sight first, as a person does.
        let element = self.browser().seen(xpath).await?;
        self.browser().ask(IN_SIGHT, vec![Value::from(xpath)]).await?;
        element.click().await.map_err(|source| told("tap", xpath, source))
    }
}

const IN_SIGHT: &str = "const [xpath, done] = arguments;
    const found = document.evaluate(xpath, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null).singleNodeValue;
    found?.scrollIntoView({ block: 'center' }); done(true);";

/// The key cannot be taken out; what is derived from it can be asked for, by this page alone.
const SECRET: &str = "const [done] = arguments; const opening = indexedDB.open('sen', 1);
    opening.onsuccess = () => { const got = opening.result.transaction('secret').objectStore('secret').get('key');
        got.onsuccess = async () => { const label = new TextEncoder().encode('sen/browser-secret/1');
            done([...new Uint8Array(await crypto.subtle.sign('HMAC', got.result, label))]); }; };";

/// What the policy forbids is told before or after the request fails.
const FATE: &str = "const [address, done] = arguments;
    const forbidden = new Promise((tell) => document.addEventListener('securitypolicyviolation',
        (event) => tell('forbidden by ' + event.effectiveDirective), { once: true }));
    const frames = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
    const failed = () => Promise.race([forbidden, frames().then(() => 'failed')]);
    fetch(address).then(async (answer) => 'answered ' + await answer.text(), failed).then(done);";

/// Each file of the pool begins with its name and a page of its own.
const FILES: &str = "const [done] = arguments; (async () => { const root = await navigator.storage.getDirectory();
    const pool = await (await root.getDirectoryHandle('sen')).getDirectoryHandle('.opaque'); const files = [];
    for await (const handle of pool.values()) { const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
        const name = new TextDecoder().decode(bytes.slice(0, bytes.indexOf(0)));
        if (name) files.push([name, [...bytes.slice(4096)]]); }
    done(files); })();";

fn bytes_of(listed: &Value) -> Vec<u8> {
    let byte = |value: &Value| value.as_u64().and_then(|byte| u8::try_from(byte).ok());
    listed.as_array().into_iter().flatten().filter_map(byte).collect()
}

/// A condition on an element: its name as a screen reader gives it, or its words, begin so.
fn named(name: &str) -> String {
    let quoted = quoted(name);
    format!("starts-with(normalize-space(@aria-label), {quoted}) or starts-with(normalize-space(.), {quoted})")
}

/// What can be tapped under that name.
fn button(name: &str) -> String {
    format!("//*[self::button or self::a or self::summary][not(@disabled)][{}]", named(name))
}

/// A text as XPath writes it; those of the app hold no double quotes.
fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

fn told(did: &str, what: &str, source: fantoccini::error::CmdError) -> BrowserError {
    BrowserError::Refused { action: format!("{did} {what}"), source: Box::new(source) }
}
