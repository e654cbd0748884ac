//! What happens to phones: files that are cut off or damaged, logs that lose their end, clocks that are years wrong,
//! apps that die at the wrong moment.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use server::package::take;
use shared::sync::device::Safety;
use tests::phone::Phone;
use tests::released::{Released, look};
use tests::ward::Ward;
use tests::{Clock, Outcome};

use crate::story::{deputy, head, minutes, open, write};

const PAGE: usize = 4096;
/// Where the log's frames begin, and how long each is.
const LOG_HEAD: usize = 32;
const FRAME: usize = 24 + PAGE;

/// A vault as a dead phone leaves it: its file, its log, and what it showed.
struct Dead {
    file: Vec<u8>,
    log: Vec<u8>,
    showed: Value,
}

impl Dead {
    fn found() -> Self {
        let released = Released::all().unwrap().pop().unwrap();
        let folder = tempfile::TempDir::new().unwrap();
        released.copy_vault(folder.path()).unwrap();
        let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
        Self {
            file: read("vault.db"),
            log: read("vault.db-wal"),
            showed: look(&mut released.phone().unwrap()).unwrap(),
        }
    }

    /// What a phone with these files shows; or why it does not open, in words.
    fn shown(file: &[u8], log: &[u8]) -> Outcome<Value> {
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::write(folder.path().join("vault.db"), file).unwrap();
        std::fs::write(folder.path().join("vault.db-wal"), log).unwrap();
        look(&mut Phone::with_files(folder.path(), Clock::default())?)
    }
}

fn says_damage(error: &str) -> bool {
    ["damaged", "not a vault", "key does not open"].iter().any(|words| error.contains(words))
}

/// Everything, or a sentence that names the damage: never a little less without a word.
fn whole_or_named(dead: &Dead, file: &[u8], what: &str) -> bool {
    match Dead::shown(file, &dead.log) {
        Ok(shown) => {
            assert_eq!(shown, dead.showed, "{what}");
            false
        }
        Err(error) => {
            assert!(says_damage(&error.to_string()), "{what}: {error}");
            true
        }
    }
}

#[test]
fn a_vault_that_is_cut_off_anywhere_shows_everything_or_says_that_it_is_damaged() {
    let dead = Dead::found();
    let mut chance = fastrand::Rng::with_seed(5);
    let pages = (0..dead.file.len()).step_by(PAGE);
    let anywhere = (0..40).map(|_| chance.usize(..dead.file.len())).collect::<Vec<_>>();
    let mut named = 0;
    for at in pages.chain(anywhere) {
        named += usize::from(whole_or_named(&dead, &dead.file[..at], &format!("cut off at {at}")));
    }
    assert!(named > 20, "{named}");
}

#[test]
fn a_vault_with_a_flipped_bit_anywhere_shows_everything_or_says_that_it_is_damaged() {
    let dead = Dead::found();
    let mut chance = fastrand::Rng::with_seed(6);
    let mut named = 0;
    for page in 0..dead.file.len() / PAGE {
        let at = page * PAGE + chance.usize(..PAGE);
        let mut file = dead.file.clone();
        file[at] ^= 1 << chance.u8(..8);
        named += usize::from(whole_or_named(&dead, &file, &format!("flipped at {at}")));
    }
    assert!(named > 10, "{named}");
}

/// The power takes no end of a log that was synced; a careless copy may. What is left is a moment that was.
#[test]
fn a_log_that_is_cut_off_anywhere_is_a_whole_earlier_moment() {
    let dead = Dead::found();
    let frames = (dead.log.len() - LOG_HEAD) / FRAME;
    let mut moments: Vec<Value> = Vec::new();
    let mut chance = fastrand::Rng::with_seed(7);
    for frame in 0..=frames {
        for within in [0, chance.usize(1..FRAME)] {
            let end = (LOG_HEAD + frame * FRAME + within).min(dead.log.len());
            let shown = Dead::shown(&dead.file, &dead.log[..end]).unwrap();
            if moments.last() != Some(&shown) {
                moments.push(shown);
            }
        }
    }
    // Three edits were never sent: a sentence, a member, the member's notes.
    let unsent: Vec<_> = moments.iter().map(|moment| (moment["unsent"].clone(), members(moment))).collect();
    assert_eq!(unsent.len(), 4, "{unsent:?}");
    assert!(unsent.is_sorted_by_key(|(unsent, members)| (unsent.as_u64(), *members)), "{unsent:?}");
    assert_eq!(moments.last(), Some(&dead.showed));
}

/// SQLite stops reading a log at the first frame that does not hold; what was returned lies behind it.
#[test]
fn a_log_with_a_flipped_bit_before_its_last_commit_is_named_and_left_as_it_was() {
    let dead = Dead::found();
    let frames = (dead.log.len() - LOG_HEAD) / FRAME;
    let start = |frame: usize| LOG_HEAD + frame * FRAME;
    let commits: Vec<usize> = (0..frames).filter(|frame| dead.log[start(*frame) + 4..][..4] != [0; 4]).collect();
    assert!(commits.len() > 2, "{commits:?}");
    let last = commits[commits.len() - 2] + 1;
    let mut chance = fastrand::Rng::with_seed(8);
    let within = (0..last).map(|frame| start(frame) + chance.usize(..FRAME)).collect::<Vec<_>>();
    for at in [0, 9, 17, 25].into_iter().chain(within) {
        let mut log = dead.log.clone();
        log[at] ^= 1 << chance.u8(..8);
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::write(folder.path().join("vault.db"), &dead.file).unwrap();
        std::fs::write(folder.path().join("vault.db-wal"), &log).unwrap();
        let Err(error) = Phone::with_files(folder.path(), Clock::default()) else { panic!("opened: flipped at {at}") };
        assert!(error.to_string().contains("damaged"), "flipped at {at}: {error}");
        assert!(std::fs::read(folder.path().join("vault.db-wal")).unwrap() == log, "the log was changed");
        assert!(std::fs::read(folder.path().join("vault.db")).unwrap() == dead.file, "the file was changed");
    }
}

/// The way out that docs/mobile.md names: a new vault for what was synced, a copy without its log for what was not.
#[test]
fn out_of_a_vault_with_a_damaged_log_comes_what_was_synced_and_what_was_folded() {
    let ward = Ward::serving().unwrap();
    let mut phone = head(&ward);
    let doc = open(&ward, &mut phone);
    write(&mut phone, doc, 0, "Đã gửi. ");
    phone.sync().unwrap();
    write(&mut phone, doc, 0, "Chưa gửi. ");
    // Opened anew, what was written before lies in the file.
    phone.close();
    phone.open().unwrap();
    for turn in 0..4 {
        write(&mut phone, doc, 0, &format!("Trong sổ tạm {turn}. "));
    }
    let dead = tempfile::TempDir::new().unwrap();
    phone.copy_vault(dead.path()).unwrap();
    drop(phone);
    let log = dead.path().join("vault.db-wal");
    let mut bytes = std::fs::read(&log).unwrap();
    bytes[LOG_HEAD + 100] ^= 1;
    std::fs::write(&log, bytes).unwrap();
    let Err(error) = Phone::with_files(dead.path(), Clock::default()) else { panic!("opened") };
    assert!(error.to_string().contains("damaged"), "{error}");

    let mut anew = head(&ward);
    anew.sync().unwrap();
    assert_eq!(minutes(&mut anew, doc), "Đã gửi. ");
    std::fs::remove_file(&log).unwrap();
    let mut copy = Phone::with_files(dead.path(), Clock::default()).unwrap();
    let now = copy.clock.now();
    let package = copy.engine().unwrap().package_out(now).unwrap();
    let taken = ward.block_on(take(&ward.hub().unwrap(), &package.bytes)).unwrap();
    assert_eq!((taken.merged, taken.held), (1, 0));
    anew.sync().unwrap();
    assert_eq!(minutes(&mut anew, doc), "Chưa gửi. Đã gửi. ");
    assert!(ward.hub().unwrap().directory().now().copied.is_empty());
}

fn members(shown: &Value) -> usize {
    shown["members"].as_array().unwrap().len()
}

#[test]
fn a_phone_that_fell_back_to_an_earlier_moment_gets_what_it_had_sent_and_goes_on() {
    let ward = Ward::serving().unwrap();
    let mut phone = head(&ward);
    let doc = open(&ward, &mut phone);
    write(&mut phone, doc, 0, "Một. ");
    let earlier = tempfile::TempDir::new().unwrap();
    phone.copy_vault(earlier.path()).unwrap();
    write(&mut phone, doc, 0, "Hai. ");
    phone.sync().unwrap();
    phone.close();

    let mut back = Phone::with_files(earlier.path(), ward.clock.clone()).unwrap();
    assert_eq!(minutes(&mut back, doc), "Một. ");
    write(&mut back, doc, 0, "Ba. ");
    back.sync().unwrap();
    back.sync().unwrap();
    let whole = minutes(&mut back, doc);
    assert!(["Một.", "Hai.", "Ba."].iter().all(|said| whole.contains(said)), "{whole}");
    assert_eq!(back.engine().unwrap().safety(doc), Safety::SafeOnServer);
    assert_eq!(back.engine().unwrap().health().unwrap().differing, []);
    let at_ward = shared::meeting::MeetingView::of(&ward.record(doc).unwrap().unwrap()).unwrap();
    assert_eq!(at_ward.minutes, whole);
}

#[test]
fn a_clock_that_is_years_wrong_loses_nothing_is_named_and_may_be_mended() {
    const YEARS: [i64; 3] = [-50 * 365, -5 * 365, 40 * 365];
    let ward = Ward::serving().unwrap();
    let mut right = deputy(&ward);
    let doc = open(&ward, &mut right);
    right.sync().unwrap();
    for (number, days) in YEARS.into_iter().enumerate() {
        let mut wrong = head(&ward);
        wrong.clock = Clock::default();
        wrong.clock.pass_days(days);
        wrong.sync().unwrap();
        let sentence = format!("Đồng hồ sai lần {number}. ");
        write(&mut wrong, doc, 0, &sentence);
        wrong.sync().unwrap();
        assert_eq!(wrong.engine().unwrap().safety(doc), Safety::SafeOnServer, "{days} days");
        assert!(wrong.engine().unwrap().health().unwrap().is_clock_off(), "{days} days");
        write(&mut right, doc, 0, &format!("Đồng hồ đúng lần {number}. "));
        right.sync().unwrap();
        wrong.sync().unwrap();
        assert_eq!(minutes(&mut wrong, doc), minutes(&mut right, doc));
        assert!(minutes(&mut right, doc).contains(&sentence));

        wrong.clock = ward.clock.clone();
        write(&mut wrong, doc, 0, "Đã chỉnh giờ. ");
        wrong.sync().unwrap();
        let health = wrong.engine().unwrap().health().unwrap();
        assert!(!health.is_clock_off() && health.differing.is_empty());
        assert_eq!(wrong.engine().unwrap().safety(doc), Safety::SafeOnServer);
        right.sync().unwrap();
    }
    assert!(!right.engine().unwrap().health().unwrap().is_clock_off());
}

/// Beside the vault, for whoever restores a phone by hand.
#[test]
fn opening_a_damaged_vault_leaves_its_file_as_it_was() {
    let dead = Dead::found();
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("vault.db");
    let mut file = dead.file.clone();
    file[PAGE + 100] ^= 1;
    std::fs::write(&path, &file).unwrap();
    let shown = Phone::with_files(folder.path(), Clock::default()).and_then(|mut phone| look(&mut phone));
    assert!(shown.is_err_and(|error| says_damage(&error.to_string())));
    assert_eq!(read(&path), file);
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

/// Kills a program once it holds so much memory of its own; `true` when it had not ended before.
fn killed_when_it_holds(kib: u64, program: &mut Child) -> bool {
    let status = format!("/proc/{}/status", program.id());
    while program.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap();
        let held = text.lines().find_map(|line| line.strip_prefix("RssAnon:")?.split_whitespace().next());
        if held.is_some_and(|held| held.parse::<u64>().unwrap() > kib) {
            program.kill().unwrap();
            return program.wait().unwrap().code().is_none();
        }
    }
    false
}

#[test]
fn an_app_that_is_killed_while_it_tries_a_pin_has_spent_the_try() {
    let folder = tempfile::TempDir::new().unwrap();
    let device = |pin: &str, arguments: &[&str]| {
        let mut device = Command::new(tests::program::path("sen-device").unwrap());
        device.arg("--home").arg(folder.path()).args(arguments).env("SEN_PIN", pin).env("SEN_NEW_PIN", pin);
        device.stdout(Stdio::piped()).stderr(Stdio::piped());
        device
    };
    assert!(device("271828", &["profile", "add", "An"]).output().unwrap().status.success());
    let mut killed = 0;
    for tries in 1..=3 {
        let mut guess = device("314159", &["profile", "switch", "An"]).spawn().unwrap();
        // A PIN's key takes 32 MiB to make: with half of them it is at it, and nobody knows yet how it ends.
        killed += usize::from(killed_when_it_holds(16 * 1024, &mut guess));
        let listed = device("", &["--json", "profile", "list"]).output().unwrap();
        let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
        assert_eq!(listed["profiles"][0]["wrong_pins"], tries, "{listed}");
    }
    assert!(killed > 0, "each was quicker than the one who kills");
    // Who goes on guessing waits, with the right PIN as well.
    let told = device("271828", &["profile", "switch", "An"]).output().unwrap();
    assert!(!told.status.success() && String::from_utf8(told.stderr).unwrap().contains("chờ"));
}
