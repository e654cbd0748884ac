//! Finding records and people by what a person types: an id's beginning, `last`, a piece of a name.

use sen_client::Engine;
use shared::id::DocId;
use shared::meeting::Person;
use shared::text;

use crate::fault::Fault;

/// A meeting by `last`, its id or a beginning of it that fits one only.
pub(crate) fn meeting(engine: &mut Engine, typed: &str) -> Result<DocId, Fault> {
    let docs: Vec<DocId> = engine.meetings()?.into_iter().map(|(row, _)| row.doc).collect();
    if typed == "last" {
        return docs.first().copied().ok_or_else(|| Fault::Typed("Chưa có cuộc họp nào.".to_owned()));
    }
    by_prefix(&docs, typed).unwrap_or_else(|| Err(Fault::Typed(format!("Không có cuộc họp `{typed}`."))))
}

/// A member by id, a beginning of it, or a piece of the name.
pub(crate) fn member(engine: &mut Engine, typed: &str) -> Result<DocId, Fault> {
    let docs: Vec<DocId> = engine.members("")?.into_iter().map(|row| row.doc).collect();
    match by_prefix(&docs, typed) {
        Some(found) => found,
        None => Ok(by_name(engine, typed)?.0),
    }
}

/// A meeting or a member, for a conflict of either.
pub(crate) fn record(engine: &mut Engine, typed: &str) -> Result<DocId, Fault> {
    let found = meeting(engine, typed);
    if found.is_ok() { found } else { member(engine, typed).or(found) }
}

/// A person as a meeting speaks of them: a member, or `khach:` and a name for anybody else.
pub(crate) fn person(engine: &mut Engine, typed: &str) -> Result<Person, Fault> {
    if let Some(name) = typed.strip_prefix("khach:") {
        return Ok(Person::guest(name.trim()));
    }
    if let Ok(doc) = typed.parse::<DocId>() {
        let name = engine.member(doc)?.full_name().to_owned();
        return Ok(Person::member(doc, &name));
    }
    let (doc, name) = by_name(engine, typed)?;
    Ok(Person::member(doc, &name))
}

fn by_prefix(docs: &[DocId], typed: &str) -> Option<Result<DocId, Fault>> {
    let fits: Vec<&DocId> = docs.iter().filter(|doc| doc.to_string().starts_with(typed)).collect();
    match fits.as_slice() {
        [] => None,
        [only] => Some(Ok(**only)),
        several => Some(Err(Fault::Typed(format!("`{typed}` hợp với {} hồ sơ; hãy gõ dài hơn.", several.len())))),
    }
}

/// The one member a piece of a name fits best: the same name, then the same marks, then the same letters.
fn by_name(engine: &mut Engine, typed: &str) -> Result<(DocId, String), Fault> {
    let found = engine.members(typed)?;
    let closeness = |name: &str| (text::same_name(typed, name), text::rank(typed, name));
    let best = found.iter().map(|row| closeness(&row.full_name)).max();
    let fits: Vec<_> = found.into_iter().filter(|row| Some(closeness(&row.full_name)) == best).collect();
    match fits.as_slice() {
        [] => Err(Fault::Typed(format!("Không có đảng viên nào tên `{typed}`."))),
        [only] => Ok((only.doc, only.full_name.clone())),
        several => {
            let list: Vec<String> =
                several.iter().map(|row| format!("{} ({})", row.full_name, short(row.doc))).collect();
            Err(Fault::Typed(format!(
                "`{typed}` hợp với nhiều người: {}. Hãy gõ rõ hơn hoặc dùng mã.",
                list.join(", ")
            )))
        }
    }
}

/// The beginning of an id, as lists show it.
pub(crate) fn short(doc: DocId) -> String {
    doc.to_string().chars().take(8).collect()
}
