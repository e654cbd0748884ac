//! An answer of the server on its way into the vault.

use sen_client::engine::PendingResponse;
use sen_client::types::Synced;
use wasm_bindgen::prelude::*;

use crate::answer::{Answer, plain};

/// An answer that is taken in step by step.
#[wasm_bindgen]
pub struct PendingAnswer(PendingResponse);

impl PendingAnswer {
    pub(crate) const fn over(pending: PendingResponse) -> Self {
        Self(pending)
    }

    pub(crate) const fn pending(&mut self) -> &mut PendingResponse {
        &mut self.0
    }
}

#[wasm_bindgen]
impl PendingAnswer {
    /// Steps that are left.
    pub fn steps_left(&self) -> usize {
        self.0.steps_left()
    }

    /// Records that were new or changed so far.
    pub fn received(&self) -> usize {
        self.0.progress().received
    }

    /// What it has brought so far.
    ///
    /// # Errors
    /// None.
    #[wasm_bindgen(unchecked_return_type = "t.Synced")]
    pub fn synced(&self) -> Answer {
        plain(&Synced::from(self.0.progress().clone()))
    }
}
