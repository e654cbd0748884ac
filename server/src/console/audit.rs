//! The audit log, with a check of its whole chain.

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use shared::id::{DeviceId, DocId, OrgId};

use super::error::Failure;
use super::guard::{Auditor, RequestContext};
use super::view::{AuditRow, AuditView, ChainView, Pager, Tab};
use super::{PageQuery, authors, html, query, records};
use crate::export::Table;
use crate::store::account;
use crate::store::audit::{self, AuditEntry};

/// Entries on one page.
const ROWS: usize = 50;

/// `GET /audit`.
pub(super) async fn log(auditor: Auditor, uri: Uri) -> Result<Response, Failure> {
    whole(&auditor)?;
    let at: PageQuery = query(&uri)?;
    let (chain, pager, entries, people) = auditor
        .console
        .hub()
        .store()
        .read(move |reading| {
            let chain = audit::verify(reading)?;
            let newest = audit::page(reading, 0, 1)?.first().map_or(0, |entry| entry.n);
            let total = usize::try_from(newest).unwrap_or(0);
            let pager = Pager::of(at.page, total, ROWS, "/audit?page=".to_owned());
            let (skip, rows) =
                (u32::try_from(pager.skip(ROWS)).unwrap_or(u32::MAX), u32::try_from(ROWS).unwrap_or(u32::MAX));
            Ok((chain, pager, audit::page(reading, skip, rows)?, account::people_names(reading)?))
        })
        .await?;
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
            audit::Chain::Whole { entries } => ChainView::Verified {
                entries: number(entries),
                at: auditor.console.hub().host().now().vietnam_display(),
            },
            audit::Chain::Broken { at } => ChainView::Broken { entry: number(at) },
            audit::Chain::Cut { entries, .. } => ChainView::Broken { entry: number(entries + 1) },
        },
        rows: entries.iter().map(row).collect(),
        pager,
    };
    html(&view)
}

/// The log tells of every place, so that it is read by those at the top alone.
fn whole(auditor: &Auditor) -> Result<(), Failure> {
    if auditor.is_at_the_top() { Ok(()) } else { Err(Failure::Forbidden) }
}

/// `GET /audit/export/{ending}`: the log, the newest first.
pub(super) async fn export(auditor: Auditor, Path(ending): Path<String>) -> Result<Response, Failure> {
    whole(&auditor)?;
    let kind = super::export::kind(&ending)?;
    let most = u32::try_from(super::export::ROWS_MAX).unwrap_or(u32::MAX);
    let read = move |reading: &crate::store::Reading<'_>| {
        Ok((audit::page(reading, 0, most)?, account::people_names(reading)?))
    };
    let (entries, people) = auditor.console.hub().store().read(read).await?;
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
        ("search_records" | "export_records", _) => {
            let (kind, count) = entry.detail.split_once(' ').unwrap_or(("", &entry.detail));
            let count: u32 = count.parse().unwrap_or_default();
            let count = context.texts.text_with("records-count", &[("n", count.into())]);
            if kind.is_empty() { count } else { format!("{}: {count}", context.texts.code("kind", kind)) }
        }
        ("envelope_held", _) => context.texts.code("hold", &entry.detail),
        ("enrol_code" | "device_enrolled" | "person_added", _) => context.texts.code("role", &entry.detail),
        _ => String::new(),
    }
}
