//! What crosses to the worker: plain objects one way, plain objects and failures the other.

use sen_client::SenError;
use sen_client::error::error_words;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

/// What a call gives: a plain object, or a [`Failure`] as one.
pub(crate) type Answer = Result<JsValue, JsValue>;

/// Why something did not happen, by what the person can do next.
#[derive(Debug, Serialize)]
pub struct Failure {
    /// The stable code.
    code: &'static str,
    /// One sentence for what is the matter, and what to do, in the language of the device.
    words: String,
    /// The field that has to be mended.
    field: Option<String>,
    /// How long to wait, in seconds.
    wait_seconds: Option<u64>,
    /// What was found, in English, for a report.
    why: String,
}

/// Gives a value as a plain object.
pub(crate) fn give<T: Serialize>(done: Result<T, SenError>) -> Answer {
    done.map_err(failed).and_then(|value| plain(&value))
}

/// Gives that it was done: the page asks for what it shows.
pub(crate) fn done<T>(done: Result<T, SenError>) -> Result<(), JsValue> {
    done.map(drop).map_err(failed)
}

/// Gives a value that cannot fail to be one.
pub(crate) fn plain<T: Serialize>(value: &T) -> Answer {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    value.serialize(&serializer).map_err(JsValue::from)
}

/// Reads what the page gave.
pub(crate) fn read<T: DeserializeOwned>(given: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(given).map_err(|error| {
        failed(SenError::Damaged { why: format!("the page and the engine are of different versions: {error}") })
    })
}

/// A failure as a plain object.
pub(crate) fn failed(error: SenError) -> JsValue {
    let why = error.to_string();
    let (code, field, wait_seconds) = match &error {
        SenError::Retry { .. } => ("retry", None, None),
        SenError::Enrol { .. } => ("enrol", None, None),
        SenError::UpdateApp { .. } => ("update_app", None, None),
        SenError::FixInput { field, .. } => ("fix_input", Some(field.clone()), None),
        SenError::NotAllowed { .. } => ("not_allowed", None, None),
        SenError::Classified { .. } => ("classified", None, None),
        SenError::SettleFirst { .. } => ("settle_first", None, None),
        SenError::WrongKey => ("wrong_key", None, None),
        SenError::VaultGone => ("vault_gone", None, None),
        SenError::WrongPin { wait_seconds } => ("wrong_pin", None, Some(*wait_seconds)),
        SenError::PinWait { wait_seconds } => ("pin_wait", None, Some(*wait_seconds)),
        SenError::HandInFirst { .. } => ("hand_in_first", None, None),
        SenError::StorageFull => ("storage_full", None, None),
        SenError::RecordFull => ("record_full", None, None),
        SenError::Damaged { .. } => ("damaged", None, None),
        SenError::Closed => ("closed", None, None),
        SenError::Cancelled => ("cancelled", None, None),
    };
    let failure = Failure { code, words: error_words(error), field, wait_seconds, why };
    plain(&failure).unwrap_or_else(|cannot| cannot)
}
