#![no_main]

fuzz::fuzz!("envelopes");
