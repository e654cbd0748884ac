//! The page for a phone that is to trust the ward's own authority: its root certificate, and how to install it. Open to
//! anybody, because nobody can sign in safely before; not there when no such authority vouches for this server.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use rustls::pki_types::CertificateDer;
use shared::words::Words;

use super::error::Failure;
use super::guard::language;
use super::view::{PageFrame, TrustView};
use super::{Console, html};
use crate::tls::{Issuer, fingerprint};

/// `GET /trust`.
pub(super) async fn page(State(console): State<Console>, headers: HeaderMap) -> Result<Response, Failure> {
    let root = root(&console)?;
    let texts = Words::of(language(&headers));
    let read_only = console.hub().store().damage().is_some();
    let page =
        PageFrame { read_only, ..PageFrame::new(texts, &console.ward_name(), &texts.text("trust-title"), "/trust") };
    html(&TrustView { page, fingerprint: fingerprint(&root), address: console.public_url().to_owned() })
}

/// `GET /trust/sen-ca.crt`. No word of how to keep it: a phone that is told to save a file does not offer to install it.
pub(super) async fn certificate(State(console): State<Console>) -> Result<Response, Failure> {
    let mut response = root(&console)?.to_vec().into_response();
    let kind = HeaderValue::from_static("application/x-x509-ca-cert");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

fn root(console: &Console) -> Result<CertificateDer<'static>, Failure> {
    match console.identity().shown().issuer {
        Issuer::Ward(root) => Ok(root),
        Issuer::Itself | Issuer::Other => Err(Failure::NotFound),
    }
}
