//! The languages of the console: both text files, compiled in, and how a key becomes a sentence.
//!
//! Owns number grouping and the fallback for codes this version does not know. It refuses to know
//! about pages: which language a request wants is decided by whoever builds the page.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use shared::meeting::part;
use shared::rules::Label;
use unic_langid::{LanguageIdentifier, langid};

/// A language the console can speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locale {
    /// Vietnamese (tiếng Việt), the first language of every page.
    #[default]
    Vi,
    /// English.
    En,
}

impl Locale {
    /// Every language, in the order of the language switch.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// Reads a language code as it stands in `/lang/{code}` and in the cookie.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.code() == code)
    }

    /// The code for the `lang` attribute, the address and the cookie.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The language's name for itself, so that who needs it can find it.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Vi => "Tiếng Việt",
            Self::En => "English",
        }
    }

    fn source(self) -> &'static str {
        match self {
            Self::Vi => include_str!("../../locales/vi.ftl"),
            Self::En => include_str!("../../locales/en.ftl"),
        }
    }

    fn language(self) -> LanguageIdentifier {
        match self {
            Self::Vi => langid!("vi"),
            Self::En => langid!("en"),
        }
    }

    fn thousands(self) -> char {
        match self {
            Self::Vi => '.',
            Self::En => ',',
        }
    }

    fn decimal(self) -> char {
        match self {
            Self::Vi => ',',
            Self::En => '.',
        }
    }
}

/// The text file of a language does not parse, or names a key twice.
#[derive(Debug, thiserror::Error)]
#[error("the {} texts of the console are damaged", .locale.code())]
pub struct TextsError {
    /// Which language's file it is.
    pub locale: Locale,
    /// The first fault found.
    #[source]
    pub source: FluentError,
}

/// Every sentence of the console in one language.
///
/// Load each language once at start and share it; formatting takes `&self` and is safe from many
/// threads at once.
pub struct Texts {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// Parses the compiled-in file of one language.
    ///
    /// # Errors
    /// [`TextsError`] if the file is malformed; the tests keep that from being released.
    pub fn load(locale: Locale) -> Result<Self, TextsError> {
        let resource = match FluentResource::try_new(locale.source().to_owned()) {
            Ok(resource) => resource,
            Err((partial, errors)) => match errors.into_iter().next() {
                Some(error) => {
                    let source = FluentError::ParserError(error);
                    return Err(TextsError { locale, source });
                }
                None => partial,
            },
        };
        let mut bundle = FluentBundle::new_concurrent(vec![locale.language()]);
        // The isolation marks of Unicode serve mixed directions only, and break copy and search.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match locale {
            Locale::Vi => |value, _| plain_number(value, Locale::Vi),
            Locale::En => |value, _| plain_number(value, Locale::En),
        }));
        match bundle.add_resource(resource) {
            Ok(()) => Ok(Self { locale, bundle }),
            Err(errors) => match errors.into_iter().next() {
                Some(source) => Err(TextsError { locale, source }),
                None => Ok(Self { locale, bundle }),
            },
        }
    }

    /// The language these texts are in.
    #[must_use]
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The sentence of a key; the key itself where there is none.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.find(key, None).unwrap_or_else(|| key.to_owned())
    }

    /// The sentence of a key with its blanks filled in.
    #[must_use]
    pub fn t_with(&self, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        let args: FluentArgs<'_> = args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.find(key, Some(&args)).unwrap_or_else(|| key.to_owned())
    }

    /// The word for a stored code: the key `prefix-code`.
    ///
    /// A code this version does not know, written by a newer app, reads as the prefix's word for
    /// "other" with the code beside it, so that nothing is hidden.
    #[must_use]
    pub fn label(&self, prefix: &str, code: &str) -> String {
        self.find(&format!("{prefix}-{code}"), None)
            .unwrap_or_else(|| format!("{} ({code})", self.t(&format!("{prefix}-khac"))))
    }

    /// A meeting's kind, which of its kind that day it is, and which part of it, where it is not the first.
    #[must_use]
    pub fn meeting(&self, kind: &str, ordinal: u16) -> String {
        let (again, part) = (part::of_day(ordinal), part::part(ordinal));
        let mut words = self.label("kind", kind);
        if again > 1 {
            words += &format!(" ({again})");
        }
        if part > 1 {
            words += &format!(", {}", self.t_with("meeting-part", &[("x", part.into())]));
        }
        words
    }

    /// The words a rule brings along.
    #[must_use]
    pub fn of_rule<'a>(&self, label: &'a Label) -> &'a str {
        match self.locale {
            Locale::Vi => &label.vi,
            Locale::En => &label.en,
        }
    }

    /// A whole number with its thousands set apart as the language does it.
    #[must_use]
    pub fn number(&self, value: u64) -> String {
        group(&value.to_string(), self.locale.thousands())
    }

    /// A share in per cent with one decimal, cut and never rounded up.
    ///
    /// 84.96 % must not read as having reached 85 %. An empty whole gives no share.
    #[must_use]
    pub fn percent(&self, part: u32, whole: u32) -> Option<String> {
        let tenths = (u64::from(part) * 1000).checked_div(u64::from(whole))?;
        let space = match self.locale {
            Locale::Vi => "\u{a0}",
            Locale::En => "",
        };
        let mark = self.locale.decimal();
        Some(match tenths % 10 {
            0 => format!("{}{space}%", tenths / 10),
            tenth => format!("{}{mark}{tenth}{space}%", tenths / 10),
        })
    }

    fn find(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        // A blank nobody filled shows as its name in braces; the tests look for those.
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors);
        Some(text.into_owned())
    }
}

fn plain_number(value: &FluentValue<'_>, locale: Locale) -> Option<String> {
    match value {
        FluentValue::Number(number) => {
            let written = number.as_string();
            let whole = written.bytes().all(|byte| byte.is_ascii_digit());
            whole.then(|| group(&written, locale.thousands()))
        }
        _ => None,
    }
}

fn group(digits: &str, mark: char) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(mark);
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests;
