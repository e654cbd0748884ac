//! Backups from a page: made, listed, checked. What came of it stands in the log, and is read from there.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use axum::extract::Path;
use axum::response::Response;
use shared::time::Timestamp;

use super::error::Failure;
use super::guard::{Administrator, Nothing, Posted, RequestContext, ToAdminister};
use super::notice::Notice;
use super::view::{BackupLine, BackupsView, Tab};
use super::{html, on_to};
use crate::admin::backups::{self, Kept};
use crate::admin::{AdminError, Report};
use crate::hub::HubError;
use crate::store::audit::{self, Event};

/// The copying or checking that goes on just now, with when it began: one at a time, as each reads the whole database.
#[derive(Default)]
pub(super) struct Copying(Mutex<Option<Timestamp>>);

impl Copying {
    fn begin(&self, now: Timestamp) -> bool {
        let mut since = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if since.is_some() {
            return false;
        }
        *since = Some(now);
        true
    }

    fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn since(&self) -> Option<Timestamp> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A backup holds every place's records.
fn at_the_top(context: &RequestContext) -> Result<(), Failure> {
    if context.is_at_the_top() { Ok(()) } else { Err(Failure::Forbidden) }
}

/// What the log says of each backup: when it was last checked, and how many faults were found.
type Checks = BTreeMap<String, (Timestamp, u32)>;

/// `GET /backups`.
pub(super) async fn list(administrator: Administrator) -> Result<Response, Failure> {
    at_the_top(&administrator)?;
    let console = &administrator.console;
    let config = console.config().clone();
    let kept = console.hub().host().workers().blocking(move || backups::list(&config)).await.map_err(HubError::from)?;
    let kept = kept?;
    let entries = console.hub().store().read(audit::backups).await?;
    let checks: Checks = entries
        .into_iter()
        .map(|entry| (entry.subject, (entry.at, entry.detail.parse().unwrap_or(u32::MAX))))
        .collect();
    let line = |kept: &Kept| {
        let check = checks.get(&kept.name);
        BackupLine {
            name: kept.name.clone(),
            at: kept.at.vietnam_display(),
            size: format!("{} MB", administrator.texts.number(kept.bytes.div_ceil(1_000_000))),
            checked: check.map(|(at, _)| at.vietnam_display()),
            state: match check {
                None => "unchecked",
                Some((_, 0)) => "sound",
                Some(_) => "damaged",
            },
        }
    };
    let newest_sound = kept.iter().find(|kept| checks.get(&kept.name).is_some_and(|(_, faults)| *faults == 0));
    let now = console.hub().host().now();
    let view = BackupsView {
        page: administrator.page(&administrator.texts.text("backups-title"), Tab::Backups),
        folder: console.config().backups().display().to_string(),
        since: console.copying().since().map(Timestamp::vietnam_display),
        days: newest_sound.map(|kept| u32::try_from(now.minus(kept.at) / DAY_MS).unwrap_or_default()),
        backups: kept.iter().map(line).collect(),
    };
    html(&view)
}

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// `POST /backups/make`.
pub(super) async fn make(posted: Posted<ToAdminister, Nothing>) -> Result<Response, Failure> {
    let by = posted.by;
    at_the_top(&by)?;
    let (config, now) = (by.console.config().clone(), by.console.hub().host().now());
    run(&by, "backup_made", move || backups::make(&config, now)).await
}

/// `POST /backups/{name}/check`.
pub(super) async fn check(
    Path(name): Path<String>,
    posted: Posted<ToAdminister, Nothing>,
) -> Result<Response, Failure> {
    let by = posted.by;
    at_the_top(&by)?;
    let config = by.console.config().clone();
    run(&by, "backup_checked", move || backups::check(&config, &name).map(|report| (name, report))).await
}

/// Does it away from the pages, and enters what came of it.
async fn run(
    by: &RequestContext,
    action: &'static str,
    work: impl FnOnce() -> Result<(String, Report), AdminError> + Send + 'static,
) -> Result<Response, Failure> {
    let (console, actor) = (by.console.clone(), by.session.login.clone());
    if !console.copying().begin(console.hub().host().now()) {
        return on_to("/backups", Some(&Notice::BackupRunning));
    }
    let workers = console.hub().host().workers().clone();
    let in_task = workers.clone();
    // A task of its own: a browser that hangs up must not leave it without its entry in the log.
    let done = workers.task(async move {
        let worked = in_task.blocking(work).await;
        console.copying().end();
        let (name, report) = match worked.map_err(HubError::from)? {
            Ok(done) => done,
            Err(error) => return refused(error),
        };
        for fault in &report.faults {
            tracing::error!(backup = name, fault, "a backup is damaged");
        }
        let faults = report.faults.len();
        let at = console.hub().host().now();
        let event = Event { at, actor, action, subject: name, detail: faults.to_string() };
        console.hub().store().write(move |tx| audit::append(tx, &event)).await?;
        Ok(match (faults, action) {
            (0, "backup_made") => Notice::BackupMade,
            (0, _) => Notice::BackupSound,
            _ => Notice::BackupDamaged,
        })
    });
    let notice = done.await.map_err(HubError::from)??;
    on_to("/backups", Some(&notice))
}

/// What an administrator is told of a backup that was not made.
fn refused(error: AdminError) -> Result<Notice, Failure> {
    match error {
        AdminError::BackupsFull => Ok(Notice::BackupsFull),
        AdminError::Unknown(_) => Err(Failure::NotFound),
        AdminError::File { path, source } => {
            tracing::error!(path = %path.display(), error = %source, "a backup could not be made");
            Ok(Notice::BackupFailed)
        }
        AdminError::Store(error) => {
            tracing::error!(%error, "a backup could not be made or checked");
            Ok(Notice::BackupFailed)
        }
        error => Err(error.into()),
    }
}
