//! The first page: cells by months, by the days of the rules, and whom somebody should ask.

pub(super) mod report;
pub(super) mod square;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::access::Role;
use shared::doc::Scalar;
use shared::id::{DeviceId, DocId, OrgId};
use shared::member::parting::Parting;
use shared::org::{OrgClass, OrgTree, OrgView};
use shared::record::list::Query;
use shared::text;
use shared::time::{CivilDate, Timestamp};

use super::error::Failure;
use super::guard::{RequestContext, ToRead, Viewer};
use super::view::{
    Ask, BarPart, Choice, DueDay, GridGroup, GridLine, Mark, MonthFilter, MonthHead, MonthView, StateCount, Tab, Wait,
};
use super::{devices, html, lookup, paths, query, records, review};
use crate::month::{Calendar, Meeting, Month, Standing, Verdict, standing};
use crate::standing::Lane;
use crate::store::account::DeviceRow;
use crate::store::read_model::{self, Group};
use crate::store::{Reading, StoreError, queue};

/// Months of the grid, the longest first; the first is taken unless another is asked for.
const PERIODS: [u16; 3] = [12, 6, 24];
/// Months that a narrow screen shows beside the month itself.
const NEAR_MONTHS: usize = 5;
/// Months without a meeting of its cell after which somebody asks.
const QUARTER_MONTHS: u16 = 3;

/// What the address asks for.
#[derive(Deserialize, Default, Clone)]
struct Asked {
    #[serde(default)]
    month: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    ask: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    branch: String,
    #[serde(default)]
    months: String,
}

/// `GET /`.
pub(super) async fn page(viewer: Viewer, uri: Uri) -> Result<Response, Failure> {
    let asked: Asked = query(&uri)?;
    let now = viewer.console.hub().host().now();
    let this = Month::of(now.vietnam_date());
    let month = Month::parse(&asked.month).filter(|month| *month <= this).unwrap_or(this);
    let period = asked.months.parse().ok().filter(|months| PERIODS.contains(months)).unwrap_or(PERIODS[0]);
    let facts = Facts::read(&viewer, &asked, month, period, now).await?;
    html(&facts.view(this))
}

/// What a cell is to be asked about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    Silent,
    NoDevice,
    NeverMet,
    NoTopic,
    Copied,
    Parting,
    Unreadable,
    Marked,
}

impl About {
    const ALL: [Self; 8] = [
        Self::Silent,
        Self::NoDevice,
        Self::NeverMet,
        Self::NoTopic,
        Self::Copied,
        Self::Parting,
        Self::Unreadable,
        Self::Marked,
    ];

    const fn code(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::NoDevice => "no-device",
            Self::NeverMet => "never-met",
            Self::NoTopic => "no-topic",
            Self::Copied => "copied",
            Self::Parting => "parting",
            Self::Unreadable => "unreadable",
            Self::Marked => "marked",
        }
    }
}

/// Everything the page draws on, limited to what the person may see.
struct Facts<'a> {
    context: &'a RequestContext,
    asked: Asked,
    now: Timestamp,
    /// The months of the grid, the earliest first.
    months: Vec<Month>,
    month: Month,
    /// Cells that existed in any of them.
    cells: Vec<&'a OrgView>,
    /// What each cell's meetings say.
    meetings: BTreeMap<(OrgId, Month), Vec<Meeting>>,
    headcount: Vec<Group>,
    /// Cells with a meeting of any time.
    met: BTreeSet<OrgId>,
    /// Cells with records that cannot be read, and with such as bear a secrecy marking.
    unreadable: BTreeSet<OrgId>,
    marked: BTreeSet<OrgId>,
    /// What waits for the ward, by queue.
    waits: Vec<(Lane, usize)>,
    full: bool,
    /// The days of each month, as the rules in force in it set them.
    calendars: BTreeMap<Month, Option<Calendar>>,
    /// The devices in use in each cell.
    phones: BTreeMap<OrgId, Vec<&'a DeviceRow>>,
    /// Those of them whose people are none of the cell's any more.
    partings: BTreeMap<DeviceId, Parting>,
}

impl<'a> Facts<'a> {
    async fn read(
        context: &'a RequestContext,
        asked: &Asked,
        month: Month,
        period: u16,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let months: Vec<Month> = (0..period).rev().map(|back| month.before(back)).collect();
        let since = months.first().and_then(|month| month.days()).map(|(first, _)| first);
        let until = month.days().map(|(_, last)| last);
        let full = context.may::<ToRead>();
        let cells = cells(context, since, until);
        let held = Query { since, until, ..seen(context) };
        let decided = ["tra_lai", "chap_nhan"].map(str::to_owned).to_vec();
        let reviews = Query { since, states: decided, ..Query::of(review::KIND) };
        let unreadable = Query { readable: Some(false), ..Query::default() };
        let marked = Query { marked: true, ..Query::default() };
        let asked_of = [held, reviews, Query::headcount(), unreadable, marked];
        let asked_of = asked_of.map(|query| records::scoped(context, query));
        let waiting = full.then(|| context.everything_waiting());
        let asked_cells: Vec<OrgId> = cells.iter().map(|cell| cell.org).collect();
        let ((held, verdicts), headcount, [ever, unreadable, marked], waits) = context
            .console
            .hub()
            .store()
            .read(move |reading| {
                let [held, reviews, headcount, unreadable, marked] = asked_of;
                let orgs = |query: &Query| -> Result<BTreeSet<OrgId>, StoreError> {
                    Ok(read_model::groups(reading, query, None)?.into_iter().map(|group| group.org).collect())
                };
                let verdicts = verdicts_of(read_model::judged(reading, &reviews, &held.kinds)?);
                let held = meetings(reading, &held)?;
                // Only of those that did not meet in these months is it asked whether they ever did.
                let mut ever: BTreeSet<OrgId> = held.iter().map(|(org, _)| *org).collect();
                let others: Vec<OrgId> = asked_cells.into_iter().filter(|org| !ever.contains(org)).collect();
                ever.extend(orgs(&Query::meetings().within(others))?);
                Ok((
                    (held, verdicts),
                    read_model::groups(reading, &headcount, Some("status"))?,
                    [ever, orgs(&unreadable)?, orgs(&marked)?],
                    waiting.map(|asked| queue::counts(reading, &asked)).transpose()?.unwrap_or_default(),
                ))
            })
            .await?;
        let (verdicts, tree) = (if full { verdicts } else { HashMap::new() }, &context.known.tree);
        Ok(Self {
            context,
            asked: asked.clone(),
            now,
            calendars: months.iter().map(|month| (*month, calendar(context, *month))).collect(),
            months,
            month,
            cells,
            meetings: by_month(held, &verdicts, tree),
            headcount: headcount.into_iter().map(|group| Group { org: tree.heir(group.org), ..group }).collect(),
            met: ever,
            unreadable,
            marked,
            waits,
            full,
            phones: in_use(context),
            partings: if full { devices::partings(context).await? } else { BTreeMap::new() },
        })
    }

    fn view(&self, this: Month) -> MonthView {
        let mut lines: BTreeMap<Standing, Vec<GridLine>> = BTreeMap::new();
        for cell in self.cells.iter().filter(|cell| self.is_wanted(cell)) {
            if let Some((standing, _)) = self.standing(cell, self.month) {
                lines.entry(standing).or_default().push(self.line(cell));
            }
        }
        let counts: BTreeMap<Standing, u32> = lines.iter().map(|(one, lines)| (*one, count_of(lines.len()))).collect();
        let count = |standing: Standing| counts.get(&standing).copied().unwrap_or_default();
        let sent: u32 = Standing::COUNTED.into_iter().filter(|one| one.is_sent()).map(count).sum();
        let cells: u32 = Standing::COUNTED.into_iter().map(count).sum();
        let texts = self.context.texts;
        let (official, probationary) = read_model::headcount(&self.headcount);
        MonthView {
            page: self.context.page(&name(self.context, self.month), Tab::Month),
            month: self.month.to_string(),
            earlier: self.href(&Asked { month: self.month.before(1).to_string(), ..self.asked.clone() }),
            later: (self.month < this)
                .then(|| self.href(&Asked { month: self.month.next().to_string(), ..self.asked.clone() })),
            cells,
            figure: texts.text_with("month-of", &[("n", sent.into()), ("of", cells.into())]),
            official,
            probationary,
            states: Standing::COUNTED.into_iter().map(|one| self.state(one, count(one))).collect(),
            bar: bar(&count),
            due: self.due(),
            waits: self
                .waits
                .iter()
                .filter(|(lane, n)| lane.waits_for_the_ward() && *n > 0)
                .map(|(lane, n)| Wait { lane: lane.code(), n: count_of(*n) })
                .collect(),
            filter: self.filter(),
            heads: self.heads(),
            groups: self.groups(lines),
            words: Standing::COUNTED
                .into_iter()
                .chain([Standing::Absent])
                .map(|one| (Mark(one.code()), texts.text(&format!("standing-{}", one.code()))))
                .collect(),
            asks: if self.full { self.asks() } else { Vec::new() },
            full: self.full,
        }
    }

    /// How a cell stands in a month; `None` while it did not exist.
    fn standing(&self, cell: &OrgView, month: Month) -> Option<(Standing, Option<&Meeting>)> {
        let (first, last) = month.days()?;
        if !exists(cell, Some(first), Some(last)) {
            return None;
        }
        let meetings = self.meetings.get(&(cell.org, month)).map_or(&[][..], Vec::as_slice);
        let calendar = self.calendar(month);
        let founded_after = |calendar: &Calendar| cell.valid_from.is_some_and(|from| from > calendar.latest);
        let is_new = calendar.is_some_and(founded_after);
        Some(standing(meetings, calendar, is_new, self.now.vietnam_date()))
    }

    fn line(&self, cell: &OrgView) -> GridLine {
        let (official, probationary) =
            read_model::headcount(self.headcount.iter().filter(|group| group.org == cell.org));
        let mark = |month: &Month| self.standing(cell, *month).map_or(Standing::Absent, |(standing, _)| standing);
        let found = self.standing(cell, self.month);
        GridLine {
            href: format!("/cells/{}", cell.org),
            name: cell.name.clone(),
            head: if self.full { self.head(cell.org) } else { String::new() },
            marks: self.months.iter().map(|month| Mark(mark(month).code())).collect(),
            said: found.map(|(standing, by)| self.said(standing, by)).unwrap_or_default(),
            is_disputed: self.full && found.and_then(|(_, by)| by).is_some_and(|by| by.is_disputed),
            members: official.saturating_add(probationary),
        }
    }

    /// What there is to say of a cell's month, beyond its mark.
    fn said(&self, standing: Standing, by: Option<&Meeting>) -> String {
        let texts = self.context.texts;
        let latest = self.calendar(self.month).map(|calendar| calendar.latest);
        let Some(meeting) = by else {
            let key = match (standing, latest) {
                (Standing::Late, _) => "month-said-missed",
                (Standing::Waiting, Some(latest)) if latest >= self.now.vietnam_date() => "month-said-open",
                (Standing::Waiting, Some(_)) => "month-said-new",
                // Nothing was asked of it, or no rule is known by which it would be.
                _ => return String::new(),
            };
            return texts.text_with(key, &[("day", latest.map(short).unwrap_or_default().as_str().into())]);
        };
        let day = short(meeting.on);
        let day = ("day", day.as_str().into());
        if !meeting.is_held {
            return texts.text_with("month-said-planned", &[day]);
        }
        match meeting.turnout {
            (present, required) if required > 0 && !meeting.is_disputed => {
                texts.text_with("month-said-turnout", &[day, ("n", present.into()), ("of", required.into())])
            }
            _ => texts.text_with("month-said-held", &[day]),
        }
    }

    /// A standing's place is that of its urgency.
    fn groups(&self, lines: BTreeMap<Standing, Vec<GridLine>>) -> Vec<GridGroup> {
        let is_shown = |standing: Standing| self.asked.state.is_empty() || self.asked.state == standing.code();
        let lines = lines.into_iter().filter(|(standing, _)| is_shown(*standing));
        lines.map(|(standing, lines)| GridGroup { mark: Mark(standing.code()), lines }).collect()
    }

    fn heads(&self) -> Vec<MonthHead> {
        let near = self.months.len().saturating_sub(NEAR_MONTHS + 1);
        let head = |(at, month): (usize, &Month)| MonthHead {
            month: month.to_string(),
            short: if month.month() == 1 || at == 0 {
                format!("{}/{:02}", month.month(), month.year() % 100)
            } else {
                month.month().to_string()
            },
            long: name(self.context, *month),
            is_far: at < near,
        };
        self.months.iter().enumerate().map(head).collect()
    }

    fn state(&self, standing: Standing, n: u32) -> StateCount {
        let is_chosen = self.asked.state == standing.code();
        let state = if is_chosen { String::new() } else { standing.code().to_owned() };
        StateCount {
            mark: Mark(standing.code()),
            n,
            href: self.href(&Asked { state, ..self.asked.clone() }),
            is_chosen,
        }
    }

    fn due(&self) -> Vec<DueDay> {
        let Some(calendar) = self.calendar(self.month) else { return Vec::new() };
        let texts = self.context.texts;
        let today = self.now.vietnam_date();
        let days_before = calendar.meeting.plus_days(-i64::from(calendar.documents_days));
        let dated = |day: Option<CivilDate>, key: &str| DueDay {
            day: day.map(short).unwrap_or_default(),
            what: texts.text(key),
            is_next: day.is_some_and(|day| day > today),
        };
        let after = |days: u32, unit: &str, key: &str| DueDay {
            day: texts.text_with(unit, &[("n", days.into())]),
            what: texts.text(key),
            is_next: today <= calendar.meeting,
        };
        vec![
            dated(days_before, "month-due-documents"),
            dated(Some(calendar.meeting), "month-due-meeting"),
            dated(Some(calendar.latest), "month-due-latest"),
            after(calendar.papers_days, "month-days-after", "month-due-papers"),
            after(calendar.score_days, "month-working-days-after", "month-due-score"),
        ]
    }

    fn filter(&self) -> MonthFilter {
        let asked = &self.asked;
        let texts = self.context.texts;
        let choice = |value: String, text: String, chosen: &str| Choice { selected: value == chosen, value, text };
        let is_filtered =
            [&asked.state, &asked.ask, &asked.q, &asked.kind, &asked.branch].iter().any(|one| !one.is_empty());
        let period = self.months.len().to_string();
        MonthFilter {
            month: self.month.to_string(),
            q: lookup::wanted(&asked.q),
            state: asked.state.clone(),
            ask: asked.ask.clone(),
            kinds: lookup::kinds(self.context, &self.cells, &asked.kind),
            branches: lookup::branches(self.context, &self.cells, &asked.branch),
            periods: PERIODS
                .into_iter()
                .map(|n| choice(n.to_string(), texts.text_with("month-months", &[("n", u32::from(n).into())]), &period))
                .collect(),
            all: is_filtered.then(|| self.href(&Asked { month: asked.month.clone(), ..Asked::default() })),
        }
    }

    /// Whether the filter leaves a cell in.
    fn is_wanted(&self, cell: &OrgView) -> bool {
        let asked = &self.asked;
        let words = text::fold(&lookup::wanted(&asked.q));
        let holds = |name: &str| text::fold(name).contains(&words);
        (asked.kind.is_empty() || cell.unit_kind.as_deref() == Some(asked.kind.as_str()))
            && (asked.branch.is_empty() || cell.parent.is_some_and(|org| org.to_string() == asked.branch))
            && (words.is_empty() || holds(&cell.name) || self.full && holds(&self.head(cell.org)))
            && About::ALL.iter().all(|about| about.code() != asked.ask || self.full && self.is_about(*about, cell))
    }

    fn asks(&self) -> Vec<Ask> {
        let texts = self.context.texts;
        let ask = |about: About| {
            let n = count_of(self.cells.iter().filter(|cell| self.is_about(about, cell)).count());
            (n > 0).then(|| Ask {
                what: texts.text_with(&format!("ask-{}", about.code()), &[("n", n.into())]),
                why: texts.text(&format!("ask-why-{}", about.code())),
                href: self.href(&Asked {
                    month: self.asked.month.clone(),
                    ask: about.code().to_owned(),
                    ..Asked::default()
                }),
            })
        };
        About::ALL.into_iter().filter_map(ask).collect()
    }

    fn is_about(&self, about: About, cell: &OrgView) -> bool {
        if !cell.exists_on(self.now.vietnam_date()) {
            return false;
        }
        let phones = || self.phones(cell.org);
        match about {
            About::Silent => phones().next().is_some() && phones().all(|row| devices::is_silent(row, self.now)),
            About::NoDevice => phones().next().is_none(),
            About::NeverMet => !self.met.contains(&cell.org),
            About::NoTopic => self.has_no_topic(cell),
            About::Copied => phones().any(|row| self.context.known.copied.contains_key(&row.device)),
            About::Parting => phones().any(|row| self.partings.contains_key(&row.device)),
            About::Unreadable => self.unreadable.contains(&cell.org),
            About::Marked => self.marked.contains(&cell.org),
        }
    }

    /// Whether a cell that meets has held no thematic meeting in the quarter of the month.
    fn has_no_topic(&self, cell: &OrgView) -> bool {
        let in_quarter = (u16::from(self.month.month()) - 1) % QUARTER_MONTHS;
        let quarter = (0..=in_quarter).map(|back| self.month.before(back));
        let held: Vec<&Meeting> = quarter
            .filter_map(|month| self.meetings.get(&(cell.org, month)))
            .flatten()
            .filter(|meeting| meeting.is_held)
            .collect();
        in_quarter + 1 == QUARTER_MONTHS && !held.is_empty() && !held.iter().any(|meeting| meeting.is_thematic)
    }

    /// The devices in use in a cell.
    fn phones(&self, cell: OrgId) -> impl Iterator<Item = &DeviceRow> {
        self.phones.get(&cell).into_iter().flatten().copied()
    }

    fn calendar(&self, month: Month) -> Option<&Calendar> {
        self.calendars.get(&month).and_then(Option::as_ref)
    }

    fn head(&self, cell: OrgId) -> String {
        let heads = self.phones(cell).filter(|row| row.place.role == Role::Head);
        heads.max_by_key(|row| row.enrolled).map(|row| row.person.clone()).unwrap_or_default()
    }

    fn href(&self, asked: &Asked) -> String {
        let months = if self.months.len() == usize::from(PERIODS[0]) { "" } else { &*self.asked.months };
        let all = [
            ("month", &*asked.month),
            ("state", &*asked.state),
            ("ask", &*asked.ask),
            ("q", &*asked.q),
            ("kind", &*asked.kind),
            ("branch", &*asked.branch),
            ("months", months),
        ];
        paths::with("/", &paths::query(all))
    }
}

/// The cells that exist on any day of a time, by name.
fn cells(context: &RequestContext, since: Option<CivilDate>, until: Option<CivilDate>) -> Vec<&OrgView> {
    let below = context.known.tree.below(context.session.place.org);
    let mut cells: Vec<_> = below.filter(|org| org.class == OrgClass::Cell && exists(org, since, until)).collect();
    cells.sort_by_cached_key(|cell| text::natural(&cell.name));
    cells
}

/// The meetings that the person may see. Whoever sees adopted minutes alone sees nothing of the others, not even that they
/// are there.
fn seen(context: &RequestContext) -> Query {
    let adopted = vec![("adopted".to_owned(), Scalar::Bool(true))];
    let figures = if context.may::<ToRead>() { Vec::new() } else { adopted };
    Query { readable: Some(true), figures, ..Query::meetings() }
}

/// The days of a month by the rules in use when it ended: a later version says nothing of a month that is over.
fn calendar(context: &RequestContext, month: Month) -> Option<Calendar> {
    Calendar::of(context.known.rules.of_month(month), month)
}

fn name(context: &RequestContext, month: Month) -> String {
    let (number, year) = (u32::from(month.month()), month.year().to_string());
    context.texts.text_with("month-name", &[("n", number.into()), ("year", year.as_str().into())])
}

/// The devices in use, by cell.
fn in_use(context: &RequestContext) -> BTreeMap<OrgId, Vec<&DeviceRow>> {
    let mut found: BTreeMap<OrgId, Vec<&DeviceRow>> = BTreeMap::new();
    for row in context.known.devices.values().filter(|row| row.revoked.is_none() && !row.at_console) {
        found.entry(context.known.tree.heir(row.place.org)).or_default().push(row);
    }
    found
}

/// Whether an organisation exists on any day of a time.
fn exists(org: &OrgView, since: Option<CivilDate>, until: Option<CivilDate>) -> bool {
    let begins = org.valid_from.is_none_or(|from| until.is_none_or(|until| from <= until));
    begins && org.valid_to.is_none_or(|to| since.is_none_or(|since| to >= since))
}

/// What the ward has said of each meeting as it stands: one that changed since, or was answered, waits for it again.
fn verdicts_of(judged: Vec<(DocId, String, Lane)>) -> HashMap<DocId, Verdict> {
    let verdict = |(meeting, state, lane): (DocId, String, Lane)| match (state.as_str(), lane) {
        ("tra_lai", Lane::AtCell) => Some((meeting, Verdict::Returned)),
        ("chap_nhan", Lane::Done) => Some((meeting, Verdict::Accepted)),
        _ => None,
    };
    judged.into_iter().filter_map(verdict).collect()
}

/// The meetings that a query finds, each with the cell whose record it is.
fn meetings(reading: &Reading<'_>, asked: &Query) -> Result<Vec<(OrgId, Meeting)>, StoreError> {
    read_model::picked(reading, asked, &Meeting::FIGURES, |row| Some((row.org, Meeting::of(row, None)?)))
}

/// The meetings of each cell and month, with what the ward said of them. One that a cell held after its last day is of the one
/// that carries it on.
fn by_month(
    meetings: Vec<(OrgId, Meeting)>,
    verdicts: &HashMap<DocId, Verdict>,
    tree: &OrgTree,
) -> BTreeMap<(OrgId, Month), Vec<Meeting>> {
    let mut found: BTreeMap<(OrgId, Month), Vec<Meeting>> = BTreeMap::new();
    for (org, meeting) in meetings {
        let (at, verdict) =
            ((tree.heir_on(org, meeting.on), Month::of(meeting.on)), verdicts.get(&meeting.doc).copied());
        found.entry(at).or_default().push(Meeting { verdict, ..meeting });
    }
    found
}

fn bar(count: &dyn Fn(Standing) -> u32) -> Vec<BarPart> {
    let mut at = 0;
    let part = |standing: Standing| {
        let long = count(standing);
        let part = BarPart { mark: Mark(standing.code()), at, long };
        at += long;
        part
    };
    // What is well comes first: the bar fills up.
    Standing::COUNTED.into_iter().rev().map(part).filter(|part| part.long > 0).collect()
}

fn short(day: CivilDate) -> String {
    format!("{:02}/{:02}", day.day(), day.month())
}

fn count_of(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
