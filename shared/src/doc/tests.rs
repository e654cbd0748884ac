use super::*;
use crate::doc::edit::EntryField;
use crate::id::OrgId;
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

fn member() -> Doc {
    Doc::create(&Seed::Id(crate::doc::Kind::Member, DocId::from_bytes(*b"member-record-01")))
}

fn changes_of(doc: &Doc, n: u8, since: &Heads) -> Vec<u8> {
    doc.change_chunks(&doc.changes_of_device_since(device(n), since).into_iter().collect())
}

#[test]
fn an_idle_save_makes_no_change() {
    let mut doc = member();
    let (_, first) = doc.edit(&pen(1), at(1), |e| e.put("card", "full_name", "Lê Thị Sen")).unwrap();
    let (_, again) = doc.edit(&pen(1), at(2), |e| e.put("card", "full_name", "Lê Thị Sen")).unwrap();
    assert!(first.is_some() && again.is_none());
}

#[test]
fn a_failed_edit_leaves_the_document_as_it_was() {
    let mut doc = member();
    let before = doc.save();
    let refused = doc.edit(&pen(1), at(1), |e| {
        e.put("card", "full_name", "Lê Thị Sen")?;
        e.splice("notes", 5, 0, "x")
    });
    assert!(matches!(refused, Err(EditError::OutOfText { position: 5, length: 0 })));
    assert_eq!(doc.save(), before);
}

#[test]
fn a_change_of_another_device_is_not_accepted_under_this_ones_name() {
    let mut theirs = member();
    theirs.edit(&pen(2), at(1), |e| e.put("card", "full_name", "Lê Thị Sen")).unwrap();
    let refused = member().absorb(ChunkForm::Document, &theirs.save(), Some(device(1)));
    assert!(matches!(refused, Err(Unacceptable::WrongAuthor(_))));
}

#[test]
fn changes_wait_for_what_they_build_on() {
    let mut doc = member();
    doc.edit(&pen(1), at(1), |e| e.put("card", "full_name", "A")).unwrap();
    let first = doc.heads();
    doc.edit(&pen(1), at(2), |e| e.put("card", "full_name", "B")).unwrap();
    let later = changes_of(&doc, 1, &first);
    let refused = member().absorb(ChunkForm::Changes, &later, Some(device(1)));
    let Err(Unacceptable::UnknownDependency(missing)) = refused else { panic!("{refused:?}") };
    assert_eq!(missing, first.as_slice());
}

#[test]
fn a_cloned_phone_that_reuses_its_actor_is_found_out() {
    let mut base = member();
    base.edit(&pen(1), at(1), |e| e.put("card", "full_name", "A")).unwrap();
    let (mut one, mut two) = (base.clone(), base.clone());
    one.edit(&pen(1), at(2), |e| e.put("card", "full_name", "B")).unwrap();
    two.edit(&pen(1), at(3), |e| e.put("card", "full_name", "C")).unwrap();
    let refused = one.absorb(ChunkForm::Changes, &changes_of(&two, 1, &base.heads()), Some(device(1)));
    assert!(matches!(refused, Err(Unacceptable::DuplicateActor)), "{refused:?}");
}

#[test]
fn a_document_of_another_id_is_refused() {
    let other = Doc::create(&Seed::Id(crate::doc::Kind::Member, DocId::from_bytes(*b"member-record-02")));
    let refused = member().absorb(ChunkForm::Document, &other.save(), None);
    assert!(matches!(refused, Err(Unacceptable::WrongFoundation)), "{refused:?}");
    let refused = Doc::found(member().id(), Kind::Member, ChunkForm::Document, &other.save(), None);
    assert!(matches!(refused, Err(Unacceptable::WrongFoundation)), "{refused:?}");
}

#[test]
fn a_newer_apps_foundation_and_values_survive_an_older_apps_edit() {
    let seed = Seed::Id(crate::doc::Kind::Member, DocId::from_bytes(*b"member-record-01"));
    let mut newer = Doc {
        id: seed.doc(),
        kind: Kind::Member,
        inner: foundation::lay_with(&seed, &foundation::member_with_future_schema()),
    };
    newer
        .edit(&pen(1), at(1), |e| {
            e.put("card", "blood_type", "O")?;
            e.push("badges", &[("years", EntryField::Value(Scalar::Int(40)))])
        })
        .unwrap();
    let (mut older, _) = member().absorb(ChunkForm::Document, &newer.save(), Some(device(1))).unwrap();
    older.edit(&pen(2), at(2), |e| e.put("card", "full_name", "Lê Thị Sen")).unwrap();
    let back = changes_of(&older, 2, &newer.heads());
    let (merged, _) = newer.absorb(ChunkForm::Changes, &back, Some(device(2))).unwrap();
    let tree = merged.tree();
    assert_eq!(tree.get("card").and_then(|card| card.str("blood_type")), Some("O"));
    assert_eq!(tree.get("card").and_then(|card| card.str("full_name")), Some("Lê Thị Sen"));
    assert_eq!(tree.get("badges").map(|badges| badges.items().len()), Some(1));
    assert_eq!(tree.int("schema"), Some(2));
}

#[test]
fn nobody_writes_content_under_the_name_of_a_foundation_to_come() {
    let seed = Seed::Id(crate::doc::Kind::Member, DocId::from_bytes(*b"member-record-01"));
    let laid = foundation::lay_with(&seed, &foundation::member_with_future_schema());
    let actor = laid.get_changes(&[]).last().map(|change| change.actor_id().clone()).unwrap();
    let pen = Pen { device: device(2), actor };
    let mut forged = member();
    forged.edit(&pen, at(0), |e| e.put("card", "full_name", "Tên giả")).unwrap();
    let refused = member().absorb(ChunkForm::Document, &forged.save(), Some(device(1)));
    assert!(matches!(refused, Err(Unacceptable::WrongFoundation)), "{refused:?}");
}

#[test]
fn history_names_author_time_and_place() {
    let mut doc = member();
    doc.edit(&pen(1), at(7), |e| {
        e.put("card", "full_name", "Lê Thị Sen")?;
        e.splice("notes", 0, 0, "ghi chú")
    })
    .unwrap();
    let [entry] = doc.history().try_into().unwrap();
    assert_eq!((entry.author, entry.at), (Some(device(1)), at(7)));
    let places: Vec<_> = entry.touched.iter().map(|place| (place.part.as_str(), place.key.as_str())).collect();
    assert_eq!(places, [("card", "full_name"), ("notes", "")]);
}

#[test]
fn history_tells_what_each_place_was_and_became() {
    let mut doc = member();
    let put = |doc: &mut Doc, by: u8, value: &str| {
        let (_, change) = doc.edit(&pen(by), at(1), |e| e.put("card", "job_now", value)).unwrap();
        change.unwrap()
    };
    put(&mut doc, 1, "thợ may");
    doc.edit(&pen(1), at(2), |e| e.splice("notes", 0, 0, "ghi chú")).unwrap();
    doc.edit(&pen(1), at(3), |e| e.splice("notes", 0, 4, "G")).unwrap();
    let (mut other, base) = (doc.clone(), doc.heads());
    put(&mut doc, 1, "buôn bán");
    put(&mut other, 2, "nghỉ hưu");
    let (mut doc, _) = doc.absorb(ChunkForm::Changes, &changes_of(&other, 2, &base), Some(device(2))).unwrap();
    put(&mut doc, 1, "nghỉ hưu");
    doc.edit(&pen(1), at(9), |e| e.remove("card", "job_now")).unwrap();
    let told: Vec<String> = doc
        .history()
        .iter()
        .flat_map(|entry| &entry.touched)
        .map(|place| {
            let mut before: Vec<String> = place.before.iter().map(Scalar::display).collect();
            before.sort();
            let after = place.after.as_ref().map_or_else(|| "-".to_owned(), Scalar::display);
            format!("{}: {} → {after} +{} -{}", place.part, before.join(" | "), place.inserted, place.deleted)
        })
        .collect();
    let mut told = told;
    told.get_mut(3..5).unwrap().sort();
    assert_eq!(
        told,
        [
            "card:  → thợ may + -0",
            "notes:  → - +ghi chú -0",
            "notes:  → - +G -4",
            "card: thợ may → buôn bán + -0",
            "card: thợ may → nghỉ hưu + -0",
            "card: buôn bán | nghỉ hưu → nghỉ hưu + -0",
            "card: nghỉ hưu → - + -0",
        ]
    );
}

#[test]
fn the_digest_covers_unknown_fields_and_not_the_attestations() {
    let mut doc = Doc::create(&Seed::Id(crate::doc::Kind::Org, OrgId::from_bytes([3; 16]).record()));
    let empty = doc.content_digest();
    doc.edit(&pen(1), at(1), |e| e.put("about", "some_future_field", 7)).unwrap();
    assert_ne!(doc.content_digest(), empty);
}

/// Do not update me: a document begun by any release must begin like this for ever.
#[test]
fn foundations_are_frozen() {
    let meeting = crate::meeting::MeetingKey {
        org: OrgId::from_bytes(*b"golden-test-cell"),
        kind: crate::meeting::MeetingKind::Regular,
        date: crate::time::CivilDate::new(2026, 11, 5).unwrap(),
        ordinal: 1,
    };
    let first = |doc: &Doc| doc.heads().as_slice()[0].to_string();
    let golden = [
        meeting.doc().to_string(),
        first(&meeting.open()),
        first(&member()),
        first(&Doc::create(&Seed::Id(crate::doc::Kind::Org, OrgId::from_bytes(*b"golden-test-org!").record()))),
    ];
    assert_eq!(
        golden.each_ref().map(String::as_str),
        [
            "2X1o4CUrahBSfM9yrEj7DYAJcZy3",
            "eb81fcc8b4366bf96feeb2fa3845a2e0d55b4820ee73d67928c20b9546e9b587",
            "6716cf11383230dfd8931c206544c6fbeedc8d96fdb5d15b1c6e99cd98c3935c",
            "b64cba0bc8ec216effc612274075a51de1ead7e7ad13007249864da8841235e3",
        ]
    );
}
