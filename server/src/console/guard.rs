//! Who may do what at the console. Permission is a value: pages and actions take a [`Permit`], and
//! only this file makes one, from the session's cookie and the person's role.
//!
//! It refuses to know what a page shows; what lies outside the person's organisation does not exist.

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use shared::access::Right;
use shared::id::OrgId;
use shared::org::{OrgClass, OrgView};
use shared::words::{Language, Words};
use subtle::ConstantTimeEq;

use super::Console;
use super::cookies;
use super::csrf;
use super::error::Failure;
use super::notice::Notice;
use super::paths;
use super::view::{Choice, PageFrame, Person, Tab};
use crate::auth::session::{self, Session};
use crate::directory::Snapshot;
use crate::hub::HubError;
use crate::store::audit::{self, Event};
use crate::store::queue::{self, Asked};

/// A right as a type, so that what a page or action needs stands in its signature. Which role has it stands in
/// [`shared::role`].
pub(super) trait Needs: Send + Sync {
    /// The right.
    const RIGHT: Right;
}

/// Seeing figures and adopted minutes.
pub(super) struct ToView;
/// Reading records: meetings, the register, devices, what is held.
pub(super) struct ToRead;
/// Marking as seen, deciding about what is held, reviewing.
pub(super) struct ToReview;
/// Reading the audit log.
pub(super) struct ToAudit;
/// Enrolling and revoking devices.
pub(super) struct ToAdminister;

impl Needs for ToView {
    const RIGHT: Right = Right::View;
}

impl Needs for ToRead {
    const RIGHT: Right = Right::Read;
}

impl Needs for ToReview {
    const RIGHT: Right = Right::Review;
}

impl Needs for ToAudit {
    const RIGHT: Right = Right::Audit;
}

impl Needs for ToAdminister {
    const RIGHT: Right = Right::Administer;
}

/// A signed-in person who may do what `R` says.
pub(super) struct Permit<R> {
    context: RequestContext,
    right: PhantomData<R>,
}

pub(super) type Viewer = Permit<ToView>;
pub(super) type Reader = Permit<ToRead>;
pub(super) type Auditor = Permit<ToAudit>;
pub(super) type Administrator = Permit<ToAdminister>;

impl<R> Permit<R> {
    /// The context alone, for what outlasts the request.
    pub(super) fn into_context(self) -> RequestContext {
        self.context
    }
}

impl<R> Deref for Permit<R> {
    type Target = RequestContext;

    fn deref(&self) -> &RequestContext {
        &self.context
    }
}

impl<R: Needs> FromRequestParts<Console> for Permit<R> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, Failure> {
        let Some(context) = RequestContext::open(console, &parts.headers, &parts.uri).await? else {
            let next = if parts.method == Method::GET { path_of(&parts.uri) } else { "/".to_owned() };
            return Err(Failure::SignedOut {
                next,
                expired: cookies::read(&parts.headers, cookies::SESSION).is_some(),
            });
        };
        if !context.session.place.role.may(R::RIGHT) {
            return Err(Failure::Forbidden);
        }
        let lacks_second = console.second_required() && !context.session.has_second;
        if lacks_second && !parts.uri.path().starts_with("/account/second") {
            return Err(Failure::NoSecond);
        }
        Ok(Self { context, right: PhantomData })
    }
}

/// A form that only says to do it.
#[derive(Deserialize)]
pub(super) struct Nothing {}

/// A form sent by a person who may do what `R` says, from a page this server made for them: its token was looked at, and is
/// not among the fields.
pub(super) struct Posted<R, F> {
    /// Who sent it.
    pub(super) by: Permit<R>,
    /// What they filled in.
    pub(super) form: F,
}

impl<R: Needs, F: DeserializeOwned> FromRequest<Console> for Posted<R, F> {
    type Rejection = Failure;

    async fn from_request(request: Request, console: &Console) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let by = match Permit::<R>::from_request_parts(&mut parts, console).await {
            Ok(by) => by,
            Err(Failure::SignedOut { next, expired }) => {
                let pairs = read_form(Request::from_parts(parts.clone(), body)).await?;
                return Err(lost(&parts, pairs, Failure::SignedOut { next, expired }));
            }
            Err(failure) => return Err(failure),
        };
        let bytes = read_bytes(Request::from_parts(parts.clone(), body)).await?;
        let pairs: Vec<(String, String)> = read_form(Request::from_parts(parts.clone(), bytes.clone().into())).await?;
        let token = pairs.iter().find(|(name, _)| name == TOKEN).map_or("", |(_, token)| token);
        if !csrf::fits(token, &by.session.csrf) {
            return Err(lost(&parts, pairs, Failure::BadForm));
        }
        let form = read_form(Request::from_parts(parts, without_token(&bytes).into())).await?;
        Ok(Self { by, form })
    }
}

/// The field of every form that holds its token.
const TOKEN: &str = "csrf";

/// A form as it came, without its token: what is left is what a person filled in.
fn without_token(form: &[u8]) -> Vec<u8> {
    let is_token = |pair: &&[u8]| pair.strip_prefix(TOKEN.as_bytes()).is_some_and(|rest| rest.starts_with(b"="));
    form.split(|byte| *byte == b'&').filter(|pair| !is_token(pair)).collect::<Vec<_>>().join(&b'&')
}

/// By which a browser says where a request comes from.
const FETCH_SITE: &str = "sec-fetch-site";

/// Fields that no page gives back: what proves who somebody is, and what the form itself brought.
const NEVER_GIVEN_BACK: [&str; 7] = [TOKEN, "version", "password", "old", "new", "again", "code"];

/// A form that came too late, with what was written in it; the failure itself where nothing was, or where the browser does
/// not say that the form stood on a page of this server: another site must not put its words into ours.
fn lost(parts: &Parts, pairs: Vec<(String, String)>, otherwise: Failure) -> Failure {
    if parts.headers.get(FETCH_SITE).is_none_or(|site| site != "same-origin") {
        return otherwise;
    }
    // Codes, ids and days are chosen again at once; a sentence is not.
    let is_chosen = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'));
    let is_written = |(name, text): &(String, String)| {
        !NEVER_GIVEN_BACK.contains(&name.as_str()) && !name.starts_with('_') && !is_chosen(text)
    };
    let texts: Vec<String> = pairs.into_iter().filter(is_written).map(|(_, text)| text).collect();
    if texts.is_empty() { otherwise } else { Failure::FormLost { texts, next: paths::page_of(parts.uri.path()) } }
}

/// Reads a form as it came, under its bound.
async fn read_bytes(request: Request) -> Result<Bytes, Failure> {
    Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLong,
        _ => Failure::BadForm,
    })
}

/// Reads a form's fields.
pub(super) async fn read_form<F: DeserializeOwned>(request: Request) -> Result<F, Failure> {
    match Form::<F>::from_request(request, &()).await {
        Ok(Form(form)) => Ok(form),
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Failure::TooLong),
        Err(_) => Err(Failure::BadForm),
    }
}

/// Compares two tokens in constant time; an empty one fits nothing.
pub(super) fn same_token(brought: &str, expected: &str) -> bool {
    !expected.is_empty() && bool::from(brought.as_bytes().ct_eq(expected.as_bytes()))
}

/// The language a reader has chosen, Vietnamese unless they did.
pub(super) fn language(headers: &HeaderMap) -> Language {
    cookies::read(headers, cookies::LANGUAGE).and_then(Language::parse).unwrap_or_default()
}

/// Path and query as the browser sent them.
pub(super) fn path_of(uri: &Uri) -> String {
    uri.path_and_query().map_or_else(|| "/".to_owned(), |path| path.as_str().to_owned())
}

/// What a request of somebody who is signed in is answered with: their session, language and the directory.
pub(super) struct RequestContext {
    /// The console.
    pub(super) console: Console,
    /// Who they are.
    pub(super) session: Session,
    /// Devices and organisations as they are now.
    pub(super) known: Arc<Snapshot>,
    /// The sentences of their language.
    pub(super) texts: &'static Words,
    path: String,
    notice: Option<Notice>,
    waiting: u32,
    /// The news the page is made of: what came later is not in it.
    news: u64,
}

fn choices(orgs: &[&OrgView], chosen: Option<OrgId>) -> Vec<Choice> {
    let choice = |org: &&OrgView| Choice {
        value: org.org.to_string(),
        text: org.name.clone(),
        selected: chosen == Some(org.org),
    };
    orgs.iter().map(choice).collect()
}

impl RequestContext {
    /// The context of whoever the session's cookie names; `None` when nobody is signed in.
    pub(super) async fn open(console: &Console, headers: &HeaderMap, uri: &Uri) -> Result<Option<Self>, Failure> {
        let Some(secret) = cookies::read(headers, cookies::SESSION) else { return Ok(None) };
        let Some(session) = session::find(console.hub(), secret, console.session_idle_ms()).await? else {
            return Ok(None);
        };
        // Contacts are written down without being read back; a page tells them as they are now.
        console.hub().directory().refresh(console.hub().store()).await?;
        let mut context = Self {
            known: console.hub().directory().now(),
            texts: Words::of(language(headers)),
            path: path_of(uri),
            notice: cookies::read(headers, cookies::NOTICE).and_then(Notice::read),
            waiting: 0,
            news: console.hub().news().borrow().number,
            console: console.clone(),
            session,
        };
        // Whoever belonged to an organisation that ended has their place in the one that carries it on, as a device has.
        context.session.place.org = context.known.tree.heir(context.session.place.org);
        if context.may::<ToReview>() {
            let asked = context.everything_waiting();
            let waiting = console.hub().store().read(move |reading| queue::count(reading, &asked)).await?;
            context.waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
        }
        Ok(Some(context))
    }

    /// Whether the person may also do what `R` says.
    pub(super) fn may<R: Needs>(&self) -> bool {
        self.session.place.role.may(R::RIGHT)
    }

    /// Whether an organisation is the person's own or lies below it.
    pub(super) fn is_within(&self, org: OrgId) -> bool {
        self.known.tree.is_within(org, self.session.place.org)
    }

    /// Whether the person stands at the top: what is not told apart by place, as the audit log, is theirs alone.
    pub(super) fn is_at_the_top(&self) -> bool {
        self.console.ward() == Some(self.session.place.org)
    }

    /// The organisations whose records the person may look for: their own and those below; `None` where that is every
    /// one there is.
    pub(super) fn scope(&self) -> Option<Vec<OrgId>> {
        let below: Vec<OrgId> = self.known.tree.below(self.session.place.org).map(|org| org.org).collect();
        (below.len() < self.known.tree.iter().count()).then_some(below)
    }

    /// Everything that waits for the ward and lies within the person's organisation. That two records may be one person is
    /// told only to who sees both.
    pub(super) fn everything_waiting(&self) -> Asked {
        let (today, orgs) = (self.console.hub().host().now().vietnam_date(), self.scope());
        Asked { with_twins: orgs.is_none(), orgs, ..Asked::everything(today, self.session.login.clone()) }
    }

    /// The cells of the person's organisation to choose from, with those that ended: their records are there to read.
    pub(super) fn cells(&self, chosen: Option<OrgId>) -> Vec<Choice> {
        choices(&self.cells_that(|_| true), chosen)
    }

    /// The cells of the person's organisation that go on today, to choose from where something begins.
    pub(super) fn open_cell_choices(&self, chosen: Option<OrgId>) -> Vec<Choice> {
        choices(&self.open_cells(), chosen)
    }

    /// The cells of the person's organisation that go on today, by name.
    pub(super) fn open_cells(&self) -> Vec<&OrgView> {
        let today = self.console.hub().host().now().vietnam_date();
        self.cells_that(|org| org.exists_on(today))
    }

    fn cells_that(&self, which: impl Fn(&OrgView) -> bool) -> Vec<&OrgView> {
        let below = self.known.tree.below(self.session.place.org);
        let mut cells: Vec<_> = below.filter(|org| org.class == OrgClass::Cell && which(org)).collect();
        cells.sort_by_cached_key(|org| shared::text::natural(&org.name));
        cells
    }

    /// Whether something held is the person's to see: by the record it claims, else by its device.
    /// What belongs to nobody known is seen by those at the top.
    pub(super) fn sees_held(&self, org: Option<OrgId>, device: shared::id::DeviceId) -> bool {
        let known = |org: &OrgId| self.known.tree.get(*org).is_some();
        match org.filter(known).or_else(|| self.known.devices.get(&device).map(|row| row.place.org)) {
            Some(org) => self.is_within(org),
            None => self.is_at_the_top(),
        }
    }

    /// The name of an organisation, as the reader may know it.
    pub(super) fn org_name(&self, org: OrgId) -> String {
        self.known.tree.get(org).map(|org| org.name.clone()).unwrap_or_default()
    }

    /// The frame of a page.
    pub(super) fn page(&self, title: &str, tab: Tab) -> PageFrame {
        let ward = match self.org_name(self.session.place.org) {
            name if name.is_empty() => self.console.ward_name(),
            name => name,
        };
        PageFrame {
            person: Some(Person { name: self.session.name.clone(), role: self.session.place.role.code().to_owned() }),
            csrf: self.console.masked(&self.session.csrf),
            tab,
            tabs: self.tabs(),
            flash: self.notice.as_ref().map(|notice| notice.flash(self.texts)),
            waiting: self.waiting,
            news: self.news,
            read_only: self.console.hub().store().damage().is_some(),
            ..PageFrame::new(self.texts, &ward, title, &self.path)
        }
    }

    fn tabs(&self) -> Vec<Tab> {
        let is_open = |tab: &Tab| !matches!(tab, Tab::Audit | Tab::Backups) || self.is_at_the_top();
        Tab::ALL.into_iter().filter(|tab| self.session.place.role.may(tab.right()) && is_open(tab)).collect()
    }

    /// Enters what the person did into the audit chain; only then may they see the answer.
    pub(super) async fn note(&self, action: &'static str, subject: String, detail: String) -> Result<(), Failure> {
        if self.console.hub().store().damage().is_some() {
            let actor = &self.session.login;
            tracing::warn!(actor, action, subject, detail, "read while nothing can be written; entered only here");
            return Ok(());
        }
        let event =
            Event { at: self.console.hub().host().now(), actor: self.session.login.clone(), action, subject, detail };
        self.console.hub().store().write(move |tx| audit::append(tx, &event)).await.map_err(HubError::from)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{FETCH_SITE, Failure, lost, same_token};

    #[test]
    fn what_was_written_is_given_back_and_what_proves_a_person_never() {
        let sent_from = |site: &str| {
            let request = axum::http::Request::post("/review/0123/remark").header(FETCH_SITE, site);
            request.body(()).unwrap().into_parts().0
        };
        let (here, elsewhere) = (sent_from("same-origin"), sent_from("cross-site"));
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let given = vec![
            pair("csrf", "5 eed"),
            pair("password", "hoa sen nở"),
            pair("code", "123 456"),
            pair("_version", "một hai"),
            pair("due", "2026-12-01"),
            pair("part", "agenda"),
            pair("text", "Ghi rõ ai chịu trách nhiệm."),
        ];
        let Failure::FormLost { texts, next } = lost(&here, given.clone(), Failure::BadForm) else {
            panic!("it is kept")
        };
        assert_eq!((texts, next.as_str()), (vec!["Ghi rõ ai chịu trách nhiệm.".to_owned()], "/review/0123"));
        assert!(matches!(lost(&here, given[..6].to_vec(), Failure::BadForm), Failure::BadForm));
        assert!(matches!(lost(&elsewhere, given, Failure::BadForm), Failure::BadForm));
    }

    #[test]
    fn a_token_that_is_missing_or_wrong_fits_nothing() {
        assert!(same_token("5eed", "5eed"));
        for (brought, expected) in [("", "5eed"), ("5eee", "5eed"), ("5eed0", "5eed"), ("", "")] {
            assert!(!same_token(brought, expected), "{brought:?} {expected:?}");
        }
    }
}
