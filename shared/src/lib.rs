//! Sen's records and protocol: what a phone, the server and a browser share.
//!
//! Pure: no I/O, no clock, no randomness, no threads. Time, fresh bytes and keys are arguments, and
//! effects come back as data, so a server and a fleet of devices can run inside one test.

// In a browser, `#[test]` is its runner's.
#[cfg(all(test, target_family = "wasm"))]
#[macro_use]
extern crate browser_test;

pub mod access;
pub mod admission;
mod code;
pub mod doc;
pub mod envelope;
pub mod frame;
pub mod guidance;
pub mod id;
pub mod input;
pub mod key;
pub mod kind;
pub mod limits;
pub mod log;
pub mod meeting;
pub mod member;
pub mod node;
pub mod org;
pub mod package;
pub mod paper;
pub mod record;
pub mod role;
pub mod rules;
pub mod sync;
pub mod text;
pub mod time;
pub mod wire;
pub mod words;

pub use ed25519_dalek::SigningKey;
