//! Beginning a record of any kind. Two phones that begin one with the same key begin the same; beginning it again
//! overwrites nothing.

use shared::doc::{Doc, Kind, Node, Scalar, Seed};
use shared::id::{DocId, OrgId};
use shared::input::{Rule, Unfit, WriteError};
use shared::key::{self, AboutKey};
use shared::kind::Status;
use shared::kind::spec::{MemberOf, OpenRecord, Origin, Sources, Spec};
use shared::record::list::{Page, Query};
use shared::record::{self, FieldPath, Row, write};
use shared::time::Timestamp;

use super::{Engine, EngineError, RecordPage, open};

/// The part of a record that an entry is added to, and its fields as they would be typed.
type NewEntry = (&'static str, Vec<(String, String)>);

impl Engine {
    /// Begins a record: of the own organisation if none is named, and for a kind that speaks about another record about
    /// that one, of its organisation. What was begun before under the same key is the same record: it takes what it lacks,
    /// and nothing of it is overwritten.
    ///
    /// # Errors
    /// [`EngineError::Write`] for a field that does not fit, is missing, or says something else than a record that was begun
    /// before; [`EngineError::Denied`] outside the person's place; [`EngineError::NoSuchRecord`] for a kind that is begun in
    /// a way of its own, or without what it speaks about.
    pub fn begin_record(
        &mut self,
        kind: Kind,
        (org, about): (Option<OrgId>, Option<DocId>),
        fields: &[(String, String)],
        now: Timestamp,
    ) -> Result<RecordPage, EngineError> {
        self.refresh()?;
        // A record that speaks about another one is always of the same organisation; one about an organisation itself is
        // that one's, although the ward keeps what the organisation is.
        let is_of_org = kind.spec().speaks_about == [Kind::Org.code()];
        let spoken_of = about.filter(|_| !is_of_org).and_then(|about| self.org_of(about));
        let org = match org.filter(|_| kind.spec().origin != Origin::About || is_of_org).or(spoken_of) {
            Some(org) => org,
            None => self.home(org)?,
        };
        let about = if is_of_org { Some(org.record()) } else { about };
        let seed = self.seed_of(kind, (org, about), fields)?;
        let (doc, spec) = (seed.doc(), kind.spec());
        let mut given = fields.to_vec();
        if let (Origin::Drawn, Some(about)) = (spec.origin, about.filter(|_| !spec.line.about.is_empty())) {
            given.push((spec.line.about.to_owned(), about.to_string()));
        }
        if open::load(&self.vault.read(), doc)?.is_some() {
            let lacking = self.lacking(doc, org, &given, now)?;
            return if lacking.is_empty() { self.record_page(doc) } else { self.set_fields(doc, &lacking, now) };
        }
        self.begin_as(&seed, (org, about), &given, now)
    }

    /// Begins a record under an id that none has here.
    pub(super) fn begin_as(
        &mut self,
        seed: &Seed,
        (org, about): (OrgId, Option<DocId>),
        given: &[(String, String)],
        now: Timestamp,
    ) -> Result<RecordPage, EngineError> {
        let (doc, kind) = (seed.doc(), seed.kind());
        let spec = kind.spec();
        write::is_begun_whole(spec, given)?;
        let drafted = self.draft(seed, (org, about), given)?;
        let named: Vec<(String, String)> =
            drafted.iter().flat_map(|(_, fields)| fields).chain(given).cloned().collect();
        let context = self.context_for(kind, org, &named)?;
        self.begin(Doc::create(seed), org, now, |edit| {
            write::draft(edit, spec, &drafted, &context)?;
            given
                .iter()
                .try_for_each(|(place, typed)| write::set(edit, spec, &FieldPath::parse(spec, place)?, typed, &context))
        })?;
        self.record_page(doc)
    }

    /// What a record that was begun before lacks of what it is begun with now.
    fn lacking(
        &mut self,
        doc: DocId,
        org: OrgId,
        given: &[(String, String)],
        now: Timestamp,
    ) -> Result<Vec<(String, String)>, EngineError> {
        let open = self.record(doc)?;
        let context = self.context_for(open.kind(), org, given)?;
        let (spec, before) = (open.kind().spec(), open.tree());
        let mut lacking = Vec::new();
        for (at, typed) in given.iter().filter(|(_, typed)| !typed.trim().is_empty()) {
            let place = FieldPath::parse(spec, at)?;
            let Some(stands) = standing(&before, spec, &place) else {
                lacking.push((at.clone(), typed.clone()));
                continue;
            };
            // Compared as it would be stored, which a copy of the record shows.
            let mut tried = open.clone();
            tried.edit(&self.pen, now, |edit| write::set(edit, spec, &place, typed, &context))?;
            if standing(&tried.tree(), spec, &place).as_ref() != Some(&stands) {
                return Err(says_otherwise(spec, &place).into());
            }
        }
        Ok(lacking)
    }

    /// What a fresh record begins with, from what it speaks about, what is open, the register and the one before it.
    fn draft(
        &self,
        seed: &Seed,
        (org, about): (OrgId, Option<DocId>),
        given: &[(String, String)],
    ) -> Result<Vec<NewEntry>, EngineError> {
        let Some(draft) = seed.kind().spec().draft else { return Ok(Vec::new()) };
        let stored = self.vault.read();
        let orgs = self.orgs.holdings(org);
        let open = stored
            .rows(&Query::open_tasks(orgs.iter().copied()), Page::ALL)?
            .into_iter()
            .map(|row| OpenRecord { id: row.doc.to_string(), title: row.title, state: row.state });
        let open: Vec<OpenRecord> = open.collect();
        let about = about.map(|about| open::load_readable(&stored, about)).transpose()?.flatten();
        let tree = about.map(|about| about.tree());
        let members = stored.rows(&Query::members().within(orgs), Page::ALL)?;
        let members: Vec<MemberOf> = members.iter().filter_map(member_of).collect();
        let before =
            before(seed).map(|doc| open::load_readable(&stored, doc)).find_map(Result::transpose).transpose()?;
        let before = before.map(|before| before.tree());
        let model = write::model(seed.kind().spec(), given).map(|model| open::load_readable(&stored, model));
        let model = model.transpose()?.flatten().filter(|model| model.kind() == seed.kind());
        let model = model.map(|model| model.tree());
        let (about, before, model) = (tree.as_ref(), before.as_ref(), model.as_ref());
        let drafted = draft(&Sources { about, open: &open, members: &members, before, model, given });
        let named = |(name, value): (&str, String)| (name.to_owned(), value);
        Ok(drafted.into_iter().map(|one| (one.part, one.fields.into_iter().map(named).collect())).collect())
    }

    /// What a record of a kind is begun with.
    fn seed_of(
        &self,
        kind: Kind,
        (org, about): (OrgId, Option<DocId>),
        given: &[(String, String)],
    ) -> Result<Seed, EngineError> {
        match (kind.spec().origin, about) {
            (Origin::About, Some(about)) if self.may_speak_about(kind, org, about) => {
                Ok(Seed::About(AboutKey { kind, org, about, ordinal: write::nth(kind.spec(), given)? }))
            }
            (Origin::Drawn, _) => Ok(Seed::Id(kind, self.draw_id(kind)?)),
            (Origin::About, _) => Err(EngineError::NoSuchRecord("record it speaks about")),
            (Origin::Meeting | Origin::Organisation, _) => {
                Err(EngineError::NoSuchRecord("kind that is begun like this"))
            }
        }
    }

    /// A fresh id that a record of a kind may bear.
    pub(super) fn draw_id(&self, kind: Kind) -> Result<DocId, EngineError> {
        loop {
            let doc = DocId::from_bytes(*self.entropy.draw()?);
            if key::may_bear(kind, doc) {
                return Ok(doc);
            }
        }
    }

    /// What an organisation's own record is, is known before the record is here.
    fn may_speak_about(&self, kind: Kind, org: OrgId, about: DocId) -> bool {
        let is_own = (about == org.record()).then_some(Kind::Org);
        self.kind_of(about).or(is_own).is_some_and(|about| record::speaks_about(kind, about))
    }
}

/// How many ordinals back the record before one is looked for.
const BEFORE_MAX: u16 = 12;

/// The ids under which the record before one stands, the nearest first.
fn before(seed: &Seed) -> impl Iterator<Item = DocId> {
    let key = if let Seed::About(key) = seed { Some(key.clone()) } else { None };
    key.into_iter().flat_map(|key| {
        let last = key.ordinal.saturating_sub(1);
        let first = key.ordinal.saturating_sub(BEFORE_MAX).max(1);
        (first..=last).rev().map(move |ordinal| AboutKey { ordinal, ..key.clone() }.doc())
    })
}

/// A member who is of the headcount or a guest.
fn member_of(row: &Row) -> Option<MemberOf> {
    let status = row.text("status")?;
    let is_here = row.flag("headcount") || status == Status::TemporaryGuest.code();
    is_here.then(|| MemberOf {
        id: row.doc.to_string(),
        status: status.to_owned(),
        joined_on: row.text("joined_on").map(str::to_owned),
        guest_until: row.text("guest_until").map(str::to_owned),
    })
}

/// What a record says at a place; nothing where that is empty.
fn standing(tree: &Node, spec: &Spec, place: &FieldPath) -> Option<Node> {
    let found = match place {
        FieldPath::Head(field) => tree.get(spec.head)?.get(field),
        FieldPath::Keyed(part, subject, field) => tree.get(part)?.get(&format!("{subject}/{field}")),
        FieldPath::Entry(part, entry, field) => {
            tree.get(part)?.items().iter().find(|(found, _)| found == entry)?.1.get(field)
        }
        FieldPath::Text(part) => tree.get(part),
    };
    let is_empty = |node: &Node| match node {
        Node::Scalar(Scalar::Str(text)) | Node::Text(text) => text.trim().is_empty(),
        Node::Scalar(Scalar::Null) => true,
        _ => false,
    };
    found.filter(|node| !is_empty(node)).cloned()
}

fn says_otherwise(spec: &Spec, place: &FieldPath) -> WriteError {
    let (FieldPath::Head(field)
    | FieldPath::Keyed(_, _, field)
    | FieldPath::Entry(_, _, field)
    | FieldPath::Text(field)) = place;
    WriteError::Invalid { kind: Some(spec.code), field, why: Unfit::Rule(Rule::BegunBefore) }
}
