//! Autotask is away: what was saved arrives when it is back.

use anyhow::Result;
use deskbell_tests::admin::Admin;
use deskbell_tests::bell::{Bell, QuietBell};
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::Practice;
use deskbell_tests::wait::{EVENTUALLY, SOON, until};

#[tokio::test]
async fn while_autotask_is_down_it_is_saved_and_delivered_once_when_it_returns() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    practice.down().await?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("Nobody is at the other end").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.pictures_painted().await?;
    let saved = form.send().await?;
    until("the form says that it waits", SOON, async || {
        Ok(form
            .text("#progress")
            .await?
            .contains("goes out by itself")
            .then_some(()))
    })
    .await?;
    bell.tray.press("Tickets waiting (1)").await?;
    bell.window("main").await?;
    assert!(practice.tickets().await?.is_empty());

    practice.up().await?;
    let ticket = practice.arrived(&saved.reference, 1, EVENTUALLY).await?;
    let form = bell.window("#number").await.map(deskbell_tests::form::Form::new)?;
    assert_eq!(form.number().await?, ticket.number);
    assert_eq!(practice.tickets().await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn what_was_saved_while_autotask_was_down_arrives_after_the_program_was_killed_and_started_again() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    practice.down().await?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("Then the power went as well").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.pictures_painted().await?;
    let saved = form.send().await?;
    bell.kill().await?;

    practice.up().await?;
    let again = QuietBell::start(&pc, practice.settings(), &["--background"]).await?;
    let ticket = practice.arrived(&saved.reference, 1, EVENTUALLY).await?;
    assert_eq!(ticket.contact.as_deref(), Some("Dana Reyes"));
    assert_eq!(practice.tickets().await?.len(), 1);
    drop(again);
    Ok(())
}

#[tokio::test]
async fn a_script_learns_that_it_is_saved_and_the_same_id_stays_one_ticket() -> Result<()> {
    let practice = Practice::start().await?;
    practice.down().await?;
    let admin = Admin::new(practice.settings())?;
    let words = [
        "--id",
        "019a0b1c-0000-7000-8000-000000000001",
        "--email",
        "dana@contoso.example",
        "--wait",
        "1",
    ];
    let first = admin.submit("The backup failed", &words).await?;
    assert_eq!(first.exit, 3, "{}", first.complaint);

    practice.up().await?;
    let delivered = admin.run(&["outbox", "deliver", "--json"], "").await?;
    assert_eq!(
        delivered.status.code(),
        Some(0),
        "{}{}",
        delivered.stdout,
        delivered.stderr
    );
    let again = admin.submit("The backup failed", &words).await?;
    assert_eq!(again.exit, 0, "{}", again.complaint);
    assert_eq!(again.reference()?, first.reference()?);
    practice.arrived(first.reference()?, 0, EVENTUALLY).await?;
    assert_eq!(practice.tickets().await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn one_notification_comes_when_it_went_out_behind_a_closed_window_and_none_when_it_was_seen_to() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("I wait for this one").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.send().await?;
    form.delivered().await?;
    form.close().await?;
    bell.closed().await?;

    practice.down().await?;
    let form = bell.press().await?;
    form.write("And go home after this one").await?;
    let behind = form.send().await?;
    form.close().await?;
    bell.closed().await?;
    assert_eq!(pc.bus.notices(), [], "it has not gone out yet");
    practice.up().await?;
    let ticket = practice.arrived(&behind.reference, 0, EVENTUALLY).await?;
    until("a notification", EVENTUALLY, async || {
        Ok((!pc.bus.notices().is_empty()).then_some(()))
    })
    .await?;
    until("nothing waits any more", SOON, async || {
        let lines = bell.tray.lines().await?;
        Ok((!lines.iter().any(|line| line.starts_with("Tickets waiting"))).then_some(()))
    })
    .await?;
    let [notice] = &pc.bus.notices()[..] else {
        anyhow::bail!("more than one: {:?}", pc.bus.notices());
    };
    assert_eq!(notice.title, "Your request was sent");
    assert!(
        notice.body.contains(&behind.reference) && notice.body.contains(&ticket.number),
        "{notice:?}"
    );
    Ok(())
}
