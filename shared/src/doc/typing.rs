//! A text while a person types into it: what stands before their eyes, what the record holds, and
//! how the two lie beside each other while others write.
//!
//! Positions of the person refer to what they see. What others write meanwhile is woven in but not
//! shown, and what others delete stays in sight, until the person's screen takes the text anew.

use unicode_normalization::char::is_combining_mark;

use super::EditError;
use super::text::{Splice, TextMove};
use crate::text::{is_storable, nfc};

/// Where a character is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seat {
    /// In the record and on the screen.
    Both,
    /// In the record only: somebody else wrote it.
    Record,
    /// On the screen only: somebody else deleted it, or it is of a kind that is not stored.
    Screen,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    c: char,
    seat: Seat,
    /// Typed in this sitting.
    typed: bool,
}

impl Cell {
    fn is_shown(&self) -> bool {
        self.seat != Seat::Record
    }

    fn is_recorded(&self) -> bool {
        self.seat != Seat::Screen
    }
}

/// One sitting at one text.
#[derive(Debug, Clone)]
pub struct Typing {
    cells: Vec<Cell>,
}

impl Typing {
    /// Sits down at a text as the record holds it.
    #[must_use]
    pub fn begin(text: &str) -> Self {
        Self { cells: text.chars().map(|c| Cell { c, seat: Seat::Both, typed: false }).collect() }
    }

    /// What the person sees.
    #[must_use]
    pub fn shown(&self) -> String {
        self.cells.iter().filter(|cell| cell.is_shown()).map(|cell| cell.c).collect()
    }

    /// What the record holds.
    #[must_use]
    pub fn recorded(&self) -> String {
        self.cells.iter().filter(|cell| cell.is_recorded()).map(|cell| cell.c).collect()
    }

    /// Whether others have changed something that the person does not see yet.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.cells.iter().any(|cell| cell.seat == Seat::Record || (cell.seat == Seat::Screen && is_storable(cell.c)))
    }

    /// The lines of the record that hold something typed in this sitting.
    #[must_use]
    pub fn typed_lines(&self) -> String {
        let recorded: Vec<&Cell> = self.cells.iter().filter(|cell| cell.is_recorded()).collect();
        let lines = recorded.split_inclusive(|cell| cell.c == '\n');
        lines.filter(|line| line.iter().any(|cell| cell.typed)).flatten().map(|cell| cell.c).collect()
    }

    /// Weaves in what happened to the record; what the person sees stays as it is.
    pub fn hear(&mut self, moves: &[TextMove]) {
        for one in moves {
            match one {
                TextMove::Inserted { at, text } => {
                    let at = self.seat_of_recorded(*at);
                    let fresh = text.chars().map(|c| Cell { c, seat: Seat::Record, typed: false });
                    drop(self.cells.splice(at..at, fresh));
                }
                TextMove::Deleted { at, count } => {
                    let (from, mut left, mut seat) = (self.seat_of_recorded(*at), *count, 0);
                    self.cells.retain_mut(|cell| {
                        let before = seat < from;
                        seat += 1;
                        if before || left == 0 || !cell.is_recorded() {
                            return true;
                        }
                        left -= 1;
                        let was_shown = cell.is_shown();
                        cell.seat = Seat::Screen;
                        was_shown
                    });
                }
            }
        }
    }

    /// Replaces `delete` characters that the person sees at `position`; gives what has to be done to
    /// the record for it.
    ///
    /// # Errors
    /// [`EditError::OutOfText`] beyond the end of what they see; nothing has changed then.
    pub fn splice(&mut self, position: usize, delete: usize, insert: &str) -> Result<Vec<Splice>, EditError> {
        let length = self.cells.iter().filter(|cell| cell.is_shown()).count();
        let end = position.saturating_add(delete);
        if end > length {
            return Err(EditError::OutOfText { position: end, length });
        }
        let seat = self.seat_of_shown(position);
        let first = self.cells.iter().take(seat).filter(|cell| cell.is_recorded()).count();
        let stored: String = insert.chars().filter(|c| is_storable(*c)).collect();
        let shift = stored.chars().count();
        let mut splices = vec![Splice { at: first, delete: 0, insert: stored }];
        let mut kept: Vec<Cell> = insert.chars().map(typed_cell).collect();
        let (mut at, mut left) = (first, delete);
        let tail = self.cells.split_off(seat);
        for cell in tail {
            if left > 0 && cell.is_shown() {
                left -= 1;
                if cell.is_recorded() {
                    delete_at(&mut splices, at, shift);
                }
            } else {
                at += usize::from(cell.is_recorded());
                kept.push(cell);
            }
        }
        self.cells.append(&mut kept);
        splices.retain(|splice| splice.delete > 0 || !splice.insert.is_empty());
        Ok(splices)
    }

    /// Lets the person see the record as it is, with what they typed composed (NFC). Gives what has
    /// to be done to the record for that, and where their caret stands afterwards.
    pub fn take_anew(&mut self, caret: usize) -> (Vec<Splice>, usize) {
        let mut caret = self.recorded_position(caret);
        let recorded: Vec<Cell> = self.cells.drain(..).filter(Cell::is_recorded).collect();
        let mut splices = Vec::new();
        let mut rest = recorded.as_slice();
        while !rest.is_empty() {
            let marks = rest.iter().skip(1).take_while(|cell| is_combining_mark(cell.c)).count();
            let (cluster, next) = rest.split_at(marks + 1);
            let raw: String = cluster.iter().map(|cell| cell.c).collect();
            let typed = cluster.iter().any(|cell| cell.typed);
            let composed = if typed { nfc(&raw) } else { raw.clone() };
            let at = self.cells.len();
            self.cells.extend(composed.chars().map(|c| Cell { c, seat: Seat::Both, typed }));
            if composed != raw {
                let length = composed.chars().count();
                if caret >= at + cluster.len() {
                    caret = caret + length - cluster.len();
                } else if caret > at {
                    caret = at + length;
                }
                splices.push(Splice { at, delete: cluster.len(), insert: composed });
            }
            rest = next;
        }
        (splices, caret)
    }

    /// Where something the person sees lies in the record.
    #[must_use]
    pub fn recorded_position(&self, shown: usize) -> usize {
        let seat = self.seat_of_shown(shown);
        self.cells.iter().take(seat).filter(|cell| cell.is_recorded()).count()
    }

    /// Where a position of the record lies in what the person sees.
    #[must_use]
    pub fn shown_position(&self, recorded: usize) -> usize {
        let seat = self.seat_of_recorded(recorded);
        self.cells.iter().take(seat).filter(|cell| cell.is_shown()).count()
    }

    /// Right after the `position`th character that is shown.
    fn seat_of_shown(&self, position: usize) -> usize {
        self.seat_after(position, Cell::is_shown)
    }

    /// Right after the `position`th character of the record.
    fn seat_of_recorded(&self, position: usize) -> usize {
        self.seat_after(position, Cell::is_recorded)
    }

    fn seat_after(&self, count: usize, counts: impl Fn(&Cell) -> bool) -> usize {
        let Some(last) = count.checked_sub(1) else { return 0 };
        let mut counted = self.cells.iter().enumerate().filter(|(_, cell)| counts(cell));
        counted.nth(last).map_or(self.cells.len(), |(at, _)| at + 1)
    }
}

fn typed_cell(c: char) -> Cell {
    Cell { c, seat: if is_storable(c) { Seat::Both } else { Seat::Screen }, typed: true }
}

/// One more character deleted at `at` (counted without what is inserted first).
fn delete_at(splices: &mut Vec<Splice>, at: usize, shift: usize) {
    match splices.as_mut_slice() {
        [first] if first.at == at => first.delete += 1,
        [_, .., last] if last.at == at + shift => last.delete += 1,
        _ => splices.push(Splice { at: at + shift, delete: 1, insert: String::new() }),
    }
}

#[cfg(test)]
mod tests;
