//! The wall around automerge: over some records that are well-formed it breaks off, and whoever reads or edits one of
//! those is told so instead.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What `ask` comes to; `None` when automerge broke off over it. Whatever `ask` was changing is not to be used then.
pub(super) fn walled<T>(ask: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(ask)).ok()
}
