#![no_main]

fuzz::fuzz!("requests");
