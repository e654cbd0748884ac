//! The tree of party organisations, with dates of validity. Organisations end; they are never deleted.

use std::collections::BTreeMap;

use crate::doc::{Doc, Edit, Kind, Node};
use crate::id::OrgId;
use crate::input::{WriteError, line};
use crate::time::CivilDate;

pub use crate::kind::OrgClass;

/// The kind of these records.
pub const KIND: Kind = Kind::Org;

/// The field that says who took over an organisation.
pub const CARRIED_BY: &str = "carried_by";

/// What an organisation's record says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgView {
    /// The organisation.
    pub org: OrgId,
    /// Its name in full.
    pub name: String,
    /// Its class.
    pub class: OrgClass,
    /// Kind of residential unit: khóm, ấp, tổ dân phố …
    pub unit_kind: Option<String>,
    /// The organisation directly above; `None` for the top of what this server knows.
    pub parent: Option<OrgId>,
    /// First day it exists.
    pub valid_from: Option<CivilDate>,
    /// Last day it exists, if it ended.
    pub valid_to: Option<CivilDate>,
    /// Organisations that carry on its work.
    pub successors: Vec<OrgId>,
    /// The one that took over its records, members and devices, where no two are named.
    pub carried_by: Option<OrgId>,
}

/// Writes an organisation's head data; unchanged values write nothing.
///
/// # Errors
/// [`WriteError`] for a line that is too long.
pub fn describe(edit: &mut Edit<'_>, org: &OrgView) -> Result<(), WriteError> {
    edit.put("about", "name", line("name", &org.name)?)?;
    edit.put("about", "class", org.class.code())?;
    if let Some(kind) = &org.unit_kind {
        edit.put("about", "unit_kind", line("unit_kind", kind)?)?;
    }
    if let Some(parent) = org.parent {
        edit.put("about", "parent", parent.to_string())?;
    }
    for (field, date) in [("valid_from", org.valid_from), ("valid_to", org.valid_to)] {
        if let Some(date) = date {
            edit.put("about", field, date.to_string())?;
        }
    }
    if let Some(carried_by) = org.carried_by {
        edit.put("about", CARRIED_BY, carried_by.to_string())?;
    }
    for successor in &org.successors {
        edit.put("links", &format!("{successor}/successor"), true)?;
    }
    Ok(())
}

/// Gives an organisation another name, by which it goes since a day. The name before stays in the record's history.
///
/// # Errors
/// [`WriteError`] for a line that is too long or empty.
pub fn rename(edit: &mut Edit<'_>, name: &str, since: CivilDate) -> Result<(), WriteError> {
    edit.put("about", "name", line("name", name)?)?;
    Ok(edit.put("about", "name_since", since.to_string())?)
}

/// Puts an organisation under another one since a day.
///
/// # Errors
/// [`WriteError`] when the record refuses.
pub fn put_under(edit: &mut Edit<'_>, parent: OrgId, since: CivilDate) -> Result<(), WriteError> {
    edit.put("about", "parent", parent.to_string())?;
    Ok(edit.put("about", "parent_since", since.to_string())?)
}

/// Takes the end of an organisation back, with those that should have carried on its work.
///
/// # Errors
/// [`WriteError`] when the record refuses.
pub fn go_on(edit: &mut Edit<'_>, successors: &[OrgId]) -> Result<(), WriteError> {
    edit.remove("about", "valid_to")?;
    edit.remove("about", CARRIED_BY)?;
    for successor in successors {
        edit.remove("links", &format!("{successor}/successor"))?;
    }
    Ok(())
}

impl OrgView {
    /// Reads an organisation's record; `None` when it is none or has no name yet.
    #[must_use]
    pub fn of(doc: &Doc) -> Option<Self> {
        if doc.kind() != KIND {
            return None;
        }
        let tree = doc.tree();
        let about = tree.get("about")?;
        let date = |field: &str| about.str(field).and_then(|text| CivilDate::parse(text).ok());
        let links = tree.get("links").map(Node::entries);
        let successors = links
            .into_iter()
            .flat_map(|map| map.keys())
            .filter_map(|leaf| leaf.strip_suffix("/successor")?.parse().ok());
        Some(Self {
            org: doc.id().as_org(),
            name: about.line("name")?,
            class: OrgClass::read(about.str("class").unwrap_or("chi_bo")),
            unit_kind: about.line("unit_kind"),
            parent: about.str("parent").and_then(|text| text.parse().ok()),
            valid_from: date("valid_from"),
            valid_to: date("valid_to"),
            successors: successors.collect(),
            carried_by: carried_by(doc),
        })
    }

    /// Whether others can lie under it.
    #[must_use]
    pub const fn takes_others(&self) -> bool {
        matches!(self.class, OrgClass::Ward | OrgClass::BaseCommittee)
    }

    /// Whether it exists on a day.
    #[must_use]
    pub fn exists_on(&self, day: CivilDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// The organisation that took over, where no two are named.
#[must_use]
pub fn carried_by(doc: &Doc) -> Option<OrgId> {
    doc.undisputed("about", CARRIED_BY)?.value.as_str()?.parse().ok()
}

/// Depth beyond which a chain of parents is taken for a circle.
const DEPTH_MAX: usize = 16;

/// Every organisation this side knows, by id.
#[derive(Debug, Clone, Default)]
pub struct OrgTree {
    orgs: BTreeMap<OrgId, OrgView>,
}

impl OrgTree {
    /// Builds the tree; later entries for the same organisation replace earlier ones.
    #[must_use]
    pub fn of(orgs: impl IntoIterator<Item = OrgView>) -> Self {
        Self { orgs: orgs.into_iter().map(|org| (org.org, org)).collect() }
    }

    /// Adds or replaces one organisation.
    pub fn put(&mut self, org: OrgView) {
        self.orgs.insert(org.org, org);
    }

    /// One organisation.
    #[must_use]
    pub fn get(&self, org: OrgId) -> Option<&OrgView> {
        self.orgs.get(&org)
    }

    /// Every organisation, by id.
    pub fn iter(&self) -> impl Iterator<Item = &OrgView> {
        self.orgs.values()
    }

    /// Whether `org` is `above` or lies below it. An ended organisation stays where it was, or lies below the one that carries
    /// it on: its records remain readable to those above.
    #[must_use]
    pub fn is_within(&self, org: OrgId, above: OrgId) -> bool {
        self.ancestry(org).any(|found| found == above)
    }

    /// The organisation itself, then each one above it.
    pub fn ancestry(&self, org: OrgId) -> impl Iterator<Item = OrgId> {
        let above = |org: &OrgId| {
            let org = self.orgs.get(org)?;
            self.carrier(org).or(org.parent)
        };
        std::iter::successors(Some(org), above).take(DEPTH_MAX)
    }

    /// Whether an organisation has ended in one that it carries on itself, or that lies below it, by what two offices wrote apart:
    /// then nobody has taken it over until one of the records is mended.
    #[must_use]
    pub fn is_carried_in_a_circle(&self, org: &OrgView) -> bool {
        let says_who = org.valid_to.is_some() && org.carried_by.is_some_and(|carrier| self.orgs.contains_key(&carrier));
        says_who && self.carrier(org).is_none()
    }

    /// Who has taken an organisation over. Nobody has taken over one that goes on, nor one it lies below itself by what the
    /// records say.
    fn carrier(&self, org: &OrgView) -> Option<OrgId> {
        let carrier = org.carried_by.filter(|carrier| org.valid_to.is_some() && self.orgs.contains_key(carrier))?;
        let said = |org: &OrgId| self.orgs.get(org).and_then(|org| org.carried_by.or(org.parent));
        let mut above = std::iter::successors(Some(carrier), said).take(DEPTH_MAX);
        (!above.any(|found| found == org.org)).then_some(carrier)
    }

    /// The organisation itself, then each one of its class that carries on the one before.
    fn heirs(&self, org: OrgId) -> impl Iterator<Item = OrgId> {
        let next = |org: &OrgId| {
            let org = self.orgs.get(org)?;
            let carrier = self.orgs.get(&self.carrier(org)?)?;
            (carrier.class == org.class).then_some(carrier.org)
        };
        std::iter::successors(Some(org), next).take(DEPTH_MAX)
    }

    /// The organisation in which somebody of `org` has their place by now: the one that carries it on, if it is of the same
    /// class.
    #[must_use]
    pub fn heir(&self, org: OrgId) -> OrgId {
        self.heirs(org).last().unwrap_or(org)
    }

    /// The organisation to which a day in the books of `org` belongs: once that has ended, the one that carries it on.
    #[must_use]
    pub fn heir_on(&self, org: OrgId, day: CivilDate) -> OrgId {
        let goes_on = self.orgs.get(&org).is_none_or(|org| org.exists_on(day));
        if goes_on { org } else { self.heir(org) }
    }

    /// The organisation and those it carries on: their members, tasks and meetings are its own by now.
    #[must_use]
    pub fn holdings(&self, org: OrgId) -> Vec<OrgId> {
        let ended = self.orgs.values().filter(|one| one.carried_by.is_some() && one.org != org);
        let carried = ended.filter(|one| self.heirs(one.org).any(|heir| heir == org));
        std::iter::once(org).chain(carried.map(|one| one.org)).collect()
    }

    /// Everything at or below `above`, by id.
    pub fn below(&self, above: OrgId) -> impl Iterator<Item = &OrgView> {
        self.orgs.values().filter(move |org| self.is_within(org.org, above))
    }
}

#[cfg(test)]
mod tests;
