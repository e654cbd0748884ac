//! Group (h): the app in a browser, beside Actual Budget's, which is a book on the phone as well: it opens offline, from
//! private files of the browser, with its engine in a worker.
//!
//! Owns how Actual is brought to its demo budget and how an amount is put into it. Both run in the same browser, equally slowed,
//! and are watched by the same probe.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::json;
use tests::app::{AppPhone, DESK};
use tests::browser::{BrowserError, renderers_over};
use tests::proxy::CuttingProxy;
use tests::{Outcome, Trouble};

use super::device::Node;
use super::figure::{Figure, Target};
use super::groups::Measured;
use crate::app::{self, MEETINGS, SLOWER, Slowed, told, trouble};
use crate::measure::{mib, proportional};

/// The neighbour's name in the table.
pub(crate) const NEIGHBOUR: &str = "Actual Budget";
const OPENINGS: usize = 5;
const AMOUNTS: usize = 15;

const BUDGET: &str = "//*[@data-testid='budget-table']";
/// The amount of that number in the month's column, and the place of what is clicked.
const CELL: &str = "(//*[@data-testid='budget'])";

/// What either reached.
#[derive(Default)]
struct InBrowser {
    first: f64,
    whole: f64,
    started: Vec<f64>,
    entered: Vec<f64>,
    memory: f64,
}

/// Measures both.
///
/// # Errors
/// [`Trouble`] when Sen fails; of a neighbour that fails it is told beside the figures.
pub(crate) fn measure(tell: &dyn Fn(&str) -> Outcome<()>) -> Outcome<Measured> {
    let mut measured = Measured { figures: Vec::new(), remarks: Vec::new() };
    tell("h Sen …")?;
    let reached = app::reach()?;
    let [first, whole, memory] = [&reached.first, &reached.whole, &reached.memory].map(|runs| runs.iter().sum());
    let sen = InBrowser { first, whole, started: reached.started, entered: reached.tapped, memory };
    sen.write_down(&mut measured.figures, "Sen");
    tell("h Actual Budget …")?;
    match neighbour() {
        Ok(reached) => reached.write_down(&mut measured.figures, NEIGHBOUR),
        Err(trouble) => measured.remarks.push(format!("{NEIGHBOUR} failed: {trouble}")),
    }
    measured.remarks.push(format!(
        "Sen's book holds {MEETINGS} yardstick meetings, is encrypted, and its start includes the PIN's key; Actual's is its demo \
         budget of a few months, in the clear. An entry is a name of the roll in Sen, an amount of a month in Actual."
    ));
    Ok(measured)
}

impl InBrowser {
    fn write_down(self, figures: &mut Vec<Figure>, who: &'static str) {
        let slowed = format!("{SLOWER} × slower");
        let mut add =
            |name, input: &str, runs, target| Figure::add(figures, (name, input), who, runs, Target::AtMost(target));
        add("down until it opens offline, bytes", "empty browser", vec![self.whole], 2_200_000.0);
        add("start: asked for, the book is shown, cold cache, ms", &slowed, self.started, 1_500.0);
        add("an entry shown and kept, ms", &slowed, self.entered, 50.0);
        add("memory of the page (PSS), MiB", &slowed, vec![self.memory], 150.0);
        Figure::add(
            figures,
            ("down until it can be begun, bytes", "empty browser"),
            who,
            vec![self.first],
            Target::None,
        );
    }
}

fn neighbour() -> Outcome<InBrowser> {
    let mut server = Node::start(&["servers/actual.mjs"])?;
    let port: u16 = server.line()?.trim().parse().map_err(|error| Trouble::of("port", error))?;
    let line = CuttingProxy::to(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    let address = format!("http://localhost:{}", line.port());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| Trouble::of("runtime", error))?;
    runtime.block_on(async {
        let mut reached = InBrowser::default();
        // Its server packs each file when it is asked for it first.
        begun(&AppPhone::new(&address).await.map_err(trouble)?).await.map_err(trouble)?;
        let down = || f64::from(u32::try_from(line.bytes().1).unwrap_or(u32::MAX));
        let before = down();
        let mut phone = AppPhone::new(&address).await.map_err(trouble)?;
        phone.open("/").await.map_err(trouble)?;
        phone.see("Try the demo").await.map_err(trouble)?;
        reached.first = down() - before;
        phone.is_installed().await.map_err(trouble)?;
        reached.whole = down() - before;
        begun(&phone).await.map_err(trouble)?;
        openings(&mut phone, &mut reached).await?;
        amounts(&mut phone, &mut reached).await?;
        let held: u64 = renderers_over(phone.profile()).into_iter().map(proportional).sum::<Outcome<u64>>()?;
        reached.memory = mib(held);
        Ok(reached)
    })
}

/// Brings a browser to the demo budget.
async fn begun(phone: &AppPhone) -> Result<(), BrowserError> {
    phone.open("/").await?;
    phone.tap("Try the demo").await?;
    phone.is_there(BUDGET).await?;
    phone.is_installed().await
}

async fn openings(phone: &mut AppPhone, reached: &mut InBrowser) -> Outcome<()> {
    for _ in 0..OPENINGS {
        let slowed = app::slowly(phone).await?;
        phone.open("/").await.map_err(trouble)?;
        let shown = told(phone, "bench.budget").await?;
        drop(slowed);
        reached.started.push(app::number(&shown)?);
    }
    Ok(())
}

async fn amounts(phone: &mut AppPhone, reached: &mut InBrowser) -> Outcome<()> {
    phone.resize(DESK).await.map_err(trouble)?;
    phone.is_there(&format!("{CELL}[3]//span")).await.map_err(trouble)?;
    let _slowed = Slowed::by(SLOWER, phone.profile().to_owned());
    for number in 0..AMOUNTS {
        let place = told(phone, &format!("bench.middle({})", json!(format!("{CELL}[3]//span")))).await?;
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let at = json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
            phone.browser().devtools("Input.dispatchMouseEvent", at).await.map_err(trouble)?;
        }
        told(phone, &format!("bench.shown({})", json!(format!("{CELL}[3]//input")))).await?;
        told(phone, "document.activeElement.select()").await?;
        let amount = 100 + number;
        told(phone, &format!("void document.execCommand('insertText', false, '{amount}')")).await?;
        let shown = format!("{CELL}[3]//span[.='{amount}.00']");
        let both = format!("[bench.next('budget/budget-amount'), bench.shown({})]", json!(shown));
        told(phone, &format!("void (bench.kept = Promise.all({both}))")).await?;
        let enter =
            json!({ "type": "keyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r" });
        phone.browser().devtools("Input.dispatchKeyEvent", enter).await.map_err(trouble)?;
        let kept = told(phone, "bench.kept.then(([{ answered }, shown]) => Math.max(answered, shown) - bench.pressed)");
        reached.entered.push(kept.await?.as_f64().ok_or_else(|| Trouble("no amount was kept".to_owned()))?);
    }
    Ok(())
}
