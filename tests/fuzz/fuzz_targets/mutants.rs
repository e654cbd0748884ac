#![no_main]

fuzz::fuzz!("mutants");
