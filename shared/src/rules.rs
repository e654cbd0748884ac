//! Rules with dates: rubrics of the score sheet, norms, shares of votes, orders of business. Data, compiled in and read once.
//!
//! Each value names its instrument, the days it is in force and how sure it is. A province or ward lays values of its own
//! over the shipped ones by a text of the same form; nothing shipped changes under its name, because records keep the name
//! they were made under. Rules are shown, and never block.

mod basis;
mod book;
mod criterion;
mod entry;
mod fault;
mod norm;
mod order;
mod read;
mod rubric;
mod share;

pub use basis::{Basis, Instrument, Label, Sureness};
pub use book::{Book, RulesMark, RulesNews, RulesText, Version};
pub use criterion::{Condition, Criterion, Fact, ScaleStep};
pub use entry::{Entry, Force};
pub use fault::{Fault, RulesError};
pub use norm::{Norm, NormGroup, NormKey, Unit};
pub use order::Order;
pub use rubric::{Grade, GradeBand, LargeCell, POINTS_SUM, Rubric};
pub use share::Share;

use std::sync::LazyLock;

use serde::Deserialize;
use toml::Table;

use crate::key::MeetingKind;
use crate::limits::RULES_BYTES_MAX;
use crate::time::CivilDate;
use fault::refused;
use read::{SOURCE, fields, is_name, laid_over, own_source, table};

const SHIPPED: [&str; 8] = [
    include_str!("../rules/score-a.toml"),
    include_str!("../rules/score-b.toml"),
    include_str!("../rules/deadlines.toml"),
    include_str!("../rules/votes.toml"),
    include_str!("../rules/orders.toml"),
    include_str!("../rules/dues.toml"),
    include_str!("../rules/cases.toml"),
    include_str!("../rules/badges.toml"),
];

/// All rules that hold in one place, of every time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules {
    rubrics: Vec<Rubric>,
    norms: Vec<Norm>,
    shares: Vec<Share>,
    orders: Vec<Order>,
    series: String,
    /// Rubrics of earlier versions of a place's text, found by the name a record may keep and by nothing else.
    retired: Vec<Rubric>,
    /// What was read, for `like`.
    read: Table,
    /// How many texts of places were laid over the shipped ones.
    layer: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChoice {
    score: String,
}

impl Rules {
    /// The rules this version ships.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static RULES: LazyLock<Rules> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "the texts are compiled in, and a test reads them")]
            Rules::of(&SHIPPED).expect("the shipped rules are readable")
        });
        &RULES
    }

    fn of(texts: &[&str]) -> Result<Self, RulesError> {
        let mut rules = Self::default();
        for text in texts {
            rules.take(text)?;
        }
        rules.check()?;
        Ok(rules)
    }

    /// The rules of a province or ward: its text over these.
    ///
    /// # Errors
    /// [`RulesError`] says which key is unknown, missing or does not fit; these rules are as they were.
    pub fn with_local(&self, text: &str) -> Result<Self, RulesError> {
        let mut rules = self.clone();
        rules.layer += 1;
        rules.take(text)?;
        rules.check()?;
        Ok(rules)
    }

    /// These rules as the version that follows on `earlier` in the same place: what a record may name by an id of before is
    /// found as it was: a meeting's points name their rubric.
    ///
    /// # Errors
    /// [`RulesError`] where a rubric means something else than the one of before had under its id.
    pub fn succeeding(mut self, earlier: &Self) -> Result<Self, RulesError> {
        for old in earlier.rubrics.iter().chain(&earlier.retired) {
            match self.rubric(&old.id) {
                Some(new) if new.means_the_same(old) => {}
                Some(_) => return Err(refused(format!("score.{}", old.id), Fault::Kept, "")),
                None => self.retired.push(old.clone()),
            }
        }
        Ok(self)
    }

    /// Every rubric, of every time.
    #[must_use]
    pub fn rubrics(&self) -> &[Rubric] {
        &self.rubrics
    }

    /// Every norm, of every time.
    #[must_use]
    pub fn norms(&self) -> &[Norm] {
        &self.norms
    }

    /// Every share, of every version.
    #[must_use]
    pub fn shares(&self) -> &[Share] {
        &self.shares
    }

    /// The rubric a record names.
    #[must_use]
    pub fn rubric(&self, id: &str) -> Option<&Rubric> {
        self.rubrics.iter().chain(&self.retired).find(|rubric| rubric.id == id)
    }

    /// The rubric for a meeting of this kind on this day, of the series chosen here.
    #[must_use]
    pub fn rubric_in_force(&self, kind: &MeetingKind, day: CivilDate) -> Option<&Rubric> {
        let chosen = self.rubrics.iter().filter(|rubric| rubric.series == self.series && rubric.is_for(kind, day));
        chosen.max_by_key(|rubric| rubric.layer)
    }

    /// The value of a norm on a day.
    #[must_use]
    pub fn norm_in_force(&self, key: &NormKey, day: CivilDate) -> Option<&Norm> {
        let in_force = self.norms.iter().filter(|norm| norm.key == *key && norm.basis.in_force(day));
        in_force.max_by_key(|norm| norm.layer)
    }

    /// Every order of business, of every time.
    #[must_use]
    pub fn orders(&self) -> &[Order] {
        &self.orders
    }

    /// The order of business for a meeting of this kind on this day.
    #[must_use]
    pub fn order_in_force(&self, kind: &MeetingKind, day: CivilDate) -> Option<&Order> {
        self.orders.iter().filter(|order| order.is_for(kind, day)).max_by_key(|order| order.layer)
    }

    /// The share a matter needs in a version.
    #[must_use]
    pub fn share(&self, version: &str, matter: &str) -> Option<&Share> {
        let find = |matter| self.shares.iter().find(|share| share.version == version && share.matter == matter);
        find(matter).or_else(|| find("khac"))
    }

    fn take(&mut self, text: &str) -> Result<(), RulesError> {
        if text.len() > RULES_BYTES_MAX {
            return Err(RulesError::TooLong { max: RULES_BYTES_MAX });
        }
        for (section, value) in text.parse::<Table>().map_err(Box::new)? {
            let entries = table(&section, value)?;
            match section.as_str() {
                "choice" => self.series = fields::<RawChoice>(&section, entries)?.score,
                "score" => self.take_each(&section, entries, |rules, at, id, table| {
                    let rubric = Rubric::read(at, id, table, rules.layer)?;
                    rules.rubrics.push(rubric);
                    Ok(())
                })?,
                "norm" => {
                    for (key, value) in entries {
                        let section = format!("{section}.{key}");
                        let key = NormKey::known(&key).ok_or_else(|| refused(&*section, Fault::Unknown, &key))?;
                        self.take_each(&section, table(&section, value)?, |rules, at, name, table| {
                            let norm = Norm::read(at, key.clone(), name, table, rules.layer)?;
                            rules.norms.push(norm);
                            Ok(())
                        })?;
                    }
                }
                "order" => self.take_each(&section, entries, |rules, at, name, table| {
                    let order = Order::read(at, name, table, rules.layer)?;
                    rules.orders.push(order);
                    Ok(())
                })?,
                // A vote names the version of its share, which says the same everywhere.
                "vote" if self.layer > 0 => return Err(refused(section, Fault::PlaceVote, "")),
                "vote" => {
                    for (version, value) in entries {
                        let section = format!("{section}.{version}");
                        self.take_each(&section, table(&section, value)?, |rules, at, matter, table| {
                            rules.shares.push(Share::read(at, &version, matter, table)?);
                            Ok(())
                        })?;
                    }
                }
                _ => return Err(refused(section, Fault::Unknown, "")),
            }
        }
        Ok(())
    }

    /// Reads the named values of a section, each new, and each laid over the one it is like.
    fn take_each(
        &mut self,
        section: &str,
        entries: Table,
        read: impl Fn(&mut Self, &str, &str, Table) -> Result<(), RulesError>,
    ) -> Result<(), RulesError> {
        for (name, value) in entries {
            let at = format!("{section}.{name}");
            let mut values = table(&at, value)?;
            if !is_name(&name) {
                return Err(refused(at, Fault::Name, ""));
            }
            if self.read.contains_key(&at) {
                return Err(refused(at, Fault::Taken, ""));
            }
            let mut base = Table::new();
            if let Some(like) = values.remove("like") {
                let known = like.as_str().and_then(|like| self.read.get(&format!("{section}.{like}")));
                let known = known.and_then(toml::Value::as_table).cloned();
                base = known.ok_or_else(|| refused(format!("{at}.like"), Fault::Like, &like.to_string()))?;
            }
            // Who changes a value says by which document, and does not leave it under that of the value it is like.
            if self.layer > 0 {
                own_source(&at, &values)?;
                base.retain(|name, _| !SOURCE.contains(&name));
            }
            values = laid_over(base, values);
            self.read.insert(at.clone(), toml::Value::Table(values.clone()));
            read(self, &at, &name, values)?;
        }
        Ok(())
    }

    /// That on no day two values of one place hold for the same, and that what is chosen exists.
    fn check(&self) -> Result<(), RulesError> {
        for (nth, rubric) in self.rubrics.iter().enumerate() {
            let clashes = |other: &&Rubric| {
                other.series == rubric.series
                    && other.layer == rubric.layer
                    && other.meetings.iter().any(|kind| rubric.meetings.contains(kind))
                    && other.basis.overlaps(&rubric.basis)
            };
            if let Some(other) = self.rubrics.iter().take(nth).find(clashes) {
                return Err(refused(format!("score.{}.from", rubric.id), Fault::Overlaps, &other.id));
            }
        }
        for (nth, norm) in self.norms.iter().enumerate() {
            let clashes =
                |other: &&Norm| other.key == norm.key && other.layer == norm.layer && other.basis.overlaps(&norm.basis);
            if let Some(other) = self.norms.iter().take(nth).find(clashes) {
                let key = format!("norm.{}.{}.from", norm.key, norm.name);
                return Err(refused(key, Fault::Overlaps, &other.name));
            }
        }
        for (nth, order) in self.orders.iter().enumerate() {
            let clashes = |other: &&Order| {
                other.layer == order.layer
                    && other.meetings.iter().any(|kind| order.meetings.contains(kind))
                    && other.basis.overlaps(&order.basis)
            };
            if let Some(other) = self.orders.iter().take(nth).find(clashes) {
                return Err(refused(format!("order.{}.from", order.name), Fault::Overlaps, &other.name));
            }
        }
        if !self.rubrics.iter().any(|rubric| rubric.series == self.series) {
            return Err(refused("choice.score", Fault::Series, &self.series));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
