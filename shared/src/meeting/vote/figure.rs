//! One figure of a vote: written or erased alone, and never over a dispute.

use super::{Tally, VoteKey};
use crate::doc::Edit;
use crate::input::{WriteError, count};

/// One of the figures of a vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// Who may vote.
    Eligible,
    /// Of them present.
    Present,
    /// Ballots handed out.
    Issued,
    /// Ballots or hands counted.
    Collected,
    /// Valid ballots.
    Valid,
    /// In favour.
    Agree,
    /// Against.
    Against,
    /// Abstentions and other opinions.
    Other,
}

impl Figure {
    /// Every figure, in the order in which a vote is written down.
    pub const ALL: [Self; 8] = [
        Self::Eligible,
        Self::Present,
        Self::Issued,
        Self::Collected,
        Self::Valid,
        Self::Agree,
        Self::Against,
        Self::Other,
    ];

    /// The name it is stored under.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::Present => "present",
            Self::Issued => "issued",
            Self::Collected => "collected",
            Self::Valid => "valid",
            Self::Agree => "for",
            Self::Against => "against",
            Self::Other => "other",
        }
    }

    /// The figure of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.name() == name)
    }

    /// Where it stands among these.
    pub const fn of(self, tally: &Tally) -> Option<i64> {
        match self {
            Self::Eligible => tally.eligible,
            Self::Present => tally.present,
            Self::Issued => tally.issued,
            Self::Collected => tally.collected,
            Self::Valid => tally.valid,
            Self::Agree => tally.agree,
            Self::Against => tally.against,
            Self::Other => tally.other,
        }
    }

    /// Puts it among these, in place of what stands there.
    pub const fn put(self, tally: &mut Tally, value: Option<i64>) {
        match self {
            Self::Eligible => tally.eligible = value,
            Self::Present => tally.present = value,
            Self::Issued => tally.issued = value,
            Self::Collected => tally.collected = value,
            Self::Valid => tally.valid = value,
            Self::Agree => tally.agree = value,
            Self::Against => tally.against = value,
            Self::Other => tally.other = value,
        }
    }
}

/// Counts one figure of a vote, or takes back what was counted, and touches no other.
///
/// # Errors
/// [`WriteError::Disputed`] while several people's figures stand side by side there: whoever counts on must not decide that
/// by the way. [`WriteError::Invalid`] for a figure that is none.
pub fn count_figure(edit: &mut Edit<'_>, vote: &VoteKey, figure: Figure, value: Option<i64>) -> Result<(), WriteError> {
    let leaf = format!("{}/{}", vote.as_str(), figure.name());
    if edit.is_disputed("votes", &leaf)? {
        return Err(WriteError::Disputed);
    }
    match value {
        Some(value) => edit.put("votes", &leaf, count(figure.name(), value)?)?,
        None => edit.remove("votes", &leaf)?,
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::{ChunkForm, Doc, Pen};
    use crate::id::{DeviceId, OrgId};
    use crate::meeting::vote::{Matter, record_vote};
    use crate::meeting::{MeetingKey, MeetingKind, MeetingView};
    use crate::time::{CivilDate, Timestamp};

    fn key() -> VoteKey {
        VoteKey::new(&Matter::Resolution, None)
    }

    fn write(
        doc: &mut Doc,
        device: u8,
        edit: impl FnOnce(&mut Edit<'_>) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        let pen = Pen::new(DeviceId::of_key(&[device; 32]), [device; 8]);
        doc.edit(&pen, Timestamp::from_ms(1_796_000_000_000), edit).map(|_| ())
    }

    fn counted(agree: i64, against: i64) -> Doc {
        let date = CivilDate::new(2026, 12, 3).unwrap();
        let org = OrgId::from_bytes(*b"chi-bo-rach-dua!");
        let mut doc = MeetingKey { org, kind: MeetingKind::Regular, date, ordinal: 1 }.open();
        let tally = Tally { agree: Some(agree), against: Some(against), ..Tally::default() };
        write(&mut doc, 1, |edit| record_vote(edit, &key(), &tally)).unwrap();
        doc
    }

    fn apart(doc: &Doc, figure: Figure, values: [i64; 2]) -> Doc {
        let written = |device: u8, value: i64| {
            let mut doc = doc.clone();
            write(&mut doc, device, |edit| count_figure(edit, &key(), figure, Some(value))).unwrap();
            doc
        };
        let [one, two] = [written(2, values[0]), written(3, values[1])];
        one.absorb(ChunkForm::Document, &two.save(), Some(DeviceId::of_key(&[3; 32]))).unwrap().0
    }

    fn figures(doc: &Doc) -> [Option<i64>; 3] {
        let tally = MeetingView::of(doc).unwrap().votes.remove(0).tally;
        [tally.agree, tally.against, tally.eligible]
    }

    #[test]
    fn a_figure_is_written_and_erased_and_no_other_is_touched() {
        let mut doc = counted(19, 1);
        write(&mut doc, 1, |edit| count_figure(edit, &key(), Figure::Eligible, Some(23))).unwrap();
        assert_eq!(figures(&doc), [Some(19), Some(1), Some(23)]);
        write(&mut doc, 1, |edit| count_figure(edit, &key(), Figure::Against, None)).unwrap();
        assert_eq!(figures(&doc), [Some(19), None, Some(23)]);
        let heads = doc.heads();
        write(&mut doc, 1, |edit| count_figure(edit, &key(), Figure::Against, None)).unwrap();
        write(&mut doc, 1, |edit| count_figure(edit, &key(), Figure::Agree, Some(19))).unwrap();
        assert_eq!(doc.heads(), heads, "what says nothing new changes nothing");
        assert!(write(&mut doc, 1, |edit| count_figure(edit, &key(), Figure::Agree, Some(-1))).is_err());
        for figure in Figure::ALL {
            assert_eq!(Figure::named(figure.name()), Some(figure));
        }
    }

    #[test]
    fn a_figure_over_which_two_differ_is_neither_overwritten_nor_erased_and_the_others_go_on() {
        let mut doc = apart(&counted(10, 1), Figure::Agree, [18, 19]);
        for value in [Some(18), Some(20), None] {
            let refused = write(&mut doc, 1, |edit| count_figure(edit, &key(), Figure::Agree, value)).unwrap_err();
            assert!(matches!(&refused, WriteError::Disputed), "{refused}");
        }
        assert_eq!(doc.divergences().len(), 1);
        write(&mut doc, 1, |edit| count_figure(edit, &key(), Figure::Against, Some(2))).unwrap();
        assert_eq!((figures(&doc)[1], doc.divergences().len()), (Some(2), 1));
    }

    #[test]
    fn a_figure_that_two_wrote_alike_is_no_dispute() {
        let mut doc = apart(&counted(10, 1), Figure::Agree, [19, 19]);
        assert_eq!(doc.divergences().len(), 0);
        write(&mut doc, 1, |edit| count_figure(edit, &key(), Figure::Agree, Some(20))).unwrap();
        assert_eq!(figures(&doc)[0], Some(20));
    }
}
