//! Badges for years in the Party (Huy hiệu Đảng): who reaches which by an award day, counted from the day of joining that
//! the register has. It decides nothing: whether somebody is given one is a case of theirs.

use std::collections::BTreeMap;

use crate::doc::Kind;
use crate::id::DocId;
use crate::record::Row;
use crate::rules::{Norm, NormKey, Rules, Sureness};
use crate::time::{CivilDate, PartialDate};

/// By which rules badges are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badges {
    /// Years in the Party for which there is one, the fewest first.
    pub years: Vec<u16>,
    /// Days of the year on which they are given: month and day, in the order of the year.
    pub days: Vec<(u8, u8)>,
    /// Whether every value these come from is confirmed.
    pub is_confirmed: bool,
    /// What a reader should know of those values, each once.
    pub notes: Vec<String>,
}

const DAYS: [NormKey; 4] = [NormKey::BadgeDay1, NormKey::BadgeDay2, NormKey::BadgeDay3, NormKey::BadgeDay4];

impl Badges {
    /// The rules of a day; `None` where none are known for it.
    #[must_use]
    pub fn of(rules: &Rules, on: CivilDate) -> Option<Self> {
        let norm = |key: &NormKey| rules.norm_in_force(key, on);
        let steps = [NormKey::BadgeFirst, NormKey::BadgeSecond, NormKey::BadgeStep, NormKey::BadgeLast];
        let steps = steps.iter().map(norm).collect::<Option<Vec<&Norm>>>()?;
        let days: Vec<&Norm> = DAYS.iter().filter_map(norm).collect();
        let values: Vec<u16> = steps.iter().filter_map(|norm| u16::try_from(norm.value).ok()).collect();
        let &[first, second, step, last] = values.as_slice() else { return None };
        let more = (second..=last).step_by(usize::from(step.max(1))).filter(|years| *years > first);
        let all = || steps.iter().chain(&days).copied();
        let mut notes: Vec<String> = Vec::new();
        for note in all().filter_map(|norm| norm.basis.note.clone()) {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        let day = |norm: &&Norm| Some((u8::try_from(norm.value / 100).ok()?, u8::try_from(norm.value % 100).ok()?));
        let mut days: Vec<(u8, u8)> = days.iter().filter_map(day).collect();
        days.sort_unstable();
        let is_confirmed = all().all(|norm| Sureness::is_confirmed(&norm.basis.sureness));
        let years = std::iter::once(first).chain(more).collect();
        (!days.is_empty()).then_some(Self { years, days, is_confirmed, notes })
    }

    fn of_year(&self, year: u16) -> impl Iterator<Item = CivilDate> {
        self.days.iter().filter_map(move |(month, day)| CivilDate::new(year, *month, *day))
    }

    /// The award day that is this day, or follows on it.
    #[must_use]
    pub fn next(&self, day: CivilDate) -> Option<CivilDate> {
        let years = [Some(day.year()), day.year().checked_add(1)];
        years.into_iter().flatten().flat_map(|year| self.of_year(year)).find(|award| *award >= day)
    }

    /// The award day before this day.
    #[must_use]
    pub fn before(&self, day: CivilDate) -> Option<CivilDate> {
        let years = [day.year().checked_sub(1), Some(day.year())];
        years.into_iter().flatten().flat_map(|year| self.of_year(year)).filter(|award| *award < day).last()
    }
}

/// Whether somebody has the badge by their cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Given {
    /// No case of it is known.
    #[default]
    No,
    /// One was begun and is not decided.
    Begun,
    /// It was decided.
    Decided,
}

impl Given {
    /// Everything it can be.
    pub const ALL: [Self; 3] = [Self::No, Self::Begun, Self::Decided];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Begun => "begun",
            Self::Decided => "decided",
        }
    }
}

/// Somebody who reaches a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The record.
    pub doc: DocId,
    /// Years in the Party.
    pub years: u16,
    /// The day on which they are full.
    pub full_on: CivilDate,
    /// Whether they have it.
    pub given: Given,
}

/// Why it cannot be told whether somebody reaches a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclear {
    /// No day of joining is recorded.
    NoDay,
    /// It is known to the month or the year only, and they may reach one.
    Partial,
    /// Something in the record is disputed.
    Disputed,
}

impl Unclear {
    /// Everything it can be.
    pub const ALL: [Self; 3] = [Self::NoDay, Self::Partial, Self::Disputed];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoDay => "no_day",
            Self::Partial => "partial",
            Self::Disputed => "disputed",
        }
    }
}

/// Who reaches a badge by an award day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Awarded {
    /// The most years first, among equals as the rows stand.
    pub due: Vec<Due>,
    /// Of whom it cannot be told, as the rows stand.
    pub unclear: Vec<(DocId, Unclear)>,
}

/// The kinds of records that tell whether a badge was given.
#[must_use]
pub fn kinds() -> Vec<Kind> {
    ["case", "decision"].into_iter().filter_map(Kind::from_code).collect()
}

/// Who of these members reaches a badge after the award day before `award` and by `award`; `cases` are rows of the
/// [kinds] that tell whether it was given. Only who is of the headcount is counted.
#[must_use]
pub fn awarded(members: &[Row], cases: &[Row], badges: &Badges, award: CivilDate) -> Awarded {
    let given = given(cases);
    let after = badges.before(award);
    let is_within = |day: CivilDate| day <= award && after.is_none_or(|after| day > after);
    let mut found = Awarded::default();
    for row in members.iter().filter(|row| row.flag("headcount")) {
        let joined = row.text("joined_on").and_then(|day| PartialDate::parse(day).ok());
        if row.decisions > 0 {
            found.unclear.push((row.doc, Unclear::Disputed));
            continue;
        }
        let Some(joined) = joined else {
            found.unclear.push((row.doc, Unclear::NoDay));
            continue;
        };
        let full = |years: &u16| {
            let (first, last) = joined.span()?;
            Some((*years, after_years(first, *years)?, after_years(last, *years)?))
        };
        let mut reached = badges.years.iter().filter_map(full);
        if joined.to_civil().is_none() {
            // Some day of those that may be meant lies between the two award days.
            let may_be = |(_, first, last): (u16, CivilDate, CivilDate)| {
                first <= award && after.is_none_or(|after| last > after)
            };
            found.unclear.extend(reached.any(may_be).then_some((row.doc, Unclear::Partial)));
        } else if let Some((years, full_on, _)) = reached.find(|(_, full_on, _)| is_within(*full_on)) {
            let given = given.get(&(row.doc.to_string(), u32::from(years))).copied().unwrap_or_default();
            found.due.push(Due { doc: row.doc, years, full_on, given });
        }
    }
    found.due.sort_by_key(|due| std::cmp::Reverse(due.years));
    found
}

/// How far the badges of each person have come, by the id of their record and the years.
fn given(rows: &[Row]) -> BTreeMap<(String, u32), Given> {
    let is_approved = |row: &&Row| {
        row.kind.code() == "decision" && row.state == "da_ban_hanh" && row.text("result") == Some("chuan_y")
    };
    let decided: Vec<DocId> =
        rows.iter().filter(is_approved).filter(|row| row.decisions == 0).filter_map(|row| row.about).collect();
    let mut given: BTreeMap<(String, u32), Given> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.kind.code() == "case" && row.text("type") == Some("huy_hieu")) {
        let Some(member) = row.text("member").filter(|_| row.decisions == 0) else { continue };
        let reached = match row.state.as_str() {
            "da_quyet_dinh" | "hoan_thanh" => Given::Decided,
            _ if decided.contains(&row.doc) => Given::Decided,
            "dung" => Given::No,
            _ => Given::Begun,
        };
        let one = given.entry((member.to_owned(), row.figure("badge_years"))).or_default();
        *one = (*one).max(reached);
    }
    given
}

/// The same day so many years later; the last of February for the 29th where there is none.
fn after_years(day: CivilDate, years: u16) -> Option<CivilDate> {
    let year = day.year().checked_add(years)?;
    CivilDate::new(year, day.month(), day.day()).or_else(|| CivilDate::new(year, 2, 28))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::Scalar;
    use crate::id::OrgId;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn shipped() -> Badges {
        Badges::of(Rules::shipped(), day("2026-11-29")).unwrap()
    }

    fn row(kind: &str, number: u8, state: &str, figures: &[(&str, Scalar)]) -> Row {
        let empty = Row::unreadable(
            DocId::from_bytes([number; 16]),
            Kind::from_code(kind).unwrap(),
            OrgId::from_bytes([2; 16]),
        );
        let figures = figures.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Row { is_readable: true, state: state.to_owned(), figures, ..empty }
    }

    fn member(number: u8, joined: &str) -> Row {
        let joined = (!joined.is_empty()).then(|| ("joined_on", Scalar::from(joined)));
        let figures: Vec<_> = joined.into_iter().chain([("headcount", Scalar::Bool(true))]).collect();
        row("member", number, "", &figures)
    }

    /// Number of the member and years.
    fn due(members: &[Row], award: &str) -> Vec<(u8, u16)> {
        let found = awarded(members, &[], &shipped(), day(award));
        found.due.iter().map(|due| (due.doc.as_bytes()[0], due.years)).collect()
    }

    #[test]
    fn the_years_are_thirty_and_from_forty_on_every_five_and_no_value_of_them_is_said_to_be_sure() {
        let badges = shipped();
        assert_eq!(badges.years, [30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90]);
        assert_eq!(badges.days, [(2, 3), (5, 19), (9, 2), (11, 7)]);
        assert!(!badges.is_confirmed && badges.notes.iter().any(|note| note.contains("35")));
        assert_eq!(Badges::of(Rules::shipped(), day("2019-01-01")), None);
    }

    #[test]
    fn award_days_follow_on_each_other_over_the_turn_of_the_year() {
        let badges = shipped();
        let next = |from: &str| badges.next(day(from)).unwrap().to_string();
        let before = |from: &str| badges.before(day(from)).unwrap().to_string();
        assert_eq!((next("2026-11-07"), next("2026-11-08")), ("2026-11-07".into(), "2027-02-03".into()));
        assert_eq!((before("2026-11-07"), before("2027-02-03")), ("2026-09-02".into(), "2026-11-07".into()));
    }

    #[test]
    fn who_is_full_on_the_award_day_is_of_it_and_who_is_a_day_later_of_the_next() {
        let members =
            [member(1, "1996-11-07"), member(2, "1996-11-08"), member(3, "1996-09-02"), member(4, "1996-09-03")];
        assert_eq!(due(&members, "2026-09-02"), [(3, 30)]);
        assert_eq!(due(&members, "2026-11-07"), [(1, 30), (4, 30)]);
        assert_eq!(due(&members, "2027-02-03"), [(2, 30)]);
        // 35 years are no badge, 40 are; the most years stand first.
        let members =
            [member(5, "1991-10-01"), member(6, "1986-10-01"), member(7, "1936-10-01"), member(8, "1931-10-01")];
        assert_eq!(due(&members, "2026-11-07"), [(7, 90), (6, 40)]);
        // A leap day is full on the last of February.
        assert_eq!(due(&[member(9, "1996-02-29")], "2026-05-19"), [(9, 30)]);
        let guest = Row { figures: BTreeMap::new(), ..member(10, "1996-10-01") };
        assert_eq!(due(&[guest], "2026-11-07"), []);
    }

    #[test]
    fn a_day_that_is_not_known_stands_apart_where_it_may_matter() {
        let disputed = Row { decisions: 1, ..member(5, "1996-10-01") };
        let members = [
            member(1, "1996-10"),
            member(2, "1996"),
            member(3, "1996-08"),
            member(4, ""),
            disputed,
            member(6, "1997"),
            member(7, "1996-09"),
        ];
        let found = awarded(&members, &[], &shipped(), day("2026-11-07"));
        assert_eq!(found.due, []);
        let unclear: Vec<_> = found.unclear.iter().map(|(doc, why)| (doc.as_bytes()[0], *why)).collect();
        let expected = [
            (1, Unclear::Partial),
            (2, Unclear::Partial),
            (4, Unclear::NoDay),
            (5, Unclear::Disputed),
            (7, Unclear::Partial),
        ];
        assert_eq!(unclear, expected);
    }

    #[test]
    fn who_has_a_case_of_the_same_badge_is_marked_by_how_far_it_came() {
        let members: Vec<Row> = (1..=6).map(|number| member(number, "1996-10-01")).collect();
        let case = |number: u8, of: u8, years: i64, state: &str| {
            let of = DocId::from_bytes([of; 16]).to_string();
            let figures =
                [("type", "huy_hieu".into()), ("member", Scalar::Str(of)), ("badge_years", Scalar::Int(years))];
            row("case", number, state, &figures)
        };
        let decision = |number: u8, about: u8, result: &str| Row {
            about: Some(DocId::from_bytes([about; 16])),
            ..row("decision", number, "da_ban_hanh", &[("result", result.into())])
        };
        let cases = [
            case(21, 1, 30, "hoan_thanh"),
            case(22, 2, 30, "da_gui"),
            // Of another badge, given up, and one that the ward decided while the cell has not noted it.
            case(23, 3, 40, "hoan_thanh"),
            case(24, 4, 30, "dung"),
            case(25, 5, 30, "da_gui"),
            decision(26, 25, "chuan_y"),
            case(27, 6, 30, "da_gui"),
            decision(28, 27, "khong_chuan_y"),
        ];
        let found = awarded(&members, &cases, &shipped(), day("2026-11-07"));
        let given: Vec<Given> = found.due.iter().map(|due| due.given).collect();
        use Given::{Begun, Decided, No};
        assert_eq!(given, [Decided, Begun, No, No, Decided, Begun]);
    }
}
