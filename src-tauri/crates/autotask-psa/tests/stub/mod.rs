//! A server of a few bytes: it says what it is told to, and keeps what it was asked.

#![allow(dead_code, reason = "each test crate uses a part of it")]

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use autotask_psa::{Client, ClientBuilder, Clock, Credentials, Error, InProcess, Memory, Retry};
use jiff::{SignedDuration, Timestamp};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

pub const USER: &str = "api@stub.example";
pub const SECRET: &str = "stub-s3cret-#not-real$";
pub const TRACKING: &str = "STUB0000000000000000000000";

/// The first byte of a TLS handshake, which gets an answer in plain text.
const TLS_HELLO: u8 = 0x16;

/// The connection failed, and the call may or may not have been carried out.
#[track_caller]
pub fn assert_ambiguous_network(failed: &Error) {
    assert!(
        matches!(
            failed,
            Error::Network {
                retry: Retry::Ambiguous,
                ..
            }
        ),
        "{failed:?}"
    );
}

/// The connection failed, and the call can be made again.
#[track_caller]
pub fn assert_transient_network(failed: &Error, what: &str) {
    assert!(
        matches!(
            failed,
            Error::Network {
                retry: Retry::Transient { .. },
                ..
            }
        ),
        "{what}: {failed:?}"
    );
}

/// What to do with a request.
#[derive(Clone)]
pub enum Act {
    /// Write this and close.
    Say(String),
    /// The same, for what is no text.
    Bytes(Vec<u8>),
    /// Write this, and then nothing more.
    Stall(String),
    /// Write this, and then a byte now and then for as long as somebody listens.
    Drip(String),
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
    zone: Arc<Mutex<String>>,
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
        Self {
            port,
            asked,
            zone: Arc::default(),
        }
    }

    /// A tenant: tells itself as the zone, and does this with everything else.
    pub async fn tenant(act: Act) -> Self {
        Self::tenant_that(move |_| act.clone()).await
    }

    /// A tenant that decides what to do.
    pub async fn tenant_that(act: impl Fn(&str) -> Act + Send + Sync + 'static) -> Self {
        let zone = Arc::<Mutex<String>>::default();
        let told = Arc::clone(&zone);
        let mut stub = Self::new(move |request| {
            if request.contains("/zoneInformation") {
                match told.lock().unwrap().as_str() {
                    "" => Act::Close,
                    zone => json(200, &zone_json(zone)),
                }
            } else {
                act(request)
            }
        })
        .await;
        stub.zone = zone;
        stub.tells_zone(&stub.url());
        stub
    }

    /// From now on, this is where the tenant is said to be; nothing, for a discovery that is down.
    pub fn tells_zone(&self, url: &str) {
        url.clone_into(&mut self.zone.lock().unwrap());
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

/// The memory of a client that found its tenant at `zone`, before that was told to be elsewhere.
pub async fn remembering(discovery: &Stub, zone: &str) -> Arc<InProcess> {
    let memory = Arc::new(InProcess::default());
    let now = discovery.zone.lock().unwrap().clone();
    discovery.tells_zone(zone);
    let client = with(discovery, &memory).build().unwrap();
    client.find_zone().await.unwrap();
    discovery.tells_zone(&now);
    memory
}

pub fn with(discovery: &Stub, memory: &Arc<InProcess>) -> ClientBuilder {
    builder(&discovery.url()).memory(Arc::clone(memory) as Arc<dyn Memory>)
}

/// A clock that stands until it is moved, and notes what it was asked to wait.
pub struct At {
    now: Mutex<Timestamp>,
    waits: Mutex<Vec<Duration>>,
}

impl At {
    pub fn noon() -> Arc<Self> {
        Arc::new(Self {
            now: Mutex::new("2026-11-18T12:00:00Z".parse().unwrap()),
            waits: Mutex::default(),
        })
    }

    pub fn passes(&self, time: SignedDuration) {
        let mut now = self.now.lock().unwrap();
        *now = now.checked_add(time).unwrap();
    }

    pub fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap().clone()
    }
}

impl Clock for At {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    fn wait(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.waits.lock().unwrap().push(pause);
        Box::pin(std::future::ready(()))
    }
}

/// Reads one request and does with it what `act` says.
pub async fn serve<S>(mut stream: S, kept: &Mutex<Vec<String>>, act: &(impl Fn(&str) -> Act + ?Sized))
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Some(request) = read(&mut stream).await else { return };
    kept.lock().unwrap().push(request.clone());
    match act(&request) {
        Act::Say(text) => say(&mut stream, text.as_bytes()).await,
        Act::Bytes(bytes) => say(&mut stream, &bytes).await,
        Act::Stall(text) => {
            drop(stream.write_all(text.as_bytes()).await);
            std::future::pending::<()>().await;
        }
        Act::Drip(text) => {
            drop(stream.write_all(text.as_bytes()).await);
            let mut drops = tokio::time::interval(Duration::from_millis(20));
            while stream.write_all(b" ").await.is_ok() {
                drops.tick().await;
            }
        }
        Act::Close => {}
        Act::Hang => std::future::pending::<()>().await,
    }
}

async fn say(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) {
    drop(stream.write_all(bytes).await);
    drop(stream.shutdown().await);
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut bytes = Vec::new();
    let mut whole = None;
    let mut chunk = vec![0; 65536];
    loop {
        let count = stream.read(&mut chunk).await.ok()?;
        bytes.extend_from_slice(&chunk[..count]);
        if whole.is_none() {
            whole = length_of(&bytes);
        }
        let all_there = whole.is_some_and(|length| bytes.len() >= length) || bytes.first() == Some(&TLS_HELLO);
        if all_there || count == 0 {
            return (!bytes.is_empty()).then(|| String::from_utf8_lossy(&bytes).into_owned());
        }
    }
}

/// How long a request is, once its head is there.
fn length_of(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let body = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    });
    Some(end + body.unwrap_or(0))
}
