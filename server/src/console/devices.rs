//! Devices: who holds which, enrolment by one-time code, revocation.

pub(super) mod hand_over;
pub(super) mod sheet;

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Deserialize;
use shared::access::{Place, Role};
use shared::id::{DeviceId, OrgId};
use shared::member::parting::Parting;
use shared::org::OrgClass;
use shared::record::Row;
use shared::record::list::{Page, Query};
use shared::text;
use shared::time::Timestamp;

use super::error::Failure;
use super::guard::{Administrator, Posted, Reader, RequestContext, ToAdminister};
use super::notice::Notice;
use super::view::{Choice, DeviceRowView, DeviceState, DevicesView, EnrolView, EnrolledView, Pager, Problem, Tab};
use super::{html, lookup, on_to, paths, query, records};
use crate::auth::device::{self, Invitation};
use crate::store::{Reading, account, read_model};

/// Without contact for longer than this, a device counts as silent, in milliseconds.
const SILENT_MS: i64 = 14 * 24 * 60 * 60 * 1000;
/// Devices on one page of the list.
const ROWS: usize = 40;
/// Longest reason of a revocation, in characters.
const REASON_CHARS_MAX: usize = 300;
/// What a phone can be enrolled as: the roles of a cell.
const ROLES: [Role; 4] = [Role::Head, Role::DeputyHead, Role::Committee, Role::MinuteTaker];

/// Whether a phone in use was not heard from for long; one never heard from counts from its enrolment.
pub(super) fn is_silent(row: &account::DeviceRow, now: Timestamp) -> bool {
    !row.at_console && row.revoked.is_none() && now.minus(row.last_contact.unwrap_or(row.enrolled)) > SILENT_MS
}

/// The phones in use of people who are none of their cell's any more, by what the register says now: whoever the cell itself
/// says has died or moved away, and whoever enrolled with a code that was given out before.
pub(super) async fn partings(context: &RequestContext) -> Result<BTreeMap<DeviceId, Parting>, Failure> {
    let in_use = context.known.devices.values().filter(|row| row.revoked.is_none() && !row.at_console);
    let bound = in_use.filter(|row| context.is_within(row.place.org));
    let bound: Vec<_> = bound.filter_map(|row| Some((row.device, row.member?, row.place.clone()))).collect();
    let members = Query { docs: Some(bound.iter().map(|(_, member, _)| *member).collect()), ..Query::default() };
    let read = move |reading: &Reading<'_>| {
        read_model::picked(reading, &members, &Parting::FIGURES, |row| Some((row.doc, row.clone())))
    };
    let rows: BTreeMap<_, _> = context.console.hub().store().read(read).await?.into_iter().collect();
    let parting = |(device, member, place): (DeviceId, _, Place)| {
        Some((device, Parting::of_row(rows.get(&member)?, &place, &context.known.tree)?))
    };
    Ok(bound.into_iter().filter_map(parting).collect())
}

/// The phones of the person's organisation for which `which` holds, by cell and person.
pub(super) async fn rows(
    context: &RequestContext,
    which: impl Fn(&account::DeviceRow) -> bool,
) -> Result<Vec<DeviceRowView>, Failure> {
    let partings = partings(context).await?;
    let now = context.console.hub().host().now();
    let mut found: Vec<_> = context
        .known
        .devices
        .values()
        .filter(|row| !row.at_console && context.is_within(row.place.org) && which(row))
        .collect();
    found.sort_by_cached_key(|row| {
        let name = text::NameKey::of(&text::parse_name(&row.person));
        (row.revoked.is_some(), shared::text::natural(&context.org_name(row.place.org)), name, row.enrolled, row.device)
    });
    Ok(found.into_iter().map(|row| device_row(context, row, partings.get(&row.device), now)).collect())
}

fn device_row(
    context: &RequestContext,
    row: &account::DeviceRow,
    parting: Option<&Parting>,
    now: Timestamp,
) -> DeviceRowView {
    let state = match &row.revoked {
        Some(_) => "revoked",
        None if context.known.copied.contains_key(&row.device) => "copied",
        None if parting.is_some() => "parting",
        None if is_silent(row, now) => "silent",
        None => "active",
    };
    DeviceRowView {
        id: row.device.to_string(),
        person: row.person.clone(),
        role: row.place.role.code().to_owned(),
        cell: context.org_name(row.place.org),
        enrolled: row.enrolled.vietnam_display(),
        last_contact: row.last_contact.map(Timestamp::vietnam_display),
        state: state.to_owned(),
        revoked_reason: row.revoked.as_ref().map(|(_, reason)| reason_said(context, reason)).unwrap_or_default(),
        parting: parting.map(|parting| context.texts.code("parting", parting.code())).unwrap_or_default(),
        unsent: row.last_contact.map(|_| row.unsent),
    }
}

/// Why a device was revoked: in the words of who did, or because its person parted with the cell.
pub(super) fn reason_said(context: &RequestContext, reason: &str) -> String {
    Parting::parse(reason).map_or_else(|| reason.to_owned(), |parting| context.texts.code("parting", parting.code()))
}

/// What the list of devices is narrowed to.
#[derive(Deserialize)]
struct Narrowed {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    page: u32,
}

/// `GET /devices`.
pub(super) async fn list(reader: Reader, uri: Uri) -> Result<Response, Failure> {
    let asked: Narrowed = query(&uri)?;
    let wanted = lookup::wanted(&asked.q);
    let words = text::fold(&wanted);
    let mut devices = rows(&reader, |_| true).await?;
    devices.retain(|row| text::fold(&format!("{} {}", row.person, row.cell)).contains(&words));
    let count = |code: &str| devices.iter().filter(|row| code.is_empty() || row.state == code).count();
    let states = ["", "active", "parting", "silent", "copied", "revoked"].map(|code| DeviceState {
        code: code.to_owned(),
        n: u32::try_from(count(code)).unwrap_or(u32::MAX),
        href: paths::with("/devices", &paths::query([("q", &*wanted), ("state", code)])),
    });
    devices.retain(|row| asked.state.is_empty() || row.state == asked.state);
    let base = paths::open("/devices", &paths::query([("q", &wanted), ("state", &asked.state)]));
    let pager = Pager::of(asked.page, devices.len(), ROWS, format!("{base}page="));
    let view = DevicesView {
        page: reader.page(&reader.texts.text("devices-title"), Tab::Devices),
        devices: devices.into_iter().skip(pager.skip(ROWS)).take(ROWS).collect(),
        query: wanted,
        states: states.into_iter().filter(|state| state.n > 0 || state.code == asked.state).collect(),
        chosen: asked.state,
        pager,
        may_manage: reader.may::<ToAdminister>(),
    };
    html(&view)
}

/// `GET /devices/enrol`.
pub(super) async fn ask(administrator: Administrator) -> Result<Response, Failure> {
    form(&administrator, &Enrol::default(), Problem::default())
}

/// The enrolment form as it is sent.
#[derive(Default, Deserialize)]
pub(super) struct Enrol {
    #[serde(default)]
    cell: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    role: String,
}

fn form(context: &RequestContext, given: &Enrol, problem: Problem) -> Result<Response, Failure> {
    let view = EnrolView {
        page: context.page(&context.texts.text("enrol-title"), Tab::Devices),
        cells: context.open_cell_choices(given.cell.parse().ok()),
        person: given.person.clone(),
        roles: roles(context, &given.role),
        problem,
    };
    html(&view)
}

/// What a phone can be enrolled as, to choose from.
fn roles(context: &RequestContext, chosen: &str) -> Vec<Choice> {
    let choice = |role: &Role| Choice {
        value: role.code().to_owned(),
        text: context.texts.code("role", role.code()),
        selected: role.code() == chosen,
    };
    ROLES.iter().map(choice).collect()
}

/// `POST /devices/enrol`: the code is shown once, as the answer to the form.
pub(super) async fn enrol(posted: Posted<ToAdminister, Enrol>) -> Result<Response, Failure> {
    let Posted { by, form: given } = posted;
    let cell: Option<OrgId> = given.cell.parse().ok();
    let today = by.console.hub().host().now().vietnam_date();
    let known = cell.and_then(|org| by.known.tree.get(org));
    let Some(cell) = known.filter(|org| org.class == OrgClass::Cell && org.exists_on(today) && by.is_within(org.org))
    else {
        return form(&by, &given, Problem { field: "cell", text: by.texts.text("enrol-no-cell") });
    };
    let invitation = match invitation(&by, cell.org, &given.role, &given.person).await? {
        Ok(invitation) => invitation,
        Err(problem) => return form(&by, &given, problem),
    };
    html(&coded(&by, invitation).await?)
}

/// Whom a code is for: a member of the cell, by name or card number; or what is wrong, at which field.
async fn invitation(
    by: &RequestContext,
    org: OrgId,
    role: &str,
    typed: &str,
) -> Result<Result<Invitation, Problem>, Failure> {
    let problem = |field, key: &str| Ok(Err(Problem { field, text: by.texts.text(key) }));
    let Some(role) = ROLES.into_iter().find(|known| known.code() == role) else {
        return problem("role", "enrol-no-role");
    };
    let members = records::rows(by, Query::headcount().within(by.known.tree.holdings(org)), Page::ALL).await?;
    let member = match pick(&members, typed) {
        Picked::One(member) => member,
        Picked::None => return problem("person", "enrol-no-member"),
        Picked::Several => return problem("person", "enrol-several-members"),
    };
    Ok(Ok(Invitation { place: Place { org, role }, person: member.title.clone(), member: Some(member.doc) }))
}

/// Makes a code; the page shows it once.
async fn coded(by: &RequestContext, invitation: Invitation) -> Result<EnrolledView, Failure> {
    let console = &by.console;
    let (code, expires) =
        device::invite(console.hub(), &invitation, &by.session.login, console.public_url(), console.identity().pin())
            .await?;
    let mut page = by.page(&by.texts.text("enrolled-title"), Tab::Devices);
    // A switch of the language leads back to where a code can be made, not to one that is gone.
    page.path = "/devices/enrol".to_owned();
    Ok(EnrolledView {
        page,
        person: invitation.person,
        role: invitation.place.role.code().to_owned(),
        cell: by.org_name(invitation.place.org),
        // A camera opens it as a link; the app and the command line read either.
        qr_svg: picture(&code.to_link())?,
        code: code.to_text(),
        expires: expires.vietnam_display(),
    })
}

/// Which member a typed name or card number means.
pub(super) enum Picked<'a> {
    One(&'a Row),
    None,
    Several,
}

/// The strictest reading that fits anybody decides: card number, the name, the name without marks,
/// the beginning of a word.
pub(super) fn pick<'a>(members: &'a [Row], typed: &str) -> Picked<'a> {
    let typed = text::clean_line(typed);
    let digits: String = typed.chars().filter(|c| !matches!(c, ' ' | '.')).collect();
    let folded = text::fold(&typed);
    if folded.is_empty() {
        return Picked::None;
    }
    let readings: [&dyn Fn(&Row) -> bool; 4] = [
        &|row| row.text("card_number") == Some(digits.as_str()),
        &|row| text::same_name(&typed, &row.title),
        &|row| folded == text::fold(&row.title),
        &|row| text::rank(&typed, &row.title).is_some(),
    ];
    for reading in readings {
        let mut fitting = members.iter().filter(|row| reading(row));
        match (fitting.next(), fitting.next()) {
            (Some(one), None) => return Picked::One(one),
            (Some(_), Some(_)) => return Picked::Several,
            (None, _) => {}
        }
    }
    Picked::None
}

/// The code as one `<svg>` element.
pub(super) fn picture(text: &str) -> Result<String, Failure> {
    let drawn = QrCode::new(text.as_bytes())?.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    let start = drawn.find("<svg").unwrap_or(0);
    Ok(drawn.get(start..).unwrap_or_default().to_owned())
}

/// The form that revokes a device.
#[derive(Deserialize)]
pub(super) struct Revoke {
    #[serde(default)]
    reason: String,
}

/// `POST /devices/{id}/revoke`.
pub(super) async fn revoke(Path(id): Path<String>, posted: Posted<ToAdminister, Revoke>) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    let id: DeviceId = id.parse().ok().ok_or(Failure::NotFound)?;
    let known = by.known.devices.get(&id).filter(|row| !row.at_console && by.is_within(row.place.org));
    known.ok_or(Failure::NotFound)?;
    let reason: String = text::clean_line(&form.reason).chars().take(REASON_CHARS_MAX).collect();
    if reason.is_empty() {
        return Err(Failure::BadForm);
    }
    let done = device::revoke(by.console.hub(), id, &by.session.login, &reason).await?;
    on_to("/devices", Some(if done { &Notice::Revoked } else { &Notice::RevokedBefore }))
}

#[cfg(test)]
mod tests {
    use shared::id::DocId;

    use shared::doc::Kind;

    use super::{OrgId, Picked, Row, pick, picture};

    fn member(id: u8, name: &str, card: &str) -> Row {
        let row = Row::unreadable(DocId::from_bytes([id; 16]), Kind::Member, OrgId::from_bytes([1; 16]));
        Row { title: name.to_owned(), figures: [("card_number".to_owned(), card.into())].into(), ..row }
    }

    #[test]
    fn a_name_is_taken_only_when_it_means_one_member() {
        let members = [
            member(1, "Trần Văn Hòa", "35000001"),
            member(2, "Trần Văn Hóa", "35000002"),
            member(3, "Lê Thị Sen", "35000003"),
            member(4, "Lê Thị Sen", "35000004"),
        ];
        let picked = |typed: &str| match pick(&members, typed) {
            Picked::One(row) => row.text("card_number").unwrap_or_default().to_owned(),
            Picked::None => "none".to_owned(),
            Picked::Several => "several".to_owned(),
        };
        assert_eq!(picked("trần văn hoà"), "35000001");
        assert_eq!(picked("tran van hoa"), "several");
        assert_eq!(picked("Lê Thị Sen"), "several");
        assert_eq!(picked("35.000.004"), "35000004");
        assert_eq!(picked("Phạm Văn Đi"), "none");
        assert_eq!(picked("  "), "none");
    }

    #[test]
    fn the_picture_of_a_code_is_one_svg_element_without_style_or_script() {
        let drawn = picture("SEN1-abc").unwrap();
        assert!(drawn.starts_with("<svg") && drawn.trim_end().ends_with("</svg>"), "{drawn}");
        assert!(!drawn.contains("style=") && !drawn.contains("<script"));
    }
}
