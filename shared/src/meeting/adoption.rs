//! Adoption of minutes (thông qua biên bản): signed attestations, and what came after them.
//!
//! Adoption locks meaning, not bytes: what was signed stays readable exactly as it was; later edits
//! still merge and show beside it as proposed addenda (bổ sung, đính chính).

mod addenda;
mod signed;

use std::collections::BTreeMap;

use ed25519_dalek::SigningKey;

use crate::doc::{Doc, Edit, Heads, Node, Scalar, tree};
use crate::envelope::Signed;
use crate::frame;
use crate::id::{ContentDigest, DeviceId, DocId};
use crate::limits;
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
    /// Every capacity, in the order of the forms.
    pub const ALL: [Self; 3] = [Self::Chair, Self::MinuteTaker, Self::Sole];

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
/// The part of the record that holds attestations.
pub(crate) const PART: &str = "adoption";

impl Attestation {
    /// The signing device.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        DeviceId::of_key(&self.public_key)
    }

    pub(super) fn seal(&self, key: &SigningKey) -> Vec<u8> {
        frame::encode(&Signed::seal(LABEL, self, key))
    }

    /// What stored bytes claim to say, before anybody has looked at the signature.
    pub(super) fn claimed(bytes: &[u8]) -> Option<(Signed, Self)> {
        let signed: Signed = frame::decode(bytes).ok()?;
        let claimed: Self = signed.peek().ok()?;
        Some((signed, claimed))
    }

    /// The leaf it is stored under.
    pub(super) fn leaf(&self) -> String {
        format!("{}/{}", self.digest, self.device())
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

    fn adopted_at(&self) -> Option<Timestamp> {
        let first = |capacity| {
            let signatures = self.signatures.iter().filter(|signature| signature.capacity == capacity);
            signatures.map(|signature| signature.at).min()
        };
        let both = first(Capacity::Chair).zip(first(Capacity::MinuteTaker)).map(|(chair, taker)| chair.max(taker));
        both.into_iter().chain(first(Capacity::Sole)).min()
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
    /// Contents that officers signed, beyond those that are checked ([`limits::SIGNED_CONTENTS_MAX`]).
    pub unchecked: usize,
}

impl Adoption {
    /// Whether the minutes are adopted.
    #[must_use]
    pub fn is_adopted(&self) -> bool {
        !self.adopted.is_empty()
    }

    /// When the minutes were adopted: by the clock of whose signature completed the first that suffice. Whoever signs the
    /// same content later moves it no more.
    #[must_use]
    pub fn adopted_at(&self) -> Option<Timestamp> {
        self.adopted.first()?.adopted_at()
    }

    /// Whether the adopted minutes rest on one signature only.
    #[must_use]
    pub fn is_sole(&self) -> bool {
        self.adopted.first().is_some_and(SignedVersion::is_sole)
    }
}

/// What a record says now other than at some heads, with who wrote it; `None` where it never stood so.
#[must_use]
pub fn since(doc: &Doc, heads: &Heads) -> Option<Vec<Addendum>> {
    let then = doc.at(heads).ok()?;
    Some(addenda::find(doc, heads, &then.content(), &doc.content()))
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
    let content = doc.content();
    let (chair, minute_taker) = officers(&content);
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
        digest: tree::digest(&content),
        public_key: key.verifying_key().to_bytes(),
        capacity,
        at_ms: now.as_ms(),
    };
    Ok((attestation.leaf(), Scalar::Bytes(attestation.seal(key))))
}

/// Writes an attestation made by [`attest`] into the record.
///
/// # Errors
/// [`WriteError::Edit`] when the record has no such part.
pub fn adopt(edit: &mut Edit<'_>, attestation: (String, Scalar)) -> Result<(), WriteError> {
    edit.put(PART, &attestation.0, attestation.1)?;
    Ok(())
}

fn officers(tree: &Node) -> (Option<String>, Option<String>) {
    let about = tree.get("about");
    let person = |field: &str| about.and_then(|about| about.str(field)).map(str::to_owned);
    (person("chair"), person("minute_taker"))
}

/// Reads the adoption of a meeting's record.
///
/// An attestation counts when the signing device wrote it itself, its signature holds, the record did say that at those
/// heads, and `member_of` (the certificates) gives the device to the officer of that capacity there. Who signed is looked
/// at first and what the record said then last, because that takes reading the record anew: for
/// [`limits::SIGNED_CONTENTS_MAX`] contents at most, of which every device's first ones come first.
#[must_use]
pub fn read(doc: &Doc, member_of: &dyn Fn(DeviceId) -> Option<DocId>) -> Adoption {
    let signed = signed::contents(doc, member_of);
    if signed.is_empty() {
        return Adoption::default();
    }
    let now = doc.content();
    let mut unchecked = 0;
    let mut versions: Vec<(usize, SignedVersion)> = Vec::new();
    let mut stood: BTreeMap<Heads, Option<Stood>> = BTreeMap::new();
    for content in signed {
        let unread = content.heads().filter(|heads| !stood.contains_key(heads)).count();
        if stood.len() + unread > limits::SIGNED_CONTENTS_MAX {
            unchecked += 1;
            continue;
        }
        for attestation in content.attestations() {
            let heads = &attestation.heads;
            let then = stood.entry(heads.clone()).or_insert_with(|| Stood::at(doc, heads));
            if let Some(then) = then.as_ref().filter(|then| then.bears(&attestation, member_of)) {
                add_signature(&mut versions, then.age, &attestation);
            }
        }
    }
    versions.sort_by_key(|(age, version)| (*age, version.digest));
    let (adopted, pending): (Vec<_>, Vec<_>) =
        versions.into_iter().map(|(_, version)| version).partition(SignedVersion::is_adopted);
    let proposed = match adopted.last() {
        Some(last) if last.digest != tree::digest(&now) => match stood.get(&last.heads) {
            Some(Some(then)) => addenda::find(doc, &last.heads, &then.content, &now),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    Adoption { adopted, pending, proposed, unchecked }
}

/// The record as it stood at some heads.
struct Stood {
    content: Node,
    digest: ContentDigest,
    /// How many changes it held.
    age: usize,
}

impl Stood {
    fn at(doc: &Doc, heads: &Heads) -> Option<Self> {
        let then = doc.at(heads).ok()?;
        let content = then.content();
        Some(Self { digest: tree::digest(&content), age: then.change_count(), content })
    }

    /// Whether it says what the attestation says, and the signer was the officer of that capacity.
    fn bears(&self, attestation: &Attestation, member_of: &dyn Fn(DeviceId) -> Option<DocId>) -> bool {
        if self.digest != attestation.digest {
            return false;
        }
        let signer = member_of(attestation.device()).map(|member| member.to_string());
        let (chair, minute_taker) = officers(&self.content);
        let entitled = match attestation.capacity {
            Capacity::Chair => signer == chair,
            Capacity::MinuteTaker => signer == minute_taker,
            Capacity::Sole => signer == chair || signer == minute_taker,
        };
        signer.is_some() && entitled
    }
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
