//! Records that an order takes away: by whose word, with everything that holds a part of them, and for good.

use shared::access::{Place, Role};
use shared::doc::{Doc, Kind, Pen, Seed};
use shared::id::{DocId, OrgId};
use shared::sync::server::can_go;
use shared::time::Timestamp;
use shared::wire::{self, Fate, HoldReason};

use super::moves::{faults, member, register, told, write};
use crate::admin::{self, ConsoleAuthor};
use crate::store::audit;
use crate::store::erased::{self, Erased};
use crate::testing::{Ground, Phone};

const MEMBER: DocId = DocId::from_bytes([9; 16]);
const ORDER: DocId = DocId::from_bytes([24; 16]);

async fn ward(ground: &Ground) -> OrgId {
    crate::auth::device::ward_org(ground.hub.store()).await.unwrap()
}

/// Leaves of an order, by part.
type Leaves<'a> = &'a [(&'a str, String, &'a str)];

fn names(doc: DocId) -> (&'static str, String, &'static str) {
    ("records", format!("{doc}/way"), "rut")
}

fn carried_out() -> (&'static str, String, &'static str) {
    ("about", "state".to_owned(), "da_thi_hanh")
}

/// Somebody of the office writes into an order of theirs.
async fn write_order(ground: &Ground, login: &str, org: OrgId, order: DocId, leaves: Leaves<'_>) {
    let office = ConsoleAuthor::of(&ground.hub, login).await.unwrap();
    let write = |edit: &mut shared::doc::Edit<'_>| {
        leaves.iter().try_for_each(|(part, leaf, value)| Ok(edit.put(part, leaf, *value)?))
    };
    office.write(&ground.hub, org, &Seed::Id(Kind::Order, order), write).await.unwrap();
}

async fn erase(ground: &Ground, doc: DocId) {
    let ward = ward(ground).await;
    write_order(ground, "first", ward, ORDER, &[names(doc)]).await;
    write_order(ground, "first", ward, ORDER, &[carried_out()]).await;
}

async fn is_here(ground: &Ground, doc: DocId) -> bool {
    ground.hub.open(doc).await.unwrap().is_some()
}

async fn facts(ground: &Ground) -> Vec<Erased> {
    ground.hub.store().read(erased::all).await.unwrap()
}

async fn log(ground: &Ground, action: &'static str) -> Vec<(String, String)> {
    let entries = ground.hub.store().read(|reading| audit::page(reading, 0, 10_000)).await.unwrap();
    let wanted = entries.into_iter().filter(|entry| entry.action == action);
    wanted.map(|entry| (entry.subject, entry.detail)).collect()
}

#[tokio::test]
async fn an_order_that_is_carried_out_takes_the_record_away_and_its_readers_are_told() {
    let ground = Ground::begin().await;
    let [one, two] = ground.cells;
    let (phone, other, fresh) = (ground.phone(one, 1).await, ground.phone(two, 2).await, ground.phone(one, 3).await);
    let mut doc = member(&ground, &phone).await;
    let late = write(&mut doc, &phone, 1, ("profession", "Giáo viên"));
    let ward = ward(&ground).await;
    write_order(&ground, "first", ward, ORDER, &[names(MEMBER)]).await;
    assert!(is_here(&ground, MEMBER).await, "it is not carried out");
    write_order(&ground, "first", ward, ORDER, &[carried_out()]).await;
    assert!(!is_here(&ground, MEMBER).await);
    let [fact] = facts(&ground).await[..] else { panic!("it is remembered") };
    assert_eq!((fact.doc, fact.stream, fact.order), (MEMBER, Some(register(one)), ORDER));
    assert_eq!(log(&ground, "record_erased").await, [(MEMBER.to_string(), ORDER.to_string())]);
    for at in [0, 1] {
        let news = told(&ground, &phone, one, at).await.unwrap();
        assert_eq!((news.gone, news.digest), (Some(vec![MEMBER]), wire::StreamDigest::default()), "from {at}");
    }
    let news = told(&ground, &fresh, one, 0).await.unwrap();
    assert_eq!(news.gone, Some(vec![MEMBER]), "who has just come may still be given it by another phone");
    assert!(told(&ground, &other, one, 0).await.is_none());
    assert_eq!(faults(&ground), Vec::<String>::new());
    // What comes late is not kept, in whatever form, and the log says who brought how much.
    let late = phone.changes(&doc, &[late]).seal(&phone.key);
    let whole = phone.whole(&doc).seal(&phone.key);
    let brought = vec![late, whole];
    for _ in 0..2 {
        let fates = ground.bring(&phone, brought.clone()).await;
        assert_eq!(fates, [Fate::Held(HoldReason::Erased), Fate::Held(HoldReason::Erased)]);
    }
    assert_eq!(log(&ground, "erased_brought").await, [(MEMBER.to_string(), format!("{ORDER} 2"))], "once");
    assert!(ground.held().await.is_empty() && !is_here(&ground, MEMBER).await);
    assert_eq!(faults(&ground), Vec::<String>::new());
}

#[tokio::test]
async fn whatever_else_is_wrong_with_it_nothing_that_is_brought_for_a_record_that_is_gone_is_kept() {
    let ground = Ground::begin().await;
    let [one, two] = ground.cells;
    let (phone, other) = (ground.phone(one, 1).await, ground.phone(two, 2).await);
    let mut doc = member(&ground, &phone).await;
    let change = write(&mut doc, &phone, 1, ("profession", "Giáo viên"));
    let good = phone.changes(&doc, &[change]).seal(&phone.key);
    let forged = phone.changes(&doc, &[change]).seal(&other.key);
    // One whose author is another, and one that lacks what it builds on, lay here before.
    let next = write(&mut doc, &phone, 1, ("alias", "Sáu Thắm"));
    let gap = phone.changes(&doc, &[next]).seal(&phone.key);
    assert_eq!(ground.bring(&phone, vec![gap]).await, [Fate::Held(HoldReason::UnknownDependency)]);
    erase(&ground, MEMBER).await;
    assert!(ground.held().await.is_empty(), "what was held of it is gone as well");
    let fates = ground.bring(&phone, vec![forged.clone()]).await;
    assert_eq!(fates, [Fate::Held(HoldReason::Erased)]);
    assert_eq!(ground.bring(&other, vec![forged]).await, [Fate::Held(HoldReason::BadSignature)], "it may not know");
    crate::auth::device::revoke(&ground.hub, phone.device(), "first", "mất máy").await.unwrap();
    assert_eq!(ground.bring(&phone, vec![good.clone()]).await, [Fate::Held(HoldReason::Erased)]);
    assert!(matches!(ground.bring(&other, vec![good]).await[..], [Fate::Held(_)]));
    assert!(ground.held().await.is_empty());
    // Another cell that takes the id is judged as if nothing had been there, and does not get it.
    let mut taken = Doc::create(&Seed::Id(Kind::Member, MEMBER));
    write(&mut taken, &other, 1, ("full_name", "Người khác"));
    let brought = ground.bring(&other, vec![other.whole(&taken).seal(&other.key)]).await;
    assert_eq!(brought, [Fate::Held(HoldReason::WrongPlace)]);
    assert!(!is_here(&ground, MEMBER).await);
    assert_eq!(faults(&ground), Vec::<String>::new());
}

#[tokio::test]
async fn nobody_but_the_wards_office_takes_anything_away_and_two_words_of_it_take_nothing() {
    let ground = Ground::begin().await;
    let [one, two] = ground.cells;
    let (phone, branch) = (ground.phone(one, 1).await, place(&ground, two, Role::Office, 2).await);
    member(&ground, &phone).await;
    let ward = ward(&ground).await;
    let orders = |doc: &mut Doc, phone: &Phone| {
        let pen = Pen::new(phone.device(), [1; 8]);
        doc.edit(&pen, Timestamp::from_ms(1_770_000_000_000), |edit| {
            [names(MEMBER), carried_out()].iter().try_for_each(|(part, leaf, value)| edit.put(part, leaf, *value))
        })
        .unwrap();
    };
    // Another cell's own office, in its own stream; and a cell in the ward's.
    let mut order = Doc::create(&Seed::Id(Kind::Order, DocId::from_bytes([25; 16])));
    orders(&mut order, &branch);
    assert!(matches!(ground.bring(&branch, vec![branch.whole(&order).seal(&branch.key)]).await[..], [Fate::Merged(_)]));
    let mut order = Doc::create(&Seed::Id(Kind::Order, DocId::from_bytes([26; 16])));
    orders(&mut order, &phone);
    let mut envelope = phone.whole(&order);
    assert_eq!(ground.bring(&phone, vec![envelope.seal(&phone.key)]).await, [Fate::Held(HoldReason::WrongPlace)]);
    envelope = phone.whole(&order);
    envelope.org = ward;
    assert_eq!(ground.bring(&phone, vec![envelope.seal(&phone.key)]).await, [Fate::Held(HoldReason::WrongPlace)]);
    for held in ground.held().await {
        ground.hub.release(held.id, "first", "để xem").await.unwrap();
    }
    assert!(is_here(&ground, MEMBER).await, "a cell's word takes nothing away, though it was let in");
    // Two of the ward's office at the same time: one drops it, one carries it out.
    write_order(&ground, "first", ward, ORDER, &[names(MEMBER)]).await;
    let desk = place(&ground, ward, Role::Office, 3).await;
    let mut apart = ground.hub.open(ORDER).await.unwrap().unwrap().0.as_ref().clone();
    write_order(&ground, "first", ward, ORDER, &[("about", "state".to_owned(), "thoi")]).await;
    let pen = Pen::new(desk.device(), [1; 8]);
    let carry = |edit: &mut shared::doc::Edit<'_>| edit.put("about", "state", "da_thi_hanh");
    let change = apart.edit(&pen, Timestamp::from_ms(1_770_000_000_000), carry).unwrap().1.unwrap();
    let brought = ground.bring(&desk, vec![desk.changes(&apart, &[change]).seal(&desk.key)]).await;
    assert!(matches!(brought[..], [Fate::Merged(_)]), "{brought:?}");
    assert!(is_here(&ground, MEMBER).await && facts(&ground).await.is_empty());
    // Settled by one of them, it takes away what it names.
    write_order(&ground, "first", ward, ORDER, &[carried_out()]).await;
    assert!(!is_here(&ground, MEMBER).await);
    assert_eq!(faults(&ground), Vec::<String>::new());
}

async fn place(ground: &Ground, org: OrgId, role: Role, seed: u8) -> Phone {
    ground.phone_as(Place { org, role }, seed).await
}

#[tokio::test]
async fn organisations_and_orders_stay_and_a_record_that_was_never_here_does_not_come() {
    let ground = Ground::begin().await;
    let [one, _] = ground.cells;
    let phone = ground.phone(one, 1).await;
    let ward = ward(&ground).await;
    let leaves = [names(one.record()), names(ORDER), names(MEMBER), carried_out()];
    write_order(&ground, "first", ward, ORDER, &leaves).await;
    assert!(is_here(&ground, one.record()).await && is_here(&ground, ORDER).await);
    assert!(!can_go(Kind::Order));
    // The order came first, to a server that had lost the record: it is refused when a phone brings it.
    let mut doc = Doc::create(&Seed::Id(Kind::Member, MEMBER));
    write(&mut doc, &phone, 1, ("full_name", "Nguyễn Thị Sáu"));
    let brought = ground.bring(&phone, vec![phone.whole(&doc).seal(&phone.key)]).await;
    assert_eq!(brought, [Fate::Held(HoldReason::Erased)]);
    assert!(!is_here(&ground, MEMBER).await && ground.held().await.is_empty());
    let facts = facts(&ground).await;
    assert_eq!(facts.iter().map(|fact| (fact.doc, fact.stream)).collect::<Vec<_>>(), [(MEMBER, None)]);
    assert_eq!(faults(&ground), Vec::<String>::new());
}

/// Whether a file or its log holds some bytes.
fn holds(ground: &Ground, needle: &[u8]) -> bool {
    let log = ground.database().with_extension("db-wal");
    let files = [std::fs::read(ground.database()).unwrap(), std::fs::read(log).unwrap_or_default()];
    files.iter().any(|file| file.windows(needle.len()).any(|window| window == needle))
}

#[tokio::test]
async fn a_server_put_back_to_before_an_order_takes_the_record_away_again_when_the_order_comes() {
    let mut ground = Ground::begin().await;
    let ward = ward(&ground).await;
    let phone = ground.phone(ground.cells[0], 1).await;
    let desk = place(&ground, ward, Role::Office, 3).await;
    member(&ground, &phone).await;
    let backup = ground.database().with_extension("backup");
    crate::store::backup(&ground.database(), &backup).unwrap();
    // A phone of the office writes the order.
    let mut order = Doc::create(&Seed::Id(Kind::Order, ORDER));
    let pen = Pen::new(desk.device(), [1; 8]);
    for leaf in [names(MEMBER), carried_out()] {
        order.edit(&pen, Timestamp::from_ms(1_770_000_000_000), |edit| edit.put(leaf.0, &leaf.1, leaf.2)).unwrap();
    }
    let whole = desk.whole(&order).seal(&desk.key);
    assert!(matches!(ground.bring(&desk, vec![whole.clone()]).await[..], [Fate::Merged(_)]));
    assert!(!is_here(&ground, MEMBER).await);
    let newest = ground.database().with_extension("newest");
    crate::store::backup(&ground.database(), &newest).unwrap();
    ground.hub.store().stop();
    std::fs::remove_file(ground.database()).unwrap();
    admin::restore(&ground.config, &ground.hub.host().clone(), &backup).await.unwrap();
    ground.reopen().await;
    assert!(is_here(&ground, MEMBER).await, "the backup knows of no order");
    assert!(matches!(ground.bring(&desk, vec![whole]).await[..], [Fate::Merged(_)]));
    assert!(!is_here(&ground, MEMBER).await);
    assert_eq!(told(&ground, &phone, ground.cells[0], 1).await.unwrap().gone, Some(vec![MEMBER]));
    assert_eq!(faults(&ground), Vec::<String>::new());
    // The database that is replaced hands over what it knows, to the very same backup.
    ground.hub.store().stop();
    std::fs::remove_file(ground.database()).unwrap();
    let host = ground.hub.host().clone();
    admin::restore_knowing(&ground.config, &host, &backup, Some(&newest)).await.unwrap();
    ground.reopen().await;
    assert!(!is_here(&ground, MEMBER).await && !holds(&ground, "Nguyễn Thị Sáu".as_bytes()));
    assert_eq!(told(&ground, &phone, ground.cells[0], 1).await.unwrap().gone, Some(vec![MEMBER]));
    assert_eq!(faults(&ground), Vec::<String>::new());
    // And one put together anew from what can be read of it knows it as well.
    ground.hub.store().stop();
    std::fs::remove_file(ground.database()).unwrap();
    let salvaged = admin::salvage(&ground.config, &ground.hub.host().clone(), &newest).await.unwrap();
    assert!(salvaged.lost.is_empty(), "{:?}", salvaged.lost);
    ground.reopen().await;
    assert!(!is_here(&ground, MEMBER).await);
    assert_eq!(facts(&ground).await.iter().map(|fact| fact.doc).collect::<Vec<_>>(), [MEMBER]);
    assert_eq!(faults(&ground), Vec::<String>::new());
}
