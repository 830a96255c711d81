//! The log: `deskbell.log` in the data folder, and standard error. Nothing about people goes into it: no names,
//! addresses, words or file names; tickets appear by reference.

use std::fs::{self, File, OpenOptions};
use std::path::Path;
use std::sync::Mutex;

use tracing::Level;
use tracing_subscriber::filter::{EnvFilter, LevelFilter, filter_fn};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// A log longer than this many bytes is put aside as `deskbell.log.old` at the next start.
const LONGEST: u64 = 5_000_000;

/// Starts logging. Without a log file (disk full, read-only profile) the program goes on with standard error alone.
/// `RUST_LOG` says how much of ours is logged; information and worse by default. Of other crates only warnings and worse
/// are: what they say in detail holds addresses, headers and paths.
pub fn start(data: &Path) {
    let file = open(data);
    let trouble = file.as_ref().err().map(ToString::to_string);
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::INFO.into())
        .from_env_lossy();
    let to_file = file.ok().map(|file| {
        tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(Mutex::new(file))
    });
    let started = tracing_subscriber::registry()
        .with(filter)
        .with(filter_fn(|metadata| {
            may_be_logged(*metadata.level(), metadata.target())
        }))
        .with(
            tracing_subscriber::fmt::layer()
                .with_ansi(false)
                .with_writer(std::io::stderr),
        )
        .with(to_file)
        .try_init();
    if started.is_err() {
        return;
    }
    if let Some(trouble) = trouble {
        tracing::warn!("no log file: {trouble}");
    }
}

fn may_be_logged(level: Level, target: &str) -> bool {
    let ours = ["deskbell", "autotask_psa", "dispatch"];
    level <= Level::WARN || ours.iter().any(|name| target.starts_with(name))
}

fn open(data: &Path) -> std::io::Result<File> {
    fs::create_dir_all(data)?;
    let path = data.join("deskbell.log");
    if fs::metadata(&path).is_ok_and(|metadata| metadata.len() > LONGEST) {
        fs::rename(&path, data.join("deskbell.log.old"))?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_crates_are_heard_only_when_something_is_wrong() {
        assert!(may_be_logged(Level::DEBUG, "deskbell_desk::courier"));
        assert!(may_be_logged(Level::WARN, "hyper_util::client"));
        assert!(!may_be_logged(Level::DEBUG, "hyper_util::client"));
        assert!(!may_be_logged(Level::INFO, "reqwest::connect"));
    }
}
