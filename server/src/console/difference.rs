//! Two versions of a text as one, word by word, ready to be shown.

use shared::text::diff::{Piece, pieces};

use super::view;

/// How much of what stayed the same is shown around what changed, in characters; cut between words.
const CONTEXT_CHARS: usize = 80;

/// What changed between two texts, with a little around it.
pub(super) fn passage(before: &str, after: &str) -> Vec<view::Piece> {
    let all = pieces(before, after);
    let last = all.len().saturating_sub(1);
    let shown = |(at, piece): (usize, Piece)| match piece {
        Piece::Same(text) => view::Piece::same(shortened(&text, at > 0, at < last)),
        Piece::Gone(text) => view::Piece::gone(text),
        Piece::Come(text) => view::Piece::come(text),
    };
    all.into_iter().enumerate().map(shown).collect()
}

/// A stretch that stayed the same: its end before a change, its beginning after one.
fn shortened(text: &str, is_after: bool, is_before: bool) -> String {
    let chars: Vec<char> = text.chars().collect();
    let kept = CONTEXT_CHARS * (usize::from(is_after) + usize::from(is_before));
    if chars.len() <= kept.max(CONTEXT_CHARS) + CONTEXT_CHARS / 4 {
        return text.to_owned();
    }
    let (head, tail) = chars.split_at(if is_after { CONTEXT_CHARS } else { 0 });
    let tail = tail.get(tail.len().saturating_sub(if is_before { CONTEXT_CHARS } else { 0 })..).unwrap_or_default();
    let head: String = head.iter().collect();
    let tail: String = tail.iter().collect();
    let head = head.rsplit_once(' ').map_or(&*head, |(head, _)| head);
    let tail = tail.split_once(' ').map_or(&*tail, |(_, tail)| tail);
    format!("{head} … {tail}")
}

/// A text in paragraphs, with what changed since another version of it within each.
pub(super) fn paragraphs(before: Option<&str>, now: &str) -> Vec<Vec<view::Piece>> {
    let all = before.map_or_else(|| vec![Piece::Same(now.to_owned())], |before| pieces(before, now));
    let mut paragraphs = vec![Vec::new()];
    for piece in all {
        let (make, text): (fn(String) -> view::Piece, String) = match piece {
            // What is gone has no paragraphs any more.
            Piece::Gone(text) => {
                push(&mut paragraphs, view::Piece::gone(text));
                continue;
            }
            Piece::Same(text) => (view::Piece::same, text),
            Piece::Come(text) => (view::Piece::come, text),
        };
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                paragraphs.push(Vec::new());
            }
            if !line.is_empty() {
                push(&mut paragraphs, make(line.to_owned()));
            }
        }
    }
    paragraphs.retain(|pieces| pieces.iter().any(|piece| !piece.text.trim().is_empty()));
    paragraphs
}

fn push(paragraphs: &mut [Vec<view::Piece>], piece: view::Piece) {
    if let Some(last) = paragraphs.last_mut() {
        last.push(piece);
    }
}

/// How many words came and went.
pub(super) fn words(paragraphs: &[Vec<view::Piece>]) -> (u32, u32) {
    let counted = |kind: view::PieceKind| {
        let of_kind = paragraphs.iter().flatten().filter(|piece| piece.kind == kind);
        let words = of_kind.flat_map(|piece| piece.text.split_whitespace()).count();
        u32::try_from(words).unwrap_or(u32::MAX)
    };
    (counted(view::PieceKind::Come), counted(view::PieceKind::Gone))
}

#[cfg(test)]
mod tests {
    use super::super::view::{Piece, PieceKind};
    use super::{paragraphs, passage, words};

    fn told(pieces: &[Piece]) -> String {
        let mark = |piece: &Piece| match piece.kind {
            PieceKind::Same => piece.text.clone(),
            PieceKind::Gone => format!("[-{}-]", piece.text),
            PieceKind::Come => format!("[+{}+]", piece.text),
        };
        pieces.iter().map(mark).collect()
    }

    #[test]
    fn of_a_long_text_what_changed_is_shown_with_whole_words_around_it() {
        let begin = "Chi bộ họp bàn việc chung. ".repeat(20);
        let (before, after) =
            (format!("{begin}Quỹ thu 14 triệu đồng. {begin}"), format!("{begin}Quỹ thu 15 triệu đồng. {begin}"));
        let shown = told(&passage(&before, &after));
        assert!(shown.contains("Quỹ thu [-14-][+15+] triệu đồng."), "{shown}");
        assert!(shown.chars().count() < 240 && shown.contains(" … "), "{shown}");
        assert!(
            shown
                .split_whitespace()
                .all(|word| begin.contains(word) || "Quỹ thu [-14-][+15+] triệu đồng. …".contains(word)),
            "{shown}"
        );
    }

    #[test]
    fn a_text_is_compared_within_its_paragraphs() {
        let found =
            paragraphs(Some("I. Một\nHai là tổ 3 theo dõi."), "I. Một\n\nHai là đồng chí Phượng theo dõi.\nBa!");
        let found: Vec<String> = found.iter().map(|pieces| told(pieces)).collect();
        assert_eq!(found, ["I. Một", "Hai là [-tổ 3-][+đồng chí Phượng+] theo dõi.", "[+Ba!+]"]);
        assert_eq!(words(&paragraphs(Some("a b c"), "a x y c")), (2, 1));
        assert_eq!(words(&paragraphs(None, "a b c")), (0, 0));
    }
}
