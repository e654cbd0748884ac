//! What a request brings of its connection, and an answer says of it.

use std::net::IpAddr;

/// The address a request came from.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// On an answer: whoever gets it is not worth keeping a connection for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HangUp;
