//! Registers compared with what the ward has.

use shared::time::Timestamp;

use super::*;
use crate::admin;
use crate::config::Config;
use crate::host::Host;
use crate::store::Store;

struct Ward {
    _folder: tempfile::TempDir,
    hub: Hub,
    author: ConsoleAuthor,
    cells: [OrgId; 2],
}

impl Ward {
    async fn begun() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let noon = (today().days_from_epoch() * 24 + 5) * 3_600_000;
        let host = Host::with_clock(move || Timestamp::from_ms(noon));
        let config = Config::load(folder.path(), None).unwrap();
        let begun = admin::init(&config, &host, "Đảng ủy phường Sen Hồng", "vanphong").await.unwrap();
        let hub = admin::offline_hub(Store::open(&config.database()).unwrap(), &host).await.unwrap();
        let author = ConsoleAuthor::first_administrator(&hub).await.unwrap();
        let mut cells = Vec::new();
        for name in ["Chi bộ khóm Mỹ Sen", "Chi bộ khóm Tân Sậy"] {
            cells.push(admin::ensure_cell(&hub, &author, begun.ward, name, "khóm", today()).await.unwrap());
        }
        Self { _folder: folder, hub, author, cells: cells.try_into().unwrap() }
    }

    async fn planned(&self, rows: &[Vec<String>], decisions: &Decisions) -> Plan {
        plan(&self.hub, taken(rows), &|_| Some(self.cells[0]), decisions).await.unwrap()
    }

    async fn import(&self, rows: &[Vec<String>], decisions: &Decisions) -> Imported {
        carry_out(&self.hub, &self.author, self.planned(rows, decisions).await).await.unwrap()
    }

    async fn members(&self) -> usize {
        let all = shared::record::list::Query::members();
        self.hub.store().read(move |reading| crate::store::read_model::sums(reading, &all)).await.unwrap().0
    }
}

/// New, same, changed, doubtful.
fn counts(plan: &Plan) -> [usize; 4] {
    let mut counts = [0; 4];
    for row in &plan.rows {
        counts[match row.standing {
            Standing::New => 0,
            Standing::Same(_) => 1,
            Standing::Changed { .. } => 2,
            Standing::Doubtful { .. } => 3,
        }] += 1;
    }
    counts
}

#[tokio::test]
async fn importing_again_finds_everyone_however_numbers_and_names_are_written() {
    let ward = Ward::begun().await;
    let rows = but(&[(1, 8, "40.000.101, 400101 DS"), (2, 8, ""), (3, 8, ""), (3, 14, "")]);
    assert_eq!(ward.import(&rows, &Decisions::default()).await.written.len(), 3);
    let again = ward.planned(&rows, &Decisions::default()).await;
    assert_eq!(counts(&again), [0, 3, 0, 0], "with numbers, by name and birth date, and by all it says");
    let spelled = but(&[
        (1, 2, "VÕ  VĂN LÚA"),
        (1, 8, "40000101, 400101ds"),
        (2, 8, ""),
        (2, 2, "trần thị đước"),
        (3, 8, ""),
        (3, 14, ""),
    ]);
    assert_eq!(counts(&ward.planned(&spelled, &Decisions::default()).await), [0, 3, 0, 0]);
    assert_eq!(ward.import(&spelled, &Decisions::default()).await.known.len(), 3);
    assert_eq!(ward.members().await, 3);
}

#[tokio::test]
async fn what_differs_is_offered_field_by_field_and_written_only_when_asked_for() {
    let ward = Ward::begun().await;
    ward.import(&three(), &Decisions::default()).await;
    let rows = but(&[(1, 4, "xã Cồn Sậy"), (2, 6, ""), (2, 9, "Hưu trí"), (2, 14, "sinh 12/03/1962; thương binh 4/4")]);
    let offered = ward.planned(&rows, &Decisions::default()).await;
    assert_eq!(counts(&offered), [0, 1, 2, 0]);
    let Standing::Changed { doc, changes, is_applied: false } = &offered.rows[1].standing else {
        panic!("{offered:?}")
    };
    let told: Vec<_> = changes.iter().map(|change| (change.field, change.from.as_str(), change.to.as_str())).collect();
    assert_eq!(told, [("service", "", "Hưu trí"), ("notes", "sinh 12/03/1962", "sinh 12/03/1962; thương binh 4/4")]);
    let doc = *doc;
    let view = async || member::MemberView::of(&ward.hub.open(doc).await.unwrap().unwrap().0).unwrap();
    assert_eq!(ward.import(&rows, &Decisions::default()).await.changed, 0);
    assert_eq!(view().await.field("service"), None);
    let some = Decisions { apply: Lines::These([3].into()), ..Decisions::default() };
    assert_eq!(ward.import(&rows, &some).await.changed, 1);
    assert_eq!((view().await.field("service"), view().await.field("job_now")), (Some("Hưu trí"), Some("làm vườn")));
    assert_eq!(counts(&ward.planned(&rows, &Decisions::default()).await), [0, 2, 1, 0]);
    let all = Decisions { apply: Lines::All, ..Decisions::default() };
    ward.import(&rows, &all).await;
    assert_eq!(counts(&ward.planned(&rows, &Decisions::default()).await), [0, 3, 0, 0]);
}

#[tokio::test]
async fn a_status_that_only_follows_from_dates_takes_no_decision_back() {
    let ward = Ward::begun().await;
    ward.import(
        &but(&[(1, 14, "sinh 11/03/1961; miễn sinh hoạt từ 01/2024"), (2, 7, "03/02/2026")]),
        &Decisions::default(),
    )
    .await;
    let later = ward
        .planned(&but(&[(1, 14, "sinh 11/03/1961"), (2, 7, "03/02/2026; 03/09/2026")]), &Decisions::default())
        .await;
    let fields = |row: usize| match &later.rows[row].standing {
        Standing::Changed { changes, .. } => changes.iter().map(|change| change.field).collect::<Vec<_>>().join(" "),
        other => panic!("{other:?}"),
    };
    assert_eq!(fields(0), "notes");
    assert_eq!(fields(1), "official_on status", "a probation that ended is news");
}

#[tokio::test]
async fn who_may_be_somebody_known_is_written_only_after_a_decision() {
    let ward = Ward::begun().await;
    ward.import(&three(), &Decisions::default()).await;
    let rows = but(&[
        // The number of one, the name of another.
        (1, 2, "Lê Thị Ngò"),
        // The same name and birth date, other numbers.
        (2, 8, "40000999, 400999DS"),
        // The same name, and only the year of birth.
        (3, 8, ""),
        (3, 14, "sinh 1963"),
    ]);
    let doubted = ward.planned(&rows, &Decisions::default()).await;
    assert_eq!(counts(&doubted), [0, 0, 0, 3], "{doubted:?}");
    let done = ward.import(&rows, &Decisions::default()).await;
    assert_eq!((done.written.len(), done.doubtful, ward.members().await), (0, 3, 3));
    let decided = Decisions { as_new: [3].into(), as_same: [2, 4].into(), ..Decisions::default() };
    assert_eq!(counts(&ward.planned(&rows, &decided).await), [1, 0, 2, 0]);
    assert_eq!(ward.import(&rows, &decided).await.written.len(), 1);
    assert_eq!(ward.members().await, 4);
}

#[tokio::test]
async fn one_person_twice_in_a_file_or_in_another_cell_is_doubtful() {
    let ward = Ward::begun().await;
    let twice = but(&[(2, 2, "VÕ VĂN LÚA"), (2, 14, "sinh 11/03/1961")]);
    assert_eq!(counts(&ward.planned(&twice, &Decisions::default()).await), [2, 0, 0, 1]);
    ward.import(&three(), &Decisions::default()).await;
    let elsewhere = plan(&ward.hub, taken(&three()), &|_| Some(ward.cells[1]), &Decisions::default()).await.unwrap();
    assert_eq!(counts(&elsewhere), [0, 0, 0, 3]);
    let Standing::Doubtful { why, .. } = &elsewhere.rows[0].standing else { panic!() };
    assert!(why.contains("Chi bộ khóm Mỹ Sen"));
}

#[tokio::test]
async fn the_list_of_the_level_above_fills_several_cells_and_its_capitals_are_its_own() {
    let ward = Ward::begun().await;
    let rows = [
        [
            "STT",
            "Họ và tên",
            "Số thẻ Đảng viên",
            "Số CCCD",
            "Ngày sinh",
            "Ngày kết nạp",
            "Chi bộ đang sinh hoạt",
            "Chi bộ nơi cư trú",
            "Trạng thái",
        ],
        [
            "1",
            "VÕ VĂN LÚA",
            "40000101",
            "079061001234",
            "11/03/1961",
            "03/02/1985",
            "CHI BỘ KHÓM MỸ SEN",
            "Chi bộ khóm Tân Sậy",
            "Đang sinh hoạt",
        ],
        [
            "2",
            "H'WIÊN ÊBAN",
            "40000102",
            "079062001234",
            "12/03/1962",
            "03/02/1986",
            "chi bộ khóm  Tân Sậy",
            "",
            "Được miễn sinh hoạt",
        ],
        ["3", "TRẦN THỊ ĐƯỚC", "", "079063001234", "13/03/1999", "03/02/2026", "Chi bộ khóm Mĩ Sen", "", "Dự bị"],
    ];
    let rows = rows.map(|row| row.map(str::to_owned).to_vec());
    let register = taken(&rows);
    assert!(register.notices.iter().any(|notice| notice.what.contains("CCCD")));
    assert_eq!(
        fields(&register, 0, "full_name birth_date joined_on status"),
        "Võ Văn Lúa | 1961-03-11 | 1985-02-03 | chinh_thuc"
    );
    assert_eq!(
        (register.rows[0].notes.as_str(), register.rows[0].cell.as_deref()),
        ("chi bộ nơi cư trú: Chi bộ khóm Tân Sậy", Some("CHI BỘ KHÓM MỸ SEN"))
    );
    assert_eq!(fields(&register, 1, "full_name status"), "H'Wiên Êban | mien");
    assert_eq!(fields(&register, 2, "status"), "du_bi");
    let tree = ward.hub.directory().now();
    let cell = |name: Option<&str>| match admin::cells::find(&tree.tree, tree.tree.get(ward.cells[0])?.parent?, name?) {
        admin::cells::Named::One(cell) => Some(cell.org),
        _ => None,
    };
    let plan = plan(&ward.hub, register, &cell, &Decisions::default()).await.unwrap();
    assert_eq!(plan.rows.iter().map(|row| row.cell).collect::<Vec<_>>(), [ward.cells[0], ward.cells[1], ward.cells[0]]);
    // Known from the form, the list adds nothing and takes nothing away.
    carry_out(&ward.hub, &ward.author, plan).await.unwrap();
    let form = ward.planned(&three()[..2], &Decisions::default()).await;
    assert!(
        matches!(&form.rows[0].standing, Standing::Changed { changes, .. } if changes.iter().all(|change| change.field != "full_name" && change.field != "status")),
        "{form:?}"
    );
}

#[tokio::test]
async fn the_number_of_a_merged_record_leads_to_the_one_that_speaks_for_the_person() {
    let ward = Ward::begun().await;
    let imported = ward.import(&three(), &Decisions::default()).await;
    let (_, merged, _) = imported.written.first().cloned().unwrap();
    let twin = DocId::from_bytes([9; 16]);
    let name =
        ward.hub.open(merged).await.unwrap().map(|(doc, _)| shared::member::MemberView::of(&doc).unwrap()).unwrap();
    let begin = |edit: &mut shared::doc::Edit<'_>| shared::member::set_field(edit, "full_name", name.full_name());
    let seed = shared::doc::Seed::Id(shared::doc::Kind::Member, twin);
    ward.author.write(&ward.hub, ward.cells[0], &seed, begin).await.unwrap();
    let base = ward.hub.open(merged).await.unwrap().unwrap().0.as_ref().clone();
    let supersede = |edit: &mut shared::doc::Edit<'_>| shared::member::supersede(edit, twin, "Phiếu chuyển");
    ward.author.write_into(&ward.hub, ward.cells[0], base, supersede).await.unwrap();
    let again = ward.planned(&three(), &Decisions::default()).await;
    let found = again.rows.iter().filter_map(|row| match row.standing {
        Standing::Same(doc) | Standing::Changed { doc, .. } => Some(doc),
        _ => None,
    });
    assert!(found.clone().any(|doc| doc == twin) && !found.clone().any(|doc| doc == merged), "{:?}", counts(&again));
    assert_eq!(ward.members().await, 3);
}
