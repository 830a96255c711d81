//! `cargo xtask dist`: what people install.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::stages::Stages;
use crate::windows::Certificate;
use crate::{deb, windows};

/// Reads the options and builds.
pub fn run(stages: &mut Stages, words: &[&str]) -> Result<()> {
    let options = Options::read(words)?;
    match options.target {
        Some(Target::Windows) => windows::dist(stages, options.certificate()?.as_ref(), options.verify),
        Some(Target::Linux) if options.verify || options.certificate.is_some() => {
            bail!("--verify and --certificate are for --target windows")
        }
        Some(Target::Linux) => deb::dist(stages),
        None => bail!("--target windows or --target linux"),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Windows,
    Linux,
}

#[derive(Debug, Default)]
struct Options {
    target: Option<Target>,
    verify: bool,
    certificate: Option<PathBuf>,
    password_file: Option<PathBuf>,
    timestamp: Option<String>,
}

impl Options {
    fn read(words: &[&str]) -> Result<Self> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} wants a value"));
            match *word {
                "--target" => {
                    options.target = Some(match *value()? {
                        "windows" => Target::Windows,
                        "linux" => Target::Linux,
                        other => bail!("no target `{other}`: windows or linux"),
                    });
                }
                "--verify" => options.verify = true,
                "--certificate" => options.certificate = Some(value()?.into()),
                "--password-file" => options.password_file = Some(value()?.into()),
                "--timestamp" => options.timestamp = Some((*value()?).to_owned()),
                other => bail!("dist doesn't know `{other}`"),
            }
        }
        Ok(options)
    }

    fn certificate(&self) -> Result<Option<Certificate>> {
        match (&self.certificate, &self.password_file) {
            (Some(file), Some(password_file)) => Ok(Some(Certificate {
                file: file.clone(),
                password_file: password_file.clone(),
                timestamp: self.timestamp.clone(),
            })),
            (None, None) => Ok(None),
            (Some(_), None) | (None, Some(_)) => bail!("--certificate and --password-file go together"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_named_before_anything_is_built() {
        let wrong = |words: &[&str]| run(&mut Stages::default(), words).unwrap_err().to_string();
        assert!(wrong(&[]).contains("--target"));
        assert!(wrong(&["--target", "mac"]).contains("mac"));
        assert!(wrong(&["--target"]).contains("wants a value"));
        assert!(wrong(&["--target", "windows", "--certificate", "a.p12"]).contains("go together"));
        assert!(wrong(&["--target", "linux", "--verify"]).contains("for --target windows"));
        assert!(wrong(&["--targt", "linux"]).contains("--targt"));
    }
}
