//! A year of a ward as a script: what people of three cells and of the ward's office type, day by day, on devices that are
//! mostly without a network. `examples/year` is the script; `make demo` plays it, and a story of the tests walks it.

pub mod script;
pub mod stage;

/// Why something cannot be read or played, in words; the stories of the tests say so as well.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(pub String);

impl Trouble {
    /// Says what was being tried when `error` came.
    pub fn of(what: &str, error: impl std::fmt::Display) -> Self {
        Self(format!("{what}: {error}"))
    }
}

/// What reading, playing and the harness of the tests return.
pub type Outcome<T> = Result<T, Trouble>;

/// The script and its registers as they lie in the program, by the names of their files.
pub const BUILT_IN: [(&str, &[u8]); 5] = [
    ("year.txt", include_bytes!("../../../examples/year/year.txt")),
    ("khom-my-phuoc.csv", include_bytes!("../../../examples/year/khom-my-phuoc.csv")),
    ("khom-tan-hung.csv", include_bytes!("../../../examples/year/khom-tan-hung.csv")),
    ("ap-bau-sen.csv", include_bytes!("../../../examples/year/ap-bau-sen.csv")),
    ("ap-rach-say.csv", include_bytes!("../../../examples/year/ap-rach-say.csv")),
];

/// One of the files that are built in.
///
/// # Errors
/// [`Trouble`] for a name that none has.
pub fn built_in(name: &str) -> Outcome<&'static [u8]> {
    let found = BUILT_IN.into_iter().find(|(known, _)| *known == name).map(|(_, bytes)| bytes);
    found.ok_or_else(|| Trouble(format!("there is no file {name}")))
}

/// The year.
///
/// # Errors
/// [`Trouble`] with the line that cannot be read.
pub fn script() -> Outcome<Vec<(usize, script::Act)>> {
    let text = std::str::from_utf8(built_in("year.txt")?).map_err(|error| Trouble::of("year.txt", error))?;
    script::read(text)
}
