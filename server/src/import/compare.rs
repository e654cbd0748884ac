//! Compares a register with the members the ward has. A row is the same person only where a number or the whole name
//! with its birth date says so; it is doubtful where that is not sure, and then nobody is written.

use std::collections::{BTreeMap, BTreeSet};

use shared::id::{DocId, OrgId};
use shared::member::MemberView;
use shared::record::Row;
use shared::record::list::{Page, Query};
use shared::text;
use shared::time::PartialDate;

use super::{BadRow, BadRows, Decisions, ImportError, MemberDraft, Register, RowNotice};
use crate::admin::AdminError;
use crate::hub::Hub;
use crate::store::read_model;

/// What an import would do.
#[derive(Debug)]
pub struct Plan {
    /// Row by row.
    pub rows: Vec<Planned>,
    /// Rows that are left out.
    pub bad: Vec<BadRow>,
    /// What should be looked at.
    pub notices: Vec<RowNotice>,
}

/// A row and what becomes of it.
#[derive(Debug)]
pub struct Planned {
    /// The row.
    pub draft: MemberDraft,
    /// The cell it goes to.
    pub cell: OrgId,
    /// How it stands to what the ward has.
    pub standing: Standing,
}

/// How a row stands to what the ward has.
#[derive(Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody like it is known.
    New,
    /// The record says the same.
    Same(DocId),
    /// The record says something else.
    Changed {
        /// The record.
        doc: DocId,
        /// What differs.
        changes: Vec<Change>,
        /// Whether the record takes it over.
        is_applied: bool,
    },
    /// It may be somebody who is known.
    Doubtful {
        /// Why, in words.
        why: String,
        /// Who it resembles.
        like: Vec<DocId>,
    },
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The field by stored name; `notes` for the notes.
    pub field: &'static str,
    /// What the record says, empty when nothing.
    pub from: String,
    /// What the file says.
    pub to: String,
}

/// Compares a register with what the ward has; `cell_of` gives the cell of the name a row bears.
///
/// # Errors
/// [`ImportError::BadRows`] when rows are bad and the decisions say to refuse; [`ImportError::NoCell`] when a row has none.
pub async fn plan(
    hub: &Hub,
    register: Register,
    cell_of: &(dyn Fn(Option<&str>) -> Option<OrgId> + Sync),
    decisions: &Decisions,
) -> Result<Plan, ImportError> {
    if decisions.bad_rows == BadRows::Refuse && !register.bad.is_empty() {
        return Err(ImportError::BadRows(register.bad));
    }
    let all = Query { missing: Vec::new(), ..Query::members() };
    let members =
        hub.store().read(move |reading| read_model::rows(reading, &all, Page::ALL)).await.map_err(AdminError::from)?;
    let known = Known::of(&members);
    let orgs = hub.directory().now();
    let org_name = |org: OrgId| orgs.tree.get(org).map(|org| org.name.clone()).unwrap_or_default();
    let mut plan = Plan { rows: Vec::new(), bad: register.bad, notices: register.notices };
    let mut taken = BTreeSet::new();
    for draft in register.rows {
        let cell = cell_of(draft.cell.as_deref()).ok_or(ImportError::NoCell)?;
        let mut likeness = known.likeness(&draft);
        if let Likeness::Is(row) = likeness
            && row.org != cell
        {
            likeness = Likeness::Like(vec![row], format!("đang ở {} / is of another cell", org_name(row.org)));
        }
        if decisions.as_new.contains(&draft.line) {
            likeness = Likeness::Nobody;
        }
        if let Likeness::Like(rows, _) = &likeness
            && let ([only], true) = (rows.as_slice(), decisions.as_same.contains(&draft.line))
            && only.org == cell
        {
            likeness = Likeness::Is(only);
        }
        let mut standing = match likeness {
            Likeness::Nobody => Standing::New,
            Likeness::Is(row) => compared(hub, row, &draft, decisions).await?,
            Likeness::Like(rows, why) => resembling(hub, &rows, &draft, why, cell).await?,
        };
        if let Standing::Same(doc) | Standing::Changed { doc, .. } = standing
            && !taken.insert(doc)
        {
            let why = "một hàng khác của tệp cũng là người này / another row is the same member".to_owned();
            standing = Standing::Doubtful { why, like: vec![doc] };
        }
        plan.rows.push(Planned { draft, cell, standing });
    }
    alike_in_the_file(&mut plan, decisions);
    Ok(plan)
}

/// Who a row is.
enum Likeness<'a> {
    Nobody,
    Is(&'a Row),
    Like(Vec<&'a Row>, String),
}

/// The ward's members by what they are known by.
struct Known<'a> {
    cards: BTreeMap<&'a str, Vec<&'a Row>>,
    dossiers: BTreeMap<String, Vec<&'a Row>>,
    names: BTreeMap<String, Vec<&'a Row>>,
    has_dossier: BTreeSet<DocId>,
}

/// Coarser than the comparison of names, so that only few are compared in full.
fn coarse(name: &str) -> String {
    text::fold(name).replace('y', "i")
}

/// How many records may lie between one and the record that speaks for the person.
const CHAIN_MAX: usize = 64;

/// For each record that names a successor, the one that speaks for the person; of a circle nothing.
fn speakers(rows: &[Row]) -> BTreeMap<DocId, &Row> {
    let by_id: BTreeMap<String, &Row> = rows.iter().map(|row| (row.doc.to_string(), row)).collect();
    let next = |row: &&Row| row.text("superseded_by").and_then(|id| by_id.get(id)).copied();
    let end = |row| std::iter::successors(Some(row), next).take(CHAIN_MAX).last();
    let ends = rows.iter().filter_map(|row| Some((row.doc, end(row)?)));
    ends.filter(|(_, end)| end.text("superseded_by").is_none()).collect()
}

impl<'a> Known<'a> {
    fn of(rows: &'a [Row]) -> Self {
        let mut known = Self {
            cards: BTreeMap::new(),
            dossiers: BTreeMap::new(),
            names: BTreeMap::new(),
            has_dossier: BTreeSet::new(),
        };
        let speaking = speakers(rows);
        for row in rows {
            // The numbers of who is recorded twice lead to the record that speaks for them.
            let speaker = speaking.get(&row.doc).copied().unwrap_or(row);
            if let Some(card) = row.text("card_number") {
                known.cards.entry(card).or_default().push(speaker);
            }
            if let Some(dossier) = row.text("dossier_number") {
                known.dossiers.entry(text::fold(dossier)).or_default().push(speaker);
                known.has_dossier.insert(speaker.doc);
            }
            if speaker.doc == row.doc {
                known.names.entry(coarse(&row.title)).or_default().push(row);
            }
        }
        known
    }

    fn likeness(&self, draft: &MemberDraft) -> Likeness<'a> {
        let dossier = draft.field("dossier_number").map(text::fold);
        let by_card = draft.field("card_number").and_then(|card| self.cards.get(card));
        let by_dossier = dossier.as_deref().and_then(|dossier| self.dossiers.get(dossier));
        let mut numbered: Vec<&Row> = by_card.into_iter().chain(by_dossier).flatten().copied().collect();
        numbered.sort_by_key(|row| row.doc);
        numbered.dedup_by_key(|row| row.doc);
        match numbered.as_slice() {
            [one] if text::same_name(&one.title, draft.full_name()) => return Likeness::Is(one),
            [one] => {
                let why = format!("cùng số nhưng tên khác: {} / the same number, another name", one.title);
                return Likeness::Like(numbered, why);
            }
            [_, _, ..] => {
                let why = "số thẻ, số lý lịch là của nhiều người / the numbers are those of several members".to_owned();
                return Likeness::Like(numbered, why);
            }
            [] => {}
        }
        let same_name = |row: &&&Row| text::same_name(&row.title, draft.full_name());
        let named = self.names.get(&coarse(draft.full_name())).into_iter().flatten().filter(same_name);
        let birth = draft.field("birth_date");
        let may_be = |row: &&&Row| may_be_one_day(row.text("birth_date"), birth);
        let named: Vec<&Row> = named.filter(may_be).copied().collect();
        match named.as_slice() {
            [] => Likeness::Nobody,
            [one] if is_whole(birth) && one.text("birth_date") == birth => self.of_one_birth(one, draft, dossier),
            _ => Likeness::Like(
                named,
                "cùng tên, không chắc cùng người / the same name, perhaps another person".to_owned(),
            ),
        }
    }

    /// One name and one birth date; numbers that contradict leave a doubt.
    fn of_one_birth(&self, row: &'a Row, draft: &MemberDraft, dossier: Option<String>) -> Likeness<'a> {
        let has_other_card =
            matches!((row.text("card_number"), draft.field("card_number")), (Some(old), Some(new)) if old != new);
        let has_other_dossier = dossier.is_some() && self.has_dossier.contains(&row.doc);
        if has_other_card || has_other_dossier {
            let why =
                "cùng tên, cùng ngày sinh, nhưng số khác / the same name and birth date, other numbers".to_owned();
            Likeness::Like(vec![row], why)
        } else {
            Likeness::Is(row)
        }
    }
}

fn is_whole(date: Option<&str>) -> bool {
    date.and_then(|date| PartialDate::parse(date).ok()).is_some_and(|date| date.day().is_some())
}

/// Whether two dates, each perhaps known in part or not at all, can be the same day.
fn may_be_one_day(left: Option<&str>, right: Option<&str>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => left.starts_with(right) || right.starts_with(left),
        _ => true,
    }
}

async fn compared(hub: &Hub, row: &Row, draft: &MemberDraft, decisions: &Decisions) -> Result<Standing, ImportError> {
    let changes = differences(hub, row.doc, draft).await?;
    if changes.is_empty() {
        return Ok(Standing::Same(row.doc));
    }
    Ok(Standing::Changed { doc: row.doc, changes, is_applied: decisions.apply.has(draft.line) })
}

/// A row that resembles somebody: the same person after all where the record says all that the row says.
async fn resembling(
    hub: &Hub,
    rows: &[&Row],
    draft: &MemberDraft,
    why: String,
    cell: OrgId,
) -> Result<Standing, ImportError> {
    for row in rows.iter().filter(|row| row.org == cell) {
        let says_something = draft.fields.len() > 3;
        if says_something && differences(hub, row.doc, draft).await?.is_empty() {
            return Ok(Standing::Same(row.doc));
        }
    }
    Ok(Standing::Doubtful { why, like: rows.iter().map(|row| row.doc).collect() })
}

/// What the file says and the record does not; what the file leaves empty is no difference.
async fn differences(hub: &Hub, doc: DocId, draft: &MemberDraft) -> Result<Vec<Change>, ImportError> {
    let opened = hub.open(doc).await.map_err(AdminError::from)?;
    let Some(view) = opened.and_then(|(doc, _)| MemberView::of(&doc)) else { return Ok(Vec::new()) };
    let mut changes = Vec::new();
    for (field, to) in &draft.fields {
        let from = view.field(field).unwrap_or_default();
        let is_same = match *field {
            "full_name" | "birth_name" => text::same_name(from, to),
            // Only dates say so: nobody's decision is taken back for that, but a probation that ended is news.
            "status" if !draft.is_status_stated => !(from == "du_bi" && to == "chinh_thuc"),
            _ => from == to,
        };
        if !is_same {
            changes.push(Change { field, from: from.to_owned(), to: to.clone() });
        }
    }
    if !draft.notes.is_empty() && draft.notes != view.notes {
        changes.push(Change { field: "notes", from: view.notes, to: draft.notes.clone() });
    }
    Ok(changes)
}

/// Rows of one file that may be one person are not both written.
fn alike_in_the_file(plan: &mut Plan, decisions: &Decisions) {
    let mut seen: BTreeMap<String, Vec<(String, Option<String>, u64)>> = BTreeMap::new();
    for Planned { draft, standing, .. } in &mut plan.rows {
        let birth = draft.field("birth_date").map(str::to_owned);
        let earlier = seen.entry(coarse(draft.full_name())).or_default();
        let alike = earlier
            .iter()
            .find(|(name, other, _)| text::same_name(name, draft.full_name()) && birth.is_some() && *other == birth);
        if let (Standing::New, Some((_, _, line)), false) = (&*standing, alike, decisions.as_new.contains(&draft.line))
        {
            let why = format!("cùng tên, cùng ngày sinh với hàng {line} / the same name and birth date as row {line}");
            *standing = Standing::Doubtful { why, like: Vec::new() };
        }
        earlier.push((draft.full_name().to_owned(), birth, draft.line));
    }
}
