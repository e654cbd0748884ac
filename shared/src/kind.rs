//! The register of kinds: one line each. What a kind is stands in its own file, as a [`Spec`].

mod case;
mod checks;
mod decision;
mod dialogue;
mod dues;
mod guidance;
mod inspection;
mod mass_org;
mod meeting;
mod member;
mod model;
mod order;
mod org;
mod org_change;
mod programme;
mod questioning;
mod regulation;
mod reply;
mod report;
mod residence;
mod resolution;
mod review;
mod self_review;
pub mod spec;
mod task;
mod transfer;

pub use meeting::State;
pub(crate) use member::STATUS_UNNAMED;
pub use member::{Post, Status};
pub use org::OrgClass;
pub use spec::Spec;

/// The kind of a record, which decides its foundation, its stream and who may write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A meeting of a cell (buổi sinh hoạt chi bộ).
    Meeting,
    /// A party member's row in the register (đảng viên, mẫu 7-HSĐV).
    Member,
    /// A party organisation (tổ chức đảng).
    Org,
    /// A cell's resolution or conclusion (nghị quyết, kết luận).
    Resolution,
    /// A task (nhiệm vụ).
    Task,
    /// The ward's review of a record.
    Review,
    /// The cell's answer to it.
    Reply,
    /// A working regulation (quy chế làm việc).
    Regulation,
    /// Self-criticism and the grade of a period (tự phê bình, xếp loại).
    SelfReview,
    /// Questioning in a session of the ward's committee (chất vấn).
    Questioning,
    /// A day of receiving citizens, or a dialogue with them (tiếp dân, đối thoại).
    Dialogue,
    /// A programme of action (chương trình hành động).
    Programme,
    /// The Front, a mass organisation, an association (Mặt trận, đoàn thể, hội).
    MassOrg,
    /// A model worth copying (mô hình).
    Model,
    /// Guidance for the meetings of cells (hướng dẫn sinh hoạt).
    Guidance,
    /// An inspection or supervision (kiểm tra, giám sát).
    Inspection,
    /// An interim or final review (sơ kết, tổng kết).
    Report,
    /// The dues of a month (đảng phí).
    Dues,
    /// A matter of one person that a cell considers (kết nạp, kỷ luật, xóa tên, khen thưởng).
    Case,
    /// What the ward decides on it (quyết định).
    Decision,
    /// A member's transfer to another organisation (chuyển sinh hoạt đảng).
    Transfer,
    /// How organisations are set up anew (sắp xếp, kiện toàn tổ chức).
    OrgChange,
    /// A member who keeps contact where they live (đảng viên 213).
    Residence,
    /// An order that records be taken away (quyết định thu hồi hồ sơ).
    Order,
}

impl Kind {
    /// Every kind this version knows.
    pub const ALL: [Self; 24] = [
        Self::Meeting,
        Self::Member,
        Self::Org,
        Self::Resolution,
        Self::Task,
        Self::Review,
        Self::Reply,
        Self::Regulation,
        Self::SelfReview,
        Self::Questioning,
        Self::Dialogue,
        Self::Programme,
        Self::MassOrg,
        Self::Model,
        Self::Guidance,
        Self::Inspection,
        Self::Report,
        Self::Dues,
        Self::Case,
        Self::Decision,
        Self::Transfer,
        Self::OrgChange,
        Self::Residence,
        Self::Order,
    ];

    /// What the kind declares of itself.
    #[must_use]
    pub fn spec(self) -> &'static Spec {
        match self {
            Self::Meeting => &meeting::SPEC,
            Self::Member => &member::SPEC,
            Self::Org => &org::SPEC,
            Self::Resolution => &resolution::SPEC,
            Self::Task => &task::SPEC,
            Self::Review => &review::SPEC,
            Self::Reply => &reply::SPEC,
            Self::Regulation => &regulation::SPEC,
            Self::SelfReview => &self_review::SPEC,
            Self::Questioning => &questioning::SPEC,
            Self::Dialogue => &dialogue::SPEC,
            Self::Programme => &programme::SPEC,
            Self::MassOrg => &mass_org::SPEC,
            Self::Model => &model::SPEC,
            Self::Guidance => &guidance::SPEC,
            Self::Inspection => &inspection::SPEC,
            Self::Report => &report::SPEC,
            Self::Dues => &dues::SPEC,
            Self::Case => &case::SPEC,
            Self::Decision => &decision::SPEC,
            Self::Transfer => &transfer::SPEC,
            Self::OrgChange => &org_change::SPEC,
            Self::Residence => &residence::SPEC,
            Self::Order => &order::SPEC,
        }
    }

    /// The stable code, as written in documents and on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.spec().code
    }

    /// The kind's number on the wire.
    #[must_use]
    pub fn number(self) -> u8 {
        self.spec().number
    }

    /// The kind with that number, if this version knows it.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// The kind with that code, if this version knows it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl<C> minicbor::Encode<C> for Kind {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.u8(self.number())?.ok()
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Kind {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let at = d.position();
        let number = d.u32()?;
        let known = u8::try_from(number).ok().and_then(Self::from_number);
        known.ok_or_else(|| minicbor::decode::Error::unknown_variant(i64::from(number)).at(at))
    }
}

#[cfg(test)]
mod tests;
