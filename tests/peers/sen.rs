//! Sen in the comparison: its server in a process of its own, phones with their vaults and their own connections, TLS on.
//!
//! Owns how Sen is asked what its neighbours are asked. Documents stored beforehand are the rows a push writes.

use std::path::Path;

use server::auth::device::{self, Invitation};
use shared::access::{Place, Role};
use shared::id::{DocId, OrgId};
use tests::phone::Phone;
use tests::program::signal;
use tests::ward::Ward;
use tests::{Outcome, Trouble};

use super::contender::{Contender, Size};
use super::proxy::Proxy;
use crate::api_client::ApiClient;
use crate::fill::{Maker, fill};
use crate::measure::ms;
use crate::served::Served;
use crate::writer::{Writer, expect_merged};
use crate::{ground, yardstick};

/// Cells that share a growing store of small meetings.
const CELLS: usize = 50;

/// Sen at work.
pub(crate) struct Sen {
    ward: Ward,
    proxy: Proxy,
    served: Option<Served>,
    writers: Vec<Writer>,
    stored: usize,
    crowd: Vec<(Phone, OrgId)>,
    newcomers: Vec<Phone>,
    known: Option<Phone>,
    written: usize,
    brought: Vec<DocId>,
    line: Option<ApiClient>,
}

impl Sen {
    /// A ward without cells.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be begun.
    pub(crate) fn new() -> Outcome<Self> {
        let ward = Ward::begun(0)?;
        // The certificate names the ward's own loopback address, so the proxy stands there too.
        let proxy = Proxy::at(ward.address().ip())?;
        proxy.lead_to(ward.address());
        Ok(Self {
            ward,
            proxy,
            served: None,
            writers: Vec::new(),
            stored: 0,
            crowd: Vec::new(),
            newcomers: Vec::new(),
            known: None,
            written: 0,
            brought: Vec::new(),
            line: None,
        })
    }

    fn phone(&self, org: OrgId, role: Role, number: usize) -> Outcome<Phone> {
        let invitation =
            Invitation { place: Place { org, role }, person: format!("Người dùng {number}"), member: None };
        let (hub, pin, url) = (self.ward.hub()?, self.ward.pin()?, self.ward.url());
        let made = self.ward.block_on(device::invite(&hub, &invitation, "bench", &url, pin));
        let (code, _) = made.map_err(|error| Trouble::of("invite", error))?;
        let mut phone = Phone::blank(self.ward.clock.clone())?;
        phone.enrol(&code.to_text())?;
        Ok(phone)
    }

    fn through_proxy(&self, phone: &mut Phone) -> Outcome<()> {
        phone.reroute(&format!("https://{}", self.proxy.address()))
    }

    fn newcomer(&mut self) -> Outcome<Phone> {
        self.newcomers.pop().ok_or_else(|| Trouble("no newcomer is left".to_owned()))
    }

    /// Makes the cells and their writers the first time.
    fn settle_writers(&mut self, cells: usize) -> Outcome<()> {
        if self.writers.is_empty() {
            let cells = ground::cells(&self.ward, cells)?;
            let enrolled =
                cells.into_iter().enumerate().map(|(seed, cell)| ground::enrol(&self.ward, cell, Role::Head, seed));
            self.writers = enrolled.collect::<Outcome<_>>()?;
        }
        Ok(())
    }
}

fn listed(phone: &mut Phone) -> Outcome<Vec<DocId>> {
    let rows = phone.engine()?.meetings().map_err(|error| Trouble::of("meetings", error))?;
    Ok(rows.into_iter().map(|(row, _)| row.doc).collect())
}

/// Brings what a phone has and makes sure that all of it was merged.
fn bring(phone: &mut Phone, count: usize) -> Outcome<()> {
    let progress = phone.sync()?;
    if progress.pushed == count && progress.held + progress.refused == 0 {
        return Ok(());
    }
    Err(Trouble(format!("not everything was merged: {progress:?}")))
}

impl Contender for Sen {
    fn name(&self) -> &'static str {
        "Sen"
    }

    fn lingers_ms(&self) -> u64 {
        500
    }

    fn folder(&self) -> &Path {
        self.ward.folder()
    }

    fn proxy(&self) -> &Proxy {
        &self.proxy
    }

    fn pid(&self) -> Outcome<u32> {
        self.served.as_ref().map(Served::pid).ok_or_else(|| Trouble("the server is not running".to_owned()))
    }

    fn seed(&mut self, size: Size, count: usize) -> Outcome<usize> {
        self.ward.start()?;
        let make: Maker = if size == Size::Full { yardstick::full } else { yardstick::small };
        self.settle_writers(if size == Size::Full { 1 } else { CELLS })?;
        let each = count.saturating_sub(self.stored) / self.writers.len().max(1);
        fill(&self.ward, &mut self.writers, each, make)?;
        self.stored += each * self.writers.len();
        self.ward.stop()?;
        Ok(self.stored)
    }

    fn admit(&mut self, crowd: usize, newcomers: usize) -> Outcome<()> {
        self.ward.start()?;
        for (number, org) in ground::cells(&self.ward, crowd)?.into_iter().enumerate() {
            let mut phone = self.phone(org, Role::Head, number)?;
            phone.sync()?;
            self.through_proxy(&mut phone)?;
            self.crowd.push((phone, org));
        }
        // Where a crowd writes, the newcomer is the ward's; where documents lie, it belongs to their cell.
        let place = match self.writers.first() {
            Some(writer) if crowd == 0 => (writer.org, Role::Head),
            _ => (self.ward.org, Role::PartyBuilding),
        };
        for number in 0..newcomers {
            let mut phone = self.phone(place.0, place.1.clone(), 1_000 + number)?;
            self.through_proxy(&mut phone)?;
            self.newcomers.push(phone);
        }
        self.ward.stop()
    }

    fn start(&mut self) -> Outcome<()> {
        self.served = Some(Served::start(&self.ward)?);
        Ok(())
    }

    fn stop(&mut self) -> Outcome<()> {
        self.line = None;
        self.served.take().map_or(Ok(()), Served::stop)
    }

    fn kill(&mut self) -> Outcome<()> {
        signal(self.pid()?, "KILL")?;
        self.served = None;
        self.line = None;
        Ok(())
    }

    fn write(&mut self) -> Outcome<()> {
        let (number, now) = (self.written, self.ward.clock.now());
        self.brought.clear();
        for (phone, org) in &mut self.crowd {
            self.brought.push(yardstick::write(phone.engine()?, *org, number, now)?);
        }
        self.written += 1;
        Ok(())
    }

    fn push(&mut self) -> Outcome<()> {
        std::thread::scope(|scope| {
            let threads: Vec<_> =
                self.crowd.iter_mut().map(|(phone, _)| scope.spawn(move || bring(phone, 1))).collect();
            threads.into_iter().try_for_each(|thread| {
                thread.join().unwrap_or_else(|_| Err(Trouble("a device ended with a panic".to_owned())))
            })
        })
    }

    fn pull(&mut self) -> Outcome<()> {
        let mut phone = self.newcomer()?;
        phone.sync()?;
        let held = listed(&mut phone)?;
        match self.brought.iter().find(|doc| !held.contains(doc)) {
            None => Ok(()),
            Some(missing) => Err(Trouble(format!("{missing} did not arrive"))),
        }
    }

    fn fetch(&mut self, count: usize) -> Outcome<()> {
        let mut phone = self.newcomer()?;
        phone.sync()?;
        let held = listed(&mut phone)?.len();
        self.known = Some(phone);
        if held == count { Ok(()) } else { Err(Trouble(format!("Sen's device received {held} of {count} documents"))) }
    }

    fn lose_line(&mut self) -> Outcome<()> {
        self.proxy.cut();
        Ok(())
    }

    fn reconnect(&mut self) -> Outcome<Option<f64>> {
        let phone = self.known.as_mut().ok_or_else(|| Trouble("nobody fetched".to_owned()))?;
        let progress = phone.sync()?;
        if progress.pushed + progress.received > 0 {
            return Err(Trouble(format!("a sync without change changed something: {progress:?}")));
        }
        Ok(None)
    }

    fn edit(&mut self, count: usize, round: usize) -> Outcome<()> {
        let now = self.ward.clock.now();
        let org = self.writers.first().map(|writer| writer.org).ok_or_else(|| Trouble("no cell".to_owned()))?;
        let phone = self.known.as_mut().ok_or_else(|| Trouble("nobody fetched".to_owned()))?;
        for (place, doc) in listed(phone)?.into_iter().take(count).enumerate() {
            let sentence = yardstick::sentence(org, round * count + place);
            let page = phone.engine()?.splice_minutes(doc, (0, 0), &sentence, now);
            drop(page.map_err(|error| Trouble::of("edit", error))?);
        }
        bring(phone, count)
    }

    fn add(&mut self, count: usize) -> Outcome<Vec<f64>> {
        let writer = self.writers.first_mut().ok_or_else(|| Trouble("nobody writes".to_owned()))?;
        let line = match &mut self.line {
            Some(line) => line,
            none => {
                let mut line = ApiClient::open(self.proxy.address(), &ground::certificate(&self.ward), &writer.token)?;
                writer.settle(&mut line)?;
                none.insert(line)
            }
        };
        let mut took = Vec::with_capacity(count);
        for _ in 0..count {
            let written = writer.begin()?;
            let begun = std::time::Instant::now();
            expect_merged(&line.post(&writer.bring(&written)?)?)?;
            took.push(ms(begun.elapsed()));
        }
        Ok(took)
    }

    fn holds(&mut self) -> Outcome<bool> {
        let mut phone = self.newcomer()?;
        phone.sync()?;
        let held = listed(&mut phone)?;
        Ok(self.brought.iter().all(|doc| held.contains(doc)))
    }

    fn leave(&mut self) -> Outcome<()> {
        self.crowd.clear();
        self.known = None;
        self.line = None;
        Ok(())
    }
}
