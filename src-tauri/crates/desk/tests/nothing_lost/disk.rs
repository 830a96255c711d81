//! A disk that knows what was written and not synced. SQLite's files go to a real folder, and beside that it is recorded
//! what would be left of them if the power failed now.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};

use fastrand::Rng;
use rusqlite::ffi;

use super::trace::{Event, Trace};

/// What a disk writes as one.
const SECTOR: usize = 512;
/// Of a frame in a write-ahead log. Bytes 4 to 8 say how long the database is when it ends a commit, else 0.
const FRAME_HEADER: usize = 24;

/// What goes wrong at the trap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blow {
    /// The program ends there.
    Kill,
    /// There is no room for anything more, until there is.
    Full,
    /// The next thing fails.
    BrokenOnce,
    /// Everything fails, until it works again.
    Broken,
}

/// What is left when the program has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// All that was written.
    Written,
    /// All that was synced, and nothing else.
    Synced,
    /// All that was synced, and of the rest any sectors, drawn by this seed.
    Torn(u64),
}

/// A SQLite file's part in the whole, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Database,
    Log,
    Other,
}

/// One folder's disk.
pub struct Disk {
    folder: PathBuf,
    trace: Arc<Trace>,
    blow: Blow,
    state: Mutex<State>,
    let_go: Condvar,
}

/// Files as they are in a folder, SQLite's and others.
pub type Image = BTreeMap<PathBuf, Vec<u8>>;

#[derive(Default)]
struct State {
    files: BTreeMap<String, Contents>,
    /// Files of others, as they were at first.
    others: Image,
    trouble: Trouble,
    refused: u32,
    is_let_go: bool,
    commit: Progress,
    is_in_checkpoint: bool,
    /// After each commit, when wanted.
    images: Option<Vec<Image>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Trouble {
    #[default]
    None,
    Full,
    Once,
    Broken,
    /// The program has ended; it only doesn't know.
    Dead,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Progress {
    #[default]
    None,
    Begun,
    /// Its last frame is written.
    Whole,
    Failed,
}

#[derive(Debug, Clone, Default)]
struct Contents {
    synced: Vec<u8>,
    since: Vec<Change>,
    /// Its name in the folder is synced, too.
    is_linked: bool,
    is_deleted: bool,
}

#[derive(Debug, Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Cut(usize),
}

static DISKS: Mutex<Vec<Weak<Disk>>> = Mutex::new(Vec::new());

impl Disk {
    /// From now on, what SQLite does in this folder is recorded. What is there is safe.
    pub fn under(folder: &Path, trace: Arc<Trace>, blow: Blow) -> Arc<Self> {
        let folder = folder.canonicalize().unwrap();
        let (ours, others): (Image, Image) = read(&folder).into_iter().partition(|(name, _)| is_sqlite(name));
        let file = |(name, synced): (PathBuf, Vec<u8>)| {
            let contents = Contents {
                synced,
                is_linked: true,
                ..Contents::default()
            };
            (name.to_str().unwrap().to_owned(), contents)
        };
        let state = State {
            files: ours.into_iter().map(file).collect(),
            others,
            ..State::default()
        };
        let disk = Arc::new(Self {
            folder,
            trace,
            blow,
            state: Mutex::new(state),
            let_go: Condvar::new(),
        });
        let mut disks = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
        disks.retain(|disk| disk.strong_count() > 0);
        disks.push(Arc::downgrade(&disk));
        disk
    }

    /// The disk that a file lies on, if it is recorded: the last one in that place.
    pub fn of(file: &Path) -> Option<Arc<Self>> {
        let folder = file.parent()?;
        let disks = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
        disks
            .iter()
            .rev()
            .filter_map(Weak::upgrade)
            .find(|disk| disk.folder == folder)
    }

    /// Keeps an image after each commit, too.
    pub fn keep_images(&self) {
        self.locked().images = Some(Vec::new());
    }

    pub fn images(&self) -> Vec<Image> {
        self.locked().images.take().unwrap_or_default()
    }

    /// The blow falls now. [`Blow::Kill`]: nothing that is done from now on counts.
    pub fn strike(&self) {
        self.locked().trouble = match self.blow {
            Blow::Kill => Trouble::Dead,
            Blow::Full => Trouble::Full,
            Blow::BrokenOnce => Trouble::Once,
            Blow::Broken => Trouble::Broken,
        };
    }

    /// Nothing that is done from now on counts, whatever the blow.
    pub fn kill(&self) {
        self.locked().trouble = Trouble::Dead;
    }

    /// Lets whoever stands still at the trap go on into nothing.
    pub fn let_go(&self) {
        self.locked().is_let_go = true;
        self.let_go.notify_all();
    }

    /// Works again.
    pub fn heal(&self) {
        let mut state = self.locked();
        if state.trouble != Trouble::Dead {
            state.trouble = Trouble::None;
        }
    }

    /// How often it has refused to do something.
    pub fn refused(&self) -> u32 {
        self.locked().refused
    }

    /// What is left of the whole folder.
    pub fn left(&self, left: Left) -> Image {
        let state = self.locked();
        let mut rng = Rng::with_seed(match left {
            Left::Torn(seed) => seed,
            Left::Written | Left::Synced => 0,
        });
        let mut image = state.others_left(&self.folder, left, &mut rng);
        for (name, contents) in &state.files {
            if let Some(bytes) = contents.left(left, &mut rng) {
                image.insert(PathBuf::from(name), bytes);
            }
        }
        image
    }

    pub fn open(&self, name: &str) {
        let mut state = self.locked();
        let contents = state.files.entry(name.to_owned()).or_default();
        contents.is_deleted = false;
    }

    pub fn write(&self, name: &str, at: usize, bytes: &[u8]) -> Result<(), i32> {
        self.meet_all(match part(name) {
            Part::Log => self.begin_commit(),
            Part::Database => self.begin_checkpoint(),
            Part::Other => None,
        });
        let mut state = self.locked();
        state.permit(ffi::SQLITE_IOERR_WRITE)?;
        if part(name) == Part::Log && bytes.len() == FRAME_HEADER && bytes[4..8] != [0; 4] {
            state.commit = Progress::Whole;
        }
        state.change(
            name,
            Change::Write {
                at,
                bytes: bytes.to_owned(),
            },
        );
        Ok(())
    }

    pub fn truncate(&self, name: &str, length: usize) -> Result<(), i32> {
        let mut state = self.locked();
        state.permit(ffi::SQLITE_IOERR_TRUNCATE)?;
        state.change(name, Change::Cut(length));
        Ok(())
    }

    /// `is_folder_too`: SQLite syncs the folder after it has made a log or a journal.
    pub fn sync(&self, name: &str, is_folder_too: bool) -> Result<(), i32> {
        let event = {
            let state = self.locked();
            match part(name) {
                Part::Log if state.commit == Progress::Whole => Some(Event::CommitIsWritten),
                Part::Database if state.is_in_checkpoint => Some(Event::CheckpointIsWritten),
                Part::Database | Part::Log | Part::Other => None,
            }
        };
        self.meet_all(event);
        let mut state = self.locked();
        state.permit(ffi::SQLITE_IOERR_FSYNC)?;
        if part(name) == Part::Database {
            state.is_in_checkpoint = false;
        }
        let contents = state.files.entry(name.to_owned()).or_default();
        contents.sync();
        if is_folder_too {
            state.files.values_mut().for_each(|contents| contents.is_linked = true);
        }
        Ok(())
    }

    pub fn delete(&self, name: &str) -> Result<(), i32> {
        let mut state = self.locked();
        state.permit(ffi::SQLITE_IOERR_DELETE)?;
        if let Some(contents) = state.files.get_mut(name) {
            contents.is_deleted = true;
        }
        Ok(())
    }

    /// A writer is through, whatever came of it.
    pub fn end_commit(&self) {
        let progress = std::mem::take(&mut self.locked().commit);
        if progress != Progress::Whole {
            return;
        }
        let image = {
            let state = self.locked();
            state.images.as_ref().map(|_| state.written())
        };
        if let (Some(image), Some(images)) = (image, &mut self.locked().images) {
            images.push(image);
        }
        self.meet_all(Some(Event::CommitEnds));
    }

    /// Whether a new lock can be had.
    pub fn is_dead(&self) -> bool {
        self.locked().trouble == Trouble::Dead
    }

    fn begin_commit(&self) -> Option<Event> {
        let mut state = self.locked();
        let begins = state.commit == Progress::None;
        if begins {
            state.commit = Progress::Begun;
        }
        begins.then_some(Event::CommitBegins)
    }

    fn begin_checkpoint(&self) -> Option<Event> {
        let mut state = self.locked();
        let begins = !state.is_in_checkpoint;
        state.is_in_checkpoint = true;
        begins.then_some(Event::CheckpointBegins)
    }

    fn meet_all(&self, event: Option<Event>) {
        let Some(event) = event else { return };
        if self.is_dead() || !self.trace.meet(event) {
            return;
        }
        self.strike();
        if self.blow == Blow::Kill {
            self.trace.spring();
            let state = self.locked();
            drop(self.let_go.wait_while(state, |state| !state.is_let_go));
        }
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn permit(&mut self, code: i32) -> Result<(), i32> {
        let refusal = match self.trouble {
            Trouble::Full if code == ffi::SQLITE_IOERR_WRITE => ffi::SQLITE_FULL,
            Trouble::Full if code == ffi::SQLITE_IOERR_FSYNC => code,
            // What takes no room works on a full disk.
            Trouble::None | Trouble::Full => return Ok(()),
            Trouble::Once | Trouble::Broken | Trouble::Dead => code,
        };
        if self.trouble == Trouble::Once {
            self.trouble = Trouble::None;
        }
        self.refused += 1;
        if self.commit != Progress::None {
            self.commit = Progress::Failed;
        }
        Err(refusal)
    }

    fn change(&mut self, name: &str, change: Change) {
        self.files.entry(name.to_owned()).or_default().since.push(change);
    }

    fn written(&self) -> Image {
        let mut unused = Rng::with_seed(0);
        let files = self.files.iter();
        let left = files.filter_map(|(name, contents)| {
            let bytes = contents.left(Left::Written, &mut unused)?;
            Some((PathBuf::from(name), bytes))
        });
        left.collect()
    }

    /// Nobody syncs these.
    fn others_left(&self, folder: &Path, left: Left, rng: &mut Rng) -> Image {
        let now = || read(folder).into_iter().filter(|(name, _)| !is_sqlite(name));
        match left {
            Left::Written => now().collect(),
            Left::Synced => self.others.clone(),
            Left::Torn(_) => {
                let mut image = self.others.clone();
                for (name, mut bytes) in now() {
                    match rng.u8(..3) {
                        0 => {}
                        1 => drop(image.insert(name, bytes)),
                        _ => {
                            bytes.truncate(rng.usize(..=bytes.len()));
                            image.insert(name, bytes);
                        }
                    }
                }
                image
            }
        }
    }
}

impl Contents {
    fn sync(&mut self) {
        for change in std::mem::take(&mut self.since) {
            change.apply(&mut self.synced, || true);
        }
    }

    /// `None` when the file is not there.
    fn left(&self, left: Left, rng: &mut Rng) -> Option<Vec<u8>> {
        let mut bytes = self.synced.clone();
        let (is_there, odds) = match left {
            Left::Written => (!self.is_deleted, 1.0),
            // That it was deleted is not synced either.
            Left::Synced => (self.is_linked, 0.0),
            Left::Torn(_) => {
                let is_there = (self.is_linked || rng.bool()) && !(self.is_deleted && rng.bool());
                (is_there, [0.1, 0.5, 0.9, 1.0][rng.usize(..4)])
            }
        };
        for change in &self.since {
            change.clone().apply(&mut bytes, || rng.f64() < odds);
        }
        is_there.then_some(bytes)
    }
}

impl Change {
    /// Does it to a file's bytes, of a write those sectors that survive.
    fn apply(self, file: &mut Vec<u8>, mut survives: impl FnMut() -> bool) {
        match self {
            Self::Cut(length) => {
                if survives() {
                    file.truncate(length);
                }
            }
            Self::Write { at, bytes } => {
                let mut from = 0;
                while from < bytes.len() {
                    let place = at + from;
                    let to = bytes.len().min(from + SECTOR - place % SECTOR);
                    if survives() {
                        let end = at + to;
                        if file.len() < end {
                            file.resize(end, 0);
                        }
                        file[place..end].copy_from_slice(&bytes[from..to]);
                    }
                    from = to;
                }
            }
        }
    }
}

/// Puts files into a folder.
pub fn write(image: &Image, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for (name, bytes) in image {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, bytes).unwrap();
    }
}

/// All files below a folder, but for what SQLite shares between programs that run.
pub fn read(folder: &Path) -> Image {
    let mut image = Image::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.to_string_lossy().ends_with("-shm")
                && let Ok(bytes) = fs::read(&path)
            {
                image.insert(path.strip_prefix(folder).unwrap().to_owned(), bytes);
            }
        }
    }
    image
}

fn part(name: &str) -> Part {
    if name.ends_with("-wal") {
        Part::Log
    } else if Path::new(name).extension().is_some_and(|extension| extension == "db") {
        Part::Database
    } else {
        Part::Other
    }
}

fn is_sqlite(name: &Path) -> bool {
    name.to_string_lossy().starts_with("outbox.db")
}
