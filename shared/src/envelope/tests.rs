use super::*;
use crate::access::StreamId;
use crate::doc::{Doc, Pen, Seed};
use crate::meeting::{MeetingKey, MeetingKind};
use crate::org::{OrgClass, OrgTree, OrgView};
use crate::sync::server::{Sender, belongs, judge};
use crate::time::CivilDate;
use crate::wire::HoldReason;

const WARD: OrgId = OrgId::from_bytes([1; 16]);
const CELL: OrgId = OrgId::from_bytes([2; 16]);
const SISTER: OrgId = OrgId::from_bytes([3; 16]);

fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

fn public(n: u8) -> [u8; 32] {
    key(n).verifying_key().to_bytes()
}

fn sender(n: u8, org: OrgId, role: Role) -> Sender {
    Sender { public_key: public(n), place: Place { org, role }, revoked: false }
}

fn tree() -> OrgTree {
    let org = |org, class, parent| OrgView {
        org,
        name: "Tổ chức".to_owned(),
        class,
        unit_kind: None,
        parent,
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        carried_by: None,
    };
    let cells = [CELL, SISTER].map(|cell| org(cell, OrgClass::Cell, Some(WARD)));
    OrgTree::of(cells.into_iter().chain([org(WARD, OrgClass::Ward, None)]))
}

fn envelope(n: u8) -> Envelope {
    Envelope {
        org: CELL,
        doc: DocId::from_bytes([9; 16]),
        kind: Kind::Member.number(),
        base: Heads::default(),
        form: ChunkForm::Changes,
        chunk: vec![5; 40].into(),
        device: DeviceId::of_key(&public(n)),
    }
}

fn judged(sealed: &Signed, sender: Option<&Sender>) -> Result<(), HoldReason> {
    judge(sealed, sender, &tree(), None).map(|_| ())
}

/// The encoded `[body, signature]` with one byte altered, if that is still a signed thing.
fn spoiled(sealed: &Signed, at: usize) -> Option<Signed> {
    let mut bytes = frame::encode(sealed);
    bytes[at] ^= 1;
    frame::decode(&bytes).ok()
}

#[test]
fn an_envelope_altered_in_any_byte_is_not_its_signers() {
    let honest = envelope(1).seal(&key(1));
    let head = sender(1, CELL, Role::Head);
    assert_eq!(judged(&honest, Some(&head)), Ok(()));
    let mut readable = 0;
    for at in 0..frame::encode(&honest).len() {
        let Some(forged) = spoiled(&honest, at) else { continue };
        readable += 1;
        assert_eq!(judged(&forged, Some(&head)), Err(HoldReason::BadSignature), "byte {at}");
    }
    assert!(readable > honest.body_len() + 60, "{readable}");
}

#[test]
fn a_signature_counts_under_its_own_label_only() {
    let head = sender(1, CELL, Role::Head);
    for label in [CERTIFICATE_LABEL, ENROLMENT_LABEL, "sen/attestation/1", "sen/envelope/2", ""] {
        let sealed = Signed::seal(label, &envelope(1), &key(1));
        assert_eq!(judged(&sealed, Some(&head)), Err(HoldReason::BadSignature), "{label}");
    }
}

#[test]
fn a_signature_by_another_key_and_an_unknown_device_are_held() {
    let sealed = envelope(1).seal(&key(2));
    assert_eq!(judged(&sealed, Some(&sender(1, CELL, Role::Head))), Err(HoldReason::BadSignature));
    assert_eq!(judged(&envelope(1).seal(&key(1)), None), Err(HoldReason::BadSignature));
}

#[test]
fn a_device_cannot_sign_changes_in_another_devices_name() {
    let mut borrowed = envelope(1);
    borrowed.device = DeviceId::of_key(&public(2));
    let sealed = borrowed.seal(&key(1));
    assert_eq!(judged(&sealed, Some(&sender(1, CELL, Role::Head))), Err(HoldReason::BadSignature));
}

#[test]
fn a_key_that_is_no_point_of_the_curve_verifies_nothing() {
    let sealed = envelope(1).seal(&key(1));
    let weak = Sender { public_key: [0; 32], ..sender(1, CELL, Role::Head) };
    assert_eq!(judged(&sealed, Some(&weak)), Err(HoldReason::BadSignature));
    assert!(sealed.open::<Envelope>(ENVELOPE_LABEL, &[0xff; 32]).is_err());
}

#[test]
fn each_reason_to_hold_an_honest_envelope_has_its_own_name() {
    let head = sender(1, CELL, Role::Head);
    let judged_with = |change: fn(&mut Envelope), sender: &Sender| {
        let mut envelope = envelope(1);
        change(&mut envelope);
        judged(&envelope.seal(&key(1)), Some(sender))
    };
    let revoked = Sender { revoked: true, ..head.clone() };
    assert_eq!(judged_with(|_| (), &revoked), Err(HoldReason::Revoked));
    assert_eq!(judged_with(|e| e.kind = 99, &head), Err(HoldReason::NewerFormat));
    assert_eq!(judged_with(|e| e.org = SISTER, &head), Err(HoldReason::WrongPlace));
    assert_eq!(judged_with(|e| e.kind = 3, &head), Err(HoldReason::WrongPlace));
    let huge = |e: &mut Envelope| e.chunk = vec![0; crate::limits::CHUNK_BYTES_MAX + 1].into();
    assert_eq!(judged_with(huge, &head), Err(HoldReason::OverQuota));
    let unreadable = Signed::seal(ENVELOPE_LABEL, &7_u8, &key(1));
    assert_eq!(judged(&unreadable, Some(&head)), Err(HoldReason::Damaged));
}

#[test]
fn an_office_cannot_write_a_foreign_organisation_by_filing_it_under_its_own() {
    let office = sender(1, SISTER, Role::Office);
    let record = |org: OrgId| {
        let filed = Envelope { org: SISTER, doc: org.record(), kind: Kind::Org.number(), ..envelope(1) };
        judged(&filed.seal(&key(1)), Some(&office))
    };
    assert_eq!(record(SISTER), Ok(()));
    assert_eq!(record(OrgId::from_bytes([8; 16])), Ok(()), "a new one below it");
    assert_eq!(record(CELL), Err(HoldReason::WrongPlace));
    assert_eq!(record(WARD), Err(HoldReason::WrongPlace));
}

#[test]
fn a_meeting_belongs_to_the_cell_its_key_names() {
    let date = CivilDate::new(2026, 11, 5).unwrap();
    let meeting = MeetingKey { org: CELL, kind: MeetingKind::Regular, date, ordinal: 1 }.open();
    assert!(belongs(&meeting, CELL) && !belongs(&meeting, SISTER));
    assert!(belongs(&Doc::create(&Seed::Id(crate::doc::Kind::Member, DocId::from_bytes([1; 16]))), SISTER));
}

#[test]
fn a_certificate_for_another_key_gives_no_name_to_this_one() {
    let certificate = Certificate {
        public_key: public(2),
        org: CELL,
        role: Role::Head.code().to_owned(),
        person: "Lê Thị Sen".to_owned(),
        member: None,
        issued_ms: 0,
    };
    let sealed = certificate.seal(&key(9));
    let opened: Certificate = sealed.open(CERTIFICATE_LABEL, &public(9)).unwrap();
    assert_ne!(opened.device(), DeviceId::of_key(&public(1)));
    assert!(sealed.open::<Certificate>(CERTIFICATE_LABEL, &public(2)).is_err(), "only the ward vouches");
    let certified = Sender { public_key: opened.public_key, place: opened.place(), revoked: false };
    assert_eq!(judged(&envelope(1).seal(&key(1)), Some(&certified)), Err(HoldReason::BadSignature));
    for at in 0..frame::encode(&sealed).len() {
        let opened = spoiled(&sealed, at).map(|forged| forged.open::<Certificate>(CERTIFICATE_LABEL, &public(9)));
        assert!(opened.is_none_or(|opened| opened.is_err()), "byte {at}");
    }
}

#[test]
fn an_envelope_is_named_by_what_it_says_and_not_by_who_carries_it() {
    let (once, again) = (envelope(1).seal(&key(1)), envelope(1).seal(&key(1)));
    assert_eq!(once.envelope_id(), again.envelope_id());
    let mut other = envelope(1);
    other.chunk = vec![6; 40].into();
    assert_ne!(other.seal(&key(1)).envelope_id(), once.envelope_id());
}

#[test]
fn what_was_sealed_in_pieces_adds_up_to_the_record() {
    let device = DeviceId::of_key(&public(1));
    let (pen, id) = (Pen::new(device, [1; 8]), DocId::from_bytes([1; 16]));
    let mut doc = Doc::create(&Seed::Id(crate::doc::Kind::Member, id));
    let mut ledger = crate::sync::device::Ledger::default();
    let mut server: Option<Doc> = None;
    for n in 0..5 {
        doc.edit(&pen, Timestamp::from_ms(n), |e| e.splice("notes", 0, 0, "câu ")).unwrap();
        ledger.wrote(id, Kind::Member, StreamId::of(CELL, Kind::Member));
        for sealed in ledger.seal(&doc, device, &key(1)) {
            let envelope: Envelope = sealed.open(ENVELOPE_LABEL, &public(1)).unwrap();
            let merged = match server {
                Some(doc) => doc.absorb(envelope.form, &envelope.chunk, Some(device)),
                None => Doc::found(id, Kind::Member, envelope.form, &envelope.chunk, Some(device)),
            };
            server = Some(merged.unwrap().0);
        }
    }
    assert_eq!(server.unwrap().heads(), doc.heads());
}
