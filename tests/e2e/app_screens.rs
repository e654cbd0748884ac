//! Every screen of the app, as who sees badly, has no finger or reads another language meets it.

use shared::access::Role;
use shared::doc::Kind;
use shared::id::DocId;
use shared::meeting::{MeetingKey, MeetingKind};
use tests::app::{AppPhone, DESK, PHONE};
use tests::phone::Phone;
use tests::ward::Ward;

use crate::app::{MINUTES, PIN, aside, enrolled, open_meeting, send};
use crate::app_typing::returned;
use crate::records::begin;
use crate::story::{CELL, DEPUTY, HEAD, deputy, head, resolution, tally};

/// Every screen that can be reached without a picture of somebody, in this order.
pub(crate) const SCREENS: [(&str, &str); 17] = [
    ("today", "/"),
    ("meetings", "/meetings"),
    ("meeting-new", "/meetings/new"),
    ("members", "/members"),
    ("tasks", "/tasks"),
    ("resolutions", "/resolutions"),
    ("work", "/kinds"),
    ("work-of", "/kinds/inspection"),
    ("record-new", "/records/new/self_review"),
    ("safety", "/safety"),
    ("hand-in", "/safety/hand-in"),
    ("other-phone", "/safety/other-phone"),
    ("colleagues", "/safety/colleagues"),
    ("settings", "/settings"),
    ("pin", "/settings/pin"),
    ("guide", "/guide"),
    ("not-found", "/nothing"),
];
pub(crate) const STEPS: [&str; 9] =
    ["", "/prepare", "/roll", "/business", "/votes", "/minutes", "/score", "/adopt", "/hand-in"];

/// What axe finds on a screen as it stands, on a phone and on a desk, light and dark: each width, language and shade is looked
/// through with each of the others once. A picture is left of all.
async fn looked_at(phone: &mut AppPhone, name: &str, found: &mut Vec<String>) {
    let is_vietnamese = name.ends_with("-vi");
    for (size, kind) in [(PHONE, "phone"), (DESK, "desk")] {
        phone.resize(size).await.unwrap();
        for (dark, shade) in [(false, "light"), (true, "dark")] {
            phone.set_dark(dark).await.unwrap();
            let name = format!("{name}-{kind}-{shade}");
            phone.picture(&name).await.unwrap();
            if (kind == "phone") == (is_vietnamese == dark) {
                continue;
            }
            found.extend(phone.axe().await.unwrap().into_iter().map(|what| format!("{name}: {what}")));
        }
    }
}

async fn speak(phone: &AppPhone, language: &str) {
    phone.inside("/settings").await.unwrap();
    phone.choose(if language == "vi" { "Tiếng Việt" } else { "English" }).await.unwrap();
}

#[test]
fn every_screen_passes_axe_light_and_dark_in_both_languages_on_a_phone_and_on_a_desk() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let mut phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        let path = open_meeting(&phone).await;
        let steps = STEPS.iter().map(|step| (format!("meeting{}", step.replace('/', "-")), format!("{path}{step}")));
        let screens: Vec<(String, String)> =
            SCREENS.iter().map(|(name, path)| ((*name).to_owned(), (*path).to_owned())).chain(steps).collect();
        let mut found = Vec::new();
        for language in ["vi", "en"] {
            speak(&phone, language).await;
            for (name, path) in &screens {
                phone.inside(path).await.unwrap();
                phone.drawn().await.unwrap();
                looked_at(&mut phone, &format!("{name}-{language}"), &mut found).await;
            }
        }
        assert_eq!(found, Vec::<String>::new());
    });
}

/// A meeting whose vote two phones counted apart, with an item on its agenda, and its item's key.
fn disputed(ward: &Ward) -> (DocId, String) {
    let (mut head, mut deputy) = (head(ward), deputy(ward));
    let key = MeetingKey { kind: MeetingKind::Thematic, ..ward.meeting_key(CELL).unwrap() };
    let now = head.clock.now();
    let doc = head.engine().unwrap().open_meeting(&key, now).unwrap().view.doc;
    let item = head.engine().unwrap().put_item(doc, "Làm đường ngõ 5", 1, None, now).unwrap();
    deputy.engine().unwrap().open_meeting(&key, now).unwrap();
    for (phone, agree) in [(&mut head, 19), (&mut deputy, 18)] {
        phone.engine().unwrap().record_vote(doc, &resolution(), &tally(agree, 1), now).unwrap();
        phone.sync().unwrap();
    }
    (doc, item)
}

/// A task of the cell.
fn task(ward: &Ward, meeting: DocId) -> DocId {
    let mut head: Phone = head(ward);
    head.sync().unwrap();
    let doc = begin(&mut head, Kind::Task, meeting, &[("what", "Sửa đường ngõ số 5")]).unwrap().view.doc;
    head.sync().unwrap();
    doc
}

/// The cell's dues of a month, of which one member paid theirs.
fn dues(ward: &Ward) -> DocId {
    let mut head: Phone = head(ward);
    head.sync().unwrap();
    let now = head.clock.now();
    let typed = |fields: &[(&str, &str)]| {
        fields.iter().map(|(name, typed)| ((*name).to_owned(), (*typed).to_owned())).collect::<Vec<_>>()
    };
    let month = typed(&[("month", "2026-11"), ("zone", "vung_3")]);
    let begun = head.engine().unwrap().begin_record(Kind::Dues, (None, None), &month, now).unwrap().view;
    let member = begun.part("members").unwrap().entries.first().unwrap().name.clone();
    let [category, paid] = ["category", "paid_on"].map(|field| format!("members/{member}/{field}"));
    let paid = typed(&[(&category, "lao_dong"), (&paid, "3/11/2026")]);
    head.engine().unwrap().set_fields(begun.doc, &paid, now).unwrap();
    head.sync().unwrap();
    begun.doc
}

#[test]
fn every_screen_of_one_record_passes_axe_light_and_dark_in_both_languages_on_a_phone_and_on_a_desk() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let (review, (meeting, item)) = aside(|| (returned(&ward), disputed(&ward)));
        let (task, member) = aside(|| (task(&ward, meeting), ward.member(ward.cell(CELL).unwrap(), HEAD).unwrap()));
        let dues = aside(|| dues(&ward));
        let mut phone = enrolled(&ward, &address, Role::DeputyHead, DEPUTY).await;
        send(&phone).await;
        let meetings = format!("/meetings/{meeting}");
        let screens = [
            ("vote", format!("{meetings}/votes/nghi_quyet")),
            ("vote-new", format!("{meetings}/votes/new")),
            ("item", format!("{meetings}/business/{item}")),
            ("about", format!("{meetings}/about")),
            ("move", format!("{meetings}/move")),
            ("resolution", format!("{meetings}/resolution")),
            ("paper", format!("/paper/{meeting}")),
            ("paper-extract", format!("/paper/{meeting}/extract")),
            ("paper-score", format!("/paper/{meeting}/score")),
            ("member", format!("/members/{member}")),
            ("member-status", format!("/members/{member}/status")),
            ("member-new", "/members/new".to_owned()),
            ("conflicts", format!("/records/{meeting}/conflicts")),
            ("conflict", format!("/records/{meeting}/conflicts/votes/nghi_quyet%2Ffor")),
            ("history", format!("/records/{meeting}/history")),
            ("record", format!("/records/{review}")),
            ("remark", format!("/remarks/{review}")),
            ("dues", format!("/records/{dues}")),
            ("dues-members", format!("/records/{dues}/edit/members")),
            ("dues-paper", format!("/paper/{dues}")),
            ("dues-receipts", format!("/paper/{dues}/receipts")),
            ("task", format!("/tasks/{task}")),
            ("task-new", "/tasks/new".to_owned()),
            ("people", "/settings/people".to_owned()),
            ("code", "/settings/code".to_owned()),
        ];
        let mut found = Vec::new();
        for language in ["vi", "en"] {
            speak(&phone, language).await;
            for (name, path) in &screens {
                phone.inside(path).await.unwrap();
                phone.drawn().await.unwrap();
                let alert = "arguments[0](document.querySelector('main .note.bad[role=alert]')?.textContent ?? '')";
                assert_eq!(phone.ask(alert).await.unwrap(), "", "{name} shows what it is for");
                looked_at(&mut phone, &format!("{name}-{language}"), &mut found).await;
            }
        }
        assert_eq!(found, Vec::<String>::new());
    });
}

/// Looks at a screen before anybody's book is open, in both languages by its own button.
async fn looked_at_in_both(phone: &mut AppPhone, name: &str, found: &mut Vec<String>) {
    for (language, other) in [("vi", "English"), ("en", "Tiếng Việt")] {
        looked_at(phone, &format!("{name}-{language}"), found).await;
        phone.resize(PHONE).await.unwrap();
        phone.tap(other).await.unwrap();
    }
}

#[test]
fn every_screen_before_a_book_is_open_passes_axe_light_and_dark_in_both_languages_on_a_phone_and_on_a_desk() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let mut found = Vec::new();
        let mut phone = AppPhone::new(&address).await.unwrap();
        phone.open("/app/").await.unwrap();
        phone.see("Mã ghi danh").await.unwrap();
        looked_at_in_both(&mut phone, "first", &mut found).await;
        phone.type_in("Mã ghi danh", "không phải mã").await.unwrap();
        phone.tap("Đọc mã").await.unwrap();
        phone.see("chép thiếu").await.unwrap();
        looked_at_in_both(&mut phone, "first-wrong", &mut found).await;
        let code = aside(|| ward.code(CELL, Role::Head, HEAD)).unwrap();
        phone.open(&format!("/app/#{code}")).await.unwrap();
        phone.see(HEAD).await.unwrap();
        looked_at_in_both(&mut phone, "first-who", &mut found).await;
        phone.tap("Đúng là tôi").await.unwrap();
        phone.see("Để sau").await.unwrap();
        looked_at_in_both(&mut phone, "first-install", &mut found).await;
        phone.tap("Để sau").await.unwrap();
        phone.see("Tiếp").await.unwrap();
        looked_at_in_both(&mut phone, "first-pin", &mut found).await;
        phone.digits(PIN).await.unwrap();
        phone.tap("Tiếp").await.unwrap();
        phone.see("Nhập lại mã PIN").await.unwrap();
        phone.digits(PIN).await.unwrap();
        phone.tap("Ghi danh máy này").await.unwrap();
        phone.see("Đã gửi hết").await.unwrap();
        phone.second_window("/app/").await.unwrap();
        phone.see("Sen đang mở ở cửa sổ khác").await.unwrap();
        looked_at_in_both(&mut phone, "stopped", &mut found).await;
        phone.reopen().await.unwrap();
        // A browser that is killed may forget the language that was chosen last.
        phone.ask("localStorage.setItem('sen.language', 'vi'); arguments[0]();").await.unwrap();
        phone.open("/app/").await.unwrap();
        phone.see("Mở sổ").await.unwrap();
        looked_at_in_both(&mut phone, "unlock", &mut found).await;
        phone.digits("314159").await.unwrap();
        phone.tap("Mở sổ").await.unwrap();
        phone.see("chưa đúng").await.unwrap();
        looked_at_in_both(&mut phone, "unlock-wrong", &mut found).await;
        assert_eq!(found, Vec::<String>::new());
    });
}

#[test]
fn everything_is_reached_by_the_keyboard_alone_is_seen_then_and_has_a_name() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        let path = open_meeting(&phone).await;
        let steps = ["", "/prepare", "/business", "/votes", "/votes/new", "/minutes", "/adopt", "/hand-in"];
        let steps = steps.iter().map(|step| format!("{path}{step}"));
        let plain =
            ["/", "/meetings", "/meetings/new", "/tasks/new", "/safety", "/settings", "/settings/pin", "/guide"];
        for screen in plain.into_iter().map(str::to_owned).chain(steps) {
            phone.inside(&screen).await.unwrap();
            phone.drawn().await.unwrap();
            let walk = phone.walked().await.unwrap();
            assert!(walk.count > 3, "{screen} has {} things to press", walk.count);
            assert!(walk.missed.is_empty() && walk.covered.is_empty(), "{screen}: {walk:?}");
        }
    });
}

#[test]
fn a_meeting_is_opened_and_its_minutes_are_written_by_the_keyboard_alone() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        for (wanted, then) in [("Mở buổi họp mới", "Ngày họp"), ("Mở", "Chuẩn bị"), ("Biên bản", MINUTES)]
        {
            reached(&phone, wanted).await;
            phone.keys("\u{e007}").await.unwrap();
            phone.see(then).await.unwrap();
        }
        let mut tag = String::new();
        while tag != "TEXTAREA" {
            tag = phone.tab().await.unwrap().0;
        }
        phone.keys("Ghi không có chuột.").await.unwrap();
        assert_eq!(phone.value(MINUTES).await.unwrap(), "Ghi không có chuột.");
    });
}

/// Goes on by Tab to what is called so, with or without a number before it.
async fn reached(phone: &AppPhone, wanted: &str) {
    let mut seen: Vec<String> = Vec::new();
    let bare = |name: &String| name.trim_start_matches(|sign: char| !sign.is_alphabetic()).starts_with(wanted);
    while !seen.last().is_some_and(bare) {
        assert!(seen.len() < 60, "{wanted} in {seen:?}");
        seen.push(phone.tab().await.unwrap().1);
    }
}
