//! What is typed into the app in a real browser is never lost: not under others' text that comes at that moment, not with a
//! browser that is killed, not in a form that was not given.

use shared::access::Role;
use shared::doc::Kind;
use shared::id::DocId;
use shared::time::Timestamp;
use tests::app::AppPhone;
use tests::phone::Phone;
use tests::ward::Ward;

use crate::app::{MINUTES, aside, begin_minutes, doc_of, enrolled, send, settled, unlock};
use crate::records::{add, begin, handed_in, step};
use crate::story::{CELL, DEPUTY, HEAD, MINUTE_TAKER, head, minute_taker};

const ANSWER: &str = "Trả lời của chi bộ";
const WHAT: &str = "Rõ việc";

/// Takes others' text in and goes on typing in the same moment, before the engine can have answered.
const TAKE_IN_AND_TYPE: &str = "const [words, done] = arguments;\
    const bar = [...document.querySelectorAll('button')].find((one) => one.textContent.includes('Nhận vào'));\
    const field = document.querySelector('main textarea');\
    bar.click();\
    for (const letter of words) {\
        field.setRangeText(letter, field.value.length, field.value.length, 'end');\
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));\
    }\
    done();";

/// Types letter by letter, each in a frame of its own; gives how many frames anything else asked for meanwhile.
const FRAMES_ASKED_FOR: &str = "const [words, done] = arguments;\
    const frame = window.requestAnimationFrame.bind(window);\
    const field = document.querySelector('main textarea');\
    let asked = 0;\
    window.requestAnimationFrame = (draw) => { asked += 1; return frame(draw); };\
    (async () => {\
        for (const letter of words) {\
            field.setRangeText(letter, field.value.length, field.value.length, 'end');\
            field.dispatchEvent(new InputEvent('input', { bubbles: true }));\
            await new Promise(frame);\
        }\
        window.requestAnimationFrame = frame;\
        done(asked);\
    })();";

/// Writes at the beginning of a meeting's minutes on another phone, and sends it.
fn written_elsewhere(ward: &Ward, doc: DocId, text: &str) {
    let mut other = Phone::of(ward, CELL, Role::MinuteTaker, MINUTE_TAKER).unwrap();
    let now = Timestamp::from_ms(ward.clock.now().as_ms() + 1000);
    other.engine().unwrap().splice_minutes(doc, (0, 0), text, now).unwrap();
    other.sync().unwrap();
}

#[test]
fn others_text_is_taken_in_under_the_letters_that_are_typed_in_that_moment() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let mut phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        let path = begin_minutes(&phone).await;
        let minutes = format!("{path}/minutes");
        send(&phone).await;
        phone.inside(&minutes).await.unwrap();
        phone.type_in(MINUTES, "Bí").await.unwrap();
        aside(|| written_elsewhere(&ward, doc_of(&path), "Thư ký ghi trước. "));
        phone.sync_beside().await.unwrap();
        phone.see("Có nội dung mới").await.unwrap();
        phone.ask_with(TAKE_IN_AND_TYPE, " thư phát biểu.").await.unwrap();
        settled(&phone).await;
        let expected = "Thư ký ghi trước. Đồng chí Bí thư phát biểu.";
        assert_eq!(phone.value(MINUTES).await.unwrap(), expected);
        // The field and the record are one: what is typed now lands where it is seen, and outlives the browser.
        phone.type_in(MINUTES, " Hết.").await.unwrap();
        settled(&phone).await;
        phone.kill().unwrap();
        phone.reopen().await.unwrap();
        unlock(&phone).await;
        phone.inside(&minutes).await.unwrap();
        assert_eq!(phone.value(MINUTES).await.unwrap(), format!("{expected} Hết."));
    });
}

#[test]
fn a_letter_draws_no_screen_anew() {
    const LETTERS: usize = 60;
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        begin_minutes(&phone).await;
        let asked = phone.ask_with(FRAMES_ASKED_FOR, &"a".repeat(LETTERS)).await.unwrap();
        // What the screen shows is asked anew at a slower pace, and drawn.
        let (asked, most) = (asked.as_u64().unwrap(), u64::try_from(LETTERS / 2).unwrap());
        assert!(asked < most, "{asked} frames for {LETTERS} letters");
        settled(&phone).await;
        assert_eq!(phone.value(MINUTES).await.unwrap(), format!("Đồng chí {}", "a".repeat(LETTERS)));
    });
}

/// Waits until what was typed into a form is kept: the worker does one thing after the other, and of a field that is typed
/// into fast the last keeping is asked for once the one before is done.
async fn kept(phone: &AppPhone) {
    for _ in 0..2 {
        phone.inside("/tasks").await.unwrap();
        phone.inside("/members").await.unwrap();
        phone.see(HEAD).await.unwrap();
    }
}

/// The ward sends minutes back with one remark; gives the review.
pub(crate) fn returned(ward: &Ward) -> DocId {
    let (mut head, mut taker) = (head(ward), minute_taker(ward));
    let mut reviewer = Phone::of_ward(ward, Role::PartyBuilding, "Trần Thị Hoa").unwrap();
    let meeting = handed_in(ward, &mut head, &mut taker);
    reviewer.sync().unwrap();
    let review = begin(&mut reviewer, Kind::Review, meeting, &[("way", "tai_ban")]).unwrap().view.doc;
    add(&mut reviewer, review, "remarks", &[("part", "minutes"), ("text", "Chưa ghi ai phát biểu.")]);
    let why = [("reason", "Thiếu ý kiến phát biểu"), ("due", "12/11/2026"), ("decided_on", "6/11/2026")];
    step(&mut reviewer, review, "return", &why).unwrap();
    reviewer.sync().unwrap();
    review
}

#[test]
fn an_answer_that_was_not_given_yet_outlives_a_killed_browser_and_is_gone_once_it_is_given() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let review = aside(|| returned(&ward));
        let mut phone = enrolled(&ward, &address, Role::DeputyHead, DEPUTY).await;
        send(&phone).await;
        let remark = format!("/remarks/{review}");
        phone.inside(&remark).await.unwrap();
        let said = "Chi bộ đã ghi thêm ý kiến của ba đồng chí.";
        phone.type_in(ANSWER, said).await.unwrap();
        kept(&phone).await;
        phone.kill().unwrap();
        phone.reopen().await.unwrap();
        unlock(&phone).await;
        phone.inside(&remark).await.unwrap();
        assert_eq!(phone.value(ANSWER).await.unwrap(), said);
        phone.tap("Gửi trả lời").await.unwrap();
        phone.see(DEPUTY).await.unwrap();
        assert_eq!(phone.value(ANSWER).await.unwrap(), "");
        phone.reopen().await.unwrap();
        unlock(&phone).await;
        phone.inside(&remark).await.unwrap();
        phone.see(said).await.unwrap();
        assert_eq!(phone.value(ANSWER).await.unwrap(), "", "what was given is no draft any more");
    });
}

#[test]
fn a_new_task_half_filled_in_is_there_again_after_another_screen_and_after_a_kill() {
    let (ward, address) = Ward::with_app().unwrap();
    ward.block_on(async {
        let mut phone = enrolled(&ward, &address, Role::Head, HEAD).await;
        phone.inside("/tasks/new").await.unwrap();
        phone.type_in(WHAT, "Sửa đường ngõ").await.unwrap();
        phone.inside("/members").await.unwrap();
        phone.inside("/tasks/new").await.unwrap();
        assert_eq!(phone.value(WHAT).await.unwrap(), "Sửa đường ngõ");
        phone.type_in(WHAT, " số 5").await.unwrap();
        kept(&phone).await;
        phone.kill().unwrap();
        phone.reopen().await.unwrap();
        unlock(&phone).await;
        phone.inside("/tasks/new").await.unwrap();
        assert_eq!(phone.value(WHAT).await.unwrap(), "Sửa đường ngõ số 5");
    });
}
