use deskbell_tests::{
    bell::QuietBell,
    pc::Pc,
    proc,
    process::run,
    wait::{SOON, until},
};
use std::path::Path;
#[tokio::test]
async fn scratch_two() -> anyhow::Result<()> {
    for pc in [Pc::with_two_4k_screens().await?, Pc::with_a_4k_screen().await?] {
        let mut c = pc.command(Path::new("xrandr"));
        c.arg("--listmonitors");
        eprintln!("{}", run(&c, "").await?.stdout);
        pc.display.wallpaper("3840x2160", "plasma:fractal").await?;
        let mut c = pc.command(Path::new("/tmp/t-tests/debug/deskbell-drive"));
        c.args(["capture", "0"]);
        let e = run(&c, "").await?;
        eprintln!("{} {}", e.stdout, e.stderr);
        let bell = QuietBell::other(
            &pc,
            Path::new("/work/main/target/debug/examples/bare"),
            Path::new("bare.log"),
        )
        .await?;
        let id = bell.process.id()?;
        for n in 0..8 {
            bell.tray.press("New ticket").await?;
            until("painted", SOON, async || {
                Ok(bell
                    .process
                    .printed()
                    .lines()
                    .filter(|l| l.starts_with("painted"))
                    .nth(n)
                    .map(drop))
            })
            .await?;
            pc.display.close_window("Bare").await?;
            until("gone", SOON, async || Ok((proc::web_views(id)? == 0).then_some(()))).await?;
        }
        eprintln!(
            "{} {:?} {}",
            bell.process.printed(),
            proc::memory(id)?,
            proc::wake_ups(id)?
        );
    }
    Ok(())
}
