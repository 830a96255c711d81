//! Programs that run beside a test and end with it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::wait::{SOON, until};

/// A running program, with everything it started. All of it is killed when this is dropped.
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

/// A program that ended.
#[derive(Debug)]
pub struct Ended {
    /// How.
    pub status: ExitStatus,
    /// What it printed.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
}

impl Process {
    /// Starts `command`; what it prints goes to the file `log`.
    pub fn start(name: &str, command: &Command, log: &Path) -> Result<Self> {
        let out = File::create(log).with_context(|| format!("{}", log.display()))?;
        let mut command = ending_with_us(command.as_std());
        command.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out);
        let child = command
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{name} could not be started"))?;
        Ok(Self {
            name: name.to_owned(),
            child,
            log: log.to_owned(),
        })
    }

    /// Everything it has printed so far.
    pub fn printed(&self) -> String {
        fs::read(&self.log)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    /// The first whole line it prints for which `wanted` holds. Fails when the program ends first.
    pub async fn line(&mut self, wanted: impl Fn(&str) -> bool) -> Result<String> {
        let what = format!("{} says it is ready", self.name);
        until(&what, SOON, async || {
            let printed = self.printed();
            let whole = printed.rsplit_once('\n').map_or("", |(whole, _)| whole);
            Ok(match whole.lines().find(|line| wanted(line)) {
                Some(line) => Some(Ok(line.to_owned())),
                None => self.child.try_wait()?.map(Err),
            })
        })
        .await?
        .or_else(|status| bail!("{} ended with {status}: {}", self.name, self.printed().trim()))
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// Its process id.
    pub fn id(&self) -> Result<u32> {
        self.child.id().with_context(|| format!("{} has ended", self.name))
    }

    /// Asks it to end and waits until it has.
    pub async fn stop(mut self) -> Result<ExitStatus> {
        self.signal(Signal::TERM)?;
        let ended = timeout(SOON, self.child.wait()).await;
        Ok(ended.with_context(|| format!("{} would not end", self.name))??)
    }

    fn signal(&self, signal: Signal) -> Result<()> {
        let id = i32::try_from(self.id()?)?;
        Ok(kill_process_group(Pid::from_raw(id).context("no process")?, signal)?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended already needs no killing.
        let _ = self.signal(Signal::KILL);
    }
}

/// Runs a program to its end, within `SOON`.
pub async fn run(command: &Command, input: &str) -> Result<Ended> {
    run_within(SOON, command, input).await
}

/// Runs a program to its end, within this bound.
pub async fn run_within(bound: Duration, command: &Command, input: &str) -> Result<Ended> {
    let mut command = ending_with_us(command.as_std());
    let name = command
        .as_std()
        .get_args()
        .nth(3)
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command
        .spawn()
        .with_context(|| format!("{name} could not be started"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that does not read its input is free to close it.
        let _ = tokio::io::AsyncWriteExt::write_all(&mut stdin, input.as_bytes()).await;
    }
    let output = timeout(bound, child.wait_with_output())
        .await
        .with_context(|| format!("{name} would not end"))??;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(Ended {
        status: output.status,
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    })
}

/// The same command in a process group of its own, killed by the kernel should we die without a chance to.
fn ending_with_us(command: &std::process::Command) -> Command {
    let mut wrapped = Command::new("setpriv");
    wrapped
        .args(["--pdeathsig", "KILL", "--"])
        .arg(command.get_program())
        .args(command.get_args());
    wrapped.process_group(0).env_clear();
    wrapped.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    if let Some(dir) = command.get_current_dir() {
        wrapped.current_dir(dir);
    }
    wrapped
}
