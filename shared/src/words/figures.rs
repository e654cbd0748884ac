//! Numbers, shares and waits as a language writes them.

use fluent_bundle::FluentValue;

use super::{Language, Words};

impl Language {
    const fn thousands(self) -> char {
        match self {
            Self::Vi => '.',
            Self::En => ',',
        }
    }

    const fn decimal(self) -> char {
        match self {
            Self::Vi => ',',
            Self::En => '.',
        }
    }
}

impl Words {
    /// A whole number with its thousands set apart as the language does it.
    #[must_use]
    pub fn number(&self, value: u64) -> String {
        grouped(&value.to_string(), self.language.thousands())
    }

    /// An amount in đồng.
    #[must_use]
    pub fn money(&self, amount: u64) -> String {
        format!("{}\u{a0}đ", self.number(amount))
    }

    /// A share in per cent with one decimal, cut and never rounded up.
    ///
    /// 84.96 % must not read as having reached 85 %. An empty whole gives no share.
    #[must_use]
    pub fn percent(&self, part: u32, whole: u32) -> Option<String> {
        let tenths = (u64::from(part) * 1000).checked_div(u64::from(whole))?;
        let space = match self.language {
            Language::Vi => "\u{a0}",
            Language::En => "",
        };
        let mark = self.language.decimal();
        Some(match tenths % 10 {
            0 => format!("{}{space}%", tenths / 10),
            tenth => format!("{}{mark}{tenth}{space}%", tenths / 10),
        })
    }

    /// A day of every year.
    #[must_use]
    pub fn day_of_year(&self, month: u32, day: u32) -> String {
        format!("{day:02}/{month:02}")
    }

    /// A number given in tenths, such as a mean, with its decimal.
    #[must_use]
    pub fn tenths(&self, tenths: u64) -> String {
        format!("{}{}{}", self.number(tenths / 10), self.language.decimal(), tenths % 10)
    }

    /// How long to wait, as a person says it.
    #[must_use]
    pub fn wait(&self, seconds: u64) -> String {
        match seconds {
            0..=119 => self.text_with("wait-seconds", &[("n", seconds.into())]),
            _ => self.text_with("wait-minutes", &[("n", seconds.div_ceil(60).into())]),
        }
    }
}

pub(super) fn grouped_value(value: &FluentValue<'_>, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(number) => {
            let written = number.as_string();
            let whole = written.bytes().all(|byte| byte.is_ascii_digit());
            whole.then(|| grouped(&written, language.thousands()))
        }
        _ => None,
    }
}

fn grouped(digits: &str, mark: char) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(mark);
        }
        grouped.push(digit);
    }
    grouped
}
