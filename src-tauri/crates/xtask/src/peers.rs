//! Other people's Autotask clients, unmodified, judge the simulator: what their authors learned of real tenants must hold
//! there. Their packages are pinned in `tests/peers`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::run::{listen, root, run};
use crate::set_up::{node_packages, unless_installed};
use crate::simulator::Simulator;
use crate::tally::Tally;

const FOLDER: &str = "tests/peers";

/// The peers, installed.
pub struct Peers {
    python: PathBuf,
}

impl Peers {
    /// Installs what their lock files list: the npm client in its folder, the PyPI client in an environment of its own
    /// under `target`. A registry that can't be reached is an error: without the peers nobody judges.
    pub fn installed() -> Result<Self> {
        node_packages(FOLDER)?;
        let environment = root().join("target/peers");
        let python = environment.join(if cfg!(windows) {
            "Scripts/python.exe"
        } else {
            "bin/python"
        });
        let lock = root().join(FOLDER).join("requirements.txt");
        unless_installed(&lock, &environment.join("deskbell-requirements.txt"), || {
            let system = if cfg!(windows) { "python" } else { "python3" };
            run(Command::new(system).args(["-m", "venv", "--clear"]).arg(&environment))?;
            let options = [
                "--disable-pip-version-check",
                "--no-input",
                "--quiet",
                "--no-deps",
                "--require-hashes",
            ];
            let mut pip = Command::new(&python);
            pip.args(["-m", "pip", "install"]).args(options);
            run(pip.arg("--requirement").arg(&lock))
        })?;
        Ok(Self { python })
    }

    /// Lets them judge a simulator of their own; every test of theirs is counted.
    pub fn judge(&self, simulator: &Path, tally: &mut Tally) -> Result<()> {
        let folder = root().join(FOLDER);
        let simulator = Simulator::start(simulator, &folder.join("tenant.toml"))?;
        // One file after the other: the tenant has three threads for each endpoint.
        let mut node = Command::new("node");
        node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
            .args(scripts(&folder)?);
        let mut python = Command::new(&self.python);
        // pydantic warns of a setting in the client's own models.
        python.args(["-B", "-W", "ignore::UserWarning", "py_autotask_test.py"]);
        for mut peer in [node, python] {
            peer.current_dir(&folder).env("DESKBELL_PEERS_SIM", &simulator.said);
            tally.count(|tally| listen(&mut peer, |line| tally.hear(line)))?;
        }
        Ok(())
    }
}

fn scripts(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut scripts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            scripts.push(path);
        }
    }
    scripts.sort();
    Ok(scripts)
}
