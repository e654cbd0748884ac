//! Who writes records of a kind, and whose.

use crate::role::Role;

/// Roles that may write, and how far.
#[derive(Debug, Clone, Copy)]
pub struct Writers {
    /// The roles.
    pub roles: &'static [Role],
    /// Whose records.
    pub reach: Reach,
}

/// Whose records a role reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those of the organisation the person is enrolled in.
    Own,
    /// Those of that organisation and of every one below it.
    Below,
}

/// Every officer of a cell, for the cell's own records.
pub(in crate::kind) const CELL: Writers =
    Writers { roles: &[Role::Head, Role::DeputyHead, Role::Committee, Role::MinuteTaker], reach: Reach::Own };
/// The officers of a cell who keep its register and direct its work.
pub(in crate::kind) const COMMITTEE: Writers =
    Writers { roles: &[Role::Head, Role::DeputyHead, Role::Committee], reach: Reach::Own };
/// Those who sign for a cell.
pub(in crate::kind) const HEADS: Writers = Writers { roles: &[Role::Head, Role::DeputyHead], reach: Reach::Own };
/// The ward's office, for everything below it.
pub(in crate::kind) const OFFICE: Writers = Writers { roles: &[Role::Office], reach: Reach::Below };
/// The ward's office, for what it decides itself.
pub(in crate::kind) const OFFICE_ALONE: Writers = Writers { roles: &[Role::Office], reach: Reach::Own };
/// The ward's committee and its offices, for the ward's own records.
pub(in crate::kind) const WARD: Writers =
    Writers { roles: &[Role::Office, Role::PartyBuilding, Role::Standing], reach: Reach::Own };
/// Whoever reviews for the ward.
pub(in crate::kind) const REVIEWERS: Writers =
    Writers { roles: &[Role::Office, Role::PartyBuilding, Role::Standing], reach: Reach::Below };
