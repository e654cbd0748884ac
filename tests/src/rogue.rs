//! A device whose software obeys nobody: enrolled properly, it signs and sends whatever it is told.

use sen_client::net::Transport;
use shared::SigningKey;
use shared::access::Role;
use shared::doc::{ChunkForm, Doc, Heads};
use shared::envelope::{ENROLMENT_LABEL, Envelope, Signed};
use shared::id::{DeviceId, OrgId};
use shared::sync::device::Ledger;
use shared::time::Timestamp;
use shared::wire::{self, EnrolCode, EnrolRequest, EnrolResponse, Receipt, Request, Response};

use crate::ward::Ward;
use crate::{Outcome, Trouble};

/// An enrolled key with a connection to the server.
pub struct Rogue {
    /// Its key.
    pub key: SigningKey,
    token: [u8; 32],
    line: Transport,
}

/// A request that brings and asks nothing.
#[must_use]
pub fn blank_request() -> Request {
    Request { terse: false, ..Ledger::default().request(Timestamp::from_ms(0), 2_000_000) }
}

impl Rogue {
    /// Enrols a key of one's own as a member of a cell.
    ///
    /// # Errors
    /// [`Trouble`] when anything of it fails.
    pub fn enrolled(ward: &Ward, cell: &str, role: Role, name: &str, seed: u8) -> Outcome<Self> {
        let code = EnrolCode::parse(&ward.code(cell, role, name)?).map_err(|error| Trouble::of("code", error))?;
        Self::enrolled_by(&code, seed)
    }

    /// Enrols a key of one's own by a code.
    ///
    /// # Errors
    /// [`Trouble`] when anything of it fails.
    pub fn enrolled_by(code: &EnrolCode, seed: u8) -> Outcome<Self> {
        let key = SigningKey::from_bytes(&[seed; 32]);
        let public_key = key.verifying_key().to_bytes();
        let request = EnrolRequest { secret: code.secret, public_key, label: "rogue".to_owned() };
        let line = Transport::with_sleeper(&code.url, code.pin, Box::new(|_| {}))
            .map_err(|error| Trouble::of("line", error))?;
        let answer = line.enrol(&wire::encode(&Signed::seal(ENROLMENT_LABEL, &request, &key)));
        let answer: EnrolResponse = wire::decode(&answer.map_err(|error| Trouble::of("enrol", error))?)
            .map_err(|error| Trouble::of("enrol", error))?;
        Ok(Self { key, token: answer.token, line })
    }

    /// Its token, in hexadecimal.
    #[must_use]
    pub fn token(&self) -> String {
        hex::encode(self.token)
    }

    /// Its id.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        DeviceId::of_key(&self.key.verifying_key().to_bytes())
    }

    /// An envelope carrying a whole document, claimed to be its own and signed by its key.
    #[must_use]
    pub fn envelope(&self, org: OrgId, doc: &Doc) -> Envelope {
        Envelope {
            org,
            doc: doc.id(),
            kind: doc.kind().number(),
            base: Heads::default(),
            form: ChunkForm::Document,
            chunk: doc.save().into(),
            device: self.device(),
        }
    }

    /// Sends a request.
    ///
    /// # Errors
    /// [`Trouble`] when the server does not answer it.
    pub fn send(&self, request: &Request) -> Outcome<Response> {
        let answer = self.line.sync(&self.token, &wire::encode(request)).map_err(|error| Trouble::of("send", error))?;
        wire::decode(&answer).map_err(|error| Trouble::of("answer", error))
    }

    /// Brings envelopes and gives the receipts.
    ///
    /// # Errors
    /// [`Trouble`] when the server does not answer.
    pub fn bring(&self, envelopes: Vec<Signed>) -> Outcome<Vec<Receipt>> {
        Ok(self.send(&Request { envelopes, ..blank_request() })?.receipts)
    }
}
