//! The server as a process: killed at the worst moment, started wrongly, stopped politely.

use std::net::TcpListener;

use shared::sync::device::Safety;
use tests::program::{Serving, run, signal};
use tests::proxy::CuttingProxy;
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
    let proxy = CuttingProxy::to(ward.address()).unwrap();
    head.reroute(&proxy.url()).unwrap();
    write(&mut head, doc, 0, "Đã có từ trước. ");
    head.sync().unwrap(); // from here on the connection is kept, so the next bytes down are an answer

    write(&mut head, doc, 0, "Ghi ngay trước khi máy chủ chết. ");
    let id = server.id();
    proxy.on_answer(move || signal(id, "KILL").unwrap());
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
    assert!(said.contains("row 3: ") && said.contains("row 9: ") && said.contains("--skip-bad"), "{said}");
    let verified = String::from_utf8(run("sen", &["--data", data, "verify"]).unwrap().stdout).unwrap();
    assert!(verified.starts_with("1 documents open"), "only the ward's own record: {verified}");

    let taken = import(&["--skip-bad"]);
    let said = String::from_utf8(taken.stdout).unwrap();
    assert!(
        taken.status.success()
            && said.contains("2 members imported, 0 updated, 0 already in the register, 0 doubtful, 7 rows left out"),
        "{said}"
    );
    let again = String::from_utf8(import(&["--skip-bad"]).stdout).unwrap();
    assert!(again.contains("0 members imported, 0 updated, 2 already in the register"), "{again}");
}

#[test]
fn a_dry_run_shows_what_would_become_of_each_row_and_writes_nothing() {
    let ward = Ward::begun(1).unwrap();
    let (name, _, file) = tests::ward::CELLS[0];
    let register = std::fs::read_to_string(tests::ward::examples().join(file)).unwrap();
    let changed = ward.folder().join("moi.csv");
    let changed_text = register.replacen("thợ may; nội trợ", "thợ may; buôn bán", 1)
        + "26,Lê Thị Ngò,\"Nữ, Kinh, Không\",,,,,,,,,,,\n";
    std::fs::write(&changed, changed_text).unwrap();
    let (data, path) = (ward.folder().to_str().unwrap(), changed.to_str().unwrap());
    let import = |more: &[&str]| {
        let output = run("sen", &[&["--data", data, "import", path, "--cell", name], more].concat()).unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    let (code, shown) = import(&["--dry-run"]);
    assert_eq!(code, Some(0), "{shown}");
    for words in [
        "mới / new",
        "Lê Thị Ngò",
        "khác / changed",
        "Đặng Thị Hòa",
        "Nghề nghiệp hiện nay: nội trợ → buôn bán",
        "như cũ / same",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let (_, again) = import(&["--dry-run"]);
    assert_eq!(again, shown, "nothing was written");
    let (_, done) = import(&["--apply-changes=3"]);
    assert!(done.contains("1 members imported, 1 updated, 24 already in the register"), "{done}");
    let (_, done) = import(&["--apply-changes"]);
    assert!(done.contains("0 members imported, 0 updated, 26 already in the register"), "{done}");
}

#[test]
fn a_cell_is_found_by_its_name_however_it_is_typed_and_a_close_one_is_never_added_unasked() {
    let ward = Ward::begun(1).unwrap();
    let data = ward.folder().to_str().unwrap();
    let sen = |args: &[&str]| {
        let output = run("sen", &[&["--data", data], args].concat()).unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    let file = tests::ward::examples().join(tests::ward::CELLS[0].2);
    let file = file.to_str().unwrap();
    let (code, said) = sen(&["import", file, "--cell", "CHI BỘ  khóm Mĩ Phu\u{31b}o\u{31b}\u{301}c"]);
    assert!(code == Some(0) && said.contains("25 already in the register"), "{said}");
    let (code, said) = sen(&["import", file, "--cell", "Chi bộ Mỹ Phước"]);
    assert!(code == Some(1) && said.contains("--cell-id") && said.contains("Chi bộ khóm Mỹ Phước"), "{said}");
    let (_, listed) = sen(&["org", "list"]);
    assert_eq!(listed.matches("Mỹ Phước").count(), 1, "{listed}");
    let id = listed.lines().find(|line| line.contains("Mỹ Phước")).unwrap().split(' ').next().unwrap();
    let (code, said) = sen(&["import", file, "--cell-id", id]);
    assert!(code == Some(0) && said.contains("25 already in the register"), "{said}");

    let (code, said) = sen(&["org", "rename", "chi bộ khóm mỹ phước", "Chi bộ khóm Mỹ Phước 1"]);
    assert!(code == Some(0) && said.contains("Mỹ Phước 1"), "{said}");
    let (code, said) = sen(&["org", "end", id, "--on", "05/11/2026"]);
    assert!(code == Some(0) && said.contains("đảng viên"), "{said}");
    let (code, said) = sen(&["import", file, "--cell", "Chi bộ khóm Mỹ Phước 1"]);
    assert!(code == Some(1) && said.contains("05/11/2026"), "{said}");
    let database = rusqlite::Connection::open(ward.database()).unwrap();
    let audited = |action: &str| -> i64 {
        database.query_row("SELECT count(*) FROM audit WHERE action = ?1", [action], |row| row.get(0)).unwrap()
    };
    assert_eq!((audited("org_renamed"), audited("org_ended")), (1, 1));
    let (code, said) = sen(&["verify"]);
    assert!(code == Some(0), "{said}");
}

#[test]
fn who_signs_in_is_seen_to_from_the_machine_by_the_rules_of_the_console() {
    let ward = Ward::begun(1).unwrap();
    let data = ward.folder().to_str().unwrap();
    let sen = |args: &[&str]| {
        let output = run("sen", &[&["--data", data, "account"], args].concat()).unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    let (login, named) = (&*ward.login, ["--name", "Võ Hồng Thắm", "--role"]);
    for (args, why) in [
        (vec!["disable", login], "người quản trị cuối cùng"),
        (vec!["role", login, "ubkt"], "người quản trị cuối cùng"),
        (vec!["role", login, "bi_thu"], "vai trò có ở nơi này"),
        (vec!["reset", "khong.co"], "There is no such person"),
        ([&["add", login][..], &named, &["ubkt"]].concat(), "đã có người dùng"),
        ([&["add", "thắm"][..], &named, &["ubkt"]].concat(), "không dấu"),
        ([&["add", "tham"][..], &named, &["ubkt", "--cell", tests::ward::CELLS[0].0]].concat(), "vai trò có ở nơi này"),
    ] {
        let (code, said) = sen(&args);
        assert!(code == Some(1) && said.contains(why), "{args:?}: {said}");
    }
    let (code, said) = sen(&[&["add", "tham"][..], &named, &["van_phong"]].concat());
    assert!(code == Some(0) && said.contains("/reset") && said.matches('-').count() >= 3, "{said}");
    for (args, says) in [
        (vec!["role", "tham", "ubkt"], "Đã đổi vai trò"),
        (vec!["reset", "tham"], "/reset"),
        (vec!["unlock", "tham"], "0 nơi"),
        (vec!["sessions", "tham"], "0 phiên đang mở"),
        (vec!["sessions", "tham", "--end"], "0 phiên"),
        (vec!["end-second", "tham"], "không có mã 6 số"),
        (vec!["disable", "tham"], "Đã ngừng"),
        (vec!["list"], "đã ngừng từ"),
        (vec!["enable", "tham"], "Dùng lại được"),
    ] {
        let (code, said) = sen(&args);
        assert!(code == Some(0) && said.contains(says), "{args:?}: {said}");
    }
    let (_, listed) = sen(&["list"]);
    assert!(listed.contains("tham · Võ Hồng Thắm · ubkt") && !listed.contains("đã ngừng"), "{listed}");
    let verified = run("sen", &["--data", data, "verify"]).unwrap();
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
}

#[test]
fn a_database_put_back_to_an_earlier_day_passes_by_itself_and_not_beside_a_later_backup() {
    let ward = Ward::begun(1).unwrap();
    let data = ward.folder().to_str().unwrap();
    let (early, late) = (ward.folder().join("early.db"), ward.folder().join("late.db"));
    let sen = |args: &[&str]| {
        let output = run("sen", &[&["--data", data], args].concat()).unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    for backup in [&early, &late] {
        assert_eq!(sen(&["backup", backup.to_str().unwrap()]).0, Some(0));
        let (code, said) = sen(&["org", "rename", "Chi bộ khóm Mỹ Phước", "Chi bộ khóm Mỹ Phước 1"]);
        assert!(code == Some(0) || backup == &late, "{said}");
    }
    for backup in [&early, &late] {
        let (code, said) = sen(&["verify", "--since", backup.to_str().unwrap()]);
        assert_eq!(code, Some(0), "it goes on from both: {said}");
    }
    // Whoever can write the file can also put back one whose chain is whole.
    std::fs::copy(&early, ward.database()).unwrap();
    assert_eq!(sen(&["verify"]).0, Some(0), "the earlier day is consistent in itself");
    let (code, said) = sen(&["verify", "--since", late.to_str().unwrap()]);
    assert!(code == Some(1) && said.contains("FAULT"), "{said}");
    assert_eq!(sen(&["verify", "--since", early.to_str().unwrap()]).0, Some(0));
}

#[test]
fn the_list_of_the_level_above_goes_into_the_cells_it_names_and_new_ones_are_added_only_when_asked_for() {
    let ward = Ward::begun(1).unwrap();
    let list = ward.folder().join("DS_DANGVIEN.csv");
    let header = "STT,Họ và tên,Số thẻ Đảng viên,Số CCCD,Ngày sinh,Ngày kết nạp,Chi bộ đang sinh hoạt,Chi bộ nơi cư trú,Trạng thái\n";
    let rows = "1,NGUYỄN VĂN AN,53664097,,12/03/1961,03/02/1985,CHI BỘ KHÓM MĨ PHƯỚC,,Chính thức\n\
                2,LÊ THỊ NGÒ,40000001,079080001234,01/02/1980,03/02/2010,Chi bộ ấp Gò Sậy,,Chính thức\n";
    std::fs::write(&list, header.to_owned() + rows).unwrap();
    let (data, path) = (ward.folder().to_str().unwrap(), list.to_str().unwrap());
    let sen = |args: &[&str]| {
        let output = run("sen", &[&["--data", data], args].concat()).unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    let (code, said) = sen(&["import", path]);
    assert!(code == Some(1) && said.contains("«Chi bộ ấp Gò Sậy»") && said.contains("--new-cell"), "{said}");
    let (_, seen) = sen(&["import", path, "--new-cell", "--dry-run"]);
    assert!(seen.contains("would add the cell: Chi bộ ấp Gò Sậy") && seen.contains("Lê Thị Ngò"), "{seen}");
    assert!(!sen(&["org", "list"]).1.contains("Gò Sậy"), "nothing was written");
    let (_, done) = sen(&["import", path, "--new-cell", "--unit", "ấp"]);
    assert!(done.contains("1 members imported, 0 updated, 1 already in the register"), "{done}");
    let (_, only) = sen(&["import", path, "--cell", "chi bộ ấp gò sậy"]);
    assert!(
        only.contains("0 members imported, 0 updated, 1 already") && only.contains("1 hàng của chi bộ khác"),
        "{only}"
    );
    assert!(sen(&["org", "list"]).1.contains("Chi bộ ấp Gò Sậy · 1 đảng viên"));
}
