//! Proves that versions of a ward's own rules stay, that a bad one changes nothing, and which one holds when.

use shared::key::MeetingKind;
use shared::rules::NormKey;
use shared::time::CivilDate;
use shared::words::{Language, Words};

use super::*;
use crate::admin;
use crate::store::check::verify;
use crate::testing::Ground;

fn minutes(least: u32) -> String {
    format!(
        "[norm.meeting_minutes_min.our]\nlike = \"hd-42\"\nvalue = {least}\nfrom = 2026-01-01\nsureness = \"text_seen\"\n\
         instrument = {{ issuer = \"Đảng ủy phường Sen\", type = \"QĐ\", number = \"5-QĐ/ĐU\", date = 2025-12-20 }}\n"
    )
}

fn least(rules: &Rules) -> u32 {
    let day = CivilDate::new(2026, 2, 3).unwrap();
    rules.norm_in_force(&NormKey::MeetingMinutes, day).unwrap().value
}

async fn put(ground: &Ground, at: i64, text: &str) -> Result<u32, SetError> {
    let store = ground.hub.store();
    let known = ground.hub.directory().now();
    let set = set(store, &known.rules, Timestamp::from_ms(at), "first", "theo  họp \n ngày 5", text.to_owned()).await;
    ground.hub.directory().refresh(store).await.unwrap();
    set
}

#[tokio::test]
async fn each_text_is_a_version_that_stays_and_the_last_one_holds() {
    let mut ground = Ground::begin().await;
    assert_eq!(least(ground.hub.directory().now().rules.book().now()), 90);
    assert_eq!(put(&ground, 1000, &minutes(100)).await.unwrap(), 1);
    assert_eq!(put(&ground, 2000, &minutes(80)).await.unwrap(), 2);
    assert_eq!(put(&ground, 3000, "").await.unwrap(), 3, "the ward's own rules are taken away again");
    assert_eq!(put(&ground, 4000, &minutes(100)).await.unwrap(), 4, "a text of before is a version of its own");
    ground.reopen().await;
    let known = ground.hub.directory().now();
    let book = &known.rules;
    let kept: Vec<_> = book.versions().map(|(one, by)| (one.set.n, one.set.at_ms, &*by.who)).collect();
    assert_eq!(kept, [(1, 1000, "first"), (2, 2000, "first"), (3, 3000, "first"), (4, 4000, "first")]);
    assert_eq!(book.book().versions()[1].set.text, minutes(80));
    assert_eq!(book.versions().nth(1).unwrap().1.note, "theo họp ngày 5");
    assert_eq!(least(book.book().now()), 100);
    let then = [999, 1000, 1999, 2000, 3500, 9000].map(|at| least(book.book().at(Timestamp::from_ms(at))));
    assert_eq!(then, [90, 100, 100, 80, 90, 100], "each moment has the version of its time");
    let month = |text| least(book.of_month(Month::parse(text).unwrap()));
    assert_eq!(
        [month("1969-12"), month("1970-01"), month("2026-02"), least(book.book().when(None))],
        [90, 100, 100, 100]
    );
    assert_eq!(verify(&ground.database()).unwrap().faults, Vec::<String>::new());
    let log = ground.hub.store().read(|reading| crate::store::audit::page(reading, 0, 1)).await.unwrap();
    assert_eq!((&*log[0].action, &*log[0].subject, &*log[0].actor), ("rules_set", "4", "first"));
}

#[tokio::test]
async fn what_cannot_be_read_or_is_in_use_already_changes_nothing_and_names_its_key_in_both_languages() {
    let ground = Ground::begin().await;
    put(&ground, 1000, &minutes(100)).await.unwrap();
    let before = ground.hub.store().read(crate::store::audit::length).await.unwrap();
    let unsourced = minutes(80).replace("\ninstrument", "\n#");
    let long = format!("# {}", "a".repeat(RULES_BYTES_MAX));
    let wrong = [
        (minutes(80).replace("meeting_minutes_min", "dinner"), "norm.dinner"),
        (minutes(80).replace("value", "valeu"), "valeu"),
        (unsourced, "norm.meeting_minutes_min.our.instrument"),
        (minutes(80).replace("2026-01-01", "2026-02-30"), "30"),
        ("[vote.2026-1.khac]\n".to_owned(), "vote"),
        ("[norm".to_owned(), "TOML"),
        (long, "262"),
    ];
    for (text, named) in wrong {
        let SetError::Rules(error) = put(&ground, 2000, &text).await.unwrap_err() else { panic!("{text}") };
        for language in Language::ALL {
            let said = refusal(Words::of(language), &error);
            assert!(said.contains(named) && !said.contains("rules-") && !said.contains("rules_"), "{said}");
            assert!(!said.contains('{') || named == "valeu", "{said}");
        }
    }
    assert!(matches!(put(&ground, 2000, &minutes(100)).await, Err(SetError::Same)));
    assert_eq!(ground.hub.store().read(crate::store::audit::length).await.unwrap(), before);
    assert_eq!(ground.hub.directory().now().rules.book().last(), 1);
    assert!(matches!(put(&Ground::begin().await, 1, "").await, Err(SetError::Same)), "there is nothing to take away");
}

#[tokio::test]
async fn a_backup_holds_every_version() {
    let mut ground = Ground::begin().await;
    put(&ground, 1000, &minutes(100)).await.unwrap();
    put(&ground, 2000, &minutes(80)).await.unwrap();
    let backup = ground.config.data.join("backup.db");
    admin::backup(&ground.config, &backup).unwrap();
    put(&ground, 3000, &minutes(70)).await.unwrap();
    ground.hub.store().stop();
    for ending in ["", "-wal", "-shm"] {
        let path = ground.config.data.join(format!("sen.db{ending}"));
        assert!(!path.exists() || std::fs::remove_file(path).is_ok());
    }
    admin::restore(&ground.config, &ground.hub.host().clone(), &backup).await.unwrap();
    ground.reopen().await;
    let known = ground.hub.directory().now();
    assert_eq!((known.rules.book().last(), least(known.rules.book().now())), (2, 80));
    assert_eq!(verify(&ground.database()).unwrap().faults, Vec::<String>::new());
}

#[test]
fn every_rule_has_its_words_in_both_languages() {
    let ours = Rules::shipped().with_local(&minutes(100)).unwrap();
    for (language, day) in Language::ALL.into_iter().zip([(2026, 11, 5), (2028, 1, 1)]) {
        let day = CivilDate::new(day.0, day.1, day.2).unwrap();
        let all = Said { words: Words::of(language), rules: &ours, day }.all();
        assert_eq!(all.len(), ours.entries().count());
        for said in &all {
            let cited = [said.cited(Words::of(language)), said.days(Words::of(language))];
            let told = [&said.name, &said.value, &said.applies, &said.group.1].into_iter().chain(&said.details);
            for text in told.chain(&cited).chain(&said.instrument) {
                assert!(!text.is_empty() && !text.contains(['{', '_']), "{}: {text}", said.key);
            }
            assert!(!said.name.starts_with("Khác (") && !said.name.starts_with("Other ("), "{}", said.name);
        }
        let [unsure, sure, others] = Said { words: Words::of(language), rules: &ours, day }.parts();
        assert!(!unsure.is_empty() && sure.len() > unsure.len() && !others.is_empty());
        assert!(unsure.iter().all(|one| one.is_in_force() && !one.is_confirmed));
        assert!(sure.iter().all(|one| one.is_in_force() && one.is_confirmed));
        assert!(others.iter().all(|one| !one.is_in_force()));
    }
    let words = Words::of(Language::Vi);
    let all = Said { words, rules: &ours, day: CivilDate::new(2026, 11, 5).unwrap() }.all();
    let value = |key: &str| all.iter().find(|one| one.key == key).unwrap().value.clone();
    assert_eq!(value("norm.dues_pension_per_mille.qd-01"), "0,5\u{a0}%");
    assert_eq!(value("norm.minimum_wage_dong_zone_1.nd-293"), "5.310.000\u{a0}đ");
    assert_eq!(value("norm.meeting_minutes_min.our"), "100 phút");
    assert_eq!(value("vote.2026-1.ket_nap"), "ít nhất 2/3");
    assert!(ours.rubric_in_force(&MeetingKind::Regular, CivilDate::new(2026, 11, 5).unwrap()).is_some());
}

#[tokio::test]
async fn at_the_most_versions_the_rules_can_still_be_taken_away_and_what_is_known_is_not_read_again() {
    let ground = Ground::begin().await;
    let fill = ground.hub.store().write(|tx| {
        for n in 1..=RULES_VERSIONS_MAX {
            let (at, by, text) = (Timestamp::from_ms(i64::from(n)), "first".to_owned(), minutes(n));
            rules::add(tx, &LocalRules { n, at, by, note: String::new(), text })?;
        }
        Ok(())
    });
    fill.await.unwrap();
    let (directory, store) = (ground.hub.directory(), ground.hub.store());
    directory.refresh(store).await.unwrap();
    let before = directory.now();
    directory.refresh(store).await.unwrap();
    let again = directory.now();
    assert!(!Arc::ptr_eq(&before, &again) && before.rules.book().is_shared_with(again.rules.book()));
    assert!(matches!(put(&ground, 900, &minutes(300)).await, Err(SetError::TooMany)));
    assert_eq!(put(&ground, 1000, "\n").await.unwrap(), RULES_VERSIONS_MAX + 1);
    assert_eq!(least(directory.now().rules.book().now()), 90);
    assert!(matches!(put(&ground, 1100, "").await, Err(SetError::Same)));
    assert!(matches!(put(&ground, 1200, &minutes(300)).await, Err(SetError::TooMany)));
    // A version the book did not know is seen all the same: it has the number that would have been next.
    let late = set(store, &before.rules, Timestamp::from_ms(1300), "first", "", String::new()).await;
    assert!(matches!(late, Err(SetError::Same)));
}

#[tokio::test]
async fn a_version_that_was_lost_takes_neither_the_later_ones_nor_who_set_them() {
    let ground = Ground::begin().await;
    let fill = ground.hub.store().write(|tx| {
        for (n, by) in [(2, "an"), (4, "binh")] {
            let (at, text) = (Timestamp::from_ms(i64::from(n)), minutes(50 + n));
            rules::add(tx, &LocalRules { n, at, by: by.to_owned(), note: String::new(), text })?;
        }
        Ok(())
    });
    fill.await.unwrap();
    let (directory, store) = (ground.hub.directory(), ground.hub.store());
    for _ in 0..2 {
        directory.refresh(store).await.unwrap();
        let known = directory.now();
        let who: Vec<_> = known.rules.versions().map(|(one, by)| (one.set.n, &*by.who)).collect();
        assert_eq!((who, least(known.rules.book().now())), (vec![(2, "an"), (4, "binh")], 54));
    }
    assert_eq!(put(&ground, 9000, &minutes(70)).await.unwrap(), 5);
    assert_eq!(least(directory.now().rules.book().now()), 70);
}
