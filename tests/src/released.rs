//! Vaults as released versions left them: how one is made, and what is seen in it.
//!
//! A vault is kept as a dying phone leaves it, with its log, beside the database of its ward and the list of what the
//! version that wrote it saw. It is made once per release and never again: a later version opens it or has a fault.

use std::path::{Path, PathBuf};

use sen_client::net::NetError;
use sen_client::types::Safety;
use serde_json::{Value, json};
use shared::access::Role;
use shared::meeting::roll::Attendance;
use shared::meeting::vote::{Matter, Tally, VoteKey};
use shared::meeting::{MeetingKey, MeetingKind, Particulars};

use crate::phone::Phone;
use crate::ward::{CELLS, Ward};
use crate::{Clock, Outcome, Trouble};

/// The ward's database, packed with zstd.
const DATABASE: &str = "ward.db.zst";
/// What the version that wrote the vault saw in it.
const SEEN: &str = "seen.json";
/// The vault's own files.
const VAULT: &str = "vault";
/// Nothing larger is kept, so that a fixture can be committed.
const BYTES_MAX: usize = 300 * 1024;

const HEAD: &str = "Nguyễn Văn An";
const DEPUTY: &str = "Đặng Thị Hòa";

/// One released version's vault.
pub struct Released {
    /// The version.
    pub version: String,
    folder: PathBuf,
}

impl Released {
    /// Every version a vault is kept of.
    ///
    /// # Errors
    /// [`Trouble`] when the folder cannot be read.
    pub fn all() -> Outcome<Vec<Self>> {
        let list = || -> std::io::Result<Vec<Self>> {
            let mut found = Vec::new();
            for entry in std::fs::read_dir(shelf())? {
                let entry = entry?;
                found.push(Self { version: entry.file_name().to_string_lossy().into_owned(), folder: entry.path() });
            }
            found.sort_by(|one, other| one.version.cmp(&other.version));
            Ok(found)
        };
        list().map_err(|error| Trouble::of("released vaults", error))
    }

    /// A phone with a copy of the vault, on the evening it was left.
    ///
    /// # Errors
    /// [`Trouble`] when it does not open.
    pub fn phone(&self) -> Outcome<Phone> {
        Phone::with_files(&self.folder.join(VAULT), Clock::default())
    }

    /// Copies the vault's files.
    ///
    /// # Errors
    /// [`Trouble`] when they cannot be copied.
    pub fn copy_vault(&self, to: &Path) -> Outcome<()> {
        crate::phone::copy_files(&self.folder.join(VAULT), to)
    }

    /// The ward's database as that version wrote it.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be read or written.
    pub fn database(&self, to: &Path) -> Outcome<()> {
        let packed = read(&self.folder.join(DATABASE))?;
        let database = zstd::decode_all(packed.as_slice()).map_err(|error| Trouble::of(DATABASE, error))?;
        std::fs::write(to, database).map_err(|error| Trouble::of(DATABASE, error))
    }

    /// The ward of that phone, from its database, serving under a new key.
    ///
    /// # Errors
    /// [`Trouble`] when the database is not taken or not served.
    pub fn ward(&self) -> Outcome<Ward> {
        let mut ward = Ward::begun(0)?;
        let backup = ward.folder().join("released.db");
        self.database(&backup)?;
        ward.go_back_to(&backup)?;
        Ok(ward)
    }

    /// What the version that wrote the vault saw in it.
    ///
    /// # Errors
    /// [`Trouble`] when the list cannot be read.
    pub fn seen(&self) -> Outcome<Value> {
        serde_json::from_slice(&read(&self.folder.join(SEEN))?).map_err(|error| Trouble::of(SEEN, error))
    }
}

fn shelf() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vaults")
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    std::fs::read(path).map_err(|error| Trouble::of(&path.display().to_string(), error))
}

/// Makes the vault of the version at hand: records of every kind, what is on the server, what is held there, what was
/// never sent, and a conflict nobody has settled.
///
/// # Errors
/// [`Trouble`] when there is one already, or anything of it fails.
pub fn make(version: &str) -> Outcome<PathBuf> {
    let folder = shelf().join(version);
    if folder.exists() {
        return Err(Trouble(format!("there is a vault of version {version} already, and it is never made anew")));
    }
    let mut ward = Ward::begun(1)?;
    ward.start()?;
    let mut phone = Phone::of(&ward, CELLS[0].0, Role::Head, HEAD)?;
    live(&ward, &mut phone)?;
    let backup = ward.folder().join("released.db");
    server::store::backup(&ward.database(), &backup).map_err(|error| Trouble::of("backup", error))?;
    // Opened anew, the vault has an empty log; so the log that is kept holds what was never sent and nothing else.
    phone.close();
    phone.open()?;
    leave_unsent(&mut phone)?;

    let packed = zstd::encode_all(read(&backup)?.as_slice(), 19).map_err(|error| Trouble::of("pack", error))?;
    let files = || -> std::io::Result<()> {
        std::fs::create_dir_all(folder.join(VAULT))?;
        std::fs::write(folder.join(DATABASE), &packed)
    };
    files().map_err(|error| Trouble::of("fixture", error))?;
    phone.copy_vault(&folder.join(VAULT))?;
    let seen = serde_json::to_string_pretty(&look(&mut phone)?).map_err(|error| Trouble::of(SEEN, error))?;
    std::fs::write(folder.join(SEEN), seen + "\n").map_err(|error| Trouble::of(SEEN, error))?;
    let bytes = size(&folder)?;
    if bytes > BYTES_MAX {
        return Err(Trouble(format!("{} is {bytes} bytes, too much to be committed", folder.display())));
    }
    Ok(folder)
}

fn size(folder: &Path) -> Outcome<usize> {
    let files = [folder.to_owned(), folder.join(VAULT)];
    let mut bytes = 0;
    for entry in
        files.iter().map(std::fs::read_dir).collect::<Result<Vec<_>, _>>().map_err(at("size"))?.into_iter().flatten()
    {
        let path = entry.map_err(at("size"))?.path();
        if path.is_file() {
            bytes += read(&path)?.len();
        }
    }
    Ok(bytes)
}

fn at<E: std::fmt::Display>(what: &'static str) -> impl Fn(E) -> Trouble {
    move |error| Trouble::of(what, error)
}

/// A meeting that reached the ward with a conflict in it; another that is held, because the phone was reported lost and
/// enrolled again before it could be sent.
fn live(ward: &Ward, phone: &mut Phone) -> Outcome<()> {
    let regular = ward.meeting_key(CELLS[0].0)?;
    let now = phone.clock.now();
    let mut colleague = Phone::of(ward, CELLS[0].0, Role::DeputyHead, DEPUTY)?;
    let doc = phone.engine()?.open_meeting(&regular, now).map_err(at("open"))?.view.doc;
    let given = Particulars { place: Some("Nhà văn hóa khóm".to_owned()), ..Particulars::default() };
    phone.engine()?.set_particulars(doc, &given, now).map_err(at("particulars"))?;
    let lines = phone.engine()?.roll_call(doc).map_err(at("roll"))?;
    let marks: Vec<_> = lines.into_iter().take(5).map(|line| (line.person, None, Attendance::Present, None)).collect();
    phone.engine()?.mark_attendance(doc, &marks, now).map_err(at("marks"))?;
    phone.engine()?.splice_minutes(doc, (0, 0), "Đồng chí bí thư khai mạc lúc 19 giờ. ", now).map_err(at("minutes"))?;
    colleague.engine()?.open_meeting(&regular, now).map_err(at("open"))?;
    for (writer, agree) in [(&mut *phone, 17), (&mut colleague, 18)] {
        let tally = Tally { collected: Some(18), agree: Some(agree), ..Tally::default() };
        let vote = VoteKey::new(&Matter::Resolution, None);
        writer.engine()?.record_vote(doc, &vote, &tally, now).map_err(at("vote"))?;
        writer.sync()?;
    }
    phone.sync()?;

    let thematic = MeetingKey { kind: MeetingKind::Thematic, ..regular };
    let held = phone.engine()?.open_meeting(&thematic, now).map_err(at("open"))?.view.doc;
    phone.engine()?.splice_minutes(held, (0, 0), "Viết khi máy đã báo mất.", now).map_err(at("minutes"))?;
    ward.revoke(phone.engine()?.device())?;
    // As by a server that was put back to a day before this phone was enrolled: its work goes out under another name.
    let unknown = NetError::Refused { status: 401, code: "unauthorized".to_owned(), message: String::new() };
    phone.engine()?.note_refusal(&unknown).map_err(at("refusal"))?;
    phone.enrol_anew(&ward.code(CELLS[0].0, Role::Head, HEAD)?)?;
    phone.sync()?;
    Ok(())
}

fn leave_unsent(phone: &mut Phone) -> Outcome<()> {
    phone.clock.pass_seconds(600);
    let now = phone.clock.now();
    let regular = phone.engine()?.meetings().map_err(at("meetings"))?;
    let regular =
        regular.iter().find(|(row, _)| row.text("kind") == Some(MeetingKind::Regular.code())).map(|(row, _)| row.doc);
    let regular = regular.ok_or_else(|| Trouble("no regular meeting".to_owned()))?;
    let length = phone.engine()?.meeting(regular).map_err(at("meeting"))?.view.minutes.chars().count();
    phone.engine()?.splice_minutes(regular, (length, 0), "Chưa gửi.", now).map_err(at("minutes"))?;
    let card = [("full_name", "Lê Thị Sen"), ("birth_date", "1970"), ("joined_on", "2026-11")];
    let card = card.map(|(field, typed)| (field.to_owned(), typed.to_owned()));
    let member = phone.engine()?.add_member(None, &card, now).map_err(at("member"))?.doc;
    phone.engine()?.set_notes(member, "Hồ sơ còn ở xã.", now).map_err(at("notes"))?;
    Ok(())
}

/// What a phone shows: everything a version promises the next one will still show.
///
/// # Errors
/// [`Trouble`] when anything of it cannot be read.
pub fn look(phone: &mut Phone) -> Outcome<Value> {
    let engine = phone.engine()?;
    let health = engine.health().map_err(at("health"))?;
    let mut meetings = Vec::new();
    for (row, safety) in engine.meetings().map_err(at("meetings"))? {
        let page = engine.meeting(row.doc).map_err(at("meeting"))?;
        let history = engine.history(row.doc).map_err(at("history"))?;
        let conflicts: Vec<_> =
            page.view.conflicts.iter().map(|found| format!("{}/{}", found.part, found.key)).collect();
        meetings.push(json!({
            "id": row.doc.to_string(), "date": row.on.map(|day| day.to_string()), "kind": row.text("kind"), "open_questions": row.decisions + row.impossible,
            "place": page.view.place, "minutes": page.view.minutes, "present": page.view.summary.present,
            "conflicts": conflicts, "safety": Safety::from(&safety).state, "changes": history.len(),
        }));
    }
    let mut members = Vec::new();
    for row in engine.members("").map_err(at("members"))? {
        let view = engine.member(row.doc).map_err(at("member"))?;
        members.push(json!({
            "id": row.doc.to_string(), "name": row.title, "status": row.text("status"), "notes": view.notes,
            "fields": view.fields.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
            "safety": Safety::from(&engine.safety(row.doc)).state,
        }));
    }
    let aside = |aside: &sen_client::engine::AsideEnvelope| match &aside.why {
        shared::sync::device::Aside::Held(reason) => json!({ "title": aside.title, "held": reason.code() }),
        shared::sync::device::Aside::Refused(reason) => json!({ "title": aside.title, "refused": reason }),
    };
    Ok(json!({
        "device": engine.device().to_string(),
        "person": engine.account().map(|account| account.certificate.person.clone()),
        "orgs": engine.orgs().iter().map(|org| org.name.clone()).collect::<Vec<_>>(),
        "unsent": health.unsent,
        "last_contact_ms": health.last_contact.map(shared::time::Timestamp::as_ms),
        "set_aside": health.set_aside.iter().map(aside).collect::<Vec<_>>(),
        "meetings": meetings,
        "members": members,
    }))
}
