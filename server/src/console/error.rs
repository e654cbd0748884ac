//! What goes wrong at the console, and the one translation of it into a page.
//!
//! A failure travels in the response's extensions; the outermost layer, which knows the reader's
//! language, turns it into words. The cause is logged there, once, under the number the page shows.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use qrcode::types::QrError;

use super::paths;
use crate::admin::AdminError;
use crate::auth::password::PasswordError;
use crate::bounds::Exceeded;
use crate::export::ExportError;
use crate::host::NoEntropy;
use crate::http::error::come_back;
use crate::hub::HubError;
use crate::store::StoreError;

/// Why a page is not what was asked for.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// Nobody is signed in, or not any more.
    #[error("nobody is signed in")]
    SignedOut {
        /// Where to go afterwards; a local path.
        next: String,
        /// Whether there was a session that has ended.
        expired: bool,
    },
    /// The role's holders need a second factor, and the person has none.
    #[error("a second factor is set up first")]
    NoSecond,
    /// A form that cannot be accepted any more, with what was written in it.
    #[error("the form cannot be accepted any more")]
    FormLost {
        /// What the person wrote.
        texts: Vec<String>,
        /// The page to go on from; a local path.
        next: String,
    },
    /// The form's token is missing or another one, or its fields cannot be read.
    #[error("the form cannot be accepted")]
    BadForm,
    /// The form is longer than any form here.
    #[error("the form is too long")]
    TooLong,
    /// The person's role does not cover it.
    #[error("the role does not cover this page")]
    Forbidden,
    /// It does not exist, or not within the person's organisation.
    #[error("there is no such page")]
    NotFound,
    /// The address exists, but not for this method.
    #[error("the page cannot be used that way")]
    WrongMethod,
    /// A bound on load was reached.
    #[error(transparent)]
    Exceeded(#[from] Exceeded),
    /// The server could not do it.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// What the page is about cannot be read.
    #[error("the record cannot be read")]
    Unreadable,
    /// The page panicked while it was made.
    #[error("the page broke off")]
    BrokeOff,
    /// The page could not be written.
    #[error("the page could not be written: {0}")]
    Page(#[from] askama::Error),
    /// The picture of a code could not be made.
    #[error("the picture could not be made: {0}")]
    Picture(#[from] QrError),
    /// The password could not be checked.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// A file of a list could not be made.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A value does not fit into a header.
    #[error("the header could not be written: {0}")]
    Header(#[from] header::InvalidHeaderValue),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Hub(error.into())
    }
}

impl From<AdminError> for Failure {
    /// What the person who asked can mend is told them before it comes to this.
    fn from(error: AdminError) -> Self {
        match error {
            AdminError::Store(error) => error.into(),
            AdminError::Hub(error) => error.into(),
            AdminError::Entropy(error) => error.into(),
            AdminError::Held(_) => Self::Forbidden,
            _ => Self::BadForm,
        }
    }
}

impl From<NoEntropy> for Failure {
    fn from(error: NoEntropy) -> Self {
        Self::Hub(error.into())
    }
}

impl Failure {
    /// The status of the page that tells of it.
    pub(super) const fn status(&self) -> StatusCode {
        match self {
            Self::SignedOut { .. } | Self::NoSecond => StatusCode::SEE_OTHER,
            Self::BadForm | Self::FormLost { .. } => StatusCode::BAD_REQUEST,
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Exceeded(exceeded) if exceeded.bound.is_servers() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Exceeded(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Password(PasswordError::Stopping)
            | Self::Hub(HubError::Store(StoreError::Stopping | StoreError::ReadOnly(_))) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Hub(HubError::Store(_) | HubError::Entropy(_) | HubError::Ended(_))
            | Self::Unreadable
            | Self::BrokeOff
            | Self::Page(_)
            | Self::Picture(_)
            | Self::Export(_)
            | Self::Password(
                PasswordError::TooShort | PasswordError::TooLong | PasswordError::Hash(_) | PasswordError::Busy,
            )
            | Self::Header(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The page that tells of it, with the time to wait where there is one.
    pub(super) fn dressed(&self, mut page: Response) -> Response {
        let wait = match self {
            Self::Exceeded(exceeded) => Some(exceeded.seconds()),
            Self::Hub(HubError::Store(store)) => come_back(self.status(), Some(store)),
            _ => come_back(self.status(), None),
        };
        if let Some(seconds) = wait {
            page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        page
    }

    /// Logs a failure of the server; what a reader did wrong is no news.
    pub(super) fn log(&self, request: &str) {
        if self.status().is_server_error() && !matches!(self, Self::Exceeded(_)) {
            tracing::error!(request, error = %self, "a page could not be made");
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status();
        if let Self::SignedOut { next, expired } = &self {
            let address = paths::sign_in(next, *expired);
            match HeaderValue::try_from(address) {
                Ok(address) => response.headers_mut().insert(header::LOCATION, address),
                Err(_) => response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/sign-in")),
            };
            return response;
        }
        if matches!(self, Self::NoSecond) {
            response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/account/second"));
            return response;
        }
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}
