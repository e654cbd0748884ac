//! Records of any kind, by what their kind declares: listed, written, stepped through their life.

use std::collections::BTreeMap;

use shared::access::Place as Seat;
use shared::doc::history::HistoryEntry;
use shared::doc::{Doc, Edit, Kind, Node, Scalar, Seed};
use shared::id::{DocId, OrgId};
use shared::kind::spec::Does;
use shared::meeting::Person;
use shared::record::list::{Page, Query};
use shared::record::step::{self, Due, Effect, Handed, Refusal, Taken, Who};
use shared::record::{Context, FieldPath, RecordView, Row, StepView, figures, write};
use shared::sync::device::Safety;
use shared::time::Timestamp;

use super::{Engine, EngineError, open};
use crate::vault::Reader;

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
    /// Those that its fields hold, as far as they are here.
    pub held: Vec<Row>,
    /// Others of its kind that say, as it does, that they are the one there should be.
    pub beside: Vec<Row>,
    /// The steps of its life, with what stands in the way of each.
    pub steps: Vec<StepView>,
    /// How far it has come to the ward's review.
    pub handed: Handed,
    /// How safe it is.
    pub safety: Safety,
}

impl Engine {
    /// The records a query finds, with how safe each is.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when the vault cannot be read.
    pub fn records(&mut self, query: &Query, page: Page) -> Result<Vec<(Row, Safety)>, EngineError> {
        let rows = self.searched(query)?.rows(query, page)?;
        Ok(rows.into_iter().map(|row| (self.ledger.safety(row.doc), row)).map(|(safety, row)| (row, safety)).collect())
    }

    /// How many records a query finds.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when the vault cannot be read.
    pub fn count_records(&mut self, query: &Query) -> Result<usize, EngineError> {
        let (total, _) = self.searched(query)?.sums(query)?;
        Ok(total)
    }

    /// The kinds of records that stand on their own and have no screen of their own: how many of each are here, and
    /// whether the person begins them. Kinds of which there is nothing to see or to begin are left out.
    ///
    /// # Errors
    /// [`EngineError::Vault`] when the vault cannot be read.
    pub fn work(&mut self) -> Result<Vec<(Kind, usize, bool)>, EngineError> {
        let home = self.home(None)?;
        let is_of_work = |kind: &Kind| kind.spec().stands_alone();
        let mut found = Vec::new();
        for kind in Kind::ALL.into_iter().filter(is_of_work) {
            let (here, may_begin) = (self.count_records(&Query::of(kind))?, self.may_write(home, kind).is_ok());
            if here > 0 || may_begin {
                found.push((kind, here, may_begin));
            }
        }
        Ok(found)
    }

    /// The vault as a query asks it: what is being typed is found by its words as well.
    fn searched(&mut self, query: &Query) -> Result<Reader<'_>, EngineError> {
        self.refresh()?;
        if !query.words.is_empty() && !self.vault.read_only() {
            self.write_all_strokes()?;
        }
        Ok(self.vault.read())
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
        let handed = step::handed(&open);
        self.shelf.put(open);
        let stored = self.vault.read();
        let row = stored.row(doc)?.ok_or(EngineError::NoSuchRecord("record"))?;
        let held = view.holds().into_iter().filter_map(|doc| stored.row(doc).transpose()).collect::<Result<_, _>>()?;
        let related = stored.rows(&Query { about: Some(doc), ..Query::default() }, Page::ALL)?;
        let beside = Query::beside(&row).map(|query| stored.rows(&query, Page::ALL)).transpose()?;
        let beside = beside.into_iter().flatten().filter(|other| other.doc != doc).collect();
        Ok(RecordPage { view, row, about, related, held, beside, steps, handed, safety: self.ledger.safety(doc) })
    }

    /// Sets values of a record as typed, each at a [`FieldPath`] in its written form; an empty text clears one.
    ///
    /// # Errors
    /// [`EngineError::Write`] for what does not fit; nothing is then changed.
    pub fn set_fields(
        &mut self,
        doc: DocId,
        given: &[(String, String)],
        now: Timestamp,
    ) -> Result<RecordPage, EngineError> {
        let (kind, org) = self.stored(doc)?;
        let (spec, context) = (kind.spec(), self.context_for(kind, org, given)?);
        self.change(doc, kind, now, |edit| {
            let mut given = given.iter();
            given
                .try_for_each(|(place, typed)| write::set(edit, spec, &FieldPath::parse(spec, place)?, typed, &context))
        })?;
        self.record_page(doc)
    }

    /// Adds an entry to a list of a record, or a subject to a keyed part; gives its name in a [`FieldPath`].
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
        let (kind, org) = self.stored(doc)?;
        let context = self.context_for(kind, org, given)?;
        self.change(doc, kind, now, |edit| write::add(edit, kind.spec(), part, given, &context))
    }

    /// Draws the figures of a record from the records of its period, of its organisation and of all below it that are here.
    /// Drawn again they are those of now; what somebody wrote themselves stays.
    ///
    /// # Errors
    /// [`EngineError::Write`] for a record that is closed or of which nothing is counted, and without a period.
    pub fn draw_figures(&mut self, doc: DocId, now: Timestamp) -> Result<RecordPage, EngineError> {
        let (kind, org) = self.stored(doc)?;
        self.may_edit(doc, kind)?;
        let asked = figures::asked(&self.record(doc)?)?;
        let scope = asked.scope.as_deref();
        let query = Query { kinds: figures::kinds(scope), ..Query::default() };
        let below = self.orgs.below(org).map(|org| org.org).chain([org]);
        let rows = self.vault.read().rows(&query.within(below), Page::ALL)?;
        let drawn = figures::figures(&rows, asked.since, asked.until, scope);
        self.change(doc, kind, now, |edit| figures::draw(edit, kind.spec(), &drawn, now.vietnam_date()))?;
        self.record_page(doc)
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
        self.may_begin()?;
        self.write_all_strokes()?;
        let open = self.take(doc, None)?;
        let (kind, about) = (open.kind(), RecordView::of(&open).about);
        let (_, steps) = self.steps_of(&open, about)?;
        let wanted = steps.into_iter().find(|view| view.step.name == name).ok_or(EngineError::NoSuchRecord("step"));
        let content = open.content_digest();
        self.shelf.put(open);
        let wanted = wanted?;
        let is_early = step::is_early(&self.record(doc)?, wanted.step, now.vietnam_date());
        if let Some(refusal) = wanted.refused.or(is_early.then_some(Refusal::NotYet)) {
            return Err(EngineError::Step(refusal));
        }
        let is_read = matches!(wanted.step.does, Does::MoveReading(..)) || wanted.step.effect.is_some();
        let spoken_of = match about.filter(|_| is_read) {
            Some(about) => open::load_readable(&self.vault.read(), about)?,
            None => None,
        };
        let about = spoken_of.as_ref().map(|about| about.content_digest());
        let (_, org) = self.stored(doc)?;
        let (taken, context) = (Taken { device: self.device(), content, about }, self.context_for(kind, org, given)?);
        let take = |edit: &mut Edit<'_>| step::take(edit, kind.spec(), wanted.step, given, taken, &context);
        if wanted.step.effect.is_some() {
            let (tried, tree) = (self.record(doc)?, spoken_of.map(|about| about.tree()));
            let home = self.orgs.get(org).map(|org| org.name.clone());
            let effects = step::effects(&tried, tree.as_ref(), wanted.step, (&self.pen, now), home.as_deref(), take)?;
            self.affect(org, &effects, now)?;
        }
        self.change_stored(doc, kind, now, take)?;
        self.record_page(doc)
    }

    /// Writes what a step is about to come to in other records of the organisation and of those below it: all of it, or it
    /// is refused.
    fn affect(&mut self, org: OrgId, effects: &[Effect], now: Timestamp) -> Result<(), EngineError> {
        let mut known: BTreeMap<DocId, (Doc, OrgId)> = BTreeMap::new();
        for Effect { doc, .. } in effects {
            if let Some(row) = self.vault.read().row(*doc)? {
                known.insert(*doc, (self.record(*doc)?, row.org));
            }
        }
        let headcount = match step::ends_alone(effects, &self.orgs).is_empty() {
            true => Vec::new(),
            false => self.vault.read().rows(&Query::headcount(), Page::ALL)?,
        };
        let stands = |doc: DocId| known.get(&doc).map(|(doc, home)| (doc, *home));
        let due = step::due(effects, (org, &self.orgs), stands, &headcount).map_err(EngineError::Step)?;
        let rules = self.rules.clone();
        for Due { effect, kind, stands, org } in due {
            let write = |edit: &mut Edit<'_>| write::affect(edit, kind.spec(), &effect.fields, &rules);
            match stands {
                Some(_) => self.change(effect.doc, kind, now, write)?,
                None => self.begin(Doc::create(&Seed::Id(kind, effect.doc)), org, now, write)?,
            }
        }
        Ok(())
    }

    /// Every change of a record, oldest first.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`], or [`EngineError::Record`] when it is damaged.
    pub fn history(&mut self, doc: DocId) -> Result<Vec<HistoryEntry>, EngineError> {
        Ok(self.record(doc)?.history())
    }

    /// The kind of a record that is known here.
    #[must_use]
    pub fn kind_of(&self, doc: DocId) -> Option<Kind> {
        self.ledger.record(doc).and_then(|record| record.kind)
    }

    /// The kind of a record that is stored here, and whose it is.
    fn stored(&mut self, doc: DocId) -> Result<(Kind, OrgId), EngineError> {
        self.refresh()?;
        let row = self.vault.read().row(doc)?.ok_or(EngineError::NoSuchRecord("record"))?;
        Ok((row.kind, row.org))
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

    /// What writing into a record of an organisation knows: the members of its register that can be meant, who writes, and the
    /// rules.
    pub(super) fn context_for(
        &self,
        kind: Kind,
        org: OrgId,
        given: &[(String, String)],
    ) -> Result<Context, EngineError> {
        let members = match Context::are_named(kind.spec(), given) {
            true => {
                let all = Query { missing: Vec::new(), ..Query::members() };
                self.vault.read().rows(&all.within(Context::registers(kind.spec(), org, &self.orgs)), Page::ALL)?
            }
            false => Vec::new(),
        };
        let writer = self.account.as_ref().map(|account| &account.certificate);
        let writer = writer.map(|certificate| match certificate.member {
            Some(member) => Person::member(member, &certificate.person),
            None => Person::guest(&certificate.person),
        });
        let orgs = self.orgs.iter().filter(|org| org.valid_to.is_none());
        let orgs = orgs.map(|org| (org.org, org.name.clone())).collect();
        Ok(Context { members, writer, orgs, rules: self.rules.clone() })
    }
}
