//! `sen demo`: a sample ward of invented people, ready to be tried.

use std::path::Path;

use serde::Deserialize;
use server::admin::{self, ConsoleAuthor};
use server::auth::device::{self, Invitation};
use server::config::Config;
use server::host::Host;
use server::hub::Hub;
use server::import::{self, BadRows, Decisions, Planned, Register, Standing};
use server::serve::{self, NewKey};
use server::store::Store;
use server::store::read_model::rows;
use server::tls::Identity;
use shared::access::{Place, Role};
use shared::id::{DocId, OrgId};
use shared::record::list::{Page, Query};
use shared::time::CivilDate;

use super::{CommandError, say};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    ward: SampleWard,
    cells: Vec<SampleCell>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SampleWard {
    name: String,
    #[expect(dead_code, reason = "part of the file's shape; the province is not served here")]
    province: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SampleCell {
    #[expect(dead_code, reason = "names the cell for readers of the file")]
    key: String,
    name: String,
    unit: String,
    register: String,
    posts: SamplePosts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SamplePosts {
    head: u32,
    deputy: u32,
    minute_taker: u32,
}

const WARD: &str = "ward.toml";

/// The sample ward as it lies in the program, by the names of its files: a demonstration needs nothing beside it.
const BUILT_IN: [(&str, &[u8]); 4] = [
    (WARD, include_bytes!("../../../examples/ward.toml")),
    ("khom-my-phuoc.csv", include_bytes!("../../../examples/khom-my-phuoc.csv")),
    ("khom-tan-hung.csv", include_bytes!("../../../examples/khom-tan-hung.csv")),
    ("ap-bau-sen.csv", include_bytes!("../../../examples/ap-bau-sen.csv")),
];

/// Begins the sample ward unless the data folder already holds one, which stays as it is, then prints how to get in. Without
/// a folder of examples it is the one built in.
pub(super) async fn prepare(config: &Config, host: &Host, examples: Option<&Path>) -> Result<(), CommandError> {
    let sample = file(examples, WARD)?;
    let sample: Sample = toml::from_slice(&sample).map_err(|error| CommandError::Sample(format!("{WARD}: {error}")))?;
    let begun = match config.database().exists() {
        true => None,
        false => Some(admin::init(config, host, &sample.ward.name, "vanphong").await?),
    };
    let hub = admin::offline_hub(Store::open(&config.database())?, host).await?;
    let identity = serve::identity(hub.store(), config, host, NewKey::Refuse).await?;
    say(&format!("Console   {}", config.public_url))?;
    if let Some(address) = config.local_app {
        say(&format!("App       http://localhost:{}/app/ (on this machine only)", address.port()))?;
    }
    match &begun {
        Some(begun) => say(&format!("Login     {}\nPassword  {}", begun.login, begun.password))?,
        None => say("Login     as printed when this data folder was begun")?,
    }
    say("\nEnrolment codes, each for one device and good for 24 hours:")?;
    let author = ConsoleAuthor::first_administrator(&hub).await?;
    let ward = device::ward_org(hub.store()).await?;
    for cell in &sample.cells {
        let today = host.now().vietnam_date();
        let register = import::read_bytes(&file(examples, &cell.register)?, today)?;
        let (org, members) = match &begun {
            Some(_) => {
                let org = admin::ensure_cell(&hub, &author, ward, &cell.name, &cell.unit, today).await?;
                let done = import::import(&hub, &author, org, register, BadRows::Refuse).await?;
                (org, done.written)
            }
            None => match known_cell(&hub, &cell.name, today) {
                Some(org) => (org, known(&hub, register, org).await?),
                None => continue,
            },
        };
        invite_officers(&hub, config, &identity, cell, org, (&members, begun.is_some())).await?;
    }
    hub.store().stop();
    Ok(())
}

fn file(examples: Option<&Path>, name: &str) -> Result<Vec<u8>, CommandError> {
    let Some(folder) = examples else {
        let built_in = BUILT_IN.iter().find(|(known, _)| *known == name);
        return built_in
            .map(|(_, bytes)| bytes.to_vec())
            .ok_or_else(|| CommandError::Sample(format!("{name} is missing")));
    };
    let path = folder.join(name);
    std::fs::read(&path).map_err(|error| CommandError::Sample(format!("{}: {error}", path.display())))
}

/// A member by the number of their row.
type Numbered = (u32, DocId, String);

/// A cell of a ward that has lived on: under the name it had, if it still goes on.
fn known_cell(hub: &Hub, name: &str, today: CivilDate) -> Option<OrgId> {
    let known = hub.directory().now();
    known.tree.iter().find(|org| org.name == name && org.exists_on(today)).map(|org| org.org)
}

/// The members of a cell that rows of a register mean, under the names they have now. Nothing is written: what a record says
/// by now is newer than the file.
async fn known(hub: &Hub, register: Register, org: OrgId) -> Result<Vec<Numbered>, CommandError> {
    let orgs = hub.directory().now().tree.holdings(org);
    let members = hub.store().read(move |reading| rows(reading, &Query::headcount().within(orgs), Page::ALL)).await?;
    let plan = import::plan(hub, register, &|_| Some(org), &Decisions::default()).await?;
    let known = |Planned { draft, standing, .. }: Planned| match standing {
        Standing::Same(doc) | Standing::Changed { doc, .. } => {
            let member = members.iter().find(|member| member.doc == doc)?;
            Some((draft.number, doc, member.title.clone()))
        }
        Standing::New | Standing::Doubtful { .. } => None,
    };
    Ok(plan.rows.into_iter().filter_map(known).collect())
}

async fn invite_officers(
    hub: &Hub,
    config: &Config,
    identity: &Identity,
    cell: &SampleCell,
    org: OrgId,
    (members, is_new): (&[Numbered], bool),
) -> Result<(), CommandError> {
    say(&format!("\n  {}", cell.name))?;
    let posts = [
        (cell.posts.head, Role::Head),
        (cell.posts.deputy, Role::DeputyHead),
        (cell.posts.minute_taker, Role::MinuteTaker),
    ];
    for (number, role) in posts {
        let Some((_, doc, name)) = members.iter().find(|(row, ..)| *row == number) else {
            // Of a ward that has lived on somebody may have left, or bear another name; of a file that is read for the first time nobody has.
            match is_new {
                true => return Err(CommandError::Sample(format!("{} has no member number {number}", cell.name))),
                false => say(&format!("    {:<11} nobody here is the person of the sample", role.code()))?,
            }
            continue;
        };
        let invitation =
            Invitation { place: Place { org, role: role.clone() }, person: name.clone(), member: Some(*doc) };
        let (code, _) = device::invite(hub, &invitation, "demo", &config.public_url, identity.pin())
            .await
            .map_err(server::admin::AdminError::from)?;
        // On this machine the app is opened by the link; the command line takes it for a code as well.
        let text = code.to_text();
        let link = config.local_app.map(|app| format!("http://localhost:{}/app/#{text}", app.port()));
        say(&format!("    {:<11} {name}\n      {}", role.code(), link.unwrap_or(text)))?;
    }
    Ok(())
}
