//! What operations say about each other. It refuses operations that no change of a document made,
//! two with one name, operations inside objects that nothing made, objects nested too deep, and
//! references that leave their key: the merge engine takes these for granted and panics where
//! they fail, and readers that descend into objects would run out of stack.

use super::columns::{ACTOR, ChunkColumns, DELTA, GROUP, spec};
use super::ops::{
    ACTION, AFTER, ID_ACTOR, ID_COUNTER, INSERT, KEY_ACTOR, KEY_COUNTER, KEY_TEXT, OBJECT_ACTOR, OBJECT_COUNTER,
};
use super::reader::Reader;
use super::runs::{Each, Runs, Turns};
use super::{DEPTH_MAX, Refused, within};

/// The name of an operation: its counter in the upper half, the place of its actor in the lower. One number, because
/// a document has as many of these as operations, and all of them are held at once.
pub(super) type Id = u64;

pub(super) fn name(counter: u64, actor: u64) -> Result<Id, Refused> {
    match (u32::try_from(counter), u32::try_from(actor)) {
        (Ok(counter), Ok(actor)) => Ok(u64::from(counter) << 32 | u64::from(actor)),
        _ => Err(Refused::Malformed("number out of range")),
    }
}

/// Checks the objects of a change that starts at `start`. Only those it makes itself are known;
/// objects of earlier changes count as the root.
pub(super) fn in_change(columns: &ChunkColumns<'_>, start: u64) -> Result<(), Refused> {
    let mut rows = OpRows::new(columns);
    let (mut objects, first) = (Objects::default(), name(start, 0)?);
    let mut counter = start;
    while let Some(action) = rows.actions.next()? {
        let parent = rows.object()?.filter(|id| *id >= first && id & u64::from(u32::MAX) == 0);
        let depth = objects.depth_in(parent)?;
        if makes(action) {
            within("depth of objects", depth, DEPTH_MAX)?;
            objects.made.push((name(counter, 0)?, depth));
        }
        counter = counter.saturating_add(1);
    }
    Ok(())
}

/// Checks the operations of a document, whose columns are known to line up and to be within
/// bounds; `reached` holds the last counter of each actor, `count` is the number of operations.
pub(super) fn in_document(columns: &ChunkColumns<'_>, reached: &[i64], count: u64) -> Result<(), Refused> {
    let mut rows = OpRows::new(columns);
    let mut ids = Ids::new(columns, ID_ACTOR, ID_COUNTER);
    let mut groups = Groups::default();
    let mut places = Vec::with_capacity(usize::try_from(count).unwrap_or(0));
    let mut made = Vec::new();
    while let Some(action) = rows.actions.next()? {
        let id = ids.next(reached)?;
        let object = rows.object()?;
        places.push((id, groups.of(object, rows.key(id)?)));
        if makes(action) {
            made.push((id, object));
        }
    }
    places.sort_unstable();
    if !places.is_sorted_by(|(a, _), (b, _)| a < b) {
        return Err(Refused::Malformed("two operations with one name"));
    }
    // An object is made before what is in it, so ascending names see parents first.
    made.sort_unstable();
    let mut objects = Objects::default();
    for (id, object) in made {
        let depth = objects.depth_in(object)?;
        within("depth of objects", depth, DEPTH_MAX)?;
        objects.made.push((id, depth));
    }
    references(columns, reached, objects, &places)
}

/// Whether an action makes an object: a map, list, text or table.
pub(super) fn makes(action: u64) -> bool {
    action.is_multiple_of(2)
}

/// The objects made so far, ascending, with their depths.
#[derive(Default)]
struct Objects {
    made: Vec<(Id, u64)>,
    last: Option<(Id, u64)>,
}

impl Objects {
    /// The depth of what is in `parent`; the root is at zero.
    fn depth_in(&mut self, parent: Option<Id>) -> Result<u64, Refused> {
        let Some(parent) = parent else { return Ok(1) };
        if let Some((_, depth)) = self.last.filter(|(last, _)| *last == parent) {
            return Ok(depth);
        }
        let found = self.made.binary_search_by_key(&parent, |(id, _)| *id).ok().and_then(|at| self.made.get(at));
        let Some((_, above)) = found else {
            return Err(Refused::Malformed("operation in an object nothing made"));
        };
        let depth = above + 1;
        self.last = Some((parent, depth));
        Ok(depth)
    }
}

/// Numbers for the keys of a document: neighbours that act on the same key have the same.
#[derive(Default)]
struct Groups<'a> {
    last: Option<(Option<Id>, Key<'a>)>,
    number: u32,
}

impl<'a> Groups<'a> {
    fn of(&mut self, object: Option<Id>, key: Key<'a>) -> u32 {
        let here = Some((object, key));
        if here != self.last {
            self.last = here;
            self.number = self.number.saturating_add(1);
        }
        self.number
    }
}

/// Checks that each operation is in an object made before it, and that each reference names a later operation on the
/// same key, or a deletion there. `places` holds all operations by name with the numbers of their keys.
fn references(
    columns: &ChunkColumns<'_>,
    reached: &[i64],
    mut objects: Objects,
    places: &[(Id, u32)],
) -> Result<(), Refused> {
    let mut rows = OpRows::new(columns);
    let mut ids = Ids::new(columns, ID_ACTOR, ID_COUNTER);
    let mut groups = Groups::default();
    let mut counts = Each::new(columns.get(spec(AFTER, GROUP)), Reader::uleb);
    let mut after = Ids::new(columns, spec(AFTER, ACTOR), spec(AFTER, DELTA));
    let mut references = Vec::with_capacity(sum(columns.get(spec(AFTER, GROUP)))?);
    let mut named = Vec::new();
    while rows.actions.next()?.is_some() {
        let id = ids.next(reached)?;
        let object = rows.object()?;
        objects.depth_in(object)?;
        if object.is_some_and(|object| object >= id) {
            return Err(Refused::Malformed("operation in an object nothing made"));
        }
        let group = groups.of(object, rows.key(id)?);
        named.clear();
        for _ in 0..counts.next()?.unwrap_or(0) {
            named.push(after.next(reached)?);
        }
        named.sort_unstable();
        if !named.is_sorted_by(|a, b| a < b) {
            return Err(Refused::Malformed("reference given twice"));
        }
        if named.first().is_some_and(|first| *first <= id) {
            return Err(Refused::Malformed("reference to another key"));
        }
        references.extend(named.iter().map(|id| (*id, group)));
    }
    references.sort_unstable();
    // A deletion is known by its references alone: they place it, so they have to agree.
    let mut places = places.iter().copied().peekable();
    let mut last: Option<(Id, u32)> = None;
    for (id, group) in references {
        while places.next_if(|(place, _)| *place < id).is_some() {}
        let place = places.peek().filter(|(place, _)| *place == id).map_or(group, |(_, group)| *group);
        if place != group || last.is_some_and(|last| last != (id, group) && last.0 == id) {
            return Err(Refused::Malformed("reference to another key"));
        }
        last = Some((id, group));
    }
    Ok(())
}

/// The sum of a column of counts that is known to be within bounds.
fn sum(column: &[u8]) -> Result<usize, Refused> {
    let mut runs = Runs::new(column, Reader::uleb);
    let mut sum = 0_u64;
    while let Some((value, rows)) = runs.next_run()? {
        sum = sum.saturating_add(value.unwrap_or(0).saturating_mul(rows));
    }
    usize::try_from(sum).ok().ok_or(Refused::Truncated)
}

/// Where in its object an operation acts.
#[derive(PartialEq)]
enum Key<'a> {
    Text(&'a str),
    Element(Id),
}

/// Where in its object an operation acts, as its row says it.
pub(super) enum Slot<'a> {
    /// On a key of a map.
    Key(&'a str),
    /// On an element of a list or text.
    Element(Id),
    /// It makes an element that comes after another, or first.
    After(Option<Id>),
}

/// The columns that say what each operation acts on.
pub(super) struct OpRows<'a> {
    pub(super) actions: Each<'a, u64>,
    object_actors: Each<'a, u64>,
    object_counters: Each<'a, u64>,
    key_actors: Each<'a, u64>,
    key_counters: Each<'a, i64>,
    key_counter: i64,
    key_texts: Each<'a, &'a str>,
    inserts: Turns<'a>,
}

impl<'a> OpRows<'a> {
    pub(super) fn new(columns: &'a ChunkColumns<'_>) -> Self {
        Self {
            actions: Each::new(columns.get(ACTION), Reader::uleb),
            object_actors: Each::new(columns.get(OBJECT_ACTOR), Reader::uleb),
            object_counters: Each::new(columns.get(OBJECT_COUNTER), Reader::uleb),
            key_actors: Each::new(columns.get(KEY_ACTOR), Reader::uleb),
            key_counters: Each::new(columns.get(KEY_COUNTER), Reader::sleb),
            key_counter: 0,
            key_texts: Each::new(columns.get(KEY_TEXT), Reader::text),
            inserts: Turns::new(columns.get(INSERT)),
        }
    }

    /// The object of the next row; none is the root.
    pub(super) fn object(&mut self) -> Result<Option<Id>, Refused> {
        match (self.object_counters.next()?, self.object_actors.next()?) {
            (None, None) => Ok(None),
            (Some(counter), Some(actor)) if counter > 0 => name(counter, actor).map(Some),
            _ => Err(Refused::Malformed("object named in part")),
        }
    }

    /// The key of the next row, whose own name is `id`.
    fn key(&mut self, id: Id) -> Result<Key<'a>, Refused> {
        Ok(match self.slot()? {
            Slot::Key(text) => Key::Text(text),
            Slot::Element(element) => Key::Element(element),
            Slot::After(_) => Key::Element(id),
        })
    }

    /// Where the next row acts.
    pub(super) fn slot(&mut self) -> Result<Slot<'a>, Refused> {
        let actor = self.key_actors.next()?;
        let counter = self.key_counters.next()?;
        self.key_counter = self.key_counter.saturating_add(counter.unwrap_or(0));
        let text = self.key_texts.next()?;
        let insert = self.inserts.next()?;
        match (text, counter, actor) {
            (Some(text), None, None) if !insert => Ok(Slot::Key(text)),
            (None, Some(_), None) if insert => Ok(Slot::After(None)),
            (None, Some(_), Some(actor)) => {
                let element = name(self.key_counter.unsigned_abs(), actor)?;
                Ok(if insert { Slot::After(Some(element)) } else { Slot::Element(element) })
            }
            _ => Err(Refused::Malformed("key named in part or twice")),
        }
    }
}

/// The names of operations kept in a column of actors and one of counters.
pub(super) struct Ids<'a> {
    actors: Each<'a, u64>,
    counters: Each<'a, i64>,
    counter: i64,
}

impl<'a> Ids<'a> {
    pub(super) fn new(columns: &'a ChunkColumns<'_>, actors: u64, counters: u64) -> Self {
        Self {
            actors: Each::new(columns.get(actors), Reader::uleb),
            counters: Each::new(columns.get(counters), Reader::sleb),
            counter: 0,
        }
    }

    /// The next name, when its actor came as far as its counter.
    pub(super) fn next(&mut self, reached: &[i64]) -> Result<Id, Refused> {
        let actor = self.actors.next()?.unwrap_or(u64::MAX);
        self.counter = self.counter.saturating_add(self.counters.next()?.unwrap_or(0));
        let last = usize::try_from(actor).ok().and_then(|at| reached.get(at));
        if last.is_none_or(|last| self.counter > *last) {
            return Err(Refused::Malformed("operation that no change made"));
        }
        name(self.counter.unsigned_abs(), actor)
    }
}
