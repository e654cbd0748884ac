//! The app in a browser on a phone that holds 500 meetings: what is fetched, and how long a person waits.
//!
//! Owns the figures and the way the phone is brought there. Every wait is taken in the page itself (`app/probe.js`), while
//! its processes run a quarter of the time (`app/slowed.rs`). The ward is served to it through a proxy on the one address at
//! which a browser finds `localhost`, so that the bytes can be counted and the line can become slow.

mod bare;
mod slowed;

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::{Value, json};
use shared::access::Role;
use shared::id::OrgId;
use tests::app::AppPhone;
use tests::browser::{BrowserError, renderers_over};
use tests::proxy::CuttingProxy;
use tests::ward::{CELLS, Ward};
use tests::{Outcome, Trouble};

use crate::fill::fill;
use crate::measure::{footprint, forget_cached, mib, proportional, quantile};
use crate::slow::{self, SlowLine};
use crate::table::{Figure, Target, Unit};
use crate::{ground, yardstick};
use bare::Bare;
pub(crate) use slowed::Slowed;

/// What is put into a page to watch it.
const PROBE: &str = include_str!("app/probe.js");

/// Yardstick meetings of the cell.
pub(crate) const MEETINGS: usize = 500;
const PIN: &str = "271828";
/// How many times slower the page's processes are.
pub(crate) const SLOWER: u32 = 4;
const OPENINGS: usize = 9;
const OPENED: usize = 15;
/// Meetings that are typed into, and letters into each.
const TYPED: usize = 3;
const LETTERS: usize = 200;
/// Letters that are asked for with one script, which has to end in time.
const AT_ONCE: usize = 20;
const TAPS: usize = 15;
/// Keys of a PIN.
const KEYS: usize = 5;
/// Evenings over the slow line, the first of which has to make it.
const EVENINGS: usize = 9;

const PAD: &str = "//*[@class='pad']";
/// Today's screen, with what it was opened for.
const TODAY: &str = "//section[contains(@class, 'hero')]";
const LIST: &str = "//main//ul[@class='list']//a";
const THREAD: &str = "//ol[@class='thread']";
const OPEN_TEXT: &str = "//textarea[not(@readonly)]";
const UNCALLED: &str = "//ul[contains(@class, 'roll')]/li[@class='todo']";

/// What the rows of the browser's own share say of it.
const BARE: &str = "a field, sixty rows, a worker that writes 4 KiB; slowed alike";

/// What the rows say in which Chromium itself slows the page.
const THROTTLED: &str = "the page's thread 4 × slower by Chromium's own throttling, the engine's not";

/// What was reached, in the units of the targets.
#[derive(Default)]
pub(crate) struct Reached {
    /// Bytes down until it can be begun.
    pub(crate) first: Vec<f64>,
    /// The same until it opens without its server.
    pub(crate) whole: Vec<f64>,
    pad: Vec<f64>,
    unlocked: Vec<f64>,
    /// Milliseconds from asking for the page to today's screen.
    pub(crate) started: Vec<f64>,
    opened: Vec<f64>,
    typed_p50: Vec<f64>,
    typed_p95: Vec<f64>,
    /// Milliseconds until a name of the roll is marked, and that is shown and on disk.
    pub(crate) tapped: Vec<f64>,
    /// The same two, slowed by Chromium itself.
    throttled_p50: Vec<f64>,
    throttled_p95: Vec<f64>,
    throttled_tapped: Vec<f64>,
    /// MiB that the page's processes hold alone.
    pub(crate) memory: Vec<f64>,
    /// The same with their share of what all of the browser's processes hold.
    share: Vec<f64>,
    /// Milliseconds that the key of a PIN takes, which is dear on purpose.
    key: Vec<f64>,
    far_cold: Vec<f64>,
    far_warm: Vec<f64>,
    bare: Bare,
}

/// Measures it.
///
/// # Errors
/// [`Trouble`] when anything of it fails.
pub(crate) fn measure() -> Outcome<Vec<Figure>> {
    Ok(reach()?.figures())
}

/// Measures it and gives the numbers themselves.
///
/// # Errors
/// [`Trouble`] when anything of it fails.
pub(crate) fn reach() -> Outcome<Reached> {
    let (cell, _, _) = CELLS[1];
    let (mut ward, address) = Ward::with_app()?;
    let (page, server) = addresses(&address)?;
    ward.stop()?;
    let config = format!("local_app = \"{server}\"");
    std::fs::write(ward.folder().join("sen.toml"), config).map_err(|error| Trouble::of("sen.toml", error))?;
    ward.start()?;
    let org = ward.cell(cell)?;
    fill(&ward, &mut [ground::enrol(&ward, org, Role::Head, 0)?], MEETINGS, yardstick::full)?;
    let code = ward.code(cell, Role::Head, "Lê Thị Bích Đào")?;
    let line = CuttingProxy::at(page, server)?;
    let mut reached = Reached::default();
    let mut phone = ward.block_on(AppPhone::new(&address)).map_err(trouble)?;
    ward.block_on(first_use(&phone, &line, &mut reached))?;
    ward.block_on(enrolled(&phone, &code)).map_err(trouble)?;
    ward.block_on(started(&mut phone))?;
    ward.block_on(phone.see("Đã gửi hết")).map_err(trouble)?;
    let slowed = Slowed::by(SLOWER, phone.profile().to_owned());
    ward.block_on(evening(&phone, &mut reached))?;
    drop(slowed);
    ward.block_on(throttled(&phone, &mut reached))?;
    ward.block_on(openings(&mut phone, &mut reached))?;
    let slowed = Slowed::by(SLOWER, phone.profile().to_owned());
    // Connections from before would be as fast as before.
    drop(line);
    ward.stop()?;
    ward.start()?;
    let line = SlowLine::at(page, server, 1)?;
    far_evenings(&ward, &phone, org, &mut reached)?;
    ward.block_on(keys(&phone, &mut reached))?;
    drop((slowed, line));
    phone.kill().map_err(trouble)?;
    reached.bare = ward.block_on(bare::measure())?;
    Ok(reached)
}

/// Where the browser finds the app, and where the server serves it: the same port, which the server insists on.
fn addresses(url: &str) -> Outcome<(SocketAddr, SocketAddr)> {
    let port = url.rsplit(':').next().and_then(|port| port.parse::<u16>().ok());
    let port = port.ok_or_else(|| Trouble(format!("{url} has no port")))?;
    Ok((SocketAddr::from((Ipv4Addr::LOCALHOST, port)), SocketAddr::from((Ipv4Addr::new(127, 0, 0, 2), port))))
}

/// What comes down until somebody can begin, and until the app opens without its server.
async fn first_use(phone: &AppPhone, line: &CuttingProxy, reached: &mut Reached) -> Outcome<()> {
    let down = || f64::from(u32::try_from(line.bytes().1).unwrap_or(u32::MAX));
    phone.open("/app/").await.map_err(trouble)?;
    phone.see("Ghi danh máy này").await.map_err(trouble)?;
    reached.first.push(down());
    phone.is_installed().await.map_err(trouble)?;
    reached.whole.push(down());
    Ok(())
}

/// Enrols, and fetches everything.
async fn enrolled(phone: &AppPhone, code: &str) -> Result<(), BrowserError> {
    phone.open(&format!("/app/#{code}")).await?;
    phone.tap("Đúng là tôi").await?;
    phone.tap("Để sau").await?;
    phone.digits(PIN).await?;
    phone.tap("Tiếp").await?;
    phone.see("Nhập lại mã PIN").await?;
    phone.digits(PIN).await?;
    phone.tap("Ghi danh máy này").await?;
    phone.see("Đã gửi hết").await
}

/// Starts the browser again and again on a phone on which an evening was written, so that the browser has kept what it compiled
/// of the engine; leaves it open.
async fn openings(phone: &mut AppPhone, reached: &mut Reached) -> Outcome<()> {
    for _ in 0..OPENINGS {
        let (pad, unlocked) = started(phone).await?;
        reached.pad.push(pad);
        reached.unlocked.push(unlocked);
        reached.started.push(pad + unlocked);
    }
    // What is measured next is not to be taken for the sync that an opened book begins with.
    told(phone, "bench.begun").await?;
    phone.see("Đã gửi hết").await.map_err(trouble)
}

/// Starts the browser anew with nothing of its files in memory, watched and slowed.
///
/// # Errors
/// [`Trouble`] when it does not start.
pub(crate) async fn slowly(phone: &mut AppPhone) -> Outcome<Slowed> {
    phone.kill().map_err(trouble)?;
    forget_cached(phone.profile())?;
    phone.start().await.map_err(trouble)?;
    let source = json!({ "source": PROBE });
    phone.browser().devtools("Page.addScriptToEvaluateOnNewDocument", source).await.map_err(trouble)?;
    Ok(Slowed::by(SLOWER, phone.profile().to_owned()))
}

/// Starts the browser, slowed until today's screen is there; gives the milliseconds until the PIN can be given, and from then on.
async fn started(phone: &mut AppPhone) -> Outcome<(f64, f64)> {
    let _slowed = slowly(phone).await?;
    phone.open("/app/").await.map_err(trouble)?;
    let pad = number(&told(phone, "bench.pin").await?)?;
    phone.digits(PIN).await.map_err(trouble)?;
    Ok((pad, tapped(phone, &format!("{PAD}/following-sibling::button"), TODAY, None).await?))
}

/// Opens meetings, types, calls the roll; then looks at the memory, and sends everything.
async fn evening(phone: &AppPhone, reached: &mut Reached) -> Outcome<()> {
    let mut paths = Vec::new();
    for number in 1..=OPENED {
        phone.inside("/meetings").await.map_err(trouble)?;
        let row = format!("({LIST})[{number}]");
        told(phone, &format!("bench.shown({})", json!(row))).await?;
        reached.opened.push(tapped(phone, &row, THREAD, None).await?);
        paths.push(phone.path().await.map_err(trouble)?);
    }
    for (path, letter) in paths.iter().take(TYPED).zip(["a", "ê", "ư"]) {
        phone.inside(&format!("{path}/minutes")).await.map_err(trouble)?;
        told(phone, &format!("bench.shown({})", json!(OPEN_TEXT))).await?;
        let took = letters(phone, letter).await?;
        reached.typed_p50.push(quantile(&took, 500));
        reached.typed_p95.push(quantile(&took, 950));
    }
    let path = paths.first().map_or("", String::as_str);
    reached.tapped = taps(phone, path).await?;
    reached.memory.push(memory(phone, footprint)?);
    reached.share.push(memory(phone, proportional)?);
    sent(phone).await
}

/// Types and calls a roll once more, slowed by Chromium itself: the page's thread alone, and not the engine's.
async fn throttled(phone: &AppPhone, reached: &mut Reached) -> Outcome<()> {
    let mut paths = Vec::new();
    for number in 1..=TYPED {
        phone.inside("/meetings").await.map_err(trouble)?;
        let row = format!("({LIST})[{}]", TYPED + number);
        told(phone, &format!("bench.shown({})", json!(row))).await?;
        tapped(phone, &row, THREAD, None).await?;
        paths.push(phone.path().await.map_err(trouble)?);
    }
    throttle(phone, SLOWER).await?;
    for path in &paths {
        phone.inside(&format!("{path}/minutes")).await.map_err(trouble)?;
        told(phone, &format!("bench.shown({})", json!(OPEN_TEXT))).await?;
        let took = letters(phone, "o").await?;
        reached.throttled_p50.push(quantile(&took, 500));
        reached.throttled_p95.push(quantile(&took, 950));
    }
    reached.throttled_tapped = taps(phone, paths.first().map_or("", String::as_str)).await?;
    throttle(phone, 1).await?;
    sent(phone).await
}

/// Has Chromium slow the page's thread so many times.
async fn throttle(phone: &AppPhone, rate: u32) -> Outcome<()> {
    let slow = phone.browser().devtools("Emulation.setCPUThrottlingRate", json!({ "rate": rate }));
    slow.await.map(drop).map_err(trouble)
}

/// Calls the roll of a meeting, name by name.
async fn taps(phone: &AppPhone, path: &str) -> Outcome<Vec<f64>> {
    phone.inside(&format!("{path}/roll")).await.map_err(trouble)?;
    let mut took = Vec::with_capacity(TAPS);
    while took.len() < TAPS {
        took.push(called(phone).await?);
    }
    Ok(took)
}

/// Sends everything.
async fn sent(phone: &AppPhone) -> Outcome<()> {
    phone.inside("/safety").await.map_err(trouble)?;
    phone.tap("Gửi ngay").await.map_err(trouble)?;
    phone.see("Đã gửi hết").await.map_err(trouble)
}

/// MiB of the processes that draw the page.
fn memory(phone: &AppPhone, of: impl Fn(u32) -> Outcome<u64>) -> Outcome<f64> {
    Ok(mib(renderers_over(phone.profile()).into_iter().map(of).sum::<Outcome<u64>>()?))
}

/// Types letters into the running text that is open; gives the milliseconds until each was on disk.
async fn letters(phone: &AppPhone, letter: &str) -> Outcome<Vec<f64>> {
    let mut took = Vec::with_capacity(LETTERS);
    while took.len() < LETTERS {
        let some = told(phone, &format!("bench.type({})", json!(letter.repeat(AT_ONCE)))).await?;
        took.extend(some.as_array().into_iter().flatten().filter_map(Value::as_f64));
    }
    Ok(took)
}

/// Taps the first name of the roll that is not called; gives the milliseconds until that is shown and on disk.
async fn called(phone: &AppPhone) -> Outcome<f64> {
    told(phone, &format!("bench.shown({})", json!(UNCALLED))).await?;
    let person = told(phone, &format!("bench.text({})", json!(format!("({UNCALLED})[1]//label")))).await?;
    let called = format!("//ul[contains(@class, 'roll')]/li[@class='present'][contains(., {person})]");
    let checkbox = format!("({UNCALLED})[1]//input");
    tapped(phone, &checkbox, &called, Some("mark_attendance")).await
}

/// Makes the key of a PIN again and again, which nothing is opened by.
async fn keys(phone: &AppPhone, reached: &mut Reached) -> Outcome<()> {
    for _ in 0..KEYS {
        let made = "(async () => {
            const [{ id }] = await bench.ask('phone', 'profiles', []);
            const work = await bench.ask('phone', 'pin_work', [id]);
            const begun = performance.now();
            await bench.ask('worker', 'pin_key', [new Uint8Array(32), '314159', work]);
            return performance.now() - begun;
        })()";
        reached.key.push(number(&told(phone, made).await?)?);
    }
    Ok(())
}

/// Brings evenings over the slow line, each with the button of the safety screen.
fn far_evenings(ward: &Ward, phone: &AppPhone, org: OrgId, reached: &mut Reached) -> Outcome<()> {
    let now = ward.clock.now();
    for number in 0..EVENINGS {
        let notes = yardstick::notes(org, MEETINGS + number, now, false);
        let ordinal = MEETINGS + number + 1;
        let write = format!("bench.evening({notes}, {}, {ordinal})", json!(now.vietnam_date().to_string()));
        let synced = ward.block_on(async {
            told(phone, &write).await?;
            phone.inside("/safety").await.map_err(trouble)?;
            told(phone, "void (bench.synced = bench.next('sync'))").await?;
            phone.tap("Gửi ngay").await.map_err(trouble)?;
            told(phone, "bench.synced").await
        })?;
        let field = |name: &str| synced.get(name).and_then(Value::as_f64).unwrap_or_default();
        let fates = ["pushed", "held", "refused"].map(|name| synced["value"][name].as_u64());
        if fates != [Some(1), Some(0), Some(0)] {
            return Err(Trouble(format!("the evening was not merged: {synced}")));
        }
        let took = (field("answered") - field("asked")) / 1000.0;
        if number == 0 { reached.far_cold.push(took) } else { reached.far_warm.push(took) }
    }
    Ok(())
}

/// What a promise in the page comes to.
///
/// # Errors
/// [`Trouble`] with the page's words when it fails.
pub(crate) async fn told(phone: &AppPhone, promise: &str) -> Outcome<Value> {
    let script = format!(
        "const [done] = arguments; Promise.resolve().then(() => {promise})\
         .then((value) => done({{ value }}), (why) => done({{ why: String(why) }}));"
    );
    let answer = phone.ask(&script).await.map_err(|error| Trouble::of(promise, trouble(error)))?;
    match answer.get("why") {
        Some(why) => Err(Trouble(format!("{promise}: {why}"))),
        None => Ok(answer.get("value").cloned().unwrap_or(Value::Null)),
    }
}

async fn tapped(phone: &AppPhone, what: &str, until: &str, call: Option<&str>) -> Outcome<f64> {
    number(&told(phone, &format!("bench.tap({}, {}, {})", json!(what), json!(until), json!(call))).await?)
}

/// A number the page told.
///
/// # Errors
/// [`Trouble`] when it is none.
pub(crate) fn number(told: &Value) -> Outcome<f64> {
    told.as_f64().ok_or_else(|| Trouble(format!("the page told {told}")))
}

/// A browser's refusal with all its causes.
pub(crate) fn trouble(error: BrowserError) -> Trouble {
    let mut said = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(why) = source {
        said = format!("{said}: {why}");
        source = why.source();
    }
    Trouble(said)
}

impl Reached {
    fn figures(self) -> Vec<Figure> {
        let held = format!("{MEETINGS} yardstick meetings, {SLOWER} × slower");
        let typing = format!("{LETTERS} letters into a yardstick meeting, {SLOWER} × slower");
        let far = format!("yardstick meeting, {SLOWER} × slower, {}", slow::WORDS);
        let figure =
            |name, input: &str, unit, runs, target| Figure { name, input: input.to_owned(), unit, runs, target };
        let at_most = Target::AtMost;
        vec![
            figure("app: down until it can be begun", "empty browser", Unit::Bytes, self.first, Target::None),
            figure("app: down until it opens offline", "same", Unit::Bytes, self.whole, at_most(2_200_000.0)),
            figure("app: asked for, PIN can be given; cold cache", &held, Unit::Ms, self.pad, Target::None),
            figure("app: PIN given, today's screen", &held, Unit::Ms, self.unlocked, Target::None),
            figure("app: both", &held, Unit::Ms, self.started, at_most(1_500.0)),
            figure("app: of it, the key of the PIN", &held, Unit::Ms, self.key, Target::None),
            figure("app: an empty page asked for, drawn", BARE, Unit::Ms, self.bare.drawn, Target::None),
            figure("app: a meeting opened from the list", &held, Unit::Ms, self.opened, at_most(300.0)),
            figure("app: letter on disk, p50", &typing, Unit::Ms, self.typed_p50, Target::None),
            figure("app: letter on disk, p95", &typing, Unit::Ms, self.typed_p95, at_most(16.0)),
            figure("app: letter of an empty page, p50", BARE, Unit::Ms, self.bare.typed_p50, Target::None),
            figure("app: letter of an empty page, p95", BARE, Unit::Ms, self.bare.typed_p95, Target::None),
            figure("app: name of the roll tapped, shown and on disk", &held, Unit::Ms, self.tapped, at_most(50.0)),
            figure("app: name of an empty page tapped", BARE, Unit::Ms, self.bare.tapped, Target::None),
            figure("app: letter on disk, p50", THROTTLED, Unit::Ms, self.throttled_p50, Target::None),
            figure("app: letter on disk, p95", THROTTLED, Unit::Ms, self.throttled_p95, at_most(16.0)),
            figure("app: letter of an empty page, p50", THROTTLED, Unit::Ms, self.bare.throttled_p50, Target::None),
            figure("app: letter of an empty page, p95", THROTTLED, Unit::Ms, self.bare.throttled_p95, Target::None),
            figure("app: name of the roll tapped", THROTTLED, Unit::Ms, self.throttled_tapped, at_most(50.0)),
            figure("app: memory of the page, its own", &held, Unit::MiB, self.memory, at_most(150.0)),
            figure("app: memory of an empty page, its own", BARE, Unit::MiB, self.bare.memory, Target::None),
            figure("app: memory of the page (PSS)", &held, Unit::MiB, self.share, Target::None),
            figure("app: memory of an empty page (PSS)", BARE, Unit::MiB, self.bare.share, Target::None),
            figure("app: evening synced, line open", &far, Unit::Seconds, self.far_warm, at_most(3.0)),
            figure("app: evening synced, line made first", &far, Unit::Seconds, self.far_cold, Target::None),
        ]
    }
}
