//! PCs that lack something: a connection, a display, a network.

use std::fs;

use anyhow::Result;
use deskbell_tests::admin::{Admin, Submitted};
use deskbell_tests::bell::Bell;
use deskbell_tests::form::Form;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::Practice;
use deskbell_tests::wait::EVENTUALLY;

#[tokio::test]
async fn a_pc_that_is_not_connected_says_so_and_whom_to_call_and_offers_no_send() -> Result<()> {
    let pc = Pc::new().await?;
    let machine = pc.dir().join("machine");
    fs::create_dir(&machine)?;
    let settings = machine.join("deskbell.toml");
    fs::write(&settings, "[brand]\nname = \"Contoso IT\"\nphone = \"+1 555 0100\"\n")?;
    let mut bell = Bell::start(&pc, &settings).await?;
    bell.tray.press("New ticket").await?;
    let form = Form::new(bell.window("#not-connected").await?);
    assert!(form.text("#not-connected").await?.contains("+1 555 0100"));
    assert!(!form.has("#send").await?);
    assert!(!form.has("#banner").await?, "it never slips into practice");

    let submitted = Admin::new(&settings)?.submit("Hello", &[]).await?;
    assert_eq!(submitted.exit, 1, "{}", submitted.complaint);
    Ok(())
}

#[tokio::test]
async fn without_a_display_the_ticket_goes_without_a_picture_and_says_why() -> Result<()> {
    let practice = Practice::start().await?;
    let admin = Admin::new(practice.settings())?;
    let words = ["--email", "dana@contoso.example", "--screenshot"];
    let submitted = admin.submit("The server room is dark", &words).await?;
    assert_eq!(submitted.exit, 0, "{}", submitted.complaint);
    let ticket = practice.arrived(submitted.reference()?, 0, EVENTUALLY).await?;
    assert!(ticket.pictures().is_empty());
    assert!(ticket.note().contains("there is no display"), "{}", ticket.note());
    Ok(())
}

#[tokio::test]
async fn without_a_display_the_tray_app_ends_with_a_sentence() -> Result<()> {
    let home = tempfile::tempdir()?;
    let command = deskbell_tests::pc::bare_session(&deskbell_tests::programs::deskbell()?, home.path());
    let ended = deskbell_tests::process::run(&command, "").await?;
    assert!(!ended.status.success());
    assert!(
        !ended.stderr.trim().is_empty() && !ended.stderr.contains("panicked"),
        "{}",
        ended.stderr
    );
    Ok(())
}

#[tokio::test]
async fn without_any_network_interface_it_is_saved_and_goes_out_later() -> Result<()> {
    let practice = Practice::start().await?;
    let admin = Admin::new(practice.settings())?;
    let words = [
        "submit",
        "--json",
        "--message",
        "The cable is out",
        "--email",
        "dana@contoso.example",
        "--wait",
        "1",
    ];
    let submitted = Submitted::from(&admin.run_without_network(&words).await?)?;
    assert_eq!(submitted.exit, 3, "{}", submitted.complaint);

    let delivered = admin.run(&["outbox", "deliver"], "").await?;
    assert_eq!(
        delivered.status.code(),
        Some(0),
        "{}{}",
        delivered.stdout,
        delivered.stderr
    );
    let ticket = practice.arrived(submitted.reference()?, 0, EVENTUALLY).await?;
    assert_eq!(ticket.contact.as_deref(), Some("Dana Reyes"));
    Ok(())
}
