//! Where the device's random bytes come from: the operating system, or a test's own repeatable sequence.

use std::sync::Arc;

use zeroize::Zeroizing;

type Fill = dyn Fn(&mut [u8]) -> Result<(), getrandom::Error> + Send + Sync;

/// A source of random bytes; clones draw from the same one.
#[derive(Clone)]
pub struct Entropy(Arc<Fill>);

impl Entropy {
    /// The operating system's.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(getrandom::fill))
    }

    /// A sequence of the caller's, so that a run can be repeated; never for real keys.
    #[must_use]
    pub fn repeatable(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(move |bytes: &mut [u8]| {
            fill(bytes);
            Ok(())
        }))
    }

    /// Draws `N` bytes; wiped when dropped.
    ///
    /// # Errors
    /// When the system has none to give.
    pub fn draw<const N: usize>(&self) -> Result<Zeroizing<[u8; N]>, getrandom::Error> {
        let mut bytes = Zeroizing::new([0; N]);
        (self.0)(bytes.as_mut())?;
        Ok(bytes)
    }
}
