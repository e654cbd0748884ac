//! Which families of stored codes have words, with every code this version knows.
//!
//! The one list from which the tests tell a key that is used from one that nobody asks for, and a code without a word:
//! whatever brings codes of its own adds its families to it.

use crate::access::Role;
use crate::doc::Kind;
use crate::input::Rule;
use crate::kind::spec::{Form, Shape, Spec, Subject};
use crate::meeting::adoption::Capacity;
use crate::meeting::agenda::Saying;
use crate::meeting::roll::{Attendance, Standing};
use crate::meeting::view::FindingCode;
use crate::meeting::vote::{Matter, Method, Outcome};
use crate::meeting::{MeetingKind, State};
use crate::member::badge::{Given, Unclear};
use crate::member::parting::Parting;
use crate::member::{Post, Status, field_names};
use crate::org::OrgClass;
use crate::package;
use crate::paper::sort::Sort;
use crate::record::figures::codes;
use crate::rules::{Fault, Force, NormGroup, NormKey, Rules, Sureness};
use crate::sync::device::Safety;
use crate::wire::HoldReason;

/// A family of codes: the keys `name-code`, and `name-khac` where "other" is said in its own way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// What its keys begin with.
    pub name: String,
    /// Every code this version knows.
    pub codes: Vec<String>,
}

impl Family {
    /// A family by its name, with the codes it has.
    #[must_use]
    pub fn new<T: AsRef<str>>(name: &str, codes: impl IntoIterator<Item = T>) -> Self {
        Self { name: name.to_owned(), codes: codes.into_iter().map(|code| code.as_ref().to_owned()).collect() }
    }
}

/// Every family of the codes that records, envelopes and devices carry.
#[must_use]
pub fn families() -> Vec<Family> {
    let mut families = vec![
        Family::new("kind", Kind::ALL.iter().map(|kind| kind.code())),
        Family::new("meeting_kind", MeetingKind::KNOWN.iter().map(MeetingKind::code).chain(["khong_doc_duoc"])),
        Family::new("state-meeting", State::KNOWN.iter().map(State::code)),
        Family::new("attendance", Attendance::KNOWN.iter().map(Attendance::code)),
        Family::new("standing", Standing::KNOWN.iter().map(Standing::code)),
        Family::new("matter", Matter::KNOWN.iter().map(Matter::code)),
        Family::new("method", Method::KNOWN.iter().map(Method::code)),
        Family::new("outcome", Outcome::ALL.iter().map(|outcome| outcome.code())),
        Family::new("saying", Saying::KNOWN.iter().map(Saying::code)),
        Family::new("capacity", Capacity::ALL.iter().map(|capacity| capacity.code())),
        Family::new("finding", FindingCode::ALL.iter().map(|finding| finding.code())),
        Family::new("status", Status::KNOWN.iter().map(Status::code)),
        Family::new("parting", Parting::ALL.iter().map(|parting| parting.code())),
        Family::new("post", Post::KNOWN.iter().map(Post::code)),
        Family::new("role", Role::KNOWN.iter().map(Role::code)),
        Family::new("org_class", OrgClass::KNOWN.iter().map(OrgClass::code)),
        Family::new("hold", HoldReason::KNOWN.iter().map(HoldReason::code)),
        Family::new("safety", Safety::CODES),
        Family::new("paper-sort", Sort::ALL.iter().map(|sort| sort.shown())),
        Family::new("package_standing", package::Standing::ALL.iter().map(|standing| standing.code())),
        Family::new("sureness", Sureness::CODES),
        Family::new("gender", ["nam", "nu"]),
        Family::new("points", super::score::SOURCES),
        Family::new("right", Rule::ALL.iter().map(|rule| rule.code())),
        Family::new("field-member", field_names().chain(["notes", "post", "post_from", "post_until"])),
    ];
    families.extend(Kind::ALL.into_iter().flat_map(of_kind));
    if cfg!(feature = "console") {
        families.extend(of_rules());
        families.extend(of_badges());
    }
    families
}

/// The families of the badges of an award day.
fn of_badges() -> [Family; 2] {
    [
        Family::new("badges-given", Given::ALL.iter().map(|given| given.code())),
        Family::new("badges-unclear", Unclear::ALL.iter().map(|unclear| unclear.code())),
    ]
}

/// The families of the list of all rules, which the console and the server's command line show.
fn of_rules() -> [Family; 6] {
    [
        Family::new("norm", NormKey::CODES),
        Family::new("norm_group", NormGroup::ALL.iter().map(|group| group.code())),
        Family::new("rules_force", Force::ALL.iter().map(|force| force.code())),
        Family::new("rules_fault", Fault::ALL.iter().map(|fault| fault.code())),
        Family::new("base", Rules::shipped().shares().iter().map(|share| &share.base)),
        Family::new("matter", Rules::shipped().shares().iter().map(|share| &share.matter)),
    ]
}

/// The families of what a kind declares of itself: its parts, fields, choices, states, steps and rules.
fn of_kind(kind: Kind) -> Vec<Family> {
    let spec = kind.spec();
    let shown = || spec.parts.iter().filter(|part| !matches!(part.form, Form::Typed | Form::People));
    let named = |family: &str| format!("{family}-{}", spec.code);
    let rules = spec.life.steps.iter().flat_map(|step| step.guards).map(|guard| guard.rule);
    let mut families = vec![
        Family::new(&named("part"), shown().map(|part| part.name)),
        Family::new(&named("field"), shown().flat_map(|part| part.fields).map(|field| field.word)),
        Family::new(&named("state"), spec.life.states),
        Family::new(&named("step"), spec.life.steps.iter().map(|step| step.name)),
        Family::new("rule", rules),
        Family::new(&named("sum"), spec.line.sums),
        Family::new(&named("figure"), spec.counted.into_iter().flat_map(|_| codes::all())),
        Family::new(&named("unit"), spec.counted.into_iter().flat_map(|_| codes::all())),
        Family::new("paper-title", spec.paper.map(|_| spec.code)),
        Family::new(&named("right"), fields_checked(spec)),
    ];
    let chosen =
        shown().filter_map(|part| if let Form::Keyed(Subject::Code(codes)) = part.form { Some(codes) } else { None });
    let typed = shown().flat_map(|part| part.fields);
    let typed = typed.filter_map(|field| if let Shape::Code(codes) = field.shape { Some(codes) } else { None });
    families.extend(chosen.chain(typed).map(|codes| Family::new(codes.family, codes.known)));
    families
}

/// The fields that a function of the kind's own checks or that refuse some codes, each of which says what is right.
fn fields_checked(spec: &Spec) -> impl Iterator<Item = &'static str> {
    let fields = spec.parts.iter().flat_map(|part| part.fields);
    fields.filter(|field| matches!(field.shape, Shape::Checked(_)) || field.refused.is_some()).map(|field| field.name)
}
