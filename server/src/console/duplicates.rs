//! Records that may be the same person: reported to the ward, never merged by the server.

use std::collections::BTreeMap;

use shared::id::DocId;
use shared::record::Row;
use shared::record::list::{Page, Query};

use super::error::Failure;
use super::guard::RequestContext;
use super::records;

/// The figures by which two records may be one person.
const SAME: [&[&str]; 2] = [&["card_number"], &["birth_date", "same_name"]];

/// The records that may be the same person as one of them, by id, as far as the signed-in person may see.
pub(super) async fn of(context: &RequestContext, one: &Row) -> Result<Vec<Row>, Failure> {
    let mut found: BTreeMap<DocId, Row> = BTreeMap::new();
    for figures in SAME {
        let same: Option<Vec<_>> =
            figures.iter().map(|figure| Some(((*figure).to_owned(), one.figures.get(*figure)?.clone()))).collect();
        let Some(figures) = same else { continue };
        let rows = records::rows(context, Query { figures, ..Query::members() }, Page::ALL).await?;
        found.extend(rows.into_iter().filter(|row| row.doc != one.doc).map(|row| (row.doc, row)));
    }
    Ok(found.into_values().collect())
}
