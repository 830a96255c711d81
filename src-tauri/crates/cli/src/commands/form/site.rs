//! The pages of `form preview`: the form's own files, what the settings make of it, and a word when they change.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use deskbell_desk::settings::{Brand, Privacy, Screenshots, Selection, SettingsProblem, Spot, load};
use deskbell_desk::{Clock as _, CompanyRef, Paths, Settings, SystemClock};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

/// The form around a host that this program feeds, each file packed by gzip; empty where it was not built.
const FORM: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/form.rs"));

/// The form in a frame of its window's size, which can be dragged larger.
const FRAME: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Deskbell: the form</title>\
    <link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"frame.css\">\
    <iframe src=\"form/index.html\" title=\"The form\"></iframe></html>";
const FRAME_STYLE: &str = "html { height: 100%; color-scheme: light dark } \
    body { display: grid; place-items: center; height: 100%; margin: 0; background: light-dark(#d8d6d2, #101012) } \
    iframe { width: 480px; height: 640px; min-width: 320px; max-width: 100%; max-height: 100%; border: 0; resize: both; \
    overflow: auto; box-shadow: 0 0 0 1px light-dark(#0003, #fff3) }";

/// What the tray app allows its windows, and the frame.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'self'";

/// How often the settings file is looked at, and how long one asks before asking again.
const LOOK_EVERY: SignedDuration = SignedDuration::from_millis(250);
const ASKED_FOR: SignedDuration = SignedDuration::from_secs(20);

/// Whether this program carries the form.
pub const fn has_form() -> bool {
    !FORM.is_empty()
}

/// What is shown, and where.
#[derive(Clone)]
pub struct Site {
    inner: Arc<Inner>,
}

struct Inner {
    paths: Paths,
    company: Option<CompanyRef>,
    address: SocketAddr,
}

/// What the page gets of the settings: never the key to Autotask, nor where it leads.
#[derive(Serialize)]
struct Said {
    print: String,
    problems: Vec<Problem>,
    form: Form,
    language: Option<String>,
}

/// As `FormView` in src-tauri, without what only a press knows.
#[derive(Serialize)]
struct Form {
    brand: Brand,
    ask_phone: bool,
    require_phone: bool,
    for_someone_else: bool,
    privacy: Privacy,
    selections: Vec<Selection>,
    screenshots: Screenshots,
}

#[derive(Serialize)]
struct Problem {
    place: String,
    message: String,
    line: Option<String>,
    column: u32,
}

#[derive(Deserialize)]
struct Since {
    since: String,
}

impl Site {
    /// Shows the form of the settings under `paths`, of a PC of `company` if that is given, at `address`.
    pub fn new(paths: Paths, company: Option<CompanyRef>, address: SocketAddr) -> Self {
        let inner = Inner {
            paths,
            company,
            address,
        };
        Self { inner: Arc::new(inner) }
    }

    /// Serves until it is dropped.
    pub async fn serve(self, listener: TcpListener) -> io::Result<()> {
        let pages = Router::new()
            .route("/", get(|| async { page("text/html; charset=utf-8", FRAME) }))
            .route("/frame.css", get(|| async { page("text/css", FRAME_STYLE) }))
            .route("/form/settings.json", get(settings))
            .route("/form/changed", get(changed))
            .route("/form/{*file}", get(file))
            .layer(from_fn_with_state(self.clone(), from_here))
            .layer(map_response(careful))
            .with_state(self);
        axum::serve(listener, pages).await
    }
}

/// A page elsewhere could have a name of its own lead to 127.0.0.1, and read what it shows.
async fn from_here(State(site): State<Site>, request: Request, next: Next) -> Response {
    let port = site.inner.address.port();
    let ours = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let asked = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    if asked.is_some_and(|host| ours.iter().any(|our| our == host)) {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

async fn careful(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn settings(State(site): State<Site>) -> Response {
    let said = tokio::task::spawn_blocking(move || site.inner.said()).await;
    match said.map(|said| serde_json::to_string(&said)) {
        Ok(Ok(said)) => page("application/json", said),
        Ok(Err(_)) | Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Answers as soon as the settings have changed since, or after a while without a change.
async fn changed(State(site): State<Site>, Query(Since { since }): Query<Since>) -> Response {
    let until = SystemClock.now().saturating_add(ASKED_FOR).unwrap_or_default();
    loop {
        let print = site.inner.print();
        let now = SystemClock.now();
        if print != since || now >= until {
            return page("text/plain", print);
        }
        let next = now.saturating_add(LOOK_EVERY).unwrap_or(until);
        SystemClock.sleep_until(next).await;
    }
}

async fn file(Path(name): Path<String>) -> Response {
    let Some((_, packed)) = FORM.iter().find(|(known, _)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let media_type = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        _ => "application/octet-stream",
    };
    ([(CONTENT_TYPE, media_type), (CONTENT_ENCODING, "gzip")], *packed).into_response()
}

fn page(media_type: &'static str, text: impl Into<String>) -> Response {
    ([(CONTENT_TYPE, media_type)], text.into()).into_response()
}

impl Inner {
    /// Tells two versions of the settings file apart.
    fn print(&self) -> String {
        let mut hash = DefaultHasher::new();
        fs::read(self.paths.settings()).ok().hash(&mut hash);
        format!("{:x}", hash.finish())
    }

    fn said(&self) -> Said {
        // First, so that a change meanwhile is noticed afterwards.
        let print = self.print();
        let loaded = load(&self.paths);
        let text = fs::read_to_string(self.paths.settings()).unwrap_or_default();
        let settings = Settings {
            company: self.company.clone().or(loaded.settings.company),
            ..loaded.settings
        };
        Said {
            print,
            problems: loaded.problems.iter().map(|problem| told(problem, &text)).collect(),
            language: settings.language.clone(),
            form: form(settings),
        }
    }
}

fn form(settings: Settings) -> Form {
    Form {
        selections: settings.offered(),
        privacy: settings.privacy,
        ask_phone: settings.ask_phone,
        require_phone: settings.ask_phone && settings.require_phone,
        for_someone_else: settings.for_someone_else,
        screenshots: settings.screenshots,
        brand: settings.brand,
    }
}

fn told(problem: &SettingsProblem, text: &str) -> Problem {
    let (line, column) = match &problem.place {
        Spot::Line { line, column, .. } => {
            let before = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
            (text.lines().nth(before).map(str::to_owned), *column)
        }
        Spot::Value { .. } => (None, 1),
    };
    Problem {
        place: problem.place.to_string(),
        message: problem.message.clone(),
        line,
        column,
    }
}
