//! Who signs in at the console: the list, one person, and what an administrator does about their sign-in.
//!
//! What may be done is asked again where it is written, in `auth::people`.

pub(super) mod act;
pub(super) mod add;

use axum::extract::Path;
use axum::response::Response;
use shared::id::OrgId;
use shared::text;
use shared::time::Timestamp;

use super::error::Failure;
use super::guard::{Administrator, RequestContext};
use super::view::{Choice, PeopleView, PersonLine, PersonView, SessionLine, Tab};
use super::{html, sign_in};
use crate::auth::people::{self, PeopleError, Refused};
use crate::auth::session::{is_open, public_id};
use crate::store::person::{self, AccountRow, PersonRow};
use crate::store::session::{self, SessionRow};
use crate::store::{Reading, StoreError, read_model};

/// A person with what is known of their sign-in.
struct Found {
    row: PersonRow,
    account: AccountRow,
    sessions: Vec<SessionRow>,
    locks: (u32, Option<Timestamp>),
    code_until: Option<Timestamp>,
}

impl Found {
    fn of(reading: &Reading<'_>, row: PersonRow, idle_ms: i64, now: Timestamp) -> Result<Self, StoreError> {
        let mut sessions = session::of(reading, &row.login)?;
        sessions.retain(|session| is_open(session, idle_ms, now));
        Ok(Self {
            account: person::account(reading, &row.login)?,
            sessions,
            locks: session::locks(reading, &row.login, now)?,
            code_until: person::reset_waiting(reading, &row.login, now)?,
            row,
        })
    }

    fn line(&self, context: &RequestContext) -> PersonLine {
        let (state, when) = match (&self.account.disabled, self.locks.1, self.code_until) {
            (Some((since, _)), ..) => ("disabled", Some(*since)),
            (None, Some(until), _) => ("locked", Some(until)),
            (None, None, Some(until)) if self.account.signed_in.is_none() => ("waiting", Some(until)),
            _ => ("active", None),
        };
        PersonLine {
            login: self.row.login.clone(),
            name: self.row.name.clone(),
            role: self.row.place.role.code().to_owned(),
            place: context.org_name(self.row.place.org),
            ended: ended(context, self.row.place.org),
            signed_in: self.account.signed_in.map(Timestamp::vietnam_display),
            sessions: u32::try_from(self.sessions.len()).unwrap_or(u32::MAX),
            second: self.account.second.is_some(),
            state,
            when: when.map(Timestamp::vietnam_display).unwrap_or_default(),
            own: self.row.login == context.session.login,
        }
    }
}

/// That an organisation has ended, and who carries it on: whoever signs in for it stands there by now, as its phones do.
fn ended(context: &RequestContext, org: OrgId) -> String {
    let (tree, today) = (&context.known.tree, context.console.hub().host().now().vietnam_date());
    let has_ended = tree.get(org).is_some_and(|org| org.valid_to.is_some_and(|last| last < today));
    match (has_ended, tree.heir(org)) {
        (false, _) => String::new(),
        (true, heir) if heir == org => context.texts.text("people-place-ended"),
        (true, heir) => context.texts.filled("people-place-carried", &[("x", &context.org_name(heir))]),
    }
}

/// Sessions as their owner may recognise them.
pub(super) fn session_lines(sessions: &[SessionRow], own: Option<[u8; 32]>) -> Vec<SessionLine> {
    let line = |row: &SessionRow| SessionLine {
        id: public_id(&row.token_hash),
        browser: row.browser.clone(),
        system: row.system.clone(),
        since: row.since.vietnam_display(),
        used: row.used.vietnam_display(),
        own: own == Some(row.token_hash),
    };
    sessions.iter().map(line).collect()
}

/// `GET /people`.
pub(super) async fn list(administrator: Administrator) -> Result<Response, Failure> {
    let (now, idle_ms) = (administrator.console.hub().host().now(), administrator.console.session_idle_ms());
    let (known, place) = (administrator.known.clone(), administrator.session.place.org);
    let read = move |reading: &Reading<'_>| {
        let people = person::people(reading)?.into_iter().filter(|row| known.tree.is_within(row.place.org, place));
        people.map(|row| Found::of(reading, row, idle_ms, now)).collect::<Result<Vec<_>, _>>()
    };
    let mut people = administrator.console.hub().store().read(read).await?;
    people.sort_by_cached_key(|found| {
        (
            found.account.disabled.is_some(),
            text::NameKey::of(&text::parse_name(&found.row.name)),
            found.row.login.clone(),
        )
    });
    let view = PeopleView {
        page: administrator.page(&administrator.texts.text("people-title"), Tab::People),
        people: people.iter().map(|found| found.line(&administrator)).collect(),
    };
    html(&view)
}

/// `GET /person/{login}`.
pub(super) async fn person(Path(login): Path<String>, administrator: Administrator) -> Result<Response, Failure> {
    shown(&administrator, login, None).await
}

/// The page of one person, with what went wrong where something did.
async fn shown(context: &RequestContext, login: String, refused: Option<Refused>) -> Result<Response, Failure> {
    let (now, idle_ms) = (context.console.hub().host().now(), context.console.session_idle_ms());
    let read = move |reading: &Reading<'_>| {
        person::person(reading, &login)?.map(|row| Found::of(reading, row, idle_ms, now)).transpose()
    };
    let found = context.console.hub().store().read(read).await?;
    let found = found.filter(|found| context.is_within(found.row.place.org)).ok_or(Failure::NotFound)?;
    let member = context.known.member_of(found.row.device);
    let titled = move |reading: &Reading<'_>| member.map(|doc| read_model::row(reading, doc)).transpose();
    let member = context.console.hub().store().read(titled).await?.flatten();
    let ward = context.console.ward().ok_or(Failure::NotFound)?;
    let person = found.line(context);
    let role = |role: &shared::access::Role| Choice {
        value: role.code().to_owned(),
        text: context.texts.code("role", role.code()),
        selected: *role == found.row.place.role,
    };
    let mut page = context.page(&person.name, Tab::People);
    page.path = format!("/person/{}", super::paths::encode(&person.login));
    if let Some(refused) = refused {
        page.flash = Some(act::failed(context, refused));
    }
    let view = PersonView {
        page,
        member: member.map(|row| (row.title, format!("/members/{}", row.doc))),
        disabled_by: found.account.disabled.as_ref().map(|(_, by)| by.clone()).unwrap_or_default(),
        code_until: found.code_until.map(Timestamp::vietnam_display).unwrap_or_default(),
        locked_places: found.locks.0,
        sessions: session_lines(&found.sessions, person.own.then_some(context.session.token_hash)),
        roles: people::roles_at(found.row.place.org, ward).iter().map(role).collect(),
        person,
    };
    html(&view)
}

/// What a change to a person came to, where it is not for a page to tell.
fn failure(context: &RequestContext, error: PeopleError) -> Result<Refused, Failure> {
    match error {
        PeopleError::Refused(Refused::Unknown) => Err(Failure::NotFound),
        PeopleError::Refused(Refused::NotAllowed) => Err(Failure::Forbidden),
        PeopleError::Refused(refused) => Ok(refused),
        PeopleError::Hub(error) => Err(error.into()),
        PeopleError::Password(error) => Err(sign_in::unchecked(&context.console, error)),
    }
}
