#![no_main]

fuzz::fuzz!("config");
