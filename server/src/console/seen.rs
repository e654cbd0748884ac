//! What a person had open, and what they mark as seen: nobody marks what they have not opened.

use shared::id::DocId;

use super::error::Failure;
use super::guard::RequestContext;
use crate::hub::HubError;
use crate::store::{Reading, document, look};

/// Notes that the person has a record open as it stands at a place of its stream.
pub(super) async fn opened(context: &RequestContext, doc: DocId, seq: u64) -> Result<(), Failure> {
    let store = context.console.hub().store();
    if store.damage().is_some() {
        return Ok(());
    }
    let login = context.session.login.clone();
    store.write(move |tx| look::opened(tx, doc, &login, seq)).await.map_err(HubError::from)?;
    Ok(())
}

/// Marks a record as seen up to what the person had open. What they read, as it stands, is theirs to compare with.
pub(super) async fn mark(context: &RequestContext, doc: DocId, upto: u64) -> Result<bool, Failure> {
    let (hub, login) = (context.console.hub(), context.session.login.clone());
    let wanted = login.clone();
    let opened = move |reading: &Reading<'_>| {
        let opened = look::of(reading, doc, &wanted)?.is_some_and(|look| look.opened_seq >= upto);
        Ok(document::find(reading, doc)?.filter(|_| opened))
    };
    let Some(row) = hub.store().read(opened).await? else { return Ok(false) };
    if !hub.mark_seen(doc, upto, &login, &context.session.name).await? {
        return Ok(false);
    }
    if row.content_seq == upto {
        let now = hub.host().now();
        hub.store().write(move |tx| look::read(tx, doc, &login, &row.heads, now)).await.map_err(HubError::from)?;
    }
    Ok(true)
}
