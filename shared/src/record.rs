//! What is done with a record of any kind, by what its kind declares: reading, writing, settling, taking a step, listing.
//!
//! Nothing here names a kind, but for what `figures` counts. What a kind alone can do stands in `meeting`, `member` and `org`.

pub mod anew;
pub mod figures;
pub mod known;
pub mod list;
pub mod reserved;
pub mod row;
pub mod step;
pub mod view;
pub mod write;

pub use row::Row;
pub use step::{Refusal, StepView};
pub use view::RecordView;
pub use write::{Context, FieldPath};

use crate::doc::{Doc, Kind};

/// Whether a record is in a state in which it takes nothing more, read without the rest of it: asked before every stroke.
#[must_use]
pub fn is_closed(doc: &Doc) -> bool {
    let spec = doc.kind().spec();
    let state = if spec.life.closed.is_empty() { None } else { doc.leaf(spec.head, spec.life.field) };
    state.is_some_and(|state| spec.life.closed.contains(&state.as_str()))
}

/// Whether records of a kind are begun about records of another kind: reviews and replies speak of what a cell hands in,
/// not of each other.
#[must_use]
pub fn speaks_about(kind: Kind, about: Kind) -> bool {
    kind.spec().speaks_about.contains(&about.code())
}

#[cfg(test)]
mod tests;
