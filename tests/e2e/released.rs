//! Vaults of released versions, opened by this one.

use serde_json::Value;
use shared::sync::device::Safety;
use tests::phone::Phone;
use tests::released::{Released, look};

/// What is named in `then` and is another now, by its path. What is only shown now, a newer version has added.
fn lost(path: &str, then: &Value, now: &Value, found: &mut Vec<String>) {
    match (then, now) {
        (Value::Object(then), Value::Object(now)) => {
            for (name, value) in then {
                lost(&format!("{path}/{name}"), value, now.get(name).unwrap_or(&Value::Null), found);
            }
        }
        (Value::Array(then), Value::Array(now)) if then.len() == now.len() => {
            for (at, (then, now)) in then.iter().zip(now).enumerate() {
                lost(&format!("{path}/{at}"), then, now, found);
            }
        }
        (then, now) if then == now => {}
        (then, now) => found.push(format!("{path}: {then} became {now}")),
    }
}

fn meeting(phone: &mut Phone, kind: &str) -> shared::id::DocId {
    let rows = phone.engine().unwrap().meetings().unwrap();
    rows.iter().find(|(row, _)| row.text("kind") == Some(kind)).unwrap().0.doc
}

#[test]
fn the_vault_of_every_released_version_opens_and_shows_what_it_showed() {
    let released = Released::all().unwrap();
    assert!(released.iter().any(|released| released.version == "0.1"));
    for released in released {
        let mut phone = released.phone().unwrap();
        let mut found = Vec::new();
        lost("", &released.seen().unwrap(), &look(&mut phone).unwrap(), &mut found);
        assert_eq!(found, Vec::<String>::new(), "version {}", released.version);
        // And once more, after whatever the first opening had to rewrite.
        phone.close();
        phone.open().unwrap();
        lost("", &released.seen().unwrap(), &look(&mut phone).unwrap(), &mut found);
        assert_eq!(found, Vec::<String>::new(), "version {}, opened again", released.version);
    }
}

#[test]
fn the_vault_of_every_released_version_goes_on_being_written_and_syncs_what_it_never_sent() {
    for released in Released::all().unwrap() {
        let (mut phone, ward) = (released.phone().unwrap(), released.ward().unwrap());
        let (doc, held) = (meeting(&mut phone, "thuong_ky"), meeting(&mut phone, "chuyen_de"));
        let now = phone.clock.now();
        phone.engine().unwrap().splice_minutes(doc, (0, 0), "Viết bằng bản mới. ", now).unwrap();
        let unsent = phone.engine().unwrap().members("Le Thi Sen").unwrap()[0].doc;
        assert_eq!(phone.engine().unwrap().safety(unsent), Safety::OnThisPhone);

        phone.follow(&ward).unwrap();
        phone.sync().unwrap();
        let at_ward = shared::meeting::MeetingView::of(&ward.record(doc).unwrap().unwrap()).unwrap();
        assert_eq!(at_ward.minutes, "Viết bằng bản mới. Đồng chí bí thư khai mạc lúc 19 giờ. Chưa gửi.");
        assert!(ward.record(unsent).unwrap().is_some());
        let statuses = phone.engine().unwrap().record_statuses().unwrap();
        let safe = statuses.iter().filter(|record| record.doc != held);
        assert!(safe.clone().count() > 20);
        assert!(safe.clone().all(|record| matches!(record.safety, Safety::SafeOnServer | Safety::SeenByWard)));
        assert_eq!(phone.engine().unwrap().health().unwrap().differing, []);

        // What the ward kept aside is still there to be released, and then comes down as any other record.
        let hub = ward.hub().unwrap();
        let kept = hub.store().read_blocking(|c| server::store::quarantine::held(c, 10)).unwrap();
        let [item] = kept.as_slice() else { panic!("version {}: {kept:?}", released.version) };
        ward.block_on(hub.release(item.id, "vanphong", "")).unwrap();
        phone.sync().unwrap();
        assert!(ward.record(held).unwrap().is_some());
        assert!(matches!(phone.engine().unwrap().safety(held), Safety::SafeOnServer | Safety::SeenByWard));
    }
}

#[test]
fn the_database_of_every_released_version_is_taken_and_found_whole() {
    for released in Released::all().unwrap() {
        let mut ward = released.ward().unwrap();
        ward.stop().unwrap();
        let report = server::admin::verify(&ward.database()).unwrap();
        assert_eq!(report.faults, Vec::<String>::new(), "version {}", released.version);
    }
}
