//! What bytes from outside would write, for a person who decides whether they come in: read from the changes alone, so
//! that it works where the record is not here, or what they build on.
//!
//! It refuses to merge anything. The bytes pass the admission filter first; what is shown is cleaned of control and
//! direction characters, and has a stated length.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{Automerge, Change, LoadOptions, ObjType, TextEncoding};

use super::tree::Scalar;
use super::{ChunkForm, Doc, Kind, foundation};
use crate::admission::{self, Bounds, Refused};
use crate::id::DocId;
use crate::text;
use crate::time::Timestamp;

/// Characters of one preview at most.
pub const PREVIEW_CHARS_MAX: usize = 1_000_000;
/// Lines of one preview at most.
pub const PREVIEW_LINES_MAX: usize = 20_000;
/// Containers remembered while a chunk is read.
const CONTAINERS_MAX: usize = 100_000;
/// Lists and maps in each other that are named.
const DEPTH_MAX: usize = 8;

/// What bytes from outside would write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// Each thing written, in order.
    pub lines: Vec<PreviewLine>,
    /// How many changes there are.
    pub changes: usize,
    /// When the first and the last say they were made.
    pub written: Option<(Timestamp, Timestamp)>,
    /// Whether there is more than is shown.
    pub cut: bool,
}

/// One thing that would be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewLine {
    /// Where, as far as it can be named: parts and leaves with slashes.
    pub place: String,
    /// What.
    pub what: Written,
}

/// What happens at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// Running text comes in.
    Text(String),
    /// A value is set.
    Value(String),
    /// Characters or values go.
    Deleted(usize),
}

/// Why nothing can be shown of a chunk.
#[derive(Debug, thiserror::Error)]
pub enum Unshown {
    /// The bytes do not pass the admission filter.
    #[error("refused before it was read: {0}")]
    Refused(#[from] Refused),
    /// Automerge cannot read what passed.
    #[error("not readable as changes")]
    Unreadable,
}

/// Reads what a chunk for a record would write. `known` is the record as it stands here, to name what the chunk alone
/// cannot.
///
/// # Errors
/// [`Unshown`] when the bytes do not pass the admission filter or cannot be read.
pub fn preview(
    id: DocId,
    kind: Option<Kind>,
    form: ChunkForm,
    chunk: &[u8],
    bounds: &Bounds,
    known: Option<&Doc>,
) -> Result<Preview, Unshown> {
    let changes = changes(form, chunk, bounds)?;
    let reading = || Reading::of(id, kind, known).read(id, &changes);
    catch_unwind(AssertUnwindSafe(reading)).ok().ok_or(Unshown::Unreadable)
}

fn changes(form: ChunkForm, chunk: &[u8], bounds: &Bounds) -> Result<Vec<Change>, Unshown> {
    match form {
        ChunkForm::Changes => {
            let admitted = admission::admit_changes(chunk, bounds)?;
            let read =
                |change: admission::AdmittedChange| Change::from_bytes(change.bytes).ok().ok_or(Unshown::Unreadable);
            admitted.into_iter().map(read).collect()
        }
        ChunkForm::Document => {
            let admitted = admission::admit_document(chunk, bounds)?;
            let options = LoadOptions::new().text_encoding(TextEncoding::UnicodeCodePoint);
            let load = || Automerge::load_with_options(&admitted.bytes, options).map(|doc| doc.get_changes(&[]));
            let loaded = catch_unwind(AssertUnwindSafe(load)).ok().and_then(Result::ok);
            loaded.ok_or(Unshown::Unreadable)
        }
    }
}

struct Reading {
    places: BTreeMap<String, (String, ObjType)>,
    preview: Preview,
    chars: usize,
    /// The text that is being put together: where, and the last character's operation.
    running: Option<(String, OpId)>,
}

impl Reading {
    fn of(id: DocId, kind: Option<Kind>, known: Option<&Doc>) -> Self {
        let laid = kind.map(|kind| foundation::containers(id, kind)).unwrap_or_default();
        let mut places: BTreeMap<_, _> =
            laid.into_iter().map(|(op, name, shape)| (name_of(&op), (name.to_owned(), shape))).collect();
        for (op, (part, leaf, shape)) in known.map(Doc::container_places).unwrap_or_default() {
            let place = format!("{part}/{leaf}").trim_end_matches('/').to_owned();
            places.insert(op, (place, shape));
        }
        Self { places, preview: Preview::default(), chars: 0, running: None }
    }

    fn read(mut self, id: DocId, changes: &[Change]) -> Preview {
        let layers = foundation::Layers::of(id);
        for change in changes.iter().filter(|change| layers.schema(change.actor_id().to_bytes()).is_none()) {
            self.preview.changes += 1;
            let at = Timestamp::from_ms(change.timestamp().saturating_mul(1000));
            let (first, last) = self.preview.written.unwrap_or((at, at));
            self.preview.written = Some((first.min(at), last.max(at)));
            if self.preview.cut {
                continue;
            }
            for (number, op) in (change.start_op().get()..).zip(change.decode().operations) {
                self.take(OpId::new(number, change.actor_id()), &op);
            }
        }
        self.preview
    }

    fn take(&mut self, id: OpId, op: &Op) {
        let container = match &op.obj {
            ObjectId::Root => None,
            ObjectId::Id(op) => Some(name_of(op)),
        };
        let known = container.as_ref().and_then(|container| self.places.get(container));
        let in_text = known.is_some_and(|(_, shape)| *shape == ObjType::Text);
        let mut place = match (&container, known) {
            (None, _) => String::new(),
            (Some(_), Some((place, _))) => place.clone(),
            (Some(_), None) => "…".to_owned(),
        };
        if let Key::Map(key) = &op.key {
            if !place.is_empty() {
                place.push('/');
            }
            place.push_str(&text::clean_line(key));
        }
        match &op.action {
            OpType::Make(shape) => {
                let deep = place.matches('/').count() >= DEPTH_MAX || self.places.len() >= CONTAINERS_MAX;
                if !deep {
                    self.places.insert(name_of(&id), (place, *shape));
                }
            }
            OpType::Delete => self.delete(place),
            OpType::Increment(by) => self.say(place, Written::Value(format!("{by:+}"))),
            OpType::Put(value) => {
                let said = clean(&Scalar::read(value).display());
                // Of a text that is not here only this says that it is one: a character that follows on.
                let is_character = op.insert && said.chars().count() <= 1 && (in_text || known.is_none());
                match container.filter(|_| is_character) {
                    Some(container) => self.type_on(container, id, &op.key, place, &said),
                    None => self.say(place, Written::Value(said)),
                }
            }
            OpType::MarkBegin(_) | OpType::MarkEnd(_) => {}
        }
    }

    /// Adds a character to the text that is being put together, or begins another.
    fn type_on(&mut self, container: String, id: OpId, after: &Key, place: String, character: &str) {
        let follows = self.running.as_ref().is_some_and(|(text, last)| {
            *text == container && matches!(after, Key::Seq(ElementId::Id(before)) if before == last)
        });
        match self.preview.lines.last_mut() {
            Some(PreviewLine { what: Written::Text(text), .. }) if follows => {
                self.chars += 1;
                if self.chars > PREVIEW_CHARS_MAX {
                    self.preview.cut = true;
                } else {
                    text.push_str(character);
                }
            }
            _ => self.say(place, Written::Text(character.to_owned())),
        }
        self.running = Some((container, id));
    }

    fn delete(&mut self, place: String) {
        match self.preview.lines.last_mut() {
            Some(PreviewLine { place: last, what: Written::Deleted(count) }) if *last == place => *count += 1,
            _ => self.say(place, Written::Deleted(1)),
        }
    }

    fn say(&mut self, place: String, what: Written) {
        self.running = None;
        self.chars += place.chars().count();
        self.chars += match &what {
            Written::Text(text) | Written::Value(text) => text.chars().count(),
            Written::Deleted(_) => 1,
        };
        if self.chars > PREVIEW_CHARS_MAX || self.preview.lines.len() >= PREVIEW_LINES_MAX {
            self.preview.cut = true;
        } else {
            self.preview.lines.push(PreviewLine { place, what });
        }
    }
}

/// An operation as automerge names the container it made.
fn name_of(op: &OpId) -> String {
    format!("{}@{}", op.counter(), op.actor())
}

/// Text as it may be shown: line breaks stay, whatever else steers a screen goes.
fn clean(text: &str) -> String {
    text.chars().filter(|&c| c == '\n' || !text::is_hidden(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;
    use crate::doc::{Pen, Seed};
    use crate::id::{DeviceId, OrgId};
    use crate::meeting::{MeetingKey, MeetingKind};
    use crate::time::CivilDate;

    fn meeting() -> (Doc, Pen) {
        let date = CivilDate::new(2026, 2, 1).unwrap();
        let key = MeetingKey { org: OrgId::from_bytes([1; 16]), kind: MeetingKind::Regular, date, ordinal: 1 };
        (key.open(), Pen::new(DeviceId::from_bytes([2; 16]), [3; 8]))
    }

    fn edit(doc: &mut Doc, pen: &Pen, write: impl FnOnce(&mut crate::doc::Edit<'_>)) -> Vec<u8> {
        let now = Timestamp::from_ms(1_770_000_000_000);
        let change = doc
            .edit(pen, now, |edit| {
                write(edit);
                Ok::<_, crate::doc::EditError>(())
            })
            .unwrap()
            .1;
        doc.change_chunks(&change.into_iter().collect())
    }

    fn read(doc: &Doc, form: ChunkForm, chunk: &[u8], known: Option<&Doc>) -> Preview {
        preview(doc.id(), Some(doc.kind()), form, chunk, &Bounds::of_chunks(), known).unwrap()
    }

    #[test]
    fn what_changes_write_is_readable_without_the_record() {
        let (mut doc, pen) = meeting();
        edit(&mut doc, &pen, |edit| edit.put("about", "place", "Nhà văn hóa").unwrap());
        let base = doc.clone();
        let chunk = edit(&mut doc, &pen, |edit| {
            edit.put("about", "topic", "Chuyên \u{1b}[31mđề\u{202e}").unwrap();
            edit.splice("minutes", 0, 0, "Biên bản\ncuộc họp").unwrap();
        });
        let seen = read(&base, ChunkForm::Changes, &chunk, None);
        let said: Vec<_> = seen.lines.iter().map(|line| (line.place.as_str(), line.what.clone())).collect();
        assert_eq!(
            said,
            [
                ("about/topic", Written::Value("Chuyên \u{fffd}[31mđề\u{fffd}".to_owned())),
                ("minutes", Written::Text("Biên bản\ncuộc họp".to_owned())),
            ]
        );
        assert_eq!((seen.changes, seen.cut), (1, false));
    }

    #[test]
    fn a_whole_record_shows_what_it_holds_and_a_deletion_how_much_it_takes() {
        let (mut doc, pen) = meeting();
        edit(&mut doc, &pen, |edit| edit.splice("minutes", 0, 0, "Một hai ba").unwrap());
        let seen = read(&doc, ChunkForm::Document, &doc.save(), None);
        assert_eq!(
            seen.lines,
            [PreviewLine { place: "minutes".to_owned(), what: Written::Text("Một hai ba".to_owned()) }]
        );
        let before = doc.clone();
        let chunk = edit(&mut doc, &pen, |edit| edit.splice("minutes", 0, 4, "").unwrap());
        let seen = read(&before, ChunkForm::Changes, &chunk, Some(&before));
        assert_eq!(seen.lines, [PreviewLine { place: "minutes".to_owned(), what: Written::Deleted(4) }]);
    }

    #[test]
    fn bytes_that_are_no_changes_are_an_error_and_never_a_panic() {
        let (mut doc, pen) = meeting();
        let chunk = edit(&mut doc, &pen, |edit| edit.put("about", "topic", "Chuyên đề").unwrap());
        for at in 0..chunk.len() {
            let mut spoiled = chunk.clone();
            spoiled[at] ^= 0x55;
            drop(preview(doc.id(), None, ChunkForm::Changes, &spoiled, &Bounds::of_chunks(), None));
            drop(preview(doc.id(), None, ChunkForm::Document, &spoiled, &Bounds::of_chunks(), Some(&doc)));
        }
        assert!(
            preview(doc.id(), None, ChunkForm::Changes, &[], &Bounds::of_chunks(), None)
                .is_ok_and(|it| it.lines.is_empty())
        );
    }

    #[test]
    fn a_record_of_any_kind_names_its_parts() {
        let id = DocId::from_bytes([7; 16]);
        for (seed, part) in
            [(Seed::Id(crate::doc::Kind::Member, id), "card"), (Seed::Id(crate::doc::Kind::Org, id), "about")]
        {
            let mut doc = Doc::create(&seed);
            let pen = Pen::new(DeviceId::from_bytes([2; 16]), [3; 8]);
            let chunk = edit(&mut doc, &pen, |edit| edit.put(part, "full_name", Role::Head.code()).unwrap());
            let seen = read(&doc, ChunkForm::Changes, &chunk, None);
            assert_eq!(seen.lines[0].place, format!("{part}/full_name"));
        }
    }
}
