//! One month of a ward of forty cells, as its office lives it: who is late is urged, what is wanting is sent back and mended
//! on the phone, what two people wrote differently is settled by their cell, who leaves is out at once. Every figure of the
//! month's page is counted again from the records, one by one.

use std::collections::BTreeMap;

use sen_client::engine::Choice;
use server::admin::{self, ConsoleAuthor};
use shared::access::Role;
use shared::doc::{Doc, Grade, Kind, Seed};
use shared::id::{DocId, OrgId};
use shared::meeting::roll::Attendance;
use shared::meeting::{MeetingKey, MeetingKind, MeetingView, Particulars, Person};
use shared::member::set_field;
use shared::record::step::{Handed, handed};
use shared::time::CivilDate;
use tests::clerk::Clerk;
use tests::phone::Phone;
use tests::ward::Ward;

use crate::records::step;
use crate::story::{resolution, tally, write};

const CELLS: usize = 40;
/// Of them, those that met by the fifth and handed in, those that met, and those that have a phone.
const SENT: usize = 30;
const MET: usize = 33;
const PHONES: usize = 36;

fn name(cell: usize) -> String {
    format!("Chi bộ khóm {cell}")
}

/// Two given names for each number, so that no two people of the ward have one name.
fn person(cell: usize, post: &str) -> String {
    const GIVEN: [&str; 8] = ["An", "Bình", "Cúc", "Dũng", "Giang", "Hạnh", "Khoa", "Liên"];
    let [first, second] = [cell % 8, cell / 8].map(|at| GIVEN[at]);
    format!("{post} Văn {first} {second}")
}

/// The cells with two members each, by number.
fn founded(ward: &Ward) -> Vec<OrgId> {
    let hub = ward.hub().unwrap();
    ward.block_on(async {
        let author = ConsoleAuthor::first_administrator(&hub).await.unwrap();
        let since = CivilDate::new(2026, 1, 1).unwrap();
        let mut cells = Vec::new();
        for cell in 1..=CELLS {
            let org = admin::ensure_cell(&hub, &author, ward.org, &name(cell), "khóm", since).await.unwrap();
            for post in ["Trần", "Lê"] {
                let doc = DocId::derived("member", &[org.as_bytes(), post.as_bytes()]);
                let put = |edit: &mut shared::doc::Edit<'_>| {
                    set_field(edit, "full_name", &person(cell, post))?;
                    set_field(edit, "status", "chinh_thuc")
                };
                author.write(&hub, org, &Seed::Id(Kind::Member, doc), put).await.unwrap();
            }
            cells.push(org);
        }
        hub.directory().refresh(hub.store()).await.unwrap();
        cells
    })
}

fn key(org: OrgId) -> MeetingKey {
    MeetingKey { org, kind: MeetingKind::Regular, date: CivilDate::new(2026, 11, 3).unwrap(), ordinal: 1 }
}

/// The cell meets: both members are there but in every fifth cell, where one is not; the minutes are written and signed.
fn meet(ward: &Ward, phone: &mut Phone, org: OrgId, cell: usize) -> DocId {
    let now = phone.clock.now();
    let engine = phone.engine().unwrap();
    let doc = engine.open_meeting(&key(org), now).unwrap().view.doc;
    let both = ["Trần", "Lê"].map(|post| {
        let name = person(cell, post);
        Person::member(ward.member(org, &name).unwrap(), &name)
    });
    let given =
        Particulars { chair: Some(both[0].clone()), minute_taker: Some(both[0].clone()), ..Particulars::default() };
    engine.set_particulars(doc, &given, now).unwrap();
    let marks = both.into_iter().enumerate().map(|(at, person)| {
        let is_away = at == 1 && cell.is_multiple_of(5);
        let (attendance, why) = match is_away {
            true => (Attendance::AbsentExcused, Some("đi công tác".to_owned())),
            false => (Attendance::Present, None),
        };
        (person, None, attendance, why)
    });
    engine.mark_attendance(doc, &marks.collect::<Vec<_>>(), now).unwrap();
    step(phone, doc, "open", &[]).unwrap();
    write(phone, doc, 0, "Chi bộ thảo luận việc làm đường. ");
    step(phone, doc, "close", &[]).unwrap();
    phone.sync().unwrap();
    doc
}

fn hand_in(phone: &mut Phone, doc: DocId) {
    let now = phone.clock.now();
    phone.engine().unwrap().adopt(doc, true, now).unwrap();
    step(phone, doc, "submit", &[]).unwrap();
    phone.sync().unwrap();
}

/// How a cell stands by its record alone, as a reader of the rules would say it: the words of the page.
fn counted(doc: Option<&Doc>, today: CivilDate) -> &'static str {
    let Some(doc) = doc else {
        return if today > CivilDate::new(2026, 11, 7).unwrap() { "Trễ" } else { "Chưa họp, còn hạn" };
    };
    match handed(doc) {
        Handed::Not if today > CivilDate::new(2026, 11, 5).unwrap() => "Trễ",
        Handed::Not => "Đã họp, chưa gửi",
        Handed::Changed | Handed::In => "Đã họp, đã gửi",
    }
}

/// What the page says of each cell: its group, and what stands beside its name.
fn told(page: &str) -> BTreeMap<String, (String, String)> {
    let mut found = BTreeMap::new();
    for group in page.split("<tr class=\"group\">").skip(1) {
        let head = group.split("</tr>").next().unwrap();
        let words = head.split("<span>").nth(1).unwrap().split("</span>").next().unwrap().to_owned();
        for line in group.split("<th scope=\"row\"").skip(1) {
            let name = line
                .split("href=\"/cells/")
                .nth(1)
                .unwrap()
                .split('>')
                .nth(1)
                .unwrap()
                .split('<')
                .next()
                .unwrap()
                .to_owned();
            found.insert(name, (words.clone(), line.split("</tr>").next().unwrap().to_owned()));
        }
    }
    found
}

/// Compares the month's page with the records, one by one; gives how many cells handed in.
fn compare(ward: &Ward, clerk: &Clerk, cells: &[OrgId], reviewed: &[(usize, &str)]) -> usize {
    let page = clerk.get(ward, "/?months=6").unwrap().text;
    let (told, today) = (told(&page), ward.clock.now().vietnam_date());
    assert_eq!(told.len(), CELLS, "every cell has a line");
    let mut sent = 0;
    for (at, org) in cells.iter().enumerate() {
        let cell = at + 1;
        let record = ward.record(key(*org).doc()).unwrap();
        let expected = reviewed.iter().find(|(one, _)| *one == cell).map(|(_, words)| *words);
        let expected = expected.unwrap_or_else(|| counted(record.as_deref(), today));
        let (words, line) = &told[&name(cell)];
        assert_eq!(words, expected, "{}", name(cell));
        let Some(record) = record else { continue };
        sent += usize::from(handed(&record) != Handed::Not);
        let view = MeetingView::of(&record).unwrap();
        let turnout = format!("{} trên {} có mặt", view.summary.present, view.summary.required);
        let is_disputed = view.conflicts.iter().any(|conflict| conflict.grade == Grade::Decision);
        assert_eq!(line.contains(&turnout), !is_disputed, "{}: {turnout} in {line}", name(cell));
    }
    assert!(page.contains(&format!("<b>{sent} trên {CELLS}</b>")), "{sent}: {page}");
    sent
}

#[test]
fn a_ward_of_forty_cells_lives_through_a_month_and_every_figure_of_its_page_is_that_of_the_records() {
    let mut ward = Ward::begun(0).unwrap();
    ward.start().unwrap();
    let cells = founded(&ward);
    let clerk = Clerk::at(&ward).unwrap();
    let head = |cell: usize| Phone::of(&ward, &name(cell), Role::Head, &person(cell, "Trần")).unwrap();
    let mut phones: Vec<Phone> = (1..=PHONES).map(head).collect();
    let mut meetings = Vec::new();
    for cell in 1..=MET {
        let phone = &mut phones[cell - 1];
        let doc = meet(&ward, phone, cells[cell - 1], cell);
        if cell <= SENT {
            hand_in(phone, doc);
        }
        meetings.push(doc);
    }
    assert_eq!(compare(&ward, &clerk, &cells, &[]), SENT);

    // A week later the rest is late; who has no phone is named, and whoever is urged meets and hands in.
    ward.clock.pass_days(7);
    let clerk = Clerk::at(&ward).unwrap();
    assert_eq!(compare(&ward, &clerk, &cells, &[]), SENT);
    let page = clerk.get(&ward, "/").unwrap().text;
    assert!(page.contains(&format!("{} chi bộ chưa có thiết bị", CELLS - PHONES)), "{page}");
    for cell in SENT + 1..=PHONES {
        let phone = &mut phones[cell - 1];
        let doc = if cell <= MET { meetings[cell - 1] } else { meet(&ward, phone, cells[cell - 1], cell) };
        hand_in(phone, doc);
    }
    assert_eq!(compare(&ward, &clerk, &cells, &[]), PHONES);

    // The first cell's minutes are wanting: sent back with a reason, mended on the phone, handed in again, accepted.
    let review = format!("/review/{}", meetings[0]);
    let asked = [("reason", "Thiếu kết luận"), ("requests", "Ghi kết luận"), ("due", "2026-11-20")];
    clerk.act(&ward, &review, &format!("{review}/return"), &asked).unwrap();
    compare(&ward, &clerk, &cells, &[(1, "Đã trả lại, chờ chi bộ")]);
    let phone = &mut phones[0];
    phone.sync().unwrap();
    let reason = phone.engine().unwrap().record_page(meetings[0]).unwrap().related;
    assert!(reason.iter().any(|row| row.state == "tra_lai"), "the phone is told");
    write(phone, meetings[0], 0, "Kết luận: làm đường trong tháng 12. ");
    hand_in(phone, meetings[0]);
    compare(&ward, &clerk, &cells, &[]);
    clerk.act(&ward, &review, &format!("{review}/accept"), &[]).unwrap();
    compare(&ward, &clerk, &cells, &[(1, "Đã chấp nhận")]);

    settled_by_its_cell(&ward, &clerk, &mut phones[1], (cells[1], meetings[1]));
    compare(&ward, &clerk, &cells, &[(1, "Đã chấp nhận")]);
    who_leaves_is_out(&ward, &clerk, &mut phones[2], meetings[2]);
    assert_eq!(compare(&ward, &clerk, &cells, &[(1, "Đã chấp nhận")]), PHONES);
}

/// Two phones of the second cell count one vote differently; the ward asks, the cell decides.
fn settled_by_its_cell(ward: &Ward, clerk: &Clerk, head: &mut Phone, (org, doc): (OrgId, DocId)) {
    let mut deputy = Phone::of(ward, &name(2), Role::DeputyHead, &person(2, "Lê")).unwrap();
    let now = ward.clock.now();
    for (phone, agree) in [(&mut *head, 2), (&mut deputy, 1)] {
        phone.engine().unwrap().record_vote(doc, &resolution(), &tally(agree, 2 - agree), now).unwrap();
    }
    head.sync().unwrap();
    deputy.sync().unwrap();
    let page = clerk.get(ward, "/conflicts").unwrap().text;
    assert!(page.contains(&format!("/conflicts/{doc}/ask")), "{page}");
    let asked = [("text", "Đề nghị chi bộ thống nhất số phiếu.")];
    clerk.act(ward, "/conflicts", &format!("/conflicts/{doc}/ask"), &asked).unwrap();
    head.sync().unwrap();
    let told = head.engine().unwrap().record_page(doc).unwrap().related;
    assert!(!told.is_empty(), "the cell sees the remark");
    for conflict in head.engine().unwrap().decisions(doc).unwrap() {
        let now = head.clock.now();
        head.engine().unwrap().settle_conflict(doc, &conflict.part, &conflict.key, &Choice::Listed(0), now).unwrap();
    }
    hand_in(head, doc);
    let page = clerk.get(ward, "/conflicts").unwrap().text;
    assert!(!page.contains(&format!("/conflicts/{doc}/ask")), "{org}: {page}");
}

/// A reviewer is let go, and a head hands the phone back: neither reads anything from then on.
fn who_leaves_is_out(ward: &Ward, clerk: &Clerk, head: &mut Phone, doc: DocId) {
    let hub = ward.hub().unwrap();
    let password = "hoa sen nở rộ";
    let added = admin::add_person(&hub, ward.org, "Phạm Thị Sáng", "sang", &Role::PartyBuilding, password);
    ward.block_on(added).unwrap();
    let reviewer = Clerk::sign_in(ward, "sang", password).unwrap();
    assert!(reviewer.get(ward, "/queue").unwrap().status.is_success());
    clerk.act(ward, "/person/sang", "/person/sang/disable", &[]).unwrap();
    assert!(reviewer.get(ward, "/queue").unwrap().status.is_redirection(), "out at once");
    let now = head.clock.now();
    head.engine().unwrap().splice_minutes(doc, (0, 0), "Ghi sau khi thôi việc. ", now).unwrap();
    let before = ward.record(doc).unwrap().unwrap().heads();
    let known = hub.directory().now();
    let device = known.devices.values().find(|row| row.person == person(3, "Trần")).unwrap().device;
    let revoke = format!("/devices/{device}/revoke");
    clerk.act(ward, "/devices?q=Dung", &revoke, &[("reason", "Thôi giữ chức vụ")]).unwrap();
    assert!(!clerk.get(ward, "/held").unwrap().text.contains("Văn Dũng"));
    // It may come once more, so that nothing it wrote is lost; what it brings is held, and it is told why.
    head.try_sync().unwrap();
    assert_eq!(ward.record(doc).unwrap().unwrap().heads(), before, "what it brings is held");
    assert!(clerk.get(ward, "/held").unwrap().text.contains("Văn Dũng"));
}
