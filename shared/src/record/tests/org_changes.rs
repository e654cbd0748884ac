//! What a reorganisation comes to in the records of organisations and members.

use super::cases::step as taken;
use super::*;
use crate::record::step::{Due, Effect, Refusal};

const OTHER: OrgId = OrgId::from_bytes([0x71; 16]);

fn people() -> Context {
    let orgs = [CELL, OTHER, WARD].map(|org| (org, org.to_string()));
    Context { orgs: orgs.to_vec(), ..Context::default() }
}

fn put(doc: &mut Doc, at: &FieldPath, typed: &str) {
    write(doc, 1, |edit, spec| write::set(edit, spec, at, typed, &people())).unwrap();
}

fn change(kind: &str, orgs: &[OrgId], head: &[(&'static str, &str)]) -> Doc {
    let mut doc = fresh(Kind::OrgChange);
    put(&mut doc, &FieldPath::Head("type"), kind);
    for (field, typed) in head {
        put(&mut doc, &FieldPath::Head(field), typed);
    }
    for org in orgs {
        let given = [("org".to_owned(), org.to_string())];
        write(&mut doc, 1, |edit, spec| write::add(edit, spec, "orgs", &given, &people())).unwrap();
    }
    doc
}

fn refused(doc: &Doc, name: &str) -> Option<Refusal> {
    let who = Who { seat: None, org: WARD, tree: &tree() };
    step::steps(doc, None, who).into_iter().find(|view| view.step.name == name).unwrap().refused
}

fn decided(mut doc: Doc) -> Vec<String> {
    assert_eq!(refused(&doc, "decide"), None);
    taken(&mut doc, "decide", &[("number", "12"), ("issued_on", "20/11/2026"), ("effective_on", "1/12/2026")]).unwrap();
    taken(&mut doc, "hand_over", &[]).unwrap();
    assert_eq!(refused(&doc, "finish"), None);
    let finish = Kind::OrgChange.spec().step("finish").unwrap();
    let effects = step::effects(&doc, None, finish, (&pen(1), at(1)), None, |_| Ok(())).unwrap();
    let said = |Effect { doc, fields, .. }: Effect| {
        let fields = fields.into_iter().map(|(name, typed)| format!("{name}={typed}"));
        format!("{doc} {}", fields.collect::<Vec<_>>().join(" "))
    };
    effects.into_iter().map(said).collect()
}

#[test]
fn cells_that_are_joined_end_the_day_before_and_say_who_carries_them_on() {
    let ended = format!("valid_to=2026-11-30 carried_by={OTHER}");
    for kind in ["sap_nhap", "hop_nhat", "chia"] {
        let doc = change(kind, &[CELL], &[("to", &OTHER.to_string())]);
        assert_eq!(decided(doc), [format!("{CELL} {ended}")]);
    }
    let two = change("hop_nhat", &[CELL, WARD], &[("to", &OTHER.to_string())]);
    assert_eq!(decided(two), [format!("{CELL} {ended}"), format!("{WARD} {ended}")]);
    assert_eq!(decided(change("giai_the", &[CELL], &[])), [format!("{CELL} valid_to=2026-11-30")]);
}

#[test]
fn members_who_are_listed_go_first_each_to_the_place_beside_them() {
    let mut doc = change("tach", &[CELL], &[("to", &OTHER.to_string())]);
    for (person, to) in [(DocId::from_bytes([1; 16]), None), (DocId::from_bytes([2; 16]), Some(WARD))] {
        let at = |field| FieldPath::Keyed("members", person.to_string(), field);
        put(&mut doc, &at("note"), "Theo nguyện vọng");
        if let Some(to) = to {
            put(&mut doc, &at("to"), &to.to_string());
        }
    }
    let moved = |n: u8, to: OrgId| format!("{} cell={to} moved_in_on=2026-12-01", DocId::from_bytes([n; 16]));
    let mut expected = vec![moved(1, OTHER), moved(2, WARD)];
    expected.sort();
    assert_eq!(decided(doc.clone()), expected, "the cell they part from goes on");
    put(&mut doc, &FieldPath::Head("type"), "chia");
    assert!(decided(doc).last().unwrap().ends_with(&format!("carried_by={OTHER}")));
}

#[test]
fn one_put_under_another_renamed_or_raised_goes_on() {
    let to = OTHER.to_string();
    let since = format!("parent={OTHER} parent_since=2026-12-01");
    assert_eq!(decided(change("chuyen_giao", &[CELL], &[("to", &to)])), [format!("{CELL} {since}")]);
    let named = change("doi_ten", &[CELL], &[("name", "Chi bộ Khóm Mới")]);
    assert_eq!(decided(named), [format!("{CELL} name=Chi bộ Khóm Mới name_since=2026-12-01")]);
    let raised = change("nang_ha", &[CELL], &[("class", "dang_bo_co_so")]);
    assert_eq!(decided(raised), [format!("{CELL} class=dang_bo_co_so")]);
    assert_eq!(decided(change("thanh_lap", &[], &[("to", &to)])), Vec::<String>::new());
}

#[test]
fn nothing_is_decided_that_does_not_say_about_whom_and_to_whom() {
    let to = OTHER.to_string();
    let why = |doc: Doc| refused(&doc, "decide");
    let none = Some(Refusal::Rule("has_orgs"));
    assert_eq!(why(change("sap_nhap", &[], &[("to", &to)])), none);
    let mut typed = change("sap_nhap", &[CELL], &[("to", &to)]);
    let given = [("org".to_owned(), "Chi bộ nào đó".to_owned())];
    write(&mut typed, 1, |edit, spec| write::add(edit, spec, "orgs", &given, &people())).unwrap();
    assert_eq!(why(typed), none);
    let heir = Some(Refusal::Rule("has_heir"));
    assert_eq!(why(change("sap_nhap", &[CELL], &[])), heir);
    assert_eq!(why(change("sap_nhap", &[CELL], &[("to", "Chi bộ nào đó")])), heir);
    assert_eq!(why(change("giai_the", &[CELL], &[("to", "Chi bộ nào đó")])), heir);
    assert_eq!(why(change("sap_nhap", &[CELL], &[("to", &CELL.to_string())])), heir);
    let naming = Some(Refusal::Rule("has_naming"));
    assert_eq!(why(change("doi_ten", &[CELL, OTHER], &[("name", "Mới")])), naming);
    assert_eq!(why(change("nang_ha", &[CELL], &[])), naming);
}

#[test]
fn nobody_is_listed_who_is_not_in_the_register_and_nothing_holds_before_its_day() {
    let mut doc = change("tach", &[CELL], &[("to", &OTHER.to_string())]);
    assert_eq!(refused(&doc, "decide"), None);
    put(&mut doc, &FieldPath::Keyed("members", "khach-le-van-sau".to_owned(), "note"), "Tên nhiều người");
    assert_eq!(refused(&doc, "decide"), Some(Refusal::Rule("has_members")));
    let mut doc = change("doi_ten", &[CELL], &[("name", "Chi bộ Khóm Mới")]);
    taken(&mut doc, "decide", &[("number", "1"), ("issued_on", "1/11/2026"), ("effective_on", "1/12/2026")]).unwrap();
    let early = |step: &str, day: &str| {
        let step = Kind::OrgChange.spec().step(step).unwrap();
        step::is_early(&doc, step, CivilDate::parse(day).unwrap())
    };
    assert_eq!(["2026-11-30", "2026-12-01"].map(|day| early("finish", day)), [true, false]);
    assert!(!early("hand_over", "2026-11-30"));
}

/// Two cells of the ward, the first of which carries on a third; and who is counted where.
fn ward_of_three() -> (OrgTree, Vec<Row>) {
    let mut tree = tree();
    let cell = tree.get(CELL).unwrap().clone();
    tree.put(OrgView { class: OrgClass::Ward, ..tree.get(WARD).unwrap().clone() });
    tree.put(OrgView { org: OTHER, ..cell.clone() });
    let (last, third) = (CivilDate::new(2026, 1, 31), OrgId::from_bytes([0x73; 16]));
    tree.put(OrgView { org: third, valid_to: last, carried_by: Some(CELL), ..cell });
    let member = |(n, org): (u8, OrgId)| {
        let mut doc = Doc::create(&Seed::Id(Kind::Member, DocId::from_bytes([n; 16])));
        let fields = [("full_name", "Lê Văn Sáu"), ("status", "chinh_thuc")];
        let write_card =
            |edit: &mut Edit<'_>| fields.into_iter().try_for_each(|(field, said)| edit.put("card", field, said));
        doc.edit(&pen(1), at(1), write_card).unwrap();
        Row::of(&doc, org, &|_| None)
    };
    (tree, [(11, CELL), (12, third), (13, OTHER)].map(member).to_vec())
}

fn effects(all: &[(DocId, &[(&str, &str)])]) -> Vec<Effect> {
    let fields =
        |all: &[(&str, &str)]| all.iter().map(|(name, typed)| ((*name).to_owned(), (*typed).to_owned())).collect();
    all.iter().map(|(doc, of)| Effect { doc: *doc, begun: None, fields: fields(of) }).collect()
}

#[test]
fn a_step_comes_to_all_it_says_or_to_nothing() {
    let (tree, _) = ward_of_three();
    let docs = [CELL, OTHER].map(|org| Doc::create(&Seed::Id(Kind::Org, org.record())));
    let [one, two] = &docs;
    let ends: &[(&str, &str)] = &[("valid_to", "2026-11-30"), ("carried_by", "x")];
    let both = effects(&[(one.id(), ends), (two.id(), ends)]);
    let here = |doc: DocId| docs.iter().find(|one| one.id() == doc).map(|one| (one, WARD));
    let count = |found: Result<Vec<Due<'_, '_>>, Refusal>| found.map(|due| due.len());
    assert_eq!(count(step::due(&both, (WARD, &tree), here, &[])), Ok(2));
    let first_only = |doc: DocId| here(doc).filter(|(found, _)| found.id() == one.id());
    assert_eq!(count(step::due(&both, (WARD, &tree), first_only, &[])), Err(Refusal::Elsewhere));
    let outside = |doc: DocId| {
        here(doc).map(|(found, home)| (found, if doc == two.id() { home } else { OrgId::from_bytes([9; 16]) }))
    };
    assert_eq!(count(step::due(&both, (WARD, &tree), outside, &[])), Err(Refusal::Elsewhere));
}

#[test]
fn nothing_ends_with_members_whom_nobody_takes_also_those_of_a_cell_it_carried_on() {
    let (tree, headcount) = ward_of_three();
    let org = Doc::create(&Seed::Id(Kind::Org, CELL.record()));
    let members = [11, 12].map(|n| Doc::create(&Seed::Id(Kind::Member, DocId::from_bytes([n; 16]))));
    let stands = |doc: DocId| std::iter::once(&org).chain(&members).find(|one| one.id() == doc).map(|one| (one, CELL));
    let (goes, other) = ([("cell", OTHER.to_string())], OTHER.to_string());
    let goes: Vec<(&str, &str)> = goes.iter().map(|(name, to)| (*name, to.as_str())).collect();
    let ends: &[(&str, &str)] = &[("valid_to", "2026-11-30")];
    let [one, two] = members.each_ref().map(Doc::id);
    let judged = |all: &[(DocId, &[(&str, &str)])]| {
        let all = effects(all);
        step::due(&all, (WARD, &tree), stands, &headcount).map(|due| due.len())
    };
    assert_eq!(judged(&[(org.id(), ends)]), Err(Refusal::StillMembers));
    assert_eq!(
        judged(&[(one, &goes), (org.id(), ends)]),
        Err(Refusal::StillMembers),
        "the carried cell's member stays"
    );
    assert_eq!(judged(&[(one, &goes), (two, &goes), (org.id(), ends)]), Ok(3));
    let carried = [ends, &[("carried_by", other.as_str())]].concat();
    assert_eq!(judged(&[(org.id(), &carried)]), Ok(1));
}

#[test]
fn organisations_that_would_carry_each_other_on_are_refused() {
    let (tree, _) = ward_of_three();
    let third = OrgId::from_bytes([0x73; 16]);
    let judged = |ends: OrgId, to: OrgId| {
        let org = Doc::create(&Seed::Id(Kind::Org, ends.record()));
        let to = to.to_string();
        let all = effects(&[(org.id(), &[("valid_to", "2026-11-30"), ("carried_by", &to)])]);
        step::due(&all, (WARD, &tree), |_| Some((&org, WARD)), &[]).map(|due| due.len())
    };
    assert_eq!(judged(CELL, third), Err(Refusal::Circle), "the cell carries the third one on");
    assert_eq!(judged(CELL, CELL), Err(Refusal::Circle));
    assert_eq!((judged(CELL, OTHER), judged(OTHER, third)), (Ok(1), Ok(1)), "also to one that was joined to another");
}

#[test]
fn a_record_is_begun_in_another_cell_once_in_the_one_that_carries_it_on_and_nowhere_else() {
    let (tree, _) = ward_of_three();
    let (guest, third) = (DocId::from_bytes([21; 16]), OrgId::from_bytes([0x73; 16]));
    let there = Doc::create(&Seed::Id(Kind::Member, guest));
    let begun = |from: OrgId, to: OrgId, stands: Option<&Doc>| {
        let effect = [Effect { doc: guest, begun: Some((Kind::Member, to)), fields: Vec::new() }];
        let due = step::due(&effect, (from, &tree), |_| Some((stands?, to)), &[]).unwrap();
        due.iter().map(|due| (due.stands.is_none(), due.org)).collect::<Vec<_>>()
    };
    assert_eq!(begun(CELL, OTHER, None), [(true, OTHER)]);
    assert_eq!(begun(CELL, OTHER, Some(&there)), [], "what its cell wrote stays");
    assert_eq!(begun(OTHER, third, None), [(true, CELL)], "the cell was joined to another meanwhile");
    for (from, to) in [(CELL, CELL), (CELL, third), (CELL, WARD), (CELL, OrgId::from_bytes([9; 16]))] {
        assert_eq!(
            begun(from, to, None),
            [],
            "whoever is counted in a cell is no guest of it, and only cells have guests"
        );
    }
}
