use super::*;
use crate::doc::{ChunkForm, Pen, Seed};
use crate::id::{DeviceId, DocId};
use crate::time::Timestamp;

fn id(n: u8) -> OrgId {
    OrgId::from_bytes([n; 16])
}

fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}

fn org(n: u8, parent: Option<u8>) -> OrgView {
    OrgView {
        org: id(n),
        name: format!("Chi bộ khóm {n}"),
        class: OrgClass::Cell,
        unit_kind: None,
        parent: parent.map(id),
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        carried_by: None,
    }
}

fn written(view: &OrgView) -> Doc {
    let mut doc = Doc::create(&Seed::Id(crate::doc::Kind::Org, view.org.record()));
    let pen = Pen::new(DeviceId::from_bytes([1; 16]), [1; 8]);
    doc.edit(&pen, Timestamp::from_ms(0), |e| describe(e, view)).unwrap();
    doc
}

#[test]
fn an_organisation_reads_back_as_it_was_described() {
    let mut successors = vec![id(8), id(9)];
    successors.sort_by_key(ToString::to_string);
    let full = OrgView {
        unit_kind: Some("khóm".to_owned()),
        valid_from: Some(day("2020-01-01")),
        valid_to: Some(day("2025-06-30")),
        successors,
        ..org(1, Some(2))
    };
    assert_eq!(OrgView::of(&written(&full)), Some(full));
    assert_eq!(OrgView::of(&written(&org(3, None))), Some(org(3, None)));
}

#[test]
fn describing_it_again_unchanged_writes_nothing() {
    let view = OrgView { successors: vec![id(9)], valid_from: Some(day("2020-01-01")), ..org(1, Some(2)) };
    let mut doc = written(&view);
    let pen = Pen::new(DeviceId::from_bytes([1; 16]), [2; 8]);
    let (_, change) = doc.edit(&pen, Timestamp::from_ms(9), |e| describe(e, &view)).unwrap();
    assert_eq!(change, None);
}

#[test]
fn a_class_a_newer_app_named_is_kept_and_a_nameless_record_is_none() {
    let view = OrgView { class: OrgClass::Other("loai_hinh_moi".to_owned()), ..org(1, None) };
    assert_eq!(OrgView::of(&written(&view)).unwrap().class.code(), "loai_hinh_moi");
    assert_eq!(OrgView::of(&Doc::create(&Seed::Id(crate::doc::Kind::Org, id(1).record()))), None);
    assert_eq!(OrgView::of(&Doc::create(&Seed::Id(crate::doc::Kind::Member, DocId::from_bytes([1; 16])))), None);
}

#[test]
fn an_organisation_exists_on_its_first_and_last_day_and_not_beyond() {
    let view = OrgView { valid_from: Some(day("2020-01-01")), valid_to: Some(day("2025-06-30")), ..org(1, None) };
    let exists = |text| view.exists_on(day(text));
    assert!(exists("2020-01-01") && exists("2025-06-30"));
    assert!(!exists("2019-12-31") && !exists("2025-07-01"));
    assert!(org(1, None).exists_on(day("1930-02-03")));
}

#[test]
fn the_tree_gives_what_lies_below_and_above() {
    let tree = OrgTree::of([org(1, None), org(2, Some(1)), org(3, Some(2)), org(4, Some(1)), org(5, None)]);
    let below: Vec<OrgId> = tree.below(id(1)).map(|org| org.org).collect();
    assert_eq!(below, [1, 2, 3, 4].map(id));
    assert_eq!(tree.ancestry(id(3)).collect::<Vec<_>>(), [3, 2, 1].map(id));
    assert!(tree.is_within(id(3), id(3)) && tree.is_within(id(3), id(1)) && !tree.is_within(id(1), id(3)));
    assert!(!tree.is_within(id(3), id(4)) && !tree.is_within(id(5), id(1)));
    assert_eq!(tree.ancestry(id(77)).collect::<Vec<_>>(), [id(77)], "nobody knows what is above a stranger");
}

#[test]
fn an_ended_organisation_stays_where_it_was_and_names_its_successors() {
    let ended = OrgView { valid_to: Some(day("2025-06-30")), successors: vec![id(4)], ..org(3, Some(2)) };
    let mut tree = OrgTree::of([org(1, None), org(2, Some(1)), org(4, Some(1))]);
    tree.put(ended);
    assert!(tree.is_within(id(3), id(1)));
    assert_eq!(tree.get(id(3)).unwrap().successors, [id(4)]);
    assert!(!tree.is_within(id(3), id(4)) && !tree.is_within(id(4), id(3)));
}

#[test]
fn parents_in_a_circle_come_to_an_end() {
    let tree = OrgTree::of([org(1, Some(2)), org(2, Some(1)), org(3, Some(3)), org(4, Some(2))]);
    assert_eq!(tree.ancestry(id(1)).count(), DEPTH_MAX);
    assert!(tree.is_within(id(4), id(1)));
    assert_eq!(tree.below(id(3)).count(), 1);
}

/// An organisation that ended and that `by` carries on.
fn ended(n: u8, parent: u8, by: u8) -> OrgView {
    OrgView { valid_to: Some(day("2026-11-30")), carried_by: Some(id(by)), ..org(n, Some(parent)) }
}

#[test]
fn an_ended_organisation_lies_below_the_one_that_carries_it_on() {
    let ward = OrgView { class: OrgClass::Ward, ..org(1, None) };
    let tree = OrgTree::of([ward.clone(), ended(2, 1, 3), ended(3, 1, 4), org(4, Some(1)), org(5, Some(1))]);
    assert_eq!(tree.ancestry(id(2)).collect::<Vec<_>>(), [2, 3, 4, 1].map(id));
    assert_eq!([2, 3, 4, 5].map(|n| tree.heir(id(n))), [4, 4, 4, 5].map(id));
    assert_eq!(tree.below(id(4)).map(|org| org.org).collect::<Vec<_>>(), [2, 3, 4].map(id));
    assert_eq!([4, 3, 5].map(|n| tree.holdings(id(n)).len()), [3, 2, 1]);
    assert_eq!(tree.holdings(id(4)), [4, 2, 3].map(id));
    let on = |day_of: &str| tree.heir_on(id(2), day(day_of));
    assert_eq!(["2026-11-30", "2026-12-01"].map(on), [2, 4].map(id));
    // One that goes on is carried on by nobody, whatever is written, nor by one nobody knows.
    let tree =
        OrgTree::of([ward.clone(), OrgView { valid_to: None, ..ended(2, 1, 4) }, ended(3, 1, 9), org(4, Some(1))]);
    assert_eq!([2, 3].map(|n| tree.heir(id(n))), [2, 3].map(id));
    // A committee takes over the records of a cell, and not its seats.
    let tree = OrgTree::of([ward, ended(2, 1, 1)]);
    assert_eq!((tree.heir(id(2)), tree.is_within(id(2), id(1))), (id(2), true));
}

#[test]
fn in_a_circle_of_organisations_that_carry_each_other_on_the_ward_still_reads_all() {
    let ward = OrgView { class: OrgClass::Ward, ..org(1, None) };
    let circle = OrgTree::of([ward.clone(), ended(2, 1, 3), ended(3, 1, 2)]);
    assert!([2, 3].iter().all(|n| circle.is_within(id(*n), id(1)) && circle.heir(id(*n)) == id(*n)));
    assert!([2, 3].iter().all(|n| circle.is_carried_in_a_circle(circle.get(id(*n)).unwrap())));
    let mended = OrgTree::of([ward.clone(), ended(2, 1, 3), org(3, Some(1))]);
    assert!(mended.iter().all(|org| !mended.is_carried_in_a_circle(org)) && mended.heir(id(2)) == id(3));
    let itself = OrgTree::of([ward.clone(), ended(2, 1, 2)]);
    assert!(itself.is_within(id(2), id(1)));
    // A committee carried on by a cell below it.
    let base = OrgView { class: OrgClass::BaseCommittee, ..ended(2, 1, 3) };
    let below = OrgTree::of([ward, base, org(3, Some(2))]);
    assert!([2, 3].iter().all(|n| below.is_within(id(*n), id(1))));
}

#[test]
fn nobody_carries_an_organisation_on_while_two_are_named() {
    let names = |mut doc: Doc, n: u8, by: u8| {
        let pen = Pen::new(DeviceId::from_bytes([n; 16]), [n; 8]);
        doc.edit(&pen, Timestamp::from_ms(i64::from(n)), |edit| edit.put("about", CARRIED_BY, id(by).to_string()))
            .unwrap();
        doc
    };
    let begun = written(&OrgView { carried_by: None, ..ended(2, 1, 3) });
    let (one, two) = (names(begun.clone(), 4, 3), names(begun, 5, 4));
    assert_eq!(OrgView::of(&one).unwrap().carried_by, Some(id(3)));
    let (both, _) = one.clone().absorb(ChunkForm::Document, &two.save(), None).unwrap();
    assert_eq!(OrgView::of(&both).unwrap().carried_by, None);
    let row = |doc: &Doc| crate::record::Row::of(doc, id(1), &|_| None).text(CARRIED_BY).map(str::to_owned);
    assert_eq!((row(&one), row(&both)), (Some(id(3).to_string()), None));
}
