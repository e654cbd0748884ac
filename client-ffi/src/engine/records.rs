//! Records of any kind, by what their kind declares: listed, begun, written, stepped through their life.

use shared::access::Place as Seat;
use shared::doc::{Doc, Kind, Node, Scalar, Seed};
use shared::id::{DocId, OrgId};
use shared::key::{self, AboutKey};
use shared::kind::spec::{Does, OpenRecord, Origin, Sources};
use shared::record::list::{Page, Query};
use shared::record::step::{self, Taken, Who};
use shared::record::{self, Place, RecordView, Row, StepView, write};
use shared::sync::device::Safety;
use shared::time::Timestamp;

use super::{Engine, EngineError, open};

/// The part of a record that an entry is added to, and its fields as they would be typed.
type NewEntry = (&'static str, Vec<(String, String)>);

/// A record with everything a screen shows beside it.
#[derive(Debug, Clone)]
pub struct RecordPage {
    /// The record as merged.
    pub view: RecordView,
    /// Its row in the list.
    pub row: Row,
    /// What it speaks about or comes from, as far as it is here.
    pub about: Option<Row>,
    /// Records that speak about it or come from it.
    pub related: Vec<Row>,
    /// The steps of its life, with what stands in the way of each.
    pub steps: Vec<StepView>,
    /// How safe it is.
    pub safety: Safety,
}

impl Engine {
    /// The records a query finds, with how safe each is, and how many there are in all.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when the vault cannot be read.
    pub fn records(&mut self, query: &Query, page: Page) -> Result<(Vec<(Row, Safety)>, usize), EngineError> {
        self.refresh()?;
        if !query.words.is_empty() && !self.vault.read_only() {
            // What is being typed is found as well.
            self.write_strokes()?;
        }
        let stored = self.vault.read();
        let (rows, (total, _)) = (stored.rows(query, page)?, stored.sums(query)?);
        Ok((rows.into_iter().map(|row| (self.ledger.safety(row.doc), row)).map(|(s, row)| (row, s)).collect(), total))
    }

    /// One record with its steps.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`], or [`EngineError::Record`] when it is damaged.
    pub fn record_page(&mut self, doc: DocId) -> Result<RecordPage, EngineError> {
        self.refresh()?;
        let open = self.take(doc, None)?;
        let view = RecordView::of(&open);
        let (about, steps) = self.steps_of(&open, view.about)?;
        self.shelf.put(open);
        let stored = self.vault.read();
        let row = stored.row(doc)?.ok_or(EngineError::NoSuchRecord("record"))?;
        let related = stored.rows(&Query { about: Some(doc), ..Query::default() }, Page::ALL)?;
        Ok(RecordPage { view, row, about, related, steps, safety: self.ledger.safety(doc) })
    }

    /// Begins a record: of the own organisation if none is named, and for a kind that speaks about another record about
    /// that one, of its organisation. What was begun before under the same key is the same record.
    ///
    /// # Errors
    /// [`EngineError::Write`] for a field that does not fit or is missing, [`EngineError::Denied`] outside the person's
    /// place, [`EngineError::NoSuchRecord`] for a kind that is begun in a way of its own, or without what it speaks about.
    pub fn begin_record(
        &mut self,
        kind: Kind,
        (org, about): (Option<OrgId>, Option<DocId>),
        fields: &[(String, String)],
        now: Timestamp,
    ) -> Result<RecordPage, EngineError> {
        self.refresh()?;
        let org = match about.and_then(|about| self.org_of(about)) {
            Some(org) => org,
            None => self.home(org)?,
        };
        let seed = self.seed_of(kind, org, about)?;
        let (doc, spec) = (seed.doc(), kind.spec());
        let mut given = fields.to_vec();
        if let (Origin::Drawn, Some(about)) = (spec.origin, about.filter(|_| !spec.line.about.is_empty())) {
            given.push((spec.line.about.to_owned(), about.to_string()));
        }
        if open::load(&self.vault.read(), doc)?.is_some() {
            return if given.is_empty() { self.record_page(doc) } else { self.set_fields(doc, &given, now) };
        }
        write::is_begun_whole(spec, &given)?;
        let (people, drafted) = (self.register()?, self.draft(kind, org, about)?);
        self.begin(Doc::create(&seed), org, now, |edit| {
            let people = |typed: &str| write::meant(&people, typed);
            for (part, fields) in &drafted {
                write::add(edit, spec, part, fields, &people)?;
            }
            given
                .iter()
                .try_for_each(|(place, typed)| write::set(edit, spec, &Place::parse(spec, place)?, typed, &people))
        })?;
        self.record_page(doc)
    }

    /// Sets values of a record as typed, each at a [`Place`] in its written form; an empty text clears one.
    ///
    /// # Errors
    /// [`EngineError::Write`] for what does not fit; nothing is then changed.
    pub fn set_fields(
        &mut self,
        doc: DocId,
        given: &[(String, String)],
        now: Timestamp,
    ) -> Result<RecordPage, EngineError> {
        let (kind, people) = (self.kind_stored(doc)?, self.register()?);
        let spec = kind.spec();
        self.change(doc, kind, now, |edit| {
            given.iter().try_for_each(|(place, typed)| {
                write::set(edit, spec, &Place::parse(spec, place)?, typed, &|typed| write::meant(&people, typed))
            })
        })?;
        self.record_page(doc)
    }

    /// Adds an entry to a list of a record, or a subject to a keyed part; gives its name in a [`Place`].
    ///
    /// # Errors
    /// [`EngineError::Write`] for what does not fit or is missing.
    pub fn add_entry(
        &mut self,
        doc: DocId,
        part: &str,
        given: &[(String, String)],
        now: Timestamp,
    ) -> Result<String, EngineError> {
        let (kind, people) = (self.kind_stored(doc)?, self.register()?);
        let writer = self.account.as_ref().map(|account| account.certificate.person.clone()).unwrap_or_default();
        let given = &write::signed(kind.spec(), part, given.to_vec(), &writer);
        self.change(doc, kind, now, |edit| {
            write::add(edit, kind.spec(), part, given, &|typed| write::meant(&people, typed))
        })
    }

    /// Takes a step of a record's life, with the fields it asks for.
    ///
    /// # Errors
    /// [`EngineError::Step`] says why it cannot be taken now, [`EngineError::Write`] what is missing.
    pub fn step_record(
        &mut self,
        doc: DocId,
        name: &str,
        given: &[(String, String)],
        now: Timestamp,
    ) -> Result<RecordPage, EngineError> {
        self.refresh()?;
        self.may_begin()?;
        self.write_strokes()?;
        let open = self.take(doc, None)?;
        let (kind, about) = (open.kind(), RecordView::of(&open).about);
        let (_, steps) = self.steps_of(&open, about)?;
        let wanted = steps.into_iter().find(|view| view.step.name == name).ok_or(EngineError::NoSuchRecord("step"));
        let content = open.content_digest();
        self.shelf.put(open);
        let wanted = wanted?;
        if let Some(refusal) = wanted.refused {
            return Err(EngineError::Step(refusal));
        }
        let reads = matches!(wanted.step.does, Does::MoveReading(..));
        let about = match about.filter(|_| reads) {
            Some(about) => open::load_readable(&self.vault.read(), about)?.map(|about| about.content_digest()),
            None => None,
        };
        let (taken, people) = (Taken { device: self.device(), content, about }, self.register()?);
        self.change_stored(doc, kind, now, |edit| {
            step::take(edit, kind.spec(), wanted.step, given, taken, &|typed| write::meant(&people, typed))
        })?;
        self.record_page(doc)
    }

    /// The kind of a record that is stored here.
    fn kind_stored(&mut self, doc: DocId) -> Result<Kind, EngineError> {
        self.refresh()?;
        let kind = self.vault.read().row(doc)?.map(|row| row.kind);
        kind.ok_or(EngineError::NoSuchRecord("record"))
    }

    /// What a fresh record of a kind begins with, from what it speaks about and what is open.
    fn draft(&self, kind: Kind, org: OrgId, about: Option<DocId>) -> Result<Vec<NewEntry>, EngineError> {
        let Some(draft) = kind.spec().draft else { return Ok(Vec::new()) };
        let stored = self.vault.read();
        let open = stored.rows(&Query::open_tasks(org), Page::ALL)?.into_iter().map(|row| OpenRecord {
            id: row.doc.to_string(),
            title: row.title,
            state: row.state,
        });
        let open: Vec<OpenRecord> = open.collect();
        let about = about.map(|about| open::load_readable(&stored, about)).transpose()?.flatten();
        let tree = about.map(|about| about.tree());
        let drafted = draft(&Sources { about: tree.as_ref(), open: &open });
        let named = |(name, value): (&str, String)| (name.to_owned(), value);
        Ok(drafted.into_iter().map(|one| (one.part, one.fields.into_iter().map(named).collect())).collect())
    }

    /// What a record of a kind is begun with.
    fn seed_of(&self, kind: Kind, org: OrgId, about: Option<DocId>) -> Result<Seed, EngineError> {
        match (kind.spec().origin, about) {
            (Origin::About, Some(about)) if self.may_speak_about(kind, about) => {
                Ok(Seed::About(AboutKey { kind, org, about, ordinal: 1 }))
            }
            (Origin::Drawn, _) => loop {
                let doc = DocId::from_bytes(*self.entropy.draw()?);
                if key::may_bear(kind, doc) {
                    break Ok(Seed::Id(kind, doc));
                }
            },
            (Origin::About, _) => Err(EngineError::NoSuchRecord("record it speaks about")),
            (Origin::Meeting | Origin::Organisation, _) => {
                Err(EngineError::NoSuchRecord("kind that is begun like this"))
            }
        }
    }

    fn may_speak_about(&self, kind: Kind, about: DocId) -> bool {
        self.kind_of(about).is_some_and(|about| record::speaks_about(kind, about))
    }

    fn steps_of(&self, open: &Doc, about: Option<DocId>) -> Result<(Option<Row>, Vec<StepView>), EngineError> {
        let stored = self.vault.read();
        let row = about.map(|about| stored.row(about)).transpose()?.flatten();
        let needs = open.kind().spec().life.steps.iter().any(|step| !step.guards.is_empty());
        let tree: Option<Node> = match about.filter(|_| needs) {
            Some(about) => open::load_readable(&stored, about)?.map(|about| about.tree()),
            None => None,
        };
        let (seat, org) = self.standing_before(open.id())?;
        let who = Who { seat: seat.as_ref(), org, tree: &self.orgs };
        Ok((row, step::steps(open, tree.as_ref(), who)))
    }

    /// Where the person stands, and whose the record is.
    fn standing_before(&self, doc: DocId) -> Result<(Option<Seat>, OrgId), EngineError> {
        let seat = self.account.as_ref().map(|account| account.certificate.place());
        Ok((seat, self.org_of(doc).map_or_else(|| self.home(None), Ok)?))
    }

    /// Whether the person may decide a conflict for a value.
    pub(super) fn may_settle(
        &self,
        doc: DocId,
        kind: Kind,
        (part, leaf): (&str, &str),
        value: &Scalar,
    ) -> Result<(), EngineError> {
        let (seat, org) = self.standing_before(doc)?;
        let who = Who { seat: seat.as_ref(), org, tree: &self.orgs };
        step::may_settle(kind.spec(), part, leaf, value, who).map_err(EngineError::Step)
    }

    /// The members of the register here, by whom a typed name can be meant.
    fn register(&self) -> Result<Vec<Row>, EngineError> {
        Ok(self.vault.read().rows(&Query::members(), Page::ALL)?)
    }
}
