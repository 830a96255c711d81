//! Building our programs. All in one go: bins and examples together resolve the features that the tests need too, so
//! that `cargo test` afterwards compiles no dependency a second time.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use cargo_metadata::{Message, TargetKind};

use crate::run::cargo;

/// The built programs, by name.
pub struct Programs(BTreeMap<String, PathBuf>);

impl Programs {
    /// Builds all programs and examples of the workspace in this profile (`dev`, `release`, `dist`).
    pub fn build(profile: &str) -> Result<Self> {
        Self::built_with(&["--workspace", "--bins", "--examples", "--profile", profile])
    }

    /// Builds what `cargo xtask torture` kills: programs that wait seconds where minutes are needed. They lie in a folder
    /// of their own, where nobody takes them for real ones.
    pub fn build_short_window(target: &str) -> Result<Self> {
        Self::built_with(&[
            "--package",
            "deskbell-admin",
            "--package",
            "autotask-sim",
            "--bins",
            "--features",
            "deskbell-admin/short-window",
            "--target-dir",
            target,
            // They are built more often than they have much to do.
            "--config",
            "profile.dev.package.\"*\".opt-level=0",
        ])
    }

    fn built_with(words: &[&str]) -> Result<Self> {
        let mut command = cargo();
        command.args(["build", "--locked"]).args(words);
        eprintln!("$ cargo build --locked {}", words.join(" "));
        command.arg("--message-format=json-render-diagnostics");
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("cargo build")?;
        let mut built = BTreeMap::new();
        for message in Message::parse_stream(BufReader::new(child.stdout.take().context("no pipe")?)) {
            if let Message::CompilerArtifact(artifact) = message?
                && let Some(path) = artifact.executable
                && artifact
                    .target
                    .kind
                    .iter()
                    .any(|kind| matches!(kind, TargetKind::Bin | TargetKind::Example))
            {
                built.insert(artifact.target.name, path.into_std_path_buf());
            }
        }
        if !child.wait()?.success() {
            bail!("the build failed");
        }
        Ok(Self(built))
    }

    /// The path of a built program.
    pub fn path(&self, name: &str) -> Result<&Path> {
        self.0
            .get(name)
            .map(PathBuf::as_path)
            .with_context(|| format!("no program named {name} was built"))
    }

    /// Hands the programs over to a process that drives them.
    pub fn hand_over(&self, command: &mut Command) -> Result<()> {
        command.env("DESKBELL_BIN", self.path("deskbell")?);
        command.env("DESKBELL_ADMIN_BIN", self.path("deskbell-admin")?);
        Ok(())
    }
}
