use std::ffi::OsString;

use clap::CommandFactory as _;

use super::*;
use crate::usage::{Ended, parse};

fn told(arguments: &[&str]) -> String {
    let typed = ["sen-device"].iter().chain(arguments).map(OsString::from);
    match parse::<Args>(typed) {
        Ok(_) => panic!("{arguments:?} is a command"),
        Err(Ended::Told(text) | Ended::Refused(text)) => text,
    }
}

/// Every command, as the words that lead to it.
fn commands(command: &clap::Command, path: &[String], found: &mut Vec<Vec<String>>) {
    found.push(path.to_vec());
    for below in command.get_subcommands() {
        commands(below, &[path, &[below.get_name().to_owned()]].concat(), found);
    }
}

#[test]
fn no_help_has_a_word_of_the_parsers_english() {
    let mut all = Vec::new();
    commands(&Args::command(), &[], &mut all);
    assert!(all.len() > 20, "{all:?}");
    for path in all {
        let words: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
        let help = told(&words);
        for english in ["Usage", "Options", "Commands", "Arguments", "Print", "default", "env:", "OPTIONS"] {
            assert!(!help.contains(english), "{path:?}: {english} in\n{help}");
        }
        // What stands in brackets is a value's name; those were all given a Vietnamese one.
        let named = help.split(['<', '[']).skip(1).filter_map(|rest| rest.split(['>', ']']).next());
        let english = |name: &&str| name.len() > 1 && name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        let left: Vec<&str> = named.filter(english).filter(|name| !matches!(*name, "AI")).collect();
        let ours = ["CHI", "NAM"];
        let left: Vec<&str> = left.into_iter().filter(|name| !ours.contains(name)).collect();
        assert_eq!(left, Vec::<&str>::new(), "{path:?}:\n{help}");
    }
}

#[test]
fn what_is_mistyped_is_said_in_vietnamese_with_what_was_typed() {
    for (typed, expected) in [
        (&["--nhanh"][..], "Không có tham số `--nhanh`"),
        (&["meting", "list"], "Không có lệnh `meting`. Có phải `meeting` không?"),
        (&["meeting", "open", "--date", "5/11/2026"], "Còn thiếu: --kind <LOẠI>"),
        (&["meeting", "open", "--date", "x", "--kind", "y", "--ordinal", "hai"], "`hai`"),
        (&["member", "edit", "x", "--until", "5/11/2026"], "Còn thiếu"),
        (&["meeting", "minutes", "x", "--append", "a", "--at", "3"], "không đi cùng"),
        (&[], "Còn thiếu lệnh."),
    ] {
        let said = told(typed);
        assert!(said.contains(expected), "{typed:?}: {said}");
        for english in ["error", "tip:", "required", "cannot", "Usage", "invalid", "unexpected", "For more"] {
            assert!(!said.contains(english), "{typed:?}: {said}");
        }
    }
}
