//! The Autotask secret is in its own file and nowhere else.

use std::fs;
use std::path::Path;

use anyhow::Result;
use deskbell_tests::admin::Admin;
use deskbell_tests::bell::Bell;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::{Practice, SECRET};
use deskbell_tests::wait::EVENTUALLY;
use serde_json::json;

#[tokio::test]
async fn the_secret_is_in_no_file_no_log_no_window_and_no_command_line() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    let record = "window.heard = []; const invoke = window.__TAURI_INTERNALS__.invoke;
        window.__TAURI_INTERNALS__.invoke = async (command, ...rest) => {
            window.heard.push([command, ...rest]);
            const answer = await invoke(command, ...rest).catch((error) => { window.heard.push(error); throw error });
            window.heard.push(answer);
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
    for words in [
        &["outbox", "list", "--json"] as &[&str],
        &["outbox", "deliver", "--json"],
        &["health", "--json"],
        &["facts", "--json"],
        &["connect"],
    ] {
        let ended = admin.run(words, "").await?;
        assert!(
            !format!("{}{}", ended.stdout, ended.stderr).contains(SECRET),
            "{words:?}"
        );
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
