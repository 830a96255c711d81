//! The licences of everything that is inside our programs, as those licences ask.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};
use serde_json::Value;

use crate::run::root;

/// Our programs that people get.
const SHIPPED: [&str; 3] = ["deskbell", "deskbell-admin", "deskbell-msi-action"];

/// Something of other people's that we ship.
struct Part {
    name: String,
    license: String,
    texts: Vec<String>,
}

/// The text that lies beside the programs for `triple`: every part with its licence, and every licence text once.
pub fn write(triple: &str, to: &Path) -> Result<()> {
    let mut parts = crates(triple)?;
    parts.extend(scripts()?);
    let mut texts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut page = String::from(
        "What other people wrote and Deskbell contains, with thanks.\n\n\
         This software is based in part on the work of the Independent JPEG Group.\n\n",
    );
    for part in &parts {
        writeln!(page, "  {}: {}", part.name, part.license)?;
        for text in &part.texts {
            texts.entry(text).or_default().insert(&part.name);
        }
    }
    for (text, names) in texts {
        let names: Vec<&str> = names.into_iter().collect();
        writeln!(page, "\n{}\nOf {}:\n\n{text}", "=".repeat(80), names.join(", "))?;
    }
    eprintln!(
        "{} parts of other people's, {} bytes of notices",
        parts.len(),
        page.len()
    );
    fs::write(to, page).with_context(|| to.display().to_string())
}

fn crates(triple: &str) -> Result<Vec<Part>> {
    let metadata = MetadataCommand::new()
        .current_dir(root())
        .other_options(["--locked".to_owned(), format!("--filter-platform={triple}")])
        .exec()
        .context("cargo metadata")?;
    let inside = inside(&metadata)?;
    let packages = metadata.packages.iter();
    packages
        .filter(|package| inside.contains(&package.id) && package.source.is_some())
        .map(part)
        .collect()
}

/// What is linked into what we ship: neither build scripts' nor tests' dependencies.
fn inside(metadata: &Metadata) -> Result<BTreeSet<PackageId>> {
    let resolve = metadata.resolve.as_ref().context("cargo metadata resolved nothing")?;
    let ours = metadata
        .packages
        .iter()
        .filter(|package| SHIPPED.contains(&package.name.as_str()));
    let mut waiting: Vec<&PackageId> = ours.map(|package| &package.id).collect();
    let mut inside = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !inside.insert(id.clone()) {
            continue;
        }
        let node = resolve
            .nodes
            .iter()
            .find(|node| node.id == *id)
            .context("a crate without a node")?;
        let linked = node.deps.iter().filter(|dependency| {
            let mut kinds = dependency.dep_kinds.iter();
            kinds.any(|kind| kind.kind == DependencyKind::Normal)
        });
        waiting.extend(linked.map(|dependency| &dependency.pkg));
    }
    Ok(inside)
}

fn part(package: &Package) -> Result<Part> {
    let folder = package.manifest_path.parent().context("a crate without a folder")?;
    let license = package
        .license
        .clone()
        .or_else(|| package.license_file.as_ref().map(ToString::to_string));
    Ok(Part {
        name: format!("{} {}", package.name, package.version),
        license: license.with_context(|| format!("{} names no licence", package.name))?,
        texts: texts(folder.as_std_path())?,
    })
}

/// What the form's script contains of npm's packages.
fn scripts() -> Result<Vec<Part>> {
    let modules = root().join("ui/node_modules");
    let manifest = |folder: &Path| -> Result<Value> {
        let file = folder.join("package.json");
        serde_json::from_slice(&fs::read(&file).with_context(|| file.display().to_string())?)
            .with_context(|| file.display().to_string())
    };
    let ours = manifest(&root().join("ui"))?;
    let names = ours["dependencies"]
        .as_object()
        .context("ui/package.json has no dependencies")?;
    names
        .keys()
        .map(|name| {
            let folder: PathBuf = modules.join(name);
            let theirs = manifest(&folder)?;
            let of = |key: &str| theirs[key].as_str().with_context(|| format!("{name} says no {key}"));
            Ok(Part {
                name: format!("{name} {}", of("version")?),
                license: of("license")?.to_owned(),
                texts: texts(&folder)?,
            })
        })
        .collect()
}

/// The licence texts that lie in a package; packages that only name their licence have none.
fn texts(folder: &Path) -> Result<Vec<String>> {
    let mut texts = BTreeSet::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let file = entry?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let tells = ["license", "licence", "copying", "notice", "unlicense"];
        if file.is_file() && tells.iter().any(|word| name.starts_with(word)) {
            let text = fs::read(&file).with_context(|| file.display().to_string())?;
            let text = String::from_utf8_lossy(&text).replace("\r\n", "\n");
            texts.insert(text.trim().to_owned());
        }
    }
    if texts.iter().any(String::is_empty) {
        bail!("{} holds an empty licence", folder.display());
    }
    Ok(texts.into_iter().collect())
}
