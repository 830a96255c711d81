//! How large the programs are, built as for people.

use std::fs;

use anyhow::Result;
use deskbell_tests::programs;
use serde_json::json;

use super::report::Report;

/// Measures.
pub fn measure(report: &mut Report) -> Result<()> {
    let mut sizes = serde_json::Map::new();
    for (name, path) in [
        ("deskbell", programs::deskbell()?),
        ("deskbell-admin", programs::admin()?),
        ("bare", programs::bare()?),
    ] {
        let bytes = fs::metadata(path)?.len();
        report.row(&format!("size of {name}"), format!("{} kB", bytes / 1000));
        sizes.insert(name.to_owned(), json!(bytes));
    }
    report.section("sizes_in_bytes", sizes.into());
    Ok(())
}
