//! Choosing a password with a code that an administrator gave; open to whoever has one.

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use shared::words::Words;

use super::account::said;
use super::error::Failure;
use super::guard::{language, read_form};
use super::notice::Notice;
use super::view::{Problem, ResetView};
use super::{Console, on_to, sign_in};
use crate::auth::own::{self, OwnError};
use crate::serve::peer::Peer;

/// Where it stands.
const PATH: &str = "/reset";

/// `GET /reset`.
pub(super) async fn ask(State(console): State<Console>, headers: HeaderMap) -> Result<Response, Failure> {
    form(&console, &headers, String::new(), Problem::default())
}

fn form(console: &Console, headers: &HeaderMap, code: String, problem: Problem) -> Result<Response, Failure> {
    let page = sign_in::frame(console, headers, "reset-title", PATH)?;
    let token = page.csrf.clone();
    sign_in::answer(&ResetView { page, code, problem }, &token)
}

#[derive(Deserialize)]
struct Choose {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

/// `POST /reset`.
pub(super) async fn choose(
    State(console): State<Console>,
    Extension(Peer(address)): Extension<Peer>,
    request: Request,
) -> Result<Response, Failure> {
    let headers = request.headers().clone();
    let given: Choose = read_form(request).await?;
    let texts = Words::of(language(&headers));
    if !sign_in::is_own_form(&headers, &given.csrf) {
        let text = texts.text("sign-in-expired");
        return form(&console, &headers, given.code, Problem { field: "code", text });
    }
    if given.new != given.again {
        let text = texts.code("own-refused", "not_again");
        return form(&console, &headers, given.code, Problem { field: "again", text });
    }
    console.bounds().sign_in(address)?;
    match own::choose_password(console.hub(), &given.code, given.new).await {
        Ok(_) => on_to("/sign-in", Some(&Notice::PasswordChosen)),
        Err(error) => {
            let field = if matches!(error, OwnError::Password(_)) { "new" } else { "code" };
            let text = said(texts, &console, error)?;
            form(&console, &headers, given.code, Problem { field, text })
        }
    }
}
