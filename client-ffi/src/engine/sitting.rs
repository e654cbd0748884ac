//! Who sits down at a text.

/// Whoever types, as far as their strokes belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sitting(pub(super) u64);

impl Sitting {
    /// Nobody who is here: a dead program left the strokes.
    pub(super) const NONE: Self = Self(0);
}
