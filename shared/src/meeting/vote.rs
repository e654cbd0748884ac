//! Votes (biểu quyết): totals, thresholds, outcomes. Of a secret ballot, totals only.

use crate::code::codes;
use crate::doc::{Edit, Node, Scalar};
use crate::rules::Rules;
use crate::text::as_key;

use super::roll::Electorate;
use crate::input::{Rule, WriteError, count, line};

codes! {
    /// What is voted on; it decides the threshold.
    Matter {
        /// The meeting's resolution (nghị quyết).
        Resolution = "nghi_quyet",
        /// A conclusion of the chair (kết luận).
        Conclusion = "ket_luan",
        /// The agenda (chương trình).
        Agenda = "chuong_trinh",
        /// The minutes (biên bản).
        Minutes = "bien_ban",
        /// Proposing a person for admission (kết nạp).
        Admission = "ket_nap",
        /// Recognising an official member (công nhận chính thức).
        Official = "chinh_thuc",
        /// Proposing removal from the list (xóa tên).
        Removal = "xoa_ten",
        /// Reprimand (khiển trách).
        Reprimand = "khien_trach",
        /// Warning (cảnh cáo).
        Warning = "canh_cao",
        /// Expulsion (khai trừ).
        Expulsion = "khai_tru",
        /// Election (bầu cử).
        Election = "bau_cu",
        /// Anything else (khác).
        AnyOther = "khac",
    }
}

codes! {
    /// How votes are cast.
    Method {
        /// Show of hands (giơ tay).
        Hands = "gio_tay",
        /// Raising the party card (giơ thẻ đảng).
        Card = "the_dang",
        /// Secret ballot (phiếu kín).
        Secret = "phieu_kin",
        /// Opinions in writing (lấy ý kiến bằng văn bản).
        Written = "lay_y_kien_van_ban",
    }
}

/// Version of the default thresholds in the rules; it is stamped on each vote.
pub const THRESHOLD_RULES: &str = "2026-1";

/// The share of votes a matter needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    /// Numerator.
    pub num: u32,
    /// Denominator.
    pub den: u32,
    /// Whether exactly the share is enough.
    pub comparison: Comparison,
}

/// Whether a share has to be passed or only reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// More than the share.
    MoreThan,
    /// The share itself is enough.
    AtLeast,
}

impl Threshold {
    /// The default for a matter, by the rules [`THRESHOLD_RULES`] names; more than half where they are silent.
    #[must_use]
    pub fn default_for(matter: &Matter) -> Self {
        let share = Rules::shipped().share(THRESHOLD_RULES, matter.code());
        let more_than_half = Self { num: 1, den: 2, comparison: Comparison::MoreThan };
        share.and_then(|share| Self::read(&share.share)).unwrap_or(more_than_half)
    }

    /// Whether `votes` out of `base` suffice.
    #[must_use]
    pub const fn is_met(self, votes: i64, base: i64) -> bool {
        let (have, need) = (votes.saturating_mul(self.den as i64), base.saturating_mul(self.num as i64));
        match self.comparison {
            Comparison::MoreThan => have > need,
            Comparison::AtLeast => have >= need,
        }
    }

    /// The fewest votes that suffice out of `base`.
    #[must_use]
    pub const fn need(self, base: i64) -> i64 {
        let (share, den) = (base.saturating_mul(self.num as i64), self.den as i64);
        let whole = share.div_euclid(den);
        match self.comparison {
            Comparison::MoreThan => whole.saturating_add(1),
            Comparison::AtLeast if share.rem_euclid(den) > 0 => whole.saturating_add(1),
            Comparison::AtLeast => whole,
        }
    }

    /// How a vote of these figures ends, were nobody to dispute them.
    #[must_use]
    pub fn outcome(self, tally: &Tally) -> Outcome {
        match (tally.agree, Base::of(tally)) {
            (Some(agree), Some(base)) if self.is_met(agree, base.count()) => Outcome::Passed,
            (Some(_), Some(_)) => Outcome::NotPassed,
            _ => Outcome::Incomplete,
        }
    }

    /// Reads what a person typed.
    ///
    /// # Errors
    /// [`WriteError::Invalid`] for a text that is no threshold.
    pub fn typed(text: &str) -> Result<Self, WriteError> {
        Self::read(text).ok_or_else(|| Rule::Threshold.broken("threshold", Some(text)))
    }

    /// The stored form, `>1/2` or `>=2/3`.
    #[must_use]
    pub fn text(self) -> String {
        let sign = match self.comparison {
            Comparison::MoreThan => ">",
            Comparison::AtLeast => ">=",
        };
        format!("{sign}{}/{}", self.num, self.den)
    }

    /// Reads the stored form.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (comparison, share) = match text.strip_prefix(">=") {
            Some(share) => (Comparison::AtLeast, share),
            None => (Comparison::MoreThan, text.strip_prefix('>')?),
        };
        let (num, den) = share.split_once('/')?;
        let (num, den) = (num.parse().ok()?, den.parse().ok()?);
        (den > 0 && num <= den && den <= 1000).then_some(Self { num, den, comparison })
    }
}

/// What makes two phones' votes the same vote: the matter and what or whom it is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct VoteKey(String);

impl VoteKey {
    /// The key of a matter; `about` tells several votes on one matter apart (a member's id, or words).
    #[must_use]
    pub fn new(matter: &Matter, about: Option<&str>) -> Self {
        let about = about.map(|about| match about.parse::<crate::id::DocId>() {
            Ok(member) => member.to_string(),
            Err(_) => as_key(about),
        });
        match about.filter(|about| !about.is_empty()) {
            Some(about) => Self(format!("{}:{about}", matter.code())),
            None => Self(matter.code().to_owned()),
        }
    }

    /// The key of a vote that is begun with these words, beside those that are `there`. On what a meeting votes once, the
    /// first is the same vote on every phone, whatever it is called there.
    #[must_use]
    pub fn begun(matter: &Matter, subject: &str, there: &[Self]) -> Self {
        let is_once = matches!(matter, Matter::Resolution | Matter::Conclusion | Matter::Agenda | Matter::Minutes);
        let first = Self::new(matter, None);
        if is_once && !there.contains(&first) { first } else { Self::new(matter, Some(subject)) }
    }

    /// Reads a key as it is stored and shown.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        (!text.is_empty() && !text.contains('/') && text.len() <= 200).then(|| Self(text.to_owned()))
    }

    /// The stored form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The matter voted on.
    #[must_use]
    pub fn matter(&self) -> Matter {
        Matter::read(self.0.split(':').next().unwrap_or(&self.0))
    }
}

/// Figures of a vote; `None` leaves a figure as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// What is voted on, in words.
    pub subject: Option<String>,
    /// How votes are cast.
    pub method: Option<Method>,
    /// Who may vote: the base of the threshold.
    pub eligible: Option<i64>,
    /// Of them present.
    pub present: Option<i64>,
    /// Ballots handed out.
    pub issued: Option<i64>,
    /// Ballots or hands counted.
    pub collected: Option<i64>,
    /// Valid ballots.
    pub valid: Option<i64>,
    /// In favour.
    pub agree: Option<i64>,
    /// Against.
    pub against: Option<i64>,
    /// Abstentions and other opinions.
    pub other: Option<i64>,
    /// Legal basis, as typed.
    pub basis: Option<String>,
    /// Who was left out of the base and why, so that the ward can check it.
    pub excluded: Option<String>,
    /// Who counted the ballots (tổ kiểm phiếu).
    pub ballot_committee: Option<String>,
    /// Whether the result was reported to the competent committee; a failed vote is as well.
    pub referred_up: Option<bool>,
    /// Reserved minority opinions (ý kiến bảo lưu), never with names for a secret ballot.
    pub reserved: Option<String>,
}

const COUNTS: [&str; 8] = ["eligible", "present", "issued", "collected", "valid", "for", "against", "other"];

impl Tally {
    /// These figures and words, and those of `earlier` where these have none.
    #[must_use]
    pub fn over(&self, earlier: &Self) -> Self {
        let (new, old) = (self.clone(), earlier.clone());
        Self {
            subject: new.subject.or(old.subject),
            method: new.method.or(old.method),
            eligible: new.eligible.or(old.eligible),
            present: new.present.or(old.present),
            issued: new.issued.or(old.issued),
            collected: new.collected.or(old.collected),
            valid: new.valid.or(old.valid),
            agree: new.agree.or(old.agree),
            against: new.against.or(old.against),
            other: new.other.or(old.other),
            basis: new.basis.or(old.basis),
            excluded: new.excluded.or(old.excluded),
            ballot_committee: new.ballot_committee.or(old.ballot_committee),
            referred_up: new.referred_up.or(old.referred_up),
            reserved: new.reserved.or(old.reserved),
        }
    }

    /// Whether every figure is one.
    ///
    /// # Errors
    /// [`WriteError::Invalid`] names the figure that is negative or absurd.
    pub fn check(&self) -> Result<(), WriteError> {
        let given = self.counts().into_iter().filter_map(|(field, value)| Some((field, value?)));
        given.map(|(field, value)| count(field, value)).try_for_each(|checked| checked.map(|_| ()))
    }

    pub(super) fn counts(&self) -> [(&'static str, Option<i64>); 8] {
        let values = [
            self.eligible,
            self.present,
            self.issued,
            self.collected,
            self.valid,
            self.agree,
            self.against,
            self.other,
        ];
        let mut pairs = [("", None); 8];
        for ((pair, name), value) in pairs.iter_mut().zip(COUNTS).zip(values) {
            *pair = (name, value);
        }
        pairs
    }
}

/// Records the figures that are given, and on first mention the threshold the rules demand.
///
/// # Errors
/// [`WriteError::Invalid`] for a negative or absurd figure.
pub fn record_vote(edit: &mut Edit<'_>, vote: &VoteKey, tally: &Tally) -> Result<(), WriteError> {
    let leaf = |field: &str| format!("{}/{field}", vote.as_str());
    edit.put_if_absent("votes", &leaf("threshold"), Threshold::default_for(&vote.matter()).text())?;
    edit.put_if_absent("votes", &leaf("rules"), THRESHOLD_RULES)?;
    if let Some(method) = &tally.method {
        edit.put("votes", &leaf("method"), method.code())?;
    }
    for (field, typed) in [
        ("subject", &tally.subject),
        ("basis", &tally.basis),
        ("reserved", &tally.reserved),
        ("excluded", &tally.excluded),
        ("ballot_committee", &tally.ballot_committee),
    ] {
        if let Some(typed) = typed {
            edit.put("votes", &leaf(field), line(field, typed)?)?;
        }
    }
    if let Some(referred) = tally.referred_up {
        edit.put("votes", &leaf("referred_up"), referred)?;
    }
    for (field, value) in tally.counts() {
        if let Some(value) = value {
            edit.put("votes", &leaf(field), count(field, value)?)?;
        }
    }
    Ok(())
}

/// Counts one figure of a vote, by the name it is stored under; `None` takes back what was counted.
///
/// # Errors
/// [`WriteError::Disputed`] while several people's figures stand side by side there, [`WriteError::Invalid`] for a figure that is none.
pub fn count_figure(
    edit: &mut Edit<'_>,
    vote: &VoteKey,
    figure: &'static str,
    counted: Option<i64>,
) -> Result<(), WriteError> {
    let leaf = format!("{}/{figure}", vote.as_str());
    if edit.is_disputed("votes", &leaf)? {
        return Err(WriteError::Disputed);
    }
    match counted {
        None => edit.remove("votes", &leaf)?,
        Some(counted) => {
            record_vote(edit, vote, &Tally::default())?;
            edit.put("votes", &leaf, count(figure, counted)?)?;
        }
    }
    Ok(())
}

/// The name under which a figure of a vote is stored.
#[must_use]
pub fn figure(typed: &str) -> Option<&'static str> {
    COUNTS.into_iter().find(|name| *name == typed)
}

/// Sets another threshold than the rules' default, for example where a local regulation asks more.
///
/// # Errors
/// [`WriteError::Invalid`] for a text that is no threshold.
pub fn set_threshold(edit: &mut Edit<'_>, vote: &VoteKey, threshold: &str) -> Result<(), WriteError> {
    let threshold = Threshold::typed(threshold)?;
    edit.put("votes", &format!("{}/threshold", vote.as_str()), threshold.text())?;
    Ok(())
}

/// How a vote ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The threshold is met.
    Passed,
    /// It is not; the figures are reported upward all the same.
    NotPassed,
    /// Figures are still missing.
    Incomplete,
    /// Two people recorded different figures; nobody has decided yet.
    InConflict,
}

impl Outcome {
    /// Every way a vote ends.
    pub const ALL: [Self; 4] = [Self::Passed, Self::NotPassed, Self::Incomplete, Self::InConflict];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Passed => "dat",
            Self::NotPassed => "khong_dat",
            Self::Incomplete => "chua_du",
            Self::InConflict => "mau_thuan",
        }
    }
}

/// A vote as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// Its key.
    pub key: VoteKey,
    /// Its figures and words.
    pub tally: Tally,
    /// The share it needs.
    pub threshold: Threshold,
    /// The version of the rules the threshold came from.
    pub rules: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
}

impl Vote {
    /// How it ends when it is counted of whom the roll has, unless somebody said of whom.
    pub(super) fn end_by(&mut self, roll: Option<Electorate>) {
        if self.outcome != Outcome::InConflict {
            self.outcome = self.threshold.outcome(&self.tally.based_on(roll));
        }
    }
}

pub(super) fn read(votes: &Node, disputed: impl Fn(&str) -> bool) -> Vec<Vote> {
    let keys: std::collections::BTreeSet<&str> =
        votes.entries().keys().filter_map(|leaf| leaf.rsplit_once('/').map(|(key, _)| key)).collect();
    keys.into_iter().filter_map(VoteKey::from_text).map(|key| read_one(votes, key, &disputed)).collect()
}

fn read_one(votes: &Node, key: VoteKey, disputed: impl Fn(&str) -> bool) -> Vote {
    let leaf = |field: &str| format!("{}/{field}", key.as_str());
    let int = |field: &str| votes.int(&leaf(field));
    let line = |field: &str| votes.line(&leaf(field));
    let tally = Tally {
        subject: line("subject"),
        method: line("method").map(|code| Method::read(&code)),
        eligible: int("eligible"),
        present: int("present"),
        issued: int("issued"),
        collected: int("collected"),
        valid: int("valid"),
        agree: int("for"),
        against: int("against"),
        other: int("other"),
        basis: line("basis"),
        excluded: line("excluded"),
        ballot_committee: line("ballot_committee"),
        referred_up: votes.scalar(&leaf("referred_up")).map(|value| *value == Scalar::Bool(true)),
        reserved: line("reserved"),
    };
    let threshold = votes
        .str(&leaf("threshold"))
        .and_then(Threshold::read)
        .unwrap_or_else(|| Threshold::default_for(&key.matter()));
    let outcome = if disputed(key.as_str()) { Outcome::InConflict } else { threshold.outcome(&tally) };
    Vote { rules: line("rules"), key, tally, threshold, outcome }
}

/// Of whom a share is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// Of those who may vote.
    Eligible(i64),
    /// Of those present, where nobody said how many may vote.
    Present(i64),
}

impl Tally {
    /// The same, counted of whom the roll has while nobody said of whom.
    #[must_use]
    pub fn based_on(&self, roll: Option<Electorate>) -> Self {
        let is_said = self.eligible.or(self.present).is_some();
        match roll.filter(|_| !is_said) {
            None => self.clone(),
            Some(roll) => Self {
                eligible: Some(i64::from(roll.eligible())),
                present: Some(i64::from(roll.present)),
                ..self.clone()
            },
        }
    }
}

impl Base {
    /// How many they are.
    #[must_use]
    pub const fn count(self) -> i64 {
        match self {
            Self::Eligible(count) | Self::Present(count) => count,
        }
    }

    /// The base of a vote, if it has one.
    #[must_use]
    pub fn of(tally: &Tally) -> Option<Self> {
        tally.eligible.map(Self::Eligible).or(tally.present.map(Self::Present))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Do not update me: votes bear this stamp, and what it means stays.
    #[test]
    fn the_first_vote_on_the_resolution_is_one_vote_on_every_phone_and_others_are_told_apart_by_their_words() {
        let first = VoteKey::begun(&Matter::Resolution, "Nghị quyết tháng 11", &[]);
        assert_eq!(first, VoteKey::begun(&Matter::Resolution, "NQ T11", &[]));
        let second = VoteKey::begun(&Matter::Resolution, "Nghị quyết về nước ngọt", std::slice::from_ref(&first));
        assert_ne!(second, first);
        let admitted = VoteKey::begun(&Matter::Admission, "Lê Thị Bích Đào", &[]);
        assert_ne!(admitted, VoteKey::begun(&Matter::Admission, "Danh Út", &[]));
    }

    #[test]
    fn the_shares_of_a_stamped_version_stay() {
        let two_thirds = [Matter::Admission, Matter::Official, Matter::Removal, Matter::Expulsion];
        for matter in Matter::KNOWN {
            let expected = if two_thirds.contains(matter) { ">=2/3" } else { ">1/2" };
            assert_eq!(Threshold::default_for(matter).text(), expected, "{matter}");
        }
        assert_eq!(Threshold::default_for(&Matter::Other("moi".to_owned())).text(), ">1/2");
        assert_eq!(THRESHOLD_RULES, "2026-1");
        let matters = Rules::shipped().shares().iter().map(|share| (share.matter.as_str(), share.share.as_str()));
        for (matter, share) in matters {
            assert!(Matter::known(matter).is_some(), "{matter}");
            assert_eq!(Threshold::read(share).map(Threshold::text).as_deref(), Some(share));
        }
    }
}
