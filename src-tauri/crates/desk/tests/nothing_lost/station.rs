//! One tenant over real HTTP, and PCs that call it one after the other. Time stands still, also the runtime's, unless it
//! is moved: so nobody waits for a time-out.

use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use autotask_sim::{Held, Moment, Options, Server, Tenant, serve};
use deskbell_desk::{
    BlobKind, Clock as _, Desk, DeskConfig, DeskError, Draft, DraftId, Fact, Facts, KnownBy, Owner, Paths, Receipt,
    Requester, Settings, State, Submission, Ticket, Volatile, secret,
};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinHandle;

use super::clock::HandClock;
use super::disk::{self, Blow, Disk, Image, Left};
use super::trace::{Event, Trace};
use super::vfs;

/// The longest that one PC's whole life may take, in real time.
const PATIENCE: Duration = Duration::from_mins(3);
/// Longer than the client waits for any answer.
const TIME_OUT: Duration = Duration::from_mins(6);
/// What doesn't work is put right after so long.
const REPAIRED_AFTER: SignedDuration = SignedDuration::from_mins(5);
/// After so long, nothing moves any more.
const LONG_ENOUGH: SignedDuration = SignedDuration::from_hours(30);

/// The tenant.
pub struct Station {
    server: Server,
    calls: UnboundedReceiver<Held>,
    /// By the tenant's own clock.
    time: Arc<Mutex<Timestamp>>,
    /// Where the PCs' folders are.
    folder: TempDir,
    pcs: u32,
    /// What a PC has that has delivered before.
    used_pc: Image,
}

/// One PC.
pub struct Pc<'a> {
    pub station: &'a mut Station,
    pub clock: Arc<HandClock>,
    pub trace: Arc<Trace>,
    pub blow: Blow,
    pub owner: Owner,
    /// Whether there is a folder that the system empties when it starts.
    pub has_volatile: bool,
    /// Whether the disk keeps an image after each commit.
    pub keeps_images: bool,
    root: PathBuf,
    /// How many data folders it has had before.
    folders: u32,
    /// What stands still on them goes on with this PC's end: before, it would do things to files that no disk records.
    disks: RefCell<Vec<Arc<Disk>>>,
    calls_under_way: u32,
    /// Runs out when this takes too long in real time, and keeps the runtime's time from running by itself.
    overtime: JoinHandle<()>,
    _in_time: mpsc::Sender<()>,
}

/// The program while it runs.
pub struct Program {
    pub desk: Desk,
    pub disk: Arc<Disk>,
    courier: Option<JoinHandle<()>>,
}

/// What came of a start.
pub enum Started {
    Runs(Program),
    /// It was killed at the trap, on this disk.
    Killed(Arc<Disk>),
}

/// Why nothing more happens.
#[derive(Debug)]
pub enum Stop {
    /// It was killed at the trap.
    Killed,
    /// All is delivered, or nothing has helped for more than a day.
    AtRest(Vec<Ticket>),
}

/// What somebody has written, and staged so far.
pub struct Request {
    pub submission: Submission,
    is_staged: bool,
}

impl Station {
    pub async fn new() -> Self {
        vfs::install();
        let time = Arc::new(Mutex::new("2026-11-18T09:00:00Z".parse().unwrap()));
        let clock = {
            let time = Arc::clone(&time);
            autotask_sim::Clock::from_fn(move || *time.lock().unwrap_or_else(PoisonError::into_inner))
        };
        let options = Options {
            clock,
            ..Options::default()
        };
        let server = serve(Tenant::practice(), options).await.unwrap();
        let mut station = Self {
            calls: server.simulator().hold(),
            server,
            time,
            folder: tempfile::tempdir().unwrap(),
            pcs: 0,
            used_pc: Image::new(),
        };
        station.used_pc = station.after_a_first_ticket().await;
        station
    }

    /// A PC that has delivered before, at a tenant in which nothing has happened yet.
    pub fn pc(&mut self, trace: Trace, blow: Blow) -> Pc<'_> {
        self.server.simulator().start_over();
        while self.calls.try_recv().is_ok() {}
        let start = "2026-11-18T11:00:00Z".parse().unwrap();
        *self.time.lock().unwrap_or_else(PoisonError::into_inner) = start;
        self.pcs += 1;
        let root = self.folder.path().join(self.pcs.to_string());
        fs::create_dir_all(root.join("data")).unwrap();
        disk::write(&self.used_pc, &root);
        let (in_time, too_late) = mpsc::channel();
        let overtime = tokio::task::spawn_blocking(move || {
            // An error is the sender being dropped, or the time being over.
            let _: Result<(), _> = too_late.recv_timeout(PATIENCE);
        });
        let pc = Pc {
            station: self,
            clock: Arc::new(HandClock::at(start)),
            trace: Arc::new(trace),
            blow,
            owner: Owner("1000".to_owned()),
            has_volatile: true,
            keeps_images: false,
            root,
            folders: 0,
            disks: RefCell::default(),
            calls_under_way: 0,
            overtime,
            _in_time: in_time,
        };
        // Waits are drawn on this thread: the same ones each time.
        fastrand::seed(7);
        pc.write_settings("");
        let secret = pc.station.server.credentials().secret;
        secret::store(&pc.paths(), &secret).unwrap();
        pc
    }

    pub fn simulator(&self) -> &autotask_sim::Simulator {
        self.server.simulator()
    }

    async fn after_a_first_ticket(&mut self) -> Image {
        let mut pc = self.pc(Trace::default(), Blow::Kill);
        let mut program = pc.start().await.runs();
        let mut request = Request::in_words(&program.desk, "The first one.");
        pc.hand_in(&program, &mut request).await.unwrap().unwrap();
        let Stop::AtRest(tickets) = pc.run(&mut program).await else {
            unreachable!("there is no trap")
        };
        assert_eq!(tickets[0].state, State::Delivered, "{tickets:?}");
        pc.close(program).await;
        let is_kept = |name: &PathBuf| name.starts_with("data") || name.starts_with("machine/shared");
        let all = disk::read(&pc.root).into_iter();
        all.filter(|(name, _)| is_kept(name)).collect()
    }
}

impl Pc<'_> {
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Both the PC's clock and the tenant's.
    pub fn pass(&self, by: SignedDuration) {
        let mut time = self.station.time.lock().unwrap_or_else(PoisonError::into_inner);
        *time = time.saturating_add(by).unwrap_or(*time);
        drop(time);
        self.clock.advance(by);
    }

    pub fn paths(&self) -> Paths {
        let root = &self.root;
        Paths {
            volatile: self.has_volatile.then(|| Volatile::Folder(root.join("run"))),
            ..Paths::system(Some(root.join("machine/deskbell.toml")), Some(root.join("data")))
        }
    }

    /// With further keys.
    pub fn write_settings(&self, keys: &str) {
        let key = self.station.server.credentials();
        let text = format!(
            "company = \"Contoso Ltd\"\n{keys}\n[autotask]\nuser = {:?}\ntracking_id = {:?}\ndiscovery = {:?}\npractice = true\n\
             reads_back = [\"ticket\", \"note\", \"attachment\"]\n",
            key.user,
            key.tracking_id,
            self.station.server.url()
        );
        fs::create_dir_all(self.paths().machine).unwrap();
        fs::write(self.paths().settings(), text).unwrap();
    }

    /// Starts the program, without its courier; again, when its disk does not let it start.
    pub async fn start(&self) -> Started {
        let disk = Disk::under(&self.paths().data, Arc::clone(&self.trace), self.blow);
        self.disks.borrow_mut().push(Arc::clone(&disk));
        if self.keeps_images {
            disk.keep_images();
        }
        loop {
            let config = self.config(self.paths());
            let opening = tokio::task::spawn_blocking(move || Desk::open(config));
            let opened = tokio::select! {
                biased;
                () = self.trace.sprung() => return Started::Killed(disk),
                opened = opening => opened.unwrap(),
            };
            match opened {
                Ok(desk) => {
                    return Started::Runs(Program {
                        desk,
                        disk,
                        courier: None,
                    });
                }
                Err(error) => {
                    assert!(disk.refused() > 0, "{error:?}");
                    disk.heal();
                }
            }
        }
    }

    fn config(&self, paths: Paths) -> DeskConfig {
        DeskConfig {
            paths,
            settings: Settings::default(),
            clock: Arc::clone(&self.clock) as Arc<_>,
            psa: None,
            alerts: Arc::new(deskbell_desk::alert::NoAlerts),
        }
    }

    /// A desk that only looks at what is in an image of the outbox.
    pub fn look_into(&self, image: &Image) -> (Desk, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        disk::write(image, folder.path());
        let paths = Paths {
            data: folder.path().to_owned(),
            volatile: None,
            ..self.paths()
        };
        (Desk::open(self.config(paths)).unwrap(), folder)
    }

    /// Presses Send. `None`: it was killed meanwhile.
    pub async fn hand_in(&self, program: &Program, request: &mut Request) -> Option<Result<Receipt, DeskError>> {
        let trace = Arc::clone(&self.trace);
        tokio::select! {
            biased;
            () = trace.sprung() => None,
            receipt = request.hand_in(&program.desk, &self.owner) => Some(receipt),
        }
    }

    /// Delivers, while the time passes as it must, until it is killed or nothing more happens.
    pub async fn run(&mut self, program: &mut Program) -> Stop {
        if program.courier.is_none() {
            let desk = program.desk.clone();
            program.courier = Some(tokio::spawn(async move { desk.run_courier().await }));
        }
        let (trace, clock) = (Arc::clone(&self.trace), Arc::clone(&self.clock));
        let start = self.now();
        let mut repaired = None;
        loop {
            tokio::select! {
                biased;
                () = trace.sprung() => return Stop::Killed,
                Some(call) = self.station.calls.recv() => {
                    if self.see(call, program).await {
                        return Stop::Killed;
                    }
                }
                until = clock.all_sleep(), if self.calls_under_way == 0 => {
                    let tickets = program.desk.snapshot(&self.owner).await;
                    let is_settled = |ticket: &Ticket| ticket.state == State::Delivered;
                    if let Ok(snapshot) = tickets
                        && (snapshot.tickets.iter().all(is_settled) || self.now().duration_since(start) > LONG_ENOUGH)
                    {
                        return Stop::AtRest(snapshot.tickets);
                    }
                    if program.disk.refused() > 0 && self.now() >= *repaired.get_or_insert(self.now() + REPAIRED_AFTER) {
                        program.disk.heal();
                    }
                    self.pass(until.duration_since(self.now()));
                }
                _ = &mut self.overtime => {
                    let snapshot = program.desk.snapshot(&self.owner).await;
                    panic!("this takes too long: {snapshot:?}, after {:?}", self.trace.events());
                }
            }
        }
    }

    /// A call stands still. Answers whether the program was killed here.
    async fn see(&mut self, call: Held, program: &mut Program) -> bool {
        let moment = call.moment();
        if moment == Moment::Arrived {
            self.calls_under_way += 1;
        } else {
            self.calls_under_way -= 1;
        }
        let is_trap = self.trace.meet(Event::Call(label(&call), moment));
        if is_trap {
            program.disk.strike();
        }
        let is_killed = is_trap && self.blow == Blow::Kill;
        if is_killed {
            self.end(program).await;
        }
        call.go_on();
        if is_killed && moment == Moment::Arrived {
            // The server does what it would have done.
            let call = self.station.calls.recv().await.unwrap();
            self.calls_under_way -= 1;
            call.go_on();
        }
        if moment == Moment::Unanswered && !is_killed {
            self.pass(SignedDuration::from_mins(1));
            tokio::time::advance(TIME_OUT).await;
        }
        is_killed
    }

    /// The program's sudden end. When this returns, nothing of it does anything any more.
    pub async fn end(&self, program: &mut Program) {
        program.disk.kill();
        if let Some(courier) = program.courier.take() {
            courier.abort();
            assert!(courier.await.unwrap_err().is_cancelled());
        }
    }

    /// An orderly end. Answers what is in its data folder then.
    pub async fn close(&self, mut program: Program) -> Image {
        if let Some(courier) = program.courier.take() {
            courier.abort();
            assert!(courier.await.unwrap_err().is_cancelled());
        }
        let Program { desk, disk, .. } = program;
        drop(desk);
        disk.left(Left::Written)
    }

    /// Somebody presses "try again".
    pub async fn try_again(&self, program: &mut Program) {
        if let Some(courier) = program.courier.take() {
            courier.abort();
            assert!(courier.await.unwrap_err().is_cancelled());
        }
        let desk = program.desk.clone();
        program.courier = Some(tokio::spawn(async move {
            desk.deliver_now().await.unwrap();
            desk.run_courier().await;
        }));
    }

    /// What is left of the program's disk is all there is from now on.
    pub fn goes_on_with(&mut self, left: &Image) {
        self.folders += 1;
        let old = self.root.join(format!("data before {}", self.folders));
        // What has it open still must not meet what comes after it.
        fs::rename(self.paths().data, old).unwrap();
        disk::write(left, &self.paths().data);
    }

    /// As after [`Pc::end`] or a power cut, by what is left of its disk.
    pub fn restarts_with(&mut self, disk: &Disk, left: Left) {
        disk.kill();
        self.goes_on_with(&disk.left(left));
        if left != Left::Written
            && let Some(Volatile::Folder(volatile)) = self.paths().volatile
            && volatile.exists()
        {
            fs::remove_dir_all(volatile).unwrap();
        }
    }

    /// The next program starts on what is left of this one's disk.
    pub async fn start_on(&mut self, disk: &Disk, left: Left) -> Started {
        self.restarts_with(disk, left);
        self.start().await
    }
}

impl Drop for Pc<'_> {
    fn drop(&mut self) {
        self.disks.borrow().iter().for_each(|disk| disk.let_go());
    }
}

impl Started {
    pub fn runs(self) -> Program {
        match self {
            Self::Runs(program) => program,
            Self::Killed(_) => panic!("it was killed while it started"),
        }
    }
}

impl Request {
    pub fn in_words(desk: &Desk, message: &str) -> Self {
        Self {
            submission: words(desk.press(), message),
            is_staged: true,
        }
    }

    /// One that becomes a ticket, a note for technicians, one for all to see, and two attachments.
    pub fn with_everything(desk: &Desk) -> Self {
        let message = "The printer on the second floor is on fire. ".repeat(190);
        Self {
            submission: words(desk.press(), &message),
            is_staged: false,
        }
    }

    async fn hand_in(&mut self, desk: &Desk, owner: &Owner) -> Result<Receipt, DeskError> {
        if !self.is_staged {
            let draft = self.submission.draft.id;
            let bytes = |seed: u8| vec![vec![seed; 3000], vec![seed + 1; 2000]].into_iter();
            let stage = async |kind, name, seed| desk.stage(owner, draft, kind, name, bytes(seed)).await;
            let file = stage(BlobKind::File, "what happened.txt", 10).await?;
            let picture = stage(BlobKind::Picture, "screen.png", 20).await?;
            self.submission.draft.files.push(file.id);
            self.submission.pictures.push(picture.id);
            self.is_staged = true;
        }
        desk.submit(owner, &self.submission).await
    }
}

/// Verb and path, without what differs from run to run.
fn label(call: &Held) -> String {
    let path = call.path();
    let path = path.strip_prefix("/ATServicesRest/").unwrap_or(path);
    let path = path.strip_prefix("V1.0/").unwrap_or(path);
    let is_id = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = path
        .split('/')
        .map(|part| if is_id(part) { "…" } else { part })
        .collect();
    format!("{} {}", call.method(), parts.join("/"))
}

fn words(id: DraftId, message: &str) -> Submission {
    Submission {
        draft: Draft {
            id,
            message: message.to_owned(),
            subject: None,
            selections: Vec::new(),
            answers: std::collections::BTreeMap::new(),
            on_behalf_of: None,
            requester: Requester {
                name: "Dana Reyes".to_owned(),
                email: "dana@contoso.example".to_owned(),
                phone: String::new(),
                known_by: KnownBy::Typed,
            },
            files: Vec::new(),
        },
        pictures: Vec::new(),
        facts: Facts(vec![Fact {
            key: "hostname".to_owned(),
            values: vec!["FRONTDESK-3".to_owned()],
            missing: None,
        }]),
        remarks: Vec::new(),
        unasked: false,
    }
}
