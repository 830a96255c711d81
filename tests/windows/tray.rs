//! The tray on a PC without WebView2: its icon, the plain window that sends all the same, two identities, and being closed
//! by the MSI.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use deskbell_tests::practice::Practice;
use deskbell_tests::process::Process;
use deskbell_tests::wait::{EVENTUALLY, SOON, until};
use deskbell_tests::wine::{Wine, windows_path};
use tokio::process::Command;

use crate::{SECRET, msi, pc};

const DESKBELL: &str = r"C:\Program Files\Deskbell\deskbell.exe";
const FORM: &str = "Practice MSP Help";
/// The bell's colour, in which Wine's window for tray icons has nothing else.
const BELL: [u8; 3] = [0x2f, 0x6f, 0xeb];

#[tokio::test]
async fn without_webview2_the_tray_shows_its_icon_and_its_plain_window_sends_a_ticket() -> Result<()> {
    let (scene, practice) = tokio::try_join!(Scene::new(), Practice::start())?;
    scene.connect(&practice).await?;
    let mut tray = scene.start(practice.settings(), "one")?;
    scene.icon().await?;
    tray.print_what_it_takes()?;

    scene.press(practice.settings(), "one").await?;
    scene.pc.display.focus(FORM).await?;
    scene.write("The second floor printer jams").await?;
    scene.pc.display.xdotool(&["key", "ctrl+Return"]).await?;
    let ticket = practice.arrived("The second floor printer jams", 0, EVENTUALLY).await?;
    assert!(
        ticket.note().contains("No picture: this PC has no web view"),
        "the technicians know why there is no picture: {}",
        ticket.note()
    );
    let log = scene.log("one")?;
    assert_eq!(log.matches("no web view on this PC").count(), 1, "{log}");
    assert!(!log.contains("printer"), "{log}");

    scene.pc.display.close_window(FORM).await?;
    assert!(tray.process.is_running()?, "closing the window leaves the tray");
    Ok(())
}

#[tokio::test]
async fn the_msi_closes_the_tray_politely_and_what_was_written_is_offered_again() -> Result<()> {
    let (scene, practice) = tokio::try_join!(Scene::new(), Practice::start())?;
    scene.connect(&practice).await?;
    let mut tray = scene.start(practice.settings(), "one")?;
    scene.icon().await?;
    scene.press(practice.settings(), "one").await?;
    scene.pc.display.focus(FORM).await?;
    scene.write("Half a sentence").await?;

    let [id] = scene.trays().await?.try_into().ok().context("one tray")?;
    assert_eq!(scene.tool(&["close", &id]).await?, "0", "{}", scene.log("one")?);
    until("the tray is gone", SOON, async || {
        Ok((!tray.process.is_running()?).then_some(()))
    })
    .await?;

    let _again = scene.start(practice.settings(), "one")?;
    scene.icon().await?;
    scene.press(practice.settings(), "one").await?;
    scene.pc.display.focus(FORM).await?;
    scene.pc.display.xdotool(&["key", "ctrl+Return"]).await?;
    practice.arrived("Half a sentence", 0, EVENTUALLY).await?;
    Ok(())
}

#[tokio::test]
async fn each_settings_file_has_a_tray_of_its_own_and_one_only() -> Result<()> {
    let (scene, one, two) = tokio::try_join!(Scene::new(), Practice::start(), Practice::start())?;
    scene.connect(&one).await?;
    scene.connect(&two).await?;
    let _one = scene.start(one.settings(), "one")?;
    let _two = scene.start(two.settings(), "two")?;
    until("two trays", SOON, async || {
        Ok((scene.trays().await?.len() == 2).then_some(()))
    })
    .await?;
    until("both listen", SOON, async || {
        Ok((scene.log("one").is_ok() && scene.log("two").is_ok()).then_some(()))
    })
    .await?;
    scene.press(two.settings(), "two").await?;
    scene.pc.display.focus(FORM).await?;
    scene.write("From the second").await?;
    scene.pc.display.xdotool(&["key", "ctrl+Return"]).await?;
    two.arrived("From the second", 0, EVENTUALLY).await?;
    assert!(one.tickets().await?.is_empty(), "the other's press is not ours");
    assert_eq!(scene.trays().await?.len(), 2, "a second launch ends");
    Ok(())
}

/// The process ids of the trays that run on a PC, as Windows has them. Wine's own `tasklist` says nothing.
pub async fn running(pc: &Wine) -> Result<Vec<String>> {
    listed(pc, &tool(pc).await?).await
}

async fn listed(pc: &Wine, tool: &Path) -> Result<Vec<String>> {
    let list = pc.run(&windows_path(tool)?, &["list"], "").await?.stdout;
    Ok(list.lines().map(|line| line.trim().to_owned()).collect())
}

async fn tool(pc: &Wine) -> Result<PathBuf> {
    let tool = pc.folder().join("tray.exe");
    let mut compile = Command::new("x86_64-w64-mingw32-gcc");
    compile
        .args(["-O2", "-s", "-o"])
        .arg(&tool)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/windows/tray.c"));
    ensure!(compile.status().await?.success(), "the compiler");
    Ok(tool)
}

struct Scene {
    pc: Wine,
    tool: PathBuf,
}

struct Tray {
    process: Process,
}

impl Scene {
    async fn new() -> Result<Self> {
        let pc = pc().await?;
        let installed = pc.msiexec(&["/i", &msi()?]).await?;
        ensure!(installed.exit == 0, "{}", installed.log);
        let tool = tool(&pc).await?;
        Ok(Self { pc, tool })
    }

    /// The secret beside the practice tenant's settings is not sealed as on Windows; here it is stored once more.
    async fn connect(&self, practice: &Practice) -> Result<()> {
        let settings = windows_path(practice.settings())?;
        let admin = r"C:\Program Files\Deskbell\deskbell-admin.exe";
        let answers = format!("\n{SECRET}\n\n");
        let connected = self
            .pc
            .run(admin, &["--settings", &settings, "connect"], &answers)
            .await?;
        ensure!(connected.status.success(), "{connected:?}");
        Ok(())
    }

    fn words(&self, settings: &Path, data: &str) -> Result<Vec<String>> {
        let words = [
            "--settings".to_owned(),
            windows_path(settings)?,
            "--data".to_owned(),
            windows_path(&self.pc.folder().join(data))?,
        ];
        Ok(words.into())
    }

    fn start(&self, settings: &Path, data: &str) -> Result<Tray> {
        let words = self.words(settings, data)?;
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let command = self.pc.command(DESKBELL, &words);
        let process = Process::start("the tray", &command, &self.pc.folder().join(format!("{data}.out")))?;
        Ok(Tray { process })
    }

    /// A second launch, which ends as soon as the first has heard it.
    async fn press(&self, settings: &Path, data: &str) -> Result<()> {
        let mut words = self.words(settings, data)?;
        words.push("--press".to_owned());
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let ended = self.pc.run(DESKBELL, &words, "").await?;
        ensure!(ended.status.success(), "{ended:?}");
        Ok(())
    }

    /// Types into the box of words, which has the focus.
    async fn write(&self, words: &str) -> Result<()> {
        self.pc.display.xdotool(&["type", "--delay", "20", words]).await
    }

    /// Waits until the bell is to be seen where Wine shows tray icons.
    async fn icon(&self) -> Result<()> {
        until("the tray icon", SOON, async || {
            let pixels = self.pc.display.pixels().await?;
            // Two bytes for each colour, as `import` writes them.
            let seen = pixels.chunks_exact(6).filter(|pixel| {
                let colours = [pixel[0], pixel[2], pixel[4]];
                colours.iter().zip(BELL).all(|(seen, bell)| seen.abs_diff(bell) < 24)
            });
            Ok((seen.count() > 20).then_some(()))
        })
        .await
    }

    async fn tool(&self, words: &[&str]) -> Result<String> {
        let ended = self.pc.run(&windows_path(&self.tool)?, words, "").await?;
        Ok(ended.stdout.trim().to_owned())
    }

    async fn trays(&self) -> Result<Vec<String>> {
        listed(&self.pc, &self.tool).await
    }

    fn log(&self, data: &str) -> Result<String> {
        let mut files = fs::read_dir(self.pc.folder().join(data).join("logs"))?;
        let file = files.next().context("no log")??;
        Ok(fs::read_to_string(file.path())?)
    }
}

impl Tray {
    /// Threads, open handles and private bytes of the idle tray. Wine tells Windows programs 0 handles and 0 bytes, so these
    /// are the Linux process's that it is: its threads, its open files, and what no other process shares with it.
    fn print_what_it_takes(&mut self) -> Result<()> {
        let proc = PathBuf::from(format!("/proc/{}", self.process.id()?));
        let threads = fs::read_dir(proc.join("task"))?.count();
        let handles = fs::read_dir(proc.join("fd"))?.count();
        let rollup = fs::read_to_string(proc.join("smaps_rollup"))?;
        let kilobytes: BTreeMap<&str, u64> = rollup
            .lines()
            .filter_map(|line| {
                let (name, rest) = line.split_once(':')?;
                Some((name, rest.trim().strip_suffix(" kB")?.parse().ok()?))
            })
            .collect();
        let private: u64 = ["Private_Clean", "Private_Dirty"]
            .iter()
            .filter_map(|name| kilobytes.get(name))
            .sum();
        println!(
            "idle tray under Wine: {threads} threads, {handles} open files, {private} kB private (Wine's own among them)"
        );
        Ok(())
    }
}
