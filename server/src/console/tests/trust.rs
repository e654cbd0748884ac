//! The page for phones that are to trust the ward's own authority.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt as _;

use super::ward::Ward;
use crate::tls::authority::Authority;
use crate::tls::fingerprint;

#[tokio::test]
async fn the_root_is_shown_to_anybody_in_both_languages_while_it_vouches_for_the_server() {
    let ward = Ward::begin().await;
    for path in ["/trust", "/trust/sen-ca.crt"] {
        assert_eq!(ward.get(path, "").await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let (names, host) = (["localhost".to_owned()], ward.hub.host().clone());
    let authority = Authority::create(&ward.folder, &names, &host).unwrap();
    assert!(ward.identity.reload_if_changed().unwrap());
    assert_eq!(ward.get("/trust", "").await.status, StatusCode::NOT_FOUND, "it has not signed anything yet");
    ward.identity.renew(&authority.issue(ward.identity.files(), &names, &host).unwrap()).unwrap();

    let page = ward.get("/trust", "").await;
    assert_eq!(page.status, StatusCode::OK);
    for shown in [&fingerprint(authority.root()), "Tải chứng thư", "Android", "iPhone", "href=\"/trust/sen-ca.crt\""]
    {
        assert!(page.text.contains(shown), "{shown}");
    }
    for hidden in ["<script", "PRIVATE", "/audit"] {
        assert!(!page.text.contains(hidden), "{hidden}");
    }
    let chosen = ward.get("/lang/en?back=/trust", "").await;
    let language = chosen.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap().split(';').next().unwrap();
    assert!(ward.get("/trust", language).await.text.contains("Get the certificate"));

    let asked = Request::get("/trust/sen-ca.crt").body(Body::empty()).unwrap();
    let answer = ward.router.clone().oneshot(asked).await.unwrap();
    assert_eq!(answer.headers().get(header::CONTENT_TYPE).unwrap(), "application/x-x509-ca-cert");
    let body = axum::body::to_bytes(answer.into_body(), 4096).await.unwrap();
    assert_eq!(body, authority.root().to_vec());
    for path in ["/trust/", "/trust/authority.key", "/trust/../authority.key", "/trust/sen-ca.crt/x"] {
        assert_eq!(ward.get(path, "").await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn who_came_by_the_name_every_machine_has_is_not_told_to_keep_to_tls_there() {
    let ward = Ward::begin().await;
    let kept = async |uri: &str, host: Option<&str>| {
        let mut request = Request::get(uri);
        if let Some(host) = host {
            request = request.header(header::HOST, host);
        }
        let answer = ward.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        answer.headers().contains_key(header::STRICT_TRANSPORT_SECURITY)
    };
    assert!(!kept("/sign-in", Some("localhost:8443")).await);
    assert!(!kept("https://localhost:8443/sign-in", None).await);
    assert!(kept("/sign-in", Some("sen.example.vn:8443")).await);
    assert!(kept("https://sen.example.vn/sign-in", None).await);
    assert!(kept("/sign-in", Some("localhost.example.vn")).await);
}
