//! Which contents of a record somebody claims to have signed, and in which order they are worth checking.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Attestation, LABEL, PART};
use crate::doc::{Doc, Heads};
use crate::envelope::Signed;
use crate::id::{ContentDigest, DeviceId, DocId};

/// One content and who claims to have signed it. No signature is checked yet.
pub(super) struct Content {
    claims: BTreeMap<DeviceId, (Signed, Attestation)>,
}

impl Content {
    /// The frontiers at which it was read, each once.
    pub(super) fn heads(&self) -> impl Iterator<Item = &Heads> {
        let heads: BTreeSet<&Heads> = self.claims.values().map(|(_, claimed)| &claimed.heads).collect();
        heads.into_iter()
    }

    /// Those whose signature holds.
    pub(super) fn attestations(self) -> impl Iterator<Item = Attestation> {
        self.claims.into_values().filter_map(|(signed, claimed)| signed.open(LABEL, &claimed.public_key).ok())
    }

    /// Where it stands among the contents of a record: what most devices signed first, then what is oldest.
    fn rank(&self, doc: &Doc) -> (Reverse<usize>, u64) {
        let oldest = self.heads().map(|heads| doc.height(heads)).min();
        (Reverse(self.claims.len()), oldest.unwrap_or(u64::MAX))
    }
}

/// Every content that devices of officers claim to have signed: one claim of a device for a content, written by itself
/// under the name an attestation has. First comes what each device puts first, so that whoever signs a great deal crowds
/// out nobody else.
pub(super) fn contents(doc: &Doc, member_of: &dyn Fn(DeviceId) -> Option<DocId>) -> Vec<Content> {
    let mut contents: BTreeMap<ContentDigest, Content> = BTreeMap::new();
    let mut is_officer: BTreeMap<(Heads, DocId), bool> = BTreeMap::new();
    for (leaf, author, bytes) in doc.written_bytes(PART) {
        let Some((signed, claimed)) = Attestation::claimed(&bytes) else { continue };
        let device = claimed.device();
        let is_own = claimed.leaf() == leaf && author.is_some_and(|author| author == device.actor_prefix());
        let Some(member) = member_of(device).filter(|_| is_own && claimed.doc == doc.id()) else { continue };
        let officer = is_officer.entry((claimed.heads.clone(), member));
        if *officer.or_insert_with_key(|(heads, member)| was_officer(doc, heads, *member)) {
            let content = contents.entry(claimed.digest).or_insert_with(|| Content { claims: BTreeMap::new() });
            content.claims.insert(device, (signed, claimed));
        }
    }
    in_order(doc, contents)
}

/// Whether a member was named chair or minute-taker at some heads, at all.
fn was_officer(doc: &Doc, heads: &Heads, member: DocId) -> bool {
    let member = member.to_string();
    let named = |field: &str| doc.str_at("about", field, heads).as_deref() == Some(member.as_str());
    named("chair") || named("minute_taker")
}

fn in_order(doc: &Doc, contents: BTreeMap<ContentDigest, Content>) -> Vec<Content> {
    let mut ranked: Vec<_> =
        contents.into_iter().map(|(digest, content)| ((content.rank(doc), digest), content)).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut counted: BTreeMap<DeviceId, usize> = BTreeMap::new();
    let mut placed: Vec<(usize, Content)> = Vec::with_capacity(ranked.len());
    for (_, content) in ranked {
        let mut first = usize::MAX;
        for device in content.claims.keys() {
            let place = counted.entry(*device).or_default();
            first = first.min(*place);
            *place += 1;
        }
        placed.push((first, content));
    }
    // What is equal stays in order.
    placed.sort_by_key(|(first, _)| *first);
    placed.into_iter().map(|(_, content)| content).collect()
}
