//! Messages that break lesser programs: each arrives as its writer would expect.

use anyhow::Result;
use deskbell_tests::admin::{Admin, Submitted};
use deskbell_tests::http;
use deskbell_tests::practice::{Practice, Ticket};
use deskbell_tests::wait::EVENTUALLY;

const DANA: [&str; 2] = ["--email", "dana@contoso.example"];

#[tokio::test]
async fn emoji_are_not_lost_although_autotask_cannot_hold_them() -> Result<()> {
    let practice = Practice::start().await?;
    let message = "The printer is on fire 🔥🖨️ and 日本語 too";
    let ticket = arrived(&practice, message).await?;
    assert!(
        ticket
            .description
            .as_deref()
            .unwrap_or_default()
            .contains("The printer is on fire")
    );
    let mut whole = ticket.description.clone().unwrap_or_default();
    for attachment in &ticket.attachments {
        whole.push_str(&String::from_utf8_lossy(&practice.attachment(attachment).await?));
    }
    assert!(whole.contains(message), "the words as written are nowhere: {ticket:?}");
    Ok(())
}

#[tokio::test]
async fn markup_arrives_as_the_text_it_is_and_runs_nowhere() -> Result<()> {
    let practice = Practice::start().await?;
    let message = "<script>alert('x')</script> & <b>bold</b>";
    let ticket = arrived(&practice, message).await?;
    assert!(
        ticket.description.as_deref().unwrap_or_default().contains(message),
        "{:?}",
        ticket.description
    );
    let list = practice.page().to_owned();
    let id = practice.tickets_json().await?[0]["id"].clone();
    let whole = format!("{}/tickets/{id}", list.trim_end_matches('/'));
    for address in [list, whole] {
        let page = String::from_utf8_lossy(&http::get(&address).await?).into_owned();
        assert!(page.contains("&lt;script&gt;alert("), "{address}: {page}");
        assert!(!page.contains("<script>alert("), "{address}: {page}");
    }
    Ok(())
}

#[tokio::test]
async fn a_nul_in_the_middle_costs_no_word_on_either_side() -> Result<()> {
    let practice = Practice::start().await?;
    let ticket = arrived(&practice, "before\0after").await?;
    let description = ticket.description.unwrap_or_default();
    assert!(
        description.contains("before") && description.contains("after"),
        "{description:?}"
    );
    assert!(!description.contains('\0'), "{description:?}");
    Ok(())
}

#[tokio::test]
async fn only_blanks_is_bad_input_and_leaves_nothing_behind() -> Result<()> {
    let practice = Practice::start().await?;
    let submitted = Admin::new(practice.settings())?.submit(" \n\t ", &DANA).await?;
    assert_eq!(submitted.exit, 2, "{}", submitted.complaint);
    assert!(practice.tickets().await?.is_empty());
    Ok(())
}

async fn arrived(practice: &Practice, message: &str) -> Result<Ticket> {
    let submitted: Submitted = Admin::new(practice.settings())?.submit(message, &DANA).await?;
    assert_eq!(submitted.exit, 0, "{}", submitted.complaint);
    practice.arrived(submitted.reference()?, 0, EVENTUALLY).await
}
