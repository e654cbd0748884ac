//! Signing in and out, and the choice of language.

use std::time::Duration;

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde::Deserialize;
use shared::words::{Language, Words};

use super::cookies;
use super::csrf;
use super::error::Failure;
use super::guard::{Fields, language as chosen, read_form, same_token};
use super::view::{PageFrame, SignInErrorView, SignInView};
use super::{Console, html, on_to, paths, query};
use crate::auth::password::PasswordError;
use crate::auth::session::{self, SESSION_MS};
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
    if session::find(console.hub(), secret).await?.is_some() {
        return on_to(&next, None);
    }
    form(&console, &headers, String::new(), &next, expired.then_some(SignInErrorView::Expired))
}

/// The form, with a token that only this browser has in its cookie.
fn form(
    console: &Console,
    headers: &HeaderMap,
    login: String,
    next: &str,
    error: Option<SignInErrorView>,
) -> Result<Response, Failure> {
    let token = match cookies::read(headers, cookies::FORM).filter(|token| is_token(token)) {
        Some(token) => token.to_owned(),
        None => hex::encode(console.hub().host().random::<16>()?),
    };
    let texts = Words::of(chosen(headers));
    let title = texts.text("sign-in-title");
    let path = paths::sign_in(next, false);
    let read_only = console.hub().store().damage().is_some();
    let page =
        PageFrame { csrf: token.clone(), read_only, ..PageFrame::new(texts, &console.ward_name(), &title, &path) };
    let mut response = html(&SignInView { page, login, next: paths::local(next).to_owned(), error })?;
    cookies::set(response.headers_mut(), cookies::FORM, &token, FORM_SECONDS)?;
    Ok(response)
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
    let expected = cookies::read(&headers, cookies::FORM).filter(|token| is_token(token)).unwrap_or_default();
    if !same_token(&given.csrf, expected) {
        return form(&console, &headers, given.login, &given.next, Some(SignInErrorView::Expired));
    }
    console.bounds().sign_in(address)?;
    let login = given.login.trim().to_owned();
    let refused = match session::sign_in(console.hub(), &login, given.password).await {
        Ok(secret) => {
            end_earlier(&console, &headers).await?;
            let mut response = on_to(&given.next, None)?;
            cookies::set(response.headers_mut(), cookies::SESSION, &secret, SESSION_MS / 1000)?;
            cookies::clear(response.headers_mut(), cookies::FORM)?;
            return Ok(response);
        }
        Err(session::SignInError::Wrong) => SignInErrorView::Wrong,
        Err(session::SignInError::Locked { minutes }) => SignInErrorView::LockedOut { minutes },
        Err(session::SignInError::Hub(error)) => return Err(error.into()),
        Err(session::SignInError::Password(PasswordError::Busy)) => {
            console.bounds().note(Bound::Passwords);
            return Err(Exceeded { bound: Bound::Passwords, wait: BUSY }.into());
        }
        Err(session::SignInError::Password(error)) => return Err(error.into()),
    };
    form(&console, &headers, login, &given.next, Some(refused))
}

/// Who signs in anew leaves no session behind that this browser had before.
async fn end_earlier(console: &Console, headers: &HeaderMap) -> Result<(), Failure> {
    let Some(secret) = cookies::read(headers, cookies::SESSION) else { return Ok(()) };
    if let Some(session) = session::find(console.hub(), secret).await? {
        session::sign_out(console.hub(), secret, &session.login).await?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

impl Fields for Token {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

/// `POST /sign-out`; whatever the role, everybody may leave.
pub(super) async fn leave(State(console): State<Console>, request: Request) -> Result<Response, Failure> {
    let headers = request.headers().clone();
    let secret = cookies::read(&headers, cookies::SESSION).unwrap_or_default();
    let form: Token = read_form(request).await?;
    if let Some(session) = session::find(console.hub(), secret).await? {
        if !csrf::fits(form.csrf(), &session.csrf) {
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
