//! The library and the app of the bench, built as they are shipped, by the command of docs/mobile.md.
//!
//! Cargo says where it put them, so what is measured is never left over from another build.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
use tests::{Outcome, Trouble};

/// Where they lie.
pub(crate) struct Built {
    library: PathBuf,
    /// The app.
    pub(crate) app: PathBuf,
}

impl Built {
    /// Builds both, or finds that nothing has changed since.
    ///
    /// # Errors
    /// [`Trouble`] when the build fails.
    pub(crate) fn with_mobile_profile() -> Outcome<Self> {
        let library = cargo(
            &["rustc", "-p", "client-ffi", "--no-default-features", "--lib", "--crate-type", "cdylib"],
            "sen_client",
        )?;
        Ok(Self { library, app: cargo(&["build", "-p", "device"], "device")? })
    }

    /// How large the library is; the profile strips it.
    ///
    /// # Errors
    /// [`Trouble`] when it is not there.
    pub(crate) fn library_bytes(&self) -> Outcome<f64> {
        let about = self.library.metadata().map_err(|error| Trouble::of("library", error))?;
        Ok(f64::from(u32::try_from(about.len()).unwrap_or(u32::MAX)))
    }
}

/// Runs cargo with the profile and gives the file it names for this target.
fn cargo(words: &[&str], target: &str) -> Outcome<PathBuf> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let done = Command::new(program)
        .args(words)
        .args(["--profile", "mobile", "--locked", "--quiet", "--message-format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Trouble::of("cargo", error))?;
    if !done.status.success() {
        return Err(Trouble(format!("cargo ended with {}", done.status)));
    }
    let told = String::from_utf8_lossy(&done.stdout);
    let artifacts = told.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let files = artifacts.filter(|said| said.pointer("/target/name").and_then(Value::as_str) == Some(target));
    let mut files = files.filter_map(|said| said.get("filenames")?.as_array()?.first()?.as_str().map(PathBuf::from));
    files.next_back().ok_or_else(|| Trouble(format!("cargo does not say where `{target}` is")))
}
