//! What the forms of a review write. Each names the version it was made from: of another one nothing is done, what was
//! typed stays, and the difference is shown.

use std::collections::BTreeMap;

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::response::Response;
use serde::Deserialize;
use shared::doc::{Edit, Heads};
use shared::input::WriteError;
use shared::kind::spec::Spec;
use shared::meeting::Person;
use shared::record::step::{self, Taken, Who};
use shared::record::{Context, FieldPath, write};

use super::super::error::Failure;
use super::super::guard::{Permit, Posted, ToReview};
use super::super::notice::Notice;
use super::super::queue::Filter;
use super::super::records::writer::{author, refused};
use super::super::{Console, on_to, query, seen as looks};
use super::{Against, Open, Untaken, answer, open};
use crate::admin::AdminError;
use crate::store::queue;

/// What the forms bring; names that begin with `_` belong to the page and not to a field.
#[derive(Deserialize)]
pub(in crate::console) struct Given {
    /// What the record said on the page.
    #[serde(default, rename = "_digest")]
    digest: String,
    /// Its frontier there.
    #[serde(default, rename = "_heads")]
    heads: String,
    /// The review's frontier there; empty where none was begun.
    #[serde(default, rename = "_review")]
    review: String,
    /// The place of its content in the stream.
    #[serde(default, rename = "_version")]
    version: String,
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

impl Given {
    fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |typed| typed.trim())
    }
}

/// A form and the record it speaks of.
pub(in crate::console) struct Sent {
    by: Permit<ToReview>,
    form: Given,
    filter: Filter,
    found: Open,
}

impl FromRequest<Console> for Sent {
    type Rejection = Failure;

    async fn from_request(request: Request, console: &Console) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let (uri, id) = (parts.uri.clone(), Path::<String>::from_request_parts(&mut parts, console).await);
        let Posted { by, form } = Posted::from_request(Request::from_parts(parts, body), console).await?;
        let Ok(Path(id)) = id else { return Err(Failure::NotFound) };
        // The filter of the queue, which the address of a form keeps.
        let filter: Filter = query(&uri)?;
        let found = open(&by, &id).await?;
        Ok(Self { by, form, filter, found })
    }
}

impl Sent {
    /// Whether the record says what it said on the page.
    fn is_as_shown(&self) -> bool {
        self.form.digest == self.found.doc.content_digest().to_string()
    }

    /// Whether the review says what it said there as well, for what would write over a colleague's.
    fn is_review_as_shown(&self) -> bool {
        self.form.review == self.found.review_heads()
    }

    /// The page again, with what was typed, and what changed since it was made.
    async fn again(self, why: &str, form: &str) -> Result<Response, Failure> {
        let shown = Heads::from_text(&self.form.heads).filter(|_| !self.is_as_shown());
        let mut typed = self.form.fields.clone();
        typed.insert("_form".to_owned(), form.to_owned());
        let untaken = Untaken { why: Some(why.to_owned()), typed };
        answer(&self.by, &self.found, &self.filter, shown.map(Against::Shown), untaken).await
    }

    async fn stale(self, form: &str) -> Result<Response, Failure> {
        let key = if self.is_as_shown() { "review-stale-review" } else { "review-stale" };
        let why = self.by.texts.text(key);
        self.again(&why, form).await
    }

    async fn write(
        &self,
        write: impl FnOnce(&mut Edit<'_>, &'static Spec, &Context) -> Result<(), WriteError>,
    ) -> Result<Option<WriteError>, Failure> {
        write_review(&self.by, &self.found, write).await
    }

    /// On to the next record of the queue, as it stood before; to the list where there is none.
    async fn next(&self, notice: &Notice) -> Result<Response, Failure> {
        let (asked, doc) = (self.filter.asked(&self.by)?, self.found.row.doc);
        let beside = self.by.console.hub().store().read(move |reading| queue::around(reading, &asked, doc)).await?;
        let next = beside.next.filter(|next| *next != doc);
        let ending = self.filter.ending();
        let path = next.map_or_else(|| format!("/queue{ending}"), |next| format!("/review/{next}{ending}"));
        on_to(&path, Some(notice))
    }

    /// Back to the page, at one of its parts.
    fn back(&self, part: &str, notice: &Notice) -> Result<Response, Failure> {
        on_to(&format!("/review/{}{}#{part}", self.found.row.doc, self.filter.ending()), Some(notice))
    }

    /// Marks what was on the page as seen: the record, and what the cell answered.
    async fn mark(&self) -> Result<bool, Failure> {
        let upto: u64 = self.form.version.parse().ok().ok_or(Failure::BadForm)?;
        let marked = looks::mark(&self.by, self.found.row.doc, upto).await?;
        if let Some((_, reply)) = &self.found.reply {
            looks::mark(&self.by, reply.doc, reply.content_seq).await?;
        }
        Ok(marked)
    }

    async fn take(self, name: &'static str, given: Vec<(String, String)>, notice: Notice) -> Result<Response, Failure> {
        if !self.is_as_shown() || !self.is_review_as_shown() {
            return self.stale(name).await;
        }
        let review = self.found.review();
        let who = Who { seat: Some(&self.by.session.place), org: self.found.row.org, tree: &self.by.known.tree };
        let steps = step::steps(&review, Some(&self.found.doc.tree()), who);
        let wanted = steps.into_iter().find(|view| view.step.name == name).ok_or(Failure::BadForm)?;
        if let Some(refusal) = wanted.refused {
            let why = self.by.texts.filled("step-refused", &[("why", &self.by.texts.refusal(refusal))]);
            return self.again(&why, name).await;
        }
        let taken = Taken {
            device: author(&self.by).await?.device(),
            content: review.content_digest(),
            about: Some(self.found.doc.content_digest()),
        };
        let requests = requests(&self.form);
        let written = self.write(|edit, spec, people| {
            step::take(edit, spec, wanted.step, &given, taken, people)?;
            requests.iter().try_for_each(|request| write::add(edit, spec, "requests", request, people).map(drop))
        });
        if let Some(error) = written.await? {
            let why = self.by.texts.write_error(&error);
            return self.again(&why, name).await;
        }
        if name == "reopen" {
            return self.back("decision", &notice);
        }
        self.mark().await?;
        self.next(&notice).await
    }

    fn today(&self) -> String {
        self.by.console.hub().host().now().vietnam_date().to_string()
    }
}

/// Writes into the review of a record, beginning it if it is not there; says what does not fit.
async fn write_review(
    by: &Permit<ToReview>,
    found: &Open,
    write: impl FnOnce(&mut Edit<'_>, &'static Spec, &Context) -> Result<(), WriteError>,
) -> Result<Option<WriteError>, Failure> {
    let (hub, org) = (by.console.hub(), found.row.org);
    let (seed, review) = (found.review_seed(), found.review());
    let spec = review.kind().spec();
    if by.session.place.may_write(org, review.kind(), &by.known.tree).is_err() {
        return Err(Failure::Forbidden);
    }
    let context = Context { writer: Some(Person::guest(&by.session.name)), ..Context::default() };
    let edit = |edit: &mut Edit<'_>| write(edit, spec, &context);
    let author = author(by).await?;
    let written = match found.review {
        Some(_) => author.write_into(hub, org, review, edit).await,
        None => author.write(hub, org, &seed, edit).await,
    };
    match written {
        Ok(()) => Ok(None),
        Err(AdminError::Write(error)) => Ok(Some(error)),
        Err(error) => Err(refused(error)),
    }
}

/// Writes a remark on a record, with what is filled of it; says what does not fit.
pub(in crate::console) async fn write_remark(
    by: &Permit<ToReview>,
    found: &Open,
    given: &[(String, String)],
) -> Result<Option<WriteError>, Failure> {
    write_review(by, found, |edit, spec, people| write::add(edit, spec, "remarks", given, people).map(drop)).await
}

/// The requests that go with a return: a line each, all due on the day of the answer.
fn requests(form: &Given) -> Vec<Vec<(String, String)>> {
    let lines = form.field("requests").lines().map(str::trim).filter(|line| !line.is_empty());
    let due = ("due".to_owned(), form.field("due").to_owned());
    lines.map(|line| vec![("text".to_owned(), line.to_owned()), due.clone()]).collect()
}

fn pair(name: &str, typed: &str) -> (String, String) {
    (name.to_owned(), typed.to_owned())
}

/// `POST /review/{id}/return`: with a reason, a day for the answer, and requests.
pub(in crate::console) async fn send_back(sent: Sent) -> Result<Response, Failure> {
    let (reason, due) = (sent.form.field("reason").to_owned(), sent.form.field("due").to_owned());
    if sent.is_as_shown() && (reason.is_empty() || due.is_empty()) {
        let why = sent.by.texts.text("review-reason-missing");
        return sent.again(&why, "return").await;
    }
    let given = vec![pair("reason", &reason), pair("due", &due), pair("decided_on", &sent.today())];
    sent.take("return", given, Notice::Returned).await
}

/// `POST /review/{id}/accept`: this very version.
pub(in crate::console) async fn accept(sent: Sent) -> Result<Response, Failure> {
    let given = vec![pair("decided_on", &sent.today())];
    sent.take("accept", given, Notice::Accepted).await
}

/// `POST /review/{id}/reopen`.
pub(in crate::console) async fn reopen(sent: Sent) -> Result<Response, Failure> {
    let given = vec![pair("reason", sent.form.field("reason"))];
    sent.take("reopen", given, Notice::Reopened).await
}

/// `POST /review/{id}/seen`: a mark without a judgement.
pub(in crate::console) async fn seen(sent: Sent) -> Result<Response, Failure> {
    if !sent.is_as_shown() {
        return sent.stale("seen").await;
    }
    if !sent.mark().await? {
        return sent.back("decision", &Notice::Unopened);
    }
    sent.next(&Notice::Seen).await
}

/// `POST /review/{id}/remark`: on a passage, or on a part of the record.
pub(in crate::console) async fn remark(sent: Sent) -> Result<Response, Failure> {
    if !sent.is_as_shown() {
        return sent.stale("remark").await;
    }
    let given = ["part", "passage", "text"].map(|name| pair(name, sent.form.field(name)));
    let given: Vec<_> = given.into_iter().filter(|(_, typed)| !typed.is_empty()).collect();
    if let Some(error) = write_remark(&sent.by, &sent.found, &given).await? {
        let why = sent.by.texts.write_error(&error);
        return sent.again(&why, "remark").await;
    }
    sent.back("remarks", &Notice::Remarked)
}

/// `POST /review/{id}/settle`: a remark is resolved, or a request done.
pub(in crate::console) async fn settle(sent: Sent) -> Result<Response, Failure> {
    if !sent.is_as_shown() {
        return sent.stale("settle").await;
    }
    let (part, entry) = (sent.form.field("part").to_owned(), sent.form.field("entry").to_owned());
    let (field, value) = match &*part {
        "remarks" => ("resolved", "true".to_owned()),
        "requests" => ("closed_on", sent.today()),
        _ => return Err(Failure::BadForm),
    };
    let review = sent.found.review();
    let spec = review.kind().spec();
    let is_there = review.tree().get(&part).is_some_and(|part| part.items().iter().any(|(id, _)| id.as_str() == entry));
    let place = FieldPath::parse(spec, &format!("{part}/{entry}/{field}")).ok().filter(|_| is_there);
    let place = place.ok_or(Failure::NotFound)?;
    if sent.write(|edit, spec, people| write::set(edit, spec, &place, &value, people)).await?.is_some() {
        return Err(Failure::BadForm);
    }
    sent.back("remarks", &Notice::Checked)
}

/// `POST /review/{id}/check`: what was looked at; a line that says what it said before is left.
pub(in crate::console) async fn check(sent: Sent) -> Result<Response, Failure> {
    if !sent.is_as_shown() || !sent.is_review_as_shown() {
        return sent.stale("check").await;
    }
    let checked: Vec<(String, String, String)> = sent
        .form
        .fields
        .iter()
        .filter_map(|(name, holds)| Some((name.strip_prefix("check-")?, holds)))
        .filter(|(_, holds)| matches!(holds.as_str(), "true" | "false"))
        .map(|(code, holds)| (code.to_owned(), holds.clone(), sent.form.field(&format!("note-{code}")).to_owned()))
        .collect();
    let written = sent.write(|edit, spec, people| {
        checked.iter().try_for_each(|(code, holds, note)| {
            let place = |field: &str| FieldPath::parse(spec, &format!("checklist/{code}/{field}"));
            write::set(edit, spec, &place("holds")?, holds, people)?;
            write::set(edit, spec, &place("note")?, note, people)
        })
    });
    if let Some(error) = written.await? {
        let why = sent.by.texts.write_error(&error);
        return sent.again(&why, "check").await;
    }
    sent.back("checks", &Notice::Checked)
}
