//! `sen held`: what could not be accepted, readable before anybody decides, and the decision.

use std::path::Path;

use clap::Subcommand;
use server::admin::{self, AdminError, ConsoleAuthor};
use server::config::Config;
use server::host::Host;
use server::hub::{HeldEnvelope, Hub, Release};
use server::store::{Store, quarantine, read_model};
use shared::doc::Kind;
use shared::doc::preview::Written;
use shared::id::HeldId;
use shared::text::clean_line;

use super::{CommandError, say};

/// Rows listed at once; more show up as these are decided.
const ROWS_MAX: usize = 1000;

#[derive(Subcommand)]
pub(super) enum HeldCommand {
    /// Xem một mục tạm giữ sẽ ghi gì
    Show {
        /// Mã của mục, hoặc phần đầu của mã
        id: String,
    },
    /// Nhận một mục, nhân danh người quản trị đầu tiên
    Release {
        /// Mã của mục, hoặc phần đầu của mã
        id: String,
        /// Lý do
        #[arg(long)]
        note: String,
    },
    /// Bác một mục; nội dung đã giữ vẫn còn
    Dismiss {
        /// Mã của mục, hoặc phần đầu của mã
        id: String,
        /// Lý do
        #[arg(long)]
        note: String,
    },
}

pub(super) async fn run(data: &Path, host: &Host, command: Option<HeldCommand>) -> Result<(), CommandError> {
    let hub = admin::offline_hub(Store::open(&Config::load(data, None)?.database())?, host).await?;
    let done = carry_out(&hub, command).await;
    hub.store().stop();
    done
}

async fn carry_out(hub: &Hub, command: Option<HeldCommand>) -> Result<(), CommandError> {
    let by = |author: ConsoleAuthor| author.login;
    match command {
        None => list(hub).await,
        Some(HeldCommand::Show { id }) => {
            let id = find(hub, &id).await?;
            let opened = hub.open_held(id).await.map_err(AdminError::from)?;
            show(hub, &opened.ok_or_else(|| unknown(&id.to_string()))?).await
        }
        Some(HeldCommand::Release { id, note }) => {
            let (id, by) = (find(hub, &id).await?, by(ConsoleAuthor::first_administrator(hub).await?));
            match hub.release(id, &by, &clean_line(&note)).await.map_err(AdminError::from)? {
                Release::Merged => say("Đã nhận vào. / Merged."),
                Release::StillHeld(reason) => Err(CommandError::StillHeld(reason.code().to_owned())),
                Release::Unknown => Err(unknown(&id.to_string())),
            }
        }
        Some(HeldCommand::Dismiss { id, note }) => {
            let (id, by) = (find(hub, &id).await?, by(ConsoleAuthor::first_administrator(hub).await?));
            match hub.dismiss(id, &by, &clean_line(&note)).await.map_err(AdminError::from)? {
                true => say("Đã bác bỏ; dữ liệu vẫn được giữ. / Dismissed; the bytes stay."),
                false => Err(unknown(&id.to_string())),
            }
        }
    }
}

fn unknown(id: &str) -> CommandError {
    AdminError::Unknown(format!("held record {id}")).into()
}

/// The one held record whose id begins like this.
async fn find(hub: &Hub, beginning: &str) -> Result<HeldId, CommandError> {
    let held = hub.store().read(|reading| quarantine::held(reading, ROWS_MAX)).await?;
    let mut fits = held.iter().filter(|row| !beginning.is_empty() && row.id.to_string().starts_with(beginning));
    match (fits.next(), fits.next()) {
        (Some(one), None) => Ok(one.id),
        _ => Err(unknown(beginning)),
    }
}

async fn list(hub: &Hub) -> Result<(), CommandError> {
    let held = hub.store().read(|reading| quarantine::held(reading, ROWS_MAX)).await?;
    for row in &held {
        say(&heading(hub, row).await?)?;
    }
    say(&format!("{0} bản ghi tạm giữ. / {0} held.", held.len()))
}

/// One line: id, when, whose, which record, why.
async fn heading(hub: &Hub, row: &quarantine::HeldRow) -> Result<String, CommandError> {
    let known = hub.directory().now();
    let device = known.devices.get(&row.device);
    let person = device.map_or("?", |device| device.person.as_str());
    let cell = row.org.or(device.map(|device| device.place.org)).and_then(|org| known.tree.get(org));
    let doc = row.doc;
    let titled = hub.store().read(move |reading| {
        let Some(doc) = doc else { return Ok(None) };
        Ok(read_model::row(reading, doc)?.and_then(|row| match (row.text("kind"), row.on) {
            (Some(kind), Some(day)) => Some(format!("{kind} {day}")),
            _ => Some(row.title).filter(|title| !title.is_empty()),
        }))
    });
    let titled = titled.await?;
    let kind = row.kind.and_then(Kind::from_number).map_or("?", Kind::code);
    let record = titled.or_else(|| doc.map(|doc| doc.to_string())).unwrap_or_default();
    let cell = cell.map_or("?", |org| org.name.as_str());
    let words = format!(
        "{}  {}  {person} ({})  {cell}  {kind} {record}  {}",
        row.id,
        row.received.vietnam_display(),
        hex::encode(row.device.as_bytes()).chars().take(8).collect::<String>(),
        row.reason.code()
    );
    Ok(clean_line(&words))
}

async fn show(hub: &Hub, opened: &HeldEnvelope) -> Result<(), CommandError> {
    say(&heading(hub, &opened.held).await?)?;
    let preview = match &opened.preview {
        Ok(preview) => preview,
        Err(why) => return say(&format!("Không đọc được nội dung một cách an toàn / it cannot be read safely: {why}")),
    };
    for line in &preview.lines {
        match &line.what {
            Written::Text(text) | Written::Value(text) => say(&format!("{}: {text}", line.place))?,
            Written::Deleted(count) => say(&format!("{}: −{count}", line.place))?,
        }
    }
    if preview.cut {
        say("…")?;
    }
    Ok(())
}
