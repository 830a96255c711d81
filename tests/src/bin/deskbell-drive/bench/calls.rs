//! How many requests a ticket costs: the first of a PC, and one after that.

use anyhow::Result;
use deskbell_tests::bell::Bell;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::Practice;
use deskbell_tests::wait::EVENTUALLY;
use serde_json::json;

use super::report::Report;

/// Measures with one picture per ticket, which is a request of its own.
pub async fn measure(report: &mut Report) -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let cold = ticket(&mut bell, &practice).await?;
    let warm = ticket(&mut bell, &practice).await?;
    report.row(
        "calls per ticket with one attachment",
        format!("{cold} cold, {warm} warm"),
    );
    report.goal(
        "calls per cold ticket, without the attachment",
        f64::from(cold) - 1.0,
        8.0,
    );
    report.goal(
        "calls per warm ticket, without the attachment",
        f64::from(warm) - 1.0,
        3.0,
    );
    report.section(
        "calls_per_ticket_with_one_attachment",
        json!({ "cold": cold, "warm": warm }),
    );
    Ok(())
}

async fn ticket(bell: &mut Bell<'_>, practice: &Practice) -> Result<u32> {
    let before = practice.requests().await?.len();
    let form = bell.press().await?;
    form.write("How many calls does this cost?").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.pictures_painted().await?;
    let saved = form.send().await?;
    form.delivered().await?;
    practice.arrived(&saved.reference, 1, EVENTUALLY).await?;
    let after = practice.requests().await?.len();
    form.close().await?;
    bell.closed().await?;
    Ok(u32::try_from(after - before)?)
}
