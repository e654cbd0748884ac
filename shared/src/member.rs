//! A member's record: the row of the register (sổ danh sách đảng viên, mẫu 7-HSĐV).
//!
//! Holds what a cell works with. Political and family history, foreign relations and economic
//! circumstances have no field here and never will: they belong to the paper file.

use crate::code::codes;
use crate::doc::{Divergence, Doc, Edit, Grade, Node};
use crate::id::DocId;
use crate::input::{WriteError, invalid, line, passage};
use crate::meeting::view::Texts;
use crate::text;
use crate::time::{CivilDate, PartialDate};

codes! {
    /// Where a person stands in the membership's life.
    Status {
        /// Probationary member (dự bị).
        Probationary = "du_bi",
        /// Official member (chính thức).
        Official = "chinh_thuc",
        /// Exempt from work and meetings (được miễn).
        Exempt = "mien",
        /// Temporarily exempt (tạm miễn).
        TemporarilyExempt = "tam_mien",
        /// Party life elsewhere for a time (tạm thời đi).
        TemporarilyAway = "tam_thoi_di",
        /// Guest member for a time (tạm thời đến); not in the headcount.
        TemporaryGuest = "tam_thoi_den",
        /// Suspended from party life (đình chỉ sinh hoạt).
        Suspended = "dinh_chi",
        /// Moved to another organisation (đã chuyển đi).
        MovedAway = "chuyen_di",
        /// Died (từ trần).
        Died = "tu_tran",
        /// Struck off the list (xóa tên).
        Removed = "xoa_ten",
        /// Expelled (khai trừ).
        Expelled = "khai_tru",
        /// Left at their own request (xin ra khỏi Đảng).
        Left = "xin_ra",
    }
}

impl Status {
    /// Whether the person is in the cell's headcount (đảng số).
    #[must_use]
    pub const fn is_of_headcount(&self) -> bool {
        matches!(
            self,
            Self::Probationary
                | Self::Official
                | Self::Exempt
                | Self::TemporarilyExempt
                | Self::TemporarilyAway
                | Self::Suspended
        )
    }
}

codes! {
    /// A post in the cell (chức vụ).
    Post {
        /// Head of the cell (bí thư).
        Head = "bi_thu",
        /// Deputy head (phó bí thư).
        Deputy = "pho_bi_thu",
        /// Member of the cell's committee (chi ủy viên).
        Committee = "chi_uy_vien",
        /// Head of a party group (tổ trưởng tổ đảng).
        GroupLeader = "to_truong",
    }
}

/// What a field of the card holds, and so how typed input is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Line,
    Partial,
    Status,
    Gender,
    Dossier,
    Card,
}

/// Every field of the card: stored name, shape, and whether different values exclude each other.
const FIELDS: &[(&str, Shape, Grade)] = &[
    ("full_name", Shape::Line, Grade::Parallel),
    ("birth_name", Shape::Line, Grade::Parallel),
    ("alias", Shape::Line, Grade::Parallel),
    ("sort_given", Shape::Line, Grade::Parallel),
    ("sort_family", Shape::Line, Grade::Parallel),
    ("birth_date", Shape::Partial, Grade::Decision),
    ("gender", Shape::Gender, Grade::Parallel),
    ("ethnicity", Shape::Line, Grade::Parallel),
    ("religion", Shape::Line, Grade::Parallel),
    ("home_place", Shape::Line, Grade::Parallel),
    ("general_education", Shape::Line, Grade::Parallel),
    ("political_theory", Shape::Line, Grade::Parallel),
    ("profession", Shape::Line, Grade::Parallel),
    ("foreign_language", Shape::Line, Grade::Parallel),
    ("job_before", Shape::Line, Grade::Parallel),
    ("job_now", Shape::Line, Grade::Parallel),
    ("joined_on", Shape::Partial, Grade::Decision),
    ("decided_on", Shape::Partial, Grade::Decision),
    ("official_on", Shape::Partial, Grade::Decision),
    ("card_number", Shape::Card, Grade::Decision),
    ("card_series", Shape::Line, Grade::Parallel),
    ("dossier_number", Shape::Dossier, Grade::Decision),
    ("badge_number", Shape::Line, Grade::Parallel),
    ("service", Shape::Line, Grade::Parallel),
    ("status", Shape::Status, Grade::Decision),
    ("exempt_on", Shape::Partial, Grade::Decision),
    ("moved_out_on", Shape::Partial, Grade::Decision),
    ("moved_out_to", Shape::Line, Grade::Parallel),
    ("moved_in_on", Shape::Partial, Grade::Decision),
    ("moved_in_from", Shape::Line, Grade::Parallel),
    ("died_on", Shape::Partial, Grade::Decision),
    ("death_reason", Shape::Line, Grade::Parallel),
    ("left_on", Shape::Partial, Grade::Decision),
    ("left_form", Shape::Line, Grade::Parallel),
];

/// The stored names of the card's fields, in the order of the form.
pub fn field_names() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|(name, _, _)| *name)
}

/// Sets one field of the card from what a person typed; an empty text clears it.
///
/// # Errors
/// [`WriteError::Invalid`] for an unknown field or a value that does not fit it.
pub fn set_field(edit: &mut Edit<'_>, field: &str, typed: &str) -> Result<(), WriteError> {
    let Some((name, shape, _)) = FIELDS.iter().find(|(name, _, _)| *name == field) else {
        return Err(invalid("field", format!("there is no field `{field}`")));
    };
    let cleaned = line(name, typed)?;
    if cleaned.is_empty() {
        if *name == "full_name" {
            return Err(invalid("full_name", "a member needs a name"));
        }
        return Ok(edit.remove("card", name)?);
    }
    let value = checked(name, *shape, cleaned)?;
    Ok(edit.put("card", name, value)?)
}

fn checked(name: &'static str, shape: Shape, typed: String) -> Result<String, WriteError> {
    match shape {
        Shape::Line => Ok(typed),
        Shape::Partial => PartialDate::parse(&typed)
            .map(|date| date.to_string())
            .map_err(|error| invalid(name, format!("`{typed}`: {error}"))),
        Shape::Status => {
            Status::known(&typed).map(|_| typed.clone()).ok_or_else(|| invalid(name, format!("`{typed}` is no status")))
        }
        Shape::Gender => match text::fold(&typed).as_str() {
            "nam" => Ok("nam".to_owned()),
            "nu" => Ok("nu".to_owned()),
            _ => Err(invalid(name, format!("`{typed}`: write nam or nữ"))),
        },
        Shape::Card => {
            // People group the digits, as in 35.012.345. Cards issued until 2025 have 8 digits; the
            // form of the newer ones is not published, so longer numbers and letters pass.
            let joined: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
            if (8..=16).contains(&joined.len()) && joined.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                Ok(joined)
            } else {
                Err(invalid(
                    name,
                    format!("`{typed}`: a card number has 8 digits, a newer one up to 16 digits or letters"),
                ))
            }
        }
        Shape::Dossier => {
            let joined: String = typed.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
            let (digits, letters): (String, String) =
                (joined.chars().take(6).collect(), joined.chars().skip(6).collect());
            let numbered = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
            // The letters stand for a province, and ĐT is one.
            let province = (1..=3).contains(&letters.chars().count()) && letters.chars().all(char::is_alphabetic);
            if numbered && province {
                Ok(joined)
            } else {
                Err(invalid(name, format!("`{typed}`: a dossier number is 6 digits and 1 to 3 letters")))
            }
        }
    }
}

/// Makes the notes read as `notes`.
///
/// # Errors
/// [`WriteError`] past the bound or for classified text.
pub fn set_notes(edit: &mut Edit<'_>, notes: &str) -> Result<(), WriteError> {
    Ok(edit.rewrite("notes", &passage("notes", notes)?)?)
}

/// Gives a post from a day on, or with `until` ends it.
///
/// # Errors
/// [`WriteError::Edit`] when the record has no posts.
pub fn set_post(edit: &mut Edit<'_>, post: &Post, from: CivilDate, until: Option<CivilDate>) -> Result<(), WriteError> {
    edit.put("posts", &format!("{post}/from"), from.to_string())?;
    match until {
        Some(until) => edit.put("posts", &format!("{post}/until"), until.to_string())?,
        None => edit.remove("posts", &format!("{post}/until"))?,
    }
    Ok(())
}

/// A post with its term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostView {
    /// The post.
    pub post: Post,
    /// Since when.
    pub from: Option<CivilDate>,
    /// Until when, if it ended.
    pub until: Option<CivilDate>,
}

/// A member's record, ready to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberView {
    /// The record's id.
    pub doc: DocId,
    /// The card's fields that are filled, by stored name, in the order of the form.
    pub fields: Vec<(&'static str, String)>,
    /// Where the person stands.
    pub status: Status,
    /// Posts held.
    pub posts: Vec<PostView>,
    /// Free notes.
    pub notes: String,
    /// Whether a text of it bears a secrecy marking, which another device wrote; such content belongs on paper.
    pub is_marked: bool,
    /// Whether all of it can be read.
    pub is_whole: bool,
    /// Places where people wrote different things at the same time.
    pub conflicts: Vec<(Divergence, Grade)>,
}

impl MemberView {
    /// Reads a member's record; `None` when it is no member.
    #[must_use]
    pub fn of(doc: &Doc) -> Option<Self> {
        if doc.kind() != crate::doc::Kind::Member {
            return None;
        }
        let tree = doc.tree();
        let card = tree.get("card")?;
        let fields = field_names().filter_map(|name| card.line(name).map(|value| (name, value))).collect();
        let texts = Texts::of(&tree);
        let graded = |divergence: Divergence| {
            let grade = grade(&divergence.part, &divergence.key);
            (divergence, grade)
        };
        Some(Self {
            doc: doc.id(),
            fields,
            status: Status::read(card.str("status").unwrap_or("chinh_thuc")),
            posts: tree.get("posts").map(posts_of).unwrap_or_default(),
            notes: tree.passage("notes").unwrap_or_default(),
            is_marked: texts.marked > 0,
            is_whole: texts.unreadable == 0,
            conflicts: doc.divergences().into_iter().map(graded).collect(),
        })
    }

    /// One field of the card, by stored name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.as_str())
    }

    /// The name in use.
    #[must_use]
    pub fn full_name(&self) -> &str {
        self.field("full_name").unwrap_or("—")
    }

    /// Where the name sorts: by given name, then family, then middle, in Vietnamese order.
    #[must_use]
    pub fn sort_key(&self) -> Vec<u8> {
        let mut name = text::parse_name(self.full_name());
        if let Some(given) = self.field("sort_given") {
            name.given = given.to_owned();
        }
        if let Some(family) = self.field("sort_family") {
            name.family = family.to_owned();
        }
        text::NameKey::of(&name).into_bytes()
    }

    /// Everything a search should find the person by, folded.
    #[must_use]
    pub fn search_text(&self) -> String {
        let names = ["full_name", "birth_name", "alias", "card_number", "dossier_number"];
        let words: Vec<&str> = names.iter().filter_map(|name| self.field(name)).collect();
        text::fold(&words.join(" · "))
    }

    /// What the person is on a roll of this day: the default before anyone is called.
    #[must_use]
    pub fn roll_default(&self) -> Option<(crate::meeting::roll::Standing, crate::meeting::roll::Attendance)> {
        use crate::meeting::roll::{Attendance, Standing};
        let standing = if self.status == Status::Probationary { Standing::Probationary } else { Standing::Official };
        match self.status {
            Status::Probationary | Status::Official => Some((standing, Attendance::Unrecorded)),
            Status::Exempt => Some((standing, Attendance::Exempt)),
            Status::TemporarilyExempt => Some((standing, Attendance::TemporarilyExempt)),
            Status::TemporarilyAway => Some((standing, Attendance::TemporarilyAway)),
            Status::TemporaryGuest => Some((Standing::Guest, Attendance::TemporaryGuest)),
            _ => None,
        }
    }
}

fn posts_of(posts: &Node) -> Vec<PostView> {
    let date = |leaf: String| posts.str(&leaf).and_then(|text| CivilDate::parse(text).ok());
    let codes: std::collections::BTreeSet<&str> =
        posts.entries().keys().filter_map(|leaf| leaf.split('/').next()).collect();
    let view = |code: &str| PostView {
        post: Post::read(code),
        from: date(format!("{code}/from")),
        until: date(format!("{code}/until")),
    };
    codes.into_iter().map(view).collect()
}

/// How grave it is when two people wrote different values at this place.
#[must_use]
pub fn grade(part: &str, key: &str) -> Grade {
    match part {
        "posts" => Grade::Decision,
        "card" => FIELDS.iter().find(|(name, _, _)| *name == key).map_or(Grade::Parallel, |(_, _, grade)| *grade),
        _ => Grade::Parallel,
    }
}

#[cfg(test)]
mod tests;
