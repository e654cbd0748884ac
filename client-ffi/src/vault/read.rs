//! What can be read from the vault.

use rusqlite::{Connection, OptionalExtension};

use shared::access::StreamId;
use shared::doc::Kind;
use shared::envelope::Signed;
use shared::id::{DeviceId, DocId, EnvelopeId};
use shared::sync::device::{Aside, Pending, RecordState, StreamState};
use shared::wire::{self, HoldReason};

use super::VaultError;

/// Largest snapshot a vault may hold once inflated, in bytes.
const SNAPSHOT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// A record as stored.
#[derive(Debug, Clone)]
pub struct StoredDocument {
    /// Its kind.
    pub kind: Kind,
    /// The newest snapshot followed by every change appended since.
    pub bytes: Vec<u8>,
}

/// Read access to a vault, inside a transaction or not.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    connection: &'a Connection,
}

impl<'a> Reader<'a> {
    pub(super) const fn of(connection: &'a Connection) -> Self {
        Self { connection }
    }

    pub(super) const fn connection(&self) -> &'a Connection {
        self.connection
    }

    /// A setting or secret of this device.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read.
    pub fn meta(&self, key: &str) -> Result<Option<Vec<u8>>, VaultError> {
        // Asked after every letter.
        let mut prepared = self.connection.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
        Ok(prepared.query_row([key], |row| row.get(0)).optional()?)
    }

    /// One record's bytes.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read.
    pub fn document(&self, doc: DocId) -> Result<Option<StoredDocument>, VaultError> {
        let stored = self
            .connection
            .query_row("SELECT kind, snapshot, snapshot_bytes FROM document WHERE doc = ?1", [doc.as_bytes()], |row| {
                Ok((row.get::<_, u8>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, i64>(2)?))
            })
            .optional()?;
        let Some((kind, snapshot, length)) = stored else { return Ok(None) };
        let kind = Kind::from_number(kind).ok_or(VaultError::Unreadable("kind of record"))?;
        let length = usize::try_from(length).ok().filter(|length| *length <= SNAPSHOT_BYTES_MAX);
        let length = length.ok_or(VaultError::Unreadable("snapshot"))?;
        let mut bytes = zstd::bulk::decompress(&snapshot, length)?;
        let mut statement = self.connection.prepare_cached("SELECT bytes FROM change WHERE doc = ?1 ORDER BY n")?;
        let mut rows = statement.query([doc.as_bytes()])?;
        while let Some(row) = rows.next()? {
            bytes.extend(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?);
        }
        Ok(Some(StoredDocument { kind, bytes }))
    }

    /// Where this device stands in every stream.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read.
    pub fn streams(&self) -> Result<Vec<(StreamId, StreamState)>, VaultError> {
        let wrong = || VaultError::Unreadable("stream");
        self.pairs("SELECT stream, state FROM stream", |key, state| {
            Ok((StreamId::from_bytes(key).ok_or_else(wrong)?, wire::decode(state).ok().ok_or_else(wrong)?))
        })
    }

    /// What is known of every record.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read.
    pub fn records(&self) -> Result<Vec<(DocId, RecordState)>, VaultError> {
        let wrong = || VaultError::Unreadable("record state");
        self.pairs("SELECT doc, state FROM record", |key, state| {
            Ok((DocId::from_slice(key).ok_or_else(wrong)?, wire::decode(state).ok().ok_or_else(wrong)?))
        })
    }

    /// Every certificate kept, still sealed.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read.
    pub fn certificates(&self) -> Result<Vec<(DeviceId, Signed)>, VaultError> {
        let wrong = || VaultError::Unreadable("certificate");
        self.pairs("SELECT device, sealed FROM certificate", |key, sealed| {
            Ok((DeviceId::from_slice(key).ok_or_else(wrong)?, wire::decode(sealed).ok().ok_or_else(wrong)?))
        })
    }

    /// Envelopes on their way.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read.
    pub fn outbox(&self) -> Result<Vec<Pending>, VaultError> {
        let sql = "SELECT o.place, o.doc, e.sealed, o.aside, o.why FROM outbox o JOIN envelope e ON e.id = o.id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut pending = Vec::new();
        while let Some(row) = rows.next()? {
            let doc = DocId::from_slice(&row.get::<_, Vec<u8>>(1)?).ok_or(VaultError::Unreadable("record id"))?;
            let why: String = row.get::<_, Option<String>>(4)?.unwrap_or_default();
            let aside = match row.get::<_, Option<String>>(3)?.as_deref() {
                Some("held") => Some(Aside::Held(HoldReason::read(&why))),
                Some(_) => Some(Aside::Refused(why)),
                None => None,
            };
            let order =
                u64::try_from(row.get::<_, i64>(0)?).ok().ok_or(VaultError::Unreadable("place in the outbox"))?;
            pending.push(Pending { order, doc, sealed: unpack(&row.get::<_, Vec<u8>>(2)?)?, aside });
        }
        Ok(pending)
    }

    /// Every signed envelope of a record, in the order in which they came.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read.
    pub fn envelopes_of(&self, doc: DocId) -> Result<Vec<Signed>, VaultError> {
        let mut statement = self.connection.prepare_cached("SELECT sealed FROM envelope WHERE doc = ?1 ORDER BY n")?;
        let rows = statement.query_map([doc.as_bytes()], |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|row| unpack(&row?)).collect()
    }

    /// Whether an envelope is kept here.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read.
    pub fn has_envelope(&self, envelope: EnvelopeId) -> Result<bool, VaultError> {
        let mut statement = self.connection.prepare_cached("SELECT 1 FROM envelope WHERE id = ?1")?;
        Ok(statement.exists([envelope.as_bytes()])?)
    }

    /// The ids and kinds of every record stored here.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read.
    pub fn documents(&self) -> Result<Vec<(DocId, Kind)>, VaultError> {
        let mut statement = self.connection.prepare_cached("SELECT doc, kind FROM document ORDER BY doc")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, u8>(1)?)))?;
        rows.map(|row| {
            let (doc, kind) = row?;
            let wrong = || VaultError::Unreadable("record");
            Ok((DocId::from_slice(&doc).ok_or_else(wrong)?, Kind::from_number(kind).ok_or_else(wrong)?))
        })
        .collect()
    }

    /// The records of a kind, by their rows, which says so without touching a record. What has no row is not among them.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read.
    pub fn listed(&self, kind: Kind) -> Result<Vec<DocId>, VaultError> {
        let mut statement =
            self.connection.prepare_cached("SELECT doc FROM record_row WHERE kind = ?1 ORDER BY doc")?;
        let rows = statement.query_map([kind.number()], |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|doc| DocId::from_slice(&doc?).ok_or(VaultError::Unreadable("record"))).collect()
    }

    fn pairs<T>(&self, sql: &str, read: impl Fn(&[u8], &[u8]) -> Result<T, VaultError>) -> Result<Vec<T>, VaultError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(&row.get::<_, Vec<u8>>(0)?, &row.get::<_, Vec<u8>>(1)?)?);
        }
        Ok(found)
    }
}

fn unpack(packed: &[u8]) -> Result<Signed, VaultError> {
    let bytes = zstd::stream::decode_all(packed)?;
    wire::decode(&bytes).ok().ok_or(VaultError::Unreadable("envelope"))
}
