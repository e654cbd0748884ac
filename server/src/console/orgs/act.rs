//! What is done about an organisation: another name, another place, its end, and its going on after all.

use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use shared::id::OrgId;
use shared::org::OrgView;
use shared::time::CivilDate;

use super::super::error::Failure;
use super::super::guard::{Permit, Posted, RequestContext, ToAdminister};
use super::super::notice::Notice;
use super::super::view::Problem;
use super::super::{on_to, sign_in};
use super::{Given, known, shown, version};
use crate::admin::{AdminError, ConsoleAuthor, cells};
use crate::auth::device;
use crate::auth::people::{self, By, PeopleError};
use crate::store::person;

/// A form about an organisation.
#[derive(Deserialize)]
pub(in crate::console) struct Change {
    #[serde(default)]
    version: u64,
    #[serde(default)]
    name: String,
    #[serde(default)]
    under: String,
    #[serde(default)]
    since: String,
    #[serde(default)]
    last: String,
    #[serde(default)]
    successor: String,
    #[serde(default)]
    revoke: Option<String>,
}

type Asked = Posted<ToAdminister, Change>;

/// What the answer to a form needs: who writes, and the organisation as the page showed it.
struct Begun {
    by: Permit<ToAdminister>,
    form: Change,
    id: String,
    org: OrgView,
    author: ConsoleAuthor,
}

/// The form's organisation, which is not the ward itself, if it stands as the page showed it; else the way back to the page.
async fn begin(id: String, asked: Asked) -> Result<Result<Begun, Response>, Failure> {
    let org = id.parse().ok();
    if org.is_some() && org == asked.by.console.ward() {
        return Err(Failure::Forbidden);
    }
    begin_any(id, asked).await
}

/// As [`begin`], for the ward as well: it has no place to be moved to and no end, but another name.
async fn begin_any(id: String, asked: Asked) -> Result<Result<Begun, Response>, Failure> {
    let Posted { by, form } = asked;
    if !by.is_at_the_top() {
        return Err(Failure::Forbidden);
    }
    let org = known(&by, &id)?.clone();
    if version(&by, org.org).await? != form.version {
        return Ok(Err(on_to(&format!("/orgs/{id}"), Some(&Notice::OrgChanged))?));
    }
    let author = author(&by).await?;
    Ok(Ok(Begun { by, form, id, org, author }))
}

/// The person as an author of the ward's own records.
pub(super) async fn author(by: &RequestContext) -> Result<ConsoleAuthor, Failure> {
    Ok(ConsoleAuthor::of(by.console.hub(), &by.session.login).await?)
}

/// What is wrong in words, where the person can mend it.
pub(super) fn said(by: &RequestContext, error: AdminError) -> Result<String, Failure> {
    match error {
        AdminError::CloseCells { cells, .. } => {
            Ok(by.texts.text_with("orgs-close", &[("x", (&cells.join("; ")).into())]))
        }
        AdminError::EndsBeforeItBegins { first } => {
            Ok(by.texts.text_with("orgs-ends-before", &[("x", (&first).into())]))
        }
        AdminError::DayOutside { first, .. } => Ok(match first {
            Some(first) => by.texts.text_with("orgs-day-outside", &[("x", (&first).into())]),
            None => by.texts.text("orgs-day-to-come"),
        }),
        AdminError::NoDay(_) => Ok(by.texts.text("orgs-no-day")),
        AdminError::StillBelow(n) => Ok(by.texts.text_with("orgs-still-below", &[("n", n.into())])),
        AdminError::NoPlace => Ok(by.texts.text("orgs-no-place")),
        AdminError::NoName | AdminError::Write(_) => Ok(by.texts.text("orgs-no-name")),
        error => Err(error.into()),
    }
}

/// Back to the page, which says what it came to; what is wrong stands at its field, of a day at the second one.
async fn done<T>(
    by: &RequestContext,
    id: &str,
    ([field, day], given): ([&'static str; 2], Given),
    changed: Result<T, AdminError>,
    notice: Notice,
) -> Result<Response, Failure> {
    match changed {
        Ok(_) => on_to(&format!("/orgs/{id}"), Some(&notice)),
        Err(error) => {
            let field = if matches!(error, AdminError::DayOutside { .. } | AdminError::NoDay(_)) { day } else { field };
            let text = said(by, error)?;
            shown(by, id, &given, Problem { field, text }).await
        }
    }
}

/// `POST /orgs/{id}/rename`.
pub(in crate::console) async fn rename(Path(id): Path<String>, asked: Asked) -> Result<Response, Failure> {
    let Begun { by, form, id, org, author } = match begin_any(id, asked).await? {
        Ok(begun) => begun,
        Err(response) => return Ok(response),
    };
    let changed = match day(&form.since) {
        Ok(since) => cells::rename(by.console.hub(), &author, author_ward(&by)?, org, &form.name, since).await,
        Err(error) => Err(error),
    };
    let given = Given { name: Some(form.name), name_since: form.since, ..Given::default() };
    done(&by, &id, (["name", "name-since"], given), changed, Notice::OrgRenamed).await
}

/// `POST /orgs/{id}/move`.
pub(in crate::console) async fn move_under(Path(id): Path<String>, asked: Asked) -> Result<Response, Failure> {
    let Begun { by, form, id, org, author } = match begin(id, asked).await? {
        Ok(begun) => begun,
        Err(response) => return Ok(response),
    };
    let changed = match (form.under.parse(), day(&form.since)) {
        (Ok(under), Ok(since)) => {
            cells::move_under(by.console.hub(), &author, author_ward(&by)?, org, under, since).await
        }
        (Ok(_), Err(error)) => Err(error),
        (Err(_), _) => Err(AdminError::NoPlace),
    };
    let given = Given { under: form.under, under_since: form.since, ..Given::default() };
    done(&by, &id, (["under", "under-since"], given), changed, Notice::OrgMoved).await
}

fn day(typed: &str) -> Result<CivilDate, AdminError> {
    CivilDate::parse(typed).ok().ok_or_else(|| AdminError::NoDay(typed.to_owned()))
}

/// `POST /orgs/{id}/end`: with its phones revoked, where that is asked for.
pub(in crate::console) async fn end(Path(id): Path<String>, asked: Asked) -> Result<Response, Failure> {
    let Begun { by, form, id, org, author } = match begin(id, asked).await? {
        Ok(begun) => begun,
        Err(response) => return Ok(response),
    };
    let place = org.org;
    let Ok(last) = CivilDate::parse(&form.last) else {
        let text = by.texts.text("orgs-no-day");
        return shown(&by, &id, &given(form), Problem { field: "last", text }).await;
    };
    let today = by.console.hub().host().now().vietnam_date();
    let others = by.open_cells();
    let named = others.iter().map(|cell| cell.org).find(|cell| cell.to_string() == form.successor && *cell != place);
    if named.is_none() && !form.successor.is_empty() {
        let text = by.texts.text("orgs-no-successor");
        return shown(&by, &id, &given(form), Problem { field: "successor", text }).await;
    }
    let ended = cells::end(by.console.hub(), &author, author_ward(&by)?, org, last, named).await;
    // Who still has to hand in what the cell wrote keeps the phone: it is taken only where that is asked for.
    if ended.is_ok() && form.revoke.is_some() && last <= today {
        let reason = by.texts.text("orgs-revoked-reason");
        let phones: Vec<_> =
            by.known.devices.values().filter(|row| row.place.org == place && !row.at_console).collect();
        for row in phones.into_iter().filter(|row| row.revoked.is_none()) {
            device::revoke(by.console.hub(), row.device, &by.session.login, &reason).await?;
        }
        keep_out(&by, place).await?;
    }
    done(&by, &id, (["last", "last"], given(form)), ended, Notice::OrgEnded).await
}

/// Nobody signs in for an organisation whose phones are taken.
async fn keep_out(by: &Permit<ToAdminister>, org: OrgId) -> Result<(), Failure> {
    let hub = by.console.hub();
    let theirs = hub.store().read(person::people).await?.into_iter().filter(|row| row.place.org == org);
    for row in theirs {
        match people::disable(hub, &By::Person(by.session.login.clone()), &row.login).await {
            Ok(()) | Err(PeopleError::Refused(_)) => {}
            Err(PeopleError::Hub(error)) => return Err(error.into()),
            Err(PeopleError::Password(error)) => return Err(sign_in::unchecked(&by.console, error)),
        }
    }
    Ok(())
}

fn given(form: Change) -> Given {
    Given { last: form.last, successor: form.successor, ..Given::default() }
}

/// `POST /orgs/{id}/reopen`: it goes on, as if it had not ended.
pub(in crate::console) async fn reopen(Path(id): Path<String>, asked: Asked) -> Result<Response, Failure> {
    let Begun { by, id, org, author, .. } = match begin(id, asked).await? {
        Ok(begun) => begun,
        Err(response) => return Ok(response),
    };
    let changed = cells::reopen(by.console.hub(), &author, author_ward(&by)?, org).await;
    done(&by, &id, (["last", "last"], Given::default()), changed, Notice::OrgReopened).await
}

/// The ward whose stream the tree of organisations stands in.
pub(super) fn author_ward(by: &RequestContext) -> Result<OrgId, Failure> {
    by.console.ward().ok_or(Failure::NotFound)
}
