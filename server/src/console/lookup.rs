//! What searches have in common: the words that were typed, what they ask for, and the cell they are limited to.

use std::collections::BTreeSet;

use shared::doc::Kind;
use shared::id::OrgId;
use shared::org::OrgView;
use shared::record::list::Query;
use shared::text;

use super::error::Failure;
use super::guard::RequestContext;
use super::view::Choice;

/// Longest search, in characters.
const QUERY_CHARS_MAX: usize = 100;

/// What was typed, cleaned and bounded.
pub(super) fn wanted(typed: &str) -> String {
    text::clean_line(typed).chars().take(QUERY_CHARS_MAX).collect()
}

/// The cell an address names, if it names one; it has to be one the person may see.
pub(super) fn cell(context: &RequestContext, named: &str) -> Result<Option<OrgId>, Failure> {
    match named {
        "" => Ok(None),
        id => Ok(Some(id.parse().ok().filter(|org| context.is_within(*org)).ok_or(Failure::NotFound)?)),
    }
}

/// What a list can be narrowed to, the first of them for all.
pub(super) fn choices(
    context: &RequestContext,
    all: impl Iterator<Item = (String, String)>,
    chosen: &str,
) -> Vec<Choice> {
    let first = (String::new(), context.texts.text("month-all"));
    let choice = |(value, text): (String, String)| Choice { selected: value == chosen, value, text };
    std::iter::once(first).chain(all).map(choice).collect()
}

/// The kinds of cells to choose from.
pub(super) fn kinds(context: &RequestContext, cells: &[&OrgView], chosen: &str) -> Vec<Choice> {
    let kinds: BTreeSet<&str> = cells.iter().filter_map(|cell| cell.unit_kind.as_deref()).collect();
    choices(context, kinds.into_iter().map(|kind| (kind.to_owned(), kind.to_owned())), chosen)
}

/// What cells lie under, to choose from.
pub(super) fn branches(context: &RequestContext, cells: &[&OrgView], chosen: &str) -> Vec<Choice> {
    let branches: BTreeSet<OrgId> = cells.iter().filter_map(|cell| cell.parent).collect();
    choices(context, branches.into_iter().map(|org| (org.to_string(), context.org_name(org))), chosen)
}

/// What is asked for by what was typed: words, or of members a part of a number. People group the digits of a card number,
/// the register does not.
pub(super) fn searching(kind: Kind, all: Query, wanted: &str) -> Query {
    let digits: String = wanted.chars().filter(|c| !matches!(c, ' ' | '.')).collect();
    if kind == shared::member::KIND && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) {
        Query { holding: Some((vec!["card_number", "dossier_number"], digits)), ..all }
    } else {
        Query { words: wanted.to_owned(), ..all }
    }
}

#[cfg(test)]
mod tests {
    use super::{Query, searching};

    #[test]
    fn a_number_is_looked_for_in_the_numbers_however_it_is_grouped_and_words_among_the_words() {
        let members = |typed: &str| searching(shared::member::KIND, Query::members(), typed);
        let holding = |typed: &str| members(typed).holding.map(|(_, part)| part);
        assert_eq!(holding("012346").as_deref(), Some("012346"));
        assert_eq!(holding("35.012.345").as_deref(), Some("35012345"));
        assert_eq!((holding("Hòa 35"), holding("")), (None, None));
        assert_eq!(members("Hòa 35").words, "Hòa 35");
        assert_eq!(searching(shared::meeting::KIND, Query::meetings(), "35").words, "35");
    }
}
