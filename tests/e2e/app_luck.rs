//! The app when luck fails it: days without a line, a browser that dies between any two steps, another server, no room, a
//! new release, a phone that is turned away. Nothing is lost, and what is said is true.

mod beside;
mod full;
mod killed;
mod release;
mod server;
mod turned_away;
mod week;

use tests::app::AppPhone;

use crate::app::{MINUTES, settled};

/// The frame of every screen behind a PIN.
const TODAY: &str = "Công việc";

/// Types behind the minutes of a meeting, and goes on when it is on disk.
async fn write(phone: &AppPhone, path: &str, text: &str) {
    phone.inside(&format!("{path}/minutes")).await.unwrap();
    phone.type_in(MINUTES, text).await.unwrap();
    settled(phone).await;
}

/// What the app shows of a meeting's minutes.
async fn minutes_on(phone: &AppPhone, path: &str) -> String {
    phone.inside(&format!("{path}/minutes")).await.unwrap();
    phone.value(MINUTES).await.unwrap()
}
