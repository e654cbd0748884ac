//! `sen package in`: a device's package from a card, or sealed work handed in, and the answer to carry back.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use server::admin;
use server::config::Config;
use server::host::Host;
use server::package::hand_in::{self, HandInTaken};
use server::package::{self, TakeError};
use server::store::Store;
use shared::limits;
use shared::package::{Standing, is_bundle};

use super::{CommandError, say};

#[derive(Subcommand)]
pub(super) enum PackageCommand {
    /// Nhận gói một máy đã tạo, hoặc phần niêm phong nộp hộ, và ghi gói trả lời để mang về; kể cả khi đang phục vụ
    In {
        /// Tệp gói
        file: PathBuf,
        /// Tệp mới của gói trả lời
        #[arg(long)]
        answer: PathBuf,
    },
}

pub(super) async fn run(data: &Path, host: &Host, command: PackageCommand) -> Result<(), CommandError> {
    let PackageCommand::In { file, answer } = command;
    let package = read(&file).map_err(|source| CommandError::Package(file_error(&file, source)))?;
    // Begun before anything is taken in: an answer that cannot be written would leave the person waiting for it.
    let mut out = File::options()
        .write(true)
        .create_new(true)
        .open(&answer)
        .map_err(|error| CommandError::Package(file_error(&answer, error)))?;
    let taken = take(data, host, package).await;
    let taken = match taken {
        Ok(taken) => taken,
        Err(failure) => {
            drop(out);
            std::fs::remove_file(&answer)?;
            return Err(failure);
        }
    };
    match taken {
        TakenFile::Package(taken) => {
            out.write_all(&taken.answer)?;
            out.sync_all()?;
            tell(&taken, &answer)
        }
        TakenFile::Work(taken) => {
            out.write_all(&taken.receipt)?;
            out.sync_all()?;
            tell_work(&taken, &answer)
        }
    }
}

enum TakenFile {
    Package(package::Taken),
    Work(HandInTaken),
}

fn tell_work(taken: &HandInTaken, answer: &Path) -> Result<(), CommandError> {
    say(&format!(
        "Sealed work of {}: {} packages taken, {} envelopes merged, {} held; {} packages not taken.",
        taken.persons.join(", "),
        taken.packages,
        taken.merged,
        taken.held,
        taken.not_taken
    ))?;
    say(&format!("Receipt in {}: with it the phone lets go of what was taken.", answer.display()))
}

fn tell(taken: &package::Taken, answer: &Path) -> Result<(), CommandError> {
    let known = match taken.standing {
        Standing::Fresh => "",
        Standing::AlreadyTaken => " It had been taken in before; nothing was done twice.",
        Standing::Stale => " A later package of this device had been taken in before; nothing was undone.",
    };
    say(&format!(
        "Package of {} (device {}), made {}: {} envelopes merged, {} held, {} not taken.{known}",
        taken.person,
        taken.device,
        taken.made.rfc3339(),
        taken.merged,
        taken.held,
        taken.refused
    ))?;
    if taken.unsent > 0 {
        say(&format!(
            "{} more wait on the device: have it make another package after it took in the answer.",
            taken.unsent
        ))?;
    }
    say(&format!(
        "Answer in {}: only that device can read it, and only with it the device calls its work safe.",
        answer.display()
    ))
}

async fn take(data: &Path, host: &Host, package: Vec<u8>) -> Result<TakenFile, CommandError> {
    let store = Store::open(&Config::load(data, None)?.database())?;
    let hub = admin::offline_hub(store, host).await?;
    let taken = if is_bundle(&package) {
        // The ward's own hand brings it: the bound of a file is all it is measured by.
        hand_in::take(&hub, None, package, |_| Ok(())).await.map(TakenFile::Work)
    } else {
        package::take(&hub, &package).await.map(TakenFile::Package)
    };
    hub.store().stop();
    taken.map_err(|error| {
        CommandError::Package(match error {
            TakeError::Package(error) => words(&error),
            TakeError::Exceeded(error) => error.to_string(),
            TakeError::Hub(error) => error.to_string(),
        })
    })
}

/// Both languages, as for the rows of a register: who stands at the ward's table reads Vietnamese.
fn words(error: &shared::package::PackageError) -> String {
    use shared::package::PackageError as E;
    let vietnamese = match error {
        E::NotAPackage => "tệp này không phải gói của Sen",
        E::Damaged => "gói bị hỏng hoặc chép thiếu, hãy chép lại từ máy gửi",
        E::Newer => "gói do phiên bản mới hơn tạo, hãy cập nhật máy chủ",
        E::TooLarge(_) | E::TooMany(_) => "gói quá lớn, hãy tạo gói nhỏ hơn",
        E::Foreign => "gói này của đảng bộ khác",
        E::WrongReader => "gói này gửi cho máy khác, không phải cho đảng ủy",
        E::UnknownSender => "không rõ máy gửi: máy đó chưa ghi danh ở đây",
        E::Forged(_) => "chữ ký của gói không đúng, không nhận",
        E::BadKey(_) | E::Cipher(_) => "không mã hóa được gói trả lời",
    };
    format!("{vietnamese} / {error}")
}

fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more than a package can have is refused where packages are read.
    let limit = u64::try_from(limits::HAND_IN_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    File::open(file)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn file_error(file: &Path, error: std::io::Error) -> String {
    format!("{}: {error}", file.display())
}
