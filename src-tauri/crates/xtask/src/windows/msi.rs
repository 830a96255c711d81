//! The MSI, made of `installer/` and the built programs by wixl and msibuild (Debian: wixl, msitools). The same files and
//! version give the same bytes.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, ensure};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::run::{root, run};

/// What goes into a package.
pub struct Parts {
    /// The folder with `deskbell.exe`, `deskbell-admin.exe`, `WebView2Loader.dll`, `deskbell_msi_action.dll`,
    /// `LICENSE.txt` and `THIRD-PARTY.txt`, signed where they are to be.
    pub folder: PathBuf,
    /// Three numbers: Windows compares no fourth.
    pub version: String,
}

const FROM_FOLDER: [&str; 6] = [
    "deskbell.exe",
    "deskbell-admin.exe",
    "WebView2Loader.dll",
    "deskbell_msi_action.dll",
    "LICENSE.txt",
    "THIRD-PARTY.txt",
];

const SOURCES: [&str; 3] = ["deskbell.wxs", "remembered.wxi", "tables.sql"];

/// The namespace of our product and package codes; never changes.
const NAMESPACE: Uuid = Uuid::from_u128(0x704b_17e9_ab3e_42e0_a741_2e93_518a_8959);

/// Makes the package `to`. Works in a folder beside it, which is gone afterwards.
pub fn make(parts: &Parts, to: &Path) -> Result<()> {
    let fields: Vec<&str> = parts.version.split('.').collect();
    let numbers = fields.iter().all(|field| field.parse::<u16>().is_ok());
    ensure!(
        fields.len() == 3 && numbers,
        "an MSI's version is three numbers, not {}",
        parts.version
    );
    let stage = to.with_extension("stage");
    if stage.exists() {
        fs::remove_dir_all(&stage)?;
    }
    let contents = lay_out(parts, &stage)?;
    let draft = stage.join("draft.msi");
    write(parts, &stage, &code(&contents))?;
    settle(&draft)?;
    fs::rename(&draft, to).with_context(|| format!("{}", to.display()))?;
    fs::remove_dir_all(&stage)?;
    Ok(())
}

/// The product code: the same for every build of a version, another for each version.
fn product_code(version: &str) -> String {
    code(format!("product {version}").as_bytes())
}

/// Puts everything side by side, because wixl takes an icon by a relative path only, and gives every file the same time,
/// because the cabinet holds it. Returns what tells these contents from others.
fn lay_out(parts: &Parts, stage: &Path) -> Result<Vec<u8>> {
    fs::create_dir_all(stage)?;
    let installer = root().join("installer");
    let mut sources: Vec<(&str, PathBuf)> = Vec::new();
    sources.extend(FROM_FOLDER.map(|name| (name, parts.folder.join(name))));
    sources.extend(SOURCES.map(|name| (name, installer.join(name))));
    sources.push(("icon.ico", root().join("src-tauri/icons/icon.ico")));
    let mut contents = Sha256::new_with_prefix(format!("package {}", parts.version));
    for (name, from) in sources {
        let bytes = fs::read(&from).with_context(|| format!("{}", from.display()))?;
        contents.update(Sha256::digest(&bytes));
        let mut file = File::create(stage.join(name))?;
        file.write_all(&bytes)?;
        file.set_modified(built())?;
    }
    Ok(contents.finalize().to_vec())
}

fn write(parts: &Parts, stage: &Path, package_code: &str) -> Result<()> {
    let version = format!("Version={}", parts.version);
    let product = format!("ProductCode={}", product_code(&parts.version));
    let mut wixl = Command::new("wixl");
    wixl.args([
        "-a",
        "x64",
        "-D",
        &version,
        "-D",
        &product,
        "-o",
        "draft.msi",
        "deskbell.wxs",
    ]);
    // A cabinet holds local times.
    run(wixl.current_dir(stage).env("TZ", "UTC"))?;
    let tables = fs::read_to_string(stage.join("tables.sql"))?;
    let mut msibuild = Command::new("msibuild");
    msibuild.arg("draft.msi");
    let statements = tables
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("--"));
    for statement in statements {
        msibuild.args(["-q", statement]);
    }
    let code = format!("{{{package_code}}}");
    msibuild.args(["-s", "Deskbell", "The Deskbell founders", "x64;1033", &code]);
    run(msibuild.current_dir(stage))
}

/// Replaces the times in the summary: when it was created, and last saved.
fn settle(package: &Path) -> Result<()> {
    let mut package = cfb::open_rw(package)?;
    let mut summary = package.open_stream("\u{5}SummaryInformation")?;
    let mut bytes = Vec::new();
    summary.read_to_end(&mut bytes)?;
    for place in times(&bytes).context("the summary has no times where it should")? {
        summary.seek(SeekFrom::Start(u64::try_from(place)?))?;
        summary.write_all(&FILETIME.to_le_bytes())?;
    }
    summary.flush()?;
    Ok(())
}

/// Where the times are in a property set ([MS-OLEPS] 2.21): the first section's offset is at 44; there, after its size,
/// come the number of properties and pairs of id and offset; a time is type 64 and eight bytes.
fn times(set: &[u8]) -> Option<Vec<usize>> {
    let number = |at: usize| -> Option<usize> {
        let bytes = set.get(at..at.checked_add(4)?)?;
        usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
    };
    let section = number(44)?;
    let mut found = Vec::new();
    for index in 0..number(section + 4)? {
        let pair = section + 8 + index * 8;
        let value = section + number(pair + 4)?;
        if number(value)? == 64 {
            found.push(value + 4);
        }
    }
    (found.len() == 2).then_some(found)
}

/// 2026-01-01 00:00 UTC as Windows counts: in tenths of a microsecond since 1601.
const FILETIME: u64 = (11_644_473_600 + SINCE_1970) * 10_000_000;

/// The same in seconds since 1970.
const SINCE_1970: u64 = 1_767_225_600;

fn built() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(SINCE_1970)
}

fn code(name: &[u8]) -> String {
    Uuid::new_v5(&NAMESPACE, name).to_string().to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_is_a_product_of_its_own_and_always_the_same() {
        assert_eq!(product_code("0.1.0"), product_code("0.1.0"));
        assert_ne!(product_code("0.1.0"), product_code("0.1.1"));
    }
}
