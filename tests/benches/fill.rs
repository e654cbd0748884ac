//! Filling a database fast: the same rows the hub writes for a push, many in one commit.

use server::hub::Hub;
use server::store::append::{self, Accepted};
use server::store::audit::{self, Event};
use server::store::document;
use server::store::read_model;
use shared::access::StreamId;
use shared::doc::{Doc, Pen};
use shared::id::OrgId;
use shared::record::Row;
use shared::time::Timestamp;
use shared::wire;
use tests::ward::Ward;
use tests::{Outcome, Trouble};

use crate::writer::{Writer, Written};

/// Documents per commit.
const BATCH: usize = 500;
/// Threads that write documents.
const THREADS: usize = 2;

/// How a meeting is written.
pub(crate) type Maker = fn(&Pen, OrgId, usize, Timestamp) -> Outcome<Doc>;

/// Lets every writer store `each` new meetings in a ward that is being served in this process.
///
/// # Errors
/// [`Trouble`] when the store refuses.
pub(crate) fn fill(ward: &Ward, writers: &mut [Writer], each: usize, make: Maker) -> Outcome<()> {
    let hub = ward.hub()?;
    let share = writers.len().div_ceil(THREADS).max(1);
    std::thread::scope(|scope| {
        let threads: Vec<_> = writers
            .chunks_mut(share)
            .map(|writers| {
                let hub = hub.clone();
                scope.spawn(move || fill_share(ward, &hub, writers, each, make))
            })
            .collect();
        threads.into_iter().try_for_each(|thread| match thread.join() {
            Ok(filled) => filled,
            Err(_) => Err(Trouble("filling the database ended with a panic".to_owned())),
        })
    })
}

fn fill_share(ward: &Ward, hub: &Hub, writers: &mut [Writer], each: usize, make: Maker) -> Outcome<()> {
    for writer in writers {
        for begun in (0..each).step_by(BATCH) {
            let batch: Vec<_> = (begun..each.min(begun + BATCH))
                .map(|_| writer.begin_as(make).and_then(|written| row(writer, written)))
                .collect::<Outcome<_>>()?;
            let (epoch, now) = (hub.host().random::<8>(), hub.host().now());
            let epoch = u64::from_be_bytes(epoch.map_err(|error| Trouble::of("epoch", error))?) >> 1;
            let stored = ward.block_on(hub.store().write(move |tx| {
                for (accepted, row) in &batch {
                    let seq = append::append(tx, accepted, epoch, now)?.seq;
                    read_model::put(tx, row)?;
                    let event = Event {
                        at: now,
                        actor: accepted.device.to_string(),
                        action: "envelope_merged",
                        subject: accepted.doc.to_string(),
                        detail: format!("{} {seq}", accepted.id),
                    };
                    audit::append(tx, &event)?;
                }
                Ok(())
            }));
            stored.map_err(|error| Trouble::of("fill", error))?;
        }
    }
    Ok(())
}

fn row(writer: &Writer, written: Written) -> Outcome<(Accepted, Row)> {
    let Written { doc, before, sealed } = written;
    let encoded = wire::encode(&sealed);
    let packed = document::pack(&encoded).map_err(|error| Trouble::of("pack", error))?;
    let accepted = Accepted {
        id: sealed.envelope_id(),
        packed,
        bytes: encoded.len(),
        device: writer.device(),
        doc: doc.id(),
        kind: doc.kind(),
        stream: StreamId::of(writer.org, doc.kind()),
        home: StreamId::of(writer.org, doc.kind()),
        before,
        after: doc.heads(),
        snapshot: None,
    };
    Ok((accepted, Row::of(&doc, writer.org, &|_| None)))
}
