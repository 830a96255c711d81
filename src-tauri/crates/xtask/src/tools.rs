//! Tools of other people, in the versions we know, installed beside our builds and nowhere else.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::run::{cargo, output, run};

/// A cargo subcommand from crates.io.
pub struct Tool {
    /// Its crate and its program.
    pub name: &'static str,
    /// Exactly this version.
    pub version: &'static str,
}

/// Licences, sources, banned crates.
pub const DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
};
/// Unused dependencies.
pub const MACHETE: Tool = Tool {
    name: "cargo-machete",
    version: "0.9.2",
};

impl Tool {
    /// Where it is under the target folder, after it was installed if it wasn't there.
    pub fn installed(&self, target: &Path) -> Result<PathBuf> {
        let tools = target.join("tools");
        let program = tools.join("bin").join(self.name);
        let version = output(Command::new(&program).arg("--version")).unwrap_or_default();
        if !version.split_whitespace().any(|word| word == self.version) {
            eprintln!("Installing {} {} into {}", self.name, self.version, tools.display());
            // Unoptimised: it is built more often than it has much to do.
            let mut install = cargo();
            install
                .args(["install", "--locked", "--debug", "--force", "--root"])
                .arg(&tools);
            run(install.arg(format!("{}@{}", self.name, self.version)))?;
        }
        Ok(program)
    }
}
