//! The ward's organisations: cells found by name as people mean it; any of them added, renamed, moved, ended. It refuses to add a cell beside one whose
//! name is nearly the same: that is for a person to decide.

use shared::doc::Seed;
use shared::id::OrgId;
use shared::org::{self, KIND, OrgClass, OrgTree, OrgView, go_on};
use shared::text;
use shared::time::CivilDate;

use super::{AdminError, ConsoleAuthor, put_org};
use crate::hub::Hub;
use crate::store::audit::{self, Event};
use crate::store::read_model;

/// What a name of a cell leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// One cell of that name.
    One(OrgView),
    /// None of it, but these are close, or there are several of it.
    Close(Vec<OrgView>),
    /// Nothing like it.
    Nothing,
}

/// Finds a cell by its name. Case, spacing, Unicode form, tone placement, and i or y do not count.
#[must_use]
pub fn find(tree: &OrgTree, ward: OrgId, name: &str) -> Named {
    let cells = || tree.below(ward).filter(|org| org.class == OrgClass::Cell);
    let same: Vec<OrgView> = cells().filter(|org| text::same_name(&org.name, name)).cloned().collect();
    match same.as_slice() {
        [one] => return Named::One(one.clone()),
        [] => {}
        [..] => return Named::Close(same),
    }
    let close: Vec<OrgView> = cells().filter(|org| is_close(&org.name, name)).cloned().collect();
    if close.is_empty() { Named::Nothing } else { Named::Close(close) }
}

/// Words that cells' names begin with and that are left out in speech.
const COMMON: [&str; 15] =
    ["chi", "bo", "dang", "khom", "ap", "thon", "to", "dan", "pho", "khu", "xom", "ban", "buon", "lang", "cell"];

/// Whether two different names may be meant for one cell.
fn is_close(left: &str, right: &str) -> bool {
    let words = |name: &str| -> (String, Vec<String>) {
        let folded = text::fold(name).replace('y', "i");
        let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        // What tells cells of one name apart: 1 and 2, I and II, A and B.
        let is_ordinal = |word: &str| {
            word.chars().count() == 1
                || word.bytes().all(|byte| byte.is_ascii_digit())
                || word.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'))
        };
        let (ordinals, rest): (Vec<&str>, Vec<&str>) =
            words.filter(|word| !COMMON.contains(word)).partition(|word| is_ordinal(word));
        let number = |word: &&str| word.trim_start_matches('0').to_owned();
        (rest.concat(), ordinals.iter().map(number).collect())
    };
    let ((left, left_ordinals), (right, right_ordinals)) = (words(left), words(right));
    if left_ordinals != right_ordinals {
        return false;
    }
    left == right || (left.chars().count().min(right.chars().count()) >= 5 && is_one_letter_apart(&left, &right))
}

/// Whether one letter added, left out or replaced makes two texts equal.
fn is_one_letter_apart(left: &str, right: &str) -> bool {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let begin = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let end = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
    let (short, long) = (left.len().min(right.len()), left.len().max(right.len()));
    long - short <= 1 && begin + end >= long - 1
}

/// An organisation that is to be added.
#[derive(Debug, Clone)]
pub struct Founded {
    /// Its name.
    pub name: String,
    /// What it is.
    pub class: OrgClass,
    /// Kind of residential unit, in the ward's own words.
    pub unit_kind: Option<String>,
    /// What it lies under.
    pub under: OrgId,
    /// Its first day.
    pub since: CivilDate,
}

/// Adds an organisation; one nearly of the name of another only where somebody says that it is `another`.
///
/// # Errors
/// [`AdminError::CloseCells`] when one is of that name or, unless it is `another`, nearly of it; [`AdminError::NoPlace`]
/// when nothing can lie where it should; [`AdminError`] when it cannot be written.
pub async fn found(
    hub: &Hub,
    author: &ConsoleAuthor,
    ward: OrgId,
    founded: Founded,
    another: bool,
) -> Result<OrgId, AdminError> {
    let known = hub.directory().now();
    let alike = match find(&known.tree, ward, &founded.name) {
        Named::Nothing => Vec::new(),
        Named::One(cell) => vec![cell],
        Named::Close(cells) => cells,
    };
    let same = alike.iter().any(|cell| text::same_name(&cell.name, &founded.name));
    if same || (!alike.is_empty() && !another) {
        return Err(AdminError::CloseCells { name: founded.name, cells: alike.iter().map(told).collect(), same });
    }
    place(&known.tree, founded.under, hub.host().now().vietnam_date())?;
    add(hub, author, ward, founded).await
}

/// What something can be put under: a committee that has not ended.
fn place(tree: &OrgTree, under: OrgId, today: CivilDate) -> Result<(), AdminError> {
    let fits = |org: &OrgView| org.takes_others() && org.exists_on(today);
    tree.get(under).filter(|org| fits(org)).map(|_| ()).ok_or(AdminError::NoPlace)
}

/// Adds an organisation, whatever others are called.
///
/// # Errors
/// [`AdminError`] when it cannot be written.
pub async fn add(hub: &Hub, author: &ConsoleAuthor, ward: OrgId, founded: Founded) -> Result<OrgId, AdminError> {
    let org = OrgId::from_bytes(hub.host().random()?);
    let view = OrgView {
        org,
        name: text::clean_line(&founded.name),
        class: founded.class,
        unit_kind: founded.unit_kind,
        parent: Some(founded.under),
        valid_from: Some(founded.since),
        valid_to: None,
        successors: Vec::new(),
        carried_by: None,
    };
    keep(hub, author, ward, &view, "org_added").await?;
    Ok(org)
}

/// Adds a cell below the ward, unless one of that name is there; gives its id.
///
/// # Errors
/// [`AdminError::CloseCells`] when one is nearly of that name; [`AdminError`] when it cannot be written.
pub async fn ensure(
    hub: &Hub,
    author: &ConsoleAuthor,
    ward: OrgId,
    name: &str,
    unit_kind: &str,
    since: CivilDate,
) -> Result<OrgId, AdminError> {
    let found = find(&hub.directory().now().tree, ward, name);
    match found {
        Named::One(cell) => open_on(&cell, since).map(|cell| cell.org),
        Named::Close(cells) => {
            Err(AdminError::CloseCells { name: name.to_owned(), cells: cells.iter().map(told).collect(), same: false })
        }
        Named::Nothing => {
            let (name, unit_kind) = (name.to_owned(), Some(unit_kind.to_owned()));
            add(hub, author, ward, Founded { name, class: OrgClass::Cell, unit_kind, under: ward, since }).await
        }
    }
}

/// The cell, when it has not ended before a day.
///
/// # Errors
/// [`AdminError::CellEnded`] when it has.
pub fn open_on(cell: &OrgView, day: CivilDate) -> Result<&OrgView, AdminError> {
    match cell.valid_to {
        Some(ended) if ended < day => Err(AdminError::CellEnded { name: cell.name.clone(), ended: ended.vietnamese() }),
        _ => Ok(cell),
    }
}

/// A cell in words: id, name, and since when it is no more.
#[must_use]
pub fn told(cell: &OrgView) -> String {
    let ended = cell.valid_to.map(|day| format!(" (kết thúc {} / ended)", day.vietnamese())).unwrap_or_default();
    format!("{} {}{ended}", cell.org, cell.name)
}

/// The cell that a name or an id names.
///
/// # Errors
/// [`AdminError::CloseCells`] when none is exactly of that name, [`AdminError::Unknown`] when none is like it.
pub fn named(hub: &Hub, ward: OrgId, name_or_id: &str) -> Result<OrgView, AdminError> {
    let tree = hub.directory().now();
    let by_id = name_or_id.parse::<OrgId>().ok().and_then(|org| tree.tree.get(org));
    if let Some(cell) = by_id.filter(|org| org.class == OrgClass::Cell) {
        return Ok(cell.clone());
    }
    match find(&tree.tree, ward, name_or_id) {
        Named::One(cell) => Ok(cell),
        Named::Close(cells) => {
            let cells = cells.iter().map(told).collect();
            Err(AdminError::CloseCells { name: name_or_id.to_owned(), cells, same: false })
        }
        Named::Nothing => Err(AdminError::Unknown(format!("cell `{name_or_id}`"))),
    }
}

/// Gives an organisation another name since a day; its records, devices and history stay. The name it has with another
/// day corrects the day.
///
/// # Errors
/// [`AdminError::CloseCells`] when another cell has that name, [`AdminError::NoName`] for none,
/// [`AdminError::DayOutside`] for a day to come, before its first or before the name it has.
pub async fn rename(
    hub: &Hub,
    author: &ConsoleAuthor,
    ward: OrgId,
    org: OrgView,
    name: &str,
    since: CivilDate,
) -> Result<OrgView, AdminError> {
    let others = OrgTree::of(hub.directory().now().tree.iter().filter(|other| other.org != org.org).cloned());
    if let Named::One(other) = find(&others, ward, name) {
        return Err(AdminError::CloseCells { name: name.to_owned(), cells: vec![told(&other)], same: true });
    }
    let renamed = OrgView { name: text::clean_line(name), ..org.clone() };
    if renamed.name.is_empty() {
        return Err(AdminError::NoName);
    }
    let before = changed(hub, org.org).await?.name;
    fits(hub, &org, before.filter(|_| renamed.name != org.name), since)?;
    author.write(hub, ward, &Seed::Id(KIND, org.org.record()), |edit| org::rename(edit, &renamed.name, since)).await?;
    note(hub, author, &renamed, "org_renamed", Some(since)).await?;
    Ok(renamed)
}

/// Since when an organisation has its name and its place, where that was entered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changed {
    /// Its name.
    pub name: Option<CivilDate>,
    /// What it lies under.
    pub parent: Option<CivilDate>,
}

/// Since when an organisation has its name and its place.
///
/// # Errors
/// [`AdminError`] when the database refuses.
pub async fn changed(hub: &Hub, org: OrgId) -> Result<Changed, AdminError> {
    let row = hub.store().read(move |reading| read_model::row(reading, org.record())).await?;
    let day = |field| row.as_ref()?.text(field).and_then(|text| CivilDate::parse(text).ok());
    Ok(Changed { name: day("name_since"), parent: day("parent_since") })
}

/// Whether something can hold of an organisation since a day: none to come, none before its first or before what it
/// takes the place of.
fn fits(hub: &Hub, org: &OrgView, before: Option<CivilDate>, since: CivilDate) -> Result<(), AdminError> {
    let (first, today) = (org.valid_from.max(before), hub.host().now().vietnam_date());
    if since > today || first.is_some_and(|first| since < first) {
        return Err(AdminError::DayOutside { first: first.map(CivilDate::vietnamese), today: today.vietnamese() });
    }
    Ok(())
}

/// Ends a cell with a day; what it wrote stays readable to the ward.
///
/// # Errors
/// [`AdminError`] for a day before the cell's first, for a committee under which others go on, or when it cannot be
/// written.
pub async fn end(
    hub: &Hub,
    author: &ConsoleAuthor,
    ward: OrgId,
    cell: OrgView,
    last: CivilDate,
    successor: Option<OrgId>,
) -> Result<OrgView, AdminError> {
    if let Some(first) = cell.valid_from.filter(|first| last < *first) {
        return Err(AdminError::EndsBeforeItBegins { first: first.vietnamese() });
    }
    let known = hub.directory().now();
    let goes_on = |org: &&OrgView| org.org != cell.org && org.valid_to.is_none_or(|to| to > last);
    match known.tree.below(cell.org).filter(goes_on).count() {
        0 => {}
        n => return Err(AdminError::StillBelow(u32::try_from(n).unwrap_or(u32::MAX))),
    }
    let mut ended = OrgView { valid_to: Some(last), ..cell };
    ended.successors.extend(successor);
    keep(hub, author, ward, &ended, "org_ended").await?;
    Ok(ended)
}

/// Puts an organisation under another one since a day; its records and devices stay its own, and whoever stands above it
/// from now on reads them. Where it is with another day corrects the day.
///
/// # Errors
/// [`AdminError::NoPlace`] when nothing can lie there or it lies below; [`AdminError::DayOutside`] as [`rename`];
/// [`AdminError`] when it cannot be written.
pub async fn move_under(
    hub: &Hub,
    author: &ConsoleAuthor,
    ward: OrgId,
    org: OrgView,
    under: OrgId,
    since: CivilDate,
) -> Result<OrgView, AdminError> {
    let known = hub.directory().now();
    place(&known.tree, under, hub.host().now().vietnam_date())?;
    if known.tree.is_within(under, org.org) {
        return Err(AdminError::NoPlace);
    }
    let before = changed(hub, org.org).await?.parent;
    fits(hub, &org, before.filter(|_| org.parent != Some(under)), since)?;
    author.write(hub, ward, &Seed::Id(KIND, org.org.record()), |edit| org::put_under(edit, under, since)).await?;
    let moved = OrgView { parent: Some(under), ..org };
    note(hub, author, &moved, "org_moved", Some(since)).await?;
    Ok(moved)
}

/// Takes the end of an organisation back: it goes on as before.
///
/// # Errors
/// [`AdminError`] when it cannot be written.
pub async fn reopen(hub: &Hub, author: &ConsoleAuthor, ward: OrgId, org: OrgView) -> Result<OrgView, AdminError> {
    let record = org.org.record();
    let written = hub.open(record).await?.and_then(|(doc, _)| OrgView::of(&doc));
    let successors = written.map(|view| view.successors).unwrap_or_default();
    author.write(hub, ward, &Seed::Id(KIND, record), |edit| go_on(edit, &successors)).await?;
    let reopened = OrgView { valid_to: None, successors: Vec::new(), carried_by: None, ..org };
    note(hub, author, &reopened, "org_reopened", None).await?;
    Ok(reopened)
}

async fn keep(
    hub: &Hub,
    author: &ConsoleAuthor,
    ward: OrgId,
    view: &OrgView,
    action: &'static str,
) -> Result<(), AdminError> {
    put_org(hub, author, ward, view).await?;
    note(hub, author, view, action, view.valid_to).await
}

/// Enters what was done into the log with the day it holds since or ends on, and makes it known.
async fn note(
    hub: &Hub,
    author: &ConsoleAuthor,
    view: &OrgView,
    action: &'static str,
    day: Option<CivilDate>,
) -> Result<(), AdminError> {
    let event = Event {
        at: hub.host().now(),
        actor: author.login.clone(),
        action,
        subject: view.org.to_string(),
        detail: day.map(|day| day.to_string()).unwrap_or_default(),
    };
    hub.store().write(move |tx| audit::append(tx, &event)).await?;
    hub.directory().refresh(hub.store()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use shared::id::OrgId;
    use shared::org::{OrgClass, OrgTree, OrgView};

    use super::{Named, find};

    const WARD: OrgId = OrgId::from_bytes([9; 16]);

    fn cell(id: u8, name: &str) -> OrgView {
        OrgView {
            org: OrgId::from_bytes([id; 16]),
            name: name.to_owned(),
            class: OrgClass::Cell,
            unit_kind: None,
            parent: Some(WARD),
            valid_from: None,
            valid_to: None,
            successors: Vec::new(),
            carried_by: None,
        }
    }

    fn ward_of(names: &[&str]) -> OrgTree {
        let ward = OrgView { class: OrgClass::Ward, parent: None, ..cell(9, "Đảng ủy phường Sen Hồng") };
        OrgTree::of((1..).zip(names).map(|(id, name)| cell(id, name)).chain([ward]))
    }

    #[test]
    fn a_cells_name_is_found_however_it_is_typed() {
        let tree = ward_of(&["Chi bộ khóm Mỹ Phước", "Chi bộ khóm 2"]);
        for name in
            ["chi bộ  khóm mỹ phước", "CHI BỘ KHÓM MĨ PHƯỚC", "Chi bô\u{323} kho\u{301}m My\u{303} Phươ\u{301}c"]
        {
            assert!(
                matches!(find(&tree, WARD, name), Named::One(found) if found.name == "Chi bộ khóm Mỹ Phước"),
                "{name}"
            );
        }
    }

    #[test]
    fn a_name_that_is_nearly_anothers_is_asked_about_and_a_number_makes_another() {
        let tree = ward_of(&["Chi bộ khóm Mỹ Phước", "Chi bộ khóm 2", "Chi bộ ấp Tân Lập A"]);
        for name in
            ["Chi bộ Mỹ Phước", "Chi bo khom My Phuoc", "Chi bộ khóm Mỹ Phượt", "Chi bộ ấp Mỹ Phước", "Chi bộ khóm 02"]
        {
            assert!(matches!(find(&tree, WARD, name), Named::Close(_)), "{name}");
        }
        for name in [
            "Chi bộ khóm 1",
            "Chi bộ khóm 12",
            "Chi bộ ấp Tân Lập B",
            "Chi bộ khóm Tân Hưng",
            "Đảng ủy phường Sen Hồng",
        ] {
            assert_eq!(find(&tree, WARD, name), Named::Nothing, "{name}");
        }
    }

    #[test]
    fn two_cells_of_one_name_are_not_chosen_between() {
        let tree = ward_of(&["Chi bộ khóm Mỹ Phước", "Chi bộ khóm Mĩ Phước"]);
        assert!(matches!(find(&tree, WARD, "Chi bộ khóm Mỹ Phước"), Named::Close(cells) if cells.len() == 2));
    }
}
