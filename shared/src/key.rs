//! What a meeting was called for, from which its id follows.

use automerge::{ROOT, ReadDoc, Value};

use crate::code::codes;
use crate::id::{DocId, OrgId};
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
