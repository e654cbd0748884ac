//! The way out when a database is damaged and there is no backup: everything that can be read and holds is merged
//! into a new one. It refuses to take a record on trust; what is lost comes back from the devices.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use shared::envelope::Envelope;
use shared::id::EnvelopeId;
use shared::time::Timestamp;
use shared::wire::{Fate, HoldReason};

use super::{AdminError, identity, make_folder, offline_hub};
use crate::config::Config;
use crate::host::Host;
use crate::hub::{Hub, HubError, Released};
use crate::store::audit::{self, Event};
use crate::store::salvage::{self, Chunk, OldEnvelope, RawRow, RawTable, Wreck};
use crate::store::{Store, StoreError, account, document, put_in_place};

/// Rows read at once.
const CHUNK: usize = 500;
/// The first row's number.
const FIRST: i64 = 1;

/// What a salvage came to.
#[derive(Debug, Default)]
pub struct Salvaged {
    /// Envelopes merged again.
    pub envelopes: usize,
    /// Documents that stand where they stood.
    pub documents: usize,
    /// What is not there any more, one sentence each. Devices bring back what they have of it.
    pub lost: Vec<String>,
}

impl Salvaged {
    fn miss(&mut self, count: u64, what: &str) {
        if count > 0 {
            self.lost.push(format!("{count} {what}"));
        }
    }
}

/// Makes a new database from what can be read of a damaged one, in the place of the missing database. Every envelope
/// passes the admission again; every stream has a new epoch, so that devices bring back what they have.
///
/// # Errors
/// [`AdminError`] when nothing can be read, the ward's keys are lost or a database is there; it is never overwritten.
pub async fn salvage(config: &Config, host: &Host, damaged: &Path) -> Result<Salvaged, AdminError> {
    make_folder(&config.data)?;
    if config.database().exists() {
        return Err(StoreError::Exists(config.database()).into());
    }
    let wreck = Wreck::open(damaged)?;
    let file = |source| AdminError::File { path: config.data.clone(), source };
    let work = tempfile::Builder::new().prefix("sen-").suffix(".part").tempdir_in(&config.data).map_err(file)?;
    let part = work.path().join("sen.db");
    let store = Store::create(&part)?;
    let mut done = Salvaged::default();
    take_tables(&wreck, &store, &mut done).await?;
    let files = store.write(identity::take).await?;
    let settled = store.write(salvage::settle).await?;
    done.miss(settled.devices, "devices the ward does not vouch for; enrol them again");
    done.miss(
        u64::try_from(settled.audit).unwrap_or_default(),
        "entries of the audit chain, from the first that does not follow",
    );
    note(&store, host.now(), &done).await?;
    merge_again(&wreck, &store, host, &mut done).await?;
    let held = wreck.table("held")?;
    each(|from| wreck.raw(&held, from, CHUNK), async |rows, _| put(&store, &held, rows).await.map(drop)).await?;
    store.write(salvage::settle_held).await?;
    for (device, at, why) in settled.revoked {
        store.write(move |tx| account::revoke(tx, device, at, &why)).await?;
    }
    compare(&wreck, &store, &mut done).await?;
    store.write(salvage::vouch_anew).await?;
    store.stop();
    drop(store);
    identity::put_back(config, files)?;
    put_in_place(&part, &config.database())?;
    work.close().map_err(file)?;
    Ok(done)
}

/// Reads a table to its end; gives how many rows were lost.
async fn each<T>(
    read: impl Fn(i64) -> Chunk<T>,
    mut take: impl AsyncFnMut(Vec<T>, u64) -> Result<(), AdminError>,
) -> Result<u64, AdminError> {
    let (mut from, mut lost) = (Some(FIRST), 0);
    while let Some(at) = from {
        let chunk = read(at);
        lost += chunk.lost;
        take(chunk.rows, chunk.lost).await?;
        from = chunk.next;
    }
    Ok(lost)
}

async fn put(store: &Store, table: &RawTable, rows: Vec<RawRow>) -> Result<u64, AdminError> {
    let table = table.clone();
    Ok(store.write(move |tx| salvage::put_raw(tx, &table, &rows)).await?)
}

async fn take_tables(wreck: &Wreck, store: &Store, done: &mut Salvaged) -> Result<(), AdminError> {
    for table in wreck.tables()? {
        let mut unfit = 0;
        let table = wreck.table(&table)?;
        let lost = each(
            |from| wreck.raw(&table, from, CHUNK),
            async |rows, _| {
                unfit += put(store, &table, rows).await?;
                Ok(())
            },
        );
        let lost = lost.await?;
        done.miss(lost + unfit, &format!("rows of the table `{}`", table.name));
    }
    Ok(())
}

async fn note(store: &Store, at: Timestamp, done: &Salvaged) -> Result<(), AdminError> {
    let event = Event {
        at,
        actor: "sen".to_owned(),
        action: "salvage",
        subject: done.lost.len().to_string(),
        detail: done.lost.join("; "),
    };
    Ok(store.write(move |tx| audit::append(tx, &event)).await?)
}

/// Merges every readable envelope as if its device brought it now, at the time it was received then.
async fn merge_again(wreck: &Wreck, store: &Store, host: &Host, done: &mut Salvaged) -> Result<(), AdminError> {
    let clock = Arc::new(AtomicI64::new(host.now().as_ms()));
    let shown = Arc::clone(&clock);
    let then = Host::with_clock(move || Timestamp::from_ms(shown.load(Ordering::SeqCst)));
    let hub = offline_hub(store.clone(), &then).await?;
    let mut released = BTreeMap::new();
    let unreadable = each(
        |from| wreck.released(from, CHUNK),
        async |rows, _| {
            released.extend(
                rows.into_iter()
                    .flatten()
                    .map(|row| (row.id, Released { by: row.by, note: row.note, held: None, waives: row.waives })),
            );
            Ok(())
        },
    );
    let unreadable = unreadable.await?;
    let mut held: BTreeMap<String, u64> = BTreeMap::new();
    let mut merged = 0;
    let lost = each(
        |from| wreck.envelopes(from, CHUNK),
        async |rows, _| {
            for batch in batches(rows, &released) {
                for fate in bring(&hub, batch, &released, &clock).await? {
                    match fate {
                        Fate::Merged(_) | Fate::Duplicate(_) => merged += 1,
                        Fate::Held(reason) => *held.entry(reason.code().to_owned()).or_default() += 1,
                        Fate::Refused(reason) => *held.entry(reason).or_default() += 1,
                    }
                }
            }
            Ok(())
        },
    );
    let lost = lost.await?;
    done.envelopes = merged;
    done.miss(lost, "envelopes, or gaps between them, that cannot be read");
    done.miss(unreadable, "held envelopes that cannot be read");
    for (reason, count) in held {
        let what = match reason.as_str() {
            code if code == HoldReason::UnknownDependency.code() => "envelopes wait for what they build on".to_owned(),
            code => format!("envelopes are held now: {code}"),
        };
        done.miss(count, &what);
    }
    Ok(())
}

/// Envelopes that may be merged side by side: what others may depend on goes alone, in its place.
fn batches(rows: Vec<OldEnvelope>, released: &BTreeMap<EnvelopeId, Released>) -> Vec<Vec<OldEnvelope>> {
    let mut batches: Vec<Vec<OldEnvelope>> = vec![Vec::new()];
    for row in rows {
        let org = row.sealed.peek::<Envelope>().is_ok_and(|envelope| envelope.known_kind() == Some(shared::org::KIND));
        let alone = org || released.contains_key(&row.sealed.envelope_id());
        match batches.last_mut() {
            Some(last) if !alone => last.push(row),
            _ => batches.extend([vec![row], Vec::new()]),
        }
    }
    batches
}

async fn bring(
    hub: &Hub,
    batch: Vec<OldEnvelope>,
    released: &BTreeMap<EnvelopeId, Released>,
    clock: &AtomicI64,
) -> Result<Vec<Fate>, HubError> {
    let Some(first) = batch.first() else { return Ok(Vec::new()) };
    clock.store(first.received.as_ms(), Ordering::SeqCst);
    let (device, id) = (first.device, first.sealed.envelope_id());
    if let Some(word) = released.get(&id) {
        return Ok(vec![hub.accept(device, first.sealed.clone(), Some(word.clone())).await?.fate]);
    }
    let sealed: Vec<_> = batch.into_iter().map(|row| row.sealed).collect();
    Ok(hub.push(device, &sealed).await?.into_iter().map(|receipt| receipt.fate).collect())
}

/// Compares with where the documents stood, and takes over what the ward had seen of those that are whole.
async fn compare(wreck: &Wreck, store: &Store, done: &mut Salvaged) -> Result<(), AdminError> {
    let lost = each(
        |from| wreck.documents(from, CHUNK),
        async |rows, _| {
            for old in rows {
                let (doc, heads) = (old.doc, old.heads.clone());
                let whole = store.read(move |reading| salvage::stands_at(reading, doc, &heads)).await?;
                if !whole {
                    done.lost.push(format!("document {doc}: it is behind until a device brings the rest"));
                    continue;
                }
                done.documents += 1;
                if let Some((by, at)) = old.seen_by.filter(|_| old.seen_seq >= old.content_seq) {
                    store
                        .write(move |tx| match document::find(tx, doc)? {
                            Some(row) => document::mark_seen(tx, &row, row.content_seq, &by, at),
                            None => Ok(()),
                        })
                        .await?;
                }
            }
            Ok(())
        },
    );
    let lost = lost.await?;
    done.miss(lost, "rows of documents, or gaps between them, that cannot be read");
    Ok(())
}
