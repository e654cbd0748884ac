//! From what a person typed to the smallest operations that carry it.

use super::Row;
use crate::doc::edit::EntryField;
use crate::doc::{Edit, EntryId, Node, Scalar};
use crate::id::{DocId, OrgId};
use crate::input::{Rule, Unfit, WriteError, count, invalid, line, money, passage};
use crate::kind::spec::{Field, Form, Part, Reach, Ruled, Shape, Sight, Spec, Subject, Written};
use crate::meeting::{self, Person};
use crate::org::OrgTree;
use crate::rules::{Book, Norm, NormKey};
use crate::text;
use crate::time::{CivilDate, ClockTime, PartialDate};

/// The field of an entry that says who wrote it; it is filled in where nobody was named.
pub const BY: &str = "by";

/// The name under which the subject of a keyed part is given.
const SUBJECT: &str = "subject";

/// What is known where somebody writes: whom and what they can mean, and the rules that what follows is computed by.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Members of the register, with those whose record another one speaks for: entries go on to name them.
    pub members: Vec<Row>,
    /// Who writes, as entries are signed.
    pub writer: Option<Person>,
    /// The organisations known here that go on, with what they are called.
    pub orgs: Vec<(OrgId, String)>,
    /// The rules of the place; the shipped ones where it has none of its own.
    pub rules: Book,
}

impl Context {
    /// The organisations of whose members a name in a record of `org` can mean one.
    #[must_use]
    pub fn registers(spec: &Spec, org: OrgId, tree: &OrgTree) -> Vec<OrgId> {
        match spec.persons {
            Reach::Own => tree.holdings(org),
            Reach::Below => tree.below(org).map(|org| org.org).collect(),
        }
    }

    /// Whether what is given for a record of a kind names a person, so that the register has to be at hand.
    #[must_use]
    pub fn are_named(spec: &Spec, given: &[(String, String)]) -> bool {
        let is_person = |field: &Field| matches!(field.shape, Shape::Person);
        let is_subject = |name: &str| name == SUBJECT && spec.parts.iter().any(|part| part.form == Form::PERSONS);
        let named =
            |name: &str| is_subject(name) || spec.parts.iter().filter_map(|part| part.field(name)).any(is_person);
        given.iter().any(|(place, _)| named(place.rsplit('/').next().unwrap_or(place)))
    }

    /// Whom a typed name means: a member of the register by id, by the one name that is the same, or of several by the one
    /// that is written as it was typed; anybody else by name. A name never means a record that another one speaks for.
    #[must_use]
    pub fn meant(&self, typed: &str) -> Person {
        let by_id = typed.parse::<DocId>().ok().and_then(|doc| self.members.iter().find(|row| row.doc == doc));
        let speaking = self.members.iter().filter(|row| row.text("superseded_by").is_none());
        let named: Vec<&Row> = speaking.filter(|row| text::same_name(&row.title, typed)).collect();
        let written: Vec<&Row> = named.iter().copied().filter(|row| row.title == text::nfc(typed.trim())).collect();
        let only =
            |found: Vec<&Row>| <[&Row; 1]>::try_from(found).ok().map(|[only]| Person::member(only.doc, &only.title));
        let by_id = by_id.map(|row| Person::member(row.doc, &row.title));
        by_id.or_else(|| only(named)).or_else(|| only(written)).unwrap_or_else(|| Person::guest(typed))
    }

    /// Which organisation a typed name or id means, with what it is called; none where several are called so.
    #[must_use]
    pub fn org_meant(&self, typed: &str) -> Option<(OrgId, &str)> {
        let by_id = typed.parse::<DocId>().ok().map(DocId::as_org);
        let is_meant = |(org, name): &&(OrgId, String)| by_id == Some(*org) || text::same_name(name, typed);
        let mut meant = self.orgs.iter().filter(is_meant);
        match (meant.next(), meant.next()) {
            (Some((org, name)), None) => Some((*org, name)),
            _ => None,
        }
    }
}

/// Where one value of a record stands, written `field`, `part/subject/field` or `part/entry/field`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldPath {
    /// A field of the head.
    Head(&'static str),
    /// A field of a subject of a keyed part: part, subject, field.
    Keyed(&'static str, String, &'static str),
    /// A field of an entry: part, entry, field.
    Entry(&'static str, EntryId, &'static str),
    /// A running text.
    Text(&'static str),
}

impl FieldPath {
    /// Reads the written form.
    ///
    /// # Errors
    /// [`WriteError::Invalid`] for a place that records of the kind do not have.
    pub fn parse(spec: &'static Spec, typed: &str) -> Result<Self, WriteError> {
        let unknown = || Rule::Field.broken("field", Some(typed)).of_kind(spec.code);
        let Some((part, rest)) = typed.split_once('/') else {
            if let Some(field) = spec.head_field(typed) {
                return Ok(Self::Head(field.name));
            }
            let text = spec.part(typed).filter(|part| part.form == Form::Text);
            return text.map(|part| Self::Text(part.name)).ok_or_else(unknown);
        };
        let part = spec.part(part).ok_or_else(unknown)?;
        let (subject, field) = rest.rsplit_once('/').ok_or_else(unknown)?;
        let field = part.field(field).ok_or_else(unknown)?;
        match part.form {
            Form::Keyed(shape) => {
                let subject = subject_key(shape, subject).map_err(|error| error.of_kind(spec.code))?;
                Ok(Self::Keyed(part.name, subject, field.name))
            }
            Form::Entries => Ok(Self::Entry(part.name, EntryId::from_text(subject), field.name)),
            Form::Head | Form::Text | Form::Typed | Form::People => Err(unknown()),
        }
    }

    /// What the kind declares of the field; none for a running text of the record.
    fn field(&self, spec: &'static Spec) -> Option<&'static Field> {
        match self {
            Self::Head(field) => spec.head_field(field),
            Self::Keyed(part, _, field) | Self::Entry(part, _, field) => spec.part(part)?.field(field),
            Self::Text(_) => None,
        }
    }
}

/// Sets one value as it was typed; an empty text clears it where it is not required.
///
/// # Errors
/// [`WriteError::Invalid`] for a place that is none, a value that does not fit, and a field that only a step sets.
pub fn set(
    edit: &mut Edit<'_>,
    spec: &'static Spec,
    place: &FieldPath,
    typed: &str,
    context: &Context,
) -> Result<(), WriteError> {
    let written = match (place, place.field(spec)) {
        (FieldPath::Text(part), _) => passage(part, typed).and_then(|text| Ok(edit.rewrite(part, &text)?)),
        (_, None) => Err(Rule::Field.broken("field", None)),
        (_, Some(field)) if field.is_of_step => Err(Rule::OfStep.broken(field.name, None)),
        (_, Some(field)) => {
            put(edit, spec, place, field, typed, context).and_then(|()| follow(edit, spec, place, &context.rules))
        }
    };
    written.map_err(|error| error.of_kind(spec.code))
}

/// Writes what a fresh record begins with: fields of its head, and entries and subjects of its parts.
///
/// # Errors
/// As [`set`] and [`add`].
pub fn draft(
    edit: &mut Edit<'_>,
    spec: &'static Spec,
    drafted: &[(&'static str, Vec<(String, String)>)],
    context: &Context,
) -> Result<(), WriteError> {
    drafted.iter().try_for_each(|(part, fields)| {
        if *part != spec.head {
            return add(edit, spec, part, fields, context).map(drop);
        }
        fields.iter().try_for_each(|(name, typed)| set(edit, spec, &FieldPath::parse(spec, name)?, typed, context))
    })
}

/// Writes what a step in another record comes to here, fields that nobody types among them.
///
/// # Errors
/// As [`set`].
pub fn affect(
    edit: &mut Edit<'_>,
    spec: &'static Spec,
    fields: &[(String, String)],
    rules: &Book,
) -> Result<(), WriteError> {
    let context = Context { rules: rules.clone(), ..Context::default() };
    let one = |(name, typed): &(String, String)| {
        let place = FieldPath::parse(spec, name)?;
        let field = place.field(spec).ok_or_else(|| Rule::Field.broken("field", Some(name)))?;
        put(edit, spec, &place, field, typed, &context)?;
        follow(edit, spec, &place, rules)
    };
    fields.iter().try_for_each(one).map_err(|error| error.of_kind(spec.code))
}

/// As [`set`], where a step does it.
pub(super) fn put(
    edit: &mut Edit<'_>,
    spec: &'static Spec,
    place: &FieldPath,
    field: &'static Field,
    typed: &str,
    context: &Context,
) -> Result<(), WriteError> {
    if let (FieldPath::Entry(part, entry, name), Shape::Text) = (place, field.shape) {
        let text = passage(field.name, typed)?;
        if field.is_required && text.trim().is_empty() {
            return Err(missing(field));
        }
        return Ok(edit.rewrite_entry(part, entry, name, &text)?);
    }
    let value = checked(edit, field, typed, context)?;
    if field.is_fixed && edit.leaf(spec.head, field.name).is_some_and(|stands| value.as_ref() != Some(&stands)) {
        return Err(if value.is_none() { missing(field) } else { Rule::BegunBefore.broken(field.name, Some(typed)) });
    }
    match (place, value) {
        (FieldPath::Head(name), Some(value)) => edit.put(spec.head, name, value)?,
        (FieldPath::Head(name), None) => edit.remove(spec.head, name)?,
        (FieldPath::Keyed(part, subject, name), Some(value)) => edit.put(part, &format!("{subject}/{name}"), value)?,
        (FieldPath::Keyed(part, subject, name), None) => edit.remove(part, &format!("{subject}/{name}"))?,
        (FieldPath::Entry(part, entry, name), Some(value)) => edit.put_entry(part, entry, name, value)?,
        (FieldPath::Entry(part, entry, name), None) => edit.remove_entry_field(part, entry, name)?,
        (FieldPath::Text(_), _) => {}
    }
    Ok(())
}

/// Ends the name of the field that says by which documents another one was computed.
const OF_RULE: &str = "_rule";

/// The version of the shares of votes that cases are held against.
const SHARES: &str = "2026-1";

/// Writes what follows from a field that was just written.
pub(super) fn follow(
    edit: &mut Edit<'_>,
    spec: &'static Spec,
    place: &FieldPath,
    rules: &Book,
) -> Result<(), WriteError> {
    let Some(follows) = spec.follows else { return Ok(()) };
    let (part, subject, field) = match place {
        FieldPath::Head(field) => (spec.head, "", *field),
        FieldPath::Keyed(part, subject, field) => (*part, subject.as_str(), *field),
        FieldPath::Entry(..) | FieldPath::Text(_) => return Ok(()),
    };
    let subjects = |part: &str| {
        let leaves = edit.leaves(part).into_iter();
        let mut subjects: Vec<String> =
            leaves.filter_map(|leaf| leaf.rsplit_once('/').map(|(subject, _)| subject.to_owned())).collect();
        subjects.dedup();
        subjects
    };
    let rules = rules.now();
    let ruled = |norm: &Norm| Ruled { value: norm.value, cited: norm.basis.instrument.cited() };
    let norm =
        |code: &str, day: CivilDate| NormKey::known(code).and_then(|key| rules.norm_in_force(&key, day)).map(ruled);
    let share = |matter: &str| {
        let share = rules.share(SHARES, matter)?;
        Some(Ruled { value: share.share.clone(), cited: share.basis.instrument.cited() })
    };
    let sight = Sight { value: &|part, leaf| edit.leaf(part, leaf), subjects: &subjects, norm: &norm, share: &share };
    let following = follows(Written { part, subject, field }, sight);
    for (part, leaf, value) in following {
        match value {
            Some(value) => edit.put(part, &leaf, value)?,
            None => edit.remove(part, &leaf)?,
        }
    }
    Ok(())
}

/// The record that one begun with these fields is drafted from, for a kind that has such.
#[must_use]
pub fn model(spec: &Spec, given: &[(String, String)]) -> Option<DocId> {
    let named = given.iter().find(|(name, _)| !spec.model.is_empty() && name == spec.model);
    named.and_then(|(_, typed)| typed.parse().ok())
}

/// Which of the records about the same one a record that is begun with these fields is.
///
/// # Errors
/// [`WriteError::Invalid`] when the field that tells it is missing or does not fit.
pub fn nth(spec: &'static Spec, given: &[(String, String)]) -> Result<u16, WriteError> {
    let Some(nth) = spec.nth else { return Ok(1) };
    let told = || {
        let field = spec.head_field(nth.field).ok_or_else(|| Rule::Field.broken(nth.field, None))?;
        let typed = given.iter().find(|(name, _)| name == nth.field).map(|(_, typed)| typed.as_str());
        let cleaned = line(field.name, typed.unwrap_or_default())?;
        if cleaned.is_empty() {
            return Err(missing(field));
        }
        let stored = parsed(field, cleaned)?;
        stored.as_str().and_then(nth.of).ok_or_else(|| Rule::Field.broken(nth.field, stored.as_str()))
    };
    told().map_err(|error: WriteError| error.of_kind(spec.code))
}

/// Adds a subject to a keyed part, or an entry to a list; gives its name in a [`FieldPath`].
///
/// In a keyed part two phones that add the same subject apart add one.
///
/// # Errors
/// [`WriteError::Invalid`] for a part that is none, a value that does not fit, and without what is required.
pub fn add(
    edit: &mut Edit<'_>,
    spec: &'static Spec,
    part: &str,
    given: &[(String, String)],
    context: &Context,
) -> Result<String, WriteError> {
    let added = match spec.part(part).map(|part| (part, part.form)) {
        Some((part, Form::Entries)) => add_entry(edit, part, given, context),
        Some((part, Form::Keyed(shape))) => add_subject(edit, spec, (part, shape), given, context),
        _ => Err(Rule::List.broken("part", Some(part))),
    };
    added.map_err(|error| error.of_kind(spec.code))
}

fn add_subject(
    edit: &mut Edit<'_>,
    spec: &'static Spec,
    (part, shape): (&'static Part, Subject),
    given: &[(String, String)],
    context: &Context,
) -> Result<String, WriteError> {
    let (typed, given) = subject_of(part, shape, given)?;
    let subject = if shape == Subject::Person {
        let person = context.meant(&line(SUBJECT, &typed)?);
        meeting::name_person(edit, &person)?;
        person.key
    } else {
        subject_key(shape, &typed)?
    };
    for (field, typed) in fields_of(part, &given)? {
        let place = FieldPath::Keyed(part.name, subject.clone(), field.name);
        put(edit, spec, &place, field, typed, context)?;
        follow(edit, spec, &place, &context.rules)?;
    }
    Ok(subject)
}

fn add_entry(
    edit: &mut Edit<'_>,
    part: &'static Part,
    given: &[(String, String)],
    context: &Context,
) -> Result<String, WriteError> {
    let mut texts: Vec<(&'static str, String)> = Vec::new();
    let mut values: Vec<(&'static str, Scalar)> = Vec::new();
    for (field, typed) in fields_of(part, given)? {
        match field.shape {
            Shape::Text => texts.push((field.name, passage(field.name, typed)?)),
            _ => values.extend(checked(edit, field, typed, context)?.map(|value| (field.name, value))),
        }
    }
    let is_unsigned = part.field(BY).is_some() && given.iter().all(|(name, _)| name != BY);
    if let Some(writer) = context.writer.as_ref().filter(|_| is_unsigned) {
        meeting::name_person(edit, writer)?;
        values.push((BY, Scalar::from(writer.key.as_str())));
    }
    let values = values.into_iter().map(|(name, value)| (name, EntryField::Value(value)));
    let fields: Vec<_> = values.chain(texts.iter().map(|(name, text)| (*name, EntryField::Text(text)))).collect();
    Ok(edit.push(part.name, &fields)?.as_str().to_owned())
}

/// The fields that were given, each of which the part has, and none of the required ones missing. A running text that was
/// not given begins empty, so that two people can write in it later.
fn fields_of<'a>(
    part: &'static Part,
    given: &'a [(String, String)],
) -> Result<Vec<(&'static Field, &'a str)>, WriteError> {
    if let Some((name, _)) = given.iter().find(|(name, _)| part.field(name).is_none()) {
        return Err(Rule::Field.broken("field", Some(name)));
    }
    if let Some(field) =
        part.fields.iter().find(|field| field.is_of_step && given.iter().any(|(name, _)| *name == field.name))
    {
        return Err(Rule::OfStep.broken(field.name, None));
    }
    let typed = |field: &Field| given.iter().find(|(name, _)| *name == field.name).map(|(_, typed)| typed.as_str());
    let mut fields = Vec::new();
    for field in part.fields {
        match typed(field) {
            Some(typed) if field.is_required && typed.trim().is_empty() => return Err(missing(field)),
            None if field.is_required => return Err(missing(field)),
            None if matches!(field.shape, Shape::Text) => fields.push((field, "")),
            None => {}
            Some(typed) => fields.push((field, typed)),
        }
    }
    Ok(fields)
}

pub(super) fn missing(field: &Field) -> WriteError {
    invalid(field.name, Unfit::Empty)
}

/// Splits the subject off what was given for a keyed part: `subject`, or for words the field they are made of.
fn subject_of(
    part: &'static Part,
    shape: Subject,
    given: &[(String, String)],
) -> Result<(String, Vec<(String, String)>), WriteError> {
    let named = given.iter().find(|(name, _)| name == SUBJECT).map(|(_, typed)| typed.clone());
    let first = part.fields.first().map_or("", |field| field.name);
    let worded =
        || given.iter().find(|(name, _)| shape == Subject::Words && name == first).map(|(_, typed)| typed.clone());
    let subject = named.or_else(worded).ok_or_else(|| Rule::Subject.broken(SUBJECT, None))?;
    Ok((subject, given.iter().filter(|(name, _)| name != SUBJECT).cloned().collect()))
}

fn subject_key(shape: Subject, typed: &str) -> Result<String, WriteError> {
    match shape {
        Subject::Words => Some(text::as_key(typed)).filter(|key| !key.is_empty()),
        // The address of its page ends with the id.
        Subject::Record => {
            let id = typed.rsplit('/').next().unwrap_or_default().trim();
            id.parse::<DocId>().ok().map(|doc| doc.to_string())
        }
        Subject::Person => Person::known(typed).map(|person| person.key),
        Subject::Code(codes) => codes.known.contains(&typed).then(|| typed.to_owned()),
    }
    .ok_or_else(|| Rule::Subject.broken(SUBJECT, Some(typed)))
}

/// What is stored for what was typed; `None` for nothing.
fn checked(
    edit: &mut Edit<'_>,
    field: &'static Field,
    typed: &str,
    context: &Context,
) -> Result<Option<Scalar>, WriteError> {
    let cleaned = line(field.name, typed)?;
    if cleaned.is_empty() {
        return if field.is_required { Err(missing(field)) } else { Ok(None) };
    }
    if matches!(field.shape, Shape::Person) {
        let person = context.meant(&cleaned);
        meeting::name_person(edit, &person)?;
        return Ok(Some(Scalar::from(person.key)));
    }
    if let (Shape::Org, Some((org, name))) = (field.shape, context.org_meant(&cleaned)) {
        let org = Person::member(org.record(), name);
        meeting::name_person(edit, &org)?;
        return Ok(Some(Scalar::from(org.key)));
    }
    parsed(field, cleaned).map(Some)
}

fn parsed(field: &'static Field, typed: String) -> Result<Scalar, WriteError> {
    let unfit = |rule: Rule| rule.broken(field.name, Some(&typed));
    match field.shape {
        Shape::Line | Shape::Text | Shape::Person | Shape::Org => Ok(typed.into()),
        Shape::Date => civil(&typed).map(|date| date.to_string().into()).ok_or_else(|| unfit(Rule::Date)),
        Shape::Partial => {
            PartialDate::parse(&typed).ok().map(|date| date.to_string().into()).ok_or_else(|| unfit(Rule::Partial))
        }
        Shape::Time => {
            ClockTime::parse(&typed).ok().map(|time| time.to_string().into()).ok_or_else(|| unfit(Rule::Time))
        }
        Shape::Count => match typed.parse() {
            Ok(number) => count(field.name, number).map(Scalar::Int),
            Err(_) => Err(unfit(Rule::Number)),
        },
        Shape::Money => money(field.name, &typed).map(Scalar::Int),
        Shape::Flag => match text::fold(&typed).as_str() {
            "co" | "yes" | "true" | "1" => Ok(Scalar::Bool(true)),
            "khong" | "no" | "false" | "0" => Ok(Scalar::Bool(false)),
            _ => Err(unfit(Rule::YesNo)),
        },
        Shape::Code(codes) if codes.known.contains(&typed.as_str()) => match field.refused {
            Some((refused, why)) if refused.contains(&typed.as_str()) => {
                Err(invalid(field.name, Unfit::Checked { typed, why }))
            }
            _ => Ok(typed.into()),
        },
        Shape::Code(codes) => Err(invalid(field.name, Unfit::NoneOf { typed, codes })),
        Shape::Record(_) => match typed.parse::<crate::id::DocId>() {
            Ok(doc) => Ok(doc.to_string().into()),
            Err(_) => Err(unfit(Rule::Record)),
        },
        Shape::Checked(check) => {
            check(&typed).map(Scalar::from).map_err(|why| invalid(field.name, Unfit::Checked { typed, why }))
        }
    }
}

fn civil(typed: &str) -> Option<CivilDate> {
    CivilDate::parse(typed).ok().or_else(|| PartialDate::parse(typed).ok()?.to_civil())
}

/// What a value typed to settle a conflict comes to: one of those in dispute by its words, or a new one that fits the
/// field.
///
/// # Errors
/// [`WriteError::Invalid`] for a value that does not fit; `None` where only those in dispute can be chosen.
pub fn settling(spec: &'static Spec, part: &str, leaf: &str, typed: &str) -> Result<Option<Scalar>, WriteError> {
    let Some(field) = spec.field_at(part, leaf).filter(|field| !field.is_of_step) else { return Ok(None) };
    // What code of its own writes is checked there; a figure can be counted again.
    let is_typed = spec.part(part).is_some_and(|part| part.form == Form::Typed);
    let is_free = !matches!(field.shape, Shape::Person | Shape::Org | Shape::Text | Shape::Record(_));
    if !is_free || (is_typed && !matches!(field.shape, Shape::Count)) {
        return Ok(None);
    }
    let cleaned = line(field.name, typed).map_err(|error| error.of_kind(spec.code))?;
    if cleaned.is_empty() {
        return Ok(None);
    }
    parsed(field, cleaned).map(Some).map_err(|error| error.of_kind(spec.code))
}

/// Writes the value that settles a conflict at a place, as a leaf of a map or of a list's entry. What a person decided on is
/// their own: it was not drawn, and computed by no document.
///
/// # Errors
/// [`WriteError::Edit`] when the record has no such place.
pub fn settle(
    edit: &mut Edit<'_>,
    spec: &'static Spec,
    tree: &Node,
    (part, leaf): (&str, &str),
    value: Scalar,
    rules: &Book,
) -> Result<(), WriteError> {
    let entry = leaf.split_once('/').and_then(|(index, field)| {
        let (entry, _) = tree.get(part)?.items().get(index.parse::<usize>().ok()?)?;
        Some((entry, field))
    });
    match entry {
        Some((entry, field)) => edit.put_entry(part, entry, field, value)?,
        None => edit.put(part, leaf, value)?,
    }
    // A person decided: the value is by no document any more.
    let rule = format!("{leaf}{OF_RULE}");
    if entry.is_none() && edit.leaf(part, &rule).is_some() {
        edit.remove(part, &rule)?;
    }
    let is_figure = spec.counted.is_some_and(|counted| counted.part == part && !leaf.ends_with(counted.on));
    let place = is_figure.then(|| FieldPath::parse(spec, &format!("{part}/{leaf}"))).transpose()?;
    place.map_or(Ok(()), |place| follow(edit, spec, &place, rules))
}

/// Whether everything a fresh record needs is among what is given for its head.
///
/// # Errors
/// [`WriteError::Invalid`] names what is missing.
pub fn is_begun_whole(spec: &'static Spec, given: &[(String, String)]) -> Result<(), WriteError> {
    let head = spec.part(spec.head).map_or(&[][..], |part| part.fields);
    let is_given = |field: &Field| given.iter().any(|(name, typed)| *name == field.name && !typed.trim().is_empty());
    match head.iter().find(|field| field.is_required && !is_given(field)) {
        Some(field) => Err(missing(field).of_kind(spec.code)),
        None => Ok(()),
    }
}
