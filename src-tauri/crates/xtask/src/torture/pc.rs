//! A PC: its folder, and Deskbell on it.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::tenant::Tenant;

/// Every ticket gets a note for its customer, too.
const RULES: &str = "\
[[rule]]
name = \"Answer\"
when.msg = { word = [\"torture\"] }
set.public_note = \"We have your request.\"
";

/// How long everything may take to be sent once all goes well, in seconds.
const PATIENCE: u32 = 120;
/// So often an admin tries to connect: a call may take half a second, and many PCs are set up at once.
const CONNECTED_AGAIN: u32 = 10;
/// Saved, whether or not it was sent: `deskbell-admin`'s exit codes for sent, saved and parked.
const SAVED: [i32; 3] = [0, 3, 5];

/// One of them.
pub struct Pc {
    admin: PathBuf,
    folder: PathBuf,
}

/// What somebody hands in.
pub struct Request<'a> {
    pub id: &'a str,
    pub message: &'a str,
    pub file: &'a Path,
}

impl Pc {
    /// A new one, connected to the tenant as an admin does it.
    pub fn connected(admin: &Path, folder: &Path, tenant: &Tenant) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let settings = format!(
            "company = \"Contoso Ltd\"\n[autotask]\nuser = \"\"\ntracking_id = \"\"\npractice = true\ndiscovery = \"{}\"\n",
            tenant.url()?
        );
        fs::write(folder.join("deskbell.toml"), settings)?;
        fs::write(folder.join("rules.toml"), RULES)?;
        let pc = Self {
            admin: admin.to_owned(),
            folder: folder.to_owned(),
        };
        for _ in 0..CONNECTED_AGAIN {
            if pc.connect(tenant)? {
                return Ok(pc);
            }
        }
        bail!("{} could not be connected; see its said.log", folder.display());
    }

    fn connect(&self, tenant: &Tenant) -> Result<bool> {
        let mut connect = self
            .admin(&["connect", "--test-ticket"])?
            .stdin(Stdio::piped())
            .spawn()?;
        let mut input = connect.stdin.take().context("no pipe")?;
        input.write_all(tenant.key()?.as_bytes())?;
        drop(input);
        Ok(ended(&mut connect)?.success())
    }

    /// A file's place on it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Begins to hand a request in; waits up to `wait` seconds until it is sent.
    pub fn hand_in(&self, request: &Request<'_>, wait: u32) -> Result<Child> {
        let wait = wait.to_string();
        let mut submit = self.admin(&[
            "submit",
            "--id",
            request.id,
            "--message",
            request.message,
            "--wait",
            &wait,
        ])?;
        submit.args(["--name", "Dana Reyes", "--email", "dana@contoso.example", "--attach"]);
        submit.arg(request.file).spawn().context("deskbell-admin submit")
    }

    /// Begins to deliver, and goes on until everything is sent.
    pub fn deliver(&self) -> Result<Child> {
        let mut deliver = self.admin(&["outbox", "deliver", "--wait", &PATIENCE.to_string()])?;
        deliver.spawn().context("deskbell-admin outbox deliver")
    }

    /// Whether a request that was handed in is saved, for all that its sender knows.
    pub fn is_saved(mut submit: Child) -> Result<bool> {
        Ok(ended(&mut submit)?.code().is_some_and(|code| SAVED.contains(&code)))
    }

    /// Delivers everything, and says how every ticket stands then.
    pub fn come_to_rest(&self) -> Result<Vec<Value>> {
        ended(&mut self.deliver()?)?;
        let list = self
            .admin(&["outbox", "list", "--json"])?
            .stdout(Stdio::piped())
            .output()?;
        if !list.status.success() {
            bail!(
                "the outbox of {} can't be read; see its said.log",
                self.folder.display()
            );
        }
        Ok(serde_json::from_slice(&list.stdout)?)
    }

    fn admin(&self, words: &[&str]) -> Result<Command> {
        let said = File::options()
            .create(true)
            .append(true)
            .open(self.folder.join("said.log"))?;
        writeln!(&said, "$ {}", words.join(" "))?;
        let mut command = Command::new(&self.admin);
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        command
            .args(words)
            .arg("--verbose")
            .arg("--settings")
            .arg(self.folder.join("deskbell.toml"));
        command.arg("--data").arg(self.folder.join("data"));
        command.stdin(Stdio::null()).stdout(said.try_clone()?).stderr(said);
        Ok(command)
    }
}

/// Waits for a program's end, and ends one that hangs.
fn ended(program: &mut Child) -> Result<ExitStatus> {
    for _ in 0..PATIENCE * 2 * 100 {
        if let Some(status) = program.try_wait()? {
            return Ok(status);
        }
        thread::sleep(Duration::from_millis(10));
    }
    program.kill()?;
    program.wait()?;
    bail!("a program hung");
}
