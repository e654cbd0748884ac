//! Why something was not taken, in words, and what to do about it.

use super::Words;
use crate::access::Denied;
use crate::doc::EditError;
use crate::input::{EMPTY, WriteError};
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
        let known = self.known("input", name).or_else(|| self.known("field-member", field));
        known.unwrap_or_else(|| field.to_owned())
    }

    /// Why a value does not fit its field, and what does: `field` by its stored name, `why` as the rule says it.
    #[must_use]
    pub fn unfit(&self, field: &str, why: &str) -> String {
        let label = self.input(field);
        let label = ("field", (&label).into());
        let max = why.split(|c: char| !c.is_ascii_digit()).rfind(|digits| !digits.is_empty()).unwrap_or("0");
        if why.starts_with("longer than ") {
            return self.text_with("unfit-too_long", &[label, ("max", max.into())]);
        }
        if why.starts_with("must lie between ") {
            return self.text_with("unfit-range", &[label, ("max", max.into())]);
        }
        if why == EMPTY {
            return self.text_with("unfit-empty", &[label]);
        }
        let is_date = field == "due" || field.ends_with("_due") || field.ends_with("_on") || field.ends_with("_date");
        let right = match field {
            "moved_to" if why.starts_with("others wrote") => self.text("right-moved_to-others"),
            _ => self
                .known("right", field)
                .unwrap_or_else(|| self.text(if is_date { "right-date" } else { "right-value" })),
        };
        let right = ("right", (&right).into());
        match why.split('`').nth(1) {
            Some(typed) => self.text_with("unfit-typed", &[label, ("typed", typed.into()), right]),
            None => self.text_with("unfit", &[label, right]),
        }
    }

    /// Why a step cannot be taken, as it stands inside a sentence.
    #[must_use]
    pub fn refusal(&self, refusal: Refusal) -> String {
        match refusal {
            Refusal::State => self.text("refusal-state"),
            Refusal::Disputed => self.text("refusal-disputed"),
            Refusal::Denied(denied) => self.denied(denied),
            Refusal::Rule(rule) => self.code_within("rule", rule),
        }
    }

    /// Why something was not written into a record.
    #[must_use]
    pub fn write_error(&self, error: &WriteError) -> String {
        match error {
            WriteError::Edit(error) => self.edit_error(error),
            WriteError::Invalid { field, why } => self.unfit(field, why),
            WriteError::Cancelled => self.text("edit-cancelled"),
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
