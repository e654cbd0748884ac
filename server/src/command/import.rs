//! `sen import`: a register into a cell, or the list of the level above into several; first as a table of what would
//! become of it.

use std::collections::BTreeSet;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use server::admin::cells::{self, Named};
use server::admin::{self, AdminError, ConsoleAuthor};
use server::auth::device;
use server::config::Config;
use server::host::Host;
use server::hub::Hub;
use server::import::{self, BadRows, Decisions, ImportError, Lines, Plan, Register, Standing};
use server::store::Store;
use shared::id::OrgId;
use shared::member::MemberView;
use shared::org::OrgClass;
use shared::text;
use shared::time::PartialDate;
use shared::words::{Language, Words};

use super::{CommandError, say};

/// What `sen import` takes.
#[derive(Args)]
pub(super) struct ImportCommand {
    /// Tệp: CSV, văn bản hoặc .xlsx
    file: PathBuf,
    /// Tên chi bộ; chưa có tên nào giống thì thêm mới. Không cần với danh sách có ghi chi bộ
    #[arg(long)]
    cell: Option<String>,
    /// Mã chi bộ, như `sen org list` hiện
    #[arg(long, conflicts_with = "cell")]
    cell_id: Option<OrgId>,
    /// Thêm chi bộ dù đã có tên gần giống; với danh sách, thêm mọi chi bộ chưa có
    #[arg(long)]
    new_cell: bool,
    /// Loại đơn vị dân cư của chi bộ được thêm: khóm, ấp, tổ dân phố …
    #[arg(long, default_value = "khóm")]
    unit: String,
    /// Bỏ qua dòng lỗi thay vì không nhập gì
    #[arg(long)]
    skip_bad: bool,
    /// Chỉ cho xem cái gì mới, khác, giống, chưa rõ; không ghi gì
    #[arg(long)]
    dry_run: bool,
    /// Sửa hồ sơ theo chỗ tệp ghi khác: tất cả, hoặc các dòng này (3,5)
    #[arg(long, value_name = "DÒNG", num_args = 0..=1, require_equals = true, default_missing_value = "all", value_parser = lines)]
    apply_changes: Option<Lines>,
    /// Các dòng chưa rõ là đảng viên mới
    #[arg(long, value_name = "DÒNG", value_delimiter = ',')]
    as_new: Vec<u64>,
    /// Các dòng chưa rõ là đúng đảng viên giống tên
    #[arg(long, value_name = "DÒNG", value_delimiter = ',')]
    as_same: Vec<u64>,
}

fn lines(typed: &str) -> Result<Lines, String> {
    if typed == "all" {
        return Ok(Lines::All);
    }
    let lines: Result<BTreeSet<u64>, _> = typed.split(',').map(str::parse).collect();
    lines.map(Lines::These).map_err(|error| format!("{typed}: {error}"))
}

/// Carries the command out.
pub(super) async fn run(data: &Path, host: &Host, command: ImportCommand) -> Result<(), CommandError> {
    let register = import::read(&command.file, host.now().vietnam_date())?;
    if register.rows.is_empty() && register.bad.is_empty() {
        notices(&register)?;
        return Err(ImportError::NoRows.into());
    }
    if !command.skip_bad && !register.bad.is_empty() {
        notices(&register)?;
        return Err(ImportError::BadRows(register.bad).into());
    }
    let store = Store::open(&Config::load(data, None)?.database())?;
    let hub = admin::offline_hub(store, host).await?;
    let done = import_into(&hub, register, command).await;
    hub.store().stop();
    done
}

async fn import_into(hub: &Hub, mut register: Register, command: ImportCommand) -> Result<(), CommandError> {
    let ward = device::ward_org(hub.store()).await?;
    let author = ConsoleAuthor::first_administrator(hub).await?;
    let mut cells = Cells { hub, author: &author, ward, command: &command, added: Vec::new() };
    let only = cells.only().await?;
    if let Some((org, name)) = &only {
        leave_others(&mut register, *org, name, &cells);
    }
    let named = if only.is_none() { cells.of_list(&register).await? } else { Vec::new() };
    let of_name = |name: Option<&str>| {
        let found = name.and_then(|name| named.iter().find(|(known, _)| known == name)).map(|(_, org)| *org);
        only.as_ref().map(|(org, _)| *org).or(found)
    };
    let decisions = Decisions {
        bad_rows: if command.skip_bad { BadRows::Skip } else { BadRows::Refuse },
        apply: command.apply_changes.clone().unwrap_or_default(),
        as_new: command.as_new.iter().copied().collect(),
        as_same: command.as_same.iter().copied().collect(),
    };
    notices(&register)?;
    let plan = import::plan(hub, register, &of_name, &decisions).await?;
    for name in &cells.added {
        let would = if command.dry_run {
            "sẽ thêm chi bộ / would add the cell"
        } else {
            "thêm chi bộ / added the cell"
        };
        say(&format!("{would}: {name}"))?;
    }
    table(hub, &plan, command.dry_run).await?;
    if command.dry_run {
        return say("Chỉ xem thử, chưa ghi gì. / Nothing was written.");
    }
    let done = import::carry_out(hub, &author, plan).await?;
    let same = done.known.len() - done.changed;
    say(&format!(
        "{} đảng viên mới, {} đã cập nhật, {same} đã có, {} còn ngờ, {} hàng bỏ ra. / {} members imported, {} updated, {same} already in the register, {} doubtful, {} rows left out.",
        done.written.len(),
        done.changed,
        done.doubtful,
        done.skipped.len(),
        done.written.len(),
        done.changed,
        done.doubtful,
        done.skipped.len()
    ))
}

fn notices(register: &Register) -> Result<(), CommandError> {
    for notice in &register.notices {
        match notice.line {
            0 => say(&format!("  lưu ý / note: {}", notice.what))?,
            line => say(&format!("  lưu ý, hàng / note, row {line}: {}", notice.what))?,
        }
    }
    Ok(())
}

/// Of a list of several cells, only the rows of the one that was named.
fn leave_others(register: &mut Register, org: OrgId, name: &str, cells: &Cells<'_>) {
    let before = register.rows.len();
    let tree = cells.hub.directory().now();
    register.rows.retain(|row| match &row.cell {
        None => true,
        Some(cell) => match cells::find(&tree.tree, cells.ward, cell) {
            Named::One(found) => found.org == org,
            _ => text::same_name(cell, name),
        },
    });
    let left = before - register.rows.len();
    if left > 0 {
        let what =
            format!("{left} hàng của chi bộ khác, không nhập / {left} rows are of other cells and were left out");
        register.notices.push(import::RowNotice { line: 0, what });
    }
}

/// The cells that rows go to.
struct Cells<'a> {
    hub: &'a Hub,
    author: &'a ConsoleAuthor,
    ward: OrgId,
    command: &'a ImportCommand,
    added: Vec<String>,
}

impl Cells<'_> {
    /// The one cell that was named, if one was.
    async fn only(&mut self) -> Result<Option<(OrgId, String)>, CommandError> {
        let command = self.command;
        let today = self.hub.host().now().vietnam_date();
        if let Some(id) = command.cell_id {
            let cell = cells::named(self.hub, self.ward, &id.to_string())?;
            return Ok(Some((cells::open_on(&cell, today)?.org, cell.name)));
        }
        let Some(name) = &command.cell else { return Ok(None) };
        let found = cells::find(&self.hub.directory().now().tree, self.ward, name);
        let org = match found {
            Named::One(cell) if command.new_cell => return Err(close(name, &[cell])),
            Named::One(cell) => cells::open_on(&cell, today)?.org,
            Named::Close(_) | Named::Nothing if command.new_cell => self.add(name).await?,
            Named::Nothing => self.add(name).await?,
            Named::Close(cells) => match ask(name, &cells)? {
                Some(CellChoice::One(cell)) => cells::open_on(&cell, today)?.org,
                Some(CellChoice::Another) => self.add(name).await?,
                None => return Err(close(name, &cells)),
            },
        };
        Ok(Some((org, name.clone())))
    }

    /// Every cell that a list names.
    async fn of_list(&mut self, register: &Register) -> Result<Vec<(String, OrgId)>, CommandError> {
        let names: BTreeSet<&str> = register.rows.iter().filter_map(|row| row.cell.as_deref()).collect();
        let today = self.hub.host().now().vietnam_date();
        let (mut found, mut fresh, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
        for name in names {
            match cells::find(&self.hub.directory().now().tree, self.ward, name) {
                Named::One(cell) => found.push((name.to_owned(), cells::open_on(&cell, today)?.org)),
                Named::Nothing if self.command.new_cell => fresh.push(name),
                Named::Nothing => unknown.push(format!("«{name}»")),
                Named::Close(cells) => {
                    let like: Vec<String> = cells.iter().map(cells::told).collect();
                    unknown.push(format!("«{name}» (gần giống / like {})", like.join(", ")));
                }
            }
        }
        if !unknown.is_empty() {
            return Err(ImportError::UnknownCells(unknown).into());
        }
        // Only once every name is known or asked for, so that a list that is not taken leaves nothing behind.
        for name in fresh {
            found.push((name.to_owned(), self.add(name).await?));
        }
        Ok(found)
    }

    async fn add(&mut self, name: &str) -> Result<OrgId, CommandError> {
        self.added.push(text::clean_line(name));
        if self.command.dry_run {
            // Nobody is of a cell that is not there yet.
            return Ok(OrgId::from_bytes(self.hub.host().random().map_err(AdminError::from)?));
        }
        let today = self.hub.host().now().vietnam_date();
        let founded = cells::Founded {
            name: name.to_owned(),
            class: OrgClass::Cell,
            unit_kind: Some(self.command.unit.clone()),
            under: self.ward,
            since: today,
        };
        Ok(cells::add(self.hub, self.author, self.ward, founded).await?)
    }
}

fn close(name: &str, cells: &[shared::org::OrgView]) -> CommandError {
    AdminError::CloseCells { name: name.to_owned(), cells: cells.iter().map(cells::told).collect(), same: false }.into()
}

enum CellChoice {
    One(shared::org::OrgView),
    Another,
}

/// Asks whoever sits at a terminal which cell is meant; nobody is asked without one.
fn ask(name: &str, cells: &[shared::org::OrgView]) -> Result<Option<CellChoice>, CommandError> {
    let input = std::io::stdin();
    if !input.is_terminal() || !std::io::stdout().is_terminal() {
        return Ok(None);
    }
    say(&format!("Đã có chi bộ tên gần giống «{name}» / a cell is nearly of that name:"))?;
    for (number, cell) in (1..).zip(cells) {
        say(&format!("  {number}. {}", cells::told(cell)))?;
    }
    say("  0. thêm chi bộ mới / add a new cell")?;
    write!(std::io::stdout().lock(), "Chọn số / choose: ")?;
    std::io::stdout().flush()?;
    let mut typed = String::new();
    input.lock().read_line(&mut typed)?;
    Ok(match typed.trim().parse::<usize>() {
        Ok(0) => Some(CellChoice::Another),
        Ok(number) => number.checked_sub(1).and_then(|at| cells.get(at)).cloned().map(CellChoice::One),
        Err(_) => None,
    })
}

/// What becomes of each row: all of them when only looking, else what needs a look.
async fn table(hub: &Hub, plan: &Plan, is_whole: bool) -> Result<(), CommandError> {
    let texts = Words::of(Language::Vi);
    let orgs = hub.directory().now();
    let name_of = |org: OrgId| orgs.tree.get(org).map(|org| org.name.clone()).unwrap_or_default();
    let several = plan.rows.iter().any(|row| Some(row.cell) != plan.rows.first().map(|row| row.cell));
    for row in &plan.rows {
        let word = match &row.standing {
            Standing::New => "mới / new",
            Standing::Same(_) => "như cũ / same",
            Standing::Changed { is_applied: true, .. } => "cập nhật / update",
            Standing::Changed { .. } => "khác / changed",
            Standing::Doubtful { .. } => "còn ngờ / doubtful",
        };
        if !is_whole && matches!(row.standing, Standing::New | Standing::Same(_)) {
            continue;
        }
        let draft = &row.draft;
        let birth =
            draft.fields.iter().find(|(field, _)| *field == "birth_date").map(|(_, date)| shown("birth_date", date));
        let birth = birth.map(|birth| format!(" ({birth})")).unwrap_or_default();
        let of = if several { format!(" · {}", name_of(row.cell)) } else { String::new() };
        say(&format!("  hàng {:<4} {word:<20} {}{birth}{of}", draft.line, draft.full_name()))?;
        match &row.standing {
            Standing::Changed { changes, .. } => {
                for change in changes {
                    let label = texts.code("field-member", change.field);
                    let of = |value: &str| match (change.field, value) {
                        (_, "") => "(trống)".to_owned(),
                        ("status", code) => texts.code("status", code),
                        (field, value) => shown(field, value),
                    };
                    say(&format!("            {label}: {} → {}", of(&change.from), of(&change.to)))?;
                }
            }
            Standing::Doubtful { why, like } => {
                say(&format!("            {why}"))?;
                for doc in like {
                    let view =
                        hub.open(*doc).await?.and_then(|(doc, row)| Some((MemberView::of(&doc)?, row.stream.org)));
                    if let Some((view, org)) = view {
                        let birth = view.field("birth_date").map(|date| shown("birth_date", date)).unwrap_or_default();
                        say(&format!("            giống / like: {} {birth} · {}", view.full_name(), name_of(org)))?;
                    }
                }
            }
            Standing::New | Standing::Same(_) => {}
        }
    }
    for row in &plan.bad {
        say(&format!("  hàng {:<4} {:<20} {}", row.line, "bỏ ra / left out", row.why))?;
    }
    let has = |wanted: fn(&Standing) -> bool| plan.rows.iter().any(|row| wanted(&row.standing));
    if has(|standing| matches!(standing, Standing::Changed { is_applied: false, .. })) {
        say(
            "  Hàng khác không được ghi đè; ghi theo tệp với --apply-changes hoặc --apply-changes=HÀNG,… / changed rows stay as they are; take them over with --apply-changes",
        )?;
    }
    if has(|standing| matches!(standing, Standing::Doubtful { .. })) {
        say(
            "  Hàng còn ngờ không được ghi; quyết định với --as-new HÀNG,… hoặc --as-same HÀNG,… / doubtful rows are not written; decide with --as-new or --as-same",
        )?;
    }
    Ok(())
}

/// A value as people read it.
fn shown(field: &str, value: &str) -> String {
    let is_date = field.ends_with("_on") || field.ends_with("_date");
    let date = PartialDate::parse(value).ok().filter(|_| is_date);
    date.map_or_else(|| value.to_owned(), PartialDate::vietnamese)
}
