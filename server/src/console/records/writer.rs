//! Who writes at the console, whom a typed name means, and what a refusal comes to.

use shared::doc::Kind;
use shared::id::{DocId, OrgId};
use shared::key::may_bear;
use shared::meeting::Person;
use shared::record::People;
use shared::record::list::{Page, Query};

use super::super::error::Failure;
use super::super::guard::RequestContext;
use crate::admin::{AdminError, ConsoleAuthor};
use crate::store::account::DeviceRow;
use crate::store::person;

/// The person who is signed in, as an author of records.
pub(in crate::console) async fn author(context: &RequestContext) -> Result<ConsoleAuthor, Failure> {
    ConsoleAuthor::of(context.console.hub(), &context.session.login).await.map_err(refused)
}

/// What a refusal comes to that says nothing about the form.
pub(in crate::console) fn refused(error: AdminError) -> Failure {
    match error {
        AdminError::Held(_) => Failure::Forbidden,
        AdminError::Hub(error) => error.into(),
        AdminError::Store(error) => error.into(),
        AdminError::Entropy(error) => error.into(),
        other => {
            tracing::error!(error = %other, "a person's writing was not taken");
            Failure::Unreadable
        }
    }
}

/// The persons that a typed name can mean: members of the record's organisation, where one is among what is given. Who
/// writes is somebody of the ward, although one of the cell may bear their name.
pub(super) async fn people(
    context: &RequestContext,
    kind: Kind,
    org: OrgId,
    given: &[(String, String)],
) -> Result<People, Failure> {
    let members = match People::are_named(kind.spec(), given) {
        true => {
            let all = Query { missing: Vec::new(), ..Query::members() };
            super::rows(context, all.within(People::registers(kind.spec(), org, &context.known.tree)), Page::ALL)
                .await?
        }
        false => Vec::new(),
    };
    let orgs = context.known.tree.iter().filter(|org| org.valid_to.is_none());
    let orgs = orgs.map(|org| (org.org, org.name.clone())).collect();
    Ok(People { members, writer: Some(Person::guest(&context.session.name)), orgs })
}

/// A fresh id that a record of a kind may bear.
pub(super) fn drawn(context: &RequestContext, kind: Kind) -> Result<DocId, Failure> {
    loop {
        let bytes = context.console.hub().host().random().map_err(AdminError::from).map_err(refused)?;
        let doc = DocId::from_bytes(bytes);
        if may_bear(kind, doc) {
            return Ok(doc);
        }
    }
}

/// The devices that sign in the name of a member's record and are not revoked, and the person of the console among them.
pub(in crate::console) async fn devices_of(context: &RequestContext, doc: DocId) -> Result<Vec<String>, Failure> {
    let hub = context.console.hub();
    let at_console = hub.store().read(person::devices).await?;
    let known = hub.directory().now();
    let is_used = |row: &&DeviceRow| !row.at_console || at_console.contains(&row.device);
    let own = known.devices.values().filter(|row| row.member == Some(doc) && row.revoked.is_none()).filter(is_used);
    let named = |row: &DeviceRow| match row.at_console {
        true => format!("{}: {}", context.texts.text("tab-people"), row.person),
        false => row.label.clone(),
    };
    Ok(own.map(named).collect())
}
