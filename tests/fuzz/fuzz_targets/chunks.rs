#![no_main]

fuzz::fuzz!("chunks");
