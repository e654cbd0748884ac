//! What the ward's office writes on its phone: organisations that are set up anew, and orders that take records away. Both are
//! records, whose last step comes to something in others; each step may be left for later.

use sen_client::engine::{Engine, EngineError};
use shared::doc::{Kind, Node};
use shared::id::{DocId, OrgId};
use shared::org::{OrgClass, OrgView};
use shared::record::Row;
use shared::record::list::{Page, Query};
use shared::sync::server::can_go;
use shared::time::Timestamp;

use super::records::{Given, Written, after, day, given};

/// The last step of a reorganisation, from which on it holds.
pub(super) const REORGANISED: &str = "finish";
/// The last step of an order.
pub(super) const CARRIED_OUT: &str = "carry_out";

/// Records of a kind that have not come to their end.
fn open(engine: &mut Engine, kind: Kind) -> Result<Vec<Row>, EngineError> {
    let closed = kind.spec().life.closed;
    let rows = engine.records(&Query::of(kind), Page::ALL)?.into_iter().map(|(row, _)| row);
    Ok(rows.filter(|row| !closed.contains(&&*row.state)).collect())
}

/// Takes steps one after the other until one is refused or left for later; gives the last one taken.
fn take_all(
    engine: &mut Engine,
    begun: Written,
    steps: &[(&'static str, Given)],
    now: Timestamp,
    chance: &mut fastrand::Rng,
) -> Result<Written, EngineError> {
    let mut done = begun;
    for (step, fields) in steps {
        if chance.u8(..8) == 0 {
            break;
        }
        let taken = engine.step_record(begun.0, step, fields, now).map(|_| (begun.0, *step));
        match after(done, taken)? {
            taken if taken.1 == *step => done = taken,
            _ => break,
        }
    }
    Ok(done)
}

/// Sets organisations up anew, or goes on with what was left. Gives the records that were written.
pub(super) fn reorganise(
    engine: &mut Engine,
    committees: [OrgId; 2],
    n: u64,
    now: Timestamp,
    chance: &mut fastrand::Rng,
) -> Result<Vec<Written>, EngineError> {
    let left = open(engine, Kind::OrgChange)?;
    let (doc, state) = match chance.choice(&left).filter(|_| chance.u8(..3) > 0) {
        Some(row) => (row.doc, row.state.clone()),
        None => match propose(engine, committees, n, now, chance)? {
            Some(doc) => (doc, "de_an".to_owned()),
            None => return Ok(Vec::new()),
        },
    };
    let number = format!("{}", 1 + n % 99);
    let decided = given([("number", &number), ("issued_on", "1/11/2026"), ("effective_on", "2/11/2026")]);
    let mut steps = vec![("decide", decided), ("hand_over", Given::new()), (REORGANISED, Given::new())];
    steps.drain(..["de_an", "da_quyet_dinh", "ban_giao"].iter().position(|known| *known == state).unwrap_or(3));
    if state == "da_quyet_dinh" && chance.u8(..6) == 0 {
        steps = vec![("drop", given([("reason", &format!("Thôi {n}"))]))];
    }
    let written = take_all(engine, (doc, "reorganisation"), &steps, now, chance)?;
    let mut all = vec![written];
    if written.1 == REORGANISED {
        let tree = engine.record(doc)?.tree();
        let orgs = tree.get("orgs").map(Node::items).unwrap_or_default();
        all.extend(orgs.iter().filter_map(|(_, one)| one.str("org")?.parse().ok()).map(|doc| (doc, "reorganised")));
        let members = tree.get("members").into_iter().flat_map(|part| part.entries().keys());
        let members = members.filter_map(|leaf| leaf.strip_suffix("/to")?.parse().ok());
        all.extend(members.map(|doc| (doc, "handed over")));
    }
    Ok(all)
}

/// Which cells, what becomes of them, and who of them goes where.
fn propose(
    engine: &mut Engine,
    committees: [OrgId; 2],
    n: u64,
    now: Timestamp,
    chance: &mut fastrand::Rng,
) -> Result<Option<DocId>, EngineError> {
    let is_cell = |org: &&OrgView| org.class == OrgClass::Cell && org.valid_to.is_none();
    let mut cells: Vec<OrgId> = engine.org_list().into_iter().filter(is_cell).map(|org| org.org).collect();
    chance.shuffle(&mut cells);
    let [one, to, rest @ ..] = cells.as_slice() else { return Ok(None) };
    let (mut orgs, mut aim) = (vec![*one], Some(*to));
    let mut name = None;
    let how = match chance.u8(..8) {
        0 | 1 => "sap_nhap",
        2 => {
            orgs.extend(rest.first());
            "hop_nhat"
        }
        3 => "tach",
        4 => "chia",
        5 => {
            aim = None;
            "giai_the"
        }
        6 => {
            aim = chance.choice(committees);
            "chuyen_giao"
        }
        _ => {
            (aim, name) = (None, Some(format!("Chi bộ {}", chance.u8(..9))));
            "doi_ten"
        }
    };
    let mut fields = given([("title", &format!("Kiện toàn {n}")), ("type", how)]);
    fields.extend(aim.map(|aim| ("to".to_owned(), aim.to_string())));
    fields.extend(name.map(|name| ("name".to_owned(), name)));
    let doc = engine.begin_record(Kind::OrgChange, (None, None), &fields, now)?.view.doc;
    for org in &orgs {
        engine.add_entry(doc, "orgs", &given([("org", &org.to_string())]), now)?;
    }
    let members: Vec<DocId> =
        engine.records(&Query::headcount().within([*one]), Page::ALL)?.into_iter().map(|(row, _)| row.doc).collect();
    for member in &members {
        let goes = how == "giai_the" || matches!(how, "tach" | "chia") && chance.bool();
        let other = rest.first().filter(|_| chance.u8(..3) == 0).unwrap_or(to);
        if goes {
            let row = given([("subject", &member.to_string()), ("to", &other.to_string())]);
            engine.add_entry(doc, "members", &row, now)?;
        }
    }
    let count = members.len().to_string();
    let row = given([("subject", "dang_vien"), ("count", &count), ("handed_on", &day(chance))]);
    engine.add_entry(doc, "handed", &row, now)?;
    Ok(Some(doc))
}

/// Orders that a record goes, or goes on with an order that was left. Gives the records that were written.
pub(super) fn order(
    engine: &mut Engine,
    n: u64,
    now: Timestamp,
    chance: &mut fastrand::Rng,
) -> Result<Vec<Written>, EngineError> {
    let left = open(engine, Kind::Order)?;
    let mut all = Vec::new();
    let (doc, state) = match chance.choice(&left).filter(|_| chance.bool()) {
        Some(row) => (row.doc, row.state.clone()),
        None => {
            let rows = engine.records(&Query::default(), Page::ALL)?;
            let rows: Vec<Row> = rows.into_iter().map(|(row, _)| row).filter(|row| can_go(row.kind)).collect();
            let Some(named) = chance.choice(&rows) else { return Ok(Vec::new()) };
            let fields = given([("title", &format!("Thu hồi {n}")), ("ground", "nham_nguoi")]);
            let doc = engine.begin_record(Kind::Order, (None, None), &fields, now)?.view.doc;
            let mut row = given([("subject", &named.doc.to_string()), ("way", "rut")]);
            if named.kind == Kind::Task && chance.bool() {
                // On a phone a record that is right already stands in for the one that goes.
                let fields = given([("what", &format!("Nhiệm vụ đúng {n}"))]);
                let right = engine.begin_record(Kind::Task, (Some(named.org), None), &fields, now)?.view.doc;
                all.push((right, "successor"));
                row = given([("subject", &named.doc.to_string()), ("way", "thay"), ("successor", &right.to_string())]);
            }
            engine.add_entry(doc, "records", &row, now)?;
            (doc, "du_thao".to_owned())
        }
    };
    let decided = given([("number", &format!("{}", 1 + n % 99)), ("issued_on", &day(chance))]);
    let mut steps = vec![("decide", decided), (CARRIED_OUT, given([("confirmed", "khong_lay_lai_duoc")]))];
    if state == "da_quyet_dinh" {
        steps.remove(0);
    }
    if chance.u8(..10) == 0 {
        steps = vec![("drop", given([("reason", &format!("Thôi {n}"))]))];
    }
    all.insert(0, take_all(engine, (doc, "order"), &steps, now, chance)?);
    Ok(all)
}
