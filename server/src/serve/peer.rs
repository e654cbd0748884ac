//! What a request knows of its connection, and an answer asks of it.

use std::net::IpAddr;

/// The address a request came from.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// Marks an answer after which the connection is closed: it is not worth keeping for this client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HangUp;
