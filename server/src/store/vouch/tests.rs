//! What is altered beside the audit chain is found, and what honest work does is not.

use rusqlite::Connection;
use shared::access::{Place, Role};
use shared::wire::{Fate, Request};

use crate::admin;
use crate::auth::browser::Browser;
use crate::auth::device::{self, Invitation};
use crate::auth::people::{self, By};
use crate::auth::session;
use crate::store::check::verify;
use crate::testing::{Ground, Phone};

/// A ward in which everything the chain vouches for has happened.
async fn busy() -> (Ground, Phone) {
    let ground = Ground::begin().await;
    let (phone, other) = (ground.phone(ground.cells[0], 1).await, ground.phone(ground.cells[1], 2).await);
    let mut doc = phone.meeting(1).open();
    assert!(matches!(ground.bring(&phone, vec![phone.whole(&doc).seal(&phone.key)]).await[..], [Fate::Merged(_)]));
    ground.hub.mark_seen(doc.id(), 1, "first", "Văn phòng").await.unwrap();
    let change = phone.edit(&mut doc, 1, ("place", "Nhà văn hóa"));
    ground.bring(&other, vec![other.changes(&doc, &[change]).seal(&other.key)]).await;
    device::revoke(&ground.hub, phone.device(), "first", "mất máy").await.unwrap();
    ground.bring(&phone, vec![phone.changes(&doc, &[change]).seal(&phone.key)]).await;
    let held = ground.held().await;
    assert_eq!(held.len(), 2);
    assert!(ground.hub.dismiss(held[0].id, "first", "không rõ").await.unwrap());
    let place = Place { org: ground.cells[0], role: Role::Head };
    let unused = Invitation { place, person: "Người chờ".to_owned(), member: None };
    device::invite(&ground.hub, &unused, "first", "https://localhost", [0; 32]).await.unwrap();
    let org = device::ward_org(ground.hub.store()).await.unwrap();
    admin::add_person(&ground.hub, org, "Nguyễn An", "an", &Role::Office, "hoa sen nở rộ").await.unwrap();
    sign_in(&ground).await;
    people::reset(&ground.hub, &By::Machine, "an").await.unwrap();
    admin::add_person(&ground.hub, org, "Nguyễn Bình", "binh", &Role::Standing, "hoa sen nở rộ").await.unwrap();
    people::disable(&ground.hub, &By::Machine, "binh").await.unwrap();
    let own = "[choice]\nscore = \"b\"\n".to_owned();
    crate::rulebook::set(
        ground.hub.store(),
        &ground.hub.directory().now().rules,
        ground.hub.host().now(),
        "first",
        "",
        own,
    )
    .await
    .unwrap();
    (ground, phone)
}

async fn sign_in(ground: &Ground) {
    let given = session::Credentials {
        login: "an".to_owned(),
        password: "hoa sen nở rộ".to_owned(),
        address: std::net::Ipv4Addr::LOCALHOST.into(),
        browser: Browser::default(),
    };
    assert!(matches!(session::sign_in(&ground.hub, given).await, Ok(session::Entered::Session(_))));
}

/// Takes away what the ninth schema brought.
const PEOPLE: &str = "DROP TABLE account; DROP TABLE reset; DROP TABLE recovery; DROP TABLE attempt; \
    DROP INDEX session_by_login; ALTER TABLE session DROP COLUMN since_ms; ALTER TABLE session DROP COLUMN used_ms; \
    ALTER TABLE session DROP COLUMN browser; ALTER TABLE session DROP COLUMN system;";

/// What `sen verify` says of a copy into which this was written beside the chain.
fn altered(ground: &Ground, name: &str, sql: &str) -> Vec<String> {
    let copy = ground.config.data.join(name);
    crate::store::backup(&ground.database(), &copy).unwrap();
    let connection = Connection::open(&copy).unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    let changed = connection.execute(sql, []).unwrap();
    drop(connection);
    assert!(changed > 0, "{sql}");
    verify(&copy).unwrap().faults
}

#[tokio::test]
async fn what_is_altered_beside_the_audit_chain_is_found() {
    let (ground, _) = busy().await;
    assert_eq!(verify(&ground.database()).unwrap().faults, Vec::<String>::new());
    for (number, (what, sql)) in [
        ("device", "UPDATE device SET revoked_ms = NULL, revoke_reason = NULL WHERE revoked_ms IS NOT NULL"),
        ("device", "UPDATE device SET label = 'khác' WHERE token_hash IS NOT NULL"),
        ("device", "UPDATE device SET token_hash = zeroblob(32) WHERE revoked_ms IS NOT NULL"),
        ("document", "UPDATE document SET seen_seq = 0 WHERE seen_seq > 0"),
        ("document", "UPDATE document SET seen_by = 'Người khác' WHERE seen_seq > 0"),
        ("document", "UPDATE document SET seen_seq = 1, seen_by = 'x', seen_ms = 1 WHERE seen_seq = 0"),
        ("held", "UPDATE held SET decision = NULL WHERE decision = 'dismissed'"),
        ("held", "UPDATE held SET note = 'khác' WHERE decision IS NOT NULL"),
        ("held", "DELETE FROM held WHERE decision IS NULL"),
        ("person", "UPDATE person SET role = 'cap_tren' WHERE login = 'an'"),
        ("person", "UPDATE person SET password = 'x' WHERE login = 'an'"),
        ("person", "DELETE FROM person WHERE login = 'an'"),
        ("account", "UPDATE account SET disabled_ms = NULL WHERE login = 'binh'"),
        ("account", "DELETE FROM account WHERE login = 'binh'"),
        ("account", "UPDATE account SET secret = zeroblob(20), secret_ms = 1 WHERE login = 'an'"),
        ("reset", "UPDATE reset SET expires_ms = expires_ms + 1"),
        ("reset", "UPDATE reset SET code_hash = zeroblob(32)"),
        ("local_rules", "UPDATE local_rules SET text = ''"),
        ("local_rules", "UPDATE local_rules SET set_by = 'an'"),
        ("local_rules", "DELETE FROM local_rules"),
        ("recovery", "INSERT INTO recovery (code_hash, login, made_ms) VALUES (zeroblob(32), 'an', 1)"),
        ("enrolment", "UPDATE enrolment SET expires_ms = expires_ms + 1 WHERE used_by IS NULL"),
        ("enrolment", "UPDATE enrolment SET used_by = NULL WHERE used_by IS NOT NULL"),
        ("session", "INSERT INTO session (token_hash, login, csrf, expires_ms) SELECT zeroblob(32), login, csrf, expires_ms FROM session"),
        ("stream", "UPDATE stream SET epoch = epoch + 1"),
        ("setting", "UPDATE setting SET value = zeroblob(32) WHERE key = 'ward_key'"),
        ("audit chain", "DELETE FROM audit WHERE n > (SELECT max(n) - 2 FROM audit)"),
        ("audit chain", "DELETE FROM audit"),
        ("audit chain", "DELETE FROM setting WHERE key = 'audit_anchor'"),
        ("audit chain", "UPDATE audit SET rows = NULL WHERE n = (SELECT max(n) FROM audit WHERE rows IS NOT NULL)"),
    ]
    .into_iter()
    .enumerate()
    {
        let faults = altered(&ground, &format!("{number}.db"), sql);
        assert!(faults.iter().any(|fault| fault.starts_with(what)), "{sql}: {faults:?}");
    }
    // What changes with every contact, and sessions that ended, are not the chain's.
    for (number, sql) in
        ["UPDATE device SET last_contact_ms = 5, unsent = 3", "DELETE FROM session"].into_iter().enumerate()
    {
        assert_eq!(altered(&ground, &format!("good-{number}.db"), sql), Vec::<String>::new(), "{sql}");
    }
}

#[tokio::test]
async fn a_database_of_before_is_vouched_for_from_its_first_opening() {
    let (mut ground, _) = busy().await;
    ground.hub.store().stop();
    let path = ground.database();
    let old = Connection::open(&path).unwrap();
    // As an earlier version left it: no seals, no anchor; the hashes of its entries never covered any.
    let lists = include_str!("../../../migrations/0001_begin.sql");
    let lists = &lists[lists.find("CREATE TABLE org_row").unwrap()..];
    old.execute_batch(&format!(
        "DROP TABLE record_row; DROP TABLE record_words; DROP TABLE record_words_due; \
         DROP TABLE standing; DROP TABLE taken; DROP TABLE look; DROP TABLE apart; DROP TABLE local_rules; \
         DROP TABLE departure; DROP TABLE arrival; DROP TABLE erased; {PEOPLE} {lists}"
    ))
    .unwrap();
    old.execute_batch(
        "DELETE FROM audit; DELETE FROM setting WHERE key = 'audit_anchor'; ALTER TABLE audit DROP COLUMN rows;
         DELETE FROM setting WHERE key = 'rows_version'; DROP INDEX audit_restored; DROP INDEX audit_by_subject;
         DROP INDEX held_by_device; CREATE INDEX held_by_carrier ON held (carrier) WHERE decision IS NULL; PRAGMA user_version = 3;",
    )
    .unwrap();
    drop(old);
    ground.reopen().await;
    assert_eq!(verify(&path).unwrap().faults, Vec::<String>::new());
    let faults = altered(&ground, "later.db", "UPDATE device SET revoked_ms = NULL WHERE revoked_ms IS NOT NULL");
    assert!(faults.iter().any(|fault| fault.starts_with("device")), "{faults:?}");
}

#[tokio::test]
async fn a_chain_cut_together_with_its_anchor_is_contradicted_by_a_device_that_was_told_of_it() {
    let (mut ground, _) = busy().await;
    let phone = ground.phone(ground.cells[1], 2).await;
    let ask = |witness, unsent| Request {
        witness,
        unsent,
        ..shared::sync::device::Ledger::default().request(ground.hub.host().now(), 4096)
    };
    let (first, second) = (ask(None, 1), |witness| ask(witness, 2));
    let told = ground.hub.sync(phone.device(), first).await.unwrap().witness;
    assert!(told.is_some());
    let request = second(told);
    ground.hub.store().stop();
    let cut = Connection::open(ground.database()).unwrap();
    cut.execute("DELETE FROM audit WHERE n > (SELECT max(n) - 1 FROM audit)", []).unwrap();
    let (n, hash): (i64, Vec<u8>) = cut
        .query_row("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let anchor = [n.to_be_bytes().as_slice(), &hash].concat();
    cut.execute("UPDATE setting SET value = ?1 WHERE key = 'audit_anchor'", [anchor]).unwrap();
    drop(cut);
    ground.reopen().await;
    ground.hub.sync(phone.device(), request.clone()).await.unwrap();
    let report = verify(&ground.database()).unwrap();
    assert!(report.notes.iter().any(|note| note.contains(&phone.device().to_string())), "{report:?}");
    assert!(!report.faults.iter().any(|fault| fault.starts_with("audit chain")), "nothing here could tell: {report:?}");
}

#[tokio::test]
async fn a_backup_put_in_place_and_put_in_place_again_contradicts_nobody() {
    let (mut ground, _) = busy().await;
    let phone = ground.phone(ground.cells[1], 2).await;
    let now = ground.hub.host().now();
    let ask =
        |witness, unsent| Request { witness, unsent, ..shared::sync::device::Ledger::default().request(now, 4096) };
    let backup = ground.config.data.join("backup.db");
    admin::backup(&ground.config, &backup).unwrap();
    sign_in(&ground).await;
    let mut told = ground.hub.sync(phone.device(), ask(None, 1)).await.unwrap().witness;
    let mut marks = Vec::new();
    for unsent in [2, 4] {
        ground.hub.store().stop();
        for ending in ["", "-wal", "-shm"] {
            let path = ground.config.data.join(format!("sen.db{ending}"));
            assert!(!path.exists() || std::fs::remove_file(path).is_ok());
        }
        let host = ground.hub.host().clone();
        admin::restore(&ground.config, &host, &backup).await.unwrap();
        ground.reopen().await;
        let again = ground.hub.sync(phone.device(), ask(told, unsent)).await.unwrap().witness.unwrap();
        marks.push(again.since);
        // More happens than the backup put in place next will know of.
        sign_in(&ground).await;
        told = ground.hub.sync(phone.device(), ask(Some(again), unsent + 1)).await.unwrap().witness;
    }
    assert!(marks[0] > 0 && marks[0] != marks[1], "the two chains are told apart: {marks:?}");
    let report = verify(&ground.database()).unwrap();
    assert_eq!((report.faults, report.notes), (Vec::new(), Vec::new()));
}

#[tokio::test]
async fn codes_for_several_people_are_kept_with_their_lines_in_the_log_or_not_at_all() {
    let ground = Ground::begin().await;
    let database = Connection::open(ground.database()).unwrap();
    let refuses = format!(
        "CREATE TRIGGER refuses BEFORE INSERT ON enrolment WHEN new.role = '{}'
         BEGIN SELECT raise(ABORT, 'refused'); END",
        Role::MinuteTaker.code()
    );
    database.execute_batch(&refuses).unwrap();
    let asked = [Role::Head, Role::MinuteTaker].map(|role| Invitation {
        place: Place { org: ground.cells[0], role },
        person: "Người chờ".to_owned(),
        member: None,
    });
    let count = |sql: &str| database.query_row(sql, [], |row| row.get::<_, u32>(0)).unwrap();
    let kept = || {
        let codes = count("SELECT count(*) FROM enrolment WHERE person = 'Người chờ'");
        (codes, count("SELECT count(*) FROM audit WHERE action = 'enrol_code'"))
    };
    let before = kept();
    let all = || device::invite_all(&ground.hub, &asked, "first", "https://localhost", [0; 32]);
    assert!(all().await.is_err());
    assert_eq!(kept(), before, "what nobody was shown opens nothing");

    database.execute_batch("DROP TRIGGER refuses").unwrap();
    let (codes, _) = all().await.unwrap();
    assert_eq!((codes.len(), kept()), (2, (before.0 + 2, before.1 + 2)));
    assert_ne!(codes[0].secret, codes[1].secret);
}
