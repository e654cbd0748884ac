//! Forms that are not given yet: what stands in them is kept in the vault, for whoever comes back to them.
//!
//! It is no record, is never sent, and goes with the record it is about.

use shared::doc::EditError;
use shared::input::Unfit;
use shared::limits::{LINE_CHARS_MAX, TEXT_CHARS_MAX};
use shared::meeting::WriteError;
use shared::text::secrecy_marking;
use shared::time::Timestamp;

use super::{Engine, EngineError};
use crate::vault::{FormPlace, VaultError};

impl Engine {
    /// Keeps what stands in a form in place of what stood there; on disk when this returns. Nothing filled forgets it.
    ///
    /// # Errors
    /// [`EngineError::Write`] for classified text, or for more than a text may hold; what stood there is then kept.
    pub fn keep_form(
        &mut self,
        place: FormPlace<'_>,
        fields: &[(String, String)],
        now: Timestamp,
    ) -> Result<(), EngineError> {
        if self.vault.read_only() {
            return Err(VaultError::ReadOnly.into());
        }
        let chars = |text: &str| text.chars().count();
        if chars(place.1) > LINE_CHARS_MAX {
            let what = place.1.to_owned();
            return Err(WriteError::from(EditError::TooLong { what, max: LINE_CHARS_MAX }).into());
        }
        let filled: Vec<_> = fields.iter().filter(|(_, value)| !value.is_empty()).cloned().collect();
        if filled.iter().map(|(name, value)| chars(name) + chars(value)).sum::<usize>() > TEXT_CHARS_MAX {
            let why = Unfit::TooLong(TEXT_CHARS_MAX);
            return Err(WriteError::Invalid { kind: None, field: "text", why }.into());
        }
        if let Some(marking) = filled.iter().filter_map(|(_, value)| secrecy_marking(value)).max() {
            return Err(WriteError::Classified(marking).into());
        }
        if filled.is_empty() {
            return Ok(self.vault.write(|w| w.remove_form(place))?);
        }
        Ok(self.vault.write(|w| w.put_form(place, now, &filled))?)
    }

    /// The names and values that stand in a form that is not given yet.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when the vault cannot be read.
    pub fn form(&mut self, place: FormPlace<'_>) -> Result<Vec<(String, String)>, EngineError> {
        Ok(self.vault.read().form(place)?)
    }
}
