//! The ward's console.

pub mod locale;
pub mod view;

use axum::Router;

use crate::hub::Hub;
use crate::tls::Identity;

/// The routes of the console.
///
/// # Errors
/// [`locale::TextsError`] when a text file is broken.
pub async fn routes(_hub: Hub, _identity: Identity, _public_url: String) -> Result<Router, locale::TextsError> {
    Ok(Router::new())
}
