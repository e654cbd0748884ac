//! `sen rules`: the rules in force, and the ward's own, version by version.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use server::admin::{self, AdminError};
use server::auth::people::By;
use server::config::Config;
use server::host::Host;
use server::hub::Hub;
use server::month::Month;
use server::rulebook::{self, Said, SaidEntry, SetError};
use server::store::Store;
use shared::limits::RULES_BYTES_MAX;
use shared::limits::RULES_VERSIONS_MAX;
use shared::rules::RulesError;
use shared::time::CivilDate;
use shared::words::{Language, Words};

use super::{CommandError, say};

#[derive(Subcommand)]
pub(super) enum RulesCommand {
    /// Quy định áp dụng vào một ngày, kèm văn bản; chưa chắc chắn thì đứng trước
    Show {
        /// Ngày; không ghi thì là hôm nay
        #[arg(long)]
        on: Option<String>,
    },
    /// Đặt quy định riêng của địa phương từ một tệp TOML: một bản mới, bản cũ vẫn còn; tệp trống thì bỏ mọi quy định riêng
    Set {
        /// Tệp
        file: PathBuf,
        /// Lý do
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Các bản đã đặt: ai, lúc nào, lý do
    History {
        /// In nguyên văn bản có số này
        #[arg(long)]
        text: Option<u32>,
    },
}

pub(super) async fn run(data: &Path, host: &Host, command: RulesCommand) -> Result<(), CommandError> {
    let hub = admin::offline_hub(Store::open(&Config::load(data, None)?.database())?, host).await?;
    let done = match command {
        RulesCommand::Show { on } => show(&hub, on),
        RulesCommand::Set { file, note } => set(&hub, &file, &note).await,
        RulesCommand::History { text: None } => history(&hub),
        RulesCommand::History { text: Some(n) } => text(&hub, n),
    };
    hub.store().stop();
    done
}

/// A sentence in both languages.
fn both(said: impl Fn(&Words) -> String) -> String {
    let [vi, en] = Language::ALL.map(|language| said(Words::of(language)));
    format!("{vi} / {en}")
}

fn show(hub: &Hub, on: Option<String>) -> Result<(), CommandError> {
    let day = match on {
        None => hub.host().now().vietnam_date(),
        Some(typed) => CivilDate::parse(&typed).ok().ok_or(AdminError::NoDay(typed))?,
    };
    let (known, words) = (hub.directory().now(), Words::of(Language::Vi));
    let month = Month::of(day);
    for told in rulebook::told(words, &known.rules, month) {
        say(&told)?;
    }
    let parts = Said { words, rules: known.rules.of_month(month), day }.parts();
    for (heading, entries) in ["rules-unsure", "rules-title", "rules-others"].iter().zip(&parts) {
        say(&format!("{}: {}", words.text(heading), entries.len()))?;
        for said in entries {
            say(&line(words, said))?;
        }
    }
    Ok(())
}

fn line(words: &Words, said: &SaidEntry) -> String {
    let place = said.place(words);
    let sureness = words.code("sureness", &said.sureness);
    let force = words.code("rules_force", said.force.code());
    let (cited, days) = (said.cited(words), said.days(words));
    format!("  {}: {} — {cited}; {days}; {sureness}; {place}; {force} [{}]", said.name, said.value, said.key)
}

async fn set(hub: &Hub, file: &Path, note: &str) -> Result<(), CommandError> {
    let failed = |source: std::io::Error| CommandError::Rules(format!("{}: {source}", file.display()));
    let bytes_max = u64::try_from(RULES_BYTES_MAX).unwrap_or(u64::MAX);
    if std::fs::metadata(file).map_err(failed)?.len() > bytes_max {
        return Err(refused(SetError::Rules(RulesError::TooLong { max: RULES_BYTES_MAX })));
    }
    let text = String::from_utf8(std::fs::read(file).map_err(failed)?);
    let text = text.ok().ok_or_else(|| CommandError::Rules(both(|words| words.text("rules-refused-text"))))?;
    let set =
        rulebook::set(hub.store(), &hub.directory().now().rules, hub.host().now(), By::Machine.actor(), note, text)
            .await;
    let n = set.map_err(refused)?;
    say(&both(|words| words.text_with("rules-set-done", &[("n", n.into())])))
}

/// A refusal in both languages, naming the key that has to be mended.
fn refused(error: SetError) -> CommandError {
    CommandError::Rules(match error {
        SetError::Rules(error) => both(|words| rulebook::refusal(words, &error)),
        SetError::Same => both(|words| words.text("rules-refused-same")),
        SetError::TooMany => both(|words| words.text_with("rules-refused-many", &[("n", RULES_VERSIONS_MAX.into())])),
        SetError::Store(error) => return error.into(),
    })
}

fn history(hub: &Hub) -> Result<(), CommandError> {
    let known = hub.directory().now();
    if known.rules.book().versions().is_empty() {
        return say(&both(|words| words.text("rules-local-none")));
    }
    for (version, by) in known.rules.versions() {
        let at = version.set.at().vietnam_display();
        let said = both(|words| {
            let named = words.text_with("rules-version", &[("n", version.set.n.into())]);
            let by = words.filled("rules-version-by", &[("who", &by.who), ("at", &at)]);
            format!("{named}: {by}")
        });
        say(&format!("{said} · {}", by.note))?;
        if version.rules.is_err() {
            say(&format!("  {}", both(|words| rulebook::broken(words, version).unwrap_or_default())))?;
        }
    }
    Ok(())
}

fn text(hub: &Hub, n: u32) -> Result<(), CommandError> {
    let known = hub.directory().now();
    match known.rules.versions().find(|(version, _)| version.set.n == n) {
        Some((version, _)) => say(&version.set.text),
        None => Err(CommandError::Rules(both(|words| words.text_with("rules-refused-none", &[("n", n.into())])))),
    }
}
