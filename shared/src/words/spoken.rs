//! What records are called, and how safe they are.

use super::Words;
use crate::doc::{Kind, Node};
use crate::kind::spec::{Field, Form, Origin, Shape};
use crate::meeting::part;
use crate::record::Row;
use crate::record::view::name_of;
use crate::sync::device::{Aside, Safety};
use crate::time::{CivilDate, PartialDate};
use crate::wire::HoldReason;

impl Words {
    /// A meeting's kind, which of its kind that day it is, and which part of it, where it is not the first.
    #[must_use]
    pub fn meeting(&self, kind: &str, ordinal: u16) -> String {
        self.code("meeting_kind", kind) + &self.ordinal(ordinal)
    }

    /// Which meeting of its kind that day, and which part of it, where it is not the first; begins with a space or comma.
    #[must_use]
    pub fn ordinal(&self, ordinal: u16) -> String {
        let (again, part) = (part::of_day(ordinal), part::part(ordinal));
        let again = if again > 1 { format!(" ({again})") } else { String::new() };
        if part > 1 { format!("{again}, {}", self.text_with("meeting-part", &[("n", part.into())])) } else { again }
    }

    /// What a record is called: a meeting by its kind and day, any other by its title or else by its kind.
    #[must_use]
    pub fn title(&self, row: &Row) -> String {
        let is_meeting = row.kind.spec().origin == Origin::Meeting;
        match (row.is_readable, is_meeting) {
            (false, true) => self.code("meeting_kind", "khong_doc_duoc"),
            (false, false) => self.text("member-unreadable"),
            (true, false) if row.title.is_empty() => self.code("kind", row.kind.code()),
            (true, false) => row.title.clone(),
            (true, true) => {
                let day = row.on.map(CivilDate::vietnamese).unwrap_or_default();
                let again = self.ordinal(u16::try_from(row.figure("ordinal")).unwrap_or_default());
                format!("{} {day}{again}", self.code("meeting_kind", row.text("kind").unwrap_or_default()))
            }
        }
    }

    /// A stored value as people read it: a code by its word, a date written out, yes or no.
    #[must_use]
    pub fn value(&self, field: &Field, stored: &str) -> String {
        match field.shape {
            Shape::Code(codes) => self.code(codes.family, stored),
            Shape::Date => CivilDate::parse(stored).map_or_else(|_| stored.to_owned(), CivilDate::vietnamese),
            Shape::Partial => PartialDate::parse(stored).map_or_else(|_| stored.to_owned(), PartialDate::vietnamese),
            Shape::Money => stored.parse().map_or_else(|_| stored.to_owned(), |amount| self.money(amount)),
            Shape::Flag => self.text(if stored == "true" { "yes" } else { "no" }),
            Shape::Line
            | Shape::Text
            | Shape::Time
            | Shape::Count
            | Shape::Person
            | Shape::Org
            | Shape::Record(_)
            | Shape::Checked(_) => stored.to_owned(),
        }
    }

    /// A stored value at a place of a record as people read it: a person by the name the record gives them. What code of
    /// its own shows, such as a roll, stays as it is stored.
    #[must_use]
    pub fn value_at(&self, (kind, tree): (Kind, &Node), part: &str, leaf: &str, stored: &str) -> String {
        let is_typed = kind.spec().part(part).is_some_and(|part| part.form == Form::Typed);
        match kind.spec().field_at(part, leaf).filter(|_| !is_typed) {
            Some(field) if field.shape.is_named() => name_of(tree, stored),
            Some(field) => self.value(field, stored),
            None => stored.to_owned(),
        }
    }

    /// How safe a record is, as it stands inside a sentence.
    #[must_use]
    pub fn safety(&self, safety: &Safety) -> String {
        match safety {
            Safety::Held(reason) => {
                let why = self.code_within("hold", reason.code());
                self.text_with("safety-held-why", &[("why", (&why).into())])
            }
            Safety::OnThisPhone | Safety::SafeOnServer | Safety::SeenByWard => {
                self.code_within("safety", safety.code())
            }
        }
    }

    /// What to do about what the server kept aside or did not take.
    #[must_use]
    pub fn advice(&self, why: &Aside) -> String {
        self.text(match why {
            Aside::Held(HoldReason::Revoked) => "advice-revoked",
            Aside::Held(HoldReason::UnknownDependency) => "advice-unknown_dependency",
            Aside::Held(HoldReason::NewerFormat) => "advice-newer_format",
            Aside::Held(HoldReason::WrongPlace | HoldReason::WrongAuthor) => "advice-to_ward",
            Aside::Held(HoldReason::Erased) => "advice-erased",
            Aside::Held(_) => "advice-held",
            Aside::Refused(_) => "advice-refused",
        })
    }
}
