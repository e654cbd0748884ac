//! API errors: one exhaustive translation from what went wrong to status, code and sentence.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::package::PackageError;
use shared::wire::{self, ErrorFrame, FrameError};

use crate::auth::device::EnrolError;
use crate::bounds::{Bound, Exceeded};
use crate::host::Ended;
use crate::hub::HubError;
use crate::package::TakeError;
use crate::serve::peer::HangUp;
use crate::store::StoreError;

/// A damaged database is not mended in a moment.
const READ_ONLY_SECONDS: u64 = 300;

/// What a device is told instead of an answer.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The body is no frame of this protocol.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// Nothing of the API is there.
    #[error("there is no such address")]
    NoSuchAddress,
    /// Something is there, but not for this method.
    #[error("this address cannot be asked that way")]
    WrongMethod,
    /// More lines in the head than any device sends.
    #[error("the head has more than {0} lines")]
    HeadTooLong(usize),
    /// The body is compressed in a way that is not read here.
    #[error("a body may be compressed with zstd and with nothing else, and not at every address")]
    WrongCoding,
    /// The body is compressed and does not decompress.
    #[error("the body's compression is damaged")]
    Compression,
    /// The body is too large, as sent or once decompressed.
    #[error("the body exceeds the limit of {0} bytes")]
    TooLarge(usize),
    /// The body did not arrive whole.
    #[error("the body did not arrive whole")]
    Incomplete,
    /// The body came too slowly.
    #[error("the body came too slowly")]
    TooSlow,
    /// A bound on load was reached.
    #[error(transparent)]
    Exceeded(#[from] Exceeded),
    /// No token, or one that belongs to nobody.
    #[error("this device is not enrolled here")]
    Unauthorized,
    /// Nothing of what was handed in can be opened here.
    #[error(transparent)]
    Package(PackageError),
    /// Enrolment failed.
    #[error(transparent)]
    Enrol(#[from] EnrolError),
    /// The server could not do it.
    #[error(transparent)]
    Hub(#[from] HubError),
}

impl From<TakeError> for ApiError {
    fn from(error: TakeError) -> Self {
        match error {
            TakeError::Package(error) => Self::Package(error),
            TakeError::Exceeded(error) => Self::Exceeded(error),
            TakeError::Hub(error) => Self::Hub(error),
        }
    }
}

impl ApiError {
    fn parts(&self) -> (StatusCode, &'static str, String) {
        match self {
            Self::Frame(error @ FrameError::Version(_)) => {
                (StatusCode::UPGRADE_REQUIRED, error.code(), error.to_string())
            }
            Self::Frame(
                error @ (FrameError::Malformed(_)
                | FrameError::Encoding(_)
                | FrameError::NoText(_)
                | FrameError::TrailingBytes),
            ) => (StatusCode::BAD_REQUEST, error.code(), error.to_string()),
            Self::Frame(error @ FrameError::TooMany { .. }) => {
                (StatusCode::PAYLOAD_TOO_LARGE, error.code(), error.to_string())
            }
            Self::NoSuchAddress => (StatusCode::NOT_FOUND, "not_found", self.to_string()),
            Self::WrongMethod => (StatusCode::METHOD_NOT_ALLOWED, "wrong_method", self.to_string()),
            Self::HeadTooLong(_) => (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "too_large", self.to_string()),
            Self::WrongCoding => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_encoding", self.to_string()),
            Self::Compression | Self::Incomplete => (StatusCode::BAD_REQUEST, "bad_frame", self.to_string()),
            Self::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "too_large", self.to_string()),
            Self::TooSlow => (StatusCode::REQUEST_TIMEOUT, "too_slow", self.to_string()),
            Self::Exceeded(exceeded) if exceeded.bound.is_servers() => {
                (StatusCode::SERVICE_UNAVAILABLE, "busy", exceeded.to_string())
            }
            Self::Exceeded(exceeded) => (StatusCode::TOO_MANY_REQUESTS, "too_many_requests", exceeded.to_string()),
            Self::Unauthorized => (StatusCode::UNAUTHORIZED, "unauthorized", self.to_string()),
            Self::Package(error) => (StatusCode::BAD_REQUEST, "bad_package", error.to_string()),
            Self::Enrol(error @ EnrolError::UnknownCode) => (StatusCode::FORBIDDEN, "unknown_code", error.to_string()),
            Self::Enrol(error @ EnrolError::Expired) => (StatusCode::GONE, "expired_code", error.to_string()),
            Self::Enrol(error @ EnrolError::BadProof) => (StatusCode::BAD_REQUEST, "bad_proof", error.to_string()),
            Self::Enrol(EnrolError::Hub(error)) | Self::Hub(error) => failure(error),
        }
    }
}

/// The seconds after which it is worth to ask again, where that is so; `store` is what the database said, if it was asked.
pub(crate) fn come_back(status: StatusCode, store: Option<&StoreError>) -> Option<u64> {
    match (store, status) {
        (Some(StoreError::ReadOnly(_)), _) => Some(READ_ONLY_SECONDS),
        (_, StatusCode::SERVICE_UNAVAILABLE) => Some(5),
        (_, StatusCode::INSUFFICIENT_STORAGE) => Some(30),
        _ => None,
    }
}

fn failure(error: &HubError) -> (StatusCode, &'static str, String) {
    match error {
        HubError::Store(StoreError::Stopping) | HubError::Ended(Ended::Stopped) => {
            (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "the server is stopping".to_owned())
        }
        // What it found is in the log already, once.
        HubError::Store(StoreError::ReadOnly(_)) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "read_only",
            "the server's database is damaged: it takes nothing until it is restored; keep everything and try again later"
                .to_owned(),
        ),
        HubError::Store(store) if store.is_full() => {
            tracing::error!(%error, "the disk is full");
            (
                StatusCode::INSUFFICIENT_STORAGE,
                "storage_full",
                "the server's disk is full; nothing was stored".to_owned(),
            )
        }
        HubError::Store(_) | HubError::Entropy(_) | HubError::Ended(Ended::Panicked) => {
            tracing::error!(%error, "a request failed");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "the server could not do this; what was sent is safe to send again".to_owned(),
            )
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code, message) = self.parts();
        let mut response = frame(status, wire::encode(&ErrorFrame { code: code.to_owned(), message }));
        let wait = match &self {
            Self::Exceeded(exceeded) => Some(exceeded.seconds()),
            Self::Hub(HubError::Store(store)) | Self::Enrol(EnrolError::Hub(HubError::Store(store))) => {
                come_back(status, Some(store))
            }
            _ => come_back(status, None),
        };
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        let is_stranger = matches!(&self, Self::Exceeded(exceeded) if exceeded.bound == Bound::Strangers);
        if is_stranger || matches!(self, Self::Unauthorized | Self::TooSlow | Self::HeadTooLong(_)) {
            response.extensions_mut().insert(HangUp);
        }
        response
    }
}

/// An answer whose body is CBOR already.
pub fn frame(status: StatusCode, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/cbor"));
    response
}
