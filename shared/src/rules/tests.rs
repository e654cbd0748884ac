//! Proves what every text of rules keeps to, and how a place lays its own over it.

use super::{Entry, Force, Norm, NormKey, Rubric, Rules, RulesError};
use crate::key::MeetingKind;
use crate::time::CivilDate;

fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}

fn key_of(refused: Result<Rules, RulesError>) -> String {
    match refused.unwrap_err() {
        RulesError::Value { key, .. } => key,
        other => panic!("{other}"),
    }
}

fn local(text: &str) -> Result<Rules, RulesError> {
    Rules::shipped().with_local(text)
}

#[test]
fn the_shipped_rules_are_readable_and_each_rubric_adds_up_to_a_hundred() {
    let rules = Rules::of(&super::SHIPPED).unwrap();
    assert_eq!(rules.rubrics().iter().map(|rubric| rubric.id.as_str()).collect::<Vec<_>>(), ["a-2025", "b-2026"]);
    for rubric in rules.rubrics() {
        assert_eq!(rubric.criteria.iter().map(|one| one.max).sum::<i64>(), 100, "{}", rubric.id);
        let bands: Vec<_> = rubric.grades.iter().map(|band| (band.grade.code(), band.points_min)).collect();
        assert_eq!(bands, [("tot", 90), ("kha", 70), ("trung_binh", 50), ("kem", 0)]);
        for criterion in &rubric.criteria {
            assert_eq!(crate::text::as_key(&criterion.code), criterion.code, "a record keeps it as it is");
        }
    }
    for key in NormKey::KNOWN {
        assert!(rules.norm_in_force(key, day("2026-11-05")).is_some(), "{key}");
    }
}

#[test]
fn every_value_has_its_instrument_and_no_two_hold_on_one_day() {
    let rules = Rules::shipped();
    let bases = rules.rubrics().iter().map(|one| &one.basis).chain(rules.norms().iter().map(|one| &one.basis));
    let bases = bases.chain(rules.orders().iter().map(|one| &one.basis));
    for basis in bases.chain(rules.shares().iter().map(|one| &one.basis)) {
        let instrument = &basis.instrument;
        for part in [&instrument.issuer, &instrument.kind, &instrument.number] {
            assert!(!part.is_empty(), "{instrument:?}");
        }
        assert!(instrument.date <= basis.from, "{instrument:?}");
    }
    let on = |text: &str| rules.norm_in_force(&NormKey::AttendancePercent, day(text)).map(|norm| norm.value);
    assert_eq!([on("2018-07-05"), on("2025-10-27"), on("2025-10-28")], [None, Some(85), Some(90)]);
    let rubric = |kind, text| rules.rubric_in_force(&kind, day(text)).map(|rubric| rubric.id.as_str());
    assert_eq!(rubric(MeetingKind::Regular, "2025-10-27"), None);
    assert_eq!(rubric(MeetingKind::Regular, "2025-10-28"), Some("a-2025"));
    assert_eq!(rubric(MeetingKind::Congress, "2026-11-05"), None);
}

#[test]
fn an_order_of_business_is_the_one_in_force_and_a_place_lays_its_own_over_it() {
    let titles = |rules: &Rules, kind: &MeetingKind, on: &str| {
        let order = rules.order_in_force(kind, day(on));
        order.map(|order| order.items.iter().map(|item| item.vi.clone()).collect::<Vec<_>>())
    };
    let regular = titles(Rules::shipped(), &MeetingKind::Regular, "2026-11-05").unwrap();
    let keys: std::collections::BTreeSet<String> = regular.iter().map(|title| crate::text::as_key(title)).collect();
    assert_eq!((regular.len(), keys.len()), (7, 7), "each is an item of its own");
    assert_eq!(titles(Rules::shipped(), &MeetingKind::Regular, "2025-10-27"), None);
    assert_eq!(titles(Rules::shipped(), &MeetingKind::Committee, "2026-11-05"), None);
    let ours = r#"
[order.thuong_ky-xa]
like = "thuong_ky-2025"
instrument = { issuer = "Xã Sen", type = "QĐ", number = "1-QĐ/ĐU", date = 2026-01-05 }
sureness = "text_seen"
items = [{ vi = "Phòng chống hạn mặn", en = "Drought and salt" }]
"#;
    let rules = local(ours).unwrap();
    assert_eq!(titles(&rules, &MeetingKind::Regular, "2026-11-05"), Some(vec!["Phòng chống hạn mặn".to_owned()]));
    let broken = ours.replace(", en = \"Drought and salt\"", ", en = \" \"");
    assert_eq!(key_of(local(&broken)), "order.thuong_ky-xa.items");
    assert_eq!(key_of(local(&ours.replace("[{ vi", "[] # { vi"))), "order.thuong_ky-xa.items");
}

const ONE_VALUE: &str = r#"
[norm.meeting_minutes_min.our]
like = "hd-42"
instrument = { issuer = "Xã Sen", type = "QĐ", number = "1-QĐ/ĐU", date = 2026-01-05 }
sureness = "text_seen"
value = 100
from = 2026-07-01
until = 2026-12-31

[choice]
score = "b"

[score.b-our]
like = "b-2026"
instrument = { issuer = "Xã Sen", type = "QĐ", number = "1-QĐ/ĐU", date = 2026-01-05 }
sureness = "text_seen"
from = 2026-07-01
[score.b-our.criteria.thoi_gian]
label = { vi = "Thời gian họp", en = "Time" }
"#;

#[test]
fn a_place_replaces_one_value_and_leaves_the_others() {
    let (shipped, ours) = (Rules::shipped(), local(ONE_VALUE).unwrap());
    let minutes = |text: &str| ours.norm_in_force(&NormKey::MeetingMinutes, day(text)).map(|norm| norm.value);
    assert_eq!([minutes("2026-06-30"), minutes("2026-07-01"), minutes("2027-01-01")], [Some(90), Some(100), Some(90)]);
    let others =
        |rules: &Rules| -> Vec<Norm> { rules.norms().iter().filter(|norm| norm.name != "our").cloned().collect() };
    assert_eq!(others(shipped), others(&ours));
    let id = |text: &str| ours.rubric_in_force(&MeetingKind::Regular, day(text)).map(|rubric| rubric.id.clone());
    assert_eq!([id("2026-06-30"), id("2026-07-01")], [Some("b-2026".to_owned()), Some("b-our".to_owned())]);
    let (theirs, our) = (shipped.rubric("b-2026").unwrap(), ours.rubric("b-our").unwrap());
    assert_eq!(ours.rubric("b-2026"), Some(theirs), "a record made under it finds it as it was");
    let mut same: Rubric = our.clone();
    assert_eq!(same.criteria[0].label.en, "Time");
    same.criteria[0].label = theirs.criteria[0].label.clone();
    assert_eq!((&same.criteria, &same.grades, &same.title), (&theirs.criteria, &theirs.grades, &theirs.title));
    // A ward over its province; it takes over what it does not say, but for the document.
    let ward = "[norm.meeting_minutes_min.ward]\nlike = \"our\"\nvalue = 80\nsureness = \"single_source\"\n\
                instrument = { issuer = \"Phường\", type = \"NQ\", number = \"2\", date = 2026-06-05 }";
    let ward = ours.with_local(ward).unwrap();
    assert_eq!(ward.norm_in_force(&NormKey::MeetingMinutes, day("2026-07-01")).map(|norm| norm.value), Some(80));
}

#[test]
fn what_a_place_writes_wrongly_is_refused_with_its_key() {
    let source = "instrument = { issuer = \"Xã Sen\", type = \"QĐ\", number = \"1-QĐ/ĐU\", date = 2026-01-05 }\n";
    let sure = "sureness = \"text_seen\"\n";
    let norm = |rest: &str| format!("[norm.meeting_minutes_min.our]\nlike = \"hd-42\"\n{source}{sure}{rest}");
    let criterion = |rest: &str| {
        let head = format!("[score.x]\nlike = \"b-2026\"\nseries = \"x\"\n{source}{sure}");
        format!("{head}[score.x.criteria.tham_du]\n{rest}")
    };
    let wrong = [
        ("[norms.x]\n".to_owned(), "norms"),
        ("[vote.2026-1.ket_nap]\nshare = \">=1/2\"\nbase = \"x\"".to_owned(), "vote"),
        ("[norm.dinner.x]\nvalue = 1\n".to_owned(), "norm.dinner"),
        (norm("valeu = 1"), "norm.meeting_minutes_min.our"),
        (norm("value = \"90\""), "norm.meeting_minutes_min.our"),
        (norm("").replace("text_seen", "very"), "norm.meeting_minutes_min.our.sureness"),
        (norm("until = 2025-01-01"), "norm.meeting_minutes_min.our.until"),
        (norm("from = 2026-01-01T10:00:00"), "norm.meeting_minutes_min.our.from"),
        (norm("").replace("Xã Sen", " "), "norm.meeting_minutes_min.our.instrument.issuer"),
        ("[norm.meeting_minutes_min.hd-42]\nvalue = 100".to_owned(), "norm.meeting_minutes_min.hd-42"),
        ("[norm.meeting_minutes_min.our]\nlike = \"hd-43\"".to_owned(), "norm.meeting_minutes_min.our.like"),
        (norm("").replace("like = \"hd-42\"", "value = 90"), "norm.meeting_minutes_min.our"),
        (
            norm(&format!("[norm.meeting_minutes_min.too]\nlike = \"hd-42\"\n{source}{sure}")),
            "norm.meeting_minutes_min.too.from",
        ),
        (
            "[norm.meeting_minutes_min.our]\nlike = \"hd-42\"\nvalue = 100".to_owned(),
            "norm.meeting_minutes_min.our.instrument",
        ),
        ("[choice]\nscore = \"z\"".to_owned(), "choice.score"),
        ("[choice]\nscores = \"a\"".to_owned(), "choice"),
        ("[score.a-2025]\nlike = \"b-2026\"".to_owned(), "score.a-2025"),
        ("[score.\"x/y\"]\nlike = \"b-2026\"".to_owned(), "score.x/y"),
        (criterion("max = 5"), "score.x.criteria"),
        (criterion("max = 0"), "score.x.criteria.tham_du.max"),
        (criterion("fact = \"weather\""), "score.x.criteria.tham_du.fact"),
        (criterion("number = \"1\""), "score.x.criteria.thoi_gian.number"),
        (criterion("scale = []"), "score.x.criteria.tham_du.scale"),
        (criterion("scale = [{ at_least = 9, points = 9 }]"), "score.x.criteria.tham_du.scale[0].points"),
        (criterion("scale = [{ days_at_most = 9 }]"), "score.x.criteria.tham_du.scale[0]"),
        (criterion("scale = [{ points = 1 }, { over = 1 }]"), "score.x.criteria.tham_du.scale[0]"),
        (criterion("[score.x.grades.tot]\nneeds_max = [\"gio\"]"), "score.x.grades.tot.needs_max"),
        (criterion("[score.x.grades.kem]\npoints_min = 5"), "score.x.grades"),
    ];
    for (text, key) in wrong {
        assert_eq!(key_of(local(&text)), key, "{text}");
    }
    assert!(matches!(local("[norm"), Err(RulesError::Syntax(_))));
    assert!(matches!(local(&" ".repeat(300 * 1024)), Err(RulesError::TooLong { .. })));
    let unknown = local(&norm("valeu = 1")).unwrap_err().to_string();
    assert!(unknown.contains("valeu"), "{unknown}");
}

#[test]
fn a_value_its_unit_does_not_have_is_refused_and_the_bounds_are_taken() {
    let bounds = [
        (NormKey::MeetingDay, 1, 28),
        (NormKey::MeetingLatestDay, 1, 28),
        (NormKey::MeetingMinutes, 0, 1440),
        (NormKey::ThematicMeetings, 0, 100),
        (NormKey::PapersDays, 0, 366),
        (NormKey::ScoreReportDays, 0, 366),
        (NormKey::AttendancePercent, 0, 100),
        (NormKey::DuesSalary, 0, 1000),
        (NormKey::ExcusedAbsences, 0, 100),
        (NormKey::MinimumWage1, 0, 1_000_000_000),
        (NormKey::BadgeStep, 1, 100),
        (NormKey::BadgeDay1, 101, 1231),
    ];
    for (key, least, most) in bounds {
        let set = |value: u32| {
            let source = "instrument = { issuer = \"Xã Sen\", type = \"QĐ\", number = \"1\", date = 2026-01-05 }";
            let when = "from = 2026-02-03\nsureness = \"text_seen\"";
            local(&format!("[norm.{key}.our]\nvalue = {value}\n{when}\n{source}"))
        };
        for value in [least, most] {
            assert!(set(value).is_ok(), "{key} = {value}");
        }
        let outside = [least.checked_sub(1), Some(most + 1), Some(u32::MAX)];
        for value in outside.into_iter().flatten() {
            assert_eq!(key_of(set(value)), format!("norm.{key}.our.value"), "{value}");
        }
    }
}

#[test]
fn a_places_value_takes_nothing_of_the_document_of_the_value_it_is_like() {
    let whole = "[norm.committee_days_before_min.our]\nlike = \"lao-cai-08\"\nvalue = 2\nsureness = \"single_source\"\n\
                 instrument = { issuer = \"Xã Sen\", type = \"QĐ\", number = \"1\", date = 2026-01-05 }\n";
    let theirs = Rules::shipped().norm_in_force(&NormKey::CommitteeDays, day("2026-11-05")).unwrap();
    let ours = local(whole).unwrap();
    let ours = ours.norm_in_force(&NormKey::CommitteeDays, day("2026-11-05")).unwrap();
    assert!(theirs.basis.note.is_some() && ours.basis.from == theirs.basis.from);
    assert_eq!((ours.value, &ours.basis.note, ours.basis.sureness.code()), (2, &None, "single_source"));
    for (part, key) in [
        ("issuer = \"Xã Sen\", ", "instrument.issuer"),
        ("type = \"QĐ\", ", "instrument.type"),
        ("number = \"1\", ", "instrument.number"),
        (", date = 2026-01-05", "instrument.date"),
        ("issuer = \"Xã Sen\", type = \"QĐ\", number = \"1\", date = 2026-01-05", "instrument.issuer"),
        ("instrument", "instrument"),
        ("sureness = \"single_source\"\n", "sureness"),
    ] {
        let text = whole.replace(part, if part == "instrument" { "#" } else { "" });
        assert_ne!(text, whole);
        assert_eq!(key_of(local(&text)), format!("norm.committee_days_before_min.our.{key}"), "{text}");
    }
}

#[test]
fn every_value_is_told_how_it_stands_on_a_day() {
    let text = ONE_VALUE.replace("score = \"b\"", "score = \"a\"");
    let ours = local(&text).unwrap();
    let stands = |key: &str, on: &str| {
        let entry = ours.entries().find(|entry| entry.key() == key).unwrap();
        (ours.force(entry, day(on)), entry.is_local())
    };
    let (shipped, mine) = ("norm.meeting_minutes_min.hd-42", "norm.meeting_minutes_min.our");
    assert_eq!(
        [stands(shipped, "2026-06-30"), stands(shipped, "2026-07-01")],
        [(Force::Holds, false), (Force::Overlaid, false)]
    );
    assert_eq!(
        [stands(mine, "2026-06-30"), stands(mine, "2026-07-01"), stands(mine, "2027-01-01")],
        [(Force::Coming, true), (Force::Holds, true), (Force::Ended, true)]
    );
    assert_eq!(stands("score.b-our", "2026-07-01"), (Force::NotChosen, true));
    assert_eq!(stands("score.a-2025", "2026-07-01"), (Force::Holds, false));
    assert_eq!(stands("vote.2026-1.khac", "2026-07-01"), (Force::Holds, false));
    assert_eq!(stands("order.thuong_ky-2025", "2025-10-27"), (Force::Coming, false));
    let keys: std::collections::BTreeSet<String> = ours.entries().map(Entry::key).collect();
    assert_eq!(keys.len(), ours.entries().count(), "each key once");
    for key in NormKey::KNOWN {
        assert!(key.unit().is_some() && key.group().is_some(), "{key}");
    }
}

#[test]
fn a_rubric_means_in_every_later_version_what_a_record_named_it_for() {
    let first = local(ONE_VALUE).unwrap();
    let later = |text: &str| local(text).unwrap().succeeding(&first);
    let ended = ONE_VALUE.replace("from = 2026-07-01\n[score", "from = 2026-07-01\nuntil = 2026-12-31\n[score");
    assert_eq!(later(&ended).unwrap().rubric("b-our").unwrap().basis.until, Some(day("2026-12-31")));
    let other = ONE_VALUE.replace("en = \"Time\"", "en = \"Hours\"");
    assert_eq!(key_of(later(&other)), "score.b-our");
    let (_, choice) = ONE_VALUE.split_once("[choice]").unwrap();
    let without = ONE_VALUE.replace(choice, "\nscore = \"b\"\n");
    let gone = later(&without).unwrap();
    assert_eq!(gone.rubric("b-our"), first.rubric("b-our"), "whoever names it finds it");
    let day = day("2026-08-01");
    assert_eq!(gone.rubric_in_force(&MeetingKind::Regular, day).map(|one| one.id.as_str()), Some("b-2026"));
    assert!(gone.entries().all(|entry| entry.key() != "score.b-our"));
    // Nor does it come back as something else two versions later.
    assert_eq!(key_of(local(&other).unwrap().succeeding(&gone)), "score.b-our");
}
