//! Records of any kind, by what their kind declares: listed, written, stepped through their life.

use shared::access::Place as Seat;
use shared::doc::{Doc, Kind, Node, Scalar};
use shared::id::{DocId, OrgId};
use shared::kind::spec::Does;
use shared::record::list::{Page, Query};
use shared::record::step::{self, Taken, Who};
use shared::record::{Place, RecordView, Row, StepView, write};
use shared::sync::device::Safety;
use shared::time::Timestamp;

use super::{Engine, EngineError, open};

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
    pub(super) fn register(&self) -> Result<Vec<Row>, EngineError> {
        Ok(self.vault.read().rows(&Query::members(), Page::ALL)?)
    }
}
