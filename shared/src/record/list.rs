//! One list of records of every kind, and one language to ask it in: what to find, how to sort it, which page.
//!
//! A phone and the ward keep the same table, `record_row`, so the statements are made here; whoever has a database binds
//! their values. What is typed by a person is always a value, never part of a statement.

use std::borrow::Cow;

use super::Row;
use crate::doc::{Kind, Scalar};
use crate::id::{DocId, OrgId};
use crate::kind::spec::ALONE;
use crate::text;
use crate::time::CivilDate;

mod columns;

use columns::{COLUMNS, figures_text};
pub use columns::{Columns, figure_of};

/// The version of what rows say: a database whose rows were made by another one makes them anew.
pub const ROWS_VERSION: u32 = 6;

/// What to find.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Of one of these kinds; of any when there is none.
    pub kinds: Vec<Kind>,
    /// Of one of these organisations; of any when `None`.
    pub orgs: Option<Vec<OrgId>>,
    /// One of these records; of any when `None`.
    pub docs: Option<Vec<DocId>>,
    /// That speak about or come from this record.
    pub about: Option<DocId>,
    /// In one of these states; in any when there is none.
    pub states: Vec<String>,
    /// Of this day or later.
    pub since: Option<CivilDate>,
    /// Of this day or earlier.
    pub until: Option<CivilDate>,
    /// Still due, on this day or earlier.
    pub due_until: Option<CivilDate>,
    /// Due from a day on, or on none.
    pub due: Option<Due>,
    /// Of those in one state, only such as are recent.
    pub recent: Option<Recent>,
    /// That need a decision or bear figures that cannot be right.
    pub unsettled: bool,
    /// That need a decision.
    pub disputed: bool,
    /// That bear a secrecy marking.
    pub marked: bool,
    /// Whether they can be read; both when `None`.
    pub readable: Option<bool>,
    /// That hold these words, each at the beginning of a word, without regard to marks.
    pub words: String,
    /// With these figures, by name.
    pub figures: Vec<(String, Scalar)>,
    /// Of which one of these figures holds these characters.
    pub holding: Option<(Vec<&'static str>, String)>,
    /// Of which these figures lie between bounds.
    pub ranges: Vec<Range>,
    /// Of which these figures say nothing.
    pub missing: Vec<&'static str>,
    /// That changed since the ward last looked at them.
    pub unseen: bool,
    /// In which order.
    pub order: Order,
}

/// Whether anything of a task is left to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It is.
    Open,
    /// It is done, changed or given up.
    Done,
}

/// When records are due that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// On this day or later.
    From(CivilDate),
    /// On no day that anybody set.
    Never,
}

/// Bounds of a figure that is text, as dates are: what is known in part lies where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The figure.
    pub figure: &'static str,
    /// The first value that counts.
    pub from: Option<String>,
    /// The first that does not count any more.
    pub before: Option<String>,
}

/// Which records of a state are recent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recent {
    /// The state.
    pub state: &'static str,
    /// The figure that keeps the day from which a record is in it.
    pub figure: &'static str,
    /// The first day that counts.
    pub since: CivilDate,
}

/// The order of a list. What is equal stands in the order of ids, so that pages do not overlap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// The latest first.
    #[default]
    Latest,
    /// By the kind's own order: members by name.
    Name,
    /// By the kind's own order, from its other end.
    NameDown,
    /// What is due first, first.
    Due,
    /// By organisation, then by the kind's own order.
    Org,
    /// By a figure, then by the kind's own order; what says nothing of it last.
    Figure(&'static str, Direction),
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Direction {
    /// The least first.
    #[default]
    Up,
    /// The greatest first.
    Down,
}

/// Which part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// How many rows come before.
    pub skip: usize,
    /// How many rows at most.
    pub take: usize,
}

impl Page {
    /// Everything: for what is bounded by itself.
    pub const ALL: Self = Self { skip: 0, take: usize::MAX };

    /// The first rows.
    #[must_use]
    pub const fn first(take: usize) -> Self {
        Self { skip: 0, take }
    }
}

/// A value to bind to a statement, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Nothing.
    Null,
}

/// A statement with its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The statement, with a `?` for each value.
    pub sql: Cow<'static, str>,
    /// The values.
    pub values: Vec<Bound>,
}

impl Query {
    /// Everything of one kind.
    #[must_use]
    pub fn of(kind: Kind) -> Self {
        Self { kinds: vec![kind], ..Self::default() }
    }

    /// Every meeting, the latest first.
    #[must_use]
    pub fn meetings() -> Self {
        Self::of(Kind::Meeting)
    }

    /// Every member of the register, in the order of names: of who is recorded twice, the record that speaks for them.
    #[must_use]
    pub fn members() -> Self {
        Self { order: Order::Name, missing: vec!["superseded_by"], ..Self::of(Kind::Member) }
    }

    /// Every task of these organisations.
    #[must_use]
    pub fn tasks(orgs: impl IntoIterator<Item = OrgId>) -> Self {
        Self::of(Kind::Task).within(orgs)
    }

    /// Every task that is done, or is not; what is due first, first.
    #[must_use]
    pub fn tasks_by(stage: Stage) -> Self {
        let spec = Kind::Task.spec();
        let is_asked = |state: &&&str| spec.line.done.contains(state) == (stage == Stage::Done);
        let states = spec.life.states.iter().filter(is_asked).map(|state| (*state).to_owned()).collect();
        Self { states, order: Order::Due, ..Self::of(Kind::Task) }
    }

    /// Every task that was due in a time, done or not: a row's own day is there only while the task is open.
    #[must_use]
    pub fn tasks_due(since: Option<CivilDate>, until: Option<CivilDate>) -> Self {
        let before = until.and_then(|until| until.plus_days(1));
        let [from, before] = [since, before].map(|day| day.map(|day| day.to_string()));
        Self { ranges: vec![Range { figure: "due", from, before }], ..Self::of(Kind::Task) }
    }

    /// Every task of these organisations that is not done, what is due first, first.
    #[must_use]
    pub fn open_tasks(orgs: impl IntoIterator<Item = OrgId>) -> Self {
        Self::tasks_by(Stage::Open).within(orgs)
    }

    /// The other records that say they are the one there should be: the regulation in force in a term, a person's review of a
    /// period. `None` for a row that says nothing of the kind.
    #[must_use]
    pub fn beside(row: &Row) -> Option<Self> {
        let alone = row.figures.get(ALONE)?.clone();
        Some(Self { figures: vec![(ALONE.to_owned(), alone)], ..Self::of(row.kind).within([row.org]) })
    }

    /// Every member of the headcount, in the order of names.
    #[must_use]
    pub fn headcount() -> Self {
        // Whoever counts speaks for themselves: the figure says so.
        let figures = vec![("headcount".to_owned(), Scalar::Bool(true))];
        Self { figures, missing: Vec::new(), ..Self::members() }
    }

    /// The same, of these organisations only.
    #[must_use]
    pub fn within(self, orgs: impl IntoIterator<Item = OrgId>) -> Self {
        Self { orgs: Some(orgs.into_iter().collect()), ..self }
    }

    /// The rows of a page; the columns are read by [`Columns::read`].
    #[must_use]
    pub fn rows(&self, page: Page) -> Statement {
        let mut made = self.found(&format!("SELECT {COLUMNS}"));
        made.say(&match self.order {
            Order::Latest => Cow::Borrowed(" ORDER BY on_day DESC, sort_key, doc"),
            Order::Name => Cow::Borrowed(" ORDER BY sort_key, doc"),
            Order::NameDown => Cow::Borrowed(" ORDER BY sort_key DESC, doc"),
            // Nothing without a day is left then, and an index serves it.
            Order::Due if self.due_until.is_some() => Cow::Borrowed(" ORDER BY due, doc"),
            Order::Due => Cow::Borrowed(" ORDER BY due IS NULL, due, doc"),
            Order::Org => Cow::Borrowed(" ORDER BY org, sort_key, doc"),
            Order::Figure(figure, direction) => {
                let value = format!("json_extract(figures, '$.{figure}')");
                let sign = if direction == Direction::Down { " DESC" } else { "" };
                Cow::Owned(format!(" ORDER BY {value} IS NULL, {value}{sign}, sort_key, doc"))
            }
        });
        made.say(" LIMIT ? OFFSET ?");
        let number = |rows: usize| Bound::Int(i64::try_from(rows).unwrap_or(i64::MAX));
        made.values.extend([number(page.take), number(page.skip)]);
        made
    }

    /// How many rows there are, and how many decisions they need; one row of two columns.
    #[must_use]
    pub fn sums(&self) -> Statement {
        self.found("SELECT count(*), coalesce(sum(decisions), 0)")
    }

    /// The sums of every organisation and value of a figure: columns organisation, figure, number of rows, decisions.
    /// Without a figure, an organisation has one row.
    #[must_use]
    pub fn groups(&self, figure: Option<&'static str>) -> Statement {
        let value = figure.map_or_else(|| "NULL".to_owned(), |figure| format!("json_extract(figures, '$.{figure}')"));
        let mut made = self.found(&format!("SELECT org, {value}, count(*), sum(decisions)"));
        made.say(match figure {
            Some(_) => " GROUP BY 1, 2 ORDER BY 1, 2",
            // A few rows have an index of their own: they are sorted, rather than all others read in this order.
            None if self.marked || self.readable == Some(false) => " GROUP BY +org ORDER BY +org",
            None => " GROUP BY org ORDER BY org",
        });
        made
    }

    /// The rows by some of their columns and these figures alone, in no order: for sums over many of them. The columns are
    /// document, organisation, kind, state, day, last day and decisions, then the figures as [`figure_of`] reads them.
    #[must_use]
    pub fn picked(&self, figures: &[&'static str]) -> Statement {
        let figures: String = figures.iter().map(|figure| format!(", figures -> '$.{figure}'")).collect();
        self.found(&format!("SELECT doc, org, kind, state, on_day, due, decisions{figures}"))
    }

    /// What the rows speak about and the state of each, in no order: columns the record spoken about, state.
    #[must_use]
    pub fn abouts(&self) -> Statement {
        self.found("SELECT about, state")
    }

    /// The rows of which another one has the same values of these figures; the columns are read by [`Columns::read`].
    #[must_use]
    pub fn repeated(&self, figures: &[&'static str]) -> Statement {
        let values: Vec<String> = figures.iter().map(|figure| format!("json_extract(figures, '$.{figure}')")).collect();
        let (values, is_there) = (values.join(", "), values.join(" IS NOT NULL AND ") + " IS NOT NULL");
        let mut made = self.found(&format!("SELECT {COLUMNS}"));
        let same = self.found(&format!("SELECT {values}"));
        made.say(&format!(
            " AND ({values}) IN ({} AND {is_there} GROUP BY {values} HAVING count(*) > 1) ORDER BY sort_key, doc",
            same.sql
        ));
        made.values.extend(same.values);
        made
    }

    fn found(&self, select: &str) -> Statement {
        let mut made = Statement { sql: Cow::Owned(format!("{select} FROM record_row WHERE 1")), values: Vec::new() };
        let kinds: Vec<String> = self.kinds.iter().map(|kind| kind.number().to_string()).collect();
        match &*kinds {
            [] => {}
            // An index of one kind serves only who asks for it by this sign.
            [only] => made.say(&format!(" AND kind = {only}")),
            several => made.say(&format!(" AND kind IN ({})", several.join(", "))),
        }
        match self.orgs.as_deref() {
            None => {}
            Some([]) => made.say(" AND 0"),
            Some([only]) => made.with(" AND org = ?", Some(Bound::Bytes(only.as_bytes().to_vec()))),
            // One value however many they are: whom a list is limited to must not depend on how many a statement names.
            Some(orgs) => made.one_of("org", orgs.iter().map(OrgId::as_bytes)),
        }
        if let Some(docs) = &self.docs {
            made.one_of("doc", docs.iter().map(DocId::as_bytes));
        }
        made.among("about", self.about.iter().map(|doc| Bound::Bytes(doc.as_bytes().to_vec())).collect());
        made.among("state", self.states.iter().cloned().map(Bound::Text).collect());
        let day = |day: Option<CivilDate>| day.map(|day| Bound::Text(day.to_string()));
        made.with(" AND on_day >= ?", day(self.since));
        made.with(" AND on_day <= ?", day(self.until));
        made.with(" AND due <= ?", day(self.due_until));
        match self.due {
            None => {}
            Some(Due::From(first)) => made.with(" AND due >= ?", day(Some(first))),
            Some(Due::Never) => made.say(" AND due IS NULL"),
        }
        if let Some(Recent { state, figure, since }) = self.recent {
            made.say(&format!(" AND (state <> ? OR json_extract(figures, '$.{figure}') >= ?)"));
            made.values.extend([Bound::Text(state.to_owned()), Bound::Text(since.to_string())]);
        }
        let flags = [
            (self.unsettled, " AND (decisions > 0 OR impossible > 0)"),
            (self.disputed, " AND decisions > 0"),
            (self.marked, " AND marked = 1"),
        ];
        flags.into_iter().filter(|(asked, _)| *asked).for_each(|(_, sql)| made.say(sql));
        // What is no person's word stands in the statement, so that an index of such rows can serve it.
        self.readable.into_iter().for_each(|readable| made.say(&format!(" AND readable = {}", i64::from(readable))));
        made.having(&self.figures);
        if let Some((figures, part)) = &self.holding {
            let likes = vec!["instr(coalesce(json_extract(figures, '$.{}'), ''), ?) > 0"; figures.len()];
            let likes = likes.iter().zip(figures).map(|(like, figure)| like.replace("{}", figure));
            made.say(&format!(" AND ({})", likes.collect::<Vec<_>>().join(" OR ")));
            made.values.extend(figures.iter().map(|_| Bound::Text(part.clone())));
        }
        for Range { figure, from, before } in &self.ranges {
            let value = format!("json_extract(figures, '$.{figure}')");
            made.with(&format!(" AND {value} >= ?"), from.clone().map(Bound::Text));
            made.with(&format!(" AND {value} < ?"), before.clone().map(Bound::Text));
        }
        for figure in &self.missing {
            made.say(&format!(" AND coalesce(json_extract(figures, '$.{figure}'), '') = ''"));
        }
        if self.unseen {
            made.say(" AND unseen = 1");
        }
        made.holding_words(&self.words);
        made
    }
}

impl Statement {
    fn say(&mut self, sql: &str) {
        self.sql.to_mut().push_str(sql);
    }

    /// What a row holds of figures: each has that value.
    fn having(&mut self, figures: &[(String, Scalar)]) {
        for (figure, value) in figures {
            // A name stands in the statement, so that an index can serve it; one that is no name finds nothing.
            if !figure.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
                self.say(" AND 0");
                continue;
            }
            // What is no person's word stands in the statement as well.
            if let Scalar::Bool(flag) = value {
                self.say(&format!(" AND json_extract(figures, '$.{figure}') = {}", i64::from(*flag)));
                continue;
            }
            // What reads as a number may be one, or a text of digits as a card's number is.
            let number = if let Scalar::Str(text) = value { text.parse().ok().map(Bound::Int) } else { None };
            let marks = if number.is_some() { "IN (?, ?)" } else { "= ?" };
            self.say(&format!(" AND json_extract(figures, '$.{figure}') {marks}"));
            self.values.push(bound(value));
            self.values.extend(number);
        }
    }

    /// Holds one of these ids, which are one value however many they are.
    fn one_of<'a>(&mut self, column: &str, ids: impl Iterator<Item = &'a [u8; 16]>) {
        let hex: Vec<String> = ids.map(|id| format!("\"{}\"", hex::encode(id))).collect();
        let array = Bound::Text(format!("[{}]", hex.join(",")));
        self.with(&format!(" AND {column} IN (SELECT unhex(value) FROM json_each(?))"), Some(array));
    }

    fn with(&mut self, sql: &str, value: Option<Bound>) {
        if let Some(value) = value {
            self.say(sql);
            self.values.push(value);
        }
    }

    /// What a row holds by the index, or by the words that wait for it.
    fn holding_words(&mut self, typed: &str) {
        let folded = text::fold(typed);
        let words: Vec<&str> = text::words(&folded).collect();
        if words.is_empty() {
            return;
        }
        let waiting = vec!["instr(' ' || words, ?) > 0"; words.len()].join(" AND ");
        self.say(&format!(
            " AND (n IN (SELECT rowid FROM record_words WHERE record_words MATCH ?) AND n NOT IN (SELECT n FROM record_words_due) \
             OR n IN (SELECT n FROM record_words_due WHERE {waiting}))"
        ));
        self.values.push(Bound::Text(match_all(&words)));
        self.values.extend(words.iter().map(|word| Bound::Text(format!(" {word}"))));
    }

    fn among(&mut self, column: &str, values: Vec<Bound>) {
        if !values.is_empty() {
            let marks = vec!["?"; values.len()].join(", ");
            self.say(&format!(" AND {column} IN ({marks})"));
            self.values.extend(values);
        }
    }
}

/// The full-text expression that finds every word, each as the beginning of a word. What was typed is quoted, so that
/// nothing in it is an operator.
fn match_all(words: &[&str]) -> String {
    words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ")
}

fn bound(value: &Scalar) -> Bound {
    match value {
        Scalar::Bool(flag) => Bound::Int(i64::from(*flag)),
        Scalar::Int(number) => Bound::Int(*number),
        Scalar::Str(text) => Bound::Text(text.clone()),
        Scalar::Bytes(bytes) => Bound::Bytes(bytes.clone()),
        Scalar::Float(_) | Scalar::Null => Bound::Null,
    }
}

/// Stores a row, or brings it up to date where it says something else. Whether the ward has seen the record is written
/// here for a new one alone.
const PUT: &str = "INSERT INTO record_row (doc, org, kind, about, title, state, on_day, due, sort_key, decisions, impossible, \
     marked, readable, unseen, figures) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (doc) DO UPDATE SET \
     org = excluded.org, kind = excluded.kind, about = excluded.about, title = excluded.title, \
     state = excluded.state, on_day = excluded.on_day, due = excluded.due, sort_key = excluded.sort_key, \
     decisions = excluded.decisions, impossible = excluded.impossible, marked = excluded.marked, \
     readable = excluded.readable, figures = excluded.figures WHERE (record_row.org, record_row.kind, record_row.about, \
     record_row.title, record_row.state, record_row.on_day, record_row.due, record_row.sort_key, record_row.decisions, \
     record_row.impossible, record_row.marked, record_row.readable, record_row.figures) IS NOT (excluded.org, \
     excluded.kind, excluded.about, excluded.title, excluded.state, excluded.on_day, excluded.due, excluded.sort_key, \
     excluded.decisions, excluded.impossible, excluded.marked, excluded.readable, excluded.figures)";

/// The number of a row, and which words it is found by ([`words_digest`]), by the id of its record.
pub const WORDS_OF: &str = "SELECT n, words FROM record_row WHERE doc = ?";

/// Keeps the words of a row, by its number, until they are indexed; gives the slot. A row keeps its slot, so that one
/// that is written all evening is indexed no sooner than others that wait.
pub const WORDS_DUE: &str = "INSERT INTO record_words_due (n, words) VALUES (?, ?) \
     ON CONFLICT (n) DO UPDATE SET words = excluded.words RETURNING slot";

/// Notes which words a row, by its number, is found by.
pub const WORDS_NOTED: &str = "UPDATE record_row SET words = ?2 WHERE n = ?1";

/// The slot with which everything that waits is indexed by [`INDEX_DUE`].
pub const SLOTS_MAX: i64 = 128;

/// Indexes the words that wait. In the order of rows, since the index is written anew for one that goes back.
pub const INDEX_DUE: [&str; 2] = [
    "INSERT OR REPLACE INTO record_words (rowid, words) SELECT n, words FROM record_words_due ORDER BY n",
    "DELETE FROM record_words_due",
];

/// Forgets every row.
pub const CLEAR: [&str; 3] = [
    "DELETE FROM record_row",
    "DELETE FROM record_words_due",
    "INSERT INTO record_words (record_words) VALUES ('delete-all')",
];

/// Stores a row, or brings it up to date.
#[must_use]
pub fn put(row: &Row) -> Statement {
    let day = |day: Option<CivilDate>| day.map_or(Bound::Null, |day| Bound::Text(day.to_string()));
    let values = vec![
        Bound::Bytes(row.doc.as_bytes().to_vec()),
        Bound::Bytes(row.org.as_bytes().to_vec()),
        Bound::Int(i64::from(row.kind.number())),
        row.about.map_or(Bound::Null, |about| Bound::Bytes(about.as_bytes().to_vec())),
        Bound::Text(row.title.clone()),
        Bound::Text(row.state.clone()),
        day(row.on),
        day(row.due),
        Bound::Bytes(row.sort_key.clone()),
        Bound::Int(i64::from(row.decisions)),
        Bound::Int(i64::from(row.impossible)),
        Bound::Int(i64::from(row.is_marked)),
        Bound::Int(i64::from(row.is_readable)),
        Bound::Int(i64::from(row.is_unseen)),
        Bound::Text(figures_text(&row.figures)),
    ];
    Statement { sql: PUT.into(), values }
}

/// One record's row; the columns are read by [`Columns::read`].
#[must_use]
pub fn row(doc: DocId) -> Statement {
    let sql = format!("SELECT {COLUMNS} FROM record_row WHERE doc = ?");
    Statement { sql: Cow::Owned(sql), values: vec![Bound::Bytes(doc.as_bytes().to_vec())] }
}

/// Which words a row is found by: kept beside it, so that they are indexed again only when they changed.
#[must_use]
pub fn words_digest(row: &Row) -> i64 {
    let [a, b, c, d, e, f, g, h, ..] = crate::id::labelled_hash("sen/words/1", &[row.search_text.as_bytes()]);
    i64::from_be_bytes([a, b, c, d, e, f, g, h])
}

#[cfg(test)]
mod tests;
