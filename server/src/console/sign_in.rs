//! Signing in and out, and the choice of language.

use std::time::Duration;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::Response;
use serde::Deserialize;
use shared::words::{Language, Words};

use super::cookies;
use super::csrf;
use super::error::Failure;
use super::guard::{language as chosen, read_form, same_token};
use super::notice::Notice;
use super::view::{PageFrame, SignInCodeView, SignInErrorView, SignInView};
use super::{Console, html, on_to, paths, query};
use crate::auth::browser::Browser;
use crate::auth::password::PasswordError;
use crate::auth::session::{self, CODE_MS, Entered, SESSION_MS};
use crate::bounds::{Bound, Exceeded};
use crate::serve::peer::Peer;

/// How long to wait when many passwords are being checked.
const BUSY: Duration = Duration::from_secs(5);
/// How long the sign-in form is good, in seconds.
const FORM_SECONDS: i64 = 60 * 60;
/// How long a chosen language is remembered, in seconds.
const LANGUAGE_SECONDS: i64 = 365 * 24 * 60 * 60;

/// Where to go after signing in, and whether a session has just ended.
#[derive(Deserialize)]
struct Ask {
    #[serde(default)]
    next: String,
    #[serde(default)]
    expired: bool,
}

/// `GET /sign-in`.
pub(super) async fn ask(State(console): State<Console>, headers: HeaderMap, uri: Uri) -> Result<Response, Failure> {
    let Ask { next, expired } = query(&uri)?;
    let secret = cookies::read(&headers, cookies::SESSION).unwrap_or_default();
    if session::find(console.hub(), secret, console.session_idle_ms()).await?.is_some() {
        return on_to(&next, None);
    }
    form(&console, &headers, String::new(), &next, expired.then_some(SignInErrorView::Expired))
}

/// The frame of a page for who is not signed in, with a token that only this browser has in its cookie.
pub(super) fn frame(console: &Console, headers: &HeaderMap, title: &str, path: &str) -> Result<PageFrame, Failure> {
    let token = match cookies::read(headers, cookies::FORM).filter(|token| is_token(token)) {
        Some(token) => token.to_owned(),
        None => hex::encode(console.hub().host().random::<16>()?),
    };
    let texts = Words::of(chosen(headers));
    let notice = cookies::read(headers, cookies::NOTICE).and_then(Notice::read);
    Ok(PageFrame {
        csrf: token,
        read_only: console.hub().store().damage().is_some(),
        flash: notice.map(|notice| notice.flash(texts)),
        ..PageFrame::new(texts, &console.ward_name(), &texts.text(title), path)
    })
}

/// A page with such a frame, whose token goes into the cookie.
pub(super) fn answer(view: &impl Template, token: &str) -> Result<Response, Failure> {
    let mut response = html(view)?;
    cookies::set(response.headers_mut(), cookies::FORM, token, FORM_SECONDS)?;
    Ok(response)
}

/// Whether a form was made for this browser.
pub(super) fn is_own_form(headers: &HeaderMap, brought: &str) -> bool {
    same_token(brought, cookies::read(headers, cookies::FORM).filter(|token| is_token(token)).unwrap_or_default())
}

/// What somebody uses, as far as it says.
fn browser(headers: &HeaderMap) -> Browser {
    let said = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Browser::of(said.unwrap_or_default())
}

fn form(
    console: &Console,
    headers: &HeaderMap,
    login: String,
    next: &str,
    error: Option<SignInErrorView>,
) -> Result<Response, Failure> {
    let page = frame(console, headers, "sign-in-title", &paths::sign_in(next, false))?;
    let token = page.csrf.clone();
    let idle_minutes = minutes(console.session_idle_ms());
    let view = SignInView {
        page,
        login,
        next: paths::local(next).to_owned(),
        error,
        idle_minutes,
        hours: minutes(SESSION_MS) / 60,
    };
    answer(&view, &token)
}

/// Whole minutes.
pub(super) fn minutes(ms: i64) -> u32 {
    u32::try_from(ms / 60_000).unwrap_or(u32::MAX)
}

fn is_token(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[derive(Deserialize)]
struct Credentials {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
}

/// `POST /sign-in`.
pub(super) async fn enter(
    State(console): State<Console>,
    Extension(Peer(address)): Extension<Peer>,
    request: Request,
) -> Result<Response, Failure> {
    let headers = request.headers().clone();
    let given: Credentials = read_form(request).await?;
    if !is_own_form(&headers, &given.csrf) {
        return form(&console, &headers, given.login, &given.next, Some(SignInErrorView::Expired));
    }
    console.bounds().sign_in(address)?;
    let login = given.login.trim().to_owned();
    let brought =
        session::Credentials { login: login.clone(), password: given.password, address, browser: browser(&headers) };
    match session::sign_in(console.hub(), brought).await {
        Ok(Entered::Session(secret)) => enter_session(&console, &headers, &secret, &given.next).await,
        Ok(Entered::Halfway(secret)) => {
            let mut response = on_to(&paths::sign_in_code(&given.next), None)?;
            cookies::set(response.headers_mut(), cookies::HALFWAY, &secret, CODE_MS / 1000)?;
            Ok(response)
        }
        Err(error) => form(&console, &headers, login, &given.next, Some(refusal(&console, error)?)),
    }
}

/// What a refused sign-in says; an error where it was not for the person to mend.
fn refusal(console: &Console, error: session::SignInError) -> Result<SignInErrorView, Failure> {
    match error {
        session::SignInError::Wrong => Ok(SignInErrorView::Wrong),
        session::SignInError::Locked { minutes } => Ok(SignInErrorView::LockedOut { minutes }),
        session::SignInError::Again => Ok(SignInErrorView::Expired),
        session::SignInError::Hub(error) => Err(error.into()),
        session::SignInError::Password(error) => Err(unchecked(console, error)),
    }
}

/// A password that could not be checked or made now.
pub(super) fn unchecked(console: &Console, error: PasswordError) -> Failure {
    match error {
        PasswordError::Busy => {
            console.bounds().note(Bound::Passwords);
            Exceeded { bound: Bound::Passwords, wait: BUSY }.into()
        }
        error => error.into(),
    }
}

/// Into the session that was just opened.
async fn enter_session(console: &Console, headers: &HeaderMap, secret: &str, next: &str) -> Result<Response, Failure> {
    end_earlier(console, headers).await?;
    let mut response = on_to(next, None)?;
    cookies::set(response.headers_mut(), cookies::SESSION, secret, SESSION_MS / 1000)?;
    cookies::clear(response.headers_mut(), cookies::FORM)?;
    if cookies::read(headers, cookies::HALFWAY).is_some() {
        cookies::clear(response.headers_mut(), cookies::HALFWAY)?;
    }
    Ok(response)
}

/// `GET /sign-in/code`: for who gave a right password and has a second factor.
pub(super) async fn ask_code(
    State(console): State<Console>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    let Ask { next, .. } = query(&uri)?;
    let secret = cookies::read(&headers, cookies::HALFWAY).unwrap_or_default();
    if !session::is_halfway(console.hub(), secret) {
        return on_to(&paths::sign_in(&next, false), None);
    }
    code_form(&console, &headers, &next, None)
}

fn code_form(
    console: &Console,
    headers: &HeaderMap,
    next: &str,
    error: Option<SignInErrorView>,
) -> Result<Response, Failure> {
    let page = frame(console, headers, "sign-in-code-title", &paths::sign_in_code(next))?;
    let token = page.csrf.clone();
    answer(&SignInCodeView { page, next: paths::local(next).to_owned(), error }, &token)
}

#[derive(Deserialize)]
struct Code {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    code: String,
}

/// `POST /sign-in/code`.
pub(super) async fn enter_code(
    State(console): State<Console>,
    Extension(Peer(address)): Extension<Peer>,
    request: Request,
) -> Result<Response, Failure> {
    let headers = request.headers().clone();
    let given: Code = read_form(request).await?;
    if !is_own_form(&headers, &given.csrf) {
        return form(&console, &headers, String::new(), &given.next, Some(SignInErrorView::Expired));
    }
    console.bounds().sign_in(address)?;
    let secret = cookies::read(&headers, cookies::HALFWAY).unwrap_or_default();
    match session::enter_code(console.hub(), secret, given.code, address, browser(&headers)).await {
        Ok(secret) => enter_session(&console, &headers, &secret, &given.next).await,
        Err(error) => match refusal(&console, error)? {
            again @ SignInErrorView::Expired => form(&console, &headers, String::new(), &given.next, Some(again)),
            refused => code_form(&console, &headers, &given.next, Some(refused)),
        },
    }
}

/// Who signs in anew leaves no session behind that this browser had before.
async fn end_earlier(console: &Console, headers: &HeaderMap) -> Result<(), Failure> {
    let Some(secret) = cookies::read(headers, cookies::SESSION) else { return Ok(()) };
    if let Some(session) = session::find(console.hub(), secret, console.session_idle_ms()).await? {
        session::sign_out(console.hub(), secret, &session.login).await?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

/// `POST /sign-out`; whatever the role, everybody may leave.
pub(super) async fn leave(State(console): State<Console>, request: Request) -> Result<Response, Failure> {
    let headers = request.headers().clone();
    let secret = cookies::read(&headers, cookies::SESSION).unwrap_or_default();
    let form: Token = read_form(request).await?;
    if let Some(session) = session::find(console.hub(), secret, console.session_idle_ms()).await? {
        if !csrf::fits(&form.csrf, &session.csrf) {
            return Err(Failure::BadForm);
        }
        session::sign_out(console.hub(), secret, &session.login).await?;
    }
    let mut response = on_to("/sign-in", None)?;
    cookies::clear(response.headers_mut(), cookies::SESSION)?;
    Ok(response)
}

/// The page to come back to.
#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

/// `GET /lang/{code}`: remembers the language and goes back.
pub(super) async fn language(Path(code): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let language = Language::parse(&code).ok_or(Failure::NotFound)?;
    let Back { back } = query(&uri)?;
    let mut response = on_to(&back, None)?;
    cookies::set(response.headers_mut(), cookies::LANGUAGE, language.code(), LANGUAGE_SECONDS)?;
    Ok(response)
}
