//! Fields that hold another record: shown by its title, and chosen from the records that fit.

use std::collections::BTreeMap;

use shared::doc::Kind;
use shared::id::{DocId, OrgId};
use shared::record::Row;
use shared::record::list::{Page, Query};

use super::super::error::Failure;
use super::super::guard::RequestContext;
use super::super::view::{Choice, Input, RecordView, Shown};

/// Records that a field offers, the latest ones.
const OFFERED: usize = 200;

/// Names what the fields of a page hold, and fills the choices of its forms. A record that the person may not read stays
/// an id.
pub(super) async fn fill(context: &RequestContext, org: OrgId, page: &mut RecordView) -> Result<(), Failure> {
    let entries = page.parts.iter_mut().flat_map(|part| &mut part.entries);
    name(context, entries.flat_map(|entry| &mut entry.fields).chain(&mut page.untaken).collect()).await?;
    if !page.may_write {
        return Ok(());
    }
    let steps = page.steps.iter_mut().flat_map(|step| &mut step.inputs);
    let parts = page
        .parts
        .iter_mut()
        .flat_map(|part| part.inputs.iter_mut().chain(part.entries.iter_mut().flat_map(|entry| &mut entry.inputs)));
    offer(context, Some(org), parts.chain(steps).collect()).await
}

async fn name(context: &RequestContext, shown: Vec<&mut Shown>) -> Result<(), Failure> {
    let held: Vec<DocId> = shown.iter().filter_map(|shown| shown.holds).collect();
    if held.is_empty() {
        return Ok(());
    }
    let rows: BTreeMap<DocId, Row> =
        super::rows_of(context, held).await?.into_iter().map(|row| (row.doc, row)).collect();
    for shown in shown {
        if let Some(row) = shown.holds.and_then(|doc| rows.get(&doc)) {
            shown.value = super::title(context, row);
            shown.href = Some(super::href(row));
        }
    }
    Ok(())
}

/// Fills the choices of the fields that take a record: of the organisation's, of those above and below it, or of all that
/// the person sees.
pub(super) async fn offer(
    context: &RequestContext,
    org: Option<OrgId>,
    inputs: Vec<&mut Input>,
) -> Result<(), Failure> {
    let inputs: Vec<&mut Input> = inputs.into_iter().filter(|input| !input.of_kinds.is_empty()).collect();
    let mut offered: BTreeMap<&[&str], Vec<Row>> = BTreeMap::new();
    for input in &inputs {
        if !offered.contains_key(input.of_kinds) {
            offered.insert(input.of_kinds, rows(context, org, input.of_kinds).await?);
        }
    }
    let held = inputs.iter().filter_map(|input| input.value.parse().ok()).collect();
    let held = super::rows_of(context, held).await?;
    for input in inputs {
        let doc: Option<DocId> = input.value.parse().ok();
        let rows = offered.get(input.of_kinds).into_iter().flatten();
        let own = held.iter().filter(|row| doc == Some(row.doc)).take(1);
        let others = rows.filter(|row| doc != Some(row.doc));
        input.choices = own.chain(others).map(|row| choice(context, org, row, doc)).collect();
        // What cannot be read is sent back as it is.
        if !input.value.is_empty() && !input.choices.iter().any(|choice| choice.selected) {
            let (value, text) = (input.value.clone(), input.value.clone());
            input.choices.insert(0, Choice { value, text, selected: true });
        }
        input.is_left_out = input.choices.is_empty() && !input.required;
    }
    Ok(())
}

async fn rows(context: &RequestContext, org: Option<OrgId>, kinds: &[&str]) -> Result<Vec<Row>, Failure> {
    let tree = &context.known.tree;
    let is_near = |org: OrgId, other: OrgId| tree.is_within(org, other) || tree.is_within(other, org);
    let orgs = org.map(|org| tree.iter().map(|one| one.org).filter(|other| is_near(org, *other)).collect());
    let kinds = kinds.iter().filter_map(|code| Kind::from_code(code)).collect();
    let query = Query { kinds, orgs, readable: Some(true), ..Query::default() };
    super::rows(context, query, Page::first(OFFERED)).await
}

fn choice(context: &RequestContext, org: Option<OrgId>, row: &Row, held: Option<DocId>) -> Choice {
    let title = super::title(context, row);
    let text = if org == Some(row.org) { title } else { format!("{title} – {}", context.org_name(row.org)) };
    Choice { value: row.doc.to_string(), text, selected: held == Some(row.doc) }
}
