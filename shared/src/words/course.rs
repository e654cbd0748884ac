//! The words of a meeting's course: its steps, what stands in their way, and its deadlines.

use super::Words;
use crate::meeting::course::{Course, Missing, Obstacle, Stage};
use crate::meeting::times::{Deadline, Kept, Lasts, Times};
use crate::meeting::view::{Conflict, Finding, MeetingView};
use crate::meeting::vote::{Outcome, VoteKey};
use crate::rules::{Norm, NormKey};
use crate::time::CivilDate;

impl Words {
    /// What stands in the way of a meeting's minutes, as a whole sentence.
    #[must_use]
    pub fn obstacle(&self, view: &MeetingView, obstacle: &Obstacle) -> String {
        match &obstacle.what {
            Missing::Decision(conflict) => {
                let place = self.meeting_place(view, conflict);
                self.filled("missing-decision", &[("place", &place)])
            }
            Missing::Finding(finding) => self.finding_at(view, finding),
            Missing::Chair => self.text("missing-chair"),
            Missing::MinuteTaker => self.text("missing-minute_taker"),
            Missing::NotAnOfficer => self.text("edit-not_an_officer"),
            Missing::CalledOff => self.text("missing-called_off"),
            Missing::Uncalled(0) => self.text("missing-roll"),
            Missing::Uncalled(n) => self.text_with("missing-uncalled", &[("n", (*n).into())]),
            Missing::Start => self.text("missing-start"),
            Missing::End => self.text("missing-end"),
            Missing::TooShort { minutes, least } => {
                self.text_with("missing-short", &[("n", (*minutes).into()), ("least", (*least).into())])
            }
            Missing::Agenda => self.text("missing-agenda"),
            Missing::Conclusion { number, title } => {
                self.filled("missing-conclusion", &[("number", &number.to_string()), ("title", title)])
            }
            Missing::NoVote => self.text("missing-vote"),
            Missing::Figures(vote) => self.filled("missing-figures", &[("vote", &self.vote_name(view, vote))]),
            Missing::Minutes => self.text("missing-minutes"),
            Missing::Points(n) => self.text_with("missing-points", &[("n", (*n).into())]),
        }
    }

    /// What a finding says, with the vote it is about.
    pub(crate) fn finding_at(&self, view: &MeetingView, finding: &Finding) -> String {
        match VoteKey::from_text(&finding.place) {
            Some(vote) => format!("{}: {}", self.vote_name(view, &vote), self.finding(finding)),
            None => self.finding(finding),
        }
    }

    /// What a vote is called: by its subject, or else by its matter.
    #[must_use]
    pub fn vote_name(&self, view: &MeetingView, key: &VoteKey) -> String {
        let subject = view.votes.iter().find(|vote| vote.key == *key).and_then(|vote| vote.tally.subject.clone());
        subject.filter(|subject| !subject.is_empty()).unwrap_or_else(|| self.code("matter", key.matter().code()))
    }

    /// What a place of a meeting's record is called where people wrote apart.
    pub(crate) fn meeting_place(&self, view: &MeetingView, conflict: &Conflict) -> String {
        let (subject, field) = conflict.key.rsplit_once('/').unwrap_or(("", &conflict.key));
        match &*conflict.part {
            "votes" => {
                let vote = VoteKey::from_text(subject).map_or_else(String::new, |key| self.vote_name(view, &key));
                format!("{vote}, {}", self.input(field))
            }
            "roll" => {
                let person = view.roll.iter().find(|entry| entry.person.key == subject);
                let name = person.map_or_else(String::new, |entry| format!(" {}", entry.person.name));
                self.input("attendance") + &name
            }
            "score" => self.input("score"),
            _ => self.input(field),
        }
    }

    /// How a step of a meeting stands, in a few words.
    #[must_use]
    pub fn stage(&self, course: &Course<'_>, stage: Stage) -> String {
        let view = course.view;
        match stage {
            Stage::Prepare => self.prepared(course),
            Stage::Roll => self.called(course),
            Stage::Business => {
                let concluded = view.agenda.iter().filter(|item| !item.conclusions.is_empty()).count();
                match (concluded, view.agenda.len()) {
                    (_, 0) => self.text("stage-business_none"),
                    (done, all) if done == all => self.text_with("stage-business_all", &[("n", all.into())]),
                    (done, all) => self.text_with("stage-business", &[("n", done.into()), ("all", all.into())]),
                }
            }
            Stage::Votes => {
                let decided =
                    |vote: &&crate::meeting::vote::Vote| matches!(vote.outcome, Outcome::Passed | Outcome::NotPassed);
                match (view.votes.iter().filter(decided).count(), view.votes.len()) {
                    (_, 0) => self.text("stage-votes_none"),
                    (done, all) if done == all => self.text_with("stage-votes_all", &[("n", all.into())]),
                    (done, all) => self.text_with("stage-votes", &[("n", done.into()), ("all", all.into())]),
                }
            }
            Stage::Minutes => match view.minutes.split_whitespace().count() {
                0 => self.text("stage-minutes_none"),
                words => self.text_with("stage-minutes", &[("n", words.into())]),
            },
            Stage::Score => self.scored(course),
            Stage::Adopt => self.adopted(course),
        }
    }

    fn prepared(&self, course: &Course<'_>) -> String {
        let view = course.view;
        if view.agenda.is_empty() {
            return self.text("stage-prepare_none");
        }
        let items = self.text_with("stage-prepare", &[("n", view.agenda.len().into())]);
        let more = match (&view.chair, &view.minute_taker) {
            (None, _) => "stage-prepare_chair",
            (_, None) => "stage-prepare_taker",
            _ if course.has_draft => "stage-prepare_draft",
            _ => return items,
        };
        format!("{items}, {}", self.text(more))
    }

    fn called(&self, course: &Course<'_>) -> String {
        let sum = &course.view.summary;
        let present = [("n", sum.present.into()), ("all", sum.required.into())];
        match (sum.total, course.uncalled, sum.excused + sum.unexcused) {
            (0, ..) => self.text("stage-roll_none"),
            (_, 0, 0) => self.text_with("stage-roll", &present),
            (_, 0, away) => {
                let away = self.text_with("stage-roll_away", &[("n", away.into())]);
                format!("{}, {away}", self.text_with("stage-roll", &present))
            }
            (_, open, _) => self.text_with("stage-roll_open", &[("n", open.into())]),
        }
    }

    fn scored(&self, course: &Course<'_>) -> String {
        let Some(sheet) = course.sheet else { return self.text("stage-score_none") };
        let counted = sheet.lines.iter().filter(|line| line.applies).count();
        match (&sheet.grade, course.open_lines().len()) {
            (Some(band), _) => {
                let grade = self.of_rule(&band.label);
                self.filled("stage-score_grade", &[("n", &sheet.total.to_string()), ("grade", grade)])
            }
            (None, 0) => self.filled("stage-score_total", &[("n", &sheet.total.to_string())]),
            (None, open) => {
                let done = counted.saturating_sub(open);
                self.text_with("stage-score", &[("n", done.into()), ("all", counted.into())])
            }
        }
    }

    fn adopted(&self, course: &Course<'_>) -> String {
        if course.adoption.is_adopted() {
            return self.text("stage-adopt_done");
        }
        // That somebody else has to sign is nothing that is missing.
        let blocks = |obstacle: &Obstacle| obstacle.blocks() && obstacle.what != Missing::NotAnOfficer;
        match course.obstacles().into_iter().filter(blocks).count() {
            0 if !course.adoption.pending.is_empty() => self.text("stage-adopt_second"),
            0 => self.text("stage-adopt_ready"),
            open => self.text_with("stage-adopt", &[("n", open.into())]),
        }
    }

    /// How long a meeting lasts, and how long it has to.
    #[must_use]
    pub fn lasts(&self, times: &Times) -> String {
        let said = |key: &str, n: u32, least: u32| self.text_with(key, &[("n", n.into()), ("least", least.into())]);
        let least = times.least.as_ref().map(|norm| norm.value);
        match (times.lasts, least) {
            (Lasts::Unknown, None) => self.text("lasts-unknown"),
            (Lasts::Unknown, Some(least)) => said("lasts-unknown_least", 0, least),
            (Lasts::SoFar(minutes), None) => said("lasts-so_far", minutes, 0),
            (Lasts::InAll(minutes), None) => said("lasts-in_all", minutes, 0),
            (Lasts::SoFar(minutes), Some(least)) if minutes < least => {
                format!("{} {}", said("lasts-so_far", minutes, 0), said("lasts-left", least - minutes, least))
            }
            (Lasts::SoFar(minutes), Some(least)) => said("lasts-so_far_enough", minutes, least),
            (Lasts::InAll(minutes), Some(least)) if minutes < least => said("lasts-in_all_short", minutes, least),
            (Lasts::InAll(minutes), Some(least)) => said("lasts-in_all_enough", minutes, least),
        }
    }

    /// How a deadline of a meeting stands: the day, and whether it was kept.
    #[must_use]
    pub fn deadline(&self, deadline: &Deadline) -> String {
        let is_before = deadline.norm.key == NormKey::DocumentsDays;
        let done = deadline.done.map(CivilDate::vietnamese).unwrap_or_default();
        let key = match (is_before, deadline.standing) {
            (true, Kept::Met) => "notice-met",
            (true, Kept::Late) => "notice-late",
            (true, Kept::Unknown) => "notice-unknown",
            (false, Kept::Met) => "papers-met",
            (false, Kept::Late) if deadline.done.is_none() => "papers-overdue",
            (false, Kept::Late) => "papers-late",
            (false, Kept::Unknown) => "papers-unknown",
        };
        let day = deadline.day.vietnamese();
        self.filled(key, &[("done", &done), ("day", &day), ("n", &deadline.norm.value.to_string())])
    }

    /// What a norm rests on.
    #[must_use]
    pub fn norm_basis(&self, norm: &Norm) -> String {
        self.basis(&norm.basis)
    }
}
