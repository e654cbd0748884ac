use super::*;
use crate::envelope::Certificate;
use crate::id::OrgId;
use crate::sync::device::Ledger;
use crate::time::Timestamp;
use crate::wire::{Request, Response};

fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

fn public(n: u8) -> [u8; 32] {
    key(n).verifying_key().to_bytes()
}

const WARD: u8 = 1;
const PHONE: u8 = 2;
const FRIEND: u8 = 3;
const OTHER_WARD: u8 = 4;

fn request() -> Body {
    let asked = Ledger::default().request(Timestamp::from_ms(1_793_880_000_000), 4096);
    Body::Request(Request { terse: false, ..asked })
}

fn answer() -> Body {
    Body::Answer(Answer {
        answers: PackageId::from_bytes([9; 16]),
        response: Response {
            version: limits::PROTOCOL_VERSION,
            server_ms: 1,
            receipts: Vec::new(),
            streams: Vec::new(),
            certificates: Vec::new(),
            withdrawn: Vec::new(),
            visit: None,
            witness: None,
            rules: None,
            revoked_ms: None,
        },
    })
}

fn exchange() -> Body {
    let certificate = Certificate {
        public_key: public(PHONE),
        org: OrgId::from_bytes([2; 16]),
        role: "bi_thu".to_owned(),
        person: "Nguyễn Văn An".to_owned(),
        member: None,
        issued_ms: 1,
    };
    Body::Exchange(Exchange { envelopes: Vec::new(), certificates: vec![certificate.seal(&key(WARD))] })
}

fn hand_in() -> Body {
    let Body::Exchange(Exchange { certificates, .. }) = exchange() else { panic!("an exchange") };
    Body::HandIn(HandIn { envelopes: certificates })
}

fn address(ward: u8, reader: u8) -> Address {
    Address { ward: public(ward), reader: public(reader), made: Timestamp::from_ms(1_793_880_000_000), number: 5 }
}

fn made(from: u8, reader: u8, body: &Body) -> Vec<u8> {
    write(&address(WARD, reader), body, &key(from), &[77; 32]).unwrap().bytes
}

fn opened(bytes: &[u8], by: u8) -> Result<Opened, PackageError> {
    read(bytes, &public(WARD), &key(by))
}

/// Recomputes the check, as somebody would who alters a file on purpose.
fn with_right_check(mut bytes: Vec<u8>) -> Vec<u8> {
    let check = check_of(&bytes[..CHECK_AT], &bytes[HEADER_BYTES..]);
    bytes[CHECK_AT..HEADER_BYTES].copy_from_slice(&check);
    bytes
}

/// What is inside, signed by `signer` and claimed to be by `sender`.
fn inside(sender: u8, signer: u8, change: impl FnOnce(&mut Manifest)) -> Vec<u8> {
    let body = exchange();
    let mut manifest = Manifest {
        ward: public(WARD),
        sender: public(sender),
        reader: public(FRIEND),
        made_ms: 1,
        number: 1,
        form: body.form(),
        body: body.pack().unwrap().into(),
    };
    change(&mut manifest);
    wire::encode(&Signed::seal(PACKAGE_LABEL, &manifest, &key(signer)))
}

fn inside_for_friend(bytes: &[u8]) -> Result<Opened, PackageError> {
    read_inside(bytes, &public(WARD), &public(FRIEND))
}

#[test]
fn every_form_is_read_by_its_reader_as_it_was_written() {
    for (from, to, body) in [(PHONE, WARD, request()), (WARD, PHONE, answer()), (PHONE, FRIEND, exchange())] {
        let package = write(&address(WARD, to), &body, &key(from), &[77; 32]).unwrap();
        let read = opened(&package.bytes, to).unwrap();
        assert_eq!((read.id, read.sender, read.number), (package.id, public(from), 5));
        assert_eq!(read.made, Timestamp::from_ms(1_793_880_000_000));
        assert_eq!(read.body, body);
    }
}

#[test]
fn only_the_reader_reads_it_and_others_are_told_whose_it_is_not() {
    let package = made(PHONE, FRIEND, &exchange());
    assert!(matches!(opened(&package, PHONE), Err(PackageError::WrongReader)), "not even its sender");
    assert!(matches!(opened(&package, WARD), Err(PackageError::WrongReader)));
    let foreign = read(&package, &public(OTHER_WARD), &key(FRIEND));
    assert!(matches!(foreign, Err(PackageError::Foreign)));
}

#[test]
fn a_package_cut_at_any_length_is_damaged_or_none_and_never_panics() {
    let package = made(PHONE, FRIEND, &exchange());
    for length in 0..package.len() {
        let told = opened(&package[..length], FRIEND);
        match length {
            0 => assert!(matches!(told, Err(PackageError::NotAPackage))),
            _ => assert!(matches!(told, Err(PackageError::Damaged)), "{length}: {told:?}"),
        }
    }
    let mut longer = package;
    longer.push(0);
    assert!(matches!(opened(&longer, FRIEND), Err(PackageError::Damaged)));
}

#[test]
fn each_flipped_byte_is_found_also_when_the_check_is_put_right() {
    let package = made(PHONE, FRIEND, &exchange());
    for at in 0..package.len() {
        let mut flipped = package.clone();
        flipped[at] ^= 0x40;
        let told = opened(&flipped, FRIEND);
        match at {
            0..4 => assert!(matches!(told, Err(PackageError::NotAPackage)), "{at}"),
            _ => assert!(matches!(told, Err(PackageError::Damaged)), "{at}: {told:?}"),
        }
        if (4..CHECK_AT).contains(&at) || at >= HEADER_BYTES {
            assert!(opened(&with_right_check(flipped), FRIEND).is_err(), "{at}");
        }
    }
}

#[test]
fn another_file_is_no_package_and_a_newer_format_is_told_apart_from_damage() {
    for other in [&b""[..], b"PK\x03\x04", b"SQLite format 3\0", "biên bản".as_bytes()] {
        assert!(matches!(opened(other, FRIEND), Err(PackageError::NotAPackage)));
    }
    let mut newer = made(PHONE, FRIEND, &exchange());
    newer[4] = 2;
    assert!(matches!(opened(&with_right_check(newer), FRIEND), Err(PackageError::Newer)));
    let form = inside(PHONE, PHONE, |manifest| manifest.form = 9);
    assert!(matches!(inside_for_friend(&form), Err(PackageError::Newer)));
    let Body::Request(request) = request() else { panic!("a request") };
    let version = Body::Request(Request { version: 2, ..request });
    assert!(matches!(opened(&made(PHONE, WARD, &version), WARD), Err(PackageError::Newer)));
}

#[test]
fn a_signature_by_another_key_or_over_other_bytes_does_not_hold() {
    assert!(inside_for_friend(&inside(PHONE, PHONE, |_| {})).is_ok());
    assert!(matches!(inside_for_friend(&inside(PHONE, FRIEND, |_| {})), Err(PackageError::Forged(_))));
    let good = inside(PHONE, PHONE, |_| {});
    for at in 0..good.len() {
        let mut flipped = good.clone();
        flipped[at] ^= 1;
        assert!(inside_for_friend(&flipped).is_err(), "{at}");
    }
    // The same bytes signed for another purpose.
    let signed: Signed = wire::decode(&good).unwrap();
    let manifest: Manifest = signed.peek().unwrap();
    let elsewhere = wire::encode(&Signed::seal(crate::envelope::ENVELOPE_LABEL, &manifest, &key(PHONE)));
    assert!(matches!(inside_for_friend(&elsewhere), Err(PackageError::Forged(_))));
}

#[test]
fn what_was_meant_for_one_reader_or_ward_cannot_be_packed_again_for_another() {
    let for_ward = inside(PHONE, PHONE, |manifest| manifest.reader = public(WARD));
    assert!(matches!(inside_for_friend(&for_ward), Err(PackageError::WrongReader)));
    let of_other = inside(PHONE, PHONE, |manifest| manifest.ward = public(OTHER_WARD));
    assert!(matches!(inside_for_friend(&of_other), Err(PackageError::Foreign)));
}

#[test]
fn each_form_goes_one_way_only() {
    assert!(matches!(opened(&made(FRIEND, PHONE, &answer()), PHONE), Err(PackageError::UnknownSender)));
    assert!(matches!(opened(&made(PHONE, FRIEND, &request()), FRIEND), Err(PackageError::WrongReader)));
    assert!(matches!(opened(&made(PHONE, WARD, &exchange()), WARD), Err(PackageError::WrongReader)));
}

#[test]
fn what_inflates_beyond_the_bound_is_refused_before_it_is_read() {
    use std::io::Write as _;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![0; 64 * 1024];
    for _ in 0..=limits::PACKAGE_INFLATED_BYTES_MAX / zeros.len() {
        encoder.write_all(&zeros).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 8192, "{}", bomb.len());
    assert!(matches!(Body::unpack(3, &bomb), Err(PackageError::TooLarge(_))));
    assert!(matches!(Body::unpack(3, &[0xff; 40]), Err(PackageError::Damaged)));
    let mut file = made(PHONE, FRIEND, &exchange());
    file.resize(limits::PACKAGE_BYTES_MAX + 1, 0);
    assert!(matches!(opened(&file, FRIEND), Err(PackageError::TooLarge(_))));
}

#[test]
fn more_than_the_bounds_allow_is_not_written() {
    let Body::Exchange(Exchange { certificates, .. }) = exchange() else { panic!("an exchange") };
    let times = |count: usize| vec![certificates[0].clone(); count];
    let certificates = times(limits::EXCHANGE_CERTIFICATES_MAX + 1);
    let many = Body::Exchange(Exchange { envelopes: Vec::new(), certificates });
    assert!(matches!(Body::unpack(3, &many.pack().unwrap()), Err(PackageError::TooMany(_))));
    let larger = Body::Exchange(Exchange { envelopes: times(40_000), certificates: Vec::new() });
    assert!(matches!(larger.pack(), Err(PackageError::TooLarge(_))));
}

#[test]
fn a_reader_whose_key_is_no_point_is_refused() {
    let nowhere = (0..=255).map(|n| [n; 32]).find(|bytes| VerifyingKey::from_bytes(bytes).is_err()).unwrap();
    let to = Address { reader: nowhere, ..address(WARD, FRIEND) };
    assert!(matches!(write(&to, &exchange(), &key(PHONE), &[77; 32]), Err(PackageError::BadKey(_))));
}

#[test]
fn two_files_with_the_same_content_show_nothing_alike() {
    let one = write(&address(WARD, FRIEND), &exchange(), &key(PHONE), &[1; 32]).unwrap();
    let two = write(&address(WARD, FRIEND), &exchange(), &key(PHONE), &[2; 32]).unwrap();
    assert_eq!(one.id, two.id, "what is signed is the same");
    let alike = |from: usize, to: usize| one.bytes[from..to] == two.bytes[from..to];
    assert!(alike(0, 5) && !alike(5, 37) && !alike(37, 45) && !alike(45, 53));
}

#[test]
fn sealed_work_is_for_the_ward_alone_and_bounded_like_a_request() {
    let file = made(PHONE, WARD, &hand_in());
    let read = opened(&file, WARD).unwrap();
    assert_eq!((read.body, read.sender), (hand_in(), public(PHONE)));
    assert!(matches!(opened(&file, PHONE), Err(PackageError::WrongReader)), "not even whoever sealed it");
    assert!(matches!(opened(&file, FRIEND), Err(PackageError::WrongReader)));
    assert!(matches!(opened(&made(PHONE, FRIEND, &hand_in()), FRIEND), Err(PackageError::WrongReader)));
    let Body::HandIn(HandIn { envelopes }) = hand_in() else { panic!("work") };
    let many = Body::HandIn(HandIn { envelopes: vec![envelopes[0].clone(); limits::ENVELOPES_PER_REQUEST_MAX + 1] });
    assert!(matches!(Body::unpack(4, &many.pack().unwrap()), Err(PackageError::TooMany(_))));
}

/// Do not update me: packages lie on cards and in drawers, and are read for ever.
#[test]
fn a_package_written_once_is_read_for_ever() {
    let file = hex::decode(GOLDEN.trim()).unwrap();
    let read = opened(&file, WARD).unwrap();
    assert_eq!((read.body, read.sender, read.number), (request(), public(PHONE), 5));
    let none = HandIn { envelopes: Vec::new() };
    assert_eq!((hand_in().form(), wire::encode(&none)), (4, vec![0xa1, 0x00, 0x80]));
}

const GOLDEN: &str = include_str!("golden.txt");
