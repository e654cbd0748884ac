use std::collections::BTreeSet;

use super::spec::{Does, Form, Life, Origin, Part};
use super::*;
use crate::doc::{ChunkForm, Doc, Seed};
use crate::id::{DocId, OrgId};
use crate::key::{AboutKey, may_bear};
use crate::role::Role;

fn about_key(kind: Kind) -> AboutKey {
    AboutKey {
        kind,
        org: OrgId::from_bytes(*b"golden-test-org!"),
        about: DocId::from_bytes(*b"golden-test-rec!"),
        ordinal: 1,
    }
}

/// Do not update this to make a test pass: the numbers and codes are on phones and in wards for ever.
#[test]
fn codes_and_numbers_are_those_that_were_shipped() {
    let kinds: Vec<(u8, &str)> = Kind::ALL.iter().map(|kind| (kind.number(), kind.code())).collect();
    assert_eq!(
        kinds,
        [
            (1, "meeting"),
            (2, "member"),
            (3, "org"),
            (4, "resolution"),
            (5, "task"),
            (6, "review"),
            (7, "reply"),
            (8, "regulation"),
            (9, "self_review"),
            (10, "questioning"),
            (11, "dialogue"),
            (12, "programme"),
            (13, "mass_org"),
            (14, "model"),
            (15, "guidance"),
            (16, "inspection"),
            (17, "report"),
            (18, "dues"),
            (19, "case"),
            (20, "decision"),
            (21, "transfer"),
            (22, "org_change"),
            (23, "residence"),
            (24, "order"),
        ]
    );
    for kind in Kind::ALL {
        assert_eq!((Kind::from_number(kind.number()), Kind::from_code(kind.code())), (Some(kind), Some(kind)));
        // CBOR's numbers from 24 on have a byte before them.
        let frame = if kind.number() < 24 { vec![kind.number()] } else { vec![24, kind.number()] };
        assert_eq!(minicbor::to_vec(kind).unwrap(), frame);
        assert_eq!(minicbor::decode::<Kind>(&frame).unwrap(), kind);
    }
    assert!(minicbor::decode::<Kind>(&[0]).is_err() && minicbor::decode::<Kind>(&[24, 25]).is_err());
}

/// Do not update this to make a test pass: a foundation that changes parts the phones that have it from those that do not.
#[test]
fn foundations_are_those_that_were_shipped() {
    let id = DocId::from_bytes(*b"golden-test-rec!");
    let laid = |kind: Kind| {
        let seed = match kind.spec().origin {
            Origin::About => Seed::About(about_key(kind)),
            _ => Seed::Id(kind, id),
        };
        let doc = Doc::create(&seed);
        assert_eq!(doc.foundation_changes().len(), 1);
        doc.foundation_changes().first().unwrap().to_string()
    };
    let laid: Vec<String> = Kind::ALL.iter().skip(3).map(|kind| laid(*kind)).collect();
    assert_eq!(laid, GOLDEN);
}

const GOLDEN: [&str; 21] = [
    "9c38e53c56509154a66b0fdbd04522491b21c7d5baca866e18bf3ecf0b534198",
    "4f0f3486c1aa5beffa52e873ddd5fd249d8210606aa457f0da8d91d2464af6ff",
    "8427f80c3b09af5b245b5bf8611f1134c1ab9ce7ff521b80b88926275d413203",
    "1002bb545ec41787314aea5c1eb66742230996e3e6d802149efca042b942b160",
    "68cb84b580626a3507fcd24ed4930a529af101c1dcb3032963a5f855c01e535d",
    "79a1e9b9ca99b4e1f5042f2dca7f6a15e2f73475950250e343dff6d091610707",
    "ad176951654673da5a0852038f088a49733c5fa2e7e771eb47ddaeb77f708ec4",
    "2a07536792e3f4d77b95819b1a43738e442cdff003251dc92a82c2d2d6436c4f",
    "9dbbc321a0344e320d6738e6a59071dbfefd553308d0436efbfda0a1676dc588",
    "d147368307004679f2c41b2b90bce26667813404e880afdf83d8d612c84bea5d",
    "97a3fee90c4bcd28f3622524cfd98f4dcb8d817a10423225ae53c8fea590de5c",
    "439ad527b3fe3976cf62dae6e5f047c839d45cfe6c99be88c04113da3aaf2251",
    "ed8ca9c7d648d2962198a1d14627b075660679eb04970afc9e3e2ec025ae8c29",
    "99e2286f03457167937b8314ee5ca8872aaa6da13c520d901f01468c50ebbf75",
    "cf6a5f6cdce6b9d185ab1b5661cef7e6fa1ae1f697a5e6bcf0e6f63771b5bc90",
    "588f67c032cdbd7f0680febb4634df93a0bed958a2a0813e0815eeb51fce12aa",
    "b0116eb6c6794356217fa94ffa2ff9a6e94f545a29f8f6fe1acb07919f4dfa18",
    "9b601ad573ffab82f014d4f3aeb93920f92da847a7ea16aafb088efa6854382f",
    "a349c662ddc7fdfae6904ea78152326640dfbdbe35f897fe63793ade5deda1b3",
    "960770b068571dd0ce62380e2b4acfe8a14a1be0494f4cbead703582219861a9",
    "2bfd9935da71886dbdbddd60817b23836f4951b2ef14a713b8d89b0b845dd074",
];

#[test]
fn what_a_spec_names_is_there() {
    for spec in Kind::ALL.map(Kind::spec) {
        let names: Vec<&str> = spec.parts.iter().map(|part| part.name).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{}: a part twice", spec.code);
        assert_eq!(spec.part(spec.head).map(|part| part.form), Some(Form::Head), "{}", spec.code);
        let has = |field: &str| field.is_empty() || spec.head_field(field).is_some();
        let line = &spec.line;
        assert!([line.title, line.on, line.about, line.due, spec.life.field].into_iter().all(has), "{}", spec.code);
        assert!(line.done.iter().all(|state| spec.life.states.contains(state)), "{}", spec.code);
        let people =
            spec.parts.iter().flat_map(|part| part.fields).any(|field| matches!(field.shape, spec::Shape::Person));
        for field in spec.parts.iter().flat_map(|part| part.fields) {
            let kinds = if let spec::Shape::Record(kinds) = field.shape { kinds } else { &[] };
            assert!(kinds.iter().all(|code| Kind::from_code(code).is_some()), "{}/{}", spec.code, field.name);
        }
        assert!(!people || spec.part("people").is_some(), "{}: persons have names", spec.code);
        for Part { name, form, fields, .. } in spec.parts {
            let fields: BTreeSet<&str> = fields.iter().map(|field| field.name).collect();
            assert!(
                matches!(form, Form::Head | Form::Keyed(_) | Form::Entries | Form::Typed) || fields.is_empty(),
                "{name}"
            );
            assert!(fields.iter().all(|field| !field.contains('/')), "{}/{name}", spec.code);
        }
    }
}

#[test]
fn steps_lead_from_states_to_states_and_ask_for_fields_that_nothing_else_sets() {
    for spec in Kind::ALL.map(Kind::spec) {
        let Life { states, steps, .. } = spec.life;
        assert!(states.len() == states.iter().collect::<BTreeSet<_>>().len(), "{}", spec.code);
        for step in steps {
            let (name, known) = (format!("{}/{}", spec.code, step.name), |state: &&str| states.contains(state));
            assert!(!step.from.is_empty() && step.from.iter().all(known), "{name}");
            match step.does {
                Does::Move(to) => assert!(known(&to), "{name}"),
                Does::MoveReading(to, kept) => {
                    assert!(known(&to) && spec.head_field(kept).is_some_and(|f| f.is_of_step), "{name}")
                }
                Does::Submit => assert!(spec.part("adoption").is_some(), "{name}"),
            }
            assert!(step.asks.iter().all(|field| spec.head_field(field).is_some_and(|f| f.is_of_step)), "{name}");
            let writes = |role: &Role| spec.writers.iter().any(|writers| writers.roles.contains(role));
            assert!(step.by.iter().flat_map(|by| by.roles).all(writes), "{name}: whoever takes it writes the record");
        }
        // Every state but the first is led to, so that none is there for nothing.
        for state in states.iter().skip(1) {
            let leads =
                |step: &spec::Step| matches!(step.does, Does::Move(to) | Does::MoveReading(to, _) if to == *state);
            assert!(steps.iter().any(leads), "{}: nothing leads to {state}", spec.code);
        }
    }
}

#[test]
fn an_id_that_follows_from_a_record_is_kept_for_the_kind_that_speaks_about_it() {
    for kind in Kind::ALL.into_iter().filter(|kind| kind.spec().origin == Origin::About) {
        let id = about_key(kind).doc();
        for other in Kind::ALL {
            assert_eq!(may_bear(other, id), other == kind, "{} under the id of a {}", other.code(), kind.code());
        }
        let doc = Doc::create(&Seed::About(about_key(kind)));
        assert_eq!((doc.id(), doc.about_key(), doc.key_org()), (id, Some(about_key(kind)), Some(about_key(kind).org)));
        let elsewhere = AboutKey { org: OrgId::from_bytes([9; 16]), ..about_key(kind) };
        let second = AboutKey { ordinal: 2, ..about_key(kind) };
        assert!(elsewhere.doc() != id && second.doc() != id);
    }
    assert!(Kind::ALL.into_iter().all(|kind| may_bear(kind, DocId::from_bytes([7; 16]))));
}

#[test]
fn a_record_about_another_one_is_the_same_for_whoever_begins_it() {
    let key = about_key(Kind::Review);
    let (here, there) = (Doc::create(&Seed::About(key.clone())), Doc::create(&Seed::About(key.clone())));
    assert_eq!(here.save(), there.save());
    let (_, absorbed) = here.absorb(ChunkForm::Document, &there.save(), None).unwrap();
    assert!(absorbed.fresh.is_empty());
}
