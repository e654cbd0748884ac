//! Adding a person: the form, and the code that is shown once.

use axum::response::Response;
use serde::Deserialize;
use shared::access::{Place, Role};
use shared::id::{DocId, OrgId};
use shared::record::list::{Page, Query};

use super::super::devices::{Picked, pick};
use super::super::error::Failure;
use super::super::guard::{Administrator, Posted, RequestContext, ToAdminister};
use super::super::view::{Choice, PersonAddView, Problem, Tab};
use super::super::{html, records};
use super::act::code_page;
use super::failure;
use crate::auth::people::{self, By, Newcomer, Refused};

/// The form as it is sent.
#[derive(Default, Deserialize)]
pub(in crate::console) struct Add {
    #[serde(default)]
    name: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    member: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    role: String,
}

/// `GET /people/add`.
pub(in crate::console) async fn ask(administrator: Administrator) -> Result<Response, Failure> {
    form(&administrator, &Add::default(), Problem::default())
}

fn form(context: &RequestContext, given: &Add, problem: Problem) -> Result<Response, Failure> {
    let ward = context.console.ward().ok_or(Failure::NotFound)?;
    let own = context.session.place.org;
    let chosen: Option<OrgId> = given.place.parse().ok();
    let mut places = vec![Choice {
        value: own.to_string(),
        text: context.org_name(own),
        selected: chosen.is_none_or(|org| org == own),
    }];
    places.extend(context.open_cell_choices(chosen).into_iter().filter(|cell| cell.value != own.to_string()));
    let role = |role: &Role| Choice {
        value: role.code().to_owned(),
        text: context.texts.text(&format!("person-role-{}", role.code())),
        selected: role.code() == given.role,
    };
    let view = PersonAddView {
        page: context.page(&context.texts.text("person-add-title"), Tab::People),
        name: given.name.clone(),
        login: given.login.clone(),
        member: given.member.clone(),
        places,
        roles: people::roles_at(own, ward).iter().map(role).collect(),
        problem,
    };
    html(&view)
}

/// The field of the form that a refusal is about.
const fn field(refused: Refused) -> &'static str {
    match refused {
        Refused::LoginTaken | Refused::BadLogin => "login",
        Refused::NoPlace => "place",
        Refused::NoRole => "role",
        _ => "name",
    }
}

/// `POST /people/add`: the code is shown once, as the answer to the form.
pub(in crate::console) async fn add(posted: Posted<ToAdminister, Add>) -> Result<Response, Failure> {
    let Posted { by, form: given } = posted;
    let refuse = |field, text: String| form(&by, &given, Problem { field, text });
    let said = |refused: Refused| by.texts.code("people-refused", refused.code());
    let Some(org) = given.place.parse::<OrgId>().ok().filter(|org| by.is_within(*org)) else {
        return refuse("place", said(Refused::NoPlace));
    };
    let member = match member(&by, org, &given.member).await? {
        Ok(member) => member,
        Err(key) => return refuse("member", by.texts.text(key)),
    };
    let place = Place { org, role: Role::read(&given.role) };
    let newcomer = Newcomer { login: given.login.clone(), name: given.name.clone(), place, member };
    let asker = By::Person(by.session.login.clone());
    match people::add(by.console.hub(), &asker, newcomer).await {
        Ok((code, expires)) => {
            let login = given.login.trim().to_lowercase();
            code_page(&by, given.name.trim().to_owned(), login, code, expires.vietnam_display())
        }
        Err(error) => {
            let refused = failure(&by, error)?;
            refuse(field(refused), said(refused))
        }
    }
}

/// The member that was typed, if one was; it has to mean one of the place or below it.
async fn member(by: &RequestContext, org: OrgId, typed: &str) -> Result<Result<Option<DocId>, &'static str>, Failure> {
    if typed.trim().is_empty() {
        return Ok(Ok(None));
    }
    let below = by.known.tree.below(org).map(|org| org.org);
    let members = records::rows(by, Query::headcount().within(below), Page::ALL).await?;
    Ok(match pick(&members, typed) {
        Picked::One(member) => Ok(Some(member.doc)),
        Picked::None => Err("person-no-member"),
        Picked::Several => Err("enrol-several-members"),
    })
}
