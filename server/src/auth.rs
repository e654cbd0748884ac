//! Who is asking: devices by bearer token, people by session, new devices by one-time code.

pub mod device;
pub mod password;
pub mod session;
