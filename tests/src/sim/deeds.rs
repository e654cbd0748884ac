//! What people of the ward do at the console during a run, and what it came to.

use server::store::{document, quarantine};
use shared::access::{Place, Role};
use shared::doc::Kind;
use shared::org::OrgClass;

use super::checks::broken;
use super::ground::trouble;
use super::net::Reply;
use super::office::{CARRIED_OUT, REORGANISED};
use super::phone::{Business, Phone};
use super::ward::{Deed, Done};
use super::world::{Next, World};
use crate::Outcome;

/// Cells there are at most: those of the ground, and a few that are founded.
const CELLS_MAX: usize = 5;

impl World<'_> {
    /// Somebody of the ward looks at a meeting, or decides about what is held.
    pub(super) fn deed(&mut self) -> Outcome<()> {
        let Some(up) = self.ward.up() else { return Ok(()) };
        let found = up.hub.store().read_blocking(|reading| {
            let mut meetings = document::all(reading)?;
            meetings.retain(|row| row.kind == Kind::Meeting);
            Ok((meetings, quarantine::held(reading, 100)?))
        });
        let (meetings, held) = found.map_err(trouble("console"))?;
        let held = self.chance.choice(&held).map(|row| row.id);
        let meeting = self.chance.choice(&meetings).map(|row| row.doc);
        let deed = match (held, meeting) {
            (Some(id), _) if self.chance.bool() => match self.chance.u8(..4) {
                0 => Deed::Dismiss(id),
                _ => Deed::Release(id),
            },
            (_, Some(doc)) => Deed::See(doc),
            _ => return Ok(()),
        };
        self.begin(deed);
        Ok(())
    }

    pub(super) fn begin(&mut self, deed: Deed) {
        self.say(format!("{deed:?}"));
        if self.ward.begin(deed) {
            self.count("deeds");
        }
    }

    /// Counts what somebody's writing came to where that is more than a record.
    pub(super) fn count_business(&mut self, what: &str) {
        match what {
            REORGANISED => self.count("organisations set up anew"),
            CARRIED_OUT => self.count("orders carried out on a phone"),
            _ => {}
        }
    }

    /// The office sets organisations up anew, which is a record with its steps; or the ward founds a cell at the console, gives one
    /// another name or another committee above it, or takes the end of one back.
    pub(super) fn reorganise(&mut self) -> Outcome<()> {
        self.count("fault: reorganised");
        let (ward, base, cells) = (self.ground.ward, self.ground.base, self.cells());
        let Some(org) = self.chance.choice(&cells).copied() else { return Ok(()) };
        let parent = if self.chance.bool() { ward } else { base };
        let name = format!("Chi bộ {}", self.chance.u8(..9));
        match self.chance.u8(..10) {
            0 if cells.len() < CELLS_MAX => self.begin(Deed::Found { name, parent }),
            0 | 1 => self.begin(Deed::Reopen { org }),
            2 => self.begin(Deed::Move { org, name, class: OrgClass::Cell, parent }),
            _ => {
                if let Some(office) = self.office() {
                    self.write(office, Business::Reorganise([ward, base]))?;
                }
            }
        }
        Ok(())
    }

    /// A code for a phone that is new, or for one that is enrolled already, perhaps in another cell.
    pub(super) fn invite(&mut self, at: usize) -> Outcome<()> {
        let Some(org) = self.chance.choice(self.ground.cells) else { return Ok(()) };
        let place = Place { org, role: Role::DeputyHead };
        let phone = if self.chance.bool() { at } else { self.new_phone(&place)? };
        self.count("fault: enrolment");
        self.begin(Deed::Invite { phone, place });
        Ok(())
    }

    fn new_phone(&mut self, place: &Place) -> Outcome<usize> {
        let number = self.phones.len();
        let folder = self.field.path().join(format!("new-{number}"));
        std::fs::create_dir(&folder).map_err(trouble("folder"))?;
        let seed = self.chance.u64(..);
        let mut phone = Phone::new(&format!("new-{number}"), &folder, place.clone(), 0, seed)?;
        phone.create()?;
        self.phones.push(phone);
        let write = || Next::Write(number, Business::Any);
        for next in [write(), Next::Sync(number), write(), Next::Sync(number)] {
            let after = self.chance.i64(0..20_000);
            self.later(after, next);
        }
        Ok(number)
    }

    /// Takes up what a deed came to.
    pub(super) fn came(&mut self, deed: Deed, came: Result<Done, String>) -> Outcome<()> {
        self.say(format!("{deed:?}: {came:?}"));
        let counts = self.ward.disk.counts();
        let ill = self.ward.disk.is_ill() || counts.failed_syncs > 0 || counts.refused_writes > 0;
        match (deed, came) {
            (Deed::Revoke(device), Ok(Done::Revoked)) => drop(self.promises.revoked.insert(device)),
            (Deed::Invite { phone, place }, Ok(Done::Code(code))) => {
                let invited = self.phone(phone)?;
                invited.code = Some(code);
                invited.next_place = Some(place);
                self.later(20, Next::Sync(phone));
            }
            (_, Ok(Done::Founded(org))) => self.founded.push(org),
            (_, Ok(Done::Decided(order))) => self.decided(order),
            (_, Ok(Done::TakenAway)) => self.count("orders carried out at the console"),
            // The clerk writes as anybody else does; two moves at once may meet.
            (_, Ok(_)) => {}
            (deed, Err(error)) if !ill && !error.contains("changed by another process") => {
                return Err(broken("the console works", format!("{deed:?}: {error}")));
            }
            (_, Err(_)) => {}
        }
        Ok(())
    }

    /// The answer to an enrolment.
    pub(super) fn enrolled(&mut self, reply: &Reply) -> Outcome<()> {
        let phone = self.phone(reply.phone)?;
        let name = phone.name.clone();
        let told = phone.finish_enrolment(reply);
        self.say(format!("{name} enrols: {told:?}"));
        self.count("enrolments");
        Ok(())
    }
}
