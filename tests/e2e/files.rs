//! Files a person or a script adds.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use deskbell_tests::admin::Admin;
use deskbell_tests::bell::Bell;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::Practice;
use deskbell_tests::wait::{EVENTUALLY, SOON, until};

#[tokio::test]
async fn a_file_chosen_in_the_systems_dialog_arrives_as_it_is_and_a_removed_one_does_not() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let (wanted, removed) = (pc.dir().join("Overview 2026.txt"), pc.dir().join("diary.txt"));
    fs::write(&wanted, "to be looked at")?;
    fs::write(&removed, "not for others")?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("Please see the file").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    let pictures = form.pictures(1).await?;
    form.take_out(&pictures[0]).await?;
    for (count, file) in [(1, &removed), (2, &wanted)] {
        form.click("#add-file").await?;
        choose(&pc, file).await?;
        form.files(count).await?;
    }
    form.click("[data-file] button.remove").await?;
    let names = form.files(1).await?;
    assert!(names[0].contains("Overview 2026.txt"), "{names:?}");
    let saved = form.send().await?;

    let ticket = practice.arrived(&saved.reference, 1, EVENTUALLY).await?;
    assert_eq!(ticket.attachments.len(), 1, "{:?}", ticket.attachments);
    let file = &ticket.attachments[0];
    assert_eq!(practice.attachment(file).await?, b"to be looked at");
    assert_eq!(
        file.publish, 2,
        "files are for technicians unless a setting says otherwise"
    );
    Ok(())
}

#[tokio::test]
async fn an_empty_file_never_stops_the_ticket_and_is_told_about() -> Result<()> {
    let practice = Practice::start().await?;
    let admin = Admin::new(practice.settings())?;
    let empty = admin.home().join("empty.log");
    fs::write(&empty, "")?;
    let words = [
        "--email",
        "dana@contoso.example",
        "--attach",
        &empty.display().to_string(),
    ];
    let submitted = admin.submit("The log is empty", &words).await?;
    assert_eq!(submitted.exit, 0, "{}", submitted.complaint);

    let ticket = practice.arrived(submitted.reference()?, 0, EVENTUALLY).await?;
    let attached = ticket
        .attachments
        .iter()
        .any(|attachment| attachment.name == "empty.log");
    let told = ticket.notes.iter().any(|note| note.text.contains("empty.log"));
    assert!(attached || told, "{ticket:?}");
    Ok(())
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_by_name_before_anything_is_saved() -> Result<()> {
    let practice = Practice::start().await?;
    let admin = Admin::new(practice.settings())?;
    let large = admin.home().join("dump.bin");
    fs::write(&large, vec![7; 20_000_000])?;
    let words = [
        "--email",
        "dana@contoso.example",
        "--attach",
        &large.display().to_string(),
    ];
    let submitted = admin.submit("A crash dump", &words).await?;
    assert_eq!(submitted.exit, 2, "{}", submitted.complaint);
    assert!(submitted.complaint.contains("dump.bin"), "{}", submitted.complaint);
    assert!(practice.tickets().await?.is_empty());
    let listed = admin.run(&["outbox", "list", "--json"], "").await?;
    assert_eq!(listed.stdout.trim(), "[]");
    Ok(())
}

#[tokio::test]
async fn a_file_over_the_limit_is_named_in_the_form_and_the_rest_still_goes() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let large = pc.dir().join("dump.bin");
    fs::write(&large, vec![7; 20_000_000])?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("A crash dump").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.click("#add-file").await?;
    choose(&pc, &large).await?;
    until("the form names the file", SOON, async || {
        Ok(form.text("#files-error").await?.contains("dump.bin").then_some(()))
    })
    .await?;
    let saved = form.send().await?;
    practice.arrived(&saved.reference, 0, EVENTUALLY).await?;
    Ok(())
}

/// Chooses a file in the dialog that is opening, as a person who knows its path.
async fn choose(pc: &Pc, path: &Path) -> Result<()> {
    pc.display.focus("Add a file").await?;
    // A slash opens the field for a path; what is typed before it is there is lost.
    let closed = pc.display.pixels().await?;
    pc.display.xdotool(&["key", "slash"]).await?;
    until("the field for a path", SOON, async || {
        Ok((pc.display.pixels().await? != closed).then_some(()))
    })
    .await?;
    let rest = path
        .to_str()
        .context("a path that is not text")?
        .trim_start_matches('/');
    pc.display.xdotool(&["type", "--delay", "15", rest]).await?;
    pc.display.xdotool(&["key", "Return"]).await
}
