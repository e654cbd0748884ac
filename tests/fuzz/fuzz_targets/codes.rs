#![no_main]

fuzz::fuzz!("codes");
