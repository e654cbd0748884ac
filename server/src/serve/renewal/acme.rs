//! A certificate by ACME (RFC 8555): account, order, proof, certificate.
//!
//! The account's key is kept in the data folder, readable by its owner alone. The certificate is asked for over the server's
//! own key. Whatever is opened for a proof is closed again when the order ends.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path as Segment, State};
use axum::http::StatusCode;
use axum::routing::get;
use instant_acme::{
    Account, AccountBuilder, AccountCredentials, AuthorizationStatus, ChallengeHandle, ChallengeType, Identifier,
    NewAccount, NewOrder, Order, OrderStatus, RetryPolicy,
};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::time::timeout;

use super::super::door::Door;
use crate::config::{Acme, Challenge};
use crate::tls::authority::{self, AuthorityError};
use crate::tls::{self, Answer, Identity, TlsError};

/// The account's file.
const ACCOUNT: &str = "acme-account.json";
/// How long an order may take in all.
const ORDER: Duration = Duration::from_secs(600);
/// How long the authority may take to ask and to answer.
const PATIENCE: Duration = Duration::from_secs(180);
/// How long the program for the DNS may take: it returns when the record can be seen.
const HOOK: Duration = Duration::from_secs(300);

/// Why the authority gave no certificate.
#[derive(Debug, thiserror::Error)]
pub enum AcmeError {
    /// The authority cannot be reached, or refuses.
    #[error("the certificate authority: {0}")]
    Authority(#[from] instant_acme::Error),
    /// It does not take a name as proved.
    #[error("the certificate authority does not see that {names:?} are this server's: {why}")]
    NotProved {
        /// The names asked for.
        names: Vec<String>,
        /// In its words.
        why: String,
    },
    /// It offers no such proof for a name.
    #[error("the certificate authority does not take this challenge for {0}")]
    NoChallenge(String),
    /// What it wants proved was not asked for.
    #[error("the certificate authority asks about {0:?}, which was not ordered")]
    NotOrdered(String),
    /// The address for its questions.
    #[error("cannot listen on {address} for the certificate authority: {source}")]
    Listen {
        /// Where.
        address: std::net::SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The program for the DNS.
    #[error("{hook}: {why}")]
    Hook {
        /// The program.
        hook: PathBuf,
        /// Why.
        why: String,
    },
    /// The account's file.
    #[error("{path} holds no account: {source}")]
    Account {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// A file.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The request for a certificate.
    #[error(transparent)]
    Request(#[from] AuthorityError),
    /// It took too long.
    #[error("the certificate authority took more than {} minutes", ORDER.as_secs() / 60)]
    TooLong,
}

/// Has a certificate made: PEM with its chain.
///
/// # Errors
/// [`AcmeError`]; whatever was opened for the proof is closed again.
pub(super) async fn issue(acme: &Acme, data: &Path, identity: &Identity, door: &Door) -> Result<String, AcmeError> {
    match timeout(ORDER, order(acme, data, identity, door)).await {
        Ok(issued) => issued,
        Err(_) => Err(AcmeError::TooLong),
    }
}

async fn order(acme: &Acme, data: &Path, identity: &Identity, door: &Door) -> Result<String, AcmeError> {
    let account = account(acme, &data.join(ACCOUNT)).await?;
    let identifiers: Vec<Identifier> = acme.names.iter().map(|name| identifier(name)).collect();
    let mut order = account.new_order(&NewOrder::new(&identifiers)).await?;
    let mut proof = Proof::begin(&acme.challenge, identity, door).await?;
    let proved = prove(&mut order, &mut proof, acme).await;
    proof.end().await;
    proved?;
    order.finalize_csr(&authority::request_der(identity.files(), &acme.names)?).await?;
    Ok(order.poll_certificate(&RetryPolicy::new().timeout(PATIENCE)).await?)
}

async fn prove(order: &mut Order, proof: &mut Proof<'_>, acme: &Acme) -> Result<(), AcmeError> {
    let mut asked = order.authorizations();
    while let Some(authorization) = asked.next().await {
        let mut authorization = authorization?;
        if authorization.status == AuthorizationStatus::Valid {
            continue;
        }
        let name = authorization.identifier().to_string();
        let mut challenge = authorization.challenge(kind(&acme.challenge)).ok_or(AcmeError::NoChallenge(name))?;
        proof.give(&challenge, &acme.names).await?;
        challenge.set_ready().await?;
    }
    let not_proved = |why: String| AcmeError::NotProved { names: acme.names.clone(), why };
    match order.poll_ready(&RetryPolicy::new().timeout(PATIENCE)).await {
        Ok(OrderStatus::Ready | OrderStatus::Valid) => Ok(()),
        Ok(status) => Err(not_proved(format!("the order is {status:?}; {}", faults(order).await))),
        Err(instant_acme::Error::Api(problem)) => Err(not_proved(problem.to_string())),
        Err(error) => Err(error.into()),
    }
}

/// What the authority found when it asked.
async fn faults(order: &mut Order) -> String {
    let mut found = Vec::new();
    let mut asked = order.authorizations();
    while let Some(authorization) = asked.next().await {
        let Ok(mut authorization) = authorization else { continue };
        if let Ok(state) = authorization.refresh().await {
            found.extend(
                state.challenges.iter().filter_map(|challenge| challenge.error.as_ref()).map(ToString::to_string),
            );
        }
    }
    found.join("; ")
}

const fn kind(challenge: &Challenge) -> ChallengeType {
    match challenge {
        Challenge::Http { .. } => ChallengeType::Http01,
        Challenge::TlsAlpn => ChallengeType::TlsAlpn01,
        Challenge::Dns { .. } => ChallengeType::Dns01,
    }
}

fn identifier(name: &str) -> Identifier {
    match name.parse::<IpAddr>() {
        Ok(address) => Identifier::Ip(address),
        Err(_) => Identifier::Dns(name.to_owned()),
    }
}

/// The account as it is kept: with the directory it belongs to, so that one of another directory is told from it.
#[derive(Serialize, Deserialize)]
struct KeptAccount {
    directory: String,
    credentials: AccountCredentials,
}

/// The account of this directory, made when there is none.
async fn account(acme: &Acme, path: &Path) -> Result<Account, AcmeError> {
    let builder = || -> Result<AccountBuilder, AcmeError> {
        Ok(match &acme.directory_root {
            Some(root) => Account::builder_with_root(root)?,
            None => Account::builder()?,
        })
    };
    let malformed = |source| AcmeError::Account { path: path.to_owned(), source };
    match std::fs::read(path) {
        Ok(bytes) => {
            let kept: KeptAccount = serde_json::from_slice(&bytes).map_err(malformed)?;
            if kept.directory == acme.directory {
                return Ok(builder()?.from_credentials(kept.credentials).await?);
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(source) => return Err(TlsError::File { path: path.to_owned(), source }.into()),
    }
    let contact: Vec<&str> = acme.contact.as_deref().into_iter().collect();
    let asked = NewAccount { contact: &contact, terms_of_service_agreed: true, only_return_existing: false };
    let (account, credentials) = builder()?.create(&asked, acme.directory.clone(), None).await?;
    let kept =
        serde_json::to_vec(&KeptAccount { directory: acme.directory.clone(), credentials }).map_err(malformed)?;
    tls::replace_private(path, &kept)?;
    Ok(account)
}

/// Answers over HTTP, by the token that is asked for.
type Answers = Arc<Mutex<BTreeMap<String, String>>>;

/// What is shown to the authority while an order is open.
enum Proof<'a> {
    Http { answers: Answers, door: tokio::task::JoinHandle<std::convert::Infallible> },
    TlsAlpn { identity: &'a Identity, answers: Vec<Answer> },
    Dns { hook: &'a Path, records: Vec<(String, String)> },
}

impl<'a> Proof<'a> {
    async fn begin(challenge: &'a Challenge, identity: &'a Identity, door: &Door) -> Result<Self, AcmeError> {
        match challenge {
            Challenge::Http { listen } => {
                let address = *listen;
                let listener =
                    TcpListener::bind(address).await.map_err(|source| AcmeError::Listen { address, source })?;
                let answers = Answers::default();
                let door = door.plain(answering(Arc::clone(&answers)));
                Ok(Self::Http { answers, door: tokio::spawn(async move { door.open(&listener).await }) })
            }
            Challenge::TlsAlpn => Ok(Self::TlsAlpn { identity, answers: Vec::new() }),
            Challenge::Dns { hook } => Ok(Self::Dns { hook, records: Vec::new() }),
        }
    }

    /// Answers one challenge. The name in it is the authority's word: one that was not asked for is not proven, and reaches
    /// no program.
    async fn give(&mut self, challenge: &ChallengeHandle<'_>, names: &[String]) -> Result<(), AcmeError> {
        let answer = challenge.key_authorization();
        let name = asked_for(challenge.identifier().to_string(), names)?;
        match self {
            Self::Http { answers, .. } => {
                let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
                answers.insert(challenge.token.clone(), answer.as_str().to_owned());
            }
            Self::TlsAlpn { identity, answers } => answers.push(identity.answer(&name, answer.digest().as_ref())?),
            Self::Dns { hook, records } => {
                let record = (format!("_acme-challenge.{name}"), answer.dns_value());
                // Noted first: a program that failed half-way may have written it.
                records.push(record.clone());
                run(hook, "present", &record).await?;
            }
        }
        Ok(())
    }

    /// Closes what was opened.
    async fn end(self) {
        match self {
            // The door closes with the drop below.
            Self::Http { .. } | Self::TlsAlpn { .. } => {}
            Self::Dns { hook, ref records } => {
                for record in records {
                    if let Err(error) = run(hook, "remove", record).await {
                        tracing::warn!(%error, "a record stays in the DNS; it does no harm");
                    }
                }
            }
        }
    }
}

impl Drop for Proof<'_> {
    fn drop(&mut self) {
        if let Self::Http { door, .. } = self {
            door.abort();
        }
    }
}

/// Answers questions of a certificate authority, and nothing else.
fn answering(answers: Answers) -> Router {
    let answer = async |State(answers): State<Answers>, Segment(token): Segment<String>| {
        let known = answers.lock().unwrap_or_else(PoisonError::into_inner).get(&token).cloned();
        known.ok_or(StatusCode::NOT_FOUND)
    };
    Router::new().route("/.well-known/acme-challenge/{token}", get(answer)).with_state(answers)
}

/// The name, if it is one of those a certificate was ordered for.
fn asked_for(name: String, names: &[String]) -> Result<String, AcmeError> {
    if names.iter().any(|ordered| ordered.eq_ignore_ascii_case(&name)) {
        Ok(name)
    } else {
        Err(AcmeError::NotOrdered(name))
    }
}

/// Runs the program for the DNS: no shell, the words as arguments and in the environment.
async fn run(hook: &Path, action: &str, (name, value): &(String, String)) -> Result<(), AcmeError> {
    let failed = |why: String| AcmeError::Hook { hook: hook.to_owned(), why };
    let running = Command::new(hook)
        .args([action, name, value])
        .env("SEN_ACME_ACTION", action)
        .env("SEN_ACME_NAME", name)
        .env("SEN_ACME_VALUE", value)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .status();
    match timeout(HOOK, running).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(failed(format!("`{action}` ended with {status}"))),
        Ok(Err(error)) => Err(failed(error.to_string())),
        Err(_) => Err(failed(format!("`{action}` took more than {} seconds", HOOK.as_secs()))),
    }
}

#[cfg(test)]
mod tests;
