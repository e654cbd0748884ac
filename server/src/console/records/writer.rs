//! Who writes at the console, whom a typed name means, and what a refusal comes to.

use shared::doc::Kind;
use shared::id::{DocId, OrgId};
use shared::meeting::Person;
use shared::record::Context;
use shared::record::list::{Page, Query};

use super::super::error::Failure;
use super::super::guard::RequestContext;
use crate::admin::{self, AdminError, ConsoleAuthor, away};
use crate::store::account::DeviceRow;

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

/// What writing into a record of an organisation knows: the members that a typed name can mean, where one is among what is
/// given, and the rules. Who writes is somebody of the ward, although one of the cell may bear their name.
pub(super) async fn writing(
    context: &RequestContext,
    kind: Kind,
    org: OrgId,
    given: &[(String, String)],
) -> Result<Context, Failure> {
    let members = match Context::are_named(kind.spec(), given) {
        true => {
            let all = Query { missing: Vec::new(), ..Query::members() };
            super::rows(context, all.within(Context::registers(kind.spec(), org, &context.known.tree)), Page::ALL)
                .await?
        }
        false => Vec::new(),
    };
    let orgs = context.known.tree.iter().filter(|org| org.valid_to.is_none());
    let orgs = orgs.map(|org| (org.org, org.name.clone())).collect();
    let (writer, rules) = (Some(Person::guest(&context.session.name)), context.known.rules.book().clone());
    Ok(Context { members, writer, orgs, rules })
}

/// A fresh id that a record of a kind may bear.
pub(super) fn drawn(context: &RequestContext, kind: Kind) -> Result<DocId, Failure> {
    admin::drawn(context.console.hub().host(), kind).map_err(refused)
}

/// The devices that sign in the name of a member's record and are not revoked, and the person of the console among them.
pub(in crate::console) async fn devices_of(context: &RequestContext, doc: DocId) -> Result<Vec<String>, Failure> {
    let named = |row: DeviceRow| match row.at_console {
        true => format!("{}: {}", context.texts.text("tab-people"), row.person),
        false => row.label,
    };
    Ok(away::signers(context.console.hub(), doc).await?.into_iter().map(named).collect())
}
