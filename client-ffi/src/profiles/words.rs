//! What a person reads about profiles and PINs.

use super::ProfileError;
use crate::words::words;

/// Why something was not done with a profile, and what to do about it.
#[must_use]
pub fn profile_error(error: &ProfileError) -> String {
    let words = words();
    match error {
        ProfileError::NoSuchProfile => words.text("profile-no_such"),
        ProfileError::BadName(max) => words.filled("profile-bad_name", &[("max", &max.to_string())]),
        ProfileError::NameTaken => words.text("profile-name_taken"),
        ProfileError::BadPin { least, most, phrase } => {
            let [least, most, phrase] = [least, most, phrase].map(ToString::to_string);
            words.filled("profile-bad_pin", &[("least", &least), ("most", &most), ("phrase", &phrase)])
        }
        ProfileError::WrongPin { wait } if wait.is_zero() => words.text("profile-wrong_pin"),
        ProfileError::WrongPin { wait } => {
            words.filled("profile-wrong_pin_wait", &[("wait", &words.wait(wait.as_secs()))])
        }
        ProfileError::Wait { left } => words.filled("error-pin_wait", &[("wait", &words.wait(left.as_secs() + 1))]),
        ProfileError::WrongSecret => words.text("profile-wrong_secret"),
        ProfileError::Damaged(_) => words.filled("profile-damaged", &[("why", &error.to_string())]),
        ProfileError::VaultGone => words.text("error-vault_gone"),
        ProfileError::Newer => words.text("profile-newer"),
        ProfileError::InUse => words.text("profile-in_use"),
        ProfileError::NotHandedIn(waiting) => {
            words.text_with("profile-not_handed_in", &[("n", waiting.packages.into())])
        }
        ProfileError::Nothing => words.text("profile-nothing"),
        ProfileError::AnotherWard => words.text("profile-another_ward"),
        ProfileError::Receipt(_) => words.text("profile-receipt"),
        ProfileError::Pin(_)
        | ProfileError::Net(_)
        | ProfileError::File(_)
        | ProfileError::Vault(_)
        | ProfileError::Engine(_) => words.filled("profile-retry", &[("why", &error.to_string())]),
    }
}
