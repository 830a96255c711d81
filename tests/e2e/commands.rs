//! Every command a window may call, called in that window, and none that it may not.

use anyhow::{Context as _, Result};
use deskbell_tests::bell::Bell;
use deskbell_tests::form::Form;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::Practice;
use deskbell_tests::wait::{SOON, until};
use serde_json::{Value, json};

#[tokio::test]
async fn each_command_of_the_form_answers_in_the_real_window() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;

    let opened = ok(&form, "form_open", json!({})).await?;
    let draft = opened["draft"].as_str().context("a draft")?.to_owned();
    ok(&form, "painted", json!({})).await?;
    assert_eq!(
        ok(&form, "pictures", json!({})).await?["pictures"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    let retaken = ok(&form, "retake", json!({ "countdown": false })).await?;
    let edit = json!({ "tool": "hide", "x": 8, "y": 8, "width": 80, "height": 40 });
    let edited = json!({ "id": retaken["pictures"][0]["id"], "edits": [edit] });
    let edited = ok(&form, "edit_picture", edited).await?;
    let picture = json!({ "id": edited["id"], "version": edited["version"] });
    let facts = ok(&form, "facts", json!({})).await?;
    assert!(
        facts
            .as_array()
            .is_some_and(|facts| facts.iter().any(|fact| fact["key"] == "hostname")),
        "{facts}"
    );

    ok(&form, "speak", json!({ "language": "de" })).await?;
    assert_eq!(ok(&form, "language", json!({})).await?["wanted"], json!("de"));
    ok(&form, "speak", json!({ "language": null })).await?;

    let file = add_bytes(&form, "näme.txt", "some bytes").await?;
    assert_eq!((&file["name"], &file["bytes"]), (&json!("näme.txt"), &json!(10)));
    let removed = add_bytes(&form, "other.txt", "gone").await?;
    ok(&form, "remove_file", json!({ "id": removed["id"] })).await?;

    let input = json!({
        "draft": draft,
        "message": "Every command once",
        "selections": [],
        "answers": {},
        "on_behalf_of": null,
        "requester": { "name": "Dana Reyes", "email": "dana@contoso.example", "phone": "" },
        "files": [file["id"]],
    });
    ok(&form, "keep_draft", json!({ "input": input })).await?;
    ok(&form, "continue_kept", json!({ "draft": draft })).await?;
    let other = "019a0b1c-0000-7000-8000-000000000002";
    ok(&form, "discard_kept", json!({ "draft": other })).await?;
    let send = json!({ "draft": input, "pictures": [picture], "facts_off": [] });
    let sent = ok(&form, "send", json!({ "input": send })).await?;
    let reference = sent["ticket"]["reference"].as_str().context("a reference")?.to_owned();
    let arrived = practice.arrived(&reference, 2, SOON).await?;
    assert_eq!(
        arrived.attachments.len(),
        2,
        "the file and the picture: {:?}",
        arrived.attachments
    );

    for foreign in ["tickets", "this_pc", "about"] {
        let answer = form.call(foreign, json!({})).await?;
        assert!(
            answer["error"].to_string().contains("not allowed"),
            "the form may call {foreign}: {answer}"
        );
    }
    close(&form).await;
    bell.closed().await
}

#[tokio::test]
async fn the_native_dialog_can_be_cancelled() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.client()
        .execute(
            "window.picked = null;
         window.__TAURI_INTERNALS__.invoke('add_files').then((files) => { window.picked = files });",
            Vec::new(),
        )
        .await?;
    pc.display.focus("Add a file").await?;
    pc.display.xdotool(&["key", "Escape"]).await?;
    let picked = until("the dialog is gone", SOON, async || {
        let picked = form.client().execute("return window.picked", Vec::new()).await?;
        Ok(Some(picked).filter(|picked| !picked.is_null()))
    })
    .await?;
    assert_eq!(picked, json!([]));
    Ok(())
}

#[tokio::test]
async fn the_other_windows_open_from_the_menu_with_their_own_commands() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    practice.down().await?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("So that something waits").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    let saved = form.send().await?;
    form.close().await?;

    for (line, command, foreign, expected) in [
        ("This PC", "this_pc", "send", "hostname"),
        ("Tickets waiting", "tickets", "this_pc", saved.reference.as_str()),
        ("About", "about", "facts", "version"),
    ] {
        bell.tray.press(line).await?;
        let window = Form::new(bell.window("main").await?);
        let answer = ok(&window, command, json!({})).await?;
        assert!(answer.to_string().contains(expected), "{line}: {answer}");
        let refused = window.call(foreign, json!({})).await?;
        assert!(
            refused["error"].to_string().contains("not allowed"),
            "{line} may call {foreign}: {refused}"
        );
        close(&window).await;
        bell.closed().await?;
    }
    Ok(())
}

async fn ok(form: &Form, command: &str, arguments: Value) -> Result<Value> {
    let answer = form.call(command, arguments).await?;
    answer
        .get("ok")
        .cloned()
        .with_context(|| format!("{command} answered {answer}"))
}

async fn add_bytes(form: &Form, name: &str, text: &str) -> Result<Value> {
    let script = "const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke('add_bytes', new TextEncoder().encode(arguments[1]),
            { headers: { name: encodeURIComponent(arguments[0]) } })
            .then((ok) => done({ ok }), (error) => done({ error }));";
    let answer = form
        .client()
        .execute_async(script, vec![json!(name), json!(text)])
        .await?;
    answer
        .get("ok")
        .cloned()
        .with_context(|| format!("add_bytes answered {answer}"))
}

/// Lets the page close its window.
async fn close(window: &Form) {
    let script = "window.__TAURI_INTERNALS__.invoke('close_window');";
    // The window may be gone before the driver can say so.
    let _ = window.client().execute(script, Vec::new()).await;
}
