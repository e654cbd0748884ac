//! Which paper of a record: most have one, some have others beside it.

use crate::doc::Kind;
use crate::meeting;

/// A paper of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// All of it.
    Whole,
    /// Of a meeting what was concluded and voted, for whom that concerns (trích biên bản).
    Extract,
    /// Of a meeting its points (bảng chấm điểm).
    Score,
    /// Of a month's dues a receipt for everybody who paid (biên nhận).
    Receipts,
    /// Of a member who keeps contact where they live what was said of them last, for the place of work (phiếu nhận xét).
    Comment,
}

impl Sort {
    /// Every paper.
    pub const ALL: [Self; 5] = [Self::Whole, Self::Extract, Self::Score, Self::Receipts, Self::Comment];

    /// The papers of a kind's records beside the whole one.
    #[must_use]
    pub fn beside(kind: Kind) -> &'static [Self] {
        match kind {
            kind if kind == meeting::KIND => &[Self::Extract, Self::Score],
            Kind::Dues => &[Self::Receipts],
            Kind::Residence => &[Self::Comment],
            _ => &[],
        }
    }

    /// The paper of a kind's records with that code.
    #[must_use]
    pub fn of_code(kind: Kind, code: &str) -> Option<Self> {
        Self::beside(kind).iter().chain(&[Self::Whole]).copied().find(|sort| sort.code() == code)
    }

    /// The code under which it has words.
    #[must_use]
    pub const fn shown(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            other => other.code(),
        }
    }

    /// The code in addresses; empty for the whole.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Extract => "extract",
            Self::Score => "score",
            Self::Receipts => "receipts",
            Self::Comment => "comment",
        }
    }
}
