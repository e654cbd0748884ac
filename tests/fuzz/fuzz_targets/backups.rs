#![no_main]

fuzz::fuzz!("backups");
