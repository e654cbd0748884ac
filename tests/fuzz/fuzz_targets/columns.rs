#![no_main]

fuzz::fuzz!("columns");
