//! `cargo xtask dist --target linux`: a package for Debian 12 and what descends from it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::notices;
use crate::programs::Programs;
use crate::run::{VERSION, output, root, run};
use crate::set_up::set_up;
use crate::stages::Stages;

/// The tray icon's library is looked for at run time, where no tool sees it.
const LOADED_AT_RUN_TIME: &str = "libayatana-appindicator3-1";

/// Everything but the programs: where it comes from and where it goes.
const FILES: [(&str, &str); 5] = [
    ("src-tauri/deskbell.desktop", "usr/share/applications/deskbell.desktop"),
    (
        "installer/debian/autostart.desktop",
        "etc/xdg/autostart/deskbell.desktop",
    ),
    (
        "src-tauri/icons/icon.svg",
        "usr/share/icons/hicolor/scalable/apps/deskbell.svg",
    ),
    (
        "src-tauri/crates/desk/deskbell.toml.example",
        "usr/share/doc/deskbell/examples/deskbell.toml",
    ),
    ("LICENSE", "usr/share/doc/deskbell/copyright"),
];

/// Builds the programs as people get them, and the package.
pub fn dist(stages: &mut Stages) -> Result<()> {
    set_up(stages)?;
    let programs = stages.run("build the programs as for people", || Programs::build("dist"))?;
    let made = stages.run("make the package", || package(&programs))?;
    println!("{:>9} kB  {}", fs::metadata(&made)?.len() / 1000, made.display());
    println!("\n{}", stages.summary());
    Ok(())
}

fn package(programs: &Programs) -> Result<PathBuf> {
    let to = root().join("target/dist");
    let tree = to.join("deb");
    if fs::exists(&tree)? {
        fs::remove_dir_all(&tree)?;
    }
    for program in ["deskbell", "deskbell-admin"] {
        put(programs.path(program)?, &tree.join("usr/bin").join(program), 0o755)?;
    }
    for (from, place) in FILES {
        put(&root().join(from), &tree.join(place), 0o644)?;
    }
    notices::write(
        "x86_64-unknown-linux-gnu",
        &tree.join("usr/share/doc/deskbell/THIRD-PARTY"),
    )?;
    folder(&tree.join("etc/deskbell"), 0o755)?;
    // What the people of a PC share: how Autotask received the key.
    folder(&tree.join("var/lib/deskbell/shared"), 0o1777)?;
    put(
        &root().join("installer/debian/postrm"),
        &tree.join("DEBIAN/postrm"),
        0o755,
    )?;
    let control = fs::read_to_string(root().join("installer/debian/control"))?;
    let depends = format!("{}, {LOADED_AT_RUN_TIME}", libraries(&tree)?);
    let control = control.replace("@VERSION@", VERSION).replace("@DEPENDS@", &depends);
    fs::write(tree.join("DEBIAN/control"), control)?;
    fs::write(tree.join("DEBIAN/conffiles"), "/etc/xdg/autostart/deskbell.desktop\n")?;
    let deb = to.join(format!("deskbell_{VERSION}_amd64.deb"));
    run(Command::new("dpkg-deb")
        .args(["--root-owner-group", "--build"])
        .arg(&tree)
        .arg(&deb))?;
    Ok(deb)
}

/// The packages whose libraries the programs are linked with.
fn libraries(tree: &Path) -> Result<String> {
    // It wants a source package around it.
    let source = tree.with_extension("source");
    fs::create_dir_all(source.join("debian"))?;
    fs::write(
        source.join("debian/control"),
        "Source: deskbell\n\nPackage: deskbell\nArchitecture: amd64\n",
    )?;
    let found = output(
        Command::new("dpkg-shlibdeps")
            .current_dir(&source)
            .arg("-O")
            .args(["deskbell", "deskbell-admin"].map(|program| tree.join("usr/bin").join(program))),
    )?;
    fs::remove_dir_all(source)?;
    let depends = found.lines().find_map(|line| line.strip_prefix("shlibs:Depends="));
    Ok(depends.context("dpkg-shlibdeps found no libraries")?.to_owned())
}

fn put(from: &Path, to: &Path, mode: u32) -> Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::copy(from, to).with_context(|| from.display().to_string())?;
    Ok(fs::set_permissions(to, fs::Permissions::from_mode(mode))?)
}

fn folder(folder: &Path, mode: u32) -> Result<()> {
    fs::create_dir_all(folder)?;
    Ok(fs::set_permissions(folder, fs::Permissions::from_mode(mode))?)
}
