//! The app for the machine the server runs on: plain HTTP, which browsers trust on loopback as they trust TLS elsewhere.
//!
//! Whoever is asked by another name is not meant: a page elsewhere could have its name lead here. The console is not
//! served here, because its cookies need TLS.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::Router;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::IntoResponse as _;
use tokio::net::TcpListener;

use super::door::Door;
use super::{ServeError, listen};

/// Where the app is served without TLS.
pub(super) struct LocalApp {
    address: SocketAddr,
    router: Router,
}

impl LocalApp {
    /// An address from a checked configuration, which is one of loopback.
    pub(super) const fn new(address: SocketAddr, router: Router) -> Self {
        Self { address, router }
    }

    /// Takes the address. The result accepts connections, in the places and within the bounds of `door`.
    ///
    /// # Errors
    /// [`ServeError::Listen`].
    pub(super) async fn open(self, door: &Door) -> Result<impl Future<Output = Infallible> + Send + use<>, ServeError> {
        let listener: TcpListener = listen(self.address).await?;
        let port = listener.local_addr().map_or(self.address.port(), |address| address.port());
        let door = door.plain(for_this_machine(self.router, port));
        Ok(async move { door.open(&listener).await })
    }
}

/// The routes, for those who ask this machine under its own name.
fn for_this_machine(router: Router, port: u16) -> Router {
    router.layer(middleware::from_fn(move |request: Request, next: Next| async move {
        match is_meant(&request, port) {
            true => next.run(request).await,
            false => StatusCode::MISDIRECTED_REQUEST.into_response(),
        }
    }))
}

/// Whether a request names this machine, once, in its head, and nothing else in its first line.
fn is_meant(request: &Request, port: u16) -> bool {
    let is_own = |asked: &[u8]| {
        ["localhost", "127.0.0.1", "[::1]"].iter().any(|name| {
            let own = if port == 80 { (*name).to_owned() } else { format!("{name}:{port}") };
            asked.eq_ignore_ascii_case(own.as_bytes())
        })
    };
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let named = hosts.next().is_some_and(|host| is_own(host.as_bytes())) && hosts.next().is_none();
    named && request.uri().authority().is_none_or(|authority| is_own(authority.as_str().as_bytes()))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    async fn status(uri: &str, hosts: &[&str]) -> StatusCode {
        let router = for_this_machine(Router::new().route("/v1/here", get(async || "here")), 8080);
        let mut request = Request::get(uri);
        for host in hosts {
            request = request.header(header::HOST, *host);
        }
        router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status()
    }

    #[tokio::test]
    async fn the_local_app_answers_only_who_asks_this_machine_by_its_own_name() {
        for host in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST:8080"] {
            assert_eq!(status("/v1/here", &[host]).await, StatusCode::OK, "{host}");
            assert_eq!(status("/app/", &[host]).await, StatusCode::NOT_FOUND, "{host}");
        }
        let strange: [&[&str]; 11] = [
            &[],
            &["localhost"],
            &["localhost:8081"],
            &["127.0.0.1:80"],
            &["127.0.0.2:8080"],
            &["evil.example:8080"],
            &["localhost.evil.example:8080"],
            &["localhost:8080.evil.example"],
            &["user@localhost:8080"],
            &["localhost:8080", "evil.example"],
            &["localhost:8080", "localhost:8080"],
        ];
        for hosts in strange {
            for path in ["/v1/here", "/app/", "/", "/khong-co"] {
                assert_eq!(status(path, hosts).await, StatusCode::MISDIRECTED_REQUEST, "{hosts:?} {path}");
            }
        }
        let line = "http://evil.example:8080/v1/here";
        assert_eq!(status(line, &["localhost:8080"]).await, StatusCode::MISDIRECTED_REQUEST);
        assert_eq!(status("http://localhost:8080/v1/here", &["localhost:8080"]).await, StatusCode::OK);
    }
}
