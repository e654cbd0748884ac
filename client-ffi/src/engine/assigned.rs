//! Tasks of what a resolution assigns: which are made, and making one.

use shared::doc::{Kind, Seed};
use shared::id::DocId;
use shared::meeting::assigned::Assigned;
use shared::record::RecordView;
use shared::time::{CivilDate, Timestamp};

use super::{Engine, EngineError, RecordPage};

impl Engine {
    /// What a resolution assigns, each with whether its task was made.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`] without such a resolution.
    pub fn assigned(&mut self, resolution: DocId) -> Result<Vec<(Assigned, bool)>, EngineError> {
        self.refresh()?;
        let open = self.take(resolution, Some(Kind::Resolution))?;
        let view = RecordView::of(&open);
        self.shelf.put(open);
        let all = Assigned::all(resolution, &view).into_iter();
        Ok(all.map(|one| (self.kind_of(one.task).is_some(), one)).map(|(made, one)| (one, made)).collect())
    }

    /// Makes the task of an assignment; one that was made before, here or on another phone, is left as it is.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRecord`] without such an assignment.
    pub fn make_task(
        &mut self,
        resolution: DocId,
        entry: &str,
        given_on: CivilDate,
        now: Timestamp,
    ) -> Result<RecordPage, EngineError> {
        let found = self.assigned(resolution)?.into_iter().find(|(one, _)| one.entry == entry);
        let (assigned, is_made) = found.ok_or(EngineError::NoSuchRecord("assignment"))?;
        if is_made {
            return self.record_page(assigned.task);
        }
        let org = self.org_of(resolution).ok_or(EngineError::NoSuchRecord("resolution"))?;
        let mut given = assigned.given;
        given.push(("from".to_owned(), resolution.to_string()));
        given.push(("given_on".to_owned(), given_on.to_string()));
        self.begin_as(&Seed::Id(Kind::Task, assigned.task), (org, None), &given, now)
    }
}
