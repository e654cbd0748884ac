//! The device as other languages see it.

use std::process::Command;

use tests::program;

#[test]
fn python_opens_a_vault_writes_vietnamese_minutes_and_reads_them_back() {
    let library = program::path("libsen_client.so").unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    let out = folder.path().to_str().unwrap();
    let library = library.to_str().unwrap();
    let arguments = ["generate", "--library", library, "--language", "python", "--no-format", "--out-dir", out];
    let made = program::run("uniffi-bindgen", &arguments).unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    std::fs::copy(library, folder.path().join("libsen_client.so")).unwrap();
    let smoke = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("bindings/python/smoke.py");
    let ran = Command::new("python3").arg(smoke).arg(out).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && said.contains("ok"), "{said}{}", String::from_utf8_lossy(&ran.stderr));
}
