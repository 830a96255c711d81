//! WebKit's own WebDriver, without anything in between. It starts the tray app itself.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use anyhow::{Context as _, Result};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::pc::Pc;
use crate::process::Process;
use crate::wait::{SOON, until};

/// A running WebKitWebDriver with the program it started.
pub struct WebDriver {
    /// Everything that is killed when this is dropped.
    pub process: Process,
    session: Session,
}

enum Session {
    /// The program starts; the session begins with its first window.
    Starting(JoinHandle<Result<Client>>),
    /// A window was there.
    Open(Client),
}

impl WebDriver {
    /// Starts `program` with these arguments on this PC, under a driver's eyes.
    pub async fn start(pc: &Pc, program: &Path, arguments: &[&str]) -> Result<Self> {
        let port = free_port()?;
        let mut command = pc.command(Path::new("WebKitWebDriver"));
        command
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true");
        let log = pc.dir().join(format!("webdriver-{port}.log"));
        let process = Process::start("WebKitWebDriver", &command, &log)?;
        until("WebKitWebDriver listens", SOON, async || {
            Ok(Some(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?))
        })
        .await?;
        let options = json!({ "binary": program, "args": arguments });
        let capabilities = Map::from_iter([("webkitgtk:browserOptions".to_owned(), options)]);
        // The request for a session is answered by the first window, which appears only when the bell is pressed.
        let session = Session::Starting(tokio::spawn(connect(port, capabilities)));
        Ok(Self { process, session })
    }

    /// The session, once the first window is there.
    pub async fn client(&mut self) -> Result<Client> {
        if let Session::Starting(starting) = &mut self.session {
            let client = tokio::time::timeout(SOON, starting)
                .await
                .context("no window appeared")???;
            self.session = Session::Open(client);
        }
        match &self.session {
            Session::Open(client) => Ok(client.clone()),
            Session::Starting(_) => anyhow::bail!("no session"),
        }
    }
}

impl Drop for WebDriver {
    fn drop(&mut self) {
        if let Session::Starting(starting) = &self.session {
            starting.abort();
        }
    }
}

async fn connect(port: u16, capabilities: Map<String, Value>) -> Result<Client> {
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(capabilities);
    Ok(builder.connect(&format!("http://127.0.0.1:{port}")).await?)
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
