//! A server of a few bytes: it says what it is told to, and keeps what it was asked.

#![allow(dead_code, reason = "each test crate uses a part of it")]

use std::sync::{Arc, Mutex};

use autotask_psa::{Client, ClientBuilder, Credentials};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub const USER: &str = "api@stub.example";
pub const SECRET: &str = "stub-s3cret-#not-real$";
pub const TRACKING: &str = "STUB0000000000000000000000";

/// The first byte of a TLS handshake, which gets an answer in plain text.
const TLS_HELLO: u8 = 0x16;

/// What to do with a request.
#[derive(Clone)]
pub enum Act {
    /// Write this and close.
    Say(String),
    /// Close without a word.
    Close,
    /// Keep the connection, and say nothing.
    Hang,
}

/// An answer in JSON.
pub fn json(status: u16, body: &str) -> Act {
    answer(status, "", body)
}

/// An answer with further header lines, each ending in CRLF.
pub fn answer(status: u16, headers: &str, body: &str) -> Act {
    let length = body.len();
    Act::Say(format!(
        "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}"
    ))
}

pub struct Stub {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Stub {
    /// Asks `act` what to do with each request, given its head and body as text.
    pub async fn new(act: impl Fn(&str) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let (kept, act) = (Arc::clone(&asked), Arc::new(act));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (kept, act) = (Arc::clone(&kept), Arc::clone(&act));
                tokio::spawn(async move { serve(stream, &kept, &*act).await });
            }
        });
        Self { port, asked }
    }

    /// A tenant: tells itself as the zone, and does this with everything else.
    pub async fn tenant(act: Act) -> Self {
        Self::tenant_that(move |_| act.clone()).await
    }

    /// A tenant that decides what to do with everything but the question for the zone.
    pub async fn tenant_that(act: impl Fn(&str) -> Act + Send + Sync + 'static) -> Self {
        let own = Arc::new(Mutex::new(String::new()));
        let zone = Arc::clone(&own);
        let stub = Self::new(move |request| {
            if request.contains("/zoneInformation") {
                json(200, &zone_json(&zone.lock().unwrap()))
            } else {
                act(request)
            }
        })
        .await;
        *own.lock().unwrap() = stub.url();
        stub
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/ATServicesRest/", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Every request so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// Every request but those for the zone.
    pub fn calls(&self) -> Vec<String> {
        self.asked()
            .into_iter()
            .filter(|request| !request.contains("/zoneInformation"))
            .collect()
    }
}

pub fn zone_json(url: &str) -> String {
    format!(r#"{{"zoneName":"Stub","url":"{url}","webUrl":"{url}","ci":1}}"#)
}

pub fn key() -> Credentials {
    Credentials::new(USER, &SECRET.into(), TRACKING).unwrap()
}

pub fn builder(discovery: &str) -> ClientBuilder {
    Client::builder(key()).discovery(discovery)
}

pub fn client(stub: &Stub) -> Client {
    builder(&stub.url()).build().unwrap()
}

/// A port nobody listens on.
pub async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}/ATServicesRest/", listener.local_addr().unwrap())
}

async fn serve(mut stream: TcpStream, kept: &Mutex<Vec<String>>, act: &(impl Fn(&str) -> Act + ?Sized)) {
    let Some(request) = read(&mut stream).await else { return };
    kept.lock().unwrap().push(request.clone());
    match act(&request) {
        Act::Say(text) => {
            drop(stream.write_all(text.as_bytes()).await);
            drop(stream.shutdown().await);
        }
        Act::Close => {}
        Act::Hang => std::future::pending().await,
    }
}

async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await.ok()?;
        bytes.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if bytes.first() == Some(&TLS_HELLO) {
            return Some(text);
        }
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length")
                    .then(|| value.trim().parse::<usize>().ok())?
            });
            if body.len() >= length.unwrap_or(0) {
                return Some(text);
            }
        }
        if count == 0 {
            return (!bytes.is_empty()).then_some(text);
        }
    }
}
