//! `deskbell-admin form preview`: the real form in a browser, as the settings make it.

use anyhow::{Context as _, bail};
use clap::Args;
use deskbell_desk::CompanyRef;
use serde::Serialize;
use tokio::net::TcpListener;

use super::site::{self, Site};
use crate::ending::ended;
use crate::exit::{BadInput, Exit};
use crate::output;
use crate::place::Place;

const EXAMPLES: &str = "\
Examples:
  deskbell-admin form preview
  deskbell-admin form preview --settings deskbell.toml --no-open
  deskbell-admin form preview --company \"Fabrikam, Inc.\"

The page follows the settings file: save it and look. What is wrong with it is shown there with
file, line and column. Nothing can be sent from it. It listens on 127.0.0.1 only, and runs until
Ctrl+C.
Exit codes: 0 ended by Ctrl+C or SIGTERM, 1 failed, 2 bad input.";

/// Show the form in a browser, and again whenever the settings change
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Preview {
    /// The form as a PC of this company has it, by name or id, whatever the settings say
    #[arg(long, value_name = "COMPANY", value_parser = company)]
    company: Option<CompanyRef>,
    /// The port of the page; 0 picks a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Open no browser
    #[arg(long)]
    no_open: bool,
    /// Print {url} as JSON when it is ready
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Ready<'a> {
    url: &'a str,
}

impl Preview {
    /// Serves until somebody ends it.
    pub async fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        if !site::has_form() {
            bail!("This program was built without the form: run `npm run build` in ui/, then build it again.");
        }
        let settings = place.paths.settings();
        if place.paths.settings_file.is_some() && !settings.exists() {
            bail!(BadInput(format!("There is no {}.", settings.display())));
        }
        let listener = TcpListener::bind(("127.0.0.1", self.port))
            .await
            .context("The page could not be served")?;
        let address = listener.local_addr()?;
        let url = format!("http://{address}/");
        let ended = ended()?;
        self.announce(&url)?;
        let site = Site::new(place.paths.clone(), self.company.clone(), address);
        tokio::select! {
            served = site.serve(listener) => served.context("The page could not be served")?,
            () = ended => {}
        }
        Ok(Exit::Done)
    }

    fn announce(&self, url: &str) -> anyhow::Result<()> {
        if self.json {
            output::json(&Ready { url })?;
        } else {
            output::line(url)?;
            output::message("The page follows the settings file. Ctrl+C ends it.");
        }
        if !self.no_open
            && let Err(error) = open::that_detached(url)
        {
            output::message(&format!("No browser could be opened ({error}). The page is at {url}"));
        }
        Ok(())
    }
}

/// As the setting `company` is written.
#[expect(clippy::unnecessary_wraps, reason = "what clap calls")]
fn company(text: &str) -> Result<CompanyRef, String> {
    let text = text.trim();
    Ok(text
        .parse()
        .map_or_else(|_| CompanyRef::Name(text.to_owned()), CompanyRef::Id))
}
