//! Brings a database up to the newest schema.

use rusqlite::{Connection, TransactionBehavior};

use super::schema::{self, APPLICATION_ID, SCHEMA_VERSION, STEPS};
use super::{Reading, StoreError, Writing, quarantine, read_model, standing, vouch};

type Then = fn(&Writing<'_>) -> Result<(), StoreError>;

/// What the statements of a step cannot say, by the schema it leads to.
const THEN: [(i64, Then); 4] = [
    (3, quarantine::name_copies),
    (4, vouch::note_all),
    (7, |tx| read_model::rebuild_rows(tx).map(drop)),
    // Where a record stands follows from tables of later steps as well.
    (SCHEMA_VERSION, standing::rebuild),
];

/// Applies the migrations that are missing, each in a transaction of its own.
pub(super) fn bring_up(connection: &mut Connection) -> Result<(), StoreError> {
    let found = schema::version(connection)?;
    for (number, step) in (1..).zip(STEPS) {
        if number <= found {
            continue;
        }
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(step)?;
        if let Some((_, then)) = THEN.iter().find(|(after, _)| *after == number) {
            then(&Writing::of(&tx))?;
        }
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", number)?;
        tx.commit()?;
    }
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if !read_model::is_current(&Reading::of(&tx))? {
        read_model::rebuild(&Writing::of(&tx))?;
        tx.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use shared::SigningKey;
    use shared::envelope::Signed;
    use shared::wire;

    use super::*;
    use crate::store::{SCHEMA_VERSION, document};

    #[test]
    fn what_was_held_under_the_id_it_claimed_is_named_by_its_own_bytes() {
        let mut old = Connection::open_in_memory().unwrap();
        for step in &STEPS[..2] {
            old.execute_batch(step).unwrap();
        }
        old.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        old.pragma_update(None, "user_version", 2).unwrap();
        let forged = Signed::seal("sen/envelope/1", &7_u8, &SigningKey::from_bytes(&[1; 32]));
        let (id, packed) = (forged.envelope_id(), document::pack(&wire::encode(&forged)).unwrap());
        let hold = "INSERT INTO held (id, device, carrier, reason, sealed, received_ms, decision)
                    VALUES (?1, x'', x'', 'missing_signature', ?2, 0, ?3)";
        old.execute(hold, rusqlite::params![id.as_bytes(), packed, "dismissed"]).unwrap();
        old.execute(hold, rusqlite::params![[9_u8; 16], [1_u8, 2, 3], None::<String>]).unwrap();
        bring_up(&mut old).unwrap();
        let named = old.prepare("SELECT held FROM held ORDER BY received_ms, rowid").unwrap();
        let named: Vec<Vec<u8>> = { named }.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(named, [forged.held_id().as_bytes().to_vec(), vec![9; 16]]);
        assert_ne!(named[0], id.as_bytes(), "a good signature over the same body has its own place");
    }

    #[test]
    fn a_database_of_every_earlier_schema_is_brought_up_and_keeps_what_it_has() {
        for version in 1..SCHEMA_VERSION {
            let mut old = Connection::open_in_memory().unwrap();
            for step in STEPS.iter().take(usize::try_from(version).unwrap()) {
                old.execute_batch(step).unwrap();
            }
            old.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
            old.pragma_update(None, "user_version", version).unwrap();
            old.execute("INSERT INTO setting (key, value) VALUES ('word', x'53656e')", []).unwrap();
            assert!(schema::is_whole(&old).unwrap(), "schema {version}");
            bring_up(&mut old).unwrap();
            assert_eq!(schema::version(&old).unwrap(), SCHEMA_VERSION);
            assert!(schema::is_whole(&old).unwrap());
            let word: Vec<u8> = old.query_row("SELECT value FROM setting", [], |row| row.get(0)).unwrap();
            assert_eq!(word, b"Sen");
        }
    }
}
