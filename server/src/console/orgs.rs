//! The organisations of the ward: which there are and were, and what stands in each; `act` is what is done about them.

pub(super) mod act;
pub(super) mod add;

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::id::OrgId;
use shared::org::{OrgClass, OrgView};
use shared::record::list::Query;
use shared::text;
use shared::time::CivilDate;

use super::error::Failure;
use super::guard::{Reader, RequestContext, ToAdminister};
use super::view::{Choice, OrgLine, OrgPageView, OrgsView, Pager, Problem, Remains, Tab};
use super::{html, lookup, paths, query};
use crate::admin::cells;
use crate::store::{Reading, document, person, read_model};

/// Organisations on one page of the list.
const ROWS: usize = 60;

/// What an organisation still has: members in the headcount, phones in use.
type Counts = BTreeMap<OrgId, (u32, u32)>;

/// Whether the person may change the ward's organisations: the tree belongs to the top.
fn may_change(context: &RequestContext) -> bool {
    context.may::<ToAdminister>() && context.is_at_the_top()
}

/// How many members and phones each organisation has, with those of organisations it carries on.
async fn counts(context: &RequestContext) -> Result<Counts, Failure> {
    let read = |reading: &Reading<'_>| read_model::groups(reading, &Query::headcount(), None);
    let groups = context.console.hub().store().read(read).await?;
    let (tree, mut counts) = (&context.known.tree, Counts::new());
    for group in groups {
        counts.entry(tree.heir(group.org)).or_default().0 += group.count;
    }
    for row in context.known.devices.values().filter(|row| !row.at_console && row.revoked.is_none()) {
        counts.entry(tree.heir(row.place.org)).or_default().1 += 1;
    }
    Ok(counts)
}

/// How an organisation stands on a day.
fn state(org: &OrgView, today: CivilDate) -> &'static str {
    match (org.valid_from, org.valid_to) {
        (_, Some(to)) if to < today => "ended",
        (_, Some(_)) => "ending",
        (Some(from), None) if today < from => "coming",
        _ => "active",
    }
}

fn line(context: &RequestContext, org: &OrgView, counts: &Counts, today: CivilDate) -> OrgLine {
    let (members, devices) = counts.get(&org.org).copied().unwrap_or_default();
    OrgLine {
        id: org.org.to_string(),
        name: org.name.clone(),
        class: org.class.code().to_owned(),
        unit_kind: org.unit_kind.clone().unwrap_or_default(),
        under: org.parent.map(|parent| context.org_name(parent)).unwrap_or_default(),
        since: org.valid_from.map(CivilDate::vietnamese).unwrap_or_default(),
        until: org.valid_to.map(CivilDate::vietnamese).unwrap_or_default(),
        carried_by: org.carried_by.map(|carrier| (context.org_name(carrier), carrier.to_string())),
        is_in_circle: context.known.tree.is_carried_in_a_circle(org),
        state: state(org, today),
        members,
        devices,
    }
}

/// What the list is narrowed to.
#[derive(Deserialize)]
struct Narrowed {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: u32,
}

/// `GET /orgs`.
pub(super) async fn list(reader: Reader, uri: Uri) -> Result<Response, Failure> {
    let asked: Narrowed = query(&uri)?;
    let today = reader.console.hub().host().now().vietnam_date();
    let wanted = lookup::wanted(&asked.q);
    let folded = text::fold(&wanted);
    let mut orgs: Vec<&OrgView> = reader.known.tree.below(reader.session.place.org).collect();
    orgs.retain(|org| text::fold(&org.name).contains(&folded));
    orgs.sort_by_cached_key(|org| {
        (state(org, today) == "ended", org.class != OrgClass::Ward, text::natural(&org.name))
    });
    let base = paths::open("/orgs", &paths::query([("q", &wanted)]));
    let pager = Pager::of(asked.page, orgs.len(), ROWS, format!("{base}page="));
    let counts = counts(&reader).await?;
    let shown = orgs.into_iter().skip(pager.skip(ROWS)).take(ROWS);
    let view = OrgsView {
        page: reader.page(&reader.texts.text("orgs-title"), Tab::Orgs),
        orgs: shown.map(|org| line(&reader, org, &counts, today)).collect(),
        query: wanted,
        pager,
        may_change: may_change(&reader),
    };
    html(&view)
}

/// `GET /orgs/{id}`.
pub(super) async fn org(reader: Reader, Path(id): Path<String>) -> Result<Response, Failure> {
    shown(&reader, &id, &Given::default(), Problem::default()).await
}

/// What was typed into the forms of the page.
#[derive(Default)]
struct Given {
    name: Option<String>,
    name_since: String,
    under: String,
    under_since: String,
    last: String,
    successor: String,
}

/// An organisation the person may see.
fn known<'a>(context: &'a RequestContext, id: &str) -> Result<&'a OrgView, Failure> {
    let org = id.parse::<OrgId>().ok().and_then(|org| context.known.tree.get(org));
    org.filter(|org| context.is_within(org.org)).ok_or(Failure::NotFound)
}

/// Which state of the record a page is made of: the number of its last change.
async fn version(context: &RequestContext, org: OrgId) -> Result<u64, Failure> {
    let row = context.console.hub().store().read(move |reading| document::find(reading, org.record())).await?;
    Ok(row.map(|row| row.content_seq).unwrap_or_default())
}

async fn shown(context: &RequestContext, id: &str, given: &Given, problem: Problem) -> Result<Response, Failure> {
    let today = context.console.hub().host().now().vietnam_date();
    let org = known(context, id)?.clone();
    let counts = counts(context).await?;
    let place = org.org;
    let people = context.console.hub().store().read(person::people).await?;
    let people = people.iter().filter(|row| context.known.tree.heir(row.place.org) == place).count();
    let below = context.known.tree.below(place).filter(|one| one.org != place && state(one, today) != "ended").count();
    let about = line(context, &org, &counts, today);
    let changed = cells::changed(context.console.hub(), place).await?;
    let typed_or_today = |typed: &str| if typed.is_empty() { today.to_string() } else { typed.to_owned() };
    let mut page = context.page(&org.name, Tab::Orgs);
    page.path = format!("/orgs/{id}");
    let chosen = given.successor.parse::<OrgId>().ok();
    let others = context.open_cell_choices(chosen).into_iter().filter(|cell| cell.value != about.id);
    let view = OrgPageView {
        page,
        version: version(context, place).await?,
        remains: Remains {
            members: about.members,
            devices: about.devices,
            people: u32::try_from(people).unwrap_or(u32::MAX),
            below: u32::try_from(below).unwrap_or(u32::MAX),
        },
        name: given.name.clone().unwrap_or_else(|| org.name.clone()),
        name_since: typed_or_today(&given.name_since),
        named_since: changed.name.map(CivilDate::vietnamese).unwrap_or_default(),
        places: places(context, &org, given.under.parse().ok(), today),
        under_since: typed_or_today(&given.under_since),
        placed_since: changed.parent.map(CivilDate::vietnamese).unwrap_or_default(),
        others: others.collect(),
        last: typed_or_today(&given.last),
        is_cell: org.class == OrgClass::Cell,
        may_rename: may_change(context),
        may_change: may_change(context) && Some(place) != context.console.ward(),
        org: about,
        problem,
    };
    html(&view)
}

/// What an organisation can be put under: not itself, nor what lies below it. What was chosen stands, else where it is.
fn places(context: &RequestContext, org: &OrgView, chosen: Option<OrgId>, today: CivilDate) -> Vec<Choice> {
    let tree = &context.known.tree;
    let fits = |place: &&OrgView| place.takes_others() && place.exists_on(today) && !tree.is_within(place.org, org.org);
    let mut places: Vec<&OrgView> = tree.below(context.session.place.org).filter(fits).collect();
    places.sort_by_cached_key(|place| (place.class != OrgClass::Ward, text::natural(&place.name)));
    let choice = |place: &OrgView| Choice {
        value: place.org.to_string(),
        text: place.name.clone(),
        selected: chosen.or(org.parent) == Some(place.org),
    };
    places.into_iter().map(choice).collect()
}
