//! A crowd of devices, enrolled in one commit: what an enrolment costs is another figure.

use server::auth::device;
use server::store::account::{self, DeviceRow};
use server::tls::sha256;
use shared::SigningKey;
use shared::access::{Place, Role};
use shared::envelope::Certificate;
use shared::id::{DeviceId, OrgId};
use shared::time::Timestamp;
use tests::ward::Ward;
use tests::{Outcome, Trouble};

use crate::lists;
use crate::writer::Writer;

/// Enrols so many devices in a ward that is being served, by turns in its cells.
///
/// # Errors
/// [`Trouble`] when the store refuses.
pub(crate) fn enrol(ward: &Ward, cells: &[OrgId], count: usize) -> Outcome<Vec<Writer>> {
    let (hub, now) = (ward.hub()?, ward.clock.now());
    let trouble = |error: server::store::StoreError| Trouble::of("enrol", error);
    let ward_key = ward.block_on(device::ward_key(hub.store())).map_err(trouble)?;
    let made: Vec<(Writer, DeviceRow)> =
        cells.iter().cycle().take(count).enumerate().map(|(seed, cell)| one(seed, *cell, &ward_key, now)).collect();
    let rows: Vec<_> = made.iter().map(|(writer, row)| (row.clone(), sha256(&writer.token))).collect();
    ward.block_on(async {
        hub.store()
            .write(move |tx| rows.iter().try_for_each(|(row, token)| account::put_device(tx, row, Some(*token))))
            .await?;
        hub.directory().refresh(hub.store()).await
    })
    .map_err(trouble)?;
    Ok(made.into_iter().map(|(writer, _)| writer).collect())
}

fn one(seed: usize, org: OrgId, ward_key: &SigningKey, now: Timestamp) -> (Writer, DeviceRow) {
    let mut secret = [0xc0; 32];
    secret.iter_mut().zip(seed.to_be_bytes()).for_each(|(to, from)| *to = from);
    let key = SigningKey::from_bytes(&secret);
    let public_key = key.verifying_key().to_bytes();
    let (role, person) = (Role::Head, format!("Người dùng {seed}"));
    // Whoever has a phone is in the register, where a bench fills it.
    let member = Some(lists::member(org, 0).doc);
    let certificate = Certificate {
        public_key,
        org,
        role: role.code().to_owned(),
        person: person.clone(),
        member,
        issued_ms: now.as_ms(),
    };
    let row = DeviceRow {
        device: DeviceId::of_key(&public_key),
        public_key,
        place: Place { org, role },
        person,
        member,
        label: "bench".to_owned(),
        certificate: certificate.seal(ward_key),
        enrolled: now,
        revoked: None,
        last_contact: None,
        unsent: 0,
        clock_skew_ms: 0,
        at_console: false,
    };
    // A token as random as a bench needs it.
    let token = sha256(&secret);
    (Writer::new(key, token, org, now), row)
}
