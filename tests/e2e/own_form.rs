//! The admin's own form in the real window.

use anyhow::Result;
use deskbell_tests::bell::Bell;
use deskbell_tests::form::Form;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::Practice;
use deskbell_tests::wait::{EVENTUALLY, SOON, until};

const OWN_FORM: &str = r#"
[[selection]]
id = "printing"
text = "Printing"
[[selection]]
id = "room"
kind = "text"
text = "Which room?"
texts.de = "Welcher Raum?"
required = true
shown_when = "printing"
"#;

/// The element that has the cursor, by its selection or id.
async fn cursor(form: &Form) -> Result<String> {
    let script = "const at = document.activeElement; return at?.dataset.selection ?? at?.id ?? ''";
    let found = form.client().execute(script, Vec::new()).await?;
    Ok(found.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_required_answer_is_asked_for_kept_with_the_draft_and_sent_with_whom_it_is_for() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    practice.add_settings(OWN_FORM)?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("It prints nothing").await?;
    // They move what is below them.
    form.pictures_painted().await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    assert!(!form.has("[data-selection=room]").await?, "nothing asked for it yet");
    form.tick("printing").await?;
    form.one("[data-selection=room]").await?;

    form.click("#send").await?;
    let problem = form.text("p.problem[role=alert]").await?;
    assert_eq!(problem, "Please fill this in. A few words are enough.");
    until("the cursor is there", SOON, async || {
        Ok((cursor(&form).await? == "room").then_some(()))
    })
    .await?;
    form.one("[data-selection=room]").await?.send_keys("204").await?;
    form.one("#for-someone-else").await?.send_keys(" ").await?;
    form.one("#for-email").await?.send_keys("jonas@contoso.example").await?;
    form.close().await?;
    bell.closed().await?;

    let form = bell.press().await?;
    form.click("#kept-go-on").await?;
    let answer = form.one("[data-selection=room]").await?.prop("value").await?;
    assert_eq!(answer.as_deref(), Some("204"));
    let email = form.one("#for-email").await?.prop("value").await?;
    assert_eq!(email.as_deref(), Some("jonas@contoso.example"));
    let saved = form.send().await?;

    let ticket = practice.arrived(&saved.reference, 0, EVENTUALLY).await?;
    assert_eq!(ticket.contact.as_deref(), Some("Jonas Müller"));
    let description = ticket.description.as_deref().unwrap_or_default();
    assert!(description.contains("• Printing\n• Which room? 204"), "{description}");
    let note = ticket.note();
    assert!(note.contains("\"Dana Reyes\" \"dana@contoso.example\""), "{note}");
    assert!(note.contains("For: \"jonas@contoso.example\", as typed."), "{note}");
    Ok(())
}
