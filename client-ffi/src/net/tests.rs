use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use sha2::{Digest, Sha256};
use zstd::bulk;

use super::*;

/// A request's head and body.
type Asked = (String, Vec<u8>);

/// A TLS server on loopback that answers each connection with the next of its answers.
struct Loopback {
    url: String,
    pin: [u8; 32],
    seen: Arc<Mutex<Vec<Asked>>>,
    thread: JoinHandle<()>,
}

impl Loopback {
    fn serve(answers: Vec<(&'static str, Vec<u8>)>) -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let pin = Sha256::digest(rcgen::PublicKeyData::subject_public_key_info(&made.signing_key)).into();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (config, log) = (Arc::new(config), Arc::clone(&seen));
        let thread = std::thread::spawn(move || {
            for (head, body) in answers {
                let (socket, _) = listener.accept().unwrap();
                let stream = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), socket);
                if let Ok(request) = answer(stream, head, &body) {
                    log.lock().unwrap().push(request);
                }
            }
        });
        Self { url, pin, seen, thread }
    }

    fn requests(self) -> Vec<Asked> {
        self.thread.join().unwrap();
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

fn answer(stream: impl Read + Write, head: &str, body: &[u8]) -> std::io::Result<Asked> {
    let mut stream = BufReader::new(stream);
    let mut request = String::new();
    while !request.ends_with("\r\n\r\n") {
        if stream.read_line(&mut request)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    let length = request.to_lowercase().split_once("content-length: ").unwrap().1.split("\r\n").next().unwrap().parse();
    let mut sent = vec![0; length.unwrap()];
    stream.read_exact(&mut sent)?;
    let stream = stream.get_mut();
    write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len())?;
    stream.write_all(body)?;
    stream.flush()?;
    Ok((request, sent))
}

fn line(server: &Loopback, pin: [u8; 32]) -> (Transport, Arc<AtomicUsize>) {
    let pauses = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&pauses);
    let sleep: Sleeper = Box::new(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    (Transport::with_sleeper(&server.url, pin, sleep).unwrap(), pauses)
}

#[test]
fn a_request_and_its_answer_travel_packed() {
    let long = b"mot hai ba bon nam ".repeat(100);
    let packed = bulk::compress(&long, 3).unwrap();
    let server = Loopback::serve(vec![("200 OK\r\nContent-Encoding: zstd", packed)]);
    let (transport, _) = line(&server, server.pin);
    assert_eq!(transport.sync(&[9; 32], &long).unwrap(), long);
    let requests = server.requests();
    let (head, body) = &requests[0];
    assert!(head.starts_with("POST /v1/sync HTTP/1.1"), "{head}");
    assert!(head.to_lowercase().contains(&format!("authorization: bearer {}", "09".repeat(32))));
    assert_eq!(bulk::decompress(body, 10_000).unwrap(), long);
}

#[test]
fn another_server_is_told_nothing() {
    let server = Loopback::serve(vec![("200 OK", b"x".to_vec())]);
    let (transport, pauses) = line(&server, [0; 32]);
    assert!(matches!(transport.sync(&[9; 32], b"hello"), Err(NetError::WrongServer)));
    assert_eq!(pauses.load(Ordering::SeqCst), 0);
    assert!(server.requests().is_empty());
}

#[test]
fn a_busy_server_is_asked_again_after_a_pause() {
    let busy = || ("503 Service Unavailable", Vec::new());
    let server = Loopback::serve(vec![busy(), ("429 Too Many Requests", Vec::new()), ("200 OK", b"done".to_vec())]);
    let (transport, pauses) = line(&server, server.pin);
    assert_eq!(transport.sync(&[9; 32], b"hello").unwrap(), b"done");
    assert_eq!(pauses.load(Ordering::SeqCst), 2);
}

#[test]
fn the_time_the_server_asks_for_is_waited_and_a_little_more() {
    let server = Loopback::serve(vec![
        ("503 Service Unavailable\r\nRetry-After: 7", Vec::new()),
        ("429 Too Many Requests\r\nRetry-After: 20", Vec::new()),
        ("200 OK", b"done".to_vec()),
    ]);
    let waits = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&waits);
    let sleep: Sleeper = Box::new(move |wait| noted.lock().unwrap().push(wait));
    let transport = Transport::with_sleeper(&server.url, server.pin, sleep).unwrap();
    assert_eq!(transport.sync(&[9; 32], b"hello").unwrap(), b"done");
    let waits = waits.lock().unwrap();
    assert!(
        matches!(waits.as_slice(), [first, second]
        if (7.0..8.0).contains(&first.as_secs_f64()) && (20.0..22.0).contains(&second.as_secs_f64())),
        "{waits:?}"
    );
}

#[test]
fn nobody_is_kept_waiting_for_hours_but_told_when_to_come_back() {
    let frame = ErrorFrame { code: "too_many_requests".to_owned(), message: "enough for today".to_owned() };
    let server = Loopback::serve(vec![("429 Too Many Requests\r\nRetry-After: 5400", wire::encode(&frame))]);
    let (transport, pauses) = line(&server, server.pin);
    let told = transport.sync(&[9; 32], b"hello").unwrap_err();
    assert_eq!(told.wait(), Some(Duration::from_secs(5400)));
    assert_eq!(told.to_string(), "enough for today (too_many_requests); the server asks to wait 90 minutes");
    assert_eq!(pauses.load(Ordering::SeqCst), 0);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_refusal_is_told_as_the_server_words_it_and_not_tried_again() {
    let frame = ErrorFrame { code: "unknown_device".to_owned(), message: "máy này đã bị thu hồi".to_owned() };
    let server = Loopback::serve(vec![("401 Unauthorized", wire::encode(&frame))]);
    let (transport, pauses) = line(&server, server.pin);
    let refused = transport.sync(&[9; 32], b"hello").unwrap_err();
    assert!(matches!(&refused, NetError::Refused { status: 401, code, .. } if code == "unknown_device"), "{refused}");
    assert_eq!(pauses.load(Ordering::SeqCst), 0);
}

#[test]
fn an_answer_that_inflates_beyond_its_bound_is_refused() {
    let bomb = bulk::compress(&vec![0; limits::BODY_BYTES_MAX + 1], 3).unwrap();
    let server = Loopback::serve(vec![("200 OK\r\nContent-Encoding: zstd", bomb)]);
    let (transport, _) = line(&server, server.pin);
    assert!(matches!(transport.sync(&[9; 32], b"hello"), Err(NetError::TooLarge(_))));
}

#[test]
fn only_https_is_an_address() {
    assert!(matches!(Transport::new("http://localhost", [0; 32]), Err(NetError::BadAddress(_))));
}
