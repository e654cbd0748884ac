//! From runs of text to lines that fit a width.

use shared::paper::{Face, Run, printed};

use super::face::Faces;

/// Text of one face in a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) face: Face,
    pub(super) text: String,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) pieces: Vec<Piece>,
    /// How wide it is, in points.
    pub(super) width: f32,
    /// How wide it may be.
    pub(super) room: f32,
    /// How many spaces may be stretched; none in the last line of a paragraph.
    pub(super) spaces: usize,
}

/// A letter, and how wide it is in points.
struct Letter {
    letter: char,
    face: Face,
    width: f32,
}

/// What a sum of widths may differ from itself.
const SLACK: f32 = 0.01;

/// The lines of a paragraph of one size, of which the first has `indent` points less room than the others. A word longer
/// than a line is broken within.
pub(super) fn broken(faces: &Faces, runs: &[Run], size: f32, indent: f32, room: f32) -> Vec<Line> {
    let letters: Vec<Letter> = runs
        .iter()
        .flat_map(|run| {
            let cut = faces.cut(run.face);
            let text: Vec<char> = printed(&run.text).chars().map(in_letters).collect();
            text.into_iter().map(move |letter| Letter { letter, face: run.face, width: cut.width(letter) * size })
        })
        .collect();
    let mut lines = Vec::new();
    let mut rest = letters.as_slice();
    loop {
        let room = if lines.is_empty() { room - indent } else { room };
        let (taken, next, is_last) = first(rest, room);
        lines.push(line(taken, room, is_last));
        match next {
            Some(next) => rest = next,
            None => return lines,
        }
    }
}

/// The spaces of other widths are in no letters, nor is the hyphen at which no line ends; of a space that holds words
/// together the plain one that does is left.
const fn in_letters(letter: char) -> char {
    match letter {
        '\u{2007}' | '\u{202f}' => '\u{a0}',
        '\u{2011}' => '\u{2010}',
        '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => ' ',
        letter => letter,
    }
}

/// The letters of the next line, what follows, and whether it ends where the writer ended it.
fn first(letters: &[Letter], room: f32) -> (&[Letter], Option<&[Letter]>, bool) {
    let (mut width, mut space) = (0.0, None);
    for (at, letter) in letters.iter().enumerate() {
        match letter.letter {
            '\n' => {
                let (line, next) = letters.split_at(at);
                return (line, next.get(1..), true);
            }
            ' ' => space = Some(at),
            _ if width + letter.width > room + SLACK && at > 0 => {
                let (line, next) = letters.split_at(space.unwrap_or(at));
                let spaces = next.iter().take_while(|letter| letter.letter == ' ').count();
                return (line, next.get(spaces..), false);
            }
            _ => (),
        }
        width += letter.width;
    }
    (letters, None, true)
}

fn line(letters: &[Letter], room: f32, is_last: bool) -> Line {
    let kept = letters.iter().rposition(|letter| letter.letter != ' ').map_or(0, |last| last + 1);
    let letters = letters.get(..kept).unwrap_or_default();
    let mut pieces: Vec<Piece> = Vec::new();
    for letter in letters {
        match pieces.last_mut() {
            Some(piece) if piece.face == letter.face => piece.text.push(letter.letter),
            _ => pieces.push(Piece { face: letter.face, text: letter.letter.to_string() }),
        }
    }
    let spaces = letters.iter().filter(|letter| letter.letter == ' ').count();
    let width = letters.iter().map(|letter| letter.width).sum();
    Line { pieces, width, room, spaces: if is_last { 0 } else { spaces } }
}
