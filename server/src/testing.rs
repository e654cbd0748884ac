//! The ground of this crate's tests: a ward of invented people with two cells, and devices enrolled as any is.

use std::path::PathBuf;

use shared::SigningKey;
use shared::access::{Place, Role};
use shared::doc::{ChunkForm, Doc, Edit, Heads, Pen};
use shared::envelope::{ENROLMENT_LABEL, Envelope, Signed};
use shared::id::{ChangeId, DeviceId, OrgId};
use shared::meeting::{MeetingKey, MeetingKind};
use shared::time::{CivilDate, Timestamp};
use shared::wire::{EnrolRequest, Fate, Request};
use tempfile::TempDir;

use crate::admin::{self, ConsoleAuthor};
use crate::auth::device::{self, Invitation};
use crate::config::{Config, TlsFiles};
use crate::host::Host;
use crate::hub::Hub;
use crate::store::Store;
use crate::store::quarantine::{self, HeldRow};

/// A ward with two cells, its hub open.
pub(crate) struct Ground {
    _folder: TempDir,
    pub(crate) config: Config,
    pub(crate) hub: Hub,
    pub(crate) cells: [OrgId; 2],
}

/// An enrolled key.
pub(crate) struct Phone {
    pub(crate) key: SigningKey,
    pub(crate) cell: OrgId,
}

impl Drop for Ground {
    fn drop(&mut self) {
        self.hub.store().stop();
    }
}

impl Ground {
    pub(crate) async fn begin() -> Self {
        let folder = TempDir::new().unwrap();
        let host = Host::with_clock(|| Timestamp::from_ms(1_770_000_000_000));
        let file = |name: &str| folder.path().join(name);
        let config = Config {
            data: folder.path().to_owned(),
            listen: "127.0.0.1:0".parse().unwrap(),
            public_url: "https://localhost:8443".to_owned(),
            tls: TlsFiles { certificate: file("tls.crt"), key: file("tls.key"), may_create: true },
            acme: None,
            local_app: None,
            connections_max: 8,
            session_idle_ms: 30 * 60 * 1000,
            second_required: false,
            limits: crate::bounds::Limits::default(),
        };
        let begun = admin::init(&config, &host, "Đảng ủy phường Sen", "first").await.unwrap();
        let hub = admin::offline_hub(Store::open(&config.database()).unwrap(), &host).await.unwrap();
        let author = ConsoleAuthor::of(&hub, "first").await.unwrap();
        let since = CivilDate::new(2020, 1, 1).unwrap();
        let one = admin::ensure_cell(&hub, &author, begun.ward, "Chi bộ Khóm 1", "khóm", since).await.unwrap();
        let two = admin::ensure_cell(&hub, &author, begun.ward, "Chi bộ Khóm 2", "khóm", since).await.unwrap();
        Self { _folder: folder, config, hub, cells: [one, two] }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.config.database()
    }

    /// Opens the database again, as a server that is started anew.
    pub(crate) async fn reopen(&mut self) {
        self.hub.store().stop();
        let host = self.hub.host().clone();
        self.hub = admin::offline_hub(Store::open(&self.database()).unwrap(), &host).await.unwrap();
    }

    /// Enrols a key as the head of a cell.
    pub(crate) async fn phone(&self, cell: OrgId, seed: u8) -> Phone {
        self.phone_as(Place { org: cell, role: Role::Head }, seed).await
    }

    /// Enrols a key in any place.
    pub(crate) async fn phone_as(&self, place: Place, seed: u8) -> Phone {
        let cell = place.org;
        let invitation = Invitation { place, person: format!("Người {seed}"), member: None };
        let (code, _) = device::invite(&self.hub, &invitation, "first", "https://localhost", [0; 32]).await.unwrap();
        let key = SigningKey::from_bytes(&[seed; 32]);
        let public_key = key.verifying_key().to_bytes();
        let request = EnrolRequest { secret: code.secret, public_key, label: "máy".to_owned() };
        device::enrol(&self.hub, &Signed::seal(ENROLMENT_LABEL, &request, &key)).await.unwrap();
        Phone { key, cell }
    }

    pub(crate) async fn held(&self) -> Vec<HeldRow> {
        self.hub.store().read(|reading| quarantine::held(reading, 10_000)).await.unwrap()
    }

    pub(crate) async fn bring(&self, phone: &Phone, envelopes: Vec<Signed>) -> Vec<Fate> {
        let receipts = self.hub.push(phone.device(), &envelopes).await.unwrap();
        receipts.into_iter().map(|receipt| receipt.fate).collect()
    }
}

impl Phone {
    pub(crate) fn device(&self) -> DeviceId {
        DeviceId::of_key(&self.key.verifying_key().to_bytes())
    }

    pub(crate) fn meeting(&self, day: u8) -> MeetingKey {
        MeetingKey {
            org: self.cell,
            kind: MeetingKind::Regular,
            date: CivilDate::new(2026, 2, day).unwrap(),
            ordinal: 1,
        }
    }

    /// One edit of a record; gives its change.
    pub(crate) fn edit(&self, doc: &mut Doc, nonce: u8, leaf: (&str, &str)) -> ChangeId {
        let pen = Pen::new(self.device(), [nonce; 8]);
        let now = Timestamp::from_ms(1_770_000_000_000);
        let write = |edit: &mut Edit<'_>| edit.put("about", leaf.0, leaf.1);
        doc.edit(&pen, now, write).unwrap().1.unwrap()
    }

    /// The whole record in an envelope.
    pub(crate) fn whole(&self, doc: &Doc) -> Envelope {
        Envelope {
            org: self.cell,
            doc: doc.id(),
            kind: doc.kind().number(),
            base: Heads::default(),
            form: ChunkForm::Document,
            chunk: doc.save().into(),
            device: self.device(),
        }
    }

    /// Some changes of a record in an envelope.
    pub(crate) fn changes(&self, doc: &Doc, changes: &[ChangeId]) -> Envelope {
        let chunk = doc.change_chunks(&changes.iter().copied().collect()).into();
        Envelope { form: ChunkForm::Changes, chunk, base: Heads::of(changes.to_vec()), ..self.whole(doc) }
    }
}

/// A request that brings nothing and asks for nothing.
pub(crate) fn question() -> Request {
    Request {
        version: 1,
        device_ms: 0,
        budget_bytes: 1 << 20,
        cursors: Vec::new(),
        envelopes: Vec::new(),
        inventories: Vec::new(),
        wants: Vec::new(),
        purged: Vec::new(),
        unsent: 0,
        terse: true,
        visit: None,
        witness: None,
        rules: None,
    }
}
