//! When somebody is none of an organisation's any more: their record lives elsewhere, or says that they are out.

use crate::access::Place;
use crate::doc::Doc;
use crate::id::{ChangeId, DeviceId, OrgId};
use crate::kind::{STATUS_UNNAMED, Status};
use crate::org::OrgTree;
use crate::record::Row;

/// Why somebody has no part any more in what the organisation they were enrolled in keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parting {
    /// Their record lives in another organisation.
    Moved,
    /// They died, left the Party or were put out of it, or moved out of the ward.
    Out,
}

impl Parting {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Moved, Self::Out];

    /// The figures of a member's row that say so.
    pub const FIGURES: [&'static str; 2] = ["status", "cell"];

    /// Its stored code, which stands for ever.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Moved => "da_chuyen",
            Self::Out => "da_ra",
        }
    }

    /// The one of that code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|parting| parting.code() == code)
    }

    /// What a place has to do with it: who stands above the cells does not stand in the one their record lives in.
    fn for_place(place: &Place, is_out: bool, home: OrgId, tree: &OrgTree) -> Option<Self> {
        if is_out {
            return Some(Self::Out);
        }
        (place.role.is_of_cell() && tree.heir(home) != tree.heir(place.org)).then_some(Self::Moved)
    }

    /// What a member's row says of whoever was enrolled as them in a place.
    #[must_use]
    pub fn of_row(row: &Row, place: &Place, tree: &OrgTree) -> Option<Self> {
        let is_out = Status::read(row.text("status").unwrap_or(STATUS_UNNAMED)).is_out();
        Self::for_place(place, is_out, row.home(), tree)
    }
}

/// What just became of a member by the word of those who may decide it: their record left `was` for `home`, or one of the
/// `fresh` changes, by the office, says that they are out.
#[derive(Debug, Clone, Copy)]
pub struct Decided {
    was: OrgId,
    home: OrgId,
    is_out: bool,
}

impl Decided {
    /// Nothing for a record that is no member's, or where nothing of it changed.
    ///
    /// `place` gives the place of a device that was enrolled.
    #[must_use]
    pub fn of(
        doc: &Doc,
        (was, home): (OrgId, OrgId),
        fresh: &[ChangeId],
        tree: &OrgTree,
        place: impl Fn(DeviceId) -> Option<Place>,
    ) -> Option<Self> {
        let spec = doc.kind().spec();
        spec.placing()?;
        let ended = || {
            let (_, deciders) = spec.head_field("status")?.reserved?;
            let said = doc.undisputed(spec.head, "status").filter(|said| fresh.contains(&said.change))?;
            let is_out = Status::read(said.value.as_str()?).is_out();
            Some(is_out && place(said.author?)?.is_among(deciders, home, tree).is_ok())
        };
        let decided = Self { was, home, is_out: ended().unwrap_or(false) };
        (decided.is_out || was != home).then_some(decided)
    }

    /// What it comes to for a phone of that person in a place.
    #[must_use]
    pub fn parts(&self, place: &Place, tree: &OrgTree) -> Option<Parting> {
        let from_here = self.is_out || tree.heir(self.was) == tree.heir(place.org);
        Parting::for_place(place, self.is_out, self.home, tree).filter(|_| from_here)
    }
}
