//! View of the backups.

use askama::Template;

use super::PageFrame;

/// The backups in the ward's folder.
#[derive(Template)]
#[template(path = "backups.html")]
pub struct BackupsView {
    /// The frame.
    pub page: PageFrame,
    /// Where they lie on the server.
    pub folder: String,
    /// Since when one is made or checked just now, if so.
    pub since: Option<String>,
    /// How many days ago the newest sound one was made; nothing where there is none.
    pub days: Option<u32>,
    /// The backups, the newest first.
    pub backups: Vec<BackupLine>,
}

/// A backup.
#[derive(Clone, Debug)]
pub struct BackupLine {
    /// The file's name.
    pub name: String,
    /// When it was written.
    pub at: String,
    /// Its size in words.
    pub size: String,
    /// When it was last checked, if ever.
    pub checked: Option<String>,
    /// State code: `sound`, `damaged` or `unchecked`.
    pub state: &'static str,
}
