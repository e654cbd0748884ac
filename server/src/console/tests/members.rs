//! The register at the console: filtered, sorted and shown in chosen columns, files of the same, and a member's course.

use axum::http::StatusCode;
use shared::access::Role;
use shared::doc::{Edit, Kind, Seed};
use shared::id::{DocId, OrgId};
use shared::meeting::Person;
use shared::meeting::roll::{Attendance, Standing, mark_attendance};
use shared::member::{Post, set_field, set_post};
use shared::time::CivilDate;

use super::ward::Ward;
use crate::admin::ConsoleAuthor;

async fn member(ward: &Ward, number: u8, org: OrgId, fields: &[(&str, &str)]) -> DocId {
    let author = ConsoleAuthor::of(&ward.hub, "first").await.unwrap();
    let doc = DocId::from_bytes([number; 16]);
    let write = |edit: &mut Edit<'_>| fields.iter().try_for_each(|(name, typed)| set_field(edit, name, typed));
    author.write(&ward.hub, org, &Seed::Id(Kind::Member, doc), write).await.unwrap();
    doc
}

/// Three members beside the ward's own; the test's day is 2 February 2026.
async fn register() -> (Ward, String) {
    let ward = Ward::begin().await;
    let [one, two] = ward.cells;
    let an = [("full_name", "Lê An"), ("birth_date", "3/2/1995"), ("gender", "nam"), ("card_number", "67000001")];
    member(&ward, 21, one, &an).await;
    let binh = [("full_name", "Trần Bình"), ("birth_date", "1960"), ("gender", "nữ"), ("status", "mien")];
    member(&ward, 22, two, &binh).await;
    let chi = [("full_name", "Vũ Chi"), ("gender", "nữ"), ("status", "du_bi"), ("joined_on", "1/3/2025")];
    member(&ward, 23, two, &chi).await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    (ward, cookie)
}

/// The names of a list, in its order.
fn names(page: &str) -> Vec<String> {
    let rows = page.split("<th scope=\"row\"><a href=\"/members/").skip(1);
    rows.map(|row| row.split_once("\">").unwrap().1.split('<').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_filter_finds_whom_it_says_and_stays_in_every_link_and_file() {
    let (ward, cookie) = register().await;
    for (asked, expected) in [
        ("", vec!["Lê An", "Trần Bình", "Vũ Chi", "Đặng Thị Hòa"]),
        ("status=du_bi", vec!["Vũ Chi"]),
        ("status=headcount&gender=nu", vec!["Trần Bình", "Vũ Chi"]),
        ("age=30", vec!["Lê An"]),
        ("age=61", vec!["Trần Bình"]),
        ("only=ending", vec!["Vũ Chi"]),
        ("only=card&gender=nu", vec!["Trần Bình", "Vũ Chi"]),
        ("only=birth", vec!["Vũ Chi", "Đặng Thị Hòa"]),
        ("status=tu_tran", vec![]),
        (&*format!("cell={}", ward.cells[1]), vec!["Trần Bình", "Vũ Chi"]),
        (&*format!("cell={}&gender=nam", ward.ward), vec!["Lê An"]),
    ] {
        let page = ward.get(&format!("/members?{asked}"), &cookie).await.text;
        let mut found = names(&page);
        found.sort_by_key(|name| shared::text::fold(name.rsplit(' ').next().unwrap()));
        let mut wanted = expected.clone();
        wanted.sort_by_key(|name| shared::text::fold(name.rsplit(' ').next().unwrap()));
        assert_eq!(found, wanted, "{asked}");
        if expected.is_empty() {
            continue;
        }
        let file = ward.get(&format!("/members/export/csv?{asked}&as=shown"), &cookie).await.text;
        assert_eq!(file.lines().count(), expected.len() + 1, "{asked}: {file}");
        assert!(expected.iter().all(|name| file.contains(name)), "{file}");
    }
    let page = ward.get("/members?status=headcount&gender=nu&sort=birth&col-birth=1", &cookie).await.text;
    for link in [
        "/members?status=headcount&#38;gender=nu&#38;only=card&#38;sort=birth&#38;col-birth=1",
        "/members?status=headcount&#38;gender=nu&#38;sort=birth&#38;down=1&#38;col-birth=1",
        "/members/export/xlsx?status=headcount&#38;gender=nu&#38;sort=birth&#38;col-birth=1&amp;as=shown",
    ] {
        assert!(page.contains(&format!("href=\"{link}\"")), "{link}: {page}");
    }
    for wrong in ["status=x", "gender=x", "age=x", "only=x", "sort=x", "cell=x"] {
        assert_eq!(ward.get(&format!("/members?{wrong}"), &cookie).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn a_register_by_cells_goes_on_over_pages_and_its_file_is_in_the_same_order() {
    let (ward, cookie) = register().await;
    let author = ConsoleAuthor::of(&ward.hub, "first").await.unwrap();
    for number in 0..52_u8 {
        let write = |edit: &mut Edit<'_>| set_field(edit, "full_name", &format!("Bùi Bê {number:02}"));
        let seed = Seed::Id(Kind::Member, DocId::from_bytes([100 + number; 16]));
        author.write(&ward.hub, ward.cells[0], &seed, write).await.unwrap();
    }
    let mut pages = Vec::new();
    for page in 1..=2 {
        pages.extend(names(&ward.get(&format!("/members?sort=cell&page={page}"), &cookie).await.text));
    }
    assert_eq!(pages.len(), 56);
    assert_eq!(pages.get(54..).unwrap(), ["Trần Bình", "Vũ Chi"], "the second cell: {pages:?}");
    let down = names(&ward.get("/members?sort=cell&down=1", &cookie).await.text);
    assert_eq!(down.get(..2).unwrap(), ["Trần Bình", "Vũ Chi"]);
    let file = ward.get("/members/export/csv?sort=cell&as=shown", &cookie).await.text;
    let listed: Vec<&str> = file.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(listed, pages);
}

#[tokio::test]
async fn columns_are_chosen_and_sorted_by_from_either_end_and_what_is_not_recorded_comes_last() {
    let (ward, cookie) = register().await;
    for (asked, expected) in [
        ("sort=birth", ["Trần Bình", "Lê An"]),
        ("sort=birth&down=1", ["Lê An", "Trần Bình"]),
        ("sort=name", ["Lê An", "Trần Bình"]),
        ("sort=name&down=1", ["Đặng Thị Hòa", "Vũ Chi"]),
        ("sort=cell&down=1", ["Trần Bình", "Vũ Chi"]),
    ] {
        let page = ward.get(&format!("/members?{asked}"), &cookie).await.text;
        assert_eq!(names(&page).get(..2).unwrap(), expected, "{asked}: {page}");
        assert!(page.contains(if asked.contains("down") {
            "aria-sort=\"descending\""
        } else {
            "aria-sort=\"ascending\""
        }));
    }
    let page = ward.get("/members?col-card=1&col-cell=1", &cookie).await.text;
    let head = page.split("<thead>").nth(1).unwrap().split("</thead>").next().unwrap();
    assert!(head.contains("Số thẻ") && head.contains("Chi bộ") && !head.contains("Giới tính"), "{head}");
    let file = ward.get("/members/export/csv?col-card=1&as=shown", &cookie).await.text;
    assert!(file.lines().next().unwrap().ends_with("Số thẻ") && file.contains("67000001"), "{file}");
    let form = ward.get("/members/export/csv?status=du_bi&col-card=1", &cookie).await.text;
    assert!(form.starts_with("\u{feff}STT,Họ và tên") && form.lines().count() == 2, "the form has its own: {form}");
    let english = ward.get("/members", &format!("{cookie}; __Host-sen-lang=en")).await.text;
    assert!(english.contains("<span lang=\"vi\">Lê An</span>") && english.contains("In the headcount"), "{english}");
}

#[tokio::test]
async fn a_member_of_another_place_is_in_no_filter_and_no_file() {
    let (ward, _) = register().await;
    let elsewhere = ward.person("khac", ward.cells[1], Role::Office).await;
    for asked in ["", "only=card", "age=30", "sort=cell", "status=headcount"] {
        for path in [format!("/members?{asked}"), format!("/members/export/csv?{asked}&as=shown")] {
            let text = ward.get(&path, &elsewhere).await.text;
            assert!(!text.contains("Lê An") && !text.contains("Hòa"), "{path}: {text}");
        }
    }
    assert_eq!(ward.get(&format!("/members?cell={}", ward.ward), &elsewhere).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_members_course_tells_what_the_record_and_the_rolls_say_and_nothing_else() {
    let (ward, cookie) = register().await;
    let hoa = Person::member(ward.member, "Đặng Thị Hòa");
    let (meeting, _) = ward
        .write(|edit| mark_attendance(edit, &hoa, &Standing::Official, &Attendance::AbsentExcused, Some("ốm")))
        .await;
    let fields =
        [("joined_on", "19/5/1998"), ("official_on", "1999"), ("moved_in_on", "7/2021"), ("moved_in_from", "Bàu Sen")];
    let author = ConsoleAuthor::of(&ward.hub, "first").await.unwrap();
    let write = |edit: &mut Edit<'_>| {
        fields.iter().try_for_each(|(name, typed)| set_field(edit, name, typed))?;
        set_post(edit, &Post::Head, CivilDate::new(2025, 1, 10).unwrap(), None)
    };
    author.write(&ward.hub, ward.cells[0], &Seed::Id(Kind::Member, ward.member), write).await.unwrap();
    let set = |edit: &mut Edit<'_>| set_field(edit, "status", "mien");
    author.write(&ward.hub, ward.cells[0], &Seed::Id(Kind::Member, ward.member), set).await.unwrap();
    let page = ward.get(&format!("/members/{}", ward.member), &cookie).await.text;
    let life = page.split("<ol class=\"life\">").nth(1).unwrap().split("</ol>").next().unwrap();
    let told = [
        "Sinh hoạt thường kỳ: Vắng có lý do",
        "Ghi vào sổ",
        "Giữ chức Bí thư",
        "Chuyển đến: Bàu Sen",
        "Đảng viên chính thức",
        "Kết nạp",
    ];
    let places: Vec<usize> =
        told.iter().map(|said| life.find(said).unwrap_or_else(|| panic!("{said}: {life}"))).collect();
    assert!(places.is_sorted(), "the last first: {life}");
    assert!(life.contains(&format!("/meetings/{meeting}")) && life.contains("07/2021") && life.contains("→"), "{life}");
    let probation = ward.get(&format!("/members/{}", DocId::from_bytes([23; 16])), &cookie).await.text;
    assert!(probation.contains("class=\"ahead\"><time>01/03/2026</time>"), "{probation}");
}
