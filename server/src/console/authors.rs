//! Who a device is, in words: every change names a person through the device it was written on.

use shared::id::DeviceId;

use crate::directory::Snapshot;

/// Characters of a long id that people read out to each other.
const SHORT_CHARS: usize = 8;

/// The start of an id or hash, for people.
pub(super) fn short(id: &str) -> String {
    id.chars().take(SHORT_CHARS).collect()
}

/// The person a device was enrolled for; the device's short id when it is unknown here.
pub(super) fn person(known: &Snapshot, device: Option<DeviceId>) -> String {
    let Some(device) = device else { return "—".to_owned() };
    known.devices.get(&device).map_or_else(|| short(&device.to_string()), |row| row.person.clone())
}

/// A device as people tell it apart: what it is called, and its short id.
pub(super) fn device(known: &Snapshot, device: Option<DeviceId>) -> String {
    let Some(device) = device else { return "—".to_owned() };
    let id = short(&device.to_string());
    match known.devices.get(&device).map(|row| row.label.as_str()).filter(|label| !label.is_empty()) {
        Some(label) => format!("{label} · {id}"),
        None => id,
    }
}
