//! Frames, envelopes, packages and codes: what is decoded, and what is signed.

use std::borrow::Cow;

use shared::envelope::{CERTIFICATE_LABEL, Certificate, ENVELOPE_LABEL, Envelope, Signed};
use shared::id::labelled_hash;
use shared::limits;
use shared::org::OrgTree;
use shared::package;
use shared::sync::server::{self, Sender};
use shared::wire::{
    self, EnrolCode, EnrolOffer, EnrolRequest, EnrolResponse, ErrorFrame, LookRequest, Request, Response,
};

use super::Verdict;
use super::ground::ground;

/// The body of a sync or enrolment request, as it reaches the server inflated.
pub(super) fn request(input: &[u8]) -> Verdict {
    let request = Request::read(input);
    if let Ok(request) = &request {
        assert_eq!(Request::read(&wire::encode(request)).ok().as_ref(), Some(request));
    }
    // Enrolments and looks at a code are let in at doors of their own, by length first.
    let short = input.len() <= limits::ENROL_BODY_BYTES_MAX;
    drop(short.then(|| wire::decode::<LookRequest>(input)));
    let enrolment = short.then(|| wire::decode::<Signed>(input).ok()?.peek::<EnrolRequest>().ok()).flatten();
    if enrolment.is_some() { Verdict::Admitted } else { Verdict::of(&request) }
}

/// The body of an answer, as it reaches a device inflated.
pub(super) fn answer(input: &[u8]) -> Verdict {
    let response = Response::read(input);
    if let Ok(response) = &response {
        assert_eq!(Response::read(&wire::encode(response)).ok().as_ref(), Some(response));
    }
    // A device knows which of the four it asked for; only inputs that say little of time are read as all of them.
    if input.len() <= 65_536 {
        drop(wire::decode::<EnrolResponse>(input));
        drop(wire::decode::<EnrolOffer>(input));
        drop(wire::decode::<ErrorFrame>(input));
    }
    Verdict::of(&response)
}

/// A signed thing: an input that is no frame is taken as the body of one that the device really signed.
pub(super) fn envelope(input: &[u8]) -> Verdict {
    let ground = ground();
    let sealed = match wire::decode::<Signed>(input) {
        Ok(sealed) => sealed,
        Err(_) => match wire::decode::<Envelope>(input) {
            Ok(envelope) => envelope.seal(&ground.key),
            Err(_) => return Verdict::Refused,
        },
    };
    assert_eq!(wire::decode::<Signed>(&wire::encode(&sealed)).ok().as_ref(), Some(&sealed));
    drop(sealed.open::<Certificate>(CERTIFICATE_LABEL, &ground.ward.verifying_key().to_bytes()));
    drop(sealed.open::<Envelope>(ENVELOPE_LABEL, &ground.key.verifying_key().to_bytes()));
    let place = ground.certificate().place();
    let sender = Sender { public_key: ground.key.verifying_key().to_bytes(), place, revoked: false };
    Verdict::of(&server::judge(&sealed, Some(&sender), &OrgTree::of(Vec::new()), None))
}

/// A package: its file, its inside, its parts as texts, the card of a device, several handed in together, and the ward's
/// word on those.
pub(super) fn package(input: &[u8]) -> Verdict {
    let ground = ground();
    let ward = ground.ward.verifying_key().to_bytes();
    let reader = ground.key.verifying_key().to_bytes();
    let (Some(what), rest) = (input.first(), input.get(1..).unwrap_or_default()) else { return Verdict::Refused };
    match what % 7 {
        0 => Verdict::of(&package::read(rest, &ward, &ground.key)),
        1 => Verdict::of(&package::read_inside(rest, &ward, &reader)),
        2 => Verdict::of(&package::Body::unpack(rest.first().copied().unwrap_or(0), rest.get(1..).unwrap_or_default())),
        3 => {
            let text = String::from_utf8_lossy(rest);
            Verdict::of(&package::join(text.split('\n')))
        }
        4 => {
            let text = String::from_utf8_lossy(rest);
            if package::read_card(&text, &ward).is_some() { Verdict::Admitted } else { Verdict::Refused }
        }
        5 => handed_in(&checked(*b"SENH", rest)),
        _ => Verdict::of(&package::HandedIn::read(&checked(*b"SENR", rest), &ward)),
    }
}

/// Sealed work as the ward opens it, one package after the other.
fn handed_in(file: &[u8]) -> Verdict {
    let ward = &ground().ward;
    let Ok(packages) = package::unbundle(file) else { return Verdict::Refused };
    if file.len() <= limits::BODY_BYTES_MAX {
        assert_eq!(package::bundle(packages.iter().copied()), file);
    }
    for package in packages {
        drop(package::read(package, &ward.verifying_key().to_bytes(), ward));
    }
    Verdict::Admitted
}

/// A file with its right check in front: hashing what is offered teaches a fuzzer nothing.
fn checked(magic: [u8; 4], input: &[u8]) -> Cow<'_, [u8]> {
    if input.starts_with(&magic) {
        return Cow::Borrowed(input);
    }
    let check = labelled_hash("sen/hand-in-file/1", &[&magic, &[1], input]);
    Cow::Owned([&magic[..], &[1], &check[..8], input].concat())
}

/// An enrolment code: as it is typed, or what it says, put into text here.
pub(super) fn code(input: &[u8]) -> Verdict {
    let text = match wire::decode::<EnrolCode>(input) {
        Ok(code) => code.to_text(),
        Err(_) => String::from_utf8_lossy(input).into_owned(),
    };
    let read = EnrolCode::parse(&text);
    if let Ok(code) = &read
        && code.url.len() < 500
    {
        assert_eq!(EnrolCode::parse(&code.to_text()).ok().as_ref(), Some(code));
    }
    Verdict::of(&read)
}
