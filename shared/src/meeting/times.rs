//! A meeting against the clock: how long it lasts, and the days before and after it. Shown, and never blocking anything.

use crate::key::MeetingKind;
use crate::rules::{Norm, NormKey, Rules};
use crate::time::{CivilDate, ClockTime, Timestamp};

use super::adoption::Adoption;
use super::facts::Facts;
use super::view::MeetingView;

const MINUTE_MS: i64 = 60 * 1000;
const DAY_MINUTES: i64 = 24 * 60;

/// A meeting against the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    /// How long it lasts.
    pub lasts: Lasts,
    /// How long it lasts at least; `None` where no rule says so of its kind.
    pub least: Option<Norm>,
    /// When its members had to be told and given its documents.
    pub notice: Option<Deadline>,
    /// When its papers have to be finished.
    pub papers: Option<Deadline>,
}

/// How long a meeting lasts, in whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasts {
    /// It has not begun, or nobody noted when.
    Unknown,
    /// So far, because it goes on.
    SoFar(u32),
    /// In all.
    InAll(u32),
}

impl Lasts {
    /// The minutes, if they are known.
    #[must_use]
    pub const fn minutes(self) -> Option<u32> {
        match self {
            Self::Unknown => None,
            Self::SoFar(minutes) | Self::InAll(minutes) => Some(minutes),
        }
    }
}

impl Times {
    /// Whether the meeting is over and lasted less than the rules want.
    #[must_use]
    pub fn is_short(&self) -> bool {
        matches!((self.lasts, &self.least), (Lasts::InAll(minutes), Some(norm)) if minutes < norm.value)
    }
}

/// A day by which something has to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The last day.
    pub day: CivilDate,
    /// The day it was done, if that is known.
    pub done: Option<CivilDate>,
    /// How it stands.
    pub standing: Kept,
    /// The rule.
    pub norm: Norm,
}

/// Whether a deadline was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Done in time.
    Met,
    /// Done too late, or the day has passed and it is known that it was not done.
    Late,
    /// Nobody knows yet.
    Unknown,
}

impl Kept {
    /// Every standing.
    pub const ALL: [Self; 3] = [Self::Met, Self::Late, Self::Unknown];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Late => "late",
            Self::Unknown => "unknown",
        }
    }
}

impl Times {
    /// A meeting against the clock at `now`, by the rules of its place; `told` is the day its members were told of it, if
    /// that was noted.
    #[must_use]
    pub fn of(rules: &Rules, view: &MeetingView, adoption: &Adoption, told: Option<CivilDate>, now: Timestamp) -> Self {
        let day = view.held_on;
        let has_norms =
            matches!(view.key.kind, MeetingKind::Regular | MeetingKind::Thematic | MeetingKind::RegularThematic);
        let norm = |key: NormKey| rules.norm_in_force(&key, day).filter(|_| has_norms).cloned();
        let finished = Facts::of_meeting(view).with_adoption(adoption).finished;
        let papers = norm(NormKey::PapersDays).and_then(|norm| {
            let last = day.plus_days(i64::from(norm.value))?;
            // Minutes that are not adopted by now are known not to be finished.
            let standing = match finished {
                Some(done) => kept(done, last),
                None if now.vietnam_date() > last => Kept::Late,
                None => Kept::Unknown,
            };
            Some(Deadline { day: last, done: finished, standing, norm })
        });
        let notice = norm(NormKey::DocumentsDays).and_then(|norm| {
            let last = day.plus_days(-i64::from(norm.value))?;
            // Members may have been told without anybody noting it.
            let standing = told.map_or(Kept::Unknown, |done| kept(done, last));
            Some(Deadline { day: last, done: told, standing, norm })
        });
        Self { lasts: lasts(view, now), least: least(rules, view).filter(|_| has_norms), notice, papers }
    }
}

fn kept(done: CivilDate, last: CivilDate) -> Kept {
    if done <= last { Kept::Met } else { Kept::Late }
}

fn least(rules: &Rules, view: &MeetingView) -> Option<Norm> {
    let in_force = |key: NormKey| rules.norm_in_force(&key, view.held_on);
    let combined = (view.key.kind == MeetingKind::RegularThematic).then_some(NormKey::CombinedMeetingMinutes);
    combined.and_then(in_force).or_else(|| in_force(NormKey::MeetingMinutes)).cloned()
}

fn lasts(view: &MeetingView, now: Timestamp) -> Lasts {
    let of_day = |time: ClockTime| i64::from(time.hour()) * 60 + i64::from(time.minute());
    let known = |minutes: i64| u32::try_from(minutes).ok();
    let Some(start) = view.starts_at.map(of_day) else { return Lasts::Unknown };
    if let Some(end) = view.ends_at.map(of_day) {
        return known(end - start).map_or(Lasts::Unknown, Lasts::InAll);
    }
    let midnight = view.held_on.days_from_epoch().saturating_mul(DAY_MINUTES);
    let minute = now.vietnam_wall_ms().div_euclid(MINUTE_MS);
    let gone = minute.saturating_sub(midnight.saturating_add(start));
    // Past midnight nobody sits any more: what is missing is when it closed.
    let goes_on = start.saturating_add(gone) < DAY_MINUTES;
    known(gone).filter(|_| goes_on).map_or(Lasts::Unknown, Lasts::SoFar)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::Pen;
    use crate::id::{DeviceId, OrgId};
    use crate::meeting::{MeetingKey, Particulars, set_particulars};
    use crate::words::{Language, Words};

    /// 3 December 2026, 00:00 in Việt Nam.
    const MIDNIGHT_MS: i64 = 1_796_230_800_000;

    fn at(hour: i64, minute: i64) -> Timestamp {
        Timestamp::from_ms(MIDNIGHT_MS + (hour * 60 + minute) * MINUTE_MS + 59_000)
    }

    fn meeting(kind: MeetingKind, starts: Option<&str>, ends: Option<&str>) -> MeetingView {
        let (org, date) = (OrgId::from_bytes(*b"chi-bo-rach-dua!"), CivilDate::new(2026, 12, 3).unwrap());
        let mut doc = MeetingKey { org, kind, date, ordinal: 1 }.open();
        let time = |text: Option<&str>| text.map(|text| ClockTime::parse(text).unwrap());
        let given = Particulars { starts_at: time(starts), ends_at: time(ends), ..Particulars::default() };
        let pen = Pen::new(DeviceId::of_key(&[1; 32]), [0; 8]);
        doc.edit(&pen, Timestamp::from_ms(MIDNIGHT_MS), |edit| set_particulars(edit, &given)).unwrap();
        MeetingView::of(&doc).unwrap()
    }

    fn times(view: &MeetingView, told: Option<&str>, now: Timestamp) -> Times {
        let told = told.map(|day| CivilDate::parse(day).unwrap());
        Times::of(Rules::shipped(), view, &Adoption::default(), told, now)
    }

    #[test]
    fn a_meeting_lasts_whole_minutes_by_the_wall_clock_and_not_past_midnight() {
        assert_eq!(at(0, 0).vietnam_date(), CivilDate::new(2026, 12, 3).unwrap());
        let words = Words::of(Language::Vi);
        let open = meeting(MeetingKind::Regular, Some("19:05"), None);
        let so_far = |now| times(&open, None, now).lasts;
        assert_eq!(so_far(at(19, 45)), Lasts::SoFar(40), "59 seconds are no minute");
        assert_eq!(so_far(at(19, 0)), Lasts::Unknown, "it has not begun");
        assert_eq!((so_far(at(23, 59)), so_far(at(24, 0))), (Lasts::SoFar(294), Lasts::Unknown));
        let said = words.lasts(&times(&open, None, at(19, 45)));
        assert_eq!(said, "Đã họp 40 phút. Còn 50 phút thì đủ 90 phút.");
        let closed = |end| times(&meeting(MeetingKind::Regular, Some("19:05"), Some(end)), None, at(23, 0));
        assert_eq!(words.lasts(&closed("20:34")), "Họp 89 phút, quy định từ 90 phút.");
        assert_eq!(words.lasts(&closed("20:35")), "Họp 90 phút, đủ 90 phút.");
        assert_eq!(closed("19:00").lasts, Lasts::Unknown, "it cannot have closed before it began");
        let combined = times(&meeting(MeetingKind::RegularThematic, None, None), None, at(0, 0));
        assert_eq!(combined.least.map(|norm| norm.value), Some(120));
    }

    #[test]
    fn deadlines_come_from_the_rules_and_what_nobody_noted_is_unknown() {
        let words = Words::of(Language::Vi);
        let view = meeting(MeetingKind::Regular, None, None);
        let notice = |told| times(&view, told, at(12, 0)).notice.unwrap();
        assert_eq!(notice(Some("2026-12-02")).standing, Kept::Met);
        assert_eq!((notice(Some("2026-12-03")).standing, notice(None).standing), (Kept::Late, Kept::Unknown));
        let said = words.deadline(&notice(Some("2026-12-01")));
        assert_eq!(said, "Đã thông báo ngày 01/12/2026. Hạn là 02/12/2026, trước buổi họp 1 ngày.");
        assert!(words.norm_basis(&notice(None).norm).contains("42-HD/BTCTW"));
        let papers = |now| times(&view, None, now).papers.unwrap();
        let (last, over) = (papers(at(24 * 2 + 23, 59)), papers(at(24 * 3, 0)));
        assert_eq!((last.standing, over.standing), (Kept::Unknown, Kept::Late));
        assert!(words.deadline(&over).contains("05/12/2026"), "{}", words.deadline(&over));
        let committee = times(&meeting(MeetingKind::Committee, Some("19:05"), None), None, at(20, 0));
        assert_eq!((committee.least, committee.notice, committee.papers), (None, None, None), "no rule says so");
    }
}
