//! A Windows PC of its own under Wine: a prefix that nobody else uses, on a display of its own, gone afterwards.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;
use tokio::process::Command;
use tokio::sync::Mutex;

use crate::display::{Display, PATH};
use crate::process::{Ended, Process, run, run_within};
use crate::wait::{EVENTUALLY, until};

/// A PC. Drive C: is [`Wine::c`], drive Z: is this machine's `/`.
pub struct Wine {
    /// Its display.
    pub display: Display,
    _session: Process,
    dir: TempDir,
}

/// What `msiexec` came to.
#[derive(Debug)]
pub struct Installation {
    /// Its exit code modulo 256, as Wine hands it on: 0, or [`FAILED`].
    pub exit: i32,
    /// What `/l*v` wrote.
    pub log: String,
}

/// 1603, modulo 256.
pub const FAILED: i32 = 67;

/// Files and registry, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traces(BTreeSet<String>);

/// One makes the prefix that the others copy.
static MAKING: Mutex<()> = Mutex::const_new(());

impl Wine {
    /// A fresh PC. What takes Wine a quarter of a minute is done once and kept in `cache`.
    pub async fn new(cache: &Path) -> Result<Self> {
        let made = made(cache).await?;
        let dir = tempfile::Builder::new().prefix("deskbell-wine-").tempdir()?;
        let prefix = dir.path().join("prefix");
        let mut copy = Command::new("cp");
        copy.args(["-a", "--reflink=auto"])
            .arg(made)
            .arg(&prefix)
            .env("PATH", PATH);
        ended_well("cp", &run(&copy, "").await?)?;
        let display = Display::one_screen(dir.path(), 1280, 800).await?;
        // The session ends with its last process, and with it what a service or a tray started.
        let mut session = Command::new("sh");
        session.args(["-c", "sleep 3600 | wine cmd /k echo ready"]);
        environment(&mut session, &prefix, Some(&display.name));
        let session = Process::start("Wine's session", &session, &dir.path().join("session.log"))?;
        // Whoever comes first starts Wine's services, which keep hold of its output as long as they run.
        until("Wine is up", EVENTUALLY, async || {
            Ok(session.printed().contains("ready").then_some(()))
        })
        .await?;
        Ok(Self {
            display,
            _session: session,
            dir,
        })
    }

    /// Drive C:.
    pub fn c(&self) -> PathBuf {
        self.prefix().join("drive_c")
    }

    /// A folder of ours that Windows programs can reach, too.
    pub fn folder(&self) -> &Path {
        self.dir.path()
    }

    /// Writes a file into that folder. Returns its path as Windows programs know it.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<String> {
        let file = self.dir.path().join(name);
        fs::write(&file, bytes)?;
        windows_path(&file)
    }

    /// Runs a program of the PC to its end.
    pub async fn run(&self, program: &str, words: &[&str], input: &str) -> Result<Ended> {
        // Into files: what a program starts and leaves running keeps hold of its output, and a pipe would never end.
        let (out, err) = (self.dir.path().join("out"), self.dir.path().join("err"));
        let mut command = Command::new("sh");
        command
            .args(["-c", r#"wine "$@" >"$OUT" 2>"$ERR""#, "sh", program])
            .args(words);
        environment(&mut command, &self.prefix(), Some(&self.display.name));
        command.env("OUT", &out).env("ERR", &err);
        let ended = run_within(EVENTUALLY, &command, input)
            .await
            .with_context(|| format!("{program} {words:?}"))?;
        Ok(Ended {
            stdout: text(&fs::read(out)?),
            stderr: text(&fs::read(err)?),
            ..ended
        })
    }

    /// A program of the PC, to be started.
    pub fn command(&self, program: &str, words: &[&str]) -> Command {
        let mut command = Command::new("wine");
        command.arg(program).args(words);
        environment(&mut command, &self.prefix(), Some(&self.display.name));
        command
    }

    /// `msiexec /qn /l*v LOG` with these further words.
    pub async fn msiexec(&self, words: &[&str]) -> Result<Installation> {
        let log = self.dir.path().join("msiexec.log");
        if log.exists() {
            fs::remove_file(&log)?;
        }
        let log_path = windows_path(&log)?;
        let words = [words, &["/qn", "/l*v", &log_path]].concat();
        let ended = self.run("msiexec", &words, "").await?;
        Ok(Installation {
            exit: ended.status.code().context("msiexec was ended by a signal")?,
            log: text(&fs::read(&log).unwrap_or_default()),
        })
    }

    /// A value in the registry; `None` when it is not there. An empty name is the key's own value.
    pub async fn registry(&self, key: &str, name: &str) -> Result<Option<String>> {
        let which = if name.is_empty() { vec!["/ve"] } else { vec!["/v", name] };
        let ended = self
            .run("reg", &[&["query", key], which.as_slice()].concat(), "")
            .await?;
        if !ended.status.success() {
            return Ok(None);
        }
        let value = ended.stdout.lines().find_map(|line| {
            let (_, rest) = line.split_once("    REG_")?;
            let (_, value) = rest.split_once("    ").unwrap_or((rest, ""));
            Some(value.trim_end().to_owned())
        });
        value.map(Some).with_context(|| format!("reg said {:?}", ended.stdout))
    }

    /// Everything there is on drive C: and in the registry, but for what Wine itself changes at every start.
    pub async fn traces(&self) -> Result<Traces> {
        let mut found = BTreeSet::new();
        list(&self.c(), &self.c(), &mut found)?;
        for hive in ["HKEY_LOCAL_MACHINE", "HKEY_USERS"] {
            let file = self.dir.path().join("hive.reg");
            let path = windows_path(&file)?;
            ended_well("reg", &self.run("reg", &["export", hive, &path, "/y"], "").await?)?;
            let exported = text(&fs::read(&file)?);
            let mut key = "";
            for line in exported.lines().filter(|line| !line.is_empty()) {
                if line.starts_with('[') {
                    key = line;
                }
                found.insert(if line == key {
                    line.to_owned()
                } else {
                    format!("{key} {line}")
                });
            }
        }
        Ok(Traces(found))
    }

    fn prefix(&self) -> PathBuf {
        self.dir.path().join("prefix")
    }
}

impl Drop for Wine {
    fn drop(&mut self) {
        // Whatever still runs in the prefix ends with it, before its folder goes.
        let mut end = std::process::Command::new("wineserver");
        end.arg("-k")
            .env_clear()
            .env("PATH", PATH)
            .env("WINEPREFIX", self.prefix());
        let _ = end.status();
    }
}

impl Traces {
    /// Whether a line holds this.
    pub fn find(&self, text: &str) -> bool {
        self.0.iter().any(|line| line.contains(text))
    }

    /// What is here and was not there before.
    pub fn since(&self, before: &Self) -> Vec<String> {
        self.0.difference(&before.0).cloned().collect()
    }
}

/// A file of this machine as Windows programs know it.
pub fn windows_path(file: &Path) -> Result<String> {
    let path = file.to_str().context("a path that is not text")?;
    Ok(format!("Z:{}", path.replace('/', "\\")))
}

/// Text in whichever of Windows' encodings.
pub fn text(bytes: &[u8]) -> String {
    match bytes {
        [0xff, 0xfe, units @ ..] => {
            let units: Vec<u16> = units
                .chunks_exact(2)
                .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
                .collect();
            String::from_utf16_lossy(&units)
        }
        bytes => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The prefix that all are copies of, as this machine's Wine makes it.
async fn made(cache: &Path) -> Result<PathBuf> {
    let _making = MAKING.lock().await;
    let mut ask = Command::new("wine");
    ask.arg("--version").env("PATH", PATH);
    let version = run(&ask, "").await?.stdout;
    let prefix = cache.join(
        version
            .trim()
            .replace(|letter: char| !letter.is_ascii_alphanumeric(), "-"),
    );
    if prefix.exists() {
        return Ok(prefix);
    }
    fs::create_dir_all(cache)?;
    let fresh = tempfile::Builder::new().prefix("prefix-").tempdir_in(cache)?;
    // A prefix that everybody may enter is none to Wine.
    fs::set_permissions(fresh.path(), fs::Permissions::from_mode(0o700))?;
    let mut boot = Command::new("wineboot");
    environment(boot.arg("-i"), fresh.path(), None);
    ended_well("wineboot", &run_within(EVENTUALLY, &boot, "").await?)?;
    own_folders(&fresh.path().join("drive_c/users"))?;
    let system = fresh.path().join("drive_c/windows/system32");
    let mut shim = Command::new("x86_64-w64-mingw32-gcc");
    shim.args(["-shared", "-O2", "-s", "-o"])
        .arg(system.join("bcryptprimitives.dll"))
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/windows/bcryptprimitives.c"))
        .arg("-ladvapi32")
        .env("PATH", PATH);
    ended_well("the compiler", &run(&shim, "").await?)?;
    let mut wait = Command::new("wineserver");
    environment(wait.arg("-w"), fresh.path(), None);
    run(&wait, "").await?;
    fs::rename(fresh.keep(), &prefix)?;
    Ok(prefix)
}

/// Wine links a person's desktop and documents to those in their home here; on this PC they are its own.
fn own_folders(users: &Path) -> Result<()> {
    for user in fs::read_dir(users)? {
        for folder in fs::read_dir(user?.path())? {
            let folder = folder?.path();
            if folder.is_symlink() {
                fs::remove_file(&folder)?;
                fs::create_dir(&folder)?;
            }
        }
    }
    Ok(())
}

fn environment(command: &mut Command, prefix: &Path, display: Option<&str>) {
    command
        .env("PATH", PATH)
        .env("HOME", prefix)
        .env("WINEPREFIX", prefix)
        .env("WINEARCH", "win64")
        .env("WINEDEBUG", "-all")
        // Neither .NET nor a browser is asked for, and nothing is written into the menus of this machine.
        .env("WINEDLLOVERRIDES", "mscoree,mshtml,winemenubuilder.exe=")
        .env("LANG", "C.UTF-8")
        .current_dir(prefix);
    if let Some(display) = display {
        command.env("DISPLAY", display);
    }
}

fn list(folder: &Path, root: &Path, found: &mut BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        found.insert(format!("C:\\{}", path.strip_prefix(root)?.display()).replace('/', "\\"));
        if entry.file_type()?.is_dir() {
            list(&path, root, found)?;
        }
    }
    Ok(())
}

fn ended_well(program: &str, ended: &Ended) -> Result<()> {
    ensure!(ended.status.success(), "{program}: {}{}", ended.stdout, ended.stderr);
    Ok(())
}
