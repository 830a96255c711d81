//! The tray app on somebody's PC.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use fantoccini::Client;
use fantoccini::wd::WindowHandle;
use tokio::process::Command;

use crate::form::Form;
use crate::pc::Pc;
use crate::process::{Process, run};
use crate::programs;
use crate::tray::Tray;
use crate::wait::{SOON, until};
use crate::webdriver::WebDriver;

/// The running tray app.
pub struct Bell<'pc> {
    /// Its tray icon.
    pub tray: Tray,
    pc: &'pc Pc,
    settings: PathBuf,
    driver: WebDriver,
}

impl<'pc> Bell<'pc> {
    /// Starts it with this settings file, and waits for its tray icon. No window opens.
    pub async fn start(pc: &'pc Pc, settings: &Path) -> Result<Self> {
        let known = pc.bus.items();
        let data = pc.data();
        let text = |path: &Path| path.to_str().map(str::to_owned).context("a path that is not text");
        let arguments = ["--settings", &text(settings)?, "--data", &text(&data)?];
        let driver = WebDriver::start(pc, &programs::deskbell()?, &arguments).await?;
        let tray = Tray::newest(&pc.bus, &known).await?;
        Ok(Self {
            tray,
            pc,
            settings: settings.to_owned(),
            driver,
        })
    }

    /// Presses "New ticket" in the tray's menu and waits for the form.
    pub async fn press(&mut self) -> Result<Form> {
        self.tray.press("New ticket").await?;
        self.form().await
    }

    /// Launches the program a second time, as its icon on the desktop or a link would.
    pub async fn launch_again(&self, words: &[&str]) -> Result<()> {
        let mut again = self.pc.command(&programs::deskbell()?);
        again
            .arg("--settings")
            .arg(&self.settings)
            .arg("--data")
            .arg(self.pc.data())
            .args(words);
        let ended = run(&again, "").await?;
        ensure!(
            ended.status.success(),
            "the second launch ended with {}: {}",
            ended.status,
            ended.stderr
        );
        Ok(())
    }

    /// The form's window, once it has painted.
    pub async fn form(&mut self) -> Result<Form> {
        let client = self.window("#message").await?;
        Ok(Form::new(client))
    }

    /// Switches to the window that has this element, once there is one.
    pub async fn window(&mut self, selector: &str) -> Result<Client> {
        let client = self.driver.client().await?;
        until(&format!("a window with {selector}"), SOON, async || {
            for handle in client.windows().await? {
                client.switch_to_window(handle).await?;
                if has(&client, selector).await? {
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })
        .await?;
        Ok(client)
    }

    /// How many windows are open; none before the first press.
    pub async fn windows(&mut self) -> Result<Vec<WindowHandle>> {
        Ok(self.driver.client().await?.windows().await?)
    }

    /// Waits until no window is open.
    pub async fn closed(&mut self) -> Result<()> {
        let client = self.driver.client().await?;
        until("the window is gone", SOON, async || {
            // A session whose last window went away says so with an error.
            Ok(client
                .windows()
                .await
                .map_or(Some(()), |windows| windows.is_empty().then_some(())))
        })
        .await
    }

    /// What the program printed; its log file lies in the PC's data folder.
    pub fn printed(&self) -> String {
        self.driver.process.printed()
    }

    /// Kills the program, as a power cut would, and waits until the session has noticed.
    pub async fn kill(self) -> Result<()> {
        drop(self.driver);
        until("the program has left the bus", SOON, async || {
            let names = self.pc.bus.names().await?;
            Ok((!names.iter().any(|name| name.ends_with(".SingleInstance"))).then_some(()))
        })
        .await
    }
}

/// The tray app without a driver: for everything that needs no window.
pub struct QuietBell {
    /// Its tray icon.
    pub tray: Tray,
    /// The program.
    pub process: Process,
}

impl QuietBell {
    /// Starts it with this settings file and these further arguments, and waits for its tray icon.
    pub async fn start(pc: &Pc, settings: &Path, words: &[&str]) -> Result<Self> {
        let mut command = pc.command(&programs::deskbell()?);
        command
            .arg("--settings")
            .arg(settings)
            .arg("--data")
            .arg(pc.data())
            .args(words);
        Self::with(pc, &command, Path::new("deskbell.log")).await
    }

    /// Starts another program that sits in the tray, to compare with; `log` is the file it prints to.
    pub async fn other(pc: &Pc, program: &Path, log: &Path) -> Result<Self> {
        Self::with(pc, &pc.command(program), log).await
    }

    async fn with(pc: &Pc, command: &Command, log: &Path) -> Result<Self> {
        let known = pc.bus.items();
        let process = Process::start("the tray program", command, &pc.dir().join(log))?;
        let tray = Tray::newest(&pc.bus, &known).await?;
        Ok(Self { tray, process })
    }
}

async fn has(client: &Client, selector: &str) -> Result<bool> {
    Ok(!client.find_all(fantoccini::Locator::Css(selector)).await?.is_empty())
}
