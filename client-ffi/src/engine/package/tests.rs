use std::path::PathBuf;

use shared::SigningKey;
use shared::access::Role;
use shared::doc::{ChunkForm, Heads, Kind};
use shared::envelope::{Certificate, ENROLMENT_LABEL, Envelope, Signed};
use shared::id::OrgId;
use shared::meeting::{MeetingKey, MeetingKind};
use shared::package::{Answer as WardAnswer, Exchange};
use shared::rules::Book;
use shared::sync::device::Safety;
use shared::time::CivilDate;
use shared::wire::{EnrolCode, EnrolRequest, EnrolResponse, Fate, Inventory, Receipt, StreamDigest, StreamNews};

use super::*;
use crate::engine::tests::rules::minutes;
use crate::engine::waiting::WaitingEnvelopes;
use crate::vault::VaultKey;

const CELL: OrgId = OrgId::from_bytes(*b"chi-bo-my-phuoc!");
const SISTER: OrgId = OrgId::from_bytes(*b"chi-bo-tan-hung!");

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_ms(1_793_880_000_000 + seconds * 1000)
}

fn ward() -> SigningKey {
    SigningKey::from_bytes(&[42; 32])
}

fn meeting(org: OrgId) -> MeetingKey {
    let date = CivilDate::new(2026, 11, 5).unwrap();
    MeetingKey { org, kind: MeetingKind::Regular, date, ordinal: 1 }
}

struct Phone {
    _folder: tempfile::TempDir,
    path: PathBuf,
    engine: Engine,
}

impl Phone {
    fn of(person: &str, org: OrgId, ward: &SigningKey) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("so.sen");
        let mut engine = Engine::create(&path, &VaultKey::from_bytes([7; 32])).unwrap();
        let code = EnrolCode { url: "https://sen.test:8443".to_owned(), pin: [5; 32], secret: [6; 16] }.to_text();
        let (code, request) = engine.begin_enrolment(&code, "máy thử").unwrap();
        let signed: Signed = wire::decode(&request).unwrap();
        let claimed: EnrolRequest = signed.peek().unwrap();
        let asked: EnrolRequest = signed.open(ENROLMENT_LABEL, &claimed.public_key).unwrap();
        let certificate = Certificate {
            public_key: asked.public_key,
            org,
            role: Role::Head.code().to_owned(),
            person: person.to_owned(),
            member: None,
            issued_ms: 1,
        }
        .seal(ward);
        let ward_key = ward.verifying_key().to_bytes();
        let answer = EnrolResponse { certificate, token: [8; 32], ward_key };
        engine.finish_enrolment(&code, &wire::encode(&answer)).unwrap();
        Self { _folder: folder, path, engine }
    }

    fn of_cell(person: &str) -> Self {
        Self::of(person, CELL, &ward())
    }

    fn restarted(self) -> Self {
        let Self { _folder, path, engine } = self;
        drop(engine);
        let engine = Engine::open(&path, &VaultKey::from_bytes([7; 32])).unwrap();
        Self { _folder, path, engine }
    }

    fn write(&mut self, text: &str) -> DocId {
        let org = self.engine.account().unwrap().certificate.org;
        let doc = self.engine.open_meeting(&meeting(org), at(0)).unwrap().view.doc;
        self.engine.splice_minutes(doc, (0, 0), text, at(1)).unwrap();
        doc
    }

    fn minutes(&mut self) -> String {
        self.engine.meeting(meeting(CELL).doc()).unwrap().view.minutes
    }

    fn meets(&mut self, other: &mut Phone) -> DeviceId {
        self.engine.take_card(&other.engine.card().unwrap()).unwrap().device
    }

    fn hands_to(&mut self, other: &mut Phone) -> Result<PackageIn, PackageFault> {
        let reader = self.meets(other);
        let made = self.engine.package_for(reader, at(5)).unwrap();
        other.engine.package_in(&made.bytes, at(6))
    }

    /// A package of any content in this phone's name.
    fn forges(&self, exchange: Exchange, reader: &Phone, number: u64) -> Vec<u8> {
        let to = Address {
            ward: ward().verifying_key().to_bytes(),
            reader: reader.engine.key.verifying_key().to_bytes(),
            made: at(0),
            number,
        };
        package::write(&to, &Body::Exchange(exchange), &self.engine.key, &[9; 32]).unwrap().bytes
    }

    fn certificates(&self) -> Vec<Signed> {
        self.engine.vault.read().certificates().unwrap().into_iter().map(|(_, sealed)| sealed).collect()
    }

    fn envelopes(&mut self) -> Vec<Signed> {
        self.engine.seal_all().unwrap();
        self.engine.vault.read().envelopes_of(meeting(CELL).doc()).unwrap()
    }
}

fn handed(taken: PackageIn) -> Exchanged {
    match taken.brought {
        Brought::Exchange(exchanged) => exchanged,
        Brought::Answer { .. } => panic!("an exchange"),
    }
}

/// The ward's answer that merges everything a package brought.
fn nothing() -> Response {
    Response {
        version: 1,
        server_ms: at(100).as_ms(),
        receipts: Vec::new(),
        streams: Vec::new(),
        certificates: Vec::new(),
        withdrawn: Vec::new(),
        visit: None,
        witness: None,
        rules: None,
        revoked_ms: None,
    }
}

fn answered(phone: &Phone, package: &[u8], number: u64) -> Vec<u8> {
    told(phone, package, number, &Book::default())
}

/// As [`answered`], by a ward with rules of its own.
fn told(phone: &Phone, package: &[u8], number: u64, rules: &Book) -> Vec<u8> {
    let public = ward().verifying_key().to_bytes();
    let opened = package::read(package, &public, &ward()).unwrap();
    let Body::Request(request) = opened.body else { panic!("a request") };
    let merged = |sealed: &Signed| Receipt { envelope: sealed.envelope_id(), fate: Fate::Merged(1) };
    let rules = request.rules.and_then(|mark| rules.news(mark));
    let response = Response { receipts: request.envelopes.iter().map(merged).collect(), rules, ..nothing() };
    let reader = phone.engine.key.verifying_key().to_bytes();
    let to = Address { ward: public, reader, made: at(100), number };
    let body = Body::Answer(WardAnswer { answers: opened.id, response });
    package::write(&to, &body, &ward(), &[3; 32]).unwrap().bytes
}

#[test]
fn only_the_answer_takes_what_a_package_carried_off_the_list_of_the_unsent() {
    let mut phone = Phone::of_cell("Nguyễn Văn An");
    let doc = phone.write("Biên bản.");
    let made = phone.engine.package_out(at(2)).unwrap();
    assert_eq!((made.envelopes, phone.engine.health().unwrap().unsent), (1, 1));
    let mut phone = phone.restarted();
    assert_eq!(phone.engine.safety(doc), Safety::OnThisPhone);
    let answer = answered(&phone, &made.bytes, 1);
    assert_eq!(phone.engine.package_in(&answer, at(200)).unwrap().standing, Standing::Fresh);
    let health = phone.engine.health().unwrap();
    assert_eq!((health.unsent, health.clock_skew_ms), (0, None), "days on the road are no wrong clock");
    assert_eq!(health.last_contact, Some(at(100)));
    assert_eq!(phone.engine.package_in(&answer, at(201)).unwrap().standing, Standing::AlreadyTaken);
}

#[test]
fn an_answer_that_comes_after_a_later_one_is_told_and_undoes_nothing() {
    let mut phone = Phone::of_cell("Nguyễn Văn An");
    phone.write("Biên bản.");
    let first = phone.engine.package_out(at(2)).unwrap();
    phone.write("Thêm. ");
    let second = phone.engine.package_out(at(3)).unwrap();
    let (older, newer) = (answered(&phone, &first.bytes, 1), answered(&phone, &second.bytes, 2));
    assert_eq!(phone.engine.package_in(&newer, at(4)).unwrap().standing, Standing::Fresh);
    assert_eq!(phone.engine.package_in(&older, at(5)).unwrap().standing, Standing::Stale);
    assert_eq!(phone.engine.health().unwrap().unsent, 0);
}

#[test]
fn a_phone_without_a_connection_learns_the_wards_rules_by_hand_and_an_older_answer_takes_none_back() {
    let mut phone = Phone::of_cell("Nguyễn Văn An");
    let mut ward = Book::of(vec![minutes(1, 0, 80)]);
    phone.write("Biên bản.");
    let first = phone.engine.package_out(at(2)).unwrap();
    let older = told(&phone, &first.bytes, 1, &ward);
    phone.write("Thêm. ");
    let second = phone.engine.package_out(at(3)).unwrap();
    assert!(ward.add(minutes(2, 1, 70)));
    let newer = told(&phone, &second.bytes, 2, &ward);
    phone.engine.package_in(&newer, at(4)).unwrap();
    assert_eq!(phone.engine.rules().mark(), ward.mark());
    phone.engine.package_in(&older, at(5)).unwrap();
    assert_eq!(phone.restarted().engine.rules().mark(), ward.mark());
}

#[test]
fn an_answer_nobody_here_asked_for_or_the_ward_did_not_sign_makes_nothing_safe() {
    let (mut phone, mut other) = (Phone::of_cell("Nguyễn Văn An"), Phone::of_cell("Trần Thị Bình"));
    phone.write("Biên bản.");
    other.write("Khác.");
    let asked = other.engine.package_out(at(2)).unwrap();
    let strange = answered(&phone, &asked.bytes, 1);
    assert!(matches!(phone.engine.package_in(&strange, at(3)), Err(PackageFault::Unasked)));
    let for_other = answered(&other, &asked.bytes, 1);
    let told = phone.engine.package_in(&for_other, at(3));
    assert!(matches!(told, Err(PackageFault::Package(PackageError::WrongReader))));
    assert_eq!(phone.engine.health().unwrap().unsent, 1);
}

#[test]
fn two_phones_exchange_what_they_wrote_and_either_carries_both_under_their_own_signatures() {
    let (mut one, mut two) = (Phone::of_cell("Nguyễn Văn An"), Phone::of_cell("Trần Thị Bình"));
    one.write("Phần của An. ");
    let doc = two.write("Phần của Bình. ");
    let taken = handed(one.hands_to(&mut two).unwrap());
    assert_eq!((taken.person.as_str(), taken.merged, taken.waiting), ("Nguyễn Văn An", 1, 0));
    assert_eq!(taken.refused, []);
    let taken = handed(two.hands_to(&mut one).unwrap());
    assert_eq!((taken.merged, taken.known), (1, 1));
    assert_eq!(one.minutes(), two.minutes());
    assert!(one.minutes().contains("An") && one.minutes().contains("Bình"));
    for phone in [one, two] {
        let mut phone = phone.restarted();
        assert_eq!(phone.engine.safety(doc), Safety::OnThisPhone);
        assert_eq!(phone.engine.health().unwrap().unsent, 2, "both persons' work is on its way");
        let made = phone.engine.package_out(at(9)).unwrap();
        assert_eq!(made.envelopes, 2);
    }
}

#[test]
fn a_member_known_by_its_id_alone_is_taken_from_another_phones_hand() {
    let (mut one, mut two) = (Phone::of_cell("Nguyễn Văn An"), Phone::of_cell("Trần Thị Bình"));
    let fields = [("full_name".to_owned(), "Lê Thị Ngò".to_owned())];
    let member = two.engine.add_member(None, &fields, at(0)).unwrap().doc;
    let heads = two.engine.record(member).unwrap().heads();
    // The ward lists the record, and the connection breaks before it comes: a list tells no kind.
    let news = |inventory| StreamNews {
        stream: StreamId::of(CELL, Kind::Member),
        epoch: 7,
        floor: 0,
        at: 9,
        more: false,
        digest: StreamDigest([0xff; 16]),
        entries: Vec::new(),
        reset: false,
        inventory,
        gone: None,
    };
    for inventory in [None, Some(Inventory { records: vec![(member, heads)], more: false })] {
        one.engine.begin_sync(at(1)).unwrap();
        let response = Response { streams: vec![news(inventory)], ..nothing() };
        one.engine.finish_sync(&wire::encode(&response), at(2)).unwrap();
    }
    let known = one.engine.ledger.record(member).unwrap();
    assert_eq!((known.kind, known.stream), (None, StreamId::of(CELL, Kind::Member)));

    let taken = handed(two.hands_to(&mut one).unwrap());
    assert_eq!((taken.merged, &taken.refused[..]), (1, &[][..]));
    assert_eq!(one.engine.ledger.record(member).unwrap().kind, Some(Kind::Member));
    assert_eq!(one.engine.member(member).unwrap().full_name(), "Lê Thị Ngò");
}

#[test]
fn what_was_begun_on_both_phones_stands_alone_even_if_the_others_part_never_arrives() {
    let (mut one, mut two) = (Phone::of_cell("Nguyễn Văn An"), Phone::of_cell("Trần Thị Bình"));
    let mut third = Phone::of_cell("Phạm Thị Dung");
    one.write("Phần của An. ");
    two.write("Phần của Bình. ");
    one.hands_to(&mut two).unwrap();
    let own = two.engine.device();
    let envelopes = two.envelopes();
    assert_eq!(envelopes.len(), 2);
    let by_two = |sealed: &Signed| sealed.peek::<Envelope>().unwrap().device == own;
    let envelopes = envelopes.into_iter().filter(by_two).collect();
    let package = two.forges(Exchange { envelopes, certificates: two.certificates() }, &third, 1);
    let taken = handed(third.engine.package_in(&package, at(3)).unwrap());
    assert_eq!((taken.merged, taken.waiting, taken.refused), (1, 0, vec![]));
    assert_eq!(third.minutes(), "Phần của Bình. ");
}

#[test]
fn the_same_package_taken_twice_changes_nothing_and_says_so() {
    let (mut one, mut two) = (Phone::of_cell("Nguyễn Văn An"), Phone::of_cell("Trần Thị Bình"));
    one.write("Phần của An. ");
    let reader = one.meets(&mut two);
    let older = one.engine.package_for(reader, at(2)).unwrap();
    let made = one.engine.package_for(reader, at(3)).unwrap();
    assert_eq!(two.engine.package_in(&made.bytes, at(4)).unwrap().standing, Standing::Fresh);
    let again = two.engine.package_in(&made.bytes, at(5)).unwrap();
    assert_eq!(again.standing, Standing::AlreadyTaken);
    assert_eq!(handed(again).known, 1);
    assert_eq!(two.engine.package_in(&older.bytes, at(6)).unwrap().standing, Standing::Stale);
    assert_eq!(two.engine.health().unwrap().unsent, 1);
}

#[test]
fn what_builds_on_something_not_here_waits_and_is_merged_when_it_comes() {
    let (mut one, mut two) = (Phone::of_cell("Nguyễn Văn An"), Phone::of_cell("Trần Thị Bình"));
    let doc = one.write("Một. ");
    one.envelopes();
    one.write("Hai. ");
    let envelopes = one.envelopes();
    assert_eq!(envelopes.len(), 2);
    let exchange = |envelopes: &[Signed]| Exchange { envelopes: envelopes.to_vec(), certificates: one.certificates() };
    let taken = handed(two.engine.package_in(&one.forges(exchange(&envelopes[1..]), &two, 1), at(3)).unwrap());
    assert_eq!((taken.merged, taken.waiting), (0, 1));
    assert_eq!(two.engine.health().unwrap().unsent, 1, "it goes to the server all the same");
    assert!(two.engine.record(doc).is_err());
    let mut two = two.restarted();
    let taken = handed(two.engine.package_in(&one.forges(exchange(&envelopes[..1]), &two, 2), at(4)).unwrap());
    assert_eq!((taken.merged, taken.waiting), (1, 0));
    assert_eq!(two.minutes(), one.minutes());
    assert!(
        WaitingEnvelopes::read(&two.engine.vault.read()).unwrap().of(&two.engine.vault.read(), doc).unwrap().is_empty()
    );
    assert_eq!(two.engine.health().unwrap().unsent, 2);
    assert_eq!(two.restarted().minutes(), one.minutes());
}

#[test]
fn a_phone_nobody_vouches_for_or_of_another_ward_hands_nothing_over() {
    let (mut one, mut two) = (Phone::of_cell("Nguyễn Văn An"), Phone::of_cell("Trần Thị Bình"));
    one.write("Phần của An. ");
    let envelopes = one.envelopes();
    let bare = Exchange { envelopes: envelopes.clone(), certificates: Vec::new() };
    let told = two.engine.package_in(&one.forges(bare, &two, 1), at(3));
    assert!(matches!(told, Err(PackageFault::Package(PackageError::UnknownSender))));
    let mut foreign = Phone::of("Người Lạ", CELL, &SigningKey::from_bytes(&[43; 32]));
    let certificates = foreign.certificates();
    let told = two.engine.package_in(&foreign.forges(Exchange { envelopes, certificates }, &two, 1), at(3));
    assert!(matches!(told, Err(PackageFault::Package(PackageError::UnknownSender))));
    assert!(matches!(two.engine.take_card(&foreign.engine.card().unwrap()), Err(PackageFault::BadCard)));
    assert_eq!(two.engine.health().unwrap().unsent, 0);
}

#[test]
fn envelopes_that_are_forged_or_out_of_place_are_not_taken_and_the_good_ones_are() {
    let (mut one, mut two) = (Phone::of_cell("Nguyễn Văn An"), Phone::of_cell("Trần Thị Bình"));
    let mut sister = Phone::of("Lê Văn Cường", SISTER, &ward());
    let doc = one.write("Phần của An. ");
    let good = one.envelopes().remove(0);
    let envelope: Envelope = good.peek().unwrap();
    let reader = two.engine.key.clone();
    // In An's name and signed by another; An's changes in another's name; a record of another cell.
    let in_ans_name = envelope.seal(&reader);
    let mine = DeviceId::of_key(&sister.engine.key.verifying_key().to_bytes());
    let stolen = Envelope { device: mine, org: SISTER, ..envelope.clone() }.seal(&sister.engine.key);
    let third = Phone::of_cell("Phạm Thị Dung");
    let own = DeviceId::of_key(&third.engine.key.verifying_key().to_bytes());
    let by_third = Envelope { device: own, ..envelope.clone() }.seal(&third.engine.key);
    sister.write("Họp ở chi bộ khác.");
    sister.engine.seal_all().unwrap();
    let elsewhere = sister.engine.vault.read().envelopes_of(meeting(SISTER).doc()).unwrap().remove(0);
    let certificates = [one.certificates(), sister.certificates(), third.certificates()].concat();
    let envelopes = vec![in_ans_name, stolen, by_third, elsewhere, good];
    let package = one.forges(Exchange { envelopes, certificates }, &two, 1);
    let taken = handed(two.engine.package_in(&package, at(3)).unwrap());
    let mut reasons: Vec<&str> = taken.refused.iter().map(|(_, reason)| reason.code()).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, ["missing_signature", "wrong_author", "wrong_place", "wrong_place"]);
    assert_eq!(taken.merged, 1);
    assert_eq!(two.minutes(), "Phần của An. ");
    assert_eq!(two.engine.safety(doc), Safety::OnThisPhone);
    assert_eq!(two.engine.health().unwrap().unsent, 1);
}

#[test]
fn a_phone_of_another_cell_is_given_nothing_and_a_stranger_is_not_known() {
    let mut one = Phone::of_cell("Nguyễn Văn An");
    let mut sister = Phone::of("Lê Văn Cường", SISTER, &ward());
    one.write("Phần của An. ");
    let reader = one.meets(&mut sister);
    assert!(matches!(one.engine.package_for(reader, at(2)), Err(PackageFault::Nothing)));
    let nobody = DeviceId::from_bytes([1; 16]);
    assert!(matches!(one.engine.package_for(nobody, at(2)), Err(PackageFault::UnknownReader)));
    let own = one.engine.device();
    assert!(matches!(one.engine.package_for(own, at(2)), Err(PackageFault::UnknownReader)));
}

#[test]
fn before_enrolment_there_is_nobody_to_make_a_package_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut engine = Engine::create(&folder.path().join("so.sen"), &VaultKey::from_bytes([7; 32])).unwrap();
    assert!(matches!(engine.package_out(at(1)), Err(PackageFault::Engine(EngineError::NotEnrolled))));
    assert!(matches!(engine.package_in(b"SENP", at(1)), Err(PackageFault::Engine(EngineError::NotEnrolled))));
    assert!(matches!(engine.card(), Err(EngineError::NotEnrolled)));
}

#[test]
fn an_envelope_whose_whole_document_holds_anothers_changes_is_no_snapshot_in_disguise() {
    let (mut one, mut two) = (Phone::of_cell("Nguyễn Văn An"), Phone::of_cell("Trần Thị Bình"));
    let third = Phone::of_cell("Phạm Thị Dung");
    let doc = one.write("Phần của An. ");
    let chunk = one.engine.record(doc).unwrap().save();
    let own = DeviceId::of_key(&third.engine.key.verifying_key().to_bytes());
    let (base, form, kind) = (Heads::default(), ChunkForm::Document, 1);
    let whole = Envelope { org: CELL, doc, kind, base, form, chunk: chunk.into(), device: own }.seal(&third.engine.key);
    let exchange = Exchange { envelopes: vec![whole], certificates: third.certificates() };
    let taken = handed(two.engine.package_in(&third.forges(exchange, &two, 1), at(3)).unwrap());
    assert_eq!((taken.merged, taken.refused), (0, vec![(doc, HoldReason::WrongAuthor)]));
    assert!(two.engine.record(doc).is_err());
}
