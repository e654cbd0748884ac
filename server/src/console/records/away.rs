//! Carrying out an order at the console: what it cannot take away, and the new records that stand in for what it does.
//!
//! The ids of the new ones are written into the order first, so that whatever interrupts this is taken up where it ended.

use std::sync::Arc;

use shared::doc::{Doc, Edit, Seed};
use shared::id::{DocId, OrgId};
use shared::key::may_bear;
use shared::kind::spec::{Away, Does, Step, TakesAway};
use shared::record::anew;
use shared::record::step::Refusal;
use shared::sync::server::can_go;

use super::super::error::Failure;
use super::super::guard::RequestContext;
use super::Open;
use super::writer::{author, devices_of, drawn, refused};
use crate::auth::device::ward_org;
use crate::store::document::DocumentRow;

/// How often records are copied for one step, each time somebody wrote into one meanwhile.
const COPIES_MAX: u8 = 4;

/// Why a step is refused for which the console makes what it lacks.
pub(super) const MADE_HERE: Refusal = Refusal::Rule("has_successors");

/// How a step of a kind takes records away, if it does.
fn away(found: &Open, step: &Step) -> Option<&'static TakesAway> {
    let leads = |away: &&TakesAway| step.does == Does::Move(away.state);
    found.row.kind.spec().takes_away.filter(leads)
}

/// The records that a record names to be taken away.
pub(super) fn named(doc: &Doc) -> Vec<DocId> {
    let away = doc.kind().spec().takes_away;
    let named = away.map(|away| away.named(&doc.tree())).unwrap_or_default();
    named.into_iter().map(|away| away.doc).collect()
}

/// Whether this step may take away what the record names, and if so makes the records that stand in for others. Nothing for
/// any other step, or where everything is there.
///
/// # Errors
/// [`Failure`] when the store refuses.
pub(super) async fn prepare(context: &RequestContext, found: &Open, step: &Step) -> Result<Option<Refusal>, Failure> {
    let Some(away) = away(found, step) else { return Ok(None) };
    let ward = ward_org(context.console.hub().store()).await?;
    if context.session.place.org != ward || found.document.stream.org != ward {
        return Ok(Some(Refusal::NotTheWards));
    }
    // Once more as long as somebody writes into a record while it is copied.
    let mut order = Arc::clone(&found.doc);
    for _ in 0..COPIES_MAX {
        let mut due = Vec::new();
        for one in away.named(&order.tree()) {
            match judge(context, (&order, away), &one).await? {
                Err(refusal) => return Ok(Some(refusal)),
                Ok(copied) => due.extend(copied.map(|copied| (one, copied))),
            }
        }
        if due.is_empty() {
            return Ok(None);
        }
        make(context, (found.row.org, &order), away, due).await?;
        order = context.console.hub().open(order.id()).await?.ok_or(Failure::NotFound)?.0;
    }
    Ok(Some(Refusal::Busy))
}

/// A record, with where it lives.
type Known = (Arc<Doc>, DocumentRow);

/// The record that has to be copied before this one goes; none where it is only withdrawn, or what stands in for it is here
/// and, where it is a copy, holds all that was written.
async fn judge(
    context: &RequestContext,
    (order, takes): (&Doc, &TakesAway),
    away: &Away,
) -> Result<Result<Option<Known>, Refusal>, Failure> {
    let hub = context.console.hub();
    let Some((doc, row)) = hub.open(away.doc).await? else { return Ok(Err(Refusal::Kept)) };
    if !can_go(row.kind) || away.doc == order.id() || !context.is_within(row.stream.org) {
        return Ok(Err(Refusal::Kept));
    }
    if !devices_of(context, away.doc).await?.is_empty() {
        return Ok(Err(Refusal::Signs));
    }
    if !away.is_superseded {
        return Ok(Ok(None));
    }
    let tree = order.tree();
    let copied = takes.copied(&tree, away.doc);
    let is_overtaken = copied.is_some_and(|heads| heads != doc.heads().to_text());
    if let Some(successor) = away.successor {
        match hub.open(successor).await? {
            Some(_) if is_overtaken => {}
            Some((found, _)) if found.kind() == row.kind && successor != away.doc => return Ok(Ok(None)),
            None if may_bear(row.kind, successor) => {}
            _ => return Ok(Err(Refusal::Kept)),
        }
    }
    if !anew::may_succeed(row.kind, row.stream.org, &context.session.place, &context.known.tree) {
        return Ok(Err(Refusal::NoCopy));
    }
    Ok(if anew::is_unsettled(&doc) { Err(Refusal::Unsettled) } else { Ok(Some((doc, row))) })
}

/// Makes the records that stand in for others. A copy that was overtaken goes with what it was made of.
async fn make(
    context: &RequestContext,
    (org, order): (OrgId, &Doc),
    away: &TakesAway,
    due: Vec<(Away, Known)>,
) -> Result<(), Failure> {
    let (hub, author, tree) = (context.console.hub(), author(context).await?, order.tree());
    let mut chosen = Vec::new();
    for (one, (doc, row)) in due {
        let overtaken = one.successor.filter(|_| away.copied(&tree, one.doc).is_some());
        let there = match overtaken {
            Some(overtaken) => hub.open(overtaken).await?.is_some(),
            None => false,
        };
        let successor = match one.successor.filter(|_| !there) {
            Some(successor) => successor,
            None => drawn(context, row.kind)?,
        };
        chosen.push((overtaken.filter(|_| there), successor, doc, row));
    }
    let write = |edit: &mut Edit<'_>| {
        for (overtaken, successor, doc, _) in &chosen {
            let (at, heads) = (|field: &str| format!("{}/{field}", doc.id()), doc.heads().to_text());
            edit.put(away.part, &at(away.successor), successor.to_string())?;
            edit.put(away.part, &at(away.copied), heads)?;
            if let Some(overtaken) = overtaken {
                edit.put(away.part, &format!("{overtaken}/{}", away.way), away.withdrawn)?;
            }
        }
        Ok(())
    };
    author.write_into(hub, org, order.clone(), write).await.map_err(refused)?;
    for (_, successor, doc, row) in &chosen {
        let copy = |edit: &mut Edit<'_>| anew::copy(doc, edit);
        author.write(hub, row.stream.org, &Seed::Id(row.kind, *successor), copy).await.map_err(refused)?;
    }
    Ok(())
}
