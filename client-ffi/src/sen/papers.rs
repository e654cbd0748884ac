//! Papers to print and share, as the app calls them.

use shared::paper;

use crate::error::SenError;

use super::Sen;
use super::typed::doc_id;

#[uniffi::export]
impl Sen {
    /// A record's paper as an HTML document to print: it needs nothing beside it and runs no script. What nobody wrote is
    /// a dotted line; what is not adopted says that it is a draft. Which papers a kind's records have beside the whole one
    /// stands in [`KindSpec::papers`](crate::types::KindSpec::papers); of an empty `form` it is the whole one.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a record, for one that is not printed, and for a form its kind does not have.
    pub fn paper_html(&self, id: String, form: String) -> Result<String, SenError> {
        let doc = doc_id(&id)?;
        Ok(paper::html(&self.core.quietly(|engine| engine.paper(doc, &form))?))
    }

    /// The same paper as a DOCX file.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a record, and as for [`Sen::paper_html`].
    pub fn paper_docx(&self, id: String, form: String) -> Result<Vec<u8>, SenError> {
        let doc = doc_id(&id)?;
        let paper = self.core.quietly(|engine| engine.paper(doc, &form))?;
        paper::docx(&paper).map_err(|error| SenError::Retry { why: error.to_string() })
    }
}

impl Sen {
    /// The same paper as one element, for a page that has the sheet of papers beside it: an app in a browser.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a record, and as for [`Sen::paper_html`].
    pub fn paper_body(&self, id: String, form: String) -> Result<String, SenError> {
        let doc = doc_id(&id)?;
        Ok(paper::html_body(&self.core.quietly(|engine| engine.paper(doc, &form))?))
    }
}
