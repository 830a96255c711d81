//! A tenant to torture PCs with, through its admin port.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::Value;
use ureq::Agent;

use crate::simulator::Simulator;

/// Thousands of tickets an hour, which no tenant allows and which is not what is tried here.
const TENANT: &str = "\
base = \"practice\"

[limits]
hourly_requests = 100000000
attachment_window_bytes = 100000000000
";

/// How often it is looked for something that is over in a second.
const LOOKS: u32 = 500;
/// How long a create is waited for at a time.
pub const AWAITED: Duration = Duration::from_millis(200);

/// A simulator of its own, and its admin port.
pub struct Tenant {
    _simulator: Simulator,
    said: Value,
    agent: Agent,
    admin: String,
}

/// Which calls the tenant was answering at one moment.
pub struct Open {
    /// How many.
    pub calls: usize,
    /// How many of them make something.
    pub creates: usize,
    /// How many callers had hung up before the end of their answer until then.
    abandoned: u64,
}

impl Tenant {
    /// Starts it. Its file goes into `folder`.
    pub fn start(program: &Path, folder: &Path) -> Result<Self> {
        let file = folder.join("tenant.toml");
        fs::write(&file, TENANT)?;
        let simulator = Simulator::start(program, &file)?;
        let said: Value = serde_json::from_str(&simulator.said)?;
        let agent = Agent::config_builder()
            .proxy(None)
            .timeout_global(Some(Duration::from_mins(1)))
            .build();
        let admin = text(&said, "admin_url")?;
        Ok(Self {
            _simulator: simulator,
            said,
            agent: agent.into(),
            admin,
        })
    }

    /// Where the API is.
    pub fn url(&self) -> Result<String> {
        text(&self.said, "url")
    }

    /// User, secret and tracking identifier, a line each, as `deskbell-admin connect` reads them.
    pub fn key(&self) -> Result<String> {
        let parts = ["user", "secret", "tracking_id"].map(|key| text(&self.said, key));
        parts.into_iter().map(|part| Ok(format!("{}\n", part?))).collect()
    }

    /// Lets something go wrong.
    pub fn arm(&self, fault: &Value) -> Result<()> {
        let url = format!("{}faults", self.admin);
        let request = self.agent.post(url).header("Content-Type", "application/json");
        request.send(fault.to_string()).context("arming a fault")?;
        Ok(())
    }

    /// All faults that were armed since they were forgotten last, and how often each has fired.
    pub fn faults(&self) -> Result<Vec<Value>> {
        self.list("faults")
    }

    /// From now on all goes well.
    pub fn forget_faults(&self) -> Result<()> {
        self.agent
            .delete(format!("{}faults", self.admin))
            .call()
            .context("forgetting faults")?;
        Ok(())
    }

    /// What has arrived.
    pub fn tickets(&self) -> Result<Vec<Value>> {
        self.list("tickets")
    }

    /// Everything that was asked of it.
    pub fn requests(&self) -> Result<Vec<Value>> {
        self.list("requests")
    }

    /// What it is answering.
    pub fn open(&self) -> Result<Open> {
        self.opened("open")
    }

    /// Waits until it is answering a create, or gives up after [`AWAITED`]; says which.
    pub fn await_create(&self) -> Result<bool> {
        let open = self.opened(&format!("open?make_ms={}", AWAITED.as_millis()))?;
        Ok(open.creates > 0)
    }

    /// Waits until it is answering nobody, or gives up.
    pub fn await_quiet(&self) -> Result<Open> {
        let mut open = self.open()?;
        for _ in 0..LOOKS {
            if open.calls == 0 {
                break;
            }
            thread::sleep(Duration::from_millis(2));
            open = self.open()?;
        }
        Ok(open)
    }

    /// Whether a caller has hung up since `before`. It hears of that a moment after a caller was killed.
    pub fn was_abandoned_since(&self, before: &Open) -> Result<bool> {
        Ok(self.await_quiet()?.abandoned > before.abandoned)
    }

    fn opened(&self, path: &str) -> Result<Open> {
        let said = self.get(path)?;
        let open = said["open"].as_array().map_or(&[][..], Vec::as_slice);
        Ok(Open {
            calls: open.len(),
            creates: open.iter().filter(|call| call["makes"] == true).count(),
            abandoned: said["abandoned"].as_u64().unwrap_or_default(),
        })
    }

    fn list(&self, path: &str) -> Result<Vec<Value>> {
        let said = self.get(path)?;
        let list = said.as_array().with_context(|| format!("{path} is no list"))?;
        Ok(list.clone())
    }

    fn get(&self, path: &str) -> Result<Value> {
        let mut answer = self
            .agent
            .get(format!("{}{path}", self.admin))
            .call()
            .context("the admin port")?;
        let text = answer.body_mut().with_config().limit(u64::MAX).read_to_string()?;
        Ok(serde_json::from_str(&text)?)
    }
}

fn text(said: &Value, key: &str) -> Result<String> {
    let text = said[key]
        .as_str()
        .with_context(|| format!("autotask-sim said no {key}"))?;
    Ok(text.to_owned())
}
