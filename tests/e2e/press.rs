//! Every way to press, and what a press costs before and after.

use anyhow::Result;
use deskbell_tests::bell::{Bell, QuietBell};
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::Practice;
use deskbell_tests::proc::web_views;
use deskbell_tests::wait::{SOON, until};

#[tokio::test]
async fn the_tray_menu_opens_the_form_with_the_cursor_in_the_message() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let lines = bell.tray.lines().await?;
    assert!(
        lines.contains(&"New ticket".to_owned()) && lines.contains(&"This PC".to_owned()),
        "{lines:?}"
    );

    let form = bell.press().await?;
    let focused = form.client().active_element().await?;
    assert_eq!(focused.attr("id").await?.as_deref(), Some("message"));
    assert!(form.has("#banner").await?, "practice wears a banner");

    bell.tray.press("New ticket").await?;
    form.one("#message").await?;
    assert_eq!(
        bell.windows().await?.len(),
        1,
        "a second press brings the same form to the front"
    );
    Ok(())
}

#[tokio::test]
async fn a_second_launch_and_a_link_mean_press_and_end_at_once() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;

    bell.launch_again(&["deskbell://new?message=hello"]).await?;
    bell.launch_again(&["--background"]).await?;
    bell.launch_again(&[]).await?;
    let form = bell.form().await?;
    assert_eq!(form.message().await?, "", "nothing fills the form in but the person");

    form.close().await?;
    bell.closed().await?;
    bell.launch_again(&["deskbell://new"]).await?;
    bell.form().await?;
    Ok(())
}

#[tokio::test]
async fn an_idle_tray_holds_no_web_view_before_the_first_press_nor_after_the_form_closed() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let bell = QuietBell::start(&pc, practice.settings(), &[]).await?;
    assert_eq!(web_views(bell.process.id()?)?, 0);

    bell.tray.press("New ticket").await?;
    until("a web view", SOON, async || {
        Ok((web_views(bell.process.id()?)? > 0).then_some(()))
    })
    .await?;
    pc.display.close_window("Help").await?;
    until("no web view", SOON, async || {
        Ok((web_views(bell.process.id()?)? == 0).then_some(()))
    })
    .await
}

#[tokio::test]
async fn tray_window_and_page_speak_the_language_a_person_chose_and_the_tray_follows_at_once() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    let choose = "const list = document.querySelector('#language'); list.value = 'de';\
        list.dispatchEvent(new Event('change', { bubbles: true }));";
    form.client().execute(choose, Vec::new()).await?;
    until("a German tray", SOON, async || {
        let lines = bell.tray.lines().await?;
        Ok(lines.contains(&"Neue Anfrage".to_owned()).then_some(()))
    })
    .await?;
    until("a German page", SOON, async || {
        Ok((form.text("#send").await? == "Senden").then_some(()))
    })
    .await?;
    pc.display.focus("Hilfe").await
}

#[tokio::test]
async fn a_language_that_the_settings_fix_is_spoken_everywhere_and_shown_as_locked() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let settings = std::fs::read_to_string(practice.settings())?;
    std::fs::write(practice.settings(), format!("language = \"fr\"\n{settings}"))?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    bell.tray.press("Nouvelle demande").await?;
    let form = bell.form().await?;
    form.one("span#language").await?;
    assert_eq!(form.text("#language").await?, "Français");
    assert_eq!(form.text("#send").await?, "Envoyer");
    assert!(!form.has("select#language").await?);
    Ok(())
}
