use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use shared::doc::{Doc, Kind, Pen, Seed};
use shared::id::{DeviceId, DocId, OrgId};
use shared::member;
use shared::record::Row;
use shared::record::list::{Page, Query};
use shared::time::Timestamp;

use super::*;

fn key(n: u8) -> VaultKey {
    VaultKey::from_bytes([n; 32])
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("so.sen");
    (folder, path)
}

fn put(vault: &mut Vault, value: &[u8]) {
    vault.write(|w| w.put_meta("word", value)).unwrap();
}

fn word(vault: &Vault) -> Option<Vec<u8>> {
    vault.read().meta("word").unwrap()
}

#[test]
fn what_was_written_is_there_after_a_restart() {
    let (_folder, path) = folder();
    put(&mut Vault::create(&path, &key(1)).unwrap(), b"sen");
    assert_eq!(word(&Vault::open(&path, &key(1)).unwrap()), Some(b"sen".to_vec()));
}

#[test]
fn what_was_written_survives_a_phone_that_dies() {
    let (folder, path) = folder();
    let mut vault = Vault::create(&path, &key(1)).unwrap();
    put(&mut vault, b"sen");
    // The files as a dead phone leaves them: nothing was closed, the log was not folded in.
    let dead = folder.path().join("dead.sen");
    std::fs::copy(&path, &dead).unwrap();
    std::fs::copy(folder.path().join("so.sen-wal"), folder.path().join("dead.sen-wal")).unwrap();
    assert_eq!(word(&Vault::open(&dead, &key(1)).unwrap()), Some(b"sen".to_vec()));
}

#[test]
fn a_failed_write_leaves_nothing_behind() {
    let (_folder, path) = folder();
    let mut vault = Vault::create(&path, &key(1)).unwrap();
    let failed: Result<(), VaultError> = vault.write(|w| {
        w.put_meta("word", b"sen")?;
        Err(VaultError::Unreadable("test"))
    });
    assert!(failed.is_err());
    assert_eq!(word(&vault), None);
}

#[test]
fn another_key_does_not_open_it() {
    let (_folder, path) = folder();
    put(&mut Vault::create(&path, &key(1)).unwrap(), b"sen");
    assert!(matches!(Vault::open(&path, &key(2)), Err(VaultError::WrongKey)));
    assert!(Vault::open(&path, &key(1)).is_ok());
}

#[test]
fn nothing_readable_stands_in_the_file() {
    let (_folder, path) = folder();
    put(&mut Vault::create(&path, &key(1)).unwrap(), b"mot-dieu-rat-rieng-tu");
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(21).any(|window| window == b"mot-dieu-rat-rieng-tu"));
    assert!(!bytes.starts_with(b"SQLite format 3"));
}

#[test]
fn a_vault_can_get_another_key() {
    let (_folder, path) = folder();
    let mut vault = Vault::create(&path, &key(1)).unwrap();
    put(&mut vault, b"sen");
    vault.rekey(&key(2)).unwrap();
    put(&mut vault, b"hoa sen");
    drop(vault);
    assert!(matches!(Vault::open(&path, &key(1)), Err(VaultError::WrongKey)));
    assert_eq!(word(&Vault::open(&path, &key(2)).unwrap()), Some(b"hoa sen".to_vec()));
}

#[test]
fn creating_over_a_file_is_refused_and_changes_nothing() {
    let (_folder, path) = folder();
    std::fs::write(&path, "thư nhà").unwrap();
    assert!(matches!(Vault::create(&path, &key(1)), Err(VaultError::Exists(_))));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "thư nhà");
}

#[test]
fn opening_a_missing_vault_creates_none() {
    let (_folder, path) = folder();
    assert!(matches!(Vault::open(&path, &key(1)), Err(VaultError::Missing(_))));
    assert!(!path.exists());
}

#[test]
fn a_file_that_is_no_vault_is_named_so() {
    let (_folder, path) = folder();
    let mut plain = b"SQLite format 3\0".to_vec();
    plain.resize(4096, 0);
    for content in [b"".to_vec(), b"a letter".to_vec(), vec![7; 5000], plain] {
        std::fs::write(&path, &content).unwrap();
        assert!(matches!(Vault::open(&path, &key(1)), Err(VaultError::NotAVault)), "{} bytes", content.len());
        assert_eq!(std::fs::read(&path).unwrap(), content);
    }
}

#[test]
fn a_damaged_page_is_an_error_and_not_an_empty_answer() {
    let (_folder, path) = folder();
    let mut vault = Vault::create(&path, &key(1)).unwrap();
    for n in 0..200 {
        vault.write(|w| w.put_meta(&format!("word {n}"), &[n; 500])).unwrap();
    }
    drop(vault);
    let mut bytes = std::fs::read(&path).unwrap();
    for byte in bytes.iter_mut().skip(3 * 4096) {
        *byte ^= 0x55;
    }
    std::fs::write(&path, &bytes).unwrap();
    let read = Vault::open(&path, &key(1)).and_then(|vault| {
        let words: Result<Vec<_>, _> = (0..200).map(|n| vault.read().meta(&format!("word {n}"))).collect();
        words
    });
    assert!(matches!(read, Err(VaultError::Damaged(_))), "{read:?}");
    assert_eq!(std::fs::read(&path).unwrap().len(), bytes.len());
}

#[test]
fn a_newer_vault_is_refused() {
    let (_folder, path) = folder();
    let vault = Vault::create(&path, &key(1)).unwrap();
    vault.connection.pragma_update(None, "user_version", 99).unwrap();
    drop(vault);
    assert!(matches!(Vault::open(&path, &key(1)), Err(VaultError::Newer { found: 99, .. })));
}

#[test]
fn compaction_keeps_every_change() {
    let (_folder, path) = folder();
    let mut vault = Vault::create(&path, &key(1)).unwrap();
    let id = DocId::from_bytes([9; 16]);
    let pen = Pen::new(DeviceId::from_bytes([1; 16]), [2; 8]);
    let mut doc = Doc::create(&Seed::Id(shared::doc::Kind::Member, id));
    vault.write(|w| w.put_snapshot(id, Kind::Member, &doc.save())).unwrap();
    let mut compacted = 0;
    for n in 0..120 {
        let text = format!("lần thứ {n} {}", "ghi chép ".repeat(n % 7));
        let written = doc.edit(&pen, Timestamp::from_ms(n as i64 * 1000), |e| member::set_notes(e, &text)).unwrap();
        let chunk = doc.change_chunks(&written.1.into_iter().collect());
        compacted += vault
            .write(|w| {
                let growth = w.append_change(id, &chunk)?;
                if growth == Growth::DueForSnapshot {
                    w.put_snapshot(id, Kind::Member, &doc.save())?;
                }
                Ok::<_, VaultError>(usize::from(growth == Growth::DueForSnapshot))
            })
            .unwrap();
    }
    drop(vault);
    let vault = Vault::open(&path, &key(1)).unwrap();
    let stored = vault.read().document(id).unwrap().unwrap();
    let loaded = Doc::load(id, stored.kind, &stored.bytes).unwrap();
    assert_eq!((loaded.heads(), loaded.change_count()), (doc.heads(), doc.change_count()));
    assert!((1..10).contains(&compacted), "{compacted} snapshots");
}

#[test]
fn a_full_disk_refuses_the_write_and_keeps_what_was_there() {
    let (_folder, path) = folder();
    let mut vault = Vault::create(&path, &key(1)).unwrap();
    put(&mut vault, b"sen");
    let pages: i64 = vault.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    vault.connection.pragma_update(None, "max_page_count", pages).unwrap();
    let refused = vault.write(|w| w.put_meta("word", &vec![7; 1 << 20]));
    assert!(matches!(refused, Err(VaultError::Full(_))), "{refused:?}");
    assert_eq!(word(&vault), Some(b"sen".to_vec()));
    vault.connection.pragma_update(None, "max_page_count", pages + 4096).unwrap();
    put(&mut vault, &vec![7; 1 << 20]);
    drop(vault);
    assert_eq!(word(&Vault::open(&path, &key(1)).unwrap()).map(|word| word.len()), Some(1 << 20));
}

/// What a list finds by words is what the rows of now hold, whatever was put, changed, removed and made anew before, and
/// however much of it waits to be indexed.
#[test]
fn a_search_finds_what_the_rows_of_now_hold_and_nothing_else() {
    const WORDS: [&str; 12] =
        ["ba", "ban", "bang", "bao", "bau", "chi", "chin", "chinh", "dang", "d1", "nghi", "nghiquyet"];
    let (_folder, path) = folder();
    let mut vault = Vault::create(&path, &key(1)).unwrap();
    let mut now: BTreeMap<u16, BTreeSet<&str>> = BTreeMap::new();
    let mut state = 20_261_127_u64;
    let mut chance = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let doc = |number: u16| {
        let mut id = [0; 16];
        id[..2].copy_from_slice(&number.to_be_bytes());
        DocId::from_bytes(id)
    };
    for round in 0..60 {
        vault
            .write(|w| {
                for _ in 0..40 {
                    let number = u16::try_from(chance(250)).unwrap();
                    if chance(5) == 0 {
                        now.remove(&number);
                        w.remove_row(doc(number))?;
                        continue;
                    }
                    let held: BTreeSet<&str> =
                        (0..=chance(4)).map(|_| WORDS[usize::try_from(chance(12)).unwrap()]).collect();
                    let row = Row::unreadable(doc(number), Kind::Task, OrgId::from_bytes([1; 16]));
                    let search_text = held.iter().copied().collect::<Vec<_>>().join(" ");
                    w.put_row(&Row { search_text, ..row })?;
                    now.insert(number, held);
                }
                if round == 30 {
                    now.clear();
                    w.clear_rows()?;
                }
                Ok::<(), VaultError>(())
            })
            .unwrap();
        for asked in ["b", "ba", "ban", "chi", "d", "nghi", "quyet", "ba chi", "bang nghi"] {
            let query = Query { words: asked.to_owned(), ..Query::default() };
            let found: BTreeSet<DocId> =
                vault.read().rows(&query, Page::ALL).unwrap().iter().map(|row| row.doc).collect();
            let holds =
                |held: &BTreeSet<&str>| asked.split(' ').all(|begun| held.iter().any(|word| word.starts_with(begun)));
            let wanted: BTreeSet<DocId> =
                now.iter().filter(|(_, held)| holds(held)).map(|(number, _)| doc(*number)).collect();
            assert_eq!(found, wanted, "`{asked}` after round {round}");
        }
    }
}

#[test]
fn of_what_was_removed_no_word_is_left_in_the_index() {
    let (_folder, path) = folder();
    let mut vault = Vault::create(&path, &key(1)).unwrap();
    let row = |number: u8, words: &str| {
        let row = Row::unreadable(DocId::from_bytes([number; 16]), Kind::Task, OrgId::from_bytes([1; 16]));
        Row { search_text: words.to_owned(), ..row }
    };
    let left = |vault: &Vault, word: &str| -> i64 {
        let sql = "SELECT (SELECT count(*) FROM record_words_data WHERE instr(block, CAST(?1 AS BLOB))) \
             + (SELECT count(*) FROM record_words_due WHERE instr(words, ?1))";
        vault.connection.query_row(sql, [word], |row| row.get(0)).unwrap()
    };
    // More than wait at once, so that the words are indexed; then some that wait.
    vault.write(|w| (0..200).try_for_each(|number| w.put_row(&row(number, "zinhanh khac")))).unwrap();
    vault.write(|w| (200..=255).try_for_each(|number| w.put_row(&row(number, "khac conlai")))).unwrap();
    vault.write(|w| w.put_row(&row(7, "wuyrieng khac"))).unwrap();
    assert!(left(&vault, "zinhanh") > 0 && left(&vault, "wuyrieng") > 0);
    vault
        .write(|w| {
            (0..200).try_for_each(|number| w.remove_document(DocId::from_bytes([number; 16])))?;
            w.forget_words()
        })
        .unwrap();
    assert_eq!((left(&vault, "zinhanh"), left(&vault, "wuyrieng")), (0, 0));
    let found = Query { words: "conlai".to_owned(), ..Query::default() };
    assert_eq!(vault.read().sums(&found).unwrap().0, 56, "what stays is found as before");
}
