//! The panic guard around automerge: over some records that are well-formed it panics, and whoever reads or edits one
//! of those is given an error instead, because one bad record must not stop a server or a phone.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The result of `ask`; `None` when automerge panicked in it. Whatever `ask` was changing may be half changed then and
/// is not to be used.
pub(super) fn catching_panics<T>(ask: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(ask)).ok()
}
