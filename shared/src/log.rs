//! Reading SQLite's write-ahead log without SQLite, to tell a torn end from a damaged middle.
//!
//! SQLite silently stops at the first frame whose checksum does not hold. At the end of the log that is right: the
//! frames of a commit that was cut short belong to nobody. In the middle it would hide commits that were given as done.
//! Checksums go over pages as they lie in the log, so an encrypted database's log is read alike.
//! Source: the file format of SQLite, section "The Write-Ahead Log".

use std::io::Read;

/// Bytes before the first frame.
const HEADER: usize = 32;
/// Bytes before each page.
const FRAME_HEADER: usize = 24;

/// What lies in the log beside a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Log {
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

/// Looks through a log of `length` bytes that nobody writes to at the moment.
///
/// # Errors
/// What the reader says.
pub fn look(log: &mut impl Read, length: u64) -> std::io::Result<Log> {
    // The head is synced before the first frame is written: alone it belongs to no commit, however torn it is.
    if length <= HEADER as u64 {
        return Ok(Log::None);
    }
    let mut header = [0; HEADER];
    let format = if fill(log, &mut header)? { Format::read(&header) } else { None };
    let Some(format) = format else {
        return Ok(Log::Damaged("the head of the log is damaged; what it held cannot be read".to_owned()));
    };
    follow(log, &format)
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
    // Beyond the break: the sums a frame must go on from to belong to the one before, and whether a commit is among those
    // that belong together. What a commit that failed had written lies there too, torn by the next one.
    let (mut links, mut passed_commit): ([Option<Sums>; 2], bool) = ([None; 2], false);
    while fill(file, &mut frame)? {
        number += 1;
        let Some(seen) = Frame::read(&frame, format) else { break };
        let claimed = seen.ours.then_some(seen.sums);
        let Some(at) = broken_at else {
            let sums_here = with(sums, &frame, format);
            if seen.ours && sums_here == Some(seen.sums) {
                sums = seen.sums;
            } else {
                // Either its head is as it was written, or its page, or all but the salts.
                let commits = seen.commits && (seen.ours || sums_here == Some(seen.sums));
                (broken_at, links, passed_commit) = (Some(number), [claimed, sums_here], commits);
            }
            continue;
        };
        let goes_on = |sums: &Sums| seen.ours && with(*sums, &frame, format) == Some(seen.sums);
        let belongs = links.iter().flatten().any(goes_on);
        if belongs && passed_commit {
            return Ok(Log::Damaged(format!(
                "the log is damaged at frame {at}; commits after it are there but cannot be read"
            )));
        }
        passed_commit = seen.ours && seen.commits;
        links = [claimed, None];
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
}

/// The running sums with a frame, if those before it were `before`.
fn with(before: Sums, frame: &[u8], format: &Format) -> Option<Sums> {
    let (head, page) = (frame.get(..8)?, frame.get(FRAME_HEADER..)?);
    Some(add(add(before, head, format.big_endian), page, format.big_endian))
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
