//! Closing the window loses no words, and keeps no pictures.

use std::fs;
use std::path::Path;

use anyhow::Result;
use deskbell_tests::bell::Bell;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::Practice;
use deskbell_tests::wait::EVENTUALLY;

#[tokio::test]
async fn a_closed_form_offers_its_words_again_but_keeps_none_of_its_pictures() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("I was about to say").await?;
    form.pictures_painted().await?;
    let before = form.pictures(1).await?;
    form.close().await?;
    bell.closed().await?;
    assert_eq!(pictures_under(&pc.data())?, Vec::<String>::new());

    let form = bell.press().await?;
    assert_eq!(
        form.message().await?,
        "",
        "an old draft is offered, not forced on anyone"
    );
    form.click("#kept-go-on").await?;
    assert_eq!(form.message().await?, "I was about to say");
    assert_ne!(form.pictures(1).await?, before, "the pictures are of now");

    form.write(" something").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    let saved = form.send().await?;
    let ticket = practice.arrived(&saved.reference, 0, EVENTUALLY).await?;
    assert!(
        ticket
            .description
            .unwrap_or_default()
            .contains("I was about to say something")
    );
    form.close().await?;
    bell.closed().await?;
    assert!(
        !bell.press().await?.has("#kept").await?,
        "what was sent is not offered again"
    );
    Ok(())
}

#[tokio::test]
async fn a_draft_survives_the_program_and_a_fresh_start_forgets_it() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("Before the restart").await?;
    form.close().await?;
    bell.closed().await?;
    bell.kill().await?;

    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    assert!(form.text("#kept").await?.contains("Before the restart"));
    form.click("#kept-fresh").await?;
    form.close().await?;
    bell.closed().await?;
    assert!(!bell.press().await?.has("#kept").await?);
    Ok(())
}

/// Files under `dir` in which a PNG or a JPEG begins somewhere.
fn pictures_under(dir: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(pictures_under(&path)?);
        } else {
            let bytes = fs::read(&path)?;
            let has = |magic: &[u8]| bytes.windows(magic.len()).any(|window| window == magic);
            if has(b"\x89PNG\r\n") || has(b"\xff\xd8\xff\xe0") {
                found.push(path.display().to_string());
            }
        }
    }
    Ok(found)
}
