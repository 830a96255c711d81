//! Sim.
use crate::{Clock, Credentials, Tenant};
use std::sync::Arc;
/// A running tenant. Clones are the same tenant.
#[derive(Debug, Clone)]
pub struct Simulator(Arc<State>);
#[derive(Debug)]
struct State {
    tenant: Tenant,
    clock: Clock,
    url: String,
}
impl Simulator {
    /// A tenant called in memory.
    pub fn new(tenant: Tenant, clock: Clock) -> Self {
        Self::at(tenant, clock, "http://127.0.0.1/ATServicesRest/".to_owned())
    }
    pub(crate) fn at(tenant: Tenant, clock: Clock, url: String) -> Self {
        Self(Arc::new(State { tenant, clock, url }))
    }
    /// Credentials of the first API user.
    pub fn credentials(&self) -> Credentials {
        Credentials {
            user: "api@practice.example".into(),
            secret: "practice-secret-not-real".into(),
            tracking_id: "PRACTICE000000000000000000".into(),
        }
    }
    pub(crate) fn zone(&self) -> serde_json::Value {
        tracing::trace!(now = %self.0.clock.now());
        serde_json::json!({"zoneName": self.0.tenant.name(), "url": self.0.url, "webUrl": self.0.url, "ci": 1})
    }
}
