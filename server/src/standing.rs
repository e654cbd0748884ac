//! Where a record stands: the one queue of the ward in which it waits, from what is known of it.
//!
//! A function of facts, without clock and place. What depends on a day keeps the day, and whoever asks compares.

use shared::record::step::Handed;
use shared::time::CivilDate;

/// A queue of the ward, in the order in which the first that fits is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// Something brought for it is held: somebody has to decide.
    Held,
    /// People wrote different things of it, or what it says cannot be right.
    Disputed,
    /// The cell answered, or its answer is overdue.
    Answered,
    /// It changed since somebody of the ward looked at it.
    Changed,
    /// It was handed in, and nobody has looked at it.
    New,
    /// It may be the same person as another record.
    Twin,
    /// It waits for the cell.
    AtCell,
    /// Nothing of it waits for anybody.
    Done,
}

impl Lane {
    /// Every queue, in order.
    pub const ALL: [Self; 8] =
        [Self::Held, Self::Disputed, Self::Answered, Self::Changed, Self::New, Self::Twin, Self::AtCell, Self::Done];

    /// The number by which it is stored.
    #[must_use]
    pub const fn number(self) -> i64 {
        self as i64 + 1
    }

    /// The queue with that number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.number() == number)
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Disputed => "disputed",
            Self::Answered => "answered",
            Self::Changed => "changed",
            Self::New => "new",
            Self::Twin => "twin",
            Self::AtCell => "at_cell",
            Self::Done => "done",
        }
    }

    /// The queue with that code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.code() == code)
    }

    /// Whether what stands there waits for somebody of the ward.
    #[must_use]
    pub fn waits_for_the_ward(self) -> bool {
        self < Self::AtCell
    }
}

/// What somebody of the ward has looked at of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// Nobody ever did.
    Never,
    /// Somebody did, and it changed since.
    Before,
    /// Somebody did, as it stands.
    AsItStands,
}

/// What the ward's review says of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing that the cell has to answer.
    None,
    /// It asks something, without sending the record back.
    Asks,
    /// It sends the record back, to be answered by a day if it names one.
    Returned(Option<CivilDate>),
    /// It accepts the record.
    Accepted,
}

/// What is known of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Whether something brought for it is held and not decided.
    pub is_held: bool,
    /// Whether somebody has to decide between values, or what it says cannot be right or read.
    pub is_disputed: bool,
    /// Whether the ward reviews records of its kind.
    pub is_reviewed: bool,
    /// How far it was handed in.
    pub handed: Handed,
    /// What the ward has looked at.
    pub looked: Looked,
    /// What the ward's review says.
    pub verdict: Verdict,
    /// Whether the cell answered the review, and nobody has looked at that.
    pub is_answered: bool,
    /// Whether it may be the same person as an earlier record.
    pub is_twin: bool,
}

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The queue.
    pub lane: Lane,
    /// The last day on which it stands there, for one that waits for the cell.
    pub due: Option<CivilDate>,
}

impl Standing {
    /// The queue on a day: an answer that is overdue waits for the ward.
    #[must_use]
    pub fn on(self, today: CivilDate) -> Lane {
        match self {
            Self { lane: Lane::AtCell, due: Some(due) } if due < today => Lane::Answered,
            Self { lane, .. } => lane,
        }
    }
}

/// The queue a record stands in: the first that fits.
#[must_use]
pub fn standing(facts: &Facts) -> Standing {
    let returned = matches!(facts.verdict, Verdict::Returned(_));
    let handed = facts.is_reviewed && facts.handed != Handed::Not;
    // What was sent back waits for the cell while it is being mended, until it is handed in once more.
    let is_mended = returned && facts.handed == Handed::Changed;
    let lane = match facts {
        Facts { is_held: true, .. } => Lane::Held,
        Facts { is_disputed: true, .. } => Lane::Disputed,
        Facts { is_answered: true, .. } => Lane::Answered,
        Facts { looked: Looked::Before, .. } if handed && !is_mended => Lane::Changed,
        Facts { looked: Looked::Never, .. } if handed && !returned => Lane::New,
        Facts { is_twin: true, .. } => Lane::Twin,
        Facts { verdict: Verdict::Returned(_) | Verdict::Asks, .. } => Lane::AtCell,
        Facts { is_reviewed: true, handed: Handed::Not, .. } => Lane::AtCell,
        _ => Lane::Done,
    };
    let due = match facts.verdict {
        Verdict::Returned(due) if lane == Lane::AtCell => due,
        _ => None,
    };
    Standing { lane, due }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Facts = Facts {
        is_held: false,
        is_disputed: false,
        is_reviewed: true,
        handed: Handed::In,
        looked: Looked::AsItStands,
        verdict: Verdict::None,
        is_answered: false,
        is_twin: false,
    };

    fn day(day: u8) -> CivilDate {
        CivilDate::new(2026, 11, day).unwrap()
    }

    /// What is known of a record, and the one queue it stands in.
    #[test]
    fn a_record_stands_in_the_first_queue_that_fits() {
        let due = Verdict::Returned(Some(day(8)));
        let table = [
            (Facts { is_held: true, is_disputed: true, is_answered: true, ..QUIET }, Lane::Held),
            (Facts { is_disputed: true, is_answered: true, looked: Looked::Never, ..QUIET }, Lane::Disputed),
            (Facts { is_disputed: true, handed: Handed::Not, ..QUIET }, Lane::Disputed),
            (Facts { is_answered: true, looked: Looked::Before, verdict: due, ..QUIET }, Lane::Answered),
            (Facts { is_answered: true, verdict: Verdict::Asks, ..QUIET }, Lane::Answered),
            (Facts { looked: Looked::Before, ..QUIET }, Lane::Changed),
            (Facts { looked: Looked::Before, handed: Handed::Changed, ..QUIET }, Lane::Changed),
            (Facts { looked: Looked::Before, verdict: Verdict::Accepted, ..QUIET }, Lane::Changed),
            (Facts { looked: Looked::Before, verdict: due, ..QUIET }, Lane::Changed),
            (Facts { looked: Looked::Before, verdict: due, handed: Handed::Changed, ..QUIET }, Lane::AtCell),
            (Facts { looked: Looked::Before, handed: Handed::Not, ..QUIET }, Lane::AtCell),
            (Facts { looked: Looked::Never, ..QUIET }, Lane::New),
            (Facts { looked: Looked::Never, handed: Handed::Changed, ..QUIET }, Lane::New),
            (Facts { looked: Looked::Never, handed: Handed::Not, ..QUIET }, Lane::AtCell),
            (Facts { is_twin: true, is_reviewed: false, handed: Handed::Not, ..QUIET }, Lane::Twin),
            (Facts { is_twin: true, is_held: true, is_reviewed: false, ..QUIET }, Lane::Held),
            (Facts { verdict: due, ..QUIET }, Lane::AtCell),
            (Facts { verdict: Verdict::Asks, ..QUIET }, Lane::AtCell),
            (Facts { verdict: Verdict::Accepted, ..QUIET }, Lane::Done),
            (QUIET, Lane::Done),
            (Facts { is_reviewed: false, looked: Looked::Never, ..QUIET }, Lane::Done),
            (Facts { is_reviewed: false, looked: Looked::Before, handed: Handed::Not, ..QUIET }, Lane::Done),
        ];
        for (facts, lane) in table {
            assert_eq!(standing(&facts).lane, lane, "{facts:?}");
        }
    }

    #[test]
    fn an_answer_waits_for_the_ward_from_the_day_after_it_was_due() {
        let returned = standing(&Facts { verdict: Verdict::Returned(Some(day(8))), ..QUIET });
        assert_eq!(
            [day(7), day(8), day(9)].map(|today| returned.on(today)),
            [Lane::AtCell, Lane::AtCell, Lane::Answered]
        );
        let undated = standing(&Facts { verdict: Verdict::Returned(None), ..QUIET });
        assert_eq!(undated.on(day(30)), Lane::AtCell);
        let changed = standing(&Facts { looked: Looked::Before, verdict: Verdict::Returned(Some(day(8))), ..QUIET });
        assert_eq!(
            (changed.due, changed.on(day(30))),
            (None, Lane::Changed),
            "a queue of the ward has no day of its own"
        );
    }

    #[test]
    fn every_queue_has_a_number_and_a_code_of_its_own() {
        for lane in Lane::ALL {
            assert_eq!((Lane::from_number(lane.number()), Lane::from_code(lane.code())), (Some(lane), Some(lane)));
        }
        assert_eq!((Lane::from_number(0), Lane::from_number(9), Lane::from_code("x")), (None, None, None));
        assert_eq!(Lane::Done.number(), 8, "the index of what waits leaves out this number");
    }
}
