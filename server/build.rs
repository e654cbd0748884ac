//! Puts the app into the program, as `make app` built it; without it the program is whole but for `/app/`. What `make demo`
//! built for a first look is refused where the program is built to be given away.

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde::Deserialize;

/// One file of the app, as its build lists it.
#[derive(Deserialize)]
struct File {
    path: String,
    #[serde(rename = "type")]
    kind: String,
    sha256: String,
    packed: bool,
    immutable: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../app/dist");
    let list = folder.join("files.json");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    // Below the folder of the profile: PROFILE/build/PACKAGE/out.
    let is_demo = out.ancestors().nth(3).is_some_and(|profile| profile.ends_with("demo"));
    if env::var("PROFILE")? == "release" && !is_demo && folder.join("quick").exists() {
        return Err("app/dist was built for a first look by `make demo`: run `make app` first".into());
    }
    println!("cargo:rerun-if-changed={}", list.display());
    let files: Vec<File> = match fs::read(&list) {
        Ok(text) => serde_json::from_slice(&text)?,
        Err(_) => Vec::new(),
    };
    let lines: Result<String, std::io::Error> = files.iter().map(|file| line(&folder, file)).collect();
    let table = format!("static FILES: &[File] = &[\n{}];\n", lines?);
    Ok(fs::write(out.join("app_files.rs"), table)?)
}

fn line(folder: &Path, file: &File) -> Result<String, std::io::Error> {
    let plain = folder.join(&file.path).canonicalize()?;
    let packed = match file.packed {
        true => format!("Some(include_bytes!({:?}))", folder.join(format!("{}.br", file.path)).canonicalize()?),
        false => "None".to_owned(),
    };
    Ok(format!(
        "    File {{ path: {:?}, kind: {:?}, tag: \"\\\"{}\\\"\", is_immutable: {}, plain: include_bytes!({plain:?}), packed: {packed} }},\n",
        file.path, file.kind, file.sha256, file.immutable
    ))
}
