//! The types of the surface as the app's TypeScript sees them: made of the types themselves, and compared by a test.

use ts_rs::{Config, TS};

use crate::sen::{
    HandInMade, HandInTaken, Handed, Header, PackageMade, PackagePeer, PackageTaken, Profile, SealedWork,
};
use crate::types::*;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../app/src/engine/types.ts");

/// What the browser's crate gives beside these types.
const NEWS: &str = "
export type News = { records: Array<RecordChange>, health: Health | null, step: SyncStep | null, };

export type Failure = { code: string, words: string, field: string | null, wait_seconds: number | null, why: string, };
";

macro_rules! declared {
    ($config:ident: $($type:ty),* $(,)?) => { [$(<$type>::decl(&$config)),*] };
}

fn typescript() -> String {
    let config = Config::new().with_large_int("number");
    let types = declared![config:
        Account, Addendum, Adoption, AdoptionSignature, Attendance, Change, Code, Conflict, Field, FieldSpec, Finding,
        Handed, HandInMade, HandInTaken, Health, HistoryLine, Item, KindSpec, Mark, Meeting, OpenTask, Org, Outgoing,
        PackageMade, PackagePeer, PackageTaken, PartSpec, Person, Profile, Record, RecordChange, RecordEntry, RecordField,
        RecordFilter, RecordLine, RecordPart, RecordStatus, RecordStep, RollSummary, Safety, Saying, ScannedCode, Score,
        ScoreLine, ScorePoint, ScoreSheet, SealedWork, SessionText, SetAside, SignedVersion, StepSpec, SyncStep, Synced,
        Version, Vote, Withdrawn, Header, EnrolOffer, VoteWeighed, Assignment, Today, DueLines, MeetingStep, Obstacle, MeetingDeadline,
        MeetingTimes, ProposedItem, Preparation, Passage, WorkKind,
    ];
    let mut text = "// Made from the engine's own types: `make app-types`. A test compares them.\n".to_owned();
    for declared in types {
        text.push_str(&format!("\nexport {declared}\n"));
    }
    text.push_str(NEWS);
    text
}

#[test]
fn the_types_of_the_app_are_those_of_the_engine() {
    let made = typescript();
    if std::env::var_os("WRITE_TYPES").is_some() {
        std::fs::write(FILE, &made).unwrap();
    }
    assert!(std::fs::read_to_string(FILE).unwrap_or_default() == made, "the engine's types changed: make app-types");
}
