//! The commands of `sen`: each opens what it needs, does one thing and says what it did.

mod account;
mod authority;
mod demo;
mod export;
mod held;
mod import;
mod org;
mod package;
mod rules;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use server::admin::{self, AdminError};
use server::auth::device;
use server::config::{Config, ConfigError};
use server::host::Host;
use server::import::ImportError;
use server::serve::{self, NewKey, ServeError, Server};
use server::store::leaving::LeavingError;
use server::store::{Store, StoreError};
use server::telemetry;
use server::tls::TlsError;
use server::tls::authority::AuthorityError;
use shared::access::Role;
use shared::text::screened;

/// Sen: sổ sinh hoạt chi bộ dùng được khi không có mạng — máy chủ của đảng ủy.
#[derive(Parser)]
#[command(name = "sen", version)]
pub(crate) struct Arguments {
    /// Thư mục của cơ sở dữ liệu, `sen.toml` và chứng thư
    #[arg(long, global = true, env = "SEN_DATA", default_value = "sen-data")]
    data: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Lập máy chủ cho một đảng ủy: khóa, hồ sơ, người quản trị đầu tiên
    Init {
        /// Tên đảng ủy
        #[arg(long)]
        ward: String,
        /// Tên đăng nhập của người quản trị
        #[arg(long, default_value = "vanphong")]
        login: String,
    },
    /// Thêm người dùng bảng điều khiển; mật khẩu chỉ in một lần
    Person {
        /// Tên đăng nhập
        #[arg(long)]
        login: String,
        /// Họ tên
        #[arg(long)]
        name: String,
        /// Vai trò: van_phong, ban_xay_dung_dang, thuong_truc, ubkt hoặc cap_tren
        #[arg(long)]
        role: String,
    },
    /// Người dùng bảng điều khiển: thêm, vai trò, ngừng, mã đặt mật khẩu, phiên
    Account {
        #[command(subcommand)]
        command: account::AccountCommand,
    },
    /// Phục vụ các máy và bảng điều khiển cho đến khi bị dừng
    Serve {
        /// Địa chỉ lắng nghe, thay cho địa chỉ trong `sen.toml`
        #[arg(long)]
        listen: Option<String>,
        /// Lập khóa TLS mới dù đã có máy ghi danh: mọi máy phải ghi danh lại
        #[arg(long)]
        new_tls_key: bool,
    },
    /// Lập một đảng ủy mẫu gồm người hư cấu và phục vụ
    Demo {
        /// Thư mục có `ward.toml` và sổ danh sách khác; không có thì dùng mẫu sẵn trong chương trình
        #[arg(long)]
        examples: Option<PathBuf>,
        /// Địa chỉ lắng nghe
        #[arg(long, default_value = server::config::LISTEN_DEFAULT)]
        listen: String,
        /// Địa chỉ của ứng dụng cho riêng máy này, không qua TLS
        #[arg(long, default_value = "127.0.0.1:8080")]
        app: String,
        /// Chỉ lập và in mọi thứ, không phục vụ
        #[arg(long)]
        prepare_only: bool,
    },
    /// Nhập sổ danh sách đảng viên: mẫu 7-HSĐV hoặc DS_DANGVIEN, tệp CSV, văn bản hoặc .xlsx
    Import(Box<import::ImportCommand>),
    /// Xem, đổi tên hoặc kết thúc chi bộ
    Org {
        #[command(subcommand)]
        command: org::OrgCommand,
    },
    /// Quy định đang áp dụng và quy định riêng của địa phương: xem, đặt bản mới, xem các bản đã đặt
    Rules {
        #[command(subcommand)]
        command: rules::RulesCommand,
    },
    /// Nhận gói các máy đưa tay, bằng thẻ nhớ hoặc tệp
    Package {
        #[command(subcommand)]
        command: package::PackageCommand,
    },
    /// Chứng thư do chính đảng ủy cấp: lập, ký, đưa vào dùng, xem
    Authority {
        #[command(subcommand)]
        command: authority::AuthorityCommand,
    },
    /// Sao lưu cơ sở dữ liệu vào tệp mới, kể cả khi đang phục vụ
    Backup {
        /// Tệp mới
        target: PathBuf,
    },
    /// Xuất toàn bộ dữ liệu của đảng ủy ra thư mục mới, cho chương trình khác đọc, kể cả khi đang phục vụ; hoặc bản in của một hồ sơ
    Export(export::ExportCommand),
    /// Khôi phục từ bản sao lưu khi cơ sở dữ liệu không còn
    Restore {
        /// Bản sao lưu
        backup: PathBuf,
        /// Tệp bị hỏng: gom những gì còn đọc được vào cơ sở dữ liệu mới
        #[arg(long)]
        salvage: bool,
        /// Cơ sở dữ liệu cũ: hồ sơ đã thu hồi theo quyết định ở đó thì cũng xóa khỏi bản khôi phục
        #[arg(long, conflicts_with = "salvage")]
        erased_from: Option<PathBuf>,
    },
    /// Mở mọi hồ sơ, kiểm mọi chữ ký, mã tóm tắt và nhật ký
    Verify {
        /// Kiểm tệp này, ví dụ bản sao lưu, thay cho cơ sở dữ liệu
        file: Option<PathBuf>,
        /// Kiểm cả việc nhật ký nối tiếp từ chỗ kết thúc trong bản sao lưu này
        #[arg(long)]
        since: Option<PathBuf>,
    },
    /// Xem những gì đang tạm giữ, và quyết định như trên trang của đảng ủy
    Held {
        #[command(subcommand)]
        command: Option<held::HeldCommand>,
    },
    /// Dựng lại các danh sách từ hồ sơ
    Reindex,
}

/// Why a command failed: exit code 2 for what its caller has to mend, 1 for what went wrong.
#[derive(Debug, thiserror::Error)]
enum CommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error(transparent)]
    Admin(Box<AdminError>),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Leaving(#[from] LeavingError),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error("{0}")]
    Person(String),
    #[error("{0}")]
    Package(String),
    #[error("the paper could not be made: {0}")]
    Paper(String),
    #[error("{0}")]
    Rules(String),
    #[error("{0}")]
    Sample(String),
    #[error("{0} fault(s) found")]
    Faults(usize),
    #[error("Vẫn chưa nhận được, còn tạm giữ: {0}. / Still held: {0}.")]
    StillHeld(String),
    #[error("the signals that end a server cannot be caught: {0}")]
    Signals(std::io::Error),
    #[error("the answer could not be written: {0}")]
    Output(#[from] std::io::Error),
}

impl From<AdminError> for CommandError {
    fn from(error: AdminError) -> Self {
        Self::Admin(Box::new(error))
    }
}

impl CommandError {
    fn code(&self) -> u8 {
        match self {
            Self::Config(_) | Self::Serve(_) => 2,
            Self::Admin(_)
            | Self::Store(_)
            | Self::Leaving(_)
            | Self::Import(_)
            | Self::Authority(_)
            | Self::Tls(_)
            | Self::Person(_)
            | Self::Package(_)
            | Self::Rules(_)
            | Self::Paper(_)
            | Self::Sample(_)
            | Self::Faults(_)
            | Self::StillHeld(_)
            | Self::Signals(_)
            | Self::Output(_) => 1,
        }
    }
}

/// Carries out the command; failures are one sentence on standard error.
pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    match carry_out(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let mut errors = std::io::stderr().lock();
            let mut told = writeln!(errors, "sen: {failure}");
            if let CommandError::Import(ImportError::BadRows(rows)) = &failure {
                for row in rows {
                    told = told.and_then(|()| writeln!(errors, "  hàng / row {}: {}", row.line, row.why));
                }
                told = told.and_then(|()| writeln!(errors, "  sửa tệp, hoặc bỏ các hàng này ra với --skip-bad / mend the file, or leave these rows out with --skip-bad"));
            }
            match told {
                Ok(()) => ExitCode::from(failure.code()),
                Err(_) => ExitCode::from(1),
            }
        }
    }
}

fn say(line: &str) -> Result<(), CommandError> {
    // Names come from records, and a record may hold what commands a terminal.
    Ok(writeln!(std::io::stdout().lock(), "{}", screened(line))?)
}

async fn carry_out(arguments: Arguments) -> Result<(), CommandError> {
    let host = Host::system();
    let data = arguments.data.as_path();
    match arguments.command {
        Command::Init { ward, login } => {
            let config = Config::load(data, None)?;
            let begun = admin::init(&config, &host, &ward, &login).await?;
            say(&format!(
                "Begun in {}. Sign in as `{}` with the password: {}",
                data.display(),
                begun.login,
                begun.password
            ))
        }
        Command::Person { login, name, role } => add_person(data, &host, &login, &name, &role).await,
        Command::Account { command } => account::run(data, &host, command).await,
        Command::Serve { listen, new_tls_key } => {
            let config = Config::load(data, listen.as_deref())?;
            telemetry::start_logging();
            let key = if new_tls_key { NewKey::Accept } else { NewKey::Refuse };
            serve_until_interrupted(&config, host, key).await
        }
        Command::Demo { examples, listen, app, prepare_only } => {
            let mut config = Config::load(data, Some(&listen))?;
            let local_app = Config::local_app(&app)?;
            config.local_app.get_or_insert(local_app);
            demo::prepare(&config, &host, examples.as_deref()).await?;
            if prepare_only {
                return Ok(());
            }
            telemetry::start_logging();
            say("\nServing. Stop with Ctrl-C; start again with `sen serve`.")?;
            serve_until_interrupted(&config, host, NewKey::Refuse).await
        }
        Command::Import(command) => import::run(data, &host, *command).await,
        Command::Org { command } => org::run(data, &host, command).await,
        Command::Rules { command } => rules::run(data, &host, command).await,
        Command::Package { command } => package::run(data, &host, command).await,
        Command::Authority { command } => authority::run(data, &host, command).await,
        Command::Backup { target } => backup(&Config::load(data, None)?, &target),
        Command::Export(command) => export::run(data, &host, command).await,
        Command::Restore { backup, salvage: true, .. } => salvage(data, &host, &backup).await,
        Command::Restore { backup, salvage: false, erased_from } => {
            let config = Config::load(data, None)?;
            let renewed = admin::restore_knowing(&config, &host, &backup, erased_from.as_deref()).await?;
            say(&format!(
                "Restored. {renewed} streams got a new epoch; devices bring back what the backup lacks at their next sync."
            ))
        }
        Command::Verify { file, since } => {
            verify(&file.unwrap_or(Config::load(data, None)?.database()), since.as_deref())
        }
        Command::Held { command } => held::run(data, &host, command).await,
        Command::Reindex => {
            let store = Store::open(&Config::load(data, None)?.database())?;
            let rows = admin::reindex(&store).await?;
            store.stop();
            say(&format!("{rows} rows rebuilt."))
        }
    }
}

fn backup(config: &Config, target: &Path) -> Result<(), CommandError> {
    let report = admin::backup(config, target)?;
    let faults = report.faults.len();
    say(&format!("Backed up to {}: {} documents, {faults} faults.", target.display(), report.documents))?;
    if faults == 0 { Ok(()) } else { Err(CommandError::Faults(faults)) }
}

async fn add_person(data: &Path, host: &Host, login: &str, name: &str, role: &str) -> Result<(), CommandError> {
    let role = Role::known(role).filter(|role| !role.is_of_cell());
    let role = role.ok_or_else(|| AdminError::Unknown("such role at the ward".to_owned()))?;
    let hub = admin::offline_hub(Store::open(&Config::load(data, None)?.database())?, host).await?;
    let ward = device::ward_org(hub.store()).await?;
    let password = admin::draw_password(host)?;
    admin::add_person(&hub, ward, name, login, &role, &password).await?;
    hub.store().stop();
    say(&format!("{name} signs in as `{login}` with the password: {password}"))
}

async fn salvage(data: &Path, host: &Host, damaged: &Path) -> Result<(), CommandError> {
    let done = admin::salvage(&Config::load(data, None)?, host, damaged).await?;
    for line in &done.lost {
        say(&format!("LOST {line}"))?;
    }
    say(&format!(
        "{} envelopes merged, {} documents stand where they stood. Devices bring back what they have at their next sync.",
        done.envelopes, done.documents
    ))
}

fn verify(database: &Path, since: Option<&Path>) -> Result<(), CommandError> {
    let mut report = admin::verify(database)?;
    if let Some(backup) = since {
        report.faults.extend(admin::breaks_with(database, backup)?);
    }
    for fault in &report.faults {
        say(&format!("FAULT {fault}"))?;
    }
    for note in &report.notes {
        say(&format!("NOTE {note}"))?;
    }
    say(&format!(
        "{} documents open, {} signatures hold, {} faults.",
        report.documents,
        report.envelopes,
        report.faults.len()
    ))?;
    if report.faults.is_empty() { Ok(()) } else { Err(CommandError::Faults(report.faults.len())) }
}

async fn serve_until_interrupted(config: &Config, host: Host, key: NewKey) -> Result<(), CommandError> {
    let server = Server::open_with(config, host, key).await?;
    let listener = serve::listen(config.listen).await?;
    // Subscribed before the line that says we serve: a program that reads that line may already ask us to stop.
    let told_to_stop = told_to_stop()?;
    tracing::info!(address = %config.listen, url = config.public_url, "serving");
    server.run(listener, told_to_stop).await?;
    Ok(())
}

/// Ends when the process is asked to stop (`SIGTERM`, or `SIGINT` from the keyboard). The signals are caught from the
/// moment this returns, not from the first poll.
fn told_to_stop() -> Result<impl Future<Output = ()>, CommandError> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).map_err(CommandError::Signals)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(CommandError::Signals)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
