//! The server as a process: killed at the worst moment, started wrongly, stopped politely.

use std::net::TcpListener;

use shared::sync::device::Safety;
use tests::line::Line;
use tests::program::{Serving, run, signal};
use tests::ward::Ward;

use crate::story::{head, minutes, open, write};

#[test]
fn a_server_killed_between_commit_and_answer_has_kept_what_it_committed() {
    let mut ward = Ward::begun(1).unwrap();
    ward.start().unwrap();
    let mut head = head(&ward);
    let doc = open(&ward, &mut head);
    ward.stop().unwrap();
    let listen = ward.address().to_string();
    let mut server = Serving::start(ward.folder(), &listen).unwrap();
    let line = Line::to(ward.address()).unwrap();
    head.reroute(&line.url()).unwrap();
    write(&mut head, doc, 0, "Đã có từ trước. ");
    head.sync().unwrap(); // from here on the connection is kept, so the next bytes down are an answer

    write(&mut head, doc, 0, "Ghi ngay trước khi máy chủ chết. ");
    let id = server.id();
    line.on_answer(move || signal(id, "KILL").unwrap());
    assert!(head.sync().is_err());
    assert_eq!(server.wait().unwrap(), None, "it was killed");
    assert_eq!(head.engine().unwrap().safety(doc), Safety::OnThisPhone, "nobody told the phone that it is safe");

    ward.start().unwrap();
    let kept = shared::meeting::MeetingView::of(&ward.record(doc).unwrap().unwrap()).unwrap();
    assert_eq!(
        kept.minutes, "Ghi ngay trước khi máy chủ chết. Đã có từ trước. ",
        "it was committed before it was answered"
    );
    let progress = head.sync().unwrap();
    assert_eq!(progress.pushed, 1, "sent again, and known again");
    assert_eq!(head.engine().unwrap().safety(doc), Safety::SafeOnServer);
    assert_eq!(minutes(&mut head, doc), kept.minutes);
}

#[test]
fn a_polite_stop_ends_with_code_zero_and_folds_the_log_away() {
    let ward = Ward::begun(1).unwrap();
    let mut server = Serving::start(ward.folder(), &ward.address().to_string()).unwrap();
    signal(server.id(), "TERM").unwrap();
    assert_eq!(server.wait().unwrap(), Some(0));
    assert!(!ward.folder().join("sen.db-wal").exists());
}

fn serve_fails(data: &std::path::Path, listen: &str) -> (Option<i32>, String) {
    let output = run("sen", &["--data", data.to_str().unwrap(), "serve", "--listen", listen]).unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_port_in_use_a_bad_certificate_and_a_bad_key_are_one_sentence_and_code_two() {
    let ward = Ward::begun(0).unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let (code, said) = serve_fails(ward.folder(), &taken.local_addr().unwrap().to_string());
    assert!(code == Some(2) && said.contains("cannot listen on"), "{said}");
    let (code, said) = serve_fails(ward.folder(), "nowhere");
    assert!(code == Some(2) && said.contains("listen"), "{said}");

    std::fs::write(ward.folder().join("sen.toml"), "lisen = \"127.0.0.1:1\"\n").unwrap();
    let (code, said) = serve_fails(ward.folder(), "127.0.0.1:0");
    assert!(code == Some(2) && said.contains("lisen"), "{said}");
    std::fs::write(ward.folder().join("sen.toml"), "").unwrap();

    std::fs::write(ward.folder().join("tls.crt"), "no certificate").unwrap();
    std::fs::write(ward.folder().join("tls.key"), "no key").unwrap();
    let (code, said) = serve_fails(ward.folder(), "127.0.0.1:0");
    assert!(code == Some(2) && said.contains("tls.crt"), "{said}");
}

#[test]
fn a_missing_newer_or_damaged_database_is_refused_and_left_as_it_is() {
    let empty = tempfile::TempDir::new().unwrap();
    let (code, said) = serve_fails(empty.path(), "127.0.0.1:0");
    assert!(code == Some(2) && said.contains("sen init"), "{said}");
    assert!(std::fs::read_dir(empty.path()).unwrap().next().is_none(), "nothing was made");

    let ward = Ward::begun(0).unwrap();
    let database = rusqlite::Connection::open(ward.database()).unwrap();
    database.pragma_update(None, "user_version", 999).unwrap();
    drop(database);
    let before = std::fs::read(ward.database()).unwrap();
    let (code, said) = serve_fails(ward.folder(), "127.0.0.1:0");
    assert!(code == Some(2) && said.contains("newer Sen"), "{said}");
    assert_eq!(std::fs::read(ward.database()).unwrap(), before);

    std::fs::write(ward.database(), vec![b'x'; 8192]).unwrap();
    let (code, said) = serve_fails(ward.folder(), "127.0.0.1:0");
    assert!(code == Some(2) && said.contains("sen restore"), "{said}");
    assert_eq!(std::fs::read(ward.database()).unwrap(), vec![b'x'; 8192]);
}

#[test]
fn a_broken_register_imports_nothing_until_it_is_clean_or_the_bad_rows_are_left_out() {
    let ward = Ward::begun(0).unwrap();
    let data = ward.folder().to_str().unwrap();
    let broken = tests::ward::examples().join("broken.csv");
    let import = |more: &[&str]| {
        let file = broken.to_str().unwrap();
        run("sen", &[&["--data", data, "import", file, "--cell", "Chi bộ thử"], more].concat()).unwrap()
    };
    let refused = import(&[]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(said.contains("line 3: ") && said.contains("line 9: ") && said.contains("--skip-bad"), "{said}");
    let verified = String::from_utf8(run("sen", &["--data", data, "verify"]).unwrap().stdout).unwrap();
    assert!(verified.starts_with("1 documents open"), "only the ward's own record: {verified}");

    let taken = import(&["--skip-bad"]);
    let said = String::from_utf8(taken.stdout).unwrap();
    assert!(
        taken.status.success() && said.contains("2 members imported, 0 already in the register, 7 rows left out"),
        "{said}"
    );
    let again = String::from_utf8(import(&["--skip-bad"]).stdout).unwrap();
    assert!(again.contains("0 members imported, 2 already in the register"), "{again}");
}
