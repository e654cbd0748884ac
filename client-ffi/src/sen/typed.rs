//! Reading what the app hands over as text; what does not fit names its field.

use shared::id::{DocId, OrgId};
use shared::input::Rule;
use shared::meeting::vote::{Matter, Method, Tally, VoteKey};
use shared::time::CivilDate;

use crate::error::{SenError, unfit};
use crate::types::{Field, Vote};
use crate::vault::VaultKey;

pub(super) fn vault_key(bytes: Vec<u8>) -> Result<VaultKey, SenError> {
    let bytes = zeroize::Zeroizing::new(bytes);
    VaultKey::from_slice(&bytes).ok_or_else(|| unfit("key", "a vault's key has 32 bytes"))
}

pub(super) fn doc_id(id: &str) -> Result<DocId, SenError> {
    id.parse().ok().ok_or_else(|| Rule::Record.broken("id", Some(id)).into())
}

pub(super) fn civil(field: &'static str, text: &str) -> Result<CivilDate, SenError> {
    CivilDate::parse(text).ok().ok_or_else(|| Rule::Date.broken(field, Some(text)).into())
}

pub(super) fn org_id(id: &str) -> Result<OrgId, SenError> {
    id.parse().map_err(|error| unfit("org", error))
}

pub(super) fn pairs(fields: Vec<Field>) -> Vec<(String, String)> {
    fields.into_iter().map(|field| (field.name, field.value)).collect()
}

pub(super) fn tally(vote: &Vote) -> Result<(VoteKey, Tally), SenError> {
    let matter = Matter::known(&vote.matter).ok_or_else(|| unfit("matter", "no such matter"))?;
    let key = match vote.key.as_str() {
        "" => VoteKey::new(&matter, vote.about.as_deref()),
        key => VoteKey::from_text(key)
            .filter(|key| key.matter() == matter)
            .ok_or_else(|| unfit("vote", "no such vote on this matter"))?,
    };
    let method = vote.method.as_deref();
    let method = method.map(|code| Method::known(code).ok_or_else(|| unfit("method", "no such method"))).transpose()?;
    let tally = Tally {
        subject: vote.subject.clone(),
        method,
        eligible: vote.eligible,
        present: vote.present,
        issued: vote.issued,
        collected: vote.collected,
        valid: vote.valid,
        agree: vote.agree,
        against: vote.against,
        other: vote.other,
        basis: vote.basis.clone(),
        excluded: vote.excluded.clone(),
        ballot_committee: vote.ballot_committee.clone(),
        referred_up: vote.referred_up,
        reserved: vote.reserved.clone(),
    };
    Ok((key, tally))
}
