//! `deskbell-admin practice`: a tenant to try everything on. Its tickets go to nobody.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use autotask_sim::{Options, Server, Tenant, serve};
use clap::Args;
use deskbell_desk::{Paths, secret};
use serde::Serialize;
use toml_edit::{DocumentMut, value};

use crate::ending::ended;
use crate::exit::{BadInput, Exit};
use crate::output;
use crate::place::Place;

const EXAMPLES: &str = "\
Examples:
  deskbell-admin practice
  deskbell-admin practice --port 8080 --dir ~/deskbell-practice
  deskbell-admin practice --json              {url, page_url, admin_url, settings} once it is ready

It listens on 127.0.0.1 only, and runs until Ctrl+C. The tickets are at page_url. A settings file
of your own in DIR is never overwritten.
Exit codes: 0 ended by Ctrl+C or SIGTERM, 1 failed, 2 bad input.";

/// How people who practise are set up, but for what changes with each run.
const SETTINGS: &str = include_str!("../../practice/deskbell.toml");
/// An example that does something with the first printer jam.
const RULES: &str = include_str!("../../practice/rules.toml");

/// Run a practice Autotask on this machine, to try Deskbell with
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Practice {
    /// The port of the practice Autotask and its page; 0 picks a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Where its settings, secret and rules go; the folder `practice` beside the outbox when not given
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Print one JSON line when it is ready
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Ready<'a> {
    url: String,
    page_url: String,
    admin_url: String,
    settings: &'a Path,
}

impl Practice {
    /// Serves until somebody ends it.
    pub async fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        let dir = self.dir.clone().unwrap_or_else(|| place.paths.data.join("practice"));
        let dir = std::path::absolute(dir)?;
        let settings = dir.join("deskbell.toml");
        refuse_real(&settings)?;
        let options = Options {
            port: self.port,
            ..Options::default()
        };
        let server = serve(Tenant::practice(), options)
            .await
            .context("The practice Autotask could not start")?;
        write(&Paths::system(Some(settings.clone()), None), &server)?;
        let ended = ended()?;
        self.announce(&server, &settings)?;
        ended.await;
        server.shutdown().await;
        Ok(Exit::Done)
    }

    fn announce(&self, server: &Server, settings: &Path) -> anyhow::Result<()> {
        if self.json {
            let (url, page_url, admin_url) = (server.url(), server.page_url(), server.admin_url());
            output::json(&Ready {
                url,
                page_url,
                admin_url,
                settings,
            })?;
            return Ok(());
        }
        output::line(&format!(
            "The practice Autotask is running. Its tickets: {}",
            server.page_url()
        ))?;
        output::line(&format!("Try:  deskbell --settings {}", settings.display()))?;
        output::line(&format!(
            "      deskbell-admin submit --settings {} --message Hello",
            settings.display()
        ))?;
        output::message("Ctrl+C ends it.");
        Ok(())
    }
}

/// A folder that holds somebody's real settings is not for practice.
fn refuse_real(settings: &Path) -> anyhow::Result<()> {
    let text = match fs::read_to_string(settings) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("{} can't be read", settings.display())),
    };
    let practice = text
        .parse::<DocumentMut>()
        .ok()
        .and_then(|settings| settings.get("autotask")?.get("practice")?.as_bool());
    if practice != Some(true) {
        bail!(BadInput(format!(
            "{} is not for practice, so it was left alone. Name another folder with --dir.",
            settings.display()
        )));
    }
    Ok(())
}

/// Settings and secret are written anew, because the port changes; rules that are there stay, because they may be
/// somebody's first own.
fn write(paths: &Paths, server: &Server) -> anyhow::Result<()> {
    let credentials = server.credentials();
    let mut settings: DocumentMut = SETTINGS.parse()?;
    settings["autotask"]["user"] = value(credentials.user);
    settings["autotask"]["tracking_id"] = value(credentials.tracking_id);
    settings["autotask"]["discovery"] = value(server.url());
    fs::create_dir_all(&paths.machine).with_context(|| format!("{} can't be made", paths.machine.display()))?;
    fs::write(paths.settings(), settings.to_string())?;
    secret::store(paths, &credentials.secret)?;
    let rules = paths.machine.join("rules.toml");
    if !rules.exists() {
        fs::write(rules, RULES)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_rules_are_right_and_their_tests_pass() {
        let checked = deskbell_dispatch::check("rules.toml", RULES);
        let found: Vec<String> = checked
            .diagnostics
            .iter()
            .map(deskbell_dispatch::Diagnostic::render)
            .collect();
        let rules = checked.rules.unwrap_or_else(|| panic!("{}", found.join("\n")));
        let tests = rules.test();

        assert!(!tests.is_empty());
        assert!(tests.iter().all(|test| test.differences.is_empty()), "{tests:?}");
    }
}
