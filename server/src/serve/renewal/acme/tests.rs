//! What the address for a certificate authority's questions answers, and how the program for the DNS is run.

use std::os::unix::fs::PermissionsExt as _;

use axum::body::Body;
use axum::http::Request;
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::*;

#[tokio::test]
async fn only_the_token_that_was_given_out_is_answered_and_no_path_leads_elsewhere() {
    let answers = Answers::default();
    let router = answering(Arc::clone(&answers));
    let ask = async |path: &str| {
        let answer = router.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        let status = answer.status();
        (status, axum::body::to_bytes(answer.into_body(), 1024).await.unwrap())
    };
    let place = "/.well-known/acme-challenge/";
    assert_eq!(ask(&format!("{place}token")).await.0, StatusCode::NOT_FOUND, "nothing is open yet");
    answers.lock().unwrap().insert("token".to_owned(), "token.thumb".to_owned());
    assert_eq!(ask(&format!("{place}token")).await, (StatusCode::OK, "token.thumb".into()));
    for path in [
        "foreign",
        "",
        "Token",
        "token/",
        "token/..",
        "../token",
        "..%2F..%2Ftls.key",
        "%2e%2e/%2e%2e/tls.key",
        "token%00",
        "token.thumb",
    ] {
        let (status, body) = ask(&format!("{place}{path}")).await;
        assert_eq!((status, body.len()), (StatusCode::NOT_FOUND, 0), "{path}");
    }
    for path in ["/", "/v1/sync", "/app/", "/trust", "/metrics", "/.well-known/", "/tls.key"] {
        assert_eq!(ask(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

/// A program that writes down how it was run, and ends with this code.
fn program(folder: &TempDir, code: u8) -> PathBuf {
    let (path, log) = (folder.path().join(format!("hook-{code}")), folder.path().join("log"));
    let text = format!(
        "#!/bin/sh\nprintf '%s|' \"$#\" \"$@\" \"$SEN_ACME_ACTION\" \"$SEN_ACME_NAME\" \"$SEN_ACME_VALUE\" >> {}\nexit {code}\n",
        log.display()
    );
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
    path
}

#[tokio::test]
async fn the_program_for_the_dns_gets_its_words_as_they_are_without_a_shell() {
    let folder = TempDir::new().unwrap();
    let record = ("_acme-challenge.sen.example.vn".to_owned(), "$(touch x); `id` 'v'".to_owned());
    run(&program(&folder, 0), "present", &record).await.unwrap();
    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    let (name, value) = &record;
    assert_eq!(log, format!("3|present|{name}|{value}|present|{name}|{value}|"));
    assert!(matches!(run(&program(&folder, 3), "present", &record).await, Err(AcmeError::Hook { .. })));
    let missing = run(&folder.path().join("missing"), "present", &record).await;
    assert!(matches!(missing, Err(AcmeError::Hook { .. })));
}

#[test]
fn a_name_that_was_not_ordered_is_not_proved_and_reaches_no_program() {
    let ordered = ["sen.example.vn".to_owned(), "192.0.2.7".to_owned()];
    for name in ["sen.example.vn", "SEN.example.vn", "192.0.2.7"] {
        assert_eq!(asked_for(name.to_owned(), &ordered).unwrap(), name);
    }
    for name in ["", "example.vn", "sen.example.vn.", "x; rm -rf /", "*.sen.example.vn", "192.0.2.70"] {
        assert!(matches!(asked_for(name.to_owned(), &ordered), Err(AcmeError::NotOrdered(_))), "{name}");
    }
}
