//! One record under review: its content, what was said of it, and what may be decided, on one page.
//!
//! Opens what the page draws on. What it shows is made in `page`, what its forms write in `act`.

pub(super) mod act;
mod page;
pub(super) mod said;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::Path;
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use shared::doc::{Doc, Heads, Kind, Seed};
use shared::id::DocId;
use shared::key::AboutKey;
use shared::record::list::Page;
use shared::record::{Row, known};

use super::error::Failure;
use super::guard::{Reader, RequestContext};
use super::meetings;
use super::queue::Filter;
use super::{html, query, records, seen};
use crate::standing::{Lane, Standing};
use crate::store::document::DocumentRow;
use crate::store::look::Look;
use crate::store::queue::Around;
use crate::store::{Reading, look, person, queue, standing};

/// What the ward says of a record is a record of this kind.
pub(super) const KIND: Kind = Kind::Review;

/// A record with what the ward and its cell said of it.
pub(super) struct Open {
    pub(super) doc: Arc<Doc>,
    document: DocumentRow,
    pub(super) row: Row,
    review: Option<(Arc<Doc>, DocumentRow)>,
    reply: Option<(Arc<Doc>, DocumentRow)>,
}

impl Open {
    /// The record by which the ward reviews this one.
    fn review_seed(&self) -> Seed {
        self.about(KIND)
    }

    fn about(&self, kind: Kind) -> Seed {
        Seed::About(AboutKey { kind, org: self.row.org, about: self.row.doc, ordinal: 1 })
    }

    /// The review as it stands; one that is not begun, as it would begin.
    fn review(&self) -> Doc {
        self.review.as_ref().map_or_else(|| Doc::create(&self.review_seed()), |(doc, _)| doc.as_ref().clone())
    }

    fn review_heads(&self) -> String {
        self.review.as_ref().map(|(doc, _)| doc.heads().to_text()).unwrap_or_default()
    }
}

/// What the signed-in person and their office have done with it.
struct Known {
    standing: Option<Standing>,
    look: Option<Look>,
    holder: Option<String>,
    holder_name: String,
    beside: Around,
}

/// The record with that id, if it is of a kind that the ward reviews and the person may read it.
pub(super) async fn open(context: &RequestContext, id: &str) -> Result<Open, Failure> {
    let id: DocId = id.parse().ok().ok_or(Failure::NotFound)?;
    let hub = context.console.hub();
    let (doc, document) = hub.open(id).await?.ok_or(Failure::NotFound)?;
    let may_read = context.session.place.may_read(document.stream, &context.known.tree);
    if !may_read || !context.is_within(document.stream.org) || !standing::is_reviewed(document.kind) {
        return Err(Failure::NotFound);
    }
    let row = records::rows_of(context, vec![id]).await?.pop().filter(|row| row.is_readable);
    let mut found = Open { doc, document, row: row.ok_or(Failure::Unreadable)?, review: None, reply: None };
    found.review = hub.open(found.review_seed().doc()).await?;
    found.reply = hub.open(found.about(Kind::Reply).doc()).await?;
    Ok(found)
}

/// With which version the text is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Against {
    Nothing,
    Read,
    Adopted,
    Shown(Heads),
}

#[derive(Deserialize)]
struct Query {
    #[serde(default)]
    so: String,
    #[serde(flatten)]
    filter: Filter,
}

/// `GET /review/{id}`.
pub(super) async fn show(reader: Reader, Path(id): Path<String>, uri: Uri) -> Result<Response, Failure> {
    let asked: Query = query(&uri)?;
    let found = open(&reader, &id).await?;
    let against = match &*asked.so {
        "now" => Some(Against::Nothing),
        "read" => Some(Against::Read),
        "adopted" => Some(Against::Adopted),
        _ => None,
    };
    answer(&reader, &found, &asked.filter, against, Untaken::default()).await
}

/// A form that was not taken: why, and what was typed into it.
#[derive(Default)]
struct Untaken {
    why: Option<String>,
    typed: BTreeMap<String, String>,
}

/// The page, noted as read: also where a form was not taken, it shows what the record says.
async fn answer(
    context: &RequestContext,
    found: &Open,
    filter: &Filter,
    against: Option<Against>,
    untaken: Untaken,
) -> Result<Response, Failure> {
    let (doc, login, asked) = (found.row.doc, context.session.login.clone(), filter.asked(context)?);
    let read = move |reading: &Reading<'_>| {
        let holder = queue::holder(reading, doc)?;
        let person = holder.as_ref().map(|login| person::person(reading, login)).transpose()?.flatten();
        Ok(Known {
            holder_name: person.map(|person| person.name).unwrap_or_default(),
            holder,
            standing: standing::of(reading, doc)?,
            look: look::of(reading, doc, &login)?,
            beside: queue::around(reading, &asked, doc)?,
        })
    };
    let around = context.console.hub().store().read(read).await?;
    let mut shown = page::of(context, found, &around, filter, against);
    shown.problem = untaken.why;
    shown.typed = untaken.typed;
    if let Some(meeting) = &mut shown.meeting {
        let held_on = found.row.on.ok_or(Failure::Unreadable)?;
        let [tasks, committee] = known::queries(&context.known.tree.holdings(found.row.org), held_on);
        let listed =
            [records::rows(context, tasks, Page::ALL).await?, records::rows(context, committee, Page::first(1)).await?];
        meeting.score = meetings::score_of(context, &found.doc, &listed);
    }
    seen::opened(context, doc, found.document.content_seq).await?;
    if let Some((_, reply)) = &found.reply {
        seen::opened(context, reply.doc, reply.content_seq).await?;
    }
    context.note("read_record", doc.to_string(), "review".to_owned()).await?;
    html(&shown)
}

impl Known {
    fn lane(&self, context: &RequestContext) -> Lane {
        let today = context.console.hub().host().now().vietnam_date();
        self.standing.map_or(Lane::Done, |standing| standing.on(today))
    }
}
