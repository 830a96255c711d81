//! The compiler for Windows: Debian's, with a standard library built from Debian's sources, since no target can be
//! downloaded where only package registries are at hand.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::packages::{NEEDS, WINDOWS_NEEDS};
use crate::run::{cargo_home, output, root, run};
use crate::set_up::{set_up_ui, system_packages};
use crate::stages::Stages;

/// The triple of all our Windows programs.
pub const TRIPLE: &str = "x86_64-pc-windows-gnu";

const HOST: &str = "x86_64-unknown-linux-gnu";
/// Debian's programs, where rustup's of the same names don't come first.
const DEBIANS: &str = "/usr/bin:/bin:/usr/sbin:/sbin";

/// The crate whose dependencies are the standard library.
const MANIFEST: &str = r#"cargo-features = ["profile-rustflags"]

[package]
name = "standard-library"
version = "0.0.0"
edition = "2024"

[profile.release.package.panic_abort]
rustflags = ["-Cpanic=abort", "-Cembed-bitcode=yes"]

[workspace]
"#;

/// A compiler that is ready.
pub struct Toolchain {
    sysroot: PathBuf,
    target: PathBuf,
}

impl Toolchain {
    /// Installs the packages, builds the UI, and builds the standard library unless this compiler's is there already.
    pub fn set_up(stages: &mut Stages) -> Result<Self> {
        stages.run("set-up: system packages, for Windows too", || {
            system_packages(&[NEEDS, WINDOWS_NEEDS])
        })?;
        set_up_ui(stages)?;
        let toolchain = Self {
            sysroot: folder().join("sysroot"),
            target: folder().join("build"),
        };
        stages.run("set-up: Rust's standard library for Windows", || {
            toolchain.standard_library()
        })?;
        Ok(toolchain)
    }

    /// The same compiler, building into another folder.
    pub fn building_into(&self, target: PathBuf) -> Self {
        Self {
            sysroot: self.sysroot.clone(),
            target,
        }
    }

    /// Debian's cargo, building for Windows. Paths of this machine stay out of what it builds, and so does the time.
    pub fn cargo(&self, words: &[&str]) -> Command {
        self.building("cargo", words)
    }

    /// Debian's clippy, for Windows. Asked of cargo, it would be rustup's: cargo looks into its own home first.
    pub fn clippy(&self, words: &[&str]) -> Command {
        let mut command = self.building("cargo-clippy", &["clippy"]);
        command.args(words).env("CARGO", "/usr/bin/cargo");
        command
    }

    fn building(&self, program: &str, words: &[&str]) -> Command {
        let mut command = debians(program);
        command.args(words);
        command
            .args(["--locked", "--target", TRIPLE, "--target-dir"])
            .arg(&self.target);
        command.env("CARGO_ENCODED_RUSTFLAGS", self.flags());
        command
    }

    /// Where what a profile built lies.
    pub fn built(&self, profile: &str) -> PathBuf {
        self.target.join(TRIPLE).join(profile)
    }

    fn flags(&self) -> OsString {
        let mut flags = OsString::from("--sysroot\u{1f}");
        flags.push(&self.sysroot);
        for (from, to) in [(root(), "deskbell"), (cargo_home(), "cargo")] {
            flags.push("\u{1f}--remap-path-prefix=");
            flags.push(from);
            flags.push("=");
            flags.push(to);
        }
        flags.push("\u{1f}-Clink-arg=-Wl,--no-insert-timestamp");
        flags
    }

    fn standard_library(&self) -> Result<()> {
        let compiler = output(debians("rustc").arg("-vV"))?;
        let stamp = self.sysroot.join("compiler");
        if fs::read_to_string(&stamp).is_ok_and(|built_by| built_by == compiler) {
            eprintln!("The standard library for {TRIPLE} is there.");
            return Ok(());
        }
        let work = folder().join("standard-library");
        for old in [&self.sysroot, &work, &self.target] {
            if fs::exists(old)? {
                // Libraries of another compiler beside the new ones can't be told apart (E0464).
                fs::remove_dir_all(old).with_context(|| old.display().to_string())?;
            }
        }
        fs::create_dir_all(work.join("src"))?;
        fs::write(work.join("Cargo.toml"), MANIFEST)?;
        fs::write(work.join("src/lib.rs"), "#![no_std]\n")?;
        run(debians("cargo")
            .current_dir(&work)
            .args(["build", "--release", "--target", TRIPLE])
            .arg("-Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test")
            .env("CARGO_TARGET_DIR", work.join("target"))
            .env("RUSTFLAGS", "-Cembed-bitcode=yes")
            // The only place where unstable features are asked of a stable compiler: it builds its own library.
            .env("RUSTC_BOOTSTRAP", "1"))?;
        self.install(&work.join("target").join(TRIPLE).join("release/deps"))?;
        fs::remove_dir_all(work)?;
        fs::write(stamp, compiler)?;
        Ok(())
    }

    fn install(&self, built: &Path) -> Result<()> {
        let rustlib = self.sysroot.join("lib/rustlib");
        let to = rustlib.join(TRIPLE).join("lib");
        fs::create_dir_all(&to)?;
        let mut copied = 0;
        for entry in fs::read_dir(built)? {
            let file = entry?.path();
            let is_library = file.extension().is_some_and(|extension| extension == "rlib");
            let name = file.file_name().unwrap_or_default();
            // The crate that asked for them is none of them.
            if is_library && !name.to_string_lossy().starts_with("libstandard_library") {
                fs::copy(&file, to.join(name))?;
                copied += 1;
            }
        }
        if copied == 0 {
            bail!("{} holds no libraries", built.display());
        }
        std::os::unix::fs::symlink(Path::new("/usr/lib/rustlib").join(HOST), rustlib.join(HOST))?;
        Ok(())
    }
}

/// Everything of ours that has to do with Windows and can be built again.
pub fn folder() -> PathBuf {
    root().join("target/windows")
}

fn debians(program: &str) -> Command {
    let mut command = Command::new(Path::new("/usr/bin").join(program));
    command.current_dir(root()).env("PATH", DEBIANS);
    // What the cargo that runs us has set would lead back to its own compiler, and its libraries.
    for name in ["CARGO", "RUSTC", "RUSTFLAGS", "RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH"] {
        command.env_remove(name);
    }
    command
}
