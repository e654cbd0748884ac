//! The key by which devices know this server: noted when it is first used, never made anew beside enrolled devices.

use crate::config::Config;
use crate::host::Host;
use crate::store::audit::{self, Event};
use crate::store::{Store, Writing, account};
use crate::tls::Identity;

use super::ServeError;

/// Whether the server may show another key than the one its devices know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewKey {
    /// Never: without its key it does not start.
    Refuse,
    /// The administrator knows that every device has to be enrolled anew.
    Accept,
}

/// The setting under which it stands by which key devices know this server.
const PIN: &str = "tls_pin";

/// Loads key and certificate, or makes them for a server that no device knows yet.
///
/// # Errors
/// [`ServeError::KeyMissing`] or [`ServeError::KeyChanged`] when enrolled devices would be cut off.
pub async fn identity(store: &Store, config: &Config, host: &Host, key: NewKey) -> Result<Identity, ServeError> {
    let read = store.read(|reading| Ok((account::setting(reading, PIN)?, account::enrolled(reading)?))).await;
    let (known, devices) = match read {
        Ok(read) => read,
        // A damaged database that still shows something is served under the key that is there; none is made beside it.
        Err(error) if !config.tls.key.exists() => return Err(error.into()),
        Err(_) => (None, 0),
    };
    let guarded = devices > 0 && key == NewKey::Refuse;
    if guarded && config.tls.may_create && !config.tls.key.exists() {
        return Err(ServeError::KeyMissing { path: config.tls.key.clone(), devices });
    }
    let identity = Identity::load(&config.tls, &names(config))?;
    let pin = identity.pin();
    if known.as_deref() == Some(pin.as_slice()) {
        return Ok(identity);
    }
    if guarded && known.is_some() {
        return Err(ServeError::KeyChanged { path: config.tls.key.clone(), devices });
    }
    if store.damage().is_none() {
        let at = host.now();
        let noting = move |tx: &Writing<'_>| {
            account::put_setting(tx, PIN, &pin)?;
            let (actor, subject) = ("sen".to_owned(), hex::encode(pin));
            audit::append(tx, &Event { at, actor, action: "tls_key", subject, detail: devices.to_string() })
        };
        store.write(noting).await?;
    }
    Ok(identity)
}

/// The names the server's certificate is for when it is made here: the host devices are given, then this machine's own.
#[must_use]
pub fn names(config: &Config) -> Vec<String> {
    let mut names = vec![config.host()];
    for own in ["localhost", "127.0.0.1"] {
        if names[0] != own {
            names.push(own.to_owned());
        }
    }
    names
}
