//! What is set up now: settings, rules, the key, and the ticket system they lead to. An admin's change takes effect with
//! the next ticket.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::autotask::{Autotask, AutotaskConfig};
use crate::psa::Psa;
use crate::rulebook::{self, Rulebook};
use crate::settings::{self, Loaded};
use crate::{Clock, Connection, Paths, secret};

/// Everything in effect at one moment.
#[derive(Clone)]
pub(crate) struct SetUp {
    pub(crate) loaded: Loaded,
    pub(crate) rulebook: Rulebook,
    /// The ticket system, or what is missing for it.
    pub(crate) psa: Result<Arc<dyn Psa>, String>,
    /// Tells this set-up from others, across restarts: a change may be what a parked ticket needs.
    pub(crate) print: String,
}

impl SetUp {
    /// Whether tickets can go anywhere.
    pub(crate) fn connection(&self) -> Connection {
        match &self.psa {
            Err(reason) => Connection::NotConnected { reason: reason.clone() },
            Ok(_) if self.is_practice() => Connection::Practice,
            Ok(_) => Connection::Live,
        }
    }

    /// What the internal note says about broken files.
    pub(crate) fn remarks(&self) -> Vec<String> {
        [self.loaded.remarks(), self.rulebook.remarks.clone()].concat()
    }

    /// Tells two sets of settings apart.
    pub(crate) fn settings_version(&self) -> String {
        rulebook::version(&format!("{:?}", self.loaded.settings))
    }

    fn is_practice(&self) -> bool {
        let autotask = self.loaded.settings.autotask.as_ref();
        autotask.is_some_and(|autotask| autotask.practice)
    }
}

/// Reads the set-up, and again whenever one of its files has changed.
pub(crate) struct Office {
    paths: Paths,
    clock: Arc<dyn Clock>,
    /// In place of Autotask.
    given: Option<Arc<dyn Psa>>,
    current: Mutex<(Prints, Arc<SetUp>)>,
}

impl Office {
    /// `settings` are in effect until somebody has set something on this machine.
    pub(crate) fn new(
        paths: Paths,
        settings: settings::Settings,
        clock: Arc<dyn Clock>,
        given: Option<Arc<dyn Psa>>,
    ) -> Self {
        let is_set = paths.settings().exists() || paths.settings_file.is_some();
        let loaded = if is_set || settings::layers(&paths) != settings::Layers::default() {
            settings::load(&paths)
        } else {
            Loaded::made(settings)
        };
        let prints = Prints::of(&paths, &loaded);
        let set_up = SetUp {
            rulebook: rulebook::load(&paths, &loaded.settings),
            psa: open_psa(&paths, &loaded, &clock, given.as_ref()),
            print: prints.in_short(),
            loaded,
        };
        Self {
            paths,
            clock,
            given,
            current: Mutex::new((prints, Arc::new(set_up))),
        }
    }

    /// What is in effect now. Costs a look at three files, and at two keys of the registry.
    pub(crate) fn now(&self) -> Arc<SetUp> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let (prints, old) = &*current;
        let found = Prints::of(&self.paths, &old.loaded);
        if found == *prints {
            return Arc::clone(old);
        }
        tracing::info!("settings, rules or key have changed");
        let loaded = if (&found.settings, &found.registry) == (&prints.settings, &prints.registry) {
            old.loaded.clone()
        } else {
            settings::load(&self.paths)
        };
        let same_key = found.secret == prints.secret && loaded.settings.autotask == old.loaded.settings.autotask;
        let psa = same_key.then(|| old.psa.clone());
        *current = self.read(loaded, psa);
        Arc::clone(&current.1)
    }

    /// Makes the way to the ticket system anew, and lets a refused key be tried on it: somebody has looked at them.
    pub(crate) fn reopen(&self) {
        let loaded = self.now().loaded.clone();
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        *current = self.read(loaded, None);
        if let Ok(psa) = &current.1.psa {
            psa.try_key_again();
        }
    }

    fn read(&self, loaded: Loaded, psa: Option<Result<Arc<dyn Psa>, String>>) -> (Prints, Arc<SetUp>) {
        let prints = Prints::of(&self.paths, &loaded);
        let set_up = SetUp {
            rulebook: rulebook::load(&self.paths, &loaded.settings),
            psa: psa.unwrap_or_else(|| open_psa(&self.paths, &loaded, &self.clock, self.given.as_ref())),
            print: prints.in_short(),
            loaded,
        };
        (prints, Arc::new(set_up))
    }
}

/// When each file was last written, and how long it is; and what the registry says.
#[derive(Debug, PartialEq, Eq)]
struct Prints {
    settings: Print,
    registry: settings::Layers,
    secret: Print,
    rules: Print,
}

type Print = Option<(SystemTime, u64)>;

impl Prints {
    fn in_short(&self) -> String {
        rulebook::version(&format!("{self:?}"))
    }

    fn of(paths: &Paths, loaded: &Loaded) -> Self {
        Self {
            settings: print(&paths.settings()),
            registry: settings::layers(paths),
            secret: print(&secret::place(paths)),
            rules: print(&rulebook::place(paths, &loaded.settings)),
        }
    }
}

fn print(file: &Path) -> Print {
    let found = fs::metadata(file).ok()?;
    Some((found.modified().ok()?, found.len()))
}

fn open_psa(
    paths: &Paths,
    loaded: &Loaded,
    clock: &Arc<dyn Clock>,
    given: Option<&Arc<dyn Psa>>,
) -> Result<Arc<dyn Psa>, String> {
    if let Some(given) = given {
        return Ok(Arc::clone(given));
    }
    let Some(settings) = &loaded.settings.autotask else {
        return Err("the settings have no [autotask] table".to_owned());
    };
    for (key, value) in [("user", &settings.user), ("tracking_id", &settings.tracking_id)] {
        if value.is_empty() {
            return Err(format!("autotask.{key} is empty in the settings"));
        }
    }
    let config = AutotaskConfig {
        user: settings.user.clone(),
        tracking_id: settings.tracking_id.clone(),
        secret: secret::load(paths).map_err(|error| error.to_string())?,
        discovery: settings.discovery.clone(),
        cache_dir: paths.data.join("autotask"),
        shared_dir: paths.shared(),
        reads_back: settings.reads_back.clone(),
        clock: Arc::clone(clock),
    };
    let autotask = Autotask::new(config).map_err(|error| error.text)?;
    Ok(Arc::new(autotask))
}
