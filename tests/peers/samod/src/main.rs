//! A samod sync server with file storage on loopback: one of the peers Sen is measured beside.
//!
//! Usage: `samod-server <folder>`; prints the port it took and ends on SIGTERM. Owns nothing but
//! the wiring samod's documentation shows, and announces nothing unasked, as the Node server does.

use std::error::Error;

use axum::Router;
use axum::extract::WebSocketUpgrade;
use axum::routing::get;
use samod::storage::TokioFilesystemStorage;
use samod::{PeerId, Repo, ShareConfig};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("which folder?")?;
    let repo = Repo::build_tokio()
        .with_storage(TokioFilesystemStorage::new(folder))
        .with_share_policy(ShareConfig::read_write().with_announce(false))
        .with_peer_id(PeerId::from("samod-server"))
        .load()
        .await;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let acceptor = repo.make_acceptor(format!("ws://{address}").parse()?)?;
    let routes = Router::new().route(
        "/",
        get(move |upgrade: WebSocketUpgrade| async move {
            upgrade.on_upgrade(async move |socket| {
                // A server that is stopping accepts nobody, and that is all there is to say.
                drop(acceptor.accept_axum(socket, None));
            })
        }),
    );
    println!("{}", address.port());
    let mut ended = signal(SignalKind::terminate())?;
    tokio::select! {
        served = axum::serve(listener, routes) => served?,
        _ = ended.recv() => repo.stop().await,
    }
    Ok(())
}
