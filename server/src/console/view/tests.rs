//! Proves what no template may hold, and what each form must.

use std::path::Path;

fn read_below(folder: &Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the entry is readable").path();
        if path.is_dir() {
            read_below(&path, into);
        } else {
            into.push_str(&std::fs::read_to_string(&path).expect("the file is text"));
        }
    }
}

fn templates() -> String {
    let mut all = String::new();
    read_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut all);
    all
}

#[test]
fn no_page_brings_script_or_style_of_its_own() {
    let all = templates();
    // One file of the server's own, on every page.
    assert_eq!(all.matches("<script").count(), 1);
    assert!(all.contains(r#"<script type="module" src="{{ page.asset("sen.js") }}"></script>"#));
    for banned in ["style=", "<style", "onclick", "onchange", "http://", "https://"] {
        assert!(!all.contains(banned), "a template contains {banned}");
    }
}

#[test]
fn every_form_that_changes_something_carries_the_token() {
    let all = templates();
    let forms = all.matches("method=\"post\"").count();
    let tokens = all.matches("name=\"csrf\" value=\"{{ page.csrf }}\"").count();
    // The forms of a review have it in common with the version they name, those of a pair with the two they are about.
    let common = |part: &str| all.matches(&format!("{{% include \"part/{part}.html\" %}}")).count();
    assert_eq!(forms, tokens - 2 + common("version") + common("pair"));
}
