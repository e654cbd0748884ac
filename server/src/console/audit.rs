//! The audit log, with a check of its whole chain.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::id::{DeviceId, DocId, OrgId};
use shared::text;
use shared::time::{CivilDate, Timestamp};

use super::error::Failure;
use super::guard::{Auditor, RequestContext};
use super::view::{AuditRow, AuditView, ChainView, Choice, Pager, Tab};
use super::{authors, html, lookup, paths, query, records};
use crate::export::Table;
use crate::store::audit::{self, AuditEntry, Chain, Filter};
use crate::store::{Reading, StoreError, person};

/// Entries on one page.
const ROWS: usize = 50;

/// `GET /audit`.
pub(super) async fn log(auditor: Auditor, uri: Uri) -> Result<Response, Failure> {
    whole(&auditor)?;
    let asked = Asked::read(&uri)?;
    let names = auditor.console.hub().store().read(person::names).await?;
    let (filter, same) = (asked.filter(&auditor, &names), asked.same());
    let base = format!("{}page=", paths::open("/audit", &same));
    let number_asked = asked.page;
    let (console, now) = (auditor.console.clone(), auditor.console.hub().host().now());
    let (chain, checked, pager, entries, actions) = auditor
        .console
        .hub()
        .store()
        .read(move |reading| {
            let checks = console.checks();
            let (chain, checked) = checks.verify(reading, now)?;
            let total = usize::try_from(audit::count(reading, &filter)?).unwrap_or(usize::MAX);
            let pager = Pager::of(number_asked, total, ROWS, base);
            let (skip, rows) =
                (u32::try_from(pager.skip(ROWS)).unwrap_or(u32::MAX), u32::try_from(ROWS).unwrap_or(u32::MAX));
            Ok((chain, checked, pager, audit::filtered(reading, &filter, skip, rows)?, audit::actions(reading)?))
        })
        .await?;
    let people = &names;
    let docs = entries.iter().filter_map(|entry| entry.subject.parse().ok()).collect();
    let titles = records::titles(&auditor, docs).await?;
    let row = |entry: &AuditEntry| AuditRow {
        number: number(entry.n),
        at: entry.at.vietnam_display(),
        who: people.get(&entry.actor).cloned().unwrap_or_else(|| device_or_code(&auditor, &entry.actor)),
        action: entry.action.clone(),
        subject: {
            let titled = entry.subject.parse::<DocId>().ok().and_then(|doc| titles.get(&doc));
            let named = titled.map(|(title, org)| format!("{title} · {}", auditor.org_name(*org)));
            let named = named.unwrap_or_else(|| subject(&auditor, entry, people.get(&entry.subject)));
            let said = [named, detail(&auditor, entry)];
            said.iter().map(String::as_str).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        },
        hash: authors::short(&hex::encode(&entry.hash)),
    };
    let title = auditor.texts.text("audit-title");
    let view = AuditView {
        page: auditor.page(&title, Tab::Audit),
        chain: match chain {
            audit::Chain::Whole { entries } => {
                ChainView::Verified { entries: number(entries), at: checked.vietnam_display() }
            }
            audit::Chain::Broken { at } => ChainView::Broken { entry: number(at) },
            audit::Chain::Cut { entries, .. } => ChainView::Broken { entry: number(entries + 1) },
        },
        rows: entries.iter().map(row).collect(),
        actions: asked.choices(&auditor, &actions),
        who: asked.who,
        from: asked.from,
        to: asked.to,
        same,
        pager,
    };
    html(&view)
}

/// How long a check of the whole chain is good, in milliseconds: between two of them only what was added is checked.
const WHOLE_MS: i64 = 10 * 60 * 1000;

/// The last check of the whole chain that found it whole: when, and with which entry it ended.
#[derive(Default)]
pub(super) struct Checks(Mutex<Option<(Timestamp, i64, Vec<u8>)>>);

impl Checks {
    /// What the chain is, and when all of it was last looked at.
    fn verify(&self, reading: &Reading<'_>, now: Timestamp) -> Result<(Chain, Timestamp), StoreError> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, n, hash)) = last.filter(|(at, ..)| (0..WHOLE_MS).contains(&now.minus(*at)))
            && let Some(chain) = audit::verify_after(reading, n, &hash)?
        {
            return Ok((chain, at));
        }
        let chain = audit::verify(reading)?;
        let end = if matches!(chain, Chain::Whole { .. }) { audit::last(reading)? } else { None };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = end.map(|(n, hash)| (now, n, hash));
        Ok((chain, now))
    }
}

/// What the log is narrowed to, as an address says it.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    who: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    page: u32,
}

impl Asked {
    fn read(uri: &Uri) -> Result<Self, Failure> {
        let asked: Self = query(uri)?;
        Ok(Self { who: lookup::wanted(&asked.who), ..asked })
    }

    /// The filter. A day that is none narrows nothing, and the field shows it as it was typed.
    fn filter(&self, context: &RequestContext, names: &BTreeMap<String, String>) -> Filter {
        let day = |typed: &str| CivilDate::parse(typed).ok();
        Filter {
            actors: (!self.who.is_empty()).then(|| actors(context, names, &self.who)),
            action: (!self.action.is_empty()).then(|| self.action.clone()),
            since: day(&self.from).map(beginning),
            until: day(&self.to).and_then(|day| day.plus_days(1)).map(beginning),
        }
    }

    /// The filter as an address says it; empty where there is none.
    fn same(&self) -> String {
        paths::query([("who", &self.who), ("action", &self.action), ("from", &self.from), ("to", &self.to)])
    }

    /// The actions there are to choose from, by their words.
    fn choices(&self, context: &RequestContext, actions: &[String]) -> Vec<Choice> {
        let choice = |action: &String| Choice {
            value: action.clone(),
            text: context.texts.code("audit", action),
            selected: *action == self.action,
        };
        let mut choices: Vec<Choice> = actions.iter().map(choice).collect();
        choices.sort_by_cached_key(|choice| shared::text::natural(&choice.text));
        choices
    }
}

/// When a day begins in Vietnam.
fn beginning(day: CivilDate) -> Timestamp {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    Timestamp::from_ms(day.days_from_epoch() * DAY_MS - Timestamp::from_ms(0).vietnam_wall_ms())
}

/// Whoever a typed name or login may mean: people of the console, and devices by their persons.
fn actors(context: &RequestContext, names: &BTreeMap<String, String>, typed: &str) -> BTreeSet<String> {
    let wanted = text::fold(typed);
    let people = names.iter().filter(|(login, name)| **login == typed || text::fold(name).contains(&wanted));
    let devices = context.known.devices.values().filter(|device| text::fold(&device.person).contains(&wanted));
    let devices = devices.map(|device| device.device.to_string());
    people.map(|(login, _)| login.clone()).chain(devices).chain((typed == "sen").then(|| typed.to_owned())).collect()
}

/// The log tells of every place, so that it is read by those at the top alone.
fn whole(auditor: &Auditor) -> Result<(), Failure> {
    if auditor.is_at_the_top() { Ok(()) } else { Err(Failure::Forbidden) }
}

/// `GET /audit/export/{ending}`: the log as it is narrowed, the newest first.
pub(super) async fn export(auditor: Auditor, Path(ending): Path<String>, uri: Uri) -> Result<Response, Failure> {
    whole(&auditor)?;
    let kind = super::export::kind(&ending)?;
    let most = u32::try_from(super::export::ROWS_MAX).unwrap_or(u32::MAX);
    let people = auditor.console.hub().store().read(person::names).await?;
    let filter = Asked::read(&uri)?.filter(&auditor, &people);
    let read = move |reading: &crate::store::Reading<'_>| audit::filtered(reading, &filter, 0, most);
    let entries = auditor.console.hub().store().read(read).await?;
    auditor.note("export_audit", String::new(), entries.len().to_string()).await?;
    let texts = auditor.texts;
    let said = |entry: &AuditEntry| {
        let who = people.get(&entry.actor).cloned().unwrap_or_else(|| device_or_code(&auditor, &entry.actor));
        vec![
            entry.n.to_string(),
            entry.at.vietnam_display(),
            who,
            texts.code("audit", &entry.action),
            subject(&auditor, entry, people.get(&entry.subject)),
            detail(&auditor, entry),
            hex::encode(&entry.hash),
        ]
    };
    let titles = ["audit-number", "when", "who", "audit-action", "audit-subject", "audit-detail", "audit-hash"];
    let table = Table {
        title: texts.text("audit-title"),
        columns: titles.iter().map(|key| texts.text(key)).collect(),
        rows: entries.iter().map(said).collect(),
    };
    super::export::file(&auditor, "nhat-ky", kind, table).await
}

fn number(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// A device is named by its person; `sen` itself and logins nobody has any more stay as they are.
fn device_or_code(context: &RequestContext, actor: &str) -> String {
    match actor.parse::<DeviceId>() {
        Ok(device) => authors::person(&context.known, Some(device)),
        Err(_) => actor.to_owned(),
    }
}

/// What an entry is about, in words where there are any: an organisation, a person, a device.
fn subject(context: &RequestContext, entry: &AuditEntry, person: Option<&String>) -> String {
    if let Some(person) = person {
        return person.clone();
    }
    if let Ok(org) = entry.subject.parse::<OrgId>() {
        return match context.known.tree.get(org) {
            Some(org) => org.name.clone(),
            None => authors::short(&entry.subject),
        };
    }
    match entry.subject.parse::<DeviceId>() {
        Ok(device) if context.known.devices.contains_key(&device) => authors::person(&context.known, Some(device)),
        Ok(_) => authors::short(&entry.subject),
        Err(_) => entry.subject.clone(),
    }
}

/// What the entry's further codes and numbers say, for those that say something to a reader.
fn detail(context: &RequestContext, entry: &AuditEntry) -> String {
    match (entry.action.as_str(), entry.detail.parse::<u32>()) {
        ("search_members" | "export_members", Ok(count)) => {
            context.texts.text_with("members-count", &[("n", count.into())])
        }
        ("search_records" | "export_records" | "count_records", _) => {
            let (kind, count) = entry.detail.split_once(' ').unwrap_or(("", &entry.detail));
            let count: u32 = count.parse().unwrap_or_default();
            let count = context.texts.text_with("records-count", &[("n", count.into())]);
            if kind.is_empty() { count } else { format!("{}: {count}", context.texts.code("kind", kind)) }
        }
        ("envelope_held", _) => context.texts.code("hold", &entry.detail),
        ("enrol_code" | "device_enrolled" | "person_added" | "person_role", _) => {
            context.texts.code("role", &entry.detail)
        }
        _ => String::new(),
    }
}
