//! Mirrors of what crosses to Kotlin, Swift and Python: texts, numbers and lists, nothing else.
//!
//! Ids are texts, dates `YYYY-MM-DD`, instants milliseconds since 1970, codes as they are stored.

mod adoption;
mod assigned;
mod codes;
mod enrol;
mod lists;
mod meeting;
mod record;
mod records;
mod score;
mod screens;
mod spec;
mod sync;
mod vote;
mod weigh;

pub use adoption::{Addendum, Adoption, AdoptionSignature, SignedVersion};
pub use assigned::Assignment;
pub use codes::{Code, CodeFamily, code_words, codes};
pub use enrol::EnrolOffer;
pub use lists::{RecordFilter, RecordLine};
pub use meeting::{Attendance, Item, Mark, Meeting, OpenTask, RollSummary, Saying, Score, ScorePoint};
pub use record::{Field, Record, RecordEntry, RecordField, RecordPart, RecordStep};
pub use records::{Account, Change, Conflict, Finding, HistoryLine, Org, Person, ScannedCode, SessionText, Version};
pub use records::{guest_person, scanned_code};
pub use score::{ScoreLine, ScoreSheet};
pub use screens::{
    DueLines, MeetingDeadline, MeetingStep, MeetingTimes, Obstacle, Passage, Preparation, ProposedItem, Today,
};
pub use spec::{FieldSpec, KindSpec, PartSpec, StepSpec, WorkKind, specs};
pub use sync::{Health, Outgoing, RecordChange, RecordStatus, Safety, SetAside, SyncStep, Synced, Withdrawn};
pub use vote::Vote;
pub use weigh::VoteWeighed;

/// The unit in which an app counts the positions of a text; fixed when a vault is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum TextUnit {
    /// UTF-16 code units, as Kotlin's `String` and Swift's `NSString` count.
    Utf16,
    /// Unicode scalar values, as Python counts.
    Scalar,
}

/// A length as the app sees it.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
