//! Whether the server still takes this device for one of its own, and what may be written accordingly.
//!
//! The server's last word is kept in the vault, so that an offline phone goes on telling it.

use shared::doc::Kind;
use shared::id::DocId;
use shared::meeting::WriteError;
use shared::record;
use shared::time::Timestamp;
use shared::wire::Response;

use super::{Engine, EngineError};
use crate::net::NetError;
use crate::vault::{Reader, VaultError, Writer};

const STANDING: &str = "standing";
const UNKNOWN: &[u8] = b"unknown";

/// What the server thinks of this device, by its last word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Standing {
    /// It takes what this device brings; also before anything was heard of it.
    #[default]
    Welcome,
    /// It knows no such device: it was put back to a day before this one was enrolled.
    Unknown,
    /// The ward has revoked this device.
    Revoked(Timestamp),
}

impl Standing {
    /// Whether the server will merge nothing more from this device.
    #[must_use]
    pub const fn is_turned_away(self) -> bool {
        !matches!(self, Self::Welcome)
    }

    pub(super) fn read(stored: &Reader<'_>) -> Result<Self, VaultError> {
        Ok(match stored.meta(STANDING)? {
            None => Self::Welcome,
            Some(bytes) if bytes == UNKNOWN => Self::Unknown,
            Some(bytes) => {
                let ms = bytes.try_into().ok().ok_or(VaultError::Unreadable("standing"))?;
                Self::Revoked(Timestamp::from_ms(i64::from_be_bytes(ms)))
            }
        })
    }

    pub(super) fn store(self, w: &Writer<'_>) -> Result<(), VaultError> {
        match self {
            Self::Welcome => w.remove_meta(STANDING),
            Self::Unknown => w.put_meta(STANDING, UNKNOWN),
            Self::Revoked(at) => w.put_meta(STANDING, &at.as_ms().to_be_bytes()),
        }
    }

    /// What an answer says of it.
    pub(super) fn told_by(response: &Response) -> Self {
        response.revoked_ms.map_or(Self::Welcome, |at| Self::Revoked(Timestamp::from_ms(at)))
    }
}

impl Engine {
    /// What the server thinks of this device, by its last word.
    #[must_use]
    pub const fn standing(&self) -> Standing {
        self.standing
    }

    /// Keeps in mind that the server refused this device's token, if that is what the failure says.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when it cannot be stored.
    pub fn note_refusal(&mut self, error: &NetError) -> Result<(), EngineError> {
        self.refresh()?;
        let is_unknown = matches!(error, NetError::Refused { status: 401, .. });
        if !is_unknown || self.standing.is_turned_away() {
            return Ok(());
        }
        self.vault.write(|w| Standing::Unknown.store(w))?;
        self.standing = Standing::Unknown;
        Ok(())
    }

    /// Whether a person may begin something new here. What they wrote before is not asked about: it is stored, sealed
    /// and handed in whatever the server thinks.
    pub(super) fn may_begin(&self) -> Result<(), EngineError> {
        if self.vault.read_only() {
            return Err(VaultError::ReadOnly.into());
        }
        match self.standing {
            Standing::Revoked(at) => Err(EngineError::Revoked(at)),
            Standing::Welcome | Standing::Unknown => Ok(()),
        }
    }

    /// As [`Engine::may_begin`], for a record: one that is closed, such as a meeting that was called off, takes nothing
    /// more until a step opens it again.
    pub(super) fn may_edit(&mut self, doc: DocId, kind: Kind) -> Result<(), EngineError> {
        self.refresh()?;
        self.may_begin()?;
        if kind.spec().life.closed.is_empty() {
            return Ok(());
        }
        let is_closed = match self.typed_record(doc) {
            Some(open) => record::is_closed(open),
            None => {
                let open = self.take(doc, Some(kind))?;
                let is_closed = record::is_closed(&open);
                self.shelf.put(open);
                is_closed
            }
        };
        match (is_closed, kind) {
            (false, _) => Ok(()),
            (true, shared::meeting::KIND) => Err(WriteError::Cancelled.into()),
            (true, _) => Err(WriteError::Closed.into()),
        }
    }
}
