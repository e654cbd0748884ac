//! The device as other languages see it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::story::{DEPUTY, HEAD};
use shared::access::Role;
use tests::program;
use tests::ward::{CELLS, Ward};

/// The generated Python module with the library beside it.
fn python_module() -> tempfile::TempDir {
    let library = program::path("libsen_client.so").unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    let out = folder.path().to_str().unwrap();
    let library = library.to_str().unwrap();
    let arguments = ["generate", "--library", library, "--language", "python", "--no-format", "--out-dir", out];
    let made = program::run("uniffi-bindgen", &arguments).unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    std::fs::copy(library, folder.path().join("libsen_client.so")).unwrap();
    folder
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("bindings/python").join(name)
}

fn python(script: &Path, arguments: &[&str]) {
    let ran = Command::new("python3").arg("-B").arg(script).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && said.contains("ok"), "{said}{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn python_does_everything_the_surface_offers_against_a_real_server() {
    let ward = Ward::serving().unwrap();
    let code = |role, name: &str| ward.code(CELLS[0].0, role, name).unwrap();
    let (head, deputy) = (code(Role::Head, HEAD), code(Role::DeputyHead, DEPUTY));
    let module = python_module();
    python(&script("smoke.py"), &[module.path().to_str().unwrap(), &head, &deputy]);
}

/// A function nobody calls from another language is one nobody has seen to work there.
#[test]
fn every_exported_function_is_called_by_a_python_test() {
    let module = python_module();
    let smoke = script("smoke.py");
    python(&script("coverage.py"), &[module.path().to_str().unwrap(), smoke.to_str().unwrap()]);
}
