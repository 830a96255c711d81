//! The rules in effect. A broken file never stops a ticket, and the internal note says what was used instead.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use deskbell_dispatch::{MAX_BYTES, Rules, Severity, check};
use sha2::{Digest, Sha256};

use crate::trust::plain_writer;
use crate::{Paths, Settings, last_good};

const LAST_GOOD: &str = "rules.toml";
const BUILT_IN: &str = "built-in";

/// What the checker takes, and a byte order mark.
const LARGEST: u64 = MAX_BYTES as u64 + 3;

/// Checked rules, and how they came about.
#[derive(Debug, Clone)]
pub(crate) struct Rulebook {
    pub(crate) rules: Rules,
    /// Tells two files apart: the start of a hash, or `built-in`.
    pub(crate) version: String,
    /// For the internal note, when the file could not be used.
    pub(crate) remarks: Vec<String>,
}

/// Where the rules lie: as the settings say, else beside the settings file.
pub(crate) fn place(paths: &Paths, settings: &Settings) -> PathBuf {
    let file = settings.rules.as_deref().unwrap_or(Path::new("rules.toml"));
    paths.machine.join(file)
}

/// Reads the rules. A file that is not there means no rules, unless the settings name it; one that is broken means its
/// last good copy, and no rules if there is none.
pub(crate) fn load(paths: &Paths, settings: &Settings) -> Rulebook {
    let file = place(paths, settings);
    let name = file
        .file_name()
        .map_or_else(|| LAST_GOOD.to_owned(), |name| name.to_string_lossy().into_owned());
    let text = match read(&file, paths) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && settings.rules.is_none() => return built_in(),
        Err(error) => return fall_back(paths, &name, &format!("{name} can't be used: {error}")),
    };
    match checked(&name, &text) {
        Ok(rulebook) => {
            if let Err(error) = last_good::keep(paths, LAST_GOOD, &text) {
                tracing::warn!(%error, "the last good copy of the rules can't be kept");
            }
            rulebook
        }
        Err(wrong) => fall_back(paths, &name, &wrong),
    }
}

/// The text and the judgement are of one open file, so that nobody swaps it between them.
fn read(file: &Path, paths: &Paths) -> io::Result<String> {
    let mut open = File::open(file)?;
    let found = open.metadata()?;
    if let Some(writer) = plain_writer(&open, paths)? {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, writer));
    }
    // The checker says so too, but of a text that is in memory already.
    if found.len() > LARGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 256 KiB"));
    }
    let mut text = String::new();
    open.read_to_string(&mut text)?;
    Ok(text)
}

/// The rules of a text, or the first thing that is wrong with it.
pub(crate) fn checked(name: &str, text: &str) -> Result<Rulebook, String> {
    let checked = check(name, text);
    let wrong = checked
        .diagnostics
        .iter()
        .find(|found| found.severity == Severity::Error);
    match (checked.rules, wrong) {
        (Some(rules), None) => Ok(Rulebook {
            rules,
            version: version(text),
            remarks: Vec::new(),
        }),
        (_, Some(wrong)) => Err(format!(
            "{}:{}:{}: {}",
            wrong.file, wrong.line, wrong.column, wrong.message
        )),
        (None, None) => Err(format!("{name} can't be read as rules")),
    }
}

fn fall_back(paths: &Paths, name: &str, wrong: &str) -> Rulebook {
    tracing::warn!("the rules file is left aside: {wrong}");
    let last_good = last_good::read(paths, LAST_GOOD).and_then(|text| checked(name, &text).ok());
    let used = if last_good.is_some() {
        "its last good copy was used"
    } else {
        "the built-in default (no rules) was used"
    };
    Rulebook {
        remarks: vec![format!("Rules: {wrong}. The file was left aside, and {used}.")],
        ..last_good.unwrap_or_else(built_in)
    }
}

fn built_in() -> Rulebook {
    Rulebook {
        rules: Rules::builtin(),
        version: BUILT_IN.to_owned(),
        remarks: Vec::new(),
    }
}

/// The start of the text's hash.
pub(crate) fn version(text: &str) -> String {
    format!("{:x}", Sha256::digest(text)).chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use super::*;
    use crate::SystemClock;
    use crate::office::Office;

    const GOOD: &str = "[default]\npriority = \"High\"\n";
    const BROKEN: &str = "[default]\npriority = \n";

    fn paths(folder: &tempfile::TempDir) -> Paths {
        Paths::system(
            Some(folder.path().join("deskbell.toml")),
            Some(folder.path().join("data")),
        )
    }

    #[test]
    fn no_file_means_no_rules_and_nothing_to_say() {
        let folder = tempfile::tempdir().unwrap();
        let rulebook = load(&paths(&folder), &Settings::default());
        assert_eq!((rulebook.version.as_str(), rulebook.remarks.len()), (BUILT_IN, 0));
    }

    #[test]
    fn a_file_the_settings_name_must_be_there() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            rules: Some(PathBuf::from("mine.toml")),
            ..Settings::default()
        };
        let rulebook = load(&paths(&folder), &settings);
        assert!(
            rulebook.remarks[0].starts_with("Rules: mine.toml can't be used"),
            "{:?}",
            rulebook.remarks
        );
    }

    #[test]
    fn a_broken_file_means_the_last_good_one_and_then_none() {
        let folder = tempfile::tempdir().unwrap();
        let paths = paths(&folder);
        let file = folder.path().join("rules.toml");
        fs::write(&file, BROKEN).unwrap();
        let none = load(&paths, &Settings::default());
        assert_eq!(none.version, BUILT_IN);
        assert!(
            none.remarks[0].contains("rules.toml:2:") && none.remarks[0].contains("no rules"),
            "{:?}",
            none.remarks
        );

        fs::write(&file, GOOD).unwrap();
        let good = load(&paths, &Settings::default());
        assert!(good.remarks.is_empty());
        fs::write(&file, BROKEN).unwrap();
        let last_good = load(&paths, &Settings::default());
        assert_eq!(last_good.version, good.version);
        assert!(last_good.remarks[0].contains("its last good copy was used"));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_every_account_can_write_is_not_used() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rules.toml");
        fs::write(&file, GOOD).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
        let rulebook = load(&paths(&folder), &Settings::default());
        assert_eq!(rulebook.version, BUILT_IN);
        assert!(rulebook.remarks[0].contains("every account"), "{:?}", rulebook.remarks);
    }

    #[test]
    fn a_file_replaced_while_running_counts_from_the_next_look_and_a_broken_one_never() {
        let folder = tempfile::tempdir().unwrap();
        let replace = |text: &str| {
            let fresh = folder.path().join("rules.new");
            fs::write(&fresh, text).unwrap();
            fs::rename(fresh, folder.path().join("rules.toml")).unwrap();
        };
        replace(GOOD);
        let office = Office::new(paths(&folder), Settings::default(), Arc::new(SystemClock), None);
        let first = office.now().rulebook.version.clone();
        replace("[default]\npriority = \"Critical\"\n");
        let second = office.now().rulebook.version.clone();
        assert_ne!(first, second);
        replace(BROKEN);
        let kept = office.now().rulebook.clone();
        assert_eq!(kept.version, second);
        assert!(
            kept.remarks[0].contains("its last good copy was used"),
            "{:?}",
            kept.remarks
        );
    }

    #[test]
    fn a_huge_file_is_left_aside_without_being_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let file = File::create(folder.path().join("rules.toml")).unwrap();
        file.set_len(1 << 40).unwrap();
        let rulebook = load(&paths(&folder), &Settings::default());
        assert_eq!(rulebook.version, BUILT_IN);
        assert!(rulebook.remarks[0].contains("256 KiB"), "{:?}", rulebook.remarks);
    }
}
