//! The log: files in `logs` of the data folder, and standard error. Nothing about people goes into it: no names,
//! addresses, words or file names; tickets appear by reference.

use std::path::Path;
use std::sync::{Arc, Mutex};

use deskbell_desk::Clock;
use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets, filter_fn};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::log_files::LogFiles;

/// Starts logging. Without a log file (disk full, read-only profile) the program goes on with standard error alone.
/// `RUST_LOG` says how much of ours is logged; information and worse by default. Of other crates only warnings and worse
/// are: what they say in detail holds addresses, headers and paths.
pub fn start(data: &Path, clock: Arc<dyn Clock>) {
    let file = LogFiles::open(&data.join("logs"), clock);
    let trouble = file.as_ref().err().map(ToString::to_string);
    let to_file = file.ok().map(|file| {
        tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(Mutex::new(file))
    });
    let started = tracing_subscriber::registry()
        .with(asked())
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

#[expect(
    clippy::disallowed_methods,
    reason = "the log's detail is the environment's to say, as everywhere"
)]
fn asked() -> Targets {
    std::env::var("RUST_LOG")
        .ok()
        .and_then(|said| said.parse().ok())
        .unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO))
}

fn may_be_logged(level: Level, target: &str) -> bool {
    let ours = ["deskbell", "autotask_psa", "dispatch"];
    level <= Level::WARN || ours.iter().any(|name| target.starts_with(name))
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
