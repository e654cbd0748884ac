//! `sen account`: who may sign in at the console, from the server's own machine; also while the server serves.

use std::path::Path;

use clap::Subcommand;
use server::admin::{self, AdminError, cells};
use server::auth::people::{self, By, Newcomer, PeopleError};
use server::auth::{device, session::is_open};
use server::config::Config;
use server::host::Host;
use server::hub::Hub;
use server::store::{Store, person, session};
use shared::access::{Place, Role};
use shared::text::clean_line;
use shared::time::Timestamp;
use shared::words::{Language, Words};

use super::{CommandError, say};

/// What `sen account` can do.
#[derive(Subcommand)]
pub(super) enum AccountCommand {
    /// Danh sách người dùng bảng điều khiển
    List,
    /// Thêm người; in mã dùng một lần để người ấy tự đặt mật khẩu
    Add {
        /// Tên đăng nhập
        login: String,
        /// Họ tên
        #[arg(long)]
        name: String,
        /// Vai trò: van_phong, ban_xay_dung_dang, thuong_truc, ubkt hoặc cap_tren
        #[arg(long)]
        role: String,
        /// Chi bộ: tên hoặc mã; không ghi thì là đảng ủy
        #[arg(long)]
        cell: Option<String>,
    },
    /// Đổi vai trò; mọi phiên của người ấy kết thúc
    Role {
        /// Tên đăng nhập
        login: String,
        /// Vai trò mới
        role: String,
    },
    /// Ngừng đăng nhập; mọi phiên của người ấy kết thúc
    Disable {
        /// Tên đăng nhập
        login: String,
    },
    /// Cho dùng lại
    Enable {
        /// Tên đăng nhập
        login: String,
    },
    /// In mã dùng một lần để người ấy đặt mật khẩu mới
    Reset {
        /// Tên đăng nhập
        login: String,
    },
    /// Mở chặn sau nhiều lần nhập sai
    Unlock {
        /// Tên đăng nhập
        login: String,
    },
    /// Xem các phiên đang mở, hoặc kết thúc tất cả
    Sessions {
        /// Tên đăng nhập
        login: String,
        /// Kết thúc tất cả
        #[arg(long)]
        end: bool,
    },
    /// Tắt mã 6 số của người đã mất điện thoại và mã dự phòng
    EndSecond {
        /// Tên đăng nhập
        login: String,
    },
}

/// Carries the command out.
pub(super) async fn run(data: &Path, host: &Host, command: AccountCommand) -> Result<(), CommandError> {
    let config = Config::load(data, None)?;
    let hub = admin::offline_hub(Store::open(&config.database())?, host).await?;
    let done = carry_out(&hub, &config, command).await;
    hub.store().stop();
    done
}

async fn carry_out(hub: &Hub, config: &Config, command: AccountCommand) -> Result<(), CommandError> {
    match command {
        AccountCommand::List => list(hub).await,
        AccountCommand::Add { login, name, role, cell } => {
            let ward = device::ward_org(hub.store()).await?;
            let org = match cell {
                Some(cell) => cells::named(hub, ward, &cell)?.org,
                None => ward,
            };
            let newcomer = Newcomer { login, name, place: Place { org, role: Role::read(&role) }, member: None };
            let (code, until) = people::add(hub, &By::Machine, newcomer).await.map_err(refused)?;
            tell_code(config, &code, until)
        }
        AccountCommand::Role { login, role } => {
            people::set_role(hub, &By::Machine, &login, &Role::read(&role)).await.map_err(refused)?;
            say("Đã đổi vai trò. / The role is changed.")
        }
        AccountCommand::Disable { login } => {
            people::disable(hub, &By::Machine, &login).await.map_err(refused)?;
            say("Đã ngừng; mọi phiên đã kết thúc. / Kept out; all sessions have ended.")
        }
        AccountCommand::Enable { login } => {
            people::enable(hub, &By::Machine, &login).await.map_err(refused)?;
            say("Dùng lại được. / Let in again.")
        }
        AccountCommand::Reset { login } => {
            let (code, until) = people::reset(hub, &By::Machine, &login).await.map_err(refused)?;
            tell_code(config, &code, until)
        }
        AccountCommand::Unlock { login } => {
            let places = people::unlock(hub, &By::Machine, &login).await.map_err(refused)?;
            say(&format!("Đã mở chặn ở {places} nơi. / Unlocked at {places} places."))
        }
        AccountCommand::Sessions { login, end: false } => sessions(hub, config, login).await,
        AccountCommand::Sessions { login, end: true } => {
            let ended = people::end_sessions(hub, &By::Machine, &login).await.map_err(refused)?;
            say(&format!("Đã kết thúc {ended} phiên. / {ended} sessions ended."))
        }
        AccountCommand::EndSecond { login } => {
            match people::end_second(hub, &By::Machine, &login).await.map_err(refused)? {
                true => say("Đã tắt mã 6 số. / The six-digit code is off."),
                false => say("Người này không có mã 6 số. / This person has no six-digit code."),
            }
        }
    }
}

/// A refusal in the words of the console, in both languages.
fn refused(error: PeopleError) -> CommandError {
    match error {
        PeopleError::Refused(why) => {
            let [vi, en] = Language::ALL.map(|language| Words::of(language).code("people-refused", why.code()));
            CommandError::Person(format!("{vi} / {en}"))
        }
        error => AdminError::from(error).into(),
    }
}

fn tell_code(config: &Config, code: &str, until: Timestamp) -> Result<(), CommandError> {
    let (url, until) = (&config.public_url, until.vietnam_display());
    say(&format!(
        "Mã đặt mật khẩu, dùng một lần tại {url}/reset đến {until}: {code}\n/ The code for a password, once, until then."
    ))
}

async fn list(hub: &Hub) -> Result<(), CommandError> {
    let read = |reading: &server::store::Reading<'_>| {
        let people = person::people(reading)?;
        people.into_iter().map(|row| Ok((person::account(reading, &row.login)?, row))).collect::<Result<Vec<_>, _>>()
    };
    let people = hub.store().read(read).await?;
    let known = hub.directory().now();
    for (account, row) in people {
        let place = known.tree.get(row.place.org).map_or("?", |org| org.name.as_str());
        let last = account.signed_in.map_or_else(|| "-".to_owned(), Timestamp::vietnam_display);
        let second = if account.second.is_some() { "mã 6 số / second factor" } else { "-" };
        let state = match account.disabled {
            Some((since, _)) => format!("đã ngừng từ / kept out since {}", since.vietnam_display()),
            None => "-".to_owned(),
        };
        let line = format!("{} · {} · {} · {place} · {last} · {second} · {state}", row.login, row.name, row.place.role);
        say(&clean_line(&line))?;
    }
    Ok(())
}

async fn sessions(hub: &Hub, config: &Config, login: String) -> Result<(), CommandError> {
    let (now, idle_ms) = (hub.host().now(), config.session_idle_ms);
    let open = hub.store().read(move |reading| session::of(reading, &login)).await?;
    for row in open.iter().filter(|row| is_open(row, idle_ms, now)) {
        let (since, used) = (row.since.vietnam_display(), row.used.vietnam_display());
        say(&clean_line(&format!("{} {} · {since} · {used}", row.browser, row.system)))?;
    }
    say(&format!(
        "{0} phiên đang mở. / {0} sessions open.",
        open.iter().filter(|row| is_open(row, idle_ms, now)).count()
    ))
}
