//! What the kernel says of a program and everything below it.

use std::collections::HashMap;
use std::fs;

use anyhow::{Context as _, Result};

/// Memory in use, in KiB.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Memory {
    /// Used by these processes alone.
    pub uss: u64,
    /// With a fair share of what they share with others.
    pub pss: u64,
}

/// This process and all below it.
pub fn tree(root: u32) -> Result<Vec<u32>> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in fs::read_dir("/proc")? {
        let Some(id) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        // A process that ended meanwhile is below nobody.
        if let Ok(parent) = field(&format!("/proc/{id}/status"), "PPid:") {
            children.entry(u32::try_from(parent)?).or_default().push(id);
        }
    }
    let mut found = vec![root];
    let mut next = 0;
    while let Some(id) = found.get(next) {
        found.extend(children.remove(id).unwrap_or_default());
        next += 1;
    }
    Ok(found)
}

/// How many of WebKit's page processes run below this one.
pub fn web_views(root: u32) -> Result<usize> {
    let is_page =
        |id: &u32| fs::read_to_string(format!("/proc/{id}/comm")).is_ok_and(|name| name.starts_with("WebKitWebProces"));
    Ok(tree(root)?.iter().filter(|id| is_page(id)).count())
}

/// The memory of this process and all below it.
pub fn memory(root: u32) -> Result<Memory> {
    let mut sum = Memory::default();
    for id in tree(root)? {
        let rollup = format!("/proc/{id}/smaps_rollup");
        sum.pss += field(&rollup, "Pss:")?;
        sum.uss += field(&rollup, "Private_Clean:")? + field(&rollup, "Private_Dirty:")?;
    }
    Ok(sum)
}

/// How often threads of this process and all below it went to sleep so far, each to be woken again.
pub fn wake_ups(root: u32) -> Result<u64> {
    let mut sum = 0;
    for id in tree(root)? {
        for thread in fs::read_dir(format!("/proc/{id}/task"))? {
            let status = thread?.path().join("status");
            sum += field(&status.to_string_lossy(), "voluntary_ctxt_switches:").unwrap_or_default();
        }
    }
    Ok(sum)
}

fn field(file: &str, name: &str) -> Result<u64> {
    let text = fs::read_to_string(file).with_context(|| file.to_owned())?;
    let line = text.lines().find(|line| line.starts_with(name));
    let value = line
        .and_then(|line| line.split_whitespace().nth(1))
        .and_then(|value| value.parse().ok());
    value.with_context(|| format!("{file} has no {name}"))
}
