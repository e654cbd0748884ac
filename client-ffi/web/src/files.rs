//! The browser's files as bytes, for moving a vault into another program and back.

use sen_client::storage;
use wasm_bindgen::prelude::*;

fn other(error: storage::MountError) -> JsValue {
    JsError::new(&error.to_string()).into()
}

/// Every file here.
///
/// # Errors
/// Before the files are open.
#[wasm_bindgen]
pub fn file_names() -> Result<Vec<String>, JsValue> {
    storage::names().map_err(other)
}

/// A closed file as it stands: a vault is as encrypted outside as it was inside.
///
/// # Errors
/// While it is open.
#[wasm_bindgen]
pub fn export_file(name: &str) -> Result<Vec<u8>, JsValue> {
    storage::export(name).map_err(other)
}

/// Puts a file in where there is none of that name.
///
/// # Errors
/// Where there is one, or without room.
#[wasm_bindgen]
pub fn import_file(name: &str, bytes: &[u8]) -> Result<(), JsValue> {
    storage::import(name, bytes).map_err(other)
}
