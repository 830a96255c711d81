//! A display nobody looks at, with a window manager and a wallpaper.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use tokio::process::Command;

use crate::process::{Ended, Process, run};
use crate::wait::{SOON, until};

/// A running X server.
pub struct Display {
    /// Its name, as `DISPLAY` wants it.
    pub name: String,
    _server: Process,
    _window_manager: Process,
}

impl Display {
    /// One screen of this many pixels in Xvfb. `dir` takes its log.
    pub async fn one_screen(dir: &Path, width: u32, height: u32) -> Result<Self> {
        let mut server = Command::new("Xvfb");
        // Without -noreset it forgets everything when the last client leaves.
        server.args(["-displayfd", "1", "-noreset", "-nolisten", "tcp", "-screen", "0"]);
        let size = format!("{width}x{height}");
        server.arg(format!("{size}x24"));
        let display = Self::start(dir, server).await?;
        display.wallpaper(&size, CALM).await?;
        Ok(display)
    }

    /// Two real screens of 3840x2160 side by side, through Xorg's dummy driver: what Xvfb calls a monitor is none to
    /// those who capture.
    pub async fn two_4k_screens(dir: &Path) -> Result<Self> {
        let config = dir.join("xorg.conf");
        std::fs::write(&config, include_str!("two-4k-screens.conf"))?;
        let mut server = Command::new("Xorg");
        server
            .args(["-displayfd", "1", "-noreset", "-nolisten", "tcp", "-config"])
            .arg(&config);
        server.arg("-logfile").arg(dir.join("xorg.log"));
        let display = Self::start(dir, server).await?;
        display.tool("xrandr", &["--addmode", "DUMMY1", "3840x2160"]).await?;
        let layout = [
            ["--output", "DUMMY0", "--mode", "3840x2160", "--pos", "0x0", "--primary"].as_slice(),
            ["--output", "DUMMY1", "--mode", "3840x2160", "--pos", "3840x0"].as_slice(),
        ];
        display.tool("xrandr", &layout.concat()).await?;
        display.wallpaper("7680x2160", CALM).await?;
        Ok(display)
    }

    async fn start(dir: &Path, mut server: Command) -> Result<Self> {
        server.env("PATH", PATH);
        let mut server = Process::start("the X server", &server, &dir.join("display.log"))?;
        let number = server
            .line(|line| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit()))
            .await?;
        let name = format!(":{number}");
        let mut openbox = Command::new("openbox");
        openbox.env("DISPLAY", &name).env("PATH", PATH).env("HOME", dir);
        let window_manager = Process::start("openbox", &openbox, &dir.join("openbox.log"))?;
        let display = Self {
            name,
            _server: server,
            _window_manager: window_manager,
        };
        Ok(display)
    }

    /// Takes a picture of everything that is on it.
    pub async fn picture(&self, file: &Path) -> Result<()> {
        let file = file.to_str().context("a path that is not text")?;
        self.tool("import", &["-window", "root", file]).await
    }

    /// Takes a picture once nothing moves any more.
    pub async fn settled_picture(&self, file: &Path) -> Result<()> {
        let mut before = self.pixels().await?;
        until("nothing moves", SOON, async || {
            let now = self.pixels().await?;
            let settled = now == before;
            before = now;
            Ok(settled.then_some(()))
        })
        .await?;
        self.picture(file).await
    }

    /// Everything that is on it now, to see whether something changed.
    pub async fn pixels(&self) -> Result<Vec<u8>> {
        let dir = tempfile::tempdir()?;
        // A format without a time of its own.
        let file = dir.path().join("pixels.ppm");
        self.picture(&file).await?;
        Ok(std::fs::read(&file)?)
    }

    /// What an encoded picture shows, in the form in which [`Self::pixels`] tells it.
    pub async fn pixels_of(&self, picture: &[u8]) -> Result<Vec<u8>> {
        let dir = tempfile::tempdir()?;
        let (encoded, pixels) = (dir.path().join("encoded"), dir.path().join("pixels.ppm"));
        std::fs::write(&encoded, picture)?;
        let from = encoded.to_str().context("a path that is not text")?;
        let to = pixels.to_str().context("a path that is not text")?;
        // As deep as `import` writes it.
        self.tool("convert", &[from, "-depth", "16", to]).await?;
        Ok(std::fs::read(&pixels)?)
    }

    /// Types and presses as a person would, in whatever has the focus (see `man xdotool`).
    pub async fn xdotool(&self, words: &[&str]) -> Result<()> {
        self.tool("xdotool", words).await
    }

    /// Gives the focus to the window with this in its title, once it is there and the window manager agrees.
    pub async fn focus(&self, title: &str) -> Result<()> {
        let focus = ["search", "--onlyvisible", "--name", title, "windowactivate", "--sync"];
        until(&format!("a window with {title:?} in its title"), SOON, async || {
            Ok(self.xdotool(&focus).await.ok())
        })
        .await
    }

    /// Closes the window with this in its title, once it is there, with the window manager's key for it, and waits
    /// until it is gone.
    pub async fn close_window(&self, title: &str) -> Result<()> {
        self.focus(title).await?;
        until(
            &format!("the window with {title:?} in its title is gone"),
            SOON,
            async || {
                // A key that comes while the window manager is busy with the window is lost.
                self.xdotool(&["key", "alt+F4"]).await?;
                let there = self
                    .xdotool(&["search", "--onlyvisible", "--name", title])
                    .await
                    .is_ok();
                Ok((!there).then_some(()))
            },
        )
        .await
    }

    /// Paints the background with a picture as ImageMagick names it. An empty display is black, and a black picture
    /// counts as one that failed.
    pub async fn wallpaper(&self, size: &str, picture: &str) -> Result<()> {
        // ImageMagick's `display` ends with 1 after painting the root window; whether it painted shows in the pictures.
        self.ended("display", &["-size", size, "-window", "root", picture])
            .await
            .map(drop)
    }

    /// Paints the background with a colour for each part of it, from left to right, and a word in the middle of each.
    pub async fn words(&self, (width, height): (u32, u32), parts: &[(&str, &str)]) -> Result<()> {
        let dir = tempfile::tempdir()?;
        let file = dir.path().join("words.png");
        let file = file.to_str().context("a path that is not text")?;
        let size = format!("{width}x{height}");
        let letters = (height / 16).to_string();
        let mut words = Vec::new();
        for (colour, word) in parts {
            let colour = format!("xc:{colour}");
            let part = ["(", "-size", &size, &colour, "-fill", "white", "-pointsize", &letters];
            words.extend(part.map(str::to_owned));
            words.extend(["-gravity", "center", "-annotate", "+0+0", word, ")"].map(str::to_owned));
        }
        words.extend(["+append", "-depth", "8", file].map(str::to_owned));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.tool("convert", &words).await?;
        let whole = format!("{}x{height}", width * u32::try_from(parts.len())?);
        self.wallpaper(&whole, file).await
    }

    async fn tool(&self, program: &str, words: &[&str]) -> Result<()> {
        let ended = self.ended(program, words).await?;
        ensure!(ended.status.success(), "{program}: {}", ended.stderr.trim());
        Ok(())
    }

    async fn ended(&self, program: &str, words: &[&str]) -> Result<Ended> {
        let mut command = Command::new(program);
        command
            .args(words)
            .env("DISPLAY", &self.name)
            .env("PATH", PATH)
            .env("LANG", "C.UTF-8");
        run(&command, "").await
    }
}

/// A quiet background.
const CALM: &str = "gradient:#31556f-#a3bfc4";

/// Where the system's programs are.
pub(crate) const PATH: &str = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
