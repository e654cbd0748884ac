//! View of the rules in force.

use askama::Template;

use super::PageFrame;

/// Every rule with what it rests on, and the versions of the ward's own.
#[derive(Template)]
#[template(path = "rules.html")]
pub struct RulesView {
    /// The frame.
    pub page: PageFrame,
    /// The day, as a date field takes it.
    pub on: String,
    /// How many rules hold on it, are not confirmed, are the ward's own.
    pub about: String,
    /// What is to be known first of the version that is shown.
    pub told: Vec<String>,
    /// Those in force that are not confirmed.
    pub unsure: Vec<RuleRow>,
    /// The others in force, by what they belong to.
    pub groups: Vec<RuleGroup>,
    /// Those that do not hold on the day.
    pub others: Vec<RuleRow>,
    /// The versions of the ward's own rules, the latest first.
    pub versions: Vec<RulesVersion>,
    /// The version whose text is shown: its number and text.
    pub text: Option<(u32, String)>,
    /// The same day, for the file.
    pub same: String,
}

/// Rules that belong together.
#[derive(Clone, Debug)]
pub struct RuleGroup {
    /// The anchor of its heading.
    pub id: String,
    /// What they are about.
    pub title: String,
    /// The rules.
    pub rows: Vec<RuleRow>,
}

/// One rule.
#[derive(Clone, Debug)]
pub struct RuleRow {
    /// What it is.
    pub name: String,
    /// Its value, with the unit.
    pub value: String,
    /// What there is to say of a value of several parts.
    pub details: Vec<String>,
    /// What it applies to.
    pub applies: String,
    /// The document it stands in.
    pub cited: String,
    /// The days on which it is in force.
    pub days: String,
    /// How sure it is, as a code.
    pub sureness: String,
    /// What a reader should know of it, in Vietnamese.
    pub note: String,
    /// Whether the ward wrote it itself.
    pub is_local: bool,
    /// Whether anything is counted by it.
    pub is_counted: bool,
    /// How it stands on the day, where that is not simply in force: a code.
    pub force: Option<&'static str>,
}

/// One version of the ward's own rules.
#[derive(Clone, Debug)]
pub struct RulesVersion {
    /// Its number.
    pub n: u32,
    /// Who set it.
    pub who: String,
    /// When.
    pub at: String,
    /// Their words about it.
    pub note: String,
    /// Whether it is the one in use.
    pub is_in_use: bool,
    /// That this program cannot read it, and why.
    pub broken: Option<String>,
}
