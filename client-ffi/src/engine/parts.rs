//! Going on with a meeting in its next part when its record is nearly full.

use shared::id::DocId;
use shared::meeting::{self, MeetingKey, Particulars, State, WriteError};
use shared::time::Timestamp;

use super::{Engine, EngineError, MeetingPage};

impl Engine {
    /// Opens the next part of a meeting whose record is nearly full, with the same officers, day and place; or the one
    /// that was opened before, here or elsewhere.
    ///
    /// # Errors
    /// [`EngineError::StillRoom`] while the record is not nearly full, [`EngineError::Write`] for a meeting that was called
    /// off, and as [`Engine::open_meeting`].
    pub fn continue_meeting(&mut self, doc: DocId, now: Timestamp) -> Result<MeetingPage, EngineError> {
        let page = self.meeting(doc)?;
        let next = page.view.key.next_part().ok_or(EngineError::RecordFull)?;
        if self.ledger.record(next.doc()).is_some() {
            return self.meeting(next.doc());
        }
        if !page.room.is_short() {
            return Err(EngineError::StillRoom);
        }
        if page.view.state == State::Cancelled {
            return Err(WriteError::Cancelled.into());
        }
        let view = page.view;
        let given = Particulars {
            held_on: (view.held_on != view.key.date).then_some(view.held_on),
            place: view.place,
            topic: view.topic,
            chair: view.chair,
            minute_taker: view.minute_taker,
            ..Particulars::default()
        };
        self.begin(next.open(), next.org, now, |edit| meeting::set_particulars(edit, &given))?;
        self.meeting(next.doc())
    }

    /// The records of a meeting that are here, its first part first; a meeting that never filled its record has one.
    pub(super) fn parts(&self, key: &MeetingKey) -> Vec<DocId> {
        let parts = std::iter::successors(Some(key.first_part()), MeetingKey::next_part).map(|key| key.doc());
        // The first may be on its way while a later one is here.
        parts.filter(|doc| self.ledger.record(*doc).is_some()).collect()
    }
}

// They lie in a folder: not in a browser.
#[cfg(not(target_family = "wasm"))]
#[cfg(test)]
mod tests {
    use shared::doc::ChunkForm;
    use shared::id::OrgId;
    use shared::meeting::{MeetingKind, Person};
    use shared::time::CivilDate;

    use super::*;
    use crate::vault::VaultKey;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_ms(1_793_880_000_000 + ms)
    }

    fn phone() -> (tempfile::TempDir, Engine) {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::create(&folder.path().join("so.sen"), &VaultKey::from_bytes([7; 32])).unwrap();
        (folder, engine)
    }

    fn full(engine: &mut Engine) -> DocId {
        let org = OrgId::from_bytes(*b"chi-bo-my-phuoc!");
        let key =
            MeetingKey { org, kind: MeetingKind::Regular, date: CivilDate::new(2026, 11, 5).unwrap(), ordinal: 1 };
        let doc = engine.open_meeting(&key, at(0)).unwrap().view.doc;
        let chair = Some(Person { key: "khach-le-van-an".to_owned(), name: "Lê Văn An".to_owned() });
        engine.set_particulars(doc, &Particulars { chair, ..Particulars::default() }, at(1)).unwrap();
        assert!(matches!(engine.continue_meeting(doc, at(2)), Err(EngineError::StillRoom)));
        for n in 0.. {
            let gone = if n == 0 { 0 } else { 12_000 };
            let page =
                engine.splice_minutes(doc, (0, gone), &format!("{n:03} ").repeat(3_000), at(n * 10_000)).unwrap();
            if page.room.is_short() {
                break;
            }
        }
        doc
    }

    #[test]
    fn a_full_meeting_goes_on_in_a_next_part_that_two_phones_open_as_one() {
        let ((_one, mut here), (_two, mut there)) = (phone(), phone());
        let doc = full(&mut here);
        full(&mut there);
        let next = here.continue_meeting(doc, at(9_000_000)).unwrap();
        assert_eq!(next.view.chair.as_ref().map(|chair| chair.name.as_str()), Some("Lê Văn An"));
        assert_eq!(next.parts, [doc, next.view.doc]);
        assert_eq!(here.meeting(doc).unwrap().parts, next.parts);
        here.splice_minutes(next.view.doc, (0, 0), "Tiếp tục thảo luận.", at(9_000_001)).unwrap();
        assert_eq!(here.continue_meeting(doc, at(9_000_002)).unwrap().view.minutes, "Tiếp tục thảo luận.");
        let other = there.continue_meeting(doc, at(9_100_000)).unwrap();
        assert_eq!(other.view.doc, next.view.doc);
        let (mine, theirs) = (here.record(next.view.doc).unwrap(), there.record(next.view.doc).unwrap());
        let (both, _) = mine.absorb(ChunkForm::Document, &theirs.save(), None).unwrap();
        assert!(both.divergences().is_empty(), "{:?}", both.divergences());
    }
}
