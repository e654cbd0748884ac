//! Adoption of minutes (thông qua biên bản): signed attestations, and what came after them.
//!
//! Adoption locks meaning, not bytes: what was signed stays readable exactly as it was; later edits
//! still merge and show beside it as proposed addenda (bổ sung, đính chính).

use ed25519_dalek::SigningKey;

use crate::doc::{Doc, Edit, Heads, Node, Scalar, tree};
use crate::envelope::Signed;
use crate::id::{ContentDigest, DeviceId, DocId};
use crate::time::Timestamp;

use super::WriteError;

/// In which capacity someone signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Capacity {
    /// As chair (chủ trì).
    #[n(1)]
    Chair,
    /// As minute-taker (thư ký).
    #[n(2)]
    MinuteTaker,
    /// Alone, where the cell has one phone; the record says so.
    #[n(3)]
    Sole,
}

impl Capacity {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Chair => "chu_tri",
            Self::MinuteTaker => "thu_ky",
            Self::Sole => "mot_nguoi",
        }
    }
}

/// What an officer signs: this content of this record, at these heads.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Attestation {
    /// The meeting.
    #[n(1)]
    pub doc: DocId,
    /// The frontier that was read.
    #[n(2)]
    pub heads: Heads,
    /// The digest of the content there.
    #[n(3)]
    pub digest: ContentDigest,
    /// The signer's public key, from which the device's id follows.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub public_key: [u8; 32],
    /// In which capacity.
    #[n(5)]
    pub capacity: Capacity,
    /// When, in milliseconds of the signer's clock.
    #[n(6)]
    pub at_ms: i64,
}

const LABEL: &str = "sen/attestation/1";

impl Attestation {
    /// The signing device.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        DeviceId::of_key(&self.public_key)
    }

    fn seal(&self, key: &SigningKey) -> Vec<u8> {
        crate::wire::encode(&Signed::seal(LABEL, self, key))
    }

    fn open(bytes: &[u8]) -> Option<Self> {
        let signed: Signed = crate::wire::decode(bytes).ok()?;
        let claimed: Self = signed.peek().ok()?;
        signed.open(LABEL, &claimed.public_key).ok()
    }
}

/// One valid signature under adopted minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptionSignature {
    /// Who signed.
    pub device: DeviceId,
    /// In which capacity.
    pub capacity: Capacity,
    /// When, by the signer's clock.
    pub at: Timestamp,
}

/// A content of the record that someone signed.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedVersion {
    /// The frontier that was signed.
    pub heads: Heads,
    /// The digest that was signed.
    pub digest: ContentDigest,
    /// The signatures, in order of capacity.
    pub signatures: Vec<AdoptionSignature>,
}

impl SignedVersion {
    /// Whether chair and minute-taker both signed, or one signed alone for a cell with one phone.
    #[must_use]
    pub fn is_adopted(&self) -> bool {
        let signed = |capacity| self.signatures.iter().any(|signature| signature.capacity == capacity);
        self.is_sole() || (signed(Capacity::Chair) && signed(Capacity::MinuteTaker))
    }

    /// Whether it rests on one signature only.
    #[must_use]
    pub fn is_sole(&self) -> bool {
        let both = [Capacity::Chair, Capacity::MinuteTaker]
            .iter()
            .all(|capacity| self.signatures.iter().any(|s| s.capacity == *capacity));
        !both && self.signatures.iter().any(|signature| signature.capacity == Capacity::Sole)
    }
}

/// One difference between what was adopted and what the record says now.
#[derive(Debug, Clone, PartialEq)]
pub struct Addendum {
    /// The part of the record.
    pub part: String,
    /// The leaf within it.
    pub key: String,
    /// What the adopted record says there.
    pub before: Option<String>,
    /// What it says now.
    pub after: Option<String>,
    /// The devices that wrote there since, with the time of their last change.
    pub by: Vec<(DeviceId, Timestamp)>,
}

/// How far adoption has come.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Adoption {
    /// Adopted contents, the original minutes first, adopted addenda after.
    pub adopted: Vec<SignedVersion>,
    /// Contents that still lack a signature.
    pub pending: Vec<SignedVersion>,
    /// What changed since the last adopted content: proposed addenda.
    pub proposed: Vec<Addendum>,
}

impl Adoption {
    /// Whether the minutes are adopted.
    #[must_use]
    pub fn is_adopted(&self) -> bool {
        !self.adopted.is_empty()
    }

    /// Whether the adopted minutes rest on one signature only.
    #[must_use]
    pub fn is_sole(&self) -> bool {
        self.adopted.first().is_some_and(SignedVersion::is_sole)
    }
}

/// Signs what the record says now, as `capacity`.
///
/// # Errors
/// [`WriteError::Unsettled`] while conflicts or impossible figures are open, [`WriteError::NoOfficers`]
/// before chair and minute-taker are named, [`WriteError::NotAnOfficer`] for anybody else's device.
pub fn attest(
    doc: &Doc,
    key: &SigningKey,
    signer: Option<DocId>,
    alone: bool,
    now: Timestamp,
) -> Result<(String, Scalar), WriteError> {
    let open = super::view::open_questions(doc);
    if open > 0 {
        return Err(WriteError::Unsettled(open));
    }
    let tree = doc.tree();
    let (chair, minute_taker) = officers(&tree);
    let (Some(chair), Some(minute_taker)) = (chair, minute_taker) else { return Err(WriteError::NoOfficers) };
    let signer = signer.map(|member| member.to_string());
    let capacity = match signer {
        Some(member) if alone && (member == chair || member == minute_taker) => Capacity::Sole,
        Some(member) if member == chair => Capacity::Chair,
        Some(member) if member == minute_taker => Capacity::MinuteTaker,
        _ => return Err(WriteError::NotAnOfficer),
    };
    let attestation = Attestation {
        doc: doc.id(),
        heads: doc.heads(),
        digest: doc.content_digest(),
        public_key: key.verifying_key().to_bytes(),
        capacity,
        at_ms: now.as_ms(),
    };
    let name = format!("{}/{}", attestation.digest, attestation.device());
    Ok((name, Scalar::Bytes(attestation.seal(key))))
}

/// Writes an attestation made by [`attest`] into the record.
///
/// # Errors
/// [`WriteError::Edit`] when the record has no such part.
pub fn adopt(edit: &mut Edit<'_>, attestation: (String, Scalar)) -> Result<(), WriteError> {
    edit.put("adoption", &attestation.0, attestation.1)?;
    Ok(())
}

fn officers(tree: &Node) -> (Option<String>, Option<String>) {
    let about = tree.get("about");
    let person = |field: &str| about.and_then(|about| about.str(field)).map(str::to_owned);
    (person("chair"), person("minute_taker"))
}

/// Reads the adoption of a meeting's record.
///
/// An attestation counts when its signature holds, the record did say that at those heads, and
/// `member_of` (the certificates) gives the signing device to the officer of that capacity there.
#[must_use]
pub fn read(doc: &Doc, member_of: &dyn Fn(DeviceId) -> Option<DocId>) -> Adoption {
    let tree = doc.tree();
    let stored = tree.get("adoption").map(Node::entries).into_iter().flatten();
    let mut versions: Vec<(usize, SignedVersion)> = Vec::new();
    for (_, node) in stored {
        let Node::Scalar(Scalar::Bytes(bytes)) = node else { continue };
        let Some(attestation) = Attestation::open(bytes) else { continue };
        if let Some(age) = holds(doc, &attestation, member_of) {
            add_signature(&mut versions, age, &attestation);
        }
    }
    versions.sort_by_key(|(age, version)| (*age, version.digest));
    let (adopted, pending): (Vec<_>, Vec<_>) =
        versions.into_iter().map(|(_, version)| version).partition(SignedVersion::is_adopted);
    let proposed = match adopted.last() {
        Some(last) if last.digest != doc.content_digest() => addenda(doc, &last.heads),
        _ => Vec::new(),
    };
    Adoption { adopted, pending, proposed }
}

/// Checks an attestation against the record; gives the number of changes it speaks of.
fn holds(doc: &Doc, attestation: &Attestation, member_of: &dyn Fn(DeviceId) -> Option<DocId>) -> Option<usize> {
    if attestation.doc != doc.id() {
        return None;
    }
    let then = doc.at(&attestation.heads).ok()?;
    let content = then.content();
    if tree::digest(&content) != attestation.digest {
        return None;
    }
    let signer = member_of(attestation.device()).map(|member| member.to_string());
    let (chair, minute_taker) = officers(&content);
    let entitled = match attestation.capacity {
        Capacity::Chair => signer == chair,
        Capacity::MinuteTaker => signer == minute_taker,
        Capacity::Sole => signer == chair || signer == minute_taker,
    };
    (signer.is_some() && entitled).then(|| then.change_count())
}

fn add_signature(versions: &mut Vec<(usize, SignedVersion)>, age: usize, attestation: &Attestation) {
    let signature = AdoptionSignature {
        device: attestation.device(),
        capacity: attestation.capacity,
        at: Timestamp::from_ms(attestation.at_ms),
    };
    match versions.iter_mut().find(|(_, version)| version.digest == attestation.digest) {
        Some((oldest, version)) => {
            if age < *oldest {
                *oldest = age;
                version.heads = attestation.heads.clone();
            }
            version.signatures.push(signature);
            version.signatures.sort_by_key(|signature| (signature.capacity, signature.at));
        }
        None => versions.push((
            age,
            SignedVersion { heads: attestation.heads.clone(), digest: attestation.digest, signatures: vec![signature] },
        )),
    }
}

fn addenda(doc: &Doc, adopted: &Heads) -> Vec<Addendum> {
    let Ok(then) = doc.at(adopted) else { return Vec::new() };
    let mut found = Vec::new();
    compare("", "", Some(&then.content()), Some(&doc.content()), &mut found);
    let history = doc.history_since(adopted);
    for addendum in &mut found {
        for entry in &history {
            let here = entry.touched.iter().any(|(part, key)| {
                *part == addendum.part && (addendum.key.starts_with(key.as_str()) || key.starts_with(&addendum.key))
            });
            if let (true, Some(author)) = (here, entry.author) {
                addendum.by.retain(|(device, _)| *device != author);
                addendum.by.push((author, entry.at));
            }
        }
        addendum.by.sort_by_key(|(device, at)| (*at, *device));
    }
    found
}

fn compare(part: &str, key: &str, before: Option<&Node>, after: Option<&Node>, found: &mut Vec<Addendum>) {
    if before == after {
        return;
    }
    let map = matches!(before, None | Some(Node::Map(_))) && matches!(after, None | Some(Node::Map(_)));
    let list = matches!(before, None | Some(Node::List(_))) && matches!(after, None | Some(Node::List(_)));
    if map {
        let (old, new) = (before.map(Node::entries), after.map(Node::entries));
        let keys: std::collections::BTreeSet<&String> = old.into_iter().chain(new).flat_map(|map| map.keys()).collect();
        for name in keys {
            let (part, key) = descend(part, key, name);
            compare(&part, &key, before.and_then(|node| node.get(name)), after.and_then(|node| node.get(name)), found);
        }
    } else if list {
        let (old, new) = (before.map_or(&[][..], Node::items), after.map_or(&[][..], Node::items));
        for (index, (entry, node)) in new.iter().enumerate() {
            let earlier = old.iter().find(|(id, _)| id == entry).map(|(_, node)| node);
            let (part, key) = descend(part, key, &index.to_string());
            compare(&part, &key, earlier, Some(node), found);
        }
    } else {
        found.push(Addendum {
            part: part.to_owned(),
            key: key.to_owned(),
            before: shown(before),
            after: shown(after),
            by: Vec::new(),
        });
    }
}

fn descend(part: &str, key: &str, name: &str) -> (String, String) {
    match (part, key) {
        ("", _) => (name.to_owned(), String::new()),
        (part, "") => (part.to_owned(), name.to_owned()),
        (part, key) => (part.to_owned(), format!("{key}/{name}")),
    }
}

fn shown(node: Option<&Node>) -> Option<String> {
    match node? {
        Node::Scalar(value) => Some(value.display()),
        Node::Text(text) => Some(text.clone()),
        Node::Map(_) | Node::List(_) => None,
    }
}
