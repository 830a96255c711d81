//! Authenticode signatures, by osslsigncode.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::run::run;

/// A certificate that may sign code, with its key.
pub struct Certificate {
    /// PKCS #12.
    pub file: PathBuf,
    /// A file that holds its password, so that no command line does.
    pub password_file: PathBuf,
    /// A time-stamping service, so that signatures outlive the certificate. None where there is no network.
    pub timestamp: Option<String>,
}

impl Certificate {
    /// Signs a program or an MSI in its place, and has the signature checked.
    pub fn sign(&self, file: &Path) -> Result<()> {
        let mut name = OsString::from(file);
        name.push(".signed");
        let signed = PathBuf::from(name);
        let mut command = Command::new("osslsigncode");
        command.arg("sign").arg("-pkcs12").arg(&self.file);
        command.arg("-readpass").arg(&self.password_file);
        command.args(["-h", "sha256", "-n", "Deskbell"]);
        if let Some(service) = &self.timestamp {
            command.args(["-ts", service]);
        }
        if file.extension().is_some_and(|extension| extension == "msi") {
            // Without it, what Windows checks of an MSI leaves out its tables' names and dates.
            command.arg("-add-msi-dse");
        }
        command.arg("-in").arg(file).arg("-out").arg(&signed);
        run(&mut command)?;
        fs::rename(&signed, file).with_context(|| signed.display().to_string())
    }
}
