//! What people of the ward do at the console during a run, and what it came to.

use server::store::{document, quarantine};
use shared::access::{Place, Role};
use shared::doc::Kind;
use shared::org::OrgClass;

use super::checks::broken;
use super::ground::trouble;
use super::net::Reply;
use super::phone::Phone;
use super::ward::{Deed, Done};
use super::world::{Next, World};
use crate::Outcome;

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

    fn begin(&mut self, deed: Deed) {
        self.say(format!("{deed:?}"));
        if self.ward.begin(deed) {
            self.count("deeds");
        }
    }

    /// A cell gets another name or another committee above it, or ends and is carried on by another one, or goes on as if it
    /// had not ended.
    pub(super) fn reorganise(&mut self) -> Outcome<()> {
        self.count("fault: reorganised");
        let (ward, base) = (self.ground.ward, self.ground.base);
        let Some(org) = self.chance.choice(self.ground.cells) else { return Ok(()) };
        match (self.chance.u8(..4), self.chance.choice(self.ground.cells)) {
            (0 | 1, Some(by)) => {
                self.begin(Deed::Join { org, by });
                return Ok(());
            }
            (2, _) => {
                self.begin(Deed::Part { org });
                return Ok(());
            }
            _ => {}
        }
        let parent = if self.chance.bool() { ward } else { base };
        let name = format!("Chi bộ {}", self.chance.u8(..9));
        self.begin(Deed::Move { org, name, class: OrgClass::Cell, parent });
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
        for next in [Next::Write(number), Next::Sync(number), Next::Write(number), Next::Sync(number)] {
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
            (Deed::Join { org, by }, Ok(_)) if org != by => self.count("cells joined"),
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
