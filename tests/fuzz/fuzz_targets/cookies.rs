#![no_main]

fuzz::fuzz!("cookies");
