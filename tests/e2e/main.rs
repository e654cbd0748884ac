//! The promises, each a story with its name.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails says where, and its names are its documentation"
)]

mod abuse;
mod app;
mod app_ease;
mod app_luck;
mod app_screens;
mod app_typing;
mod bindings;
mod cases;
mod circles;
mod commands;
mod console;
mod console_screens;
mod copies;
mod crash;
mod cut;
mod damage;
mod erased;
mod household;
mod joined;
mod keyboard;
mod late_phone;
mod leaving;
mod month_of_forty;
mod older_device;
mod packages;
mod papers;
mod parting;
mod phone_faults;
mod place;
mod process;
mod protocol;
mod queue;
mod records;
mod released;
mod restore;
mod rules;
mod story;
mod strange;
mod tidy;
mod trace;
mod transfers;
mod trust;
mod two_phones;
mod week_offline;
mod words;
mod work;
mod year;
