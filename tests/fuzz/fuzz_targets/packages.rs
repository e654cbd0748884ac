#![no_main]

fuzz::fuzz!("packages");
