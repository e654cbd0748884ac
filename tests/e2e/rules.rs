//! Rules of the place: set by the command while the server serves, seen at the console, refused with the key to mend, and
//! taken along by who leaves.

use std::fs;
use std::path::Path;
use std::process::Output;

use sen_client::engine::ProposedFrom;
use server::rulebook;
use server::store::leaving;
use server::store::rules::{self as kept, LocalRules};
use shared::doc::Kind;
use shared::id::DocId;
use shared::time::Timestamp;
use tests::clerk::Clerk;
use tests::phone::Phone;
use tests::program::run;
use tests::ward::Ward;

use crate::commands::said;
use crate::records::{add, begin};
use crate::story::{CELL, deputy, head, open};

const OWN: &str = "[norm.meeting_latest_day_of_month.our]\nlike = \"ct-50\"\nvalue = 10\nfrom = 2020-01-01\nsureness = \"text_seen\"\n\
    instrument = { issuer = \"Đảng ủy phường Sen\", type = \"QĐ\", number = \"5-QĐ/ĐU\", date = 2019-12-20 }\n";

/// The rules of a month that has not passed, by the machine's clock, which the command goes by, nor by the server's.
const LATER: &str = "/rules?on=2999-01-31";

fn rules(data: &Path, arguments: &[&str]) -> Output {
    run("sen", &[&["--data", data.to_str().unwrap(), "rules"], arguments].concat()).unwrap()
}

#[test]
fn the_wards_own_rules_are_set_while_it_serves_and_leave_with_it_and_a_bad_file_changes_nothing() {
    let ward = Ward::serving().unwrap();
    let data = ward.config().unwrap().data;
    let clerk = Clerk::at(&ward).unwrap();
    let file = |name: &str, text: &[u8]| {
        let path = ward.folder().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let shown = clerk.get(&ward, LATER).unwrap().text;
    assert!(shown.contains("ngày 7 trong tháng") && !shown.contains("ngày 10 trong tháng"), "{shown}");

    let unsourced = OWN.replace("instrument", "#");
    let long = vec![b'#'; 300 * 1024];
    let wrong: [(&[u8], &str); 5] = [
        (
            unsourced.as_bytes(),
            "norm.meeting_latest_day_of_month.our.instrument — quy định của địa phương phải ghi văn bản",
        ),
        (b"[norm.dinner.x]\nvalue = 1\n", "norm.dinner —"),
        (b"[norm", "TOML"),
        (&long, "262.144 byte"),
        (b"\xff\xfe", "UTF-8"),
    ];
    for (text, named) in wrong {
        let refused = rules(&data, &["set", &file("bad.toml", text)]);
        assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
        assert!(said(&refused).contains(named), "{named}: {}", said(&refused));
    }
    assert!(said(&rules(&data, &["history"])).contains("Đảng ủy chưa đặt quy định riêng"));

    let set = rules(&data, &["set", &file("own.toml", OWN.as_bytes()), "--note", "Họp ngày 5"]);
    assert!(set.status.success() && said(&set).contains("bản 1"), "{}", said(&set));
    let again = rules(&data, &["set", &file("own.toml", OWN.as_bytes())]);
    assert!(!again.status.success() && said(&again).contains("giống hệt bản đang dùng"), "{}", said(&again));
    let shown = clerk.get(&ward, LATER).unwrap().text;
    assert!(shown.contains("ngày 10 trong tháng") && shown.contains("Họp ngày 5"), "{shown}");
    let listed = said(&rules(&data, &["show", "--on", "2999-01-31"]));
    assert!(listed.starts_with("Chưa chắc chắn: "), "{listed}");
    let line = listed.lines().find(|line| line.contains("[norm.meeting_latest_day_of_month.our]")).unwrap();
    assert!(
        line.contains("ngày 10 trong tháng — QĐ 5-QĐ/ĐU ngày 20/12/2019, Đảng ủy phường Sen; từ 01/01/2020"),
        "{line}"
    );
    assert_eq!(rules(&data, &["show", "--on", "2026-02-30"]).status.code(), Some(1));

    let gone = rules(&data, &["set", &file("none.toml", b"")]);
    assert!(gone.status.success(), "{}", said(&gone));
    assert!(!clerk.get(&ward, LATER).unwrap().text.contains("ngày 10 trong tháng"));
    assert_eq!(said(&rules(&data, &["history", "--text", "1"])).trim_end(), OWN.trim_end());
    assert!(said(&rules(&data, &["history"])).contains("Bản 2"));
    assert!(said(&rules(&data, &["history", "--text", "3"])).contains("Không có bản 3"));

    let folder = ward.folder().join("all");
    leaving::write_all(&ward.database(), &folder).unwrap();
    let lines = fs::read_to_string(folder.join("rules.jsonl")).unwrap();
    let first: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!((&first["n"], &first["text"], &first["by"]), (&1.into(), &OWN.into(), &"sen".into()));
    assert_eq!((&first["note"], lines.lines().count()), (&"Họp ngày 5".into(), 2));
}

#[test]
fn the_commands_say_which_version_a_months_rules_are_and_that_one_cannot_be_read_any_more() {
    let ward = Ward::serving().unwrap();
    let data = ward.config().unwrap().data;
    let path = ward.folder().join("own.toml");
    fs::write(&path, OWN).unwrap();
    let set = rules(&data, &["set", path.to_str().unwrap()]);
    assert!(set.status.success(), "{}", said(&set));
    assert!(said(&rules(&data, &["show"])).starts_with("Chưa chắc chắn: "), "nothing is told of the version in use");
    let later = said(&rules(&data, &["show", "--on", "2999-01-31"]));
    assert!(later.starts_with("Chưa chắc chắn: ") && later.contains("ngày 10 trong tháng"), "{later}");
    let then = said(&rules(&data, &["show", "--on", "2020-01-31"]));
    assert!(then.starts_with("Tháng này đã qua nên hiện theo quy định chung"), "{then}");
    assert!(then.contains("ngày 7 trong tháng") && !then.contains("ngày 10 trong tháng"), "{then}");

    // As a later sen may find a text of before.
    let at = Timestamp::from_ms(0);
    let unread = LocalRules { n: 2, at, by: "sen".to_owned(), note: String::new(), text: "[norms]\n".to_owned() };
    let hub = ward.hub().unwrap();
    ward.block_on(hub.store().write(move |tx| kept::add(tx, &unread))).unwrap();
    for arguments in [["show"].as_slice(), &["show", "--on", "2020-01-31"]] {
        let shown = said(&rules(&data, arguments));
        assert!(shown.starts_with("Bản 2 không đọc được bằng phiên bản Sen đang chạy"), "{shown}");
        assert!(shown.contains("ngày 7 trong tháng") && !shown.contains("ngày 10 trong tháng"), "{shown}");
    }
    assert!(said(&rules(&data, &["history"])).contains("  Bản 2 không đọc được"));
}

/// A ward's own order of business, least length of a meeting, score sheet and rate of dues.
const ALL: &str = "[choice]\nscore = \"p\"\n\
    [order.ours]\nlike = \"thuong_ky-2025\"\nfrom = 2020-01-01\nsureness = \"text_seen\"\n\
    items = [{ vi = \"Chào cờ, hát Quốc ca\", en = \"Flag and anthem\" }]\n\
    instrument = { issuer = \"Tỉnh ủy\", type = \"HD\", number = \"9-HD/TU\", date = 2019-12-20 }\n\
    [norm.meeting_minutes_min.ours]\nlike = \"hd-42\"\nvalue = 60\nfrom = 2020-01-01\nsureness = \"text_seen\"\n\
    instrument = { issuer = \"Tỉnh ủy\", type = \"HD\", number = \"9-HD/TU\", date = 2019-12-20 }\n\
    [norm.dues_student_dong.ours]\nvalue = 3000\nfrom = 2020-01-01\nsureness = \"text_seen\"\n\
    instrument = { issuer = \"Tỉnh ủy\", type = \"QĐ\", number = \"7-QĐ/TU\", date = 2019-12-21 }\n\
    [score.p-2025]\nlike = \"a-2025\"\nseries = \"p\"\nsureness = \"text_seen\"\n\
    instrument = { issuer = \"Tỉnh ủy\", type = \"HD\", number = \"9-HD/TU\", date = 2019-12-20 }\n";

fn set_rules(ward: &Ward, text: &str) {
    let hub = ward.hub().unwrap();
    let (store, known, at) = (hub.store(), hub.directory().now(), hub.host().now());
    ward.block_on(rulebook::set(store, &known.rules, at, "sen", "", text.to_owned())).unwrap();
    ward.block_on(hub.directory().refresh(store)).unwrap();
}

/// What a phone goes by for a meeting: the first item proposed and the document it is from, the least length, the rubric.
fn goes_by(phone: &mut Phone, meeting: DocId) -> (String, String, Option<u32>, String) {
    let now = phone.clock.now();
    let engine = phone.engine().unwrap();
    let first = engine.prepare(meeting).unwrap().items.into_iter().next().unwrap();
    let ProposedFrom::Rules(basis) = &first.from else { panic!("{:?}", first.from) };
    let least = engine.meeting_course(meeting, now).unwrap().times.least.map(|norm| norm.value);
    let page = engine.meeting(meeting).unwrap();
    let rubric = engine.score_sheet(&page, None).unwrap().unwrap().rubric;
    (first.title, basis.instrument.number.clone(), least, rubric.unwrap_or_default())
}

/// What a member owes in a book of dues, and by which document.
fn owed(phone: &mut Phone, dues: DocId, member: &str) -> (i64, String) {
    let tree = phone.engine().unwrap().record(dues).unwrap().tree();
    let members = tree.get("members").unwrap();
    let rule = members.str(&format!("{member}/due_rule")).unwrap_or_default();
    (members.int(&format!("{member}/due")).unwrap(), rule.to_owned())
}

#[test]
fn a_wards_own_rules_count_on_its_phones_from_the_next_sync_and_change_nothing_that_is_written() {
    let ward = Ward::serving().unwrap();
    let (mut head, mut deputy) = (head(&ward), deputy(&ward));
    let meeting = open(&ward, &mut head);
    let shipped = goes_by(&mut head, meeting);
    assert_eq!((shipped.2, &*shipped.1), (Some(90), "42-HD/BTCTW"));
    let cell = ward.cell(CELL).unwrap().record();
    let dues = begin(&mut head, Kind::Dues, cell, &[("month", "2026-11")]).unwrap().view.doc;
    let student = add(&mut head, dues, "members", &[("subject", "Lê Văn Hậu"), ("category", "hoc_sinh")]);
    let before = owed(&mut head, dues, &student);
    assert_eq!(before.0, 5000);
    head.sync().unwrap();

    set_rules(&ward, ALL);
    assert_eq!(goes_by(&mut head, meeting), shipped, "offline nothing is known of it yet");
    for phone in [&mut head, &mut deputy] {
        phone.sync().unwrap();
        let ours = ("Chào cờ, hát Quốc ca".to_owned(), "9-HD/TU".to_owned(), Some(60), "p-2025".to_owned());
        assert_eq!(goes_by(phone, meeting), ours);
        phone.close();
        phone.open().unwrap();
        assert_eq!(goes_by(phone, meeting), ours, "it is known after a start without a connection");
        assert_eq!(owed(phone, dues, &student), before, "what is written stands");
    }
    let now = deputy.clock.now();
    let engine = deputy.engine().unwrap();
    engine.score(meeting, "p-2025", &[("tham_du".to_owned(), 5)], now).unwrap();
    assert!(engine.score(meeting, "p-2025", &[("tham_du".to_owned(), 50)], now).is_err(), "more than the line has");
    let place = format!("members/{student}/category");
    engine.set_fields(dues, &[(place, "hoc_sinh".to_owned())], now).unwrap();
    assert_eq!(owed(&mut deputy, dues, &student), (3000, "7-QĐ/TU, 21/12/2019".to_owned()));
    deputy.sync().unwrap();
    head.sync().unwrap();
    assert_eq!(owed(&mut head, dues, &student).0, 3000, "the server and the other phone take it as it was computed");

    set_rules(&ward, "");
    head.sync().unwrap();
    let after = goes_by(&mut head, meeting);
    assert_eq!((&after.0, &after.1, after.2), (&shipped.0, &shipped.1, shipped.2), "the shipped rules hold again");
    assert_eq!(after.3, "p-2025", "the points that were given keep their sheet");
    let page = head.engine().unwrap().meeting(meeting).unwrap();
    let sheet = head.engine().unwrap().score_sheet(&page, None).unwrap().unwrap();
    assert!(sheet.title.is_some(), "and what it says of them");
}
