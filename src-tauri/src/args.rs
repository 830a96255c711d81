//! The command line.

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
/// The only link that means anything. It carries no parameters: any web page can open it.
const PRESS_LINK: &str = "deskbell://new";

/// What `--help` prints.
const HELP: &str = "\
Deskbell, the bell on the service desk. It sits in the tray and opens a form when pressed.

Usage: deskbell [OPTIONS] [deskbell://new]

  --press            Open the form. A second launch does the same in the Deskbell that is already running.
  --background       Start without opening anything, also when Deskbell is already running (for autostart).
  --settings FILE    Read this settings file; rules.toml and the secret lie beside it.
  --data DIR         Keep the outbox, the log and the person's own settings here.
  --bench            Print `painted <ms>` on standard output each time a pressed form has painted.
  --version          Print the version.
  --help             Print this.
";

/// What the command line asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Args {
    /// Open the form.
    pub press: bool,
    /// Open nothing, whatever the rest says.
    pub background: bool,
    /// Print times to paint.
    pub bench: bool,
    /// Answer this and end.
    pub question: Option<Question>,
    /// The machine's settings file, when it is another than the machine's own.
    pub settings: Option<PathBuf>,
    /// Where the outbox, the log and the person's settings go, when not to the account's own folders.
    pub data: Option<PathBuf>,
    /// A link was opened.
    pub link: Option<Link>,
}

/// What the command line can ask for instead of a tray icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// How it is used.
    Help,
    /// Which version this is.
    Version,
}

impl Question {
    /// What is printed.
    pub const fn answer(self) -> &'static str {
        match self {
            Self::Help => HELP,
            Self::Version => concat!("deskbell ", env!("CARGO_PKG_VERSION"), "\n"),
        }
    }
}

/// A `deskbell:` link, as far as we tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// `deskbell://new`, which means press.
    Press,
    /// Anything else; it means nothing.
    Unknown,
}

impl Args {
    /// Reads the arguments after the program's name. Errors say which argument is wrong and how.
    pub fn read(words: impl Iterator<Item = OsString>) -> anyhow::Result<Self> {
        let mut args = Self::default();
        let mut words = words;
        while let Some(word) = words.next() {
            match &*word.to_string_lossy() {
                "--press" => args.press = true,
                "--background" => args.background = true,
                "--bench" => args.bench = true,
                "--help" | "-h" => args.question = Some(Question::Help),
                "--version" | "-V" => args.question = Some(Question::Version),
                "--settings" => args.settings = Some(words.next().context("--settings wants a file")?.into()),
                "--data" => args.data = Some(words.next().context("--data wants a folder")?.into()),
                link if link.starts_with("deskbell:") => args.link = Some(Link::read(link)),
                other => bail!("unknown argument {other}; --help lists them"),
            }
        }
        Ok(args)
    }

    /// What tells this Deskbell from one with other settings, as the last part of a D-Bus name: two launches with the
    /// same settings file are one program. `None` with the machine's own settings.
    pub fn identity(&self) -> Option<String> {
        let settings = self.settings.as_deref()?;
        let mut hasher = DefaultHasher::new();
        same(settings).hash(&mut hasher);
        Some(format!("settings{:016x}", hasher.finish()))
    }
}

/// The same path for every way to write it, as far as the file system can tell.
fn same(path: &Path) -> PathBuf {
    path.canonicalize()
        .or_else(|_| std::path::absolute(path))
        .unwrap_or_else(|_| path.to_owned())
}

impl Link {
    fn read(link: &str) -> Self {
        // Browsers add the slash to a link without a path.
        if link.trim_end_matches('/') == PRESS_LINK {
            Self::Press
        } else {
            Self::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> anyhow::Result<Args> {
        Args::read(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn only_the_bare_link_means_press() {
        for link in ["deskbell://new", "deskbell://new/"] {
            assert_eq!(read(link).unwrap().link, Some(Link::Press), "{link}");
        }
        for link in [
            "deskbell://new?message=hi",
            "deskbell://new/x",
            "deskbell:new",
            "deskbell://",
            "deskbell://NEW",
        ] {
            assert_eq!(read(link).unwrap().link, Some(Link::Unknown), "{link}");
        }
    }

    #[test]
    fn launches_are_one_program_only_with_the_same_settings() {
        let identity = |line: &str| read(line).unwrap().identity();
        assert_eq!(identity("--press"), None);
        assert_eq!(
            identity("--settings a/../a.toml"),
            identity("--settings a/../a.toml --press")
        );
        assert_ne!(identity("--settings a.toml"), identity("--settings b.toml"));
        assert_ne!(identity("--settings a.toml"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_path_need_not_be_text() {
        use std::os::unix::ffi::OsStringExt as _;
        let words = [OsString::from("--data"), OsString::from_vec(vec![b'/', 0xff])];
        let args = Args::read(words.clone().into_iter()).unwrap();
        assert_eq!(args.data.unwrap().into_os_string(), words[1]);
    }

    #[test]
    fn what_is_not_understood_is_named() {
        assert!(read("--pres").unwrap_err().to_string().contains("--pres"));
        assert!(
            read("--data")
                .unwrap_err()
                .to_string()
                .contains("--data wants a folder")
        );
    }
}
