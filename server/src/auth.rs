//! Who is asking: devices by bearer token, people by session, new devices by one-time code.

mod attempt;
pub mod browser;
pub mod code;
pub mod device;
pub mod own;
pub mod password;
pub mod people;
pub mod session;
pub mod totp;
