//! Bars in plain SVG: one picture per group, readable on a light and on a dark page, nothing loaded from elsewhere.

use super::figure::{Figure, show};

const WIDTH: usize = 760;
const BAR: usize = 14;
const STEP: usize = 18;
const TITLE: usize = 30;
const LEFT: usize = 120;
const SPAN: f64 = 480.0;

/// Figures that are read in the table only.
const UNDRAWN: [&str; 3] = ["of these up", "connections", "bytes of one push"];

const STYLE: &str = "text{font:12px sans-serif;fill:#1f2328}.t{font-weight:600}.o{fill:#8c959f}.s{fill:#b3261e}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.o{fill:#6e7681}.s{fill:#ff7b72}}";

/// Draws the figures of a group, every one on its own scale that begins at nothing.
pub(crate) fn draw(title: &str, figures: &[Figure], contenders: &[&'static str]) -> String {
    let mut body = String::new();
    let mut y = 24;
    text(&mut body, (8, y), "t", title);
    for figure in figures.iter().filter(|figure| !UNDRAWN.contains(&figure.name)) {
        y += TITLE;
        text(&mut body, (8, y), "t", &format!("{} — {}", figure.name, figure.input));
        y += 8;
        let most = contenders.iter().filter_map(|name| figure.median(name)).fold(0.0, f64::max);
        for name in contenders {
            let baseline = y + BAR - 3;
            text(&mut body, (8, baseline), "n", name);
            let Some(value) = figure.median(name) else {
                text(&mut body, (LEFT, baseline), "n", "not measured");
                y += STEP;
                continue;
            };
            let length = if most > 0.0 { (SPAN * value / most).max(1.0) } else { 1.0 };
            let class = if *name == "Sen" { "s" } else { "o" };
            body.push_str(&format!(
                "<rect class=\"{class}\" x=\"{LEFT}\" y=\"{y}\" width=\"{length:.1}\" height=\"{BAR}\"/>\
                 <text x=\"{:.1}\" y=\"{baseline}\">{}</text>",
                126.0 + length,
                show(value)
            ));
            y += STEP;
        }
    }
    let height = y + 12;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" role=\"img\"><title>{}</title><style>{STYLE}</style>{body}</svg>\n",
        escaped(title)
    )
}

fn text(body: &mut String, (x, y): (usize, usize), class: &str, words: &str) {
    body.push_str(&format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(words)));
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
