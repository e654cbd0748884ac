//! Why something was not taken, in words, and what to do about it.

use super::Words;
use crate::access::Denied;
use crate::doc::{EditError, Kind};
use crate::input::{Rule, Unfit, WriteError};
use crate::package::{PackageError, PartsError};
use crate::record::Refusal;

impl Words {
    /// How a person calls a field they typed into, by its stored name; an unknown field is its own name.
    #[must_use]
    pub fn input(&self, field: &str) -> String {
        let name = match field {
            "id" | "meeting" | "member" | "org" => "record",
            "held_on" | "since" | "until" => "date",
            "minutes" | "notes" => "text",
            "name" => "person",
            "subject" => "matter",
            "agree" => "for",
            other => other,
        };
        let declared = || Kind::ALL.iter().find_map(|kind| self.declared(kind.code(), field));
        self.known("input", name).or_else(declared).unwrap_or_else(|| field.to_owned())
    }

    /// How a field is called that a kind of record declares.
    fn declared(&self, kind: &str, field: &str) -> Option<String> {
        self.known(&format!("field-{kind}"), field).or_else(|| self.known(&format!("part-{kind}"), field))
    }

    /// Why a value does not fit its field, and what does.
    fn unfit(&self, kind: Option<&str>, field: &str, why: &Unfit) -> String {
        // What names a place is a field of no kind, even where one has a field of that name.
        let label = match why {
            Unfit::Typed { rule: Rule::Field, .. } | Unfit::Rule(Rule::Field) => self.input("field"),
            Unfit::Typed { rule: Rule::List, .. } | Unfit::Rule(Rule::List) => self.input("list"),
            Unfit::Typed { rule: Rule::Subject, .. } | Unfit::Rule(Rule::Subject) => self.input("entry"),
            _ => kind.and_then(|kind| self.declared(kind, field)).unwrap_or_else(|| self.input(field)),
        };
        let label = ("field", (&label).into());
        let right = |key: &str, right: &str, typed: Option<&String>| {
            let typed = typed.map(|typed| ("typed", typed.into()));
            self.text_with(key, &[label, ("right", right.into())].into_iter().chain(typed).collect::<Vec<_>>())
        };
        match why {
            Unfit::Empty => self.text_with("unfit-empty", &[label]),
            Unfit::TooLong(max) => self.text_with("unfit-too_long", &[label, ("max", max.to_string().as_str().into())]),
            Unfit::Range(max) => self.text_with("unfit-range", &[label, ("max", max.to_string().as_str().into())]),
            Unfit::NoneOf { typed, codes } => {
                let choice = |code: &&str| format!("{code} ({})", self.code_within(codes.family, code));
                let choices: Vec<String> = codes.known.iter().map(choice).collect();
                right("unfit-none_of", &choices.join(", "), Some(typed))
            }
            Unfit::Checked { typed, .. } => {
                let key = format!("right-{}-{field}", kind.unwrap_or_default());
                right("unfit-typed", &self.text(&key), Some(typed))
            }
            Unfit::Typed { typed, rule } => right("unfit-typed", &self.code("right", rule.code()), Some(typed)),
            Unfit::Rule(rule) => right("unfit", &self.code("right", rule.code()), None),
        }
    }

    /// Why a step cannot be taken, as it stands inside a sentence.
    #[must_use]
    pub fn refusal(&self, refusal: Refusal) -> String {
        match refusal {
            Refusal::State => self.text("refusal-state"),
            Refusal::Unsettled => self.text("refusal-unsettled"),
            Refusal::Elsewhere => self.text("refusal-elsewhere"),
            Refusal::StillMembers => self.text("refusal-still_members"),
            Refusal::Circle => self.text("refusal-circle"),
            Refusal::NotYet => self.text("refusal-not_yet"),
            Refusal::Disputed => self.text("refusal-disputed"),
            Refusal::Kept => self.text("refusal-kept"),
            Refusal::Signs => self.text("refusal-signs"),
            Refusal::NoCopy => self.text("refusal-no_copy"),
            Refusal::Busy => self.text("refusal-busy"),
            Refusal::NotTheWards => self.text("refusal-not_the_wards"),
            Refusal::Denied(denied) => self.denied(denied),
            Refusal::Rule(rule) => self.code_within("rule", rule),
        }
    }

    /// Why something was not written into a record.
    #[must_use]
    pub fn write_error(&self, error: &WriteError) -> String {
        match error {
            WriteError::Edit(error) => self.edit_error(error),
            WriteError::Invalid { kind, field, why } => self.unfit(*kind, field, why),
            WriteError::Cancelled => self.text("edit-cancelled"),
            WriteError::Disputed => self.text("edit-disputed"),
            WriteError::Closed => self.text("edit-closed"),
            WriteError::Classified(_) => self.text("edit-classified"),
            WriteError::Unsettled(count) => self.text_with("edit-unsettled", &[("n", (*count).into())]),
            WriteError::NoOfficers => self.text("edit-no_officers"),
            WriteError::NotAnOfficer => self.text("edit-not_an_officer"),
        }
    }

    /// Why a record did not take an edit.
    #[must_use]
    pub fn edit_error(&self, error: &EditError) -> String {
        match error {
            EditError::NoSuchPart(_) | EditError::NoSuchEntry(_) => self.text("edit-no_such_part"),
            EditError::OutOfText { position, length } => {
                self.filled("edit-out_of_text", &[("position", &position.to_string()), ("length", &length.to_string())])
            }
            EditError::NoSuchCursor => self.text("edit-no_such_cursor"),
            EditError::TooLong { max, .. } => self.filled("edit-too_long", &[("max", &max.to_string())]),
            EditError::BrokeOff => self.text("edit-broke_off"),
            EditError::Core(_) => self.text("edit-core"),
        }
    }

    /// Why a person may not write a record.
    #[must_use]
    pub fn denied(&self, denied: Denied) -> String {
        self.text(match denied {
            Denied::OutsidePlace => "denied-outside_place",
            Denied::WrongRole => "denied-wrong_role",
        })
    }

    /// Why a package is not taken in.
    #[must_use]
    pub fn package_error(&self, error: &PackageError) -> String {
        match error {
            PackageError::NotAPackage => self.text("package-not_a_package"),
            PackageError::Damaged => self.text("package-damaged"),
            PackageError::Newer => self.text("package-newer"),
            PackageError::TooLarge(max) => self.filled("package-too_large", &[("max", &max.to_string())]),
            PackageError::TooMany(max) => self.filled("package-too_many", &[("max", &max.to_string())]),
            PackageError::Foreign => self.text("package-foreign"),
            PackageError::WrongReader => self.text("package-wrong_reader"),
            PackageError::UnknownSender => self.text("package-unknown_sender"),
            PackageError::Forged(_) => self.text("package-forged"),
            PackageError::BadKey(_) | PackageError::Cipher(_) => {
                self.filled("package-cipher", &[("why", &error.to_string())])
            }
        }
    }

    /// Why parts do not make a package.
    #[must_use]
    pub fn parts_error(&self, error: &PartsError) -> String {
        match error {
            PartsError::TooLarge { bytes, max } => {
                self.filled("parts-too_large", &[("bytes", &bytes.to_string()), ("max", &max.to_string())])
            }
            PartsError::NotAPart(text) => self.filled("parts-not_a_part", &[("text", text)]),
            PartsError::Damaged { part, of } => {
                self.filled("parts-damaged", &[("part", &part.to_string()), ("of", &of.to_string())])
            }
            PartsError::Mixed => self.text("parts-mixed"),
            PartsError::Missing { missing, of } => {
                let list: Vec<String> = missing.iter().map(usize::to_string).collect();
                self.filled("parts-missing", &[("missing", &list.join(", ")), ("of", &of.to_string())])
            }
            PartsError::Nothing => self.text("parts-nothing"),
        }
    }

    /// A sentence with names and exact figures in it: digits are not grouped, so that they can be typed as they stand.
    #[must_use]
    pub fn filled(&self, key: &str, blanks: &[(&str, &str)]) -> String {
        let blanks: Vec<_> = blanks.iter().map(|(name, text)| (*name, (*text).into())).collect();
        self.text_with(key, &blanks)
    }
}
