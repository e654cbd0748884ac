//! The steps of a record's life: which a person may take now, why not the others, and taking one.

use std::collections::BTreeMap;

use super::Row;
use super::write::{Context, FieldPath, follow, missing, put};
use crate::access::{Denied, Place as Seat};
use crate::doc::{Divergence, Doc, Edit, Grade, Node, Pen, Scalar};
use crate::id::{ContentDigest, DeviceId, DocId, OrgId};
use crate::input::{Rule, WriteError};
use crate::kind::Kind;
use crate::kind::spec::{Affected, Does, Record, Spec, Step, Which};
use crate::meeting::adoption::PART;
use crate::org::{self, OrgClass, OrgTree};
use crate::time::{CivilDate, Timestamp};

/// The field by which a record says that another one speaks for it.
const SUPERSEDED_BY: &str = "superseded_by";

/// A step and whether a person may take it now.
#[derive(Debug, Clone)]
pub struct StepView {
    /// What the kind declares of it.
    pub step: &'static Step,
    /// Why it cannot be taken; `None` when it can.
    pub refused: Option<Refusal>,
}

/// Why a step cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The record is in another state.
    #[error("the record is in another state")]
    State,
    /// Which state it is in is in dispute.
    #[error("its state is in dispute: settle that first")]
    Disputed,
    /// It leads to a state in which the record takes nothing more, and something in it is in dispute.
    #[error("something in the record is in dispute: settle that first")]
    Unsettled,
    /// It comes to something in another record, which is not one of this organisation's now, or for which another one speaks.
    #[error("the record it changes is not here")]
    Elsewhere,
    /// It ends an organisation in which members are counted, and nobody carries it on.
    #[error("members are still counted in the organisation it ends")]
    StillMembers,
    /// It has an organisation carried on by one that it carries on itself.
    #[error("the organisation that would carry it on is carried on by it")]
    Circle,
    /// The day from which it holds is to come.
    #[error("the day from which it holds has not come")]
    NotYet,
    /// It would take away what cannot go: an organisation, an order, or a record that is not here.
    #[error("a record it names cannot be taken away")]
    Kept,
    /// It would take away a member in whose name a device or a person of the console signs.
    #[error("a member it names still signs")]
    Signs,
    /// It would put a new record in the place of one whose id follows from something, or which the person does not write.
    #[error("a record it names cannot be superseded, only withdrawn")]
    NoCopy,
    /// Somebody goes on writing into a record while a new one is made of it.
    #[error("a record it names is being written into: try again")]
    Busy,
    /// Another organisation than the ward would take records away.
    #[error("only the ward's own office takes records away")]
    NotTheWards,
    /// The person's place or role does not allow it.
    #[error(transparent)]
    Denied(Denied),
    /// A rule stands in the way, by its name.
    #[error("the rule `{0}` stands in the way")]
    Rule(&'static str),
}

/// A person who would take a step, and whose records they are; nobody before a device is enrolled.
#[derive(Debug, Clone, Copy)]
pub struct Who<'a> {
    /// Where the person stands.
    pub seat: Option<&'a Seat>,
    /// Whose record it is.
    pub org: OrgId,
    /// The organisations.
    pub tree: &'a OrgTree,
}

/// The steps of a record, with what stands in the way of each.
#[must_use]
pub fn steps(doc: &Doc, about: Option<&Node>, who: Who<'_>) -> Vec<StepView> {
    let spec = doc.kind().spec();
    if spec.life.steps.is_empty() {
        return Vec::new();
    }
    let (tree, divergences) = (doc.tree(), doc.divergences());
    let record = Record { spec, tree: &tree, about, home: None };
    let view = |step: &'static Step| StepView { step, refused: refusal(&record, &divergences, step, who) };
    spec.life.steps.iter().map(view).collect()
}

fn refusal(record: &Record<'_>, divergences: &[Divergence], step: &Step, who: Who<'_>) -> Option<Refusal> {
    let Spec { head, life, .. } = record.spec;
    if divergences.iter().any(|found| found.part == *head && found.key == life.field) {
        return Some(Refusal::Disputed);
    }
    if !step.from.contains(&record.state()) {
        return Some(Refusal::State);
    }
    if let Some(Err(denied)) = who.seat.map(|seat| seat.is_among(step.by, who.org, who.tree)) {
        return Some(Refusal::Denied(denied));
    }
    // A record that takes nothing more must not keep a dispute that only a person can decide.
    let closed = record.spec.life.closed;
    let closes = matches!(step.does, Does::Move(to) | Does::MoveReading(to, _) if closed.contains(&to));
    let is_grave = |found: &Divergence| record.spec.grade(&found.part, &found.key) == Grade::Decision;
    if closes && !closed.contains(&record.state()) && divergences.iter().any(is_grave) {
        return Some(Refusal::Unsettled);
    }
    step.guards.iter().find(|guard| !(guard.holds)(record)).map(|guard| Refusal::Rule(guard.rule))
}

/// Whether a person may decide between values that steps wrote: only one who may take a step that writes the field, or
/// that leads to the state chosen. Anything else whoever writes the record may decide.
///
/// # Errors
/// The refusal of the last such step.
pub fn may_settle(spec: &Spec, part: &str, leaf: &str, value: &Scalar, who: Who<'_>) -> Result<(), Refusal> {
    let is_of_step = part == spec.head && spec.head_field(leaf).is_some_and(|field| field.is_of_step);
    let writes = |step: &&Step| match step.does {
        Does::Move(state) | Does::MoveReading(state, _) if leaf == spec.life.field => value.as_str() == Some(state),
        Does::MoveReading(_, read) if leaf == read => true,
        _ => step.asks.contains(&leaf),
    };
    let mut allowed = Ok(());
    for step in spec.life.steps.iter().filter(writes).filter(|_| is_of_step) {
        allowed = who.seat.map_or(Ok(()), |seat| seat.is_among(step.by, who.org, who.tree)).map_err(Refusal::Denied);
        if allowed.is_ok() {
            break;
        }
    }
    allowed
}

/// What a step writes beside the fields that are given with it.
#[derive(Debug, Clone, Copy)]
pub struct Taken {
    /// The device that takes it.
    pub device: DeviceId,
    /// What the record says now.
    pub content: ContentDigest,
    /// What the record it speaks about says now.
    pub about: Option<ContentDigest>,
}

/// Takes a step that [`steps`] does not refuse, with the fields it asks for.
///
/// # Errors
/// [`WriteError::Invalid`] for a field that does not fit or is missing.
pub fn take(
    edit: &mut Edit<'_>,
    spec: &'static Spec,
    step: &Step,
    given: &[(String, String)],
    taken: Taken,
    context: &Context,
) -> Result<(), WriteError> {
    let mut written = || {
        if let Some((name, _)) = given.iter().find(|(name, _)| !step.asks.contains(&name.as_str())) {
            return Err(Rule::Field.broken("field", Some(name)));
        }
        for name in step.asks {
            let field = spec.head_field(name).ok_or_else(|| Rule::Field.broken("field", Some(name)))?;
            let typed =
                given.iter().find(|(given, _)| given == name).map(|(_, typed)| typed.as_str()).unwrap_or_default();
            if typed.trim().is_empty() {
                return Err(missing(field));
            }
            put(edit, spec, &FieldPath::Head(field.name), field, typed, context)?;
        }
        let given = step.asks.iter().filter_map(|name| spec.head_field(name)).map(|field| field.name);
        match step.does {
            Does::Move(state) => edit.put(spec.head, spec.life.field, state)?,
            Does::MoveReading(state, field) => {
                let read = taken.about.ok_or_else(|| Rule::About.broken(field, None))?;
                edit.put(spec.head, field, read.to_string())?;
                edit.put(spec.head, spec.life.field, state)?;
            }
            Does::Submit => edit.put(PART, &format!("submitted/{}", taken.device), taken.content.to_string())?,
        }
        // What follows sees the state the step led to.
        given.chain([spec.life.field]).try_for_each(|field| follow(edit, spec, &FieldPath::Head(field), &context.rules))
    };
    written().map_err(|error: WriteError| error.of_kind(spec.code))
}

/// Another record in which a step comes to something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Which one.
    pub doc: DocId,
    /// Of which kind and in which organisation it is begun; nothing for one that stands already.
    pub begun: Option<(Kind, OrgId)>,
    /// The fields of its head, as they would be typed.
    pub fields: Vec<(String, String)>,
}

impl Effect {
    fn of(step_of: DocId, affected: Affected) -> Option<Self> {
        let (doc, begun) = match affected.which {
            Which::There(id) => (id.parse().ok()?, None),
            Which::Begun(kind, org) => {
                let id = DocId::derived("sen/effect/1", &[step_of.as_bytes(), kind.as_bytes()]);
                (id, Some((Kind::from_code(kind)?, org.parse().ok()?)))
            }
        };
        let fields = affected.fields.into_iter().map(|(name, typed)| (name.to_owned(), typed)).collect();
        Some(Self { doc, begun, fields })
    }

    /// What it says in a field.
    fn said(&self, name: &str) -> Option<&str> {
        let typed = self.fields.iter().find(|(field, typed)| field == name && !typed.is_empty());
        typed.map(|(_, typed)| typed.as_str())
    }
}

/// An effect that has to be written.
#[derive(Debug, Clone, Copy)]
pub struct Due<'a, 'd> {
    /// What is written.
    pub effect: &'a Effect,
    /// The kind of the record.
    pub kind: Kind,
    /// The record as it stands; nothing where it is begun.
    pub stands: Option<&'d Doc>,
    /// Whose it is.
    pub org: OrgId,
}

/// What a step will come to in other records, tried on a copy; nothing where there is no record but a name. `home` is the
/// name of the organisation that the record is of. All of it is written before the step is: whatever interrupts them, the step
/// can be taken again, and none says what did not happen.
///
/// # Errors
/// What `take` refuses.
pub fn effects(
    doc: &Doc,
    about: Option<&Node>,
    step: &Step,
    (pen, now): (&Pen, Timestamp),
    home: Option<&str>,
    take: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>,
) -> Result<Vec<Effect>, WriteError> {
    let Some(effect) = step.effect else { return Ok(Vec::new()) };
    let mut tried = doc.clone();
    tried.edit(pen, now, take)?;
    let tree = tried.tree();
    let affected = effect(&Record { spec: doc.kind().spec(), tree: &tree, about, home });
    Ok(affected.into_iter().filter_map(|affected| Effect::of(doc.id(), affected)).collect())
}

/// Which effects of a step have to be written, so that it comes to all of them or is not taken: what stands there already is
/// not, and nothing is begun but in another cell. `stands` gives a record with where it lives, and `headcount` whoever is counted
/// anywhere, where an effect [ends an organisation](ends_alone).
///
/// # Errors
/// [`Refusal::Elsewhere`] for a record that is neither of `org` nor of one below it, or for which another one speaks;
/// [`Refusal::Circle`] for organisations that would carry each other on; [`Refusal::StillMembers`] for one that ends although
/// members are left whom nobody takes.
pub fn due<'a, 'd>(
    effects: &'a [Effect],
    (org, orgs): (OrgId, &OrgTree),
    stands: impl Fn(DocId) -> Option<(&'d Doc, OrgId)>,
    headcount: &[Row],
) -> Result<Vec<Due<'a, 'd>>, Refusal> {
    let is_circle = |effect: &Effect| {
        let carrier = effect.said(org::CARRIED_BY).and_then(|to| to.parse().ok()).map(DocId::as_org);
        carrier.is_some_and(|to| orgs.holdings(effect.doc.as_org()).contains(&to))
    };
    if effects.iter().any(is_circle) {
        return Err(Refusal::Circle);
    }
    let goes = |effect: &Effect| {
        let placing = stands(effect.doc)?.0.kind().spec().placing()?;
        Some((effect.doc, effect.said(placing.name)?.parse().ok()?))
    };
    let going: BTreeMap<DocId, OrgId> = effects.iter().filter_map(goes).collect();
    let is_left =
        |ended: OrgId, row: &Row| orgs.heir(going.get(&row.doc).copied().unwrap_or_else(|| row.home())) == ended;
    if ends_alone(effects, orgs).into_iter().any(|ended| headcount.iter().any(|row| is_left(ended, row))) {
        return Err(Refusal::StillMembers);
    }
    let other_cell = |to: OrgId| {
        let cell = orgs.get(orgs.heir(to)).filter(|to| to.class == OrgClass::Cell)?;
        (cell.org != orgs.heir(org)).then_some(cell.org)
    };
    let judged = |effect: &'a Effect| {
        let (doc, home) = match (stands(effect.doc), effect.begun) {
            // Its cell has it, and what was written there since stays.
            (Some(_), Some(_)) => return None,
            (Some(stands), None) => stands,
            (None, Some((kind, to))) => return Some(Ok(Due { effect, kind, stands: None, org: other_cell(to)? })),
            (None, None) => return Some(Err(Refusal::Elsewhere)),
        };
        let (spec, tree) = (doc.kind().spec(), doc.tree());
        let says = |field: &str| tree.get(spec.head).and_then(|head| head.str(field)).unwrap_or_default();
        if effect.fields.iter().all(|(name, typed)| says(name) == typed) {
            return None;
        }
        let is_here = orgs.is_within(home, org) && says(SUPERSEDED_BY).is_empty();
        Some(if is_here {
            Ok(Due { effect, kind: doc.kind(), stands: Some(doc), org: home })
        } else {
            Err(Refusal::Elsewhere)
        })
    };
    effects.iter().filter_map(judged).collect()
}

/// The organisations that effects end without anybody to carry them on.
#[must_use]
pub fn ends_alone(effects: &[Effect], orgs: &OrgTree) -> Vec<OrgId> {
    let is_alone = |effect: &&Effect| effect.said("valid_to").is_some() && effect.said(org::CARRIED_BY).is_none();
    let ended = effects.iter().filter(is_alone).map(|effect| effect.doc.as_org());
    ended.filter(|org| orgs.get(*org).is_some()).collect()
}

/// Whether the day before which a step cannot be taken is still to come, by what the record says.
#[must_use]
pub fn is_early(doc: &Doc, step: &Step, today: CivilDate) -> bool {
    let tree = doc.tree();
    let day = tree.get(doc.kind().spec().head).and_then(|head| head.str(step.not_before));
    day.and_then(|day| CivilDate::parse(day).ok()).is_some_and(|day| today < day)
}

/// How far a record that is handed in for review has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Handed {
    /// Nobody handed it in.
    Not,
    /// It was handed in and changed since.
    Changed,
    /// It was handed in as it stands.
    In,
}

impl Handed {
    /// Everything it can be.
    pub const ALL: [Self; 3] = [Self::Not, Self::Changed, Self::In];

    /// Its name for other programs, and the figure of a row.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Not => "not",
            Self::Changed => "changed",
            Self::In => "in",
        }
    }
}

/// Whether a record was handed in as it stands.
#[must_use]
pub fn handed(doc: &Doc) -> Handed {
    handed_of(doc, &doc.tree())
}

/// As [`handed`], of a record that was read already.
pub(super) fn handed_of(doc: &Doc, tree: &Node) -> Handed {
    let leaves = tree.get(PART).map(Node::entries).into_iter().flatten();
    let mut submitted = leaves
        .filter(|(leaf, _)| leaf.starts_with("submitted/"))
        .filter_map(|(_, node)| if let Node::Scalar(value) = node { value.as_str() } else { None })
        .peekable();
    if submitted.peek().is_none() {
        return Handed::Not;
    }
    let now = doc.content_digest().to_string();
    if submitted.any(|digest| digest == now) { Handed::In } else { Handed::Changed }
}
