//! The language the app is spoken to in.

use shared::words::Language;

use crate::error::{SenError, unfit};
use crate::words::speak;

/// The language of every sentence this library gives from now on, in this process: `vi`, which it begins with, or `en`.
/// What records say stays in the language it was written in.
///
/// # Errors
/// [`SenError::FixInput`] with the field `language` for any other; the language stays.
#[uniffi::export]
pub fn set_language(code: String) -> Result<(), SenError> {
    speak(Language::parse(&code).ok_or_else(|| unfit("language", "no such language"))?);
    Ok(())
}
