//! A page gone through by the keyboard alone, in a real browser.

use serde_json::Value;

use crate::browser::{Browser, BrowserError};

/// Marks what had the focus, from now on.
const WATCH: &str = "window.focused = new Set(); window.watch ??= (document.addEventListener('focusin', (event) =>\
    window.focused.add(event.target)), true); arguments[0]();";

/// What can be pressed or filled in on the page and had the focus never, or has no name. Of a group of choices one has it.
const MISSED: &str = "const had = [...window.focused]; const how = { visibilityProperty: true };\
    const all = [...document.querySelectorAll('a[href], button:enabled, input:enabled, select, textarea, summary')];\
    const there = all.filter((one) => one.checkVisibility(how) && one.tabIndex >= 0);\
    const reached = (one) => had.includes(one) || (one.type === 'radio' && had.some((other) => other.name === one.name));\
    const name = (one) => (one.ariaLabel ?? one.labels?.[0]?.textContent ?? one.textContent).trim();\
    arguments[0]([there.length, there.filter((one) => !reached(one) || name(one) === '').map((one) => one.outerHTML)]);";

/// Times around a page: a date takes more than one step.
const ROUNDS: usize = 4;

/// Goes through the page by Tab, from wherever it begins. Gives how many things there are to press or to fill in, and which of
/// them never had the focus or have no name.
///
/// # Errors
/// [`BrowserError`].
pub async fn walked(browser: &Browser) -> Result<(u64, Vec<String>), BrowserError> {
    browser.ask(WATCH, Vec::new()).await?;
    let count = browser.ask(MISSED, Vec::new()).await?[0].as_u64().unwrap_or_default();
    let mut missed = Vec::new();
    for _ in 0..ROUNDS {
        for _ in 0..count {
            browser.tab().await?;
        }
        let found = browser.ask(MISSED, Vec::new()).await?;
        missed = found[1].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        if missed.is_empty() {
            break;
        }
    }
    Ok((count, missed))
}
