//! Somebody of the ward at the console, without a browser: pages as they are answered.

use axum::body::{Body, to_bytes};
use axum::{Extension, Router};
use http::{Request, StatusCode, header};
use server::bounds::Bounds;
use server::config::Config;
use server::console;
use server::serve::peer::Peer;
use server::tls::Identity;
use tokio::task::JoinHandle;
use tower::ServiceExt as _;
use url::form_urlencoded::Serializer;

use crate::ward::Ward;
use crate::{Outcome, Trouble};

/// Longest page that is read.
const PAGE_BYTES_MAX: usize = 4 << 20;

/// The ward's administrator, signed in.
pub struct Clerk {
    router: Router,
    cookie: String,
}

/// A page.
#[derive(Debug)]
pub struct Shown {
    /// Its status.
    pub status: StatusCode,
    /// Its text.
    pub text: String,
    cookies: Vec<String>,
}

impl Shown {
    fn cookie(&self, name: &str) -> Outcome<String> {
        let found = self.cookies.iter().find(|pair| pair.starts_with(&format!("{name}=")));
        found.cloned().ok_or_else(|| Trouble(format!("no cookie {name} came with {}", self.status)))
    }
}

impl Clerk {
    /// Signs in at the console of a running ward.
    ///
    /// # Errors
    /// [`Trouble`] when that fails.
    pub fn at(ward: &Ward) -> Outcome<Self> {
        Self::sign_in(ward, &ward.login, &ward.password)
    }

    /// As [`Clerk::at`], for another person of the console.
    ///
    /// # Errors
    /// [`Trouble`] when that fails.
    pub fn sign_in(ward: &Ward, login: &str, password: &str) -> Outcome<Self> {
        let (hub, config) = (ward.hub()?, ward.config()?);
        let identity = Identity::load(&config.tls, &["localhost".to_owned()]);
        let identity = identity.map_err(|error| Trouble::of("certificate", error))?;
        let bounds = Bounds::new(config.limits.clone(), hub.host(), hub.metrics().clone());
        let config = Config { public_url: ward.url(), ..config };
        let routes = ward.block_on(console::routes(hub, identity, config, bounds));
        let here = Peer(std::net::Ipv4Addr::LOCALHOST.into());
        let router = routes.layer(Extension(here));
        let mut clerk = Self { router, cookie: String::new() };
        let form = clerk.ask(ward, "GET", "/sign-in", "", None)?;
        let token = form.text.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let token = token.ok_or_else(|| Trouble("the form has no token".to_owned()))?;
        let fields = Serializer::new(String::new())
            .append_pair("csrf", token)
            .append_pair("login", login)
            .append_pair("password", password)
            .append_pair("next", "/")
            .finish();
        let entered = clerk.ask(ward, "POST", "/sign-in", &form.cookie("__Host-sen-form")?, Some(fields))?;
        clerk.cookie = entered.cookie("__Host-sen")?;
        Ok(clerk)
    }

    /// A page.
    ///
    /// # Errors
    /// [`Trouble`] when there is no answer.
    pub fn get(&self, ward: &Ward, path: &str) -> Outcome<Shown> {
        self.ask(ward, "GET", path, &self.cookie, None)
    }

    /// Fills a form of a page and sends it: the first whose action begins so, with what the page put into it.
    ///
    /// # Errors
    /// [`Trouble`] when there is no such form, or it is not taken.
    pub fn act(&self, ward: &Ward, page: &str, action: &str, fields: &[(&str, &str)]) -> Outcome<Shown> {
        let shown = self.get(ward, page)?;
        let found = shown.text.split_once(&format!("action=\"{action}"));
        let (_, form) = found.ok_or_else(|| Trouble(format!("{page} has no form {action}")))?;
        let form = form.split("</form>").next().unwrap_or_default();
        let mut sent = Serializer::new(String::new());
        for hidden in form.split("<input type=\"hidden\" name=\"").skip(1) {
            let mut parts = hidden.split('"');
            if let (Some(name), Some(value)) = (parts.next(), parts.nth(1)) {
                sent.append_pair(name, value);
            }
        }
        for (name, value) in fields {
            sent.append_pair(name, value);
        }
        let done = self.ask(ward, "POST", action, &self.cookie, Some(sent.finish()))?;
        match done.status.is_redirection() {
            true => Ok(done),
            false => Err(Trouble(format!("{action} was answered {}: {}", done.status, done.text))),
        }
    }

    /// Keeps a page open that is told what changes, until the server stops or the task is given up.
    ///
    /// # Errors
    /// [`Trouble`] when there is no answer.
    pub fn follow(&self, ward: &Ward) -> Outcome<JoinHandle<()>> {
        let request = Request::get("/live").header(header::COOKIE, &self.cookie).body(Body::empty());
        let request = request.map_err(|error| Trouble::of("request", error))?;
        ward.block_on(async {
            let answered = self.router.clone().oneshot(request).await;
            let response = answered.map_err(|error| Trouble::of("page", error))?;
            if response.status() != StatusCode::OK {
                return Err(Trouble(format!("an open page was answered {}", response.status())));
            }
            Ok(tokio::spawn(async move { drop(to_bytes(response.into_body(), PAGE_BYTES_MAX).await) }))
        })
    }

    /// A file, as it is kept.
    ///
    /// # Errors
    /// [`Trouble`] when there is none.
    pub fn file(&self, ward: &Ward, path: &str) -> Outcome<Vec<u8>> {
        let request = Request::get(path).header(header::COOKIE, &self.cookie).body(Body::empty());
        let request = request.map_err(|error| Trouble::of("request", error))?;
        ward.block_on(async {
            let answered = self.router.clone().oneshot(request).await;
            let response = answered.map_err(|error| Trouble::of("file", error))?;
            if response.status() != StatusCode::OK {
                return Err(Trouble(format!("{path} was answered {}", response.status())));
            }
            let body = to_bytes(response.into_body(), PAGE_BYTES_MAX).await;
            Ok(body.map_err(|error| Trouble::of("file", error))?.to_vec())
        })
    }

    /// A page as it is sent to a browser that takes it packed: its status and how many bytes.
    ///
    /// # Errors
    /// [`Trouble`] when there is no answer.
    pub fn packed(&self, ward: &Ward, path: &str) -> Outcome<(StatusCode, usize)> {
        let request = Request::get(path).header(header::COOKIE, &self.cookie).header(header::ACCEPT_ENCODING, "gzip");
        let request = request.body(Body::empty()).map_err(|error| Trouble::of("request", error))?;
        ward.block_on(async {
            let answered = self.router.clone().oneshot(request).await;
            let response = answered.map_err(|error| Trouble::of("page", error))?;
            let status = response.status();
            let body = to_bytes(response.into_body(), PAGE_BYTES_MAX).await;
            Ok((status, body.map_err(|error| Trouble::of("page", error))?.len()))
        })
    }

    fn ask(&self, ward: &Ward, method: &str, path: &str, cookie: &str, form: Option<String>) -> Outcome<Shown> {
        let request = Request::builder().method(method).uri(path).header(header::COOKIE, cookie);
        let request = match form {
            Some(_) => request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"),
            None => request,
        };
        let request = request.body(Body::from(form.unwrap_or_default()));
        let request = request.map_err(|error| Trouble::of("request", error))?;
        ward.block_on(async {
            let answered = self.router.clone().oneshot(request).await;
            let response = answered.map_err(|error| Trouble::of("page", error))?;
            let set = response.headers().get_all(header::SET_COOKIE).into_iter();
            let pairs = set.filter_map(|line| line.to_str().ok()?.split(';').next().map(str::to_owned));
            let (status, cookies) = (response.status(), pairs.collect());
            let body = to_bytes(response.into_body(), PAGE_BYTES_MAX).await;
            let body = body.map_err(|error| Trouble::of("page", error))?;
            Ok(Shown { status, text: String::from_utf8_lossy(&body).into_owned(), cookies })
        })
    }
}
