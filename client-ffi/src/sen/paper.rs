//! Papers, as the app shows, prints and shares them.

use shared::paper::{docx, html};

use super::Sen;
use super::typed::doc_id;
use crate::error::SenError;

#[uniffi::export]
impl Sen {
    /// The minutes of a meeting, or a resolution, as a whole HTML document with a style of its own.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for a record of another kind.
    pub fn paper_html(&self, id: String) -> Result<String, SenError> {
        let doc = doc_id(&id)?;
        self.core.quietly(|engine| Ok(html(&engine.paper(doc)?)))
    }

    /// The same as a document for an office program (DOCX).
    ///
    /// # Errors
    /// As [`Sen::paper_html`]; [`SenError::Retry`] without memory.
    pub fn paper_docx(&self, id: String) -> Result<Vec<u8>, SenError> {
        let doc = doc_id(&id)?;
        let paper = self.core.quietly(|engine| engine.paper(doc))?;
        docx(&paper).map_err(|error| SenError::Retry { why: error.to_string() })
    }
}
