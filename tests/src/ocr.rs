//! The words that can be read in a picture, as tesseract reads them.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use tokio::process::Command;

use crate::display::PATH;
use crate::process::run;

/// The words of an encoded picture, in reading order.
pub async fn words(picture: &[u8]) -> Result<Vec<String>> {
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("picture");
    std::fs::write(&file, picture)?;
    words_in(&file).await
}

/// The words of a picture's file, in reading order.
pub async fn words_in(file: &Path) -> Result<Vec<String>> {
    let mut tesseract = Command::new("tesseract");
    // Words wherever they stand: a screen is no page.
    tesseract
        .arg(file)
        .args(["stdout", "--psm", "11"])
        .env("PATH", PATH)
        .env("OMP_THREAD_LIMIT", "1");
    let ended = run(&tesseract, "").await.context("tesseract")?;
    ensure!(ended.status.success(), "tesseract: {}", ended.stderr.trim());
    Ok(ended.stdout.split_whitespace().map(str::to_owned).collect())
}
