//! The promises, each a story with its name.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails says where, and its names are its documentation"
)]

mod bindings;
mod commands;
mod console;
mod cut;
mod late_phone;
mod older_device;
mod place;
mod process;
mod restore;
mod story;
mod tidy;
mod two_phones;
mod week_offline;
