//! `sen authority`: the ward's own certificate authority, made, asked, used and shown.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use server::config::{Config, ConfigError};
use server::host::Host;
use server::serve::{self, NewKey};
use server::store::Store;
use server::tls::authority::{self, Authority, AuthorityError};
use server::tls::{self, Identity, Issuer, TlsError};

use super::{CommandError, say};

#[derive(Subcommand)]
pub(super) enum AuthorityCommand {
    /// Lập khóa gốc và chứng thư gốc của đảng ủy, chỉ dùng được cho máy chủ này
    Create {
        /// Thư mục giữ khóa gốc, ví dụ thẻ nhớ cất trong tủ; không có thì giữ trong thư mục dữ liệu
        #[arg(long)]
        keep: Option<PathBuf>,
        /// Tên hoặc địa chỉ IP khác mà máy chủ có thể dùng về sau
        #[arg(long)]
        name: Vec<String>,
    },
    /// Viết yêu cầu chứng thư từ khóa của máy chủ, để mang đến nơi có khóa gốc
    Request {
        /// Tệp mới
        target: PathBuf,
    },
    /// Ký yêu cầu, ở nơi có khóa gốc
    Sign {
        /// Yêu cầu
        request: PathBuf,
        /// Tệp mới cho chứng thư
        target: PathBuf,
        /// Thư mục giữ khóa gốc
        #[arg(long)]
        keep: PathBuf,
    },
    /// Đưa chứng thư đã ký vào dùng, kể cả khi đang phục vụ
    Install {
        /// Chứng thư đã ký
        certificate: PathBuf,
        /// Chứng thư gốc `authority.crt`, khi máy chủ chưa có
        #[arg(long)]
        root: Option<PathBuf>,
    },
    /// Xem chứng thư gốc và chứng thư máy chủ: dãy số nhận dạng, ngày hết hạn
    Show,
}

pub(super) async fn run(data: &Path, host: &Host, command: AuthorityCommand) -> Result<(), CommandError> {
    let config = Config::load(data, None)?;
    match command {
        AuthorityCommand::Create { keep, name } => create(&config, host, keep.as_deref(), name).await,
        AuthorityCommand::Request { target } => {
            let identity = identity(&config, host).await?;
            let request = authority::request(identity.files(), &serve::names(&config))?;
            write_new(&target, &request)?;
            say(&format!(
                "A request was written to {}. Sign it where the root key is: sen authority sign",
                target.display()
            ))
        }
        AuthorityCommand::Sign { request, target, keep } => {
            let certificate = Authority::open(&keep)?.sign(&read(&request)?, host)?;
            write_new(&target, &certificate)?;
            say(&format!("The certificate is {}. On the server: sen authority install", target.display()))
        }
        AuthorityCommand::Install { certificate, root } => {
            install(&config, host, &read(&certificate)?, root.as_deref())?;
            say("The certificate is in use; a running server takes it up within ten seconds.")?;
            show(&config, host)
        }
        AuthorityCommand::Show => show(&config, host),
    }
}

async fn create(config: &Config, host: &Host, keep: Option<&Path>, more: Vec<String>) -> Result<(), CommandError> {
    place(config)?;
    let mut names = serve::names(config);
    names.extend(more);
    let Some(folder) = keep else {
        let identity = identity(config, host).await?;
        let authority = Authority::create(&config.data, &names, host)?;
        identity.renew(&authority.issue(&config.tls, &serve::names(config), host)?)?;
        say("The ward's own authority is in use, its key in the data folder. Certificates are renewed by themselves.")?;
        return show(config, host);
    };
    make_folder(folder)?;
    let authority = Authority::create(folder, &names, host)?;
    say(&format!("Root key and certificate are in {}. Fingerprint:", folder.display()))?;
    say(&format!("  {}", tls::fingerprint(authority.root())))?;
    say("Next: sen authority request, sign, install --root. Then lock the folder away.")
}

fn install(config: &Config, host: &Host, chain: &str, given: Option<&Path>) -> Result<(), CommandError> {
    let place = place(config)?;
    let root = authority::root(given.unwrap_or(&place))?;
    authority::check_chain(&root, chain, &serve::names(config), host.now())?;
    if !place.exists() {
        tls::write_private(&place, read(given.unwrap_or(&place))?.as_bytes())?;
    } else if authority::root(&place)? != root {
        return Err(AuthorityError::Exists(place).into());
    }
    Ok(tls::put(&config.tls, chain)?)
}

fn show(config: &Config, host: &Host) -> Result<(), CommandError> {
    let none = "The server's certificate is not of an authority of the ward's own.";
    if !config.tls.certificate.exists() {
        return say(none);
    }
    let shown = Identity::load(&config.tls, &serve::names(config))?.shown();
    let Issuer::Ward(root) = &shown.issuer else { return say(none) };
    say(&format!("Root        {}", tls::fingerprint(root)))?;
    say(&format!("Server      {}, until {}", shown.names.join(", "), shown.not_after.vietnam_date().vietnamese()))?;
    let key = config.data.join(authority::KEY);
    say(&format!("Root key    {}", if key.exists() { "here" } else { "not here" }))?;
    authority::check_in_use(&config.tls, &serve::names(config), host.now())?;
    say(&format!("For phones  {}/trust", config.public_url))
}

/// The server's key and certificate, made when there are none and no device knows the server.
async fn identity(config: &Config, host: &Host) -> Result<Identity, CommandError> {
    let store = Store::open(&config.database())?;
    let identity = serve::identity(&store, config, host, NewKey::Refuse).await;
    store.stop();
    Ok(identity?)
}

/// Where the root certificate goes; nowhere when certificates come from elsewhere.
fn place(config: &Config) -> Result<PathBuf, CommandError> {
    let place = config.tls.authority().filter(|_| config.acme.is_none());
    Ok(place.ok_or_else(|| ConfigError::Invalid {
        key: "authority",
        why: "sen.toml says that certificates come from elsewhere; take out [acme], tls_certificate and tls_key first"
            .to_owned(),
    })?)
}

/// A folder for its owner alone.
fn make_folder(folder: &Path) -> Result<(), CommandError> {
    use std::os::unix::fs::DirBuilderExt as _;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    Ok(made.map_err(|source| TlsError::File { path: folder.to_owned(), source })?)
}

fn read(path: &Path) -> Result<String, TlsError> {
    std::fs::read_to_string(path).map_err(|source| TlsError::File { path: path.to_owned(), source })
}

fn write_new(path: &Path, text: &str) -> Result<(), TlsError> {
    tls::write_private(path, text.as_bytes())
}
