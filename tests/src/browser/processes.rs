//! The processes of a browser, found by the profile folder they were started over.

use std::path::Path;

/// The processes that were started over a profile folder.
pub(super) fn processes_of(profile: &Path) -> Vec<u32> {
    let flag = format!("--user-data-dir={}", profile.display());
    let listed = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = listed.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers
        .filter(|process: &u32| {
            let line = std::fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
            line.split(|byte| *byte == 0).any(|argument| argument == flag.as_bytes())
        })
        .collect()
}

/// The processes that draw the pages of the browser over a profile folder; not those that draw the browser's own bars.
#[must_use]
pub fn renderers_over(profile: &Path) -> Vec<u32> {
    let listed = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = listed.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let all: Vec<(u32, u32)> = numbers.filter_map(|process| Some((process, parent_of(process)?))).collect();
    let mut family = processes_of(profile);
    let mut known = 0;
    while known < family.len() {
        known = family.len();
        let younger = all.iter().filter(|(process, parent)| family.contains(parent) && !family.contains(process));
        let younger: Vec<u32> = younger.map(|(process, _)| *process).collect();
        family.extend(younger);
    }
    family.retain(|process| {
        let line = std::fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
        // A process that is forked ahead writes its line anew, with spaces.
        let has = |wanted: &[u8]| line.split(|byte| matches!(byte, 0 | b' ')).any(|argument| argument == wanted);
        has(b"--type=renderer") && !has(b"--top-chrome-webui")
    });
    family
}

fn parent_of(process: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name in brackets may hold spaces; the parent is the second field after it.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}
