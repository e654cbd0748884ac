//! Setting up a second factor: the password, the key as a picture and as text, a code of it, the codes that stand in for it.

use axum::Extension;
use axum::response::Response;
use serde::Deserialize;

use super::account::problem;
use super::devices::picture;
use super::error::Failure;
use super::guard::{Posted, RequestContext, ToView, Viewer};
use super::html;
use super::view::{Problem, SecondCodesView, SecondKey, SecondView, Tab};
use crate::auth::own::{self, OwnError};
use crate::auth::totp;
use crate::serve::peer::Peer;

/// `GET /account/second`.
pub(super) async fn ask(viewer: Viewer) -> Result<Response, Failure> {
    shown(&viewer, None, Problem::default())
}

fn shown(context: &RequestContext, key: Option<&[u8]>, problem: Problem) -> Result<Response, Failure> {
    let mut page = context.page(&context.texts.text("second-title"), Tab::None);
    page.path = "/account/second".to_owned();
    let issuer = format!("{} {}", context.texts.text("brand"), context.console.ward_name());
    let key = key.map(|key| {
        let address = totp::address(key, &issuer, &context.session.login);
        Ok::<_, Failure>(SecondKey { qr_svg: picture(&address)?, text: totp::key_text(key) })
    });
    let is_required = context.console.second_required() && !context.session.has_second;
    html(&SecondView { page, key: key.transpose()?, is_required, problem })
}

/// The form that begins it.
#[derive(Deserialize)]
pub(super) struct Begin {
    #[serde(default)]
    password: String,
}

/// `POST /account/second`.
pub(super) async fn begin(
    Extension(Peer(address)): Extension<Peer>,
    posted: Posted<ToView, Begin>,
) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    by.console.bounds().sign_in(address)?;
    match own::begin_second(by.console.hub(), &by.session, form.password).await {
        Ok(key) => shown(&by, Some(&key), Problem::default()),
        Err(error) => shown(&by, None, problem(&by, "password", error)?),
    }
}

/// The form that confirms it.
#[derive(Deserialize)]
pub(super) struct Confirm {
    #[serde(default)]
    code: String,
}

/// `POST /account/second/confirm`: the codes that stand in for it are shown once, as the answer.
pub(super) async fn confirm(posted: Posted<ToView, Confirm>) -> Result<Response, Failure> {
    let Posted { by, form } = posted;
    match own::confirm_second(by.console.hub(), &by.session, form.code).await {
        Ok(codes) => {
            let mut page = by.page(&by.texts.text("second-codes-title"), Tab::None);
            page.path = "/account".to_owned();
            html(&SecondCodesView { page, codes })
        }
        Err(error @ OwnError::WrongCode) => {
            let key = own::offered(by.console.hub(), &by.session);
            let field = if key.is_some() { "code" } else { "password" };
            shown(&by, key.as_deref(), problem(&by, field, error)?)
        }
        Err(error) => shown(&by, None, problem(&by, "password", error)?),
    }
}
