//! The log beside the database, as a file. Changes no byte of it, and only while nobody else has the database open.

use std::io::{BufReader, Write};
use std::path::Path;

pub(super) use shared::log::Log;

/// Looks through the log at `path`.
///
/// # Errors
/// What the file system says; a log that is not there is [`Log::None`].
pub(super) fn look(path: &Path) -> std::io::Result<Log> {
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Log::None),
        Err(error) => return Err(error),
    };
    let length = file.metadata()?.len();
    shared::log::look(&mut BufReader::new(file), length)
}

/// Writes the log anew over itself, byte by byte the same, and syncs it. Where a sync had failed, part of it may be in
/// memory only, and no later sync brings that to the disk; the database must not take up what the log itself may lose.
/// Only while nobody else has the database open.
///
/// # Errors
/// What the file system says; a log that is not there is none to renew.
pub(super) fn renew(path: &Path) -> std::io::Result<()> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if bytes.is_empty() {
        return Ok(());
    }
    let mut file = std::fs::OpenOptions::new().write(true).open(path)?;
    file.write_all(&bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes before the first frame, and before each page.
    const HEADER: usize = 32;
    const FRAME_HEADER: usize = 24;

    /// A log of ten commits as SQLite writes it, with the bytes of one frame.
    fn written() -> (Vec<u8>, usize) {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("a.db");
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.pragma_update(None, "journal_mode", "WAL").unwrap();
        connection.execute_batch("CREATE TABLE t (n INTEGER)").unwrap();
        for n in 0..10 {
            connection.execute("INSERT INTO t VALUES (?1)", [n]).unwrap();
        }
        let bytes = std::fs::read(folder.path().join("a.db-wal")).unwrap();
        let page = u32::from_be_bytes(bytes[8..12].try_into().unwrap());
        (bytes, FRAME_HEADER + usize::try_from(page).unwrap())
    }

    fn look_at(bytes: &[u8]) -> Log {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("a.db-wal");
        std::fs::write(&path, bytes).unwrap();
        look(&path).unwrap()
    }

    #[test]
    fn a_whole_log_and_one_cut_anywhere_behind_its_head_are_readable() {
        let (bytes, frame) = written();
        assert_eq!(look(Path::new("/nowhere/a.db-wal")).unwrap(), Log::None);
        assert_eq!(look_at(&[]), Log::None);
        for length in [1, HEADER - 1, HEADER] {
            assert_eq!(look_at(&bytes[..length]), Log::None, "{length}: a head alone belongs to no commit");
        }
        for length in [HEADER + 1, HEADER + frame - 1, HEADER + frame, bytes.len() - 1, bytes.len()] {
            assert_eq!(look_at(&bytes[..length]), Log::Readable, "{length}");
        }
    }

    #[test]
    fn a_log_written_anew_is_the_same_to_the_byte_and_none_is_made_where_none_is() {
        let (bytes, _) = written();
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("a.db-wal");
        renew(&path).unwrap();
        assert!(!path.exists());
        for log in [&bytes[..], &bytes[..bytes.len() - 7], &[]] {
            std::fs::write(&path, log).unwrap();
            renew(&path).unwrap();
            assert_eq!(std::fs::read(&path).unwrap(), log);
        }
    }

    #[test]
    fn a_flipped_bit_in_the_head_or_before_a_later_commit_is_damage() {
        let (bytes, frame) = written();
        let frames = (bytes.len() - HEADER) / frame;
        for (place, what) in [
            (3, "magic"),
            (17, "salt"),
            (25, "sum"),
            (HEADER + 2 * frame + 1, "page number"),
            (HEADER + 2 * frame + 9, "salt of a frame"),
            (HEADER + 2 * frame + 100, "page"),
            (HEADER + (frames - 2) * frame + 100, "last but one"),
        ] {
            let mut flipped = bytes.clone();
            flipped[place] ^= 0x10;
            assert!(matches!(look_at(&flipped), Log::Damaged(_)), "{what}");
        }
    }

    /// The log after ten commits and one more, written into a copy of the files.
    fn going_on(with: &str) -> Vec<u8> {
        let folder = tempfile::TempDir::new().unwrap();
        let (path, copy) = (folder.path().join("a.db"), folder.path().join("b.db"));
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.pragma_update(None, "journal_mode", "WAL").unwrap();
        connection.execute_batch("CREATE TABLE t (n INTEGER, text TEXT)").unwrap();
        for n in 0..10 {
            connection.execute("INSERT INTO t (n) VALUES (?1)", [n]).unwrap();
        }
        std::fs::copy(&path, &copy).unwrap();
        std::fs::copy(folder.path().join("a.db-wal"), folder.path().join("b.db-wal")).unwrap();
        let connection = rusqlite::Connection::open(&copy).unwrap();
        connection.execute_batch(with).unwrap();
        std::fs::read(folder.path().join("b.db-wal")).unwrap()
    }

    #[test]
    fn what_a_failed_commit_had_written_torn_by_the_next_one_is_a_torn_end() {
        let (short, (_, frame)) = (going_on("INSERT INTO t (n) VALUES (10)"), written());
        let mut long = going_on("INSERT INTO t (text) VALUES (printf('%.30000c', 'x'))");
        // The salts are drawn by lot; only the lengths are of use here.
        assert!(long.len() >= short.len() + 3 * frame, "{} {}", long.len(), short.len());
        let at = short.len() - frame;
        // The head of a commit frame of the next try is written, then the power or the process is gone.
        long[at + 4..at + 8].copy_from_slice(&short[at + 4..at + 8]);
        long[at + 16..at + FRAME_HEADER].copy_from_slice(&short[at + 16..at + FRAME_HEADER]);
        assert_eq!(look_at(&long), Log::Readable);
        long[HEADER + 3 * frame + 100] ^= 1;
        assert!(matches!(look_at(&long), Log::Damaged(_)), "but not what lies before it");
    }

    #[test]
    fn a_last_commit_that_does_not_hold_and_frames_of_an_earlier_turn_are_a_torn_end() {
        let (bytes, frame) = written();
        let mut torn = bytes.clone();
        let last = torn.len() - frame;
        torn[last + 100] ^= 1;
        assert_eq!(look_at(&torn), Log::Readable);
        let mut older = bytes.clone();
        for start in (HEADER + 4 * frame..bytes.len()).step_by(frame) {
            older[start + 8] ^= 0xff;
        }
        assert_eq!(look_at(&older), Log::Readable);
    }
}
