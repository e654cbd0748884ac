//! A phone in a run: the real engine over a real vault, the person who types into it, and what must be in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use disk::Disk;
use sen_client::engine::{Engine, EngineError, EnrolError, RunningText, Standing};
use sen_client::entropy::Entropy;
use sen_client::vault::VaultKey;
use shared::access::{Place, Role};
use shared::id::{ChangeId, DeviceId, DocId, OrgId};
use shared::meeting::vote::{Matter, Tally, VoteKey};
use shared::meeting::{MeetingKey, MeetingKind};
use shared::sync::device::Safety;
use shared::time::Timestamp;
use shared::wire::EnrolCode;

use super::ground::{KEY, bytes_of, instant, trouble};
use super::net::{Packet, Reply};
use super::{office, records};
use crate::{Outcome, Trouble};

/// Changes by record.
pub(super) type Changes = BTreeMap<DocId, BTreeSet<ChangeId>>;

/// What somebody sits down to write.
#[derive(Debug, Clone, Copy)]
pub(super) enum Business {
    /// Whatever comes.
    Any,
    /// The office: organisations, below one of these committees.
    Reorganise([OrgId; 2]),
    /// The office: an order.
    Order,
}

/// A phone.
pub(super) struct Phone {
    pub(super) name: String,
    pub(super) folder: PathBuf,
    pub(super) disk: Disk,
    pub(super) engine: Option<Engine>,
    pub(super) place: Place,
    pub(super) skew: i64,
    /// How often it was opened.
    pub(super) life: u64,
    pub(super) exchange: u64,
    /// The exchange whose answer it waits for.
    pub(super) waits: Option<u64>,
    pub(super) down_until: i64,
    /// A code to enrol with, and the place it is for.
    pub(super) code: Option<String>,
    pub(super) next_place: Option<Place>,
    /// What must be in this vault.
    pub(super) mine: Changes,
    /// What was typed into the running text of a record and is in no change yet.
    pub(super) typed: Option<(DocId, String)>,
    /// Records called safe, with what of this vault's they held then.
    pub(super) safe: BTreeMap<DocId, (u64, BTreeSet<ChangeId>)>,
    /// It was cloned, restored or answered out of order: its knowledge of the server may go backwards.
    pub(super) unsteady: bool,
    /// It took in an answer to what it had asked before that many restores.
    pub(super) misled: Option<u64>,
    /// An older copy of the folder with what had to be in it then.
    pub(super) copy: Option<(PathBuf, Changes)>,
    pub(super) rounds: u32,
    seed: u64,
}

impl Phone {
    pub(super) fn new(name: &str, folder: &Path, place: Place, skew: i64, seed: u64) -> Outcome<Self> {
        let disk = Disk::over(folder).map_err(|code| Trouble(format!("disk: {code}")))?;
        Ok(Self {
            name: name.to_owned(),
            folder: folder.to_owned(),
            disk,
            engine: None,
            place,
            skew,
            life: 0,
            exchange: 0,
            waits: None,
            down_until: 0,
            code: None,
            next_place: None,
            mine: Changes::new(),
            typed: None,
            safe: BTreeMap::new(),
            unsteady: false,
            misled: None,
            copy: None,
            rounds: 0,
            seed,
        })
    }

    fn vault(&self) -> PathBuf {
        self.folder.join("vault.db")
    }

    fn entropy(&mut self) -> Entropy {
        self.life += 1;
        Entropy::repeatable(bytes_of(self.seed ^ self.life.rotate_left(40)))
    }

    /// Makes a new vault.
    pub(super) fn create(&mut self) -> Outcome<()> {
        let entropy = self.entropy();
        let engine = Engine::create_with(&self.vault(), &VaultKey::from_bytes(KEY), entropy);
        self.engine = Some(engine.map_err(trouble("vault"))?);
        Ok(())
    }

    /// Opens the vault as a new process.
    pub(super) fn open(&mut self) -> Result<(), EngineError> {
        let entropy = self.entropy();
        self.waits = None;
        self.engine = Some(Engine::open_with(&self.vault(), &VaultKey::from_bytes(KEY), entropy)?);
        Ok(())
    }

    pub(super) fn device(&self) -> Option<DeviceId> {
        self.engine.as_ref().map(Engine::device)
    }

    pub(super) fn now(&self, now: i64) -> Timestamp {
        instant(now, self.skew)
    }

    /// The person writes something; gives what was written, or `None` for a person who may not write.
    pub(super) fn write(
        &mut self,
        business: Business,
        n: u64,
        cells: &[OrgId],
        now: i64,
        chance: &mut fastrand::Rng,
    ) -> Result<Option<(DocId, &'static str)>, EngineError> {
        let now = self.now(now);
        let place = self.place.clone();
        self.end_typing()?;
        let Some(engine) = &mut self.engine else { return Ok(None) };
        // Whoever was told that the phone is revoked writes nothing on it.
        if matches!(engine.standing(), Standing::Revoked(_)) {
            return Ok(None);
        }
        match (business, place.role) {
            (Business::Reorganise(committees), Role::Office) => {
                let written = office::reorganise(engine, committees, n, now, chance)?;
                self.note_all(&written)
            }
            (Business::Order, Role::Office) => {
                let written = office::order(engine, n, now, chance)?;
                self.note_all(&written)
            }
            (_, Role::Office) if chance.u8(..4) > 0 => {
                let written = records::transfer(engine, n, now, chance)?;
                self.note_all(&written)
            }
            (_, Role::Office) if chance.u8(..3) > 0 => {
                let members = engine.members("")?;
                if members.is_empty() || chance.bool() {
                    let cell = cells.get(chance.usize(..cells.len())).copied();
                    let fields = [("full_name".to_owned(), format!("Trần Văn {n}"))];
                    return Ok(Some((engine.add_member(cell, &fields, now)?.doc, "member")));
                }
                let doc = members.get(chance.usize(..members.len())).map(|row| row.doc);
                doc.map(|doc| Ok((engine.set_notes(doc, &format!("ghi chú {n}"), now)?.doc, "notes"))).transpose()
            }
            (_, Role::Office | Role::PartyBuilding) => records::write_for_ward(engine, n, now, chance),
            _ => {
                if chance.u8(..6) == 0 {
                    let written = records::ask_for_transfer(engine, cells, n, now, chance)?;
                    return self.note_all(&written);
                }
                let mut written = Self::write_in_cell(engine, place.org, n, now, chance)?;
                if written.1 == records::VOTED {
                    // Two records are written, each of which has to be kept.
                    self.note(written.0)?;
                    let Some(engine) = &mut self.engine else { return Ok(None) };
                    written = records::adopt(engine, written, n, now, chance)?;
                }
                if matches!(written.1, "minutes" | records::TYPED_PLAN) {
                    self.typed = Some((written.0, format!("[{n}] ")));
                    // What is typed is not safe yet, whatever was said of the record before.
                    self.safe.remove(&written.0);
                }
                Ok(Some(written))
            }
        }
    }

    /// Of several records that were written each has to be kept: notes all but the first, and gives that.
    fn note_all(&mut self, written: &[(DocId, &'static str)]) -> Result<Option<(DocId, &'static str)>, EngineError> {
        for (doc, _) in written.iter().skip(1) {
            self.note(*doc)?;
        }
        Ok(written.first().copied())
    }

    fn write_in_cell(
        engine: &mut Engine,
        org: OrgId,
        n: u64,
        now: Timestamp,
        chance: &mut fastrand::Rng,
    ) -> Result<(DocId, &'static str), EngineError> {
        let meetings: Vec<DocId> = engine.meetings()?.iter().map(|(row, _)| row.doc).collect();
        let Some(doc) = chance.choice(&meetings).copied().filter(|_| chance.u8(..6) > 0) else {
            let day = shared::time::CivilDate::new(2026, 11, 3 + chance.u8(..3)).ok_or(EngineError::NotEnrolled)?;
            let key = MeetingKey { org, kind: MeetingKind::Regular, date: day, ordinal: 1 };
            return Ok((engine.open_meeting(&key, now)?.view.doc, "meeting"));
        };
        match chance.u8(..12) {
            0..=3 => {
                let mut draft = engine.begin_draft(doc, RunningText::MINUTES)?;
                engine.type_into(&mut draft, (0, 0), &format!("[{n}] "), now)?;
                Ok((doc, "minutes"))
            }
            4 => {
                engine.put_item(doc, &format!("Mục {}", chance.u8(..3)), i64::from(chance.u8(..5)), None, now)?;
                Ok((doc, "item"))
            }
            5 => {
                let agree = Some(i64::from(chance.u8(..20)));
                let tally = Tally { eligible: Some(20), agree, ..Tally::default() };
                engine.record_vote(doc, &VoteKey::new(&Matter::Resolution, None), &tally, now)?;
                Ok((doc, "vote"))
            }
            6 => {
                let fields = [("full_name".to_owned(), format!("Nguyễn Thị {n}"))];
                match engine.add_member(None, &fields, now) {
                    Ok(view) => Ok((view.doc, "member")),
                    // Who takes the minutes keeps no register.
                    Err(EngineError::Denied(_)) => Ok((doc, "denied")),
                    Err(error) => Err(error),
                }
            }
            7 => {
                let text = format!("Biên bản {n}. ");
                Ok((engine.rewrite_minutes(doc, &text, now)?.view.doc, "rewrite"))
            }
            _ => records::write_in_cell(engine, doc, n, now, chance),
        }
    }

    /// What was typed becomes a change, which must never leave this vault unless the ward has it.
    pub(super) fn end_typing(&mut self) -> Result<(), EngineError> {
        let (Some(engine), Some((doc, _))) = (&mut self.engine, self.typed.clone()) else { return Ok(()) };
        engine.end_typing()?;
        self.typed = None;
        match self.note(doc) {
            // It left in the meantime, as withdrawn records do.
            Err(EngineError::NoSuchRecord(_)) => Ok(()),
            noted => noted.map(drop),
        }
    }

    /// The next request: a sync, or an enrolment while there is a code to enrol with.
    pub(super) fn ask(&mut self, at: usize, now: i64, zstd: bool) -> Result<Option<Packet>, EngineError> {
        let now = self.now(now);
        self.end_typing()?;
        let Some(engine) = &mut self.engine else { return Ok(None) };
        let begun = self.code.as_ref().map(|code| match engine.account() {
            Some(_) => engine.begin_replacement(code, "điện thoại"),
            None => engine.begin_enrolment(code, "điện thoại"),
        });
        let (token, body) = match (begun, engine.account().map(|account| *account.token())) {
            (Some(Ok((_, body))), _) => (None, body),
            (Some(Err(EnrolError::Engine(error))), _) => return Err(error),
            // What is unsent goes first, under the name it was written in.
            (_, Some(token)) => (Some(token), engine.begin_sync(now)?),
            (_, None) => return Ok(None),
        };
        self.exchange += 1;
        self.waits = Some(self.exchange);
        let device = engine.device();
        // Whoever enrols knows nothing of compression yet.
        let zstd = zstd && token.is_some();
        let (life, exchange) = (self.life, self.exchange);
        Ok(Some(Packet {
            phone: at,
            device,
            life,
            exchange,
            token,
            body,
            zstd,
            cut: false,
            restores: 0,
            rights: None,
            ills: Default::default(),
        }))
    }

    /// Takes in the answer to an enrolment.
    pub(super) fn finish_enrolment(&mut self, reply: &Reply) -> Result<(), String> {
        let (Some(engine), Some(code)) = (&mut self.engine, self.code.clone()) else { return Ok(()) };
        let code = EnrolCode::parse(&code).map_err(|error| error.to_string())?;
        engine.finish_enrolment(&code, &reply.body).map_err(|error| error.to_string())?;
        self.code = None;
        self.unsteady = true;
        if let Some(place) = self.next_place.take() {
            self.place = place;
        }
        Ok(())
    }

    /// Notes that the newest change of a record must never leave this vault unless the ward has it.
    pub(super) fn note(&mut self, doc: DocId) -> Result<Option<ChangeId>, EngineError> {
        let Some(engine) = &mut self.engine else { return Ok(None) };
        let heads = engine.record(doc)?.heads();
        let [change] = heads.as_slice() else { return Ok(None) };
        self.mine.entry(doc).or_default().insert(*change);
        Ok(Some(*change))
    }

    /// How safe the phone says a record is, as one word.
    pub(super) fn says_safe(&self, doc: DocId) -> bool {
        let safety = self.engine.as_ref().map(|engine| engine.safety(doc));
        matches!(safety, Some(Safety::SafeOnServer | Safety::SeenByWard))
    }
}
