//! The dues of a month (đảng phí): who owes what by which rule, who paid it to whom, what the cell keeps and what it hands
//! up. One record for a cell and month, in which several people collect at the same time.

use super::checks::month;
use super::member::Status;
use super::spec::{
    CELL, COMMITTEE, Codes, DRAWN, Does, Drafted, Field, Following, Form, Guard, HEADS, Life, Line, MemberOf, Nth,
    Origin, PaperOf, Part, Record, Ruled, Shape, Sight, Sources, Spec, Step, Subject, Written,
};
use crate::node::{Node, Scalar};
use crate::time::{CivilDate, PartialDate};

/// The kind.
pub(super) static SPEC: Spec = Spec {
    code: "dues",
    number: 18,
    origin: Origin::About,
    speaks_about: &["org"],
    nth: Some(Nth { field: "month", of: months }),
    writers: &[CELL],
    parts: &[
        Part::new("about", Form::Head, ABOUT).strict(),
        Part::new(MEMBERS, Form::Keyed(Subject::Person), MEMBER).strict(),
        Part::new("notes", Form::Text, &[]),
        Part::new("people", Form::People, &[]),
    ],
    life: Life { field: "state", states: STATES, closed: &["da_chot", "da_nop"], steps: STEPS },
    line: Line { on: "closed_on", sort: Some(sort_key), figures: Some(figures), sums: SUMS, ..Line::titled("title") },
    draft: Some(draft),
    follows: Some(follows),
    paper: Some(PaperOf {
        without: &[
            "status",
            "income",
            "exempt",
            "reduced",
            "until",
            "collected_by",
            "note",
            "zone",
            "kept_percent",
            "kept_rule",
            "due_rule",
            "closed_paid",
        ],
        left: "collector",
        ..PaperOf::issued("")
    }),
    ..DRAWN
};

const MEMBERS: &str = "members";

const SUMS: &[&str] = &["due", "paid", "when_closed", "kept", "handed_up"];

const STATES: &[&str] = &["dang_thu", "da_chot", "da_nop"];

/// What a member lives on, which decides the rate.
const CATEGORIES: &[&str] =
    &["lao_dong", "qua_tuoi", "luong", "tro_cap_bhxh", "huu_tri", "huu_tri_co_luong", "tro_cap_uu_dai", "hoc_sinh"];

const EXEMPT: &[&str] = &["tuoi_dang_50", "tro_cap_huu_tri_xa_hoi", "ho_ngheo", "hoan_canh", "tam_giam"];

/// The exemption that is granted for a time; the others last.
const HARDSHIP: &str = "hoan_canh";

const ZONES: &[&str] = &["vung_1", "vung_2", "vung_3", "vung_4"];

const ABOUT: &[Field] = &[
    Field::decisive("month", Shape::Checked(month)).required().fixed().listed(),
    Field::decisive("zone", Shape::Code(Codes::of("option-dues-zone", ZONES))),
    Field::decisive("directed_by", Shape::Person),
    Field::decisive("collector", Shape::Person).listed(),
    Field::decisive("title", Shape::Line).of_step(),
    Field::decisive("kept_percent", Shape::Count).of_step(),
    Field::new("kept_rule", Shape::Line).of_step(),
    Field::decisive("closed_on", Shape::Date).of_step(),
    // What had been paid then: a phone that was away may bring more, or less, into a month that is closed.
    Field::decisive("closed_paid", Shape::Money).of_step(),
    Field::decisive("sent_on", Shape::Date).of_step().listed(),
    Field::decisive("sent", Shape::Money).of_step().listed(),
    Field::new("reason", Shape::Line).of_step(),
    Field::decisive("state", Shape::Code(Codes::of("state-dues", STATES))).of_step(),
];

/// One member's month; amounts in đồng.
const MEMBER: &[Field] = &[
    // As the register had it when the month was begun.
    Field::new("status", Shape::Code(Codes::of("status", Status::CODES))),
    Field::decisive("category", Shape::Code(Codes::of("option-dues-category", CATEGORIES))),
    Field::decisive("income", Shape::Money),
    Field::decisive("exempt", Shape::Code(Codes::of("option-dues-exempt", EXEMPT))),
    Field::decisive("reduced", Shape::Code(Codes::of("option-dues-reduced", &["30", "50", "70"]))),
    Field::decisive("until", Shape::Checked(month)),
    Field::decisive("due", Shape::Money),
    // By which documents the amount was computed; nothing where a person wrote it.
    Field::new("due_rule", Shape::Line).of_step(),
    Field::decisive("owed", Shape::Money),
    Field::decisive("paid", Shape::Money),
    Field::decisive("paid_on", Shape::Date),
    Field::decisive("collected_by", Shape::Person),
    Field::new("note", Shape::Line),
];

const STEPS: &[Step] = &[
    Step::new("close", &["dang_thu"], Does::Move("da_chot"), &[COMMITTEE]).asking(&["closed_on"]).guarded(&[
        Guard { rule: "dues_known", holds: dues_known },
        Guard { rule: "reductions_end", holds: reductions_end },
    ]),
    Step::new("send", &["da_chot"], Does::Move("da_nop"), &[COMMITTEE]).asking(&["sent_on", "sent"]),
    Step::new("reopen", &["da_chot", "da_nop"], Does::Move("dang_thu"), &[HEADS]).asking(&["reason"]),
];

/// Months from the one before January 2000.
fn months(month: &str) -> Option<u16> {
    let month = PartialDate::parse(month).ok()?;
    month.year().checked_sub(2000)?.checked_mul(12)?.checked_add(u16::from(month.month()?))
}

fn sort_key(record: &Record<'_>) -> Vec<u8> {
    record.head("month").unwrap_or_default().as_bytes().to_vec()
}

/// The rate of a category: the code of its norm, and of what it is a part.
enum Rate {
    /// Per mille of what the member has.
    OfIncome(&'static str),
    /// Per mille of the minimum wage of the zone.
    OfMinimumWage(&'static str),
    /// An amount.
    Amount(&'static str),
}

fn rate(category: &str) -> Option<Rate> {
    Some(match category {
        "luong" => Rate::OfIncome("dues_salary_per_mille"),
        "tro_cap_bhxh" => Rate::OfIncome("dues_insurance_benefit_per_mille"),
        "huu_tri" => Rate::OfIncome("dues_pension_per_mille"),
        "huu_tri_co_luong" => Rate::OfIncome("dues_working_pensioner_per_mille"),
        "tro_cap_uu_dai" => Rate::OfIncome("dues_merit_allowance_per_mille"),
        "lao_dong" => Rate::OfMinimumWage("dues_no_insurance_per_mille"),
        "qua_tuoi" => Rate::OfMinimumWage("dues_past_working_age_per_mille"),
        "hoc_sinh" => Rate::Amount("dues_student_dong"),
        _ => return None,
    })
}

fn minimum_wage(zone: &str) -> Option<&'static str> {
    Some(match zone {
        "vung_1" => "minimum_wage_dong_zone_1",
        "vung_2" => "minimum_wage_dong_zone_2",
        "vung_3" => "minimum_wage_dong_zone_3",
        "vung_4" => "minimum_wage_dong_zone_4",
        _ => return None,
    })
}

/// The amount, the month and the title follow from what is written of the month; a member's amount from their category,
/// income, exemption and reduction; what was paid from the day on which all of it was.
fn follows(written: Written<'_>, sight: Sight<'_>) -> Vec<Following> {
    let amount = |subject: &str| {
        let due = due(subject, sight);
        let leaf = |field: &str, value| (MEMBERS, format!("{subject}/{field}"), value);
        let leaves = due.map(|due| [leaf("due", Some(Scalar::Int(due.amount))), leaf("due_rule", due.rule())]);
        leaves.into_iter().flatten().collect::<Vec<Following>>()
    };
    let amounts = || (sight.subjects)(MEMBERS).into_iter().flat_map(|subject| amount(&subject));
    match (written.part, written.field) {
        ("about", "month") => of_month(sight).into_iter().chain(amounts()).collect(),
        ("about", "zone") => amounts().collect(),
        (MEMBERS, "category" | "income" | "exempt" | "reduced") => amount(written.subject),
        (MEMBERS, "due") => vec![(MEMBERS, format!("{}/due_rule", written.subject), None)],
        ("about", "state") => of_closing(sight).into_iter().collect(),
        (MEMBERS, "paid_on") => paid_whole(written.subject, sight).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn text(sight: Sight<'_>, part: &str, leaf: &str) -> Option<String> {
    (sight.value)(part, leaf)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn number(sight: Sight<'_>, subject: &str, field: &str) -> Option<i64> {
    (sight.value)(MEMBERS, &format!("{subject}/{field}"))?.as_int()
}

/// The first day of the month, on which its rates are looked up.
fn first_day(sight: Sight<'_>) -> Option<CivilDate> {
    let month = PartialDate::parse(&text(sight, "about", "month")?).ok()?;
    CivilDate::new(month.year(), month.month()?, 1)
}

fn of_month(sight: Sight<'_>) -> Vec<Following> {
    let Some(day) = first_day(sight) else { return Vec::new() };
    let title = format!("Đảng phí tháng {:02}/{}", day.month(), day.year());
    let kept = (sight.norm)("dues_kept_percent", day).map(|norm| (Scalar::Int(norm.value.into()), norm.cited.into()));
    let (percent, rule) = kept.unzip();
    let of_head = [("title", Some(title.into())), ("kept_percent", percent), ("kept_rule", rule)];
    of_head.map(|(leaf, value)| ("about", leaf.to_owned(), value)).into()
}

/// What is paid when the month is closed; nothing while it is open.
fn of_closing(sight: Sight<'_>) -> Option<Following> {
    let paid = || {
        let all = (sight.subjects)(MEMBERS);
        let paid = all.iter().map(|subject| number(sight, subject, "paid").unwrap_or_default().max(0));
        Scalar::Int(paid.fold(0, i64::saturating_add))
    };
    let closed = match text(sight, "about", "state")?.as_str() {
        "da_chot" => Some(paid()),
        "dang_thu" => None,
        _ => return None,
    };
    Some(("about", "closed_paid".to_owned(), closed))
}

/// What a member owes for the month, in đồng, and the documents it was computed by; none for who is exempt.
struct Owed {
    amount: i64,
    cited: Vec<String>,
}

impl Owed {
    fn rule(&self) -> Option<Scalar> {
        (!self.cited.is_empty()).then(|| Scalar::Str(self.cited.join("; ")))
    }
}

/// Nothing where it does not follow from what is written.
fn due(subject: &str, sight: Sight<'_>) -> Option<Owed> {
    let field = |name: &str| text(sight, MEMBERS, &format!("{subject}/{name}"));
    if field("exempt").is_some() {
        return Some(Owed { amount: 0, cited: Vec::new() });
    }
    let day = first_day(sight)?;
    let norm = |code: &str| (sight.norm)(code, day);
    let per_mille = |norm: &Ruled<u32>, of: i64| Some(rounded(of.checked_mul(norm.value.into())?, 1000));
    let (whole, cited) = match rate(&field("category")?)? {
        Rate::OfIncome(code) => {
            let share = norm(code)?;
            (per_mille(&share, number(sight, subject, "income")?)?, vec![share.cited])
        }
        Rate::OfMinimumWage(code) => {
            let (share, wage) = (norm(code)?, norm(minimum_wage(&text(sight, "about", "zone")?)?)?);
            (per_mille(&share, wage.value.into())?, vec![share.cited, wage.cited])
        }
        Rate::Amount(code) => {
            let amount = norm(code)?;
            (amount.value.into(), vec![amount.cited])
        }
    };
    let reduced = field("reduced").and_then(|percent| percent.parse::<i64>().ok()).unwrap_or_default();
    Some(Owed { amount: rounded(whole.checked_mul(100 - reduced)?, 100), cited })
}

/// A share to the nearest đồng.
fn rounded(amount: i64, of: i64) -> i64 {
    amount.saturating_add(of / 2) / of
}

/// Who writes the day of payment and no amount means that all of it was paid.
fn paid_whole(subject: &str, sight: Sight<'_>) -> Option<Following> {
    let (due, paid) = (number(sight, subject, "due")?, number(sight, subject, "paid"));
    let is_paid = text(sight, MEMBERS, &format!("{subject}/paid_on")).is_some();
    let whole = due.saturating_add(number(sight, subject, "owed").unwrap_or_default());
    (is_paid && paid.is_none()).then(|| (MEMBERS, format!("{subject}/paid"), Some(Scalar::Int(whole))))
}

/// One member's month, as it stands in the record.
struct OfMember<'a> {
    part: &'a Node,
    key: &'a str,
}

impl<'a> OfMember<'a> {
    fn all(part: &'a Node) -> impl Iterator<Item = Self> {
        let mut keys: Vec<&str> =
            part.entries().keys().filter_map(|leaf| leaf.rsplit_once('/')).map(|(key, _)| key).collect();
        keys.dedup();
        keys.into_iter().map(move |key| Self { part, key })
    }

    fn of(part: &'a Node, key: &'a str) -> Self {
        Self { part, key }
    }

    fn amount(&self, field: &str) -> i64 {
        self.known(field).unwrap_or_default()
    }

    /// An amount that another device wrote below nothing is none.
    fn known(&self, field: &str) -> Option<i64> {
        self.part.int(&format!("{}/{field}", self.key)).map(|amount| amount.max(0))
    }

    fn text(&self, field: &str) -> Option<&'a str> {
        self.part.str(&format!("{}/{field}", self.key)).filter(|text| !text.is_empty())
    }

    /// What is still to be paid, with what was owed before.
    fn lacks(&self) -> i64 {
        let all = self.amount("due").saturating_add(self.amount("owed"));
        all.saturating_sub(self.amount("paid")).max(0)
    }
}

fn dues_known(record: &Record<'_>) -> bool {
    let mut members = record.part(MEMBERS).into_iter().flat_map(OfMember::all).peekable();
    members.peek().is_some() && members.all(|member| member.known("due").is_some())
}

/// A reduction, and an exemption for hardship, has its last month, at most a year on.
fn reductions_end(record: &Record<'_>) -> bool {
    let Some((part, month)) = record.part(MEMBERS).zip(record.head("month").and_then(months)) else { return true };
    OfMember::all(part).all(|member| {
        let is_granted = member.text("reduced").is_some() || member.text("exempt") == Some(HARDSHIP);
        let until = member.text("until").and_then(months);
        !is_granted || until.is_some_and(|until| (month..month.saturating_add(12)).contains(&until))
    })
}

/// Sums over the members, in đồng: what is due with what was owed before, what was paid, what had been when the month was
/// closed where that differs, what of it the cell keeps and hands up; and how many there are and still owe something.
fn figures(record: &Record<'_>) -> Vec<(&'static str, Scalar)> {
    let Some(part) = record.part(MEMBERS) else { return Vec::new() };
    let members: Vec<OfMember<'_>> = OfMember::all(part).collect();
    let sum = |field: &str| members.iter().fold(0_i64, |sum, member| sum.saturating_add(member.amount(field)));
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let paid = sum("paid");
    // Of a month of which no rule says what is kept, nothing is said of it.
    let kept_percent = record.part("about").and_then(|about| about.int("kept_percent"));
    let kept = kept_percent.map(|percent| rounded(paid.saturating_mul(percent.clamp(0, 100)), 100));
    let kept = kept.into_iter().flat_map(|kept| [("kept", kept), ("handed_up", paid.saturating_sub(kept))]);
    let closed = record.part("about").and_then(|about| about.int("closed_paid"));
    let when_closed = closed.filter(|closed| *closed != paid).map(|closed| ("when_closed", closed));
    let owing = members.iter().filter(|member| member.lacks() > 0).count();
    [
        ("members", count(members.len())),
        ("due", sum("due").saturating_add(sum("owed"))),
        ("paid", paid),
        ("owing", count(owing)),
    ]
    .into_iter()
    .chain(when_closed)
    .chain(kept)
    .map(|(name, figure)| (name, Scalar::Int(figure)))
    .collect()
}

/// Every member who pays here, as a guest does in the cell where they are through the month of their last day, with what held for them in the month before and still does.
fn draft(sources: &Sources<'_>) -> Vec<Drafted> {
    let begun = sources.given.iter().find(|(name, _)| name == "month").and_then(|(_, typed)| month(typed).ok());
    let Some(this) = begun.as_deref().and_then(months) else { return Vec::new() };
    let before = sources.before.filter(|before| {
        let month = before.get("about").and_then(|about| about.str("month")).and_then(months);
        month.is_some_and(|month| month < this)
    });
    let before = before.and_then(|before| before.get(MEMBERS));
    let pays = |member: &&MemberOf| {
        let is_over = member.guest_until.as_deref().and_then(months).is_some_and(|last| last < this);
        match Status::read(&member.status) {
            Status::TemporarilyAway => is_over,
            Status::TemporaryGuest => !is_over,
            _ => true,
        }
    };
    let drafted = |member: &MemberOf| {
        let mut fields = vec![("subject", member.id.clone()), ("status", member.status.clone())];
        let then = before.map(|part| OfMember::of(part, &member.id));
        fields.extend(then.map(|then| taken_over(&then, this)).unwrap_or_default());
        if !fields.iter().any(|(name, _)| *name == "exempt") && is_of_fifty_years(member, this) {
            fields.push(("exempt", "tuoi_dang_50".to_owned()));
        }
        Drafted { part: MEMBERS, fields }
    };
    sources.members.iter().filter(pays).map(drafted).collect()
}

/// What of a member's month before holds in this one.
fn taken_over(then: &OfMember<'_>, this: u16) -> Vec<(&'static str, String)> {
    let text = |field: &'static str, known: &[&str]| {
        then.text(field).filter(|text| known.contains(text)).map(|text| (field, text.to_owned()))
    };
    let until = then.text("until").and_then(|typed| Some((typed, months(typed)?)));
    let is_over = until.is_some_and(|(_, until)| until < this);
    let mut fields: Vec<_> = text("category", CATEGORIES).into_iter().collect();
    fields.extend(then.known("income").map(|income| ("income", income.to_string())));
    if !is_over {
        fields.extend(text("exempt", EXEMPT));
        fields.extend(text("reduced", &["30", "50", "70"]));
        fields.extend(until.map(|(typed, _)| ("until", typed.to_owned())));
    }
    if then.lacks() > 0 {
        fields.push(("owed", then.lacks().to_string()));
    }
    fields
}

/// Whether fifty years in the Party are full before the month ends; whoever joined on a day that is not known waits for the
/// next year.
fn is_of_fifty_years(member: &MemberOf, this: u16) -> bool {
    let joined = member.joined_on.as_deref().and_then(|day| PartialDate::parse(day).ok());
    let months_since = joined.map(|joined| {
        let joined = i32::from(joined.year()) * 12 + i32::from(joined.month().unwrap_or(12));
        2000 * 12 + i32::from(this) - joined
    });
    months_since.is_some_and(|months| months >= 50 * 12)
}
