//! The rules file's schema, in the tool that editors use.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

/// What a slip of each kind looks like; an editor must mark them all.
const SLIPS: [(&str, &str); 16] = [
    ("no-such-section", "[defaults]\nqueue = \"A\"\n"),
    ("no-such-field", "[default]\nquee = \"A\"\n"),
    ("a-field-of-the-wrong-kind", "[default]\nqueue = true\n"),
    ("an-empty-name", "[default]\nqueue = \"\"\n"),
    ("a-time-in-words", "[default]\ndueIn = \"4 hours\"\n"),
    ("read-only", "[[rule]]\nname = \"R\"\nset.hostname = \"A\"\n"),
    ("no-name", "[[rule]]\nset.queue = \"A\"\n"),
    ("no-such-variable", "[[rule]]\nname = \"R\"\nwhen.hostnme = \"A\"\n"),
    (
        "no-such-condition",
        "[[rule]]\nname = \"R\"\nwhen.msg = { contain = \"A\" }\n",
    ),
    (
        "a-condition-that-does-not-go",
        "[[rule]]\nname = \"R\"\nwhen.msg = { above = 3 }\n",
    ),
    ("a-flag-in-words", "[[rule]]\nname = \"R\"\nwhen.registered = \"yes\"\n"),
    ("an-empty-any", "[[rule]]\nname = \"R\"\nany = []\n"),
    ("one-bracket", "[rule]\nname = \"R\"\n"),
    (
        "a-day-that-is-none",
        "[hours.o]\ndays = [\"Fry\"]\nfrom = \"08:00\"\nto = \"18:00\"\n",
    ),
    (
        "hours-without-an-end",
        "[hours.o]\ndays = [\"Fri\"]\nfrom = \"08:00\"\n",
    ),
    (
        "given-what-is-worked-out",
        "[[test]]\nname = \"t\"\ngiven.msgLength = 3\nexpect.queue = \"A\"\n",
    ),
];

#[test]
fn taplo_accepts_every_good_rules_file_and_refuses_every_slip() -> Result<()> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let rules = repository.join("tests/rules");
    let mut good = vec![
        rules.join("example.toml"),
        repository.join("src-tauri/crates/cli/practice/rules.toml"),
    ];
    for recipe in fs::read_dir(rules.join("recipes"))? {
        good.push(recipe?.path());
    }
    let (well, said) = taplo(&repository, &good)?;
    ensure!(well, "taplo refuses a good file:\n{said}");

    let folder = tempfile::tempdir()?;
    let mut bad = Vec::new();
    for (name, text) in SLIPS {
        let file = folder.path().join(format!("{name}.toml"));
        fs::write(&file, text)?;
        bad.push(file);
    }
    let (well, said) = taplo(&repository, &bad)?;
    ensure!(!well, "taplo accepts files with slips");
    for file in bad {
        let refused = format!("invalid file error=schema validation failed path={file:?}");
        ensure!(said.contains(&refused), "taplo accepts {}:\n{said}", file.display());
    }
    Ok(())
}

/// Whether `taplo check` finds all files right, and what it says.
fn taplo(repository: &Path, files: &[PathBuf]) -> Result<(bool, String)> {
    let program = repository.join("tests/taplo/node_modules/@taplo/cli/dist/cli.js");
    ensure!(
        program.exists(),
        "{} is not there; `cargo xtask test` installs it",
        program.display()
    );
    let schema = repository.join("src-tauri/crates/dispatch/rules.schema.json");
    let mut command = Command::new("node");
    command.arg(program).args(["check", "--colors", "never", "--schema"]);
    let ended = command
        .arg(format!("file://{}", schema.display()))
        .args(files)
        .output()?;
    Ok((
        ended.status.success(),
        String::from_utf8_lossy(&ended.stderr).into_owned(),
    ))
}
