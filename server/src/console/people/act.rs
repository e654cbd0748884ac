//! What an administrator does about a person's sign-in.

use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use shared::access::Role;

use super::super::error::Failure;
use super::super::guard::{Posted, RequestContext, ToAdminister};
use super::super::notice::Notice;
use super::super::view::{Flash, FlashKind, PersonCodeView, Tab};
use super::super::{html, on_to, paths};
use super::{failure, shown};
use crate::auth::people::{self, By, PeopleError, Refused};
use crate::store::person;

/// A form that only says to do it.
#[derive(Deserialize)]
pub(in crate::console) struct Do {
    #[serde(default)]
    role: String,
}

type Asked = Posted<ToAdminister, Do>;

/// A refusal as a message of the page.
pub(super) fn failed(context: &RequestContext, refused: Refused) -> Flash {
    Flash { kind: FlashKind::Failed, text: context.texts.code("people-refused", refused.code()) }
}

fn by(asked: &Asked) -> By {
    By::Person(asked.by.session.login.clone())
}

/// Back to the person's page, which says what it came to.
async fn done<T>(
    asked: &Asked,
    login: String,
    changed: Result<T, PeopleError>,
    notice: Notice,
) -> Result<Response, Failure> {
    match changed {
        Ok(_) => on_to(&format!("/person/{}", paths::encode(&login)), Some(&notice)),
        Err(error) => {
            let refused = failure(&asked.by, error)?;
            shown(&asked.by, login, Some(refused)).await
        }
    }
}

/// `POST /person/{login}/role`.
pub(in crate::console) async fn role(Path(login): Path<String>, asked: Asked) -> Result<Response, Failure> {
    let role = Role::read(&asked.form.role);
    let changed = people::set_role(asked.by.console.hub(), &by(&asked), &login, &role).await;
    done(&asked, login, changed, Notice::PersonRole).await
}

/// `POST /person/{login}/disable`.
pub(in crate::console) async fn disable(Path(login): Path<String>, asked: Asked) -> Result<Response, Failure> {
    let changed = people::disable(asked.by.console.hub(), &by(&asked), &login).await;
    done(&asked, login, changed, Notice::PersonDisabled).await
}

/// `POST /person/{login}/enable`.
pub(in crate::console) async fn enable(Path(login): Path<String>, asked: Asked) -> Result<Response, Failure> {
    let changed = people::enable(asked.by.console.hub(), &by(&asked), &login).await;
    done(&asked, login, changed, Notice::PersonEnabled).await
}

/// `POST /person/{login}/unlock`.
pub(in crate::console) async fn unlock(Path(login): Path<String>, asked: Asked) -> Result<Response, Failure> {
    let changed = people::unlock(asked.by.console.hub(), &by(&asked), &login).await;
    done(&asked, login, changed, Notice::PersonUnlocked).await
}

/// `POST /person/{login}/end-sessions`.
pub(in crate::console) async fn end_sessions(Path(login): Path<String>, asked: Asked) -> Result<Response, Failure> {
    let changed = people::end_sessions(asked.by.console.hub(), &by(&asked), &login).await;
    done(&asked, login, changed, Notice::SessionsEnded).await
}

/// `POST /person/{login}/end-second`.
pub(in crate::console) async fn end_second(Path(login): Path<String>, asked: Asked) -> Result<Response, Failure> {
    let changed = people::end_second(asked.by.console.hub(), &by(&asked), &login).await;
    done(&asked, login, changed, Notice::SecondOff).await
}

/// `POST /person/{login}/reset`: the code is shown once, as the answer to the form.
pub(in crate::console) async fn reset(Path(login): Path<String>, asked: Asked) -> Result<Response, Failure> {
    match people::reset(asked.by.console.hub(), &by(&asked), &login).await {
        Ok((code, expires)) => {
            let wanted = login.clone();
            let found = asked.by.console.hub().store().read(move |reading| person::person(reading, &wanted)).await?;
            let name = found.map(|found| found.name).unwrap_or_default();
            code_page(&asked.by, name, login, code, expires.vietnam_display())
        }
        Err(error) => {
            let refused = failure(&asked.by, error)?;
            shown(&asked.by, login, Some(refused)).await
        }
    }
}

/// A code, shown once.
pub(super) fn code_page(
    context: &RequestContext,
    name: String,
    login: String,
    code: String,
    expires: String,
) -> Result<Response, Failure> {
    let mut page = context.page(&context.texts.text("person-code-title"), Tab::People);
    page.path = format!("/person/{}", paths::encode(&login));
    let address = format!("{}/reset", context.console.public_url());
    html(&PersonCodeView { page, name, login, code, address, expires })
}
