//! What a person meets at the keyboard of `sen-device`: whose phone it is, which meeting is meant, what was mistyped.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sen_client::engine::{Engine, EngineError};
use sen_client::vault::VaultKey;
use serde_json::{Value, json};
use shared::access::Role;
use shared::doc::Heads;
use shared::id::{DeviceId, DocId};
use tests::ward::Ward;

use crate::commands::said;
use crate::story::{CELL, DEPUTY, HEAD};

const NOW: &str = "2026-11-26T10:00:00+07:00";

/// One person's vault, used by the program alone.
struct Terminal {
    folder: tempfile::TempDir,
}

impl Terminal {
    fn bare() -> Self {
        Self { folder: tempfile::TempDir::new().unwrap() }
    }

    fn enrolled(ward: &Ward, role: Role, name: &str) -> Self {
        let terminal = Self::bare();
        terminal.does(&["enrol", &ward.code(CELL, role, name).unwrap()]);
        terminal.does(&["sync"]);
        terminal
    }

    fn vault(&self) -> PathBuf {
        self.folder.path().join("so.sen")
    }

    fn runs(&self, arguments: &[&str]) -> Output {
        let mut program = Command::new(tests::program::path("sen-device").unwrap());
        program.arg("--vault").arg(self.vault()).args(arguments);
        // The clock stands still where nothing is asked of a server.
        if !matches!(arguments.iter().find(|word| !word.starts_with("--")), Some(&("enrol" | "sync"))) {
            program.args(["--now", NOW]);
        }
        program.output().unwrap()
    }

    fn does(&self, arguments: &[&str]) -> String {
        let output = self.runs(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        said(&output)
    }

    fn tells(&self, arguments: &[&str]) -> Value {
        let output = self.runs(&[&["--json"], arguments].concat());
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// A failure: what is said to a person, its code for a program, and what the program ended with.
    fn refuses(&self, arguments: &[&str]) -> (String, String, i32) {
        let plain = self.runs(arguments);
        let output = self.runs(&[&["--json"], arguments].concat());
        let failed: Value = serde_json::from_slice(&output.stderr)
            .unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}", said(&output)));
        assert!(!output.status.success() && output.stdout.is_empty(), "{arguments:?}: {}", said(&output));
        assert_eq!(failed["error"]["exit"], json!(output.status.code().unwrap()));
        // A person may be told more before it; how the line goes on names what was typed, `--json` too.
        let message = failed["error"]["message"].as_str().unwrap().replace(" --json", "");
        let told = String::from_utf8_lossy(&plain.stderr).trim_end().to_owned();
        assert!(told.ends_with(&message), "{arguments:?}: {told}: {message}");
        let code = failed["error"]["code"].as_str().unwrap().to_owned();
        (said(&plain), code, plain.status.code().unwrap())
    }

    fn engine(&self) -> Engine {
        let key = std::fs::read_to_string(self.folder.path().join("so.sen.key")).unwrap();
        Engine::open(&self.vault(), &VaultKey::from_hex(&key).unwrap()).unwrap()
    }

    fn device(&self) -> DeviceId {
        self.engine().device()
    }

    /// How many changes this device has made of a record.
    fn changes(&self, doc: DocId) -> usize {
        let mut engine = self.engine();
        let device = engine.device();
        engine.record(doc).unwrap().written_since(device, &Heads::default()).0
    }
}

fn id(value: &Value) -> DocId {
    value["id"].as_str().unwrap().parse().unwrap()
}

#[test]
fn a_revoked_phone_says_so_in_words_in_json_and_by_its_exit_code_and_takes_nothing_new() {
    let ward = Ward::serving().unwrap();
    let terminal = Terminal::enrolled(&ward, Role::Head, HEAD);
    assert_eq!(terminal.tells(&["status"])["standing"], "welcome");
    terminal.does(&["meeting", "open", "--date", "2026-11-05", "--kind", "thuong_ky"]);
    ward.revoke(terminal.device()).unwrap();
    let synced = terminal.runs(&["sync"]);
    assert_eq!(synced.status.code(), Some(3), "{}", said(&synced));
    assert!(said(&synced).contains("ĐÃ THU HỒI MÁY NÀY"), "{}", said(&synced));
    let status = terminal.runs(&["--json", "status"]);
    let told: Value = serde_json::from_slice(&status.stdout).unwrap();
    assert_eq!((status.status.code(), &told["standing"]), (Some(3), &json!("revoked")));
    assert!(told["revoked_at"].is_string(), "{told}");
    assert!(said(&terminal.runs(&["status"])).starts_with("ĐẢNG ỦY ĐÃ THU HỒI"), "first of all");
    for writing in [
        &["meeting", "open", "--date", "2026-11-06", "--kind", "thuong_ky"][..],
        &["member", "add", "--set", "full_name=Lê Thị Sen"],
    ] {
        let (sentence, code, exit) = terminal.refuses(writing);
        assert!(sentence.contains("đã thu hồi máy này"), "{sentence}");
        assert_eq!((code.as_str(), exit), ("revoked", 3));
    }
    // A new code from the ward puts it right, and only on the person's word.
    let code = ward.code(CELL, Role::Head, HEAD).unwrap();
    assert_eq!(terminal.refuses(&["enrol", &code]).1, "occupied");
    terminal.does(&["enrol", &code, "--replace"]);
    terminal.does(&["sync"]);
    assert_eq!(terminal.tells(&["status"])["standing"], "welcome");
    terminal.does(&["meeting", "open", "--date", "2026-11-06", "--kind", "thuong_ky"]);
}

#[test]
fn a_code_on_an_occupied_vault_changes_nothing_until_it_is_said_and_a_used_code_is_called_used() {
    let mut ward = Ward::serving().unwrap();
    let terminal = Terminal::bare();
    let code = ward.code(CELL, Role::Head, HEAD).unwrap();
    terminal.does(&["enrol", &code]);
    terminal.does(&["sync"]);
    let device = terminal.device();
    let (sentence, kind, _) = terminal.refuses(&["enrol", &code]);
    assert!(sentence.contains(HEAD) && sentence.contains("--replace") && kind == "occupied", "{sentence}");
    let (sentence, kind, _) = terminal.refuses(&["enrol", &code, "--replace"]);
    assert!(sentence.contains("đã dùng") && kind == "used_code", "{sentence}");
    let fresh = Terminal::bare();
    let (sentence, kind, _) = fresh.refuses(&["enrol", &code]);
    assert!(sentence.contains("đã dùng") && kind == "used_code", "{sentence}");
    assert_eq!(terminal.device(), device);

    // What is unsent is handed in first; offline nobody takes the phone over.
    let meeting = id(&terminal.tells(&["meeting", "open", "--date", "2026-11-05", "--kind", "thuong_ky"]));
    let another = ward.code(CELL, Role::DeputyHead, DEPUTY).unwrap();
    ward.stop().unwrap();
    let (sentence, kind, _) = terminal.refuses(&["enrol", &another, "--replace"]);
    assert!(sentence.contains("chưa gửi") && kind == "unsent", "{sentence}");
    ward.start().unwrap();
    terminal.does(&["enrol", &another, "--replace"]);
    assert_eq!(terminal.tells(&["status"])["account"]["person"], DEPUTY);
    assert!(ward.record(meeting).unwrap().is_some(), "it was handed in before the phone changed hands");

    // In another place, what was read in the old one leaves with the change of hands.
    let (other, _, _) = tests::ward::CELLS[1];
    let elsewhere = ward.code(other, Role::Head, "Lê Thị Bích Đào").unwrap();
    terminal.does(&["enrol", &elsewhere, "--replace"]);
    assert!(matches!(terminal.engine().record(meeting), Err(EngineError::NoSuchRecord(_))));
    let here: Vec<_> = terminal.engine().record_statuses().unwrap().into_iter().map(|record| record.doc).collect();
    assert!(!here.is_empty() && !here.contains(&meeting), "the new cell's register is here already");
}

#[test]
fn a_meeting_is_found_by_what_it_is_and_every_command_says_which_one_it_wrote_to() {
    let ward = Ward::serving().unwrap();
    let terminal = Terminal::enrolled(&ward, Role::Head, HEAD);
    let early = terminal.tells(&["meeting", "open", "--date", "5/11", "--kind", "thường kỳ"]);
    let late = terminal.tells(&["meeting", "open", "--date", "2026-11-20", "--kind", "Chuyên đề"]);
    assert_eq!(early["notes"][0], "Ngày `5/11` hiểu là 05/11/2026.");
    let wrote =
        |arguments: &[&str]| terminal.tells(arguments)["wrote_to"]["id"].as_str().unwrap().parse::<DocId>().unwrap();
    assert_eq!(wrote(&["meeting", "minutes", "last", "--append", "a"]), id(&late));
    assert_eq!(wrote(&["meeting", "minutes", "05/11/2026", "--append", "b"]), id(&early));
    assert_eq!(
        wrote(&["meeting", "minutes", "last", "--append", "c"]),
        id(&early),
        "the one written last, not the newest"
    );
    assert_eq!(wrote(&["meeting", "agenda", "thường kỳ 5/11", "--add", "Ý kiến"]), id(&early), "by kind and day");
    let said = terminal.does(&["meeting", "roll", "last", "--all", "có mặt"]);
    assert!(said.starts_with("Đã ghi vào: Sinh hoạt thường kỳ 05/11/2026, Chi bộ khóm Mỹ Phước ("), "{said}");
    for nothing in ["", " ", "x", "31/12/2020"] {
        assert_eq!(terminal.refuses(&["meeting", "minutes", nothing, "--append", "x"]).1, "mistyped", "{nothing:?}");
    }
    // Three letters of an id are no name for a meeting, and what fits two is asked for again.
    let short: String = early["id"].as_str().unwrap().chars().take(3).collect();
    terminal.refuses(&["meeting", "show", &short]);
    terminal.does(&["meeting", "open", "--date", "5/11", "--kind", "thuong_ky", "--ordinal", "2"]);
    let (sentence, ..) = terminal.refuses(&["meeting", "show", "thường kỳ"]);
    assert!(sentence.contains("nhiều cuộc họp"), "{sentence}");

    let elsewhere = Terminal::enrolled(&ward, Role::DeputyHead, DEPUTY);
    terminal.does(&["sync"]);
    elsewhere.does(&["sync"]);
    let (sentence, ..) = elsewhere.refuses(&["meeting", "minutes", "last", "--append", "x"]);
    assert!(sentence.contains("chọn một trong"), "what others opened is nobody's last here: {sentence}");
}

#[test]
fn a_meeting_opened_wrongly_is_moved_and_one_that_was_called_off_refuses() {
    let ward = Ward::serving().unwrap();
    let terminal = Terminal::enrolled(&ward, Role::Head, HEAD);
    let wrong = id(&terminal.tells(&["meeting", "open", "--date", "6/11", "--kind", "chuyen_de"]));
    terminal.does(&["meeting", "minutes", "last", "--append", "Khai mạc."]);
    let moved = terminal.tells(&["meeting", "move", "last", "--date", "5/11", "--kind", "thuong_ky"]);
    assert_eq!((&moved["minutes"], &moved["moved_from"]), (&json!("Khai mạc."), &json!(wrong.to_string())));
    assert_eq!(terminal.tells(&["meeting", "show", "last"])["id"], moved["id"]);
    let list = terminal.does(&["meeting", "list"]);
    assert!(list.contains("đã chuyển sang Sinh hoạt thường kỳ 05/11/2026"), "{list}");
    let wrong = wrong.to_string();
    let old = terminal.does(&["meeting", "show", &wrong]);
    assert!(old.contains("Khai mạc.") && old.starts_with("Đã chuyển sang: "), "{old}");
    assert_eq!(terminal.refuses(&["meeting", "minutes", &wrong, "--append", "x"]).1, "cancelled_meeting");
    terminal.does(&["meeting", "set", "last", "--state", "hủy"]);
    assert_eq!(terminal.refuses(&["meeting", "minutes", "last", "--append", "x"]).1, "cancelled_meeting");
    terminal.does(&["meeting", "set", "last", "--state", "đang họp"]);
    terminal.does(&["meeting", "minutes", "last", "--append", " Vẫn họp."]);
}

#[test]
fn a_command_with_one_wrong_part_writes_none_of_it_and_a_right_one_makes_one_change() {
    let ward = Ward::serving().unwrap();
    let terminal = Terminal::enrolled(&ward, Role::Head, HEAD);
    let meeting = id(&terminal.tells(&["meeting", "open", "--date", "5/11", "--kind", "thuong_ky"]));
    let member = id(&terminal.tells(&["member", "show", HEAD]));
    let who = member.to_string();
    let wrong: [(&[&str], DocId); 10] = [
        (&["meeting", "vote", "last", "--matter", "nghi_quyet", "--for", "9", "--threshold", "3/2"], meeting),
        (&["meeting", "vote", "last", "--matter", "nghi_quyet", "--for", "9", "--against", "-1"], meeting),
        (&["meeting", "score", "last", "--rubric", "2026", "a=90", "b=tám"], meeting),
        (&["meeting", "score", "last", "--rubric", "2026", "a=90", "b=101"], meeting),
        (&["meeting", "set", "last", "--place", "Nhà văn hóa", "--starts", "25:00"], meeting),
        (&["meeting", "roll", "last", "--mark", "Đặng Thị Hòa=co_mat", "--mark", "Không Có Ai=co_mat"], meeting),
        (&["member", "edit", &who, "--set", "birth_name=Tên Khác", "--post", "wrong", "--since", "5/11"], member),
        (&["member", "edit", &who, "--set", "birth_name=Tên Khác", "--set", "birth_date=x"], member),
        (&["member", "edit", &who, "--set", "birth_name=Tên Khác", "--notes", "TUYỆT MẬT"], member),
        (&["member", "edit", &who, "--until", "5/11"], member),
    ];
    for (typed, doc) in wrong {
        let before = terminal.changes(doc);
        let (sentence, ..) = terminal.refuses(typed);
        assert_eq!(terminal.changes(doc), before, "{typed:?}: {sentence}");
    }
    assert_eq!(terminal.refuses(&["member", "edit", &who, "--until", "5/11"]).2, 2, "never silently ignored");
    assert_eq!(terminal.refuses(&["meeting", "agenda", "last", "--remove", "x", "--order", "2"]).2, 2);
    let right: [(&[&str], DocId); 11] = [
        (&["meeting", "vote", "last", "--matter", "nghị quyết", "--for", "9", "--threshold", ">=2/3"], meeting),
        (&["meeting", "score", "last", "--rubric", "2026", "a=90", "b=80"], meeting),
        (&["meeting", "set", "last", "--place", "Nhà văn hóa", "--starts", "19:00", "--chair", HEAD], meeting),
        (&["meeting", "roll", "last", "--all", "co_mat", "--mark", "Đặng Thị Hòa=vắng có lý do:ốm"], meeting),
        (&["meeting", "agenda", "last", "--add", "Thảo luận", "--presenter", HEAD], meeting),
        (&["meeting", "say", "last", "--item", "Thảo luận", "--speaker", HEAD, "Nhất trí"], meeting),
        (&["meeting", "minutes", "last", "--append", "Khai mạc."], meeting),
        (&["meeting", "minutes", "last", "--at", "0", "--delete", "2", "--insert", "x"], meeting),
        (&["meeting", "agenda", "last", "--remove", "Thảo luận"], meeting),
        (
            &["member", "edit", &who, "--set", "birth_name=Tên Khác", "--set", "birth_date=1970", "--notes", "Ghi."],
            member,
        ),
        (
            &[
                "member", "edit", &who, "--set", "alias=An", "--post", "bi_thu", "--since", "1/1/2026", "--until",
                "1/6/2026",
            ],
            member,
        ),
    ];
    for (typed, doc) in right {
        let before = terminal.changes(doc);
        terminal.does(typed);
        assert_eq!(terminal.changes(doc), before + 1, "{typed:?} is one change");
    }
}

#[test]
fn what_a_full_disk_left_empty_is_told_apart_from_a_vault_and_begun_again() {
    let ward = Ward::serving().unwrap();
    let terminal = Terminal::bare();
    let (vault, key) = (terminal.vault(), terminal.folder.path().join("so.sen.key"));
    std::fs::write(&vault, "").unwrap();
    std::fs::write(&key, "").unwrap();
    let (sentence, code, _) = terminal.refuses(&["status"]);
    assert!(code == "empty_vault" && sentence.contains("ghi danh lại"), "{sentence}");
    let enrolled = terminal.does(&["enrol", &ward.code(CELL, Role::Head, HEAD).unwrap()]);
    assert!(enrolled.contains("trống"), "{enrolled}");
    terminal.does(&["sync"]);
    assert!(Path::new(&key).metadata().unwrap().len() > 60);
    let left: Vec<_> =
        std::fs::read_dir(terminal.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "nothing half-written stays: {left:?}");
    // A key that a vault needs is never drawn anew.
    std::fs::write(&key, "").unwrap();
    let before = std::fs::read(&vault).unwrap();
    let code = ward.code(CELL, Role::Head, HEAD).unwrap();
    for typed in [&["status"][..], &["enrol", code.as_str(), "--replace"]] {
        let (sentence, code, _) = terminal.refuses(typed);
        assert!(code == "no_key" && sentence.contains("trống"), "{sentence}");
    }
    assert_eq!((std::fs::read(&vault).unwrap(), std::fs::read(&key).unwrap()), (before, Vec::new()));
}

#[test]
fn a_folder_that_cannot_be_written_to_can_be_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let ward = Ward::serving().unwrap();
    let terminal = Terminal::enrolled(&ward, Role::Head, HEAD);
    terminal.does(&["meeting", "open", "--date", "5/11", "--kind", "thuong_ky"]);
    let folder = terminal.folder.path();
    let rights = |mode| std::fs::set_permissions(folder, std::fs::Permissions::from_mode(mode)).unwrap();
    rights(0o555);
    for showing in [&["status"][..], &["meeting", "list"], &["meeting", "show"], &["member", "list"], &["org"]] {
        terminal.does(showing);
    }
    rights(0o755);
}

#[test]
fn a_pin_typed_at_a_terminal_is_not_shown() {
    use std::io::{Read as _, Write as _};
    use std::process::Stdio;
    let terminal = Terminal::bare();
    let home = terminal.folder.path().join("chung");
    let program = tests::program::path("sen-device").unwrap();
    let typed = format!("{} --home {} profile add An", program.display(), home.display());
    // `script` gives the program a terminal of its own, and passes on what that shows.
    let mut terminal = Command::new("script")
        .args(["--quiet", "--return", "--echo", "always", "--command", &typed, "/dev/null"])
        .env_remove("SEN_NEW_PIN")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut keys, mut screen) = (terminal.stdin.take().unwrap(), terminal.stdout.take().unwrap());
    let mut shown = Vec::new();
    let mut byte = [0];
    while !String::from_utf8_lossy(&shown).contains("chữ số): ") {
        assert_eq!(screen.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&shown));
        shown.extend(byte);
    }
    keys.write_all(b"482913\n").unwrap();
    drop(keys);
    screen.read_to_end(&mut shown).unwrap();
    let shown = String::from_utf8_lossy(&shown).into_owned();
    assert!(terminal.wait().unwrap().success(), "{shown}");
    assert!(shown.contains("Đã thêm An") && !shown.contains("482913"), "{shown}");
}

#[test]
fn a_status_shows_what_is_not_safe_and_counts_the_rest() {
    let ward = Ward::serving().unwrap();
    let terminal = Terminal::enrolled(&ward, Role::Head, HEAD);
    terminal.does(&["meeting", "open", "--date", "5/11", "--kind", "thuong_ky"]);
    let text = terminal.does(&["status"]);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("Chưa an toàn: 1 hồ sơ") && lines[1].contains("Sinh hoạt thường kỳ"), "{text}");
    assert!(text.contains("hồ sơ đã an toàn ở máy chủ") && !text.contains("Cao Hữu Ích"), "{text}");
    assert!(terminal.does(&["status", "--all"]).contains(HEAD));
    let told = terminal.tells(&["status"]);
    let records = told["records"].as_array().unwrap();
    assert_eq!((&told["not_safe"], &records[0]["safety"]["state"]), (&json!(1), &json!("on_this_phone")));
    assert_eq!(told["safe"], json!(records.len() - 1));
    terminal.does(&["sync"]);
    assert!(terminal.does(&["status"]).lines().next().unwrap().contains("đã an toàn ở máy chủ"));
}

#[test]
fn a_command_line_that_is_none_is_refused_in_vietnamese_and_in_json_with_exit_code_two() {
    let terminal = Terminal::bare();
    for (typed, word) in
        [(&["hop"][..], "Không có lệnh"), (&["meeting", "open"], "Còn thiếu"), (&["--nhanh"], "--nhanh")]
    {
        let (sentence, code, exit) = terminal.refuses(typed);
        assert!(sentence.contains(word) && !sentence.contains("error"), "{sentence}");
        assert_eq!((code.as_str(), exit), ("usage", 2));
    }
    let help = terminal.does(&["meeting", "--help"]);
    assert!(help.contains("Cách dùng:") && !help.contains("Usage"), "{help}");
}
