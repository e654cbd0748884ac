//! How the console is used, for officers who open it for the first time.

use axum::response::Response;

use super::error::Failure;
use super::guard::Viewer;
use super::html;
use super::view::{GuideView, Tab};

/// `GET /guide`.
pub(super) async fn page(viewer: Viewer) -> Result<Response, Failure> {
    html(&GuideView { page: viewer.page(&viewer.texts.text("guide-title"), Tab::None) })
}
