//! The place where vaults lie: files of a system, or the private files a browser keeps for one web page.
//!
//! Owns what a vault asks of it beside SQLite. Both places answer the same questions; which one it is, is decided when
//! this crate is compiled.

#[cfg(target_family = "wasm")]
mod browser;
#[cfg(all(test, target_family = "wasm"))]
mod carried;
#[cfg(target_family = "wasm")]
mod file_list;
#[cfg(not(target_family = "wasm"))]
mod system;

#[cfg(target_family = "wasm")]
pub(crate) use browser::*;
#[cfg(target_family = "wasm")]
pub use browser::{MountError, make_room, mount};
#[cfg(not(target_family = "wasm"))]
pub(crate) use system::*;

/// What is known of a file before it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// There is none.
    Nothing,
    /// There is something that is no file.
    #[cfg_attr(target_family = "wasm", expect(dead_code, reason = "a browser's files have no folders among them"))]
    NoFile,
    /// There is a file, and whether anything is in it.
    File {
        /// Without a byte.
        is_empty: bool,
    },
}
