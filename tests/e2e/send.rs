//! From the form to a ticket, and what the person takes out stays out.

use anyhow::Result;
use deskbell_tests::bell::Bell;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::Practice;
use deskbell_tests::wait::EVENTUALLY;

#[tokio::test]
async fn send_makes_a_ticket_with_words_facts_picture_and_reference() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("Outlook asks for my password again and again").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.pictures_painted().await?;
    let saved = form.send().await?;
    let number = form.number().await?;

    let ticket = practice.arrived(&saved.reference, 1, EVENTUALLY).await?;
    assert_eq!(ticket.number, number);
    assert!(ticket.title.starts_with("Outlook asks"), "{}", ticket.title);
    let description = ticket.description.as_deref().unwrap_or_default();
    assert!(description.contains("again and again"), "{description}");
    assert!(
        description.contains(&format!("Reference {}", saved.reference)),
        "{description}"
    );
    let hostname = std::fs::read_to_string("/proc/sys/kernel/hostname")?;
    assert!(ticket.note().contains(hostname.trim()), "{}", ticket.note());
    assert!(
        !ticket.notes.iter().any(deskbell_tests::practice::Note::is_public),
        "the facts are for technicians"
    );

    let picture = ticket.pictures()[0];
    assert_eq!(picture.publish, 2, "pictures are for technicians");
    let bytes = practice.attachment(picture).await?;
    assert!(
        bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"\xff\xd8\xff"),
        "a picture that opens"
    );
    Ok(())
}

#[tokio::test]
async fn the_picture_shows_the_screen_as_it_was_before_the_form_covered_it() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let before = pc.display.pixels().await?;
    let form = bell.press().await?;
    assert!(before != pc.display.pixels().await?, "the form is on the screen");
    form.write("A dialog I can not read is in the way").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.pictures_painted().await?;
    let saved = form.send().await?;

    let ticket = practice.arrived(&saved.reference, 1, EVENTUALLY).await?;
    let picture = practice.attachment(ticket.pictures()[0]).await?;
    assert!(
        before == pc.display.pixels_of(&picture).await?,
        "what is sent is another picture"
    );
    Ok(())
}

#[tokio::test]
async fn a_picture_taken_out_is_not_in_the_ticket() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("My salary is on the screen").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    let pictures = form.pictures(1).await?;
    form.take_out(&pictures[0]).await?;
    let saved = form.send().await?;
    form.delivered().await?;

    let ticket = practice.arrived(&saved.reference, 0, EVENTUALLY).await?;
    assert_eq!(ticket.attachments.len(), 0, "{:?}", ticket.attachments);
    Ok(())
}

#[tokio::test]
async fn a_fact_switched_off_is_not_in_the_ticket_but_name_and_address_of_the_pc_are() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("Nothing but the necessary").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.click("#what-we-send summary").await?;
    assert!(
        !form.has("[data-fact=\"hostname\"]").await?,
        "what is always sent has no switch"
    );
    form.click("[data-fact=\"memory\"]").await?;
    let saved = form.send().await?;

    let ticket = practice.arrived(&saved.reference, 0, EVENTUALLY).await?;
    assert!(!ticket.note().contains("Memory"), "{}", ticket.note());
    assert!(ticket.note().contains("Computer name"), "{}", ticket.note());
    Ok(())
}

#[tokio::test]
async fn a_picture_without_words_still_makes_a_ticket() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.pictures_painted().await?;
    let saved = form.send().await?;

    let ticket = practice.arrived(&saved.reference, 1, EVENTUALLY).await?;
    assert!(ticket.title.contains("Dana Reyes"), "{}", ticket.title);
    assert_eq!(ticket.pictures().len(), 1);
    Ok(())
}

#[tokio::test]
async fn only_blanks_and_no_picture_is_nothing_to_send() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("   \n  ").await?;
    let pictures = form.pictures(1).await?;
    form.pictures_painted().await?;
    assert!(
        form.one("#send").await?.is_enabled().await?,
        "the picture alone is something to send"
    );
    form.take_out(&pictures[0]).await?;
    assert!(!form.one("#send").await?.is_enabled().await?);

    form.write("The mouse").await?;
    assert!(form.one("#send").await?.is_enabled().await?);
    Ok(())
}

#[tokio::test]
async fn ctrl_enter_sends_and_twenty_thousand_characters_all_arrive() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    let message = (0..2000)
        .map(|line| format!("line {line:04}"))
        .collect::<Vec<_>>()
        .join("\n");
    form.paste(&message).await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    let saved = form.send_by_keyboard().await?;
    form.delivered().await?;

    let ticket = practice.arrived(&saved.reference, 0, EVENTUALLY).await?;
    let public = ticket
        .notes
        .iter()
        .filter(|note| note.is_public())
        .map(|note| note.text.as_str());
    let whole = ticket
        .description
        .as_deref()
        .into_iter()
        .chain(public)
        .collect::<Vec<_>>()
        .join("\n");
    let missing: Vec<String> = (0..2000)
        .map(|line| format!("line {line:04}"))
        .filter(|line| !whole.contains(line))
        .collect();
    assert_eq!(missing, Vec::<String>::new(), "the customer sees every line they wrote");
    Ok(())
}
