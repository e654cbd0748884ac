//! Every bound in one place: what one request, record, text or queue may hold at most.
//!
//! A bound is a promise to the other side as well: docs/protocol.md names them.

/// Version of the sync protocol this crate speaks.
pub const PROTOCOL_VERSION: u32 = 1;

/// Largest body of one sync request or response, inflated, in bytes.
pub const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Largest body of an enrolment request, in bytes.
pub const ENROL_BODY_BYTES_MAX: usize = 4 * 1024;
/// Bytes of entries a device asks for when it does not say.
pub const RESPONSE_BUDGET_BYTES_DEFAULT: u32 = 512 * 1024;
/// Smallest and largest response budget a device may ask for, in bytes.
pub const RESPONSE_BUDGET_BYTES: std::ops::RangeInclusive<u32> = 4 * 1024..=2 * 1024 * 1024;
/// Items of CBOR in one frame: numbers, texts, lists, maps. The smallest news of a record has 17 in 68 bytes.
pub const FRAME_ITEMS_MAX: usize = BODY_BYTES_MAX / 4;
/// How deep lists and maps may stand in each other in a frame; those of this version are half as deep.
pub const FRAME_LEVELS_MAX: usize = 16;
/// Envelopes in one request at most.
pub const ENVELOPES_PER_REQUEST_MAX: usize = 512;
/// Stream cursors in one request at most.
pub const CURSORS_PER_REQUEST_MAX: usize = 1024;
/// Documents a device may ask for by name in one request.
pub const WANTS_PER_REQUEST_MAX: usize = 512;
/// Documents named on one page of an inventory.
pub const INVENTORY_PAGE_MAX: usize = 2048;
/// News of records in one response: more do not fit into the largest budget, which counts 74 bytes for each.
pub const ENTRIES_PER_RESPONSE_MAX: usize = 28_672;
/// Envelopes in the news of one response: the largest budget counts 72 bytes and its body for each.
pub const ENVELOPES_PER_RESPONSE_MAX: usize = 28_672;
/// Records named on the pages of all inventories in one response: the largest budget counts 52 bytes for each, and the
/// page with which it ends may go beyond it.
pub const INVENTORIED_PER_RESPONSE_MAX: usize = 43_008;
/// Certificates in one response.
pub const CERTIFICATES_PER_RESPONSE_MAX: usize = 8_192;

/// Largest file of a package, in bytes.
pub const PACKAGE_BYTES_MAX: usize = PACKAGE_INFLATED_BYTES_MAX + 64 * 1024;
/// Largest body of a package once it is inflated, in bytes.
pub const PACKAGE_INFLATED_BYTES_MAX: usize = BODY_BYTES_MAX;
/// Envelopes one phone hands another in one package at most.
pub const EXCHANGE_ENVELOPES_MAX: usize = 4096;
/// Largest file of sealed packages handed in together, in bytes; over the network it is one body.
pub const HAND_IN_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Sealed packages handed in together at most.
pub const HAND_IN_PACKAGES_MAX: usize = 4096;
/// What the packages of one file may hold once they are inflated, in bytes; those behind that are brought another time.
pub const HAND_IN_INFLATED_BYTES_MAX: usize = 4 * HAND_IN_BYTES_MAX;
/// Certificates one phone hands another in one package at most.
pub const EXCHANGE_CERTIFICATES_MAX: usize = 256;

/// Largest chunk in one envelope, in bytes.
pub const CHUNK_BYTES_MAX: usize = 1024 * 1024;
/// Largest chunk once its deflated parts are inflated, in bytes.
pub const CHUNK_INFLATED_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Operations in one envelope's chunk: twice as many take automerge longer than 250 ms and more than 64 MiB, see
/// docs/reliability.md.
pub const CHUNK_OPS_MAX: u64 = 100_000;
/// Changes in one envelope's chunk.
pub const CHUNK_CHANGES_MAX: u64 = 20_000;
/// What it may cost to open a record, in microseconds as [`open_cost_us`] estimates them.
pub const RECORD_COST_US_MAX: u64 = 250_000;
/// Bytes of a record, saved and not compressed.
pub const RECORD_BYTES_MAX: usize = 2 * 1024 * 1024;
/// What a record may cost to open that grew past [`RECORD_COST_US_MAX`] by what the ward let in; it still fits one answer.
pub const RELEASED_COST_US_MAX: u64 = 2 * RECORD_COST_US_MAX;
/// Bytes of such a record, saved and not compressed.
pub const RELEASED_BYTES_MAX: usize = 3 * 1024 * 1024;
/// The share of [`RECORD_COST_US_MAX`] a device fills by itself: the other half is for what others write at the same time.
pub const RECORD_COST_US_OWN: u64 = RECORD_COST_US_MAX / 2;
/// From this share of [`RECORD_COST_US_OWN`] on a person is told that a record is nearly full, in per cent.
pub const ROOM_PERCENT_WARN: u64 = 80;

/// What it costs to open a record, in microseconds of the machine docs/benchmarks.md was measured on: 0.7 for an
/// operation, 2.4 for a change and 0.05 for a byte.
#[must_use]
pub const fn open_cost_us(changes: u64, ops: u64, bytes: u64) -> u64 {
    ops.saturating_mul(70).saturating_add(changes.saturating_mul(240)).saturating_add(bytes.saturating_mul(5)) / 100
}

/// Actors in one chunk.
pub const CHUNK_ACTORS_MAX: usize = 4_096;
/// Heads a document may have.
pub const HEADS_MAX: usize = 256;
/// Heads of a document that one device may have made: it writes on all it knows, so that more than one comes of copies of
/// its vault alone.
pub const HEADS_OF_DEVICE_MAX: usize = 16;
/// Dependencies one change may name.
pub const DEPS_MAX: usize = 256;
/// Longest single value or key, in bytes.
pub const VALUE_BYTES_MAX: u64 = 64 * 1024;
/// Longest commit message, in bytes.
pub const MESSAGE_BYTES_MAX: usize = 1024;

/// Longest single-line field a person may type, in Unicode scalar values.
pub const LINE_CHARS_MAX: usize = 500;
/// Longest name shown of a person, in Unicode scalar values: one name may stand at thousands of places.
pub const SHOWN_NAME_CHARS_MAX: usize = 120;
/// Longest running text (minutes, one opinion), in Unicode scalar values.
pub const TEXT_CHARS_MAX: usize = 50_000;
/// Largest number a count field (votes, ballots, points) may hold.
pub const COUNT_MAX: i64 = 1_000_000;

/// Largest amount of money in one field, in đồng.
pub const MONEY_MAX: i64 = 1_000_000_000_000;

/// Milliseconds a device's clock may run ahead or behind before the ward is told.
pub const CLOCK_SKEW_MS_WARN: i64 = 10 * 60 * 1000;
/// Contents of one record whose signatures are checked at most; each is read as it stood then.
pub const SIGNED_CONTENTS_MAX: usize = 16;
/// Largest text of rules a province or ward writes, in bytes.
pub const RULES_BYTES_MAX: usize = 256 * 1024;
/// Most versions of a place's own rules that are kept; one that takes all of them away may follow.
pub const RULES_VERSIONS_MAX: u32 = 200;
