//! One catalogue of words: every key is asked for somewhere, and whatever is asked for is a key.
//!
//! That both languages have the same keys, blanks and codes is proved beside the catalogue, in `shared/src/words`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use shared::words::families;

use crate::tidy::{files, root, text};

/// Families whose codes are no stored ones: a word of theirs is used if its code stands in the program.
const OF_THE_PROGRAM: [&str; 32] = [
    "adoption",
    "age",
    "ask",
    "ask-why",
    "audit",
    "backup",
    "base",
    "conflict",
    "device",
    "field",
    "group",
    "held-decided",
    "input",
    "life",
    "members-only",
    "notice",
    "org-state",
    "own-refused",
    "people-refused",
    "person",
    "person-role",
    "queue-about",
    "queue-lane",
    "reconcile-doubt",
    "review",
    "right",
    "standing",
    "standing-short",
    "tasks",
    "trends-attendance",
    "trends-score",
    "trends-tasks",
];

/// What is shipped of these files: what stands in tests is no part of the program.
fn shipped(under: &str, ending: &str) -> String {
    let is_test = |path: &PathBuf| {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        name.contains("/tests/") || name.ends_with("tests.rs")
    };
    let files = files(under, ending).into_iter().filter(|path| !is_test(path));
    files.map(|path| text(&path).split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned() + "\n").collect()
}

fn sources() -> String {
    ["shared/src", "server/src", "client-ffi/src"].map(|under| shipped(under, ".rs")).concat()
}

fn templates() -> String {
    shipped("server/templates", ".html")
}

/// The catalogue in Vietnamese, with what only the console says.
fn shipped_words() -> String {
    text(&root().join("shared/words/vi.ftl"))
        + &text(&root().join("shared/words/kinds/vi.ftl"))
        + &shipped("shared/words/room/vi", ".ftl")
}

fn keys() -> BTreeSet<String> {
    let words = shipped_words();
    let lines = words.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()));
    lines.map(|line| line.split_once(" = ").unwrap().0.to_owned()).collect()
}

/// What stands between quotation marks.
fn literals(program: &str) -> BTreeSet<&str> {
    let is_key = |word: &&str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b))
    };
    program.lines().flat_map(|line| line.split('"')).filter(is_key).collect()
}

/// The first literals of calls to any of these names.
fn asked<'a>(program: &'a str, calls: &[&str]) -> BTreeSet<&'a str> {
    let of = |call: &&str| {
        let call = format!(".{call}(\"");
        program.split(&call).skip(1).filter_map(|rest| rest.split('"').next()).collect::<Vec<_>>()
    };
    calls.iter().flat_map(of).collect()
}

/// Whether a text begins with these segments.
fn is_below(key: &str, family: &str) -> bool {
    key.strip_prefix(family).is_some_and(|rest| rest.starts_with('-'))
}

#[test]
fn every_key_the_program_asks_for_is_in_the_catalogue() {
    let (sources, templates, keys) = (sources(), templates(), keys());
    let program = [&*sources, &*templates].concat();
    let first = |key: &str| key.split('-').next().unwrap().to_owned();
    let begins: BTreeSet<String> = keys.iter().filter(|key| key.contains('-')).map(|key| first(key)).collect();
    // In a source, whatever looks like a key is one, or a family, or what makes one of a family's name.
    let looks_like_a_key = |word: &&str| word.contains('-') && begins.contains(&first(word));
    let mut asked_for: BTreeSet<&str> = literals(&sources).into_iter().filter(looks_like_a_key).collect();
    asked_for.extend(asked(&templates, &["t", "count", "with", "signed", "tally_at"]));
    asked_for.extend(asked(&program, &["code", "code_within", "label", "badge"]));
    assert!(asked_for.len() > 400, "the program was read: {}", asked_for.len());
    asked_for.retain(|word| {
        let is_field = keys.contains(&format!("field-{word}"));
        !keys.contains(*word) && !is_field && !keys.iter().any(|key| is_below(key, word))
    });
    assert_eq!(asked_for, BTreeSet::new());
}

#[test]
fn every_key_of_the_catalogue_is_used() {
    let program = sources() + &templates();
    let (literals, stored) = (literals(&program), families());
    let of_a_code = |key: &str| {
        stored.iter().any(|family| {
            let code = key.strip_prefix(&*family.name).and_then(|rest| rest.strip_prefix('-'));
            code.is_some_and(|code| code == "khac" || family.codes.iter().any(|known| known == code))
        })
    };
    let of_the_program = |key: &str| {
        OF_THE_PROGRAM.iter().any(|family| {
            let code = key.strip_prefix(family).and_then(|rest| rest.strip_prefix('-'));
            code.is_some_and(|code| code == "khac" || literals.contains(code))
        })
    };
    let mut unused = keys();
    unused.retain(|key| !literals.contains(key.as_str()) && !of_a_code(key) && !of_the_program(key));
    assert_eq!(unused, BTreeSet::new());
}
