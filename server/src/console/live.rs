//! What changed, told to open pages as it happens (server-sent events): how much waits, and that a page is out of date.
//!
//! It refuses to carry records: a page that is told asks again, with its own rights. It counts as no use of a session.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use shared::id::OrgId;
use shared::time::CivilDate;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;

use super::error::Failure;
use super::guard::{RequestContext, ToReview, Viewer};
use crate::auth::session;
use crate::hub::News;
use crate::store::queue;

/// Open pages that are told at once; further ones stay as they are until somebody loads them again.
const OPEN_MAX: usize = 512;
/// What comes in so short a time is told together.
const TOGETHER: Duration = Duration::from_secs(2);
/// How often it is asked whether the session goes on.
const SESSION_CHECK: Duration = Duration::from_secs(30);
/// How often something is sent where nothing happens: a line that stands still is closed.
const BEAT: Duration = Duration::from_secs(10);

/// The number of the news, and the day.
type At = (u64, CivilDate);

/// What all open pages share.
pub(super) struct Live {
    room: Arc<Semaphore>,
    /// How much waits below a place, with what it was counted at.
    counted: Mutex<BTreeMap<OrgId, (At, u32)>>,
}

impl Default for Live {
    fn default() -> Self {
        Self { room: Arc::new(Semaphore::new(OPEN_MAX)), counted: Mutex::default() }
    }
}

impl Live {
    fn counted_at(&self, place: OrgId, at: At) -> Option<u32> {
        let counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        counted.get(&place).filter(|(counted, _)| *counted == at).map(|(_, n)| *n)
    }

    fn keep(&self, place: OrgId, at: At, n: u32) {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner).insert(place, (at, n));
    }
}

/// One open page.
struct Open {
    context: RequestContext,
    news: watch::Receiver<News>,
    /// The news the page was told last; nothing before the first.
    told: Option<u64>,
    check_at: Instant,
    _room: OwnedSemaphorePermit,
}

/// `GET /live`.
pub(super) async fn events(viewer: Viewer) -> Result<Response, Failure> {
    let context = viewer.into_context();
    let live = context.console.live();
    // A browser that is answered so does not ask again.
    let Ok(room) = Arc::clone(&live.room).try_acquire_owned() else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let open = Open {
        news: context.console.hub().news(),
        told: None,
        check_at: Instant::now() + SESSION_CHECK,
        _room: room,
        context,
    };
    let events = stream::unfold(open, |mut open| async move {
        let event = open.next().await?;
        Some((Ok::<_, Infallible>(event), open))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(BEAT)).into_response())
}

impl Open {
    /// The next event; nothing when the session or the server ends.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let News { number, is_over } = *self.news.borrow_and_update();
            if is_over {
                return None;
            }
            if self.told != Some(number) {
                let is_first = self.told.replace(number).is_none();
                return self.event(number, is_first).await;
            }
            tokio::select! {
                changed = self.news.changed() => {
                    changed.ok()?;
                    tokio::time::sleep(TOGETHER).await;
                }
                () = tokio::time::sleep_until(self.check_at) => {
                    self.check_at = Instant::now() + SESSION_CHECK;
                    if !self.goes_on().await {
                        return None;
                    }
                }
            }
        }
    }

    async fn event(&mut self, number: u64, is_first: bool) -> Option<Event> {
        if !is_first && !self.goes_on().await {
            return None;
        }
        let n = if self.context.may::<ToReview>() { self.waiting(number).await? } else { 0 };
        // By the number a page knows whether it is of before, also after a while in which nobody looked at it.
        Some(Event::default().event("waiting").id(number.to_string()).data(n.to_string()))
    }

    /// How much waits; counted once for all who see the same.
    async fn waiting(&mut self, number: u64) -> Option<u32> {
        // What lies below a place, and what day it is, may be another than when the page was opened.
        self.context.known = self.context.console.hub().directory().now();
        let (place, asked) = (self.context.session.place.org, self.context.everything_waiting());
        let (live, at) = (self.context.console.live(), (number, asked.today));
        if let Some(n) = live.counted_at(place, at) {
            return Some(n);
        }
        let read = self.context.console.hub().store().read(move |reading| queue::count(reading, &asked)).await;
        let n = u32::try_from(read.ok()?).unwrap_or(u32::MAX);
        live.keep(place, at, n);
        Some(n)
    }

    async fn goes_on(&self) -> bool {
        let (console, session) = (&self.context.console, &self.context.session);
        session::goes_on(console.hub(), session, console.session_idle_ms()).await.unwrap_or(false)
    }
}
