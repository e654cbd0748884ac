//! Members who keep contact with the cell where they live: a list beside the register.

use super::cases::step as taken;
use super::*;
use crate::node::Scalar;
use crate::record::step::Refusal;

fn introduced(name: &str) -> Doc {
    let mut doc = fresh(Kind::Residence);
    let given = [("full_name", name), ("workplace", "Đảng bộ Trường THPT"), ("introduced_on", "5/1/2026")];
    given.iter().for_each(|(name, typed)| set(&mut doc, name, typed).unwrap());
    doc
}

fn refused(doc: &Doc, name: &str, seat: &Seat) -> Option<Refusal> {
    let tree = tree();
    steps(doc, None, who(seat, &tree)).into_iter().find(|view| view.step.name == name).unwrap().refused
}

fn row(doc: &Doc) -> Row {
    Row::of(doc, CELL, &|_| None)
}

#[test]
fn nobody_is_received_without_a_letter_and_a_place_of_work() {
    let cell = Seat { org: CELL, role: Role::MinuteTaker };
    for missing in ["workplace", "introduced_on"] {
        let mut doc = introduced("Lê Thị Sen");
        set(&mut doc, missing, "").unwrap();
        assert_eq!(refused(&doc, "receive", &cell), Some(Refusal::Rule("introduced")), "{missing}");
    }
    let mut doc = introduced("Lê Thị Sen");
    let office = Seat { org: WARD, role: Role::Office };
    assert_eq!([&cell, &office].map(|seat| refused(&doc, "receive", seat)), [None, None]);
    let others = [Role::Standing, Role::PartyBuilding].map(|role| Seat { org: WARD, role });
    assert!(others.iter().all(|seat| matches!(refused(&doc, "receive", seat), Some(Refusal::Denied(_)))));
    taken(&mut doc, "receive", &[("received_on", "8/1/2026")]).unwrap();
    assert_eq!((row(&doc).state.as_str(), row(&doc).on), ("da_tiep_nhan", CivilDate::new(2026, 1, 5)));
}

#[test]
fn a_year_has_its_comment_and_a_place_of_work_may_ask_for_more() {
    let mut doc = introduced("Lê Thị Sen");
    let yearly = [
        ("year", "2026"),
        ("occasion", "hang_nam"),
        ("text", "Gương mẫu, dự họp đầy đủ."),
        ("fulfilled", "tot"),
        ("signed_by", "Trần Văn Đậu"),
        ("sent_on", "10/12/2026"),
    ];
    add(&mut doc, "comments", &yearly).unwrap();
    // Somebody who need not come is still commented on when that is asked for, and no degree has to be said.
    set(&mut doc, "exempt", "luu_dong").unwrap();
    add(&mut doc, "comments", &[("year", "2026"), ("occasion", "theo_yeu_cau"), ("text", "Không có vi phạm.")])
        .unwrap();
    assert!(add(&mut doc, "comments", &[("year", "2026"), ("occasion", "hang_nam")]).is_err(), "without a word");
    assert_eq!(RecordView::of(&doc).part("comments").unwrap().entries.len(), 2);
    assert!("guong mau".split(' ').all(|word| row(&doc).search_text.contains(word)));
}

#[test]
fn the_list_is_none_of_members_and_holds_a_person_once_in_the_order_of_names() {
    let mut sen = introduced("Lê Thị Sen");
    let figures = |doc: &Doc| row(doc).figures;
    assert!(["headcount", "status", "same_name"].iter().all(|name| !figures(&sen).contains_key(*name)));
    let alone = |doc: &Doc| figures(doc).get("alone").cloned();
    assert_eq!(alone(&sen), alone(&introduced("lê  thị sen")));
    set(&mut sen, "birth_date", "11/1985").unwrap();
    assert!(matches!(alone(&sen), Some(Scalar::Str(text)) if text.ends_with(" sen 1985")));
    assert!(row(&introduced("Trần Văn An")).sort_key < row(&sen).sort_key, "by given name");
    taken(&mut sen, "move_away", &[("ended_on", "1/6/2026")]).unwrap();
    assert_eq!(
        (alone(&sen), row(&sen).is_done(), is_closed(&sen)),
        (None, true, true),
        "who comes back is introduced anew"
    );
    taken(&mut sen, "reopen", &[("reason", "ghi nhầm")]).unwrap();
    assert_eq!(row(&sen).state, "gioi_thieu");
}
