//! Where this run's files lie, what its settings are, and the desk behind them.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use deskbell_desk::settings::{self, Loaded};
use deskbell_desk::{Desk, DeskConfig, DeskError, Owner, PROTOCOL, Paths, SystemClock, alert};
use deskbell_device::Account;
use deskbell_dispatch::{Severity, Tenant};

/// The folders and files of this run.
#[derive(Debug, Clone)]
pub struct Place {
    /// Where everything lies.
    pub paths: Paths,
    /// The data folder was named on the command line.
    pub data_is_named: bool,
}

/// An open desk, and who stands before it.
pub struct Counter {
    /// The desk.
    pub desk: Desk,
    /// The account that runs this.
    pub account: Account,
    /// Whose outbox it is.
    pub owner: Owner,
}

impl Place {
    /// The machine's and the account's own places, unless the command line names others.
    pub fn new(settings: Option<PathBuf>, data: Option<PathBuf>) -> Self {
        Self {
            data_is_named: data.is_some(),
            paths: Paths::system(settings, data),
        }
    }

    /// The effective settings.
    pub fn settings(&self) -> Loaded {
        settings::load(&self.paths)
    }

    /// This machine's rules file, whether or not it is there.
    pub fn rules_file(&self) -> PathBuf {
        let named = self
            .settings()
            .settings
            .rules
            .unwrap_or_else(|| PathBuf::from("rules.toml"));
        self.paths.machine.join(named)
    }

    /// What this PC knows of the tenant's names, if anything.
    pub fn tenant(&self) -> Option<Tenant> {
        deskbell_desk::kept_tenant(&self.paths, &self.settings().settings)
    }

    /// Opens the desk. Problems of the settings go to standard error; they don't stop a ticket.
    pub fn open(&self) -> Result<Counter, DeskError> {
        let loaded = self.settings();
        for problem in &loaded.problems {
            crate::output::message(&problem.to_string());
        }
        let clock = Arc::new(SystemClock);
        let alerts = alert::system(&loaded.settings);
        let desk = Desk::open(DeskConfig {
            paths: self.paths.clone(),
            settings: loaded.settings,
            clock,
            psa: None,
            alerts,
        })?;
        desk.hello(PROTOCOL)?;
        let account = deskbell_device::account();
        let owner = Owner(account.id.clone());
        Ok(Counter { desk, account, owner })
    }

    /// What is wrong with the settings and the rules of this machine, one line each.
    pub fn problems(&self) -> Vec<String> {
        let mut problems: Vec<String> = self.settings().problems.iter().map(ToString::to_string).collect();
        let file = self.rules_file();
        let name = file.display().to_string();
        match fs::read_to_string(&file) {
            Ok(text) => {
                let found = deskbell_dispatch::check(&name, &text).diagnostics;
                let errors = found.iter().filter(|one| one.severity == Severity::Error);
                problems.extend(errors.map(|one| format!("{}:{}:{}: {}", one.file, one.line, one.column, one.message)));
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => problems.push(format!("{name} can't be read: {error}")),
        }
        problems
    }
}
