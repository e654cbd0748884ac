//! A person writing on a running text.

use std::sync::Arc;

use wasm_bindgen::prelude::*;

use crate::answer::{Answer, failed, give};

/// One sitting at one text; positions in UTF-16 units, as a text field of the page counts.
#[wasm_bindgen]
pub struct TextSession(Arc<sen_client::TextSession>);

impl TextSession {
    pub(crate) const fn over(session: Arc<sen_client::TextSession>) -> Self {
        Self(session)
    }
}

#[wasm_bindgen]
impl TextSession {
    /// The text as the person sees it.
    ///
    /// # Errors
    /// `closed` after [`TextSession::finish`].
    pub fn text(&self) -> Result<String, JsValue> {
        self.0.text().map_err(failed)
    }

    /// Replaces `delete` units at `position`; on disk when this returns. Tells whether others have written something that
    /// is not on the screen yet.
    ///
    /// # Errors
    /// `fix_input` beyond the end, `classified`, `storage_full`, `record_full`.
    pub fn splice(&self, position: u32, delete: u32, insert: String) -> Result<bool, JsValue> {
        self.0.splice(position, delete, insert).map_err(failed)
    }

    /// Whether others have written something that is not on the screen yet.
    ///
    /// # Errors
    /// As on the surface.
    pub fn is_behind(&self) -> Result<bool, JsValue> {
        self.0.is_behind().map_err(failed)
    }

    /// The text as it is now, and where the caret stands in it.
    ///
    /// # Errors
    /// `fix_input` for a caret beyond the end.
    #[wasm_bindgen(unchecked_return_type = "t.SessionText")]
    pub fn refresh(&self, caret: u32) -> Answer {
        give(self.0.refresh(caret))
    }

    /// Ends the session.
    ///
    /// # Errors
    /// `classified`: the session then goes on.
    pub fn finish(&self) -> Result<(), JsValue> {
        self.0.finish().map_err(failed)
    }
}
