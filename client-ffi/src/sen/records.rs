//! Records of any kind, as the app calls them.

use std::sync::Arc;

use shared::doc::Kind;
use shared::id::DocId;
use shared::meeting::assigned::Assigned;
use shared::record::FieldPath;
use shared::record::list::Page;

use crate::engine::{Choice, Engine, EngineError, RecordPage, RunningText};
use crate::error::{SenError, unfit};
use crate::types::{Assignment, Field, HistoryLine, Record, RecordFilter, RecordLine, WorkKind};

use super::typed::{civil, doc_id, org_id, pairs};
use super::{Sen, TextSession, now};

#[uniffi::export]
impl Sen {
    /// The records a filter lets through.
    ///
    /// # Errors
    /// [`SenError::FixInput`] names what is no kind, day or id.
    pub fn records(&self, filter: RecordFilter) -> Result<Vec<RecordLine>, SenError> {
        let query = filter.query()?;
        let part = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
        let asked =
            Page { skip: part(filter.skip), take: if filter.take == 0 { usize::MAX } else { part(filter.take) } };
        // How safe a record is stands in no list, so all of them are looked through for it.
        let page = if filter.not_safe { Page::ALL } else { asked };
        let rows = self.core.quietly(|engine| engine.records(&query, page))?;
        let lines = rows.into_iter().map(RecordLine::from);
        if !filter.not_safe {
            return Ok(lines.collect());
        }
        let not_safe = lines.filter(|line| matches!(line.safety.state.as_str(), "on_this_phone" | "held"));
        Ok(not_safe.skip(asked.skip).take(asked.take).collect())
    }

    /// How many records a filter lets through, whatever its page and safety.
    ///
    /// # Errors
    /// [`SenError::FixInput`] names what is no kind, day or id.
    pub fn count_records(&self, filter: RecordFilter) -> Result<u32, SenError> {
        let query = filter.query()?;
        let total = self.core.quietly(|engine| engine.count_records(&query))?;
        Ok(u32::try_from(total).unwrap_or(u32::MAX))
    }

    /// The kinds of records that stand on their own: how many of each are here, and whether the person begins them.
    ///
    /// # Errors
    /// [`SenError::Enrol`] before the device belongs to anybody.
    pub fn work(&self) -> Result<Vec<WorkKind>, SenError> {
        let kinds = self.core.quietly(Engine::work)?.into_iter();
        Ok(kinds.map(|(kind, here, may_begin)| WorkKind::of(kind, here, may_begin)).collect())
    }

    /// One record of any kind.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a record.
    pub fn record(&self, id: String) -> Result<Record, SenError> {
        self.on_record(&id, Engine::record_page)
    }

    /// Begins a record of a kind: of the own organisation if none is named, or about another record. What was begun
    /// before about that one is the same record.
    ///
    /// # Errors
    /// [`SenError::FixInput`] names the field that is missing or does not fit.
    #[uniffi::method(default(org = None, about = None))]
    pub fn begin(
        &self,
        kind: String,
        fields: Vec<Field>,
        org: Option<String>,
        about: Option<String>,
    ) -> Result<Record, SenError> {
        let kind = Kind::from_code(&kind).ok_or_else(|| unfit("kind", "no such kind of record"))?;
        let org = org.map(|org| org_id(&org)).transpose()?;
        let about = about.map(|about| doc_id(&about)).transpose()?;
        self.core.with(|engine| -> Result<Record, EngineError> {
            let page = engine.begin_record(kind, (org, about), &pairs(fields), now())?;
            Ok(Record::of(page, engine))
        })
    }

    /// What a resolution assigns, with the task that was made of each.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a resolution.
    pub fn assignments(&self, resolution: String) -> Result<Vec<Assignment>, SenError> {
        let doc = doc_id(&resolution)?;
        let all = self.core.quietly(|engine| engine.assigned(doc))?.into_iter();
        let mirror = |(one, is_made): (Assigned, bool)| Assignment {
            entry: one.entry,
            task: is_made.then(|| one.task.to_string()),
        };
        Ok(all.map(mirror).collect())
    }

    /// Makes the task of an assignment, given on a day. Two phones that make it apart make one; one that was made before
    /// is left as it is.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such an assignment.
    pub fn make_task(&self, resolution: String, entry: String, given_on: String) -> Result<Record, SenError> {
        let given_on = civil("given_on", &given_on)?;
        self.on_record(&resolution, |engine, doc| engine.make_task(doc, &entry, given_on, now()))
    }

    /// Sets values of a record, each at its place; an empty value clears one. All of it or, after an error, nothing.
    ///
    /// # Errors
    /// [`SenError::FixInput`] names the field.
    pub fn set(&self, id: String, fields: Vec<Field>) -> Result<Record, SenError> {
        self.on_record(&id, |engine, doc| engine.set_fields(doc, &pairs(fields), now()))
    }

    /// Adds an entry to a list of a record, or a subject to a keyed part; gives its name.
    ///
    /// # Errors
    /// [`SenError::FixInput`] names the field.
    pub fn add(&self, id: String, part: String, fields: Vec<Field>) -> Result<String, SenError> {
        let doc = doc_id(&id)?;
        self.core.with(|engine| engine.add_entry(doc, &part, &pairs(fields), now()))
    }

    /// Makes a running text read as `text`, by the fewest insertions and deletions. A person who types does so in a
    /// [`TextSession`].
    ///
    /// # Errors
    /// [`SenError::FixInput`] for a place that is no running text, [`SenError::Classified`].
    pub fn edit_text(&self, id: String, place: String, text: String) -> Result<Record, SenError> {
        let doc = doc_id(&id)?;
        self.running_text(doc, &place)?;
        self.on_record(&id, |engine, doc| engine.set_fields(doc, &[(place, text)], now()))
    }

    /// Sits down at a running text of a record: a part, or `list/entry/field`.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for a place that is no running text.
    pub fn text(&self, id: String, place: String) -> Result<Arc<TextSession>, SenError> {
        let text = self.running_text(doc_id(&id)?, &place)?;
        self.session(&id, text)
    }

    /// Draws the figures of a record from the records of its period, of its organisation and of all below it that are
    /// here. Drawn again they are those of now; what somebody wrote themselves stays.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for a record that is closed or of which nothing is counted, and without a period.
    pub fn draw_figures(&self, id: String) -> Result<Record, SenError> {
        self.on_record(&id, |engine, doc| engine.draw_figures(doc, now()))
    }

    /// Takes a step of a record's life, with the fields it asks for.
    ///
    /// # Errors
    /// [`SenError::FixInput`] says why it cannot be taken, or names the field.
    pub fn step(&self, id: String, step: String, fields: Vec<Field>) -> Result<Record, SenError> {
        self.on_record(&id, |engine, doc| engine.step_record(doc, &step, &pairs(fields), now()))
    }

    /// Settles one conflict of a record by one of its values, or by a new one that fits.
    ///
    /// # Errors
    /// [`SenError::FixInput`] for a value the place does not take.
    pub fn settle(&self, id: String, part: String, key: String, value: String) -> Result<(), SenError> {
        let doc = doc_id(&id)?;
        self.core.with(|engine| engine.settle_conflict(doc, &part, &key, &Choice::Value(value), now()))
    }

    /// Who changed what of a record from what to what and when, oldest first.
    ///
    /// # Errors
    /// [`SenError::FixInput`] without such a record.
    pub fn history(&self, id: String) -> Result<Vec<HistoryLine>, SenError> {
        let doc = doc_id(&id)?;
        self.core.quietly(|engine| {
            let entries = engine.history(doc)?;
            Ok(entries.into_iter().map(|entry| HistoryLine::of(entry, engine.people())).collect())
        })
    }
}

impl Sen {
    fn on_record(
        &self,
        id: &str,
        act: impl FnOnce(&mut Engine, DocId) -> Result<RecordPage, EngineError>,
    ) -> Result<Record, SenError> {
        let doc = doc_id(id)?;
        self.core.with(|engine| -> Result<Record, EngineError> {
            let page = act(engine, doc)?;
            Ok(Record::of(page, engine))
        })
    }

    fn running_text(&self, doc: DocId, place: &str) -> Result<RunningText, SenError> {
        let kind = self.core.quietly(|engine| Ok(engine.record(doc)?.kind()))?;
        let at = FieldPath::parse(kind.spec(), place).ok().and_then(|place| RunningText::at(kind, &place));
        at.ok_or_else(|| unfit("place", "there is no such running text"))
    }
}
