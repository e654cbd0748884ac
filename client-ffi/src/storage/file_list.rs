//! The browser's own list of the files of a web page, written on before files are made.
//!
//! Chromium keeps it as a `LevelDB`, and goes on with its log after it was killed. Where the kill left half an entry at the
//! end of the log, what is written behind it is there for as long as that browser runs; the next one drops everything from
//! the half entry to the end of its block, and files that were made meanwhile are gone. Nothing tells a page of it. So more
//! than a block is written first, and what counts begins in the next.

use js_sys::Reflect;
use js_sys::futures::JsFuture;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, FileSystemDirectoryHandle, FileSystemGetFileOptions};

/// Bytes of a block of the log (`LevelDB`'s log format).
const BLOCK_BYTES: usize = 32 * 1024;
/// The name of a file is written twice when the file is made.
const NAME_CHARS: usize = BLOCK_BYTES / 2;

/// Writes more than a block. A browser that refuses the name has another kind of list.
///
/// # Errors
/// The browser's own, where there are no files at all or no room.
pub(super) async fn write_on() -> Result<(), JsValue> {
    let root = root().await?;
    let name = "-".repeat(NAME_CHARS);
    let (options, remove) = (FileSystemGetFileOptions::new(), || JsFuture::from(root.remove_entry(&name)));
    options.set_create(true);
    // One that a kill left here would be found, and not made.
    drop(remove().await);
    match JsFuture::from(root.get_file_handle_with_options(&name, &options)).await {
        Ok(_) => remove().await.map(drop),
        Err(error) if name_of(&error) == "QuotaExceededError" => Err(error),
        Err(_) => Ok(()),
    }
}

/// Whether there is a folder, within one another from the page's own.
///
/// # Errors
/// The browser's own.
pub(super) async fn has_folder(path: &[&str]) -> Result<bool, JsValue> {
    let mut folder = root().await?;
    for name in path {
        match JsFuture::from(folder.get_directory_handle(name)).await {
            Ok(found) => folder = found.unchecked_into(),
            Err(error) if name_of(&error) == "NotFoundError" => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

async fn root() -> Result<FileSystemDirectoryHandle, JsValue> {
    let storage = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>()?.navigator().storage();
    if !Reflect::has(storage.as_ref(), &"getDirectory".into()).unwrap_or(false) {
        let none = js_sys::Error::new("the page has no files of its own");
        none.set_name("NotSupportedError");
        return Err(none.into());
    }
    Ok(JsFuture::from(storage.get_directory()).await?.unchecked_into())
}

fn name_of(error: &JsValue) -> String {
    Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default()
}
