//! The server: merges what devices bring and gives the ward its console.
//!
//! [`serve::Server`] is the entry point; everything it needs from the world (configuration, listener,
//! clock and entropy, the moment to stop) is an argument.

pub mod admin;
pub mod app;
pub mod auth;
pub mod bounds;
pub mod compression;
pub mod config;
pub mod console;
pub mod directory;
pub mod export;
pub mod host;
pub mod http;
pub mod hub;
pub mod import;
pub mod month;
pub mod office;
pub mod package;
pub mod pdf;
pub mod press;
pub mod reconcile;
pub mod rulebook;
pub mod serve;
pub mod standing;
pub mod store;
pub mod telemetry;
#[cfg(test)]
mod testing;
pub mod tls;
pub mod trend;
