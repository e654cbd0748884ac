//! Proves that places and values of records become words in both languages.

use shared::doc::Pen;
use shared::id::{DeviceId, DocId, OrgId};
use shared::meeting::agenda::{Saying, put_item, say};
use shared::meeting::roll::{Attendance, Standing, mark_attendance};
use shared::meeting::vote::{Matter, Method, Tally, record_vote};
use shared::meeting::{MeetingKey, MeetingKind, Person, WriteError};
use shared::rules::Rules;
use shared::time::Timestamp;
use shared::words::{Language, Words};

use super::{CivilDate, Doc, MeetingWords, VoteKey, meeting_field, member_place, member_value};

fn meeting() -> (Doc, Person) {
    let key = MeetingKey {
        org: OrgId::from_bytes([7; 16]),
        kind: MeetingKind::Regular,
        date: CivilDate::new(2026, 2, 5).unwrap(),
        ordinal: 1,
    };
    let mut doc = key.open();
    let hoa = Person::member(DocId::from_bytes([9; 16]), "Đặng Thị Hòa");
    let pen = Pen::new(DeviceId::from_bytes([3; 16]), [1; 8]);
    doc.edit(&pen, Timestamp::from_ms(1_770_000_000_000), |edit| -> Result<(), WriteError> {
        mark_attendance(edit, &hoa, &Standing::Official, &Attendance::Present, None)?;
        let item = put_item(edit, "Công tác tháng 2", 1, Some(&hoa))?;
        say(edit, &item, &Saying::Opinion, Some(&hoa), "Nhất trí.")?;
        say(edit, &item, &Saying::Conclusion, None, "Giao tổ 1 thực hiện.")?;
        let resolution =
            Tally {
                subject: Some("Nghị quyết tháng 2".to_owned()), method: Some(Method::Hands), ..Tally::default()
            };
        record_vote(edit, &VoteKey::new(&Matter::Resolution, None), &resolution)?;
        record_vote(
            edit,
            &VoteKey::new(&Matter::Admission, Some(&hoa.key)),
            &Tally { agree: Some(20), ..Tally::default() },
        )
    })
    .unwrap();
    (doc, hoa)
}

#[test]
fn places_of_a_meeting_name_the_field_and_whose_it_is() {
    let (doc, hoa) = meeting();
    let texts = Words::of(Language::Vi);
    let words = MeetingWords::of(texts, Rules::shipped(), &doc);
    let place = |part: &str, key: &str| {
        let (field, subject) = words.place(part, key);
        format!("{field}|{subject}")
    };
    assert_eq!(place("votes", "nghi_quyet/for"), "meeting-vote_for|Nghị quyết tháng 2");
    assert_eq!(place("votes", &format!("ket_nap:{}/for", hoa.key)), "meeting-vote_for|Đề nghị kết nạp: Đặng Thị Hòa");
    assert_eq!(place("roll", &format!("{}/status", hoa.key)), "meeting-attendance|Đặng Thị Hòa");
    assert_eq!(place("about", "held_on"), "meeting-held_on|");
    assert_eq!(place("minutes", ""), "meeting-minutes|");
    assert_eq!(place("says", "0/text"), "meeting-opinion|Đặng Thị Hòa");
    assert_eq!(place("says", "1/text"), "meeting-conclusion|Công tác tháng 2");
    assert_eq!(place("score", "points/noi-dung"), "meeting-score|noi-dung");
    let (mut scored, _) = meeting();
    let pen = Pen::new(DeviceId::from_bytes([3; 16]), [1; 8]);
    let given =
        |edit: &mut shared::doc::Edit<'_>| shared::meeting::score(Rules::shipped(), edit, "a-2025", "tham_du", 5);
    scored.edit(&pen, Timestamp::from_ms(1_770_000_000_000), given).unwrap();
    let (field, subject) = MeetingWords::of(words.texts, Rules::shipped(), &scored).place("score", "points/tham_du");
    assert_eq!((field.as_str(), subject.as_str()), ("meeting-score", "Đảng viên dự sinh hoạt"));
    assert_eq!(place("thu_moi", "a/b"), "thu_moi/b|");
}

#[test]
fn stored_codes_become_words() {
    let (doc, hoa) = meeting();
    let texts = Words::of(Language::Vi);
    let words = MeetingWords::of(texts, Rules::shipped(), &doc);
    assert_eq!(words.value("roll", &format!("{}/status", hoa.key), "vang_co_ly_do"), "Vắng có lý do");
    assert_eq!(words.value("about", "held_on", "2026-02-05"), "05/02/2026");
    assert_eq!(words.value("about", "chair", &hoa.key), "Đặng Thị Hòa");
    assert_eq!(words.value("votes", "nghi_quyet/threshold", ">=2/3"), "ít nhất 2/3");
    assert_eq!(words.value("votes", "nghi_quyet/for", "21"), "21");
    assert_eq!(member_value(texts, "card", "birth_date", "1975-05"), "05/1975");
    assert_eq!(member_value(texts, "card", "status", "du_bi"), "Dự bị");
    assert_eq!(member_place(texts, "posts", "bi_thu/from"), ("member-post_from".to_owned(), "Bí thư".to_owned()));
}

#[test]
fn every_place_of_a_meeting_has_its_words() {
    let leaves = [
        ("about", "held_on starts_at ends_at place topic chair minute_taker state"),
        ("people", "x"),
        ("roll", "x/status x/reason x/standing"),
        ("agenda", "x/title x/order x/presenter x/removed"),
        ("says", "0/text"),
        (
            "votes",
            "x/subject x/method x/eligible x/present x/issued x/collected x/valid x/for x/against x/other x/threshold x/rules x/basis x/reserved x/excluded x/ballot_committee x/referred_up",
        ),
        ("minutes", "x"),
        ("score", "rubric points/x"),
        ("adoption", "x/y"),
    ];
    for words in Language::ALL.map(Words::of) {
        for (part, keys) in leaves {
            for key in keys.split(' ') {
                let field = meeting_field(part, key, key.rsplit('/').next().unwrap()).unwrap();
                assert!(!words.code("field", field).contains(field), "no words for {field}");
            }
        }
    }
}
