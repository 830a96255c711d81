//! The log's files: one per day, or more when there is much to say, in `logs` of the data folder. What is older than two
//! weeks goes, and what is more than 20 MB in all goes from the oldest on. Two sessions of one person write to the same
//! files; each line is appended whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use deskbell_desk::Clock;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// How many days are kept, today among them.
const DAYS: i64 = 14;
/// How many bytes are kept in all.
const IN_ALL: u64 = 20_000_000;
/// A file takes no more than this.
const PART: u64 = 4_000_000;

/// Where the log's lines go.
pub struct LogFiles {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    current: Option<(Name, File)>,
}

/// A file by its day and its place in it, in the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    day: Date,
    part: u32,
}

impl LogFiles {
    /// Opens today's file in this folder, and makes both if need be.
    pub fn open(folder: &Path, clock: Arc<dyn Clock>) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut files = Self {
            folder: folder.to_owned(),
            clock,
            current: None,
        };
        files.file_for(0)?;
        Ok(files)
    }

    /// The file of today that has room for so many bytes.
    fn file_for(&mut self, bytes: usize) -> io::Result<&mut File> {
        let today = self.clock.now().to_zoned(TimeZone::UTC).date();
        let goes_on = self
            .current
            .take()
            .filter(|(name, file)| name.day == today && has_room(file, bytes));
        let (name, file) = match goes_on {
            Some(current) => current,
            None => self.next(today, bytes)?,
        };
        Ok(&mut self.current.insert((name, file)).1)
    }

    fn next(&self, today: Date, bytes: usize) -> io::Result<(Name, File)> {
        let of_today = self.names().into_iter().filter(|name| name.day == today);
        let mut name = of_today.max().unwrap_or(Name { day: today, part: 1 });
        let mut file = self.append(name)?;
        if !has_room(&file, bytes) {
            name.part += 1;
            file = self.append(name)?;
        }
        self.tidy(name);
        Ok((name, file))
    }

    fn append(&self, name: Name) -> io::Result<File> {
        OpenOptions::new().create(true).append(true).open(self.path(name))
    }

    /// Removes what is too old or too much. A file that can't be removed is tried again with the next one.
    fn tidy(&self, current: Name) {
        let mut names = self.names();
        names.sort_unstable();
        // The current one may still grow.
        let mut bytes = PART;
        for name in names.into_iter().rev().filter(|name| *name != current) {
            bytes += fs::metadata(self.path(name)).map_or(0, |metadata| metadata.len());
            let age = (current.day - name.day).get_days();
            if bytes > IN_ALL || i64::from(age) >= DAYS {
                let _ = fs::remove_file(self.path(name));
            }
        }
    }

    fn names(&self) -> Vec<Name> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        entries
            .filter_map(|entry| Name::read(entry.file_name().to_str()?))
            .collect()
    }

    fn path(&self, name: Name) -> PathBuf {
        self.folder.join(name.text())
    }
}

impl Name {
    fn text(self) -> String {
        match self.part {
            1 => format!("deskbell-{}.log", self.day),
            part => format!("deskbell-{}.{part}.log", self.day),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let middle = text.strip_prefix("deskbell-")?.strip_suffix(".log")?;
        let (day, part) = match middle.split_once('.') {
            Some((day, part)) => (day, part.parse().ok()?),
            None => (middle, 1),
        };
        Some(Self {
            day: day.parse().ok()?,
            part,
        })
    }
}

fn has_room(file: &File, bytes: usize) -> bool {
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    length == 0 || length + bytes as u64 <= PART
}

impl Write for LogFiles {
    /// A line that can't be written is lost: nobody could be told but the log.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let _ = self.file_for(line.len()).and_then(|file| file.write_all(line));
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::scene::HandClock;

    struct Log {
        folder: tempfile::TempDir,
        clock: Arc<HandClock>,
        files: LogFiles,
    }

    impl Log {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let clock = Arc::new(HandClock::at("2026-11-21T09:00:00Z"));
            let files = LogFiles::open(&folder.path().join("logs"), clock.clone()).unwrap();
            Self { folder, clock, files }
        }

        fn days(&self, days: i64) {
            self.clock.advance(SignedDuration::from_hours(24 * days));
        }

        fn write(&mut self, bytes: usize) {
            self.files.write_all(&vec![b'x'; bytes]).unwrap();
        }

        fn names(&self) -> Vec<String> {
            let mut names = self.files.names();
            names.sort_unstable();
            names.into_iter().map(Name::text).collect()
        }

        fn bytes(&self) -> u64 {
            let entries = fs::read_dir(self.folder.path().join("logs")).unwrap();
            entries.map(|entry| entry.unwrap().metadata().unwrap().len()).sum()
        }
    }

    #[test]
    fn each_day_has_its_file_and_two_weeks_are_kept() {
        let mut log = Log::new();
        for _ in 0..20 {
            log.write(10);
            log.days(1);
        }
        log.write(10);
        let names = log.names();
        assert_eq!(names.len(), 14, "{names:?}");
        assert_eq!(
            (names[0].as_str(), names[13].as_str()),
            ("deskbell-2026-11-28.log", "deskbell-2026-12-11.log")
        );
    }

    #[test]
    fn a_pc_that_was_off_for_long_forgets_what_is_old_at_its_next_line() {
        let mut log = Log::new();
        log.write(10);
        log.days(13);
        log.write(10);
        assert_eq!(log.names().len(), 2, "thirteen days are not two weeks");
        log.days(1);
        log.write(10);
        assert_eq!(log.names(), ["deskbell-2026-12-04.log", "deskbell-2026-12-05.log"]);
    }

    #[test]
    fn twenty_megabytes_are_never_passed_and_the_newest_lines_stay() {
        let mut log = Log::new();
        for _ in 0..60 {
            log.write(999_999);
            assert!(log.bytes() <= IN_ALL, "{}", log.bytes());
        }
        let names = log.names();
        assert_eq!(names.last().unwrap(), "deskbell-2026-11-21.15.log");
        assert!(log.bytes() > IN_ALL / 2, "much is kept: {names:?}");
    }

    #[test]
    fn another_start_goes_on_in_the_same_file_and_leaves_other_files_alone() {
        let mut log = Log::new();
        log.write(10);
        let folder = log.folder.path().join("logs");
        fs::write(folder.join("notes.txt"), "mine").unwrap();
        let mut again = LogFiles::open(&folder, log.clock.clone()).unwrap();
        again.write_all(b"more").unwrap();
        log.write(10);
        log.days(30);
        log.write(1);
        assert_eq!(fs::read_to_string(folder.join("notes.txt")).unwrap(), "mine");
        assert_eq!(log.names(), ["deskbell-2026-12-21.log"]);
    }

    #[test]
    fn a_log_that_can_not_be_written_stops_nobody() {
        let mut log = Log::new();
        fs::remove_dir_all(log.folder.path().join("logs")).unwrap();
        log.days(1);
        assert_eq!(log.files.write(b"line\n").unwrap(), 5);
    }
}
