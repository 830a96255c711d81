//! Whose ticket it becomes.

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

async fn sent_by(name: &str, email: &str) -> Result<Ticket> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("Who am I?").await?;
    form.from(name, email).await?;
    let saved = form.send().await?;
    practice.arrived(&saved.reference, 0, EVENTUALLY).await
}
