//! Keys from which ids follow: what a meeting was called for, and what a record speaks about. Whoever begins a record
//! with the same key apart begins the same record.

use automerge::{ROOT, ReadDoc, Value};

use crate::code::codes;
use crate::id::{DocId, OrgId, labelled_hash};
use crate::kind::Kind;
use crate::kind::spec::Origin;
use crate::time::CivilDate;

codes! {
    /// Kind of meeting (loại sinh hoạt).
    MeetingKind {
        /// Regular monthly meeting (sinh hoạt thường kỳ).
        Regular = "thuong_ky",
        /// Thematic meeting (sinh hoạt chuyên đề).
        Thematic = "chuyen_de",
        /// Extraordinary meeting (họp bất thường).
        Extraordinary = "bat_thuong",
        /// Regular and thematic combined.
        RegularThematic = "thuong_ky_chuyen_de",
        /// Yearly review and grading (kiểm điểm cuối năm).
        YearReview = "kiem_diem_cuoi_nam",
        /// Mid-year review (sơ kết).
        MidYear = "so_ket",
        /// Congress of the cell (đại hội chi bộ).
        Congress = "dai_hoi",
        /// Admission ceremony (lễ kết nạp).
        Admission = "ket_nap",
        /// Meeting of the cell's committee (họp chi ủy).
        Committee = "hop_chi_uy",
        /// Meeting of a party group (tổ đảng).
        Group = "to_dang",
        /// Enlarged meeting with guests (mở rộng).
        Enlarged = "mo_rong",
    }
}

/// What makes two phones' meetings the same meeting.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MeetingKey {
    /// The cell.
    pub org: OrgId,
    /// The kind of meeting.
    pub kind: MeetingKind,
    /// The civil date it was called for, in Viet Nam.
    pub date: CivilDate,
    /// 1 for the first meeting of that kind on that day; more than 255 in a later [part](crate::meeting::part) of it.
    pub ordinal: u16,
}

impl MeetingKey {
    /// The meeting's id: the first 16 bytes of a hash over the key.
    #[must_use]
    pub fn doc(&self) -> DocId {
        let date = self.date.to_string();
        DocId::derived(
            "sen/meeting/1",
            &[self.org.as_bytes(), self.kind.code().as_bytes(), date.as_bytes(), &self.ordinal.to_be_bytes()],
        )
    }

    pub(crate) fn read(doc: &automerge::Automerge) -> Option<Self> {
        let (Value::Object(_), key) = doc.get(ROOT, "key").ok()?? else { return None };
        let text = |name: &str| doc.get(&key, name).ok()?.and_then(|(value, _)| value.as_str().map(str::to_owned));
        let (org, _) = doc.get(&key, "org").ok()??;
        let (ordinal, _) = doc.get(&key, "ordinal").ok()??;
        Some(Self {
            org: OrgId::from_slice(org.as_bytes()?)?,
            kind: MeetingKind::read(&text("kind")?),
            date: CivilDate::parse(&text("date")?).ok()?,
            ordinal: u16::try_from(ordinal.as_i64()?).ok()?,
        })
    }
}

/// What makes two phones' records about another record the same record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AboutKey {
    /// The kind of this record.
    pub kind: Kind,
    /// The organisation it belongs to.
    pub org: OrgId,
    /// The record it speaks about.
    pub about: DocId,
    /// 1 for the first record of the kind about that record.
    pub ordinal: u16,
}

/// How many bytes at the beginning of an id tell that it follows from an [`AboutKey`] of some kind.
const TAG_BYTES: usize = 4;

impl AboutKey {
    /// The record's id: a hash over the key behind the tag of its kind.
    #[must_use]
    pub fn doc(&self) -> DocId {
        let code = self.kind.code().as_bytes();
        let parts = [code, self.org.as_bytes(), self.about.as_bytes(), &self.ordinal.to_be_bytes()];
        let mut id = *DocId::derived("sen/record/1", &parts).as_bytes();
        id.iter_mut().zip(tag(self.kind)).for_each(|(byte, tag)| *byte = tag);
        DocId::from_bytes(id)
    }

    pub(crate) fn read(doc: &automerge::Automerge, kind: Kind) -> Option<Self> {
        let (Value::Object(_), key) = doc.get(ROOT, "key").ok()?? else { return None };
        let value = |name: &str| doc.get(&key, name).ok()?.map(|(value, _)| value);
        Some(Self {
            kind,
            org: OrgId::from_slice(value("org")?.as_bytes()?)?,
            about: DocId::from_slice(value("about")?.as_bytes()?)?,
            ordinal: u16::try_from(value("ordinal")?.as_i64()?).ok()?,
        })
    }
}

fn tag(kind: Kind) -> [u8; TAG_BYTES] {
    let mut tag = [0; TAG_BYTES];
    tag.iter_mut()
        .zip(labelled_hash("sen/kind/1", &[kind.code().as_bytes()]))
        .for_each(|(byte, hashed)| *byte = hashed);
    tag
}

/// Whether a record of that kind may begin under an id. An id that follows from what a record of another kind speaks about
/// is known before that record is written, so without this anybody could take its place.
#[must_use]
pub fn may_bear(kind: Kind, doc: DocId) -> bool {
    let reserved = |other: &Kind| other.spec().origin == Origin::About && doc.as_bytes().starts_with(&tag(*other));
    Kind::ALL.iter().find(|other| reserved(other)).is_none_or(|other| *other == kind)
}
