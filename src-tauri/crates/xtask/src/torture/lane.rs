//! One PC after the other, and one tenant: rounds of handing in, trouble and kills, and now and then a rest, after which
//! everything must be there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use fastrand::Rng;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::Victims;
use super::count::{HandedIn, count};
use super::figures::Figures;
use super::pc::{Pc, Request};
use super::tenant::{self, Tenant};
use super::trouble;

/// After so many rounds, everything in the outbox must come to rest.
const ROUNDS_A_REST: u32 = 4;
/// After so many rests there is a new PC: nobody's outbox is that full, and a PC has its own share of calls in an hour.
const RESTS_A_PC: u32 = 25;
/// A kill comes at most so long after its program was started, unless it waits for a create.
const LATEST_KILL_MS: u64 = 300;
/// A kill that waits for a create waits for one of the next few, so that all steps of a ticket have their turn.
const CREATES_AWAITED: u32 = 4;
/// For so long: more than the programs wait until they send something again.
const PATIENCE: Duration = Duration::from_secs(6);
/// Files are at most this long.
const LONGEST_FILE: usize = 20_000;
/// So often a request is handed in again that could not be saved. Disks are not what is tried here.
const HANDED_IN_AGAIN: u32 = 3;

/// What the torture of one PC at a time needs.
pub struct Lane<'a> {
    victims: &'a Victims,
    folder: &'a Path,
    dice: Rng,
    tenant: Tenant,
    pc: Pc,
    rests: u32,
    /// On all PCs so far.
    handed_in: Vec<HandedIn>,
    figures: Figures,
}

impl<'a> Lane<'a> {
    /// Tortures through these rounds, and counts.
    pub fn run(
        victims: &'a Victims,
        folder: &'a Path,
        dice: Rng,
        rounds: impl Iterator<Item = u32>,
    ) -> Result<Figures> {
        fs::create_dir_all(folder)?;
        let tenant = Tenant::start(&victims.simulator, folder)?;
        let pc = Pc::connected(&victims.admin, &folder.join("pc-0"), &tenant)?;
        let mut lane = Self {
            victims,
            folder,
            dice,
            tenant,
            pc,
            rests: 0,
            handed_in: Vec::new(),
            figures: Figures::default(),
        };
        for (gone, round) in (1_u32..).zip(rounds) {
            lane.round(round).with_context(|| format!("round {round}"))?;
            if gone.is_multiple_of(ROUNDS_A_REST) {
                lane.rest()?;
            }
        }
        lane.rest()?;
        lane.end()
    }

    /// Trouble, one or two requests, and up to three kills.
    fn round(&mut self, round: u32) -> Result<()> {
        self.tally_faults()?;
        for fault in trouble::troubles(&mut self.dice) {
            self.tenant.arm(&fault)?;
        }
        self.tenant.arm(&trouble::way(&mut self.dice))?;
        for _ in 0..self.dice.u32(1..=2) {
            self.hand_in(round)?;
        }
        for _ in 0..self.dice.u32(1..=3) {
            let delivering = self.pc.deliver()?;
            self.kill(delivering)?;
        }
        Ok(())
    }

    /// Hands a request in, and again with the same id whenever nobody was told that it is saved.
    fn hand_in(&mut self, round: u32) -> Result<()> {
        let id = uuid(&mut self.dice);
        let mut bytes = vec![0; self.dice.usize(1..LONGEST_FILE)];
        self.dice.fill(&mut bytes);
        let file = self.pc.file("evidence.bin");
        fs::write(&file, &bytes)?;
        let request = Request {
            id: &id,
            message: &format!("torture, round {round}"),
            file: &file,
        };
        if self.dice.bool() {
            let submitting = self.pc.hand_in(&request, 60)?;
            self.kill(submitting)?;
        }
        let mut tries = 0;
        while !Pc::is_saved(self.pc.hand_in(&request, 0)?)? {
            tries += 1;
            if tries == HANDED_IN_AGAIN {
                bail!("{id} can't be handed in; see said.log in {}", self.folder.display());
            }
        }
        self.handed_in.push(HandedIn {
            id,
            sha256: format!("{:x}", Sha256::digest(&bytes)),
            round,
            state: None,
        });
        Ok(())
    }

    /// Kills a program: at any moment, or while the tenant answers one of its next creates.
    fn kill(&mut self, mut program: Child) -> Result<()> {
        if self.dice.bool() {
            let creates = self.dice.u32(1..=CREATES_AWAITED);
            self.await_creates(creates, &mut program)?;
            thread::sleep(Duration::from_millis(self.dice.u64(0..10)));
        } else {
            thread::sleep(Duration::from_millis(self.dice.u64(0..LATEST_KILL_MS)));
        }
        let before = self.tenant.open()?;
        let has_ended = program.try_wait()?.is_some();
        program.kill()?;
        program.wait()?;
        if has_ended {
            self.figures.escaped += 1;
            return Ok(());
        }
        self.figures.kills += 1;
        if before.calls > 0 && self.tenant.was_abandoned_since(&before)? {
            self.figures.mid_request += 1;
            self.figures.mid_create += u32::from(before.creates > 0);
        }
        Ok(())
    }

    /// Until the tenant answers the last of so many creates, the program has ended, or it has gone on for too long.
    fn await_creates(&self, creates: u32, program: &mut Child) -> Result<()> {
        let mut patience = PATIENCE;
        for create in 0..creates {
            if create > 0 {
                self.tenant.await_quiet()?;
            }
            while !self.tenant.await_create()? {
                patience = patience.saturating_sub(tenant::AWAITED);
                if patience.is_zero() || program.try_wait()?.is_some() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Nobody kills any more: what the outbox has left is delivered, or said to need a human.
    fn rest(&mut self) -> Result<()> {
        let states = states(&self.pc.come_to_rest()?);
        for handed_in in &mut self.handed_in {
            if let Some(state) = states.get(&handed_in.id) {
                handed_in.state = Some(state.clone());
            }
        }
        self.tally_faults()?;
        self.rests += 1;
        if self.rests.is_multiple_of(RESTS_A_PC) {
            let folder = self.folder.join(format!("pc-{}", self.rests / RESTS_A_PC));
            self.pc = Pc::connected(&self.victims.admin, &folder, &self.tenant)?;
        }
        Ok(())
    }

    /// Keeps how often each kind of trouble has hit, and forgets what is left of it.
    fn tally_faults(&mut self) -> Result<()> {
        for fault in self.tenant.faults()?.iter().filter(|fault| !trouble::is_way(fault)) {
            let kind = fault["fault"].as_str().unwrap_or_default();
            let fired = fault["fired"].as_u64().unwrap_or_default();
            if fired > 0 {
                *self.figures.fired.entry(kind.to_owned()).or_default() += fired;
            }
        }
        self.tenant.forget_faults()?;
        Ok(())
    }

    /// Counts, when nothing can arrive late any more. Keeps what was asked of the tenant beside the PCs.
    fn end(mut self) -> Result<Figures> {
        thread::sleep(Duration::from_millis(trouble::LATEST_MS));
        let arrived: Vec<Value> = self.tenant.tickets()?;
        let ours = |ticket: &&Value| {
            ticket["description"]
                .as_str()
                .is_some_and(|text| text.contains("torture, round"))
        };
        self.figures.tickets = arrived.iter().filter(ours).count();
        self.figures.handed_in = self.handed_in.len();
        self.figures.count = count(&self.handed_in, &arrived);
        let requests: PathBuf = self.folder.join("requests.json");
        fs::write(requests, serde_json::to_vec_pretty(&self.tenant.requests()?)?)?;
        Ok(self.figures)
    }
}

/// How each ticket of an outbox stands, by its id.
fn states(outbox: &[Value]) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let stands = |ticket: &Value| Some((text(&ticket["id"])?, text(&ticket["state"]["state"])?));
    outbox.iter().filter_map(stands).collect()
}

/// A random one, as version 4.
fn uuid(dice: &mut Rng) -> String {
    let bits = (dice.u128(..) & !(0xf << 76) & !(0b11 << 62)) | (0x4 << 76) | (0b10 << 62);
    let digits = format!("{bits:032x}");
    let parts = [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ];
    parts.join("-")
}
