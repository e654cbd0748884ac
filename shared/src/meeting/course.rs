//! How far a meeting has come: the seven steps of the evening, and what still stands in the way of its minutes.
//!
//! What blocks is what [`attest`](super::adoption::attest) refuses; the rest is told and never blocks.

use std::collections::BTreeSet;

use crate::doc::Grade;
use crate::id::DocId;

use super::State;
use super::adoption::Adoption;
use super::score::{ScoreLine, ScoreSheet};
use super::times::Times;
use super::view::{Conflict, Finding, MeetingView};
use super::vote::{Outcome, VoteKey};
use super::weigh::{self, Weighed};

/// A step of the evening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Agenda, chair, minute-taker, draft resolution.
    Prepare,
    /// The roll.
    Roll,
    /// What is said and concluded.
    Business,
    /// Votes.
    Votes,
    /// The running text.
    Minutes,
    /// The score sheet.
    Score,
    /// The signatures.
    Adopt,
}

impl Stage {
    /// Every step, in order.
    pub const ALL: [Self; 7] =
        [Self::Prepare, Self::Roll, Self::Business, Self::Votes, Self::Minutes, Self::Score, Self::Adopt];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Prepare => "prepare",
            Self::Roll => "roll",
            Self::Business => "business",
            Self::Votes => "votes",
            Self::Minutes => "minutes",
            Self::Score => "score",
            Self::Adopt => "adopt",
        }
    }
}

/// What still stands in the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Obstacle {
    /// What it is.
    pub what: Missing,
    /// Where it is mended.
    pub stage: Stage,
    /// The field, person, item, vote or criterion there; empty for the step as a whole.
    pub place: String,
}

impl Obstacle {
    /// Whether the minutes cannot be signed before.
    #[must_use]
    pub const fn blocks(&self) -> bool {
        match &self.what {
            Missing::Decision(_)
            | Missing::Chair
            | Missing::MinuteTaker
            | Missing::NotAnOfficer
            | Missing::CalledOff => true,
            Missing::Finding(finding) => finding.code.is_impossible(),
            Missing::Uncalled(_)
            | Missing::Start
            | Missing::End
            | Missing::TooShort { .. }
            | Missing::Agenda
            | Missing::Conclusion { .. }
            | Missing::NoVote
            | Missing::Figures(_)
            | Missing::Minutes
            | Missing::Points(_) => false,
        }
    }
}

/// One thing that is missing or open.
#[derive(Debug, Clone, PartialEq)]
pub enum Missing {
    /// People wrote different things apart, and nobody has decided.
    Decision(Conflict),
    /// Figures that do not fit, or what a reader should know.
    Finding(Finding),
    /// Nobody is named as chair.
    Chair,
    /// Nobody is named as minute-taker.
    MinuteTaker,
    /// Whoever holds this device is neither.
    NotAnOfficer,
    /// The meeting was called off.
    CalledOff,
    /// So many people are not recorded.
    Uncalled(u32),
    /// When it began.
    Start,
    /// When it closed.
    End,
    /// It lasted less than the rules want.
    TooShort {
        /// Minutes it lasted.
        minutes: u32,
        /// Minutes it lasts at least.
        least: u32,
    },
    /// Any item of business.
    Agenda,
    /// What was concluded on an item.
    Conclusion {
        /// Its place in the order, from 1.
        number: usize,
        /// Its title.
        title: String,
    },
    /// Any vote.
    NoVote,
    /// The figures of a vote.
    Figures(VoteKey),
    /// The running text.
    Minutes,
    /// Points on so many lines of the score sheet.
    Points(usize),
}

impl Missing {
    /// The stable code; that of the finding for a finding.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Decision(_) => "decision",
            Self::Finding(finding) => finding.code.code(),
            Self::Chair => "no_chair",
            Self::MinuteTaker => "no_minute_taker",
            Self::NotAnOfficer => "not_an_officer",
            Self::CalledOff => "called_off",
            Self::Uncalled(_) => "not_recorded",
            Self::Start => "no_start",
            Self::End => "no_end",
            Self::TooShort { .. } => "too_short",
            Self::Agenda => "no_agenda",
            Self::Conclusion { .. } => "no_conclusion",
            Self::NoVote => "no_vote",
            Self::Figures(_) => "no_figures",
            Self::Minutes => "no_minutes",
            Self::Points(_) => "no_points",
        }
    }
}

/// A meeting and what is known beside its record.
#[derive(Debug, Clone, Copy)]
pub struct Course<'a> {
    /// The record.
    pub view: &'a MeetingView,
    /// Its adoption.
    pub adoption: &'a Adoption,
    /// Its score sheet, if such a meeting has one.
    pub sheet: Option<&'a ScoreSheet>,
    /// It against the clock.
    pub times: &'a Times,
    /// Members the roll should name and who are not recorded.
    pub uncalled: u32,
    /// Whether a resolution about it was begun.
    pub has_draft: bool,
    /// Who holds this device, if they have a member record.
    pub signer: Option<DocId>,
}

impl Course<'_> {
    /// What still stands in the way of signing the minutes, what blocks first, in the order of the steps.
    #[must_use]
    pub fn obstacles(&self) -> Vec<Obstacle> {
        let mut found = self.blocking();
        found.extend(self.lacking());
        found.sort_by_key(|obstacle| (!obstacle.blocks(), obstacle.stage));
        found
    }

    fn blocking(&self) -> Vec<Obstacle> {
        let view = self.view;
        let mut found = Vec::new();
        let mut add = |what, stage, place: &str| found.push(Obstacle { what, stage, place: place.to_owned() });
        for conflict in view.conflicts.iter().filter(|conflict| conflict.grade == Grade::Decision) {
            let place = format!("{}/{}", conflict.part, conflict.key);
            add(Missing::Decision(conflict.clone()), stage_of(&conflict.part), &place);
        }
        for finding in &view.findings {
            let stage = match &*finding.place {
                "" if finding.code == super::view::FindingCode::RollIncomplete => continue,
                "" => Stage::Prepare,
                _ => Stage::Votes,
            };
            add(Missing::Finding(finding.clone()), stage, &finding.place);
        }
        if view.chair.is_none() {
            add(Missing::Chair, Stage::Prepare, "chair");
        }
        if view.minute_taker.is_none() {
            add(Missing::MinuteTaker, Stage::Prepare, "minute_taker");
        }
        if let (Some(chair), Some(taker)) = (&view.chair, &view.minute_taker) {
            let signer = self.signer.map(|signer| signer.to_string());
            if signer.is_none_or(|signer| signer != chair.key && signer != taker.key) {
                add(Missing::NotAnOfficer, Stage::Adopt, "signer");
            }
        }
        if view.state == State::Cancelled {
            add(Missing::CalledOff, Stage::Prepare, "state");
        }
        found
    }

    fn lacking(&self) -> Vec<Obstacle> {
        let view = self.view;
        let mut found = Vec::new();
        let mut add = |what, stage, place: &str| found.push(Obstacle { what, stage, place: place.to_owned() });
        if self.uncalled > 0 || view.summary.total == 0 {
            add(Missing::Uncalled(self.uncalled), Stage::Roll, "");
        }
        if view.starts_at.is_none() {
            add(Missing::Start, Stage::Prepare, "starts_at");
        }
        if view.ends_at.is_none() {
            add(Missing::End, Stage::Prepare, "ends_at");
        }
        if let (true, Some(minutes), Some(norm)) =
            (self.times.is_short(), self.times.lasts.minutes(), &self.times.least)
        {
            add(Missing::TooShort { minutes, least: norm.value }, Stage::Prepare, "ends_at");
        }
        if view.agenda.is_empty() {
            add(Missing::Agenda, Stage::Prepare, "agenda");
        }
        for (at, item) in view.agenda.iter().enumerate().filter(|(_, item)| item.conclusions.is_empty()) {
            add(Missing::Conclusion { number: at + 1, title: item.title.clone() }, Stage::Business, &item.key);
        }
        if view.votes.is_empty() {
            add(Missing::NoVote, Stage::Votes, "");
        }
        for vote in self.open_votes() {
            let place = vote.as_str().to_owned();
            add(Missing::Figures(vote), Stage::Votes, &place);
        }
        if view.minutes.trim().is_empty() {
            add(Missing::Minutes, Stage::Minutes, "minutes");
        }
        let open: Vec<&ScoreLine> = self.open_lines();
        if let Some(first) = open.first() {
            add(Missing::Points(open.len()), Stage::Score, &first.criterion);
        }
        found
    }

    /// Votes that lack a figure and are not told of already.
    fn open_votes(&self) -> Vec<VoteKey> {
        let lacks = |vote: &Weighed| vote.outcome == Outcome::Incomplete && vote.findings.is_empty();
        weigh::recorded(self.view).into_iter().filter(lacks).map(|vote| vote.key).collect()
    }

    /// Lines of the score sheet that count and have no points.
    #[must_use]
    pub fn open_lines(&self) -> Vec<&ScoreLine> {
        let lines = self.sheet.map(|sheet| sheet.lines.as_slice()).unwrap_or_default();
        lines.iter().filter(|line| line.applies && line.points().is_none()).collect()
    }

    /// Whether a step needs nothing more.
    #[must_use]
    pub fn is_done(&self, stage: Stage) -> bool {
        if stage == Stage::Adopt {
            return self.adoption.is_adopted();
        }
        let open: BTreeSet<Stage> = self.obstacles().iter().map(|obstacle| obstacle.stage).collect();
        match stage {
            // Without business there is nothing to conclude; that is told where it is prepared.
            Stage::Business if self.view.agenda.is_empty() => false,
            // When it closed is not known before it does.
            Stage::Prepare => {
                let later = |obstacle: &Obstacle| {
                    matches!(obstacle.what, Missing::Start | Missing::End | Missing::TooShort { .. })
                };
                self.obstacles().iter().all(|obstacle| obstacle.stage != stage || later(obstacle))
            }
            _ => !open.contains(&stage),
        }
    }
}

fn stage_of(part: &str) -> Stage {
    match part {
        "roll" => Stage::Roll,
        "agenda" | "says" => Stage::Business,
        "votes" => Stage::Votes,
        "minutes" => Stage::Minutes,
        "score" => Stage::Score,
        "adoption" => Stage::Adopt,
        _ => Stage::Prepare,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::{Doc, Edit, Pen};
    use crate::id::{DeviceId, OrgId};
    use crate::meeting::agenda::{Saying, put_item, say};
    use crate::meeting::roll::{Attendance, Standing, mark_attendance};
    use crate::meeting::vote::{Matter, Tally, record_vote};
    use crate::meeting::{
        MeetingKey, MeetingKind, Particulars, Person, WriteError, adoption, set_particulars, splice_minutes,
    };
    use crate::time::{CivilDate, ClockTime, Timestamp};
    use crate::words::{Language, Words};

    const HEAD: DocId = DocId::from_bytes([1; 16]);
    const TAKER: DocId = DocId::from_bytes([2; 16]);

    fn now() -> Timestamp {
        Timestamp::from_ms(1_796_300_000_000)
    }

    fn opened() -> Doc {
        let (org, date) = (OrgId::from_bytes(*b"chi-bo-rach-dua!"), CivilDate::new(2026, 12, 3).unwrap());
        MeetingKey { org, kind: MeetingKind::Regular, date, ordinal: 1 }.open()
    }

    fn edit(doc: &mut Doc, write: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>) {
        doc.edit(&Pen::new(DeviceId::of_key(&[1; 32]), [0; 8]), now(), write).unwrap();
    }

    fn told<T>(doc: &Doc, signer: Option<DocId>, ask: impl FnOnce(&Course<'_>) -> T) -> T {
        let (view, adoption) = (MeetingView::of(doc).unwrap(), Adoption::default());
        let times = Times::of(crate::rules::Rules::shipped(), &view, &adoption, None, now());
        let uncalled = view.summary.unrecorded;
        let (view, adoption, times) = (&view, &adoption, &times);
        ask(&Course { view, adoption, sheet: None, times, uncalled, has_draft: false, signer })
    }

    fn codes(doc: &Doc, signer: Option<DocId>) -> Vec<(&'static str, bool)> {
        let code = |found: &Obstacle| (found.what.code(), found.blocks());
        told(doc, signer, |course| course.obstacles().iter().map(code).collect())
    }

    /// What blocks is what signing refuses, neither more nor less.
    fn blocks_as_signing_does(doc: &Doc, signer: Option<DocId>) -> bool {
        let key = ed25519_dalek::SigningKey::from_bytes(&[1; 32]);
        let refused = adoption::attest(doc, &key, signer, false, now()).is_err();
        let blocked = codes(doc, signer).iter().any(|(_, blocks)| *blocks);
        assert_eq!(blocked, refused, "{:?}", codes(doc, signer));
        blocked
    }

    fn head() -> Person {
        Person::member(HEAD, "Trần Văn Đượm")
    }

    fn with_officers(edit: &mut Edit<'_>) -> Result<(), WriteError> {
        let given = Particulars {
            chair: Some(head()),
            minute_taker: Some(Person::member(TAKER, "Nguyễn Hữu Phước")),
            starts_at: ClockTime::parse("19:05").ok(),
            ends_at: ClockTime::parse("20:40").ok(),
            ..Particulars::default()
        };
        set_particulars(edit, &given)
    }

    #[test]
    fn what_blocks_is_what_signing_refuses() {
        let mut doc = opened();
        assert!(blocks_as_signing_does(&doc, Some(HEAD)));
        edit(&mut doc, |e| set_particulars(e, &Particulars { chair: Some(head()), ..Particulars::default() }));
        assert!(blocks_as_signing_does(&doc, Some(HEAD)), "nobody takes the minutes");
        edit(&mut doc, with_officers);
        for (signer, blocked) in [(Some(HEAD), false), (Some(TAKER), false), (None, true)] {
            assert_eq!(blocks_as_signing_does(&doc, signer), blocked);
        }
        assert!(blocks_as_signing_does(&doc, Some(DocId::from_bytes([9; 16]))));
        let vote = VoteKey::new(&Matter::Resolution, None);
        let wrong = Tally { collected: Some(21), agree: Some(23), ..Tally::default() };
        edit(&mut doc, |e| record_vote(e, &vote, &wrong));
        assert!(blocks_as_signing_does(&doc, Some(HEAD)));
        let words = Words::of(Language::Vi);
        told(&doc, Some(HEAD), |course| {
            let first = &course.obstacles()[0];
            assert_eq!((first.stage, first.place.as_str()), (Stage::Votes, "nghi_quyet"));
            assert_eq!(words.obstacle(course.view, first), "Nghị quyết: Cộng lại 23, chỉ có 21. Thừa 2 phiếu.");
            assert_eq!(words.stage(course, Stage::Adopt), "Còn 1 việc trước khi ký");
        });
    }

    #[test]
    fn two_phones_that_differ_block_where_they_differ() {
        let mut one = opened();
        edit(&mut one, with_officers);
        let mut two = one.clone();
        edit(&mut one, |e| e.put("about", "starts_at", "19:00").map_err(WriteError::from));
        let other = Pen::new(DeviceId::of_key(&[2; 32]), [0; 8]);
        two.edit(&other, now(), |e| e.put("about", "starts_at", "19:10")).unwrap();
        let (both, _) = one.absorb(crate::doc::ChunkForm::Document, &two.save(), None).unwrap();
        assert!(blocks_as_signing_does(&both, Some(HEAD)));
        told(&both, Some(HEAD), |course| {
            let first = &course.obstacles()[0];
            assert_eq!((first.what.code(), first.place.as_str()), ("decision", "about/starts_at"));
            let said = Words::of(Language::Vi).obstacle(course.view, first);
            assert_eq!(said, "Hai máy ghi khác nhau ở giờ bắt đầu. Chọn một.");
        });
    }

    #[test]
    fn what_is_only_missing_is_told_and_blocks_nothing() {
        let mut doc = opened();
        edit(&mut doc, with_officers);
        let open = codes(&doc, Some(HEAD));
        let expected = ["no_agenda", "not_recorded", "no_vote", "no_minutes"];
        assert_eq!(open, expected.map(|code| (code, false)));
        edit(&mut doc, |e| {
            mark_attendance(e, &head(), &Standing::Official, &Attendance::Present, None)?;
            let item = put_item(e, "Nhiệm vụ tháng 12", 1, None)?;
            splice_minutes(e, 0, 0, "Khai mạc.")?;
            let vote = VoteKey::new(&Matter::Resolution, None);
            record_vote(e, &vote, &Tally { against: Some(0), ..Tally::default() })?;
            say(e, &item, &Saying::Opinion, Some(&head()), "Nhất trí.").map(|_| ())
        });
        let left = [("no_conclusion", false), ("no_figures", false)];
        assert_eq!(codes(&doc, Some(HEAD)), left);
        told(&doc, Some(HEAD), |course| {
            let done: Vec<bool> = Stage::ALL.into_iter().map(|stage| course.is_done(stage)).collect();
            assert_eq!(done, [true, true, false, false, true, true, false]);
            let words = Words::of(Language::Vi);
            assert_eq!(words.stage(course, Stage::Roll), "Có mặt 1/1");
            assert_eq!(words.stage(course, Stage::Business), "0/1 nội dung có kết luận");
            assert_eq!(words.stage(course, Stage::Adopt), "Ký được rồi");
        });
    }

    #[test]
    fn passages_say_what_was_recorded_and_nothing_else() {
        let words = Words::of(Language::Vi);
        assert!(words.passages(&MeetingView::of(&opened()).unwrap()).is_empty());
        let mut doc = opened();
        edit(&mut doc, |e| {
            with_officers(e)?;
            let away = Person::member(DocId::from_bytes([3; 16]), "Huỳnh Văn Tám");
            mark_attendance(e, &head(), &Standing::Official, &Attendance::Present, None)?;
            mark_attendance(e, &away, &Standing::Official, &Attendance::AbsentExcused, Some("ốm"))?;
            let item = put_item(e, "Nhiệm vụ tháng 12", 1, None)?;
            say(e, &item, &Saying::Opinion, Some(&head()), "Nhất trí.")?;
            say(e, &item, &Saying::Conclusion, Some(&head()), "Làm ngay.")?;
            put_item(e, "Việc khác", 2, None)?;
            let vote = VoteKey::new(&Matter::Resolution, None);
            record_vote(e, &vote, &Tally { eligible: Some(2), agree: Some(1), other: Some(0), ..Tally::default() })
        });
        let passages = words.passages(&MeetingView::of(&doc).unwrap());
        let said: Vec<(&str, &str)> =
            passages.iter().map(|passage| (passage.key.as_str(), passage.text.as_str())).collect();
        let expected = [
            (
                "opening",
                "Buổi họp bắt đầu lúc 19 giờ 05 phút ngày 03/12/2026. Chủ trì: đồng chí Trần Văn Đượm. Thư ký: đồng chí \
                 Nguyễn Hữu Phước.",
            ),
            ("roll", "Có mặt 1/2 đảng viên phải dự. Vắng có lý do 1: Huỳnh Văn Tám (ốm)."),
            (
                "item:nhiem-vu-thang-12",
                "1. Nhiệm vụ tháng 12\nĐồng chí Trần Văn Đượm: Nhất trí.\nChủ trì kết luận: Làm ngay.",
            ),
            (
                "vote:nghi_quyet",
                "Biểu quyết Nghị quyết: tán thành 1, ý kiến khác 0. Không thông qua: 1/2 (50\u{a0}%), cần từ 2.",
            ),
            ("closing", "Buổi họp kết thúc lúc 20 giờ 40 phút."),
        ];
        assert_eq!(said, expected);
        assert!(passages.iter().all(|passage| !passage.is_there));
        let roll = passages[1].text.clone();
        edit(&mut doc, |e| splice_minutes(e, 0, 0, &roll));
        let there = words.passages(&MeetingView::of(&doc).unwrap());
        assert_eq!(
            there.iter().filter(|passage| passage.is_there).map(|passage| &*passage.key).collect::<Vec<_>>(),
            ["roll"]
        );
    }

    #[test]
    fn an_agenda_takes_what_is_chosen_in_order_and_brings_back_what_was_taken_off() {
        let mut doc = opened();
        let take = |doc: &mut Doc, titles: &[&str]| {
            let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
            let tree = doc.tree();
            edit(doc, |e| crate::meeting::agenda::take_items(e, &tree, &titles));
        };
        let titles = |doc: &Doc| -> Vec<String> {
            MeetingView::of(doc).unwrap().agenda.into_iter().map(|item| item.title).collect()
        };
        take(&mut doc, &["Thời sự", "Nhiệm vụ", "Ý kiến"]);
        assert_eq!(titles(&doc), ["Thời sự", "Nhiệm vụ", "Ý kiến"]);
        edit(&mut doc, |e| crate::meeting::agenda::remove_item(e, "thoi-su"));
        take(&mut doc, &["Đảng phí", "nhiệm vụ", "Thời sự"]);
        assert_eq!(titles(&doc), ["Nhiệm vụ", "Ý kiến", "Đảng phí", "Thời sự"]);
        let tree = doc.tree();
        let refused = doc.edit(&Pen::new(DeviceId::of_key(&[1; 32]), [0; 8]), now(), |e| {
            crate::meeting::agenda::take_items(e, &tree, &["Một".to_owned(), " ".to_owned()])
        });
        assert!(refused.is_err());
        assert_eq!(titles(&doc).len(), 4, "all of it or nothing");
    }
}
