//! What stands in forms that are not given yet.

use crate::error::SenError;
use crate::types::Field;

use super::typed::{doc_id, pairs};
use super::{Sen, now};

#[uniffi::export]
impl Sen {
    /// Keeps what stands in a form that is not given yet, under a name the app chooses; on disk when this returns, never
    /// sent, and gone with the record it is about. Nothing filled forgets it.
    ///
    /// # Errors
    /// [`SenError::Classified`], [`SenError::FixInput`] for more than a text holds, [`SenError::StorageFull`]; what was
    /// kept before is then still kept.
    #[uniffi::method(default(about = None))]
    pub fn keep_form(&self, name: String, fields: Vec<Field>, about: Option<String>) -> Result<(), SenError> {
        let about = about.map(|about| doc_id(&about)).transpose()?;
        self.core.quietly(|engine| engine.keep_form((about, &name), &pairs(fields), now()))
    }

    /// What stands in a form that is not given yet; nothing where nobody began it.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for what is no id.
    #[uniffi::method(default(about = None))]
    pub fn form(&self, name: String, about: Option<String>) -> Result<Vec<Field>, SenError> {
        let about = about.map(|about| doc_id(&about)).transpose()?;
        let fields = self.core.quietly(|engine| engine.form((about, &name)))?;
        Ok(fields.into_iter().map(|(name, value)| Field { name, value }).collect())
    }
}
