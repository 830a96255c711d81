//! The profiles of this PC's accounts, the services' among them.

use std::fs;
use std::path::PathBuf;

use windows_registry::{LOCAL_MACHINE, USERS};

const WINDOWS_NT: &str = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion";

/// Where Windows says that profiles lie, and what lies beside them.
pub fn homes() -> Vec<PathBuf> {
    let windows = LOCAL_MACHINE
        .open(WINDOWS_NT)
        .and_then(|key| key.get_string("SystemRoot"));
    let windows = windows.unwrap_or_else(|_| r"C:\Windows".to_owned());
    let drive = windows.get(..2).unwrap_or("C:");
    let users = PathBuf::from(format!(r"{drive}\Users"));
    let mut homes: Vec<PathBuf> = listed(&windows, drive).unwrap_or_default();
    homes.push(PathBuf::from(format!(r"{windows}\System32\config\systemprofile")));
    homes.extend(
        fs::read_dir(users)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path()),
    );
    homes.sort();
    homes.dedup();
    homes
}

/// Takes our key out of the registry of everybody who is logged on. It holds only what the system forgets when it starts
/// anyway, so that who is logged off has none.
pub fn clear_registry() {
    for person in USERS.keys().into_iter().flatten() {
        if let Ok(software) = USERS.options().read().write().open(format!(r"{person}\Software")) {
            // Not there is as good as gone.
            let _ = software.remove_tree("Deskbell");
        }
    }
}

/// Windows writes the services' with `%systemroot%`, and some with `%SystemDrive%`.
fn listed(windows: &str, drive: &str) -> windows_registry::Result<Vec<PathBuf>> {
    let list = LOCAL_MACHINE.open(format!(r"{WINDOWS_NT}\ProfileList"))?;
    let paths = list
        .keys()?
        .filter_map(|sid| list.open(sid).ok()?.get_string("ProfileImagePath").ok());
    let whole = paths.map(|path| {
        let lower = path.to_ascii_lowercase();
        let variables = [("%systemroot%", windows), ("%systemdrive%", drive)];
        let variable = variables.into_iter().find(|(variable, _)| lower.starts_with(variable));
        let (variable, value) = variable.unwrap_or_default();
        PathBuf::from(value.to_owned() + path.get(variable.len()..).unwrap_or_default())
    });
    Ok(whole.collect())
}
