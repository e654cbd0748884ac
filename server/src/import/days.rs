//! The days of a member's life beside each other: refused where they cannot be, pointed out where they seldom are.

use shared::time::{CivilDate, PartialDate};

use super::MemberDraft;

/// Checks the days of a row: what should be looked at.
///
/// # Errors
/// A day that cannot be, in words.
pub(super) fn check(draft: &MemberDraft, today: CivilDate) -> Result<Vec<String>, String> {
    let date = |name: &str| draft.field(name).and_then(|value| PartialDate::parse(value).ok());
    let shown = |name: &str| date(name).map(PartialDate::vietnamese).unwrap_or_default();
    let past = ["birth_date", "joined_on", "official_on", "moved_in_on", "died_on", "left_on"];
    // A clock may be wrong by less than a year; a year that is mistyped is wrong by more.
    let ahead = |date: PartialDate| begins(date).days_from_epoch() - today.days_from_epoch();
    let mut notices = Vec::new();
    for field in past.into_iter().filter(|field| date(field).is_some_and(|date| (1..=366).contains(&ahead(date)))) {
        notices.push(format!("ngày {} ở tương lai: xem lại / lies in the future", shown(field)));
    }
    if let Some(field) = past.into_iter().find(|field| date(field).is_some_and(|date| ahead(date) > 366)) {
        return Err(format!("ngày {} ở tương lai: xem lại năm / lies in the future: look at the year", shown(field)));
    }
    for (first, second, what) in [
        ("joined_on", "official_on", "ngày chính thức trước ngày vào Đảng / official before joining"),
        ("joined_on", "died_on", "ngày từ trần trước ngày vào Đảng / died before joining"),
        ("joined_on", "left_on", "ngày ra khỏi Đảng trước ngày vào Đảng / left before joining"),
    ] {
        if let (Some(earlier), Some(later)) = (date(first), date(second))
            && ends(later) < begins(earlier)
        {
            return Err(format!("{what}: {}, {}", shown(first), shown(second)));
        }
    }
    let years = |from: PartialDate, until: PartialDate| i32::from(until.year()) - i32::from(from.year());
    let young = date("birth_date").zip(date("joined_on")).filter(|(birth, joined)| years(*birth, *joined) < 18);
    notices.extend(young.map(|_| {
        let birth = shown("birth_date");
        format!("vào Đảng khi chưa đủ 18 tuổi (sinh {birth}): xem lại ngày / joined before 18: look at the dates")
    }));
    Ok(notices)
}

/// The first day that a date known in part can be.
fn begins(date: PartialDate) -> CivilDate {
    CivilDate::new(date.year(), date.month().unwrap_or(1), date.day().unwrap_or(1)).unwrap_or(CivilDate::MIN)
}

/// The last day that it can be.
fn ends(date: PartialDate) -> CivilDate {
    let month = date.month().unwrap_or(12);
    let day = |day| CivilDate::new(date.year(), month, day);
    match date.day() {
        Some(known) => day(known).unwrap_or(CivilDate::MAX),
        None => (28..=31).rev().find_map(day).unwrap_or(CivilDate::MAX),
    }
}
