//! Mirror of what a resolution assigns.

/// An assignment of a resolution, and the task that was made of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Assignment {
    /// The lasting name of its entry.
    pub entry: String,
    /// The task, if somebody made it, however it was edited since.
    pub task: Option<String>,
}
