use super::*;

use crate::doc::{ChunkForm, EditError, Pen, Seed};
use crate::id::{DeviceId, OrgId};
use crate::time::Timestamp;

fn device(n: u8) -> DeviceId {
    DeviceId::from_bytes([n; 16])
}

fn pen(n: u8) -> Pen {
    Pen::new(device(n), [n; 8])
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_ms(seconds * 1000)
}

fn record() -> Doc {
    Doc::create(&Seed::Id(crate::doc::Kind::Member, DocId::from_bytes(*b"member-record-01")))
}

fn set(doc: &mut Doc, field: &str, typed: &str) -> Result<(), WriteError> {
    doc.edit(&pen(1), at(1), |e| set_field(e, field, typed)).map(|_| ())
}

fn stored(field: &str, typed: &str) -> Option<String> {
    let mut doc = record();
    set(&mut doc, field, typed).ok()?;
    MemberView::of(&doc).unwrap().field(field).map(str::to_owned)
}

fn filled(fields: &[(&str, &str)]) -> Doc {
    let mut doc = record();
    for (field, typed) in fields {
        set(&mut doc, field, typed).unwrap();
    }
    doc
}

fn named(fields: &[(&str, &str)]) -> Row {
    Row::of(&filled(fields), OrgId::from_bytes([1; 16]), &|_| None)
}

fn viewed(fields: &[(&str, &str)]) -> MemberView {
    MemberView::of(&filled(fields)).unwrap()
}

/// Whoever adds a field adds it here as well, and thinks about whether a phone should carry it.
#[test]
fn the_card_has_these_fields_and_none_for_what_belongs_to_the_paper_file() {
    let fields: Vec<&str> = field_names().collect();
    assert_eq!(
        fields.join(" "),
        "full_name birth_name alias sort_given sort_family birth_date gender ethnicity religion home_place \
         general_education political_theory profession foreign_language job_before job_now joined_on decided_on \
         official_on card_number card_series dossier_number badge_number service status exempt_on moved_out_on \
         moved_out_to moved_in_on moved_in_from guest_until died_on death_reason left_on left_form cell superseded_by \
         superseded_why"
    );
    for banned in ["political_history", "family", "relatives", "foreign_relations", "income", "property", "house"] {
        assert!(!fields.contains(&banned));
        assert!(matches!(set(&mut record(), banned, "x"), Err(WriteError::Invalid { field: "field", .. })));
    }
}

#[test]
fn dates_are_kept_as_exactly_as_they_are_known() {
    let dates = field_names().filter(|name| name.ends_with("_on") || name.ends_with("_date"));
    for field in dates {
        for (typed, kept) in [
            ("1975", Some("1975")),
            ("5/1975", Some("1975-05")),
            ("1.5.1975", Some("1975-05-01")),
            (" 03-02-1985 ", Some("1985-02-03")),
            ("31/2/1975", None),
            ("13/1975", None),
            ("không rõ", None),
            ("75", None),
            ("0", None),
            ("1975-05-01T00:00:00Z", None),
        ] {
            assert_eq!(stored(field, typed).as_deref(), kept, "{field} `{typed}`");
        }
    }
}

#[test]
fn a_dossier_number_is_six_digits_and_the_letters_of_a_province() {
    for (typed, kept) in [
        ("012345 ĐT", Some("012345ĐT")),
        ("012345hcm", Some("012345HCM")),
        (" 0123 45 đt ", Some("012345ĐT")),
        ("012345A", Some("012345A")),
        ("012345\u{110}T", Some("012345ĐT")),
        ("012345", None),
        ("012345ABCD", None),
        ("12345ĐT", None),
        ("0123456T", None),
        ("ĐT012345", None),
        ("012345Đ-T", None),
        ("٠١٢٣٤٥AB", None),
    ] {
        assert_eq!(stored("dossier_number", typed).as_deref(), kept, "`{typed}`");
    }
}

#[test]
fn a_card_number_is_eight_digits_however_they_are_grouped_or_a_longer_newer_one() {
    for (typed, kept) in [
        ("35012345", Some("35012345")),
        ("35.012.345", Some("35012345")),
        ("35 012 345", Some("35012345")),
        ("00000001", Some("00000001")),
        ("3501234", None),
        ("350123456", Some("350123456")),
        ("DV35012345", Some("DV35012345")),
        ("35012345678901234", None),
        ("３５０１２３４５", None),
        ("-5012345", None),
    ] {
        assert_eq!(stored("card_number", typed).as_deref(), kept, "`{typed}`");
    }
}

#[test]
fn gender_and_status_are_stored_as_their_codes() {
    assert_eq!(stored("gender", "NỮ").as_deref(), Some("nu"));
    assert_eq!(stored("gender", "Nam").as_deref(), Some("nam"));
    assert_eq!(stored("gender", "x"), None);
    for status in Status::KNOWN {
        assert_eq!(stored("status", status.code()).as_deref(), Some(status.code()));
    }
    assert_eq!(stored("status", "Chính thức"), None);
    assert_eq!(viewed(&[("full_name", "Lê Thị Sen")]).status, Status::Official);
}

#[test]
fn a_line_is_cleaned_bounded_and_never_classified() {
    assert_eq!(stored("home_place", " Xã\tMỹ\u{200b} Xương\r\n").as_deref(), Some("Xã Mỹ Xương"));
    let longest = "ă".repeat(crate::limits::LINE_CHARS_MAX);
    assert_eq!(stored("job_now", &longest), Some(longest.clone()));
    assert_eq!(stored("job_now", &format!("{longest}ă")), None);
    let mut doc = record();
    assert!(matches!(set(&mut doc, "job_now", "Độ mật: Tối mật"), Err(WriteError::Classified(_))));
    assert!(doc.edit(&pen(1), at(1), |e| set_notes(e, "Độ mật: Tối mật")).is_err());
    assert_eq!(doc.heads(), record().heads(), "nothing refused leaves a trace in the history");
}

#[test]
fn an_empty_text_clears_a_field_and_a_name_cannot_be_cleared() {
    let mut doc = record();
    set(&mut doc, "full_name", "Lê Thị Sen").unwrap();
    set(&mut doc, "alias", "Út").unwrap();
    set(&mut doc, "alias", "  ").unwrap();
    assert!(matches!(set(&mut doc, "full_name", " "), Err(WriteError::Invalid { field: "full_name", .. })));
    let view = MemberView::of(&doc).unwrap();
    assert_eq!((view.field("alias"), view.full_name()), (None, "Lê Thị Sen"));
}

#[test]
fn names_sort_by_given_then_family_then_middle_in_vietnamese_order() {
    let sorted = [
        "Nguyễn Văn An",
        "Trần Thị Ánh",
        "Lê Văn Bình",
        "Lê Thị Dung",
        "Phạm Thị Đào",
        "Đỗ Văn Đạt",
        "Lê Văn Hòa",
        "Nguyễn An Hòa",
        "Nguyễn Văn Hòa",
        "Nguyễn Văn Hóa",
        "Lê Văn Ơn",
        "Lê Văn Út",
        "Lê Văn Ưng",
    ];
    let mut names = sorted;
    names.reverse();
    names.sort_by_cached_key(|name| named(&[("full_name", name)]).sort_key);
    assert_eq!(names, sorted);
}

#[test]
fn a_given_name_entered_by_hand_decides_where_an_unusual_name_sorts() {
    let plain = named(&[("full_name", "Thạch Bình Sơn")]);
    let corrected = named(&[("full_name", "Thạch Bình Sơn"), ("sort_given", "Bình"), ("sort_family", "Thạch Sơn")]);
    let between = named(&[("full_name", "Lê Văn Cường")]);
    assert!(corrected.sort_key < between.sort_key && between.sort_key < plain.sort_key);
}

#[test]
fn a_search_finds_a_person_by_any_name_or_number_without_marks() {
    let fields = [("full_name", "Đặng Thị Hòa"), ("alias", "Út Hạnh"), ("dossier_number", "012345 ĐT")];
    assert_eq!(named(&fields).search_text, "012345dt dang hanh hoa thi ut");
}

#[test]
fn different_dates_numbers_and_states_need_a_decision_and_other_words_do_not() {
    let mut fields: Vec<&str> =
        field_names().filter(|field| Kind::Member.spec().grade("card", field) == Grade::Decision).collect();
    fields.sort_unstable();
    assert_eq!(
        fields.join(" "),
        "birth_date card_number cell decided_on died_on dossier_number exempt_on guest_until joined_on left_on moved_in_on \
         moved_out_on official_on status superseded_by"
    );
    assert_eq!(Kind::Member.spec().grade("card", "a_future_field"), Grade::Parallel);
    assert_eq!(Kind::Member.spec().grade("posts", "bi_thu/from"), Grade::Decision);
    let (mut one, mut two) = (record(), record());
    one.edit(&pen(1), at(1), |e| set_field(e, "birth_date", "1961")).unwrap();
    two.edit(&pen(2), at(2), |e| set_field(e, "birth_date", "12/8/1961")).unwrap();
    let (merged, _) = one.absorb(ChunkForm::Document, &two.save(), Some(device(2))).unwrap();
    let view = MemberView::of(&merged).unwrap();
    let [(divergence, Grade::Decision)] = view.conflicts.as_slice() else { panic!("{:?}", view.conflicts) };
    let told: Vec<_> = divergence.values.iter().map(|v| (v.value.display(), v.author)).collect();
    assert_eq!(told, [("1961".to_owned(), Some(device(1))), ("1961-08-12".to_owned(), Some(device(2)))]);
}

#[test]
fn posts_begin_and_end_and_one_a_newer_app_named_is_kept() {
    let day = |y| CivilDate::new(y, 1, 1).unwrap();
    let mut doc = record();
    let other = Post::Other("chuc_vu_moi".to_owned());
    let write = |e: &mut Edit<'_>| -> Result<(), WriteError> {
        set_post(e, &Post::Head, day(2020), Some(day(2025)))?;
        set_post(e, &other, day(2021), None)
    };
    doc.edit(&pen(1), at(1), write).unwrap();
    let head = PostView { post: Post::Head, from: Some(day(2020)), until: Some(day(2025)) };
    let newer = PostView { post: other, from: Some(day(2021)), until: None };
    assert_eq!(MemberView::of(&doc).unwrap().posts, [head, newer]);
    doc.edit(&pen(1), at(2), |e| set_post(e, &Post::Head, day(2020), None)).unwrap();
    assert_eq!(MemberView::of(&doc).unwrap().posts[0].until, None);
}

#[test]
fn headcount_and_roll_follow_from_status() {
    let table = [
        ("du_bi", true, Some((Standing::Probationary, Attendance::Unrecorded))),
        ("chinh_thuc", true, Some((Standing::Official, Attendance::Unrecorded))),
        ("mien", true, Some((Standing::Official, Attendance::Exempt))),
        ("tam_mien", true, Some((Standing::Official, Attendance::TemporarilyExempt))),
        ("tam_thoi_di", true, Some((Standing::Official, Attendance::TemporarilyAway))),
        ("tam_thoi_den", false, Some((Standing::Guest, Attendance::TemporaryGuest))),
        ("dinh_chi", true, None),
        ("chuyen_di", false, None),
        ("tu_tran", false, None),
        ("xoa_ten", false, None),
        ("khai_tru", false, None),
        ("xin_ra", false, None),
    ];
    assert_eq!(table.len(), Status::KNOWN.len());
    let today = CivilDate::new(2026, 11, 3).unwrap();
    for (status, counted, roll) in table {
        let row = named(&[("status", status)]);
        assert_eq!((row.flag("headcount"), roll_default(&row, today)), (counted, roll), "{status}");
    }
}

#[test]
fn a_guest_is_on_the_roll_up_to_their_last_day_and_is_no_double_of_whoever_they_are_at_home() {
    let on = |row: &Row, text: &str| roll_default(row, CivilDate::parse(text).unwrap()).is_some();
    let guest = named(&[("status", "tam_thoi_den"), ("guest_until", "30/11/2026")]);
    assert!(on(&guest, "2026-11-30") && !on(&guest, "2026-12-01"));
    assert!(on(&named(&[("guest_until", "30/11/2026")]), "2026-12-01"), "it is said of guests alone");
    let away = named(&[("status", "tam_thoi_di"), ("guest_until", "30/11/2026")]);
    let at_home = |text: &str| roll_default(&away, CivilDate::parse(text).unwrap()).unwrap().1;
    assert_eq!(at_home("2026-11-30"), Attendance::TemporarilyAway);
    assert_eq!(at_home("2026-12-01"), Attendance::Unrecorded, "they are called at home again");
    let double = |status| named(&[("full_name", "Lê Văn Sáu"), ("status", status)]);
    let named = |row: &Row| row.text("same_name").is_some();
    assert!(named(&double("chinh_thuc")) && !named(&double("tam_thoi_den")));
}

#[test]
fn a_superseded_record_names_its_successor_is_nobodys_double_and_can_speak_for_itself_again() {
    let fields = [("full_name", "Đặng Thị Hòa"), ("birth_date", "14/2/1971"), ("status", "du_bi")];
    let (mut doc, by) = (filled(&fields), DocId::from_bytes(*b"member-record-02"));
    let row = |doc: &Doc| Row::of(doc, OrgId::from_bytes([1; 16]), &|_| None);
    assert!(row(&doc).text("same_name").is_some());
    doc.edit(&pen(1), at(2), |e| supersede(e, by, "Phiếu chuyển số 12")).unwrap();
    doc.edit(&pen(1), at(3), |e| set_field(e, "superseded_why", "Phiếu chuyển sinh hoạt số 12")).unwrap();
    let view = MemberView::of(&doc).unwrap();
    let today = CivilDate::new(2026, 11, 3).unwrap();
    assert_eq!(
        (view.superseded_by(), view.full_name(), roll_default(&row(&doc), today)),
        (Some(by), "Đặng Thị Hòa", None)
    );
    assert_eq!((row(&doc).text("same_name"), row(&doc).flag("headcount")), (None, false));
    // A phone that knows nothing of it goes on to write where the person stands: counted twice they are all the same not.
    doc.edit(&pen(3), at(4), |e| set_field(e, "status", "chinh_thuc")).unwrap();
    assert_eq!((row(&doc).text("same_name"), row(&doc).flag("headcount")), (None, false));
    // What is no id names nobody: the person stays where they are.
    let mut foreign = doc.clone();
    foreign
        .edit(&pen(4), at(5), |e| e.put("card", "superseded_by", "không phải mã").map_err(WriteError::from))
        .unwrap();
    assert!(row(&foreign).flag("headcount") && row(&foreign).text("superseded_by").is_none());
    assert_eq!(MemberView::of(&foreign).unwrap().superseded_by(), None);
    doc.edit(&pen(2), at(5), |e| reinstate(e, "Hai người khác nhau")).unwrap();
    let view = MemberView::of(&doc).unwrap();
    assert_eq!((view.superseded_by(), view.status), (None, Status::Official));
    assert!(row(&doc).text("same_name").is_some() && row(&doc).flag("headcount"));
}

#[test]
fn another_kind_of_record_is_no_member() {
    let mut org = Doc::create(&Seed::Id(crate::doc::Kind::Org, OrgId::from_bytes([1; 16]).record()));
    assert_eq!(MemberView::of(&org), None);
    let refused = org.edit(&pen(1), at(1), |e| set_field(e, "full_name", "Lê Thị Sen"));
    assert!(matches!(refused, Err(WriteError::Edit(EditError::NoSuchPart(_)))));
}
