//! The records, keys and certificates that inputs meet: made once, always the same.

use std::sync::LazyLock;

use shared::SigningKey;
use shared::access::Role;
use shared::doc::{Doc, Edit, Kind, Pen, Seed};
use shared::envelope::Certificate;
use shared::id::{DeviceId, DocId, OrgId};
use shared::meeting::{self, MeetingKey, MeetingKind, WriteError};
use shared::member;
use shared::time::{CivilDate, Timestamp};

/// What inputs meet.
pub(super) struct Ground {
    pub(super) key: SigningKey,
    pub(super) ward: SigningKey,
    pub(super) device: DeviceId,
    pub(super) cell: OrgId,
    /// A member's record and a meeting, each with some history.
    pub(super) docs: [Doc; 2],
}

/// A device's pen that has not written anything yet.
pub(super) const FRESH: [u8; 8] = [9; 8];

pub(super) fn ground() -> &'static Ground {
    static GROUND: LazyLock<Ground> = LazyLock::new(lay);
    &GROUND
}

impl Ground {
    pub(super) fn certificate(&self) -> Certificate {
        Certificate {
            public_key: self.key.verifying_key().to_bytes(),
            org: self.cell,
            role: Role::Head.code().to_owned(),
            person: "Lê Thị Sen".to_owned(),
            member: None,
            issued_ms: 0,
        }
    }
}

pub(super) fn member_id() -> DocId {
    DocId::from_bytes([5; 16])
}

pub(super) fn meeting_key(cell: OrgId) -> Option<MeetingKey> {
    let date = CivilDate::new(2026, 11, 5)?;
    Some(MeetingKey { org: cell, date, kind: MeetingKind::Regular, ordinal: 1 })
}

fn lay() -> Ground {
    let key = SigningKey::from_bytes(&[3; 32]);
    let device = DeviceId::of_key(&key.verifying_key().to_bytes());
    let cell = OrgId::from_bytes([7; 16]);
    let pen = Pen::new(device, [1; 8]);
    let mut member = Doc::create(&Seed::Id(shared::doc::Kind::Member, member_id()));
    write(&mut member, &pen, 1, |edit| member::set_field(edit, "full_name", "Đặng Thị Sen"));
    write(&mut member, &pen, 2, |edit| member::set_notes(edit, "sinh hoạt tại tổ 3, khóm Mỹ Phước"));
    write(&mut member, &pen, 3, |edit| member::set_notes(edit, "sinh hoạt tại tổ 4, khóm Mỹ Phước, phường Sen"));
    let mut held = meeting_key(cell).map_or_else(|| member.clone(), |key| Doc::create(&Seed::Meeting(key)));
    if held.kind() == Kind::Meeting {
        write(&mut held, &pen, 4, |edit| meeting::splice_minutes(edit, 0, 0, "Cuộc họp bắt đầu lúc 8 giờ."));
        write(&mut held, &pen, 5, |edit| meeting::splice_minutes(edit, 3, 4, "trễ "));
    }
    Ground { key, ward: SigningKey::from_bytes(&[4; 32]), device, cell, docs: [member, held] }
}

/// Writes one change; a mistake here shows at once, because the record then lacks it.
pub(super) fn write(
    doc: &mut Doc,
    pen: &Pen,
    second: i64,
    change: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>,
) {
    let written = doc.edit(pen, Timestamp::from_ms(second * 1000), change);
    assert!(written.is_ok(), "the ground of the contract cannot be laid: {:?}", written.err());
}
