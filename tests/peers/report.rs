//! The report: tables in `docs/benchmarks.md` between markers, a chart per group, and the same tables on the terminal.
//!
//! Owns nothing between runs: a group that was measured replaces its own part of the page, the others stay.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tests::{Outcome, Trouble};

use super::driven::{PEERS, installed, node};
use super::figure::{Figure, show_ratio};
use super::groups::{Group, Measured};
use super::{browser, chart, figure};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The contenders of a group in the order of the columns.
fn contenders(group: Group) -> Vec<&'static str> {
    match group.letter {
        "h" => vec!["Sen", browser::NEIGHBOUR],
        _ => std::iter::once("Sen").chain(PEERS.iter().map(|peer| peer.name)).collect(),
    }
}

/// Writes a group down: its table into the page, its chart beside it, both to the terminal.
///
/// # Errors
/// [`Trouble`] when a file cannot be written or the page has no place for the group.
pub(crate) fn write(group: Group, measured: &Measured) -> Outcome<()> {
    let chart = format!("charts/peers-{}.svg", group.letter);
    let names = contenders(group);
    let title = format!("({}) {}", group.letter, group.title);
    let charts = root().join("docs/charts");
    let trouble = |error: std::io::Error| Trouble::of("report", error);
    std::fs::create_dir_all(&charts).map_err(trouble)?;
    std::fs::write(root().join("docs").join(&chart), chart::draw(&title, &measured.figures, &names))
        .map_err(trouble)?;
    let table = table(&title, &chart, measured, &names);
    replace(group.letter, &table)?;
    writeln!(std::io::stdout(), "{table}").map_err(trouble)
}

/// Writes down what was compared, on what machine.
///
/// # Errors
/// [`Trouble`] when it cannot be found out or written.
pub(crate) fn write_about(full_bytes: usize, small_bytes: usize) -> Outcome<()> {
    let about = about(full_bytes, small_bytes)?;
    replace("about", &about)?;
    writeln!(std::io::stdout(), "{about}").map_err(|error| Trouble::of("report", error))
}

fn table(title: &str, chart: &str, measured: &Measured, names: &[&'static str]) -> String {
    let mut out = format!("### {title}\n\n![{title}]({chart})\n\n| figure | input | ");
    out.push_str(&names.join(" | "));
    out.push_str(" | Sen ÷ automerge-repo | Sen ÷ best neighbour | target | verdict | runs |\n");
    out.push_str(&"|---".repeat(names.len() + 7));
    out.push_str("|\n");
    for figure in &measured.figures {
        let (target, verdict) = figure.verdict();
        let best = figure.part_of_best();
        let best = best.map_or_else(|| "–".to_owned(), |(name, part)| format!("{} ({name})", show_ratio(part)));
        let reached: Vec<_> = names.iter().map(|name| figure.shown(name)).collect();
        out.push_str(&format!(
            "| {} | {} | {} | {} | {best} | {target} | {verdict} | {} |\n",
            figure.name,
            figure.input,
            reached.join(" | "),
            figure.part_of_named(),
            figure.runs()
        ));
    }
    out.push_str(&losses(&measured.figures));
    for remark in &measured.remarks {
        out.push_str(&format!("\n- {remark}"));
    }
    out
}

/// What somebody else does with less, said outright.
fn losses(figures: &[Figure]) -> String {
    let lost: Vec<String> = figures
        .iter()
        .filter_map(|figure| {
            let (name, part) = figure.part_of_best().filter(|(_, part)| *part > 1.0)?;
            Some(format!("{} ({}): {:.1} × {name}'s", figure.name, figure.input, part))
        })
        .collect();
    if lost.is_empty() {
        return "\nSen is behind nobody in this group.\n".to_owned();
    }
    format!("\nWhere Sen is behind the best neighbour: {}.\n", lost.join("; "))
}

fn replace(part: &str, text: &str) -> Outcome<()> {
    let path = root().join("docs/benchmarks.md");
    let page = std::fs::read_to_string(&path).map_err(|error| Trouble::of("report", error))?;
    let [begin, end] = ["begin", "end"].map(|word| format!("<!-- peers {part}: {word} -->"));
    let (before, rest) = page.split_once(&begin).ok_or_else(|| Trouble(format!("the page has no `{begin}`")))?;
    let (_, after) = rest.split_once(&end).ok_or_else(|| Trouble(format!("the page has no `{end}`")))?;
    let page = format!("{before}{begin}\n{}\n{end}{after}", text.trim_end());
    std::fs::write(&path, page).map_err(|error| Trouble::of("report", error))
}

fn about(full_bytes: usize, small_bytes: usize) -> Outcome<String> {
    let told = std::process::Command::new(node()?).arg("--version").output();
    let node = String::from_utf8_lossy(&told.map_err(|error| Trouble::of("node", error))?.stdout).trim().to_owned();
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| Trouble::of("versions", error));
    let manifest: Value = serde_json::from_str(&read(&installed().join("package.json"))?)
        .map_err(|error| Trouble::of("versions", error))?;
    let mut packages = Vec::new();
    for (name, version) in manifest.get("dependencies").and_then(Value::as_object).into_iter().flatten() {
        packages.push(format!("{name} {}", version.as_str().unwrap_or_default()));
    }
    let samod = read(&root().join("tests/peers/samod/Cargo.lock"))?;
    let samod = samod.split("name = \"samod\"\nversion = \"").nth(1).and_then(|rest| rest.split('"').next());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let cpu = read(Path::new("/proc/cpuinfo"))?;
    let cpu = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let kernel = read(Path::new("/proc/sys/kernel/osrelease"))?;
    Ok(format!(
        "- Machine: {cores} cores ({}), Linux {}; servers, devices and proxy share them.\n\
         - Sen {}, release build. samod {}, release build. Node {node} for all others and for all devices but Sen's.\n\
         - {}.\n\
         - A yardstick meeting is {} bytes as JSON notes, a small one {}.",
        cpu.trim_start_matches([' ', '\t', ':']),
        kernel.trim(),
        env!("CARGO_PKG_VERSION"),
        samod.unwrap_or_default(),
        packages.join(", "),
        figure::show(crate::measure::count(full_bytes)),
        figure::show(crate::measure::count(small_bytes)),
    ))
}
