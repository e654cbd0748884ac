//! The rules in force on a day, with what they rest on; what is not confirmed stands first. Everybody at the console reads
//! them, and nobody sets them here.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::rules::{Force, Version};
use shared::time::CivilDate;

use super::error::Failure;
use super::guard::{RequestContext, Viewer};
use super::view::{RuleGroup, RuleRow, RulesVersion, RulesView, Tab};
use super::{export as files, html, paths, query};
use crate::export::Table;
use crate::month::Month;
use crate::rulebook::{self, Said, SaidEntry, SetBy};
use crate::store::person;

/// What the address asks for.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    on: String,
    #[serde(default)]
    version: Option<u32>,
}

impl Asked {
    /// The day that is asked for; today unless it says.
    fn day(&self, context: &RequestContext) -> Result<CivilDate, Failure> {
        match self.on.as_str() {
            "" => Ok(context.console.hub().host().now().vietnam_date()),
            typed => CivilDate::parse(typed).ok().ok_or(Failure::NotFound),
        }
    }
}

/// `GET /rules`.
pub(super) async fn page(viewer: Viewer, uri: Uri) -> Result<Response, Failure> {
    let asked: Asked = query(&uri)?;
    let (texts, day) = (viewer.texts, asked.day(&viewer)?);
    let [unsure, sure, others] = said(&viewer, day).parts();
    let mut groups: BTreeMap<usize, RuleGroup> = BTreeMap::new();
    for said in &sure {
        let (place, title) = &said.group;
        let group = || RuleGroup { id: format!("group-{place}"), title: title.clone(), rows: Vec::new() };
        groups.entry(*place).or_insert_with(group).rows.push(row(&viewer, said));
    }
    let names = viewer.console.hub().store().read(person::names).await?;
    let versions = || viewer.known.rules.versions();
    let on = day.vietnamese();
    let about = [
        ("day", (&on).into()),
        ("n", (unsure.len() + sure.len()).into()),
        ("unsure", unsure.len().into()),
        ("local", unsure.iter().chain(&sure).filter(|said| said.is_local).count().into()),
    ];
    let shown = match asked.version {
        None => None,
        Some(n) => {
            let found = versions().find(|(version, _)| version.set.n == n);
            found.map(|(version, _)| (n, version.set.text.clone())).ok_or(Failure::NotFound).map(Some)?
        }
    };
    html(&RulesView {
        page: viewer.page(&texts.text("rules-title"), Tab::Rules),
        on: day.to_string(),
        about: texts.text_with("rules-count", &about),
        told: rulebook::told(texts, &viewer.known.rules, Month::of(day)),
        unsure: unsure.iter().map(|said| row(&viewer, said)).collect(),
        groups: groups.into_values().collect(),
        others: others.iter().map(|said| row(&viewer, said)).collect(),
        versions: versions().rev().map(|one| version(&viewer, one, &names)).collect(),
        text: shown,
        same: paths::query([("on", day.to_string())]),
    })
}

/// The rules of a day, of the version its month is counted by.
fn said(context: &RequestContext, day: CivilDate) -> Said<'_> {
    Said { words: context.texts, rules: context.known.rules.of_month(Month::of(day)), day }
}

fn row(context: &RequestContext, said: &SaidEntry) -> RuleRow {
    RuleRow {
        name: said.name.clone(),
        value: said.value.clone(),
        details: said.details.clone(),
        applies: said.applies.clone(),
        cited: said.cited(context.texts),
        days: said.days(context.texts),
        sureness: said.sureness.clone(),
        note: said.note.clone(),
        is_local: said.is_local,
        is_counted: said.is_counted,
        force: (said.force != Force::Holds).then(|| said.force.code()),
    }
}

fn version(context: &RequestContext, (one, by): (&Version, &SetBy), names: &BTreeMap<String, String>) -> RulesVersion {
    RulesVersion {
        n: one.set.n,
        who: names.get(&by.who).unwrap_or(&by.who).clone(),
        at: one.set.at().vietnam_display(),
        note: by.note.clone(),
        is_in_use: one.set.n == context.known.rules.book().last() && one.rules.is_ok(),
        broken: rulebook::broken(context.texts, one),
    }
}

/// `GET /rules/export/{ending}`: every rule as it stands on the day.
pub(super) async fn export(viewer: Viewer, Path(ending): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let (kind, asked): (_, Asked) = (files::kind(&ending)?, query(&uri)?);
    let day = asked.day(&viewer)?;
    let all = said(&viewer, day).all();
    viewer.note("export_rules", day.to_string(), all.len().to_string()).await?;
    let texts = viewer.texts;
    let cells = |said: &SaidEntry| {
        let mut cells = vec![said.group.1.clone(), said.name.clone(), said.value.clone(), said.applies.clone()];
        cells.extend(said.instrument.iter().cloned());
        cells.extend([said.from.clone(), said.until.clone()]);
        cells.extend([
            texts.code("sureness", &said.sureness),
            texts.code("rules_force", said.force.code()),
            said.place(texts),
        ]);
        cells.extend([said.note.clone(), said.details.join("\n"), said.key.clone()]);
        cells
    };
    let titles = [
        "rules-group",
        "rules-name",
        "rules-value",
        "rules-applies",
        "rules-issuer",
        "rules-type",
        "rules-number",
        "rules-date",
        "rules-from",
        "rules-until",
        "rules-sureness",
        "rules-force",
        "rules-place",
        "rules-note",
        "rules-details",
        "rules-key",
    ];
    let table = Table {
        title: texts.text("tab-rules"),
        columns: titles.iter().map(|key| texts.text(key)).collect(),
        rows: all.iter().map(cells).collect(),
    };
    files::file(&viewer, "quy-dinh", kind, table).await
}
