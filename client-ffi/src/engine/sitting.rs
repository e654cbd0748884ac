//! Who sits down at a text.

/// Whoever types, as far as their strokes belong together: a sitting at a text, or nobody in particular.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sitting(pub(super) u64);

impl Sitting {
    /// A program that replaces passages without sitting down.
    pub(super) const NONE: Self = Self(0);
}
