//! All rules as one list: what each is, and how it stands on a day beside the others of its kind.

use super::{Basis, Norm, Order, Rubric, Rules, Share};
use crate::time::CivilDate;

/// One value of the rules, whatever its form.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Entry<'a> {
    /// A norm.
    Norm(&'a Norm),
    /// The share a vote needs.
    Share(&'a Share),
    /// An order of business.
    Order(&'a Order),
    /// A rubric of the score sheet.
    Rubric(&'a Rubric),
}

/// How a value stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Force {
    /// It is the one that holds.
    Holds,
    /// It is a rubric of another series than the one chosen: it holds for the meetings that name it.
    NotChosen,
    /// A value of the place stands over it.
    Overlaid,
    /// Its first day is still to come.
    Coming,
    /// Its last day is over.
    Ended,
}

impl Force {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Holds, Self::NotChosen, Self::Overlaid, Self::Coming, Self::Ended];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::NotChosen => "not_chosen",
            Self::Overlaid => "overlaid",
            Self::Coming => "coming",
            Self::Ended => "ended",
        }
    }
}

impl<'a> Entry<'a> {
    /// Where it comes from and when it holds.
    #[must_use]
    pub const fn basis(self) -> &'a Basis {
        match self {
            Self::Norm(norm) => &norm.basis,
            Self::Share(share) => &share.basis,
            Self::Order(order) => &order.basis,
            Self::Rubric(rubric) => &rubric.basis,
        }
    }

    /// Its key in the texts of rules, which no other value has.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::Norm(norm) => format!("norm.{}.{}", norm.key, norm.name),
            Self::Share(share) => format!("vote.{}.{}", share.version, share.matter),
            Self::Order(order) => format!("order.{}", order.name),
            Self::Rubric(rubric) => format!("score.{}", rubric.id),
        }
    }

    /// Whether anything is counted by it.
    #[must_use]
    pub const fn is_counted(self) -> bool {
        match self {
            Self::Norm(norm) => norm.key.is_counted(),
            Self::Share(_) | Self::Order(_) | Self::Rubric(_) => true,
        }
    }

    /// Whether a place wrote it, and not those who ship the rules.
    #[must_use]
    pub const fn is_local(self) -> bool {
        match self {
            Self::Norm(norm) => norm.layer > 0,
            Self::Share(_) => false,
            Self::Order(order) => order.layer > 0,
            Self::Rubric(rubric) => rubric.layer > 0,
        }
    }
}

impl Rules {
    /// Every value of every time, by form, in the order of the texts.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        let norms = self.norms.iter().map(Entry::Norm);
        let shares = self.shares.iter().map(Entry::Share);
        let (orders, rubrics) = (self.orders.iter().map(Entry::Order), self.rubrics.iter().map(Entry::Rubric));
        norms.chain(shares).chain(orders).chain(rubrics)
    }

    /// How a value of these rules stands on a day.
    #[must_use]
    pub fn force(&self, entry: Entry<'_>, day: CivilDate) -> Force {
        let basis = entry.basis();
        if day < basis.from {
            return Force::Coming;
        }
        if !basis.in_force(day) {
            return Force::Ended;
        }
        let holds = match entry {
            Entry::Norm(norm) => self.norm_in_force(&norm.key, day) == Some(norm),
            Entry::Share(_) => true,
            Entry::Order(order) => order.meetings.iter().any(|kind| self.order_in_force(kind, day) == Some(order)),
            Entry::Rubric(rubric) if rubric.series != self.series => return Force::NotChosen,
            Entry::Rubric(rubric) => rubric.meetings.iter().any(|kind| self.rubric_in_force(kind, day) == Some(rubric)),
        };
        if holds { Force::Holds } else { Force::Overlaid }
    }
}
