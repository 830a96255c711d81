//! Gives deskbell-admin.exe its icon, manifest and version, and the program the form that `form preview` shows.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use flate2::{Compression, GzBuilder};

/// What `npm run build` leaves; without it, `form preview` says so.
const FORM: &str = "../../../ui/dist-preview";

fn main() {
    if let Err(error) = resources().and_then(|()| form()) {
        println!("cargo::error={error:#}");
    }
}

/// Does nothing for other systems.
fn resources() -> Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    let numbers = version.split(['-', '+']).next().unwrap_or(version).replace('.', ",");
    let defined = [format!("VERSION={version}"), format!("NUMBERS={numbers},0")];
    println!("cargo::rerun-if-changed=../../windows");
    println!("cargo::rerun-if-changed=../../icons/icon.ico");
    let made = embed_resource::compile_for("../../windows/deskbell-admin.rc", ["deskbell-admin"], defined);
    made.manifest_required()?;
    Ok(())
}

/// Writes a table of the form's files, packed, by the name they are asked for.
#[expect(clippy::disallowed_methods, reason = "cargo says so where to write")]
fn form() -> Result<()> {
    println!("cargo::rerun-if-changed={FORM}");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").context("no OUT_DIR")?);
    let mut table = "&[\n".to_owned();
    for (number, file) in files(Path::new(FORM))?.into_iter().enumerate() {
        let name = file.strip_prefix(FORM)?.to_string_lossy().replace('\\', "/");
        let packed = out.join(format!("form-{number}.gz"));
        pack(&file, &packed).with_context(|| file.display().to_string())?;
        writeln!(
            table,
            "    ({name:?}, include_bytes!({:?}).as_slice()),",
            packed.display().to_string()
        )?;
    }
    table.push(']');
    fs::write(out.join("form.rs"), table)?;
    Ok(())
}

/// All files below a folder, in order, so that the same form is the same program.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Without a time in it, for the same reason.
fn pack(file: &Path, packed: &Path) -> io::Result<()> {
    let mut into = GzBuilder::new().write(File::create(packed)?, Compression::best());
    io::copy(&mut File::open(file)?, &mut into)?;
    into.finish()?;
    Ok(())
}
