//! What an order of the ward needs before it is carried out at the console: the new records that stand in for what it takes away.
//! It refuses what cannot go.
//!
//! The ids of the new ones are written into the order first, so that whatever interrupts this is taken up where it ended.

use std::sync::Arc;

use shared::access::Place;
use shared::doc::{Doc, Edit, Seed};
use shared::id::{DocId, OrgId};
use shared::key::may_bear;
use shared::kind::spec::{Away, TakesAway};
use shared::org::OrgTree;
use shared::record::anew;
use shared::record::step::Refusal;
use shared::sync::server::can_go;

use super::{AdminError, ConsoleAuthor, drawn};
use crate::hub::Hub;
use crate::store::account::DeviceRow;
use crate::store::document::DocumentRow;
use crate::store::{StoreError, person};

/// How often records are copied for one step, each time somebody wrote into one meanwhile.
const COPIES_MAX: u8 = 4;

/// Somebody of the office at the console, who carries an order out.
#[derive(Clone, Copy)]
pub struct Office<'a> {
    /// Where.
    pub hub: &'a Hub,
    /// Who.
    pub author: &'a ConsoleAuthor,
    /// Where they stand.
    pub place: &'a Place,
    /// Among which organisations.
    pub tree: &'a OrgTree,
}

/// The devices that sign in the name of a member's record and are not revoked, and the person of the console among them.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn signers(hub: &Hub, doc: DocId) -> Result<Vec<DeviceRow>, StoreError> {
    let at_console = hub.store().read(person::devices).await?;
    let known = hub.directory().now();
    let is_used = |row: &&DeviceRow| !row.at_console || at_console.contains(&row.device);
    let own = known.devices.values().filter(|row| row.member == Some(doc) && row.revoked.is_none()).filter(is_used);
    Ok(own.cloned().collect())
}

/// Makes the records that stand in for others before an order of `org` is carried out, or tells why it cannot be.
///
/// # Errors
/// [`AdminError`] when the store refuses.
pub async fn prepare(
    office: Office<'_>,
    (org, order): (OrgId, Arc<Doc>),
    takes: &TakesAway,
) -> Result<Option<Refusal>, AdminError> {
    // Once more as long as somebody writes into a record while it is copied.
    let mut order = order;
    for _ in 0..COPIES_MAX {
        let mut due = Vec::new();
        for one in takes.named(&order.tree()) {
            match judge(office, (&order, takes), &one).await? {
                Err(refusal) => return Ok(Some(refusal)),
                Ok(copied) => due.extend(copied.map(|copied| (one, copied))),
            }
        }
        if due.is_empty() {
            return Ok(None);
        }
        make(office, (org, &order), takes, due).await?;
        let made = office.hub.open(order.id()).await?;
        order = made.ok_or_else(|| AdminError::Unknown("order".to_owned()))?.0;
    }
    Ok(Some(Refusal::Busy))
}

/// A record, with where it lives.
type Known = (Arc<Doc>, DocumentRow);

/// The record that has to be copied before this one goes; none where it is only withdrawn, or what stands in for it is here
/// and, where it is a copy, holds all that was written.
async fn judge(
    office: Office<'_>,
    (order, takes): (&Doc, &TakesAway),
    away: &Away,
) -> Result<Result<Option<Known>, Refusal>, AdminError> {
    let Office { hub, place, tree: orgs, .. } = office;
    let Some((doc, row)) = hub.open(away.doc).await? else { return Ok(Err(Refusal::Kept)) };
    if !can_go(row.kind) || away.doc == order.id() || !orgs.is_within(row.stream.org, place.org) {
        return Ok(Err(Refusal::Kept));
    }
    if !signers(hub, away.doc).await?.is_empty() {
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
    if !anew::may_succeed(row.kind, row.stream.org, place, orgs) {
        return Ok(Err(Refusal::NoCopy));
    }
    Ok(if anew::is_unsettled(&doc) { Err(Refusal::Unsettled) } else { Ok(Some((doc, row))) })
}

/// Makes the records that stand in for others. A copy that was overtaken goes with what it was made of.
async fn make(
    office: Office<'_>,
    (org, order): (OrgId, &Doc),
    away: &TakesAway,
    due: Vec<(Away, Known)>,
) -> Result<(), AdminError> {
    let (Office { hub, author, .. }, tree) = (office, order.tree());
    let mut chosen = Vec::new();
    for (one, (doc, row)) in due {
        let overtaken = one.successor.filter(|_| away.copied(&tree, one.doc).is_some());
        let there = match overtaken {
            Some(overtaken) => hub.open(overtaken).await?.is_some(),
            None => false,
        };
        let successor = match one.successor.filter(|_| !there) {
            Some(successor) => successor,
            None => drawn(hub.host(), row.kind)?,
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
    author.write_into(hub, org, order.clone(), write).await?;
    for (_, successor, doc, row) in &chosen {
        let copy = |edit: &mut Edit<'_>| anew::copy(doc, edit);
        author.write(hub, row.stream.org, &Seed::Id(row.kind, *successor), copy).await?;
    }
    Ok(())
}
