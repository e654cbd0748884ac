//! A page gone through by the keyboard alone, in a real browser.

use serde_json::Value;

use crate::browser::{Browser, BrowserError};

/// Marks what had the focus from now on, and what of it was not seen when the next key was pressed: something lay above each of
/// its parts. A choice is shown by its label.
const WATCH: &str = "window.focused = new Set(); window.covered = new Set();\
    const isSeen = (at) => { const shown = at.closest('label') ?? at; const box = shown.getBoundingClientRect();\
        const parts = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]];\
        const above = ([x, y]) => document.elementFromPoint(box.x + x * box.width, box.y + y * box.height);\
        const sees = (part) => { const top = above(part); return top !== null && (shown.contains(top) || top.contains(shown)); };\
        return box.width === 0 || parts.some(sees); };\
    window.watch ??= [document.addEventListener('focusin', (event) => window.focused.add(event.target), true),\
        document.addEventListener('keydown', () => { const at = document.activeElement;\
            if (at && at !== document.body && !isSeen(at)) window.covered.add(at.outerHTML.slice(0, 200)); }, true)];\
    arguments[0]();";

/// What can be pressed or filled in on the page: how much, what never had the focus or has no name, and what was not seen. Of a
/// group of choices one has the focus.
const MISSED: &str = "const had = [...window.focused]; const how = { visibilityProperty: true };\
    const all = [...document.querySelectorAll('a[href], button:enabled, input:enabled, select, textarea, summary')];\
    const there = all.filter((one) => one.checkVisibility(how) && one.tabIndex >= 0);\
    const reached = (one) => had.includes(one) || (one.type === 'radio' && had.some((other) => other.name === one.name));\
    const name = (one) => [one.ariaLabel, one.labels?.[0]?.textContent, one.textContent, one.title].join('').trim();\
    const missed = there.filter((one) => !reached(one) || name(one) === '').map((one) => one.outerHTML);\
    arguments[0]([there.length, missed, [...window.covered]]);";

/// Times around a page: a date takes more than one step.
const ROUNDS: usize = 4;

/// What a walk through a page found.
#[derive(Debug, Default)]
pub struct Walk {
    /// Things there are to press or to fill in.
    pub count: u64,
    /// Those that never had the focus or have no name.
    pub missed: Vec<String>,
    /// Those of which nothing was seen while they had it.
    pub covered: Vec<String>,
}

/// Goes through the page by Tab, from wherever it begins.
///
/// # Errors
/// [`BrowserError`].
pub async fn walked(browser: &Browser) -> Result<Walk, BrowserError> {
    browser.ask(WATCH, Vec::new()).await?;
    let texts =
        |found: &Value| found.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let mut walk = Walk::default();
    for round in 0..=ROUNDS {
        let found = browser.ask(MISSED, Vec::new()).await?;
        // A page that goes on drawing has more to press then.
        walk.count = found[0].as_u64().unwrap_or_default();
        (walk.missed, walk.covered) = (texts(&found[1]), texts(&found[2]));
        if round > 0 && walk.missed.is_empty() {
            break;
        }
        browser.tab(usize::try_from(walk.count).unwrap_or_default()).await?;
    }
    Ok(walk)
}
