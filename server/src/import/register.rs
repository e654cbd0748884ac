//! The register written as a table with the form's own titles, which [`read_bytes`](super::read_bytes) reads back as it was.

use shared::member::MemberView;
use shared::paper::{self, Extent, Office};
use shared::time::PartialDate;
use shared::words::{Language, Words};

use super::header::Column;
use crate::export::Table;

/// A member with the name of the cell.
pub type Listed = (MemberView, String);

/// The table of a register; its words are Vietnamese, as the form's are.
#[must_use]
pub fn table(title: &str, members: &[Listed]) -> Table {
    let row = |(at, (member, cell)): (usize, &Listed)| {
        COLUMNS.iter().map(|column| said(*column, at + 1, (member, cell), &|_| None)).collect()
    };
    Table {
        title: title.to_owned(),
        columns: COLUMNS.iter().map(|column| column.title().to_owned()).collect(),
        rows: members.iter().enumerate().map(row).collect(),
    }
}

/// One fact a column, so that nothing has to be told apart again.
const COLUMNS: [Column; 26] = [
    Column::Number,
    Column::Names,
    Column::BirthName,
    Column::BirthDate,
    Column::Gender,
    Column::Ethnicity,
    Column::Religion,
    Column::Home,
    Column::GeneralEducation,
    Column::PoliticalTheory,
    Column::Profession,
    Column::Language,
    Column::JobBefore,
    Column::JobNow,
    Column::JoinedOn,
    Column::OfficialOn,
    Column::Card,
    Column::Dossier,
    Column::Badge,
    Column::Service,
    Column::MovedOut,
    Column::MovedIn,
    Column::Died,
    Column::Left,
    Column::Cell,
    Column::Notes,
];

/// The same as a paper, with several facts in a column as the form has them: an empty one leaves nothing. What people wrote
/// apart stands with each writer. Of members of several cells each one's stands below the notes; of one it is who issues.
#[must_use]
pub fn paper(members: &[Listed], extent: Extent, office: &Office<'_>) -> paper::Listed {
    let words = Words::of(Language::Vi);
    let is_of_one = members.iter().all(|(_, cell)| members.first().is_some_and(|(_, first)| first == cell));
    let row = |(at, (member, cell)): (usize, &Listed)| {
        let versions = |field: &str| office.card_versions(member, field);
        let cell = |(_, columns, _): &(&str, &[Column], u32)| {
            let shown = columns.iter().filter(|column| !(is_of_one && **column == Column::Cell));
            let facts = shown.map(|column| said(*column, at + 1, (member, cell), &versions));
            facts.filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join("\n")
        };
        ON_PAPER.iter().map(cell).collect()
    };
    let column = |(key, _, share): &(&str, &[Column], u32)| paper::Column::new(words.text(key), *share);
    paper::Listed {
        title: words.text("papers-register_title"),
        subject: match extent {
            Extent::Whole => words.filled("papers-register_of", &[("n", &members.len().to_string())]),
            Extent::First(_) => words.text("papers-register_form"),
        },
        columns: ON_PAPER.iter().map(column).collect(),
        rows: members.iter().enumerate().map(row).collect(),
        after: Vec::new(),
    }
}

/// The fourteen columns of the form, with the birth date beside the names: the key of each title, what stands in it, and its
/// part of the width; a day takes 19.
const ON_PAPER: [(&str, &[Column], u32); 14] = [
    ("paper-row", &[Column::Number], 8),
    ("papers-register_names", &[Column::Names, Column::BirthName, Column::BirthDate], 24),
    ("papers-register_people", &[Column::Gender, Column::Ethnicity, Column::Religion], 15),
    ("papers-register_home", &[Column::Home], 17),
    (
        "papers-register_learnt",
        &[Column::GeneralEducation, Column::PoliticalTheory, Column::Profession, Column::Language],
        18,
    ),
    ("papers-register_jobs", &[Column::JobBefore, Column::JobNow], 18),
    ("papers-register_joined", &[Column::JoinedOn, Column::OfficialOn], 19),
    ("papers-register_numbers", &[Column::Card, Column::Dossier, Column::Badge], 20),
    ("papers-register_service", &[Column::Service], 15),
    ("papers-register_moved_out", &[Column::MovedOut], 19),
    ("papers-register_moved_in", &[Column::MovedIn], 19),
    ("papers-register_died", &[Column::Died], 19),
    ("papers-register_left", &[Column::Left], 19),
    ("papers-register_notes", &[Column::Notes, Column::Cell], 18),
];

/// What stands in a column: of each field its `versions` if it has any.
fn said(
    column: Column,
    number: usize,
    (member, cell): (&MemberView, &str),
    versions: &dyn Fn(&str) -> Option<String>,
) -> String {
    let line = |field: &str| versions(field).unwrap_or_else(|| member.field(field).unwrap_or_default().to_owned());
    let day = |field: &str| {
        let stored = line(field);
        PartialDate::parse(&stored).map_or(stored, PartialDate::vietnamese)
    };
    let dated = |date: &str, words: &str| {
        let parts = [day(date), line(words)];
        parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ")
    };
    match column {
        Column::Number => number.to_string(),
        Column::Names => line("full_name"),
        Column::BirthName => line("birth_name"),
        Column::BirthDate => day("birth_date"),
        Column::Gender => {
            let gender = member.field("gender").map(|code| Words::of(Language::Vi).code("gender", code));
            versions("gender").or(gender).unwrap_or_default()
        }
        Column::Ethnicity => line("ethnicity"),
        Column::Religion => line("religion"),
        Column::Home => line("home_place"),
        Column::GeneralEducation => line("general_education"),
        Column::PoliticalTheory => line("political_theory"),
        Column::Profession => line("profession"),
        Column::Language => line("foreign_language"),
        Column::JobBefore => line("job_before"),
        Column::JobNow => line("job_now"),
        Column::JoinedOn => day("joined_on"),
        Column::OfficialOn => day("official_on"),
        Column::Card => line("card_number"),
        Column::Dossier => line("dossier_number"),
        Column::Badge => line("badge_number"),
        Column::Service => line("service"),
        Column::MovedOut => dated("moved_out_on", "moved_out_to"),
        Column::MovedIn => dated("moved_in_on", "moved_in_from"),
        Column::Died => dated("died_on", "death_reason"),
        Column::Left => dated("left_on", "left_form"),
        Column::Cell => cell.to_owned(),
        Column::Notes => member.notes.clone(),
        _ => String::new(),
    }
}
