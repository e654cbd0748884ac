//! What is done with a record of any kind, by what its kind declares: reading, writing, settling, taking a step, listing.
//!
//! Nothing here names a kind. What a kind alone can do stands in `meeting`, `member` and `org`.

pub mod list;
pub mod row;
pub mod step;
pub mod view;
pub mod write;

#[cfg(test)]
mod tests;

pub use row::Row;
pub use step::{Refusal, StepView};
pub use view::RecordView;
pub use write::{People, Place};
