//! The beginning: the browser's files, and what is known without a vault.

use sen_client::SenError;
use sen_client::storage::{self, MountError};
use sen_client::types::{CodeFamily, codes, guest_person, scanned_code, specs};
use wasm_bindgen::prelude::*;

use crate::answer::{Answer, failed, give, plain};

/// Opens the browser's files; once, before anything else. Fails with the code `in_use` while another window has them, and
/// `unsupported` where the browser keeps none.
///
/// # Errors
/// A failure as a plain object.
#[wasm_bindgen]
pub async fn mount() -> Result<(), JsValue> {
    storage::mount().await.map_err(mount_failed)
}

/// Makes room for one more profile; before each.
///
/// # Errors
/// As [`mount`].
#[wasm_bindgen]
pub async fn make_room() -> Result<(), JsValue> {
    storage::make_room().await.map_err(mount_failed)
}

/// The key of a PIN, 32 bytes, made without any file: in a worker that ends with it, because it takes 32 MiB that this one
/// would not give back.
///
/// # Errors
/// `fix_input` for a secret of another length, or for what is no `pin_work` of a profile.
#[wasm_bindgen]
pub fn pin_key(secret: Vec<u8>, pin: String, work: &[u8]) -> Result<Vec<u8>, JsValue> {
    sen_client::sen::pin_key(secret, pin, work).map_err(failed)
}

/// Makes ready for [`pin_key`], while the PIN is typed.
///
/// # Errors
/// `retry` on a phone without memory for it.
#[wasm_bindgen]
pub fn rehearse_pin() -> Result<(), JsValue> {
    sen_client::sen::rehearse_pin().map_err(failed)
}

/// Every kind of record as it declares itself.
///
/// # Errors
/// None.
#[wasm_bindgen(unchecked_return_type = "t.KindSpec[]")]
pub fn kind_specs() -> Answer {
    plain(&specs())
}

/// Every code of a family, in the order of the forms.
///
/// # Errors
/// `fix_input` for a family that is none.
#[wasm_bindgen(unchecked_return_type = "t.Code[]")]
pub fn code_list(family: &str) -> Answer {
    let family = CodeFamily::named(family);
    give(family.map(codes).ok_or_else(|| SenError::Damaged { why: "no such family of codes".to_owned() }))
}

/// What a scanned enrolment code says.
///
/// # Errors
/// `fix_input` for a text that is none.
#[wasm_bindgen(unchecked_return_type = "t.ScannedCode")]
pub fn read_code(text: String) -> Answer {
    give(scanned_code(text))
}

/// The request to post to `/v1/enrol/look`: whom a code is for.
///
/// # Errors
/// `fix_input` for a text that is none.
#[wasm_bindgen]
pub fn begin_look(code: String) -> Result<Vec<u8>, JsValue> {
    sen_client::sen::begin_look(code).map_err(failed)
}

/// Reads the answer to it.
///
/// # Errors
/// `retry` for bytes that are none.
#[wasm_bindgen(unchecked_return_type = "t.EnrolOffer")]
pub fn finish_look(answer: Vec<u8>) -> Answer {
    give(sen_client::sen::finish_look(answer))
}

/// What the ward's refusal of a code means; the failure is thrown.
///
/// # Errors
/// Always: that is what it is asked for.
#[wasm_bindgen]
pub fn code_refused(status: u16, retry_after_seconds: Option<u32>, body: Vec<u8>) -> Result<(), JsValue> {
    sen_client::sen::code_refused(status, retry_after_seconds.map(u64::from), body).map_err(failed)
}

/// Chooses the language of every word the engine gives: `vi` or `en`.
///
/// # Errors
/// `fix_input` for another one.
#[wasm_bindgen]
pub fn set_language(code: String) -> Result<(), JsValue> {
    sen_client::sen::set_language(code).map_err(failed)
}

/// A request's body as it goes over a slow line, with `Content-Encoding: zstd`; nothing where that would not be shorter.
#[wasm_bindgen]
pub fn packed(body: &[u8]) -> Option<Vec<u8>> {
    sen_client::net::pack(body)
}

/// Which of the names match what was typed, marks or no marks; by their places.
#[wasm_bindgen]
pub fn person_matches(typed: String, names: Vec<String>) -> Vec<u32> {
    sen_client::sen::person_matches(typed, names)
}

/// Somebody without a member record.
///
/// # Errors
/// None.
#[wasm_bindgen(unchecked_return_type = "t.Person")]
pub fn guest(name: String) -> Answer {
    plain(&guest_person(name))
}

fn mount_failed(error: MountError) -> JsValue {
    match error {
        MountError::Full => failed(SenError::StorageFull),
        error => {
            let code = match error {
                MountError::InUse => "in_use",
                MountError::Unsupported(_) => "unsupported",
                MountError::Full | MountError::Other(_) => "no_files",
            };
            plain(&Unmounted { code, why: error.to_string() }).unwrap_or_else(|cannot| cannot)
        }
    }
}

/// Why there are no files; the page has the words for it, because nothing of the engine may be had yet.
#[derive(serde::Serialize)]
struct Unmounted {
    code: &'static str,
    why: String,
}
