//! The device as other languages see it.

use std::path::{Path, PathBuf};
use std::process::Command;

use tests::program;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Builds the Python package, installs it into a fresh environment and runs its tests of these names.
fn python(names: &[&str]) {
    let folder = program::folder().unwrap();
    let mut script = Command::new(root().join("scripts/python-package"));
    let ran = script.arg(folder).arg("--test").args(names).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout) + String::from_utf8_lossy(&ran.stderr);
    // Python calls it a success when no test has such a name.
    assert!(ran.status.success() && !said.contains("Ran 0 tests") && !said.contains("skipped"), "{said}");
}

#[test]
fn python_does_everything_the_surface_offers_against_a_real_server() {
    python(&["test_surface", "test_vault", "test_profiles", "test_readme"]);
}

/// A function nobody calls from another language is one nobody has seen to work there.
#[test]
fn every_exported_function_is_called_by_a_python_test() {
    python(&["test_complete"]);
}

/// What an app for iOS is written against. Nothing here compiles it, so what a change does to it is read in review.
#[test]
fn the_swift_surface_is_the_one_that_was_reviewed() {
    let mut script = Command::new(root().join("scripts/swift-surface"));
    let made = script.arg(program::folder().unwrap()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let now = String::from_utf8(made.stdout).unwrap();
    let reviewed = std::fs::read_to_string(root().join("client-ffi/swift/surface.txt")).unwrap();
    let only_in = |one: &str, other: &str| {
        let only = one.lines().filter(|line| !other.lines().any(|known| known == *line));
        only.map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(
        now == reviewed,
        "the library offers Swift something else than client-ffi/swift/surface.txt says; run `make swift-surface` and \
         read the difference before it is committed. New: {:#?}, gone: {:#?}",
        only_in(&now, &reviewed),
        only_in(&reviewed, &now)
    );
}
