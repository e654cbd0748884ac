//! The register of kinds: one line each. What a kind is stands in its own file, as a [`Spec`].

mod meeting;
mod member;
mod org;
mod reply;
mod resolution;
mod review;
pub mod spec;
mod task;

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
}

impl Kind {
    /// Every kind this version knows.
    pub const ALL: [Self; 7] =
        [Self::Meeting, Self::Member, Self::Org, Self::Resolution, Self::Task, Self::Review, Self::Reply];

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
