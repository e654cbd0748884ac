//! The house rules, checked on the tracked files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

pub(crate) fn files(under: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(under)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && !matches!(name, "target" | ".git" | "__pycache__" | "node_modules" | "dist") {
                folders.push(path);
            } else if name.ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no {ending} below {under}");
    found
}

pub(crate) fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn offenders(paths: &[PathBuf], wrong: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let lines = |path: &PathBuf| {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        text(path)
            .lines()
            .enumerate()
            .filter(|(_, line)| wrong(&name, line))
            .map(|(number, line)| format!("{name}:{}: {}", number + 1, line.trim()))
            .collect::<Vec<_>>()
    };
    paths.iter().flat_map(lines).collect()
}

#[test]
fn dependencies_point_inwards() {
    let allowed = [("shared", &[][..]), ("server", &["shared"][..]), ("client-ffi", &["shared"][..])];
    for (name, may) in allowed {
        let manifest: toml::Table = text(&root().join(name).join("Cargo.toml")).parse().unwrap();
        let dependencies = manifest.get("dependencies").and_then(|under| under.as_table()).unwrap();
        let ours: BTreeSet<&str> = ["shared", "server", "client-ffi", "tests"]
            .into_iter()
            .filter(|crate_| dependencies.contains_key(*crate_))
            .collect();
        assert_eq!(ours, may.iter().copied().collect(), "{name}");
    }
}

#[test]
fn only_shared_names_automerge_and_only_the_stores_name_sql() {
    let automerge = offenders(&[files("server/src", ".rs"), files("client-ffi/src", ".rs")].concat(), |_, line| {
        line.contains("automerge::") || line.contains("use automerge")
    });
    assert_eq!(automerge, Vec::<String>::new());
    let sql = offenders(&[files("server/src", ".rs"), files("client-ffi/src", ".rs")].concat(), |name, line| {
        let owner = name.contains("/store") || name.contains("/vault");
        !owner
            && ["SELECT ", "INSERT ", "UPDATE ", "DELETE FROM", "CREATE TABLE"].iter().any(|word| line.contains(word))
    });
    assert_eq!(sql, Vec::<String>::new());
    // Nothing else knows what kind of database lies below, so that another can take its place.
    let library = offenders(&[files("server/src", ".rs"), files("client-ffi/src", ".rs")].concat(), |name, line| {
        !name.starts_with("server/src/store") && !name.starts_with("client-ffi/src/vault") && line.contains("rusqlite")
    });
    assert_eq!(library, Vec::<String>::new());
}

#[test]
fn nothing_is_ignored_left_for_later_or_waited_for_by_the_clock() {
    let code =
        [files("shared/src", ".rs"), files("server/src", ".rs"), files("client-ffi/src", ".rs"), files("tests", ".rs")]
            .concat();
    let here = "tests/e2e/tidy.rs";
    let later = [
        "TO".to_owned() + "DO",
        "FIX".to_owned() + "ME",
        "todo".to_owned() + "!",
        "unimplemented".to_owned() + "!",
        "#[ign".to_owned() + "ore",
    ];
    let found = offenders(&code, |name, line| name != here && later.iter().any(|word| line.contains(word)));
    assert_eq!(found, Vec::<String>::new());
    let sleeping = "sleep".to_owned() + "(";
    let found = offenders(&files("tests", ".rs"), |name, line| name != here && line.contains(&sleeping));
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn source_files_stay_readable_and_say_what_they_own() {
    let code = [
        files("shared/src", ".rs"),
        files("server/src", ".rs"),
        files("client-ffi/src", ".rs"),
        files("tests/src", ".rs"),
    ]
    .concat();
    for path in code {
        let content = text(&path);
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        let is_test = name.contains("tests") || name.contains("convergence");
        assert!(content.starts_with("//!") || is_test, "{name} does not say what it owns");
        let lines = content.lines().count();
        assert!(lines <= 600 || is_test, "{name} has {lines} lines");
        assert_ne!(path.file_name().unwrap(), "mod.rs", "{name}");
    }
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut broken = Vec::new();
    for path in files(".", ".md") {
        let content = text(&path);
        for part in content.split("](").skip(1) {
            let target = part.split([')', '#', ' ']).next().unwrap();
            let outside = target.starts_with("http") || target.starts_with("mailto:");
            if !target.is_empty() && !outside && !path.parent().unwrap().join(target).exists() {
                broken.push(format!("{} -> {target}", path.display()));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn architecture_and_decisions_keep_their_size() {
    let architecture = root().join("docs/ARCHITECTURE.md");
    assert!(text(&architecture).lines().count() <= 200);
    for adr in files("docs/adr", ".md") {
        assert!(text(&adr).lines().count() <= 60, "{}", adr.display());
    }
}

/// The names of all tests written in Rust.
fn tests_of_the_repository() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for path in ["shared/src", "server/src", "client-ffi", "tests"].iter().flat_map(|under| files(under, ".rs")) {
        let mut is_marked = false;
        for line in text(&path).lines().map(str::trim) {
            is_marked |= line == "#[test]" || line.starts_with("#[tokio::test");
            let Some((_, rest)) = line.split_once("fn ").filter(|(before, _)| matches!(*before, "" | "async ")) else {
                continue;
            };
            if std::mem::take(&mut is_marked) {
                names.insert(rest.split(['(', '<']).next().unwrap().to_owned());
            }
        }
    }
    names
}

/// What stands between backticks.
fn quoted(words: &str) -> impl Iterator<Item = &str> {
    words.split('`').skip(1).step_by(2)
}

#[test]
fn every_guard_the_architecture_names_is_a_test() {
    let tests = tests_of_the_repository();
    let architecture = text(&root().join("docs/ARCHITECTURE.md"));
    let named: BTreeSet<&str> = quoted(&architecture)
        .filter(|word| {
            word.matches('_').count() >= 4
                && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        })
        .collect();
    assert!(named.len() >= 5, "it names its guards: {named:?}");
    let missing: Vec<&&str> = named.iter().filter(|name| !tests.contains(**name)).collect();
    assert_eq!(missing, Vec::<&&str>::new());
}

#[test]
fn every_threat_has_a_test() {
    let tests = tests_of_the_repository();
    let model = text(&root().join("docs/threat-model.md"));
    let table = model.split_once("| Threat |").unwrap().1.split_once("\n\n").unwrap().0;
    let (mut without, mut missing) = (Vec::new(), Vec::new());
    for row in table.lines().skip(2) {
        let [_, _, _, named, _] = row.split('|').collect::<Vec<_>>()[..] else { panic!("three columns: {row}") };
        if quoted(named).next().is_none() {
            without.push(row);
        }
        missing.extend(quoted(named).filter(|name| !tests.contains(*name)));
    }
    assert_eq!((without, missing), (Vec::new(), Vec::new()), "threats without a test; names that are no test");
}

/// Do not update me: a shipped migration is never edited, only followed by another.
#[test]
fn shipped_migrations_are_as_they_were() {
    let hashes: Vec<(String, String)> = [("server/migrations", ".sql"), ("client-ffi/src/vault/migrations", ".sql")]
        .iter()
        .flat_map(|(under, ending)| files(under, ending))
        .map(|path| {
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            (name, hex::encode(&shared::id::labelled_hash("tidy", &[text(&path).as_bytes()])[..8]))
        })
        .collect();
    let expected = [
        ("server/migrations/0001_begin.sql", "a605b1bb3a5ef922"),
        ("server/migrations/0002_visits.sql", "b74cb9d91f862dc6"),
        ("server/migrations/0003_held.sql", "db29e2aef6a100b1"),
        ("server/migrations/0004_vouched.sql", "ac22afbe2045b708"),
        ("server/migrations/0005_findings.sql", "89d3edd39c270594"),
        ("server/migrations/0006_restored.sql", "24266cb4934c5086"),
        ("server/migrations/0007_records.sql", "11365da9f5338e60"),
        ("server/migrations/0008_standing.sql", "74458da8bd3f5db8"),
        ("server/migrations/0009_people.sql", "3ed755c54ea869cb"),
        ("server/migrations/0010_registers.sql", "523e9b27fe620f7c"),
        ("server/migrations/0011_sums.sql", "3c8e8a9e238e2608"),
        ("server/migrations/0012_moves.sql", "0db54ca35a3c8c88"),
        ("server/migrations/0013_rules.sql", "9d9172a678b6f3a6"),
        ("server/migrations/0014_erased.sql", "0c3b592ce2238a18"),
        ("server/migrations/0015_due.sql", "d3e7fc3206b1a761"),
        ("server/migrations/0016_judged.sql", "006493c14e9e6e36"),
        ("client-ffi/src/vault/migrations/0001_begin.sql", "e4823e2cbb098c96"),
        ("client-ffi/src/vault/migrations/0002_strokes.sql", "7e864459e66972f1"),
        ("client-ffi/src/vault/migrations/0003_records.sql", "e39c49dcf2bb4959"),
        ("client-ffi/src/vault/migrations/0004_forms.sql", "bac76afa42638208"),
    ];
    assert_eq!(hashes, expected.map(|(name, hash)| (name.to_owned(), hash.to_owned())));
}

#[test]
fn the_changelog_speaks_of_this_version() {
    let version = env!("CARGO_PKG_VERSION");
    assert!(text(&root().join("CHANGELOG.md")).contains(version));
}

/// A kind of record is its spec: beside that and the register, at most three files name it, so that a new kind touches no
/// more. Tests may.
#[test]
fn a_kind_of_record_is_named_in_three_files_at_most() {
    let mut named: std::collections::BTreeMap<String, Vec<String>> = std::collections::BTreeMap::new();
    for folder in ["shared/src", "server/src", "client-ffi/src"] {
        for path in files(folder, ".rs") {
            let is_test = path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs");
            let whole = text(&path);
            let code = whole.split("#[cfg(test)]").next().unwrap_or_default();
            for kind in shared::doc::Kind::ALL.map(|kind| format!("Kind::{kind:?}")) {
                let names = |at: usize| !code[at + kind.len()..].starts_with(|c: char| c.is_alphanumeric());
                let starts = |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric());
                if !is_test && code.match_indices(&kind).any(|(at, _)| names(at) && starts(at)) {
                    named.entry(kind).or_default().push(path.strip_prefix(root()).unwrap().display().to_string());
                }
            }
        }
    }
    assert!(named.len() > 2, "{named:?}");
    let many: Vec<_> = named.into_iter().filter(|(_, files)| files.len() > 3).collect();
    assert_eq!(many, Vec::new());
}

/// The ward and a phone ask the one list in one language, so its tables are the same to the letter in both.
#[test]
fn the_tables_of_the_one_list_are_the_same_on_the_server_and_on_a_phone() {
    let tables =
        ["server/migrations/0007_records.sql", "client-ffi/src/vault/migrations/0003_records.sql"].map(|path| {
            let whole = text(&root().join(path));
            whole[whole.find("CREATE TABLE record_row").unwrap()..].to_owned()
        });
    assert_eq!(tables[0], tables[1]);
}
