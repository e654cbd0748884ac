//! Whatever a person reads, in both languages: one catalogue for the console, the command line, the bindings and the app.
//!
//! Owns the texts of `shared/words`, compiled in, and how a key becomes a sentence: number grouping, plurals, and the
//! fallback for codes this version does not know. It refuses to know about pages and commands; which language is wanted
//! is decided by the caller.

mod course;
mod families;
mod figures;
mod passages;
mod refusals;
mod score;
mod spoken;
mod weigh;

pub use families::{Family, families};
pub use passages::Passage;

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::{LanguageIdentifier, langid};

use crate::kind::spec::Field;
use crate::text::screened_line;

/// How much of an unknown code is shown, in characters. Codes of a newer version are short; a stranger's need not be.
const CODE_CHARS_MAX: usize = 64;

/// The files of a language. The app is not given what the console says: every phone would fetch it.
#[cfg(feature = "console")]
macro_rules! sources {
    ($language:literal) => {
        &[
            include_str!(concat!("../words/", $language, ".ftl")),
            include_str!(concat!("../words/kinds/", $language, ".ftl")),
            include_str!(concat!("../words/room/", $language, "/room.ftl")),
            include_str!(concat!("../words/room/", $language, "/month.ftl")),
            include_str!(concat!("../words/room/", $language, "/queue.ftl")),
            include_str!(concat!("../words/room/", $language, "/review.ftl")),
            include_str!(concat!("../words/room/", $language, "/held.ftl")),
            include_str!(concat!("../words/room/", $language, "/registers.ftl")),
            include_str!(concat!("../words/room/", $language, "/office.ftl")),
            include_str!(concat!("../words/room/", $language, "/people.ftl")),
            include_str!(concat!("../words/room/", $language, "/orgs.ftl")),
            include_str!(concat!("../words/room/", $language, "/rules.ftl")),
            include_str!(concat!("../words/room/", $language, "/guide.ftl")),
        ]
    };
}

/// The files of a language, without those of the console.
#[cfg(not(feature = "console"))]
macro_rules! sources {
    ($language:literal) => {
        &[
            include_str!(concat!("../words/", $language, ".ftl")),
            include_str!(concat!("../words/kinds/", $language, ".ftl")),
        ]
    };
}

/// A language Sen speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Vietnamese (tiếng Việt), the first language everywhere.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// Every language, in the order of a language switch.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// Reads a language code as addresses and cookies carry it.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The code of the language, as in the `lang` attribute of a page.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The language's name for itself, so that who needs it can find it.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Vi => "Tiếng Việt",
            Self::En => "English",
        }
    }

    /// The texts of the catalogue: what every program says, and what only the ward's console does.
    const fn sources(self) -> &'static [&'static str] {
        match self {
            Self::Vi => sources!("vi"),
            Self::En => sources!("en"),
        }
    }

    const fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::Vi => langid!("vi"),
            Self::En => langid!("en"),
        }
    }
}

/// What fills a blank of a sentence.
#[derive(Clone, Copy, Debug)]
pub enum Blank<'a> {
    /// A number of things: written as the language groups digits, and the sentence may choose its form by it.
    Count(u64),
    /// A name, a word or a figure, put in as it is.
    Text(&'a str),
}

impl From<u16> for Blank<'_> {
    fn from(count: u16) -> Self {
        Self::Count(u64::from(count))
    }
}

impl From<u32> for Blank<'_> {
    fn from(count: u32) -> Self {
        Self::Count(u64::from(count))
    }
}

impl From<u64> for Blank<'_> {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<usize> for Blank<'_> {
    fn from(count: usize) -> Self {
        Self::Count(u64::try_from(count).unwrap_or(u64::MAX))
    }
}

impl<'a> From<&'a str> for Blank<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Blank<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl<'a> Blank<'a> {
    fn value(self) -> FluentValue<'a> {
        match self {
            Self::Count(count) => FluentValue::from(count),
            Self::Text(text) => FluentValue::String(Cow::Borrowed(text)),
        }
    }
}

/// The catalogue in one language. Formatting takes `&self` and is safe from many threads at once.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Words").field(&self.language).finish()
    }
}

impl Words {
    /// The catalogue of a language, parsed at the first call and shared from then on.
    ///
    /// A server asks at its start, so that no page waits for the parsing. An entry that does not parse is left out and
    /// shows as its key; the tests keep that from being released.
    pub fn of(language: Language) -> &'static Self {
        static VI: LazyLock<Words> = LazyLock::new(|| Words::load(Language::Vi).0);
        static EN: LazyLock<Words> = LazyLock::new(|| Words::load(Language::En).0);
        match language {
            Language::Vi => &VI,
            Language::En => &EN,
        }
    }

    /// Parses a language's text; with the faults it has.
    fn load(language: Language) -> (Self, Vec<String>) {
        let mut faults = Vec::new();
        let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
        // The isolation marks of Unicode serve mixed directions only, and break copy and search.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::Vi => |value, _| figures::grouped_value(value, Language::Vi),
            Language::En => |value, _| figures::grouped_value(value, Language::En),
        }));
        for source in language.sources() {
            let (resource, broken) = match FluentResource::try_new((*source).to_owned()) {
                Ok(resource) => (resource, Vec::new()),
                Err((partial, errors)) => (partial, errors),
            };
            let twice = bundle.add_resource(resource).err().unwrap_or_default();
            faults.extend(broken.iter().map(ToString::to_string).chain(twice.iter().map(ToString::to_string)));
        }
        (Self { language, bundle }, faults)
    }

    /// The language these words are in.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The sentence of a key; the key itself where there is none.
    #[must_use]
    pub fn text(&self, key: &str) -> String {
        self.find(key, None).map_or_else(|| key.to_owned(), Cow::into_owned)
    }

    /// The sentence of a key with its blanks filled in.
    #[must_use]
    pub fn text_with(&self, key: &str, blanks: &[(&str, Blank<'_>)]) -> String {
        let args: FluentArgs<'_> = blanks.iter().map(|(name, blank)| (*name, blank.value())).collect();
        self.find(key, Some(&args)).map_or_else(|| key.to_owned(), Cow::into_owned)
    }

    /// The word for a stored code: the key `family-code`.
    ///
    /// A code this version does not know, written by a newer app, reads as the family's word for "other" with the code
    /// beside it, so that nothing is hidden. Where no code is, there is no word.
    #[must_use]
    pub fn code(&self, family: &str, code: &str) -> String {
        if code.is_empty() {
            return String::new();
        }
        self.known(family, code).unwrap_or_else(|| {
            let other = self.known(family, "khac").unwrap_or_else(|| self.text("khac"));
            format!("{other} ({})", screened_line(code, CODE_CHARS_MAX))
        })
    }

    /// How a field of a kind is called; the kind by its stored code.
    #[must_use]
    pub fn field(&self, kind: &str, field: &Field) -> String {
        self.code(&format!("field-{kind}"), field.word)
    }

    /// The word for a stored code as it stands inside a sentence: with a small first letter.
    #[must_use]
    pub fn code_within(&self, family: &str, code: &str) -> String {
        let word = self.code(family, code);
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
    }

    fn known(&self, family: &str, code: &str) -> Option<String> {
        self.find(&format!("{family}-{code}"), None).map(Cow::into_owned)
    }

    fn find<'a>(&'a self, key: &str, args: Option<&'a FluentArgs<'a>>) -> Option<Cow<'a, str>> {
        let pattern = self.bundle.get_message(key)?.value()?;
        // A blank nobody filled shows as its name in braces; the tests look for those.
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, args, &mut errors))
    }
}

#[cfg(test)]
mod tests;
