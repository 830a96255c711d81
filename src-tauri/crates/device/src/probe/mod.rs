//! The probes: one for each fact, each on its own, so that none can hold or break another.

mod hardware;
mod network;
mod session;
mod system;

use crate::account::account;
use crate::capture::monitors;
use crate::environment::Environment;
use crate::fact::{Found, Missing, text};

/// How one fact is found.
pub(crate) struct Probe {
    /// The fact's key.
    pub key: &'static str,
    /// Finds its values. Runs on a thread of its own.
    pub run: Box<dyn FnOnce() -> Found + Send>,
}

/// All probes, in the order in which people see the facts.
pub(crate) fn all() -> Vec<Probe> {
    let environment = Environment::read();
    let (session, client) = (environment.clone(), environment.clone());
    vec![
        probe("hostname", system::hostname),
        probe("username", || Ok(vec![text(Some(account().login), Missing::NotSaid)?])),
        probe("ip", || network::ip(&network::Seen::now())),
        probe("mac", || network::mac(&network::Seen::now())),
        probe("upn", || Ok(vec![text(account().upn, Missing::NoUpn)?])),
        probe("domain", move || system::domain(&environment)),
        probe("os", system::os),
        probe("os_version", system::os_version),
        probe("language", system::language),
        probe("session", move || session::kind(&session.of_this_session())),
        probe("client_name", move || session::client_name(&client.of_this_session())),
        probe("model", hardware::model),
        probe("serial", hardware::serial),
        probe("memory", hardware::memory),
        probe("disk", hardware::disk),
        probe("uptime", system::uptime),
        probe("monitors", monitors),
    ]
}

fn probe(key: &'static str, run: impl FnOnce() -> Found + Send + 'static) -> Probe {
    Probe {
        key,
        run: Box::new(run),
    }
}
