//! Standing orders of business: what a meeting of a kind goes through, in order.

use serde::Deserialize;
use toml::Table;

use super::basis::{Basis, Label};
use super::fault::{Fault, RulesError, refused};
use super::read::{RawLabel, basis, fields, kinds};
use crate::key::MeetingKind;
use crate::time::CivilDate;

/// Most items an order has.
const ITEMS_MAX: usize = 40;

/// A standing order of business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its name.
    pub name: String,
    /// The kinds of meeting it is for.
    pub meetings: Vec<MeetingKind>,
    /// The items, in order.
    pub items: Vec<Label>,
    /// Where it comes from and when it holds.
    pub basis: Basis,
    pub(super) layer: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOrder {
    meetings: Vec<String>,
    items: Vec<RawLabel>,
}

impl Order {
    pub(super) fn read(at: &str, name: &str, mut table: Table, layer: usize) -> Result<Self, RulesError> {
        let basis = basis(at, &mut table)?;
        let RawOrder { meetings, items } = fields(at, table)?;
        let part = |name: &str| format!("{at}.{name}");
        if items.is_empty() || items.len() > ITEMS_MAX {
            return Err(refused(part("items"), Fault::Items, &ITEMS_MAX.to_string()));
        }
        let items = items.into_iter().map(|item| item.checked(&part("items"))).collect::<Result<_, _>>()?;
        Ok(Self { name: name.to_owned(), meetings: kinds(&part("meetings"), &meetings)?, items, basis, layer })
    }

    pub(super) fn is_for(&self, kind: &MeetingKind, day: CivilDate) -> bool {
        self.meetings.contains(kind) && self.basis.in_force(day)
    }
}
