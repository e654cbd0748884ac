//! Who may read and write what: one answer, the same on a phone and on the server.
//!
//! Rights follow from place (organisation and role) and kind of record; no record has rights of its own.

use crate::code::codes;
use crate::doc::Kind;
use crate::id::OrgId;
use crate::org::OrgTree;

codes! {
    /// What a person is enrolled as.
    Role {
        /// Head of a cell (bí thư).
        Head = "bi_thu",
        /// Deputy head (phó bí thư).
        DeputyHead = "pho_bi_thu",
        /// Member of the cell's committee (chi ủy viên).
        Committee = "chi_uy_vien",
        /// Takes the minutes (thư ký).
        MinuteTaker = "thu_ky",
        /// The ward's office: administrator (văn phòng).
        Office = "van_phong",
        /// Reviewer (ban xây dựng đảng).
        Building = "ban_xay_dung_dang",
        /// Reviewer of the standing committee (thường trực).
        Standing = "thuong_truc",
        /// Inspector (ủy ban kiểm tra).
        Inspection = "ubkt",
        /// Viewer of a superior committee: numbers and adopted minutes only (cấp trên).
        Superior = "cap_tren",
    }
}

impl Role {
    /// Whether the role belongs to a cell rather than to the committee above it.
    #[must_use]
    pub const fn is_of_cell(&self) -> bool {
        matches!(self, Self::Head | Self::DeputyHead | Self::Committee | Self::MinuteTaker)
    }
}

/// Whether a stream is read upward only, or by everything below as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamClass {
    /// Read by the organisation and those above it.
    Own,
    /// Read also by everything below it.
    Published,
}

/// One organisation's ordered log on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId {
    /// Whose log.
    pub org: OrgId,
    /// Which of its two.
    pub class: StreamClass,
}

impl StreamId {
    /// The stream in which an organisation's records of that kind live.
    #[must_use]
    pub const fn of(org: OrgId, kind: Kind) -> Self {
        let class = match kind {
            Kind::Meeting | Kind::Member => StreamClass::Own,
            Kind::Org => StreamClass::Published,
        };
        Self { org, class }
    }
}

/// A person's place: organisation and role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The organisation enrolled in.
    pub org: OrgId,
    /// The role held there.
    pub role: Role,
}

/// Why something is not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Another organisation's records.
    #[error("this lies outside the person's organisation")]
    OutsidePlace,
    /// The role does not write this kind of record.
    #[error("this role does not write such records")]
    WrongRole,
}

impl Place {
    /// Whether the person may read a stream.
    #[must_use]
    pub fn may_read(&self, stream: StreamId, tree: &OrgTree) -> bool {
        let above_or_same = tree.is_within(stream.org, self.org);
        match (stream.class, &self.role) {
            (StreamClass::Published, _) => above_or_same || tree.is_within(self.org, stream.org),
            (StreamClass::Own, Role::Superior | Role::Other(_)) => false,
            (StreamClass::Own, role) if role.is_of_cell() => stream.org == self.org,
            (StreamClass::Own, _) => above_or_same,
        }
    }

    /// Whether the person may write a record of `kind` that belongs to `org`.
    ///
    /// Cells write meetings and members. The ward's office also writes members, because it keeps the
    /// register with the cells and imports it; it alone writes the tree of organisations.
    ///
    /// # Errors
    /// [`Denied`], saying whether place or role is in the way.
    pub fn may_write(&self, org: OrgId, kind: Kind, tree: &OrgTree) -> Result<(), Denied> {
        let own = org == self.org;
        let below = tree.is_within(org, self.org);
        match (kind, &self.role) {
            (Kind::Meeting, role) if role.is_of_cell() => own.then_some(()).ok_or(Denied::OutsidePlace),
            (Kind::Member, Role::Head | Role::DeputyHead | Role::Committee) => {
                own.then_some(()).ok_or(Denied::OutsidePlace)
            }
            (Kind::Member, Role::Office) => below.then_some(()).ok_or(Denied::OutsidePlace),
            (Kind::Org, Role::Office) => below.then_some(()).ok_or(Denied::OutsidePlace),
            _ if !below => Err(Denied::OutsidePlace),
            _ => Err(Denied::WrongRole),
        }
    }

    /// Every stream the person may read, in order.
    #[must_use]
    pub fn streams(&self, tree: &OrgTree) -> Vec<StreamId> {
        let both = |org: OrgId| [StreamClass::Own, StreamClass::Published].map(|class| StreamId { org, class });
        let mut streams: Vec<StreamId> = tree
            .below(self.org)
            .map(|org| org.org)
            .chain(tree.ancestry(self.org))
            .flat_map(both)
            .filter(|stream| self.may_read(*stream, tree))
            .collect();
        streams.sort_unstable();
        streams.dedup();
        streams
    }
}

#[cfg(test)]
mod tests;
