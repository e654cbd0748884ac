use super::*;

use crate::engine::tests::server::FakeServer;
use shared::SigningKey;
use shared::id::{OrgId, PackageId};
use shared::package::{self, HandedIn, PackageError};

const PIN: &str = "271828";
const WRONG: &str = "314159";

fn at(seconds: u64) -> Uptime {
    Uptime::from_ms(seconds * 1000)
}

fn now() -> Timestamp {
    Timestamp::from_ms(1_793_880_000_000)
}

fn secret() -> DeviceSecret {
    DeviceSecret::from_bytes([3; 32])
}

/// The same phone after its app was started anew: nothing but the files is left of before.
fn household(folder: &tempfile::TempDir) -> Household {
    Household::new(&folder.path().join("home"), secret())
}

fn one() -> (tempfile::TempDir, ProfileId) {
    let folder = tempfile::tempdir().unwrap();
    let id = household(&folder).add("Nguyễn Văn An", PIN).unwrap();
    (folder, id)
}

fn tried(folder: &tempfile::TempDir, id: ProfileId, pin: &str, seconds: u64) -> Result<(), ProfileError> {
    household(folder).unlock(id, pin, at(seconds), now()).map(drop)
}

fn file(folder: &tempfile::TempDir, id: ProfileId, name: &str) -> std::path::PathBuf {
    folder.path().join("home").join(id.to_string()).join(name)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

#[test]
fn a_clock_that_begins_with_the_process_makes_a_wait_longer_and_never_shorter_than_it_shows() {
    let (folder, id) = one();
    for _ in 0..3 {
        assert!(tried(&folder, id, WRONG, 20).is_err());
    }
    household(&folder).begin_waits_anew().unwrap();
    for (seconds, left) in [(0, 30), (10, 20), (25, 5), (29, 1)] {
        let shown = household(&folder).profiles(at(seconds)).unwrap()[0].wait;
        assert_eq!(shown.as_secs(), left, "what is shown at {seconds}");
        assert!(matches!(tried(&folder, id, PIN, seconds), Err(ProfileError::Wait { left: told }) if told == shown));
    }
    assert!(tried(&folder, id, PIN, 30).is_ok());
}

#[test]
fn a_pins_key_that_was_made_elsewhere_is_counted_waits_and_opens_as_the_pin_does() {
    let (folder, id) = one();
    let by = |pin: &str, secret: &DeviceSecret, seconds: u64| {
        let key = household(&folder).pin_work(id).unwrap().key(pin, secret).unwrap();
        household(&folder).unlock_by(id, at(seconds), now(), |_| Ok(key)).map(drop)
    };
    assert!(by(PIN, &secret(), 1).is_ok());
    let other = DeviceSecret::from_bytes([4; 32]);
    for (pin, secret) in [(WRONG, secret()), (PIN, other), (WRONG, secret())] {
        assert!(matches!(by(pin, &secret, 20), Err(ProfileError::WrongPin { .. })));
    }
    assert_eq!(household(&folder).profiles(at(20)).unwrap()[0].wrong, 3);
    assert!(matches!(by(PIN, &secret(), 21), Err(ProfileError::Wait { .. })), "the right one waits as well");
    assert!(by(PIN, &secret(), 100).is_ok());
    // The key of a PIN that was changed meanwhile is a wrong one.
    let old = household(&folder).pin_work(id).unwrap().key(PIN, &secret()).unwrap();
    household(&folder).change_pin(id, PIN, "314159", at(101)).unwrap();
    let opened = household(&folder).unlock_by(id, at(102), now(), |_| Ok(old)).map(drop);
    assert!(matches!(opened, Err(ProfileError::WrongPin { .. })));
}

#[test]
fn wrong_pins_wait_longer_and_longer_across_restarts_and_the_right_one_then_opens() {
    let (folder, id) = one();
    for wait in [0, 0, 30] {
        let told = tried(&folder, id, WRONG, 1000);
        assert!(matches!(&told, Err(ProfileError::WrongPin { wait: after }) if after.as_secs() == wait), "{told:?}");
    }
    let shown = &household(&folder).profiles(at(1010)).unwrap()[0];
    assert_eq!((shown.wrong, shown.wait.as_secs()), (3, 20));
    // Neither the right one nor another wrong one is even tried before its time.
    for pin in [PIN, WRONG] {
        let told = tried(&folder, id, pin, 1029);
        assert!(matches!(&told, Err(ProfileError::Wait { left }) if left.as_secs() == 1), "{told:?}");
    }
    assert!(matches!(tried(&folder, id, WRONG, 1030), Err(ProfileError::WrongPin { wait }) if wait.as_secs() == 60));
    assert!(matches!(tried(&folder, id, PIN, 1089), Err(ProfileError::Wait { .. })));
    tried(&folder, id, PIN, 1090).unwrap();
    assert_eq!(household(&folder).profiles(at(1090)).unwrap()[0].wrong, 0, "a right one begins anew");
}

#[test]
fn no_clock_a_person_can_set_shortens_a_wait_and_a_restart_of_the_phone_begins_it_again() {
    let (folder, id) = one();
    for seconds in [50_000, 50_000, 50_000, 50_030, 50_090, 50_390, 51_290] {
        assert!(matches!(tried(&folder, id, WRONG, seconds), Err(ProfileError::WrongPin { .. })));
    }
    // The wall clock is an argument too, for what is written inside, and no part of this.
    for year in [-40, 0, 40] {
        let wall = Timestamp::from_ms(now().as_ms() + year * 31_557_600_000);
        let told = household(&folder).unlock(id, PIN, at(51_300), wall);
        assert!(matches!(told, Err(ProfileError::Wait { left }) if left.as_secs() == 3590));
    }
    // Started anew: the time since then counts, and not less because the old mark is passed once more.
    assert!(matches!(tried(&folder, id, PIN, 60), Err(ProfileError::Wait { left }) if left.as_secs() == 3540));
    assert!(matches!(tried(&folder, id, PIN, 3599), Err(ProfileError::Wait { .. })));
    tried(&folder, id, PIN, 3600).unwrap();
}

#[test]
fn a_try_counts_even_if_the_app_is_killed_before_it_is_made() {
    let (folder, id) = one();
    for tries in 1..=3 {
        let mut lock = Lock::read(&household(&folder).home, id).unwrap();
        lock.count(at(10)).unwrap();
        drop(lock);
        assert_eq!(household(&folder).profiles(at(10)).unwrap()[0].wrong, tries);
    }
    assert!(matches!(tried(&folder, id, PIN, 39), Err(ProfileError::Wait { .. })));
    tried(&folder, id, PIN, 40).unwrap();
}

#[test]
fn a_try_that_cannot_be_counted_is_not_made() {
    let (folder, id) = one();
    // Nothing can be written where the new lock would go.
    let place = folder.path().join("home").join(id.to_string()).join("lock.new");
    std::fs::create_dir(&place).unwrap();
    assert!(matches!(tried(&folder, id, PIN, 10), Err(ProfileError::File(_))), "not even the right one");
    std::fs::remove_dir(&place).unwrap();
    tried(&folder, id, PIN, 10).unwrap();
}

#[test]
fn the_files_and_the_pin_open_nothing_without_the_phones_secret() {
    let (folder, id) = one();
    let stolen = tempfile::tempdir().unwrap();
    copy(&folder.path().join("home"), &stolen.path().join("home"));
    for guess in [0, 255] {
        let thief = Household::new(&stolen.path().join("home"), DeviceSecret::from_bytes([guess; 32]));
        assert!(matches!(thief.unlock(id, PIN, at(10), now()), Err(ProfileError::WrongSecret)));
        assert_eq!(thief.profiles(at(10)).unwrap()[0].wrong, 0, "no try was made, so none is counted");
    }
    tried(&stolen, id, PIN, 10).unwrap();
}

#[test]
fn a_new_pin_opens_the_same_vault_and_the_old_one_does_not() {
    let (folder, id) = one();
    let home = household(&folder);
    let device = home.unlock(id, PIN, at(10), now()).unwrap().device();
    assert!(matches!(home.change_pin(id, PIN, "111111", at(10)), Err(ProfileError::BadPin { .. })));
    assert!(matches!(Household::check_pin("111111"), Err(ProfileError::BadPin { .. })), "and it is told before");
    assert!(Household::check_pin("161803").is_ok());
    assert!(matches!(home.change_pin(id, WRONG, "161803", at(10)), Err(ProfileError::WrongPin { .. })));
    let open = home.unlock(id, PIN, at(10), now()).unwrap();
    home.change_pin(id, PIN, "161803", at(10)).unwrap();
    drop(open);
    assert!(matches!(tried(&folder, id, PIN, 10), Err(ProfileError::WrongPin { .. })));
    assert_eq!(home.unlock(id, "161803", at(10), now()).unwrap().device(), device);
}

#[test]
fn each_profile_is_a_device_of_its_own_and_opens_by_its_own_pin_only() {
    let (folder, first) = one();
    let home = household(&folder);
    let second = home.add("Đặng Thị Hòa", "161803").unwrap();
    assert!(matches!(tried(&folder, second, PIN, 10), Err(ProfileError::WrongPin { .. })));
    let devices =
        [(first, PIN), (second, "161803")].map(|(id, pin)| home.unlock(id, pin, at(10), now()).unwrap().device());
    assert_ne!(devices[0], devices[1]);
    let swapped = file(&folder, first, "lock");
    std::fs::copy(file(&folder, second, "lock"), &swapped).unwrap();
    assert!(
        matches!(tried(&folder, first, "161803", 10), Err(ProfileError::WrongPin { .. })),
        "a lock fits one profile"
    );
    let names: Vec<_> = home.profiles(at(10)).unwrap().into_iter().filter_map(|profile| profile.name).collect();
    assert_eq!(names.len(), 2);
}

#[test]
fn a_name_or_pin_that_does_not_do_leaves_nothing_behind() {
    let (folder, _) = one();
    let home = household(&folder);
    assert!(matches!(home.add("  ", PIN), Err(ProfileError::BadName(_))));
    assert!(matches!(home.add(&"a".repeat(NAME_CHARS_MAX + 1), PIN), Err(ProfileError::BadName(_))));
    assert!(matches!(home.add("Lan", "123456"), Err(ProfileError::BadPin { .. })));
    assert!(matches!(home.add("nguyễn  văn an", PIN), Err(ProfileError::NameTaken)));
    home.add("Nguyên Văn Ân", PIN).unwrap();
    assert_eq!(home.profiles(at(1)).unwrap().len(), 2);
}

#[test]
fn what_a_stop_left_half_made_is_no_profile_and_goes_with_the_next_one() {
    let (folder, _) = one();
    let home = household(&folder);
    for name in [".new-0011223344556677", ".gone-0011223344556677"] {
        std::fs::create_dir(folder.path().join("home").join(name)).unwrap();
    }
    assert_eq!(home.profiles(at(1)).unwrap().len(), 1);
    home.add("Lan", PIN).unwrap();
    let hidden = std::fs::read_dir(folder.path().join("home")).unwrap();
    assert!(!hidden.map(|entry| entry.unwrap().file_name()).any(|name| name.to_str().unwrap().starts_with('.')));
}

#[test]
fn a_damaged_lock_is_told_and_left_as_it_is_while_others_open() {
    let (folder, id) = one();
    let home = household(&folder);
    let other = home.add("Lan", PIN).unwrap();
    let path = file(&folder, id, "lock");
    let good = std::fs::read(&path).unwrap();
    for at_byte in 0..good.len() {
        let mut bad = good.clone();
        bad[at_byte] ^= 1;
        std::fs::write(&path, &bad).unwrap();
        let told = tried(&folder, id, PIN, 10);
        assert!(matches!(told, Err(ProfileError::Damaged(_) | ProfileError::Newer)), "byte {at_byte}: {told:?}");
        assert_eq!(std::fs::read(&path).unwrap(), bad);
    }
    assert_eq!(home.profiles(at(1)).unwrap().iter().filter(|profile| profile.name.is_none()).count(), 1);
    tried(&folder, other, PIN, 10).unwrap();
    std::fs::write(&path, &good).unwrap();
    tried(&folder, id, PIN, 10).unwrap();
}

#[test]
fn before_enrolment_a_profile_writes_nothing_because_nothing_could_be_sealed() {
    let (folder, id) = one();
    let mut engine = household(&folder).unlock(id, PIN, at(10), now()).unwrap();
    let org = OrgId::from_bytes([1; 16]);
    let date = shared::time::CivilDate::new(2026, 11, 5).unwrap();
    let key = shared::meeting::MeetingKey { org, kind: shared::meeting::MeetingKind::Regular, date, ordinal: 1 };
    assert!(matches!(engine.open_meeting(&key, now()), Err(EngineError::NotEnrolled)));
    assert_eq!(engine.meetings().unwrap().len(), 0);
    assert!(matches!(engine.rekey(&VaultKey::from_bytes([1; 32])), Err(EngineError::KeptByPin)));
}

/// A profile of the ward whose key is 32 times 42, with one meeting begun.
fn enrolled(folder: &tempfile::TempDir, id: ProfileId) -> Engine {
    let server = FakeServer::new(OrgId::from_bytes([1; 16]));
    let mut engine = household(folder).unlock(id, PIN, at(10), now()).unwrap();
    let (code, request) = engine.begin_enrolment(&server.code(), "máy thử").unwrap();
    engine.finish_enrolment(&code, &server.enrol(&request, "Nguyễn Văn An", None)).unwrap();
    let date = shared::time::CivilDate::new(2026, 11, 5).unwrap();
    let org = OrgId::from_bytes([1; 16]);
    let key = shared::meeting::MeetingKey { org, kind: shared::meeting::MeetingKind::Regular, date, ordinal: 1 };
    engine.open_meeting(&key, now()).unwrap();
    engine
}

fn receipt(folder: &tempfile::TempDir, id: ProfileId, ward: u8) -> Vec<u8> {
    let ward = SigningKey::from_bytes(&[ward; 32]);
    let key = ward.verifying_key().to_bytes();
    let sealed = household(folder).hand_in(id).unwrap();
    let opened = package::unbundle(&sealed.bytes).unwrap().into_iter().map(|closed| {
        let by = SigningKey::from_bytes(&[42; 32]);
        package::read(closed, &by.verifying_key().to_bytes(), &by).map_or(PackageId::from_bytes([0; 16]), |it| it.id)
    });
    let told = HandedIn::seal(now(), opened.collect(), 0, &ward);
    assert!(HandedIn::read(&told, &key).is_ok());
    told
}

#[test]
fn a_profile_is_removed_only_when_it_is_closed_and_the_ward_has_all_of_it() {
    let (folder, id) = one();
    let home = household(&folder);
    let engine = enrolled(&folder, id);
    assert!(matches!(home.remove(id), Err(ProfileError::InUse)));
    drop(engine);
    assert!(matches!(home.remove(id), Err(ProfileError::NotHandedIn(waiting)) if waiting.packages == 1));
    let anothers = receipt(&folder, id, 41);
    assert!(matches!(home.take_receipt(id, &anothers), Err(ProfileError::Receipt(PackageError::Forged(_)))));
    assert!(matches!(home.take_receipt(id, b"SENR and no more"), Err(ProfileError::Receipt(_))));
    assert!(matches!(home.remove(id), Err(ProfileError::NotHandedIn(_))));
    let told = receipt(&folder, id, 42);
    let taken = home.take_receipt(id, &told).unwrap();
    assert_eq!((taken.taken.packages, taken.left), (1, Waiting::default()));
    assert_eq!(home.take_receipt(id, &told).unwrap().taken, Waiting::default(), "twice is once");
    assert!(matches!(home.hand_in(id), Err(ProfileError::Nothing)));
    home.remove(id).unwrap();
    assert_eq!(home.profiles(at(1)).unwrap(), Vec::new());
    assert!(matches!(tried(&folder, id, PIN, 10), Err(ProfileError::NoSuchProfile)));
}

#[test]
fn a_profile_whose_vault_is_gone_is_told_as_that_and_goes_once_nothing_of_it_waits() {
    let (folder, id) = one();
    let home = household(&folder);
    drop(enrolled(&folder, id));
    std::fs::remove_file(file(&folder, id, "outbox.db")).unwrap();
    assert!(
        matches!(home.remove(id), Err(ProfileError::Vault(VaultError::Missing(_)))),
        "the vault may hold unsent work"
    );
    // Opening it makes the outbox anew, with what the vault has.
    tried(&folder, id, PIN, 10).unwrap();
    std::fs::remove_file(file(&folder, id, "vault.db")).unwrap();
    assert!(
        matches!(tried(&folder, id, WRONG, 20), Err(ProfileError::WrongPin { .. })),
        "who has no PIN is told nothing"
    );
    assert!(matches!(tried(&folder, id, PIN, 30), Err(ProfileError::VaultGone)));
    assert!(matches!(home.remove(id), Err(ProfileError::NotHandedIn(waiting)) if waiting.packages == 1));
    std::fs::remove_file(file(&folder, id, "outbox.db")).unwrap();
    home.remove(id).unwrap();
    assert_eq!(home.profiles(at(40)).unwrap(), Vec::new());
}

#[test]
fn a_profile_of_which_nobody_can_tell_what_waits_is_not_removed() {
    let (folder, id) = one();
    let home = household(&folder);
    drop(enrolled(&folder, id));
    std::fs::write(file(&folder, id, "outbox.db"), [7; 4096]).unwrap();
    assert!(matches!(home.remove(id), Err(ProfileError::Vault(_))));
    assert_eq!(home.profiles(at(1)).unwrap()[0].waiting, None);
    // Whoever knows the PIN has it sealed anew; what could not be read is put aside.
    tried(&folder, id, PIN, 10).unwrap();
    assert_eq!(home.profiles(at(1)).unwrap()[0].waiting.map(|waiting| waiting.packages), Some(1));
    let aside = std::fs::read_dir(folder.path().join("home").join(id.to_string())).unwrap();
    assert!(aside.map(|entry| entry.unwrap().file_name()).any(|name| name.to_str().unwrap().contains("damaged-")));
}
