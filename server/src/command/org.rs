//! `sen org`: the ward's cells, listed, renamed, ended.

use std::path::Path;

use clap::Subcommand;
use server::admin::{self, AdminError, ConsoleAuthor, cells};
use server::auth::device;
use server::config::Config;
use server::host::Host;
use server::hub::Hub;
use server::store::{Store, read_model};
use shared::id::OrgId;
use shared::record::list::Query;
use shared::text;
use shared::time::CivilDate;

use super::{CommandError, say};

/// What `sen org` can do.
#[derive(Subcommand)]
pub(super) enum OrgCommand {
    /// Danh sách tổ chức của đảng bộ, kèm mã
    List,
    /// Đổi tên chi bộ
    Rename {
        /// Chi bộ: tên hoặc mã
        cell: String,
        /// Tên mới
        name: String,
        /// Kể từ ngày; không ghi thì là hôm nay
        #[arg(long)]
        on: Option<String>,
    },
    /// Kết thúc chi bộ; những gì đã ghi đảng ủy vẫn đọc được
    End {
        /// Chi bộ: tên hoặc mã
        cell: String,
        /// Ngày cuối; không ghi thì là hôm nay
        #[arg(long)]
        on: Option<String>,
        /// Chi bộ tiếp nhận: tên hoặc mã
        #[arg(long)]
        successor: Option<String>,
    },
}

/// Carries the command out.
pub(super) async fn run(data: &Path, host: &Host, command: OrgCommand) -> Result<(), CommandError> {
    let hub = admin::offline_hub(Store::open(&Config::load(data, None)?.database())?, host).await?;
    let done = carry_out(&hub, command).await;
    hub.store().stop();
    done
}

async fn carry_out(hub: &Hub, command: OrgCommand) -> Result<(), CommandError> {
    let ward = device::ward_org(hub.store()).await?;
    match command {
        OrgCommand::List => list(hub, ward).await,
        OrgCommand::Rename { cell, name, on } => {
            let cell = cells::named(hub, ward, &cell)?;
            let before = cell.name.clone();
            let author = ConsoleAuthor::first_administrator(hub).await?;
            let since = day(hub, on.as_deref()).ok_or_else(|| AdminError::NoDay(on.unwrap_or_default()))?;
            let renamed = cells::rename(hub, &author, ward, cell, &name, since).await?;
            let (after, since) = (renamed.name, since.vietnamese());
            say(&format!("«{before}» từ ngày {since} mang tên «{after}». / It has that name since that day."))
        }
        OrgCommand::End { cell, on, successor } => {
            let cell = cells::named(hub, ward, &cell)?;
            let last = day(hub, on.as_deref()).ok_or_else(|| AdminError::NoDay(on.unwrap_or_default()))?;
            let successor = match successor {
                Some(name) => Some(cells::named(hub, ward, &name)?.org),
                None => None,
            };
            let author = ConsoleAuthor::first_administrator(hub).await?;
            let ended = cells::end(hub, &author, ward, cell, last, successor).await?;
            say(&format!("«{}» kết thúc ngày {}. / The cell ends on that day.", ended.name, last.vietnamese()))?;
            match members_of(hub, ended.org).await? {
                0 => Ok(()),
                members => say(&format!(
                    "  Còn {members} đảng viên ghi ở chi bộ này: chuyển họ sang chi bộ khác. / {members} members are still entered in it."
                )),
            }
        }
    }
}

/// The day that was given, or today; `None` for what is none.
fn day(hub: &Hub, given: Option<&str>) -> Option<CivilDate> {
    given.map_or_else(|| Some(hub.host().now().vietnam_date()), |day| CivilDate::parse(day).ok())
}

/// Members in the headcount of a cell, with those of the cells it carries on; one that is carried on has none.
async fn members_of(hub: &Hub, cell: OrgId) -> Result<usize, CommandError> {
    let known = hub.directory().now();
    let orgs = if known.tree.heir(cell) == cell { known.tree.holdings(cell) } else { Vec::new() };
    let query = Query::headcount().within(orgs);
    Ok(hub.store().read(move |reading| read_model::sums(reading, &query)).await?.0)
}

async fn list(hub: &Hub, ward: OrgId) -> Result<(), CommandError> {
    let tree = hub.directory().now();
    let mut orgs: Vec<_> = tree.tree.below(ward).collect();
    orgs.sort_by_cached_key(|org| (org.parent.is_some(), text::natural(&org.name)));
    for org in orgs {
        let members = members_of(hub, org.org).await?;
        say(&format!("{} · {members} đảng viên / members", cells::told(org)))?;
    }
    Ok(())
}
