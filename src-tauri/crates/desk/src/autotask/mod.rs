//! The Autotask adapter: the desk's [`Psa`](crate::psa::Psa) port over `autotask-psa`, with what it may remember on disk.
//!
//! A warm ticket costs three calls and one per attachment, a cold one five more: the zone, the lists, the contact (and
//! with it whoever stands in for a stranger), the company and this PC's configuration item; one ticket in twenty asks
//! how much of the tenant's hour is used. What is remembered holds no secret: `cache_dir/<tenant>/` has the zone and
//! the lists (a day, give or take a quarter, and for as long as Autotask is down), how many calls and attachments went
//! out lately, and for a day the ids and names of the people and companies that were looked up, under salted hashes of
//! what they were looked up by. `shared_dir` has how Autotask received the key, and what
//! it has read back of what it made, under a hash of it.

mod account_files;
mod advice;
mod answers;
mod cache;
mod connect;
mod kept;
mod port;
mod sightings;
mod standings;
mod test_ticket;

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use autotask_psa::{Client, Credentials};
use jiff::Timestamp;
use secrecy::SecretString;

use crate::Clock;
use crate::psa::{Made, PsaError};

use cache::{Cache, tenant_folder};
use sightings::Sightings;
use standings::Standings;

pub use connect::{Check, Outcome, Subject, TestTicket};
pub(crate) use kept::kept_lists;

/// Of one call, all in all; attachments get more, by their size.
const CALL: Duration = if cfg!(feature = "short-window") {
    Duration::from_millis(500)
} else {
    Duration::from_mins(1)
};

/// What the adapter needs.
pub struct AutotaskConfig {
    /// The API user's name.
    pub user: String,
    /// The tracking identifier.
    pub tracking_id: String,
    /// The API user's secret.
    pub secret: SecretString,
    /// Where zones are looked up: `https`, or `http` on loopback.
    pub discovery: String,
    /// A folder of its own for what may be remembered: zone, lists, ids of people and companies. Never a secret.
    pub cache_dir: PathBuf,
    /// A folder that all people of this machine share, for how the key was received and what it sees; made if need be and possible. Where
    /// it can't be written to, that stays in `cache_dir`.
    pub shared_dir: PathBuf,
    /// What this key was seen to read back of what it makes, as the settings say.
    pub reads_back: Vec<Made>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// Autotask as the desk sees it.
#[derive(Debug)]
pub struct Autotask {
    client: Client,
    cache: Arc<Cache>,
    sightings: Sightings,
}

impl Autotask {
    /// Makes the adapter; calls nobody.
    ///
    /// # Errors
    /// When the discovery address is not `https` (or `http` on loopback), or a part of the key can't be sent.
    pub fn new(config: AutotaskConfig) -> Result<Self, PsaError> {
        let key = Credentials::new(&config.user, &config.secret, &config.tracking_id)?;
        let folder = config.cache_dir.join(tenant_folder(&config.discovery, key.user()));
        let sightings = Sightings::new(
            &key.hash(),
            config.shared_dir.clone(),
            config.cache_dir.clone(),
            config.reads_back,
        );
        let standings = Standings::new(config.shared_dir, config.cache_dir);
        let cache = Arc::new(Cache::new(folder, standings, Arc::clone(&config.clock)));
        let memory = Arc::clone(&cache);
        let client = Client::builder(key)
            .discovery(config.discovery)
            .user_agent(concat!("Deskbell/", env!("CARGO_PKG_VERSION")))
            .memory(memory)
            .timeout(CALL)
            .clock(Arc::new(DesksClock(config.clock)))
            .build()?;
        Ok(Self {
            client,
            cache,
            sightings,
        })
    }

    /// The time that Autotask's last answer gave, to tell a wrong clock on this machine.
    pub fn server_time(&self) -> Option<Timestamp> {
        self.client.server_time()
    }
}

struct DesksClock(Arc<dyn Clock>);

impl autotask_psa::Clock for DesksClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn wait(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let then = self.0.now().checked_add(pause).unwrap_or(Timestamp::MAX);
        self.0.sleep_until(then)
    }
}
