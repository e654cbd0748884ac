//! Charts of attendance, score and tasks over the months, each as a sentence, a picture and a table.

use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::doc::Scalar;
use shared::id::OrgId;
use shared::org::{OrgClass, OrgView};
use shared::record::list::Query;
use shared::text;

use super::error::Failure;
use super::guard::{RequestContext, ToRead, Viewer};
use super::view::{Chart, Choice, Tab, TrendsView};
use super::{html, lookup, query, records};
use crate::month::{Meeting, Month};
use crate::store::read_model;
use crate::trend::{Point, Share, points};

/// Months shown; the first is taken unless another is asked for.
const PERIODS: [u16; 3] = [12, 24, 60];
/// Where the picture's line begins and ends, from left to right.
const ACROSS: (u32, u32) = (44, 524);
/// Where nothing and everything lies, from top to bottom.
const DOWN: (u32, u32) = (160, 24);
/// Months named below the picture.
const NAMED_MAX: usize = 13;
/// Points a meeting may be given at most; a line above it is drawn there.
const POINTS_MAX: u32 = 100;

/// What the address asks for.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    branch: String,
    #[serde(default)]
    cell: String,
    #[serde(default)]
    months: String,
}

impl Asked {
    /// Whether a cell is one of those that are asked for.
    fn takes(&self, cell: &OrgView) -> bool {
        let is_named =
            |asked: &str, found: Option<OrgId>| asked.is_empty() || found.is_some_and(|org| org.to_string() == asked);
        (self.kind.is_empty() || cell.unit_kind.as_deref() == Some(self.kind.as_str()))
            && is_named(&self.branch, cell.parent)
            && is_named(&self.cell, Some(cell.org))
    }
}

/// `GET /trends`.
pub(super) async fn page(viewer: Viewer, uri: Uri) -> Result<Response, Failure> {
    let asked: Asked = query(&uri)?;
    lookup::cell(&viewer, &asked.cell)?;
    let today = viewer.console.hub().host().now().vietnam_date();
    let this = Month::of(today);
    let period = asked.months.parse().ok().filter(|months| PERIODS.contains(months)).unwrap_or(PERIODS[0]);
    let months: Vec<Month> = (0..period).rev().map(|back| this.before(back)).collect();
    let below = viewer.known.tree.below(viewer.session.place.org);
    let all: Vec<&OrgView> = below.filter(|org| org.class == OrgClass::Cell).collect();
    let taken: Vec<OrgId> = all.iter().filter(|cell| asked.takes(cell)).map(|cell| cell.org).collect();
    let full = viewer.may::<ToRead>();
    let since = months.first().and_then(|month| month.days()).map(|(first, _)| first);
    let until = this.days().map(|(_, last)| last);
    let figures = if full { Vec::new() } else { vec![("adopted".to_owned(), Scalar::Bool(true))] };
    let within = |query: Query| records::scoped(&viewer, query.within(taken.iter().copied()));
    let meetings = within(Query { since, until, readable: Some(true), figures, ..Query::meetings() });
    let tasks = within(Query { readable: Some(true), ..Query::tasks_due(since, until) });
    let read = move |reading: &crate::store::Reading<'_>| {
        let picked =
            |query, figures: &[&'static str]| read_model::picked(reading, query, figures, |row| Some(row.clone()));
        let tasks = if full { picked(&tasks, &["due", "done_on"])? } else { Vec::new() };
        Ok((picked(&meetings, &Meeting::FIGURES)?, tasks))
    };
    let (meetings, tasks) = viewer.console.hub().store().read(read).await?;
    let found = points(&months, &meetings, &tasks, today);
    let plot = Plot { context: &viewer, months: &months, found: &found };
    let mut charts = vec![plot.attendance(), plot.score()];
    charts.extend(full.then(|| plot.tasks()));
    let n = u32::from(period);
    let view = TrendsView {
        page: viewer.page(&viewer.texts.text_with("trends-title", &[("n", n.into())]), Tab::Trends),
        about: plot.about(taken.len()),
        charts,
        kinds: lookup::kinds(&viewer, &all, &asked.kind),
        branches: lookup::branches(&viewer, &all, &asked.branch),
        cells: cells(&viewer, &all, &asked),
        periods: PERIODS.into_iter().map(|months| period_choice(&viewer, months, period)).collect(),
    };
    html(&view)
}

fn period_choice(context: &RequestContext, months: u16, chosen: u16) -> Choice {
    let text = context.texts.text_with("month-months", &[("n", u32::from(months).into())]);
    Choice { value: months.to_string(), text, selected: months == chosen }
}

fn cells(context: &RequestContext, cells: &[&OrgView], asked: &Asked) -> Vec<Choice> {
    let mut cells: Vec<&&OrgView> = cells.iter().collect();
    cells.sort_by_cached_key(|cell| text::natural(&cell.name));
    lookup::choices(context, cells.into_iter().map(|cell| (cell.org.to_string(), cell.name.clone())), &asked.cell)
}

/// What the charts are drawn from.
struct Plot<'a> {
    context: &'a RequestContext,
    months: &'a [Month],
    found: &'a [Point],
}

/// What a chart shows of each month: how high, from 0 to 1000, and in words; nothing where nothing is known.
type Heights = Vec<Option<(u32, String)>>;

impl Plot<'_> {
    fn about(&self, cells: usize) -> String {
        let texts = self.context.texts;
        let month = |month: Option<&Month>| month.map(|month| format!("{}/{}", month.month(), month.year()));
        let cells = u32::try_from(cells).unwrap_or(u32::MAX);
        let (from, to) =
            (month(self.months.first()).unwrap_or_default(), month(self.months.last()).unwrap_or_default());
        let args = [("n", cells.into()), ("from", (&from).into()), ("to", (&to).into())];
        texts.text_with("trends-about", &args)
    }

    fn attendance(&self) -> Chart {
        let texts = self.context.texts;
        let disputed: u32 = self.found.iter().map(|point| point.disputed).sum();
        let note =
            if disputed == 0 { String::new() } else { texts.text_with("trends-disputed", &[("n", disputed.into())]) };
        let rows = self.rows(|point| {
            let Share { part, whole } = point.attendance;
            vec![number(self, point.held), of(self, point.attendance), texts.percent(part, whole).unwrap_or_default()]
        });
        let heads = ["trends-held", "trends-present", "trends-share"];
        let heights = self.shares(|point| point.attendance);
        self.chart("attendance", "trends-attendance", note, heights, &heads, rows)
    }

    fn tasks(&self) -> Chart {
        let texts = self.context.texts;
        let overdue: u32 = self.found.iter().map(|point| point.overdue).sum();
        let note =
            if overdue == 0 { String::new() } else { texts.text_with("trends-overdue", &[("n", overdue.into())]) };
        let rows = self.rows(|point| {
            let Share { part, whole } = point.tasks;
            vec![of(self, point.tasks), texts.percent(part, whole).unwrap_or_default(), number(self, point.overdue)]
        });
        let heads = ["trends-in-time", "trends-share", "trends-open"];
        let heights = self.shares(|point| point.tasks);
        self.chart("tasks", "trends-tasks", note, heights, &heads, rows)
    }

    fn score(&self) -> Chart {
        let texts = self.context.texts;
        let mean = |point: &Point| {
            let Share { part, whole } = point.score;
            let tenths = (u64::from(part) * 10).checked_div(u64::from(whole))?;
            Some((u32::try_from(tenths).unwrap_or(u32::MAX).min(POINTS_MAX * 10), texts.tenths(tenths)))
        };
        let rows = self
            .rows(|point| vec![number(self, point.score.whole), mean(point).map(|(_, text)| text).unwrap_or_default()]);
        let heads = ["trends-scored", "trends-mean"];
        let heights = self.found.iter().map(mean).collect();
        self.chart("score", "trends-score", texts.text("trends-score-note"), heights, &heads, rows)
    }

    fn shares(&self, share: impl Fn(&Point) -> Share) -> Heights {
        let height = |point: &Point| {
            let Share { part, whole } = share(point);
            let thousandths = (u64::from(part) * 1000).checked_div(u64::from(whole))?;
            Some((u32::try_from(thousandths).ok()?, self.context.texts.percent(part, whole)?))
        };
        self.found.iter().map(height).collect()
    }

    fn rows(&self, figures: impl Fn(&Point) -> Vec<String>) -> Vec<(String, Vec<String>)> {
        let named = |month: &Month| format!("{}/{}", month.month(), month.year());
        self.months.iter().zip(self.found).map(|(month, point)| (named(month), figures(point))).collect()
    }

    fn chart(
        &self,
        id: &'static str,
        key: &str,
        note: String,
        heights: Heights,
        heads: &[&str],
        rows: Vec<(String, Vec<String>)>,
    ) -> Chart {
        let texts = self.context.texts;
        let known: Vec<(usize, (u32, String))> =
            heights.iter().enumerate().filter_map(|(at, height)| Some((at, height.clone()?))).collect();
        let title = match (known.last(), known.iter().rev().nth(1)) {
            (None, _) => texts.text(&format!("{key}-none")),
            (Some((_, (_, now))), None) => texts.text_with(key, &[("x", now.into())]),
            (Some((_, (now, said))), Some((_, (before, was)))) => {
                let how = match now.cmp(before) {
                    std::cmp::Ordering::Greater => "up",
                    std::cmp::Ordering::Less => "down",
                    std::cmp::Ordering::Equal => "same",
                };
                texts.text_with(&format!("{key}-{how}"), &[("x", said.into()), ("was", was.into())])
            }
        };
        let dots: Vec<(u32, u32)> = known.iter().map(|(at, (height, _))| (self.x(*at), y(*height))).collect();
        let last = known.last().map(|(at, (height, said))| (self.x(*at), y(*height), said.clone()));
        Chart {
            id,
            title,
            note,
            grid: [0, 500, 1000].map(|height| (y(height), (height / 10).to_string())).to_vec(),
            lines: self.lines(&heights),
            dots,
            last,
            months: self.names(),
            heads: heads.iter().map(|head| texts.text(head)).collect(),
            rows,
        }
    }

    /// The unbroken parts of a line.
    fn lines(&self, heights: &Heights) -> Vec<String> {
        let places: Vec<Option<(u32, u32)>> = heights
            .iter()
            .enumerate()
            .map(|(at, height)| height.as_ref().map(|(height, _)| (self.x(at), y(*height))))
            .collect();
        let parts = places.split(Option::is_none).filter(|part| part.len() > 1);
        let path = |part: &[Option<(u32, u32)>]| {
            let steps: Vec<String> = part.iter().flatten().map(|(x, y)| format!("{x} {y}")).collect();
            format!("M{}", steps.join("L"))
        };
        parts.map(path).collect()
    }

    /// The months named below: each, or every so manieth where there are many.
    fn names(&self) -> Vec<(u32, String)> {
        let every = self.months.len().div_ceil(NAMED_MAX);
        let last = self.months.len().saturating_sub(1);
        let named = |(at, month): (usize, &Month)| {
            let is_first = at == 0 || month.month() == 1 || every > 1;
            let text = if is_first {
                format!("{}/{:02}", month.month(), month.year() % 100)
            } else {
                month.month().to_string()
            };
            (self.x(at), text)
        };
        self.months.iter().enumerate().filter(|(at, _)| (last - at).is_multiple_of(every)).map(named).collect()
    }

    fn x(&self, at: usize) -> u32 {
        let steps = u32::try_from(self.months.len().saturating_sub(1)).unwrap_or(u32::MAX).max(1);
        ACROSS.0 + (ACROSS.1 - ACROSS.0) * u32::try_from(at).unwrap_or(u32::MAX) / steps
    }
}

/// How far down a height lies, of 0 to 1000.
const fn y(height: u32) -> u32 {
    let height = if height > 1000 { 1000 } else { height };
    DOWN.0 - (DOWN.0 - DOWN.1) * height / 1000
}

fn number(plot: &Plot<'_>, n: u32) -> String {
    plot.context.texts.number(u64::from(n))
}

fn of(plot: &Plot<'_>, Share { part, whole }: Share) -> String {
    if whole == 0 { String::new() } else { format!("{}/{}", number(plot, part), number(plot, whole)) }
}
