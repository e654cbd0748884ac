use super::*;

use std::path::Path;

use crate::engine::tests::server::FakeServer;
use crate::engine::{Draft, RunningText};
use crate::profiles::{DeviceSecret, Household, ProfileId, Uptime};
use shared::SigningKey;
use shared::id::DocId;
use shared::meeting::{MeetingKey, MeetingKind};
use shared::package::Opened;
use shared::time::CivilDate;

const PIN: &str = "271828";

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_ms(1_793_880_000_000 + seconds * 1000)
}

fn cell() -> OrgId {
    OrgId::from_bytes(*b"chi-bo-my-phuoc!")
}

fn meeting() -> MeetingKey {
    let date = CivilDate::new(2026, 11, 5).unwrap();
    MeetingKey { org: cell(), kind: MeetingKind::Regular, date, ordinal: 1 }
}

fn doc() -> DocId {
    meeting().doc()
}

struct Shared {
    folder: tempfile::TempDir,
    home: Household,
    id: ProfileId,
}

impl Shared {
    fn phone() -> (Self, FakeServer, Engine) {
        let server = FakeServer::new(cell());
        let folder = tempfile::tempdir().unwrap();
        let home = Household::new(folder.path(), DeviceSecret::from_bytes([3; 32]));
        let id = home.add("Nguyễn Văn An", PIN).unwrap();
        let phone = Self { folder, home, id };
        let mut engine = phone.open();
        let (code, request) = engine.begin_enrolment(&server.code(), "máy thử").unwrap();
        engine.finish_enrolment(&code, &server.enrol(&request, "Nguyễn Văn An", None)).unwrap();
        (phone, server, engine)
    }

    fn open(&self) -> Engine {
        self.home.unlock(self.id, PIN, Uptime::from_ms(1), at(0)).unwrap()
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(self.id.to_string()).join(name)
    }

    /// What anybody can carry away, each package opened by the ward.
    fn sealed(&self) -> Vec<Vec<Signed>> {
        self.home.hand_in(self.id).map_or_else(|_| Vec::new(), |file| Self::opened(&file.bytes))
    }

    fn opened(file: &[u8]) -> Vec<Vec<Signed>> {
        let ward = SigningKey::from_bytes(&[42; 32]);
        let opened = package::unbundle(file).unwrap().into_iter().map(|closed| {
            let Opened { body, .. } = package::read(closed, &ward.verifying_key().to_bytes(), &ward).unwrap();
            let Body::HandIn(work) = body else { panic!("sealed work") };
            work.envelopes
        });
        opened.collect()
    }
}

/// What the ward makes of envelopes, each under its author's rule.
fn merged(known: Option<Doc>, envelopes: &[Signed]) -> Doc {
    let mut doc = known;
    for sealed in envelopes {
        let envelope: Envelope = sealed.peek().unwrap();
        let author = Some(envelope.device);
        let (next, _) = match doc {
            Some(doc) => doc.absorb(envelope.form, &envelope.chunk, author).unwrap(),
            None => Doc::found(envelope.doc, envelope.known_kind().unwrap(), envelope.form, &envelope.chunk, author)
                .unwrap(),
        };
        doc = Some(next);
    }
    doc.unwrap()
}

fn sync(engine: &mut Engine, server: &mut FakeServer) {
    for _ in 0..8 {
        let request = engine.begin_sync(at(500)).unwrap();
        if !engine.finish_sync(&server.answer(&request), at(501)).unwrap().more {
            return;
        }
    }
    panic!("the sync does not come to an end");
}

#[test]
fn every_edit_that_returned_is_sealed_and_the_seal_shows_nothing() {
    let (phone, _, mut engine) = Shared::phone();
    engine.open_meeting(&meeting(), at(0)).unwrap();
    for n in 0..5 {
        engine.splice_minutes(doc(), (0, 0), "Chi bộ họp đúng giờ. ", at(n)).unwrap();
        let sealed = phone.sealed().concat();
        assert_eq!(merged(None, &sealed).heads(), engine.record(doc()).unwrap().heads(), "edit {n}");
    }
    let file = phone.home.hand_in(phone.id).unwrap().bytes;
    let stored = std::fs::read(phone.file("outbox.db-wal")).unwrap();
    for (bytes, what) in [(&file, "file"), (&stored, "outbox")] {
        for word in ["Chi bộ", "minutes", "Nguyễn"] {
            assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word} in the {what}");
        }
        let device = engine.device();
        assert!(!bytes.windows(16).any(|window| window == device.as_bytes()), "the device in the {what}");
    }
    // An edit that says nothing new seals nothing either.
    let before = phone.sealed().len();
    engine.open_meeting(&meeting(), at(9)).unwrap();
    assert_eq!(phone.sealed().len(), before);
}

#[test]
fn what_is_typed_is_sealed_when_the_person_pauses_and_not_letter_by_letter() {
    let (phone, _, mut engine) = Shared::phone();
    engine.open_meeting(&meeting(), at(0)).unwrap();
    let mut draft = engine.begin_draft(doc(), RunningText::MINUTES).unwrap();
    let types = |engine: &mut Engine, draft: &mut Draft, text: &str, from: usize| {
        for (place, letter) in text.chars().enumerate() {
            engine.type_into(draft, (from + place, 0), &letter.to_string(), at(1)).unwrap();
        }
    };
    let before = phone.sealed().len();
    types(&mut engine, &mut draft, "Chi bộ họp", 0);
    assert_eq!(phone.sealed().len(), before);
    engine.end_typing().unwrap();
    assert_eq!(phone.sealed().len(), before + 1);
    let long = (0..3000).map(|n| format!("{n:x} ")).collect::<String>();
    engine.type_into(&mut draft, (10, 0), &long, at(2)).unwrap();
    // A full disk keeps what was typed as it was typed, and seals it once there is room.
    engine.sealing.as_ref().unwrap().outbox.fill();
    engine.end_typing().unwrap_err();
    engine.sealing.as_ref().unwrap().outbox.empty();
    let end = 10 + long.chars().count();
    types(&mut engine, &mut draft, ".", end);
    engine.end_typing().unwrap();
    assert_eq!(phone.sealed().len(), before + 3);
    let ward = merged(None, &phone.sealed().concat());
    assert_eq!(ward.heads(), engine.record(doc()).unwrap().heads());
    assert_eq!(engine.meeting(doc()).unwrap().view.minutes, format!("Chi bộ họp{long}."));
}

#[test]
fn what_a_full_phone_cannot_seal_of_what_was_typed_is_handed_in_and_is_the_same_change_once_there_is_room() {
    let (phone, _, mut engine) = Shared::phone();
    engine.open_meeting(&meeting(), at(0)).unwrap();
    assert_eq!(engine.typed_package().unwrap(), None, "nothing was typed");
    let mut draft = engine.begin_draft(doc(), RunningText::MINUTES).unwrap();
    let long = (0..3000).map(|n| format!("{n:x} ")).collect::<String>();
    engine.type_into(&mut draft, (0, 0), &long, at(1)).unwrap();
    engine.type_into(&mut draft, (0, 0), "Họp. ", at(2)).unwrap();
    engine.sealing.as_ref().unwrap().outbox.fill();
    engine.end_typing().unwrap_err();
    let before = phone.sealed();
    let file = |engine: &mut Engine| {
        let typed = engine.typed_package().unwrap();
        phone.home.hand_in_with(phone.id, typed).unwrap()
    };
    let made = file(&mut engine);
    assert_eq!((made.packages, phone.sealed()), (before.len() + 1, before), "nothing is written");
    let ward = merged(None, &Shared::opened(&made.bytes).concat());
    assert_eq!(ward.running_text(&RunningText::MINUTES.place().1).unwrap(), format!("Họp. {long}"));
    engine.sealing.as_ref().unwrap().outbox.empty();
    engine.end_typing().unwrap();
    assert_eq!(engine.record(doc()).unwrap().heads(), ward.heads(), "brought twice it stands there once");
    assert_eq!(engine.typed_package().unwrap(), None);
}

#[test]
fn an_edit_that_cannot_be_stored_is_not_sealed_either_and_its_numbers_are_not_used_again() {
    let (phone, _, mut engine) = Shared::phone();
    engine.open_meeting(&meeting(), at(0)).unwrap();
    engine.splice_minutes(doc(), (0, 0), "Một. ", at(1)).unwrap();
    let early = phone.sealed().concat();
    engine.vault.fill();
    let pen = format!("{:?}", engine.pen);
    let long = "Dài dòng, khác nhau từng chữ một. ".repeat(400);
    assert!(engine.splice_minutes(doc(), (0, 0), &long, at(2)).is_err());
    assert_eq!(phone.sealed().concat().len(), early.len());
    engine.vault.empty();
    engine.splice_minutes(doc(), (0, 0), "Hai. ", at(3)).unwrap();
    let late = phone.sealed().concat();
    assert_eq!(merged(None, &late).heads(), engine.record(doc()).unwrap().heads());
    assert_eq!(engine.meeting(doc()).unwrap().view.minutes, "Hai. Một. ");
    assert_ne!(pen, format!("{:?}", engine.pen), "a fresh one: nobody knows what of the failed edit lies where");
}

#[test]
fn an_edit_that_cannot_be_sealed_is_not_written() {
    let (phone, _, mut engine) = Shared::phone();
    engine.open_meeting(&meeting(), at(0)).unwrap();
    engine.sealing.as_ref().unwrap().outbox.fill();
    let long = (0..3000).map(|n| format!("{n:x} ")).collect::<String>();
    let told = engine.splice_minutes(doc(), (0, 0), &long, at(1));
    assert!(matches!(told, Err(EngineError::Vault(crate::vault::VaultError::Full(_)))), "{told:?}");
    assert_eq!(engine.meeting(doc()).unwrap().view.minutes, "");
    drop(engine);
    let mut engine = phone.open();
    assert_eq!(engine.meeting(doc()).unwrap().view.minutes, "");
    engine.splice_minutes(doc(), (0, 0), &long, at(2)).unwrap();
    assert_eq!(merged(None, &phone.sealed().concat()).heads(), engine.record(doc()).unwrap().heads());
}

#[test]
fn what_a_full_phone_could_not_seal_when_it_was_opened_is_sealed_before_the_next_edit() {
    let (phone, _, mut engine) = Shared::phone();
    let long = (0..3000).map(|n| format!("{n:x} ")).collect::<String>();
    engine.open_meeting(&meeting(), at(0)).unwrap();
    engine.splice_minutes(doc(), (0, 0), &long, at(1)).unwrap();
    let ward = engine.account().unwrap().ward_key;
    engine.sealing.as_mut().unwrap().outbox.replace(&ward, &[]).unwrap();
    engine.fall_behind();
    engine.sealing.as_ref().unwrap().outbox.fill();
    assert!(engine.splice_minutes(doc(), (0, 0), "Một. ", at(2)).is_err(), "what came before is not sealed");
    assert!(engine.open_meeting(&MeetingKey { ordinal: 2, ..meeting() }, at(2)).is_err());
    assert_eq!(engine.meeting(doc()).unwrap().view.minutes, long);
    engine.sealing.as_ref().unwrap().outbox.empty();
    engine.splice_minutes(doc(), (0, 0), "Hai. ", at(3)).unwrap();
    assert_eq!(merged(None, &phone.sealed().concat()).heads(), engine.record(doc()).unwrap().heads());
}

#[test]
fn a_stop_between_seal_and_vault_leaves_at_most_an_edit_too_many_and_no_number_twice() {
    let (phone, _, mut engine) = Shared::phone();
    engine.open_meeting(&meeting(), at(0)).unwrap();
    engine.splice_minutes(doc(), (0, 0), "Một. ", at(1)).unwrap();
    drop(engine);
    let before = std::fs::read(phone.file("vault.db")).unwrap();
    let mut engine = phone.open();
    engine.splice_minutes(doc(), (0, 0), "Không bao giờ trả lời. ", at(2)).unwrap();
    drop(engine);
    // As if the phone had died after the seal: the vault never heard of it.
    std::fs::write(phone.file("vault.db"), before).unwrap();
    let carried = phone.sealed().concat();
    let mut engine = phone.open();
    engine.splice_minutes(doc(), (5, 0), "Hai. ", at(3)).unwrap();
    assert_eq!(engine.meeting(doc()).unwrap().view.minutes, "Một. Hai. ");
    let later = phone.sealed().concat();
    let ward = merged(Some(merged(None, &carried)), &later);
    assert!(ward.contains_all(&engine.record(doc()).unwrap().heads()), "both are at the ward, in either order");
    assert!(merged(Some(merged(None, &later)), &carried).contains_all(&engine.record(doc()).unwrap().heads()));
}

#[test]
fn many_edits_stay_few_packages_and_none_of_them_is_missing() {
    let (phone, _, mut engine) = Shared::phone();
    engine.open_meeting(&meeting(), at(0)).unwrap();
    for n in 0..300 {
        engine.splice_minutes(doc(), (0, 0), "a", at(n)).unwrap();
    }
    let sealed = phone.sealed();
    assert!(sealed.len() <= LOOSE_MAX + 2, "{} packages", sealed.len());
    assert_eq!(merged(None, &sealed.concat()).heads(), engine.record(doc()).unwrap().heads());
    drop(engine);
    let mut engine = phone.open();
    assert_eq!(phone.sealed().len(), 1, "opened, all is sealed together");
    assert_eq!(merged(None, &phone.sealed().concat()).heads(), engine.record(doc()).unwrap().heads());
}

#[test]
fn what_was_synced_waits_no_more_and_what_came_after_does() {
    let (phone, mut server, mut engine) = Shared::phone();
    engine.open_meeting(&meeting(), at(0)).unwrap();
    engine.splice_minutes(doc(), (0, 0), "Một. ", at(1)).unwrap();
    let carried = phone.sealed().concat();
    sync(&mut engine, &mut server);
    assert_eq!(phone.sealed(), Vec::<Vec<Signed>>::new());
    let at_ward = engine.record(doc()).unwrap();
    engine.splice_minutes(doc(), (0, 0), "Hai. ", at(2)).unwrap();
    let sealed = phone.sealed().concat();
    let ward = merged(Some(at_ward.clone()), &sealed);
    assert_eq!(ward.heads(), engine.record(doc()).unwrap().heads());
    // What somebody carried before brings nothing that the sync did not.
    assert_eq!(merged(Some(at_ward.clone()), &carried).heads(), at_ward.heads());
}

#[test]
fn a_server_that_lost_everything_finds_it_among_the_sealed_again() {
    let (phone, mut server, mut engine) = Shared::phone();
    engine.open_meeting(&meeting(), at(0)).unwrap();
    engine.splice_minutes(doc(), (0, 0), "Một. ", at(1)).unwrap();
    sync(&mut engine, &mut server);
    assert!(phone.sealed().is_empty());
    server.lose_everything();
    let request = engine.begin_sync(at(600)).unwrap();
    engine.finish_sync(&server.answer(&request), at(601)).unwrap();
    let request = engine.begin_sync(at(602)).unwrap();
    engine.finish_sync(&server.answer(&request), at(603)).unwrap();
    // Now the device knows what the server lacks, and so does whoever carries its sealed work.
    assert_eq!(merged(None, &phone.sealed().concat()).heads(), engine.record(doc()).unwrap().heads());
}

#[test]
fn a_single_persons_vault_seals_nothing_and_writes_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let key = crate::vault::VaultKey::from_bytes([7; 32]);
    let mut engine = Engine::create(&folder.path().join("so.sen"), &key).unwrap();
    engine.open_meeting(&meeting(), at(0)).unwrap();
    engine.splice_minutes(doc(), (0, 0), "Một. ", at(1)).unwrap();
    let names = |path: &Path| std::fs::read_dir(path).unwrap().count();
    assert!(names(folder.path()) <= 3, "the vault and its log");
    engine.rekey(&crate::vault::VaultKey::from_bytes([8; 32])).unwrap();
}
