//! The admin's rules, and what becomes of a ticket when they are broken.

use anyhow::Result;
use deskbell_tests::admin::Admin;
use deskbell_tests::bell::Bell;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::Practice;
use deskbell_tests::wait::EVENTUALLY;

const PRINTING: &str = r#"
[default]
queue = "Service Desk"
priority = "Medium"

[[rule]]
name = "Printing"
when.msg = { word = ["printer", "toner"] }
set.queue = "Field Services"
set.append = "Printer page: https://wiki.example/printers"

[[rule]]
name = "Account on hold"
when.msg = { word = "overdraft" }
reject = "Please call accounts on +1 555 0100 before opening a ticket."
"#;

#[tokio::test]
async fn a_rule_moves_the_queue_and_the_note_says_which() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    practice.write_rules(PRINTING)?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("The Printer eats paper").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    let saved = form.send().await?;

    let ticket = practice.arrived(&saved.reference, 0, EVENTUALLY).await?;
    assert_eq!(ticket.queue.as_deref(), Some("Field Services"));
    assert_eq!(ticket.priority.as_deref(), Some("Medium"));
    let note = ticket.note();
    assert!(note.contains("Printer page: https://wiki.example/printers"), "{note}");
    let trace = ticket.trace();
    let moved =
        |line: &&str| line.starts_with("queue = Field Services") && line.contains("\"Printing\" (rules.toml:9)");
    assert!(trace.iter().any(moved), "{trace:?}");
    Ok(())
}

#[tokio::test]
async fn a_rule_that_rejects_shows_its_text_and_keeps_what_was_written() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    practice.write_rules(PRINTING)?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("Question about my overdraft").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    let refused = form.send().await.unwrap_err().to_string();
    assert!(refused.contains("+1 555 0100"), "{refused}");
    assert_eq!(form.message().await?, "Question about my overdraft");

    let admin = Admin::new(practice.settings())?;
    let submitted = admin.submit("overdraft", &["--email", "dana@contoso.example"]).await?;
    assert_eq!(submitted.exit, 4, "{}", submitted.complaint);
    assert!(practice.tickets().await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn with_a_broken_rules_file_the_ticket_still_goes_in_and_the_note_says_so() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    practice.write_rules("[[rule]\nname = \"half a file")?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("The printer is broken, and so are the rules").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    let saved = form.send().await?;

    let ticket = practice.arrived(&saved.reference, 0, EVENTUALLY).await?;
    assert!(ticket.note().contains("The file was left aside"), "{}", ticket.note());
    Ok(())
}

#[tokio::test]
async fn a_queue_the_tenant_does_not_have_never_stops_a_ticket() -> Result<()> {
    let practice = Practice::start().await?;
    practice
        .write_rules("[default]\nqueue = \"Service Desk\"\n\n[[rule]]\nname = \"Zoo\"\nset.queue = \"Marmoset\"\n")?;
    let admin = Admin::new(practice.settings())?;
    let submitted = admin.submit("A monkey", &["--email", "dana@contoso.example"]).await?;
    assert_eq!(submitted.exit, 0, "{}", submitted.complaint);

    let ticket = practice.arrived(submitted.reference()?, 0, EVENTUALLY).await?;
    assert_eq!(ticket.queue.as_deref(), Some("Service Desk"));
    let note = ticket.note();
    assert!(
        note.contains("[Submission errors]") && note.contains("Marmoset"),
        "{note}"
    );
    Ok(())
}
