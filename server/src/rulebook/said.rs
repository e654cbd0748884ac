//! Rules in the words of a reader: what each is, its value with the unit, what it rests on, and why a text is refused.

use shared::meeting::vote::Threshold;
use shared::rules::{
    Condition, Criterion, Entry, Force, GradeBand, Norm, NormGroup, Rubric, Rules, RulesError, Unit, Version,
};
use shared::time::CivilDate;
use shared::words::Words;

use super::Rulebook;
use crate::month::Month;

/// The rules of a day, to be said to a reader.
pub struct Said<'a> {
    /// In these words.
    pub words: &'a Words,
    /// The rules.
    pub rules: &'a Rules,
    /// The day.
    pub day: CivilDate,
}

/// One rule in words.
#[derive(Debug, Clone)]
pub struct SaidEntry {
    /// Its key in the texts of rules.
    pub key: String,
    /// What it belongs to, and in which place those stand in the list.
    pub group: (usize, String),
    /// What it is.
    pub name: String,
    /// Its value, with the unit.
    pub value: String,
    /// What there is to say of a value of several parts.
    pub details: Vec<String>,
    /// What it applies to.
    pub applies: String,
    /// Who issued the document it stands in, of what type it is, its number and day.
    pub instrument: [String; 4],
    /// First day in force.
    pub from: String,
    /// Last day in force; empty where none is known.
    pub until: String,
    /// How sure it is, as a code.
    pub sureness: String,
    /// Whether that is sure enough not to be looked at first.
    pub is_confirmed: bool,
    /// What a reader should know of it, in Vietnamese.
    pub note: String,
    /// Whether the ward wrote it itself.
    pub is_local: bool,
    /// Whether anything is counted by it.
    pub is_counted: bool,
    /// How it stands on the day.
    pub force: Force,
}

impl SaidEntry {
    /// Whether it holds on the day, for some meetings at least.
    #[must_use]
    pub const fn is_in_force(&self) -> bool {
        matches!(self.force, Force::Holds | Force::NotChosen)
    }

    /// Who set it, and where nothing is counted by it, that.
    #[must_use]
    pub fn place(&self, words: &Words) -> String {
        let place = words.text(if self.is_local { "rules-place-local" } else { "rules-place-shipped" });
        if self.is_counted { place } else { format!("{place} ({})", words.text("rules-uncounted")) }
    }

    /// The document it stands in, as it is cited.
    #[must_use]
    pub fn cited(&self, words: &Words) -> String {
        let [issuer, kind, number, date] = &self.instrument;
        words.filled("rules-cited", &[("kind", kind), ("number", number), ("date", date), ("issuer", issuer)])
    }

    /// The days on which it is in force.
    #[must_use]
    pub fn days(&self, words: &Words) -> String {
        if self.until.is_empty() {
            return words.filled("rules-since", &[("from", &self.from)]);
        }
        words.filled("rules-between", &[("from", &self.from), ("until", &self.until)])
    }
}

impl Said<'_> {
    /// Every rule in three parts: those in force that are not confirmed, the others in force, and what does not hold on the
    /// day; each by what it belongs to.
    #[must_use]
    pub fn parts(&self) -> [Vec<SaidEntry>; 3] {
        let mut all: Vec<SaidEntry> = self.rules.entries().map(|entry| self.entry(entry)).collect();
        all.sort_by_key(|said| said.group.0);
        let (held, others): (Vec<_>, Vec<_>) = all.into_iter().partition(SaidEntry::is_in_force);
        let (sure, unsure) = held.into_iter().partition(|said| said.is_confirmed);
        [unsure, sure, others]
    }

    /// Every rule, in the order of the parts.
    #[must_use]
    pub fn all(&self) -> Vec<SaidEntry> {
        self.parts().into_iter().flatten().collect()
    }

    fn entry(&self, entry: Entry<'_>) -> SaidEntry {
        let words = self.words;
        let basis = entry.basis();
        let instrument = &basis.instrument;
        let kinds = |kinds: &[shared::meeting::MeetingKind]| {
            let named: Vec<String> = kinds.iter().map(|kind| words.code("meeting_kind", kind.code())).collect();
            named.join(", ")
        };
        let (name, value, details, applies) = match entry {
            Entry::Norm(norm) => {
                (words.code("norm", norm.key.code()), self.norm(norm), Vec::new(), words.text("rules-everybody"))
            }
            Entry::Share(share) => {
                let matter = words.code("matter", &share.matter);
                let value =
                    Threshold::read(&share.share).map_or_else(|| share.share.clone(), |read| words.threshold(read));
                (words.filled("rules-matter", &[("x", &matter)]), value, Vec::new(), words.code("base", &share.base))
            }
            Entry::Order(order) => {
                let items = (1..).zip(&order.items);
                let items = items.map(|(nth, item): (u32, _)| format!("{nth}. {}", words.of_rule(item))).collect();
                let kinds = kinds(&order.meetings);
                let value = words.text_with("rules-items", &[("n", order.items.len().into())]);
                (words.filled("rules-order", &[("x", &kinds)]), value, items, kinds)
            }
            Entry::Rubric(rubric) => {
                let value = words.text_with("rules-criteria", &[("n", rubric.criteria.len().into())]);
                (words.of_rule(&rubric.title).to_owned(), value, self.rubric(rubric), kinds(&rubric.meetings))
            }
        };
        SaidEntry {
            key: entry.key(),
            group: self.group(entry),
            name,
            value,
            details,
            applies,
            instrument: [
                instrument.issuer.clone(),
                instrument.kind.clone(),
                instrument.number.clone(),
                instrument.date.vietnamese(),
            ],
            from: basis.from.vietnamese(),
            until: basis.until.map(CivilDate::vietnamese).unwrap_or_default(),
            sureness: basis.sureness.code().to_owned(),
            is_confirmed: basis.sureness.is_confirmed(),
            note: basis.note.clone().unwrap_or_default(),
            is_local: entry.is_local(),
            is_counted: entry.is_counted(),
            force: self.rules.force(entry, self.day),
        }
    }

    fn group(&self, entry: Entry<'_>) -> (usize, String) {
        let of = |group: NormGroup| self.words.code("norm_group", group.code());
        match entry {
            Entry::Norm(norm) => match norm.key.group().unwrap_or(NormGroup::Meetings) {
                group @ NormGroup::Meetings => (0, of(group)),
                group @ NormGroup::Cases => (4, of(group)),
                group @ NormGroup::Dues => (5, of(group)),
                group @ NormGroup::Wages => (6, of(group)),
            },
            Entry::Share(_) => (1, self.words.text("rules-votes")),
            Entry::Order(_) => (2, self.words.text("rules-orders")),
            Entry::Rubric(_) => (3, self.words.text("rules-rubrics")),
        }
    }

    fn norm(&self, norm: &Norm) -> String {
        let (words, value) = (self.words, norm.value);
        let counted = |key: &str| words.text_with(key, &[("n", value.into())]);
        let share = |whole: u32| words.percent(value, whole).unwrap_or_default();
        match norm.key.unit() {
            Some(Unit::DayOfMonth) => counted("norm_unit-day_of_month"),
            Some(Unit::Minutes) => counted("norm_unit-minutes"),
            Some(Unit::Meetings) => counted("norm_unit-meetings"),
            Some(Unit::Days) => counted("norm_unit-days"),
            Some(Unit::WorkingDays) => counted("norm_unit-working_days"),
            Some(Unit::Times) => counted("norm_unit-times"),
            Some(Unit::Percent) => share(100),
            Some(Unit::PerMille) => share(1000),
            Some(Unit::Dong) => words.money(value.into()),
            Some(Unit::Years) => counted("norm_unit-years"),
            Some(Unit::MonthDay) => words.day_of_year(value / 100, value % 100),
            None => words.number(value.into()),
        }
    }

    fn rubric(&self, rubric: &Rubric) -> Vec<String> {
        let words = self.words;
        let large = rubric.large_cell.map(|large| {
            let minutes = large.minutes_min.to_string();
            words.text_with("rules-large", &[("n", large.members_min.into()), ("x", (&minutes).into())])
        });
        let criteria = rubric.criteria.iter().flat_map(|criterion| self.criterion(criterion));
        let grades = rubric.grades.iter().map(|grade| self.grade(rubric, grade));
        criteria.chain(grades).chain(large).collect()
    }

    fn criterion(&self, criterion: &Criterion) -> Vec<String> {
        let words = self.words;
        let label = words.of_rule(&criterion.label);
        let points = criterion.max.to_string();
        let head = words.filled("rules-criterion", &[("number", &criterion.number), ("x", label), ("n", &points)]);
        let steps = criterion.scale.iter().map(|step| {
            let when = words.score_step(step.condition).unwrap_or_else(|| {
                words.text(if step.condition == Condition::Is(true) { "rules-step-is" } else { "rules-step-is-not" })
            });
            let said = match step.points {
                Some(points) => words.filled("rules-step", &[("x", &when), ("n", &points.to_string())]),
                None => words.filled("rules-step-open", &[("x", &when)]),
            };
            format!("– {said}")
        });
        std::iter::once(head).chain(steps).collect()
    }

    fn grade(&self, rubric: &Rubric, grade: &GradeBand) -> String {
        let words = self.words;
        let (label, points) = (words.of_rule(&grade.label), grade.points_min.to_string());
        if grade.needs_max.is_empty() {
            return words.filled("rules-grade", &[("x", label), ("n", &points)]);
        }
        let needed = grade.needs_max.iter().filter_map(|code| rubric.criterion(code));
        let needed: Vec<&str> = needed.map(|criterion| words.of_rule(&criterion.label)).collect();
        words.filled("rules-grade-full", &[("x", label), ("n", &points), ("needs", &needed.join(", "))])
    }
}

/// What a reader of a month's rules is told first: that another version holds now, and that this one cannot be read.
#[must_use]
pub fn told(words: &Words, book: &Rulebook, month: Month) -> Vec<String> {
    let version = book.version_of(month);
    let then = match version.map_or(0, |version| version.set.n) {
        n if n == book.book().last() => None,
        0 => Some(words.text("rules-then-shipped")),
        n => Some(words.text_with("rules-then", &[("n", n.into())])),
    };
    then.into_iter().chain(version.and_then(|version| broken(words, version))).collect()
}

/// That a version cannot be read, and why; nothing for one that can.
#[must_use]
pub fn broken(words: &Words, version: &Version) -> Option<String> {
    let why = refusal(words, version.rules.as_ref().err()?);
    Some(words.text_with("rules-version-broken", &[("n", version.set.n.into()), ("x", (&why).into())]))
}

/// Why a text is refused, with the key that has to be mended.
#[must_use]
pub fn refusal(words: &Words, error: &RulesError) -> String {
    match error {
        RulesError::TooLong { max } => words.text_with("rules-refused-long", &[("n", (*max).into())]),
        RulesError::Syntax(error) => words.filled("rules-refused-toml", &[("x", error.to_string().trim())]),
        RulesError::Value { key, fault, about } => {
            let why = words.filled(&format!("rules_fault-{}", fault.code()), &[("x", about)]);
            words.filled("rules-refused", &[("key", key), ("why", why.trim())])
        }
    }
}
