use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;

use parking_lot::Mutex;

use super::*;
use crate::engine::tests::server::FakeServer;
use crate::types::{Field, Mark, RecordChange, RecordFilter, SyncStep, Vote, guest_person};

const KEY: [u8; 32] = [7; 32];

fn cell() -> shared::id::OrgId {
    shared::id::OrgId::from_bytes(*b"chi-bo-my-phuoc!")
}

struct Phone {
    folder: tempfile::TempDir,
    sen: Arc<Sen>,
}

impl Phone {
    fn new(unit: TextUnit) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sen = Sen::create(path(&folder), KEY.to_vec(), unit).unwrap();
        Self { folder, sen: Arc::new(sen) }
    }

    fn enrolled(server: &FakeServer, unit: TextUnit, person: &str) -> Self {
        let phone = Self::new(unit);
        let begun = phone.sen.core.with(|engine| engine.begin_enrolment(&server.code(), "máy thử"));
        let (code, request) = begun.unwrap();
        let answer = server.enrol(&request, person, None);
        phone.sen.core.with(|engine| engine.finish_enrolment(&code, &answer)).unwrap();
        phone
    }

    fn open(&self, date: &str) -> String {
        let org = Some(cell().to_string());
        self.sen.open_meeting("thuong_ky".to_owned(), date.to_owned(), 1, org).unwrap().id
    }

    fn sync(&self, server: &mut FakeServer) {
        let round = |_| !self.sen.finish_sync(server.answer(&self.sen.begin_sync().unwrap())).unwrap().more;
        assert!((0..8).any(round), "the sync does not come to an end");
    }

    fn minutes(&self, id: &str) -> String {
        self.sen.meeting(id.to_owned()).unwrap().minutes
    }
}

fn path(folder: &tempfile::TempDir) -> String {
    folder.path().join("so.sen").to_str().unwrap().to_owned()
}

fn field_of<T: std::fmt::Debug>(done: Result<T, SenError>) -> String {
    match done {
        Err(SenError::FixInput { field, .. }) => field,
        other => panic!("{other:?}"),
    }
}

#[test]
fn another_key_or_no_key_opens_nothing() {
    let phone = Phone::new(TextUnit::Scalar);
    phone.sen.close_vault();
    let open = |key: Vec<u8>| Sen::open(path(&phone.folder), key, TextUnit::Scalar);
    assert!(matches!(open(vec![8; 32]), Err(SenError::WrongKey)));
    assert_eq!(field_of(open(vec![7; 31])), "key");
    assert_eq!(field_of(Sen::create(path(&phone.folder), KEY.to_vec(), TextUnit::Scalar)), "path");
    assert!(open(KEY.to_vec()).is_ok());
}

#[test]
fn an_app_with_its_own_socket_enrols_by_bytes_and_anew_only_when_that_is_said() {
    let server = FakeServer::new(cell());
    let phone = Phone::new(TextUnit::Scalar);
    let begin = |anew| phone.sen.begin_enrol(server.code(), "máy thử".to_owned(), anew);
    assert_eq!(field_of(phone.sen.begin_enrol("SEN1-x".to_owned(), "máy".to_owned(), false)), "code");
    let first = begin(false).unwrap();
    assert_eq!(begin(false).unwrap(), first, "an answer that was lost is asked for with the same key");
    assert!(matches!(phone.sen.finish_enrol(server.code(), vec![1, 2]), Err(SenError::Retry { .. })));
    assert!(phone.sen.account().unwrap().is_none());
    phone.sen.finish_enrol(server.code(), server.enrol(&first, "Lê Thị Sen", None)).unwrap();
    assert_eq!(phone.sen.account().unwrap().unwrap().person, "Lê Thị Sen");
    let device = phone.sen.device_id().unwrap();
    assert_eq!(field_of(begin(false)), "account");
    let anew = begin(true).unwrap();
    let foreign = FakeServer::of_ward(cell(), 43).enrol(&anew, "Lê Thị Sen", None);
    assert_eq!(field_of(phone.sen.finish_enrol(server.code(), foreign)), "code");
    phone.sen.finish_enrol(server.code(), server.enrol(&anew, "Phạm Văn Đi", None)).unwrap();
    assert_eq!(phone.sen.account().unwrap().unwrap().person, "Phạm Văn Đi");
    assert_ne!(phone.sen.device_id().unwrap(), device);
    phone.open("2026-11-05");
    assert!(matches!(begin(true), Err(SenError::HandInFirst { .. })));
}

#[test]
fn what_the_server_refuses_means_the_same_over_the_apps_own_socket() {
    let frame = |code: &str| {
        let frame = shared::wire::ErrorFrame { code: code.to_owned(), message: "no".to_owned() };
        shared::wire::encode(&frame)
    };
    let server = FakeServer::new(cell());
    let phone = Phone::enrolled(&server, TextUnit::Scalar, "Lê Thị Sen");
    assert!(matches!(phone.sen.refused(503, Some(5), frame("busy")), Err(SenError::Retry { .. })));
    assert!(matches!(phone.sen.refused(502, None, b"<html>".to_vec()), Err(SenError::Retry { .. })));
    assert!(matches!(phone.sen.refused(426, None, frame("unsupported_version")), Err(SenError::UpdateApp { .. })));
    assert_eq!(field_of(code_refused(403, None, frame("unknown_code"))), "code");
    assert_eq!(field_of(code_refused(410, None, frame("expired_code"))), "code");
    assert!(matches!(code_refused(429, Some(60), frame("too_many_requests")), Err(SenError::Retry { .. })));
    assert!(!phone.sen.health().unwrap().unknown_to_server);
    assert!(matches!(phone.sen.refused(401, None, frame("unauthorized")), Err(SenError::Enrol { .. })));
    assert!(phone.sen.health().unwrap().unknown_to_server);
}

#[test]
fn a_code_says_whom_it_is_for_before_there_is_a_vault() {
    let server = FakeServer::new(cell());
    let link = format!("https://sen.test:8443/app/#{}", server.code());
    assert_eq!(crate::types::scanned_code(link.clone()).unwrap().url, "https://sen.test:8443");
    assert_eq!(begin_look(link).unwrap(), begin_look(server.code()).unwrap());
    assert_eq!(field_of(begin_look("https://sen.test:8443/app/#".to_owned())), "code");
    let offer = shared::wire::EnrolOffer {
        person: "Lê Thị\u{202e} Sen".to_owned(),
        role: "bi_thu".to_owned(),
        org: "Chi bộ khóm Mỹ Phước".to_owned(),
        ward: "Đảng bộ phường Sen Hồng".to_owned(),
        expires_ms: 7,
    };
    let shown = finish_look(shared::wire::encode(&offer)).unwrap();
    assert_eq!((shown.role_words.as_str(), shown.expires_ms), ("Bí thư", 7));
    assert!(!shown.person.contains('\u{202e}'), "{}", shown.person);
    assert!(matches!(finish_look(vec![0xa0]), Err(SenError::Retry { .. })));
}

#[test]
fn a_closed_vault_says_so_and_closing_twice_is_no_error() {
    let phone = Phone::new(TextUnit::Utf16);
    let id = phone.open("2026-11-05");
    let session = phone.sen.edit_minutes(id.clone()).unwrap();
    phone.sen.close_vault();
    phone.sen.close_vault();
    assert!(matches!(phone.sen.meeting(id), Err(SenError::Closed)));
    assert!(matches!(phone.sen.health(), Err(SenError::Closed)));
    assert!(matches!(phone.sen.begin_sync(), Err(SenError::Closed)));
    assert!(matches!(phone.sen.sync(), Err(SenError::Closed)));
    assert!(matches!(session.splice(0, 0, "x".to_owned()), Err(SenError::Closed)));
    // The file is free for another handle.
    assert!(Sen::open(path(&phone.folder), KEY.to_vec(), TextUnit::Utf16).is_ok());
}

#[test]
fn what_does_not_fit_names_its_field_and_changes_nothing() {
    let phone = Phone::new(TextUnit::Scalar);
    let id = phone.open("2026-11-05");
    let sen = &phone.sen;
    let before = sen.meeting(id.clone()).unwrap();
    let org = || Some(cell().to_string());
    assert_eq!(field_of(sen.open_meeting("x".to_owned(), "2026-11-05".to_owned(), 1, org())), "kind");
    assert_eq!(field_of(sen.open_meeting("thuong_ky".to_owned(), "2026-02-30".to_owned(), 1, org())), "date");
    let foreign = Some("2PK".to_owned());
    assert_eq!(field_of(sen.open_meeting("thuong_ky".to_owned(), "2026-11-05".to_owned(), 1, foreign)), "org");
    assert_eq!(field_of(sen.meeting("x".to_owned())), "id");
    assert_eq!(field_of(sen.meeting(shared::id::DocId::from_bytes([9; 16]).to_string())), "meeting");
    let filter = RecordFilter { since: Some("hôm qua".to_owned()), ..RecordFilter::default() };
    assert_eq!(field_of(sen.records(filter)), "since");
    let filter = RecordFilter { kind: Some("nghi_quyet".to_owned()), ..RecordFilter::default() };
    assert_eq!(field_of(sen.records(filter)), "kind");
    assert_eq!(field_of(sen.set(id.clone(), vec![field("gio_nao", "x")])), "field");
    assert_eq!(field_of(sen.set(id.clone(), vec![field("starts_at", "25:00")])), "starts_at");
    assert_eq!(field_of(sen.add(id.clone(), "agenda".to_owned(), vec![field("title", " ")])), "subject");
    assert_eq!(field_of(sen.step(id.clone(), "close".to_owned(), Vec::new())), "step");
    assert_eq!(field_of(sen.edit_text(id.clone(), "place".to_owned(), "x".to_owned())), "place");
    assert_eq!(field_of(sen.begin("task".to_owned(), Vec::new(), Some(cell().to_string()), None)), "what");
    let mark = |name: &str, attendance: &str| Mark {
        person: guest_person(name.to_owned()),
        attendance: attendance.to_owned(),
        reason: None,
        standing: None,
    };
    let marks = vec![mark("Trần Văn Khách", "khach_moi"), mark("Lê Thị Sen", "vang_co_ly_do")];
    assert_eq!(field_of(sen.mark_attendance(id.clone(), marks)), "reason", "and nobody is marked");
    assert_eq!(
        field_of(sen.settle(id.clone(), "votes".to_owned(), "nghi_quyet/for".to_owned(), "1".to_owned())),
        "value"
    );
    let secret = sen.edit_text(id.clone(), "minutes".to_owned(), "TUYỆT MẬT".to_owned());
    assert!(matches!(secret, Err(SenError::Classified { .. })));
    assert!(matches!(sen.sync(), Err(SenError::Enrol { .. })));
    assert_eq!(sen.meeting(id).unwrap(), before);
}

#[test]
fn a_position_inside_a_character_or_beyond_the_end_changes_nothing() {
    let phone = Phone::new(TextUnit::Utf16);
    let id = phone.open("2026-11-05");
    phone.sen.splice_minutes(id.clone(), 0, 0, "A😀B".to_owned()).unwrap();
    let session = phone.sen.edit_minutes(id.clone()).unwrap();
    for (position, delete) in [(2, 0), (1, 1), (5, 0), (0, 5), (u32::MAX, 1)] {
        assert_eq!(field_of(session.splice(position, delete, "x".to_owned())), "position");
        assert_eq!(field_of(phone.sen.splice_minutes(id.clone(), position, delete, "x".to_owned())), "position");
    }
    assert_eq!(field_of(session.cursor_at(2)), "position");
    assert_eq!(field_of(session.position_of("@".to_owned())), "cursor");
    assert_eq!(phone.minutes(&id), "A😀B");
    session.splice(3, 0, "!".to_owned()).unwrap();
    assert_eq!(phone.minutes(&id), "A😀!B");
}

#[test]
fn what_arrives_while_a_person_types_moves_nothing_under_their_hands() {
    let mut server = FakeServer::new(cell());
    let one = Phone::enrolled(&server, TextUnit::Utf16, "Nguyễn Văn An");
    let two = Phone::enrolled(&server, TextUnit::Scalar, "Trần Thị Bình");
    let id = one.open("2026-11-05");
    one.sen.splice_minutes(id.clone(), 0, 0, "Chi bộ họp.".to_owned()).unwrap();
    one.sync(&mut server);
    two.sync(&mut server);
    let session = one.sen.edit_minutes(id.clone()).unwrap();
    let cursor = session.cursor_at(6).unwrap();
    two.sen.splice_minutes(id.clone(), 0, 0, "😀 Lúc 19 giờ: ".to_owned()).unwrap();
    two.sync(&mut server);
    one.sync(&mut server);
    assert!(session.splice(10, 0, " đủ ngươ".to_owned()).unwrap());
    session.splice(18, 0, "\u{300}i".to_owned()).unwrap();
    assert_eq!(session.text().unwrap(), "Chi bộ họp đủ ngươ\u{300}i.");
    assert_eq!(session.position_of(cursor.clone()).unwrap(), 6);
    let anew = session.refresh(20).unwrap();
    assert_eq!(anew.text, "😀 Lúc 19 giờ: Chi bộ họp đủ người.");
    assert_eq!(usize::try_from(anew.caret).unwrap(), anew.text.encode_utf16().count() - 1);
    assert_eq!(session.position_of(cursor).unwrap(), 6 + 15);
    session.finish().unwrap();
    session.finish().unwrap();
    assert!(matches!(session.text(), Err(SenError::Closed)));
    one.sync(&mut server);
    two.sync(&mut server);
    assert_eq!(two.minutes(&id), anew.text);
}

#[test]
fn a_session_does_not_end_over_classified_text() {
    let phone = Phone::new(TextUnit::Scalar);
    let id = phone.open("2026-11-05");
    let session = phone.sen.edit_minutes(id).unwrap();
    assert!(matches!(session.splice(0, 0, "TỐI MẬT\nNội dung".to_owned()), Err(SenError::Classified { .. })));
    for (at, c) in "TỐI MẬT".chars().enumerate() {
        session.splice(u32::try_from(at).unwrap(), 0, c.to_string()).unwrap();
    }
    assert!(matches!(session.finish(), Err(SenError::Classified { .. })));
    session.splice(0, 7, String::new()).unwrap();
    session.finish().unwrap();
}

/// Notes what it hears, and does in each call what it was told to do.
#[derive(Default)]
struct Ear {
    heard: Mutex<Vec<RecordChange>>,
    health: Mutex<Vec<Health>>,
    steps: Mutex<Vec<SyncStep>>,
    act: Mutex<Option<Box<dyn Fn() + Send>>>,
}

impl Ear {
    fn act(&self) {
        let act = self.act.lock().take();
        if let Some(act) = act {
            act();
            *self.act.lock() = Some(act);
        }
    }
}

impl Listener for Ear {
    fn records_changed(&self, changes: Vec<RecordChange>) -> Result<(), ListenerError> {
        self.heard.lock().extend(changes);
        self.act();
        Ok(())
    }

    fn health_changed(&self, health: Health) -> Result<(), ListenerError> {
        self.health.lock().push(health);
        Err(ListenerError::Failed { why: "ngã".to_owned() })
    }

    fn sync_progressed(&self, step: SyncStep) -> Result<(), ListenerError> {
        self.steps.lock().push(step);
        self.act();
        Ok(())
    }
}

#[test]
fn a_listener_may_call_back_throw_or_panic_and_harms_nothing() {
    let phone = Phone::new(TextUnit::Scalar);
    let ear = Arc::new(Ear::default());
    phone.sen.set_listener(Some(Arc::clone(&ear) as Arc<dyn Listener>));
    let id = phone.open("2026-11-05");
    assert_eq!(ear.heard.lock().first().map(|change| change.id.clone()), Some(id.clone()));
    assert_eq!(ear.health.lock().last().map(|health| (health.unsent, health.unsent_records)), Some((1, 1)));
    let (sen, called) = (Arc::clone(&phone.sen), id.clone());
    *ear.act.lock() = Some(Box::new(move || {
        sen.add(called.clone(), "agenda".to_owned(), vec![field("title", "Việc khác"), field("order", "9")]).unwrap();
        panic!("the listener panics on purpose");
    }));
    phone.sen.splice_minutes(id.clone(), 0, 0, "Được.".to_owned()).unwrap();
    let session = phone.sen.edit_minutes(id.clone()).unwrap();
    session.splice(5, 0, " Hết.".to_owned()).unwrap();
    let meeting = phone.sen.meeting(id).unwrap();
    assert_eq!((meeting.minutes.as_str(), meeting.agenda.len()), ("Được. Hết.", 1));
    phone.sen.set_listener(None);
}

#[test]
fn an_enrolment_and_a_sync_that_touch_no_record_are_news_of_the_standing() {
    let mut server = FakeServer::new(cell());
    let phone = Phone::new(TextUnit::Scalar);
    let ear = Arc::new(Ear::default());
    phone.sen.set_listener(Some(Arc::clone(&ear) as Arc<dyn Listener>));
    let (code, request) = phone.sen.core.with(|engine| engine.begin_enrolment(&server.code(), "máy thử")).unwrap();
    let answer = server.enrol(&request, "Nguyễn Văn An", None);
    phone.sen.core.with(|engine| engine.finish_enrolment(&code, &answer)).unwrap();
    let told = || ear.health.lock().last().map(|health| (health.enrolled, health.last_contact_ms.is_some()));
    assert_eq!(told(), Some((true, false)));
    phone.sync(&mut server);
    assert_eq!(told(), Some((true, true)));
    assert!(ear.heard.lock().is_empty(), "no record was touched");
    // What is so already is not told again.
    let heard = ear.health.lock().len();
    phone.sen.core.with(|_| -> Result<(), SenError> { Ok(()) }).unwrap();
    assert_eq!(ear.health.lock().len(), heard);
}

#[test]
fn between_any_two_steps_of_a_sync_another_thread_reads_and_writes() {
    let mut server = FakeServer::new(cell());
    let one = Phone::enrolled(&server, TextUnit::Scalar, "Nguyễn Văn An");
    let dates: Vec<String> = (1..=30).map(|day| format!("2026-09-{day:02}")).collect();
    let ids: Vec<String> = dates.iter().map(|date| one.open(date)).collect();
    one.sync(&mut server);
    let two = Phone::enrolled(&server, TextUnit::Scalar, "Trần Thị Bình");
    let mine = two.open("2026-10-01");
    let ear = Arc::new(Ear::default());
    two.sen.set_listener(Some(Arc::clone(&ear) as Arc<dyn Listener>));
    let (sen, called) = (Arc::clone(&two.sen), mine.clone());
    *ear.act.lock() = Some(Box::new(move || {
        let (sen, called) = (Arc::clone(&sen), called.clone());
        // Another thread than the one that syncs: with the engine held it would wait for ever.
        let other = std::thread::spawn(move || {
            assert!(!sen.records(RecordFilter::default()).unwrap().is_empty());
            sen.core.quietly(|engine| engine.splice_minutes(called.parse().unwrap(), (0, 0), ".", now())).unwrap();
            assert!(matches!(sen.begin_sync(), Err(SenError::Retry { .. })));
        });
        other.join().unwrap();
    }));
    let request = two.sen.begin_sync().unwrap();
    two.sen.finish_sync(server.answer(&request)).unwrap();
    let received: Vec<u32> = ear.steps.lock().iter().map(|step| step.received).collect();
    assert_eq!(received.last(), Some(&30));
    assert!(received.windows(2).all(|two| two[1] - two[0] <= 4), "{received:?}");
    assert!(two.minutes(&mine).len() >= received.len());
    let heard = ear.heard.lock();
    assert!(ids.iter().all(|id| heard.iter().any(|change| change.id == *id && change.kind == "meeting")));
}

#[test]
fn a_sync_is_cancelled_from_another_thread_while_the_network_is_silent() {
    let phone = Phone::new(TextUnit::Scalar);
    let (asked, is_asked) = mpsc::channel();
    let (release, silence) = mpsc::channel::<()>();
    let sen = Arc::clone(&phone.sen);
    let syncing = std::thread::spawn(move || {
        let run = sen.core.connection.begin()?;
        let waited = run.wait(move || {
            asked.send(()).unwrap();
            silence.recv().unwrap_or(());
            Ok(Vec::new())
        });
        waited.map_err(SenError::from)
    });
    is_asked.recv().unwrap();
    assert!(matches!(phone.sen.begin_sync(), Err(SenError::Retry { .. })));
    phone.sen.cancel_sync();
    assert!(matches!(syncing.join().unwrap(), Err(SenError::Cancelled)));
    phone.sen.cancel_sync();
    assert!(matches!(phone.sen.begin_sync(), Err(SenError::Enrol { .. })));
    drop(release);
}

#[test]
fn a_command_that_panics_leaves_the_handle_usable() {
    let phone = Phone::new(TextUnit::Scalar);
    let id = phone.open("2026-11-05");
    phone.sen.splice_minutes(id.clone(), 0, 0, "Một.".to_owned()).unwrap();
    let torn = catch_unwind(AssertUnwindSafe(|| {
        phone.sen.core.with(|engine| -> Result<(), SenError> {
            engine.splice_minutes(id.parse().unwrap(), (4, 0), " Hai.", now())?;
            panic!("torn off on purpose");
        })
    }));
    assert!(torn.is_err());
    phone.sen.splice_minutes(id.clone(), 9, 0, " Ba.".to_owned()).unwrap();
    assert_eq!(phone.minutes(&id), "Một. Hai. Ba.");
}

#[test]
fn an_app_with_a_socket_of_its_own_gets_the_headers_and_hands_in_the_answer_packed_or_not() {
    let mut server = FakeServer::new(cell());
    assert!(matches!(Phone::new(TextUnit::Utf16).sen.request_headers(), Err(SenError::Enrol { .. })));
    let phone = Phone::enrolled(&server, TextUnit::Utf16, "Nguyễn Văn An");
    let headers = phone.sen.request_headers().unwrap();
    let names: Vec<&str> = headers.iter().map(|header| header.name.as_str()).collect();
    assert_eq!(names, ["Content-Type", "Accept-Encoding", "Authorization"]);
    let token = headers[2].value.strip_prefix("Bearer ").unwrap();
    assert!(token.len() == 64 && !format!("{headers:?}").contains(token));
    let id = phone.open("2026-11-05");
    let answer = server.answer(&phone.sen.begin_sync().unwrap());
    let mut packed = zstd::bulk::compress(&answer, 3).unwrap();
    phone.sen.finish_sync(packed.clone()).unwrap();
    assert_eq!(phone.sen.safety(id).unwrap().state, "safe_on_server");
    assert!(phone.sen.finish_sync(answer).is_ok());
    packed.truncate(packed.len() / 2);
    assert!(matches!(phone.sen.finish_sync(packed), Err(SenError::Retry { .. })));
}

#[test]
fn what_would_be_sent_is_told_by_record_until_it_is_sent() {
    let mut server = FakeServer::new(cell());
    let phone = Phone::enrolled(&server, TextUnit::Scalar, "Nguyễn Văn An");
    let id = phone.open("2026-11-05");
    phone.sen.splice_minutes(id.clone(), 0, 0, "Một.".to_owned()).unwrap();
    let outgoing = phone.sen.outgoing().unwrap();
    assert_eq!(outgoing.len(), 1);
    assert!(outgoing[0].id == id && outgoing[0].changes == 1 && outgoing[0].bytes > 0);
    assert!(outgoing[0].oldest_ms.is_some_and(|at| at <= now().as_ms()));
    // Sealed, but not answered for.
    phone.sen.begin_sync().unwrap();
    assert_eq!(phone.sen.outgoing().unwrap()[0].changes, 1);
    assert_eq!(phone.sen.health().unwrap().unsent, 1);
    phone.sync(&mut server);
    assert!(phone.sen.outgoing().unwrap().is_empty());
    let health = phone.sen.health().unwrap();
    assert!(health.enrolled && health.unsent == 0 && health.last_contact_ms.is_some());
    assert_eq!(phone.sen.safety(id).unwrap().state, "safe_on_server");
}

#[test]
fn lists_are_narrowed_by_words_without_marks_stage_period_and_what_is_unsettled() {
    let phone = Phone::new(TextUnit::Scalar);
    let (first, second) = (phone.open("2026-10-05"), phone.open("2026-11-05"));
    phone.sen.splice_minutes(first.clone(), 0, 0, "Bàn về vệ sinh môi trường.".to_owned()).unwrap();
    let vote = |agree, collected| Vote { agree: Some(agree), collected: Some(collected), ..blank_vote("nghi_quyet") };
    phone.sen.record_vote(second.clone(), vote(19, 12)).unwrap();
    let found = |filter: RecordFilter| -> Vec<String> {
        phone.sen.records(filter).unwrap().into_iter().map(|line| line.id).collect()
    };
    let none = || RecordFilter { kind: Some("meeting".to_owned()), ..RecordFilter::default() };
    assert_eq!(found(none()), [second.clone(), first.clone()]);
    assert_eq!(found(RecordFilter { text: "VE SINH".to_owned(), ..none() }), std::slice::from_ref(&first));
    assert_eq!(found(RecordFilter { text: "khong co".to_owned(), ..none() }), Vec::<String>::new());
    assert_eq!(found(RecordFilter { since: Some("2026-10-06".to_owned()), ..none() }), std::slice::from_ref(&second));
    assert_eq!(found(RecordFilter { until: Some("2026-10-05".to_owned()), ..none() }), std::slice::from_ref(&first));
    assert_eq!(found(RecordFilter { unsettled: true, ..none() }), std::slice::from_ref(&second));
    assert_eq!(found(RecordFilter { state: Some("da_ket_thuc".to_owned()), ..none() }), Vec::<String>::new());
    assert_eq!(found(RecordFilter { not_safe: true, figures: vec![field("kind", "thuong_ky")], ..none() }).len(), 2);
    assert_eq!(found(RecordFilter { figures: vec![field("ordinal", "1")], ..none() }).len(), 2, "a number is one");
    assert!(found(RecordFilter { figures: vec![field("ordinal", "2")], ..none() }).is_empty());
    assert_eq!(found(RecordFilter { skip: 1, take: 1, ..none() }), std::slice::from_ref(&first));
    assert_eq!(phone.sen.count_records(RecordFilter { take: 1, ..none() }).unwrap(), 2);
    let org = Some(cell().to_string());
    let member = phone.sen.begin("member".to_owned(), vec![field("full_name", "Đặng Thị Hòa")], org, None).unwrap();
    let members = || RecordFilter { kind: Some("member".to_owned()), ..RecordFilter::default() };
    let wanted = RecordFilter { text: "hoa".to_owned(), figures: vec![field("status", "chinh_thuc")], ..members() };
    assert_eq!(found(wanted), std::slice::from_ref(&member.line.id));
    assert!(found(RecordFilter { figures: vec![field("status", "du_bi")], ..members() }).is_empty());
    let card = vec![field("card_number", "35012345")];
    phone.sen.set(member.line.id.clone(), card.clone()).unwrap();
    assert_eq!(found(RecordFilter { figures: card, ..members() }), [member.line.id], "a text of digits is none");
}

#[test]
fn a_record_of_any_kind_is_begun_written_stepped_and_told_of() {
    let phone = Phone::new(TextUnit::Scalar);
    let (sen, meeting) = (&phone.sen, phone.open("2026-11-05"));
    let begin =
        || sen.begin("resolution".to_owned(), vec![field("title", "Nghị quyết tháng 11")], None, Some(meeting.clone()));
    let id = begin().unwrap().line.id;
    assert_eq!(begin().unwrap().line.id, id, "who begins it again finds the same");
    let row = vec![field("what", "Vận động làm đường"), field("lead", "Lê Thị Sen"), field("due", "5/12/2026")];
    let entry = sen.add(id.clone(), "assignments".to_owned(), row).unwrap();
    sen.edit_text(id.clone(), format!("assignments/{entry}/what"), "Vận động dân làm đường".to_owned()).unwrap();
    let session = sen.text(id.clone(), "plan".to_owned()).unwrap();
    session.splice(0, 0, "Họp dân.".to_owned()).unwrap();
    session.finish().unwrap();
    let adopt = || sen.step(id.clone(), "adopt".to_owned(), vec![field("adopted_by", "9/9")]);
    assert_eq!(field_of(adopt()), "step");
    let vote = Vote { agree: Some(9), against: Some(0), ..blank_vote("nghi_quyet") };
    sen.record_vote(meeting.clone(), vote).unwrap();
    adopt().unwrap();
    let issued =
        sen.step(id.clone(), "issue".to_owned(), vec![field("number", "5"), field("issued_on", "2026-11-07")]).unwrap();
    assert_eq!((issued.line.state.as_str(), issued.head("number")), ("da_ban_hanh", Some("05")));
    assert_eq!(field_of(sen.set(id.clone(), vec![field("title", "Khác")])), "state");
    let texts: Vec<_> = issued.parts.iter().filter_map(|part| part.text.clone()).collect();
    assert!(texts.contains(&"Họp dân.".to_owned()), "{texts:?}");
    let about = RecordFilter { about: Some(meeting.clone()), ..RecordFilter::default() };
    assert_eq!(sen.records(about).unwrap().first().map(|line| line.id.clone()), Some(id.clone()));
    assert_eq!(sen.record(meeting).unwrap().related.len(), 1);
    let told = sen.history(id).unwrap();
    let number = told.iter().flat_map(|line| &line.changes).find(|change| change.key == "number").unwrap();
    assert_eq!((number.before.as_slice(), number.after.as_deref()), (&[][..], Some("05")));
}

fn field(name: &str, value: &str) -> Field {
    Field { name: name.to_owned(), value: value.to_owned() }
}

fn blank_vote(matter: &str) -> Vote {
    Vote {
        matter: matter.to_owned(),
        key: String::new(),
        about: None,
        subject: None,
        method: None,
        eligible: None,
        present: None,
        issued: None,
        collected: None,
        valid: None,
        agree: None,
        against: None,
        other: None,
        basis: None,
        excluded: None,
        ballot_committee: None,
        referred_up: None,
        reserved: None,
        threshold: None,
        rules: None,
        outcome: String::new(),
    }
}

#[test]
fn the_key_of_a_pin_is_made_by_what_a_profile_says_and_nothing_else_opens_its_vault() {
    let folder = tempfile::tempdir().unwrap();
    let household = super::Phone::new(folder.path().display().to_string(), vec![3; 32]).unwrap();
    let pin = || "271828".to_owned();
    let id = household.add_profile("Nguyễn Văn An".to_owned(), pin()).unwrap();
    let work = household.pin_work(&id).unwrap();
    for refused in [pin_key(vec![3; 31], pin(), &work), pin_key(vec![3; 32], pin(), &work[1..])] {
        assert!(matches!(refused, Err(SenError::FixInput { .. })), "{refused:?}");
    }
    rehearse_pin().unwrap();
    let key = pin_key(vec![3; 32], pin(), &work).unwrap();
    let open = |key: &[u8]| household.unlock_with(&id, key.to_vec(), TextUnit::Utf16);
    assert!(matches!(open(&key[1..]), Err(SenError::FixInput { .. })));
    let other = pin_key(vec![4; 32], pin(), &work).unwrap();
    assert!(matches!(open(&other), Err(SenError::WrongPin { .. })));
    assert!(open(&key).is_ok());
    assert!(household.pin_work("nobody").is_err());
}
