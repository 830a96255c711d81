//! How many requests a ticket costs, and how many bytes go out with them: the first of a PC, and one after that.

use anyhow::{Context as _, Result};
use deskbell_tests::bell::Bell;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::Practice;
use deskbell_tests::wait::EVENTUALLY;
use serde_json::{Value, json};

use super::report::Report;

/// Measures with one picture per ticket, which is a request of its own.
pub async fn measure(report: &mut Report) -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let cold = ticket(&mut bell, &practice).await?;
    let warm = ticket(&mut bell, &practice).await?;
    report.row(
        "calls per ticket with one attachment",
        format!("{} cold, {} warm", cold.calls, warm.calls),
    );
    report.row(
        "bytes sent per ticket with one attachment",
        format!("{} cold, {} warm", cold.bytes, warm.bytes),
    );
    report.goal(
        "calls per cold ticket, without the attachment",
        f64::from(cold.calls) - 1.0,
        8.0,
    );
    report.goal(
        "calls per warm ticket, without the attachment",
        f64::from(warm.calls) - 1.0,
        3.0,
    );
    report.section(
        "calls_per_ticket_with_one_attachment",
        json!({ "cold": cold.json(), "warm": warm.json() }),
    );
    Ok(())
}

struct Cost {
    calls: u32,
    /// Of the requests' bodies; headers come on top.
    bytes: u64,
}

impl Cost {
    fn json(&self) -> Value {
        json!({ "calls": self.calls, "bytes": self.bytes })
    }
}

async fn ticket(bell: &mut Bell<'_>, practice: &Practice) -> Result<Cost> {
    let before = practice.requests().await?.len();
    let form = bell.press().await?;
    form.write("How many calls does this cost?").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.pictures_painted().await?;
    let saved = form.send().await?;
    form.delivered().await?;
    practice.arrived(&saved.reference, 1, EVENTUALLY).await?;
    let requests = practice.requests().await?;
    let of_this = requests.get(before..).context("requests were forgotten")?;
    let bytes: Option<u64> = of_this.iter().map(|request| request["bytes"].as_u64()).sum();
    form.close().await?;
    bell.closed().await?;
    Ok(Cost {
        calls: u32::try_from(of_this.len())?,
        bytes: bytes.context("a request without its length")?,
    })
}
