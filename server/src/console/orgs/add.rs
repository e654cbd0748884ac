//! Adding an organisation: a cell, or a committee that cells lie under.

use axum::response::Response;
use serde::Deserialize;
use shared::id::OrgId;
use shared::org::OrgClass;
use shared::text;
use shared::time::CivilDate;

use super::super::error::Failure;
use super::super::guard::{Administrator, Posted, RequestContext, ToAdminister};
use super::super::notice::Notice;
use super::super::view::{Choice, OrgAddView, Problem, Tab};
use super::super::{html, on_to};
use super::act::{author, author_ward, said};
use crate::admin::{AdminError, cells};

/// What can be added.
const CLASSES: [OrgClass; 2] = [OrgClass::Cell, OrgClass::BaseCommittee];

/// The form as it is sent.
#[derive(Default, Deserialize)]
pub(in crate::console) struct Add {
    #[serde(default)]
    name: String,
    #[serde(default)]
    class: String,
    #[serde(default)]
    unit_kind: String,
    #[serde(default)]
    under: String,
    #[serde(default)]
    since: String,
    #[serde(default)]
    alike: Option<String>,
}

/// `GET /orgs/add`.
pub(in crate::console) async fn ask(administrator: Administrator) -> Result<Response, Failure> {
    if !administrator.is_at_the_top() {
        return Err(Failure::Forbidden);
    }
    form(&administrator, &Add::default(), Problem::default())
}

fn form(context: &RequestContext, given: &Add, problem: Problem) -> Result<Response, Failure> {
    let today = context.console.hub().host().now().vietnam_date();
    let places = context.known.tree.iter().filter(|org| org.takes_others() && org.exists_on(today));
    let place = |org: &shared::org::OrgView| Choice {
        value: org.org.to_string(),
        text: org.name.clone(),
        selected: org.org.to_string() == given.under || (given.under.is_empty() && org.class == OrgClass::Ward),
    };
    let class = |class: &OrgClass| Choice {
        value: class.code().to_owned(),
        text: context.texts.code("org_class", class.code()),
        selected: class.code() == given.class,
    };
    let mut units: Vec<String> = context.known.tree.iter().filter_map(|org| org.unit_kind.clone()).collect();
    units.sort();
    units.dedup();
    let view = OrgAddView {
        page: context.page(&context.texts.text("orgs-add-title"), Tab::Orgs),
        name: given.name.clone(),
        classes: CLASSES.iter().map(class).collect(),
        unit_kind: given.unit_kind.clone(),
        units,
        places: places.map(place).collect(),
        since: if given.since.is_empty() { today.to_string() } else { given.since.clone() },
        may_insist: problem.is_at("alike"),
        problem,
    };
    html(&view)
}

/// `POST /orgs/add`: one nearly of the name of another is added only by whoever says that it is another.
pub(in crate::console) async fn add(posted: Posted<ToAdminister, Add>) -> Result<Response, Failure> {
    let Posted { by, form: given } = posted;
    if !by.is_at_the_top() {
        return Err(Failure::Forbidden);
    }
    let refuse = |field, key: &str| form(&by, &given, Problem { field, text: by.texts.text(key) });
    if text::clean_line(&given.name).is_empty() {
        return refuse("name", "orgs-no-name");
    }
    let Some(class) = CLASSES.into_iter().find(|class| class.code() == given.class) else {
        return refuse("class", "orgs-no-class");
    };
    let Some(under) = given.under.parse::<OrgId>().ok() else { return refuse("under", "orgs-no-place") };
    let Ok(since) = CivilDate::parse(&given.since) else { return refuse("since", "orgs-no-day") };
    let founded = cells::Founded {
        name: given.name.clone(),
        class,
        unit_kind: Some(text::clean_line(&given.unit_kind)).filter(|kind| !kind.is_empty()),
        under,
        since,
    };
    let author = author(&by).await?;
    match cells::found(by.console.hub(), &author, author_ward(&by)?, founded, given.alike.is_some()).await {
        Ok(org) => on_to(&format!("/orgs/{org}"), Some(&Notice::OrgAdded)),
        Err(error) => {
            let field = match &error {
                AdminError::CloseCells { same: false, .. } => "alike",
                AdminError::NoPlace => "under",
                _ => "name",
            };
            let text = said(&by, error)?;
            form(&by, &given, Problem { field, text })
        }
    }
}
