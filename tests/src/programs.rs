//! The programs under test, as `cargo xtask` hands them over. Their absence is a failure: a test that quietly tests
//! nothing is worse than none.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

/// The tray app.
pub fn deskbell() -> Result<PathBuf> {
    handed_over("DESKBELL_BIN")
}

/// `deskbell-admin`.
pub fn admin() -> Result<PathBuf> {
    handed_over("DESKBELL_ADMIN_BIN")
}

/// The bare Tauri program to measure against.
pub fn bare() -> Result<PathBuf> {
    handed_over("DESKBELL_BARE_BIN")
}

/// The MSI of this version.
pub fn msi() -> Result<PathBuf> {
    handed_over("DESKBELL_MSI")
}

/// The same programs, packaged as an earlier version.
pub fn previous_msi() -> Result<PathBuf> {
    handed_over("DESKBELL_MSI_PREVIOUS")
}

#[expect(clippy::disallowed_methods, reason = "this is how xtask names the programs it built")]
fn handed_over(name: &str) -> Result<PathBuf> {
    let path = std::env::var_os(name).map(PathBuf::from);
    path.filter(|path| path.is_file())
        .with_context(|| format!("{name} does not name a built program; run these tests with `cargo xtask test`"))
}
