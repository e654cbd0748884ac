//! What would be lost with the power: for every sector written since the last sync, what was durable before.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::SystemTime;

/// What a drive writes whole or not at all, in bytes.
const SECTOR: u64 = 512;

/// What happened on a disk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Operations that change it.
    pub operations: u64,
    /// Syncs that were made to fail.
    pub failed_syncs: u64,
    /// Writes refused for want of room.
    pub refused_writes: u64,
    /// Sectors that went with the power.
    pub lost_sectors: u64,
}

/// Whether an operation goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Done,
    Dead,
    Full,
    Failed,
}

#[derive(Debug)]
struct Sector {
    /// What is durable there; shorter where the file ended.
    before: Vec<u8>,
    /// A sync failed over it: the system believes it clean and never writes it again.
    limbo: bool,
    /// It was cut off and not written since.
    cut: bool,
    /// When it was written last.
    stamp: u64,
}

#[derive(Debug, Default)]
struct File {
    sectors: BTreeMap<u64, Sector>,
    /// The length that is durable, where it is not the file's.
    durable: Option<u64>,
    /// How far below its durable end it was cut, and when.
    cut: Option<Cut>,
}

#[derive(Debug, Clone, Copy)]
struct Cut {
    to: u64,
    stamp: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Model {
    files: BTreeMap<String, File>,
    /// Files a sync failed over, marked when the process died: a changed mark says that the next one wrote them anew.
    marked: BTreeSet<String>,
    stamp: u64,
    pub(crate) dead: bool,
    pub(crate) dying: Option<u64>,
    pub(crate) full: bool,
    pub(crate) failing: u32,
    pub(crate) counts: Counts,
}

/// Reads from a file as it is; what lies beyond its end stays zero.
pub(crate) type Read<'a> = dyn FnMut(u64, &mut [u8]) + 'a;

impl Model {
    /// Marks what a sync failed over, by the time of its last change.
    pub(crate) fn mark(&mut self, folder: &Path) -> std::io::Result<()> {
        for (name, _) in self.files.iter().filter(|(_, file)| file.is_in_limbo()) {
            let path = folder.join(name);
            if path.exists() {
                OpenOptions::new().write(true).open(path)?.set_modified(SystemTime::UNIX_EPOCH)?;
                self.marked.insert(name.clone());
            }
        }
        Ok(())
    }

    /// A file that was written anew past this layer, whole and with a sync of its own, is durable as it is.
    fn notice(&mut self, folder: &Path, name: &str) {
        let changed = || folder.join(name).metadata().and_then(|found| found.modified());
        if self.marked.contains(name) && changed().is_ok_and(|at| at != SystemTime::UNIX_EPOCH) {
            self.marked.remove(name);
            self.files.remove(name);
        }
    }

    fn operation(&mut self) -> Verdict {
        if !self.dead && self.dying == Some(0) {
            self.dead = true;
        }
        if self.dead {
            return Verdict::Dead;
        }
        self.dying = self.dying.map(|left| left - 1);
        self.counts.operations += 1;
        self.stamp += 1;
        Verdict::Done
    }

    pub(crate) fn write(
        &mut self,
        (folder, name): (&Path, &str),
        offset: u64,
        bytes: u64,
        size: u64,
        read: &mut Read<'_>,
    ) -> Verdict {
        self.notice(folder, name);
        let verdict = self.operation();
        if verdict != Verdict::Done || bytes == 0 {
            return verdict;
        }
        let end = offset + bytes;
        if self.full && end > size {
            self.counts.refused_writes += 1;
            return Verdict::Full;
        }
        let stamp = self.stamp;
        self.marked.remove(name);
        let file = self.file(name);
        for sector in offset / SECTOR..=(end - 1) / SECTOR {
            let kept = file.sectors.entry(sector).or_insert_with(|| before(sector, size, read));
            (kept.limbo, kept.cut, kept.stamp) = (false, false, stamp);
        }
        if end > size {
            file.durable.get_or_insert(size);
        }
        Verdict::Done
    }

    pub(crate) fn truncate(
        &mut self,
        (folder, name): (&Path, &str),
        to: u64,
        size: u64,
        read: &mut Read<'_>,
    ) -> Verdict {
        self.notice(folder, name);
        let verdict = self.operation();
        if verdict != Verdict::Done || to == size {
            return verdict;
        }
        let stamp = self.stamp;
        self.marked.remove(name);
        let file = self.file(name);
        for sector in to / SECTOR..size.div_ceil(SECTOR) {
            let kept = file.sectors.entry(sector).or_insert_with(|| before(sector, size, read));
            (kept.limbo, kept.cut, kept.stamp) = (false, true, stamp);
        }
        let durable = *file.durable.get_or_insert(size);
        if to < durable {
            let to = file.cut.map_or(to, |cut| cut.to.min(to));
            file.cut = Some(Cut { to, stamp });
        }
        Verdict::Done
    }

    pub(crate) fn sync(&mut self, folder: &Path, name: &str) -> Verdict {
        self.notice(folder, name);
        let verdict = self.operation();
        if verdict != Verdict::Done {
            return verdict;
        }
        let fails = self.failing > 0;
        self.failing = self.failing.saturating_sub(1);
        self.counts.failed_syncs += u64::from(fails);
        let file = self.file(name);
        if fails {
            file.sectors.values_mut().for_each(|sector| sector.limbo = true);
            return Verdict::Failed;
        }
        // Lengths stand in the file system's journal, which forgets nothing until it is written.
        file.sectors.retain(|_, sector| sector.limbo && !sector.cut);
        (file.durable, file.cut) = (None, None);
        Verdict::Done
    }

    pub(crate) fn delete(&mut self, name: &str) -> Verdict {
        let verdict = self.operation();
        if verdict == Verdict::Done {
            self.files.remove(name);
        }
        verdict
    }

    pub(crate) fn forget(&mut self) {
        self.files.clear();
        self.marked.clear();
    }

    fn file(&mut self, name: &str) -> &mut File {
        self.files.entry(name.to_owned()).or_default()
    }

    pub(crate) fn lose_power(&mut self, folder: &Path, chance: &mut dyn FnMut(u64) -> u64) -> std::io::Result<()> {
        let way = Way::draw(self.stamp, chance);
        self.marked.clear();
        for (name, file) in std::mem::take(&mut self.files) {
            let path = folder.join(name);
            if path.exists() {
                self.counts.lost_sectors += file.lose(&path, way, chance)?;
            }
        }
        Ok(())
    }
}

fn before(sector: u64, size: u64, read: &mut Read<'_>) -> Sector {
    let start = sector * SECTOR;
    let length = size.saturating_sub(start).min(SECTOR);
    let mut before = vec![0; usize::try_from(length).unwrap_or(0)];
    if !before.is_empty() {
        read(start, &mut before);
    }
    Sector { before, limbo: false, cut: false, stamp: 0 }
}

/// What power loss leaves of what was not synced.
#[derive(Debug, Clone, Copy)]
enum Way {
    Nothing,
    Everything,
    Some,
    /// Only what was written after this moment: drives reorder.
    Latest(u64),
}

impl Way {
    fn draw(stamp: u64, chance: &mut dyn FnMut(u64) -> u64) -> Self {
        match chance(6) {
            0 => Self::Everything,
            1 => Self::Latest(stamp.saturating_sub(chance(12))),
            2 | 3 => Self::Nothing,
            _ => Self::Some,
        }
    }

    fn keeps(self, stamp: u64, chance: &mut dyn FnMut(u64) -> u64) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::Some => chance(2) == 0,
            Self::Latest(from) => stamp >= from,
        }
    }
}

impl File {
    fn is_in_limbo(&self) -> bool {
        self.sectors.values().any(|sector| sector.limbo && !sector.cut)
    }

    /// Puts back what was durable wherever the way does not keep what came after; gives the sectors lost.
    fn lose(mut self, path: &Path, way: Way, chance: &mut dyn FnMut(u64) -> u64) -> std::io::Result<u64> {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        let mut now = file.metadata()?.len();
        let mut durable = self.durable.unwrap_or(now);
        // File systems cut a file whole or not at all. Whole: what was there before is gone. Not at all: what was
        // written behind the cut since went elsewhere.
        if let Some(cut) = self.cut {
            if way.keeps(cut.stamp, chance) {
                durable = cut.to;
                for (sector, kept) in &mut self.sectors {
                    kept.before.truncate(usize::try_from(cut.to.saturating_sub(sector * SECTOR)).unwrap_or(0));
                }
            } else {
                now = now.min(cut.to / SECTOR * SECTOR);
            }
        }
        let (short, long) = (now.min(durable), now.max(durable));
        let length = match (way, self.cut) {
            (Way::Nothing, _) => durable,
            (Way::Everything, _) => now,
            (_, Some(_)) if now < durable => durable,
            (Way::Some | Way::Latest(_), _) => {
                [now, durable, short + chance(long - short + 1)][usize::from(chance(3) as u8)]
            }
        };
        let mut lost = 0;
        let longer = length.max(now);
        file.set_len(longer)?;
        for (sector, kept) in self.sectors {
            let start = sector * SECTOR;
            if start >= longer || start < now && way.keeps(kept.stamp, chance) {
                continue;
            }
            let mut bytes = kept.before;
            bytes.resize(usize::try_from((longer - start).min(SECTOR)).unwrap_or(0), 0);
            file.write_all_at(&bytes, start)?;
            lost += 1;
        }
        file.set_len(length)?;
        Ok(lost)
    }
}
