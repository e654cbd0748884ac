//! Reading a script: one act a line, and a few lines under a name that are played with other words each time.
//!
//! | Line | |
//! |---|---|
//! | `ward "name"` | begins the ward |
//! | `cell key "name" unit register.csv` | founds a cell and imports its register |
//! | `device key cell role "person"` | a person's device, enrolled; `ward` in the place of a cell for the ward's own |
//! | `revoke key "why"` | the ward takes a device's rights away |
//! | `seen` | the ward has opened everything that is there |
//! | `at 2026-01-05 19:00` | the day and hour from here on; each command takes a minute |
//! | `def name word …` to `end` | lines in which `{word}` stands for what they are called with |
//! | `key: command …` | what is typed on a device, as after `sen-device`; or the name of such lines, with their words |
//!
//! Words are parted by spaces, held together by `"` or `'`; a line that begins with `#` says something to its reader.

use std::collections::BTreeMap;

use shared::time::Timestamp;

use crate::{Outcome, Trouble};

/// One thing that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The ward is begun under this name.
    Ward(String),
    /// A cell is founded: key, name, kind of unit, file of its register.
    Cell([String; 4]),
    /// A device is enrolled: key, key of its cell, role, person.
    Device([String; 4]),
    /// A device's rights are taken away: its key, and why.
    Revoke(String, String),
    /// The ward opens everything that is there.
    Seen,
    /// Time goes on to there.
    At(Timestamp),
    /// Something is typed on a device: its key, and the words of the command.
    Type(String, Vec<String>),
}

/// The acts of a script, each with the number of its line.
///
/// # Errors
/// [`Trouble`] with the first line that cannot be read.
pub fn read(text: &str) -> Outcome<Vec<(usize, Act)>> {
    let mut script = Script::default();
    for (at, line) in text.lines().enumerate() {
        script.take(at + 1, line.trim()).map_err(|error| Trouble(format!("line {}: {error}", at + 1)))?;
    }
    match script.open {
        Some((name, _)) => Err(Trouble(format!("`def {name}` has no `end`"))),
        None => Ok(script.acts),
    }
}

/// Lines under a name, and the words that stand in them for others.
#[derive(Default)]
struct Template {
    words: Vec<String>,
    lines: Vec<String>,
}

#[derive(Default)]
struct Script {
    acts: Vec<(usize, Act)>,
    templates: BTreeMap<String, Template>,
    /// The one that is being read.
    open: Option<(String, Template)>,
}

impl Script {
    fn take(&mut self, at: usize, line: &str) -> Outcome<()> {
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        if let Some((name, mut template)) = self.open.take() {
            match line {
                "end" => drop(self.templates.insert(name, template)),
                _ => {
                    template.lines.push(line.to_owned());
                    self.open = Some((name, template));
                }
            }
            return Ok(());
        }
        let words = words(line)?;
        let act = match words.split_first().map(|(first, rest)| (first.as_str(), rest)) {
            Some(("def", [name, words @ ..])) => {
                self.open = Some((name.clone(), Template { words: words.to_vec(), lines: Vec::new() }));
                return Ok(());
            }
            Some(("ward", [name])) => Act::Ward(name.clone()),
            Some(("cell", rest)) => Act::Cell(four(rest)?),
            Some(("device", rest)) => Act::Device(four(rest)?),
            Some(("revoke", [device, why])) => Act::Revoke(device.clone(), why.clone()),
            Some(("seen", [])) => Act::Seen,
            Some(("at", [day, hour])) => Act::At(moment(day, hour)?),
            Some((device, rest)) if device.ends_with(':') => return self.typed(at, device.trim_end_matches(':'), rest),
            _ => return Err(Trouble(format!("`{line}` is no act"))),
        };
        self.acts.push((at, act));
        Ok(())
    }

    fn typed(&mut self, at: usize, device: &str, command: &[String]) -> Outcome<()> {
        let Some((template, given)) =
            command.split_first().and_then(|(name, given)| Some((self.templates.get(name)?, given)))
        else {
            self.acts.push((at, Act::Type(device.to_owned(), command.to_vec())));
            return Ok(());
        };
        if given.len() != template.words.len() {
            return Err(Trouble(format!("{} words, where these are: {}", given.len(), template.words.join(", "))));
        }
        for line in &template.lines {
            let put = |line: String, (word, given): (&String, &String)| line.replace(&format!("{{{word}}}"), given);
            let line = template.words.iter().zip(given).fold(line.clone(), put);
            self.acts.push((at, Act::Type(device.to_owned(), words(&line)?)));
        }
        Ok(())
    }
}

fn four(words: &[String]) -> Outcome<[String; 4]> {
    let four = <[String; 4]>::try_from(words.to_vec()).ok();
    four.ok_or_else(|| Trouble(format!("{} words and not four", words.len())))
}

/// A moment of the day in Viet Nam.
fn moment(day: &str, hour: &str) -> Outcome<Timestamp> {
    let typed = format!("{day}T{hour}:00+07:00");
    Timestamp::parse_rfc3339(&typed).ok_or_else(|| Trouble(format!("`{day} {hour}` is no moment")))
}

/// The words of a line, parted by spaces outside of quotes.
fn words(line: &str) -> Outcome<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut within: Option<char> = None;
    for letter in line.chars() {
        match within {
            Some(quote) if quote == letter => within = None,
            Some(_) => word.get_or_insert_default().push(letter),
            None if letter == '"' || letter == '\'' => {
                within = Some(letter);
                word.get_or_insert_default();
            }
            None if letter.is_whitespace() => words.extend(word.take()),
            None => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    match within {
        Some(quote) => Err(Trouble(format!("`{quote}` is not closed"))),
        None => Ok(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(device: &str, words: &[&str]) -> Act {
        Act::Type(device.to_owned(), words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn lines_under_a_name_are_typed_with_the_words_they_are_called_with() {
        let text = "# Một năm.\ndef hold day away\n  meeting open --date {day}\n  meeting roll last {away}\nend\n\
                    at 2026-01-05 19:00\nan: hold 2026-01-05 '--mark \"Lê Mỹ=vang\"'\nan: sync\n";
        let acts: Vec<Act> = read(text).unwrap().into_iter().map(|(_, act)| act).collect();
        assert_eq!(
            acts,
            [
                Act::At(Timestamp::from_ms(1_767_614_400_000)),
                typed("an", &["meeting", "open", "--date", "2026-01-05"]),
                typed("an", &["meeting", "roll", "last", "--mark", "Lê Mỹ=vang"]),
                typed("an", &["sync"]),
            ]
        );
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        for (text, says) in [
            ("an sync", "line 1"),
            ("\nat 2026-13-05 19:00", "line 2"),
            ("an: record add \"Lê", "not closed"),
            ("def hold day\nend\nan: hold", "these are: day"),
            ("def hold day", "no `end`"),
            ("cell a b", "not four"),
        ] {
            let said = read(text).unwrap_err().to_string();
            assert!(said.contains(says), "{text}: {said}");
        }
    }
}
