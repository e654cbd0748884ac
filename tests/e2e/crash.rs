//! The real programs killed in the middle of their work, again and again: what was receipted is there, what was not
//! arrives later, and nothing half-done is taken for whole.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use server::store::{self, document};
use shared::access::Role;
use shared::doc::Pen;
use shared::envelope::Signed;
use shared::id::EnvelopeId;
use shared::meeting::MeetingKey;
use shared::record::list::Query;
use shared::sync::device::Safety;
use shared::wire::Fate;
use tests::program::{Serving, path, run, signal};
use tests::rogue::Rogue;
use tests::ward::{CELLS, Ward, examples};

use crate::story::{CELL, DEPUTY, MINUTE_TAKER, head, minutes, open, write};

/// How often the server is killed, unless `ROUNDS` says otherwise.
const ROUNDS: u64 = 12;

/// One device that pushes without a pause and remembers what it was told.
struct Pusher {
    line: Rogue,
    key: MeetingKey,
    next: u16,
    /// What was sent and not answered.
    waiting: Option<Signed>,
    receipted: BTreeSet<EnvelopeId>,
}

impl Pusher {
    fn begin(ward: &Ward, role: Role, name: &str, seed: u8) -> Self {
        let line = Rogue::enrolled(ward, CELL, role, name, seed).unwrap();
        let key = ward.meeting_key(CELL).unwrap();
        Self { line, key, next: u16::from(seed) * 1000, waiting: None, receipted: BTreeSet::new() }
    }

    /// Pushes until the server is gone, or `most` envelopes are in; counts the answers, and does `at` what the one
    /// numbered `when` is to cause.
    fn push(&mut self, answers: &AtomicU64, when: u64, at: &(dyn Fn() + Sync), most: usize) {
        for _ in 0..most {
            let sealed = self.waiting.take().unwrap_or_else(|| self.fresh());
            self.waiting = Some(sealed.clone());
            let Ok(receipts) = self.line.bring(vec![sealed.clone()]) else { return };
            assert!(matches!(receipts[0].fate, Fate::Merged(_) | Fate::Duplicate(_)), "{receipts:?}");
            self.receipted.insert(sealed.envelope_id());
            self.waiting = None;
            if answers.fetch_add(1, Ordering::SeqCst) + 1 == when {
                at();
            }
        }
    }

    fn fresh(&mut self) -> Signed {
        self.next += 1;
        let key = MeetingKey { ordinal: self.next, ..self.key.clone() };
        let mut doc = key.open();
        let pen = Pen::new(self.line.device(), self.next.to_be_bytes().repeat(4).try_into().unwrap());
        let now = shared::time::Timestamp::from_ms(1_780_000_000_000);
        doc.edit(&pen, now, |edit| edit.put("about", "place", "Nhà văn hóa")).unwrap();
        self.line.envelope(key.org, &doc).seal(&self.line.key)
    }
}

fn rounds() -> u64 {
    std::env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS)
}

/// Checks a database that nobody has open, without putting it in order first.
fn is_sound(data: &Path) {
    let output = run("sen", &["--data", data.to_str().unwrap(), "verify"]).unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.contains(", 0 faults."), "{said}");
}

fn all_there(database: &Path, pushers: &[Pusher]) {
    let opened = store::open_for_reading(database).unwrap();
    for id in pushers.iter().flat_map(|pusher| &pusher.receipted) {
        let seq = document::envelope_seq(&opened.reading(), *id).unwrap();
        assert!(seq.is_some(), "{id} was receipted and is gone");
    }
}

#[test]
fn a_server_killed_again_and_again_under_load_loses_nothing_it_receipted() {
    let mut ward = Ward::begun(1).unwrap();
    ward.start().unwrap();
    let mut head = head(&ward);
    let doc = open(&ward, &mut head);
    let mut pushers =
        [Pusher::begin(&ward, Role::DeputyHead, DEPUTY, 1), Pusher::begin(&ward, Role::MinuteTaker, MINUTE_TAKER, 2)];
    ward.stop().unwrap();
    let listen = ward.address().to_string();
    let mut written = String::new();
    for round in 0..rounds() {
        let mut server = Serving::start(ward.folder(), &listen).unwrap();
        let text = format!("Lần {round}. ");
        write(&mut head, doc, 0, &text);
        written = text + &written;
        // At another answer each time, while the other devices wait for theirs; the first may be the phone's.
        let (answers, when, id) = (AtomicU64::new(0), 1 + round * 7 % 23, server.id());
        let kill = || signal(id, "KILL").unwrap();
        std::thread::scope(|scope| {
            for pusher in &mut pushers {
                scope.spawn(|| pusher.push(&answers, when, &kill, 1000));
            }
            scope.spawn(|| drop(head.sync()));
        });
        assert_eq!(server.wait().unwrap(), None, "it was killed");
        all_there(&ward.database(), &pushers);
        is_sound(ward.folder());
    }
    let mut server = Serving::start(ward.folder(), &listen).unwrap();
    let answers = AtomicU64::new(0);
    for pusher in &mut pushers {
        pusher.push(&answers, 0, &|| {}, 2);
        assert!(pusher.waiting.is_none(), "what was not answered arrives");
    }
    head.sync().unwrap();
    assert_eq!(head.engine().unwrap().safety(doc), Safety::SafeOnServer);
    assert_eq!(minutes(&mut head, doc), written);
    signal(server.id(), "TERM").unwrap();
    assert_eq!(server.wait().unwrap(), Some(0));
    all_there(&ward.database(), &pushers);
    is_sound(ward.folder());
    assert!(pushers.iter().all(|pusher| !pusher.receipted.is_empty()));
}

/// Starts `sen` and kills it as soon as `now` says so, or lets it end before.
fn kill_when(arguments: &[&str], now: impl Fn() -> bool) -> Option<i32> {
    let mut child =
        Command::new(path("sen").unwrap()).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        if now() {
            child.kill().unwrap();
            return child.wait().unwrap().code();
        }
        std::thread::yield_now();
    }
}

/// Bytes in files of this ending below a folder.
fn bytes_in(folder: &Path, ending: &str) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let sizes = entries.flatten().map(|entry| {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            bytes_in(&path, ending)
        } else if name.to_string_lossy().ends_with(ending) {
            entry.metadata().map_or(0, |file| file.len())
        } else {
            0
        }
    });
    sizes.sum()
}

fn some_part(folder: &Path) -> bool {
    std::fs::read_dir(folder)
        .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_string_lossy().ends_with(".part")))
}

#[test]
fn a_backup_or_a_restore_that_is_killed_leaves_nothing_that_looks_whole() {
    let mut ward = Ward::begun(2).unwrap();
    ward.start().unwrap();
    let mut pusher = Pusher::begin(&ward, Role::DeputyHead, DEPUTY, 1);
    pusher.push(&AtomicU64::new(0), 0, &|| {}, 20);
    let data = ward.folder().to_str().unwrap().to_owned();
    let folder = tempfile::TempDir::new().unwrap();
    let mut killed = 0;
    for (turn, bytes) in [0, 1, 8_192, 100_000, 200_000, 1_000_000].into_iter().enumerate() {
        let target = folder.path().join(format!("{turn}.db"));
        let text = target.to_str().unwrap();
        let begun = || some_part(folder.path()) && bytes_in(folder.path(), "sen.db") >= bytes;
        // Pushed meanwhile: the backup is of one moment.
        let code = std::thread::scope(|scope| {
            scope.spawn(|| pusher.push(&AtomicU64::new(0), 0, &|| {}, 3));
            kill_when(&["--data", &data, "backup", text], begun)
        });
        killed += usize::from(code.is_none());
        assert!(code != Some(0) || target.exists());
        if target.exists() {
            assert_eq!(server::admin::verify(&target).unwrap().faults, Vec::<String>::new());
        }
        for entry in std::fs::read_dir(folder.path()).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
            std::fs::remove_dir_all(entry.path()).unwrap();
        }
    }
    assert!(killed > 0, "none was killed in time");
    let backup = folder.path().join("whole.db");
    store::backup(&ward.database(), &backup).unwrap();
    ward.stop().unwrap();

    for bytes in [0, 4_096, 150_000, 400_000] {
        let place = tempfile::TempDir::new().unwrap();
        let data = place.path().to_str().unwrap();
        let restore = ["--data", data, "restore", backup.to_str().unwrap()];
        let code = kill_when(&restore, || some_part(place.path()) && bytes_in(place.path(), "sen.db") >= bytes);
        let database = place.path().join("sen.db");
        assert!(code != Some(0) || database.exists());
        if !database.exists() {
            // Nothing is in the way of doing it again.
            assert!(run("sen", &restore).unwrap().status.success());
        }
        all_there(&database, std::slice::from_ref(&pusher).get(..0).unwrap_or_default());
        is_sound(place.path());
    }
}

#[test]
fn an_import_that_is_killed_is_finished_by_doing_it_again() {
    let file = examples().join(CELLS[1].2);
    for bytes in [1, 60_000, 200_000] {
        let ward = Ward::begun(0).unwrap();
        let data = ward.folder().to_str().unwrap();
        let import = ["--data", data, "import", file.to_str().unwrap(), "--cell", CELLS[1].0];
        kill_when(&import, || bytes_in(ward.folder(), "sen.db-wal") >= bytes);
        is_sound(ward.folder());
        let again = run("sen", &import).unwrap();
        let said = String::from_utf8(again.stdout).unwrap();
        assert!(again.status.success(), "{said}");
        is_sound(ward.folder());
        let opened = store::open_for_reading(&ward.database()).unwrap();
        let members = store::read_model::sums(&opened.reading(), &Query::members()).unwrap();
        assert_eq!(members.0, 19, "each once");
    }
}
