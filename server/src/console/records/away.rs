//! Carrying out an order at the console: what it cannot take away, and the new records that stand in for what it does.
//!
//! The ids of the new ones are written into the order first, so that whatever interrupts this is taken up where it ended.

use std::sync::Arc;

use shared::doc::{Doc, Edit, Seed};
use shared::id::DocId;
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
    let mut due = Vec::new();
    for one in away.named(&found.doc.tree()) {
        match judge(context, found.doc.id(), &one).await? {
            Err(refusal) => return Ok(Some(refusal)),
            Ok(copied) => due.extend(copied.map(|copied| (one, copied))),
        }
    }
    if !due.is_empty() {
        make(context, found, away, due).await?;
    }
    Ok(None)
}

/// A record, with where it lives.
type Known = (Arc<Doc>, DocumentRow);

/// The record that has to be copied before this one goes; none where it is only withdrawn, or what stands in for it is here.
async fn judge(context: &RequestContext, order: DocId, away: &Away) -> Result<Result<Option<Known>, Refusal>, Failure> {
    let hub = context.console.hub();
    let Some((doc, row)) = hub.open(away.doc).await? else { return Ok(Err(Refusal::Kept)) };
    if !can_go(row.kind) || away.doc == order || !context.is_within(row.stream.org) {
        return Ok(Err(Refusal::Kept));
    }
    if !devices_of(context, away.doc).await?.is_empty() {
        return Ok(Err(Refusal::Signs));
    }
    if !away.is_superseded {
        return Ok(Ok(None));
    }
    if let Some(successor) = away.successor {
        match hub.open(successor).await? {
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

async fn make(
    context: &RequestContext,
    found: &Open,
    away: &TakesAway,
    due: Vec<(Away, Known)>,
) -> Result<(), Failure> {
    let (hub, author) = (context.console.hub(), author(context).await?);
    let mut chosen = Vec::new();
    for (one, (doc, row)) in due {
        let successor = match one.successor {
            Some(successor) => successor,
            None => drawn(context, row.kind)?,
        };
        chosen.push((one.doc, successor, doc, row));
    }
    let write = |edit: &mut Edit<'_>| {
        chosen.iter().try_for_each(|(doc, successor, ..)| {
            Ok(edit.put(away.part, &format!("{doc}/{}", away.successor), successor.to_string())?)
        })
    };
    author.write_into(hub, found.row.org, found.doc.as_ref().clone(), write).await.map_err(refused)?;
    for (_, successor, doc, row) in &chosen {
        let copy = |edit: &mut Edit<'_>| anew::copy(doc, edit);
        author.write(hub, row.stream.org, &Seed::Id(row.kind, *successor), copy).await.map_err(refused)?;
    }
    Ok(())
}
