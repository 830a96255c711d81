//! From the press to a painted form, beside a bare Tauri window made the same way: apart (one program after the other)
//! and interleaved (turn by turn, both running).

use std::path::Path;

use anyhow::{Context as _, Result};
use deskbell_tests::bell::QuietBell;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::Practice;
use deskbell_tests::proc::web_views;
use deskbell_tests::programs;
use deskbell_tests::wait::{SOON, until};
use serde_json::{Value, json};

use super::RUNS;
use super::figures::Figures;
use super::report::Report;

/// Measures with one and with two screens of 3840x2160.
pub async fn measure(report: &mut Report) -> Result<()> {
    let practice = Practice::start().await?;
    let one = on(&Pc::with_a_4k_screen().await?, &practice, "one 4K screen", report).await?;
    let two = on(&Pc::with_two_4k_screens().await?, &practice, "two 4K screens", report).await?;
    report.section(
        "press_to_painted_ms",
        json!({ "one_4k_screen": one, "two_4k_screens": two }),
    );
    Ok(())
}

async fn on(pc: &Pc, practice: &Practice, screens: &str, report: &mut Report) -> Result<Value> {
    let apart = apart(pc, practice).await?;
    let interleaved = interleaved(pc, practice).await?;
    let mut section = serde_json::Map::new();
    for (how, (deskbell, bare)) in [("apart", apart), ("interleaved", interleaved)] {
        let ratio = deskbell.median() / bare.median();
        let what = format!("press to painted, {screens}, {how}");
        report.row(
            &what,
            format!(
                "{:.0} ms (p95 {:.0}), bare {:.0} ms (p95 {:.0}), ratio {ratio:.2}",
                deskbell.median(),
                deskbell.p95(),
                bare.median(),
                bare.p95()
            ),
        );
        report.goal(&format!("{what}, times bare"), ratio, 1.25);
        section.insert(
            how.to_owned(),
            json!({ "deskbell": deskbell.json(), "bare": bare.json(), "ratio": ratio }),
        );
    }
    Ok(section.into())
}

async fn apart(pc: &Pc, practice: &Practice) -> Result<(Figures, Figures)> {
    let mut deskbell = Pressed::deskbell(pc, practice).await?;
    let ours = deskbell.times(RUNS).await?;
    drop(deskbell);
    let theirs = Pressed::bare(pc).await?.times(RUNS).await?;
    Ok((Figures::of(ours), Figures::of(theirs)))
}

async fn interleaved(pc: &Pc, practice: &Practice) -> Result<(Figures, Figures)> {
    let (mut deskbell, mut bare) = (Pressed::deskbell(pc, practice).await?, Pressed::bare(pc).await?);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        ours.push(deskbell.once().await?);
        theirs.push(bare.once().await?);
    }
    Ok((Figures::of(ours), Figures::of(theirs)))
}

/// A program whose window is pressed open and closed again, and that prints `painted <ms>` in between.
struct Pressed<'pc> {
    bell: QuietBell,
    pc: &'pc Pc,
    title: &'static str,
    painted: usize,
}

impl<'pc> Pressed<'pc> {
    async fn deskbell(pc: &'pc Pc, practice: &Practice) -> Result<Self> {
        let bell = QuietBell::start(pc, practice.settings(), &["--bench"]).await?;
        Ok(Self {
            bell,
            pc,
            title: "Help",
            painted: 0,
        })
    }

    async fn bare(pc: &'pc Pc) -> Result<Self> {
        let bell = QuietBell::other(pc, &programs::bare()?, Path::new("bare.log")).await?;
        Ok(Self {
            bell,
            pc,
            title: "Bare",
            painted: 0,
        })
    }

    async fn times(&mut self, runs: usize) -> Result<Vec<f64>> {
        let mut times = Vec::new();
        for _ in 0..runs {
            times.push(self.once().await?);
        }
        Ok(times)
    }

    async fn once(&mut self) -> Result<f64> {
        self.bell.tray.press("New ticket").await?;
        let line = until("a painted window", SOON, async || {
            let printed = self.bell.process.printed();
            Ok(printed
                .lines()
                .filter(|line| line.starts_with("painted "))
                .nth(self.painted)
                .map(str::to_owned))
        })
        .await?;
        self.painted += 1;
        let milliseconds = line.split_whitespace().nth(1).and_then(|text| text.parse().ok());
        self.pc.display.close_window(self.title).await?;
        let id = self.bell.process.id()?;
        until("the window is gone", SOON, async || {
            Ok((web_views(id)? == 0).then_some(()))
        })
        .await?;
        milliseconds.with_context(|| format!("the program said {line}"))
    }
}
