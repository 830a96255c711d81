//! The Autotask adapter: the desk's [`Psa`](crate::psa::Psa) port over `autotask-psa`, with what it may remember on disk.

mod connect;

use std::path::PathBuf;
use std::sync::Arc;

use secrecy::SecretString;

use crate::Clock;
use crate::psa::PsaError;

pub use connect::{Check, Outcome, Subject, TestTicket};

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
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// Autotask as the desk sees it.
pub struct Autotask;

impl Autotask {
    /// Makes the adapter; calls nobody.
    ///
    /// # Errors
    /// When the discovery address is not `https` (or `http` on loopback), or a part of the key can't be sent.
    pub fn new(config: AutotaskConfig) -> Result<Self, PsaError> {
        drop(config);
        Ok(Self)
    }
}
