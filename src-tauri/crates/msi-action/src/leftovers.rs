//! What is taken away at the end, and what is not: a ticket that was never sent exists nowhere else.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use deskbell_desk::health;

/// Takes away everything Deskbell left in a profile. Returns a line for what stayed, on purpose or because it would not go.
pub fn clear_profile(home: &Path, unsent_too: bool) -> Vec<String> {
    let app_data = home.join("AppData");
    let folders = ["Local", "Roaming"].map(|name| app_data.join(name));
    let mut told = Vec::new();
    for folder in folders {
        // Profiles belong to people, and we are the system: a link in one must not lead us elsewhere.
        if is_link(&app_data) || is_link(&folder) {
            told.push(format!("{} is a link; what is behind it stays.", folder.display()));
            continue;
        }
        told.extend(clear(&folder.join("Deskbell"), unsent_too));
    }
    told
}

/// Takes away a folder, but for outboxes with tickets that were never sent, unless these are to go too.
pub fn clear(folder: &Path, unsent_too: bool) -> Vec<String> {
    if is_link(folder) || !folder.is_dir() {
        return Vec::new();
    }
    let mut told = Vec::new();
    let mut kept = BTreeSet::new();
    if !unsent_too {
        for data in outboxes(folder) {
            if let Some(why) = worth_keeping(&data) {
                told.push(format!("{} stays: {why}.", data.display()));
                kept.extend(files_of_outbox(&data));
            }
        }
    }
    if let Err(error) = prune(folder, &kept) {
        told.push(format!(
            "{} could not be removed whole ({error}); it can be deleted by hand.",
            folder.display()
        ));
    }
    told
}

/// The data folders in a folder: itself, that of an account without a home, those of other settings files.
fn outboxes(folder: &Path) -> Vec<PathBuf> {
    let own = [folder.to_owned(), folder.join("data")];
    let others = own.iter().flat_map(|data| {
        let entries = fs::read_dir(data.join("other")).into_iter().flatten().flatten();
        entries.map(|entry| entry.path())
    });
    own.iter()
        .cloned()
        .chain(others)
        .filter(|data| !is_link(data))
        .collect()
}

fn worth_keeping(data: &Path) -> Option<String> {
    let outbox = health::outbox(data, "");
    let waiting = outbox.unsent + outbox.parked.len();
    if let Some(why) = outbox.unreadable {
        return Some(format!("its outbox can't be read ({why}) and may hold unsent tickets"));
    }
    if waiting > 0 {
        return Some(format!("{waiting} unsent tickets are in its outbox"));
    }
    let damaged = outbox.set_aside.len();
    (damaged > 0).then(|| format!("{damaged} damaged outboxes may hold unsent tickets"))
}

fn files_of_outbox(data: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(data).into_iter().flatten().flatten();
    let of_outbox = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("outbox"));
    of_outbox.map(|entry| entry.path()).collect()
}

/// Removes all but `kept`, follows no link, and goes on after an error, of which it tells the first.
fn prune(folder: &Path, kept: &BTreeSet<PathBuf>) -> io::Result<()> {
    let mut first = Ok(());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if kept.contains(&path) {
            continue;
        }
        let kind = entry.file_type()?;
        let removed = if kind.is_dir() {
            prune(&path, kept)
        } else {
            fs::remove_file(&path).or_else(|error| fs::remove_dir(&path).map_err(|_| error))
        };
        first = first.and(removed);
    }
    if kept.iter().any(|path| path.starts_with(folder)) {
        return first;
    }
    first.and(fs::remove_dir(folder))
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use deskbell_desk::alert::NoAlerts;
    use deskbell_desk::{
        Desk, DeskConfig, Draft, Facts, KnownBy, Owner, Paths, Requester, Settings, Submission, SystemClock, secret,
    };
    use secrecy::SecretString;

    use super::*;

    /// A profile with everything that Deskbell writes; with a ticket that waits in its outbox, or without.
    async fn profile(waits: bool) -> tempfile::TempDir {
        let home = tempfile::tempdir().unwrap();
        let data = home.path().join("AppData/Local/Deskbell");
        outbox(&data, waits).await;
        fs::create_dir_all(data.join("EBWebView/Default")).unwrap();
        fs::create_dir_all(home.path().join("AppData/Roaming/Deskbell")).unwrap();
        for file in [
            "deskbell.log",
            "EBWebView/Default/Cookies",
            "../../Roaming/Deskbell/me.toml",
        ] {
            fs::write(data.join(file), "x").unwrap();
        }
        home
    }

    async fn outbox(data: &Path, waits: bool) {
        let machine = tempfile::tempdir().unwrap();
        let file = machine.path().join("deskbell.toml");
        let key = "[autotask]\nuser = \"api@practice.example\"\ntracking_id = \"PRACTICE000000000000000000\"\n";
        fs::write(&file, key).unwrap();
        let paths = Paths::system(Some(file), Some(data.to_owned()));
        secret::store(&paths, &SecretString::from("practice-secret-not-real")).unwrap();
        let config = DeskConfig {
            paths,
            settings: Settings::default(),
            clock: Arc::new(SystemClock),
            psa: None,
            alerts: Arc::new(NoAlerts),
        };
        let desk = Desk::open(config).unwrap();
        if waits {
            let requester = Requester {
                name: "Dana Reyes".to_owned(),
                email: "dana@contoso.example".to_owned(),
                phone: String::new(),
                known_by: KnownBy::Typed,
            };
            let draft = Draft {
                id: "019a0b1c-0000-7000-8000-000000000000".parse().unwrap(),
                message: "Nobody has read this yet".to_owned(),
                subject: None,
                selections: Vec::new(),
                answers: std::collections::BTreeMap::new(),
                on_behalf_of: None,
                requester,
                files: Vec::new(),
            };
            let submission = Submission {
                draft,
                pictures: Vec::new(),
                facts: Facts::default(),
                remarks: Vec::new(),
                unasked: false,
            };
            desk.submit(&Owner("1000".to_owned()), &submission).await.unwrap();
        }
    }

    fn files(folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                found.extend(files(&entry.path()));
            } else {
                found.push(entry.file_name().into_string().unwrap());
            }
        }
        found
    }

    #[tokio::test]
    async fn a_ticket_that_was_never_sent_outlasts_the_program_and_nothing_else_does() {
        let home = profile(true).await;
        let told = clear_profile(home.path(), false);
        let kept = files(home.path());
        assert!(kept.contains(&"outbox.db".to_owned()), "{told:?}");
        assert!(kept.iter().all(|file| file.starts_with("outbox")), "{kept:?}");
        assert!(told.concat().contains("1 unsent tickets"), "{told:?}");
        assert!(!home.path().join("AppData/Roaming/Deskbell").exists());
    }

    #[tokio::test]
    async fn where_nothing_waits_nothing_stays() {
        let home = profile(false).await;
        assert_eq!(clear_profile(home.path(), false), Vec::<String>::new());
        assert!(!home.path().join("AppData/Local/Deskbell").exists());
        assert!(home.path().join("AppData/Local").exists());
    }

    #[tokio::test]
    async fn remove_data_takes_unsent_tickets_too() {
        let home = profile(true).await;
        assert_eq!(clear_profile(home.path(), true), Vec::<String>::new());
        assert_eq!(files(home.path()), Vec::<String>::new());
    }

    #[test]
    fn an_outbox_that_cannot_be_read_counts_as_one_with_tickets() {
        let home = tempfile::tempdir().unwrap();
        let data = home.path().join("AppData/Local/Deskbell");
        fs::create_dir_all(&data).unwrap();
        fs::write(data.join("deskbell.log"), "x").unwrap();
        fs::write(data.join("outbox.db"), "no database at all, but long enough").unwrap();
        clear_profile(home.path(), false);
        assert_eq!(files(home.path()), ["outbox.db"]);
    }

    #[tokio::test]
    async fn tickets_of_another_settings_file_and_of_an_account_without_a_home_stay_too() {
        let folder = tempfile::tempdir().unwrap();
        let machine = folder.path().join("Deskbell");
        let places = ["data", "data/other/0123456789abcdef"].map(|place| machine.join(place));
        for data in &places {
            outbox(data, true).await;
        }
        fs::write(machine.join("secret"), "sealed").unwrap();
        clear(&machine, false);
        assert!(places.iter().all(|data| data.join("outbox.db").exists()));
        assert!(!machine.join("secret").exists());
        clear(&machine, true);
        assert!(!machine.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_a_profile_leads_nowhere_else() {
        let elsewhere = tempfile::tempdir().unwrap();
        fs::create_dir(elsewhere.path().join("Deskbell")).unwrap();
        fs::write(elsewhere.path().join("Deskbell/precious"), "x").unwrap();
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("AppData")).unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), home.path().join("AppData/Local")).unwrap();
        fs::create_dir_all(home.path().join("AppData/Roaming/Deskbell")).unwrap();
        let inside = home.path().join("AppData/Roaming/Deskbell/link");
        std::os::unix::fs::symlink(elsewhere.path(), &inside).unwrap();
        clear_profile(home.path(), true);
        assert!(elsewhere.path().join("Deskbell/precious").exists());
        assert!(!home.path().join("AppData/Roaming/Deskbell").exists());
    }
}
