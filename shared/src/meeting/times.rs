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
    pub least: Option<&'static Norm>,
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
    pub norm: &'static Norm,
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
    /// A meeting against the clock at `now`; `told` is the day its members were told of it, if that was noted.
    #[must_use]
    pub fn of(view: &MeetingView, adoption: &Adoption, told: Option<CivilDate>, now: Timestamp) -> Self {
        let rules = Rules::shipped();
        let day = view.held_on;
        let has_norms =
            matches!(view.key.kind, MeetingKind::Regular | MeetingKind::Thematic | MeetingKind::RegularThematic);
        let norm = |key: NormKey| rules.norm_in_force(&key, day).filter(|_| has_norms);
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

fn least(rules: &'static Rules, view: &MeetingView) -> Option<&'static Norm> {
    let in_force = |key: NormKey| rules.norm_in_force(&key, view.held_on);
    let combined = (view.key.kind == MeetingKind::RegularThematic).then_some(NormKey::CombinedMeetingMinutes);
    combined.and_then(in_force).or_else(|| in_force(NormKey::MeetingMinutes))
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
