//! The README's walk with the programs themselves, as a newcomer would type it.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use tests::program::{Serving, run, signal};
use tests::ward::{Ward, examples};

pub(crate) struct Demo {
    folder: tempfile::TempDir,
    listen: String,
}

pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

impl Demo {
    pub(crate) fn prepared() -> (Self, String) {
        let folder = tempfile::TempDir::new().unwrap();
        let demo = Self { folder, listen: tests::own_address().unwrap().to_string() };
        let (data, listen) = (demo.path("data"), demo.listen.clone());
        let examples = examples();
        let arguments =
            ["--data", &data, "demo", "--examples", examples.to_str().unwrap(), "--listen", &listen, "--prepare-only"];
        let printed = run("sen", &arguments).unwrap();
        assert!(printed.status.success(), "{}", said(&printed));
        (demo, said(&printed))
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub(crate) fn serve(&self) -> Serving {
        Serving::start(Path::new(&self.path("data")), &self.listen).unwrap()
    }

    pub(crate) fn device(&self, who: &str, arguments: &[&str]) -> Output {
        let vault = self.path(who);
        run("sen-device", &[&["--vault", &vault], arguments].concat()).unwrap()
    }

    pub(crate) fn does(&self, who: &str, arguments: &[&str]) -> String {
        let output = self.device(who, arguments);
        assert!(output.status.success(), "{who} {arguments:?}: {}", said(&output));
        said(&output)
    }

    pub(crate) fn tells(&self, who: &str, arguments: &[&str]) -> Value {
        let output = self.device(who, &[&["--json"], arguments].concat());
        assert!(output.status.success(), "{who} {arguments:?}: {}", said(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

/// The code printed under a role in the first cell.
pub(crate) fn code_of<'a>(printed: &'a str, role: &str) -> &'a str {
    let mut lines = printed.lines().skip_while(|line| !line.trim_start().starts_with(role));
    lines.nth(1).unwrap().trim()
}

#[test]
fn the_walk_of_the_readme_works_as_it_is_typed() {
    let (demo, printed) = Demo::prepared();
    assert!(printed.contains(&format!("Console   https://{}", demo.listen)), "{printed}");
    assert!(printed.contains("Password  "), "{printed}");
    let mut server = demo.serve();
    for (who, role) in [("head", "bi_thu"), ("taker", "thu_ky")] {
        // The demo gives https://localhost:8443 only when it listens there; here the port is its own.
        demo.does(who, &["enrol", code_of(&printed, role), "--label", who]);
        demo.does(who, &["sync"]);
    }
    signal(server.id(), "TERM").unwrap();
    server.wait().unwrap();

    for who in ["head", "taker"] {
        demo.does(who, &["meeting", "open", "--date", "2026-11-05", "--kind", "thuong_ky"]);
        demo.does(who, &["meeting", "set", "last", "--chair", "Nguyễn Văn An", "--minute-taker", "Bảo Châu"]);
    }
    demo.does("head", &["meeting", "roll", "last", "--all", "co_mat", "--mark", "Đặng Thị Hòa=vang_co_ly_do:ốm"]);
    let vote = |agree: &'static str, against: &'static str| {
        [
            "meeting",
            "vote",
            "last",
            "--matter",
            "nghi_quyet",
            "--eligible",
            "20",
            "--for",
            agree,
            "--against",
            against,
            "--other",
            "0",
            "--collected",
            "20",
        ]
    };
    demo.does("head", &vote("19", "1"));
    demo.does("head", &["meeting", "minutes", "last", "--append", "Bí thư khai mạc. "]);
    demo.does("taker", &["meeting", "minutes", "last", "--append", "Thảo luận sôi nổi."]);
    demo.does("taker", &vote("18", "2"));
    assert_eq!(demo.device("head", &["sync"]).status.code(), Some(1), "there is no server");
    assert!(demo.does("head", &["status"]).contains("trên máy này"));

    let mut server = demo.serve();
    for who in ["head", "taker", "head"] {
        demo.does(who, &["sync"]);
    }
    assert!(demo.does("head", &["status"]).contains("đã an toàn ở máy chủ"));
    let shown = demo.does("head", &["meeting", "show", "last"]);
    for expected in ["Bí thư khai mạc.", "Thảo luận sôi nổi.", "19", "18"] {
        assert!(shown.contains(expected), "{expected} is missing in\n{shown}");
    }
    let blocked = demo.device("head", &["meeting", "adopt", "last"]);
    assert_eq!(blocked.status.code(), Some(1), "an open conflict blocks adoption");
    demo.does("head", &["meeting", "settle", "last", "votes/nghi_quyet/for", "19"]);
    demo.does("head", &["meeting", "settle", "last", "votes/nghi_quyet/against", "1"]);
    demo.does("head", &["meeting", "adopt", "last"]);
    demo.does("head", &["sync"]);
    demo.does("taker", &["sync"]);
    demo.does("taker", &["meeting", "adopt", "last"]);
    demo.does("taker", &["sync"]);
    demo.does("head", &["sync"]);
    let meetings = demo.tells("head", &["meeting", "list"]);
    assert_eq!(
        meetings.as_array().map_or_else(|| meetings["meetings"].as_array().unwrap().len(), Vec::len),
        1,
        "one meeting, not two"
    );
    let page = demo.tells("head", &["meeting", "show", "last"]);
    assert!(page.to_string().contains("\"adopted\""), "{page}");
    signal(server.id(), "TERM").unwrap();
    server.wait().unwrap();
}

#[test]
fn a_wrong_key_a_foreign_file_and_a_newer_vault_are_refused_and_left_as_they_are() {
    let mut ward = Ward::begun(1).unwrap();
    ward.start().unwrap();
    let mut phone = crate::story::head(&ward);
    phone.close();
    let vault = phone.vault();
    let before = std::fs::read(&vault).unwrap();
    let path = vault.to_str().unwrap();
    let tried = std::process::Command::new(tests::program::path("sen-device").unwrap())
        .args(["--vault", path, "status"])
        .env("SEN_VAULT_KEY", "00".repeat(32))
        .output()
        .unwrap();
    assert_eq!(tried.status.code(), Some(1), "{}", said(&tried));
    assert!(!said(&tried).contains("panicked"));
    assert_eq!(std::fs::read(&vault).unwrap(), before, "a wrong key writes nothing");
    phone.open().unwrap();
    assert_eq!(phone.engine().unwrap().members("").unwrap().len(), 25);
}

#[test]
fn a_name_two_members_have_or_nobody_has_is_answered_with_a_list_and_changes_nothing() {
    let (demo, printed) = Demo::prepared();
    let mut server = demo.serve();
    demo.does("head", &["enrol", code_of(&printed, "bi_thu"), "--label", "head"]);
    demo.does("head", &["sync"]);
    demo.does("head", &["meeting", "open", "--date", "2026-11-05", "--kind", "thuong_ky"]);
    for (mark, word) in
        [("nguyễn=co_mat", "Nguyễn"), ("Không Có Ai=co_mat", "Không Có Ai"), ("Đặng Thị Hòa=bay_len", "bay_len")]
    {
        let refused = demo.device("head", &["meeting", "roll", "last", "--mark", mark]);
        assert!(!refused.status.success() && said(&refused).contains(word), "{mark}: {}", said(&refused));
    }
    let found = demo.does("head", &["member", "list", "dang thi hoa"]);
    assert!(found.contains("Đặng Thị Hòa"), "{found}");
    signal(server.id(), "TERM").unwrap();
    server.wait().unwrap();
}

#[test]
fn the_demonstration_works_in_any_folder_without_the_samples_beside_it() {
    let folder = tempfile::TempDir::new().unwrap();
    let listen = tests::own_address().unwrap().to_string();
    let prepared = std::process::Command::new(tests::program::path("sen").unwrap())
        .args(["--data", "data", "demo", "--listen", &listen, "--prepare-only"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(prepared.status.success(), "{}", said(&prepared));
    let said = said(&prepared);
    assert!(said.contains("Chi bộ khóm Mỹ Phước") && said.matches("SEN1-").count() == 9, "{said}");
}

#[test]
fn a_demonstration_that_lived_on_is_begun_again_as_it_is_and_names_who_left() {
    let (demo, printed) = Demo::prepared();
    let mut server = demo.serve();
    demo.does("head", &["enrol", code_of(&printed, "bi_thu"), "--label", "head"]);
    demo.does("head", &["sync"]);
    demo.does("head", &["member", "edit", "Đặng Thị Hòa", "--set", "alias=Hai Hòa"]);
    demo.does("head", &["member", "edit", "Nguyễn Trần Bảo Châu", "--set", "status=chuyen_di"]);
    demo.does("head", &["sync"]);
    tests::program::signal(server.id(), "TERM").unwrap();
    assert_eq!(server.wait().unwrap(), Some(0));
    let data = demo.path("data");
    let name = "Chi bộ khóm Tân Hưng";
    let renamed = run("sen", &["--data", &data, "org", "rename", name, "Chi bộ khóm Tân Hưng 1"]).unwrap();
    assert!(renamed.status.success(), "{}", said(&renamed));
    let again = run("sen", &["--data", &data, "demo", "--listen", &demo.listen, "--prepare-only"]).unwrap();
    assert!(again.status.success(), "{}", said(&again));
    let said = said(&again);
    assert!(said.contains("pho_bi_thu  Đặng Thị Hòa") && !said.contains("Tân Hưng"), "{said}");
    assert!(
        said.contains("thu_ky      nobody here is the person of the sample") && !said.contains("Bảo Châu"),
        "{said}"
    );
}

/// The commands that a program's help lists below these words, each with what it says of itself.
fn listed(program: &str, before: &[String]) -> Vec<(String, String)> {
    let arguments: Vec<&str> = before.iter().map(String::as_str).chain(["--help"]).collect();
    let help = said(&run(program, &arguments).unwrap());
    let lines = help.lines().skip_while(|line| *line != "Lệnh:").skip(1).take_while(|line| line.starts_with("  "));
    let named = lines.map(|line| line.trim().split_once(' ').unwrap_or((line.trim(), "")));
    named.filter(|(name, _)| *name != "help").map(|(name, told)| (name.to_owned(), told.trim().to_owned())).collect()
}

#[test]
fn every_command_says_in_vietnamese_what_it_does_and_the_readme_names_each() {
    for program in ["sen", "sen-device"] {
        let mut open = vec![Vec::new()];
        let (mut seen, mut foreign) = (0, Vec::new());
        while let Some(before) = open.pop() {
            for (name, told) in listed(program, &before) {
                let whole = [before.clone(), vec![name]].concat();
                if told.is_ascii() {
                    foreign.push(format!("{program} {}: {told}", whole.join(" ")));
                }
                seen += 1;
                open.push(whole);
            }
        }
        assert!(seen > 15, "{program} has {seen} commands");
        assert_eq!(foreign, Vec::<String>::new());
        let commands: BTreeSet<String> = listed(program, &[]).into_iter().map(|(name, _)| name).collect();
        for readme in ["README.md", "README.vi.md"] {
            let text = std::fs::read_to_string(crate::tidy::root().join(readme)).unwrap();
            let row = text.lines().find(|line| line.starts_with(&format!("| `{program}` |"))).unwrap();
            let words = row.split('`').skip(3).step_by(2).filter(|word| !word.starts_with("--"));
            assert_eq!(words.map(str::to_owned).collect::<BTreeSet<_>>(), commands, "{program} in {readme}");
        }
    }
}
