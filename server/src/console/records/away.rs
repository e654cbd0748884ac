//! Carrying out an order at the console: what it names, and what has to be there before it takes it away.

use std::sync::Arc;

use shared::doc::Doc;
use shared::id::DocId;
use shared::kind::spec::{Does, Step, TakesAway};
use shared::record::step::Refusal;

use super::super::error::Failure;
use super::super::guard::RequestContext;
use super::Open;
use super::writer::{author, refused};
use crate::admin::away::{self, Office};
use crate::auth::device::ward_org;

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
    let Some(takes) = away(found, step) else { return Ok(None) };
    let (hub, place, tree) = (context.console.hub(), &context.session.place, &context.known.tree);
    let ward = ward_org(hub.store()).await?;
    if place.org != ward || found.document.stream.org != ward {
        return Ok(Some(Refusal::NotTheWards));
    }
    let author = author(context).await?;
    let office = Office { hub, author: &author, place, tree };
    away::prepare(office, (found.row.org, Arc::clone(&found.doc)), takes).await.map_err(refused)
}
