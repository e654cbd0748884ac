//! How a value becomes bytes and is read again: CBOR with integer keys, one encoding, decoded strictly, bounded before use.

pub(crate) mod outline;

/// Bytes that are not the frame they should be.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// Not CBOR of that shape.
    #[error("not a readable frame: {0}")]
    Malformed(#[from] minicbor::decode::Error),
    /// CBOR, but not in the one encoding that is read here.
    #[error("not in the encoding of this protocol: {0}")]
    Encoding(&'static str),
    /// A text whose bytes are none.
    #[error("a text that is not UTF-8: {0}")]
    NoText(#[source] std::str::Utf8Error),
    /// More bytes follow the frame.
    #[error("bytes are left over after the frame")]
    TrailingBytes,
    /// A bound of `limits` is exceeded.
    #[error("more than {max} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The bound.
        max: usize,
    },
    /// A protocol version this side does not speak.
    #[error("protocol version {0} is not spoken here")]
    Version(u32),
}

impl FrameError {
    /// The error code of docs/protocol.md.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) | Self::Encoding(_) | Self::NoText(_) | Self::TrailingBytes => "bad_frame",
            Self::TooMany { .. } => "too_many",
            Self::Version(_) => "unsupported_version",
        }
    }
}

/// Encodes a frame. Writing to memory cannot fail.
#[must_use]
pub fn encode<T: minicbor::Encode<()>>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    let written = minicbor::encode(value, &mut bytes);
    debug_assert!(written.is_ok(), "writing to memory cannot fail");
    debug_assert!(
        matches!(outline::check(&bytes, &[]), Ok(()) | Err(FrameError::TooMany { .. })),
        "nobody could read this frame again"
    );
    bytes
}

/// Decodes exactly one frame, in the one encoding there is.
///
/// # Errors
/// [`FrameError`] for anything but one frame of that shape.
pub fn decode<T: for<'b> minicbor::Decode<'b, ()>>(bytes: &[u8]) -> Result<T, FrameError> {
    decode_bounded(bytes, &[])
}

/// Decodes exactly one frame, whose lists are counted before they are kept.
pub(crate) fn decode_bounded<T: for<'b> minicbor::Decode<'b, ()>>(
    bytes: &[u8],
    lists: &[outline::List],
) -> Result<T, FrameError> {
    outline::check(bytes, lists)?;
    Ok(minicbor::decode(bytes)?)
}

/// Decodes exactly one frame that was let in once, in whichever encoding.
pub(crate) fn decode_kept<T: for<'b> minicbor::Decode<'b, ()>>(bytes: &[u8]) -> Result<T, FrameError> {
    let mut frame = minicbor::Decoder::new(bytes);
    let value = frame.decode()?;
    if frame.position() == bytes.len() { Ok(value) } else { Err(FrameError::TrailingBytes) }
}

/// Reads on into an array of `len` parts: what stands in an array by position is never added to.
pub(crate) fn parts(d: &mut minicbor::Decoder<'_>, len: u64) -> Result<(), minicbor::decode::Error> {
    let at = d.position();
    match d.array()? {
        Some(found) if found == len => Ok(()),
        _ => Err(minicbor::decode::Error::message("an array of another length").at(at)),
    }
}
