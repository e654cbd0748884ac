//! Files that are cut short or flipped: the server starts clean, or reads on and says so, or refuses with a way out.
//! Never empty, never a panic, never a receipted record missing without a word.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use sen_client::engine::SyncError;
use sen_client::net::NetError;
use server::admin;
use server::host::Host;
use server::store::{self, Reading, Store, StoreError, document, read_model};
use shared::doc::Heads;
use shared::id::DocId;
use shared::record::list::{Page, Query};
use shared::sync::device::Safety;
use tempfile::TempDir;
use tests::caller::Caller;
use tests::program::run;
use tests::released::Released;
use tests::ward::Ward;

use crate::story::{CELL, deputy, head, minutes, open, write};

/// Copies by another process: closing a file here would drop the locks the store has on it.
fn copy(from: &Path, to: &Path) {
    assert!(std::process::Command::new("cp").arg(from).arg(to).status().unwrap().success());
}

fn log(database: &Path) -> PathBuf {
    database.with_extension("db-wal")
}

type Frontiers = BTreeMap<DocId, Heads>;

fn frontiers(reading: &Reading<'_>) -> Result<Frontiers, StoreError> {
    Ok(document::all(reading)?.into_iter().map(|row| (row.doc, row.heads)).collect())
}

/// A database as a polite stop leaves it, and the same a moment before: a file and a log with the last commits in it.
struct Sample {
    folder: TempDir,
    page: usize,
    whole: Frontiers,
}

impl Sample {
    fn make() -> Self {
        let mut ward = Ward::begun(1).unwrap();
        ward.start().unwrap();
        let folder = TempDir::new().unwrap();
        let mut head = head(&ward);
        let doc = open(&ward, &mut head);
        for turn in 0..3 {
            write(&mut head, doc, 0, &format!("Câu {turn}. "));
            head.sync().unwrap();
        }
        copy(&ward.database(), &folder.path().join("open.db"));
        copy(&log(&ward.database()), &folder.path().join("open.db-wal"));
        ward.stop().unwrap();
        copy(&ward.database(), &folder.path().join("closed.db"));
        let closed = folder.path().join("closed.db");
        let connection = Connection::open(&closed).unwrap();
        let page: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0)).unwrap();
        let whole = frontiers(&store::open_for_reading(&closed).unwrap().reading()).unwrap();
        connection.pragma_update(None, "wal_checkpoint", "TRUNCATE").unwrap();
        drop(connection);
        assert!(whole.len() > 25);
        Self { folder, page: usize::try_from(page).unwrap(), whole }
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.path().join(name)).unwrap()
    }

    /// Where the root page of a table or an index begins, and a page below it if it has one.
    fn root(&self, name: &str) -> Vec<usize> {
        let connection = Connection::open(self.folder.path().join("closed.db")).unwrap();
        let root: i64 = connection
            .query_row("SELECT rootpage FROM sqlite_schema WHERE name = ?1", [name], |row| row.get(0))
            .unwrap();
        drop(connection);
        let (bytes, root) = (self.bytes("closed.db"), (usize::try_from(root).unwrap() - 1) * self.page);
        let mut pages = vec![root];
        if matches!(bytes[root], 2 | 5) {
            let right = u32::from_be_bytes(bytes[root + 8..root + 12].try_into().unwrap());
            pages.push((usize::try_from(right).unwrap() - 1) * self.page);
        }
        pages
    }
}

/// What becomes of a database that is opened.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    /// It serves, and nothing is missing.
    Whole,
    /// It serves, and `sen verify` names what is wrong.
    Named,
    /// It serves an earlier moment that fits together, as after a torn end.
    Earlier,
    /// It is only read.
    ReadOnly,
    /// It is left alone.
    Refused,
}

/// Opens a database made of these bytes and holds it to its promises.
fn open_damaged(sample: &Sample, what: &str, database: &[u8], wal: Option<&[u8]>) -> Fate {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("sen.db");
    std::fs::write(&path, database).unwrap();
    if let Some(wal) = wal {
        std::fs::write(log(&path), wal).unwrap();
    }
    let untouched = || {
        assert_eq!(std::fs::read(&path).unwrap(), database, "{what}: the file was changed");
        if let Some(wal) = wal {
            assert_eq!(std::fs::read(log(&path)).unwrap(), wal, "{what}: the log was changed");
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let store = match Store::open(&path) {
        Ok(store) => store,
        Err(error) => {
            let said = error.to_string();
            let way_out = said.contains("sen restore") && said.contains("sen.db") || said.contains("newer Sen");
            assert!(way_out, "{what}: {said}");
            untouched();
            return Fate::Refused;
        }
    };
    if let Some(damage) = store.damage() {
        assert!(!damage.first().is_empty());
        let refused = runtime.block_on(store.write(|_| Ok(())));
        assert!(matches!(refused, Err(StoreError::ReadOnly(_))), "{what}");
        store.stop();
        drop(store);
        untouched();
        assert!(store::open_for_reading(&path).is_err() || !admin::verify(&path).unwrap().faults.is_empty(), "{what}");
        return Fate::ReadOnly;
    }
    let found = store.read_blocking(frontiers);
    store.stop();
    drop(store);
    let faults = admin::verify(&path).unwrap().faults;
    match found {
        Ok(found) if faults.is_empty() && found == sample.whole => Fate::Whole,
        Ok(found) if faults.is_empty() => {
            assert!(wal.is_some() && !found.is_empty(), "{what}: records are missing without a word");
            Fate::Earlier
        }
        _ => {
            assert!(!faults.is_empty(), "{what}");
            Fate::Named
        }
    }
}

fn flipped(bytes: &[u8], at: usize, mask: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= mask;
    bytes
}

#[test]
fn a_database_without_a_readable_head_or_schema_is_refused_and_left_as_it_is() {
    let sample = Sample::make();
    let sound = sample.bytes("closed.db");
    assert_eq!(open_damaged(&sample, "sound", &sound, None), Fate::Whole);
    for (what, bytes) in [
        ("empty", Vec::new()),
        ("a hundred bytes", sound[..100].to_vec()),
        ("half a page", sound[..sample.page / 2].to_vec()),
        ("magic", flipped(&sound, 3, 1)),
        ("page size", flipped(&sound, 16, 0x20)),
        ("schema version 0", flipped(&sound, 63, sound[63])),
        ("schema version beyond", flipped(&sound, 62, 1)),
        ("application id", flipped(&sound, 69, 4)),
        ("type of the schema's page", flipped(&sound, 100, 0x40)),
        ("zeros", vec![0; sound.len()]),
    ] {
        assert_eq!(open_damaged(&sample, what, &bytes, None), Fate::Refused, "{what}");
    }
}

#[test]
fn a_damaged_page_of_any_table_or_index_makes_the_server_read_only() {
    let sample = Sample::make();
    let sound = sample.bytes("closed.db");
    let names = [
        "setting",
        "stream",
        "document",
        "envelope",
        "device",
        "person",
        "audit",
        "record_row",
        "record_words_data",
        "record_words_due",
        "document_by_touch",
        "document_by_id",
        "envelope_by_doc",
        "record_of_org_by_day",
        "record_by_day_of_all",
        "sqlite_autoindex_envelope_1",
        "sqlite_autoindex_document_1",
    ];
    for name in names {
        for page in sample.root(name) {
            for (place, what) in [(0, "type"), (3, "number of cells"), (6, "start of cells"), (8, "first pointer")] {
                let bytes = flipped(&sound, page + place, 0xff);
                let fate = open_damaged(&sample, &format!("{name} at {page}: {what}"), &bytes, None);
                assert!(matches!(fate, Fate::ReadOnly | Fate::Refused), "{name} at {page}: {what}: {fate:?}");
            }
            let mut bytes = sound.clone();
            bytes[page..page + sample.page].fill(0);
            assert_eq!(open_damaged(&sample, name, &bytes, None), Fate::ReadOnly, "{name} at {page}: zeros");
        }
    }
    let cut = &sound[..sound.len() - sample.page];
    assert_eq!(open_damaged(&sample, "a page", cut, None), Fate::ReadOnly, "cut by a page");
    // Parts of the schema may lie in the half that is gone.
    let half = open_damaged(&sample, "half", &sound[..sound.len() / 2 / sample.page * sample.page], None);
    assert!(matches!(half, Fate::ReadOnly | Fate::Refused), "cut by half: {half:?}");
    let odd = sound.len() - sample.page / 2;
    assert_eq!(open_damaged(&sample, "half a page", &sound[..odd], None), Fate::ReadOnly);
}

#[test]
fn a_bit_flipped_anywhere_is_refused_read_only_named_or_without_effect() {
    let sample = Sample::make();
    let sound = sample.bytes("closed.db");
    let mut fates: BTreeMap<String, usize> = BTreeMap::new();
    for (turn, at) in (0..sound.len()).step_by(7919).enumerate() {
        let bytes = flipped(&sound, at, 1 << (turn % 8));
        let fate = open_damaged(&sample, &format!("byte {at}"), &bytes, None);
        *fates.entry(format!("{fate:?}")).or_default() += 1;
    }
    assert!(fates.len() > 1 && !fates.contains_key("Earlier"), "{fates:?}");
}

#[test]
fn a_torn_end_of_the_log_is_an_earlier_moment_and_damage_before_it_is_read_only() {
    let sample = Sample::make();
    let (database, wal) = (sample.bytes("open.db"), sample.bytes("open.db-wal"));
    let frame = 24 + sample.page;
    let frames = (wal.len() - 32) / frame;
    assert!(frames > 10, "{frames}");
    let fate = |what: &str, wal: &[u8]| open_damaged(&sample, what, &database, Some(wal));
    assert_eq!(fate("sound", &wal), Fate::Whole);
    for (what, length) in [
        ("half of the last frame", wal.len() - frame / 2),
        ("the last frame", wal.len() - frame),
        ("half of the log", 32 + frames / 2 * frame),
    ] {
        let cut = fate(what, &wal[..length]);
        assert!(matches!(cut, Fate::Earlier | Fate::Whole), "cut: {what}: {cut:?}");
    }
    for (what, at) in [
        ("magic", 0),
        ("salt", 18),
        ("sum", 26),
        ("head of an early frame", 32 + 2 * frame + 2),
        ("salt of an early frame", 32 + 2 * frame + 10),
        ("page of an early frame", 32 + 2 * frame + 24 + sample.page / 2),
        ("page in the middle", 32 + frames / 2 * frame + 100),
    ] {
        assert_eq!(fate(what, &flipped(&wal, at, 0x08)), Fate::ReadOnly, "{what}");
    }
    // A head alone belongs to no commit: it is what a loss of power leaves while a new log is begun.
    assert_eq!(fate("shorter than its head", &wal[..20]), Fate::Earlier);
}

#[test]
fn a_log_of_another_ward_or_of_an_earlier_time_is_not_taken_for_the_databases_own() {
    let sample = Sample::make();
    // The log was folded into the file, and more was written since.
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("sen.db");
    std::fs::write(&path, sample.bytes("closed.db")).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let store = Store::open(&path).unwrap();
    let event = |action| server::store::audit::Event {
        at: shared::time::Timestamp::from_ms(0),
        actor: "test".to_owned(),
        action,
        subject: String::new(),
        detail: String::new(),
    };
    runtime.block_on(store.write(move |tx| server::store::audit::append(tx, &event("first")))).unwrap();
    copy(&log(&path), &folder.path().join("older"));
    runtime.block_on(store.write(move |tx| server::store::audit::append(tx, &event("second")))).unwrap();
    store.stop();
    drop(store);
    let (database, older) = (std::fs::read(&path).unwrap(), std::fs::read(folder.path().join("older")).unwrap());
    assert_eq!(open_damaged(&sample, "older", &database, Some(&older)), Fate::ReadOnly);

    let other = Ward::begun(0).unwrap();
    let store = Store::open(&other.database()).unwrap();
    runtime.block_on(store.write(|tx| server::store::account::put_setting(tx, "word", b"1"))).unwrap();
    copy(&log(&other.database()), &folder.path().join("foreign"));
    store.stop();
    let foreign = std::fs::read(folder.path().join("foreign")).unwrap();
    let sound = sample.bytes("closed.db");
    assert_eq!(open_damaged(&sample, "foreign", &sound, Some(&foreign)), Fate::ReadOnly);
}

#[test]
fn a_damaged_backup_is_not_put_in_place_and_leaves_nothing_behind() {
    let sample = Sample::make();
    let sound = sample.bytes("closed.db");
    let envelopes = *sample.root("envelope").last().unwrap();
    let cases = [
        ("empty", Vec::new()),
        ("magic", flipped(&sound, 3, 1)),
        ("a page", flipped(&sound, envelopes, 0xff)),
        ("content", flipped(&sound, envelopes + sample.page - 50, 0x04)),
        ("cut", sound[..sound.len() - 3 * sample.page].to_vec()),
    ];
    let folder = TempDir::new().unwrap();
    let backup = folder.path().join("backup.db");
    let data = TempDir::new().unwrap();
    let (data, backup_text) = (data.path(), backup.to_str().unwrap());
    for (what, bytes) in cases {
        std::fs::write(&backup, &bytes).unwrap();
        let output = run("sen", &["--data", data.to_str().unwrap(), "restore", backup_text]).unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{what}: {said}");
        assert!(said.contains("backup.db") && said.contains("sen restore"), "{what}: {said}");
        assert_eq!(std::fs::read_dir(data).unwrap().count(), 0, "{what}");
        assert_eq!(std::fs::read(&backup).unwrap(), bytes, "{what}");
    }
}

/// Flips the type of every page of envelopes below the root but the last.
fn damage_envelopes(ward: &Ward) {
    let connection = Connection::open(ward.database()).unwrap();
    let number =
        |sql: &str| -> usize { connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap().try_into().unwrap() };
    let root = number("SELECT rootpage FROM sqlite_schema WHERE name = 'envelope'");
    let page = number("PRAGMA page_size");
    drop(connection);
    let mut bytes = std::fs::read(ward.database()).unwrap();
    let start = (root - 1) * page;
    assert_eq!(bytes[start], 5, "the table has grown beyond one page");
    let cells = usize::from(u16::from_be_bytes([bytes[start + 3], bytes[start + 4]]));
    let pointer = start + 12 + 2 * (cells - 1);
    let cell = start + usize::from(u16::from_be_bytes([bytes[pointer], bytes[pointer + 1]]));
    let child = u32::from_be_bytes(bytes[cell..cell + 4].try_into().unwrap());
    let child = (usize::try_from(child).unwrap() - 1) * page;
    bytes[child] ^= 0xff;
    std::fs::write(ward.database(), bytes).unwrap();
}

fn move_away(ward: &Ward) -> PathBuf {
    let aside = ward.folder().join("damaged");
    std::fs::create_dir(&aside).unwrap();
    for file in ["sen.db", "sen.db-wal", "sen.db-shm"] {
        if ward.folder().join(file).exists() {
            std::fs::rename(ward.folder().join(file), aside.join(file)).unwrap();
        }
    }
    aside.join("sen.db")
}

fn get(ward: &Ward, path: &str) -> (u16, String) {
    let asked = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let answer = Caller::to(ward).unwrap().ask(asked).unwrap();
    (answer.status, String::from_utf8(answer.body).unwrap())
}

#[test]
fn a_damaged_server_reads_on_says_so_and_is_whole_again_after_salvage_and_a_sync() {
    let mut ward = Ward::begun(1).unwrap();
    ward.start().unwrap();
    let (mut head, mut deputy) = (head(&ward), deputy(&ward));
    let doc = open(&ward, &mut head);
    for turn in 0..8 {
        write(&mut head, doc, 0, &format!("Câu {turn}. "));
        head.sync().unwrap();
    }
    deputy.sync().unwrap();
    let whole = minutes(&mut head, doc);
    ward.stop().unwrap();
    let before = frontiers(&store::open_for_reading(&ward.database()).unwrap().reading()).unwrap();
    damage_envelopes(&ward);

    ward.start().unwrap();
    let report = ward.hub().unwrap().store().damage().unwrap();
    assert!(report.first().contains("database pages"), "{report:?}");
    let (status, said) = get(&ward, "/readyz");
    assert!(status == 503 && said.starts_with("read_only: database pages"), "{said}");
    let ready = Caller::to(&ward).unwrap().ask("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    assert_eq!(ready.retry_after(), Some(300));
    let (status, page) = get(&ward, "/sign-in");
    assert!(status == 200 && page.contains("id=\"read-only\""), "the banner");
    write(&mut head, doc, 0, "Viết khi máy chủ hỏng. ");
    let told = head.try_sync().unwrap_err();
    let SyncError::Net(NetError::Later { status: 503, code, wait, .. }) = &told else { panic!("{told:?}") };
    assert!(code == "read_only" && wait.as_secs() >= 60, "{told}");
    assert_eq!(head.engine().unwrap().safety(doc), Safety::OnThisPhone);
    deputy.sync().unwrap();
    assert_eq!(minutes(&mut deputy, doc), whole, "who brings nothing is answered");
    ward.stop().unwrap();

    let damaged = move_away(&ward);
    let (config, host) = (ward.config().unwrap(), Host::system());
    let done = ward.block_on(admin::salvage(&config, &host, &damaged)).unwrap();
    assert!(!done.lost.is_empty() && done.envelopes > 0, "{done:?}");
    assert_eq!(admin::verify(&ward.database()).unwrap().faults, Vec::<String>::new());
    ward.start().unwrap();
    head.sync().unwrap();
    head.sync().unwrap();
    deputy.sync().unwrap();
    assert_eq!(head.engine().unwrap().safety(doc), Safety::SafeOnServer);
    assert_eq!(minutes(&mut deputy, doc), format!("Viết khi máy chủ hỏng. {whole}"));
    let mut after = ward.hub().unwrap().store().read_blocking(frontiers).unwrap();
    let cell = ward.cell(CELL).unwrap();
    let known = ward.hub().unwrap().store().read_blocking(document::all).unwrap();
    let ours: Vec<_> = known.iter().filter(|row| row.stream.org == cell).map(|row| row.doc).collect();
    assert!(ours.contains(&doc));
    after.remove(&doc);
    let missing: Vec<_> = before.iter().filter(|(id, heads)| **id != doc && after.get(*id) != Some(heads)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    ward.stop().unwrap();
    assert_eq!(admin::verify(&ward.database()).unwrap().faults, Vec::<String>::new());
    ward.start().unwrap();
}

/// A database that was damaged under an older version cannot be brought up to this one's schema first.
#[test]
fn the_damaged_database_of_every_released_version_is_read_and_salvaged_by_this_one() {
    for released in Released::all().unwrap() {
        let (mut ward, mut phone) = (Ward::begun(0).unwrap(), released.phone().unwrap());
        move_away(&ward);
        released.database(&ward.database()).unwrap();
        damage_envelopes(&ward);
        ward.start_with(server::serve::NewKey::Accept).unwrap();
        assert!(ward.hub().unwrap().store().damage().is_some(), "version {}", released.version);
        let (status, page) = get(&ward, "/sign-in");
        assert!(status == 200 && page.contains("id=\"read-only\""), "version {}", released.version);
        assert!(!ward.hub().unwrap().directory().now().devices.is_empty(), "nobody is told to enrol again");
        let listed = |reading: &Reading<'_>| {
            Ok((document::all(reading)?.len(), read_model::rows(reading, &Query::default(), Page::ALL)?))
        };
        let (documents, rows) = ward.hub().unwrap().store().read_blocking(listed).unwrap();
        assert_eq!(rows.len(), documents, "version {}", released.version);
        assert!(rows.iter().any(|row| row.is_readable) && rows.iter().any(|row| !row.is_readable));
        ward.stop().unwrap();
        let damaged = ward.folder().join("released.db");
        std::fs::rename(ward.database(), &damaged).unwrap();
        let (config, host) = (ward.config().unwrap(), Host::system());
        let done = ward.block_on(admin::salvage(&config, &host, &damaged)).unwrap();
        assert!(done.envelopes > 0, "version {}: {done:?}", released.version);
        assert_eq!(admin::verify(&ward.database()).unwrap().faults, Vec::<String>::new());
        ward.start().unwrap();
        phone.follow(&ward).unwrap();
        let device = phone.engine().unwrap().device();
        for _ in 0..4 {
            ward.clock.pass_seconds(300);
            phone.sync().unwrap();
        }
        let waiting = phone.engine().unwrap().health().unwrap().unsent;
        assert_eq!(waiting, 0, "version {}: what was lost came back from the phone", released.version);
        assert!(!ward.hub().unwrap().directory().now().copied.contains_key(&device), "and nobody is suspected");
    }
}

#[test]
fn a_record_whose_content_is_damaged_is_held_alone_and_the_others_go_on() {
    let mut ward = Ward::serving().unwrap();
    let (mut head, mut deputy) = (head(&ward), deputy(&ward));
    let doc = open(&ward, &mut head);
    write(&mut head, doc, 0, "Còn nguyên. ");
    head.sync().unwrap();
    ward.stop().unwrap();
    let connection = Connection::open(ward.database()).unwrap();
    let (row, mut sealed): (i64, Vec<u8>) = connection
        .query_row("SELECT rowid, sealed FROM envelope WHERE doc = ?1 LIMIT 1", [doc.as_bytes()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    let middle = sealed.len() / 2;
    sealed[middle] ^= 0x10;
    connection.execute("UPDATE envelope SET sealed = ?1 WHERE rowid = ?2", rusqlite::params![sealed, row]).unwrap();
    drop(connection);

    ward.start().unwrap();
    assert!(ward.hub().unwrap().store().damage().is_none(), "one record is not the server");
    let other = doc_of(&ward, &mut deputy);
    write(&mut deputy, other, 0, "Của phó bí thư. ");
    write(&mut head, doc, 0, "Viết tiếp. ");
    head.sync().unwrap();
    assert_ne!(head.engine().unwrap().safety(doc), Safety::SafeOnServer, "what is held is not called safe");
    let hub = ward.hub().unwrap();
    let held = hub.store().read_blocking(|c| store::quarantine::held(c, 10)).unwrap();
    assert!(!held.is_empty() && held.iter().all(|item| item.doc == Some(doc)), "{held:?}");
    deputy.sync().unwrap();
    assert_eq!(deputy.engine().unwrap().safety(other), Safety::SafeOnServer);
    ward.stop().unwrap();
    let faults = admin::verify(&ward.database()).unwrap().faults;
    assert!(faults.iter().any(|fault| fault.contains(&doc.to_string())), "{faults:?}");
    ward.start().unwrap();
}

/// The deputy's own meeting of the day, under another number.
fn doc_of(ward: &Ward, phone: &mut tests::phone::Phone) -> DocId {
    let key = shared::meeting::MeetingKey { ordinal: 2, ..ward.meeting_key(CELL).unwrap() };
    let now = phone.clock.now();
    phone.engine().unwrap().open_meeting(&key, now).unwrap().view.doc
}

#[test]
fn a_server_that_lost_the_end_of_its_log_starts_and_gets_it_back() {
    let mut ward = Ward::serving().unwrap();
    let mut head = head(&ward);
    let doc = open(&ward, &mut head);
    for turn in 0..4 {
        write(&mut head, doc, 0, &format!("Câu {turn}. "));
        head.sync().unwrap();
    }
    let whole = minutes(&mut head, doc);
    let kept = TempDir::new().unwrap();
    for (from, to) in [(ward.database(), "sen.db"), (log(&ward.database()), "sen.db-wal")] {
        copy(&from, &kept.path().join(to));
    }
    ward.stop().unwrap();
    let wal = std::fs::read(kept.path().join("sen.db-wal")).unwrap();
    copy(&kept.path().join("sen.db"), &ward.database());
    std::fs::write(log(&ward.database()), &wal[..wal.len() - 30_000]).unwrap();
    std::fs::write(ward.folder().join("sen.db-shm"), vec![0xa5; 32_768]).unwrap();

    ward.start().unwrap();
    let lost = shared::meeting::MeetingView::of(&ward.record(doc).unwrap().unwrap()).unwrap();
    assert_ne!(lost.minutes, whole, "the end is gone");
    head.sync().unwrap();
    head.sync().unwrap();
    let back = shared::meeting::MeetingView::of(&ward.record(doc).unwrap().unwrap()).unwrap();
    assert_eq!(back.minutes, whole);
    ward.stop().unwrap();
    assert_eq!(admin::verify(&ward.database()).unwrap().faults, Vec::<String>::new());
    ward.start().unwrap();
}

#[test]
fn a_damaged_setting_certificate_or_key_is_one_sentence_that_names_the_file() {
    let ward = Ward::begun(0).unwrap();
    let data = ward.folder().to_str().unwrap();
    let serve = || {
        let output = run("sen", &["--data", data, "serve", "--listen", "127.0.0.1:nowhere"]).unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let settings = ward.folder().join("sen.toml");
    for (what, bytes) in [("cut", &b"connections_max = "[..]), ("no text", &[0xff, 0xfe, 0x00][..])] {
        std::fs::write(&settings, bytes).unwrap();
        let (code, said) = serve();
        assert!(code == Some(2) && said.contains("sen.toml") && said.lines().count() < 8, "{what}: {said}");
    }
    std::fs::remove_file(settings).unwrap();
    let load = || server::tls::Identity::load(&ward.config().unwrap().tls, &["localhost".to_owned()]);
    drop(load().unwrap());
    for name in ["tls.crt", "tls.key"] {
        let path = ward.folder().join(name);
        let sound = std::fs::read(&path).unwrap();
        for (what, bytes) in [("empty", Vec::new()), ("cut", sound[..sound.len() / 2].to_vec())] {
            std::fs::write(&path, &bytes).unwrap();
            let Err(refused) = load() else { panic!("{name} {what}") };
            assert!(refused.to_string().contains("tls."), "{name} {what}: {refused}");
            assert_eq!(std::fs::read(&path).unwrap(), bytes, "{name} {what}: it was replaced");
        }
        std::fs::write(&path, sound).unwrap();
    }
}
