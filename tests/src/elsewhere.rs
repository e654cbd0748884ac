//! A server that is not the ward's and answers everybody, also pages of others.
//!
//! For stories of what a page may not ask although it would be answered.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::header::ACCESS_CONTROL_ALLOW_ORIGIN;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::{Outcome, Trouble};

/// Such a server on loopback, until it is dropped.
pub struct Elsewhere {
    port: u16,
    asked: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

impl Elsewhere {
    /// Serves the word `elsewhere` to whoever asks.
    ///
    /// # Errors
    /// [`Trouble`] when there is no port for it.
    pub async fn answering() -> Outcome<Self> {
        let at = |error| Trouble::of("elsewhere", error);
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.map_err(at)?;
        let port = listener.local_addr().map_err(at)?.port();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let answer = move || {
            count.fetch_add(1, Ordering::SeqCst);
            std::future::ready(([(ACCESS_CONTROL_ALLOW_ORIGIN, "*")], "elsewhere"))
        };
        let serving = tokio::spawn(async move {
            // It ends with the story.
            drop(axum::serve(listener, Router::new().fallback(answer)).await);
        });
        Ok(Self { port, asked, serving })
    }

    /// Its address by one of this machine's names.
    #[must_use]
    pub fn address(&self, name: &str) -> String {
        format!("http://{name}:{}/", self.port)
    }

    /// How often it was asked.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
