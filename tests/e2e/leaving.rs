//! A ward leaves with all it has: what is written out can be read without Sen, and holds no secret.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;
use server::store::leaving::{self, LeavingError};
use tests::program::run;
use tests::ward::Ward;

use crate::story::{deputy, head, minutes, open, write};

fn lines(folder: &Path, name: &str) -> Vec<Value> {
    let text = fs::read_to_string(folder.join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn everything_a_ward_has_is_written_out_in_files_that_other_programs_read_and_no_secret_with_it() {
    let ward = Ward::serving().unwrap();
    let (mut head, mut deputy) = (head(&ward), deputy(&ward));
    let doc = open(&ward, &mut head);
    write(&mut head, doc, 0, "Chi bộ thảo luận sôi nổi. ");
    head.sync().unwrap();
    deputy.sync().unwrap();
    write(&mut deputy, doc, 0, "Của phó bí thư. ");
    deputy.sync().unwrap();
    head.sync().unwrap();

    let folder = ward.folder().join("all");
    let left = leaving::write_all(&ward.database(), &folder).unwrap();
    let records = lines(&folder, "records.jsonl");
    assert_eq!((records.len(), left.unreadable), (left.records, 0));
    let meeting = records.iter().find(|record| record["id"] == doc.to_string()).unwrap();
    assert_eq!(
        (&meeting["kind"], &meeting["content"]["minutes"]),
        (&"meeting".into(), &minutes(&mut head, doc).into())
    );
    let devices: BTreeMap<String, String> = lines(&folder, "devices.jsonl")
        .iter()
        .map(|row| (row["device"].as_str().unwrap().to_owned(), row["person"].as_str().unwrap().to_owned()))
        .collect();
    let writers: Vec<&String> = meeting["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| &devices[change["device"].as_str().unwrap()])
        .collect();
    assert!(writers.iter().any(|name| **name != *writers[0]), "both wrote: {writers:?}");

    // Any program that knows the format opens the document, and finds the same text.
    let bytes = fs::read(folder.join(format!("documents/{doc}.automerge"))).unwrap();
    let known = automerge::Automerge::load(&bytes).unwrap();
    let (_, text) = automerge::ReadDoc::get(&known, automerge::ROOT, "minutes").unwrap().unwrap();
    assert_eq!(automerge::ReadDoc::text(&known, &text).unwrap(), minutes(&mut head, doc));
    let signed = fs::read(folder.join(format!("envelopes/{doc}.cbor"))).unwrap();
    let mut decoder = minicbor::Decoder::new(&signed);
    let mut envelopes = 0;
    while decoder.position() < signed.len() {
        decoder.skip().unwrap();
        envelopes += 1;
    }
    assert!(envelopes >= 2 && left.envelopes >= envelopes, "{envelopes} of {left:?}");
    let log = lines(&folder, "log.jsonl");
    assert_eq!(log.last().unwrap()["n"], 1, "the log goes back to its beginning");

    let all = ["records", "devices", "people", "held", "rules", "log"].map(|name| format!("{name}.jsonl"));
    let told: String = all.iter().map(|name| fs::read_to_string(folder.join(name)).unwrap()).collect();
    assert!(!told.contains("$argon2") && !told.contains("secret") && !told.contains("password"));
    for name in all.iter().map(String::as_str).chain(["", "documents"]) {
        let mode = fs::metadata(folder.join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name} is for its owner alone");
    }
    let again = leaving::write_all(&ward.database(), &folder);
    assert!(matches!(again, Err(LeavingError::NotEmpty(_))), "{again:?}");
}

#[test]
fn what_is_damaged_is_told_and_keeps_nothing_else_from_being_written_out() {
    let mut ward = Ward::serving().unwrap();
    let mut head = head(&ward);
    let doc = open(&ward, &mut head);
    for said in ["Một. ", "Hai. ", "Ba. "] {
        write(&mut head, doc, 0, said);
        head.sync().unwrap();
    }
    ward.stop().unwrap();
    let whole = leaving::write_all(&ward.database(), &ward.folder().join("whole")).unwrap();
    assert_eq!((whole.unreadable, whole.lost), (0, 0));
    let database = rusqlite::Connection::open(ward.database()).unwrap();
    let hurt = "UPDATE envelope SET sealed = zeroblob(length(sealed)) WHERE rowid = \
                (SELECT rowid FROM envelope WHERE doc = ?1 ORDER BY seq LIMIT 1 OFFSET 1)";
    assert_eq!(database.execute(hurt, [doc.as_bytes()]).unwrap(), 1);
    drop(database);
    let left = leaving::write_all(&ward.database(), &ward.folder().join("hurt")).unwrap();
    assert_eq!(left.lost, 1);
    assert_eq!(left.envelopes + 1, whole.envelopes, "the others of the same record are there");
    assert_eq!(left.records + left.unreadable, whole.records, "and every other record");
    let log = lines(&ward.folder().join("hurt"), "log.jsonl");
    assert_eq!(log.last().unwrap()["n"], 1);
}

#[test]
fn a_records_paper_is_written_to_a_file_by_a_command_and_no_file_is_written_over() {
    let mut ward = Ward::serving().unwrap();
    let mut head = head(&ward);
    let doc = open(&ward, &mut head);
    write(&mut head, doc, 0, "Chi bộ thảo luận sôi nổi.");
    head.sync().unwrap();
    ward.stop().unwrap();
    let (data, id) = (ward.folder().to_str().unwrap().to_owned(), doc.to_string());
    let written = |asked: &[&str], name: &str| {
        let target = ward.folder().join(name);
        let command = [&["--data", &data, "export", "--paper", &id], asked, &[target.to_str().unwrap()]].concat();
        (run("sen", &command).unwrap().status.success(), fs::read(target).unwrap_or_default())
    };
    let (is_done, html) = written(&["--as", "html"], "minutes.html");
    let html = String::from_utf8(html).unwrap();
    assert!(is_done && html.contains("BIÊN BẢN") && html.contains("Chi bộ thảo luận sôi nổi."), "{html}");
    let (is_done, pdf) = written(&[], "minutes.pdf");
    assert!(is_done && pdf.starts_with(b"%PDF"));
    assert_eq!(written(&["--as", "docx", "--form", "score"], "minutes.pdf"), (false, pdf), "it is left as it was");
    assert!(written(&["--as", "docx", "--form", "score"], "score.docx").1.starts_with(b"PK"));
    for wrong in [["--as", "odt"], ["--form", "receipts"]] {
        assert_eq!(written(&wrong, "wrong"), (false, Vec::new()), "{wrong:?}");
    }
}
