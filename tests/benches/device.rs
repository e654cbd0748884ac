//! The phone itself: how large its library is, how fast it opens and takes an edit, what it holds in memory and on disk,
//! and an evening over 2G.
//!
//! Owns the figures. Opening, typing and memory are those of a process that does nothing else, built as the library is.

mod app;
mod built;
mod far;

use std::path::Path;

use server::admin::ConsoleAuthor;
use server::auth::device::{self, Invitation};
use server::import::{self, BadRows};
use shared::access::{Place, Role};
use shared::id::OrgId;
use tests::phone::Phone;
use tests::ward::{CELLS, Ward, examples};
use tests::{Outcome, Trouble};

use crate::fill::fill;
use crate::measure::{count, forget_cached, mib, quantile};
use crate::slow;
use crate::table::{Figure, Target, Unit};
use crate::{ground, yardstick};
use app::App;
use built::Built;

/// Yardstick meetings of the cell.
pub(crate) const MEETINGS: usize = 500;
/// Members of the cell: the three sample registers together.
pub(crate) const MEMBERS: usize = 60;
const OPENINGS: usize = 9;
/// Meetings that are typed into, and strokes in each.
const TYPED: usize = 3;
pub(crate) const STROKES: usize = 500;
/// Meetings that are written on the phone itself, for its disk.
const WRITTEN: usize = 40;
/// What a meeting may take on disk, as so many times its packed document.
const DISK_FACTOR: f64 = 3.0;

/// What was reached, in the units of the targets.
#[derive(Default)]
pub(crate) struct Reached {
    /// Bytes of the stripped library.
    pub(crate) library: Vec<f64>,
    /// Milliseconds from the start of the process to an open vault, nothing in the page cache.
    pub(crate) cold_open: Vec<f64>,
    /// The same to the list of meetings.
    pub(crate) cold_list: Vec<f64>,
    /// As [`Reached::cold_list`], everything in the page cache.
    pub(crate) warm_list: Vec<f64>,
    /// MiB in memory once both lists were shown.
    pub(crate) listed: Vec<f64>,
    /// MiB in memory at most after the typing.
    pub(crate) peak: Vec<f64>,
    /// The app's own work for a stroke, on average.
    pub(crate) stroke_cpu: Vec<f64>,
    /// Medians of a stroke.
    pub(crate) stroke_p50: Vec<f64>,
    /// And what all but one of a hundred stay below.
    pub(crate) stroke_p99: Vec<f64>,
    /// Medians of an edit after which the meeting is shown anew.
    pub(crate) edit_p50: Vec<f64>,
    /// And what all but one of a hundred stay below.
    pub(crate) edit_p99: Vec<f64>,
    /// Bytes on disk of a meeting that came from others.
    pub(crate) disk_received: f64,
    /// Bytes on disk of a meeting written here and brought to the server.
    pub(crate) disk_written: f64,
    /// Bytes of its packed document.
    pub(crate) packed: f64,
    /// Seconds of an evening over 2G, the connection open already.
    pub(crate) far_warm: Vec<f64>,
    /// The same, the connection to be made first.
    pub(crate) far_cold: Vec<f64>,
}

/// Measures it.
///
/// # Errors
/// [`Trouble`] when anything of it fails.
pub(crate) fn measure() -> Outcome<Vec<Figure>> {
    Ok(reach()?.figures())
}

/// Measures it and gives the numbers themselves.
///
/// # Errors
/// [`Trouble`] when anything of it fails.
pub(crate) fn reach() -> Outcome<Reached> {
    let built = Built::with_mobile_profile()?;
    let mut reached = Reached { library: vec![built.library_bytes()?], ..Reached::default() };
    let mut ward = Ward::begun(0)?;
    ward.start()?;
    let [cell, other] = <[OrgId; 2]>::try_from(ground::cells(&ward, 2)?)
        .map_err(|cells| Trouble(format!("{} cells were made", cells.len())))?;
    enrol_members(&ward, cell)?;
    let mut writers = [ground::enrol(&ward, cell, Role::Head, 0)?];
    let mut phone = phone_at(&ward, cell, 1)?;
    let before = vault_bytes(&mut phone)?;
    phone.open()?;
    fill(&ward, &mut writers, MEETINGS, yardstick::full)?;
    phone.sync()?;
    reached.disk_received = (vault_bytes(&mut phone)? - before) / count(MEETINGS);
    (reached.disk_written, reached.packed) = written_here(&mut phone_at(&ward, other, 2)?, other)?;
    opened(&built, &phone.vault(), &mut reached)?;
    ward.stop()?;
    (reached.far_cold, reached.far_warm) = far::evenings()?;
    Ok(reached)
}

/// A phone of a cell, enrolled and synced.
pub(super) fn phone_at(ward: &Ward, org: OrgId, number: usize) -> Outcome<Phone> {
    let place = Place { org, role: Role::Head };
    let invitation = Invitation { place, person: format!("Người dùng {number}"), member: None };
    let (hub, pin, url) = (ward.hub()?, ward.pin()?, ward.url());
    let made = ward.block_on(device::invite(&hub, &invitation, "bench", &url, pin));
    let (code, _) = made.map_err(|error| Trouble::of("invite", error))?;
    let mut phone = Phone::blank(ward.clock.clone())?;
    phone.enrol(&code.to_text())?;
    phone.sync()?;
    Ok(phone)
}

fn enrol_members(ward: &Ward, cell: OrgId) -> Outcome<()> {
    let hub = ward.hub()?;
    ward.block_on(async {
        let author = ConsoleAuthor::first_administrator(&hub).await.map_err(|error| Trouble::of("author", error))?;
        let today = ward.clock.now().vietnam_date();
        for (_, _, file) in CELLS {
            let register =
                import::read(&examples().join(file), today).map_err(|error| Trouble::of("register", error))?;
            let done = import::import(&hub, &author, cell, register, BadRows::Refuse).await;
            done.map_err(|error| Trouble::of("import", error))?;
        }
        Ok(())
    })
}

/// Closes a phone's vault and weighs its files; a log that is not folded in is weighed with it.
fn vault_bytes(phone: &mut Phone) -> Outcome<f64> {
    phone.close();
    let folder = phone.vault().parent().map(Path::to_owned).unwrap_or_default();
    let weigh =
        || -> std::io::Result<u64> { std::fs::read_dir(folder)?.map(|entry| Ok(entry?.metadata()?.len())).sum() };
    let bytes = weigh().map_err(|error| Trouble::of("disk", error))?;
    Ok(f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)))
}

/// Writes evenings on a phone, each synced; gives the bytes one takes there, and those of its packed document.
fn written_here(phone: &mut Phone, org: OrgId) -> Outcome<(f64, f64)> {
    let before = vault_bytes(phone)?;
    phone.open()?;
    let (now, mut packed) = (phone.clock.now(), Vec::new());
    for number in 0..WRITTEN {
        let doc = yardstick::write(phone.engine()?, org, number, now)?;
        let record = phone.engine()?.record(doc).map_err(|error| Trouble::of("record", error))?;
        packed.push(zstd::bulk::compress(&record.save(), 3).map_err(|error| Trouble::of("pack", error))?.len());
        phone.sync()?;
    }
    let bytes = (vault_bytes(phone)? - before) / count(WRITTEN);
    Ok((bytes, count(packed.iter().sum()) / count(WRITTEN)))
}

fn opened(built: &Built, vault: &Path, reached: &mut Reached) -> Outcome<()> {
    for _ in 0..OPENINGS {
        forget_cached(&built.app)?;
        forget_cached(vault)?;
        let (app, told) = App::open(built, vault)?;
        reached.cold_open.push(told.opened_ms);
        reached.cold_list.push(told.listed_ms);
        app.end()?;
        let (mut app, told) = App::open(built, vault)?;
        reached.warm_list.push(told.listed_ms);
        if app.lists()? != (MEETINGS, MEMBERS) {
            return Err(Trouble("the app does not show what the phone holds".to_owned()));
        }
        reached.listed.push(mib(app.memory()?.resident));
        app.end()?;
    }
    for place in 0..TYPED {
        let (mut app, _) = App::open(built, vault)?;
        let (strokes, worked) = app.strokes("type", place, STROKES)?;
        reached.stroke_cpu.push(worked);
        reached.stroke_p50.push(quantile(&strokes, 500));
        reached.stroke_p99.push(quantile(&strokes, 990));
        let (edits, _) = app.strokes("note", TYPED + place, STROKES)?;
        reached.edit_p50.push(quantile(&edits, 500));
        reached.edit_p99.push(quantile(&edits, 990));
        reached.peak.push(mib(app.memory()?.peak));
        app.end()?;
    }
    Ok(())
}

impl Reached {
    fn figures(self) -> Vec<Figure> {
        let held = format!("{MEETINGS} yardstick meetings, {MEMBERS} members");
        let typing = format!("{STROKES} × 1 character into the minutes of a yardstick meeting");
        let noting = format!("{STROKES} × 20 characters into a yardstick meeting");
        let allowed = Target::AtMost((self.packed * DISK_FACTOR).floor());
        let meeting = "yardstick meeting".to_owned();
        let far = format!("yardstick meeting, {}", slow::WORDS);
        let figure =
            |name, input: &String, unit, runs, target| Figure { name, input: input.clone(), unit, runs, target };
        let (ms, five) = (Unit::Ms, Target::AtMost(5.0));
        vec![
            figure("library, stripped", &"profile mobile".to_owned(), Unit::Bytes, self.library, Target::None),
            figure("app started, vault open; cold cache", &held, ms, self.cold_open, Target::AtMost(100.0)),
            figure("app started, meetings listed; cold cache", &held, ms, self.cold_list, Target::None),
            figure("app started, meetings listed; warm cache", &held, ms, self.warm_list, Target::None),
            figure("stroke: CPU of the app", &typing, ms, self.stroke_cpu, Target::None),
            figure("stroke on disk, p50", &typing, ms, self.stroke_p50, Target::None),
            figure("stroke on disk, p99", &typing, ms, self.stroke_p99, five),
            figure("edit on disk and shown in the app, p50", &noting, ms, self.edit_p50, Target::None),
            figure("edit on disk and shown in the app, p99", &noting, ms, self.edit_p99, five),
            figure("app memory (VmRSS), both lists shown", &held, Unit::MiB, self.listed, Target::AtMost(40.0)),
            figure("app memory (VmHWM) after the typing", &held, Unit::MiB, self.peak, Target::AtMost(40.0)),
            figure("vault per meeting, received", &meeting, Unit::Bytes, vec![self.disk_received], allowed),
            figure("vault per meeting, written here", &meeting, Unit::Bytes, vec![self.disk_written], allowed),
            figure("its document, packed", &meeting, Unit::Bytes, vec![self.packed], Target::None),
            figure("evening synced, line open", &far, Unit::Seconds, self.far_warm, Target::AtMost(3.0)),
            figure("evening synced, line made first", &far, Unit::Seconds, self.far_cold, Target::None),
        ]
    }
}
