//! The harness of the console's tests: a ward of invented people, its console, a browser of sorts.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, BodyDataStream, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use futures_util::StreamExt;
use shared::SigningKey;
use shared::access::{Place, Role};
use shared::doc::{ChunkForm, Doc, Edit, Heads, Kind, Pen, Seed};
use shared::envelope::{Certificate, Envelope};
use shared::id::{DeviceId, DocId, OrgId};
use shared::key::AboutKey;
use shared::meeting::adoption::{adopt, attest};
use shared::meeting::agenda::{Saying, put_item, say};
use shared::meeting::roll::{Attendance, Standing, mark_attendance};
use shared::meeting::{
    MeetingKey, MeetingKind, Particulars, Person, State, WriteError, rewrite_minutes, set_particulars,
};
use shared::record::{Context, write};
use shared::time::{CivilDate, Timestamp};
use shared::wire::Fate;
use tower::ServiceExt;

use crate::admin::{self, ConsoleAuthor};
use crate::auth;
use crate::config::{Config, TlsFiles};
use crate::console::{paths, routes};
use crate::host::Host;
use crate::hub::Hub;
use crate::serve::peer::Peer;
use crate::store::account::{self, DeviceRow};
use crate::store::audit::{self, Event};
use crate::store::vouch::{self, Vouched};
use crate::store::{Store, Writing};
use crate::tls::Identity;

pub(super) const PASSWORD: &str = "hoa sen nở rộ";
/// What the browser says of itself.
const BROWSER: &str = "Mozilla/5.0 (Windows NT 10.0; rv:132.0) Gecko/20100101 Firefox/132.0";

/// The next thing an open page is told; nothing once it is told no more.
pub(super) async fn next_event(events: &mut BodyDataStream) -> Option<String> {
    loop {
        let text = String::from_utf8(events.next().await?.unwrap().to_vec()).unwrap();
        if !text.starts_with(':') {
            return Some(text);
        }
    }
}

/// A ward with two cells, one member and one phone in the first, and the console over it.
pub(super) struct Ward {
    pub(super) folder: PathBuf,
    pub(super) clock: Arc<AtomicI64>,
    pub(super) hub: Hub,
    pub(super) router: Router,
    pub(super) identity: Identity,
    pub(super) ward: OrgId,
    pub(super) cells: [OrgId; 2],
    pub(super) member: DocId,
    pub(super) phone: SigningKey,
    /// Where the browser is.
    address: Mutex<IpAddr>,
}

impl Drop for Ward {
    fn drop(&mut self) {
        self.hub.store().stop();
        assert!(std::fs::remove_dir_all(&self.folder).is_ok(), "the test's folder is its own");
    }
}

/// An answer, read whole.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Answer {
    pub(super) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).unwrap().to_str().unwrap()
    }

    pub(super) fn cookie(&self, name: &str) -> String {
        let all = self.headers.get_all(header::SET_COOKIE).into_iter().map(|value| value.to_str().unwrap());
        all.filter_map(|line| line.split(';').next())
            .find(|pair| pair.starts_with(&format!("{name}=")))
            .unwrap()
            .to_owned()
    }

    pub(super) fn token(&self) -> String {
        let rest = self.text.split("name=\"csrf\" value=\"").nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

impl Ward {
    pub(super) async fn begin() -> Self {
        Self::begin_with(false).await
    }

    /// A ward that may ask a second factor of everybody.
    pub(super) async fn begin_with(second_required: bool) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("sen-console-{}-{number}", std::process::id()));
        let clock = Arc::new(AtomicI64::new(1_770_000_000_000));
        let read = Arc::clone(&clock);
        let host = Host::with_clock(move || Timestamp::from_ms(read.load(Ordering::Relaxed)));
        let tls = TlsFiles { certificate: folder.join("cert.pem"), key: folder.join("key.pem"), may_create: true };
        let config = Config {
            data: folder.clone(),
            listen: "127.0.0.1:0".parse().unwrap(),
            public_url: "https://localhost:8443".to_owned(),
            tls,
            acme: None,
            local_app: None,
            connections_max: 8,
            session_idle_ms: 30 * 60 * 1000,
            second_required,
            limits: crate::bounds::Limits::default(),
        };
        let begun = admin::init(&config, &host, "Đảng ủy phường Sen", "first").await.unwrap();
        let hub = admin::offline_hub(Store::open(&config.database()).unwrap(), &host).await.unwrap();
        let author = ConsoleAuthor::of(&hub, "first").await.unwrap();
        let since = CivilDate::new(2020, 1, 1).unwrap();
        let one = admin::ensure_cell(&hub, &author, begun.ward, "Chi bộ Khóm 1", "khóm", since).await.unwrap();
        let two = admin::ensure_cell(&hub, &author, begun.ward, "Chi bộ Khóm 2", "khóm", since).await.unwrap();
        let member = DocId::from_bytes([5; 16]);
        let name = |edit: &mut shared::doc::Edit<'_>| {
            shared::member::set_field(edit, "full_name", "Đặng Thị Hòa")?;
            shared::member::set_field(edit, "status", "chinh_thuc")
        };
        author.write(&hub, one, &Seed::Id(shared::doc::Kind::Member, member), name).await.unwrap();
        let identity = Identity::load(&config.tls, &["localhost".to_owned()]).unwrap();
        let bounds = crate::bounds::Bounds::new(config.limits.clone(), &host, hub.metrics().clone());
        let router = routes(hub.clone(), identity.clone(), config.clone(), bounds).await;
        let phone = SigningKey::from_bytes(&[8; 32]);
        let (cells, address) = ([one, two], Mutex::new(Ipv4Addr::LOCALHOST.into()));
        let ward = Self { folder, clock, hub, router, identity, ward: begun.ward, cells, member, phone, address };
        ward.enrol_phone().await;
        ward
    }

    pub(super) async fn enrol_phone(&self) {
        let public_key = self.phone.verifying_key().to_bytes();
        let (org, now) = (self.cells[0], self.hub.host().now());
        let certificate = Certificate {
            public_key,
            org,
            role: "bi_thu".to_owned(),
            person: "Đặng Thị Hòa".to_owned(),
            member: Some(self.member),
            issued_ms: now.as_ms(),
        };
        let row = DeviceRow {
            device: DeviceId::of_key(&public_key),
            public_key,
            place: Place { org, role: Role::Head },
            person: "Đặng Thị Hòa".to_owned(),
            member: Some(self.member),
            label: "Máy của Hòa".to_owned(),
            certificate: certificate.seal(&auth::device::ward_key(self.hub.store()).await.unwrap()),
            enrolled: now,
            revoked: None,
            last_contact: None,
            unsent: 0,
            clock_skew_ms: 0,
            at_console: false,
        };
        let enrol = move |tx: &Writing<'_>| {
            account::put_device(tx, &row, Some([1; 32]))?;
            let (actor, subject) = (row.device.to_string(), row.place.org.to_string());
            let detail = row.place.role.code().to_owned();
            let event = Event { at: now, actor, action: "device_enrolled", subject, detail };
            vouch::append(tx, &event, &[Vouched::device(row.device)])
        };
        self.hub.store().write(enrol).await.unwrap();
        self.hub.directory().refresh(self.hub.store()).await.unwrap();
    }

    pub(super) fn device(&self) -> DeviceId {
        DeviceId::of_key(&self.phone.verifying_key().to_bytes())
    }

    /// Writes an opinion into the first cell's meeting from the phone.
    pub(super) async fn opinion(&self, text: &str) -> DocId {
        let noted = self.write(|edit| {
            let item = put_item(edit, "Công tác tháng", 1, None)?;
            say(edit, &item, &Saying::Opinion, Some(&Person::guest("Khách <b>mời</b>")), text)?;
            Ok(())
        });
        let (doc, fate) = noted.await;
        assert!(matches!(fate, Fate::Merged(_)), "{fate:?}");
        doc
    }

    /// Closes the first cell's meeting and adopts its minutes with the only signature it needs.
    pub(super) async fn adopt(&self, minutes: &str) -> DocId {
        let hoa = Person::member(self.member, "Đặng Thị Hòa");
        let officers = Particulars {
            chair: Some(hoa.clone()),
            minute_taker: Some(hoa.clone()),
            state: Some(State::Closed),
            ..Particulars::default()
        };
        let closed = self.write(|edit| {
            set_particulars(edit, &officers)?;
            mark_attendance(edit, &hoa, &Standing::Official, &Attendance::Present, None)?;
            rewrite_minutes(edit, minutes)
        });
        let (doc, fate) = closed.await;
        assert!(matches!(fate, Fate::Merged(_)), "{fate:?}");
        let (open, _) = self.hub.open(doc).await.unwrap().unwrap();
        let signed = attest(&open, &self.phone, Some(self.member), true, self.hub.host().now()).unwrap();
        let (_, fate) = self.write(|edit| adopt(edit, signed)).await;
        assert!(matches!(fate, Fate::Merged(_)), "{fate:?}");
        doc
    }

    /// Writes into the first cell's meeting from the phone and hands it in.
    pub(super) async fn write(&self, write: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>) -> (DocId, Fate) {
        self.write_into(&self.key(), write).await
    }

    /// The first cell's meeting.
    pub(super) fn key(&self) -> MeetingKey {
        let date = CivilDate::new(2026, 2, 5).unwrap();
        MeetingKey { org: self.cells[0], kind: MeetingKind::Regular, date, ordinal: 1 }
    }

    /// Writes into that meeting of the first cell from the phone and hands it in.
    pub(super) async fn write_into(
        &self,
        key: &MeetingKey,
        write: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>,
    ) -> (DocId, Fate) {
        self.write_as_of(key.org, key, write).await
    }

    /// The same, said to be of another cell.
    pub(super) async fn write_as_of(
        &self,
        org: OrgId,
        key: &MeetingKey,
        write: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>,
    ) -> (DocId, Fate) {
        self.write_record(org, &Seed::Meeting(key.clone()), write).await
    }

    /// Begins a record, or writes into it, from the phone of the first cell.
    pub(super) async fn write_record(
        &self,
        org: OrgId,
        seed: &Seed,
        write: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>,
    ) -> (DocId, Fate) {
        let open = self.hub.open(seed.doc()).await.unwrap();
        let (mut doc, base): (Doc, Heads) = match &open {
            Some((doc, row)) => (doc.as_ref().clone(), row.heads.clone()),
            None => (Doc::create(seed), Heads::default()),
        };
        let pen = Pen::new(self.device(), self.hub.host().random().unwrap());
        let ((), change) = doc.edit(&pen, self.hub.host().now(), write).unwrap();
        let (form, chunk) = match base.is_empty() {
            true => (ChunkForm::Document, doc.save()),
            false => (ChunkForm::Changes, doc.change_chunks(&change.into_iter().collect())),
        };
        let kind = seed.kind().number();
        let envelope = Envelope { org, doc: doc.id(), kind, base, form, chunk: chunk.into(), device: self.device() };
        let receipt = self.hub.accept(self.device(), envelope.seal(&self.phone), None).await.unwrap();
        (seed.doc(), receipt.fate)
    }

    /// Hands the first cell's meeting in as it stands, from the phone.
    pub(super) async fn hand_in(&self) -> DocId {
        let (open, _) = self.hub.open(self.key().doc()).await.unwrap().unwrap();
        let (leaf, digest) = (format!("submitted/{}", self.device()), open.content_digest().to_string());
        let (doc, fate) = self.write(|edit| Ok(edit.put("adoption", &leaf, digest)?)).await;
        assert!(matches!(fate, Fate::Merged(_)), "{fate:?}");
        doc
    }

    /// Two edits of the first cell's meeting from the phone that know nothing of each other.
    pub(super) async fn apart(&self, edits: [&dyn Fn(&mut Edit<'_>); 2]) {
        self.apart_in(self.key().doc(), edits).await;
    }

    /// The same, in another record of the first cell.
    pub(super) async fn apart_in(&self, doc: DocId, edits: [&dyn Fn(&mut Edit<'_>); 2]) {
        let (base, row) = self.hub.open(doc).await.unwrap().unwrap();
        for edit in edits {
            let mut doc = base.as_ref().clone();
            let pen = Pen::new(self.device(), self.hub.host().random().unwrap());
            let write = |edited: &mut Edit<'_>| -> Result<(), WriteError> {
                edit(edited);
                Ok(())
            };
            let change = doc.edit(&pen, self.hub.host().now(), write).unwrap().1;
            let envelope = Envelope {
                org: self.cells[0],
                doc: doc.id(),
                kind: doc.kind().number(),
                base: row.heads.clone(),
                form: ChunkForm::Changes,
                chunk: doc.change_chunks(&change.into_iter().collect()).into(),
                device: self.device(),
            };
            let receipt = self.hub.accept(self.device(), envelope.seal(&self.phone), None).await.unwrap();
            assert!(matches!(receipt.fate, Fate::Merged(_)), "{:?}", receipt.fate);
        }
    }

    /// Answers a review from the phone.
    pub(super) async fn reply(&self, about: DocId, to: &str, text: &str) {
        let key = AboutKey { kind: Kind::Reply, org: self.cells[0], about, ordinal: 1 };
        let mut doc = Doc::create(&Seed::About(key));
        let pen = Pen::new(self.device(), self.hub.host().random().unwrap());
        let given = [("to", to), ("text", text)].map(|(name, typed)| (name.to_owned(), typed.to_owned()));
        let people = Context { writer: Some(Person::guest("Đặng Thị Hòa")), ..Context::default() };
        let answer = |edit: &mut Edit<'_>| write::add(edit, Kind::Reply.spec(), "answers", &given, &people).map(drop);
        doc.edit(&pen, self.hub.host().now(), answer).unwrap();
        let envelope = Envelope {
            org: self.cells[0],
            doc: doc.id(),
            kind: doc.kind().number(),
            base: Heads::default(),
            form: ChunkForm::Document,
            chunk: doc.save().into(),
            device: self.device(),
        };
        let receipt = self.hub.accept(self.device(), envelope.seal(&self.phone), None).await.unwrap();
        assert!(matches!(receipt.fate, Fate::Merged(_)), "{:?}", receipt.fate);
    }

    pub(super) async fn ask(&self, method: &str, path: &str, cookie: &str, form: Option<&str>) -> Answer {
        let request = Request::builder().method(method).uri(path).header(header::COOKIE, cookie);
        let request = request.header(header::USER_AGENT, BROWSER).extension(Peer(*self.address.lock().unwrap()));
        let request = match form {
            Some(form) => request
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header("sec-fetch-site", "same-origin")
                .body(Body::from(form.to_owned())),
            None => request.body(Body::empty()),
        };
        let response = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        if headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream") {
            // It has no end: what comes first is the answer.
            let text = next_event(&mut response.into_body().into_data_stream()).await.unwrap_or_default();
            return Answer { status, headers, text };
        }
        let body = to_bytes(response.into_body(), 4 << 20).await.unwrap();
        Answer { status, headers, text: String::from_utf8_lossy(&body).into_owned() }
    }

    /// What an open page is told from now on.
    pub(super) async fn events(&self, cookie: &str) -> BodyDataStream {
        let request = Request::get("/live").header(header::COOKIE, cookie);
        let request = request.extension(Peer(*self.address.lock().unwrap())).body(Body::empty()).unwrap();
        self.router.clone().oneshot(request).await.unwrap().into_body().into_data_stream()
    }

    /// The coding in which a page comes to who takes these.
    pub(super) async fn packed(&self, path: &str, cookie: &str, takes: &str) -> Option<String> {
        let request = Request::get(path).header(header::COOKIE, cookie).header(header::ACCEPT_ENCODING, takes);
        let request = request.extension(Peer(*self.address.lock().unwrap()));
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        response.headers().get(header::CONTENT_ENCODING).map(|coding| coding.to_str().unwrap().to_owned())
    }

    /// Takes the browser to another address.
    pub(super) fn go_to(&self, address: [u8; 4]) {
        *self.address.lock().unwrap() = Ipv4Addr::from(address).into();
    }

    /// Lets time pass.
    pub(super) fn pass_minutes(&self, minutes: i64) {
        self.clock.fetch_add(minutes * 60_000, Ordering::Relaxed);
    }

    pub(super) async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.ask("GET", path, cookie, None).await
    }

    pub(super) async fn post(&self, path: &str, cookie: &str, form: &str) -> Answer {
        self.ask("POST", path, cookie, Some(form)).await
    }

    /// Adds a person and signs them in; gives their cookie.
    pub(super) async fn person(&self, login: &str, org: OrgId, role: Role) -> String {
        admin::add_person(&self.hub, org, "Lê Văn An", login, &role, PASSWORD).await.unwrap();
        self.sign_in(login, PASSWORD).await.cookie("__Host-sen")
    }

    pub(super) async fn sign_in(&self, login: &str, password: &str) -> Answer {
        let form = self.get("/sign-in", "").await;
        let fields = format!("csrf={}&login={login}&password={}&next=/", form.token(), paths::encode(password));
        self.post("/sign-in", &form.cookie("__Host-sen-form"), &fields).await
    }

    pub(super) async fn actions(&self) -> Vec<String> {
        let entries = self.hub.store().read(|reading| audit::page(reading, 0, 1000)).await.unwrap();
        entries.into_iter().map(|entry| format!("{}|{}|{}", entry.action, entry.subject, entry.detail)).collect()
    }
}
