//! Stable codes: the ASCII Vietnamese words that documents store for ever.
//!
//! A code a newer app wrote is kept as it is and shown as "other"; it is never refused or replaced.

/// Declares an enum of stored codes with an `Other` arm for codes this version does not know.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
            /// A code of a newer version, kept as it came.
            Other(String),
        }

        impl $name {
            /// Every value this version knows, in the order of the forms.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)+];

            /// The stored codes of those.
            pub const CODES: &'static [&'static str] = &[$($code,)+];

            /// The stored code.
            #[must_use]
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$variant => $code,)+
                    Self::Other(code) => code,
                }
            }

            /// Reads a stored code; never fails.
            #[must_use]
            pub fn read(code: &str) -> Self {
                match code {
                    $($code => Self::$variant,)+
                    other => Self::Other(other.to_owned()),
                }
            }

            /// Reads a code a person typed; only known ones count.
            #[must_use]
            pub fn known(code: &str) -> Option<Self> {
                match Self::read(code) {
                    Self::Other(_) => None,
                    known => Some(known),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

pub(crate) use codes;
