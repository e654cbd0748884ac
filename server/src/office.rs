//! Where the ward's papers are made: by whose name they are issued, under whom, and in which post those who sign them
//! stand. They are in Vietnamese whoever asks: they are the party's.

use std::collections::BTreeMap;

use shared::doc::{Doc, DocError};
use shared::id::{DeviceId, DocId, OrgId};
use shared::kind::spec::Shape;
use shared::meeting::{KIND, MeetingView};
use shared::member::MemberView;
use shared::org::OrgClass;
use shared::paper::{Office, Paper, Sort};
use shared::record::RecordView;
use shared::time::CivilDate;
use shared::words::{Language, Words};

use crate::directory::Snapshot;
use crate::hub::Hub;
use crate::store::StoreError;

/// A paper of an organisation on which nobody's post stands. `author` names a device's person.
pub fn of<T>(
    known: &Snapshot,
    org: OrgId,
    author: &dyn Fn(DeviceId) -> String,
    make: impl FnOnce(&Office<'_>) -> T,
) -> T {
    with(known, org, author, &|_, _| None, make)
}

/// A record's paper; nothing where its kind has no such one. `signers` are those [`signing`] found.
///
/// # Errors
/// [`DocError`] when what was signed cannot be opened.
pub fn paper(
    known: &Snapshot,
    org: OrgId,
    author: &dyn Fn(DeviceId) -> String,
    signers: &BTreeMap<String, MemberView>,
    doc: &Doc,
    sort: Sort,
) -> Result<Option<Paper>, DocError> {
    let post = |person: &str, day: Option<CivilDate>| Some(signers.get(person)?.post_on(day)?.code().to_owned());
    with(known, org, author, &post, |office| office.paper(doc, sort))
}

fn with<T>(
    known: &Snapshot,
    org: OrgId,
    author: &dyn Fn(DeviceId) -> String,
    post: &dyn Fn(&str, Option<CivilDate>) -> Option<String>,
    make: impl FnOnce(&Office<'_>) -> T,
) -> T {
    let (org, tree) = (known.tree.get(org), &known.tree);
    let superior = org.and_then(|org| tree.get(org.parent?));
    make(&Office {
        words: Words::of(Language::Vi),
        superior: superior.map(|org| org.name.as_str()),
        issuer: org.map(|org| org.name.as_str()),
        is_committee: org.is_some_and(|org| org.class == OrgClass::Ward),
        rules: &|adopted| known.rules.book().when(adopted),
        author,
        member_of: &|device| known.member_of(device),
        post,
    })
}

/// The members of the register who sign a record's paper, by their key in the record, of those that `may` be read.
///
/// # Errors
/// [`StoreError`] from the store.
pub async fn signing(
    hub: &Hub,
    doc: &Doc,
    may: impl Fn(OrgId) -> bool,
) -> Result<BTreeMap<String, MemberView>, StoreError> {
    let mut members = BTreeMap::new();
    for key in signers(doc) {
        let Ok(id) = key.parse::<DocId>() else { continue };
        let Some((member, document)) = hub.open(id).await? else { continue };
        if let Some(view) = MemberView::of(&member).filter(|_| may(document.stream.org)) {
            members.insert(key, view);
        }
    }
    Ok(members)
}

fn signers(doc: &Doc) -> Vec<String> {
    if doc.kind() == KIND {
        let view = MeetingView::of(doc);
        let persons = view.into_iter().flat_map(|view| [view.chair, view.minute_taker]).flatten();
        return persons.map(|person| person.key).collect();
    }
    let (view, spec) = (RecordView::of(doc), doc.kind().spec());
    let head = spec.part(spec.head).map(|head| head.fields).unwrap_or_default();
    let persons = head.iter().filter(|field| matches!(field.shape, Shape::Person));
    persons.filter_map(|field| view.head(field.name).map(str::to_owned)).collect()
}
