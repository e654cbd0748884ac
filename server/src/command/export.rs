//! `sen export`: everything the ward has for other programs, or one record's paper as a file.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;
use server::admin::{self, AdminError};
use server::config::Config;
use server::host::Host;
use server::hub::Hub;
use server::office;
use server::press::Press;
use server::store::Store;
use server::store::leaving::{self, Left};
use shared::id::DocId;
use shared::paper::Sort;

use super::{CommandError, say};

#[derive(Args)]
pub(super) struct ExportCommand {
    /// Toàn bộ: hồ sơ cùng quá trình, bản ký, máy, người dùng, nhật ký; không có mật khẩu và khóa
    #[arg(long, required_unless_present = "paper", conflicts_with = "paper")]
    all: bool,
    /// Chỉ bản in của một hồ sơ, theo mã của nó
    #[arg(long, value_name = "ID")]
    paper: Option<String>,
    /// Loại tệp của bản in: pdf, docx hoặc html
    #[arg(long = "as", value_name = "ENDING", default_value = "pdf")]
    ending: String,
    /// Bản in khác: extract (trích biên bản), score (bảng chấm điểm), receipts (biên nhận đảng phí), comment (phiếu nhận xét)
    #[arg(long, default_value = "")]
    form: String,
    /// Thư mục mới hoặc còn trống; của một bản in là tệp mới
    target: PathBuf,
}

pub(super) async fn run(data: &Path, host: &Host, command: ExportCommand) -> Result<(), CommandError> {
    let config = Config::load(data, None)?;
    let Some(id) = &command.paper else { return all(&config, &command.target) };
    let hub = admin::offline_hub(Store::open(&config.database())?, host).await?;
    let done = paper(&hub, id, &command).await;
    hub.store().stop();
    done
}

fn all(config: &Config, folder: &Path) -> Result<(), CommandError> {
    let Left { records, unreadable, envelopes, held, lost } = leaving::write_all(&config.database(), folder)?;
    say(&format!(
        "Đã xuất ra {}: {records} hồ sơ, {envelopes} bản ký, {held} bản đang hoặc từng tạm giữ; {unreadable} hồ sơ không đọc \
         được, {lost} bản hỏng. / Written: {records} records, {envelopes} envelopes, {held} held; {unreadable} records \
         unreadable, {lost} envelopes damaged.",
        folder.display()
    ))?;
    let faults = unreadable + lost;
    if faults == 0 { Ok(()) } else { Err(CommandError::Faults(faults)) }
}

/// Writes a record's paper; a file that is there is left as it is.
async fn paper(hub: &Hub, id: &str, command: &ExportCommand) -> Result<(), CommandError> {
    let unknown = |what: &str| AdminError::Unknown(what.to_owned());
    let press = Press::of_ending(&command.ending).ok_or_else(|| unknown("such kind of file"))?;
    let id: DocId = id.parse().map_err(|error| AdminError::Unknown(format!("such record: {error}")))?;
    let (doc, row) = hub.open(id).await?.ok_or_else(|| unknown("such record"))?;
    let sort = Sort::of_code(doc.kind(), &command.form).ok_or_else(|| unknown("such paper of it"))?;
    let known = hub.directory().now();
    let author = |device| known.devices.get(&device).map_or_else(|| device.to_string(), |row| row.person.clone());
    let signers = office::signing(hub, &doc, |_| true).await?;
    let made = office::paper(&known, row.stream.org, &author, &signers, &doc, sort);
    let made = made.map_err(|error| CommandError::Paper(error.to_string()))?.ok_or_else(|| unknown("paper of it"))?;
    let bytes = press.file(&made).map_err(|error| CommandError::Paper(error.to_string()))?;
    written(&command.target, &bytes)?;
    say(&format!("Đã ghi / Written: {}", command.target.display()))
}

/// Writes a new file that its owner alone reads; half of one is taken away.
fn written(target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(target)?;
    let done = file.write_all(bytes).and_then(|()| file.sync_all());
    if done.is_err() {
        std::fs::remove_file(target)?;
    }
    done
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_paper_is_a_file_for_its_owner_alone_and_what_is_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("bien-ban.pdf");
        super::written(&target, b"%PDF").unwrap();
        assert_eq!(std::fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(super::written(&target, b"khac").is_err());
        assert_eq!(std::fs::read(&target).unwrap(), b"%PDF");
    }
}
