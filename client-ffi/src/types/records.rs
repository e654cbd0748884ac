//! Mirrors that every kind of record shares.

use shared::doc::history::{HistoryEntry, Touched};
use shared::doc::{Concurrent, Grade, Scalar};
use shared::id::OrgId;
use shared::meeting::Person as MeetingPerson;
use shared::meeting::view::Finding as FindingView;
use shared::org::OrgView;
use shared::time::CivilDate;
use shared::wire::EnrolCode;

use crate::engine::{Engine, EnrolError, People};
use crate::error::SenError;
use crate::words::words;

/// A person as a meeting speaks of them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Person {
    /// The member record's id, or `khach-…`.
    pub key: String,
    /// The name.
    pub name: String,
    /// Whether they are without a member record; not read of whom the app names.
    #[uniffi(default = false)]
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub is_guest: bool,
}

impl From<&MeetingPerson> for Person {
    fn from(person: &MeetingPerson) -> Self {
        Self { key: person.key.clone(), name: person.name.clone(), is_guest: person.is_guest() }
    }
}

impl From<Person> for MeetingPerson {
    fn from(person: Person) -> Self {
        Self { key: person.key, name: person.name }
    }
}

/// Somebody without a member record: a guest or a superior's delegate.
#[must_use]
#[uniffi::export]
pub fn guest_person(name: String) -> Person {
    Person::from(&MeetingPerson::guest(&name))
}

/// What a scanned enrolment code says, to be shown before it is used.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ScannedCode {
    /// The server's address.
    pub url: String,
    /// SHA-256 of the server's public key, in hexadecimal digits.
    pub pin: String,
}

/// Reads an enrolment code as it was scanned or typed, or a link that ends in it.
///
/// # Errors
/// [`SenError::FixInput`] for a text that is none.
#[uniffi::export]
pub fn scanned_code(text: String) -> Result<ScannedCode, SenError> {
    let code = EnrolCode::parse(&text).map_err(EnrolError::from)?;
    Ok(ScannedCode { pin: hex::encode(code.pin), url: code.url })
}

/// Whom this device belongs to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Account {
    /// The person.
    pub person: String,
    /// The stored code of the role.
    pub role: String,
    /// The organisation enrolled in.
    pub org: String,
    /// The person's member record, if there is one.
    pub member: Option<String>,
    /// The server's address.
    pub url: String,
}

impl Account {
    pub(crate) fn of(engine: &Engine) -> Option<Self> {
        let account = engine.account()?;
        let certificate = &account.certificate;
        Some(Self {
            person: certificate.person.clone(),
            role: certificate.role.clone(),
            org: engine.own_org().unwrap_or(certificate.org).to_string(),
            member: certificate.member.map(|member| member.to_string()),
            url: account.url.clone(),
        })
    }
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Org {
    /// Its id.
    pub id: String,
    /// Its name in full.
    pub name: String,
    /// The stored code of its class.
    pub org_class: String,
    /// Kind of residential unit.
    pub unit_kind: Option<String>,
    /// The organisation directly above, if it is known.
    pub parent: Option<String>,
    /// How many known organisations stand above it.
    pub depth: u32,
    /// First day it exists.
    pub valid_from: Option<String>,
    /// Last day it exists, if it ended.
    pub valid_to: Option<String>,
    /// Organisations that carry on its work.
    pub successors: Vec<String>,
}

impl Org {
    /// Every organisation known, each after the one above it.
    pub(crate) fn tree(engine: &Engine) -> Vec<Self> {
        let tree = engine.orgs();
        let above = |org: OrgId| -> Vec<&OrgView> { tree.ancestry(org).filter_map(|org| tree.get(org)).collect() };
        let mut list: Vec<(Vec<String>, &OrgView)> = engine
            .org_list()
            .into_iter()
            .map(|org| (above(org.org).iter().rev().map(|org| shared::text::fold(&org.name)).collect(), org))
            .collect();
        list.sort_by(|(left, one), (right, other)| (left, one.org).cmp(&(right, other.org)));
        let day = |day: Option<CivilDate>| day.map(|day| day.to_string());
        let mirror = |(path, org): (Vec<String>, &OrgView)| Self {
            id: org.org.to_string(),
            name: org.name.clone(),
            org_class: org.class.code().to_owned(),
            unit_kind: org.unit_kind.clone(),
            parent: org.parent.map(|parent| parent.to_string()),
            depth: super::count(path.len().saturating_sub(1)),
            valid_from: day(org.valid_from),
            valid_to: day(org.valid_to),
            successors: org.successors.iter().map(OrgId::to_string).collect(),
        };
        list.into_iter().map(mirror).collect()
    }
}

/// One of several values written at the same time.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Version {
    /// The value, in words; empty for a running text.
    pub value: String,
    /// Who wrote it.
    pub author: String,
    /// When, by their clock.
    pub at_ms: i64,
}

/// A place where people wrote at the same time.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Conflict {
    /// The part of the record.
    pub part: String,
    /// The leaf within it.
    pub key: String,
    /// Whether a person has to decide.
    pub needs_decision: bool,
    /// The values, in order.
    pub values: Vec<Version>,
}

impl Conflict {
    pub(super) fn of(part: &str, key: &str, grade: Grade, values: &[Concurrent], people: &People) -> Self {
        let version = |value: &Concurrent| Version {
            value: value.value.display(),
            author: value.author.map_or_else(String::new, |author| people.name(author)),
            at_ms: value.at.as_ms(),
        };
        Self {
            part: part.to_owned(),
            key: key.to_owned(),
            needs_decision: grade == Grade::Decision,
            values: values.iter().map(version).collect(),
        }
    }
}

/// A figure that cannot be right.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Finding {
    /// The stable code.
    pub code: String,
    /// What is wrong, as a whole sentence with its figures.
    pub words: String,
    /// Where.
    pub place: String,
    /// The two figures that do not fit together.
    pub figures: Vec<i64>,
    /// Whether it blocks adoption.
    pub impossible: bool,
}

impl From<FindingView> for Finding {
    fn from(finding: FindingView) -> Self {
        Self {
            code: finding.code.code().to_owned(),
            words: words().finding(&finding),
            figures: vec![finding.figures.0, finding.figures.1],
            impossible: finding.code.is_impossible(),
            place: finding.place,
        }
    }
}

/// One place that one change touched, and what it made of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Change {
    /// The part of the record.
    pub part: String,
    /// The leaf within it; empty for a running text.
    pub key: String,
    /// The values it replaced: none where there was none, several where it settled a conflict.
    pub before: Vec<String>,
    /// The value it wrote; absent when it took the leaf away, and for running text.
    pub after: Option<String>,
    /// What it inserted into running text.
    pub inserted: String,
    /// How many characters of running text it took away.
    pub deleted: u32,
}

impl From<Touched> for Change {
    fn from(touched: Touched) -> Self {
        Self {
            part: touched.part,
            key: touched.key,
            before: touched.before.iter().map(Scalar::display).collect(),
            after: touched.after.as_ref().map(Scalar::display),
            inserted: shared::text::screened(&touched.inserted).into_owned(),
            deleted: super::count(touched.deleted),
        }
    }
}

/// One change of a record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HistoryLine {
    /// Who wrote it.
    pub author: String,
    /// When, by their clock, to the second.
    pub at_ms: i64,
    /// What it changed, by place.
    pub changes: Vec<Change>,
}

impl HistoryLine {
    pub(crate) fn of(entry: HistoryEntry, people: &People) -> Self {
        Self {
            author: entry.author.map_or_else(String::new, |author| people.name(author)),
            at_ms: entry.at.as_ms(),
            changes: entry.touched.into_iter().map(Change::from).collect(),
        }
    }
}

/// A running text as the screen takes it anew.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SessionText {
    /// The text.
    pub text: String,
    /// Where the caret stands in it.
    pub caret: u32,
}
