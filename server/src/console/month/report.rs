//! How a month went, as a paper of the ward: each cell, its meeting and who came, and how many stand how. It says what the
//! page says; of a turnout in dispute it says so, and adds up none.

use shared::id::OrgId;
use shared::paper::{Block, Column, Listed};
use shared::words::{Language, Words};

use super::{Asked, Facts};
use crate::console::error::Failure;
use crate::console::guard::RequestContext;
use crate::month::{Month, Standing};
use crate::store::read_model;

/// A figure that nobody can tell.
const GAP: &str = "……";

/// The month of an organisation and of those below it, of what the person may see.
pub(in crate::console) async fn report(context: &RequestContext, org: OrgId, month: Month) -> Result<Listed, Failure> {
    let now = context.console.hub().host().now();
    let facts = Facts::read(context, &Asked::default(), month, 1, now).await?;
    let words = Words::of(Language::Vi);
    let (mut rows, mut standings) = (Vec::new(), Vec::new());
    let (mut came, mut had_to, mut is_agreed) = (0_u32, 0_u32, true);
    let cells = facts.cells.iter().filter(|cell| context.known.tree.is_within(cell.org, org));
    for (number, cell) in (1_usize..).zip(cells) {
        let Some((standing, meeting)) = facts.standing(cell, month) else { continue };
        let (official, probationary) =
            read_model::headcount(facts.headcount.iter().filter(|group| group.org == cell.org));
        let held = meeting.filter(|meeting| meeting.is_held);
        // Whether it was held may hang on a mark in dispute.
        let is_disputed = meeting.is_some_and(|meeting| meeting.is_disputed);
        is_agreed &= !is_disputed;
        let turnout = held.filter(|meeting| !is_disputed && meeting.turnout.1 > 0).map(|held| held.turnout);
        if let Some((present, required)) = turnout {
            came = came.saturating_add(present);
            had_to = had_to.saturating_add(required);
        }
        let of_held = |said: Option<String>| match said {
            _ if is_disputed => words.text("papers-month_disputed"),
            _ if held.is_none() => String::new(),
            said => said.unwrap_or_else(|| GAP.to_owned()),
        };
        rows.push(vec![
            number.to_string(),
            cell.name.clone(),
            official.to_string(),
            probationary.to_string(),
            meeting.map(|meeting| meeting.on.vietnamese()).unwrap_or_default(),
            of_held(turnout.map(|(present, required)| format!("{present}/{required}"))),
            of_held(turnout.and_then(|(present, required)| words.percent(present, required))),
            words.text(&format!("standing-{}", standing.code())),
        ]);
        standings.push(standing);
    }
    let total = ("n", standings.len().to_string());
    let mut after = vec![Block::plain(words.filled("papers-month_cells", &[(total.0, &total.1)]))];
    for standing in Standing::COUNTED {
        let count = standings.iter().filter(|found| **found == standing).count();
        let name = words.text(&format!("standing-{}", standing.code()));
        after.extend((count > 0).then(|| Block::plain(format!("- {name}: {count}."))));
    }
    // A sum of some of the meetings is not the ward's.
    after.extend((!is_agreed).then(|| Block::plain(words.text("papers-month_no_turnout"))));
    let share = words.percent(came, had_to).filter(|_| is_agreed);
    after.extend(share.map(|share| {
        let blanks = [("came", came.to_string()), ("of", had_to.to_string()), ("share", share)];
        Block::plain(words.filled("papers-month_turnout", &blanks.each_ref().map(|(name, said)| (*name, &**said))))
    }));
    let [number, year] = [month.month().to_string(), month.year().to_string()];
    Ok(Listed {
        title: words.text("papers-month_title"),
        subject: words.filled("papers-month_of", &[("n", &number), ("year", &year)]),
        columns: columns(words),
        rows,
        after,
    })
}

fn columns(words: &Words) -> Vec<Column> {
    vec![
        Column::numbers(words, 6),
        Column::new(words.text("cell"), 40),
        Column::figures(words.text("standing-chinh_thuc"), 12),
        Column::figures(words.text("standing-du_bi"), 11),
        Column::new(words.text("meeting-date"), 17),
        Column::figures(words.text("papers-month_came"), 14),
        Column::figures(words.text("papers-month_share"), 11),
        Column::new(words.text("state"), 28),
    ]
}
