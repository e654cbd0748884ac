//! A ward with as many cells as a figure needs, and devices enrolled in it.

use std::path::PathBuf;

use sen_client::net::Transport;
use server::admin::{self, ConsoleAuthor};
use server::auth::device::{self, Invitation};
use shared::SigningKey;
use shared::access::{Place, Role};
use shared::envelope::{ENROLMENT_LABEL, Signed};
use shared::id::OrgId;
use shared::wire::{self, EnrolRequest, EnrolResponse};
use tests::ward::Ward;
use tests::{Outcome, Trouble};

use crate::writer::Writer;

/// Lets each device of a ward that is not served yet ask as often as it likes.
///
/// # Errors
/// [`Trouble`] when the settings cannot be written.
pub(crate) fn unmeasured(ward: &Ward) -> Outcome<()> {
    let generous = "[limits]\ndevice_requests = { burst = 100000, per_minute = 100000 }\n";
    std::fs::write(ward.folder().join("sen.toml"), generous).map_err(|error| Trouble::of("settings", error))
}

/// The certificate a served ward made for itself.
pub(crate) fn certificate(ward: &Ward) -> PathBuf {
    ward.folder().join("tls.crt")
}

/// Adds cells to a ward that is being served.
///
/// # Errors
/// [`Trouble`] when the ward refuses.
pub(crate) fn cells(ward: &Ward, count: usize) -> Outcome<Vec<OrgId>> {
    let hub = ward.hub()?;
    let since = ward.clock.now().vietnam_date();
    ward.block_on(async {
        let author = ConsoleAuthor::first_administrator(&hub).await.map_err(|error| Trouble::of("author", error))?;
        let mut cells = Vec::with_capacity(count);
        for number in 1..=count {
            let name = format!("Chi bộ khóm số {number}");
            let cell = admin::ensure_cell(&hub, &author, ward.org, &name, "khóm", since).await;
            cells.push(cell.map_err(|error| Trouble::of("cell", error))?);
        }
        Ok(cells)
    })
}

/// Enrols a device without a vault at a place of a ward that is being served.
///
/// # Errors
/// [`Trouble`] when the ward refuses.
pub(crate) fn enrol(ward: &Ward, org: OrgId, role: Role, seed: usize) -> Outcome<Writer> {
    let invitation = Invitation { place: Place { org, role }, person: format!("Người dùng {seed}"), member: None };
    let (hub, pin, url) = (ward.hub()?, ward.pin()?, ward.url());
    let (code, _) = ward
        .block_on(device::invite(&hub, &invitation, "bench", &url, pin))
        .map_err(|error| Trouble::of("invite", error))?;
    let mut secret = [0x5e; 32];
    secret.iter_mut().zip(seed.to_be_bytes()).for_each(|(to, from)| *to = from);
    let key = SigningKey::from_bytes(&secret);
    let request =
        EnrolRequest { secret: code.secret, public_key: key.verifying_key().to_bytes(), label: "bench".to_owned() };
    let line = Transport::with_sleeper(&url, pin, Box::new(|_| {})).map_err(|error| Trouble::of("line", error))?;
    let answer = line.enrol(&wire::encode(&Signed::seal(ENROLMENT_LABEL, &request, &key)));
    let answer: EnrolResponse = wire::decode(&answer.map_err(|error| Trouble::of("enrol", error))?)
        .map_err(|error| Trouble::of("enrol", error))?;
    Ok(Writer::new(key, answer.token, org, ward.clock.now()))
}
