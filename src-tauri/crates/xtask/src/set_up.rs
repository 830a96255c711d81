//! The set-up that all commands share: system packages, then the UI's packages, then the UI itself, which
//! the tray app carries inside.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::packages::{NEEDS, Need, Sign};
use crate::run::{is_on_path, npm, output, root, run};
use crate::stages::Stages;

/// Makes everything ready for `cargo build`. Installs only what is missing and says what and why.
pub fn set_up(stages: &mut Stages) -> Result<()> {
    set_up_system(stages)?;
    set_up_ui(stages)
}

/// The part of it that programs without a window need.
pub fn set_up_system(stages: &mut Stages) -> Result<()> {
    stages.run("set-up: system packages", || system_packages(&[NEEDS]))
}

/// The part of it that the tray app carries inside.
pub fn set_up_ui(stages: &mut Stages) -> Result<()> {
    stages.run("set-up: the UI's packages", || node_packages("ui"))?;
    stages.run("set-up: build the UI", || run(&mut npm(&["run", "build"])))
}

/// Installs what is missing of these.
pub fn system_packages(lists: &[&[Need]]) -> Result<()> {
    let needs: Vec<&Need> = lists.iter().copied().flatten().collect();
    if is_debian_12() {
        debian_packages(&needs)
    } else {
        elsewhere(&needs)
    }
}

fn is_debian_12() -> bool {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let has = |line: &str| release.lines().any(|found| found == line);
    has("ID=debian") && has("VERSION_ID=\"12\"")
}

fn debian_packages(needs: &[&Need]) -> Result<()> {
    let missing: Vec<&Need> = needs
        .iter()
        .copied()
        .filter(|need| !is_installed(need.package))
        .collect();
    if missing.is_empty() {
        eprintln!("All {} system packages are there.", needs.len());
        return Ok(());
    }
    eprintln!("Installing {} of {} system packages:", missing.len(), needs.len());
    list(&missing);
    run(apt_get()?.arg("update"))?;
    let packages = missing.iter().map(|need| need.package);
    run(apt_get()?
        .args(["install", "--yes", "--no-install-recommends"])
        .args(packages))?;
    eprintln!(
        "Installed: {}",
        missing.iter().map(|need| need.package).collect::<Vec<_>>().join(" ")
    );
    Ok(())
}

fn is_installed(package: &str) -> bool {
    let query = output(Command::new("dpkg-query").args(["-W", "-f", "${db:Status-Status}", package]));
    query.is_ok_and(|status| status == "installed")
}

fn apt_get() -> Result<Command> {
    let is_root = output(Command::new("id").arg("-u"))?.trim() == "0";
    let mut command = if is_root {
        Command::new("env")
    } else {
        Command::new("sudo")
    };
    if !is_root && !is_on_path("sudo") {
        bail!("installing packages needs root, and there is no sudo here; run this as root once");
    }
    // Another apt-get may be at work on a machine that has just started.
    command.args([
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "--quiet",
        "-o",
        "DPkg::Lock::Timeout=300",
    ]);
    Ok(command)
}

fn elsewhere(needs: &[&Need]) -> Result<()> {
    let missing: Vec<&Need> = needs.iter().copied().filter(|need| !is_there(&need.sign)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("Not here yet (named as Debian 12 names them):");
    list(&missing);
    bail!(
        "this is not Debian 12, so nothing was installed; please install the {} things above first",
        missing.len()
    )
}

fn is_there(sign: &Sign) -> bool {
    let succeeds = |command: &mut Command| {
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    match sign {
        Sign::Program(name) => is_on_path(name),
        Sign::Library(name) => succeeds(Command::new("pkg-config").args(["--exists", name])),
        Sign::Font(family) => output(Command::new("fc-list").arg(family)).is_ok_and(|found| !found.is_empty()),
        Sign::File(path) => fs::exists(path).unwrap_or(false),
    }
}

fn list(needs: &[&Need]) {
    for need in needs {
        eprintln!("  {:28}  {}", need.package, need.why);
    }
}

/// `npm ci` in a folder, unless what is installed there is what its package-lock.json asks for.
pub fn node_packages(folder: &str) -> Result<()> {
    for program in ["node", "npm"] {
        output(Command::new(program).arg("--version"))
            .with_context(|| format!("{folder} needs Node.js 20.19 or newer with npm"))?;
    }
    let here = root().join(folder);
    let lock = here.join("package-lock.json");
    unless_installed(&lock, &here.join("node_modules/.deskbell-package-lock.json"), || {
        run(npm(&["ci", "--no-audit", "--no-fund"]).current_dir(&here))
    })
}

/// Installs what `lock` lists, unless `stamp` says that it was done; then stamps it.
pub fn unless_installed(lock: &Path, stamp: &Path, install: impl FnOnce() -> Result<()>) -> Result<()> {
    let wanted = fs::read(lock).with_context(|| lock.display().to_string())?;
    let named = lock.strip_prefix(root()).unwrap_or(lock).display();
    if fs::read(stamp).is_ok_and(|installed| installed == wanted) {
        eprintln!("What {named} lists is there.");
        return Ok(());
    }
    eprintln!("Installing what {named} lists:");
    install()?;
    fs::write(stamp, wanted).with_context(|| stamp.display().to_string())
}
