//! Two phones that hold one vault: nothing is lost, the ward is told, and nobody else is ever suspected.

use server::store::audit;
use shared::access::Role;
use shared::id::{DeviceId, DocId};
use shared::sync::device::Safety;
use tests::phone::Phone;
use tests::ward::Ward;

use crate::story::{CELL, HEAD, head, minutes, open, write};

/// Whether the ward's console marks a device as copied.
fn is_told(ward: &Ward, device: DeviceId) -> bool {
    ward.hub().unwrap().directory().now().copied.contains_key(&device)
}

/// How often the audit chain says so.
fn entries(ward: &Ward, device: DeviceId) -> usize {
    let read = ward.hub().unwrap().store().read_blocking(|reading| audit::page(reading, 0, u32::MAX)).unwrap();
    read.iter().filter(|entry| entry.action == "device_copied" && entry.subject == device.to_string()).count()
}

fn request(phone: &mut Phone) -> Vec<u8> {
    let now = phone.clock.now();
    phone.engine().unwrap().begin_sync(now).unwrap()
}

/// A few minutes later, so that the contact is counted.
fn later(ward: &Ward, phone: &mut Phone) {
    ward.clock.pass_seconds(300);
    phone.sync().unwrap();
}

/// A phone that has synced, and one with a copy of its vault.
struct Twice {
    one: Phone,
    two: Phone,
    device: DeviceId,
    doc: DocId,
}

impl Twice {
    fn begin(ward: &Ward) -> Self {
        let mut one = head(ward);
        let device = one.engine().unwrap().device();
        let doc = open(ward, &mut one);
        later(ward, &mut one);
        let two = one.cloned().unwrap();
        Self { one, two, device, doc }
    }
}

#[test]
fn a_vault_used_on_two_phones_loses_nothing_and_the_ward_is_told_once() {
    let ward = Ward::serving().unwrap();
    let Twice { mut one, mut two, device, doc } = Twice::begin(&ward);
    for round in 0..3 {
        write(&mut one, doc, 0, &format!("Máy gốc {round}. "));
        later(&ward, &mut one);
        assert_eq!(is_told(&ward, device), round > 1, "one phone alone is no copy");
        write(&mut two, doc, 0, &format!("Máy sao {round}. "));
        later(&ward, &mut two);
        assert_eq!(is_told(&ward, device), round > 0);
    }
    later(&ward, &mut one);
    let merged = minutes(&mut one, doc);
    for round in 0..3 {
        assert!(
            merged.contains(&format!("Máy gốc {round}.")) && merged.contains(&format!("Máy sao {round}.")),
            "{merged}"
        );
    }
    assert_eq!(merged, minutes(&mut two, doc));
    assert_eq!(entries(&ward, device), 1);
}

#[test]
fn an_old_copy_of_a_phone_that_is_put_back_is_told_to_the_ward() {
    let ward = Ward::serving().unwrap();
    let mut phone = head(&ward);
    let device = phone.engine().unwrap().device();
    later(&ward, &mut phone);
    let mut old = phone.cloned().unwrap();
    old.close();
    later(&ward, &mut phone);
    later(&ward, &mut phone);
    phone.close();
    old.open().unwrap();
    later(&ward, &mut old);
    assert!(!is_told(&ward, device), "so far it may be a request that comes late");
    later(&ward, &mut old);
    assert!(is_told(&ward, device));
}

#[test]
fn a_phone_on_a_bad_line_to_a_server_that_was_put_back_is_never_told_of() {
    let mut ward = Ward::serving().unwrap();
    let mut phone = head(&ward);
    let device = phone.engine().unwrap().device();
    let doc = open(&ward, &mut phone);
    later(&ward, &mut phone);
    let late = request(&mut phone);
    let backup = ward.folder().join("backup.db");
    for round in 0..12 {
        write(&mut phone, doc, 0, &format!("{round} "));
        ward.clock.pass_seconds(300);
        let request = request(&mut phone);
        match round % 4 {
            // Lost on the way back; then the same once more, and the answers the other way round.
            0 => drop(phone.send(&request).unwrap()),
            1 => {
                let first = phone.send(&request).unwrap();
                ward.clock.pass_seconds(300);
                let second = phone.send(&request).unwrap();
                phone.take(&second).unwrap();
                phone.take(&first).unwrap();
            }
            2 => {
                ward.clock.pass_seconds(300);
                drop(phone.send(&late).unwrap());
            }
            _ => {}
        }
        later(&ward, &mut phone);
        match round {
            4 => server::store::backup(&ward.database(), &backup).unwrap(),
            6 => {
                ward.stop().unwrap();
                ward.start().unwrap();
                phone.follow(&ward).unwrap();
            }
            8 => {
                ward.go_back_to(&backup).unwrap();
                phone.follow(&ward).unwrap();
            }
            _ => {}
        }
        phone.close();
        phone.open().unwrap();
        assert!(!is_told(&ward, device), "round {round}");
    }
    assert_eq!(entries(&ward, device), 0);
}

#[test]
fn revoking_the_copied_device_and_enrolling_one_phone_anew_ends_it() {
    let ward = Ward::serving().unwrap();
    let Twice { mut one, mut two, device, doc } = Twice::begin(&ward);
    for _ in 0..2 {
        later(&ward, &mut one);
        later(&ward, &mut two);
    }
    assert!(is_told(&ward, device));
    ward.revoke(device).unwrap();
    one.enrol_anew(&ward.code(CELL, Role::Head, HEAD).unwrap()).unwrap();
    let anew = one.engine().unwrap().device();
    assert_ne!(anew, device);
    let mut removed = 0;
    for round in 0..3 {
        write(&mut one, doc, 0, &format!("Tiếp {round}. "));
        later(&ward, &mut one);
        removed += two.sync().unwrap().removed;
    }
    assert!(removed > 0 && two.engine().unwrap().safety(doc) == Safety::OnThisPhone, "the copy reads no more");
    assert!(!is_told(&ward, anew), "what was before is not held against it");
    assert_eq!((entries(&ward, device), entries(&ward, anew)), (1, 0));
}
