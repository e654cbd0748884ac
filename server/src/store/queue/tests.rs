//! The queues against a plain list that is sorted and counted by hand.

use rusqlite::Connection;

use super::*;
use crate::store::migrate;

/// A record as the test knows it.
#[derive(Clone)]
struct Known {
    doc: DocId,
    org: OrgId,
    kind: Kind,
    lane: Lane,
    since: i64,
    due: Option<&'static str>,
    login: Option<&'static str>,
}

const TODAY: &str = "2026-11-28";
const RECORDS: u8 = 120;

/// Records in every queue, with the same moments in several, before, on and after the day they are due.
fn known() -> Vec<Known> {
    let of = |number: u8| {
        let lane = Lane::ALL[usize::from(number) % 8];
        let dues = [None, Some("2026-11-20"), Some(TODAY), Some("2026-12-02")];
        Known {
            doc: DocId::from_bytes([number.wrapping_mul(37); 16]),
            org: OrgId::from_bytes([number % 3; 16]),
            kind: if number % 4 == 1 { Kind::Task } else { Kind::Meeting },
            lane,
            since: i64::from(number % 7),
            due: dues[usize::from(number / 8) % 4].filter(|_| lane == Lane::AtCell),
            login: [None, None, Some("first"), Some("hai"), None][usize::from(number) % 5],
        }
    };
    (0..RECORDS).map(of).collect()
}

fn stored(records: &[Known]) -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate::bring_up(&mut connection).unwrap();
    let put = "INSERT INTO standing (doc, org, kind, lane, since_ms, due) VALUES (?1, ?2, ?6, ?3, ?4, ?5)";
    for one in records {
        let values =
            params![one.doc.as_bytes(), one.org.as_bytes(), one.lane.number(), one.since, one.due, one.kind.number()];
        connection.execute(put, values).unwrap();
        if let Some(login) = one.login {
            let take = "INSERT INTO taken (doc, login, since_ms) VALUES (?1, ?2, 0)";
            connection.execute(take, params![one.doc.as_bytes(), login]).unwrap();
        }
    }
    connection
}

/// What is asked for, found by looking at every record.
fn by_hand(records: &[Known], asked: &Asked) -> Vec<(Lane, DocId)> {
    let is_asked = |one: &&Known| {
        let lane = on_the_day(one);
        asked.lane.map_or(lane.waits_for_the_ward(), |wanted| wanted == lane)
            && asked.kind.is_none_or(|kind| kind == one.kind)
            && asked.orgs.as_ref().is_none_or(|orgs| orgs.contains(&one.org))
            && (asked.with_twins || lane != Lane::Twin)
            && match asked.holder {
                Holder::Any => true,
                Holder::Free => one.login.is_none(),
                Holder::Mine => one.login == Some("first"),
                Holder::Others => one.login == Some("hai"),
            }
    };
    let mut found: Vec<&Known> = records.iter().filter(is_asked).collect();
    found.sort_by_key(|one| (on_the_day(one), one.since, one.doc));
    found.into_iter().map(|one| (on_the_day(one), one.doc)).collect()
}

fn on_the_day(one: &Known) -> Lane {
    match one.due {
        Some(due) if one.lane == Lane::AtCell && due < TODAY => Lane::Answered,
        _ => one.lane,
    }
}

/// Every way of asking: whose, of which kind, in which queue, by whom taken.
fn ways() -> Vec<Asked> {
    let lanes = std::iter::once(None).chain(Lane::ALL.into_iter().filter(|lane| *lane != Lane::Done).map(Some));
    let holders = [Holder::Any, Holder::Mine, Holder::Free, Holder::Others];
    let whole = Asked::everything(CivilDate::parse(TODAY).unwrap(), "first".to_owned());
    let tasks = Asked { kind: Some(Kind::Task), ..whole.clone() };
    let limited = Asked { orgs: Some(vec![OrgId::from_bytes([1; 16])]), with_twins: false, ..whole.clone() };
    lanes
        .flat_map(|lane| holders.map(|holder| (lane, holder)))
        .flat_map(|(lane, holder)| [&whole, &tasks, &limited].map(|asked| Asked { lane, holder, ..asked.clone() }))
        .collect()
}

#[test]
fn pages_and_counts_say_what_looking_at_every_record_says() {
    let records = known();
    let connection = stored(&records);
    let reading = Reading::of(&connection);
    let mut seen = 0;
    for asked in ways() {
        let expected = by_hand(&records, &asked);
        seen += expected.len();
        assert_eq!(count(&reading, &asked).unwrap(), expected.len(), "{asked:?}");
        let mut paged = Vec::new();
        for skip in (0..=expected.len()).step_by(3) {
            paged.extend(page(&reading, &asked, Page { skip, take: 3 }).unwrap());
        }
        assert_eq!(paged.iter().map(|one| (one.lane, one.doc)).collect::<Vec<_>>(), expected, "{asked:?}");
        let of = |doc: DocId| records.iter().find(|one| one.doc == doc).unwrap();
        for one in &paged {
            let known = of(one.doc);
            let holder = one.holder.as_ref().map(|(login, _)| login.as_str());
            assert_eq!((one.org, holder, one.since.as_ms()), (Some(known.org), known.login, known.since));
        }
    }
    assert!(seen > 300, "{seen}");
}

#[test]
fn neighbours_are_those_of_the_list() {
    let records = known();
    let connection = stored(&records);
    let reading = Reading::of(&connection);
    for asked in ways() {
        let expected: Vec<DocId> = by_hand(&records, &asked).into_iter().map(|(_, doc)| doc).collect();
        for (at, doc) in expected.iter().enumerate() {
            let beside = Around {
                place: Some(at + 1),
                previous: at.checked_sub(1).map(|before| expected[before]),
                next: expected.get(at + 1).copied(),
            };
            assert_eq!(around(&reading, &asked, *doc).unwrap(), beside, "{asked:?}");
        }
        let absent = records.iter().find(|one| !expected.contains(&one.doc)).unwrap();
        let first = Around { next: expected.first().copied(), ..Around::default() };
        assert_eq!(around(&reading, &asked, absent.doc).unwrap(), first, "{asked:?}");
    }
}
