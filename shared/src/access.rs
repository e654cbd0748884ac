//! Who may read and write what: one answer, the same on a phone and on the server.
//!
//! Rights follow from place (organisation and role) and kind of record; no record has rights of its own.

use crate::doc::Kind;
use crate::id::OrgId;
use crate::kind::spec::{Reach, Writers};
use crate::org::OrgTree;

pub use crate::kind::spec::StreamClass;
pub use crate::role::{Right, Role};

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
    pub fn of(org: OrgId, kind: Kind) -> Self {
        Self { org, class: kind.spec().stream }
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
        let here = tree.heir(self.org);
        let above_or_same = tree.is_within(stream.org, here);
        match (stream.class, &self.role) {
            (StreamClass::Published, _) => above_or_same || tree.is_within(here, stream.org),
            (StreamClass::Own, Role::Superior | Role::Other(_)) => false,
            (StreamClass::Own, role) if role.is_of_cell() => tree.heir(stream.org) == here,
            (StreamClass::Own, _) => above_or_same,
        }
    }

    /// Whether the person may write a record of `kind` that belongs to `org`, by what the kind declares.
    ///
    /// # Errors
    /// [`Denied`], saying whether place or role forbids it.
    pub fn may_write(&self, org: OrgId, kind: Kind, tree: &OrgTree) -> Result<(), Denied> {
        self.is_among(kind.spec().writers, org, tree)
    }

    /// Whether the person is among those who may do something with records of `org`.
    ///
    /// # Errors
    /// [`Denied`], saying whether place or role forbids it.
    pub fn is_among(&self, writers: &[Writers], org: OrgId, tree: &OrgTree) -> Result<(), Denied> {
        let here = tree.heir(self.org);
        let below = tree.is_within(org, here);
        let mut listed = writers.iter().filter(|writers| writers.roles.contains(&self.role)).peekable();
        if listed.peek().is_none() {
            return Err(if below { Denied::WrongRole } else { Denied::OutsidePlace });
        }
        let reaches = |writers: &Writers| match writers.reach {
            Reach::Own => tree.heir(org) == here,
            Reach::Below => below,
        };
        if listed.any(reaches) { Ok(()) } else { Err(Denied::OutsidePlace) }
    }

    /// Every stream the person may read, in order.
    #[must_use]
    pub fn streams(&self, tree: &OrgTree) -> Vec<StreamId> {
        let both = |org: OrgId| [StreamClass::Own, StreamClass::Published].map(|class| StreamId { org, class });
        let here = tree.heir(self.org);
        let mut streams: Vec<StreamId> = tree
            .below(here)
            .map(|org| org.org)
            .chain(tree.ancestry(here))
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
