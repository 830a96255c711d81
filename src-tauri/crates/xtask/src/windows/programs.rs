//! Building the programs for Windows, and laying them out as the installer wants them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use super::sign::Certificate;
use super::toolchain::{TRIPLE, Toolchain};
use crate::notices;
use crate::run::{output, root, run};

/// What the installer installs, and the DLL it works with.
const BUILT: [&str; 4] = [
    "deskbell.exe",
    "deskbell-admin.exe",
    "WebView2Loader.dll",
    "deskbell_msi_action.dll",
];

/// How programs are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Make {
    /// As people get them.
    ForPeople,
    /// The release profile, barely optimised and not linked as a whole: what is tried is what they do.
    ForTests,
}

impl Make {
    /// The profile's name, which is its folder's too.
    pub const fn profile(self) -> &'static str {
        match self {
            Self::ForPeople => "dist",
            Self::ForTests => "release",
        }
    }

    /// What cargo is told beside the profile.
    pub const fn options(self) -> &'static [&'static str] {
        match self {
            Self::ForPeople => &["--profile", "dist"],
            Self::ForTests => &[
                "--release",
                "--config",
                "profile.release.opt-level=1",
                "--config",
                "profile.release.debug=false",
                "--config",
                "profile.release.strip=true",
            ],
        }
    }
}

/// Builds everything that goes into the MSI.
pub fn build(toolchain: &Toolchain, make: Make) -> Result<()> {
    let mut command = toolchain.cargo(&["build"]);
    command.args(["-p", "deskbell", "-p", "deskbell-admin", "-p", "deskbell-msi-action"]);
    run(command.args(make.options()))
}

/// Lays out what was built in `to`, with the licences beside it, and signs it when there is a certificate.
pub fn lay_out(toolchain: &Toolchain, make: Make, certificate: Option<&Certificate>, to: &Path) -> Result<()> {
    if fs::exists(to)? {
        fs::remove_dir_all(to).with_context(|| to.display().to_string())?;
    }
    fs::create_dir_all(to)?;
    let built = toolchain.built(make.profile());
    for name in BUILT {
        let (from, to) = (built.join(name), to.join(name));
        fs::copy(&from, &to).with_context(|| from.display().to_string())?;
        if let Some(certificate) = certificate.filter(|_| name != "WebView2Loader.dll") {
            certificate.sign(&to)?;
        }
    }
    fs::copy(root().join("LICENSE"), to.join("LICENSE.txt"))?;
    notices::write(TRIPLE, &to.join("THIRD-PARTY.txt"))
}

/// `sha256sum`'s list of the files, beside them.
pub fn write_sums(folder: &Path, files: &[PathBuf]) -> Result<PathBuf> {
    let names: Vec<_> = files.iter().filter_map(|file| file.file_name()).collect();
    let sums = output(Command::new("sha256sum").current_dir(folder).args(names))?;
    let to = folder.join("SHA256SUMS");
    fs::write(&to, sums)?;
    Ok(to)
}
