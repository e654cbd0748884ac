//! What every contender is asked to do, Sen and its neighbours alike.
//!
//! Owns the words of the comparison. How a device of one kind does them is its own affair.

use std::path::Path;

use tests::Outcome;

use super::proxy::Proxy;

/// Which meetings are stored beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// Yardstick meetings: 30 changes, 6 kB of minutes.
    Full,
    /// Small ones: head data, five on the roll, one item.
    Small,
}

/// A server in a process of its own, its data folder, and devices that reach it through a counting proxy.
pub(crate) trait Contender {
    /// Its name in the tables.
    fn name(&self) -> &'static str;

    /// How long it may put off work after an acknowledgement, in milliseconds; CPU is counted until then at least.
    fn lingers_ms(&self) -> u64;

    /// The folder in which its server keeps everything.
    fn folder(&self) -> &Path;

    /// The proxy between its devices and its server.
    fn proxy(&self) -> &Proxy;

    /// The server's process.
    ///
    /// # Errors
    /// [`tests::Trouble`] while it is not running.
    fn pid(&self) -> Outcome<u32>;

    /// Stores documents while the server is not running; gives how many there are now. Fewer when its bound is reached.
    ///
    /// # Errors
    /// [`tests::Trouble`] when the store refuses.
    fn seed(&mut self, size: Size, count: usize) -> Outcome<usize>;

    /// Admits devices while the server is not running: a crowd, and some that know nothing yet.
    ///
    /// # Errors
    /// [`tests::Trouble`] when a device cannot be made.
    fn admit(&mut self, crowd: usize, newcomers: usize) -> Outcome<()>;

    /// Starts the server; returns once it listens.
    ///
    /// # Errors
    /// [`tests::Trouble`] when it does not start.
    fn start(&mut self) -> Outcome<()>;

    /// Stops the server in good order.
    ///
    /// # Errors
    /// [`tests::Trouble`] when it does not stop.
    fn stop(&mut self) -> Outcome<()>;

    /// Kills the server where it stands.
    ///
    /// # Errors
    /// [`tests::Trouble`] when it is not running.
    fn kill(&mut self) -> Outcome<()>;

    /// Every device of the crowd writes one yardstick meeting, offline.
    ///
    /// # Errors
    /// [`tests::Trouble`] when a device refuses.
    fn write(&mut self) -> Outcome<()>;

    /// The crowd comes on line and brings what it wrote, until each is acknowledged.
    ///
    /// # Errors
    /// [`tests::Trouble`] when something was not acknowledged.
    fn push(&mut self) -> Outcome<()>;

    /// A newcomer comes on line and fetches all the crowd brought.
    ///
    /// # Errors
    /// [`tests::Trouble`] when something is missing.
    fn pull(&mut self) -> Outcome<()>;

    /// A newcomer comes on line, fetches so many of the documents stored beforehand and stays.
    ///
    /// # Errors
    /// [`tests::Trouble`] when something is missing.
    fn fetch(&mut self, count: usize) -> Outcome<()>;

    /// The line of the device that fetched is lost.
    ///
    /// # Errors
    /// [`tests::Trouble`] when there is no such device.
    fn lose_line(&mut self) -> Outcome<()>;

    /// It comes back and makes sure that nothing is new; gives the milliseconds it took if only it can tell.
    ///
    /// # Errors
    /// [`tests::Trouble`] when it does not come back.
    fn reconnect(&mut self) -> Outcome<Option<f64>>;

    /// It writes a sentence into each of so many known documents and brings them over its open line.
    ///
    /// # Errors
    /// [`tests::Trouble`] when something was not acknowledged.
    fn edit(&mut self, count: usize, round: usize) -> Outcome<()>;

    /// A device with an open line brings new small meetings one after another; the milliseconds each took.
    ///
    /// # Errors
    /// [`tests::Trouble`] when something was not acknowledged.
    fn add(&mut self, count: usize) -> Outcome<Vec<f64>>;

    /// Whether the server holds what the crowd brought last.
    ///
    /// # Errors
    /// [`tests::Trouble`] when it cannot be asked.
    fn holds(&mut self) -> Outcome<bool>;

    /// All devices hang up; they are not used again.
    ///
    /// # Errors
    /// [`tests::Trouble`] when one cannot.
    fn leave(&mut self) -> Outcome<()>;
}
