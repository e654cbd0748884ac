//! What can be written into the vault, inside one transaction.

use rusqlite::{Connection, params};

use shared::access::StreamId;
use shared::doc::Kind;
use shared::envelope::Signed;
use shared::id::{DeviceId, DocId, EnvelopeId};
use shared::sync::device::{Aside, Pending, RecordState, StreamState};
use shared::wire;

use super::{Reader, VaultError};

/// Changes appended to a record are folded into its snapshot only from this many bytes on: a person who types waits for
/// that once in more than a hundred strokes.
const COMPACT_BYTES_MIN: i64 = 16 * 1024;

/// Where nobody waits, they are folded in from this many bytes on.
const FOLD_BYTES_MIN: i64 = 1024;

/// How hard snapshots and envelopes are packed: quick, on a phone.
const ZSTD_LEVEL: i32 = 3;

/// Whether the changes appended to a record have outgrown its snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    /// They are still small beside it.
    Small,
    /// A new snapshot is due, so that opening stays quick and storage bounded.
    DueForSnapshot,
}

/// Write access to a vault during one transaction.
#[derive(Debug)]
pub struct Writer<'a> {
    connection: &'a Connection,
}

impl<'a> Writer<'a> {
    pub(super) const fn of(connection: &'a Connection) -> Self {
        Self { connection }
    }

    /// Reads what is stored, this transaction included.
    #[must_use]
    pub const fn read(&self) -> Reader<'a> {
        Reader::of(self.connection)
    }

    /// Stores a setting or secret.
    ///
    /// # Errors
    /// [`VaultError`] when it cannot be stored.
    pub fn put_meta(&self, key: &str, value: &[u8]) -> Result<(), VaultError> {
        self.run(
            "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
            params![key, value],
        )
    }

    /// Forgets a setting or secret.
    ///
    /// # Errors
    /// [`VaultError`] when it cannot be stored.
    pub fn remove_meta(&self, key: &str) -> Result<(), VaultError> {
        self.run("DELETE FROM meta WHERE key = ?1", params![key])
    }

    /// Stores a record as one snapshot, which has to contain every change appended so far.
    ///
    /// # Errors
    /// [`VaultError`] when it cannot be stored.
    pub fn put_snapshot(&self, doc: DocId, kind: Kind, bytes: &[u8]) -> Result<(), VaultError> {
        let packed = zstd::bulk::compress(bytes, ZSTD_LEVEL)?;
        let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        self.run(
            "INSERT INTO document VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE \
             SET snapshot = excluded.snapshot, snapshot_bytes = excluded.snapshot_bytes",
            params![doc.as_bytes(), kind.number(), packed, length],
        )?;
        self.run("DELETE FROM change WHERE doc = ?1", params![doc.as_bytes()])
    }

    /// Appends change chunks to a stored record.
    ///
    /// # Errors
    /// [`VaultError`] when they cannot be stored.
    pub fn append_change(&self, doc: DocId, bytes: &[u8]) -> Result<Growth, VaultError> {
        self.run(
            "INSERT INTO change SELECT ?1, coalesce(max(n), 0) + 1, ?2 FROM change WHERE doc = ?1",
            params![doc.as_bytes(), bytes],
        )?;
        let sql = "SELECT (SELECT sum(length(bytes)) FROM change WHERE doc = ?1), snapshot_bytes FROM document WHERE doc = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let (appended, snapshot): (i64, i64) =
            statement.query_row([doc.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let due = appended > snapshot && appended >= COMPACT_BYTES_MIN;
        Ok(if due { Growth::DueForSnapshot } else { Growth::Small })
    }

    /// Whether so much was appended to a record that it is worth folding into the snapshot where nobody waits for it.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read.
    pub fn is_worth_folding(&self, doc: DocId) -> Result<bool, VaultError> {
        let sql = "SELECT coalesce(sum(length(bytes)), 0) FROM change WHERE doc = ?1";
        let appended: i64 = self.connection.prepare_cached(sql)?.query_row([doc.as_bytes()], |row| row.get(0))?;
        Ok(appended >= FOLD_BYTES_MIN)
    }

    /// Removes a record that this device may no longer keep, with all that belongs to it.
    ///
    /// # Errors
    /// [`VaultError`] when it cannot be removed.
    pub fn remove_document(&self, doc: DocId) -> Result<(), VaultError> {
        self.remove_row(doc)?;
        for table in ["form", "stroke", "outbox", "envelope", "change", "document", "record"] {
            self.run(&format!("DELETE FROM {table} WHERE doc = ?1"), params![doc.as_bytes()])?;
        }
        Ok(())
    }

    /// Stores a stream's state, or forgets the stream.
    ///
    /// # Errors
    /// [`VaultError`] when it cannot be stored.
    pub fn put_stream(&self, stream: StreamId, state: Option<&StreamState>) -> Result<(), VaultError> {
        let key = stream.to_bytes();
        match state {
            Some(state) => self.run(
                "INSERT INTO stream VALUES (?1, ?2) ON CONFLICT DO UPDATE SET state = excluded.state",
                params![key, wire::encode(state)],
            ),
            None => self.run("DELETE FROM stream WHERE stream = ?1", params![key]),
        }
    }

    /// Stores a record's state, or forgets it.
    ///
    /// # Errors
    /// [`VaultError`] when it cannot be stored.
    pub fn put_record(&self, doc: DocId, state: Option<&RecordState>) -> Result<(), VaultError> {
        match state {
            Some(state) => self.run(
                "INSERT INTO record VALUES (?1, ?2) ON CONFLICT DO UPDATE SET state = excluded.state",
                params![doc.as_bytes(), wire::encode(state)],
            ),
            None => self.run("DELETE FROM record WHERE doc = ?1", params![doc.as_bytes()]),
        }
    }

    /// Keeps a signed envelope; one that is kept already stays as it is.
    ///
    /// # Errors
    /// [`VaultError`] when it cannot be stored.
    pub fn put_envelope(&self, doc: DocId, device: DeviceId, sealed: &Signed) -> Result<(), VaultError> {
        let packed = zstd::bulk::compress(&wire::encode(sealed), ZSTD_LEVEL)?;
        let id = sealed.envelope_id();
        self.run(
            "INSERT INTO envelope (id, doc, device, sealed) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO NOTHING",
            params![id.as_bytes(), doc.as_bytes(), device.as_bytes(), packed],
        )
    }

    /// Stores where an envelope on its way stands, or that it arrived. The envelope itself is kept by
    /// [`Writer::put_envelope`], and has to be kept first.
    ///
    /// # Errors
    /// [`VaultError`] when it cannot be stored.
    pub fn put_pending(&self, envelope: EnvelopeId, pending: Option<&Pending>) -> Result<(), VaultError> {
        let Some(pending) = pending else {
            return self.run("DELETE FROM outbox WHERE id = ?1", params![envelope.as_bytes()]);
        };
        let order = i64::try_from(pending.order).unwrap_or(i64::MAX);
        let (aside, why) = match &pending.aside {
            Some(Aside::Held(reason)) => (Some("held"), Some(reason.code())),
            Some(Aside::Refused(reason)) => (Some("refused"), Some(reason.as_str())),
            None => (None, None),
        };
        self.run(
            "INSERT INTO outbox VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT DO UPDATE SET aside = excluded.aside, why = excluded.why",
            params![envelope.as_bytes(), order, pending.doc.as_bytes(), aside, why],
        )
    }

    /// Keeps a device's certificate.
    ///
    /// # Errors
    /// [`VaultError`] when it cannot be stored.
    pub fn put_certificate(&self, device: DeviceId, sealed: &Signed) -> Result<(), VaultError> {
        self.run(
            "INSERT INTO certificate VALUES (?1, ?2) ON CONFLICT DO UPDATE SET sealed = excluded.sealed",
            params![device.as_bytes(), wire::encode(sealed)],
        )
    }

    pub(super) const fn connection(&self) -> &'a Connection {
        self.connection
    }

    pub(super) fn run(&self, sql: &str, values: impl rusqlite::Params) -> Result<(), VaultError> {
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }
}
