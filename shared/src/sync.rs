//! Sync as two state machines without sockets, storage or clocks.
//!
//! The device's side is a ledger of what the server is known to hold; the server's side decides, per
//! stream, what a cursor is owed, and counts a device's visits. docs/protocol.md tells the same story in prose.

pub mod device;
pub mod server;
pub mod visits;

#[cfg(test)]
mod tests;
