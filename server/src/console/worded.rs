//! Places and values of a record of any kind in words, and what people wrote of it differently.

use shared::doc::{Concurrent, Doc, Grade, Kind, Node};
use shared::kind::spec::Origin;
use shared::meeting::adoption::Addendum;
use shared::meeting::{self, MeetingView};
use shared::record::RecordView;

use super::guard::RequestContext;
use super::wording::{MeetingWords, member_place, member_value};
use super::{authors, difference, meetings, records, view};

/// The words of one record.
pub(super) enum Worded<'a> {
    Meeting(MeetingWords<'a>),
    Member(&'a RequestContext),
    Other(&'a RequestContext, Kind, Node),
}

impl<'a> Worded<'a> {
    /// The words of a record as it stands.
    pub(super) fn of(context: &'a RequestContext, doc: &Doc) -> Self {
        match doc.kind() {
            kind if kind.spec().origin == Origin::Meeting => {
                Self::Meeting(MeetingWords::of(context.texts, context.known.rules.book().now(), doc))
            }
            shared::member::KIND => Self::Member(context),
            kind => Self::Other(context, kind, doc.tree()),
        }
    }

    /// The field code of a place, and whose or which one it is.
    pub(super) fn place(&self, part: &str, key: &str) -> (String, String) {
        match self {
            Self::Meeting(words) => words.place(part, key),
            Self::Member(context) => member_place(context.texts, part, key),
            Self::Other(context, kind, _) => records::place(context, *kind, part, key),
        }
    }

    /// A stored value in words.
    pub(super) fn value(&self, part: &str, key: &str, stored: &str) -> String {
        match self {
            Self::Meeting(words) => words.value(part, key, stored),
            Self::Member(context) => member_value(context.texts, part, key, stored),
            Self::Other(context, kind, tree) => context.texts.value_at((*kind, tree), part, key, stored),
        }
    }
}

/// What changed at one place, with who wrote there.
pub(super) fn change(context: &RequestContext, words: &Worded<'_>, one: &Addendum) -> view::Change {
    let (field, subject) = words.place(&one.part, &one.key);
    let value = |stored: &Option<String>| {
        stored.as_ref().map(|stored| words.value(&one.part, &one.key, stored)).unwrap_or_default()
    };
    let by = one
        .by
        .iter()
        .map(|(device, at)| format!("{}, {}", authors::person(&context.known, Some(*device)), at.vietnam_display()));
    view::Change {
        field,
        subject,
        pieces: difference::passage(&value(&one.before), &value(&one.after)),
        by: by.collect::<Vec<_>>().join(" · "),
    }
}

/// A place of a record where people wrote different things at the same time.
pub(super) struct Disputed {
    /// The part of the record.
    pub(super) part: String,
    /// The leaf within it.
    pub(super) key: String,
    /// How grave it is.
    pub(super) grade: Grade,
    /// What each wrote.
    pub(super) values: Vec<Concurrent>,
}

impl Disputed {
    /// It in words, with every value.
    pub(super) fn shown(&self, context: &RequestContext, words: &Worded<'_>) -> view::Conflict {
        let (field, subject) = words.place(&self.part, &self.key);
        let value = |stored: &str| words.value(&self.part, &self.key, stored);
        meetings::page::conflict_of(context, field, subject, self.grade, &self.values, &value)
    }
}

/// Every place of a record where people wrote different things, in the order of the record.
pub(super) fn disputed(doc: &Doc) -> Vec<Disputed> {
    let of_meeting = (doc.kind() == meeting::KIND).then(|| MeetingView::of(doc)).flatten();
    match of_meeting {
        Some(meeting) => {
            let one = |one: meeting::view::Conflict| Disputed {
                part: one.part,
                key: one.key,
                grade: one.grade,
                values: one.values,
            };
            meeting.conflicts.into_iter().map(one).collect()
        }
        None => {
            let one = |(one, grade): (shared::doc::Divergence, Grade)| Disputed {
                part: one.part,
                key: one.key,
                grade,
                values: one.values,
            };
            RecordView::of(doc).conflicts.into_iter().map(one).collect()
        }
    }
}
