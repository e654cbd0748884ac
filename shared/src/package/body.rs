//! What a package says: a request, the answer to one, what one phone hands another, or work to be handed in.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::{PackageError, unreadable};
use crate::envelope::{Signed, brought};
use crate::frame::outline::List;
use crate::id::PackageId;
use crate::limits;
use crate::wire::{self, FrameError, Request, Response};

/// What a package says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// From a device to its ward: as it would be sent over the network.
    Request(Request),
    /// From the ward to a device.
    Answer(Answer),
    /// From one phone to another.
    Exchange(Exchange),
    /// From a device to its ward by anybody's hand: work of its own, and no question.
    HandIn(HandIn),
}

/// The ward's answer to a request that came as a package.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Answer {
    /// The package it answers.
    #[n(0)]
    pub answers: PackageId,
    /// As it would be sent over the network.
    #[n(1)]
    pub response: Response,
}

/// What one phone hands another: everything of some records, each part under its author's signature.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Exchange {
    /// The envelopes, in the order in which they must be applied.
    #[n(0)]
    #[cbor(default, decode_with = "brought::decode")]
    pub envelopes: Vec<Signed>,
    /// The ward's certificates of their authors and of the person who hands them over.
    #[n(1)]
    #[cbor(default)]
    pub certificates: Vec<Signed>,
}

/// Work of a device, sealed when it was written, for any device that brings it to the ward.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct HandIn {
    /// The envelopes, in the order in which they must be applied.
    #[n(0)]
    #[cbor(decode_with = "brought::decode")]
    pub envelopes: Vec<Signed>,
}

impl Body {
    /// Reads a body of a form, packed by [`Body::pack`].
    ///
    /// # Errors
    /// [`PackageError::Newer`] for a form this version does not know; `TooLarge`, `Damaged`.
    pub fn unpack(form: u8, packed: &[u8]) -> Result<Self, PackageError> {
        if !(1..=4).contains(&form) {
            return Err(PackageError::Newer);
        }
        let frame = inflate(packed)?;
        let body = match form {
            1 => Request::read(&frame).map(Self::Request),
            2 => answer(&frame).map(Self::Answer),
            3 => exchange(&frame).map(Self::Exchange),
            _ => hand_in(&frame).map(Self::HandIn),
        };
        body.map_err(unreadable)
    }

    /// Encodes and deflates the body.
    ///
    /// # Errors
    /// [`PackageError::TooLarge`] when the reader would refuse it.
    pub fn pack(&self) -> Result<Vec<u8>, PackageError> {
        let frame = match self {
            Self::Request(request) => wire::encode(request),
            Self::Answer(answer) => wire::encode(answer),
            Self::Exchange(exchange) => wire::encode(exchange),
            Self::HandIn(hand_in) => wire::encode(hand_in),
        };
        let too_large = PackageError::TooLarge(limits::PACKAGE_INFLATED_BYTES_MAX);
        if frame.len() > limits::PACKAGE_INFLATED_BYTES_MAX {
            return Err(too_large);
        }
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        let packed = encoder.write_all(&frame).and_then(|()| encoder.finish());
        // Writing to memory fails for want of memory only.
        packed.ok().ok_or(too_large)
    }

    pub(super) const fn form(&self) -> u8 {
        match self {
            Self::Request(_) => 1,
            Self::Answer(_) => 2,
            Self::Exchange(_) => 3,
            Self::HandIn(_) => 4,
        }
    }
}

fn inflate(packed: &[u8]) -> Result<Vec<u8>, PackageError> {
    let max = limits::PACKAGE_INFLATED_BYTES_MAX;
    let mut frame = Vec::new();
    let read = DeflateDecoder::new(packed).take(max as u64 + 1).read_to_end(&mut frame);
    match read {
        Ok(_) if frame.len() > max => Err(PackageError::TooLarge(max)),
        Ok(_) => Ok(frame),
        Err(_) => Err(PackageError::Damaged),
    }
}

fn answer(frame: &[u8]) -> Result<Answer, FrameError> {
    let lists = [List { inside: Response::LISTS, ..List::new(1, "response", 0) }];
    let answer: Answer = wire::decode_bounded(frame, &lists)?;
    match answer.response.version {
        limits::PROTOCOL_VERSION => Ok(answer),
        newer => Err(FrameError::Version(newer)),
    }
}

fn exchange(frame: &[u8]) -> Result<Exchange, FrameError> {
    let lists = [
        List::new(0, "envelopes", limits::EXCHANGE_ENVELOPES_MAX),
        List::new(1, "certificates", limits::EXCHANGE_CERTIFICATES_MAX),
    ];
    wire::decode_bounded(frame, &lists)
}

fn hand_in(frame: &[u8]) -> Result<HandIn, FrameError> {
    wire::decode_bounded(frame, &[List::new(0, "envelopes", limits::ENVELOPES_PER_REQUEST_MAX)])
}
