//! Inputs built to exhaust or to mislead.

use std::io::Write as _;

use automerge::sync::{State as SyncState, SyncDoc as _};
use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::super::chunk;
use super::super::reader::put_uleb;
use super::*;

/// Appends a signed LEB128 number.
fn put_sleb(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 6;
        if value == 0 || value == -1 {
            out.push(low & 0x7f);
            return;
        }
        value >>= 1;
        out.push(low | 0x80);
    }
}

/// A run of `count` rows of one unsigned value.
fn run(count: i64, value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    put_sleb(&mut out, count);
    put_uleb(&mut out, value);
    out
}

fn uleb(value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    put_uleb(&mut out, value);
    out
}

/// A run of `count` rows of one text.
fn text_run(count: i64, text: &str) -> Vec<u8> {
    let mut out = run(count, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
    out
}

/// The data of a change up to its columns.
fn change_head(deps: u64, others: u64) -> Vec<u8> {
    let mut data = uleb(deps);
    for dep in 0..deps {
        let mut hash = [0; 32];
        hash[..8].copy_from_slice(&dep.to_le_bytes());
        data.extend_from_slice(&hash);
    }
    // Actor, sequence number, first operation, time, message.
    data.extend_from_slice(&[2, 7, 7, 1, 5, 0, 0]);
    data.extend(uleb(others));
    for other in 0..others {
        data.push(8);
        data.extend_from_slice(&other.to_le_bytes());
    }
    data
}

fn put_columns(data: &mut Vec<u8>, columns: &[(u64, Vec<u8>)]) {
    data.extend(uleb(columns.len() as u64));
    for (spec, column) in columns {
        data.extend(uleb(*spec));
        data.extend(uleb(column.len() as u64));
    }
    for (_, column) in columns {
        data.extend_from_slice(column);
    }
}

fn sealed(kind: u8, data: &[u8]) -> Vec<u8> {
    chunk::frame(kind, data, &chunk::hash(kind, data))
}

/// A change of `rows` insertions of null at the head of a list, with some columns replaced.
fn change_of(rows: i64, replaced: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let turns = [uleb(0), uleb(rows.unsigned_abs())].concat();
    let mut columns = vec![
        (0x01, run(rows, 0)),
        (0x02, run(rows, 1)),
        // Keys at the head of the list: a counter of zero and no actor.
        (0x13, run(rows, 0)),
        (0x34, turns),
        (0x42, run(rows, 1)),
        (0x56, run(rows, 0)),
        (0x70, run(rows, 0)),
    ];
    for (spec, column) in replaced {
        columns.retain(|(found, _)| found != spec);
        columns.push((*spec, column.clone()));
    }
    columns.sort();
    let mut data = change_head(0, 0);
    put_columns(&mut data, &columns);
    sealed(chunk::CHANGE, &data)
}

fn change_code(chunk: &[u8]) -> &'static str {
    match admit_change(chunk, &bounds()) {
        Ok(_) => "admitted",
        Err(refused) => refused.code(),
    }
}

fn deflated(data: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn runs_of_millions_of_null_inserts_are_refused() {
    let small = change_of(1000, &[]);
    let admitted = admit_change(&small, &bounds()).unwrap().0;
    assert_eq!(admitted.ops, 1000);
    assert_eq!(Change::from_bytes(admitted.bytes).unwrap().len(), 1000);
    for rows in [50_001, 5_000_000, i64::MAX] {
        let bomb = change_of(rows, &[]);
        assert!(bomb.len() < 200);
        assert_eq!(change_code(&bomb), "too_large");
    }
}

#[test]
fn a_long_run_in_any_single_column_is_refused() {
    let rows = 100;
    let long = 5_000_000;
    for (spec, column) in [
        (0x01, run(long, 0)),
        (0x02, run(long, 1)),
        (0x11, run(long, 0)),
        (0x13, run(long, 0)),
        (0x15, text_run(long, "a")),
        (0x34, [uleb(0), uleb(5_000_000)].concat()),
        (0x56, run(long, 0)),
        (0x70, run(long, 0)),
        (0x71, run(long, 0)),
        (0x94, uleb(u64::MAX)),
        (0xa5, text_run(long, "a")),
        (0xa5, vec![0, 0xff, 0xff, 0xff, 0xff, 0x0f]),
    ] {
        assert_eq!(change_code(&change_of(rows, &[(spec, column)])), "too_large", "{spec:#x}");
    }
}

#[test]
fn references_are_bounded_by_their_sum() {
    let each = run(100, 1 << 40);
    assert_eq!(change_code(&change_of(100, &[(0x70, each)])), "too_large");
    let together = run(100, 600);
    assert_eq!(change_code(&change_of(100, &[(0x70, together)])), "too_large");
    let missing = run(100, 2);
    assert_eq!(change_code(&change_of(100, &[(0x70, missing)])), "malformed");
}

#[test]
fn a_long_key_repeated_is_bounded_as_written_out() {
    let key = "k".repeat(60_000);
    let change = change_of(1000, &[(0x15, text_run(1000, &key))]);
    assert_eq!(change_code(&change), "too_large");
    let key = "k".repeat(70_000);
    assert_eq!(change_code(&change_of(1, &[(0x15, text_run(1, &key))])), "too_large");
}

#[test]
fn numbers_out_of_range_are_refused() {
    for (spec, column) in [
        (0x01, run(10, 1)),
        (0x02, run(10, 1 << 32)),
        (0x13, run(10, 0x3f | 1 << 33)),
        (0x42, run(10, 8)),
        (0x56, run(10, 6 | 4 << 4)),
        (0x56, run(10, 12)),
        (0x42, vec![0, 10]),
        (0x42, vec![0x0a]),
    ] {
        let code = change_code(&change_of(10, &[(spec, column)]));
        assert!(matches!(code, "malformed" | "truncated"), "{spec:#x} {code}");
    }
}

#[test]
fn unknown_and_deflated_columns_of_a_change_are_refused() {
    for spec in [0x21, 0x80, 0xb2, 0x142, 0x1a] {
        assert_eq!(change_code(&change_of(10, &[(spec, run(10, 0))])), "malformed", "{spec:#x}");
    }
}

#[test]
fn a_deflate_bomb_is_refused() {
    let bomb = deflated(&vec![0; 64 << 20]);
    let mut chunk = sealed(chunk::DEFLATED_CHANGE, &bomb);
    assert_eq!(change_code(&chunk), "too_large");
    chunk.truncate(chunk.len() / 2);
    assert_eq!(change_code(&chunk), "truncated");

    let mut data = vec![0, 0, 1, 0x09];
    data.extend(uleb(bomb.len() as u64));
    data.push(0);
    data.extend_from_slice(&bomb);
    let refused = admit_document(&sealed(chunk::DOCUMENT, &data), &bounds()).unwrap_err();
    assert_eq!(refused.code(), "too_large");
}

#[test]
fn deflated_columns_share_one_bound() {
    let mut record = record();
    let stored = record.save();
    let plain = record.save_nocompress().len();
    let tight = Bounds { inflated_bytes_max: plain / 2, ..bounds() };
    assert_eq!(admit_document(&stored, &tight).unwrap_err().code(), "too_large");
}

#[test]
fn too_many_of_anything_counted_is_refused() {
    let mut data = change_head(101, 0);
    put_columns(&mut data, &[]);
    assert_eq!(change_code(&sealed(chunk::CHANGE, &data)), "too_large");
    let mut data = change_head(0, 100);
    put_columns(&mut data, &[]);
    assert_eq!(change_code(&sealed(chunk::CHANGE, &data)), "too_large");
    let mut data = change_head(100, 99);
    put_columns(&mut data, &[]);
    let chunk = sealed(chunk::CHANGE, &data);
    assert_eq!(change_code(&chunk), "admitted");
    Change::from_bytes(chunk).unwrap();

    let stored = record().save();
    for tight in [
        Bounds { actors_max: 2, ..bounds() },
        Bounds { heads_max: 1, ..bounds() },
        Bounds { deps_max: 1, ..bounds() },
        Bounds { changes_max: 10, ..bounds() },
        Bounds { ops_max: 100, ..bounds() },
        Bounds { value_bytes_max: 4, ..bounds() },
        Bounds { message_bytes_max: 2, ..bounds() },
        Bounds { chunk_bytes_max: 100, ..bounds() },
    ] {
        assert_eq!(admit_document(&stored, &tight).unwrap_err().code(), "too_large", "{tight:?}");
    }
}

#[test]
fn a_batch_is_bounded_as_a_whole() {
    let one = change_of(1000, &[]);
    let batch = one.repeat(50);
    assert_eq!(admit_changes(&batch, &bounds()).unwrap().len(), 50);
    for (batch, bounds) in [
        (one.repeat(51), bounds()),
        (batch.clone(), Bounds { changes_max: 49, ..bounds() }),
        (batch.clone(), Bounds { inflated_bytes_max: batch.len() - 1, ..bounds() }),
    ] {
        assert_eq!(admit_changes(&batch, &bounds).unwrap_err().code(), "too_large");
    }
    let longer = [batch.as_slice(), &[0]].concat();
    assert_eq!(admit_changes(&longer, &bounds()).unwrap_err().code(), "not_a_chunk");
}

#[test]
fn giant_claimed_lengths_cost_nothing() {
    for claim in [1 << 20, 1 << 40, u64::MAX] {
        for place in 0..4 {
            // Dependencies, actor, message, other actors.
            let mut data = match place {
                0 => vec![],
                1 => vec![0],
                2 => vec![0, 1, 7, 1, 1, 0],
                _ => vec![0, 1, 7, 1, 1, 0, 0],
            };
            data.extend(uleb(claim));
            assert_eq!(change_code(&sealed(chunk::CHANGE, &data)), "too_large");
        }
        let mut header = chunk::MAGIC.to_vec();
        header.extend_from_slice(&[0, 0, 0, 0, chunk::CHANGE]);
        header.extend(uleb(claim));
        assert!(matches!(change_code(&header), "truncated" | "too_large"));
        let mut data = change_head(0, 0);
        data.extend_from_slice(&[1, 0x42]);
        data.extend(uleb(claim));
        assert_eq!(change_code(&sealed(chunk::CHANGE, &data)), "truncated");
    }
}

#[test]
fn bundles_and_other_kinds_are_refused() {
    let mut doc = record();
    let hashes: Vec<_> = doc.get_changes(&[]).iter().map(Change::hash).collect();
    let bundle = doc.bundle(hashes).unwrap().bytes().to_vec();
    assert!(matches!(admit_change(&bundle, &bounds()), Err(Refused::WrongChunkKind(3))));
    assert!(matches!(admit_changes(&bundle, &bounds()), Err(Refused::WrongChunkKind(3))));
    assert!(matches!(admit_document(&bundle, &bounds()), Err(Refused::WrongChunkKind(3))));
    let change = change_of(1, &[]);
    assert!(matches!(admit_document(&change, &bounds()), Err(Refused::WrongChunkKind(1))));
    assert!(matches!(admit_change(&doc.save(), &bounds()), Err(Refused::WrongChunkKind(0))));
    assert_eq!(change_code(b"%PDF-1.7 and so on"), "not_a_chunk");
    assert_eq!(change_code(&[]), "truncated");
}

/// Sen exchanges no sync messages, whose filters have been seen to break off the merge engine.
#[test]
fn messages_of_the_sync_protocol_are_refused() {
    let message = record().sync().generate_sync_message(&mut SyncState::new()).unwrap().encode();
    assert!(matches!(message.first(), Some(0x42 | 0x43)));
    assert_eq!(change_code(&message), "not_a_chunk");
    assert_eq!(admit_changes(&message, &bounds()).unwrap_err().code(), "not_a_chunk");
    assert_eq!(admit_document(&message, &bounds()).unwrap_err().code(), "not_a_chunk");
}

#[test]
fn bytes_after_a_document_are_refused() {
    let mut stored = record().save();
    let tail = change_of(1, &[]);
    stored.extend_from_slice(&tail);
    assert_eq!(admit_document(&stored, &bounds()).unwrap_err().code(), "trailing_bytes");
}

#[test]
fn repeated_dependencies_and_actors_are_refused() {
    let mut twice = vec![2];
    twice.extend_from_slice(&[7; 64]);
    twice.extend_from_slice(&[1, 7, 1, 1, 0, 0, 0, 0]);
    assert_eq!(change_code(&sealed(chunk::CHANGE, &twice)), "malformed");
    let own = [0, 1, 7, 1, 1, 0, 0, 1, 1, 7, 0];
    assert_eq!(change_code(&sealed(chunk::CHANGE, &own)), "malformed");
    let mut unsorted = vec![2, 1, 7, 1, 3, 0, 0, 0];
    assert_eq!(admit_document(&sealed(chunk::DOCUMENT, &unsorted), &bounds()).unwrap_err().code(), "malformed");
    unsorted.swap(2, 4);
    admit_document(&sealed(chunk::DOCUMENT, &unsorted), &bounds()).unwrap();
}

/// A record whose maps are nested this deep.
fn nested(depth: usize) -> AutoCommit {
    let mut doc = AutoCommit::new().with_actor(device(1));
    let mut inner = ROOT;
    for _ in 0..depth {
        inner = doc.put_object(&inner, "trong", ObjType::Map).unwrap();
    }
    doc.commit();
    doc
}

#[test]
fn objects_nested_out_of_reach_are_refused() {
    for (depth, code) in [(32, "admitted"), (33, "too_large"), (3000, "too_large")] {
        let mut doc = nested(depth);
        let change = doc.get_last_local_change().unwrap();
        assert_eq!(change_code(change.raw_bytes()), code, "{depth}");
        let admitted = admit_document(&doc.save(), &bounds());
        assert_eq!(admitted.map_or_else(|refused| refused.code(), |_| "admitted"), code, "{depth}");
    }
}

#[test]
fn an_author_past_the_first_change_of_an_actor_is_refused() {
    let footed = |seq: u8| {
        let data = [0, 1, 7, seq, 1, 0, 0, 0, 0, 1, 2, 9, 9];
        sealed(chunk::CHANGE, &data)
    };
    let admitted = admit_change(&footed(1), &bounds()).unwrap().0;
    assert_eq!(admitted.author, Some(vec![9, 9]));
    assert_eq!(change_code(&footed(2)), "malformed");
}
