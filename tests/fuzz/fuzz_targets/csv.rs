#![no_main]

fuzz::fuzz!("csv");
