//! A paper as a ward sees it: its pages as pictures, held against the margins, and its text against what the paper says.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tests::program;

/// Dots to the inch at which ink is looked for.
const INK_DPI: u32 = 40;
/// Dots to the inch of the pictures people look at.
const PICTURE_DPI: u32 = 72;
/// Margins in millimetres, a millimetre less than the layout has, as dots are coarse.
const LEFT_MM: u32 = 29;
const RIGHT_MM: u32 = 14;
const BOTTOM_MM: u32 = 19;
/// Above the text only the number of a page stands, from here on.
const TOP_MM: u32 = 9;
/// Ten thousandths of a page that have ink at least.
const INK_LEAST: usize = 10;

/// What a paper says, from its markup.
struct Said {
    /// What stands outside of tables, in order.
    running: Vec<String>,
    /// What stands in tables.
    cells: Vec<String>,
    /// The titles of its tables.
    titles: Vec<String>,
    /// What stands above each page after the first, such as that it is a draft.
    mark: Vec<String>,
}

/// Words as they are printed: hyphens at which no line ends are plain ones there.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().map(|word| word.replace('\u{2011}', "\u{2010}"))
}

fn plain(markup: &str) -> String {
    let breaks = ["<br>", "</p>", "</h1>", "</h2>", "</h3>", "</td>", "</th>"];
    let markup = breaks.iter().fold(markup.to_owned(), |text, end| text.replace(end, "\n"));
    let text: String = markup.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect();
    let known = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    known.iter().fold(text, |text, (written, meant)| text.replace(written, meant))
}

/// What stands between a tag and its end, each time.
fn within<'a>(markup: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    markup.split(open).skip(1).filter_map(|rest| rest.split(close).next()).collect()
}

impl Said {
    fn of(article: &str) -> Self {
        let tables = within(article, "<table", "</table>");
        let running =
            tables.iter().fold(article.to_owned(), |text, table| text.replace(&format!("<table{table}</table>"), ""));
        let (mut cells, mut titles) = (Vec::new(), Vec::new());
        for table in tables {
            let table = table.replace("<td class=\"centre\">", "<td>").replace("<td class=\"right\">", "<td>");
            within(&table, "<td>", "</td>").iter().for_each(|cell| cells.extend(words(&plain(cell))));
            within(&table, "<th>", "</th>").iter().for_each(|title| titles.extend(words(&plain(title))));
        }
        let mark = within(article, "<p class=\"mark\">", "</p>").first().map(|mark| plain(mark));
        let mark = words(&mark.unwrap_or_default()).collect();
        Self { running: words(&plain(&running)).collect(), cells, titles, mark }
    }

    /// What the words that are shown lack of it, and what nobody wrote.
    fn unlike(&self, shown: &[String]) -> Vec<String> {
        let mut wanted = self.running.iter().peekable();
        for word in shown {
            wanted.next_if_eq(&word);
        }
        let left: Vec<&String> = wanted.take(8).collect();
        let elsewhere =
            (!left.is_empty()).then(|| format!("from here on words are missing or stand elsewhere: {left:?}"));
        let all = counted(self.running.iter().chain(&self.cells).chain(&self.titles));
        let here = counted(shown);
        // A word that a narrow column breaks within is no word of the paper.
        let gone = missing(&all, &here);
        let added: Vec<&str> = missing(&here, &all).into_iter().filter(|word| !self.is_title(word)).collect();
        let gone = (!gone.is_empty()).then(|| format!("missing or broken within: {gone:?}"));
        let added = (!added.is_empty()).then(|| format!("nobody wrote {added:?}"));
        elsewhere.into_iter().chain(gone).chain(added).collect()
    }

    /// Whether a word stands in titles, which stand on every page of their table.
    fn is_title(&self, word: &str) -> bool {
        self.titles.iter().any(|title| title == word)
    }
}

/// What a paper says as lines, for a file that is read and kept.
fn as_lines(article: &str) -> String {
    let lines: Vec<String> = plain(article).lines().map(|line| line.trim().replace('\u{a0}', " ")).collect();
    lines.into_iter().filter(|line| !line.is_empty()).map(|line| line + "\n").collect()
}

fn folder() -> PathBuf {
    let folder = program::folder().unwrap().parent().unwrap().join("screenshots/papers");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// What a program of the library for PDF says of a file.
fn told(program: &str, arguments: &[&str], pdf: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program);
    child.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child =
        child.spawn().unwrap_or_else(|error| panic!("{program}, which `scripts/setup test` brings: {error}"));
    let (mut stdin, pdf) = (child.stdin.take().unwrap(), pdf.to_vec());
    let writing = std::thread::spawn(move || stdin.write_all(&pdf));
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}");
    output.stdout
}

/// A page in shades of grey.
struct Page {
    wide: usize,
    high: usize,
    shades: Vec<u8>,
}

impl Page {
    /// The pages of a file, one after the other in the plainest form of picture: `P5`, width, height and 255, each shade a byte.
    fn all(pdf: &[u8]) -> Vec<Self> {
        let bytes = told("pdftoppm", &["-gray", "-r", &INK_DPI.to_string(), "-"], pdf);
        let (mut rest, mut pages) = (bytes.as_slice(), Vec::new());
        while !rest.is_empty() {
            let head: Vec<&[u8]> = rest.splitn(4, |byte| byte.is_ascii_whitespace()).collect();
            let number = |at: usize| std::str::from_utf8(head[at]).unwrap().parse::<usize>().unwrap();
            let (wide, high) = (number(1), number(2));
            let (shades, next) = head[3].strip_prefix(b"255\n").unwrap().split_at(wide * high);
            pages.push(Self { wide, high, shades: shades.to_vec() });
            rest = next;
        }
        pages
    }

    /// The edges of the ink, in dots from the left, top, right and bottom, and how much of it there is.
    fn ink(&self) -> ([usize; 4], usize) {
        let inked = self.shades.iter().enumerate().filter(|(_, shade)| **shade < 200);
        let (mut edges, mut count) = ([self.wide, self.high, self.wide, self.high], 0);
        for (at, _) in inked {
            let (x, y) = (at % self.wide, at / self.wide);
            let from = [x, y, self.wide - 1 - x, self.high - 1 - y];
            edges.iter_mut().zip(from).for_each(|(edge, from)| *edge = from.min(*edge));
            count += 1;
        }
        (edges, count)
    }
}

impl Page {
    /// Too little ink, or some in a margin.
    fn fault(&self) -> Option<String> {
        let (edges, ink) = self.ink();
        let margins = [LEFT_MM, TOP_MM, RIGHT_MM, BOTTOM_MM].map(dots);
        let is_kept = edges.iter().zip(margins).all(|(edge, margin)| *edge >= margin);
        let is_written = ink * 10_000 >= self.shades.len() * INK_LEAST;
        (!is_kept || !is_written).then(|| format!("{ink} dots of ink, from left, top, right, bottom at {edges:?}"))
    }
}

const fn dots(mm: u32) -> usize {
    (mm * INK_DPI * 10 / 254) as usize
}

/// How often each word stands there.
fn counted<'a>(words: impl IntoIterator<Item = &'a String>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    words.into_iter().for_each(|word| *counts.entry(word.as_str()).or_default() += 1);
    counts
}

/// The words of `less` of which `more` has not as many.
fn missing<'a>(less: &BTreeMap<&'a str, usize>, more: &BTreeMap<&str, usize>) -> Vec<&'a str> {
    less.iter()
        .filter(|(word, count)| more.get(**word).copied().unwrap_or_default() < **count)
        .map(|(w, _)| *w)
        .collect()
}

/// What is wrong with how a paper stands on its pages: a page without ink or with ink in a margin, words that are missing, stand
/// elsewhere, are broken within or were written by nobody, a table that goes on without its titles, headings out of order.
/// Leaves a picture of each page.
pub(super) fn faults(name: &str, article: &str, pdf: &[u8]) -> Vec<String> {
    pictured(name, pdf);
    let said = Said::of(article);
    let pages = Page::all(pdf);
    let text = String::from_utf8(told("pdftotext", &["-raw", "-enc", "UTF-8", "-", "-"], pdf)).unwrap();
    let leaves: Vec<Vec<String>> =
        text.trim_end_matches('\u{c}').split('\u{c}').map(|page| words(page).collect()).collect();
    assert_eq!(leaves.len(), pages.len(), "{name}");
    let (mut found, mut shown) = (Vec::new(), Vec::new());
    for (number, (page, leaf)) in (1_usize..).zip(pages.iter().zip(&leaves)) {
        found.extend(page.fault());
        let above: Vec<String> = match number {
            1 => Vec::new(),
            _ => std::iter::once(number.to_string()).chain(said.mark.iter().cloned()).collect(),
        };
        let leaf = leaf.strip_prefix(above.as_slice()).unwrap_or_else(|| {
            found.push(format!("page {number}: {above:?} does not stand above it"));
            leaf
        });
        found.extend(untitled(&said, leaf).map(|gone| format!("page {number}: its table has no titles {gone:?}")));
        shown.extend_from_slice(leaf);
    }
    found.extend(said.unlike(&shown));
    if article.split("<h2>").next().is_some_and(|before| before.contains("<h3>")) {
        found.push("its headings begin at the second level".to_owned());
    }
    found.iter().map(|fault| format!("{name}: {fault}")).collect()
}

/// The titles that a page lacks which has anything of a table.
fn untitled<'a>(said: &'a Said, leaf: &[String]) -> Option<Vec<&'a str>> {
    let (running, here) = (counted(&said.running), counted(leaf));
    let is_of_table = here.iter().any(|(word, n)| running.get(word).copied().unwrap_or_default() < *n);
    let gone = missing(&counted(&said.titles), &here);
    (is_of_table && within_one_table(said) && !gone.is_empty()).then_some(gone)
}

/// Of several tables the titles of each stand on other pages.
fn within_one_table(said: &Said) -> bool {
    !said.titles.is_empty() && said.titles.iter().filter(|title| **title == said.titles[0]).count() == 1
}

fn pictured(name: &str, pdf: &[u8]) {
    let target = folder().join(name);
    std::fs::write(target.with_extension("pdf"), pdf).unwrap();
    told("pdftoppm", &["-png", "-gray", "-r", &PICTURE_DPI.to_string(), "-", target.to_str().unwrap()], pdf);
}

/// What a paper says stays as it was looked at. With `WRITE_PAPERS=1` it is written anew, to be read before it is kept.
pub(super) fn kept(name: &str, article: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("e2e/papers/golden").join(format!("{name}.txt"));
    let now = as_lines(article);
    if std::env::var_os("WRITE_PAPERS").is_some() {
        std::fs::write(&file, &now).unwrap();
    }
    let before = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(now == before, "{name} says something else than {}; look at its pages:\n{now}", file.display());
}
