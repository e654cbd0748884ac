//! The ward's console: pages rendered on the server, that need no script.
//!
//! Owns the routes, what every answer carries in its headers, and the shared state. What a person
//! may do is decided in `guard`, what goes wrong becomes a page in `error`; SQL stays in the store.

mod account;
mod assets;
mod audit;
mod authors;
mod backups;
mod badges;
mod conflicts;
pub mod cookies;
mod csrf;
mod devices;
mod difference;
mod duplicates;
mod error;
mod export;
mod guard;
mod guide;
mod held;
mod live;
mod lookup;
mod meetings;
mod members;
mod month;
mod notice;
mod orgs;
mod papers;
mod paths;
mod people;
mod queue;
mod reconcile;
mod records;
mod reset;
mod review;
mod rules;
mod search;
mod second;
mod seen;
mod sign_in;
mod tasks;
mod trends;
mod trust;
pub mod view;
mod worded;
mod wording;

use std::borrow::Cow;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::FutureExt;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use shared::id::OrgId;
use shared::text::screened;
use shared::words::{Language, Words};
use tower_http::compression::CompressionLayer;

use crate::auth;
use crate::bounds::{Bound, Bounds};
use crate::config::Config;
use crate::hub::Hub;
use crate::tls::Identity;
use error::Failure;
use guard::RequestContext;
use notice::Notice;
use view::{ErrorView, LostFormView, PageFrame};

/// Longest form accepted, in bytes.
const FORM_BYTES_MAX: usize = 64 * 1024;
/// How long a notice may wait for the next page, in seconds.
const NOTICE_SECONDS: i64 = 60;

const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
             trusted-types sen",
        ),
    ),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000")),
];

/// The routes of the console.
pub async fn routes(hub: Hub, identity: Identity, config: Config, bounds: Bounds) -> Router {
    // Parsed at the start, so that no page waits for it.
    for language in Language::ALL {
        Words::of(language);
    }
    let ward = match auth::device::ward_org(hub.store()).await {
        Ok(ward) => Some(ward),
        Err(error) => {
            tracing::warn!(%error, "the console does not know its ward");
            None
        }
    };
    let console = Console {
        inner: Arc::new(ConsoleInner {
            hub,
            identity,
            config,
            bounds,
            ward,
            pairs: tokio::sync::Mutex::default(),
            copying: backups::Copying::default(),
            live: live::Live::default(),
            checks: audit::Checks::default(),
        }),
    };
    Router::new()
        .route("/", get(month::page))
        .route("/guide", get(guide::page))
        .route("/live", get(live::events))
        .route("/trends", get(trends::page))
        .route("/rules", get(rules::page))
        .route("/rules/export/{ending}", get(rules::export))
        .route("/cells/{id}", get(meetings::cell))
        .route("/cells/{id}/{month}", get(month::square::go))
        .route("/meetings/{id}", get(meetings::meeting))
        .route("/meetings/{id}/history", get(meetings::history))
        .route("/meetings/{id}/seen", post(meetings::seen))
        .route("/search", get(search::page))
        .route("/search/first", get(search::first))
        .route("/static/{edition}/{name}", get(assets::file))
        .method_not_allowed_fallback(async || Failure::WrongMethod)
        .fallback(async || Failure::NotFound)
        .merge(waiting())
        .merge(office())
        .merge(long_forms())
        .merge(sign_in_routes())
        .merge(registers())
        .merge(breaking())
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(console.clone(), dress))
        .with_state(console)
}

/// What waits for the ward, and what is decided about it.
fn waiting() -> Router<Console> {
    Router::new()
        .route("/queue", get(queue::list))
        .route("/queue/take", post(queue::take))
        .route("/queue/give-back", post(queue::give_back))
        .route("/queue/seen", post(queue::seen))
        .route("/review/{id}", get(review::show))
        .route("/review/{id}/remark", post(review::act::remark))
        .route("/review/{id}/settle", post(review::act::settle))
        .route("/review/{id}/check", post(review::act::check))
        .route("/review/{id}/return", post(review::act::send_back))
        .route("/review/{id}/accept", post(review::act::accept))
        .route("/review/{id}/reopen", post(review::act::reopen))
        .route("/review/{id}/seen", post(review::act::seen))
        .route("/conflicts", get(conflicts::list))
        .route("/conflicts/{id}/ask", post(conflicts::ask))
        .route("/conflicts/{id}/settle", post(conflicts::settle))
        .route("/twins/{id}", get(duplicates::page))
        .route("/twins/{id}/merge", post(duplicates::merge))
        .route("/twins/{id}/dismiss", post(duplicates::dismiss))
        .route("/twins/{id}/split", post(duplicates::split))
        .route("/held", get(held::list))
        .route("/held/decided", get(held::decided))
        .route("/held/decided/export/{ending}", get(held::export))
        .route("/held/{id}", get(held::show))
        .route("/held/{id}/text", get(held::text))
        .route("/held/{id}/release", post(held::release))
        .route("/held/{id}/dismiss", post(held::dismiss))
        .route("/held/{id}/reopen", post(held::reopen))
}

/// Organisations, devices, backups and the log.
fn office() -> Router<Console> {
    Router::new()
        .route("/orgs", get(orgs::list))
        .route("/orgs/add", get(orgs::add::ask).post(orgs::add::add))
        .route("/orgs/{id}", get(orgs::org))
        .route("/orgs/{id}/rename", post(orgs::act::rename))
        .route("/orgs/{id}/move", post(orgs::act::move_under))
        .route("/orgs/{id}/end", post(orgs::act::end))
        .route("/orgs/{id}/reopen", post(orgs::act::reopen))
        .route("/devices", get(devices::list))
        .route("/devices/enrol", get(devices::ask).post(devices::enrol))
        .route("/devices/sheet", get(devices::sheet::ask).post(devices::sheet::make))
        .route("/devices/{id}/revoke", post(devices::revoke))
        .route("/devices/{id}/hand-over", get(devices::hand_over::ask).post(devices::hand_over::hand_over))
        .route("/backups", get(backups::list))
        .route("/backups/make", post(backups::make))
        .route("/backups/{name}/check", post(backups::check))
        .route("/audit", get(audit::log))
        .route("/audit/export/{ending}", get(audit::export))
        .route("/trust", get(trust::page))
        .route("/trust/sen-ca.crt", get(trust::certificate))
}

/// What is sent with more than other forms: a field for each role of each cell.
fn long_forms() -> Router<Console> {
    Router::new()
        .route("/devices/sheet/cells", get(devices::sheet::cells::ask).post(devices::sheet::cells::make))
        .layer(DefaultBodyLimit::max(devices::sheet::cells::FORM_BYTES_MAX))
}

/// Who signs in, and what they and an administrator do about it.
fn sign_in_routes() -> Router<Console> {
    Router::new()
        .route("/sign-in", get(sign_in::ask).post(sign_in::enter))
        .route("/sign-out", post(sign_in::leave))
        .route("/sign-in/code", get(sign_in::ask_code).post(sign_in::enter_code))
        .route("/reset", get(reset::ask).post(reset::choose))
        .route("/lang/{code}", get(sign_in::language))
        .route("/account", get(account::page))
        .route("/account/password", post(account::change_password))
        .route("/account/sessions/{id}/end", post(account::end_session))
        .route("/account/sessions/end-others", post(account::end_others))
        .route("/account/second", get(second::ask).post(second::begin))
        .route("/account/second/confirm", post(second::confirm))
        .route("/account/second/end", post(account::end_second))
        .route("/people", get(people::list))
        .route("/people/add", get(people::add::ask).post(people::add::add))
        .route("/person/{login}", get(people::person))
        .route("/person/{login}/role", post(people::act::role))
        .route("/person/{login}/disable", post(people::act::disable))
        .route("/person/{login}/enable", post(people::act::enable))
        .route("/person/{login}/reset", post(people::act::reset))
        .route("/person/{login}/unlock", post(people::act::unlock))
        .route("/person/{login}/end-sessions", post(people::act::end_sessions))
        .route("/person/{login}/end-second", post(people::act::end_second))
}

/// The registers: members, tasks, records of any kind.
fn registers() -> Router<Console> {
    Router::new()
        .route("/members", get(members::list))
        .route("/members/reconcile", get(reconcile::page))
        .route("/members/reconcile/export/{ending}", get(reconcile::export))
        .route("/members/badges", get(badges::page))
        .route("/members/badges/export/{ending}", get(badges::export))
        .route("/members/{id}", get(members::page::member))
        .route("/members/export/{ending}", get(members::export))
        .route("/tasks", get(tasks::list))
        .route("/tasks/export/{ending}", get(tasks::export))
        .route("/records", get(records::page::list))
        .route("/records/new/{kind}", get(records::anew::ask).post(records::anew::begin))
        .route("/records/{id}", get(records::page::record))
        .route("/records/export/{ending}", get(records::page::export))
        .route("/records/{id}/paper", get(records::paper::sheet))
        .route("/records/{id}/paper/{ending}", get(records::paper::file))
        .route("/papers/{kind}/{ending}", get(papers::paper))
        .route("/records/{id}/set", post(records::page::set))
        .route("/records/{id}/add", post(records::page::add))
        .route("/records/{id}/count", post(records::page::count))
        .route("/records/{id}/step", post(records::page::step))
        .route("/records/{id}/begin", post(records::page::begin))
        .route("/records/{id}/seen", post(records::page::mark))
}

/// No page panics on purpose.
#[cfg(not(test))]
fn breaking() -> Router<Console> {
    Router::new()
}

/// A page that panics each time, to test how a panic is answered.
#[cfg(test)]
fn breaking() -> Router<Console> {
    let page: fn() -> std::future::Ready<Response> = || panic!("this page breaks off");
    Router::new().route("/breaks-off", get(page))
}

/// What every page draws on.
#[derive(Clone)]
struct Console {
    inner: Arc<ConsoleInner>,
}

struct ConsoleInner {
    hub: Hub,
    identity: Identity,
    config: Config,
    bounds: Bounds,
    ward: Option<OrgId>,
    pairs: tokio::sync::Mutex<()>,
    copying: backups::Copying,
    live: live::Live,
    checks: audit::Checks,
}

impl Console {
    fn hub(&self) -> &Hub {
        &self.inner.hub
    }

    fn identity(&self) -> &Identity {
        &self.inner.identity
    }

    fn public_url(&self) -> &str {
        &self.inner.config.public_url
    }

    fn session_idle_ms(&self) -> i64 {
        self.inner.config.session_idle_ms
    }

    /// Whether nobody works here without a second factor; one cannot be set up while nothing can be written.
    fn second_required(&self) -> bool {
        self.inner.config.second_required && self.hub().store().damage().is_none()
    }

    /// Held by whoever merges two records of one person or splits them: one at a time.
    fn pairs(&self) -> &tokio::sync::Mutex<()> {
        &self.inner.pairs
    }

    /// What is being copied or checked just now.
    fn copying(&self) -> &backups::Copying {
        &self.inner.copying
    }

    /// What open pages share that are told what changed.
    fn live(&self) -> &live::Live {
        &self.inner.live
    }

    /// When the whole log was last checked.
    fn checks(&self) -> &audit::Checks {
        &self.inner.checks
    }

    fn config(&self) -> &Config {
        &self.inner.config
    }

    fn bounds(&self) -> &Bounds {
        &self.inner.bounds
    }

    fn ward(&self) -> Option<OrgId> {
        self.inner.ward
    }

    /// A session's token as one page carries it.
    fn masked(&self, token: &str) -> String {
        let mask = self.hub().host().random().unwrap_or_else(|error| {
            tracing::error!(%error, "a page's token stands unmasked");
            [0; 16]
        });
        csrf::masked(token, mask)
    }

    fn ward_name(&self) -> String {
        let known = self.hub().directory().now();
        self.ward().and_then(|ward| known.tree.get(ward)).map(|org| org.name.clone()).unwrap_or_default()
    }
}

/// Which page of a list an address asks for; the first unless it says.
#[derive(Deserialize)]
struct PageQuery {
    #[serde(default)]
    page: u32,
}

/// What an address asks for after its `?`; what cannot be read leads nowhere.
fn query<T: DeserializeOwned>(uri: &Uri) -> Result<T, Failure> {
    match Query::try_from_uri(uri) {
        Ok(Query(asked)) => Ok(asked),
        Err(_) => Err(Failure::NotFound),
    }
}

/// A page as an answer. Whatever it draws on, it brings nothing that commands a screen.
fn html(view: &impl Template) -> Result<Response, Failure> {
    Ok(Html(shown(view)?).into_response())
}

fn shown(view: &impl Template) -> Result<String, askama::Error> {
    let text = view.render()?;
    Ok(match screened(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(screened) => screened,
    })
}

/// On to the next page, which says what the action came to.
fn on_to(path: &str, notice: Option<&Notice>) -> Result<Response, Failure> {
    let mut response = axum::http::StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(header::LOCATION, HeaderValue::try_from(paths::local(path))?);
    if let Some(notice) = notice {
        cookies::set(response.headers_mut(), cookies::NOTICE, &notice.text(), NOTICE_SECONDS)?;
    }
    Ok(response)
}

/// Turns failures into pages and gives every answer its headers. A page that panics is a failure as any other.
async fn dress(State(console): State<Console>, request: Request, next: Next) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = answered.unwrap_or_else(|_| Failure::BrokeOff.into_response());
    if let Some(failure) = response.extensions_mut().remove::<Arc<Failure>>() {
        if matches!(*failure, Failure::TooLong) {
            console.bounds().note(Bound::BodySize);
        }
        let context = if failure.status().is_server_error() {
            None
        } else {
            RequestContext::open(&console, &headers, &uri).await.ok().flatten()
        };
        response = error_page(&console, &headers, context.as_ref(), &failure);
    }
    let shown = response.status().is_success()
        && cookies::read(&headers, cookies::NOTICE).is_some()
        && !uri.path().starts_with("/static/");
    if shown && let Err(error) = cookies::clear(response.headers_mut(), cookies::NOTICE) {
        tracing::error!(%error, "a notice could not be taken back");
    }
    for (name, value) in HEADERS {
        // Only what never changes says for itself how long it may be kept.
        response.headers_mut().entry(name).or_insert(value);
    }
    if asks_this_machine(&headers, &uri) {
        // Browsers keep it by name and for every port: one visit would put the app on this machine out of reach.
        response.headers_mut().remove(header::STRICT_TRANSPORT_SECURITY);
    }
    response
}

/// Whether a browser was sent here by the name every machine has for itself.
fn asks_this_machine(headers: &HeaderMap, uri: &Uri) -> bool {
    // HTTP/2 says it in the address, HTTP/1 in a header.
    let named = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = uri.host().or_else(|| named?.split(':').next());
    host.is_some_and(|host| host.eq_ignore_ascii_case("localhost"))
}

fn error_page(console: &Console, headers: &HeaderMap, context: Option<&RequestContext>, failure: &Failure) -> Response {
    let request = console.hub().host().random::<6>().map_or_else(|_| "-".to_owned(), hex::encode);
    failure.log(&request);
    let status = failure.status();
    let texts = Words::of(guard::language(headers));
    let title = match failure {
        Failure::FormLost { .. } => texts.text("form-lost-title"),
        _ => texts.text(error_title(status.as_u16())),
    };
    let page = match context {
        Some(context) => context.page(&title, view::Tab::None),
        None => PageFrame {
            read_only: console.hub().store().damage().is_some(),
            ..PageFrame::new(texts, &console.ward_name(), &title, "/")
        },
    };
    let request_id = status.is_server_error().then_some(request);
    let text = match failure {
        Failure::FormLost { texts, next } => {
            let is_signed_in = context.is_some();
            let next = if is_signed_in { next.clone() } else { paths::sign_in(next, true) };
            shown(&LostFormView { page, texts: texts.clone(), next, is_signed_in })
        }
        _ => shown(&ErrorView { page, status: status.as_u16(), request_id }),
    };
    match text {
        Ok(text) => failure.dressed((status, Html(text)).into_response()),
        Err(error) => {
            tracing::error!(%error, "an error page could not be written");
            failure.dressed(status.into_response())
        }
    }
}

fn error_title(status: u16) -> &'static str {
    match status {
        400 | 413 => "error-400-title",
        403 => "error-403-title",
        404 | 405 => "error-404-title",
        408 | 429 | 503 => "error-429-title",
        _ => "error-500-title",
    }
}

#[cfg(test)]
mod tests;
