//! What a person reads when something did not happen: what is the matter, and what they can do.

use super::SenError;
use crate::words::words;

/// A failure in the device's language: one sentence for what is the matter, one for what the person can do.
#[must_use]
#[uniffi::export]
pub fn error_words(error: SenError) -> String {
    let words = words();
    match error {
        SenError::Retry { .. } => words.text("error-retry"),
        SenError::Enrol { .. } => words.text("error-enrol"),
        SenError::UpdateApp { .. } => words.text("error-update_app"),
        SenError::FixInput { words, .. } => words,
        SenError::NotAllowed { .. } => words.text("error-not_allowed"),
        SenError::Classified { .. } => words.text("error-classified"),
        SenError::SettleFirst { count } => words.text_with("error-settle_first", &[("n", count.into())]),
        SenError::WrongKey => words.text("error-wrong_key"),
        SenError::WrongPin { wait_seconds: 0 } => words.text("error-wrong_pin"),
        SenError::WrongPin { wait_seconds } => {
            words.filled("error-wrong_pin_wait", &[("wait", &words.wait(wait_seconds))])
        }
        SenError::PinWait { wait_seconds } => words.filled("error-pin_wait", &[("wait", &words.wait(wait_seconds))]),
        SenError::HandInFirst { packages } => words.text_with("error-hand_in_first", &[("n", packages.into())]),
        SenError::VaultGone => words.text("error-vault_gone"),
        SenError::StorageFull => words.text("error-storage_full"),
        SenError::RecordFull => words.text("error-record_full"),
        SenError::Damaged { .. } => words.text("error-damaged"),
        SenError::Closed => words.text("error-closed"),
        SenError::Cancelled => words.text("error-cancelled"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_says_what_a_person_can_do() {
        let why = || "x".to_owned();
        let all = [
            SenError::Retry { why: why() },
            SenError::Enrol { why: why() },
            SenError::UpdateApp { why: why() },
            crate::error::unfit("birth_date", "x"),
            SenError::NotAllowed { why: why() },
            SenError::Classified { why: why() },
            SenError::SettleFirst { count: 2 },
            SenError::WrongKey,
            SenError::WrongPin { wait_seconds: 0 },
            SenError::WrongPin { wait_seconds: 30 },
            SenError::PinWait { wait_seconds: 3600 },
            SenError::HandInFirst { packages: 3 },
            SenError::VaultGone,
            SenError::StorageFull,
            SenError::RecordFull,
            SenError::Damaged { why: why() },
            SenError::Closed,
            SenError::Cancelled,
        ];
        let words: Vec<String> = all.into_iter().map(error_words).collect();
        assert!(words.iter().all(|words| words.contains(['.', ';']) && words.len() > 20), "{words:?}");
        assert!(words.iter().any(|words| words.contains("Ngày sinh")));
        let distinct: std::collections::BTreeSet<&String> = words.iter().collect();
        assert_eq!(distinct.len(), words.len());
    }
}
