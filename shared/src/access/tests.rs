use super::*;
use crate::org::{OrgClass, OrgView};
use crate::time::CivilDate;

const PROVINCE: OrgId = OrgId::from_bytes([1; 16]);
const WARD: OrgId = OrgId::from_bytes([2; 16]);
const OTHER_WARD: OrgId = OrgId::from_bytes([3; 16]);
const CELL: OrgId = OrgId::from_bytes([4; 16]);
const SISTER: OrgId = OrgId::from_bytes([5; 16]);
const FAR_CELL: OrgId = OrgId::from_bytes([6; 16]);
const UNKNOWN: OrgId = OrgId::from_bytes([7; 16]);
const ORGS: [OrgId; 7] = [PROVINCE, WARD, OTHER_WARD, CELL, SISTER, FAR_CELL, UNKNOWN];

fn org(org: OrgId, class: OrgClass, parent: Option<OrgId>) -> OrgView {
    OrgView {
        org,
        name: "Tổ chức".to_owned(),
        class,
        unit_kind: None,
        parent,
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        carried_by: None,
    }
}

fn tree() -> OrgTree {
    OrgTree::of([
        org(PROVINCE, OrgClass::Province, None),
        org(WARD, OrgClass::Ward, Some(PROVINCE)),
        org(OTHER_WARD, OrgClass::Ward, Some(PROVINCE)),
        org(CELL, OrgClass::Cell, Some(WARD)),
        org(SISTER, OrgClass::Cell, Some(WARD)),
        org(FAR_CELL, OrgClass::Cell, Some(OTHER_WARD)),
    ])
}

fn roles() -> Vec<Role> {
    let mut roles = Role::KNOWN.to_vec();
    roles.push(Role::Other("chuc_vu_moi".to_owned()));
    roles
}

/// Written out by hand, so that a change of the rules has to be made twice.
fn writes(role: &Role, kind: Kind, target: OrgId, place: OrgId) -> bool {
    let below: &[OrgId] = match place {
        PROVINCE => &[PROVINCE, WARD, OTHER_WARD, CELL, SISTER, FAR_CELL],
        WARD => &[WARD, CELL, SISTER],
        OTHER_WARD => &[OTHER_WARD, FAR_CELL],
        CELL => &[CELL],
        SISTER => &[SISTER],
        FAR_CELL => &[FAR_CELL],
        _ => &[UNKNOWN],
    };
    match (kind, role.code()) {
        (
            Kind::Meeting
            | Kind::Resolution
            | Kind::Task
            | Kind::Reply
            | Kind::SelfReview
            | Kind::MassOrg
            | Kind::Model
            | Kind::Inspection
            | Kind::Dues
            | Kind::Case
            | Kind::Residence,
            "bi_thu" | "pho_bi_thu" | "chi_uy_vien" | "thu_ky",
        ) => target == place,
        (Kind::Member | Kind::Regulation | Kind::Programme | Kind::Report, "bi_thu" | "pho_bi_thu" | "chi_uy_vien") => {
            target == place
        }
        (Kind::Member | Kind::Org | Kind::Transfer | Kind::Residence, "van_phong") => below.contains(&target),
        (Kind::OrgChange | Kind::Order, "van_phong") => target == place,
        (
            Kind::Task | Kind::Review | Kind::SelfReview | Kind::Inspection | Kind::Decision,
            "van_phong" | "ban_xay_dung_dang" | "thuong_truc",
        ) => below.contains(&target),
        // What the ward's committee does itself, it writes for itself alone.
        (
            Kind::Regulation
            | Kind::Questioning
            | Kind::Dialogue
            | Kind::Programme
            | Kind::MassOrg
            | Kind::Model
            | Kind::Guidance
            | Kind::Report,
            "van_phong" | "ban_xay_dung_dang" | "thuong_truc",
        ) => target == place,
        _ => false,
    }
}

#[test]
fn every_role_writes_just_the_kinds_and_places_the_rules_name() {
    let tree = tree();
    let mut allowed = 0;
    for role in roles() {
        for place in ORGS {
            for target in ORGS {
                for kind in Kind::ALL {
                    let may = Place { org: place, role: role.clone() }.may_write(target, kind, &tree).is_ok();
                    assert_eq!(may, writes(&role, kind, target, place), "{role} {kind:?} {target} from {place}");
                    allowed += usize::from(may);
                }
            }
        }
    }
    let (own, below) = (7, 6 + 3 + 2 + 1 + 1 + 1 + 1);
    assert_eq!(allowed, (4 * 11 + 3 * 4 + 3 * 8 + 2) * own + (4 + 3 * 5) * below);
}

#[test]
fn a_cell_never_reads_or_writes_another_cell() {
    let tree = tree();
    for role in roles().into_iter().filter(Role::is_of_cell) {
        let place = Place { org: CELL, role };
        for other in [SISTER, FAR_CELL, WARD, OTHER_WARD, PROVINCE, UNKNOWN] {
            assert!(!place.may_read(StreamId { org: other, class: StreamClass::Own }, &tree));
            assert!(Kind::ALL.iter().all(|kind| place.may_write(other, *kind, &tree).is_err()));
        }
        for published in [SISTER, FAR_CELL, OTHER_WARD, UNKNOWN] {
            assert!(!place.may_read(StreamId { org: published, class: StreamClass::Published }, &tree));
        }
        let own = |org| StreamId { org, class: StreamClass::Own };
        let published = |org| StreamId { org, class: StreamClass::Published };
        let mut readable = vec![own(CELL), published(CELL), published(WARD), published(PROVINCE)];
        readable.sort_unstable();
        assert_eq!(place.streams(&tree), readable);
    }
}

#[test]
fn a_ward_reads_its_cells_and_nobody_elses() {
    let tree = tree();
    for role in [Role::Office, Role::PartyBuilding, Role::Standing, Role::Inspection] {
        let place = Place { org: WARD, role };
        let own = |org| place.may_read(StreamId { org, class: StreamClass::Own }, &tree);
        assert_eq!(ORGS.map(own), [false, true, false, true, true, false, false]);
    }
}

#[test]
fn a_superior_viewer_and_an_unknown_role_read_no_own_stream_at_all() {
    let tree = tree();
    for role in [Role::Superior, Role::Other("chuc_vu_moi".to_owned())] {
        for place in ORGS {
            let place = Place { org: place, role: role.clone() };
            assert!(place.streams(&tree).iter().all(|stream| stream.class == StreamClass::Published));
            assert!(ORGS.iter().all(|org| !place.may_read(StreamId { org: *org, class: StreamClass::Own }, &tree)));
        }
    }
}

#[test]
fn what_may_be_read_one_by_one_is_what_is_listed() {
    let tree = tree();
    for role in roles() {
        for org in ORGS {
            let place = Place { org, role: role.clone() };
            let listed = place.streams(&tree);
            for org in ORGS {
                for class in [StreamClass::Own, StreamClass::Published] {
                    let stream = StreamId { org, class };
                    assert_eq!(listed.contains(&stream), place.may_read(stream, &tree), "{role} {stream:?}");
                }
            }
        }
    }
}

#[test]
fn an_ended_organisation_stays_readable_to_its_own_and_those_above() {
    let mut tree = tree();
    let mut ended = tree.get(CELL).unwrap().clone();
    ended.valid_to = CivilDate::new(2025, 6, 30);
    ended.successors = vec![SISTER];
    tree.put(ended);
    let own = StreamId { org: CELL, class: StreamClass::Own };
    let reads = |org, role: Role| Place { org, role }.may_read(own, &tree);
    assert!(reads(CELL, Role::Head) && reads(WARD, Role::Office) && reads(PROVINCE, Role::PartyBuilding));
    assert!(!reads(SISTER, Role::Head), "carrying on the work gives no right to the old records by itself");
    assert!(!reads(OTHER_WARD, Role::Office));
}

#[test]
fn parents_in_a_circle_end_and_give_no_cell_anothers_records() {
    let tree = OrgTree::of([
        org(WARD, OrgClass::Ward, Some(CELL)),
        org(CELL, OrgClass::Cell, Some(WARD)),
        org(SISTER, OrgClass::Cell, Some(SISTER)),
    ]);
    let place = Place { org: CELL, role: Role::Head };
    assert_eq!(place.streams(&tree).iter().filter(|stream| stream.class == StreamClass::Own).count(), 1);
    assert!(!place.may_read(StreamId { org: SISTER, class: StreamClass::Published }, &tree));
    assert_eq!(Place { org: SISTER, role: Role::Head }.streams(&tree).len(), 2);
}

#[test]
fn records_of_each_kind_lie_in_the_stream_that_those_who_need_them_read() {
    let class = |kind| StreamId::of(CELL, kind).class;
    let published: Vec<&str> =
        Kind::ALL.into_iter().filter(|kind| class(*kind) == StreamClass::Published).map(Kind::code).collect();
    let expected = ["org", "regulation", "programme", "guidance"];
    assert_eq!(published, expected, "everything else is for the cell and those above it");
}

/// The cell ends and another one carries it on.
fn joined(cell: OrgId, by: OrgId) -> OrgTree {
    let mut tree = tree();
    let ended = tree.get(cell).unwrap().clone();
    tree.put(OrgView { valid_to: CivilDate::parse("2026-11-30").ok(), carried_by: Some(by), ..ended });
    tree
}

#[test]
fn devices_of_both_cells_read_and_write_both_once_one_carries_the_other_on() {
    let tree = joined(CELL, SISTER);
    let own = |org| StreamId { org, class: StreamClass::Own };
    for role in roles().into_iter().filter(Role::is_of_cell) {
        let places = [CELL, SISTER].map(|org| Place { org, role: role.clone() });
        let [late, new] = places.each_ref().map(|place| place.streams(&tree));
        assert_eq!(late, new);
        assert!([own(CELL), own(SISTER)].iter().all(|stream| new.contains(stream)));
        assert!(!new.contains(&own(WARD)) && !new.contains(&own(FAR_CELL)));
        for place in &places {
            for org in [CELL, SISTER] {
                assert!(place.may_read(own(org), &tree) && place.may_write(org, Kind::Meeting, &tree).is_ok());
            }
            assert!([WARD, FAR_CELL, PROVINCE].iter().all(|org| place.may_write(*org, Kind::Meeting, &tree).is_err()));
        }
    }
    let ward = Place { org: WARD, role: Role::Office };
    assert!([CELL, SISTER].iter().all(|org| ward.may_read(own(*org), &tree)));
}

#[test]
fn a_cell_carried_on_by_one_of_another_ward_is_read_there_and_no_longer_here() {
    let tree = joined(CELL, FAR_CELL);
    let reads =
        |org: OrgId| Place { org, role: Role::Office }.may_read(StreamId { org: CELL, class: StreamClass::Own }, &tree);
    assert_eq!([WARD, OTHER_WARD, PROVINCE].map(reads), [false, true, true]);
}

#[test]
fn a_cell_carried_on_by_a_committee_gives_its_people_no_seat_there() {
    let tree = joined(CELL, WARD);
    let place = Place { org: CELL, role: Role::Head };
    assert!(!place.may_read(StreamId { org: WARD, class: StreamClass::Own }, &tree));
    assert!(!place.may_read(StreamId { org: SISTER, class: StreamClass::Own }, &tree));
    assert!(Kind::ALL.iter().all(|kind| place.may_write(WARD, *kind, &tree).is_err()));
    assert!(place.may_write(CELL, Kind::Meeting, &tree).is_ok());
}
