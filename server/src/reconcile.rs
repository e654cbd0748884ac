//! The headcount of a cell over a quarter: what the days of the records add up to, beside what their statuses say.
//!
//! A function of what records tell, without clock and place. It guesses nothing: where days and status of a member say
//! different things, or a day is known too little to fall into a quarter or outside of it, the member is named.

use shared::id::DocId;
use shared::member::Status;
use shared::record::Row;
use shared::time::{CivilDate, PartialDate};

/// Days from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quarter {
    /// The year.
    pub year: u16,
    /// Which of the four.
    pub number: u8,
}

impl Quarter {
    /// The quarter with that number; `None` where there is none.
    #[must_use]
    pub fn new(year: u16, number: u8) -> Option<Self> {
        let quarter = Self { year, number };
        ((1..=4).contains(&number) && quarter.days().is_some()).then_some(quarter)
    }

    /// The quarter a day lies in.
    #[must_use]
    pub fn of(day: CivilDate) -> Self {
        Self { year: day.year(), number: (day.month().saturating_sub(1)) / 3 + 1 }
    }

    /// The first day and the last.
    #[must_use]
    pub fn days(self) -> Option<(CivilDate, CivilDate)> {
        let first = CivilDate::new(self.year, self.number.checked_sub(1)?.checked_mul(3)?.checked_add(1)?, 1)?;
        let next = match self.number {
            4 => CivilDate::new(self.year.checked_add(1)?, 1, 1)?,
            number => CivilDate::new(self.year, number * 3 + 1, 1)?,
        };
        Some((first, next.plus_days(-1)?))
    }

    /// The quarter before.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        match self.number {
            1 => Self::new(self.year.checked_sub(1)?, 4),
            number => Self::new(self.year, number - 1),
        }
    }

    /// The quarter after.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        match self.number {
            4 => Self::new(self.year.checked_add(1)?, 1),
            number => Self::new(self.year, number + 1),
        }
    }
}

/// How somebody came into the headcount of a cell, or went out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    /// Admitted to the Party.
    Admitted,
    /// Came from another organisation.
    MovedIn,
    /// Went to another organisation.
    MovedOut,
    /// Died.
    Died,
    /// Struck off, expelled, or left at their own request.
    Left,
}

/// What a member's record tells of the headcount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// The record.
    pub doc: DocId,
    /// How and when they came; nothing where no day is recorded, as of those who were always there.
    pub came: Option<(Movement, PartialDate)>,
    /// How and when they went.
    pub went: Option<(Movement, PartialDate)>,
    /// Whether their status counts.
    pub is_counted: bool,
    /// Whether they had been there before they came, and had gone.
    pub came_back: bool,
    /// Whether the record says several things of one place.
    pub is_disputed: bool,
}

impl Member {
    /// Reads a row of the register; `None` for a guest, and for a record that another one speaks for.
    #[must_use]
    pub fn of(row: &Row) -> Option<Self> {
        let status = Status::read(row.text("status").unwrap_or(Status::Official.code()));
        if status == Status::TemporaryGuest || row.text("superseded_by").is_some() {
            return None;
        }
        let day = |figure: &str| row.text(figure).and_then(|stored| PartialDate::parse(stored).ok());
        let joined = day("joined_on").map(|day| (Movement::Admitted, day));
        let moved_in = day("moved_in_on").map(|day| (Movement::MovedIn, day));
        let came = match (joined, moved_in) {
            // Into this cell, whenever they were admitted elsewhere.
            (Some((_, joined)), Some((_, moved))) if moved < joined => Some((Movement::Admitted, joined)),
            (joined, moved_in) => moved_in.or(joined),
        };
        let ends = [(Movement::MovedOut, "moved_out_on"), (Movement::Died, "died_on"), (Movement::Left, "left_on")];
        let ends = ends.into_iter().filter_map(|(movement, figure)| Some((movement, day(figure)?)));
        // Who went and came back is there; where it is not known what was first, they went.
        let is_over = |(_, went): &(Movement, PartialDate)| {
            came.is_some_and(|(_, came)| went.span().zip(came.span()).is_some_and(|(went, came)| went.1 < came.0))
        };
        let (over, ends): (Vec<_>, Vec<_>) = ends.partition(is_over);
        let went = ends.into_iter().max_by_key(|(_, day)| *day);
        let is_counted = status.is_of_headcount();
        Some(Self { doc: row.doc, came, went, is_counted, came_back: !over.is_empty(), is_disputed: row.decisions > 0 })
    }
}

/// Why a member has to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The status counts, though a day is recorded on which they went.
    CountedAfterGoing,
    /// The status does not count, and no day is recorded on which they went.
    GoneWithoutDay,
    /// A day is known too little to tell whether it lies in the quarter.
    UnclearDay,
    /// They had been there before, and the record does not tell from when to when.
    CameBack,
    /// The record says several things of one place, which is still to be decided.
    Disputed,
    /// The record cannot be read.
    Unreadable,
}

impl Doubt {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CountedAfterGoing => "counted_after_going",
            Self::GoneWithoutDay => "gone_without_day",
            Self::UnclearDay => "unclear_day",
            Self::CameBack => "came_back",
            Self::Disputed => "disputed",
            Self::Unreadable => "unreadable",
        }
    }
}

/// The headcount of some members over a quarter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// How many there were before its first day.
    pub opening: u32,
    /// Admitted in it.
    pub admitted: u32,
    /// Came in it.
    pub moved_in: u32,
    /// Went in it.
    pub moved_out: u32,
    /// Died in it.
    pub died: u32,
    /// Left the Party in it.
    pub left: u32,
    /// What that comes to on its last day.
    pub expected: u32,
    /// How many there are on that day by what their statuses say.
    pub actual: u32,
    /// Who has to be looked at, and why.
    pub doubts: Vec<(DocId, Doubt)>,
}

impl Account {
    /// By how much the statuses say more or less than the days.
    #[must_use]
    pub fn difference(&self) -> i64 {
        i64::from(self.actual) - i64::from(self.expected)
    }
}

/// Where a day lies beside a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lies {
    Before,
    Within,
    After,
    Unclear,
}

fn lies(day: PartialDate, (first, last): (CivilDate, CivilDate)) -> Lies {
    match day.span() {
        Some((_, latest)) if latest < first => Lies::Before,
        Some((earliest, _)) if earliest > last => Lies::After,
        Some((earliest, latest)) if earliest >= first && latest <= last => Lies::Within,
        _ => Lies::Unclear,
    }
}

/// The account of the members these rows of the register are of, over a quarter; nothing for a quarter the calendar does not
/// have.
#[must_use]
pub fn account<'a>(rows: impl IntoIterator<Item = &'a Row>, quarter: Quarter) -> Account {
    let mut account = Account::default();
    let Some(days) = quarter.days() else { return account };
    for row in rows {
        if !row.is_readable {
            account.doubts.push((row.doc, Doubt::Unreadable));
        } else if let Some(member) = Member::of(row) {
            account.take(&member, days);
        }
    }
    account
}

impl Account {
    fn take(&mut self, member: &Member, days: (CivilDate, CivilDate)) {
        // Nobody knows when they came: they are there already. Of a day that is not clear the same is taken, and said.
        let came = member.came.map_or(Lies::Before, |(_, day)| lies(day, days));
        let went = member.went.map_or(Lies::After, |(_, day)| lies(day, days));
        if came == Lies::Unclear || went == Lies::Unclear {
            self.doubts.push((member.doc, Doubt::UnclearDay));
        }
        if member.came_back && came != Lies::Before {
            self.doubts.push((member.doc, Doubt::CameBack));
        }
        if member.is_disputed {
            self.doubts.push((member.doc, Doubt::Disputed));
        }
        let is_here = |lies: Lies| matches!(lies, Lies::Before | Lies::Unclear);
        if is_here(came) && went != Lies::Before {
            self.opening += 1;
        }
        match member.came {
            Some((Movement::Admitted, _)) if came == Lies::Within => self.admitted += 1,
            Some(_) if came == Lies::Within => self.moved_in += 1,
            _ => {}
        }
        match member.went {
            Some((Movement::Died, _)) if went == Lies::Within => self.died += 1,
            Some((Movement::Left, _)) if went == Lies::Within => self.left += 1,
            Some(_) if went == Lies::Within => self.moved_out += 1,
            _ => {}
        }
        let is_expected = came != Lies::After && !matches!(went, Lies::Before | Lies::Within);
        self.expected += u32::from(is_expected);
        // Who came after it was not there yet, and who went after it still was.
        let went_later = member.went.is_some() && went == Lies::After;
        let is_actual = came != Lies::After && (member.is_counted || went_later);
        self.actual += u32::from(is_actual);
        match (is_expected, is_actual) {
            (false, true) => self.doubts.push((member.doc, Doubt::CountedAfterGoing)),
            (true, false) if went != Lies::Unclear => self.doubts.push((member.doc, Doubt::GoneWithoutDay)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
