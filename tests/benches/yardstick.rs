//! The yardstick meeting: what a cell of 25 writes down in one evening, and the small ones of a crowd.
//!
//! Every person and every sentence is invented. A cell's meeting of one number is always the same,
//! and unlike all others, so that no two meetings compress as if they were copies.

use sen_client::engine::Engine;
use serde_json::{Value, json};
use shared::doc::{Doc, Edit, Pen};
use shared::id::{DocId, OrgId};
use shared::meeting::agenda::{self, Saying};
use shared::meeting::roll::{self, Attendance, Standing};
use shared::meeting::vote::{self, Matter, Method, Tally, VoteKey};
use shared::meeting::{self, MeetingKey, MeetingKind, Particulars, Person, State, WriteError};
use shared::time::Timestamp;
use tests::{Outcome, Trouble};

/// People on the yardstick meeting's roll.
const ROLL: usize = 25;
/// Items of its agenda, each with a presenter and one opinion or conclusion.
const ITEMS: usize = 12;
/// UTF-8 bytes of its minutes at least.
const MINUTES_BYTES: usize = 6_000;
/// Pauses in which the minutes are typed.
const MINUTES_PARTS: usize = 3;
/// Changes the evening makes: head data, roll, items, sayings, vote, minutes.
pub(crate) const COMMITS: usize = 2 + 2 * ITEMS + 1 + MINUTES_PARTS;

const FAMILIES: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi"];
const MIDDLES: [&str; 7] = ["Văn", "Thị", "Hữu", "Ngọc", "Minh", "Thanh", "Quốc"];
const GIVENS: [&str; 11] = ["An", "Bình", "Châu", "Dũng", "Giang", "Hạnh", "Khánh", "Liên", "Nghĩa", "Phúc", "Yến"];

const TITLES: [&str; ITEMS] = [
    "Thông qua chương trình buổi sinh hoạt",
    "Đánh giá tình hình tư tưởng đảng viên trong tháng",
    "Kiểm điểm kết quả thực hiện nghị quyết tháng trước",
    "Phổ biến văn bản của đảng ủy cấp trên",
    "Bàn việc thu gom rác và giữ gìn vệ sinh môi trường",
    "Công tác an sinh xã hội, chăm lo hộ khó khăn",
    "Phân công đảng viên phụ trách hộ gia đình",
    "Thu nộp đảng phí và công khai tài chính",
    "Công tác phát triển đảng viên mới",
    "Giám sát chuyên đề của chi ủy",
    "Bàn nhiệm vụ trọng tâm tháng tới",
    "Thông qua nghị quyết của chi bộ",
];

const SENTENCES: [&str; 24] = [
    "Đồng chí bí thư nêu rõ tuyến hẻm số {} còn {} hộ chưa ký cam kết phân loại rác tại nguồn.",
    "Tổ dân phố {} đề nghị sửa chữa {} bóng đèn đường đã hỏng từ đầu mùa mưa.",
    "Chi bộ thống nhất vận động {} suất quà cho các hộ có hoàn cảnh khó khăn, hoàn thành trước ngày {}.",
    "Có {} đảng viên nộp đảng phí đúng hạn, {} đồng chí xin nộp vào tuần sau.",
    "Hội phụ nữ báo cáo {} chị tham gia lớp dạy nghề may, trong đó {} chị đã có việc làm.",
    "Đoàn thanh niên ra quân dọn kênh thoát nước dài {} mét với {} lượt người tham gia.",
    "Ý kiến đề nghị dời giờ sinh hoạt sang {} giờ tối để người đi làm ca về kịp, được {} đồng chí tán thành.",
    "Ban công tác mặt trận đã hòa giải {} vụ tranh chấp ranh đất, còn {} vụ chuyển lên phường.",
    "Quỹ khuyến học trao {} phần thưởng, mỗi phần {} quyển vở và dụng cụ học tập.",
    "Đồng chí phó bí thư nhắc việc ghi chép sổ sách của {} tổ đảng còn chậm {} ngày.",
    "Nhà văn hóa khu dân cư cần thay {} tấm tôn và sơn lại {} mét tường rào.",
    "Chi ủy phân công {} đồng chí đến thăm gia đình chính sách ở đầu hẻm {}.",
    "Tình hình an ninh trật tự ổn định, đội dân phòng tuần tra {} đêm, nhắc nhở {} trường hợp đậu xe lấn chiếm.",
    "Trạm y tế tiêm nhắc cho {} cháu nhỏ, còn {} cháu vắng mặt sẽ hẹn lại.",
    "Việc góp ý dự thảo báo cáo nhận được {} lượt ý kiến, tập trung vào {} nhóm vấn đề.",
    "Hợp tác xã rau sạch mở rộng thêm {} luống, thu nhập bình quân tăng {} phần trăm.",
    "Chi bộ yêu cầu niêm yết công khai khoản thu {} triệu đồng và khoản chi {} triệu đồng.",
    "Đồng chí tổ trưởng phản ánh nước máy yếu vào khoảng {} giờ, ảnh hưởng {} hộ cuối nguồn.",
    "Lớp cảm tình đảng kỳ này giới thiệu {} quần chúng, hồ sơ hoàn chỉnh {} bộ.",
    "Kết quả khảo sát cho thấy {} hộ đồng ý hiến đất mở đường, {} hộ còn băn khoăn về bờ rào.",
    "Cựu chiến binh nhận chăm sóc {} cây xanh dọc bờ kè và trồng dặm {} cây đã chết.",
    "Sau khi thảo luận, {} đồng chí phát biểu đồng tình, {} đồng chí đề nghị làm rõ nguồn kinh phí.",
    "Thư ký đọc lại biên bản, chỉnh {} chỗ theo góp ý, buổi sinh hoạt kết thúc sau {} phút.",
    "Chủ trì nhấn mạnh trách nhiệm nêu gương, giao {} tổ báo cáo lại trong vòng {} ngày.",
];

/// Numbers that look drawn by lot but are the same in every run.
struct Lot(u64);

impl Lot {
    fn of(org: OrgId, number: usize) -> Self {
        let [a, b, c, d, e, f, g, h, ..] = *org.as_bytes();
        let cell = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
        Self((cell ^ (number as u64).wrapping_mul(0xd134_2543_de82_ef95)).max(1))
    }

    fn draw(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % below.max(1) as u64).unwrap_or(0)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from.get(self.draw(from.len())).copied().unwrap_or_default()
    }

    fn sentence(&mut self) -> String {
        let mut text = self.pick(&SENTENCES).to_owned();
        while let Some(at) = text.find("{}") {
            text.replace_range(at..at + 2, &(2 + self.draw(58)).to_string());
        }
        text
    }

    fn name(&mut self) -> String {
        [self.pick(&FAMILIES), self.pick(&MIDDLES), self.pick(&GIVENS)].join(" ")
    }

    fn person(&mut self) -> Person {
        let name = self.name();
        let mut id = [0; 16];
        id.iter_mut().for_each(|byte| *byte = u8::try_from(self.draw(256)).unwrap_or(0));
        Person::member(DocId::from_bytes(id), &name)
    }
}

/// The key of an organisation's meeting of that number, held today.
fn key(org: OrgId, number: usize, now: Timestamp) -> MeetingKey {
    let ordinal = u16::try_from(number + 1).unwrap_or(u16::MAX);
    MeetingKey { org, kind: MeetingKind::Regular, date: now.vietnam_date(), ordinal }
}

/// One thing written down in an evening.
enum Note {
    Head(Particulars),
    Roll(Vec<(Person, Standing, Attendance, Option<String>)>),
    Item { title: &'static str, order: i64, presenter: Person },
    Saying { item: usize, saying: Saying, speaker: Person, text: String },
    Vote(VoteKey, Tally),
    Minutes(String),
}

/// The evening of that number in a cell, note by note.
fn evening(org: OrgId, number: usize) -> Vec<Note> {
    let mut lot = Lot::of(org, number);
    let people: Vec<Person> = (0..ROLL).map(|_| lot.person()).collect();
    let person = |place: usize| people.get(place % ROLL).cloned().unwrap_or_else(|| Person::guest("Khách mời"));
    let mut notes = vec![
        Note::Head(Particulars {
            place: Some(format!("Nhà văn hóa khu dân cư số {}", 1 + number % 40)),
            chair: Some(person(0)),
            minute_taker: Some(person(1)),
            state: Some(State::UnderWay),
            ..Particulars::default()
        }),
        Note::Roll(people.iter().map(|person| mark(person, &mut lot)).collect()),
    ];
    for (place, title) in TITLES.into_iter().enumerate() {
        let order = i64::try_from(place).unwrap_or(0);
        notes.push(Note::Item { title, order, presenter: person(place) });
    }
    for place in 0..ITEMS {
        let saying = if place % 2 == 0 { Saying::Opinion } else { Saying::Conclusion };
        notes.push(Note::Saying { item: place, saying, speaker: person(place + 7), text: lot.sentence() });
    }
    let counts = [Some(25), Some(23), Some(21), Some(2)];
    let [eligible, present, agree, against] = counts;
    let tally =
        Tally { method: Some(Method::Hands), eligible, present, agree, against, other: Some(0), ..Tally::default() };
    notes.push(Note::Vote(VoteKey::new(&Matter::Resolution, None), tally));
    for _ in 0..MINUTES_PARTS {
        let mut part = String::new();
        while part.len() < MINUTES_BYTES / MINUTES_PARTS {
            part.push_str(&lot.sentence());
            part.push(' ');
        }
        notes.push(Note::Minutes(part));
    }
    notes
}

fn mark(person: &Person, lot: &mut Lot) -> (Person, Standing, Attendance, Option<String>) {
    match lot.draw(12) {
        0 => (person.clone(), Standing::Official, Attendance::AbsentExcused, Some("đi công tác xa".to_owned())),
        1 => (person.clone(), Standing::Probationary, Attendance::Present, None),
        _ => (person.clone(), Standing::Official, Attendance::Present, None),
    }
}

/// Writes the yardstick meeting of that number on a device, one commit per note.
///
/// # Errors
/// [`Trouble`] when the device refuses.
pub(crate) fn write(engine: &mut Engine, org: OrgId, number: usize, now: Timestamp) -> Outcome<DocId> {
    let trouble = |error| Trouble::of("write", error);
    let doc = engine.open_meeting(&key(org, number, now), now).map_err(trouble)?.view.doc;
    let (mut items, mut length) = (Vec::new(), 0);
    for note in evening(org, number) {
        match note {
            Note::Head(head) => drop(engine.set_particulars(doc, &head, now).map_err(trouble)?),
            Note::Roll(marks) => {
                let marks: Vec<_> = marks.into_iter().map(|(who, as_, how, why)| (who, Some(as_), how, why)).collect();
                engine.mark_attendance(doc, &marks, now).map_err(trouble)?;
            }
            Note::Item { title, order, presenter } => {
                items.push(engine.put_item(doc, title, order, Some(&presenter), now).map_err(trouble)?);
            }
            Note::Saying { item, saying, speaker, text } => {
                let item = items.get(item).map_or("", String::as_str);
                drop(engine.say(doc, item, &saying, Some(&speaker), &text, now).map_err(trouble)?);
            }
            Note::Vote(key, tally) => drop(engine.record_vote(doc, &key, &tally, now).map_err(trouble)?),
            Note::Minutes(text) => {
                drop(engine.splice_minutes(doc, (length, 0), &text, now).map_err(trouble)?);
                length += text.chars().count();
            }
        }
    }
    Ok(doc)
}

/// The same meeting as [`write()`] makes, without a device's vault.
///
/// # Errors
/// [`Trouble`] when it cannot be written.
pub(crate) fn full(pen: &Pen, org: OrgId, number: usize, now: Timestamp) -> Outcome<Doc> {
    let mut doc = key(org, number, now).open();
    let (mut items, mut length) = (Vec::new(), 0);
    for note in evening(org, number) {
        let written = doc.edit(pen, now, |edit| put(edit, note, &mut items, &mut length));
        written.map_err(|error: WriteError| Trouble::of("write", error))?;
    }
    Ok(doc)
}

fn put(edit: &mut Edit<'_>, note: Note, items: &mut Vec<String>, length: &mut usize) -> Result<(), WriteError> {
    match note {
        Note::Head(head) => meeting::set_particulars(edit, &head)?,
        Note::Roll(marks) => {
            for (who, standing, attendance, reason) in marks {
                roll::mark_attendance(edit, &who, &standing, &attendance, reason.as_deref())?;
            }
        }
        Note::Item { title, order, presenter } => items.push(agenda::put_item(edit, title, order, Some(&presenter))?),
        Note::Saying { item, saying, speaker, text } => {
            let item = items.get(item).map_or("", String::as_str);
            drop(agenda::say(edit, item, &saying, Some(&speaker), &text)?);
        }
        Note::Vote(key, tally) => vote::record_vote(edit, &key, &tally)?,
        Note::Minutes(text) => {
            meeting::splice_minutes(edit, *length, 0, &text)?;
            *length += text.chars().count();
        }
    }
    Ok(())
}

/// A meeting nobody has written in yet.
///
/// # Errors
/// None; it has the shape of the other makers.
pub(crate) fn blank(_: &Pen, org: OrgId, number: usize, now: Timestamp) -> Outcome<Doc> {
    Ok(key(org, number, now).open())
}

/// A small meeting in one commit: head data, five on the roll, one item.
///
/// # Errors
/// [`Trouble`] when it cannot be written.
pub(crate) fn small(pen: &Pen, org: OrgId, number: usize, now: Timestamp) -> Outcome<Doc> {
    let mut doc = key(org, number, now).open();
    let notes = evening(org, number).into_iter().filter_map(|note| match note {
        Note::Roll(marks) => Some(Note::Roll(marks.into_iter().take(5).collect())),
        Note::Head(_) | Note::Item { order: 0, .. } => Some(note),
        _ => None,
    });
    let written = doc.edit(pen, now, |edit| {
        let (mut items, mut length) = (Vec::new(), 0);
        notes.into_iter().try_for_each(|note| put(edit, note, &mut items, &mut length))
    });
    written.map_err(|error: WriteError| Trouble::of("write", error))?;
    Ok(doc)
}

/// One more sentence at the end of a meeting's minutes.
pub(crate) fn sentence(org: OrgId, number: usize) -> String {
    Lot::of(org, number).sentence()
}

/// The name of an invented member.
pub(crate) fn name(org: OrgId, number: usize) -> String {
    Lot::of(org, number).name()
}

/// The same meeting as [`full()`] or [`small()`] makes, as a list of notes that anybody can write down.
pub(crate) fn notes(org: OrgId, number: usize, now: Timestamp, is_small: bool) -> Value {
    let key = key(org, number, now);
    let wanted = |note: &Note| !is_small || matches!(note, Note::Head(_) | Note::Roll(_) | Note::Item { order: 0, .. });
    let roll = if is_small { 5 } else { ROLL };
    evening(org, number).iter().filter(|note| wanted(note)).map(|note| told(note, &key, roll)).collect()
}

fn told(note: &Note, key: &MeetingKey, roll: usize) -> Value {
    let person = |person: &Person| json!({ "id": person.key, "name": person.name });
    match note {
        Note::Head(head) => json!({ "head": {
            "org": key.org.to_string(), "kind": key.kind.code(), "date": key.date.to_string(), "ordinal": key.ordinal,
            "place": head.place, "chair": head.chair.as_ref().map(person),
            "minute_taker": head.minute_taker.as_ref().map(person), "state": head.state.as_ref().map(State::code),
        } }),
        Note::Roll(marks) => {
            let mark = |(who, standing, attendance, reason): &(Person, Standing, Attendance, Option<String>)| {
                json!({ "id": who.key, "name": who.name, "standing": standing.code(),
                        "attendance": attendance.code(), "reason": reason })
            };
            json!({ "roll": marks.iter().take(roll).map(mark).collect::<Vec<_>>() })
        }
        Note::Item { title, order, presenter } => {
            json!({ "item": { "title": title, "order": order, "presenter": person(presenter) } })
        }
        Note::Saying { item, saying, speaker, text } => {
            json!({ "saying": { "item": item, "kind": saying.code(), "speaker": person(speaker), "text": text } })
        }
        Note::Vote(key, tally) => json!({ "vote": {
            "key": key.as_str(), "method": tally.method.as_ref().map(Method::code), "eligible": tally.eligible,
            "present": tally.present, "agree": tally.agree, "against": tally.against, "other": tally.other,
        } }),
        Note::Minutes(text) => json!({ "minutes": text }),
    }
}
