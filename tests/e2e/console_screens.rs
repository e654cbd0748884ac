//! Every page of the console, on a phone and on a desk, in both languages, light and dark: pictures of all of them under
//! `target/screenshots/console/`, and no page with anything that axe finds.

use std::path::PathBuf;

use server::admin::ConsoleAuthor;
use shared::doc::{Kind, Seed};
use shared::id::DocId;
use shared::member::set_field;
use tests::browser::Browser;
use tests::ward::Ward;
use tests::{keyboard, program};

use crate::console::{disputed_meeting, sign_in};

const PHONE: (u32, u32) = (360, 640);
const DESK: (u32, u32) = (1280, 900);

/// Every page, by the name of its picture; `{…}` stands for a record or a person of the sample.
const PAGES: [(&str, &str); 49] = [
    ("month", "/"),
    ("trends", "/trends"),
    ("rules", "/rules"),
    ("cell", "/cells/{cell}"),
    ("queue", "/queue"),
    ("conflicts", "/conflicts"),
    ("held", "/held"),
    ("held-decided", "/held/decided"),
    ("review", "/review/{meeting}"),
    ("meeting", "/meetings/{meeting}"),
    ("history", "/meetings/{meeting}/history"),
    ("members", "/members"),
    ("members-none", "/members?q=khong-ai-ten-vay"),
    ("member", "/members/{member}"),
    ("twins", "/twins/{member}"),
    ("reconcile", "/members/reconcile"),
    ("badges", "/members/badges"),
    ("tasks", "/tasks"),
    ("records", "/records"),
    ("record-new", "/records/new/dialogue"),
    ("record-org-change", "/records/new/org_change"),
    ("record", "/records/{meeting}"),
    ("paper", "/records/{meeting}/paper"),
    ("paper-extract", "/records/{meeting}/paper?form=extract"),
    ("paper-score", "/records/{meeting}/paper?form=score"),
    ("paper-tasks", "/papers/tasks/html"),
    ("paper-attendance", "/papers/attendance/html?cell={cell}"),
    ("paper-grading", "/papers/grading/html"),
    ("paper-register", "/papers/register/html"),
    ("paper-residence", "/papers/residence/html"),
    ("paper-badges", "/papers/badges/html"),
    ("paper-month", "/papers/month/html"),
    ("search", "/search?q=chi+b%E1%BB%99"),
    ("orgs", "/orgs"),
    ("org", "/orgs/{cell}"),
    ("org-add", "/orgs/add"),
    ("people", "/people"),
    ("person", "/person/{login}"),
    ("person-add", "/people/add"),
    ("devices", "/devices"),
    ("hand-over", "/devices/{device}/hand-over"),
    ("enrol", "/devices/enrol"),
    ("sheet", "/devices/sheet?cell={cell}"),
    ("sheet-cells", "/devices/sheet/cells"),
    ("backups", "/backups"),
    ("audit", "/audit"),
    ("account", "/account"),
    ("second", "/account/second"),
    ("guide", "/guide"),
];

/// The first element that reaches beyond the screen, where the page as it is drawn is wider than that.
const SPILLS: &str = "const [done] = arguments; requestAnimationFrame(() => requestAnimationFrame(() => {\
    if (document.documentElement.scrollWidth <= innerWidth) return done(null);\
    const wide = [...document.querySelectorAll('body *')].find((one) => one.getBoundingClientRect().right > innerWidth + 1);\
    done((wide ?? document.body).outerHTML.slice(0, 200)); }));";

/// The first code on the page that stands there because it has no words.
const UNNAMED: &str =
    "arguments[0](document.body.innerText.match(/(Khác|Mục khác|Other|Other field) \\([\\w-]+\\)/)?.[0] ?? null)";

/// Pages that nobody has to sign in for.
const DOOR: [(&str, &str); 3] = [("sign-in", "/sign-in"), ("reset", "/reset"), ("not-found", "/khong-co")];

fn picture(name: &str) -> PathBuf {
    let folder = program::folder().unwrap().parent().unwrap().join("screenshots/console");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(format!("{name}.png"))
}

/// A second record of one person of the first cell: the two may be one.
fn doubled(ward: &Ward) -> DocId {
    let hub = ward.hub().unwrap();
    ward.block_on(async {
        let author = ConsoleAuthor::first_administrator(&hub).await.unwrap();
        let cell = cell(ward);
        let mut docs = Vec::new();
        for id in [[0xa1; 16], [0xa2; 16]] {
            let doc = DocId::from_bytes(id);
            let write = |edit: &mut shared::doc::Edit<'_>| {
                set_field(edit, "full_name", "Lý Thị Bông Sen")?;
                set_field(edit, "birth_date", "1980-05-19")?;
                set_field(edit, "status", "chinh_thuc")
            };
            author.write(&hub, cell.parse().unwrap(), &Seed::Id(Kind::Member, doc), write).await.unwrap();
            docs.push(doc);
        }
        docs[0]
    })
}

fn cell(ward: &Ward) -> String {
    let known = ward.hub().unwrap().directory().now();
    known.tree.iter().find(|org| org.name == crate::story::CELL).unwrap().org.to_string()
}

fn device(ward: &Ward) -> String {
    let known = ward.hub().unwrap().directory().now();
    known.devices.values().find(|row| !row.at_console).unwrap().device.to_string()
}

/// What a page looks like and what axe finds on it, in each of the ways it is read.
async fn looked_at(browser: &mut Browser, ward: &Ward, (name, path): (&str, &str), found: &mut Vec<String>) {
    for language in ["vi", "en"] {
        let back: String = url_encoded(path);
        browser.goto(&format!("{}/lang/{language}?back={back}", ward.url())).await.unwrap();
        for (size, (width, height)) in [("phone", PHONE), ("desk", DESK)] {
            browser.resize(width, height).await.unwrap();
            for (shade, is_dark) in [("light", false), ("dark", true)] {
                browser.set_dark(is_dark).await.unwrap();
                let name = format!("{name}-{size}-{language}-{shade}");
                browser.screenshot_full(&picture(&name)).await.unwrap();
                // Each width, language and shade is looked through with each of the others once.
                if (size == "phone") == ((language == "vi") == is_dark) {
                    continue;
                }
                found.extend(browser.axe().await.unwrap().into_iter().map(|what| format!("{name}: {what}")));
                if let Some(element) = browser.ask(SPILLS, Vec::new()).await.unwrap().as_str() {
                    found.push(format!("{name}: the page is wider than the screen: {element}"));
                }
                if let Some(code) = browser.ask(UNNAMED, Vec::new()).await.unwrap().as_str() {
                    found.push(format!("{name}: a code without words: {code}"));
                }
            }
        }
    }
}

fn url_encoded(path: &str) -> String {
    path.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// The address of every page in a ward, by the name of its picture.
fn pages(ward: &Ward, meeting: DocId) -> Vec<(&'static str, String)> {
    let (member, device, cell) = (doubled(ward).to_string(), device(ward), cell(ward));
    let address = |path: &str| {
        let path = path.replace("{cell}", &cell).replace("{meeting}", &meeting.to_string());
        path.replace("{member}", &member).replace("{device}", &device).replace("{login}", &ward.login)
    };
    PAGES.iter().map(|(name, path)| (*name, address(path))).collect()
}

#[test]
fn every_page_of_the_console_passes_axe_in_both_languages_light_and_dark_on_a_phone_and_on_a_desk() {
    let ward = Ward::serving().unwrap();
    let (meeting, _head, _taker) = disputed_meeting(&ward);
    let pages = pages(&ward, meeting);
    ward.block_on(async {
        let mut browser = Browser::start(DESK.0, DESK.1).await.unwrap();
        let mut found = Vec::new();
        for page in DOOR {
            looked_at(&mut browser, &ward, page, &mut found).await;
        }
        sign_in(&browser, &ward).await;
        for (name, path) in &pages {
            looked_at(&mut browser, &ward, (name, path), &mut found).await;
        }
        assert_eq!(found, Vec::<String>::new());
    });
}

/// A desk whose letters are twice as large, and the narrowest screen a page has to fit by WCAG 1.4.10.
const LARGE: [(&str, (u32, u32)); 2] = [("at 200 %", (640, 450)), ("at 320 px", (320, 640))];
/// A sheet of A4 within its margins, at 96 dots an inch, standing and lying on its side: registers are printed so.
const PAPER: [(u32, u32); 2] = [(624, 932), (971, 624)];
/// What a ward files: nothing on it can only be pressed.
const FILED: [&str; 8] = ["meeting", "members", "member", "history", "reconcile", "tasks", "trends", "audit"];

/// The first thing that moves though the reader asked for stillness.
const MOVES: &str = "const moves = (one) => { const style = getComputedStyle(one);\
    return [style.transitionDuration, style.animationDuration].join().split(',').some((time) => parseFloat(time) > 0); };\
    arguments[0]([...document.querySelectorAll('body *')].find(moves)?.outerHTML.slice(0, 200) ?? null);";

/// The first thing on paper that can only be pressed, or tells which device wrote.
const PRESSED: &str = "const shown = [...document.querySelectorAll('button, .button, input, select, textarea, code')];\
    arguments[0](shown.find((one) => one.checkVisibility())?.outerHTML.slice(0, 200) ?? null);";

/// The first column of which only the head is left on paper, though something stands in it on the screen.
const BARE: &str = "const shown = (one) => one?.checkVisibility() && one.innerText.trim() !== '';\
    const bare = (head) => { const cells = [...head.closest('table').querySelectorAll('tbody tr')].map((row) => row.cells[head.cellIndex]);\
    return shown(head) && cells.some((one) => one?.textContent.trim()) && !cells.some(shown); };\
    arguments[0]([...document.querySelectorAll('thead th')].find(bare)?.outerHTML ?? null);";

#[test]
fn every_page_of_the_console_is_read_at_twice_its_size_without_motion_by_the_keyboard_alone_and_on_paper() {
    let ward = Ward::serving().unwrap();
    let (meeting, _head, _taker) = disputed_meeting(&ward);
    let pages = pages(&ward, meeting);
    ward.block_on(async {
        let mut browser = Browser::start(DESK.0, DESK.1).await.unwrap();
        sign_in(&browser, &ward).await;
        let mut found = Vec::new();
        for (name, path) in &pages {
            browser.resize(DESK.0, DESK.1).await.unwrap();
            browser.emulate("", "prefers-reduced-motion", "reduce").await.unwrap();
            browser.goto(&format!("{}{path}", ward.url())).await.unwrap();
            if let Some(element) = browser.ask(MOVES, Vec::new()).await.unwrap().as_str() {
                found.push(format!("{name}: moves: {element}"));
            }
            let walk = keyboard::walked(&browser).await.unwrap();
            // A paper stands alone: its links lead back and to its files.
            let least = if name.starts_with("paper") { 3 } else { 9 };
            assert!(walk.count >= least, "{name} has {} things to press", walk.count);
            found.extend(walk.missed.into_iter().map(|element| format!("{name}: not reached by Tab: {element}")));
            found.extend(
                walk.covered.into_iter().map(|element| format!("{name}: covered while it has the focus: {element}")),
            );
            for (size, (width, height)) in LARGE {
                browser.resize(width, height).await.unwrap();
                if let Some(element) = browser.ask(SPILLS, Vec::new()).await.unwrap().as_str() {
                    found.push(format!("{name}: wider than the screen {size}: {element}"));
                }
            }
            let is_register = browser.exists(".tocards, .grid, .log").await.unwrap();
            let (width, height) = PAPER[usize::from(is_register)];
            browser.resize(width, height).await.unwrap();
            browser.emulate("print", "prefers-color-scheme", "dark").await.unwrap();
            browser.screenshot_full(&picture(&format!("{name}-paper"))).await.unwrap();
            let pressed = Some(("nothing for paper", PRESSED)).filter(|_| FILED.contains(name));
            for (what, script) in [("wider than the sheet", SPILLS), ("a head alone", BARE)].into_iter().chain(pressed)
            {
                if let Some(element) = browser.ask(script, Vec::new()).await.unwrap().as_str() {
                    found.push(format!("{name} on paper: {what}: {element}"));
                }
            }
        }
        assert_eq!(found, Vec::<String>::new());
    });
}
