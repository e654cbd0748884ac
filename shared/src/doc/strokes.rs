//! What a person typed at one place since the record was last written, as the fewest replacements that lead there.
//!
//! Strokes are not changes: a record grows by one change per pause, not per key. What is typed and taken back within
//! one pause leaves nothing in the record. Knows positions and characters only; where strokes are kept until they
//! become a change is the caller's.

use super::text::Splice;

/// A text under the pen: stretches of the text as the record holds it, and what was typed between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strokes {
    pieces: Vec<Piece>,
    /// Characters of the text as the record holds it.
    length: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// The characters `from..to` of the record's text.
    Kept {
        from: usize,
        to: usize,
    },
    Typed(String),
}

impl Piece {
    fn length(&self) -> usize {
        match self {
            Self::Kept { from, to } => to - from,
            Self::Typed(text) => text.chars().count(),
        }
    }

    /// The first `at` characters, and the rest.
    fn split(self, at: usize) -> (Self, Self) {
        match self {
            Self::Kept { from, to } => (Self::Kept { from, to: from + at }, Self::Kept { from: from + at, to }),
            Self::Typed(text) => {
                let byte = text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
                let (head, tail) = text.split_at(byte);
                (Self::Typed(head.to_owned()), Self::Typed(tail.to_owned()))
            }
        }
    }
}

impl Strokes {
    /// Nothing typed yet into a text of `length` characters.
    #[must_use]
    pub fn on(length: usize) -> Self {
        Self { pieces: vec![Piece::Kept { from: 0, to: length }], length }
    }

    /// Adds one stroke; its position is in the text as it stands after all strokes before it. What lies beyond the
    /// text's end is left out.
    pub fn add(&mut self, stroke: &Splice) {
        let mut before = self.take_front(stroke.at);
        let gone = self.take_front(stroke.delete);
        drop(gone);
        match before.last_mut() {
            Some(Piece::Typed(text)) => text.push_str(&stroke.insert),
            _ if stroke.insert.is_empty() => {}
            _ => before.push(Piece::Typed(stroke.insert.clone())),
        }
        before.append(&mut self.pieces);
        before.retain(|piece| piece.length() > 0);
        self.pieces = before;
    }

    /// The replacements that lead from the record's text to what was typed, in order, each at its position in the text
    /// as those before it left it.
    #[must_use]
    pub fn splices(&self) -> Vec<Splice> {
        let mut splices: Vec<Splice> = Vec::new();
        let (mut at, mut base) = (0, 0);
        let mut open: Option<Splice> = None;
        for piece in &self.pieces {
            match piece {
                Piece::Typed(text) => {
                    let begun = open.get_or_insert_with(|| Splice { at, delete: 0, insert: String::new() });
                    begun.insert.push_str(text);
                    at += piece.length();
                }
                Piece::Kept { from, to } => {
                    if *from > base {
                        open.get_or_insert_with(|| Splice { at, delete: 0, insert: String::new() }).delete +=
                            from - base;
                    }
                    splices.extend(open.take());
                    at += to - from;
                    base = *to;
                }
            }
        }
        if self.length > base {
            open.get_or_insert_with(|| Splice { at, delete: 0, insert: String::new() }).delete += self.length - base;
        }
        splices.extend(open);
        splices
    }

    /// Characters of the text as it stands after all strokes.
    #[must_use]
    pub fn length(&self) -> usize {
        self.pieces.iter().map(Piece::length).sum()
    }

    /// Takes the first `count` characters off.
    fn take_front(&mut self, count: usize) -> Vec<Piece> {
        let mut front = Vec::new();
        let mut left = count;
        let mut pieces = std::mem::take(&mut self.pieces).into_iter();
        for piece in pieces.by_ref() {
            let length = piece.length();
            if left >= length {
                left -= length;
                front.push(piece);
                continue;
            }
            let (head, tail) = piece.split(left);
            front.push(head);
            self.pieces.push(tail);
            break;
        }
        self.pieces.extend(pieces);
        front
    }
}

#[cfg(test)]
mod tests;
