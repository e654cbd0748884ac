//! Makes the JavaScript and the declarations that the app loads the engine by: `web-bindgen ENGINE.wasm FOLDER`.

#[cfg(not(target_family = "wasm"))]
fn main() -> std::process::ExitCode {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [wasm, folder] = given.as_slice() else {
        eprintln!("usage: web-bindgen ENGINE.wasm FOLDER");
        return std::process::ExitCode::from(2);
    };
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    let made = bindgen
        .input_path(wasm)
        .out_name("sen_web")
        .web(true)
        .map(|bindgen| bindgen.typescript(true).remove_name_section(true).remove_producers_section(true))
        .and_then(|bindgen| bindgen.generate(folder));
    match made {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("web-bindgen: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

#[cfg(target_family = "wasm")]
fn main() {}
