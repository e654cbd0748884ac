//! Sen on a device: the encrypted vault, the engine, the connection to the server, and the surface that
//! Kotlin, Swift and Python see.

// In a browser, `#[test]` is its runner's.
#[cfg(all(test, target_family = "wasm"))]
#[macro_use]
extern crate browser_test;

pub mod engine;
pub mod entropy;
pub mod error;
pub mod net;
pub mod profiles;
pub mod sen;
pub mod storage;
pub mod types;
// It writes a file of the source: not in a browser.
#[cfg(not(target_family = "wasm"))]
#[cfg(test)]
mod typescript;
pub mod vault;
pub mod words;

pub use engine::Engine;
pub use error::SenError;
pub use profiles::Household;
pub use sen::{Listener, ListenerError, Sen, TextSession};

uniffi::setup_scaffolding!();
