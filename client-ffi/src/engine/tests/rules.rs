//! The ward's own rules on a phone: told by a sync, kept in the vault, and of a time.

use shared::rules::{Book, RulesNews, RulesText};

use super::*;

const MINUTES: &str = "[norm.meeting_minutes_min.ours]\nlike = \"hd-42\"\nfrom = 2026-01-01\nsureness = \"text_seen\"\n\
    instrument = { issuer = \"Phường\", type = \"QĐ\", number = \"5\", date = 2025-12-20 }\n";

pub(crate) fn minutes(n: u32, at_ms: i64, least: u32) -> RulesText {
    RulesText { n, at_ms, text: format!("{MINUTES}value = {least}\n") }
}

fn least(phone: &mut Phone, doc: DocId) -> Option<u32> {
    phone.engine.meeting_course(doc, at(9)).unwrap().times.least.map(|norm| norm.value)
}

const MEMBER: DocId = DocId::from_bytes([3; 16]);

fn held(engine: &mut Engine) -> DocId {
    let doc = engine.open_meeting(&meeting_key(), at(0)).unwrap().view.doc;
    let person = Some(Person::member(MEMBER, "Nguyễn Văn An"));
    let state = Some(State::Closed);
    let given = Particulars { chair: person.clone(), minute_taker: person, state, ..Particulars::default() };
    engine.set_particulars(doc, &given, at(1)).unwrap();
    doc
}

#[test]
fn what_was_adopted_stays_by_the_rules_of_its_time_and_what_is_open_goes_by_the_last() {
    let mut server = FakeServer::new(cell());
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", Some(MEMBER));
    let doc = held(&mut phone.engine);
    phone.engine.write_meeting(doc, at(2), |edit| shared::meeting::rewrite_minutes(edit, "Biên bản.")).unwrap();
    assert_eq!(least(&mut phone, doc), Some(90));
    server.rules = Book::of(vec![minutes(1, at(3).as_ms(), 80)]);
    phone.sync(&mut server);
    assert_eq!(least(&mut phone, doc), Some(80), "it is open");
    phone.engine.adopt(doc, true, at(4)).unwrap();
    assert!(server.rules.add(minutes(2, at(5).as_ms(), 70)));
    phone.sync(&mut server);
    assert_eq!((phone.engine.rules().last(), least(&mut phone, doc)), (2, Some(80)), "it was adopted before");
    let next = MeetingKey { date: CivilDate::new(2026, 12, 3).unwrap(), ..meeting_key() };
    let next = phone.engine.open_meeting(&next, at(6)).unwrap().view.doc;
    assert_eq!(least(&mut phone, next), Some(70));
}

#[test]
fn versions_that_are_longer_than_one_answer_call_for_the_next_request_and_a_lie_for_none() {
    let mut server = FakeServer::new(cell());
    let mut phone = Phone::enrolled(&server, "Nguyễn Văn An", None);
    let long = RulesText { n: 1, at_ms: 0, text: format!("#{}", " ".repeat(shared::limits::RULES_BYTES_MAX - 1)) };
    server.rules = Book::of(vec![long, minutes(2, 1, 70)]);
    let mut rounds = 0;
    loop {
        let request = phone.engine.begin_sync(at(1)).unwrap();
        rounds += 1;
        if !phone.engine.finish_sync(&server.answer(&request), at(1)).unwrap().more {
            break;
        }
    }
    assert_eq!(phone.engine.rules().mark(), server.rules.mark());
    assert!(rounds >= 2, "the second version did not fit the first answer");
    let request = Request::read(&phone.engine.begin_sync(at(2)).unwrap()).unwrap();
    let lie = RulesNews { asked: request.rules.unwrap(), keep: 2, versions: Vec::new(), more: true };
    let answer = Response { rules: Some(lie), ..Response::read(&server.answer(&wire::encode(&request))).unwrap() };
    assert!(!phone.engine.finish_sync(&wire::encode(&answer), at(2)).unwrap().more);
}
