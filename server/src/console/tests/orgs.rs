//! The tree of organisations, changed from a page by those at the top.

use axum::http::StatusCode;
use shared::access::Role;
use shared::org::{OrgClass, OrgView};
use shared::time::CivilDate;

use super::form::Form;
use super::ward::{Answer, PASSWORD, Ward};
use crate::console::paths;
use crate::store::check::verify;

/// Fills one form of an organisation's page and sends it.
async fn act(ward: &Ward, cookie: &str, id: &str, what: &str, fields: &[(&str, &str)]) -> Answer {
    let page = ward.get(&format!("/orgs/{id}"), cookie).await;
    let form = Form::of(&page.text, &format!("/orgs/{id}/{what}"), &[]);
    let form = fields.iter().fold(form, |form, (name, value)| form.fill(name, value));
    ward.post(&format!("/orgs/{id}/{what}"), cookie, &form.body()).await
}

async fn add(ward: &Ward, cookie: &str, fields: &[(&str, &str)]) -> Answer {
    let token = ward.get("/orgs/add", cookie).await.token();
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", paths::encode(value))).collect();
    ward.post("/orgs/add", cookie, &format!("csrf={token}&{}", fields.join("&"))).await
}

fn known(ward: &Ward, id: &str) -> OrgView {
    ward.hub.directory().now().tree.get(id.parse().unwrap()).unwrap().clone()
}

fn id_of(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.location().strip_prefix("/orgs/").unwrap().to_owned()
}

#[tokio::test]
async fn a_cell_is_added_renamed_moved_ended_and_goes_on_and_its_old_name_stays_in_the_history() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let top = ward.ward.to_string();
    let cell = [("class", "chi_bo"), ("under", &*top), ("unit_kind", "ấp"), ("since", "2026-02-01")];
    let of = |name: &'static str| [&[("name", name)][..], &cell].concat();
    let id = id_of(&add(&ward, &cookie, &of("Chi bộ Ấp Tân Lập")).await);
    let added = known(&ward, &id);
    assert_eq!((added.class, added.parent, added.unit_kind.as_deref()), (OrgClass::Cell, Some(ward.ward), Some("ấp")));
    let committee =
        [("class", "dang_bo_co_so"), ("under", &*top), ("since", "2026-02-01"), ("name", "Đảng bộ Trường học")];
    let above = id_of(&add(&ward, &cookie, &committee).await);
    assert_eq!(
        act(&ward, &cookie, &id, "rename", &[("name", "Chi bộ Ấp Tân Thành")]).await.location(),
        format!("/orgs/{id}")
    );
    assert_eq!(act(&ward, &cookie, &id, "move", &[("under", &above)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        (known(&ward, &id).name.as_str(), known(&ward, &id).parent),
        ("Chi bộ Ấp Tân Thành", above.parse().ok())
    );
    let history = ward.get(&format!("/records/{id}"), &cookie).await;
    assert!(history.text.contains("Chi bộ Ấp Tân Thành") && history.text.contains("Tân Lập"), "{}", history.text);

    // A committee under which others go on does not end; a day before the first one ends nothing.
    let refused = act(&ward, &cookie, &above, "end", &[("last", "2026-02-02")]).await;
    assert!(refused.text.contains("Còn 1 tổ chức trực thuộc"), "{}", refused.text);
    let refused = act(&ward, &cookie, &id, "end", &[("last", "2026-01-31")]).await;
    assert!(
        refused.text.contains("bắt đầu từ 01/02/2026") && refused.text.contains("aria-invalid"),
        "{}",
        refused.text
    );
    let successor = ward.cells[0].to_string();
    act(&ward, &cookie, &id, "end", &[("last", "2026-02-02"), ("successor", &successor)]).await;
    assert_eq!(known(&ward, &id).valid_to, CivilDate::parse("2026-02-02").ok());
    let list = ward.get("/orgs?q=tan+thanh", &cookie).await;
    assert!(list.text.contains("Sắp kết thúc") && list.text.contains("đến 02/02/2026"), "{}", list.text);
    act(&ward, &cookie, &id, "reopen", &[]).await;
    assert_eq!(known(&ward, &id).valid_to, None);
    let (doc, _) = ward.hub.open(added.org.record()).await.unwrap().unwrap();
    assert_eq!(OrgView::of(&doc).unwrap().successors, [], "whoever should have carried on its work does not");
    let done = ward.actions().await;
    for action in ["org_added", "org_renamed", "org_moved", "org_ended", "org_reopened"] {
        assert!(done.iter().any(|line| line.starts_with(&format!("{action}|{id}|"))), "{action}: {done:?}");
    }
    assert_eq!(verify(&ward.folder.join("sen.db")).unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn one_nearly_of_another_ones_name_is_added_only_by_whoever_insists_and_one_of_that_name_never() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let top = ward.ward.to_string();
    let rest = [("class", "chi_bo"), ("under", &*top), ("since", "2026-02-01")];
    let asked = |name: &'static str, more: &[(&'static str, &'static str)]| -> Vec<(&str, &str)> {
        [&[("name", name)][..], &rest, more].concat()
    };
    let refused = add(&ward, &cookie, &asked("Khom 01", &[])).await;
    assert!(refused.text.contains("gần giống") && refused.text.contains("value=\"Khom 01\""), "{}", refused.text);
    let refused = add(&ward, &cookie, &asked("chi bộ khóm 1", &[("alike", "1")])).await;
    assert!(refused.text.contains("gần giống"), "{}", refused.text);
    for (name, class, at) in [("  ", "chi_bo", "orgs-no-name"), ("Chi bộ Chợ", "tinh", "orgs-no-class")] {
        let refused =
            add(&ward, &cookie, &[("name", name), ("class", class), ("under", &top), ("since", "2026-02-01")]).await;
        let texts = shared::words::Words::of(shared::words::Language::Vi);
        assert!(refused.text.contains(&texts.text(at)), "{}", refused.text);
    }
    let below_a_cell = ward.cells[0].to_string();
    let refused = add(
        &ward,
        &cookie,
        &[("name", "Chi bộ Chợ"), ("class", "chi_bo"), ("under", &below_a_cell), ("since", "2026-02-01")],
    )
    .await;
    assert!(refused.text.contains("không phải chính tổ chức này"), "{}", refused.text);
    assert_eq!(ward.hub.directory().now().tree.iter().count(), 3, "nothing was added");
    id_of(&add(&ward, &cookie, &asked("Khom 01", &[("alike", "1")])).await);
}

#[tokio::test]
async fn the_end_of_a_cell_takes_its_phones_only_where_that_is_asked_for() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let id = ward.cells[0].to_string();
    let in_use = |ward: &Ward| ward.hub.directory().now().devices[&ward.device()].revoked.is_none();
    act(&ward, &cookie, &id, "end", &[("last", "2026-02-02")]).await;
    assert!(in_use(&ward));
    // What its phone wrote still comes in.
    ward.opinion("Ghi trước ngày kết thúc.").await;
    act(&ward, &cookie, &id, "reopen", &[]).await;
    let page = ward.get(&format!("/orgs/{id}"), &cookie).await;
    assert!(page.text.contains("name=\"revoke\"") && page.text.contains("1 máy"), "{}", page.text);
    let form = Form::of(&page.text, &format!("/orgs/{id}/end"), &[]).fill("last", "2026-02-02");
    ward.post(&format!("/orgs/{id}/end"), &cookie, &format!("{}&revoke=1", form.body())).await;
    assert!(!in_use(&ward));
}

#[tokio::test]
async fn a_page_that_is_out_of_date_changes_nothing_and_the_ward_itself_stays() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let id = ward.cells[1].to_string();
    let page = ward.get(&format!("/orgs/{id}"), &cookie).await;
    let old = Form::of(&page.text, &format!("/orgs/{id}/end"), &[]).fill("last", "2026-02-02").body();
    act(&ward, &cookie, &id, "rename", &[("name", "Chi bộ Khóm Hai")]).await;
    let answer = ward.post(&format!("/orgs/{id}/end"), &cookie, &old).await;
    assert!(answer.cookie("__Host-sen-notice").ends_with("org_changed"));
    assert_eq!(known(&ward, &id).valid_to, None);
    let top = ward.ward.to_string();
    let token = page.token();
    for what in ["move", "end", "reopen"] {
        let answer =
            ward.post(&format!("/orgs/{top}/{what}"), &cookie, &format!("csrf={token}&name=x&last=2026-02-02")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
    }
    // A circle, and a place under a cell.
    for under in [&id, &ward.cells[0].to_string()] {
        let answer = act(&ward, &cookie, &id, "rename", &[("name", "Chi bộ Khóm Hai")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let page = ward.get(&format!("/orgs/{id}"), &cookie).await;
        let version = page.text.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let form = format!("csrf={}&version={version}&under={under}&since=2026-02-02", page.token());
        let answer = ward.post(&format!("/orgs/{id}/move"), &cookie, &form).await;
        assert!(answer.text.contains("không phải chính tổ chức này"), "{}", answer.text);
    }
}

/// What an organisation's page says since when it has its name and its place.
async fn since(ward: &Ward, cookie: &str, id: &str) -> (bool, bool) {
    let page = ward.get(&format!("/orgs/{id}"), cookie).await.text;
    (page.contains("Mang tên này từ"), page.contains("Trực thuộc nơi này từ"))
}

#[tokio::test]
async fn a_name_and_a_place_hold_since_a_day_that_has_come_and_is_not_before_what_they_replace() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let top = ward.ward.to_string();
    let fields = |class, name| [("class", class), ("under", &*top), ("since", "2025-07-01"), ("name", name)];
    let id = id_of(&add(&ward, &cookie, &fields("chi_bo", "Chi bộ Ấp Tân Lập")).await);
    let above = id_of(&add(&ward, &cookie, &fields("dang_bo_co_so", "Đảng bộ Trường học")).await);
    assert_eq!(since(&ward, &cookie, &id).await, (false, false));
    let refused = [
        ("2025-06-30", "từ 01/07/2025 đến hôm nay"),
        ("2027-01-01", "từ 01/07/2025 đến hôm nay"),
        ("hôm qua", "Ngày chưa đúng"),
        ("", "Ngày chưa đúng"),
    ];
    for (day, said) in refused {
        let named = act(&ward, &cookie, &id, "rename", &[("name", "Chi bộ Ấp Tân Thành"), ("since", day)]).await;
        let moved = act(&ward, &cookie, &id, "move", &[("under", &above), ("since", day)]).await;
        for (answer, field) in [(&named, "name-since"), (&moved, "under-since")] {
            assert!(answer.text.contains(said), "{day}: {}", answer.text);
            let field = answer.text.split(&format!("id=\"{field}\"")).nth(1).unwrap().split('>').next().unwrap();
            assert!(field.contains("aria-invalid"), "{day}: {field}");
        }
        // What was typed and chosen stands in its field.
        assert!(named.text.contains("value=\"Chi bộ Ấp Tân Thành\""), "{}", named.text);
        assert!(moved.text.contains(&format!("value=\"{above}\" selected")), "{}", moved.text);
    }
    assert_eq!(known(&ward, &id).name, "Chi bộ Ấp Tân Lập");

    act(&ward, &cookie, &id, "rename", &[("name", "Chi bộ Ấp Tân Thành"), ("since", "2025-12-01")]).await;
    act(&ward, &cookie, &id, "move", &[("under", &above), ("since", "2026-01-01")]).await;
    let page = ward.get(&format!("/orgs/{id}"), &cookie).await.text;
    assert!(page.contains("<dd>01/12/2025</dd>") && page.contains("<dd>01/01/2026</dd>"), "{page}");
    // The next name is not older than this one; the day of this one can be corrected.
    let older = act(&ward, &cookie, &id, "rename", &[("name", "Chi bộ Ấp Mười"), ("since", "2025-11-30")]).await;
    assert!(older.text.contains("từ 01/12/2025 đến hôm nay"), "{}", older.text);
    let corrected = act(&ward, &cookie, &id, "rename", &[("since", "2025-11-15")]).await;
    assert_eq!(corrected.status, StatusCode::SEE_OTHER);
    let page = ward.get(&format!("/orgs/{id}"), &cookie).await.text;
    assert!(page.contains("<dd>15/11/2025</dd>") && page.contains("Chi bộ Ấp Tân Thành"), "{page}");
    let done = ward.actions().await;
    for line in [format!("org_renamed|{id}|2025-11-15"), format!("org_moved|{id}|2026-01-01")] {
        assert!(done.iter().any(|found| found.starts_with(&line)), "{line}: {done:?}");
    }
}

#[tokio::test]
async fn the_ward_takes_another_name_and_has_neither_a_place_nor_an_end_to_change() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let id = ward.ward.to_string();
    let page = ward.get(&format!("/orgs/{id}"), &cookie).await.text;
    assert!(page.contains("/rename") && !page.contains("/move\"") && !page.contains("/end\""), "{page}");
    let answer = act(&ward, &cookie, &id, "rename", &[("name", "Đảng ủy phường Sen Trắng")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(known(&ward, &id).name, "Đảng ủy phường Sen Trắng");
    // Every page bears it.
    assert!(ward.get("/", &cookie).await.text.contains("Đảng ủy phường Sen Trắng"));
    let below = ward.person("binh", ward.cells[1], Role::Office).await;
    let token = ward.get("/orgs", &below).await.token();
    let form = format!("csrf={token}&name=x&since=2026-02-02");
    for id in [&id, &ward.cells[1].to_string()] {
        let answer = ward.post(&format!("/orgs/{id}/rename"), &below, &form).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn who_stands_below_the_top_reads_its_own_and_changes_nothing() {
    let ward = Ward::begin().await;
    let cookie = ward.person("binh", ward.cells[1], Role::Office).await;
    let list = ward.get("/orgs", &cookie).await;
    assert!(list.text.contains("Khóm 2") && !list.text.contains("Khóm 1") && !list.text.contains("/orgs/add"));
    let own = ward.get(&format!("/orgs/{}", ward.cells[1]), &cookie).await;
    assert!(own.status == StatusCode::OK && !own.text.contains("/rename"), "{}", own.text);
}

#[tokio::test]
async fn a_cell_that_ended_is_offered_where_records_are_read_and_nowhere_where_something_begins() {
    let ward = Ward::begin().await;
    let cookie = ward.person("an", ward.ward, Role::Office).await;
    let [goes_on, ended] = [ward.cells[0].to_string(), ward.cells[1].to_string()];
    let open = ward.get(&format!("/orgs/{goes_on}"), &cookie).await.text;
    let late =
        Form::of(&open, &format!("/orgs/{goes_on}/end"), &[]).fill("last", "2026-02-09").fill("successor", &ended);
    act(&ward, &cookie, &ended, "end", &[("last", "2026-02-02")]).await;
    ward.pass_minutes(2 * 24 * 60);
    let cookie = ward.sign_in("an", PASSWORD).await.cookie("__Host-sen");
    for path in ["/devices/enrol", "/devices/sheet", "/devices/sheet/cells", "/people/add", &format!("/orgs/{goes_on}")]
    {
        let page = ward.get(path, &cookie).await;
        assert_eq!((page.status, page.text.contains(&ended)), (StatusCode::OK, false), "{path}");
    }
    assert!(ward.get("/records", &cookie).await.text.contains(&ended));
    // Nor is it taken from a page that was opened while it went on: the other does not end without a word about it.
    let token = ward.get("/orgs", &cookie).await.token();
    let answer = ward.post(&format!("/orgs/{goes_on}/end"), &cookie, &late.fill("csrf", &token).body()).await;
    assert!(answer.text.contains("Chưa ghi gì; hãy chọn lại"), "{}", answer.text);
    assert_eq!(known(&ward, &goes_on).valid_to, None);
}
