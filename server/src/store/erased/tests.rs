//! Of what was taken away no byte is left, and what is missing without an order is found as before.

use shared::doc::{Doc, Edit, Heads, Kind, Pen, Seed};
use shared::envelope::Signed;
use shared::id::{ChangeId, DocId};
use shared::time::Timestamp;
use shared::wire::{self, Fate};

use crate::admin::{self, ConsoleAuthor};
use crate::store::{check, document, look, queue, read_model};
use crate::testing::{Ground, Phone};

const MEMBER: DocId = DocId::from_bytes([9; 16]);
const ORDER: DocId = DocId::from_bytes([24; 16]);

fn write(doc: &mut Doc, phone: &Phone, nonce: u8, leaf: (&str, &str)) -> ChangeId {
    let pen = Pen::new(phone.device(), [nonce; 8]);
    doc.edit(&pen, Timestamp::from_ms(1_770_000_000_000), |edit| edit.put("card", leaf.0, leaf.1)).unwrap().1.unwrap()
}

/// A member of the first cell, recorded by a phone of it.
async fn member(ground: &Ground, phone: &Phone) -> Doc {
    let mut doc = Doc::create(&Seed::Id(Kind::Member, MEMBER));
    write(&mut doc, phone, 1, ("full_name", "Nguyễn Thị Sáu"));
    ground.bring(phone, vec![phone.whole(&doc).seal(&phone.key)]).await;
    doc
}

/// The ward's office has a record taken away.
async fn erase(ground: &Ground, doc: DocId) {
    let ward = crate::auth::device::ward_org(ground.hub.store()).await.unwrap();
    let office = ConsoleAuthor::of(&ground.hub, "first").await.unwrap();
    let write = |edit: &mut Edit<'_>| {
        edit.put("records", &format!("{doc}/way"), "rut")?;
        Ok(edit.put("about", "state", "da_thi_hanh")?)
    };
    office.write(&ground.hub, ward, &Seed::Id(Kind::Order, ORDER), write).await.unwrap();
    assert!(ground.hub.open(doc).await.unwrap().is_none());
}

fn faults(ground: &Ground) -> Vec<String> {
    check::verify(&ground.database()).unwrap().faults
}

/// Whether a file or its log holds some bytes.
fn holds(ground: &Ground, needle: &[u8]) -> bool {
    let log = ground.database().with_extension("db-wal");
    let files = [std::fs::read(ground.database()).unwrap(), std::fs::read(log).unwrap_or_default()];
    files.iter().any(|file| file.windows(needle.len()).any(|window| window == needle))
}

/// The middle of an envelope as it lies in the database.
fn middle(sealed: &Signed) -> Vec<u8> {
    let packed = document::pack(&wire::encode(sealed)).unwrap();
    packed.iter().skip(packed.len() / 2).take(24).copied().collect()
}

/// A member with a word nobody else has, in envelopes, a snapshot, a held envelope, its row, its words and what was said of it.
async fn with_everything(ground: &mut Ground) -> Vec<Vec<u8>> {
    let phone = ground.phone(ground.cells[0], 1).await;
    let mut doc = member(ground, &phone).await;
    let mut needles = vec!["Nguyễn Thị Sáu".as_bytes().to_vec()];
    let change = write(&mut doc, &phone, 1, ("full_name", "Qwyxatrov Ngọc"));
    let first = phone.changes(&doc, &[change]).seal(&phone.key);
    assert!(matches!(ground.bring(&phone, vec![first.clone()]).await[..], [Fate::Merged(_)]));
    write(&mut doc, &phone, 1, ("alias", "Sáu Thắm"));
    let change = write(&mut doc, &phone, 1, ("profession", "Giáo viên trường làng bên sông"));
    let gap = phone.changes(&doc, &[change]).seal(&phone.key);
    assert!(matches!(ground.bring(&phone, vec![gap.clone()]).await[..], [Fate::Held(_)]));
    let now = ground.hub.host().now();
    ground.hub.mark_seen(MEMBER, 2, "first", "Văn phòng").await.unwrap();
    let looked = move |tx: &crate::store::Writing<'_>| {
        look::opened(tx, MEMBER, "first", 1)?;
        queue::take(tx, MEMBER, "first", now)?;
        look::read(tx, MEMBER, "first", &Heads::default(), now)
    };
    ground.hub.store().write(looked).await.unwrap();
    // The words lie in the index, as after many writings.
    ground.hub.store().stop();
    let connection = rusqlite::Connection::open(ground.database()).unwrap();
    for sql in shared::record::list::INDEX_DUE {
        connection.execute(sql, []).unwrap();
    }
    drop(connection);
    ground.reopen().await;
    needles.extend([b"Qwyxatrov".to_vec(), b"qwyxatrov".to_vec(), middle(&first), middle(&gap)]);
    needles
}

#[tokio::test]
async fn no_byte_of_a_record_that_was_taken_away_is_left_in_the_file_or_in_a_backup() {
    let mut ground = Ground::begin().await;
    let needles = with_everything(&mut ground).await;
    for needle in needles.iter().skip(1) {
        assert!(holds(&ground, needle), "it was there: {}", String::from_utf8_lossy(needle));
    }
    erase(&ground, MEMBER).await;
    // The writer makes the file anew before it takes the next write.
    ground.hub.store().write(|_| Ok(())).await.unwrap();
    for needle in &needles {
        assert!(!holds(&ground, needle), "{}", String::from_utf8_lossy(needle));
    }
    let report = check::verify(&ground.database()).unwrap();
    assert_eq!((report.faults, report.notes), (Vec::new(), Vec::new()));
    let backup = ground.database().with_extension("backup");
    crate::store::backup(&ground.database(), &backup).unwrap();
    let bytes = std::fs::read(&backup).unwrap();
    assert!(needles.iter().all(|needle| !bytes.windows(needle.len()).any(|window| window == *needle)));
    let word = "Qwyxatrov".to_owned();
    let query = shared::record::list::Query { words: word, ..shared::record::list::Query::default() };
    assert_eq!(ground.hub.store().read(move |reading| read_model::sums(reading, &query)).await.unwrap().0, 0);
    let rows = admin::reindex(ground.hub.store()).await.unwrap();
    assert_eq!(rows, ground.hub.store().read(document::all).await.unwrap().len());
    assert_eq!(faults(&ground), Vec::<String>::new());
}

#[tokio::test]
async fn an_envelope_that_is_missing_without_an_order_is_found_as_before() {
    let mut ground = Ground::begin().await;
    with_everything(&mut ground).await;
    let two = ground.phone(ground.cells[1], 2).await;
    let meeting = two.meeting(1).open();
    ground.bring(&two, vec![two.whole(&meeting).seal(&two.key)]).await;
    erase(&ground, MEMBER).await;
    ground.hub.store().stop();
    let altered = |name: &str, sql: &str| {
        let copy = ground.config.data.join(name);
        crate::store::backup(&ground.database(), &copy).unwrap();
        let connection = rusqlite::Connection::open(&copy).unwrap();
        connection.execute_batch(sql).unwrap();
        check::verify(&copy).unwrap().faults
    };
    let gone = format!("DELETE FROM envelope WHERE doc = x'{}'", hex::encode(meeting.id().as_bytes()));
    assert!(altered("gone.db", &gone).iter().any(|fault| fault.ends_with("it was merged and is not there")));
    // Nor does somebody say beside the chain that an order took it away, or that none did.
    let said = format!(
        "{gone}; INSERT INTO erased (doc, order_doc, at_ms) VALUES (x'{}', zeroblob(16), 1)",
        hex::encode(meeting.id().as_bytes())
    );
    assert!(altered("said.db", &said).iter().any(|fault| fault.starts_with("erased ")));
    let unsaid = altered("unsaid.db", "DELETE FROM erased");
    assert!(unsaid.iter().any(|fault| fault.starts_with("erased ")), "{unsaid:?}");
}

#[tokio::test]
async fn what_could_not_be_made_anew_is_when_the_server_starts_again_and_in_every_backup() {
    let mut ground = Ground::begin().await;
    let needles = with_everything(&mut ground).await;
    erase(&ground, MEMBER).await;
    ground.hub.store().stop();
    // As if the process had ended before: free pages with its name in them, and the mark.
    let connection = rusqlite::Connection::open(ground.database()).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE left_behind (text TEXT); INSERT INTO left_behind VALUES ('Qwyxatrov'); DROP TABLE left_behind;
             INSERT INTO setting (key, value) VALUES ('scrub_due', x'01')",
        )
        .unwrap();
    drop(connection);
    assert!(holds(&ground, &needles[1]));
    assert_eq!(check::verify(&ground.database()).unwrap().notes.len(), 1, "it is told");
    let backup = ground.database().with_extension("backup");
    crate::store::backup(&ground.database(), &backup).unwrap();
    assert!(!std::fs::read(&backup).unwrap().windows(9).any(|window| window == b"Qwyxatrov"));
    assert_eq!(check::verify(&backup).unwrap().notes, Vec::<String>::new());
    ground.reopen().await;
    assert!(!holds(&ground, &needles[1]));
    assert_eq!(check::verify(&ground.database()).unwrap().notes, Vec::<String>::new());
}
