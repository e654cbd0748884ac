//! A device without a vault: it writes meetings, signs them and keeps its cursors, all ahead of time.
//!
//! It alone writes in its cell. So it knows before it sends what each answer will leave it with,
//! and its requests can be made before the clock is started.

use std::collections::BTreeSet;

use shared::SigningKey;
use shared::access::StreamId;
use shared::doc::{ChunkForm, Doc, Heads, Kind, Pen};
use shared::envelope::{Envelope, Signed};
use shared::id::{DeviceId, OrgId};
use shared::limits;
use shared::time::Timestamp;
use shared::wire::{self, Cursor, Fate, Request, Response, StreamNews};
use tests::{Outcome, Trouble};

use crate::api_client::ApiClient;
use crate::yardstick;

/// A device and what it has written.
pub(crate) struct Writer {
    key: SigningKey,
    pen: Pen,
    /// Its token.
    pub(crate) token: [u8; 32],
    /// Its cell.
    pub(crate) org: OrgId,
    now: Timestamp,
    cursors: Vec<Cursor>,
    last: Option<Doc>,
    written: usize,
}

/// Something written, with the record before and after.
pub(crate) struct Written {
    /// The record as it is now.
    pub(crate) doc: Doc,
    /// Its frontier before; empty for a new record.
    pub(crate) before: Heads,
    /// The signed envelope.
    pub(crate) sealed: Signed,
}

impl Writer {
    /// A device that has written nothing.
    pub(crate) fn new(key: SigningKey, token: [u8; 32], org: OrgId, now: Timestamp) -> Self {
        let device = DeviceId::of_key(&key.verifying_key().to_bytes());
        let pen = Pen::new(device, [1; 8]);
        Self { key, pen, token, org, now, cursors: Vec::new(), last: None, written: 0 }
    }

    /// Its id.
    pub(crate) const fn device(&self) -> DeviceId {
        self.pen.device()
    }

    /// Writes a new small meeting.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be written.
    pub(crate) fn begin(&mut self) -> Outcome<Written> {
        self.begin_as(yardstick::small)
    }

    /// Writes a new meeting.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be written.
    pub(crate) fn begin_as(
        &mut self,
        write: impl FnOnce(&Pen, OrgId, usize, Timestamp) -> Outcome<Doc>,
    ) -> Outcome<Written> {
        let doc = write(&self.pen, self.org, self.written, self.now)?;
        self.written += 1;
        let sealed = self.seal(&doc, Heads::default(), ChunkForm::Document, doc.save());
        self.last = Some(doc.clone());
        Ok(Written { doc, before: Heads::default(), sealed })
    }

    /// Adds a sentence to the minutes of the meeting it began last.
    ///
    /// # Errors
    /// [`Trouble`] when there is none.
    pub(crate) fn go_on(&mut self) -> Outcome<Written> {
        let sentence = yardstick::sentence(self.org, self.written);
        self.add(&sentence, false)
    }

    /// Adds words to the minutes of the meeting it began last; `whole` brings the record with them.
    ///
    /// # Errors
    /// [`Trouble`] when there is none.
    pub(crate) fn add(&mut self, words: &str, whole: bool) -> Outcome<Written> {
        let mut doc = self.last.take().ok_or_else(|| Trouble("there is no meeting to go on with".to_owned()))?;
        let before = doc.heads();
        let edited = doc.edit(&self.pen, self.now, |edit| shared::meeting::splice_minutes(edit, 0, 0, words));
        let (_, change) = edited.map_err(|error| Trouble::of("edit", error))?;
        let sealed = match whole {
            true => self.seal(&doc, Heads::default(), ChunkForm::Document, doc.save()),
            false => {
                let chunk = doc.change_chunks(&change.into_iter().collect::<BTreeSet<_>>());
                self.seal(&doc, before.clone(), ChunkForm::Changes, chunk)
            }
        };
        self.last = Some(doc.clone());
        Ok(Written { doc, before, sealed })
    }

    /// Begins its next meeting with this number.
    pub(crate) fn go_from(&mut self, number: usize) {
        self.written = number;
    }

    fn seal(&self, doc: &Doc, base: Heads, form: ChunkForm, chunk: Vec<u8>) -> Signed {
        let (org, kind) = (self.org, doc.kind().number());
        Envelope { org, doc: doc.id(), kind, base, form, chunk: chunk.into(), device: self.device() }.seal(&self.key)
    }

    /// The request that brings what was written; the cursor then stands where the answer will put it.
    ///
    /// # Errors
    /// [`Trouble`] before [`Writer::settle`] found its stream.
    pub(crate) fn bring(&mut self, written: &Written) -> Outcome<Vec<u8>> {
        let request = self.request(vec![written.sealed.clone()]);
        let own = StreamId::of(self.org, Kind::Meeting);
        let cursor = self.cursors.iter_mut().find(|cursor| cursor.stream == own);
        let cursor = cursor.ok_or_else(|| Trouble("the cell's stream has not begun".to_owned()))?;
        cursor.at += 1;
        cursor.floor = cursor.at;
        cursor.digest.toggle(written.doc.id(), &written.before);
        cursor.digest.toggle(written.doc.id(), &written.doc.heads());
        Ok(wire::encode(&request))
    }

    fn request(&self, envelopes: Vec<Signed>) -> Request {
        Request {
            version: limits::PROTOCOL_VERSION,
            device_ms: self.now.as_ms(),
            budget_bytes: *limits::RESPONSE_BUDGET_BYTES.end(),
            cursors: self.cursors.clone(),
            envelopes,
            inventories: Vec::new(),
            wants: Vec::new(),
            purged: Vec::new(),
            unsent: 0,
            terse: true,
            visit: None,
            witness: None,
            rules: None,
        }
    }

    /// Begins its stream with a first meeting and reads until nothing is new.
    ///
    /// # Errors
    /// [`Trouble`] when the server refuses.
    pub(crate) fn settle(&mut self, client: &mut ApiClient) -> Outcome<()> {
        let mut envelopes = vec![self.begin()?.sealed];
        loop {
            let answer = client.post(&wire::encode(&self.request(std::mem::take(&mut envelopes))))?;
            let answer = Response::read(&answer).map_err(|error| Trouble::of("answer", error))?;
            if answer.streams.is_empty() {
                return Ok(());
            }
            answer.streams.iter().for_each(|news| self.follow(news));
        }
    }

    fn follow(&mut self, news: &StreamNews) {
        self.cursors.retain(|cursor| cursor.stream != news.stream);
        let StreamNews { stream, epoch, floor, at, digest, .. } = *news;
        self.cursors.push(Cursor { stream, epoch, floor, at, digest });
    }

    /// Sets its cursors to the end of every stream given, as a device has them that holds everything.
    pub(crate) fn hold_all(&mut self, cursors: Vec<Cursor>) {
        self.cursors = cursors;
    }

    /// Asks for news and brings nothing; gives how many streams had any.
    ///
    /// # Errors
    /// [`Trouble`] when the server refuses.
    pub(crate) fn look(&self, client: &mut ApiClient) -> Outcome<usize> {
        let answer = client.post(&wire::encode(&self.request(Vec::new())))?;
        Ok(Response::read(&answer).map_err(|error| Trouble::of("answer", error))?.streams.len())
    }
}

/// Makes sure that an answer says that what was brought is on disk and merged, and asks for no more.
///
/// # Errors
/// [`Trouble`] with what became of it instead.
pub(crate) fn expect_merged(answer: &[u8]) -> Outcome<()> {
    let answer = Response::read(answer).map_err(|error| Trouble::of("answer", error))?;
    match answer.receipts.as_slice() {
        [one] if matches!(one.fate, Fate::Merged(_)) && !answer.streams.iter().any(|news| news.reset) => Ok(()),
        other => Err(Trouble(format!("a push was not merged as it should be: {other:?}"))),
    }
}
