//! Records with every field of their kind filled, of invented people with long names, and with more rows than a page has.

use shared::SigningKey;
use shared::doc::{Doc, Edit, Kind, Pen, Scalar, Seed};
use shared::id::{DeviceId, DocId, OrgId};
use shared::input::WriteError;
use shared::key::{AboutKey, MeetingKey, MeetingKind};
use shared::kind::Spec;
use shared::kind::spec::{Field, Form, Origin, Part, Shape, Subject};
use shared::meeting::agenda::{Saying, item_key, put_item, say};
use shared::meeting::roll::{Attendance, Standing, mark_attendance};
use shared::meeting::vote::{Matter, Method, Tally, VoteKey, record_vote};
use shared::meeting::{Particulars, Person, State, adoption, rewrite_minutes, score, set_particulars};
use shared::record::{Context, FieldPath, write};
use shared::rules::Rules;
use shared::time::{CivilDate, ClockTime, Timestamp};

/// Rows of a list.
pub(super) const ROWS: usize = 20;

const CELL: OrgId = OrgId::from_bytes(*b"chi-bo-khom-mot!");

const FAMILY: [&str; 6] = ["Nguyễn Hoàng Thị Phương", "Lê", "Công Tằng Tôn Nữ", "Trần Đại", "Huỳnh Ngọc", "Đặng"];
const GIVEN: [&str; 7] = ["Ánh Nguyệt", "Tám", "Quỳnh Giao", "Nghĩa", "Bưởi", "Phương Uyên", "Thốt"];

const SENTENCES: [&str; 4] = [
    "Chi bộ đã quán triệt, học tập nghị quyết của cấp trên và triển khai đến toàn thể đảng viên, quần chúng trong khóm.",
    "Vận động nhân dân hiến đất, góp công làm 1.250 mét đường bê tông liên tổ; còn bốn hộ chưa đồng thuận, phân công đảng \
     viên phụ trách từng hộ.",
    "Đề nghị ủy ban phường sớm nạo vét kênh Xáng trước mùa mưa.",
    "Một số đảng viên chưa gương mẫu trong việc phân loại rác tại nguồn; chi ủy nhắc nhở và theo dõi đến hết quý.",
];

const LINES: [&str; 4] = [
    "làm đường bê tông tổ 3, khóm Mỹ Phước Thạnh (giai đoạn hai)",
    "thăm hộ nghèo",
    "tuyên truyền, vận động nhân dân phân loại rác thải sinh hoạt tại nguồn",
    "thu đảng phí",
];

const ORGS: [&str; 3] =
    ["Đảng ủy Sở Nông nghiệp và Môi trường tỉnh Hậu Sen", "Chi bộ khóm 2", "Ủy ban nhân dân phường"];

/// What is written into fields of these names.
const NAMED: [(&str, &str); 17] = [
    ("number", "05"),
    ("letter", "128-GT/ĐU"),
    ("signed_by", "Huỳnh Ngọc Phương Uyên"),
    ("unit", "%"),
    ("birth_name", "Nguyễn Thị Tám"),
    ("ethnicity", "Kinh"),
    ("religion", "không"),
    ("home_place", "xã Mỹ Hiệp, tỉnh Hậu Sen"),
    ("general_education", "12/12"),
    ("political_theory", "trung cấp"),
    ("profession", "kỹ sư nông nghiệp"),
    ("foreign_language", "tiếng Anh B"),
    ("job_before", "làm ruộng"),
    ("job_now", "cán bộ hưu trí"),
    ("service", "hưu trí"),
    ("badge_number", "012345"),
    ("moved_in_from", "Đảng bộ phường Tân Hưng Đông"),
];

pub(super) fn name(n: usize) -> String {
    format!("{} {}", FAMILY[n % FAMILY.len()], GIVEN[n % GIVEN.len()])
}

fn member_id(n: usize) -> DocId {
    DocId::from_bytes([u8::try_from(n + 1).unwrap(); 16])
}

fn person(n: usize) -> Person {
    Person::member(member_id(n), &name(n))
}

fn signer(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

fn device(n: u8) -> DeviceId {
    DeviceId::of_key(&signer(n).verifying_key().to_bytes())
}

/// The member a device signs for.
pub(super) fn member_of(asked: DeviceId) -> Option<DocId> {
    (1..=2).find(|n| device(*n) == asked).map(|n| member_id(usize::from(n) - 1))
}

pub(super) fn author(asked: DeviceId) -> String {
    (1..=2).find(|n| device(*n) == asked).map_or_else(|| "máy lạ".to_owned(), |n| name(usize::from(n) - 1))
}

fn edited(doc: &mut Doc, write: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>) {
    doc.edit(&Pen::new(device(1), [1; 8]), Timestamp::from_ms(1_793_880_000_000), write).unwrap();
}

/// A record of a kind of which nothing is written.
pub(super) fn empty(kind: Kind, n: usize) -> Doc {
    match kind.spec().origin {
        Origin::Meeting => meeting_key(11, 3).open(),
        Origin::About => {
            let key = AboutKey { kind, org: CELL, about: member_id(n), ordinal: 1 };
            Doc::create(&Seed::About(key))
        }
        _ => Doc::create(&Seed::Id(kind, member_id(n))),
    }
}

/// What a person types into a field; nothing into one that takes none of what is known here.
fn typed(field: &Field, n: usize) -> Option<String> {
    if let Some((_, said)) = NAMED.iter().find(|(name, _)| *name == field.name) {
        return Some((*said).to_owned());
    }
    if field.name == "full_name" {
        return Some(name(n));
    }
    let known = ["2026", "2026-11", "2025-2030", "05", "nam", "01234567", "123456HS"];
    Some(match field.shape {
        Shape::Line => LINES[n % LINES.len()].to_owned(),
        Shape::Text => SENTENCES[n % SENTENCES.len()].to_owned(),
        Shape::Date => date(n),
        Shape::Partial => ["1985", "11/1990", "19/5/1968"][n % 3].to_owned(),
        Shape::Time => "19:30".to_owned(),
        Shape::Count => (n * 7 % 90 + 1).to_string(),
        Shape::Money => ((n + 1) * 34_500).to_string(),
        Shape::Flag => if n.is_multiple_of(3) { "không" } else { "có" }.to_owned(),
        Shape::Code(codes) => {
            let refused = field.refused.map_or(&[][..], |(refused, _)| refused);
            let taken: Vec<&str> = codes.known.iter().copied().filter(|code| !refused.contains(code)).collect();
            (*taken.get(n % taken.len())?).to_owned()
        }
        Shape::Person => name(n),
        Shape::Org => ORGS[n % ORGS.len()].to_owned(),
        Shape::Record(_) => member_id(n).to_string(),
        Shape::Checked(check) => (*known.iter().find(|typed| check(typed).is_ok())?).to_owned(),
    })
}

fn date(n: usize) -> String {
    format!("{:04}-{:02}-{:02}", 2026, n % 12 + 1, n % 28 + 1)
}

/// As a step writes it, without asking whether it may be taken.
fn stepped(field: &Field) -> Option<Scalar> {
    Some(match field.shape {
        Shape::Date => Scalar::Str("2026-11-05".to_owned()),
        Shape::Count => Scalar::Int(31),
        Shape::Flag => Scalar::Bool(true),
        Shape::Person | Shape::Org | Shape::Record(_) | Shape::Money => return None,
        Shape::Code(codes) => Scalar::Str((*codes.known.last()?).to_owned()),
        _ => Scalar::Str(typed(field, 0)?),
    })
}

/// A record of a kind with all its fields and `rows` rows in each of its lists.
pub(super) fn filled(kind: Kind, n: usize, rows: usize, codes: &[(&str, &str)]) -> Doc {
    let (mut doc, spec) = (empty(kind, n), kind.spec());
    edited(&mut doc, |edit| {
        for part in spec.parts {
            match part.form {
                Form::Head => head(edit, spec, part, n, codes)?,
                Form::Text => {
                    write::set(edit, spec, &FieldPath::Text(part.name), &passage(kind, n), &Context::default())?
                }
                Form::Entries | Form::Keyed(_) => list(edit, spec, part, rows)?,
                Form::Typed | Form::People => (),
            }
        }
        Ok(())
    });
    doc
}

fn passage(kind: Kind, n: usize) -> String {
    if kind == Kind::Member {
        return "đảng viên cao tuổi".to_owned();
    }
    (0..SENTENCES.len()).map(|at| SENTENCES[(at + n) % SENTENCES.len()]).collect::<Vec<_>>().join("\n")
}

fn head(
    edit: &mut Edit<'_>,
    spec: &'static Spec,
    part: &'static Part,
    n: usize,
    codes: &[(&str, &str)],
) -> Result<(), WriteError> {
    for field in part.fields.iter().filter(|field| !field.is_of_step) {
        let given = codes.iter().find(|(name, _)| *name == field.name).map(|(_, code)| (*code).to_owned());
        if let Some(typed) = given.or_else(|| typed(field, n)) {
            write::set(edit, spec, &FieldPath::Head(field.name), &typed, &Context::default())?;
        }
    }
    for field in part.fields.iter().filter(|field| field.is_of_step) {
        let given = codes.iter().find(|(name, _)| *name == field.name).map(|(_, code)| Scalar::Str((*code).to_owned()));
        if let Some(value) = given.or_else(|| stepped(field)) {
            edit.put(part.name, field.name, value)?;
        }
    }
    Ok(())
}

fn list(edit: &mut Edit<'_>, spec: &'static Spec, part: &'static Part, rows: usize) -> Result<(), WriteError> {
    let subjects: Vec<Option<String>> = match part.form {
        Form::Keyed(Subject::Code(codes)) => codes.known.iter().map(|code| Some((*code).to_owned())).collect(),
        Form::Keyed(Subject::Person) => (0..rows).map(|n| Some(name(n))).collect(),
        Form::Keyed(Subject::Record) => (0..rows).map(|n| Some(member_id(n).to_string())).collect(),
        Form::Keyed(Subject::Words) => (0..rows).map(|n| Some(format!("{} {n}", LINES[n % LINES.len()]))).collect(),
        _ => vec![None; rows],
    };
    for (n, subject) in subjects.into_iter().enumerate() {
        let fields = part.fields.iter().filter(|field| !field.is_of_step);
        let given = fields.filter_map(|field| Some((field.name.to_owned(), typed(field, n)?)));
        let subject = subject.map(|subject| ("subject".to_owned(), subject));
        let given: Vec<(String, String)> = subject.into_iter().chain(given).collect();
        write::add(edit, spec, part.name, &given, &Context::default())?;
    }
    Ok(())
}

fn meeting_key(month: u8, day: u8) -> MeetingKey {
    let date = CivilDate::new(2026, month, day).unwrap();
    MeetingKey { org: CELL, kind: MeetingKind::Regular, date, ordinal: 1 }
}

/// A meeting of a month with everybody on its roll, its business, votes and points, and adopted.
pub(super) fn meeting(month: u8) -> Doc {
    let mut doc = meeting_key(month, 3).open();
    let officers = Particulars {
        starts_at: ClockTime::new(19, 0),
        ends_at: ClockTime::new(20, 45),
        place: Some("Nhà văn hóa khóm Mỹ Phước Thạnh".to_owned()),
        topic: Some(LINES[2].to_owned()),
        chair: Some(person(0)),
        minute_taker: Some(person(1)),
        state: Some(State::Closed),
        ..Particulars::default()
    };
    edited(&mut doc, |edit| {
        set_particulars(edit, &officers)?;
        for n in 0..ROWS {
            let (attendance, why) = match (n + usize::from(month)) % 9 {
                5 => (Attendance::AbsentExcused, Some("ốm, nằm viện ở thành phố")),
                6 => (Attendance::PresentOnline, None),
                7 if n % 2 == 0 => (Attendance::AbsentUnexcused, None),
                8 => (Attendance::Exempt, None),
                _ => (Attendance::Present, None),
            };
            let standing = if n % 11 == 10 { Standing::Probationary } else { Standing::Official };
            mark_attendance(edit, &person(n), &standing, &attendance, why)?;
        }
        mark_attendance(edit, &Person::guest("Võ Thị Khách"), &Standing::Guest, &Attendance::Guest, None)?;
        business(edit)?;
        rewrite_minutes(edit, &passage(Kind::Meeting, 1))
    });
    for n in [1, 2] {
        let (at, member) = (Timestamp::from_ms(1_793_890_000_000), member_of(device(n)));
        let signed = adoption::attest(&doc, &signer(n), member, false, at).unwrap();
        doc.edit(&Pen::new(device(n), [n; 8]), at, |edit| adoption::adopt(edit, signed)).unwrap();
    }
    doc
}

fn business(edit: &mut Edit<'_>) -> Result<(), WriteError> {
    for (order, title) in (1..).zip(LINES) {
        put_item(edit, title, order, Some(&person(3)))?;
        for (speaker, sentence) in (2..).zip(SENTENCES.iter().take(3)) {
            say(edit, &item_key(title), &Saying::Opinion, Some(&person(speaker)), sentence)?;
        }
        say(edit, &item_key(title), &Saying::Conclusion, Some(&person(0)), SENTENCES[3])?;
    }
    let votes = [(Matter::Resolution, Method::Hands, 20), (Matter::Admission, Method::Secret, 18)];
    for (matter, method, agree) in votes {
        let ballots = (method == Method::Secret).then_some(20);
        let tally = Tally {
            method: Some(method),
            eligible: Some(20),
            issued: ballots,
            collected: ballots,
            valid: ballots,
            agree: Some(agree),
            against: Some(20 - agree),
            other: Some(0),
            ..Tally::default()
        };
        record_vote(edit, &VoteKey::new(&matter, None), &tally)?;
    }
    for (criterion, points) in [("thoi_gian", 5), ("tham_du", 4), ("chuan_bi", 10), ("tien_hanh", 36), ("ket_qua", 28)]
    {
        score(Rules::shipped(), edit, "a-2025", criterion, points)?;
    }
    Ok(())
}
