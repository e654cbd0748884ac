//! Proves what a sheet computes, and what it leaves to the cell.

use super::{Figure, Reason, ScoreLine, ScoreSheet};
use crate::doc::{ChunkForm, Doc, Edit, Pen};
use crate::id::{DeviceId, OrgId};
use crate::meeting::agenda::{Saying, put_item, say};
use crate::meeting::facts::{Committee, Facts, Speakers, Tasks, Turnout};
use crate::meeting::roll::{Attendance, Standing, mark_attendance};
use crate::meeting::{MeetingKey, MeetingKind, MeetingView, Particulars, Person, WriteError, score, set_particulars};
use crate::rules::{Condition, Grade, Rules};
use crate::time::{CivilDate, ClockTime, Timestamp};

fn opened(kind: MeetingKind) -> Doc {
    let date = CivilDate::new(2026, 11, 5).unwrap();
    MeetingKey { org: OrgId::from_bytes([1; 16]), kind, date, ordinal: 1 }.open()
}

fn write(doc: &mut Doc, by: u8, edit: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>) {
    let pen = Pen::new(DeviceId::from_bytes([by; 16]), [by; 8]);
    doc.edit(&pen, Timestamp::from_ms(1_793_880_000_000), edit).unwrap();
}

fn view(doc: &Doc) -> MeetingView {
    MeetingView::of(doc).unwrap()
}

fn facts() -> Facts {
    Facts::of_meeting(&view(&opened(MeetingKind::Regular)))
}

fn sheet_b(facts: &Facts) -> ScoreSheet {
    let view = view(&opened(facts.kind.clone()));
    ScoreSheet::of(Rules::shipped(), &view, facts, Some("b-2026")).unwrap()
}

fn line<'a>(sheet: &'a ScoreSheet, criterion: &str) -> &'a ScoreLine {
    sheet.lines.iter().find(|line| line.criterion == criterion).unwrap()
}

#[test]
fn a_meeting_without_points_shows_the_rubric_of_its_day() {
    let sheet = ScoreSheet::of(Rules::shipped(), &view(&opened(MeetingKind::Regular)), &facts(), None).unwrap();
    assert_eq!((sheet.rubric.as_deref(), sheet.is_recorded, sheet.max), (Some("a-2025"), false, Some(100)));
    assert_eq!((sheet.total, sheet.is_complete, sheet.grade), (0, false, None));
    let congress = view(&opened(MeetingKind::Congress));
    assert_eq!(ScoreSheet::of(Rules::shipped(), &congress, &Facts::of_meeting(&congress), None), None);
}

#[test]
fn minutes_are_held_against_the_norm_of_the_day_and_of_a_large_cell() {
    let points = |kind: MeetingKind, members, minutes| {
        let facts = Facts { kind, members: Some(members), minutes: Some(minutes), ..facts() };
        line(&sheet_b(&facts), "thoi_gian").computed
    };
    let regular = |minutes| points(MeetingKind::Regular, 29, minutes);
    let edges = [(90, 5), (89, 4), (75, 4), (74, 3), (60, 3), (59, 2), (45, 2), (44, 1), (0, 1)];
    for (minutes, given) in edges {
        assert_eq!(regular(minutes), Some(given), "{minutes}");
    }
    assert_eq!(points(MeetingKind::Regular, 30, 119), Some(4));
    assert_eq!(points(MeetingKind::RegularThematic, 29, 119), Some(4));
    let unknown = Facts { minutes: Some(90), ..facts() };
    assert_eq!(line(&sheet_b(&unknown), "thoi_gian").reason, None, "whether the cell is large is not known");
}

#[test]
fn shares_are_compared_exactly() {
    let attended = |present, required, unexcused| {
        let attendance = Some(Turnout { present, required, unexcused });
        line(&sheet_b(&Facts { attendance, ..facts() }), "tham_du").clone()
    };
    let edges = [(900, 4), (899, 3), (750, 3), (749, 2), (650, 2), (649, 1)];
    for (present, given) in edges {
        assert_eq!(attended(present, 1000, 0).computed, Some(given), "{present}");
    }
    let figure = Figure::Attendance { present: 99, required: 100, unexcused: 1 };
    let one_away = attended(99, 100, 1);
    assert_eq!(one_away.computed, Some(1));
    assert_eq!(one_away.reason, Some(Reason { figure, condition: Some(Condition::UnexcusedAtLeast(1)) }));
    let spoke = |speakers| {
        let speakers = Some(Speakers { speakers, present: 20 });
        line(&sheet_b(&Facts { speakers, ..facts() }), "th_phat_bieu").computed
    };
    assert_eq!([spoke(11), spoke(10), spoke(8), spoke(6), spoke(5)], [Some(5), Some(4), Some(4), Some(3), Some(2)]);
    let done =
        |done, total| line(&sheet_b(&Facts { tasks: Some(Tasks { done, total }), ..facts() }), "ket_qua").computed;
    assert_eq!([done(9, 10), done(8, 9), done(4, 9), done(0, 0)], [Some(30), Some(27), Some(10), None]);
}

#[test]
fn days_and_yes_or_no_have_their_points() {
    let given = Facts {
        documents_sent: CivilDate::new(2026, 11, 4),
        finished: CivilDate::new(2026, 11, 7),
        committee: Some(Committee::HasNone),
        notified: Some(false),
        long_absence: Some(true),
        ..facts()
    };
    let sheet = sheet_b(&given);
    let points = |criteria: [&str; 5]| criteria.map(|criterion| line(&sheet, criterion).computed.unwrap());
    assert_eq!(
        points(["cb_tai_lieu", "kt_hoan_thien", "cb_chi_uy", "cb_thong_bao", "vang_lien_tiep"]),
        [2, 1, 2, 0, 0]
    );
    let late = Facts {
        documents_sent: CivilDate::new(2026, 11, 5),
        finished: CivilDate::new(2026, 11, 8),
        committee: Some(Committee::DidNotMeet),
        ..given.clone()
    };
    let sheet = sheet_b(&late);
    let points = |criteria: [&str; 3]| criteria.map(|criterion| line(&sheet, criterion).computed.unwrap());
    assert_eq!(points(["cb_tai_lieu", "kt_hoan_thien", "cb_chi_uy"]), [0, 0, 0]);
}

#[test]
fn a_thematic_part_counts_only_in_its_month() {
    let thematic = |kind| {
        let sheet = sheet_b(&Facts { kind, ..facts() });
        (line(&sheet, "th_chuyen_de").applies, sheet.max)
    };
    assert_eq!(thematic(MeetingKind::Regular), (false, Some(95)));
    assert_eq!(thematic(MeetingKind::RegularThematic), (true, Some(100)));
}

#[test]
fn a_figure_below_a_scale_that_is_not_known_is_left_to_the_cell_with_its_reason() {
    let view = view(&opened(MeetingKind::Regular));
    let facts = Facts { minutes: Some(80), ..facts() };
    let sheet = ScoreSheet::of(Rules::shipped(), &view, &facts, None).unwrap();
    let time = line(&sheet, "thoi_gian");
    assert_eq!((time.computed, time.reason.unwrap().condition), (None, None));
    assert_eq!(time.reason.unwrap().figure, Figure::Duration { minutes: 80, norm: 90 });
}

fn held(doc: &mut Doc) {
    write(doc, 2, |edit| {
        let time = |hour, minute| ClockTime::new(hour, minute);
        let given = Particulars { starts_at: time(19, 0), ends_at: time(20, 35), ..Particulars::default() };
        set_particulars(edit, &given)?;
        let (an, hoa) = (Person::guest("Nguyễn Văn An"), Person::guest("Đặng Thị Hòa"));
        mark_attendance(edit, &an, &Standing::Official, &Attendance::Present, None)?;
        mark_attendance(edit, &hoa, &Standing::Official, &Attendance::AbsentExcused, Some("ốm"))?;
        let delegate = Person::guest("Đại biểu");
        mark_attendance(edit, &delegate, &Standing::Guest, &Attendance::Guest, None)?;
        let item = put_item(edit, "Thảo luận", 1, None)?;
        for speaker in [&an, &an, &delegate] {
            say(edit, &item, &Saying::Opinion, Some(speaker), "Nhất trí.")?;
        }
        Ok(())
    });
}

#[test]
fn facts_are_read_from_the_record_and_a_disputed_roll_computes_nothing() {
    let mut one = opened(MeetingKind::Regular);
    held(&mut one);
    let facts = Facts::of_meeting(&view(&one));
    assert_eq!(facts.minutes, Some(95));
    assert_eq!(facts.attendance, Some(Turnout { present: 1, required: 2, unexcused: 0 }));
    assert_eq!((facts.speakers, facts.members), (Some(Speakers { speakers: 1, present: 1 }), Some(2)));
    let mut other = one.clone();
    let hoa = Person::guest("Đặng Thị Hòa");
    write(&mut one, 2, |edit| mark_attendance(edit, &hoa, &Standing::Official, &Attendance::AbsentUnexcused, None));
    write(&mut other, 3, |edit| {
        mark_attendance(edit, &hoa, &Standing::Official, &Attendance::Present, None)?;
        let given = Particulars { ends_at: ClockTime::new(21, 0), ..Particulars::default() };
        set_particulars(edit, &given)
    });
    write(&mut one, 2, |edit| {
        let given = Particulars { ends_at: ClockTime::new(20, 0), ..Particulars::default() };
        set_particulars(edit, &given)
    });
    let merged = merged(&one, &other);
    let facts = Facts::of_meeting(&merged);
    assert_eq!((facts.attendance, facts.members, facts.speakers, facts.minutes), (None, None, None, None));
    let sheet = ScoreSheet::of(Rules::shipped(), &merged, &facts, Some("b-2026")).unwrap();
    assert!(sheet.lines.iter().all(|line| line.computed.is_none()), "{sheet:?}");
}

fn merged(one: &Doc, other: &Doc) -> MeetingView {
    let by = Some(DeviceId::from_bytes([3; 16]));
    view(&one.clone().absorb(ChunkForm::Document, &other.save(), by).unwrap().0)
}

#[test]
fn points_by_hand_win_and_a_full_sheet_has_its_grade() {
    let mut doc = opened(MeetingKind::Regular);
    held(&mut doc);
    write(&mut doc, 2, |edit| {
        let given =
            [("thoi_gian", 3), ("tham_du", 5), ("chuan_bi", 10), ("tien_hanh", 40), ("nguyen_tac", 5), ("ket_qua", 22)];
        given.iter().try_for_each(|(criterion, points)| score(Rules::shipped(), edit, "a-2025", criterion, *points))
    });
    let facts = Facts::of_meeting(&view(&doc));
    let sheet = ScoreSheet::of(Rules::shipped(), &view(&doc), &facts, None).unwrap();
    let time = line(&sheet, "thoi_gian");
    assert_eq!((time.recorded, time.computed, time.points()), (Some(3), Some(5), Some(3)));
    assert_eq!((sheet.total, sheet.is_complete, sheet.grade.is_none()), (85, false, true));
    write(&mut doc, 2, |edit| score(Rules::shipped(), edit, "a-2025", "ket_thuc", 5));
    let graded = |rules: &Rules, doc: &Doc| {
        let sheet = ScoreSheet::of(rules, &view(doc), &facts, None).unwrap();
        (sheet.total, sheet.grade.map(|band| band.grade))
    };
    assert_eq!(graded(Rules::shipped(), &doc), (90, Some(Grade::Good)));
    // Where the rubric asks for all points in some criteria, the sum alone is not enough.
    let strict = "[score.a-strict]\nlike = \"a-2025\"\nseries = \"s\"\nsureness = \"text_seen\"\n\
                  instrument = { issuer = \"Xã Sen\", type = \"QĐ\", number = \"1-QĐ/ĐU\", date = 2026-01-05 }\n\
                  [score.a-strict.grades.tot]\nneeds_max = [\"thoi_gian\"]";
    let strict = Rules::shipped().with_local(strict).unwrap();
    write(&mut doc, 2, |edit| score(&strict, edit, "a-strict", "thoi_gian", 3));
    assert_eq!(graded(&strict, &doc), (90, Some(Grade::Fair)));
}

#[test]
fn two_points_for_one_criterion_give_no_grade_until_somebody_decides() {
    let mut one = opened(MeetingKind::Regular);
    write(&mut one, 2, |edit| {
        let given = ["thoi_gian", "tham_du", "chuan_bi", "tien_hanh", "nguyen_tac", "ket_qua", "ket_thuc"];
        given.iter().try_for_each(|criterion| score(Rules::shipped(), edit, "a-2025", criterion, 5))
    });
    let mut other = one.clone();
    write(&mut one, 2, |edit| score(Rules::shipped(), edit, "a-2025", "tien_hanh", 38));
    write(&mut other, 3, |edit| score(Rules::shipped(), edit, "a-2025", "tien_hanh", 40));
    let merged = merged(&one, &other);
    let sheet = ScoreSheet::of(Rules::shipped(), &merged, &Facts::of_meeting(&merged), None).unwrap();
    assert!(sheet.is_complete && sheet.grade.is_none() && line(&sheet, "tien_hanh").disputed);
}

#[test]
fn points_past_a_known_criterion_are_refused_and_other_versions_are_shown_as_they_are() {
    let mut doc = opened(MeetingKind::Regular);
    let pen = Pen::new(DeviceId::from_bytes([2; 16]), [2; 8]);
    let refused = doc
        .edit(&pen, Timestamp::from_ms(0), |edit| score(Rules::shipped(), edit, "a-2025", "Thoi_gian", 6))
        .unwrap_err()
        .to_string();
    assert_eq!(refused, "score: must lie between 0 and 5");
    write(&mut doc, 2, |edit| score(Rules::shipped(), edit, "z-2031", "moi", 60));
    let sheet = ScoreSheet::of(Rules::shipped(), &view(&doc), &facts(), None).unwrap();
    assert_eq!((sheet.rubric.as_deref(), sheet.title, sheet.max, sheet.total), (Some("z-2031"), None, None, 60));
    assert_eq!((sheet.lines.len(), sheet.lines[0].label.clone(), sheet.grade), (1, None, None));
    // A criterion of another version stands behind those of the rubric.
    write(&mut doc, 2, |edit| score(Rules::shipped(), edit, "a-2025", "thoi_gian", 5));
    let sheet = ScoreSheet::of(Rules::shipped(), &view(&doc), &facts(), None).unwrap();
    assert_eq!((sheet.lines.len(), sheet.lines[7].criterion.as_str(), sheet.total), (8, "moi", 5));
    // Looked through another rubric, points given by this one do not count.
    let other = ScoreSheet::of(Rules::shipped(), &view(&doc), &facts(), Some("b-2026")).unwrap();
    assert_eq!((other.is_recorded, other.total, other.lines.len()), (false, 0, 21));
}
