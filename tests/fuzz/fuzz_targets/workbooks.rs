#![no_main]

fuzz::fuzz!("workbooks");
