//! `cargo xtask test --windows`: the real Windows programs and the real MSI, under Wine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::programs::{self, Make};
use super::sign::Certificate;
use super::toolchain::{Toolchain, folder};
use super::wine::Wine;
use crate::programs::Programs;
use crate::run::{VERSION, cargo, output, root, run as end_well};

use crate::stages::Stages;
use crate::tally::Tally;
use crate::test::counted;

/// Everything that is compiled for Windows.
const OURS: [&str; 7] = [
    "autotask-psa",
    "deskbell-dispatch",
    "deskbell-device",
    "deskbell-desk",
    "deskbell-admin",
    "deskbell",
    "deskbell-msi-action",
];

/// Whose tests run as Windows programs too.
const TESTED: [&str; 4] = ["autotask-psa", "deskbell-dispatch", "deskbell-device", "deskbell-desk"];

/// Older than any version there is: what an upgrade starts from.
const PREVIOUS: &str = "0.0.9";

/// Sets up, checks, builds, and runs the tests. Ends with one line `N passed, N failed`.
pub fn run(stages: &mut Stages) -> Result<()> {
    let toolchain = Toolchain::set_up(stages)?;
    let wine = stages.run("set-up: a Windows of our own (Wine)", Wine::set_up)?;
    stages.run("clippy for Windows", || clippy(&toolchain))?;
    stages.run("build the programs for Windows", || {
        programs::build(&toolchain, Make::ForTests)
    })?;
    let msis = stages.run("make and sign the MSI, and an older one", || msis(&toolchain))?;
    let mut tally = Tally::default();
    stages.run("tests of the libraries, as Windows programs", || {
        libraries(&toolchain, &wine, &mut tally)
    })?;
    let here = stages.run("build the programs", || Programs::build("dev"))?;
    stages.run("the MSI and its programs, installed under Wine", || {
        installed(&here, &msis, &mut tally)
    })?;
    println!("\n{}\n{tally}", stages.summary());
    if tally.failed > 0 {
        bail!("some tests failed");
    }
    Ok(())
}

fn clippy(toolchain: &Toolchain) -> Result<()> {
    let mut command = toolchain.clippy(&["--all-targets"]);
    command.args(packages(&OURS)).args(Make::ForTests.options());
    end_well(command.args(["--", "--deny", "warnings"]))
}

fn libraries(toolchain: &Toolchain, wine: &Wine, tally: &mut Tally) -> Result<()> {
    let mut command = Command::new("xvfb-run");
    command.arg("--auto-servernum");
    let test = {
        // Examples in the documentation are tried on Linux: rustdoc finds no standard library for Windows.
        let mut test = toolchain.cargo(&["test", "--no-fail-fast", "--tests"]);
        test.args(packages(&TESTED)).args(Make::ForTests.options());
        test
    };
    command
        .current_dir(root())
        .arg(test.get_program())
        .args(test.get_args());
    for (name, value) in test.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", wine.runner());
    counted(&mut command, tally)
}

fn packages(names: &[&'static str]) -> Vec<&'static str> {
    names.iter().flat_map(|name| ["--package", name]).collect()
}

/// The MSI of this version, signed, and one that it upgrades from.
struct Msis {
    this: PathBuf,
    previous: PathBuf,
}

fn msis(toolchain: &Toolchain) -> Result<Msis> {
    let folder = folder().join("msi");
    fs::create_dir_all(&folder)?;
    let certificate = self_signed(&folder)?;
    let parts = folder.join("parts");
    programs::lay_out(toolchain, Make::ForTests, Some(&certificate), &parts)?;
    let msis = Msis {
        this: folder.join(format!("Deskbell-{VERSION}-x64.msi")),
        previous: folder.join(format!("Deskbell-{PREVIOUS}-x64.msi")),
    };
    super::make_msi(&parts, VERSION, Some(&certificate), &msis.this)?;
    super::make_msi(&parts, PREVIOUS, None, &msis.previous)?;
    verified(&certificate, &folder, &[&msis.this, &parts.join("deskbell.exe")])?;
    Ok(msis)
}

/// A certificate for this run. Nobody trusts it, and its password is worth nothing.
fn self_signed(folder: &Path) -> Result<Certificate> {
    let (key, cert) = (folder.join("key.pem"), folder.join("cert.pem"));
    let certificate = Certificate {
        file: folder.join("self-signed.p12"),
        password_file: folder.join("password"),
        timestamp: None,
    };
    fs::write(&certificate.password_file, "practice")?;
    end_well(
        Command::new("openssl")
            .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"])
            .args(["-subj", "/CN=Deskbell tests", "-addext", "extendedKeyUsage=codeSigning"])
            .arg("-keyout")
            .arg(&key)
            .arg("-out")
            .arg(&cert),
    )?;
    let mut pass = std::ffi::OsString::from("file:");
    pass.push(&certificate.password_file);
    end_well(
        Command::new("openssl")
            .args(["pkcs12", "-export", "-inkey"])
            .arg(&key)
            .arg("-in")
            .arg(&cert)
            .arg("-passout")
            .arg(pass)
            .arg("-out")
            .arg(&certificate.file),
    )?;
    Ok(certificate)
}

fn verified(certificate: &Certificate, folder: &Path, files: &[&Path]) -> Result<()> {
    for file in files {
        let mut verify = Command::new("osslsigncode");
        verify
            .arg("verify")
            .arg("-CAfile")
            .arg(folder.join("cert.pem"))
            .arg("-in")
            .arg(file);
        output(&mut verify).with_context(|| {
            let with = certificate.file.display();
            format!("{} is not signed with {with}", file.display())
        })?;
    }
    Ok(())
}

/// With `--workspace`, or other features would be resolved and everything compiled again.
fn installed(here: &Programs, msis: &Msis, tally: &mut Tally) -> Result<()> {
    let mut command = cargo();
    command.args(["test", "--locked", "--workspace", "--no-fail-fast"]);
    command.args(["--features", "deskbell-tests/windows", "--test", "windows"]);
    here.hand_over(&mut command)?;
    command
        .env("DESKBELL_MSI", &msis.this)
        .env("DESKBELL_MSI_PREVIOUS", &msis.previous);
    counted(&mut command, tally)
}
