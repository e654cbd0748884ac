//! Reading SQLite's write-ahead log without SQLite, to tell a torn end from a damaged middle.
//!
//! SQLite silently stops at the first frame whose checksum does not hold. At the end of the log that is right: the
//! frames of a commit that was cut short belong to nobody. In the middle it would hide commits whose receipts were
//! given. This module reads, and changes no byte, and only while nobody else has the database open.

use std::io::{BufReader, Read, Write};
use std::path::Path;

/// Bytes before the first frame.
const HEADER: usize = 32;
/// Bytes before each page.
const FRAME_HEADER: usize = 24;

/// What lies in the log beside a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Log {
    /// Nothing: the database was closed in order.
    None,
    /// Commits that are to be read with the database; a commit cut short at the end is nobody's.
    Readable,
    /// Commits that reached the disk cannot be read; the sentence says from where on.
    Damaged(String),
}

/// The two running sums over everything written so far.
type Sums = (u32, u32);

struct Format {
    big_endian: bool,
    page: usize,
    salts: [u8; 8],
    sums: Sums,
}

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
    // The head is synced before the first frame is written: alone it belongs to no commit, however torn it is.
    if file.metadata()?.len() <= HEADER as u64 {
        return Ok(Log::None);
    }
    let mut file = BufReader::new(file);
    let mut header = [0; HEADER];
    let format = if fill(&mut file, &mut header)? { Format::read(&header) } else { None };
    let Some(format) = format else {
        return Ok(Log::Damaged("the head of the log is damaged; what it held cannot be read".to_owned()));
    };
    follow(&mut file, &format)
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

impl Format {
    fn read(header: &[u8; HEADER]) -> Option<Self> {
        let big_endian = match word(header, 0, true)? {
            0x377f_0682 => false,
            0x377f_0683 => true,
            _ => return None,
        };
        let page = usize::try_from(word(header, 8, true)?).ok()?;
        let sums = add((0, 0), header.get(..24)?, big_endian);
        let stored = (word(header, 24, true)?, word(header, 28, true)?);
        let plausible = page.is_power_of_two() && (512..=65536).contains(&page);
        (sums == stored && plausible).then_some(Self {
            big_endian,
            page,
            salts: *header.get(16..)?.first_chunk()?,
            sums,
        })
    }
}

/// Walks the frames. Beyond the first that does not hold, whatever follows a commit was written after that commit had
/// reached the disk: then it is damage and no torn end.
fn follow(file: &mut impl Read, format: &Format) -> std::io::Result<Log> {
    let mut frame = vec![0; FRAME_HEADER + format.page];
    let (mut sums, mut number) = (format.sums, 0_u64);
    let mut broken_at: Option<u64> = None;
    // Beyond the break: the sums the frame before says it ends with, and whether a commit was passed.
    let (mut claimed, mut passed_commit): (Option<Sums>, bool) = (None, false);
    while fill(file, &mut frame)? {
        number += 1;
        let Some(seen) = Frame::read(&frame, format) else { break };
        match broken_at {
            None if seen.ours && seen.follows(sums, &frame, format) => sums = seen.sums,
            None => {
                broken_at = Some(number);
                passed_commit = seen.ours && seen.commits;
            }
            Some(at) => {
                if passed_commit && claimed.is_some_and(|sums| seen.ours && seen.follows(sums, &frame, format)) {
                    return Ok(Log::Damaged(format!(
                        "the log is damaged at frame {at}; commits after it are there but cannot be read"
                    )));
                }
                passed_commit |= seen.ours && seen.commits;
            }
        }
        claimed = seen.ours.then_some(seen.sums);
    }
    Ok(Log::Readable)
}

struct Frame {
    /// Whether it belongs to this turn of the log and not to an earlier one that is being overwritten.
    ours: bool,
    commits: bool,
    sums: Sums,
}

impl Frame {
    fn read(frame: &[u8], format: &Format) -> Option<Self> {
        Some(Self {
            ours: frame.get(8..16)? == format.salts,
            commits: word(frame, 4, true)? != 0,
            sums: (word(frame, 16, true)?, word(frame, 20, true)?),
        })
    }

    fn follows(&self, before: Sums, frame: &[u8], format: &Format) -> bool {
        let (Some(head), Some(page)) = (frame.get(..8), frame.get(FRAME_HEADER..)) else { return false };
        add(add(before, head, format.big_endian), page, format.big_endian) == self.sums
    }
}

fn add((mut a, mut b): Sums, bytes: &[u8], big_endian: bool) -> Sums {
    for pair in bytes.chunks_exact(8) {
        let (Some(x), Some(y)) = (word(pair, 0, big_endian), word(pair, 4, big_endian)) else { continue };
        a = a.wrapping_add(x).wrapping_add(b);
        b = b.wrapping_add(y).wrapping_add(a);
    }
    (a, b)
}

fn word(bytes: &[u8], at: usize, big_endian: bool) -> Option<u32> {
    let bytes = *bytes.get(at..)?.first_chunk::<4>()?;
    Some(if big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
}

/// Fills the buffer; `false` when the file ends before.
fn fill(file: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<bool> {
    match file.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
