//! Whose ticket it becomes.

use std::os::unix::fs::PermissionsExt as _;

use anyhow::Result;
use deskbell_tests::bell::Bell;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::{Practice, Ticket};
use deskbell_tests::wait::EVENTUALLY;

#[tokio::test]
async fn a_known_address_finds_its_contact_and_company_in_whatever_case() -> Result<()> {
    let ticket = sent_by("Dana Reyes", "DANA@contoso.example").await?;
    assert_eq!(ticket.company.as_deref(), Some("Contoso Ltd"));
    assert_eq!(ticket.contact.as_deref(), Some("Dana Reyes"));
    let first = ticket.note().lines().next().unwrap_or_default().to_owned();
    assert!(
        first.contains("Dana Reyes") && first.contains("does not match"),
        "{first}"
    );
    Ok(())
}

#[tokio::test]
async fn an_unknown_address_goes_to_the_unregistered_user() -> Result<()> {
    let ticket = sent_by("Robin Nowhere", "robin@nowhere.example").await?;
    assert_eq!(ticket.contact.as_deref(), Some("Unregistered User"));
    assert_eq!(ticket.company.as_deref(), Some("Walk-in customers"));
    let note = ticket.note();
    assert!(
        note.contains("Robin Nowhere") && note.contains("robin@nowhere.example"),
        "{note}"
    );
    Ok(())
}

#[tokio::test]
async fn who_it_was_is_remembered_for_the_next_press() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("First").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.send().await?;
    form.close().await?;
    bell.closed().await?;

    let form = bell.press().await?;
    assert_eq!(form.text("#from").await?, "Dana Reyes, dana@contoso.example");
    assert_eq!(form.message().await?, "", "a sent request is not offered again");
    Ok(())
}

/// A program of the admin's, that knows who is there and counts how often it was asked.
fn who_is_there(pc: &Pc, practice: &Practice) -> Result<std::path::PathBuf> {
    let (program, asked) = (pc.dir().join("who is there"), pc.dir().join("asked"));
    let answer = r#"{"name": "Kim Park", "email": "kim@contoso.example"}"#;
    std::fs::write(
        &program,
        format!("#!/bin/sh\necho x >> '{}'\necho '{answer}'\n", asked.display()),
    )?;
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755))?;
    let settings = std::fs::read_to_string(practice.settings())?;
    let command = format!("\n[identity]\ncommand = [\"{}\"]\n", program.display());
    std::fs::write(practice.settings(), settings + &command)?;
    Ok(asked)
}

#[tokio::test]
async fn at_first_the_admins_program_says_who_is_there_and_the_person_is_asked_whether_it_is_right() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let asked = who_is_there(&pc, &practice)?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    assert_eq!(form.text("#from").await?, "Kim Park, kim@contoso.example");
    assert!(form.has("#from-guess").await?, "it is only a guess");
    form.write("First").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.send().await?;
    form.close().await?;
    bell.closed().await?;

    let form = bell.press().await?;
    assert_eq!(form.text("#from").await?, "Dana Reyes, dana@contoso.example");
    assert!(!form.has("#from-guess").await?, "they said so themselves");
    assert_eq!(std::fs::read_to_string(asked)?.lines().count(), 1, "asked once");
    Ok(())
}

#[tokio::test]
async fn where_nobody_is_remembered_each_press_asks_who_is_there() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let settings = std::fs::read_to_string(practice.settings())?;
    std::fs::write(practice.settings(), format!("remember_identity = false\n{settings}"))?;
    let asked = who_is_there(&pc, &practice)?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    for press in 1..=2 {
        let form = bell.press().await?;
        assert_eq!(form.text("#from").await?, "Kim Park, kim@contoso.example");
        assert!(form.has("#from-guess").await?);
        assert_eq!(std::fs::read_to_string(&asked)?.lines().count(), press);
        form.write("Somebody's request").await?;
        form.send().await?;
        form.close().await?;
        bell.closed().await?;
    }
    assert!(
        !std::fs::exists(pc.data().join("person/me.toml"))?,
        "nobody is remembered"
    );
    Ok(())
}

async fn sent_by(name: &str, email: &str) -> Result<Ticket> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("Who am I?").await?;
    form.from(name, email).await?;
    let saved = form.send().await?;
    practice.arrived(&saved.reference, 0, EVENTUALLY).await
}
