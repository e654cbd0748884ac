//! Finding records and people by what a person types.
//!
//! First what it is exactly: `last`, an id, a name, a day, a kind. Only then a beginning of an id, of at least four
//! characters. What fits several is answered with the list of them.

use sen_client::Engine;
use sen_client::words::words;
use shared::id::DocId;
use shared::meeting::{MeetingKind, Person};
use shared::record::Row;
use shared::record::list::{Page, Query};
use shared::text;
use shared::time::CivilDate;

use crate::fault::Fault;
use crate::typed::{self, Typed};

/// A beginning of an id says something from this many characters on.
const ID_CHARS_MIN: usize = 4;

/// A meeting by `last`, its id, its day, its kind or both, or the beginning of its id.
pub(crate) fn meeting(engine: &mut Engine, typed: &str, given: &Typed) -> Result<DocId, Fault> {
    meeting_if_any(engine, typed, given)?.ok_or_else(|| Fault::Typed(format!("Không có cuộc họp `{typed}`.")))
}

fn meeting_if_any(engine: &mut Engine, typed: &str, given: &Typed) -> Result<Option<DocId>, Fault> {
    let rows: Vec<Row> = engine.meetings()?.into_iter().map(|(row, _)| row).collect();
    if typed == "last" {
        return match (engine.last_meeting()?, rows.as_slice()) {
            (Some(last), _) => Ok(Some(last)),
            (None, []) => Err(Fault::Typed("Chưa có cuộc họp nào.".to_owned())),
            (None, [only]) => Ok(Some(only.doc)),
            (None, _) => {
                let why = "Máy này chưa mở hay ghi cuộc họp nào nên `last` không chỉ cuộc nào; chọn một trong";
                Err(Fault::Typed(format!("{why}: {}.", titles(&rows))))
            }
        };
    }
    if typed.trim().is_empty() {
        return Ok(None);
    }
    if let Some(row) = typed.parse().ok().and_then(|doc: DocId| rows.iter().find(|row| row.doc == doc)) {
        return Ok(Some(row.doc));
    }
    let described: Vec<&Row> = match described(typed, given) {
        Some((kind, day)) => rows.iter().filter(|row| is_such(row, kind.as_ref(), day)).collect(),
        None => Vec::new(),
    };
    let fits = if described.is_empty() { beginning(&rows, typed, |row| row.doc) } else { described };
    match fits.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(only.doc)),
        several => {
            let several: Vec<Row> = several.iter().map(|row| (*row).clone()).collect();
            Err(Fault::Typed(format!("`{typed}` hợp với nhiều cuộc họp: {}. Hãy dùng mã.", titles(&several))))
        }
    }
}

/// A kind, a day, or a kind and a day.
fn described(typed: &str, given: &Typed) -> Option<(Option<MeetingKind>, Option<CivilDate>)> {
    if let Ok(day) = given.date(typed) {
        return Some((None, Some(day)));
    }
    if let Ok(kind) = typed::meeting_kind(typed) {
        return Some((Some(kind), None));
    }
    let (kind, day) = typed.trim().rsplit_once(' ')?;
    Some((Some(typed::meeting_kind(kind).ok()?), Some(given.date(day).ok()?)))
}

fn is_such(row: &Row, kind: Option<&MeetingKind>, day: Option<CivilDate>) -> bool {
    kind.is_none_or(|kind| row.text("kind") == Some(kind.code())) && day.is_none_or(|day| row.on == Some(day))
}

fn titles(rows: &[Row]) -> String {
    let title = |row: &Row| format!("{} ({})", words().title(row), short(row.doc));
    rows.iter().map(title).collect::<Vec<_>>().join(", ")
}

/// A member by id, name, the beginning of an id, or a piece of the name.
pub(crate) fn member(engine: &mut Engine, typed: &str) -> Result<DocId, Fault> {
    member_if_any(engine, typed)?.ok_or_else(|| Fault::Typed(format!("Không có đảng viên nào tên `{typed}`.")))
}

fn member_if_any(engine: &mut Engine, typed: &str) -> Result<Option<DocId>, Fault> {
    let rows = engine.members("")?;
    if let Some(row) = typed.parse().ok().and_then(|doc: DocId| rows.iter().find(|row| row.doc == doc)) {
        return Ok(Some(row.doc));
    }
    let named = rows.iter().any(|row| text::same_name(typed, &row.title));
    match beginning(&rows, typed, |row| row.doc).as_slice() {
        [only] if !named => Ok(Some(only.doc)),
        several if several.len() > 1 && !named => {
            let list: Vec<String> = several.iter().map(|row| format!("{} ({})", row.title, short(row.doc))).collect();
            Err(Fault::Typed(format!("`{typed}` hợp với nhiều người: {}. Hãy gõ dài hơn.", list.join(", "))))
        }
        _ => by_name(engine, typed),
    }
}

/// A record of any kind: by id or the beginning of one, a meeting as it is called, a member by name, the words of its
/// title, or its kind and what it speaks about, as in `review:2026-11-03`.
pub(crate) fn record(engine: &mut Engine, typed: &str, given: &Typed) -> Result<DocId, Fault> {
    let rows = engine.records(&Query::default(), Page::ALL)?;
    let rows: Vec<Row> = rows.into_iter().map(|(row, _)| row).collect();
    if let Some(row) = typed.parse().ok().and_then(|doc: DocId| rows.iter().find(|row| row.doc == doc)) {
        return Ok(row.doc);
    }
    if let Some(found) = meeting_if_any(engine, typed, given)? {
        return Ok(found);
    }
    let wanted = text::fold(typed);
    let begun = beginning(&rows, typed, |row| row.doc);
    let called: Vec<&Row> = rows.iter().filter(|row| !wanted.is_empty() && text::fold(&row.title) == wanted).collect();
    match (begun.as_slice(), called.as_slice()) {
        ([only], _) | ([], [only]) => Ok(only.doc),
        ([], []) => match speaking_about(engine, &rows, typed, given)?.as_slice() {
            [only] => Ok(*only),
            _ => member_if_any(engine, typed)?.ok_or_else(|| Fault::Typed(format!("Không có hồ sơ `{typed}`."))),
        },
        (several, []) | ([], several) | (several, _) => {
            let several: Vec<Row> = several.iter().map(|row| (*row).clone()).collect();
            Err(Fault::Typed(format!("`{typed}` hợp với nhiều hồ sơ: {}. Hãy dùng mã.", titles(&several))))
        }
    }
}

/// The records of a kind about the one that stands after the colon.
fn speaking_about(engine: &mut Engine, rows: &[Row], typed: &str, given: &Typed) -> Result<Vec<DocId>, Fault> {
    let Some((kind, about)) = typed.split_once(':') else { return Ok(Vec::new()) };
    let Ok(kind) = typed::kind(kind) else { return Ok(Vec::new()) };
    let about = record(engine, about.trim(), given)?;
    Ok(rows.iter().filter(|row| row.kind == kind && row.about == Some(about)).map(|row| row.doc).collect())
}

/// A person as a meeting speaks of them: a member, or `khach:` and a name for anybody else.
pub(crate) fn person(engine: &mut Engine, typed: &str) -> Result<Person, Fault> {
    if let Some(name) = typed.strip_prefix("khach:") {
        return Ok(Person::guest(name.trim()));
    }
    let doc = member(engine, typed)?;
    let name = engine.member(doc)?.full_name().to_owned();
    Ok(Person::member(doc, &name))
}

fn beginning<'a, T>(rows: &'a [T], typed: &str, doc: impl Fn(&T) -> DocId) -> Vec<&'a T> {
    if typed.chars().count() < ID_CHARS_MIN {
        return Vec::new();
    }
    rows.iter().filter(|row| doc(row).to_string().starts_with(typed)).collect()
}

/// The one member a piece of a name fits best: the same name, then the same marks, then the same letters.
fn by_name(engine: &mut Engine, typed: &str) -> Result<Option<DocId>, Fault> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let found = engine.members(typed)?;
    let closeness = |name: &str| (text::same_name(typed, name), text::rank(typed, name));
    let best = found.iter().map(|row| closeness(&row.title)).max();
    let fits: Vec<_> = found.into_iter().filter(|row| Some(closeness(&row.title)) == best).collect();
    match fits.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(only.doc)),
        several => {
            let list: Vec<String> = several.iter().map(|row| format!("{} ({})", row.title, short(row.doc))).collect();
            Err(Fault::Typed(format!(
                "`{typed}` hợp với nhiều người: {}. Hãy gõ rõ hơn hoặc dùng mã.",
                list.join(", ")
            )))
        }
    }
}

/// The beginning of an id, as lists show it. Ids of one kind may begin alike, for as long as its tag is.
pub(crate) fn short(doc: DocId) -> String {
    doc.to_string().chars().take(12).collect()
}
