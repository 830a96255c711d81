//! The Autotask secret is in its own file and nowhere else.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use anyhow::Result;
use autotask_psa::{Client, Credentials};
use deskbell_desk::autotask::{Autotask, AutotaskConfig};
use deskbell_desk::psa::Psa as _;
use deskbell_desk::{Paths, PersonRef, SystemClock};
use deskbell_tests::admin::Admin;
use deskbell_tests::bell::Bell;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::{Practice, SECRET};
use deskbell_tests::wait::EVENTUALLY;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

#[tokio::test]
async fn the_secret_is_in_no_file_no_log_no_window_and_no_command_line() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    let record = "window.heard = []; const fetch = window.fetch;
        window.fetch = async (...asked) => {
            const answer = await fetch(...asked);
            window.heard.push(asked, await answer.clone().text());
            return answer;
        };";
    form.client().execute(record, Vec::new()).await?;
    form.write("Nobody may learn the key").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.pictures_painted().await?;
    practice.down().await?;
    let saved = form.send().await?;
    form.text("#progress").await?;
    practice.up().await?;
    practice.arrived(&saved.reference, 1, EVENTUALLY).await?;
    form.call("form_open", json!({})).await?;

    let heard = form
        .client()
        .execute("return JSON.stringify(window.heard)", Vec::new())
        .await?
        .to_string();
    assert!(heard.contains("send"), "the recording heard nothing: {heard}");
    let page = form.client().source().await?;
    let lines = command_lines()?;
    assert!(lines.contains("WebKitWebDriver"), "{lines}");
    let printed = bell.printed();
    for (place, text) in [
        ("the page", &page),
        ("what it calls", &heard),
        ("command lines", &lines),
        ("output", &printed),
    ] {
        assert!(!text.contains(SECRET), "the secret is in {place}");
    }
    assert_eq!(files_with_the_secret(pc.dir())?, Vec::<String>::new());
    assert_eq!(
        files_with_the_secret(practice.dir())?,
        [practice.settings().with_file_name("secret").display().to_string()]
    );
    Ok(())
}

#[tokio::test]
async fn no_command_of_the_admin_tool_prints_the_secret_not_even_when_it_is_refused() -> Result<()> {
    let practice = Practice::start().await?;
    let admin = Admin::new(practice.settings())?;
    admin
        .submit("One that goes", &["--email", "dana@contoso.example"])
        .await?;
    practice.down().await?;
    admin
        .submit("One that waits", &["--email", "dana@contoso.example", "--wait", "1"])
        .await?;
    let key = format!("api@practice.example\n{SECRET}\nPRACTICE000000000000000000\n");
    for (words, input) in [
        (&["outbox", "list", "--json"] as &[&str], ""),
        (&["outbox", "deliver", "--json"], ""),
        (&["health", "--json"], ""),
        (&["facts", "--json"], ""),
        (&["connect"], &key),
    ] {
        let ended = admin.run(words, input).await?;
        let said = format!("{}{}", ended.stdout, ended.stderr);
        assert!(!said.contains("Usage:"), "not understood: {words:?}: {said}");
        assert!(!said.trim().is_empty(), "{words:?} said nothing");
        assert!(!said.contains(SECRET), "{words:?}: {said}");
    }
    assert_eq!(files_with_the_secret(admin.home())?, Vec::<String>::new());
    Ok(())
}

fn command_lines() -> Result<String> {
    let mut lines = String::new();
    for entry in fs::read_dir("/proc")? {
        let path = entry?.path();
        for file in ["cmdline", "environ"] {
            // Processes come and go, and some are not ours to look into.
            let bytes = fs::read(path.join(file)).unwrap_or_default();
            lines.push_str(&String::from_utf8_lossy(&bytes));
            lines.push('\n');
        }
    }
    Ok(lines)
}

fn files_with_the_secret(dir: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() {
            found.extend(files_with_the_secret(&path)?);
        } else if kind.is_file() && String::from_utf8_lossy(&fs::read(&path)?).contains(SECRET) {
            found.push(path.display().to_string());
        }
    }
    Ok(found)
}

#[tokio::test]
async fn nothing_that_can_be_printed_holds_the_secret_even_when_the_other_side_repeats_it() -> Result<()> {
    let echo = Echo::start().await?;
    let practice = Practice::start().await?;
    let paths = Paths::system(Some(practice.settings().to_owned()), Some(practice.dir().join("data")));
    let secret = deskbell_desk::secret::load(&paths)?;
    let loaded = deskbell_desk::settings::load(&paths);
    let key = Credentials::new("api@practice.example", &secret, "PRACTICE000000000000000000")?;
    let client = Client::builder(key.clone()).discovery(&echo.url).build()?;
    let autotask = Autotask::new(AutotaskConfig {
        user: "api@practice.example".to_owned(),
        tracking_id: "PRACTICE000000000000000000".to_owned(),
        secret: secret.clone(),
        discovery: echo.url.clone(),
        cache_dir: practice.dir().join("cache"),
        shared_dir: practice.dir().join("shared"),
        reads_back: Vec::new(),
        clock: Arc::new(SystemClock),
    })?;
    let refused = client.threshold().await.unwrap_err();
    let dana = PersonRef::Email("dana@contoso.example".to_owned());
    let refused_above = autotask.people(&dana, &[]).await.unwrap_err();
    assert!(
        echo.heard.lock().unwrap().contains(SECRET),
        "the other side never heard the secret to repeat"
    );

    for (what, printed) in [
        ("a loaded secret", format!("{secret:?}")),
        ("the settings", format!("{loaded:?}")),
        ("the key", format!("{key:?}")),
        ("the client", format!("{client:?}")),
        ("the adapter", format!("{autotask:?}")),
        ("the client's error", format!("{refused} {refused:?}")),
        ("the adapter's error", format!("{refused_above} {refused_above:?}")),
    ] {
        assert!(!printed.contains(SECRET), "{what} prints the secret");
    }
    Ok(())
}

/// Somebody who answers every question with an error that repeats the whole request.
struct Echo {
    url: String,
    heard: Arc<Mutex<String>>,
}

impl Echo {
    async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/ATServicesRest/", listener.local_addr()?);
        let heard = Arc::new(Mutex::new(String::new()));
        let (zone, hears) = (
            json!({ "zoneName": "Echo", "url": url, "webUrl": url, "ci": 1 }),
            Arc::clone(&heard),
        );
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = vec![0; 16 * 1024];
                let read = stream.read(&mut request).await.unwrap_or_default();
                let request = String::from_utf8_lossy(&request[..read]).into_owned();
                hears.lock().unwrap().push_str(&request);
                let (status, body) = if request.contains("zoneInformation") {
                    ("200 OK", zone.clone())
                } else {
                    ("500 Internal Server Error", json!({ "errors": [request] }))
                };
                let body = body.to_string();
                let answer = format!(
                    "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                );
                // A client that went away needs no answer.
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Ok(Self { url, heard })
    }
}
