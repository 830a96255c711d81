//! Deskbell for Windows, built and tried here: `cargo xtask dist --target windows` and `cargo xtask test --windows`.

mod msi;
mod programs;
mod sign;
mod test;
mod toolchain;
mod wine;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::run::{VERSION, root};
use crate::stages::Stages;
use msi::Parts;
use programs::Make;
use toolchain::Toolchain;

pub use sign::Certificate;
pub use test::run as test;

/// Builds programs and MSI as people get them, and signs them when there is a certificate. `verify` builds everything a
/// second time, elsewhere, and says whether both are the same.
pub fn dist(stages: &mut Stages, certificate: Option<&Certificate>, verify: bool) -> Result<()> {
    let toolchain = Toolchain::set_up(stages)?;
    let to = root().join("target/dist");
    let made = package(stages, &toolchain, certificate, &to)?;
    stages.run("checksums", || programs::write_sums(&to, &made))?;
    for file in &made {
        println!("{:>9} kB  {}", fs::metadata(file)?.len() / 1000, file.display());
    }
    if verify {
        again(stages, &toolchain, certificate, &made)?;
    }
    println!("\n{}", stages.summary());
    Ok(())
}

/// The programs and the MSI, in `to`.
fn package(
    stages: &mut Stages,
    toolchain: &Toolchain,
    certificate: Option<&Certificate>,
    to: &Path,
) -> Result<Vec<PathBuf>> {
    stages.run("build the programs for Windows", || {
        programs::build(toolchain, Make::ForPeople)
    })?;
    fs::create_dir_all(to)?;
    let parts = to.join("windows");
    let msi = to.join(format!("Deskbell-{VERSION}-x64.msi"));
    stages.run("make the MSI", || {
        programs::lay_out(toolchain, Make::ForPeople, certificate, &parts)?;
        make_msi(&parts, VERSION, certificate, &msi)
    })?;
    let mut made = vec![msi];
    for name in ["deskbell.exe", "deskbell-admin.exe"] {
        let file = to.join(name);
        fs::copy(parts.join(name), &file)?;
        made.push(file);
    }
    Ok(made)
}

fn make_msi(parts: &Path, version: &str, certificate: Option<&Certificate>, to: &Path) -> Result<()> {
    let parts = Parts {
        folder: parts.to_owned(),
        version: version.to_owned(),
    };
    msi::make(&parts, to)?;
    certificate.map_or(Ok(()), |certificate| certificate.sign(to))
}

/// A signature holds the time, so what is compared is what a certificate has not touched.
fn again(
    stages: &mut Stages,
    toolchain: &Toolchain,
    certificate: Option<&Certificate>,
    made: &[PathBuf],
) -> Result<()> {
    if certificate.is_some() {
        bail!("a signature holds the time it was made: --verify goes without a certificate");
    }
    let elsewhere = toolchain::folder().join("again");
    if fs::exists(&elsewhere)? {
        fs::remove_dir_all(&elsewhere)?;
    }
    let second = toolchain.building_into(elsewhere.join("build"));
    let again = package(stages, &second, None, &elsewhere.join("dist"))?;
    let mut different = Vec::new();
    for (first, second) in made.iter().zip(&again) {
        let same = fs::read(first)? == fs::read(second)?;
        let name = first.file_name().context("a file without a name")?.to_string_lossy();
        println!("{name}: {}", if same { "the same twice" } else { "DIFFERENT" });
        if !same {
            different.push(name.into_owned());
        }
    }
    if !different.is_empty() {
        bail!(
            "built twice, {} came out different; both are kept",
            different.join(", ")
        );
    }
    fs::remove_dir_all(elsewhere)?;
    Ok(())
}
