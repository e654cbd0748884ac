//! The frames of the protocol.
//!
//! docs/protocol.md describes every frame here; the golden tests pin one example of each.

mod enrol;
mod exchange;
mod receipt;
mod stream;
mod visit;
mod witness;

pub use enrol::{BadEnrolCode, EnrolCode, EnrolOffer, EnrolRequest, EnrolResponse, LookRequest};
pub use exchange::{Entry, Inventory, Request, Response, StreamNews};
pub use receipt::{Fate, HoldReason, Receipt};
pub use stream::{Cursor, InventoryAsk, StreamDigest};
pub use visit::Visit;
pub use witness::Witness;

pub use crate::frame::{FrameError, decode, encode};
pub(crate) use crate::frame::{decode_bounded, parts};

/// An error answer.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct ErrorFrame {
    /// A stable code of docs/protocol.md.
    #[n(1)]
    pub code: String,
    /// A sentence for a person.
    #[n(2)]
    pub message: String,
}

#[cfg(test)]
mod tests;
