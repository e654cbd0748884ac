#![no_main]

fuzz::fuzz!("answers");
