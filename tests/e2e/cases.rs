//! What fuzzing found and what it begins with, run as ordinary tests through the bodies fuzzing uses.

use std::path::{Path, PathBuf};

use tests::contract::{TARGETS, Target, Verdict, corpus, seeds, target};

/// What broke a promise once, a file each.
fn cases(target: &Target) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/cases").join(target.name);
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

/// Bytes held at once while the body runs, and what it said. The second run counts: the first lays its ground.
fn run(target: &Target, input: &[u8]) -> (Verdict, u64) {
    let mut verdict = (target.body)(input);
    let held = allocation_counter::measure(|| verdict = (target.body)(input));
    (verdict, held.bytes_max)
}

fn keeps_its_promise(target: &Target, name: &str, input: &[u8]) -> Verdict {
    let (verdict, held) = run(target, input);
    let allowed = target.allows(verdict);
    assert!(held <= allowed.bytes, "{}/{name}: {verdict:?} held {held} bytes, at most {}", target.name, allowed.bytes);
    (target.proof)(input);
    verdict
}

#[test]
fn every_input_fuzzing_kept_breaks_nothing_and_holds_no_more_than_promised() {
    for target in &TARGETS {
        for (path, input) in cases(target) {
            keeps_its_promise(target, &path.display().to_string(), &input);
        }
        let kept = corpus(target.name).unwrap();
        assert!(kept.len() > 10, "{}", target.name);
        for (line, input) in (1..).zip(kept) {
            keeps_its_promise(target, &format!("line {line}"), &input);
        }
    }
}

#[test]
fn what_fuzzing_begins_with_is_judged_as_it_should_be_and_holds_no_more_than_promised() {
    for seed in seeds() {
        let target = target(seed.target).unwrap();
        assert_eq!(keeps_its_promise(target, seed.name, &seed.bytes), seed.verdict, "{}/{}", seed.target, seed.name);
    }
}

#[test]
fn every_way_in_has_its_fuzz_target() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    files.sort();
    let mut names = TARGETS.map(|target| target.name);
    names.sort_unstable();
    assert_eq!(files, names);
}
