//! One's own sign-in: the password, the sessions, whether there is a second factor.

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use shared::time::Timestamp;

use super::error::Failure;
use super::guard::{Nothing, Posted, RequestContext, ToView, Viewer};
use super::notice::Notice;
use super::people::session_lines;
use super::view::{AccountView, Problem, Tab};
use super::{html, on_to, sign_in};
use crate::auth::own::{self, OwnError};
use crate::auth::session::{self as sessions, is_open};
use crate::serve::peer::Peer;
use crate::store::{Reading, person, session};

/// Where it stands.
const PATH: &str = "/account";

/// `GET /account`.
pub(super) async fn page(viewer: Viewer) -> Result<Response, Failure> {
    shown(&viewer, Problem::default()).await
}

async fn shown(context: &RequestContext, problem: Problem) -> Result<Response, Failure> {
    let (now, idle_ms) = (context.console.hub().host().now(), context.console.session_idle_ms());
    let login = context.session.login.clone();
    let read = move |reading: &Reading<'_>| {
        let mut open = session::of(reading, &login)?;
        open.retain(|row| is_open(row, idle_ms, now));
        Ok((open, person::account(reading, &login)?, person::recovery_left(reading, &login)?))
    };
    let (open, account, recovery_left) = context.console.hub().store().read(read).await?;
    let mut page = context.page(&context.texts.text("account-title"), Tab::None);
    page.path = PATH.to_owned();
    let view = AccountView {
        page,
        login: context.session.login.clone(),
        sessions: session_lines(&open, Some(context.session.token_hash)),
        second_since: account.second.map(|(_, since)| since).map(Timestamp::vietnam_display),
        recovery_left,
        idle_minutes: sign_in::minutes(idle_ms),
        problem,
    };
    html(&view)
}

/// What is wrong, at the field it is about; an error where that is not for the person to mend.
pub(super) fn problem(context: &RequestContext, field: &'static str, error: OwnError) -> Result<Problem, Failure> {
    let field = match &error {
        OwnError::SamePassword | OwnError::Password(_) => "new",
        _ => field,
    };
    Ok(Problem { field, text: said(context.texts, &context.console, error)? })
}

/// A refusal in words.
pub(super) fn said(texts: &shared::words::Words, console: &super::Console, error: OwnError) -> Result<String, Failure> {
    match (error.code(), error) {
        (_, OwnError::Locked { minutes }) => Ok(texts.text_with("sign-in-locked", &[("n", minutes.into())])),
        (Some(code), _) => Ok(texts.code("own-refused", code)),
        (None, OwnError::Password(error)) => Err(sign_in::unchecked(console, error)),
        (None, OwnError::Hub(error)) => Err(error.into()),
        (None, _) => Err(Failure::BadForm),
    }
}

/// The form that changes the password.
#[derive(Deserialize)]
pub(super) struct Change {
    #[serde(default)]
    old: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

/// `POST /account/password`.
pub(super) async fn change_password(
    Extension(Peer(address)): Extension<Peer>,
    posted: Posted<ToView, Change>,
) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    if form.new != form.again {
        let text = by.texts.code("own-refused", "not_again");
        return shown(&by, Problem { field: "again", text }).await;
    }
    by.console.bounds().sign_in(address)?;
    match own::change_password(by.console.hub(), &by.session, form.old, form.new).await {
        Ok(()) => on_to(PATH, Some(&Notice::PasswordChanged)),
        Err(error) => shown(&by, problem(&by, "old", error)?).await,
    }
}

/// `POST /account/sessions/{id}/end`.
pub(super) async fn end_session(Path(id): Path<String>, posted: Posted<ToView, Nothing>) -> Result<Response, Failure> {
    let by = posted.by;
    let ended = sessions::end_one(by.console.hub(), &by.session.login, &id).await?;
    if ended { on_to(PATH, Some(&Notice::SessionsEnded)) } else { Err(Failure::NotFound) }
}

/// `POST /account/sessions/end-others`.
pub(super) async fn end_others(posted: Posted<ToView, Nothing>) -> Result<Response, Failure> {
    sessions::end_others(posted.by.console.hub(), &posted.by.session).await?;
    on_to(PATH, Some(&Notice::SessionsEnded))
}

/// The form that turns the second factor off.
#[derive(Deserialize)]
pub(super) struct EndSecond {
    #[serde(default)]
    password: String,
}

/// `POST /account/second/end`.
pub(super) async fn end_second(
    Extension(Peer(address)): Extension<Peer>,
    posted: Posted<ToView, EndSecond>,
) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    by.console.bounds().sign_in(address)?;
    match own::end_second(by.console.hub(), &by.session, form.password).await {
        Ok(()) => on_to(PATH, Some(&Notice::SecondOff)),
        Err(error) => shown(&by, problem(&by, "password", error)?).await,
    }
}
