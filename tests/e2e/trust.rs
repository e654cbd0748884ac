//! Certificates a phone's browser trusts: from a real certificate authority by ACME, from the ward's own, and plain HTTP for
//! this machine alone. Whatever happens to the certificate, enrolled devices go on.

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use rustls::pki_types::CertificateDer;
use server::serve::renewal::{Kept, RenewalError};
use server::tls::{Issuer, authority};
use tests::acme::{AcmeServer, free_beside};
use tests::caller::{Caller, trust};
use tests::phone::Phone;
use tests::program::{Serving, run};
use tests::ward::Ward;

use crate::commands::said;
use crate::story::{head, minutes, open, write};

/// The name of the server in these stories.
const NAME: &str = "sen.phuong.test";
const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

/// A ward whose certificates come by ACME, and one phone that was enrolled before.
struct Story {
    ward: Ward,
    phone: Phone,
    acme: AcmeServer,
    http: SocketAddr,
}

impl Story {
    fn begin(challenge: impl FnOnce(&AcmeServer, SocketAddr, &Path) -> String) -> Self {
        let mut ward = Ward::begun(1).unwrap();
        ward.start().unwrap();
        let phone = head(&ward);
        ward.stop().unwrap();
        let http = free_beside(ward.address()).unwrap();
        let acme = AcmeServer::start(ward.address(), http.port()).unwrap();
        let config = format!(
            "public_url = \"https://{NAME}:{}\"\n[acme]\nterms_agreed = true\ndirectory = \"{}\"\n\
             directory_root = \"{}\"\n{}\n",
            ward.address().port(),
            acme.directory(),
            acme.directory_root().display(),
            challenge(&acme, http, ward.folder()),
        );
        std::fs::write(ward.folder().join("sen.toml"), config).unwrap();
        ward.start().unwrap();
        Self { ward, phone, acme, http }
    }

    fn over_http() -> Self {
        Self::begin(|_, http, _| format!("challenge = \"http-01\"\nhttp_listen = \"{http}\""))
    }

    fn look(&self) -> Result<Kept, RenewalError> {
        let renewal = self.ward.renewal().unwrap();
        self.ward.block_on(renewal.look())
    }

    /// What a browser that trusts the authority is shown.
    fn leaf(&self) -> CertificateDer<'static> {
        let root = self.ward.folder().join("acme-root.pem");
        if !root.exists() {
            let config = trust(&self.acme.directory_root(), &[]).unwrap();
            let mut line = Caller::at(self.acme.management(), &config, HERE).unwrap();
            let asked = line.ask("GET /roots/0 HTTP/1.1\r\nHost: acme\r\n\r\n").unwrap();
            std::fs::write(&root, asked.body).unwrap();
        }
        let config = trust(&root, &["http/1.1"]).unwrap();
        Caller::named(self.ward.address(), NAME, &config, HERE).unwrap().certificate().unwrap()
    }

    /// Lets the certificate come so near to its end.
    fn come_near_the_end(&self, days: i64) {
        let left_ms = self.ward.certificate().unwrap().not_after.minus(self.ward.clock.now());
        self.ward.clock.pass_ms(left_ms - days * 86_400_000);
    }

    /// The phone writes and the server has it: the key is the one it knows.
    fn phone_goes_on(&mut self, text: &str) {
        let doc = open(&self.ward, &mut self.phone);
        write(&mut self.phone, doc, 0, text);
        self.phone.sync().unwrap();
        assert!(minutes(&mut self.phone, doc).contains(text));
        assert!(self.ward.record(doc).unwrap().is_some());
    }
}

#[test]
fn a_certificate_by_acme_is_issued_and_renewed_over_the_key_that_phones_know() {
    let mut story = Story::over_http();
    let key = std::fs::read(story.ward.folder().join("tls.key")).unwrap();
    story.look().unwrap();
    let shown = story.ward.certificate().unwrap();
    assert_eq!((shown.issuer, shown.names), (Issuer::Other, vec![NAME.to_owned()]));
    let first = story.leaf();
    story.phone_goes_on("Sau khi có chứng thư. ");

    story.come_near_the_end(31);
    assert_eq!(story.look().unwrap(), Kept::Good, "it is not time yet");
    story.come_near_the_end(29);
    assert_eq!(story.look().unwrap(), Kept::Renewed);
    assert_ne!(story.leaf(), first);
    story.phone_goes_on("Sau khi gia hạn. ");

    assert_eq!(std::fs::read(story.ward.folder().join("tls.key")).unwrap(), key);
    for file in ["acme-account.json", "tls.crt", "tls.key"] {
        let mode = std::fs::metadata(story.ward.folder().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    assert!(TcpStream::connect(story.http).is_err(), "nothing listens there between two orders");
    // A server that is started again serves what it has, under the same account.
    let account = std::fs::read(story.ward.folder().join("acme-account.json")).unwrap();
    let leaf = story.leaf();
    story.ward.stop().unwrap();
    story.ward.start().unwrap();
    assert_eq!(story.leaf(), leaf);
    story.come_near_the_end(1);
    story.look().unwrap();
    assert_ne!(story.leaf(), leaf);
    assert_eq!(std::fs::read(story.ward.folder().join("acme-account.json")).unwrap(), account);
}

#[test]
fn a_wrong_answer_or_an_unreachable_authority_leaves_the_old_certificate_in_place() {
    let mut story = Story::over_http();
    story.look().unwrap();
    let leaf = story.leaf();
    story.come_near_the_end(10);
    // The name leads to somebody else, who answers every question with words of their own.
    let elsewhere = tests::own_address().unwrap().ip();
    let stranger = TcpListener::bind((elsewhere, story.http.port())).unwrap();
    std::thread::spawn(move || {
        for mut line in stranger.incoming().map_while(Result::ok) {
            drop(line.read(&mut [0; 1024]));
            drop(line.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nforeign"));
        }
    });
    story.acme.lead_to(elsewhere).unwrap();
    let failed = story.look().unwrap_err();
    assert!(failed.to_string().contains(NAME), "{failed}");
    assert_eq!(story.leaf(), leaf);
    story.phone_goes_on("Sau câu trả lời sai. ");

    story.acme.lead_to(story.ward.address().ip()).unwrap();
    story.acme.end();
    assert!(matches!(story.look().unwrap_err(), RenewalError::Acme(_)));
    assert_eq!(story.leaf(), leaf);
    story.phone_goes_on("Sau khi không gọi được. ");
    let metrics = story.ward.hub().unwrap().metrics().clone();
    assert_eq!(metrics.renewals("failed"), 2);
    assert!(TcpStream::connect(story.http).is_err(), "nothing listens there after a failure");
}

#[test]
fn an_authority_that_asks_by_tls_is_answered_and_shown_nothing_else() {
    let mut story = Story::begin(|_, _, _| "challenge = \"tls-alpn-01\"".to_owned());
    story.look().unwrap();
    story.leaf();
    story.phone_goes_on("Sau khi có chứng thư. ");
    // Between two orders nobody who speaks that protocol gets as far as a certificate.
    let asking = trust(&story.ward.folder().join("tls.crt"), &["acme-tls/1"]).unwrap();
    assert!(Caller::named(story.ward.address(), NAME, &asking, HERE).is_err());
    // And whoever speaks it beside another gets no page.
    let root = story.ward.folder().join("acme-root.pem");
    let both = trust(&root, &["acme-tls/1", "spdy/1"]).unwrap();
    if let Ok(mut line) = Caller::named(story.ward.address(), NAME, &both, HERE) {
        assert!(line.ask("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").is_err());
    }
}

#[test]
fn a_program_puts_the_answer_into_the_dns_and_takes_it_out_again() {
    let mut story = Story::begin(|acme, _, folder| {
        let (hook, log) = (folder.join("hook"), folder.join("hook.log"));
        let program = format!(
            "#!/usr/bin/python3\nimport json, os, sys, urllib.request\naction, name, value = sys.argv[1:]\n\
             assert [os.environ['SEN_ACME_' + word] for word in ('ACTION', 'NAME', 'VALUE')] == sys.argv[1:]\n\
             path, told = ('/set-txt', {{'host': name + '.', 'value': value}}) if action == 'present' else \
             ('/clear-txt', {{'host': name + '.'}})\n\
             urllib.request.urlopen('{}' + path, json.dumps(told).encode()).read()\n\
             open('{}', 'a').write(action + ' ' + name + '\\n')\n",
            acme.dns(),
            log.display()
        );
        std::fs::write(&hook, program).unwrap();
        std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o700)).unwrap();
        "challenge = \"dns-01\"\ndns_hook = \"hook\"".to_owned()
    });
    story.look().unwrap();
    story.leaf();
    story.phone_goes_on("Sau khi có chứng thư. ");
    let told = std::fs::read_to_string(story.ward.folder().join("hook.log")).unwrap();
    assert_eq!(told, format!("present _acme-challenge.{NAME}\nremove _acme-challenge.{NAME}\n"));
}

/// A ward with an authority of its own, as its administrator makes it, and one phone that was enrolled before.
fn with_an_authority_of_its_own() -> (Ward, Phone) {
    let mut ward = Ward::begun(1).unwrap();
    ward.start().unwrap();
    let phone = head(&ward);
    ward.stop().unwrap();
    let port = ward.address().port();
    std::fs::write(ward.folder().join("sen.toml"), format!("public_url = \"https://{NAME}:{port}\"")).unwrap();
    (ward, phone)
}

fn sen(ward: &Ward, arguments: &[&str]) -> String {
    let data = ward.folder().to_str().unwrap();
    let output = run("sen", &[&["--data", data, "authority"], arguments].concat()).unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    said(&output)
}

fn get(ward: &Ward, root: &Path, path: &str) -> tests::caller::Answer {
    let config = trust(root, &["http/1.1"]).unwrap();
    let mut line = Caller::named(ward.address(), NAME, &config, HERE).unwrap();
    line.ask(format!("GET {path} HTTP/1.1\r\nHost: {NAME}\r\n\r\n")).unwrap()
}

#[test]
fn the_wards_own_authority_vouches_for_the_key_that_phones_know_and_for_no_other_name() {
    let (mut ward, mut phone) = with_an_authority_of_its_own();
    let (root, key) = (ward.folder().join("authority.crt"), std::fs::read(ward.folder().join("tls.key")).unwrap());
    let own = ward.folder().join("own.crt");
    std::fs::copy(ward.folder().join("tls.crt"), &own).unwrap();
    // The clock of the command and of TLS clients is this machine's.
    let now = server::host::Host::system().now();
    ward.clock.pass_ms(now.minus(ward.clock.now()));
    let printed = sen(&ward, &["create"]);
    let fingerprint = server::tls::fingerprint(&authority::root(&root).unwrap());
    assert!(printed.contains(&fingerprint) && printed.contains("/trust"), "{printed}");
    for file in ["authority.key", "authority.crt", "tls.crt"] {
        let mode = std::fs::metadata(ward.folder().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    ward.start().unwrap();
    let page = get(&ward, &root, "/trust");
    assert_eq!(page.status, 200);
    assert!(String::from_utf8(page.body).unwrap().contains(&fingerprint));
    let certificate = get(&ward, &root, "/trust/sen-ca.crt");
    assert_eq!(certificate.header("content-type"), Some("application/x-x509-ca-cert"));
    assert_eq!(certificate.body, authority::root(&root).unwrap().to_vec());
    phone.sync().unwrap();

    // It is renewed by itself, over the same key, within what phones take.
    let shown = ward.certificate().unwrap();
    assert!(shown.not_after.minus(shown.not_before) <= 397 * 86_400_000);
    let renewal = ward.renewal().unwrap();
    assert_eq!(ward.block_on(renewal.look()).unwrap(), Kept::Good);
    ward.clock.pass_days(397 - 29);
    assert_eq!(ward.block_on(renewal.look()).unwrap(), Kept::Renewed);
    assert!(ward.certificate().unwrap().not_after > shown.not_after);
    assert_eq!(std::fs::read(ward.folder().join("tls.key")).unwrap(), key);
    phone.sync().unwrap();
    let again = run("sen", &["--data", ward.folder().to_str().unwrap(), "authority", "create"]).unwrap();
    assert!(!again.status.success(), "an authority is never made over another");
}

#[test]
fn without_an_authority_of_its_own_a_ward_has_nothing_to_install() {
    let ward = Ward::serving().unwrap();
    for path in ["/trust", "/trust/sen-ca.crt"] {
        let answer = Caller::to(&ward).unwrap().ask(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")).unwrap();
        assert_eq!(answer.status, 404, "{path}");
    }
}

#[test]
fn a_root_that_is_kept_offline_signs_a_request_and_the_running_server_takes_the_certificate_up() {
    let (mut ward, mut phone) = with_an_authority_of_its_own();
    let now = server::host::Host::system().now();
    ward.clock.pass_ms(now.minus(ward.clock.now()));
    let offline = tempfile::TempDir::new().unwrap();
    let keep = offline.path().join("root");
    let (keep, request, certificate) = (
        keep.to_str().unwrap().to_owned(),
        offline.path().join("request.pem").to_str().unwrap().to_owned(),
        offline.path().join("server.crt").to_str().unwrap().to_owned(),
    );
    sen(&ward, &["create", "--keep", &keep]);
    assert!(!ward.folder().join("authority.key").exists(), "the key never lies in the data folder");
    let mode = |path: &str| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&keep), mode(&format!("{keep}/authority.key"))), (0o700, 0o600));
    sen(&ward, &["request", &request]);
    sen(&ward, &["sign", &request, &certificate, "--keep", &keep]);
    ward.start().unwrap();
    let root = format!("{keep}/authority.crt");
    sen(&ward, &["install", &certificate, "--root", &root]);
    // What a running server does every ten seconds, a start does at once.
    ward.stop().unwrap();
    ward.start().unwrap();
    assert_eq!(get(&ward, Path::new(&root), "/trust").status, 200);
    phone.sync().unwrap();
    // Without the key nothing is renewed, nothing is taken away, and the failure says what to do.
    ward.clock.pass_days(397 - 29);
    let renewal = ward.renewal().unwrap();
    let failed = ward.block_on(renewal.look()).unwrap_err();
    assert!(matches!(failed, RenewalError::Offline(_)), "{failed}");
    assert!(matches!(ward.certificate().unwrap().issuer, Issuer::Ward(_)));
    // Another authority's certificate over the same key is not taken.
    let other = offline.path().join("other").to_str().unwrap().to_owned();
    sen(&ward, &["create", "--keep", &other]);
    let foreign = offline.path().join("foreign.crt").to_str().unwrap().to_owned();
    sen(&ward, &["sign", &request, &foreign, "--keep", &other]);
    let data = ward.folder().to_str().unwrap();
    for more in [&[][..], &["--root", &format!("{other}/authority.crt")]] {
        let taken = run("sen", &[&["--data", data, "authority", "install", &foreign], more].concat()).unwrap();
        assert!(!taken.status.success(), "{}", said(&taken));
    }
    assert_eq!(get(&ward, Path::new(&root), "/trust").status, 200);
}

/// The first door answers.
fn health(ward: &Ward) -> u16 {
    Caller::to(ward).unwrap().ask("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap().status
}

/// Says a request in plain HTTP; gives status and the rest.
fn plain(address: SocketAddr, head: &str) -> (u16, String) {
    let mut line = TcpStream::connect(address).unwrap();
    line.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes()).unwrap();
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
}

#[test]
fn this_machine_is_served_the_api_in_plain_by_its_own_name_and_nothing_else() {
    let mut ward = Ward::begun(1).unwrap();
    let local = free_beside(ward.address()).unwrap();
    std::fs::write(ward.folder().join("sen.toml"), format!("local_app = \"{local}\"")).unwrap();
    ward.start().unwrap();
    // Who is answered at the first door finds the second one open.
    assert_eq!(health(&ward), 200);
    let port = local.port();
    let own = format!("localhost:{port}");
    let ask = |path: &str, host: &str| plain(local, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n")).0;
    assert_eq!(ask("/v1/sync", &own), 405, "the API answers");
    for path in ["/", "/sign-in", "/trust", "/metrics", "/healthz", "/readyz", "/static/sen.css", "/v1/../sign-in"] {
        assert_eq!(ask(path, &own), 404, "{path}");
    }
    for host in ["evil.example", "localhost", &format!("evil.example:{port}"), &format!("{}:{port}", local.ip())] {
        assert_eq!(ask("/v1/sync", host), 421, "{host}");
    }
    let (status, answer) = plain(local, &format!("GET / HTTP/1.1\r\nHost: {own}\r\n"));
    assert!(status == 404 && !answer.to_ascii_lowercase().contains("set-cookie"), "{answer}");
    // The bounds are those of every connection.
    let long = "x".repeat(20_000);
    assert_eq!(plain(local, &format!("GET /v1/sync HTTP/1.1\r\nHost: {own}\r\nX-Long: {long}\r\n")).0, 431);
    // TLS is not spoken there, and plain HTTP not at the other door.
    assert!(Caller::at(local, &trust(&ward.folder().join("tls.crt"), &[]).unwrap(), HERE).is_err());
    // Both doors lead to the same places.
    ward.stop().unwrap();
    let config = format!("local_app = \"{local}\"\nconnections_max = 1\n");
    std::fs::write(ward.folder().join("sen.toml"), config).unwrap();
    ward.start().unwrap();
    assert_eq!(health(&ward), 200);
    let mut idle = TcpStream::connect(local).unwrap();
    idle.write_all(format!("GET /v1/sync HTTP/1.1\r\nHost: {own}\r\n\r\n").as_bytes()).unwrap();
    assert!(idle.read(&mut [0; 4096]).unwrap() > 0);
    assert_eq!(health(&ward), 200, "the idle one made room");
    let mut rest = Vec::new();
    drop(idle.read_to_end(&mut rest));
    assert!(idle.write_all(b"x").and_then(|()| idle.read_exact(&mut [0])).is_err(), "and was closed");
}

#[test]
fn an_address_others_can_reach_is_never_served_in_plain() {
    let ward = Ward::begun(1).unwrap();
    std::fs::write(ward.folder().join("sen.toml"), "local_app = \"0.0.0.0:8080\"").unwrap();
    assert!(Serving::start(ward.folder(), "127.0.0.1:0").is_err());
    let data = ward.folder().to_str().unwrap();
    let demo = run("sen", &["--data", data, "demo", "--app", "192.0.2.1:80", "--prepare-only"]).unwrap();
    assert_eq!(demo.status.code(), Some(2), "{}", said(&demo));
}
